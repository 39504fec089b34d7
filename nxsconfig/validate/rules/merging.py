"""NX30x: components that contradict each other, and configurations that can't be made."""

import re
from collections.abc import Iterator

from nxsconfig.dialect.text import content
from nxsconfig.dialect.xml import Element
from nxsconfig.errors import IncompatibleNodeError, NonregisteredDBRecordError
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.objects import TAGS, Item, file_name, is_in_file, shown
from nxsconfig.validate.parts import called, elements
from nxsconfig.validate.places import path_of
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.rules import completeness, profiles, references, texts
from nxsconfig.validate.subjects import Configuration, Library
from nxsconfig.validate.unsaid import may_get_more
from nxsconfig.writer.readers import direct_text

_ALONE = (*texts.RULES[:2], *completeness.RULES)
"""Rules of single texts that tell why a configuration can't be made."""

_LEFT = re.compile(r"\$\w+\.\w+")


def mergeable(configuration: Configuration) -> Iterator[Fault]:
    """Components that are selected together don't contradict each other.

    The server refuses to make the configuration, so the scan doesn't start. The message names both sides.

    Found::

        <field name="distance" units="mm"/> in one component, <field name="distance" units="m"/> in another

    Right::

        the same units in both, or the field in one of them only
    """
    problem = configuration.problem
    if isinstance(problem, IncompatibleNodeError):
        nodes = [node for node in problem.nodes if isinstance(node, Element)]
        message = _conflict(problem, nodes) or " ".join(problem.explain().split())
        fix = "make both sides equal, or select only one of them"
        if len(nodes) == 1:
            fix = "move it to where it belongs, or take it out"
        yield Fault(message, fix, nodes[0] if nodes else None, error=type(problem).__name__)


def _conflict(problem: IncompatibleNodeError, nodes: list[Element]) -> str:
    """What differs, with the values and components of both sides; empty when that can't be told."""
    sides = [" and ".join(map(repr, names)) or "the configuration" for names in problem.origins]
    if len(nodes) != len(sides) or not nodes:
        return ""
    words, parent = path_of(nodes[0]).split("/"), nodes[0].getparent()
    path = "/".join(words[2:]) or words[-1]  # the entry is called differently in every configuration
    if len(nodes) == 1:
        return f"{path}: <{nodes[0].tag}> must not stand in <{'' if parent is None else parent.tag}> (from {sides[0]})"
    first, second = nodes[:2]
    differ = [str(key) for key, value in first.attrib.items() if second.get(key, value) != value]
    what = differ[0] if differ else "its text"
    values = [node.get(differ[0], "") if differ else content(node) for node in (first, second)]
    return f"{path}: {what} is {values[0]!r} in {sides[0]}, but {values[1]!r} in {sides[1]}"


def makeable(configuration: Configuration) -> Iterator[Fault]:
    """A configuration can be made: its variables, and what they bring, are all right.

    The server refuses to make it, so the scan doesn't start. Faults of single texts and of references between them are
    told there, not here.

    Found::

        <field name="x">$datasources.$var.motor</field> with the variable motor = "sample", which is no datasource

    Right::

        the same with the variable motor = "sample_x", which is one
    """
    problem = configuration.problem
    if problem is None or isinstance(problem, IncompatibleNodeError) or _is_told(configuration, str(problem)):
        return
    if isinstance(problem, NonregisteredDBRecordError) and not configuration.library.complete:
        return
    fix = "correct the variables, or what they bring"
    yield Fault(" ".join(str(problem).split()), fix, error=type(problem).__name__)


def _is_told(configuration: Configuration, message: str) -> bool:
    """Whether a rule of texts or references tells why the configuration can't be made."""
    problem, library = configuration.problem, configuration.library
    name = problem.name if isinstance(problem, NonregisteredDBRecordError) else ""
    told = library.once("makeable", lambda: _told(library))
    if name:
        return any(repr(name) in fault.message for fault in told)
    return any(fault.error == type(problem).__name__ or fault.message == message for fault in told)


