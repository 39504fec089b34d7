"""Fields and attributes of a definition as steps of a plan (writer §9, §10).

The steps come one by one, so that what precedes a mistake is kept (see compiler).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nxsconfig.dialect.grammar import Mode
from nxsconfig.dialect.types import NX_TO_DTYPE
from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError, UnsupportedElementError
from nxsconfig.sources import SourceSpec
from nxsconfig.writer.constants import MAX_CONSTANT_RANK, Words, split_words, xml_attribute
from nxsconfig.writer.convert import filled, scalar_array
from nxsconfig.writer.elements import NO_SHAPE, dtype_of, shape_of, source_of, strategy_of
from nxsconfig.writer.filters import DEFAULT_FILTERS, filter_tags, joined
from nxsconfig.writer.plan import AttributePlan, ConstantPlan, FieldPlan, Filter, Path, Shape, Step, Strategy
from nxsconfig.writer.readers import SILENT, direct_text, local_name, where

_UNMARKED = Strategy()


@dataclass(slots=True)
class _Parts:
    """What stands inside a field or attribute; of repeated parts the last one counts (writer §6)."""

    shape: Shape
    strategy: Strategy
    source: SourceSpec | None
    attributes: list[Element]
    filters: tuple[Filter, ...] = ()


_NAME = frozenset({"name"})


def field_steps(element: Element, path: Path, label: str) -> Iterator[Step]:
    """Create the field, its attributes and marks, then its constant.

    Raises:
        DefinitionError: no name, unknown type, numbers that are none, a text that can't be converted.
        UnsupportedElementError: an element that fields don't have (yet).
    """
    name = element.get("name")
    if not name:
        raise DefinitionError(f"{where(element, label)}: Field without a name")
    path, label = (*path, name), f"{label}/{name}"
    dtype = dtype_of(element, label)
    parts = _parts(element, label)
    text = "" if parts.source else direct_text(element)
    words = split_words(text, min(parts.shape.rank, MAX_CONSTANT_RANK)) if text else None
    shape = words.shape if words else None
    yield FieldPlan(path, label, dtype, parts.shape, parts.strategy, parts.source, shape)
    yield from xml_attribute_steps(element, path, label, without=_NAME)
    yield from mark_steps(None, parts.strategy, path, label)  # before tags that may be wrong, as in the peer
    for attribute in parts.attributes:
        if _is_stored(attribute):
            yield from attribute_steps(attribute, path, label)
    yield from mark_steps(parts.source, _UNMARKED, path, label)
    if words:
        yield from _constant(element, parts.shape.rank, words, FieldPlan(path, label, dtype))
    elif not parts.source and dtype != "string" and parts.strategy.mode != Mode.POSTRUN:
        raise DefinitionError(f"{where(element, label)}: a number field needs a text or a datasource")


def attribute_steps(element: Element, owner: Path, label: str) -> Iterator[Step]:
    """Create an attribute, with its constant or as a placeholder for its source."""
    name = element.get("name", "")
    label = f"{label}@{name}"
    dtype = dtype_of(element, label)
    parts = _parts(element, label)
    plan = AttributePlan(owner, name, label, dtype, parts.shape, None, parts.source, parts.strategy)
    text = direct_text(element)
    if parts.source or (parts.shape.rank and not text):
        yield plan
        return
    if parts.shape.rank > MAX_CONSTANT_RANK:
        yield plan
        raise DefinitionError(f"{where(element, label)}: a constant text can't have rank {parts.shape.rank}")
    try:
        value = split_words(text, parts.shape.rank).convert(dtype)
    except (ValueError, OverflowError) as err:
        yield plan
        raise DefinitionError(f"{where(element, label)}: {err}") from err
    yield AttributePlan(owner, name, label, dtype, parts.shape, value)


def xml_attribute_steps(element: Element, owner: Path, label: str, *, without: frozenset[str]) -> list[Step]:
    """The XML attributes of a group or field as HDF5 attributes (writer §10.1)."""
    steps: list[Step] = []
    for key, text in element.attrib.items():
        name = str(key).rpartition("}")[2]
        if name not in without:
            value = xml_attribute(name, str(text))
            steps.append(AttributePlan(owner, name, f"{label}@{name}", "", value=value))
    return steps


_NO_STRATEGY = Strategy(filters=DEFAULT_FILTERS)


def _parts(element: Element, label: str) -> _Parts:
    parts = _Parts(NO_SHAPE, _NO_STRATEGY, None, [])
    for child in element:
        tag = local_name(child)
        if tag == "datasource":
            parts.source = source_of(child, label)
        elif tag == "strategy":
            parts.strategy = strategy_of(child, label)
        elif tag == "dimensions":
            parts.shape = shape_of(child, label, parts.shape)
            parts.filters = filter_tags(child, label)
        elif tag == "attribute" and local_name(element) == "field":
            _add_attribute(parts.attributes, child)
        elif tag in ("field", "group", "attribute", "link"):
            raise DefinitionError(f"{where(child, label)} must not stand in a {local_name(element)}")
        elif tag not in SILENT:
            raise UnsupportedElementError(f"{where(child, label)} is not supported in a {local_name(element)}")
    if parts.filters:
        parts.strategy = replace(parts.strategy, filters=joined(parts.strategy.filters, parts.filters))
    return parts


def _add_attribute(attributes: list[Element], new: Element) -> None:
    """Of several tags of one name the last one counts."""
    attributes[:] = [old for old in attributes if old.get("name") != new.get("name") or not _is_stored(new)]
    attributes.append(new)


def _is_stored(attribute: Element) -> bool:
    """False for attribute tags without name, called `name`, or called `type` and naming an NX type.

    # compat: nxswriter 3.25: [attr-name-type-tags-field]; other texts of `type` are kept [attr-type-tag-breaks-links]
    """
    name = attribute.get("name")
    if name == "type":
        return direct_text(attribute) not in NX_TO_DTYPE
    return bool(name) and name != "name"


def mark_steps(source: SourceSpec | None, strategy: Strategy, path: Path, label: str) -> Iterator[Step]:
    """The attributes that say where the values come from, and when."""
    if source:
        yield _mark("nexdatas_source", source.xml, path, label)
    if strategy.mark is not None:
        yield _mark("nexdatas_strategy", strategy.mark, path, label)
    if strategy.mode == Mode.POSTRUN:
        yield _mark("postrun", strategy.text, path, label)


def _mark(name: str, text: str, path: Path, label: str) -> AttributePlan:
    return AttributePlan(path, name, f"{label}@{name}", "string", NO_SHAPE, scalar_array(text, "string"))


def _constant(element: Element, rank: int, words: Words, field: FieldPlan) -> Iterator[ConstantPlan]:
    """The value of a field; of a text that is none only the size is kept.

    # compat: nxswriter 3.25: the data set has the size of the text then, filled with zeros
    """
    if rank > words.rank:
        raise DefinitionError(f"{where(element, field.label)}: a constant text can't have rank {rank}")
    try:
        value = words.convert(field.dtype)
    except (ValueError, OverflowError) as err:
        yield ConstantPlan(field.path, field.label, filled(words.shape, field.dtype, failed=False))
        raise DefinitionError(f"{where(element, field.label)}: {err}") from err
    yield ConstantPlan(field.path, field.label, value)
