"""From a selection of components to one configuration (config-server §6.5), in two halves.

`assemble` gives what depends on the store only (the cache text), `complete` adds variables and switches.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from nxsconfig.configurator.library import Snapshot
from nxsconfig.configurator.options import Options
from nxsconfig.dialect.xml import DECLARATION, MAX_CHARACTERS, parse, pretty_document, serialise
from nxsconfig.errors import CircularReferenceError, IncompatibleNodeError, NXSConfigError, WrongXMLError, XMLError
from nxsconfig.merge import Merged, Source, merge_components, merge_tree
from nxsconfig.merge.folded import merged_folded
from nxsconfig.merge.folding import is_big
from nxsconfig.merge.leaves import FIRST_MERGE, LeafText
from nxsconfig.merge.origin import Provenance, Untraced, without_marks
from nxsconfig.merge.prepared import merged_again, merged_first
from nxsconfig.merge.references import DATASOURCE, outside_comments, variable_values
from nxsconfig.merge.substitute import (
    DatasourceExpander,
    escaped_values,
    remove_components,
    substitute_variables,
)

T = TypeVar("T")

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
    """Components and their datasources in one text; `traced`: it carries the origins of its nodes.

    `prepared`: the same text with marks for the leaves that are merged already.
    """

    names: tuple[str, ...]
    text: str
    traced: bool = False
    prepared: LeafText | None = None

    @property
    def cache(self) -> str:
        """The text as clients see it."""
        if not self.text:
            return ""
        return DECLARATION + (without_marks(self.text) if self.traced else self.text)


def explained(work: Callable[[bool], T]) -> T:
    """Work that needn't trace origins when it succeeds; a conflict is met again with them, so that it names its sides.

    work: gets whether to trace.
    """
    try:
        return work(False)  # noqa: FBT003  the one argument of the protocol
    except IncompatibleNodeError:
        return work(True)  # noqa: FBT003


def selected(snapshot: Snapshot, names: tuple[str, ...]) -> list[str]:
    """Everything that joins a configuration: mandatory components, the named ones, and what they depend on.

    A name that starts with ``__configuration_`` is a cache: then no mandatory components are added.
    """
    cached = any(name.startswith("__configuration_") for name in names)
    return snapshot.closure(names if cached else [*snapshot.mandatory(), *names])


def sources(snapshot: Snapshot, names: list[str]) -> list[Source]:
    """The components with their texts, in order."""
    return [Source(name, text) for name, text in snapshot.components(names).items()]


def assemble(snapshot: Snapshot, names: tuple[str, ...], *, traced: bool = False) -> Assembled:
    """First half: merge the components as far as they agree and put in those datasources that are stored."""
    everything = selected(snapshot, names)
    if not traced and (found := _assembled_of_prepared(snapshot, everything)) is not None:
        return found
    merged = merge_components(sources(snapshot, everything), FIRST_MERGE, traced=traced)
    if merged is None:
        return Assembled(tuple(everything), "", traced)
    merged.provenance.stamp()
    text = remove_components(serialise(merged.root))
    expander = DatasourceExpander(snapshot.records(text), required=False)
    return Assembled(tuple(everything), expander.expand(text), traced)


def _assembled_of_prepared(snapshot: Snapshot, names: list[str]) -> Assembled | None:
    """The first half with prepared components; None: there are none, or the usual way has to tell what comes out."""
    try:
        prepared = snapshot.prepared(names)
        merged = merged_first(sources(snapshot, names), prepared) if prepared else None
        if merged is None:
            return None
        text = remove_components(merged.text)
        whole = replace(merged, text=DatasourceExpander(snapshot.records(text), required=False).expand(text))
    except NXSConfigError:
        return None
    return Assembled(tuple(names), whole.cache(), prepared=whole) if whole.marks == merged.marks else None


@dataclass(frozen=True)
class Completed:
    """A finished configuration as the tree that knows its origins, and as the text that the writer gets."""

    merged: Merged | None
    xml: str


def complete(snapshot: Snapshot, assembled: Assembled, options: Options) -> Completed:
    """Second half: variables, the checked merge with switches and links, and what the variables brought in."""
    if not assembled.text:
        return Completed(None, "")
    try:
        return _complete(snapshot, assembled, options)
    except XMLError as err:
        raise snapshot.broken_datasource() or err from err


def completed_text(snapshot: Snapshot, assembled: Assembled, options: Options) -> str:
    """The text of `complete`, with less work where the configuration is big. Raises the same errors."""
    xml = _completed_folded(assembled, options)
    return complete(snapshot, assembled, options).xml if xml is None else xml


def _completed_folded(assembled: Assembled, options: Options) -> str | None:
    """The text of a big or prepared configuration; None where the usual way has to tell what comes out."""
    if assembled.traced:
        return None
    if assembled.prepared and (xml := _completed_prepared(assembled, assembled.prepared, options)) is not None:
        return xml
    if not is_big(assembled.text):
        return None
    try:
        resolved = substitute_variables(assembled.text, _all_values(assembled, options))
    except NXSConfigError:
        return None
    xml = None if "$" in resolved else merged_folded(resolved, options.for_merge())
    return None if xml is None or "$" in xml else xml


def _completed_prepared(assembled: Assembled, prepared: LeafText, options: Options) -> str | None:
    lists = options.for_merge()
    text = prepared.without(lists.listed)
    try:
        resolved = substitute_variables(text.text, {**variable_values(text.text), **options.values()})
    except NXSConfigError:
        return None
    if is_big(resolved) or "$" in resolved or len(resolved) + len(assembled.text) > MAX_CHARACTERS:
        return None
    xml = merged_again(replace(text, text=resolved), text.marks, lists)
    return None if xml is None or "$" in xml else xml


def _all_values(assembled: Assembled, options: Options) -> dict[str, str]:
    """Values of the variables; those of the options win over those of the components."""
    return {**variable_values(assembled.text), **options.values()}


def _complete(snapshot: Snapshot, assembled: Assembled, options: Options) -> Completed:
    values = _all_values(assembled, options)
    merged = _merged(lambda given: substitute_variables(assembled.text, given), values, assembled, options)
    xml = pretty_document(merged.root)
    if "$" in xml:
        merged.provenance.stamp()
        again = serialise(merged.root)
        merged = _merged(lambda given: instantiated(snapshot, again, given), options.values(), assembled, options)
        xml = pretty_document(merged.root)
        if left := DATASOURCE.search(xml):
            raise CircularReferenceError(
                f"The datasource {left[1]} is brought back by a variable that it uses itself; give that a plain value",
                [left[1], left[1]],
            )
    return Completed(merged, xml)


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
    provenance = Provenance.read(root, assembled.names) if assembled.traced else Untraced()
    merged = merge_tree(root, provenance, options.for_merge())
    return merge_tree(merged.root, merged.provenance, options.for_merge()) if merged.grown else merged


def instantiated(snapshot: Snapshot, text: str, values: Mapping[str, str]) -> str:
    """A component's text with its references resolved (config-server §6.3); a missing datasource raises."""
    return outside_comments(text, lambda plain: _instantiated(snapshot, remove_components(plain), values, first=values))


def instantiated_datasource(snapshot: Snapshot, text: str, values: Mapping[str, str]) -> str:
    """A datasource's text with its references resolved (config-server §6.3)."""
    return outside_comments(text, lambda plain: _instantiated(snapshot, plain, values))


def _instantiated(
    snapshot: Snapshot, text: str, values: Mapping[str, str], first: Mapping[str, str] | None = None
) -> str:
    if first is not None:
        text = substitute_variables(text, first)
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
