"""NX40x: what the writer refuses, and what it passes over (writer §6)."""

import re
from collections.abc import Iterator

from nxsconfig.db.records import Kind
from nxsconfig.dialect.types import NX_TO_DTYPE
from nxsconfig.dialect.xml import Element
from nxsconfig.merge.references import datasource_records
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.parts import called, elements, has_source, quoted
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.rules import completeness, compression, constants, links, merging, names, words
from nxsconfig.validate.subjects import Configuration, Text
from nxsconfig.validate.unsaid import may_get_more, origins_of
from nxsconfig.writer.readers import SILENT, direct_text, local_name

SPECIAL = (
    merging.one_object_a_name,
    merging.object_has_name,
    links.link_path,
    constants.text_fits_type,
    constants.number_has_value,
    compression.filter_there,
    completeness.inline_datasource,
)
"""Rules that tell a part of what the writer refuses, and say more about it."""

_IN_COMPONENTS = (*names.RULES, *words.RULES)
_IN_SOURCES = completeness.RULES
_LINE = re.compile(r" \(line \d+\)")


def accepted(configuration: Configuration) -> Iterator[Fault]:
    """The writer takes the configuration.

    Otherwise it can't open the entry: the scan doesn't start. Here is told what no other rule tells.

    Found::

        <dimensions rank="40"/>: HDF5 knows 32 dimensions

    Right::

        <dimensions rank="2"/>
    """
    problems = configuration.inspected.problems if configuration.inspected else ()
    if not problems or not configuration.is_whole:
        return
    told = {fault.at for check in SPECIAL for fault in check(configuration)}
    for element, error in problems:
        nodes = [element] if local_name(element) == "group" else element.iter()
        if any(node in told for node in nodes) or _is_told_at_text(configuration, element):
            continue
        if not may_get_more(configuration, element):
            message = _LINE.sub("", " ".join(str(error).split()))
            fix = f"correct {called(element)}: the writer doesn't take it"
            yield Fault(message, fix, element, error=type(error).__name__)


def _is_told_at_text(configuration: Configuration, element: Element) -> bool:
    """Whether rules over single texts find the same fault in a component or datasource that it comes from."""
    for text, twin in origins_of(configuration, element):
        nodes = set(twin.iter())
        if any(fault.at in nodes for rule in _IN_COMPONENTS for fault in rule.check(text)):
            return True
        if any(_has_error(source) for source in _sources(configuration, " ".join(map(str, twin.itertext())))):
            return True
    return False


def _sources(configuration: Configuration, written: str) -> Iterator[Text]:
    """The stored datasources that a text refers to, and those that these refer to."""
    waiting = datasource_records(written)
    done: set[str] = set()
    while waiting:
        name = waiting.pop()
        text = configuration.library.get(Kind.DATASOURCE, name)
        if text is not None and name not in done:
            done.add(name)
            waiting += datasource_records(text.text)
            yield text


def _has_error(text: Text) -> bool:
    errors = (rule for rule in _IN_SOURCES if rule.severity is Severity.ERROR)
    return any(True for rule in errors for _ in rule.check(text))


def source_is_read(configuration: Configuration) -> Iterator[Fault]:
    """A datasource stands where the writer reads it, not in a doc or an enumeration.

    What stands there is passed over: the field has no value of it.

    Found::

        <field name="x"><doc>the motor $datasources.x</doc></field>

    Right::

        <field name="x"><doc>the motor</doc>$datasources.x</field>
    """
    for element in elements(configuration, "field", "attribute"):
        hidden = [one for tag in SILENT for part in element.findall(tag) for one in part.iter("datasource")]
        if hidden and not has_source(element):
            name, holder = hidden[0].get("name"), _holder(hidden[0])
            message = f"datasource {name!r} in a {holder} of {called(element)} is never read"
            yield Fault(message, "let it stand directly in the field", element)


def _holder(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else local_name(parent)


def attribute_is_stored(configuration: Configuration) -> Iterator[Fault]:
    """An attribute element isn't called ``name`` or ``type``.

    These words are taken by the language: such an attribute isn't in the file.

    Found::

        <group type="NXdata" name="data"><attribute name="name">plot</attribute></group>

    Right::

        <group type="NXdata" name="data"><attribute name="title">plot</attribute></group>
    """
    for element in elements(configuration, "attribute"):
        owner, name = element.getparent(), element.get("name")
        if owner is None or name not in ("name", "type") or local_name(owner) == "definition":
            continue
        # compat: nxswriter 3.25: in fields, texts of `type` that are no NX type are kept
        if local_name(owner) == "field" and name == "type" and direct_text(element) not in NX_TO_DTYPE:
            continue
        yield Fault(f"{called(element)} is never stored", "give it another name, or take it out", element)


def text_is_used(configuration: Configuration) -> Iterator[Fault]:
    """Text stands in fields, attributes and docs, not directly in a group.

    In a group it isn't in the file.

    Found::

        <group type="NXnote" name="note">three samples</group>

    Right::

        <group type="NXnote" name="note"><field name="description">three samples</field></group>
    """
    for element in elements(configuration, "definition", "group"):
        text = direct_text(element)
        if text and "$" not in text:
            yield Fault(
                f"the text {quoted(text)} in {called(element)} is lost", "put it into a field or a doc", element
            )


RULES = (
    Rule("NX401", Severity.ERROR, accepted),
    Rule("NX402", Severity.WARNING, source_is_read),
    Rule("NX403", Severity.WARNING, attribute_is_stored),
    Rule("NX404", Severity.WARNING, text_is_used),
)
