"""From the text of a definition to a plan (writer §6, §8): one walk over the tree, in the order of a reading parser.

The peers create while they read, so what stands before a mistake is in the file. The plan keeps that: its steps lead up
to the mistake, which is kept as the plan's problem (writer §3.5).
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from nxsconfig.dialect import xml
from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError, UnsupportedElementError, WriterError
from nxsconfig.writer.elements import object_path, source_of, strategy_of
from nxsconfig.writer.fields import attribute_steps, field_steps, xml_attribute_steps
from nxsconfig.writer.links import resolve
from nxsconfig.writer.plan import (
    AttributePlan,
    FieldPlan,
    GroupNames,
    GroupPlan,
    LinkPlan,
    LinkTarget,
    Member,
    Path,
    Plan,
    Step,
    Strategy,
    phase_of,
)
from nxsconfig.writer.readers import SILENT, direct_text, local_name, where
from nxsconfig.writer.virtual_plan import virtual_plan

KEPT_PLANS = 16
"""Compiled definitions that are remembered: scans repeat the same few."""

NAMING = frozenset({"name", "type"})
"""Attribute tags that are never stored; in groups they change what link targets see (writer §10.2, K)."""

_MISPLACED = frozenset("dimensions dim strategy datasource record filter map sourceview selection slice slab".split())


@lru_cache(maxsize=KEPT_PLANS)
def compile_definition(text: str) -> Plan:
    """The plan of a definition; the same text is compiled once as long as it is among the last ones.

    Everything that is wrong beyond well-formedness and group types is kept in `Plan.problem`; `Plan.check` raises it.

    Raises:
        WrongXMLError, XMLLimitError: the text is no acceptable XML.
        DefinitionError: a group has no type.
    """
    root = xml.parse(text, "the definition")
    names = GroupNames()
    _collect_names(root, names)
    return _Compiler(text, names).run(root)


@dataclass(frozen=True, eq=False)
class Inspected:
    """A definition compiled to its end. problems: every element that stops a scan, with what the writer would raise."""

    plan: Plan
    problems: tuple[tuple[Element, WriterError], ...]


def inspect(root: Element) -> Inspected:
    """Compile a definition, going on behind each mistake."""
    names = GroupNames()
    with suppress(DefinitionError):  # a group without a name; the walk meets it again
        _collect_names(root, names)
    inspector = _Inspector("", names)
    return Inspected(inspector.run(root), tuple(inspector.problems))


def group_name(element: Element) -> tuple[str, str]:
    """Name and class of a group; the name defaults to the type without its first two letters (writer §8, K).

    Raises:
        DefinitionError: no type, or one that leaves no name.
    """
    nxclass = element.get("type", "")
    name = element.get("name") or nxclass[2:]
    if not nxclass or not name:
        raise DefinitionError(f"{where(element, '')}: The group type not defined")
    return name, nxclass


def _collect_names(element: Element, names: GroupNames) -> None:
    """Enter the groups of an element and below; attribute tags `name` and `type` change the group they stand in."""
    tag, inner = local_name(element), names
    if tag == "group":
        inner = GroupNames(*group_name(element))
        names.children.append(inner)
    elif tag == "attribute" and element.get("name") == "name":
        names.name = direct_text(element)
    elif tag == "attribute" and element.get("name") == "type":
        names.nxclass = direct_text(element)
    if tag in ("group", "definition"):
        for child in element:
            _collect_names(child, inner)


class _Compiler:
    """Walks one tree and collects steps and members."""

    def __init__(self, text: str, names: GroupNames) -> None:
        self._text = text
        self._names = names
        self._steps: list[Step] = []
        self._members: list[Member] = []
        self._taken: dict[Path, tuple[Element, str]] = {}
        """What stands at a path: where() tells, once somebody wants to know."""

    def run(self, root: Element) -> Plan:
        """The plan of the tree from the root on."""
        problem = None
        try:
            self._visit(root, (), "")
        except WriterError as err:
            problem = err
        phases: dict[str, list[Member]] = {}
        for member in self._members:
            phases.setdefault(phase_of(member), []).append(member)
        frozen = {phase: tuple(members) for phase, members in phases.items()}
        return Plan(self._text, tuple(self._steps), frozen, self._names, problem)

    def _visit(self, element: Element, path: Path, label: str) -> None:
        tag = local_name(element)
        if tag in SILENT:
            return
        if tag == "definition":
            self._children(element, path, label)
        elif tag == "group":
            self._group(element, path, label)
        elif tag == "field":
            self._take(element, field_steps(element, path, label))
        elif tag == "attribute":
            self._attribute(element, path, label)
        elif tag == "link":
            self._link(element, path, label)
        elif tag == "vds":
            self._vds(element, path, label)
        elif tag in _MISPLACED:
            raise DefinitionError(f"{where(element, label)} must not stand here")
        else:
            raise UnsupportedElementError(f"{where(element, label)} is not supported")

    def _children(self, element: Element, path: Path, label: str) -> None:
        tags = {child.get("name"): child for child in element if local_name(child) == "attribute"}
        for child in element:
            if local_name(child) != "attribute" or tags[child.get("name")] is child:  # of one name the last one counts
                self._visit(child, path, label)

    def _group(self, element: Element, path: Path, label: str) -> None:
        name, nxclass = group_name(element)
        path, label = (*path, name), f"{label}/{name}:{nxclass}"
        self._claim(element, path, label)
        self._steps.append(GroupPlan(path, nxclass, label))
        self._steps += xml_attribute_steps(element, path, label, without=NAMING)
        self._children(element, path, label)

    def _attribute(self, element: Element, path: Path, label: str) -> None:
        name = element.get("name")
        if name and not (path and name in NAMING):
            self._claim_attribute(element, path, f"{label}@{name}")
            self._take(element, attribute_steps(element, path, label))

    def _claim(self, element: Element, path: Path, label: str) -> None:
        """Enter an object that will be created. Raises DefinitionError for a second one of the same path."""
        here = object_path(element, path, label)
        if here in self._taken:
            raise DefinitionError(
                f"{where(element, label)}: the name {path[-1]!r} is taken already by {where(*self._taken[here])}. "
                "Please rename or remove one of them."
            )
        self._taken[here] = element, label

    def _claim_attribute(self, element: Element, path: Path, label: str) -> None:
        """A tag replaces an XML attribute of that name, but not another tag."""
        if (here := (*path, label)) in self._taken:
            taken = where(*self._taken[here])
            raise DefinitionError(f"{where(element, label)}: taken already by {taken}; remove one")
        self._taken[here] = element, label

    def _take(self, element: Element, steps: Iterator[Step]) -> None:
        """Keep steps as they come, up to a mistake; members are kept in the order of their end tags."""
        fields: list[Member] = []
        for step in steps:
            if isinstance(step, FieldPlan):
                self._claim(element, step.path, step.label)
            self._steps.append(step)
            if isinstance(step, FieldPlan) and step.source:
                fields.append(step)
            elif isinstance(step, AttributePlan) and step.source:
                self._members.append(step)
        self._members += fields

    def _vds(self, element: Element, path: Path, label: str) -> None:
        """A virtual data set; its maps and attributes with sources are read before it."""
        plan = virtual_plan(element, path, label)
        if plan is None:
            return
        self._claim(element, plan.path, plan.label)
        self._steps.append(plan)
        self._members += [item for item in plan.attributes if item.source]
        self._members += [item for item in plan.maps if item.source]
        self._members.append(plan)

    def _link(self, element: Element, path: Path, label: str) -> None:
        name = element.get("name")
        if not name:
            raise DefinitionError(f"{where(element, label)}: a link needs a name")
        path, label = (*path, name), f"{label}/{name}"
        source, strategy = None, Strategy()
        for child in element:
            tag = local_name(child)
            if tag == "datasource":
                source = source_of(child, label)
            elif tag == "strategy":
                strategy = strategy_of(child, label)
            elif tag not in SILENT:
                raise DefinitionError(f"{where(child, label)} must not stand in a link")
        is_made = self._static_link(element, path, label)
        if source and strategy.mode:
            if not is_made:
                self._claim(element, path, label)
            self._members.append(LinkPlan(path, label, None, source, strategy))

    def _static_link(self, element: Element, path: Path, label: str) -> bool:
        """A target that the definition says is linked at once; a source can only make a link that isn't there."""
        target = element.get("target")
        text = direct_text(element) if target is None else target
        if target is None and not text:
            return False
        resolved = self._resolved(element, text, label)
        self._claim(element, path, label)
        self._steps.append(LinkPlan(path, label, resolved))
        return True

    def _resolved(self, element: Element, text: str, label: str) -> LinkTarget:
        try:
            return resolve(text, self._names)
        except DefinitionError as err:
            raise DefinitionError(f"{where(element, label)}: {err}") from err


class _Inspector(_Compiler):
    """Keeps each mistake and goes on with the next element."""

    def __init__(self, text: str, names: GroupNames) -> None:
        super().__init__(text, names)
        self.problems: list[tuple[Element, WriterError]] = []

    def _visit(self, element: Element, path: Path, label: str) -> None:
        try:
            super()._visit(element, path, label)
        except WriterError as err:
            self.problems.append((element, err))
