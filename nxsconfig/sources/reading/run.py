"""One lane at one point: started by a worker, given up by the point when it takes too long."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nxsconfig.errors import SourceError, SourceUnavailableError
from nxsconfig.sources.outcome import Outcome
from nxsconfig.sources.port import Lane
from nxsconfig.sources.reading.round import Round
from nxsconfig.sources.reading.workers import Workers

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Hanging:
    """Lanes whose call of an earlier point hasn't returned, and since when; they aren't asked again before it does."""

    workers: Workers
    _since: dict[int, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, lane: Lane) -> None:
        """Its thread is written off."""
        with self._lock:
            self._since[id(lane)] = time.monotonic()
        self.workers.write_off()

    def remove(self, lane: Lane) -> None:
        """Its call has returned."""
        with self._lock:
            self._since.pop(id(lane), None)
        self.workers.take_back()

    def error(self, lane: Lane) -> SourceUnavailableError | None:
        """Why the lane can't be asked now; None: it can."""
        since = self._since.get(id(lane)) if self._since else None
        if since is None:
            return None
        seconds = time.monotonic() - since + lane.patience
        return SourceUnavailableError(
            f"{lane.name} is still busy with the reading of an earlier point ({seconds:.0f} s)"
        )


class Run:
    """The job of a worker.

    Args:
        lane: which lane.
        places: of its sources in the round.
        task: does the reading; must put an outcome for each of them.
    """

    def __init__(self, lane: Lane, places: Sequence[int], task: Callable[[Round], None], round_: Round) -> None:
        self.lane = lane
        self.places = places
        self._task = task
        self._round = round_
        self._lock = threading.Lock()
        self._started: float | None = None
        self._given_up = False
        self._ended = False
        self._hanging: Hanging | None = None

    def __call__(self) -> None:
        """Do the task, unless nobody waits for it any more."""
        with self._lock:
            if self._given_up or self._round.closed:
                return
            self._started = time.monotonic()
        try:
            self._task(self._round)
        except BaseException as err:  # the top of a thread: what a plug-in raises ends it before it could tell
            logger.exception("reading %s failed in a way that nobody thought of", self.lane.name)
            self._put_all(SourceError(f"{self.lane.name}: {type(err).__name__}: {err}"))
        with self._lock:
            self._ended = True
            if self._hanging:
                self._hanging.remove(self.lane)

    def deadline(self) -> float:
        """Until when a point waits for it; before it has started: as if it started now."""
        if self._started is None:
            return time.monotonic() + self.lane.patience
        return max(self._started, self.lane.heard) + self.lane.patience

    @property
    def is_open(self) -> bool:
        """True while an outcome is missing."""
        return any(self._round.outcomes[place] is None for place in self.places)

    def give_up(self, hanging: Hanging) -> None:
        """Don't wait any longer: what is missing is unavailable, what comes later is dropped."""
        self.leave(hanging)
        self._put_all(SourceUnavailableError(f"{self.lane.name} gave no answer within {self.lane.patience:g} s"))

    def leave(self, hanging: Hanging) -> None:
        """Nobody waits any longer; if it is under way, its lane isn't asked again before it has ended."""
        with self._lock:
            if not self._given_up and not self._ended and self._started is not None:
                self._hanging = hanging
                hanging.add(self.lane)
            self._given_up = True

    def _put_all(self, error: SourceError) -> None:
        seconds = 0.0 if self._started is None else time.monotonic() - self._started
        for place in self.places:
            self._round.put(place, Outcome(None, error, seconds))
