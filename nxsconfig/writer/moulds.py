"""What every entry of a plan begins with: made once in memory, copied from then on.

```
 1st entry   plan.steps ──────────────────────────────────────────► file
 2nd entry   plan.steps ─┬─ the same for every entry ─► mould ─copy─► file
                         └─ the rest ───────────────────────────────► file
 3rd entry …                                            mould ─copy─► file, then the rest
```
HDF5 copies a data set with its attributes in a quarter of the time in which it makes them. What depends on the moment
(sizes and shapes that sources know, plug-ins, links that may lead into the own file) is made for every entry.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.errors import DefinitionError, WriterError
from nxsconfig.sources import SourceSpec
from nxsconfig.writer.build import Builder
from nxsconfig.writer.ground import Ground
from nxsconfig.writer.plan import (
    AttributePlan,
    ConstantPlan,
    FieldPlan,
    GroupPlan,
    LinkPlan,
    Path,
    Plan,
    Shape,
    Step,
    VirtualPlan,
)
from nxsconfig.writer.ports import FieldLayout, Mould, Sink

MIN_STEPS = 100
"""A plan of fewer steps is carried out faster than a mould is looked after."""

_BUILT_IN = frozenset(SourceKind)
"""Others are plug-ins, which may say that they are never to be asked."""

Key = tuple[type[Sink], bool]
"""Plans make something else in another kind of sink, and when every value may be missing."""


@dataclass(frozen=True, slots=True, eq=False)
class _Cast:
    """What stands in a mould: the mould itself, its data sets by path, the names at its top, and what isn't in it."""

    mould: Mould
    layouts: Mapping[Path, FieldLayout]
    names: tuple[Path, ...]
    rest: tuple[Step, ...]


class Moulds:
    """The moulds of the plans that are in use; they go with them.

    Args:
        min_steps: of a plan for which one is made.
        waits: for the second entry of a plan: many have only one.
    """

    def __init__(self, *, min_steps: int = MIN_STEPS, waits: bool = True) -> None:
        self._min_steps = min_steps
        self._waits = waits
        self._known: WeakKeyDictionary[Plan, dict[Key, _Cast | None]] = WeakKeyDictionary()
        self._lock = Lock()

    def cast(self, plan: Plan, ground: Ground) -> Iterable[Step]:
        """Copy what the plan's mould holds to where an entry begins; the steps that are left.

        That is all of them for the first entry of a plan, and wherever something exists already.

        Raises:
            NexusFileError: the file doesn't take the copy.
        """
        cast = None if ground.place.append else self._cast(plan, ground)
        if cast is None or any(ground.sink.has(ground.path(name)) for name in cast.names) or not _opened(cast, ground):
            return plan.steps
        ground.sink.take(ground.place.path, cast.mould)
        ground.layouts |= cast.layouts
        return cast.rest

    def _cast(self, plan: Plan, ground: Ground) -> _Cast | None:
        key: Key = (type(ground.sink), ground.place.canfail)
        with self._lock:
            known = self._known.setdefault(plan, {})
        is_first = key not in known
        cast = known.setdefault(key, None)
        if cast is None and len(plan.steps) >= self._min_steps and not (is_first and self._waits):
            cast = known[key] = _made(plan, ground)
        return cast


MOULDS = Moulds()
"""Of this process: files come and go, plans stay."""


def _made(plan: Plan, ground: Ground) -> _Cast | None:
    """The mould; None when it can't be made: the file itself gets what precedes the mistake then."""
    if _has_order(plan.steps):
        return None
    same, rest = _parted(plan.steps)
    layouts: dict[Path, FieldLayout] = {}

    def make(sink: Sink) -> None:
        inner = ground.apart(sink)
        Builder(inner).carry_out(same)
        layouts.update(inner.layouts)

    try:
        mould = ground.sink.mould(make)
    except WriterError:
        return None
    names = tuple(step.path for step in same if isinstance(step, GroupPlan | FieldPlan) and len(step.path) == 1)
    return _Cast(mould, layouts, names, rest)


def _opened(cast: _Cast, ground: Ground) -> bool:
    """True if no source of a field that is still to be made refuses its text."""
    fields = [step for step in cast.rest if isinstance(step, FieldPlan) and step.source]
    try:
        for field in fields:
            ground.source(field)
    except DefinitionError:
        return False
    return True


def _parted(steps: Iterable[Step]) -> tuple[list[Step], tuple[Step, ...]]:
    """Steps that do the same for every entry, and the rest."""
    same: list[Step] = []
    rest: list[Step] = []
    known = _Known()
    for step in steps:
        if known.is_same(step):
            same.append(step)
            if isinstance(step, GroupPlan | FieldPlan):
                known.made.add(step.path)
        else:
            rest.append(step)
            if isinstance(step, AttributePlan):
                known.late.add((step.owner, step.name))
    return same, tuple(rest)


class _Known:
    """What is in a mould so far, and which attributes come later: one of their names must come behind them."""

    def __init__(self) -> None:
        self.made: set[Path] = set()
        self.late: set[tuple[Path, str]] = set()

    def is_same(self, step: Step) -> bool:
        """True for a step that needs nothing but the definition and what such steps have made."""
        match step:
            case GroupPlan():
                return self._has_place(step.path)
            case FieldPlan():
                sized = step.source is None or (all(step.shape.sizes) and step.source.kind in _BUILT_IN)
                return sized and _is_said(step.shape) and self._has_place(step.path)
            case AttributePlan():
                free = step.owner in self.made and (step.owner, step.name) not in self.late
                return free and (step.value is not None or _is_said(step.shape))
            case ConstantPlan():
                return step.path in self.made
            case LinkPlan(target=target):
                # not at the top: the library copies what such a link leads to
                return target is not None and target.file is None and step.path[:-1] in self.made and _is_one(step.path)
            case _:
                return False

    def _has_place(self, path: Path) -> bool:
        return _is_one(path) and (len(path) == 1 or path[:-1] in self.made)


def _is_one(path: Path) -> bool:
    """False for a slash in a name, which would go into groups that others have as well."""
    return "/" not in path[-1]


def _is_said(shape: Shape) -> bool:
    return not any(isinstance(size, SourceSpec) for size in shape.sizes)


def _has_order(steps: Iterable[Step]) -> bool:
    """True if it matters what comes first: scripts see what is there, and a name makes a group that another step wants.

    A second group of a name is an error, but not if the name with a slash comes behind it.
    """
    implied: set[Path] = set()
    for step in steps:
        if any(spec.looks_into_file for spec in _asked(step)):
            return True
        if isinstance(step, AttributePlan | ConstantPlan):
            continue
        path = tuple(part for name in step.path for part in name.split("/") if part)
        if path in implied:
            return True
        if not _is_one(step.path):
            implied |= {path[:length] for length in range(len(step.path), len(path))}
    return False


def _asked(step: Step) -> Iterator[SourceSpec]:
    """Sources that may be asked when the step is carried out."""
    shapes: list[Iterable[object]] = []
    if isinstance(step, FieldPlan | AttributePlan | VirtualPlan):
        shapes.append(step.shape.sizes)
    if isinstance(step, FieldPlan) and not all(step.shape.sizes):
        shapes.append([step.source])
    if isinstance(step, VirtualPlan):
        for item in step.maps:
            shapes += item.shape.sizes, item.source_shape.sizes, item.key or (), item.source_key or ()
    return (spec for shape in shapes for spec in shape if isinstance(spec, SourceSpec))
