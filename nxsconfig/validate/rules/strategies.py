"""NX32x: when values are read (writer §9, §12)."""

from collections.abc import Iterator

from nxsconfig.dialect.grammar import Mode
from nxsconfig.dialect.xml import Element
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.parts import TEXT, called, child, dtype, elements, has_source, mode, quoted, rank, valued, whole
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Configuration
from nxsconfig.validate.unsaid import may_get_more
from nxsconfig.writer.readers import direct_text, local_name

_USERS = ("field", "attribute", "link", "vds", "dim")
_ONCE = ("", Mode.INIT, Mode.FINAL)


def has_value(configuration: Configuration) -> Iterator[Fault]:
    """A field has a text or a datasource.

    A field of texts without both is empty in the file.

    Found::

        <field name="title"/>

    Right::

        <field name="title">first light</field>
    """
    for element in elements(configuration, "field"):
        empty = not (has_source(element) or direct_text(element) or mode(element))
        if empty and dtype(element) == TEXT and element.get("name") and not may_get_more(configuration, element):
            yield Fault(f"{called(element)} is empty", "give it a text or a datasource, or take it out", element)


def mode_said(configuration: Configuration) -> Iterator[Fault]:
    """A field with a datasource says when it is read.

    Without a strategy it is read once, when the entry is opened; it can't be switched to every point, and it can't be
    allowed to fail.

    Found::

        <field name="energy"><datasource name="energy" …/></field>

    Right::

        <field name="energy"><strategy mode="STEP"/><datasource name="energy" …/></field>
    """
    for element in elements(configuration, "field"):
        if has_source(element) and not mode(element) and not may_get_more(configuration, element):
            message = f"{called(element)} doesn't say when it is read: once, when the entry is opened"
            yield Fault(message, 'add <strategy mode="INIT"/> or <strategy mode="STEP"/>', element)


def trigger_mode(configuration: Configuration) -> Iterator[Fault]:
    """What is read at a trigger has the mode STEP.

    With another mode the trigger has no effect.

    Found::

        <strategy mode="INIT" trigger="fast"/>

    Right::

        <strategy mode="STEP" trigger="fast"/>
    """
    for element in elements(configuration, "strategy"):
        trigger, word = element.get("trigger"), element.get("mode", "")
        if trigger and word != Mode.STEP:
            message = f"trigger {trigger!r} has no effect: the mode is {word or Mode.INIT}"
            yield Fault(message, 'write mode="STEP"', element)


def value_comes(configuration: Configuration) -> Iterator[Fault]:
    """What is read during the scan has a datasource.

    Otherwise the field is made, but stays empty.

    Found::

        <field name="title"><strategy mode="INIT"/></field>

    Right::

        <field name="title"><strategy mode="INIT"/>$datasources.title</field>
    """
    for element in valued(configuration):
        word = mode(element)
        if word not in (Mode.INIT, Mode.STEP, Mode.FINAL) or has_source(element) or direct_text(element):
            continue
        if (local_name(element) == "attribute" or dtype(element) == TEXT) and not may_get_more(configuration, element):
            message = f"{called(element)} has mode {word}, but no datasource and no text: it stays empty"
            yield Fault(message, "give it a datasource, or take it out", element)


def constant_once(configuration: Configuration) -> Iterator[Fault]:
    """A field with a text has no mode STEP.

    It is written once all the same, and doesn't grow with the points.

    Found::

        <field name="material">Si<strategy mode="STEP"/></field>

    Right::

        <field name="material">Si</field>
    """
    for element in elements(configuration, "field"):
        if mode(element) == Mode.STEP and not has_source(element) and direct_text(element):
            message = f"{called(element)} has mode STEP, but a constant text: it is written once"
            yield Fault(message, "take the strategy out, or give it a datasource", element)


