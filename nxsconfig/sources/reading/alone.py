"""Sources that have a thread to themselves: databases, users' plug-ins."""

import time
from collections.abc import Callable, Sequence

from nxsconfig.errors import SourceError
from nxsconfig.sources.outcome import Outcome
from nxsconfig.sources.port import LanedSource, Put
from nxsconfig.sources.values import Point, Reading

Read = Callable[[Point], Reading | None]
"""Asks the source and waits. Raises SourceError."""


class OwnLane:
    """The lane of one source; it is its own LaneReading too."""

    heard = 0.0

    def __init__(self, name: str, patience: float, ask: Read) -> None:
        self.name = name
        self.patience = patience
        self._ask = ask

    def prepare(self, sources: Sequence[LanedSource]) -> "OwnLane":  # noqa: ARG002  it has one source
        """See Lane."""
        return self

    def read(self, point: Point, put: Put, skip: frozenset[int]) -> None:
        """See LaneReading."""
        if not skip:
            put(0, timed(self._ask, point))


def at_once(ask: Read, point: Point) -> Outcome:
    """Ask a source that takes no time, and keep what came of it."""
    try:
        return Outcome(ask(point))
    except SourceError as err:
        return Outcome(error=err)


def timed(ask: Read, point: Point) -> Outcome:
    """Ask, and keep what came of it and how long it took."""
    start = time.perf_counter()
    try:
        reading, error = ask(point), None
    except SourceError as err:
        reading, error = None, err
    return Outcome(reading, error, time.perf_counter() - start)
