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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.errors import WriterError
from nxsconfig.sources import SourceSpec
from nxsconfig.writer.build import Builder
from nxsconfig.writer.ground import Ground, Place
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
        if cast is None or any(ground.sink.has(ground.path(name)) for name in cast.names):
            return plan.steps
        ground.sink.take(ground.place.path, cast.mould)
        ground.layouts |= cast.layouts
        return cast.rest

    def _cast(self, plan: Plan, ground: Ground) -> _Cast | None:
        key: Key = (type(ground.sink), ground.place.canfail)
        with self._lock:
            known = self._known.setdefault(plan, {})
        if key not in known and self._waits:
            known[key] = None
        elif known.get(key) is None:
            known[key] = _made(plan, ground) if len(plan.steps) >= self._min_steps else None
        return known[key]


MOULDS = Moulds()
"""Of this process: files come and go, plans stay."""


def _made(plan: Plan, ground: Ground) -> _Cast | None:
    """The mould; None when it can't be made: the file itself gets what precedes the mistake then."""
    same, rest = _parted(plan.steps)
    layouts: dict[Path, FieldLayout] = {}

    def make(sink: Sink) -> None:
        inner = Ground(sink, Place(canfail=ground.place.canfail), ground.point, ground.opener)
        Builder(inner).carry_out(same)
        layouts.update(inner.layouts)

    try:
        mould = ground.sink.mould(make)
    except WriterError:
        return None
    names = tuple(step.path for step in same if isinstance(step, GroupPlan | FieldPlan) and len(step.path) == 1)
    return _Cast(mould, layouts, names, rest)


def _parted(steps: Iterable[Step]) -> tuple[list[Step], tuple[Step, ...]]:
    """Steps that do the same for every entry, and the rest."""
    same: list[Step] = []
    rest: list[Step] = []
    paths: set[Path] = set()
    for step in steps:
        if _is_same(step, paths):
            same.append(step)
            if isinstance(step, GroupPlan | FieldPlan):
                paths.add(step.path)
        else:
            rest.append(step)
    return same, tuple(rest)


def _is_same(step: Step, made: set[Path]) -> bool:
    """True for a step that needs nothing but the definition and what such steps have made."""
    match step:
        case GroupPlan():
            return _has_place(step.path, made)
        case FieldPlan():
            known = step.source is None or (all(step.shape.sizes) and step.source.kind in _BUILT_IN)
            return known and _is_said(step.shape) and _has_place(step.path, made)
        case AttributePlan():
            return step.owner in made and (step.value is not None or _is_said(step.shape))
        case ConstantPlan():
            return step.path in made
        case LinkPlan(target=target):
            return target is not None and target.file is None and _has_place(step.path, made)
        case _:
            return False


def _has_place(path: Path, made: set[Path]) -> bool:
    """True below what is in the mould; a slash in a name would go into groups that others have as well."""
    return "/" not in path[-1] and (len(path) == 1 or path[:-1] in made)


def _is_said(shape: Shape) -> bool:
    return not any(isinstance(size, SourceSpec) for size in shape.sizes)
