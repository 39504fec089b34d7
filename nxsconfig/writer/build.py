"""Carrying out the steps of a plan: what is created when an entry is opened, and the members that will be read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path as FilePath

from nxsconfig.errors import DefinitionError, SourceError, WriterError
from nxsconfig.sources import EntrySources, Outcome, Point, Reading, Source, SourceSpec
from nxsconfig.writer.columns import Column
from nxsconfig.writer.convert import check_size, filled
from nxsconfig.writer.growth import Dims, layout_of
from nxsconfig.writer.links import own_file, resolve
from nxsconfig.writer.members import AttributeMember, Identity, LinkMember, MemberPort, WholeMember, write_whole
from nxsconfig.writer.plan import (
    AttributePlan,
    ConstantPlan,
    FieldPlan,
    GroupPlan,
    LinkPlan,
    LinkTarget,
    MapPlan,
    Member,
    Path,
    Plan,
    Shape,
    Step,
    VirtualPlan,
    is_before,
    phase_of,
)
from nxsconfig.writer.ports import FieldLayout, Sink
from nxsconfig.writer.virtual import SourceMap, maps_of
from nxsconfig.writer.virtual_members import (
    EarlyAttribute,
    Gathered,
    LateAttribute,
    MapMember,
    NoSource,
    VirtualMember,
    resolve_map,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry goes, and how.

    Args:
        path: of the group that everything goes into, "" for the root.
        label: how errors name that group (``/scan:NXentry``).
        canfail: the global flag: it makes every element with a strategy tag tolerant (writer §12.3).
        append: what exists is used again, INIT values and links stay as they are (writer §3.5).
        gaps: see `Column`.
    """

    path: str = ""
    label: str = ""
    canfail: bool = False
    append: bool = False
    gaps: bool = True


