"""NX33x: constant texts fit their types and sizes (writer §9.2, §10.2, §15)."""

from collections.abc import Iterator
from typing import NamedTuple

from nxsconfig.dialect.grammar import Mode
from nxsconfig.dialect.types import DEFAULT_NX_TYPE
from nxsconfig.dialect.xml import Element
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.parts import TEXT, called, dtype, elements, has_source, mode, quoted, rank, sizes, valued
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration
from nxsconfig.validate.unsaid import is_unsaid, may_get_more
from nxsconfig.writer.constants import MAX_CONSTANT_RANK, split_words
from nxsconfig.writer.readers import direct_text, local_name

_BOOL = "bool"
_BOOLEANS = frozenset({"true", "false"})
_PLAINLY = {"could not convert": "that is no number", "invalid literal": "that is no whole number"}
"""What Python says of a text that is no number, in plain words."""
_GIVE = "give it a text or a datasource"
_TIMES = frozenset({"NX_DATE_TIME", "ISO8601"})


class _Constant(NamedTuple):
    """A field or attribute with a text: what it holds, as numpy calls it, and its declared rank."""

    element: Element
    text: str
    dtype: str
    rank: int


def text_fits_type(configuration: Configuration) -> Iterator[Fault]:
    """The text of a field or attribute is a value of its type.

    With a word in a number field, a number that is too big for its type, or more than two axes, the writer can't open
    the entry: the scan doesn't start.

    Found::

        <field name="bits" type="NX_UINT8">300</field>

    Right::

        <field name="bits" type="NX_UINT16">300</field>
    """
    for one in _constants(configuration):
        reason = _refusal(one)
        if reason and not is_unsaid(configuration, one.element):
            kind = one.element.get("type", DEFAULT_NX_TYPE)
            message = f"{called(one.element)} of type {kind} can't be {quoted(one.text)}: {reason}"
            yield Fault(message, _remedy(one), one.element, error="DefinitionError")


def _refusal(one: _Constant) -> str:
    try:
        split_words(one.text, one.rank).convert(one.dtype)
    except (ValueError, OverflowError) as err:
        return next((plain for start, plain in _PLAINLY.items() if str(err).startswith(start)), str(err))
    return ""


def _remedy(one: _Constant) -> str:
    if one.rank > MAX_CONSTANT_RANK:
        return "declare one or two dimensions, or take a datasource"
    if one.rank == 0 and len(one.text.split()) > 1:
        return 'write <dimensions rank="1"/> for a list of numbers, or correct the text'
    return "correct the text, or take a type that it fits"


def number_has_value(configuration: Configuration) -> Iterator[Fault]:
    """A field of numbers has a text or a datasource.

    Without both the writer can't open the entry: the scan doesn't start. Fields that are filled after the scan (mode
    POSTRUN) need none.

    Found::

        <field name="energy" type="NX_FLOAT64"/>

    Right::

        <field name="energy" type="NX_FLOAT64">12.4</field>
    """
    for element in _empty_numbers(configuration, "field"):
        if mode(element) != Mode.POSTRUN:
            message = f"{called(element)} of type {element.get('type')} has no value"
            yield Fault(message, _GIVE, element, error="DefinitionError")


def number_attribute_has_value(configuration: Configuration) -> Iterator[Fault]:
    """An attribute of numbers has a text or a datasource.

    Without both it is 0 in the file.

    Found::

        <attribute name="offset" type="NX_FLOAT64"/>

    Right::

        <attribute name="offset" type="NX_FLOAT64">1.5</attribute>
    """
    for element in _empty_numbers(configuration, "attribute"):
        if element.get("name") and not mode(element):
            yield Fault(f"{called(element)} has no value: it is 0", _GIVE, element)


def _empty_numbers(configuration: Configuration, tag: str) -> Iterator[Element]:
    for element in elements(configuration, tag):
        empty = not has_source(element) and not direct_text(element)
        if empty and dtype(element) not in ("", TEXT) and not may_get_more(configuration, element):
            yield element


def boolean_word(configuration: Configuration) -> Iterator[Fault]:
    """A constant of type NX_BOOLEAN is true or false, or a number.

    Every other word means true: ``no`` as well.

    Found::

        <field name="cooled" type="NX_BOOLEAN">no</field>

    Right::

        <field name="cooled" type="NX_BOOLEAN">false</field>
    """
    for one in _constants(configuration):
        words = one.text.split() if one.rank else [one.text]
        wrong = [word for word in words if word.lower() not in _BOOLEANS and not word.isdecimal()]
        if one.dtype == _BOOL and wrong and not is_unsaid(configuration, one.element):
            yield Fault(f"{wrong[0]!r} in {called(one.element)} means true", "write true or false", one.element)


