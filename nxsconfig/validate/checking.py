"""What would fail of some components, stored or not saved yet: for `check`, the server's Check, and its door.

```
 named, mandatory and unsaved entries ─► all that they refer to ─► texts and references ─► one configuration ─► findings
```
The configuration is made only when no text and no reference is at fault already: it would stop at the first of these.
Only errors and warnings count here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from nxsconfig.configurator.holdings import Holdings
from nxsconfig.configurator.library import unregistered
from nxsconfig.configurator.options import Options
from nxsconfig.configurator.ports import Store
from nxsconfig.db.records import Entry, Kind
from nxsconfig.errors import FaultyTextError, NXSConfigError, WrongXMLError
from nxsconfig.merge.references import component_names, datasource_records, without_comments
from nxsconfig.validate.engine import configuration, together, validate_configuration, validate_texts
from nxsconfig.validate.entries import report_of
from nxsconfig.validate.loading import of_holdings, with_texts
from nxsconfig.validate.model import Finding, Place, Severity
from nxsconfig.validate.subjects import Chosen, Library, Text
from nxsconfig.validate.suppressing import by_comments

Key = tuple[Kind, str]

_NO_OPTIONS = Options()


class Checker:
    """Checks configurations of one library, with unsaved entries in front of it; nothing is stored.

    options: of the configurations. Findings of texts and references are found once for all configurations.
    """

    def __init__(self, library: Library, entries: Sequence[Entry] = (), options: Options = _NO_OPTIONS) -> None:
        self._entries = tuple(entries)
        self._options = options
        self._library = with_texts(library, [Text(entry.kind, entry.name, entry.text) for entry in entries])

    def check(self, components: Sequence[str]) -> list[Finding]:
        """Findings of the components together with the mandatory ones and the unsaved entries.

        Without `components` the unsaved components make the configuration; unsaved datasources and selections alone
        make none and are looked at only.
        """
        unsaved = [entry.name for entry in self._entries if entry.kind is Kind.COMPONENT]
        chosen = tuple(components) or tuple(unsaved)
        merges = bool(chosen or not self._entries)
        always = self._library.holdings.mandatory() if merges and not _is_cache(chosen) else []
        first = [(Kind.COMPONENT, name) for name in (*chosen, *always)]
        findings = [*self._missing(first), *self._of_texts([*first, *_keys(self._entries)])]
        if merges and not has_errors(findings):
            made = configuration(self._library, Chosen(", ".join(chosen or always), chosen, self._options))
            findings += validate_configuration(made)
        return self._counting(findings)

    def look_at(self, kind: Kind, names: Sequence[str]) -> list[Finding]:
        """Findings of stored datasources or profiles, which make no configuration by themselves."""
        keys = [(kind, name) for name in names]
        return self._counting([*self._missing(keys), *self._of_texts(keys)])

    def each(self, names: Sequence[str]) -> list[Finding]:
        """Findings of the mandatory components together and of each name on its own, without repeats.

        What is wrong with the mandatory components is wrong with every configuration, so it is told once.
        """
        always = self.check([])
        known = {(finding.rule, finding.message) for finding in always}
        found = list(always)
        for name in names:
            found += [one for one in self.check([name]) if (one.rule, one.message) not in known]
        return [replace(one, configurations=()) for one in together(found)]

    def _missing(self, keys: Iterable[Key]) -> list[Finding]:
        return [missing(*key) for key in dict.fromkeys(keys) if key not in self._library.texts]

    def _of_texts(self, keys: Sequence[Key]) -> list[Finding]:
        """What is told about these entries and all that they refer to."""
        touched = {(kind.value, name) for kind, name in closure(self._library, keys)}
        return [finding for finding in self._told if (finding.place.kind, finding.place.name) in touched]

    @cached_property
    def _told(self) -> list[Finding]:
        return list(validate_texts(self._library, self._library.texts.values()))

    def _counting(self, findings: Sequence[Finding]) -> list[Finding]:
        bad = [finding for finding in findings if finding.severity.at_least(Severity.WARNING)]
        return list(by_comments(self._library, bad, thorough=False).findings)


def closure(library: Library, keys: Sequence[Key]) -> set[Key]:
    """The entries and everything that they refer to; profiles refer to nothing."""
    waiting, met = list(keys), set[Key]()
    while waiting:
        key = waiting.pop()
        text = library.texts.get(key)
        if key in met or text is None:
            continue
        met.add(key)
        plain = "" if text.kind is Kind.SELECTION else without_comments(text.text)
        waiting += [(Kind.DATASOURCE, name) for name in datasource_records(plain)]
        if text.kind is Kind.COMPONENT:
            waiting += [(Kind.COMPONENT, name) for name in component_names(plain)]
    return met


def of_store(store: Store) -> Library:
    """Everything in a store. Raises StoreError."""
    contents = {kind: store.texts(kind, store.names(kind)) for kind in Kind}
    return of_holdings(Holdings(contents, frozenset(store.mandatory())))


def door(store: Store, entries: Sequence[Entry]) -> None:
    """What a server that refuses faulty texts asks before it stores some. Raises FaultyTextError, StoreError."""
    refuse_faulty(of_store(store), entries)


def refuse_faulty(library: Library, entries: Sequence[Entry]) -> None:
    """Let texts in only when they bring no errors. Raises FaultyTextError naming all of them."""
    report = report_of(library, [Text(entry.kind, entry.name, entry.text) for entry in entries])
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    if errors:
        told = "; ".join(f"{one.rule} {one.place.kind} {one.place.name}: {one.message}" for one in errors)
        count = f"{len(errors)} error" + ("s" if len(errors) > 1 else "")
        raise FaultyTextError(f"nothing is stored, because the texts bring {count}: {told}")


def missing(kind: Kind, name: str) -> Finding:
    """The finding for a name that was asked for and isn't stored; no rule tells it."""
    error = type(unregistered(kind, name)).__name__
    message = f"{kind} {name!r} is not stored"
    fix = "correct the name, or store the entry"
    return Finding("", "", Severity.ERROR, message, fix, Place(kind.value, name), error=error)


def unreadable(kind: Kind, name: str, err: NXSConfigError) -> Finding:
    """The finding for a file that holds no text, or a text that can't be stored; no rule gets to see it."""
    line, column = (err.line, err.column) if isinstance(err, WrongXMLError) else (0, 0)
    place = Place(kind.value, name, line=line, column=column)
    return Finding(
        "NX101",
        "well-formed",
        Severity.ERROR,
        " ".join(str(err).split()),
        "correct the text",
        place,
        error=type(err).__name__,
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether something would fail."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def finding_on_wire(finding: Finding) -> Mapping[str, str | int]:
    """The finding under the names that clients of Check and readers of `check --json` know.

    kind and name tell the entry at fault; several components are separated by a comma and a blank. error: the exception
    that the server would raise, or the number of the rule. line: 0 when it isn't known.
    """
    place = finding.place
    known = place.kind in {kind.value for kind in Kind}
    return {
        "severity": finding.severity.value,
        "kind": place.kind if known else Kind.COMPONENT.value,
        "name": ", ".join(finding.origins) if len(finding.origins) > 1 else place.name,
        "error": finding.error or finding.rule,
        "message": finding.message,
        "rule": finding.rule,
        "fix": finding.fix,
        "line": place.line,
    }


def _keys(entries: Iterable[Entry]) -> list[Key]:
    return [(entry.kind, entry.name) for entry in entries]


def _is_cache(names: Iterable[str]) -> bool:
    return any(name.startswith("__configuration_") for name in names)
