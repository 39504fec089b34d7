"""The outcomes of one point, as they come in from several threads."""

import threading
import time
from collections.abc import Iterable

from nxsconfig.errors import SourceUnavailableError
from nxsconfig.sources.outcome import Outcome


class Round:
    """A place for every source. The first outcome of a source counts; what comes too late is dropped."""

    def __init__(self, places: int) -> None:
        self.outcomes: list[Outcome | None] = [None] * places
        self._missing = places
        self._watched = 0
        self._closed = ""
        self._news = threading.Condition()

    def put(self, place: int, outcome: Outcome) -> None:
        """Keep an outcome."""
        with self._news:
            if self.outcomes[place] is not None:
                return
            self.outcomes[place] = outcome
            self._missing -= 1
            if self._watched or not self._missing:
                self._news.notify_all()

    def await_all(self, until: float) -> bool:
        """Wait until every outcome is there: True; or until a moment of `time.monotonic`, or the end: False."""
        with self._news:
            while self._missing and not self._closed:
                left = until - time.monotonic()
                if left <= 0:
                    return False
                self._news.wait(left)
            return not self._missing

    def await_some(self, places: Iterable[int]) -> bool:
        """Wait until these outcomes are there: True; or until nobody wants them any more: False."""
        places = list(places)
        with self._news:
            self._watched += 1
            try:
                while not self._closed and any(self.outcomes[place] is None for place in places):
                    self._news.wait()
            finally:
                self._watched -= 1
            return not self._closed

    def close(self, reason: str) -> None:
        """Nobody waits any more; what is missing is unavailable for this reason."""
        with self._news:
            self._closed = reason
            for place, outcome in enumerate(self.outcomes):
                if outcome is None:
                    self.outcomes[place] = Outcome(error=SourceUnavailableError(reason))
            self._missing = 0
            self._news.notify_all()

    @property
    def is_complete(self) -> bool:
        """True when every outcome has come and nobody has closed it."""
        return not self._missing and not self._closed

    @property
    def closed(self) -> bool:
        """True after `close`."""
        return bool(self._closed)
