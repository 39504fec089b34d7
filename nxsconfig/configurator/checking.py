"""What would fail: texts, references and the merge of components, stored or not saved yet.

```
 named, mandatory and unsaved entries ─► each text ─► what it refers to, on and on ─► one trial merge ─► findings
```
The merge is tried only when no text and no reference is at fault already: it would stop at the first of these.
"""

from collections.abc import Callable, Container, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nxsconfig.configurator.assembly import assemble, complete, explained
from nxsconfig.configurator.configurator import Configurator, check_entry
from nxsconfig.configurator.library import Library, Snapshot
from nxsconfig.configurator.options import Options, json_object
from nxsconfig.configurator.overlay import Overlay
from nxsconfig.configurator.ports import Shelf
from nxsconfig.configurator.profiles import asked_for
from nxsconfig.configurator.records import datasource_element
from nxsconfig.db.records import Entry, Kind
from nxsconfig.dialect import schema
from nxsconfig.dialect.grammar import ROOT
from nxsconfig.dialect.xml import parse
from nxsconfig.errors import IncompatibleNodeError, NonregisteredDBRecordError, NXSConfigError, StoreError
from nxsconfig.merge.references import component_names, datasource_records, without_comments

SCHEMA = "Schema"
"""What `Finding.error` says of a text that works but isn't the language as the XML Schema has it."""

_NO_OPTIONS = Options()


class Severity(StrEnum):
    """Whether a configuration fails, or only looks odd."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One fault. `kind` and `name` tell the entry at fault (several names are separated by a comma and a blank).

    `error` is the name of the exception that the configuration server would raise, or SCHEMA.
    """

    severity: Severity
    kind: Kind
    name: str
    error: str
    message: str


def check(
    configurator: Configurator,
    components: Sequence[str],
    entries: Sequence[Entry] = (),
    options: Options = _NO_OPTIONS,
) -> list[Finding]:
    """What `check_shelf` finds in the configurator's store. Raises StoreError when the store can't be asked."""
    return check_shelf(configurator.store, components, entries, options)


def check_shelf(
    shelf: Shelf, components: Sequence[str], entries: Sequence[Entry] = (), options: Options = _NO_OPTIONS
) -> list[Finding]:
    """Findings of one configuration: the components together with the mandatory ones, errors and warnings mixed.

    entries: unsaved texts, which count as if they were stored; nothing is stored. Without `components` the unsaved
    components make the configuration; unsaved datasources and selections alone make none and are looked at only.
    """
    shelf = Overlay(shelf, entries)
    chosen = tuple(components) or tuple(entry.name for entry in entries if entry.kind is Kind.COMPONENT)
    merges = bool(chosen or not entries)

    def work(snapshot: Snapshot) -> list[Finding]:
        always = snapshot.mandatory() if merges and not _cached(chosen) else []
        findings = [*_Texts(shelf).findings([*chosen, *always], entries), *_selections(shelf, entries)]
        if merges and not any(finding.severity is Severity.ERROR for finding in findings):
            findings += _merge(snapshot, chosen, options)
        return findings

    return Library(shelf).read(work)


def check_each(one: Callable[[Sequence[str]], list[Finding]], names: Sequence[str]) -> list[Finding]:
    """Findings of the mandatory components together and of each name on its own, without repeats.

    one: checks a configuration, as `check` does. What is wrong with the mandatory components is wrong with every
    configuration, so it is told once.
    """
    always = one([])
    known = {(finding.error, finding.message) for finding in always}
    found = dict.fromkeys(always)
    for name in names:
        found.update(
            (finding, None)
            for finding in one([name])
            if finding in found or (finding.error, finding.message) not in known
        )
    return list(found)


