"""Carrying out the steps of a plan: what is created when an entry is opened."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from nxsconfig.errors import DefinitionError, SourceError
from nxsconfig.sources import Outcome, Reading
from nxsconfig.writer.ground import Ground
from nxsconfig.writer.growth import layout_of
from nxsconfig.writer.members import write_whole
from nxsconfig.writer.plan import (
    AttributePlan,
    ConstantPlan,
    FieldPlan,
    GroupPlan,
    LinkPlan,
    LinkTarget,
    Path,
    Phase,
    Plan,
    Step,
    VirtualPlan,
)
from nxsconfig.writer.ports import FieldLayout, Given
from nxsconfig.writer.virtual import maps_of
from nxsconfig.writer.virtual_members import Gathered


class Builder:
    """Creates one entry on its ground."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._early: dict[int, Outcome] = {}
        self._fresh: set[Path] = set()
        """Groups of this entry that hold nothing but what its steps have put there: no name in them is taken."""

    def create(self, plan: Plan, begin: Callable[[Plan, Ground], Iterable[Step]]) -> None:
        """Carry out the steps that `begin` leaves to do, once the sources have said what they know.

        Raises the plan's problem behind them, DefinitionError for names that exist already.
        """
        self._ask_early(plan)
        self.carry_out(begin(plan, self._ground))
        plan.check()

    def carry_out(self, steps: Iterable[Step]) -> None:
        """Some steps of a plan, in their order. Raises DefinitionError for names that exist already."""
        for step, given in _with_attributes(steps):
            self._carry_out(step, given)

    def _carry_out(self, step: Step, given: Given) -> None:
        match step:
            case GroupPlan():
                if not self._is_there(step):
                    self._ground.sink.make_group(self._ground.path(step.path), step.nxclass)
                    self._fresh.add(step.path)
            case FieldPlan():
                self._make_field(step, given)
            case AttributePlan():
                self._ground.set_attribute(step)
            case ConstantPlan():
                self._write_constant(step)
            case VirtualPlan():
                self._gather(step)
            case LinkPlan(target=LinkTarget() as target):
                if not self._is_there(step) and not self._ground.place.append:
                    self._ground.sink.make_link(self._ground.path(step.path), self._ground.target(target))

    def _is_there(self, step: GroupPlan | FieldPlan | LinkPlan | VirtualPlan) -> bool:
        """True for an object that is used again. Raises DefinitionError for one that is in the way."""
        above, name = step.path[:-1], step.path[-1]
        if "/" in name:
            self._fresh.discard(above)  # it makes groups in between, whose names other steps may have as well
        if above in self._fresh or not self._ground.sink.has(self._ground.path(step.path)):
            return False
        if self._ground.place.append:
            return True
        raise DefinitionError(
            f"{_described(step)} cannot be created: {self._ground.path(step.path)} exists already in "
            f"{self._ground.sink.name}. Please remove the old file, change the file name or change the name."
        )

    def _make_field(self, step: FieldPlan, given: Given) -> None:
        path, there = self._ground.path(step.path), self._is_there(step)
        layout = self._layout(step)
        if there:
            layout = self._continued(step, layout)
        else:
            self._ground.sink.make_field(path, layout, given)
        self._ground.layouts[step.path] = layout
        if there:
            for name, value in given.items():
                self._ground.sink.set_attribute(path, name, value)

    def _continued(self, step: FieldPlan, layout: FieldLayout) -> FieldLayout:
        """The layout of a field that exists. Raises DefinitionError when it can't take what is to be written."""
        sink, path = self._ground.sink, self._ground.path(step.path)
        dtype, shape = sink.dtype(path), sink.shape(path)
        if step.grows and len(shape) != len(layout.shape):
            problem = f"has the shape {shape}, not {len(layout.shape)} dimensions"
        elif _is_written_again(step) and not _holds(dtype, layout.dtype):
            problem = f"is of the type {dtype}, which can't hold {layout.dtype}"
        else:
            return replace(layout, shape=shape)
        raise DefinitionError(
            f"{path} in {sink.name} {problem}: it can't go on. Please use the definition it was made with, or another "
            "name."
        )

    def _layout(self, field: FieldPlan) -> FieldLayout:
        sizes = self._ground.sizes(field.shape, field.label)
        if field.source and not self._ground.is_read(field):
            # compat: nxswriter 3.25: as if it had no source
            return layout_of(replace(field, source=None), sizes, None, canfail=self._ground.may_fail(field))
        early = self._now(field) if field.source and not all(sizes) else None
        return layout_of(field, sizes, early, canfail=self._ground.may_fail(field))

    def _ask_early(self, plan: Plan) -> None:
        """Ask at once, before anything is created, all sources whose shape nobody knows; not those of scripts."""
        fields = [step for step in plan.steps if isinstance(step, FieldPlan) and _is_unsized(step)]
        fields = [field for field in fields if self._ground.is_read(field)]
        fields = [field for field in fields if not getattr(self._ground.source(field), "needs_file", False)]
        if fields:
            outcomes = self._ground.opener.batch([self._ground.source(field) for field in fields]).read(
                self._ground.point
            )
            self._early = {id(field): outcome for field, outcome in zip(fields, outcomes, strict=True)}

    def _now(self, field: FieldPlan) -> Reading | None:
        """What the source says now; a source that can't be asked yet is no reason to stop (writer §9.1, fixed)."""
        known = self._early.get(id(field))
        if known:
            return known.reading
        try:
            return self._ground.source(field).read(self._ground.point)
        except SourceError:
            return None

    def _write_constant(self, step: ConstantPlan) -> None:
        path = self._ground.path(step.path)
        shape = self._ground.sink.shape(path)
        block = step.value.reshape(step.value.shape or (1,) * len(shape))
        grown = tuple(max(have, new) for have, new in zip(shape, block.shape, strict=True))
        if all(new in (1, size) for new, size in zip(block.shape, grown, strict=True)):
            block = np.broadcast_to(block, grown)  # compat: nxswriter 3.25: it is spread over what is there
        write_whole(self._ground.sink, path, grown, block)

    def _gather(self, plan: VirtualPlan) -> None:
        """Start with the maps that the definition itself holds (writer §13)."""
        exists = self._is_there(plan)
        sizes = self._ground.sizes(plan.shape, plan.label)
        self._ground.virtual[plan.path] = gathered = Gathered(self._ground.path(plan.path), plan.dtype, sizes, exists)
        gathered.add([found for item in plan.maps if not item.source and (found := self._ground.map(item))])
        try:
            gathered.add([item for line in plan.targets.splitlines() for item in maps_of(line)])
        except ValueError as err:
            raise DefinitionError(f"{self._ground.place.label}{plan.label}: its text names no sources: {err}") from err