def text_fits_size(configuration: Configuration) -> Iterator[Fault]:
    """A list of constants is as long as its dimensions say.

    The file has the size of the text.

    Found::

        <field name="hkl" type="NX_INT64">1 1 1<dimensions rank="1"><dim index="1" value="2"/></dimensions></field>

    Right::

        <field name="hkl" type="NX_INT64">1 1 1<dimensions rank="1"><dim index="1" value="3"/></dimensions></field>
    """
    for one in _constants(configuration):
        if not 1 <= one.rank <= MAX_CONSTANT_RANK or _refusal(one):
            continue
        found = split_words(one.text, one.rank).shape
        declared = sizes(one.element)
        wrong = [index for index, size in enumerate(found, 1) if declared.get(index, size) != size]
        if wrong and not is_unsaid(configuration, one.element):
            said, there = declared[wrong[0]], found[wrong[0] - 1]
            message = f"axis {wrong[0]} of {called(one.element)} is declared with {said}, but its text has {there}"
            yield Fault(message, "correct the dimensions or the text", one.element)


def size_as_value(configuration: Configuration) -> Iterator[Fault]:
    """The size of a dimension stands in ``value``, not in its text.

    The text has no effect: the size is unknown.

    Found::

        <dim index="1">10</dim>

    Right::

        <dim index="1" value="10"/>
    """
    for element in elements(configuration, "dim"):
        text = direct_text(element)
        if text and not element.get("value") and not has_source(element):
            yield Fault(f"the size {quoted(text)} has no effect", f'write value="{text}"', element)


def sizes_have_rank(configuration: Configuration) -> Iterator[Fault]:
    """Dimensions have a rank.

    Without one they have no effect: the values are taken for single ones, and lists or images can't be stored.

    Found::

        <dimensions><dim index="1" value="10"/></dimensions>

    Right::

        <dimensions rank="1"><dim index="1" value="10"/></dimensions>
    """
    for element in elements(configuration, "dimensions"):
        dims = element.findall("dim")
        if dims and not element.get("rank") and not may_get_more(configuration, element):
            message = f"the dimensions of {called(element.getparent())} have no rank, so they have no effect"
            yield Fault(message, f'write rank="{len(dims)}"', element)


def units_with_numbers(configuration: Configuration) -> Iterator[Fault]:
    """A field with units holds numbers.

    Without a type, or with NX_CHAR, its values are recorded as texts; programs can't calculate with them.

    Found::

        <field name="energy" units="keV">12.4</field>

    Right::

        <field name="energy" type="NX_FLOAT64" units="keV">12.4</field>
    """
    for element in elements(configuration, "field"):
        units, kind = element.get("units", "").strip(), element.get("type", DEFAULT_NX_TYPE)
        if units and dtype(element) == TEXT and kind not in _TIMES and not may_get_more(configuration, element):
            message = f"{called(element)} has units {units!r}, but its type is {kind}"
            yield Fault(message, "give it a type of numbers, like NX_FLOAT64, or take the units out", element)


def in_enumeration(configuration: Configuration) -> Iterator[Fault]:
    """The text of a field or attribute is one of those that its enumeration lists.

    The writer doesn't look at enumerations.

    Found::

        <field name="mode">fats<enumeration><item value="fast"/><item value="slow"/></enumeration></field>

    Right::

        <field name="mode">fast<enumeration><item value="fast"/><item value="slow"/></enumeration></field>
    """
    for one in _constants(configuration):
        listed = [item.get("value", "").strip() for item in one.element.findall("enumeration/item")]
        if listed and one.text not in listed and not one.rank and not is_unsaid(configuration, one.element):
            message = f"{called(one.element)} is {quoted(one.text)}, but its enumeration has {', '.join(listed)}"
            yield Fault(message, "write one of them, or add it to the enumeration", one.element)


def _constants(configuration: Configuration) -> Iterator[_Constant]:
    for element in valued(configuration):
        text, kind, axes = direct_text(element), dtype(element), rank(element)
        if text and kind and axes is not None and not has_source(element) and _is_stored(element):
            yield _Constant(element, text, kind, max(axes, 0))


def _is_stored(element: Element) -> bool:
    """False for attribute tags called name or type: they are never written (writer §10.2)."""
    return local_name(element) != "attribute" or element.get("name") not in ("name", "type")


RULES = (
    Rule("NX331", Severity.ERROR, text_fits_type),
    Rule("NX332", Severity.ERROR, number_has_value),
    Rule("NX333", Severity.WARNING, number_attribute_has_value),
    Rule("NX334", Severity.WARNING, boolean_word),
    Rule("NX335", Severity.WARNING, text_fits_size),
    Rule("NX336", Severity.WARNING, size_as_value),
    Rule("NX337", Severity.WARNING, units_with_numbers),
    Rule("NX338", Severity.WARNING, in_enumeration),
    Rule("NX339", Severity.WARNING, sizes_have_rank),
)