class _Texts:
    """Walks over components, what they pull in, and their datasources; each text is looked at once."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def findings(self, components: Sequence[str], entries: Sequence[Entry]) -> Iterator[Finding]:
        """All findings, breadth first from the given names."""
        unsaved = {kind: [entry.name for entry in entries if entry.kind is kind] for kind in Kind}
        first = dict.fromkeys([*components, *unsaved[Kind.COMPONENT]], "")
        sources = dict.fromkeys(unsaved[Kind.DATASOURCE], "")
        for name, text in (yield from self._walk(Kind.COMPONENT, first, component_names)).items():
            sources |= _users(datasource_records(text), Kind.COMPONENT, name, sources)
        yield from self._walk(Kind.DATASOURCE, sources, datasource_records)

    def _walk(
        self, kind: Kind, wave: Mapping[str, str], needs: Callable[[str], list[str]]
    ) -> Generator[Finding, None, dict[str, str]]:
        """Follow references from names, each with who refers to it; returns the texts met, without comments."""
        met: dict[str, str] = {}
        while wave:
            texts = self._shelf.texts(kind, wave)
            following: dict[str, str] = {}
            for name, user in wave.items():
                yield from _text(kind, name, texts[name]) if name in texts else [_missing(kind, name, user)]
                met[name] = without_comments(texts.get(name, ""))
                following |= _users(needs(met[name]), kind, name, following)
            wave = {name: user for name, user in following.items() if name not in met}
        return met


def _users(needs: Sequence[str], kind: Kind, name: str, known: Container[str]) -> dict[str, str]:
    """Needs that nobody had before, each with who has it first."""
    return {need: f"{kind} {name!r}" for need in needs if need not in known}


def _cached(names: Sequence[str]) -> bool:
    return any(name.startswith("__configuration_") for name in names)


def _text(kind: Kind, name: str, text: str) -> list[Finding]:
    """The text on its own: well-formed, of the right sort, and as the schema has it."""
    try:
        root = parse(text, f"{kind} {name!r}")
        if kind is Kind.DATASOURCE:
            datasource_element(name, text)
    except NXSConfigError as err:
        return [error_of(kind, name, err)]
    if kind is Kind.COMPONENT and root.tag != ROOT:
        message = f"the root of component {name!r} is <{root.tag}>, but has to be <{ROOT}>"
        return [Finding(Severity.ERROR, kind, name, "UndefinedTagError", message)]
    return [Finding(Severity.WARNING, kind, name, SCHEMA, str(fault)) for fault in schema.check(root)]


def _missing(kind: Kind, name: str, user: str) -> Finding:
    wanted = f"{user} refers to {kind} {name!r}, which is not stored" if user else f"{kind} {name!r} is not stored"
    return Finding(Severity.ERROR, kind, name, NonregisteredDBRecordError.__name__, wanted)


def _selections(shelf: Shelf, entries: Sequence[Entry]) -> Iterator[Finding]:
    for entry in entries:
        if entry.kind is Kind.SELECTION:
            yield from _selection(shelf, entry)


def _selection(shelf: Shelf, entry: Entry) -> Iterator[Finding]:
    """A profile has to be a JSON object; what it names should be stored."""
    try:
        check_entry(entry)
        named = asked_for(json_object(entry.text, f"selection {entry.name!r}"), Kind.COMPONENT)
    except NXSConfigError as err:
        yield error_of(entry.kind, entry.name, err)
        return
    stored = shelf.texts(Kind.COMPONENT, named)
    for name in named:
        if name not in stored:
            message = f"the profile names component {name!r}, which is not stored"
            yield Finding(Severity.WARNING, entry.kind, entry.name, NonregisteredDBRecordError.__name__, message)


def _merge(snapshot: Snapshot, names: tuple[str, ...], options: Options) -> list[Finding]:
    try:
        explained(lambda traced: complete(snapshot, assemble(snapshot, names, traced=traced), options))
    except StoreError:
        raise
    except NXSConfigError as err:
        return [error_of(Kind.COMPONENT, ", ".join(_blamed(err) or names or snapshot.mandatory()), err)]
    return []


def _blamed(err: NXSConfigError) -> list[str]:
    origins = err.origins if isinstance(err, IncompatibleNodeError) else []
    return list(dict.fromkeys(name for names in origins for name in names))


def error_of(kind: Kind, name: str, err: NXSConfigError) -> Finding:
    """The finding for an entry that raises an error; the message is one line."""
    message = err.explain() if isinstance(err, IncompatibleNodeError) else str(err)
    return Finding(Severity.ERROR, kind, name, type(err).__name__, " ".join(message.split()))


def finding_as_json(finding: Finding) -> Mapping[str, str]:
    """The finding under its wire names."""
    return {
        "severity": finding.severity.value,
        "kind": finding.kind.value,
        "name": finding.name,
        "error": finding.error,
        "message": finding.message,
    }