class Builder:
    """Creates one entry in a sink.

    Args:
        sink: where.
        place: of the entry in it.
        point: the global data, for sizes and shapes that sources know already.
        sources: opens the sources of the entry.
    """

    def __init__(self, sink: Sink, place: Place, point: Point, sources: EntrySources) -> None:
        self._sink = sink
        self._place = place
        self._point = point
        self._opener = sources
        self._sources: dict[int, Source] = {}
        self._early: dict[int, Outcome] = {}
        self._layouts: dict[Path, FieldLayout] = {}
        self._virtual: dict[Path, Gathered] = {}

    def create(self, plan: Plan) -> None:
        """Carry out all steps. Raises the plan's problem behind them, DefinitionError for names that exist already."""
        self._ask_early(plan)
        for step in plan.steps:
            self._carry_out(step)
        plan.check()

    def members(self, plan: Plan) -> dict[str, list[MemberPort]]:
        """The members of each phase, ready to be read."""
        return {
            phase: [self._member(plan, member) for member in members if not self._is_old_link(member)]
            for phase, members in plan.phases.items()
        }

    def _is_old_link(self, member: Member) -> bool:
        return self._place.append and isinstance(member, LinkPlan) and self._sink.has(self._path(member.path))

    def _carry_out(self, step: Step) -> None:
        match step:
            case GroupPlan():
                if not self._is_there(step.path, f"The group {step.path[-1]!r} of type {step.nxclass!r}"):
                    self._sink.make_group(self._path(step.path), step.nxclass)
            case FieldPlan():
                self._make_field(step)
            case AttributePlan():
                self._set_attribute(step)
            case ConstantPlan():
                self._write_constant(step)
            case VirtualPlan():
                self._gather(step)
            case LinkPlan(target=LinkTarget() as target):
                if not self._is_there(step.path, f"The link {step.path[-1]!r} to {target.path!r}"):
                    self._sink.make_link(self._path(step.path), self._target(target))

    def _is_there(self, path: Path, what: str) -> bool:
        """True for an object that is used again. Raises DefinitionError for one that is in the way."""
        if not self._sink.has(self._path(path)):
            return False
        if self._place.append:
            return True
        raise DefinitionError(
            f"{what} cannot be created: {self._path(path)} exists already in {self._sink.name}. "
            "Please remove the old file, change the file name or change the name."
        )

    def _make_field(self, step: FieldPlan) -> None:
        there = self._is_there(step.path, f"The field {step.path[-1]!r} of {step.dtype!r} type")
        layout = self._layout(step)
        if not there:
            self._sink.make_field(self._path(step.path), layout)
        elif len(shape := self._sink.shape(self._path(step.path))) == len(layout.shape):
            layout = replace(layout, shape=shape)
        else:
            raise DefinitionError(
                f"{self._path(step.path)} in {self._sink.name} has the shape {shape} and can't go on with "
                f"{len(layout.shape)} dimensions. Please use the definition it was made with, or another name."
            )
        self._layouts[step.path] = layout

    def _layout(self, field: FieldPlan) -> FieldLayout:
        sizes = self._sizes(field.shape, field.label)
        early = self._now(field) if field.source and not all(sizes) else None
        return layout_of(field, sizes, early, canfail=self._may_fail(field))

    def _ask_early(self, plan: Plan) -> None:
        """Ask at once, before anything is created, all sources whose shape nobody knows; not those of scripts."""
        fields = [step for step in plan.steps if isinstance(step, FieldPlan) and _is_unsized(step)]
        fields = [field for field in fields if not getattr(self._source(field), "needs_file", False)]
        if fields:
            outcomes = self._opener.batch([self._source(field) for field in fields]).read(self._point)
            self._early = {id(field): outcome for field, outcome in zip(fields, outcomes, strict=True)}

    def _now(self, field: FieldPlan) -> Reading | None:
        """What the source says now; a source that can't be asked yet is no reason to stop (writer §9.1, fixed)."""
        known = self._early.get(id(field))
        if known:
            return known.reading
        try:
            return self._source(field).read(self._point)
        except SourceError:
            return None

    def _sizes(self, shape: Shape, label: str) -> Dims:
        sizes = tuple(size if isinstance(size, int) else self._size(size) for size in shape.sizes)
        try:
            check_size(sizes)
        except ValueError as err:
            raise DefinitionError(
                f"{self._place.label}{label}: {err}; please look at the sizes of its dimensions"
            ) from err
        return sizes

    def _size(self, spec: SourceSpec) -> int:
        try:
            return max(0, int(str(self._ask(spec) or 0)))
        except (WriterError, ValueError):
            return 0

    def _set_attribute(self, step: AttributePlan) -> None:
        path, value = self._path(step.owner), step.value
        if value is None:
            if self._place.append and self._sink.attribute(path, step.name) is not None:
                return
            sizes = self._sizes(step.shape, step.label)
            empty = sizes if sizes or step.source or step.dtype == "string" else (1,)
            value = filled(empty, step.dtype, failed=False)
        self._sink.set_attribute(path, step.name, value)

    def _write_constant(self, step: ConstantPlan) -> None:
        path = self._path(step.path)
        shape = self._sink.shape(path)
        block = step.value.reshape(step.value.shape or (1,) * len(shape))
        grown = tuple(max(have, new) for have, new in zip(shape, block.shape, strict=True))
        write_whole(self._sink, path, grown, block)

    def _member(self, plan: Plan, member: Member) -> MemberPort:
        who = self._identity(member)
        match member:
            case FieldPlan(grows=True):
                return Column(who, self._sink, self._layouts[member.path], gaps=self._place.gaps)
            case FieldPlan():
                return WholeMember(who, self._sink, member.dtype)
            case AttributePlan():
                return self._attribute_member(plan, who, member)
            case LinkPlan():
                return LinkMember(who, self._sink, self._resolver(plan))
            case MapPlan():
                return MapMember(who, self._virtual[member.owner], self._map(member))
            case VirtualPlan():
                return VirtualMember(who, self._sink, self._virtual[member.path], partial(self._adorn, member))

    def _identity(self, member: Member) -> Identity:
        path = member.owner if isinstance(member, AttributePlan | MapPlan) else member.path
        return Identity(
            self._path(path),
            self._place.label + member.label,
            self._source(member),
            self._may_fail(member),
            self._path(path) if isinstance(member, FieldPlan | AttributePlan) and path not in self._virtual else "",
            isinstance(member, MapPlan | VirtualPlan),
        )

    def _attribute_member(self, plan: Plan, who: Identity, member: AttributePlan) -> AttributeMember:
        sizes = self._sizes(member.shape, member.label)
        if member.owner not in self._virtual:
            return AttributeMember(who, self._sink, member.dtype, sizes)
        owner = next(step for step in plan.steps if isinstance(step, VirtualPlan) and step.path == member.owner)
        kind = EarlyAttribute if is_before(phase_of(member), phase_of(owner)) else LateAttribute
        return kind(who, self._sink, member.dtype, sizes)

    def _gather(self, plan: VirtualPlan) -> None:
        """Start with the maps that the definition itself holds (writer §13)."""
        exists = self._is_there(plan.path, f"The virtual field {plan.path[-1]!r}")
        sizes = self._sizes(plan.shape, plan.label)
        self._virtual[plan.path] = gathered = Gathered(self._path(plan.path), plan.dtype, sizes, exists)
        gathered.add([found for item in plan.maps if not item.source and (found := self._map(item))])
        gathered.add([item for line in plan.targets.splitlines() for item in maps_of(line)])

    def _map(self, plan: MapPlan) -> SourceMap | None:
        try:
            return resolve_map(plan, partial(self._sizes, label=plan.label), self._ask)
        except ValueError as err:
            raise DefinitionError(f"{self._place.label}{plan.label}: {err}") from err

    def _adorn(self, plan: VirtualPlan) -> None:
        for attribute in plan.attributes:
            self._set_attribute(attribute)

    def _ask(self, spec: SourceSpec) -> object:
        """What a source says now, None when it says nothing."""
        reading = self._opener.open(spec).read(self._point)
        return reading.value if reading else None

    def _resolver(self, plan: Plan) -> Callable[[str], LinkTarget]:
        return lambda text: self._target(resolve(text, plan.names))

    def _target(self, target: LinkTarget) -> LinkTarget:
        if target.file is None:
            return target
        here = FilePath(self._sink.name)
        own = here in (FilePath(target.file).resolve(), (here.parent / target.file).resolve())
        return own_file(target) if own else target

    def _source(self, member: Member) -> Source:
        source = self._sources.get(id(member))
        if source is None:
            source = self._sources[id(member)] = self._opener.open(member.source) if member.source else NoSource()
        return source

    def _may_fail(self, member: Member) -> bool:
        return member.strategy.tag and (self._place.canfail or member.strategy.canfail)

    def _path(self, path: Path) -> str:
        return "/".join([self._place.path, *path]) or "/"


def _is_unsized(field: FieldPlan) -> bool:
    """True if a size is not said, but none comes from a source of its own."""
    sizes = field.shape.sizes
    return field.source is not None and 0 in sizes and all(isinstance(size, int) for size in sizes)
