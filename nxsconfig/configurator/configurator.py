"""The configuration server without Tango: everything its commands do, as plain calls (config-server §2.3, §6)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from nxsconfig.configurator.assembly import (
    Assembled,
    Configuration,
    assemble,
    complete,
    completed_text,
    explained,
    instantiated,
    instantiated_datasource,
    selected,
    sources,
    well_formed,
)
from nxsconfig.configurator.derived import Derived
from nxsconfig.configurator.library import Library, Snapshot, unregistered
from nxsconfig.configurator.options import Options
from nxsconfig.configurator.ports import Store
from nxsconfig.configurator.templates import remade
from nxsconfig.db.planning import Wish
from nxsconfig.db.records import Entry, Kind
from nxsconfig.dialect.xml import parse
from nxsconfig.errors import WrongJSONError
from nxsconfig.merge import Merged, merge_components
from nxsconfig.merge.references import variable_names

_NO_OPTIONS = Options()


class Configurator:
    """Use cases over one store. May be shared by threads; calls that read many texts come one after the other."""

    def __init__(self, store: Store, derived: Derived | None = None) -> None:
        """derived: what an earlier configurator, maybe over another store, found out about single texts."""
        self.store = store
        self._library = Library(store, derived)

    # -- entries ------------------------------------------------------------------------------------------------------

    def names(self, kind: Kind) -> list[str]:
        """All names in code point order."""
        return self.store.names(kind)

    def texts(self, kind: Kind, names: Sequence[str]) -> list[str]:
        """Stored texts verbatim, one a name, in order. Raises NonregisteredDBRecordError for the first unknown name."""
        found = self.store.texts(kind, dict.fromkeys(names))
        for name in names:
            if name not in found:
                raise unregistered(kind, name)
        return [found[name] for name in names]

    def store_entries(
        self, entries: Sequence[Entry], *, who: str = "", mandatory: bool | None = None, expected: int | None = None
    ) -> int:
        """Store texts, all or none; returns the revision afterwards.

        Raises:
            WrongXMLError, XMLLimitError, WrongJSONError: a text is broken; nothing is stored.
            RevisionConflictError: the revision is no longer `expected`; nothing is stored.
        """
        for entry in entries:
            check_entry(entry)
        return self.store.store(entries, who=who, mandatory=mandatory, expected=expected)

    def apply(self, wish: Wish, *, who: str = "") -> int:
        """Store, delete and flag in one transaction, or nothing of it. Raises as `store_entries` does."""
        for put in wish.puts:
            check_entry(Entry(put.kind, put.name, put.text))
        return self.store.apply(replace(wish, who=who))

    def delete(self, kind: Kind, names: Sequence[str], *, who: str = "") -> int:
        """Delete entries; unknown names are no error."""
        return self.store.delete(kind, names, who=who)

    def mandatory(self) -> list[str]:
        """Names of the mandatory components, in table order."""
        return self.store.mandatory()

    def set_mandatory(self, names: Sequence[str], flag: bool, *, who: str = "") -> int:  # noqa: FBT001  the flag is the value
        """Set or clear the mandatory flag; unknown names are ignored."""
        return self.store.set_mandatory(names, flag, who=who)

    # -- what components need -----------------------------------------------------------------------------------------

    def dependent_components(self, names: Sequence[str]) -> list[str]:
        """The components and those that they refer to, depth first, each once; mandatory ones are not added."""
        return self._library.read(lambda snapshot: snapshot.closure(names))

    def component_datasources(self, name: str, options: Options = _NO_OPTIONS) -> list[str]:
        """Names of the datasources of one component, in document order, each once; unnamed ones are numbered."""
        return datasource_names(self.instantiate(Kind.COMPONENT, [name], options)[0], f"component {name!r}")

    def components_datasources(self, names: Sequence[str], options: Options = _NO_OPTIONS) -> list[str]:
        """Names of the datasources of several components merged, mandatory ones included."""

        def work(snapshot: Snapshot) -> list[str]:
            merged = _merged(snapshot, names, options)
            if merged is None:
                return []
            text = merged.text()
            values = options.values()
            return datasource_names(
                well_formed(lambda given: instantiated(snapshot, text, given), values, "the merged components"),
                "the merged components",
            )

        return self._library.read(work)

    def component_variables(self, name: str) -> list[str]:
        """Names of the variables that a component uses, in order, with repeats."""
        return variable_names(self.texts(Kind.COMPONENT, [name])[0])

    def components_variables(self, names: Sequence[str], options: Options = _NO_OPTIONS) -> list[str]:
        """Names of the variables of several components merged, mandatory ones included."""
        return variable_names(self.merge(names, options))

    def instantiate(self, kind: Kind, names: Sequence[str], options: Options = _NO_OPTIONS) -> list[str]:
        """Stored texts with their references resolved (config-server §6.3).

        Raises:
            NonregisteredDBRecordError: a name, or a datasource that a text refers to, is not stored.
            CircularReferenceError: references lead back to themselves.
        """
        texts = self.texts(kind, names)
        resolve = instantiated if kind is Kind.COMPONENT else instantiated_datasource

        def work(snapshot: Snapshot) -> list[str]:
            snapshot.records("\n".join(texts))
            values = options.values()
            return [
                well_formed(lambda given, text=text: resolve(snapshot, text, given), values, f"{kind} {name!r}")  # type: ignore[misc]  # mypy can't type a default of a lambda
                for name, text in zip(names, texts, strict=True)
            ]

        return self._library.read(work)

    # -- configurations -----------------------------------------------------------------------------------------------

    def merge(self, names: Sequence[str], options: Options = _NO_OPTIONS) -> str:
        """Components merged with their references left as text; ``""`` if there is nothing (config-server §6.6)."""

        def work(snapshot: Snapshot) -> str:
            merged = _merged(snapshot, names, options)
            return "" if merged is None else merged.text()

        return self._library.read(work)

    def create_cache(self, names: Sequence[str]) -> str:
        """The part of a configuration that depends on the store only; ``""`` if there is nothing."""
        chosen = tuple(names)
        return self._library.read(lambda snapshot: explained(partial(_assembled, snapshot, chosen)).cache)

    def create_configuration(self, names: Sequence[str], options: Options = _NO_OPTIONS) -> Configuration:
        """Everything that the writer needs (config-server §6.5).

        Raises:
            NonregisteredDBRecordError: a component or datasource is not stored.
            IncompatibleNodeError: the components contradict each other; `explain()` names them.
            UndefinedTagError, WrongXMLError, XMLLimitError: a text is not a component, or not after substitution.
            CircularReferenceError: references lead back to themselves.
            JSONArgumentError: the variables are no JSON object.
        """
        chosen = tuple(names)

        def work(snapshot: Snapshot) -> Configuration:
            return snapshot.result(
                ("configuration", chosen, options),
                lambda: explained(
                    lambda traced: _configuration(_assembled(snapshot, chosen, traced), snapshot, options)
                ),
            )

        return self._library.read(work)

    def read_ahead(self) -> None:
        """Read and prepare the store, so that configurations are made faster from now on; a big store is left alone.

        Worth while for a server. Texts that are stored later are prepared when they are used.
        """
        self._library.read_ahead(self.store.everything)

    def preview(self, names: Sequence[str], options: Options = _NO_OPTIONS) -> Merged | None:
        """The configuration as a tree that knows which component each node came from; None: nothing."""

        def work(snapshot: Snapshot) -> Merged | None:
            return complete(snapshot, assemble(snapshot, tuple(names), traced=True), options).merged

        return self._library.read(work)

    # -- templates ----------------------------------------------------------------------------------------------------

    def set_component_datasources(
        self,
        names: Mapping[str, Mapping[str, object]],
        *,
        who: str = "",
        let_in: Callable[[Sequence[Entry]], None] = lambda _entries: None,
    ) -> None:
        """Rename datasource references of components, starting from their templates (config-server §6.7).

        names: per component, the template's datasource and its new name (empty: taken out). Components come one after
        the other; those before one that fails stay changed, as the peers do. let_in: is asked before each is stored,
        and raises for what it refuses.
        """
        for component, datasources in names.items():
            made = remade(self, component, datasources, who)
            let_in([made])
            self.store.store([made], who=who)


def _assembled(snapshot: Snapshot, names: tuple[str, ...], traced: bool) -> Assembled:  # noqa: FBT001  see `explained`
    if traced:
        return assemble(snapshot, names, traced=True)
    return snapshot.result(("cache", names), lambda: assemble(snapshot, names))


def _configuration(assembled: Assembled, snapshot: Snapshot, options: Options) -> Configuration:
    return Configuration(completed_text(snapshot, assembled, options), assembled.cache)


def _merged(snapshot: Snapshot, names: Sequence[str], options: Options) -> Merged | None:
    everything = selected(snapshot, tuple(names))
    return merge_components(sources(snapshot, everything), options.for_merge())


def check_entry(entry: Entry) -> None:
    """Refuse what can't be used at all: XML or JSON that is not well-formed; everything else may be stored."""
    if entry.kind is not Kind.SELECTION:
        parse(entry.text, f"{entry.kind} {entry.name!r}")
        return
    try:
        json.loads(entry.text)
    except (ValueError, RecursionError) as err:
        raise WrongJSONError(f"selection {entry.name!r} is not JSON: {err}") from err


def datasource_names(text: str, what: str) -> list[str]:
    """Names of all datasource elements of a text, in document order, each once; unnamed ones as ``__unnamed__N``."""
    found: dict[str, None] = {}
    unnamed = 0
    for element in parse(text, what).iter("datasource"):
        name = element.get("name")
        if not name:
            name, unnamed = f"__unnamed__{unnamed}", unnamed + 1
        found[name] = None
    return list(found)
