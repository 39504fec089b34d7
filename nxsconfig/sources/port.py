"""What a kind of source must offer, and what it may offer so that many are read at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from nxsconfig.sources.outcome import Outcome
from nxsconfig.sources.values import Point, Reading

Put = Callable[[int, Outcome], None]
"""Tells the outcome of the n-th source of a lane."""


class Source(Protocol):
    """Where one value comes from. `label` names it in error texts."""

    label: str

    def read(self, point: Point) -> Reading | None:
        """The value at this point, None when there is none. Raises SourceError when the source could not be asked."""
        ...


class LaneReading(Protocol):
    """What one thread does for some sources at every point; made once, used for every point of an entry."""

    def read(self, point: Point, put: Put, skip: frozenset[int]) -> None:
        """Tell an outcome for each of them but those to skip; never raises what a source can cause."""
        ...


class Lane(Protocol):
    """Sources that one thread reads.

    `name` is for messages. A point waits for the lane as long as `patience` seconds, counted anew from each sign of
    life: `heard` is the moment of the last one (`time.monotonic`).
    """

    @property
    def name(self) -> str:
        """See above."""
        ...

    @property
    def patience(self) -> float:
        """See above."""
        ...

    @property
    def heard(self) -> float:
        """See above; 0 if there are none."""
        ...


@runtime_checkable
class AskedLane(Lane, Protocol):
    """Sources that are asked one after the other or in one call; the other kind of lane are scripts."""

    def prepare(self, sources: Sequence["LanedSource"]) -> LaneReading:
        """How to read these sources of the lane together, in this order."""
        ...


@runtime_checkable
class LanedSource(Source, Protocol):
    """A source that has to be waited for."""

    @property
    def lane(self) -> Lane:
        """Its thread."""
        ...

    def at_hand(self, point: Point) -> Reading | None:
        """A value that needs no asking; None: ask."""
        ...


@runtime_checkable
class ScriptSource(LanedSource, Protocol):
    """A source that makes its value of those of other ones.

    `inputs` are all that have to be read before, inputs of inputs included.
    """

    @property
    def inputs(self) -> Sequence[Source]:
        """See above."""
        ...

    def evaluate(self, point: Point, inputs: Mapping[int, Outcome]) -> Outcome:
        """The outcome, from those of the inputs by their `id`. Never raises what a script can cause."""
        ...


Ask = Callable[[LanedSource, Point], Outcome]
"""Reads one source alone, within its time limit."""
