"""A session over a configuration server: the peers' commands, and ours where the server offers them.

Everything works with the peers' server; what only ours can do (history, atomic storing, options of a configuration)
ends there in an error that says so, or is done in single steps.
"""

from collections.abc import Mapping, Sequence

from nxsconfig.cli.session import Fetched
from nxsconfig.cli.sessions.device import Device
from nxsconfig.cli.sessions.extension import Extension
from nxsconfig.cli.sessions.patience import create_configuration
from nxsconfig.db.records import Change, Entry, Event, Kind
from nxsconfig.errors import RevisionConflictError, ServerError

_AVAILABLE = {
    Kind.COMPONENT: "AvailableComponents",
    Kind.DATASOURCE: "AvailableDataSources",
    Kind.SELECTION: "AvailableSelections",
}
_TEXTS = {Kind.COMPONENT: "Components", Kind.DATASOURCE: "DataSources", Kind.SELECTION: "Selections"}
_INSTANTIATED = {Kind.COMPONENT: "InstantiatedComponents", Kind.DATASOURCE: "InstantiatedDataSources"}
_STORE = {
    Kind.COMPONENT: ("XMLString", "StoreComponent"),
    Kind.DATASOURCE: ("XMLString", "StoreDataSource"),
    Kind.SELECTION: ("Selection", "StoreSelection"),
}
_DELETE = {Kind.COMPONENT: "DeleteComponent", Kind.DATASOURCE: "DeleteDataSource", Kind.SELECTION: "DeleteSelection"}
_ATTEMPTS = 5


class ServerSession:
    """A device that was opened. `settings`: options of a configuration, as JSON values, that the command line gives."""

    def __init__(self, device: Device, settings: Mapping[str, object]) -> None:
        self.label = device.name
        self._device = device
        self._settings = settings
        self._extension = Extension(device)

    def names(self, kind: Kind) -> list[str]:
        """All names as the server orders them."""
        return self._device.texts(_AVAILABLE[kind])

    def mandatory(self) -> list[str]:
        """Names of the mandatory components in code point order; the peers' order is that of their tables."""
        return sorted(self._device.texts("MandatoryComponents"))

    def texts(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Stored texts. References may stand for characters that Tango can't carry: then they are asked for again."""
        if not names:
            return []
        texts = self._device.texts(_TEXTS[kind], names)
        if any("&#" in text for text in texts) and self._extension.offers("FetchEntries"):
            exact = {entry.name: entry.text for entry in self._extension.fetch(kind, names).entries}
            return [exact.get(name, text) for name, text in zip(names, texts, strict=True)]
        return texts

    def fetch(self, kind: Kind, names: Sequence[str] | None = None) -> Fetched:
        """Entries and the revision: at once, or read again until nobody stored in between."""
        if self._extension.offers("FetchEntries"):
            return self._extension.fetch(kind, names)
        for _attempt in range(_ATTEMPTS):
            revision = self.revision()
            wanted = list(self.names(kind) if names is None else names)
            texts = self.texts(kind, wanted)
            flagged = self.mandatory() if kind is Kind.COMPONENT else []
            if self.revision() == revision:
                break
        entries = tuple(Entry(kind, name, text) for name, text in zip(wanted, texts, strict=True))
        return Fetched(revision, entries, frozenset(flagged).intersection(wanted))

    def revision(self) -> int:
        """The last part of the Version."""
        return _number(self._device.read("Version").rpartition(".")[2])

    def store_entries(
        self, entries: Sequence[Entry], *, mandatory: bool | None = None, expected: int | None = None
    ) -> int:
        """Store texts: all or none, or with the peers' server one after the other.

        Raises UnicodeEncodeError for a text that the peers' server can't take.
        """
        if self._extension.offers("StoreEntries"):
            return self._extension.store(entries, mandatory, expected)
        from nxsconfig.cli.sessions.latin1 import carried  # noqa: PLC0415  only storing needs the XML library

        prepared = [Entry(entry.kind, entry.name, carried(entry)) for entry in entries]
        self._expect(expected)
        for entry in prepared:
            attribute, command = _STORE[entry.kind]
            self._device.write(attribute, entry.text)
            self._device.text(command, entry.name)
            if mandatory is not None and entry.kind is Kind.COMPONENT:
                self.set_mandatory([entry.name], flag=mandatory)
        return self.revision()

    def delete(self, kind: Kind, names: Sequence[str], *, expected: int | None = None) -> int:
        """Delete entries: all or none, or with the peers' server one after the other."""
        if self._extension.offers("DeleteEntries"):
            return self._extension.delete(kind, names, expected)
        self._expect(expected)
        for name in names:
            self._device.text(_DELETE[kind], name)
        return self.revision()

    def set_mandatory(self, names: Sequence[str], *, flag: bool) -> None:
        """Set or clear the flag of components."""
        self._device.text("SetMandatoryComponents" if flag else "UnsetMandatoryComponents", names)

    def configuration(self, names: Sequence[str]) -> str:
        """The merged configuration; without options it is also left in the device, where scripts look for it."""
        if self._settings:
            return self._extension.configuration(names, self._settings)
        return create_configuration(self._device, names)

    def instantiate(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Texts with references and the variables of the device filled in."""
        return self._device.texts(_INSTANTIATED[kind], names) if names else []

    def dependent_components(self, names: Sequence[str]) -> list[str]:
        """The names and everything they pull in."""
        return self._device.texts("DependentComponents", names) if names else []

    def component_datasources(self, name: str) -> list[str]:
        """Names of the datasources that a component uses."""
        return self._device.texts("ComponentDataSources", name)

    def merged_datasources(self, names: Sequence[str]) -> list[str]:
        """Names of the datasources of the merged components, mandatory ones included."""
        return self._device.texts("ComponentsDataSources", names)

    def component_variables(self, name: str) -> list[str]:
        """Names of the variables that a component uses, with repeats."""
        return self._device.texts("ComponentVariables", name)

    def merged_variables(self, names: Sequence[str]) -> list[str]:
        """Names of the variables of the merged components, mandatory ones included."""
        return self._device.texts("ComponentsVariables", names)

    def history(
        self, kind: Kind | None = None, name: str | None = None, *, limit: int | None = None
    ) -> Sequence[Event]:
        """Changes without their texts, the newest first. Raises ServerError for the peers' server."""
        return self._extension.history(kind, name, limit)

    def change(self, number: int) -> Change:
        """One change with its texts. Raises ServerError for the peers' server."""
        return self._extension.change(number)

    def restore(self, change: int, *, before: bool) -> int:
        """Give an entry the text that it had after a change, or just before it. Raises ServerError as above."""
        return self._extension.restore(change, before=before)

    def _expect(self, revision: int | None) -> None:
        """As near as the peers' server lets us come: somebody may still store between this look and our storing."""
        found = None if revision is None else self.revision()
        if revision is not None and found is not None and found != revision:
            text = (
                f"the store is at revision {found}, not {revision}: somebody else stored in between; nothing is stored"
            )
            raise RevisionConflictError(text, revision, found)


def _number(text: str) -> int:
    if not text.isdigit():
        raise ServerError(f"the server's Version does not end with a revision but with {text!r}: is its store open?")
    return int(text)