def _told(library: Library) -> list[Fault]:
    """Faults of single texts and of references between them."""
    alone = [fault for text in library.texts.values() for rule in _ALONE for fault in rule.check(text)]
    return alone + [fault for rule in (*references.RULES, *profiles.RULES) for fault in rule.check(library)]


def one_object_a_name(configuration: Configuration) -> Iterator[Fault]:
    """What stands in one group of the file has names that differ.

    Groups without a name are called by their type, without NX. The writer can't open the entry: the scan doesn't start.

    Found::

        <group type="NXdata"/><field name="data"/>

    Right::

        <group type="NXdata" name="plot"/><field name="data"/>
    """
    taken: dict[tuple[str, ...], Item] = {}
    for item in configuration.objects.items if configuration.objects else ():
        for end in range(1, len(item.path)):
            above = taken.setdefault(item.path[:end], item)
            if above.tag in ("field", "vds") and above is not item:
                yield _clash(item, f"{above.what} is no group: {item.what} can't be in it")
        first = taken.setdefault(item.path, item)
        if first is not item:
            where = shown(item.path, first.path)
            same = first.path == item.path
            yield _clash(item, f"{item.what} and {first.what} would both {'be' if same else 'make'} {where}")


def _clash(item: Item, message: str) -> Fault:
    return Fault(message, "rename one of them, or take it out", item.element, error="DefinitionError")


def object_has_name(configuration: Configuration) -> Iterator[Fault]:
    """Fields, virtual fields and links have names, and all names are such that a file can have them.

    Otherwise the writer can't open the entry: the scan doesn't start.

    Found::

        <field type="NX_FLOAT64">1.5</field>

    Right::

        <field name="distance" type="NX_FLOAT64">1.5</field>
    """
    for element in elements(configuration, *TAGS):
        name, fix = file_name(element), 'give it another name="…"'
        if name and not is_in_file(name):
            yield Fault(f"{name!r} can't be the name of a {element.tag}", fix, element, error="DefinitionError")
        elif not name and element.tag != "group" and not may_get_more(configuration, element):
            yield Fault(f"a {element.tag} has no name", fix, element, error="DefinitionError")


def attribute_once(configuration: Configuration) -> Iterator[Fault]:
    """An attribute is given once: in the tag of its field or group, or as an element of its own.

    Of the two values one is lost.

    Found::

        <field name="x" units="mm"><attribute name="units">m</attribute></field>

    Right::

        <field name="x" units="mm"/>
    """
    for element in elements(configuration, "attribute"):
        owner, name = element.getparent(), element.get("name") or ""
        if owner is None or name in ("", "name", "type") or owner.get(name) is None:
            continue
        if direct_text(element) != (owner.get(name) or "").strip():
            message = f"{called(element)} is given twice: {owner.get(name)!r} in the tag is lost"
            yield Fault(message, "take one of them out", element)


def no_reference_left(configuration: Configuration) -> Iterator[Fault]:
    """References are spelled $components, $datasources or $var.

    Other words with a ``$`` mean nothing: they are in the file as they are written, or have no effect.

    Found::

        <field name="energy">$datasource.energy</field>

    Right::

        <field name="energy">$datasources.energy</field>
    """
    for element in elements(
        configuration, "definition", "group", "field", "attribute", "link", "dim", "strategy", "vds"
    ):
        pieces = (direct_text(element), *map(str, element.attrib.values()))
        for word in dict.fromkeys(word for piece in pieces for word in _LEFT.findall(piece)):
            fix = "write $components., $datasources. or $var., or another word without a $"
            yield Fault(f"{word} in {called(element)} refers to nothing", fix, element)


RULES = (
    Rule("NX301", Severity.ERROR, mergeable),
    Rule("NX305", Severity.ERROR, makeable),
    Rule("NX306", Severity.WARNING, no_reference_left),
    Rule("NX307", Severity.ERROR, object_has_name),
    Rule("NX303", Severity.ERROR, one_object_a_name),
    Rule("NX304", Severity.WARNING, attribute_once),
)
