"""Carrying out the steps of a plan: what is created when an entry is opened, and the members that will be read."""

from collections.abc import Callable
from functools import partial
from pathlib import Path as FilePath

from nxsconfig.errors import DefinitionError, WriterError
from nxsconfig.sources import Point, Reading, SourceSpec, open_source
from nxsconfig.writer.columns import Column
from nxsconfig.writer.convert import CONVERSION_ERRORS, check_size, filled
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
from nxsconfig.writer.ports import FieldLayout, Sink, Source
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


class Builder:
    """Creates one entry in a sink.

    Args:
        sink: where.
        base: path of the group that everything goes into, "" for the root, and its label (``/scan:NXentry``).
        point: the global data, for sizes and shapes that sources know already.
        canfail: the global flag: it makes every element with a strategy tag tolerant (writer §12.3).
    """

    def __init__(self, sink: Sink, base: tuple[str, str], point: Point, *, canfail: bool) -> None:
        self._sink = sink
        self._base, self._label = base
        self._point = point
        self._canfail = canfail
        self._sources: dict[int, Source] = {}
        self._layouts: dict[Path, FieldLayout] = {}
        self._virtual: dict[Path, Gathered] = {}

    def create(self, plan: Plan) -> None:
        """Carry out all steps. Raises the plan's problem behind them, DefinitionError for names that exist already."""
        for step in plan.steps:
            self._carry_out(step)
        plan.check()

    def members(self, plan: Plan) -> dict[str, list[MemberPort]]:
        """The members of each phase, ready to be read."""
        return {phase: [self._member(plan, member) for member in members] for phase, members in plan.phases.items()}

    def _carry_out(self, step: Step) -> None:
        match step:
            case GroupPlan():
                self._refuse_existing(step.path, f"The group {step.path[-1]!r} of type {step.nxclass!r}")
                self._sink.make_group(self._path(step.path), step.nxclass)
            case FieldPlan():
                self._refuse_existing(step.path, f"The field {step.path[-1]!r} of {step.dtype!r} type")
                self._layouts[step.path] = self._layout(step)
                self._sink.make_field(self._path(step.path), self._layouts[step.path])
            case AttributePlan():
                self._set_attribute(step)
            case ConstantPlan():
                self._write_constant(step)
            case VirtualPlan():
                self._gather(step)
            case LinkPlan(target=LinkTarget() as target):
                self._refuse_existing(step.path, f"The link {step.path[-1]!r} to {target.path!r}")
                self._sink.make_link(self._path(step.path), self._target(target))

    def _refuse_existing(self, path: Path, what: str) -> None:
        if self._sink.has(self._path(path)):
            raise DefinitionError(
                f"{what} cannot be created: {self._path(path)} exists already in {self._sink.name}. "
                "Please remove the old file, change the file name or change the name."
            )

    def _layout(self, field: FieldPlan) -> FieldLayout:
        sizes = self._sizes(field.shape, field.label)
        early = self._early(field) if field.source and not all(sizes) else None
        return layout_of(field, sizes, early, canfail=self._may_fail(field))

    def _early(self, field: FieldPlan) -> Reading | None:
        """What the source says now; a source that can't be asked yet is no reason to stop (writer §9.1, fixed)."""
        try:
            return self._source(field).read(self._point)
        except (WriterError, *CONVERSION_ERRORS):
            return None

    def _sizes(self, shape: Shape, label: str) -> Dims:
        sizes = tuple(size if isinstance(size, int) else self._size(size) for size in shape.sizes)
        try:
            check_size(sizes)
        except ValueError as err:
            raise DefinitionError(f"{self._label}{label}: {err}; please look at the sizes of its dimensions") from err
        return sizes

    def _size(self, spec: SourceSpec) -> int:
        try:
            return max(0, int(str(self._ask(spec) or 0)))
        except (WriterError, ValueError):
            return 0

    def _set_attribute(self, step: AttributePlan) -> None:
        value = step.value
        if value is None:
            sizes = self._sizes(step.shape, step.label)
            empty = sizes if sizes or step.source or step.dtype == "string" else (1,)
            value = filled(empty, step.dtype, failed=False)
        self._sink.set_attribute(self._path(step.owner), step.name, value)

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
                return Column(who, self._sink, self._layouts[member.path])
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
            self._label + member.label,
            self._source(member),
            self._may_fail(member),
            self._path(path) if isinstance(member, FieldPlan | AttributePlan) else "",
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
        self._refuse_existing(plan.path, f"The virtual field {plan.path[-1]!r}")
        sizes = self._sizes(plan.shape, plan.label)
        self._virtual[plan.path] = gathered = Gathered(self._path(plan.path), plan.dtype, sizes)
        gathered.add([found for item in plan.maps if not item.source and (found := self._map(item))])
        gathered.add([item for line in plan.targets.splitlines() for item in maps_of(line)])

    def _map(self, plan: MapPlan) -> SourceMap | None:
        try:
            return resolve_map(plan, partial(self._sizes, label=plan.label), self._ask)
        except ValueError as err:
            raise DefinitionError(f"{self._label}{plan.label}: {err}") from err

    def _adorn(self, plan: VirtualPlan) -> None:
        for attribute in plan.attributes:
            self._set_attribute(attribute)

    def _ask(self, spec: SourceSpec) -> object:
        """What a source says now, None when it says nothing."""
        reading = open_source(spec).read(self._point)
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
            source = self._sources[id(member)] = open_source(member.source) if member.source else NoSource()
        return source

    def _may_fail(self, member: Member) -> bool:
        return member.strategy.tag and (self._canfail or member.strategy.canfail)

    def _path(self, path: Path) -> str:
        return "/".join([self._base, *path]) or "/"
