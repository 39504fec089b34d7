"""Virtual data sets while a scan runs: maps gather, then the data set is made (writer §13)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from nxsconfig.errors import NexusFileError
from nxsconfig.h5.maps import DEFAULT_FIELD, SourceMap, map_of
from nxsconfig.sources import Point, Reading, SourceSpec
from nxsconfig.writer.growth import Dims
from nxsconfig.writer.members import NO_OBJECT, AttributeMember, Identity, Store
from nxsconfig.writer.plan import MapPlan, Selection, Shape
from nxsconfig.writer.ports import Sink, VirtualLayout
from nxsconfig.writer.virtual import layout_of_maps, maps_of

Sizes = Callable[[Shape], Dims]
Ask = Callable[[SourceSpec], object]


class NoSource:
    """Stands for the source of a virtual data set that has none: everything is in its maps."""

    label = ""

    def read(self, point: Point) -> Reading:  # noqa: ARG002  the port's signature
        """An empty text: no further map."""
        return Reading("", 0, "str")


@dataclass(slots=True)
class Gathered:
    """The maps of one virtual data set that have come so far, and how it is created; one that `exists` stays."""

    path: str
    dtype: str
    sizes: Dims
    exists: bool = False
    maps: list[SourceMap] = field(default_factory=list)

    def add(self, maps: list[SourceMap]) -> None:
        """Take further maps."""
        self.maps += maps


class MapMember:
    """A map whose facts come from a source; what its tag says fills in what the source leaves out."""

    fails_alone = True

    def __init__(self, who: Identity, gathered: Gathered, base: SourceMap | None) -> None:
        self.who = who
        self._gathered = gathered
        self._base = base

    def accept(self, reading: Reading) -> Store:
        """See MemberPort."""
        return partial(self._gathered.add, [self._filled(item) for item in maps_of(_plain(reading.value))])

    def give_up(self, answered: bool) -> None:  # noqa: FBT001  the port's signature
        """See MemberPort: no map."""

    def flush(self) -> None:
        """See MemberPort: nothing is buffered."""

    def _filled(self, item: SourceMap) -> SourceMap:
        base = self._base
        if base is None:
            return item
        return replace(
            item,
            dtype=item.dtype or base.dtype,
            shape=item.shape or base.shape,
            key=base.key if item.key is None else item.key,
            source_shape=item.source_shape or base.source_shape,
            source_key=base.source_key if item.source_key is None else item.source_key,
        )


class VirtualMember:
    """The virtual data set itself: made once, when there are maps; `adorn` gives it its attributes."""

    fails_alone = True

    def __init__(self, who: Identity, sink: Sink, gathered: Gathered, adorn: Callable[[], None]) -> None:
        self.who = who
        self._sink = sink
        self._gathered = gathered
        self._adorn = adorn

    def accept(self, reading: Reading) -> Store:
        """See MemberPort."""
        return partial(self._make, maps_of(_plain(reading.value)))

    def give_up(self, answered: bool) -> None:  # noqa: FBT001  the port's signature
        """See MemberPort: no data set (K)."""

    def flush(self) -> None:
        """See MemberPort: nothing is buffered."""

    def _make(self, maps: list[SourceMap]) -> None:
        made = self._gathered
        made.add(maps)
        if not made.maps or made.exists:
            return
        try:
            layout = layout_of_maps(made.dtype, made.sizes, made.maps)
            _check_sources(made.path, layout)
        except ValueError as err:
            raise NexusFileError(f"{made.path} can't be made: {err}") from err
        self._sink.make_virtual(made.path, layout)
        self._adorn()


def _check_sources(path: str, layout: VirtualLayout) -> None:
    """Refuse a virtual data set that is its own source: whoever reads it crashes. Raises ValueError."""
    if any(source.file in ("", ".") and source.path.strip("/") == path.strip("/") for source in layout.sources):
        raise ValueError("it would be its own source; please give it the file and path of its data")


class LateAttribute(AttributeMember):
    """An attribute of a virtual data set, which may never be made."""

    def flush(self) -> None:
        """See MemberPort: nothing to do without the data set."""
        if self._sink.has(self.who.path):
            super().flush()


class EarlyAttribute(LateAttribute):
    """An attribute that is read before its virtual data set can be there: it always fails.

    # compat: nxswriter 3.25: the failure names no object [vds-attribute-tags]
    """

    def __init__(self, who: Identity, sink: Sink, dtype: str, sizes: Dims) -> None:
        super().__init__(replace(who, label=NO_OBJECT, owner=""), sink, dtype, sizes)
        self._label = who.label
        self._name = who.label.rpartition("@")[2]

    def accept(self, reading: Reading) -> Store:  # noqa: ARG002  the port's signature
        """See MemberPort. Raises ValueError."""
        raise ValueError(f"{self._label} is read before its virtual data set is made; please give it the same mode")


def resolve_map(plan: MapPlan, sizes: Sizes, ask: Ask) -> SourceMap | None:
    """The map that a tag describes, with its data sources asked; None for one that leaves everything to its source.

    Raises:
        ValueError: what a source says is no part of a key.
    """
    facts: Mapping[str, object] = plan.facts
    if plan.source and not (facts or plan.shape.rank or plan.key or plan.source_key):
        return None
    found = map_of({"fieldpath": DEFAULT_FIELD, **facts})
    assert found is not None
    return replace(
        found,
        shape=_known(sizes(plan.shape)),
        key=_key(plan.key, ask),
        source_shape=_known(sizes(plan.source_shape)),
        source_key=_key(plan.source_key, ask),
    )


def _known(sizes: Dims) -> Dims:
    return sizes if all(sizes) else ()


def _key(selection: Selection | None, ask: Ask) -> object:
    if selection is None:
        return None
    return [_entry(ask(item)) if isinstance(item, SourceSpec) else item for item in selection]


def _entry(value: object) -> object:
    plain = _plain(value)
    if isinstance(plain, str):
        try:
            return json.loads(plain)
        except json.JSONDecodeError as err:
            raise ValueError(f"{plain!r:.60} is no list of numbers: {err}") from err
    return plain


def _plain(value: object) -> object:
    """Arrays and numpy scalars as Python values."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value