def growing_axis(configuration: Configuration) -> Iterator[Fault]:
    """A field grows along one of its axes: those of a value and one more.

    A bigger number means the last axis.

    Found::

        <strategy mode="STEP" grows="3"/> in a field without dimensions

    Right::

        <strategy mode="STEP" grows="3"/> in a field with <dimensions rank="2">
    """
    for element in elements(configuration, "field"):
        strategy, axes = child(element, "strategy"), rank(element)
        grows = whole("1" if strategy is None else strategy.get("grows", "1"))
        if mode(element) == Mode.STEP and has_source(element) and grows and axes is not None and grows > axes + 1:
            message = f"{called(element)} grows along axis {grows}, but values of rank {axes} give {axes + 1} axes"
            yield Fault(message, f"write a number from 1 to {axes + 1}", element)


def after_scan(configuration: Configuration) -> Iterator[Fault]:
    """What comes after the scan (mode POSTRUN) has no datasource.

    The writer never reads it.

    Found::

        <field name="data"><strategy mode="POSTRUN"/><datasource name="image" …/></field>

    Right::

        <field name="data"><strategy mode="POSTRUN">images/%05d.tif:0:9</strategy></field>
    """
    for element in valued(configuration):
        if mode(element) == Mode.POSTRUN and has_source(element):
            message = f"{called(element)} has mode POSTRUN: its datasource is never read"
            yield Fault(message, "take the datasource out, or choose INIT, STEP or FINAL", element)


def one_source(configuration: Configuration) -> Iterator[Fault]:
    """A field, attribute or link has one datasource.

    Of several the last one is read; nothing is recorded of the others.

    Found::

        <field name="x">$datasources.motor $datasources.encoder</field>

    Right::

        <field name="x">$datasources.encoder</field>
    """
    for element in elements(configuration, *_USERS):
        names = [one.get("name") or "" for one in element.findall("datasource")]
        if len(names) > 1:
            message = f"{called(element)} has the datasources {', '.join(map(repr, names))}: only the last one is read"
            yield Fault(message, "take the others out, or give each a field of its own", element)


def text_or_source(configuration: Configuration) -> Iterator[Fault]:
    """A field or attribute has a text or a datasource, not both.

    The text is lost.

    Found::

        <field name="x">12.5 $datasources.x</field>

    Right::

        <field name="x">$datasources.x</field>
    """
    for element in valued(configuration):
        text = direct_text(element)
        if has_source(element) and text:
            message = f"{called(element)} has a datasource: its text {quoted(text)} is lost"
            yield Fault(message, "take the text or the datasource out", element)


def same_source_twice(configuration: Configuration) -> Iterator[Fault]:
    """A datasource that is read at every point isn't read once for another field.

    That field holds its first or last value only, though more are known.

    Found::

        the datasource energy in a field with mode STEP and in another one with mode INIT

    Right::

        mode STEP in both, or a link to the field instead of the second one
    """
    users = [(element, source) for element in elements(configuration, "field") if (source := _source_name(element))]
    at_points = {source for element, source in users if mode(element) == Mode.STEP}
    for element, source in users:
        if source in at_points and mode(element) in _ONCE:
            message = f"{called(element)} holds one value of {source!r}, which is read at every point elsewhere"
            yield Fault(message, "take mode STEP, or a link to the field that holds all values", element)


def _source_name(element: Element) -> str:
    source = child(element, "datasource")
    return "" if source is None else source.get("name") or ""


RULES = (
    Rule("NX320", Severity.INFO, has_value),
    Rule("NX321", Severity.INFO, mode_said),
    Rule("NX322", Severity.WARNING, trigger_mode),
    Rule("NX323", Severity.WARNING, value_comes),
    Rule("NX324", Severity.INFO, constant_once),
    Rule("NX325", Severity.WARNING, growing_axis),
    Rule("NX326", Severity.WARNING, after_scan),
    Rule("NX327", Severity.WARNING, one_source),
    Rule("NX328", Severity.WARNING, text_or_source),
    Rule("NX329", Severity.INFO, same_source_twice),
)
