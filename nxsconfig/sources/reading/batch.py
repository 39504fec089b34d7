"""All sources of a phase, read at the same time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from nxsconfig.sources.outcome import Outcome
from nxsconfig.sources.port import AskedLane, Lane, LanedSource, LaneReading, ScriptSource, Source
from nxsconfig.sources.reading.alone import at_once
from nxsconfig.sources.reading.round import Round
from nxsconfig.sources.reading.run import Hanging, Run
from nxsconfig.sources.values import Point

_NONE: frozenset[int] = frozenset()

_LATE = "the point was given up after {:g} s"


@dataclass(frozen=True, slots=True)
class _Part:
    """Sources of one lane and their places. Scripts have no reading: they are evaluated one by one."""

    lane: Lane
    sources: tuple[LanedSource, ...]
    places: tuple[int, ...]
    reading: LaneReading | None


class Batch:
    """Reads the same sources again and again, each point as fast as the slowest of them.

    Values that need no waiting are taken by the calling thread; every lane else has a thread of its own, so no source
    delays the asking of another one. Scripts run when their inputs have been read.
    One thread at a time may call `read`.
    """

    def __init__(self, sources: Sequence[Source], hanging: Hanging, limit: float) -> None:
        self._count = len(sources)
        self._sources = [*sources, *_inputs(sources)]
        self._hanging = hanging
        self._limit = limit
        self._places = {id(source): place for place, source in enumerate(self._sources)}
        self._plain = [place for place, source in enumerate(self._sources) if not isinstance(source, LanedSource)]
        self._parts = _parts(self._sources)
        self._round: Round | None = None
        self.is_at_hand = not self._parts
        """True if no source is ever waited for."""
        self.needs_file = any(getattr(source, "needs_file", False) for source in sources)
        """True if a script looks into the file: everything taken so far must be in it."""

    def read(self, point: Point) -> list[Outcome]:
        """The outcomes of the sources, in their order. Never raises what a source can cause."""
        if self.is_at_hand:
            return [at_once(source.read, point) for source in self._sources]
        self._round = round_ = Round(len(self._sources))
        runs = [run for part in self._parts if (run := self._run(part, point, round_))]
        try:
            self._hanging.workers.submit(list(runs))
            for place in self._plain:
                round_.put(place, at_once(self._sources[place].read, point))
            self._await(round_, runs)
        finally:
            if not round_.is_complete:
                for run in runs:
                    run.leave(self._hanging)
            round_.close(_LATE.format(self._limit))
            self._round = None
        return [outcome for outcome in round_.outcomes[: self._count] if outcome]

    def interrupt(self, reason: str) -> None:
        """Any thread: let a `read` that is under way return now; what is missing is unavailable."""
        if round_ := self._round:
            round_.close(reason)

    def _run(self, part: _Part, point: Point, round_: Round) -> Run | None:
        """The job of a part; None if there is nothing to wait for."""
        skip = self._take_at_hand(part, point, round_)
        if len(skip) == len(part.places):
            return None
        if error := self._hanging.error(part.lane):
            for place in part.places:
                round_.put(place, Outcome(error=error))
            return None
        if part.reading is None:
            return Run(part.lane, part.places, partial(self._evaluate, part, point), round_)
        return Run(part.lane, part.places, _read_lane(part, part.reading, point, skip), round_)

    def _take_at_hand(self, part: _Part, point: Point, round_: Round) -> frozenset[int]:
        found = set()
        for number, source in enumerate(part.sources):
            if reading := source.at_hand(point):
                round_.put(part.places[number], Outcome(reading))
                found.add(number)
        return frozenset(found) if found else _NONE

    def _evaluate(self, part: _Part, point: Point, round_: Round) -> None:
        for place, source in zip(part.places, part.sources, strict=True):
            script = cast("ScriptSource", source)
            needed = {id(source): self._places[id(source)] for source in script.inputs}
            if not round_.await_some(needed.values()):
                return
            inputs = {key: outcome for key, at in needed.items() if (outcome := round_.outcomes[at])}
            round_.put(place, script.evaluate(point, inputs))

    def _await(self, round_: Round, runs: Sequence[Run]) -> None:
        last = time.monotonic() + self._limit
        while not round_.await_all(min([last, *(run.deadline() for run in runs if run.is_open)])):
            now = time.monotonic()
            for run in runs:
                if run.is_open and (now >= last or now >= run.deadline()):
                    run.give_up(self._hanging)
            if round_.closed:
                return


def _inputs(sources: Sequence[Source]) -> list[Source]:
    """What the scripts among the sources need, each object once."""
    found = {id(leaf): leaf for source in sources if isinstance(source, ScriptSource) for leaf in source.inputs}
    for source in sources:
        found.pop(id(source), None)
    return list(found.values())


def _parts(sources: Sequence[Source]) -> list[_Part]:
    """Lanes with their sources; those that wait for others come last, so that they never keep them from a thread."""
    lanes: dict[int, list[int]] = {}
    for place, source in enumerate(sources):
        if isinstance(source, LanedSource):
            lanes.setdefault(id(source.lane), []).append(place)
    parts = [_part([sources[place] for place in places], places) for places in lanes.values()]
    return sorted(parts, key=lambda part: part.reading is None)


def _part(sources: Sequence[Source], places: Sequence[int]) -> _Part:
    laned = [source for source in sources if isinstance(source, LanedSource)]
    lane = laned[0].lane
    reading = lane.prepare(laned) if isinstance(lane, AskedLane) else None
    return _Part(lane, tuple(laned), tuple(places), reading)


def _read_lane(part: _Part, reading: LaneReading, point: Point, skip: frozenset[int]) -> Callable[[Round], None]:
    def task(round_: Round) -> None:
        reading.read(point, lambda number, outcome: round_.put(part.places[number], outcome), skip)

    return task