def _with_attributes(steps: Iterable[Step]) -> Iterator[tuple[Step, Given]]:
    """The steps; fields together with the constant attributes behind them, which are no steps of their own then."""
    field: FieldPlan | None = None
    given: dict[str, np.ndarray] = {}
    for step in steps:
        if field and isinstance(step, AttributePlan) and step.value is not None and step.owner == field.path:
            given[step.name] = step.value
            continue
        if field:
            yield field, given
            field, given = None, {}
        if isinstance(step, FieldPlan):
            field = step
        else:
            yield step, given
    if field:
        yield field, given


def _described(step: GroupPlan | FieldPlan | LinkPlan | VirtualPlan) -> str:
    match step:
        case GroupPlan():
            return f"The group {step.path[-1]!r} of type {step.nxclass!r}"
        case FieldPlan():
            return f"The field {step.path[-1]!r} of {step.dtype!r} type"
        case VirtualPlan():
            return f"The virtual field {step.path[-1]!r}"
        case _:
            return f"The link {step.path[-1]!r} to {step.target.path if step.target else ''!r}"


def _is_written_again(field: FieldPlan) -> bool:
    """False for values of the opening, which stay as they are, and for fields that get none."""
    return field.words is not None if field.source is None else field.strategy.phase() != Phase.INIT


def _holds(dtype: str, wanted: str) -> bool:
    """True if every value of one type can be stored in another one without a loss."""
    if dtype == wanted:
        return True
    if not {dtype, wanted}.isdisjoint(("string", "bool")):
        return False
    try:
        return np.can_cast(wanted, dtype, "safe")
    except TypeError:  # of other programs: enumerations, references, …
        return False


def _is_unsized(field: FieldPlan) -> bool:
    """True if a size is not said, but none comes from a source of its own."""
    sizes = field.shape.sizes
    return field.source is not None and 0 in sizes and all(isinstance(size, int) for size in sizes)
