"""From a selection of components to one configuration (config-server §6.5), in two halves.

`assemble` gives what depends on the store only (the cache text), `complete` adds variables and switches.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nxsconfig.configurator.library import Snapshot
from nxsconfig.configurator.options import Options
from nxsconfig.dialect.xml import DECLARATION, parse, pretty_document, serialise
from nxsconfig.errors import WrongXMLError
from nxsconfig.merge import Merged, MergeOptions, Source, merge_components, merge_tree
from nxsconfig.merge.origin import Provenance, mark, without_marks
from nxsconfig.merge.references import variable_values
from nxsconfig.merge.substitute import (
    DatasourceExpander,
    escaped_values,
    remove_components,
    substitute_variables,
    unresolved,
)

_DATASOURCE_TAG = re.compile(r"^<datasource\b")
_NEEDS_ESCAPE = re.compile(r"[<>&\"]")
_WHAT = "the merged configuration"


@dataclass(frozen=True)
class Configuration:
    """Result of CreateConfiguration: `xml` for the writer, `cache` to be stored and completed later.

    Both are ``""`` when there is nothing.
    """

    xml: str
    cache: str


@dataclass(frozen=True)
class Assembled:
    """Components and their datasources in one text; `stamped` carries the origins of its nodes."""

    names: tuple[str, ...]
    stamped: str

    @property
    def cache(self) -> str:
        """The text as clients see it."""
        return DECLARATION + without_marks(self.stamped) if self.stamped else ""


def selected(snapshot: Snapshot, names: tuple[str, ...]) -> list[str]:
    """Everything that joins a configuration: mandatory components, the named ones, and what they depend on.

    A name that starts with ``__configuration_`` is a cache: then no mandatory components are added.
    """
    cached = any(name.startswith("__configuration_") for name in names)
    return snapshot.closure(names if cached else [*snapshot.mandatory(), *names])


def sources(snapshot: Snapshot, names: list[str]) -> list[Source]:
    """The components with their texts, in order."""
    return [Source(name, text) for name, text in snapshot.components(names).items()]


def assemble(snapshot: Snapshot, names: tuple[str, ...]) -> Assembled:
    """First half: merge the components as far as they agree and put in those datasources that are stored."""
    everything = selected(snapshot, names)
    merged = merge_components(sources(snapshot, everything), MergeOptions(skip=True))
    if merged is None:
        return Assembled(tuple(everything), "")
    merged.provenance.stamp()
    text = remove_components(serialise(merged.root))
    records = _marked(snapshot.records(text))
    return Assembled(tuple(everything), DatasourceExpander(records, required=False).expand(text))


def complete(snapshot: Snapshot, assembled: Assembled, options: Options) -> Merged | None:
    """Second half: variables, the checked merge with switches and links, and what the variables brought in."""
    if not assembled.stamped:
        return None
    values = {**variable_values(without_marks(assembled.stamped)), **options.values()}
    first = _merged(lambda given: substitute_variables(assembled.stamped, given), values, assembled, options)
    if not unresolved(serialise(first.root)):
        return first
    first.provenance.stamp()
    text = serialise(first.root)

    def resolve(given: Mapping[str, str]) -> str:
        return instantiated(snapshot, text, given, marked=True)

    return _merged(resolve, options.values(), assembled, options)


def _merged(
    resolve: Callable[[Mapping[str, str]], str], values: Mapping[str, str], assembled: Assembled, options: Options
) -> Merged:
    """Parse the resolved text, with the values escaped if it isn't well-formed otherwise, and merge it."""
    try:
        root = parse(resolve(values), _WHAT)
    except WrongXMLError:
        if not _needs_escape(values):
            raise
        root = parse(resolve(escaped_values(values)), _WHAT)
    return merge_tree(root, Provenance.read(root, assembled.names), options.for_merge())


def result_text(merged: Merged | None) -> str:
    """The configuration as the writer gets it."""
    return "" if merged is None else pretty_document(merged.root)


def instantiated(snapshot: Snapshot, text: str, values: Mapping[str, str], *, marked: bool = False) -> str:
    """A component's text with its references resolved (config-server §6.3); a missing datasource raises."""
    text = substitute_variables(remove_components(text), values)
    records = snapshot.records(text)
    expander = DatasourceExpander(_marked(records) if marked else records, required=True)
    return substitute_variables(expander.expand(text), values)


def instantiated_datasource(snapshot: Snapshot, text: str, values: Mapping[str, str]) -> str:
    """A datasource's text with its references resolved (config-server §6.3)."""
    expander = DatasourceExpander(snapshot.records(text), required=True)
    return substitute_variables(expander.expand(text), values)


def well_formed(resolve: Callable[[Mapping[str, str]], str], values: Mapping[str, str], what: str) -> str:
    """A resolved text; values with markup characters are escaped when it would not be well-formed otherwise."""
    text = resolve(values)
    if not _needs_escape(values):
        return text
    try:
        parse(text, what)
    except WrongXMLError:
        return resolve(escaped_values(values))
    return text


def _needs_escape(values: Mapping[str, str]) -> bool:
    return any(_NEEDS_ESCAPE.search(value) for value in values.values())


def _marked(records: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """Records whose element says which datasource it came from."""

    def look_up(name: str) -> str | None:
        record = records(name)
        return None if record is None else _DATASOURCE_TAG.sub("<datasource" + mark(f"$datasources.{name}"), record)

    return look_up
