"""How long sources took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nxsconfig.sources import Outcome


@dataclass(slots=True)
class SourceTime:
    """Times of one source, in seconds. Values that come in one call share its time."""

    source: str
    count: int = 0
    last: float = 0.0
    total: float = 0.0
    longest: float = 0.0

    def add(self, seconds: float) -> None:
        """Once more."""
        self.count += 1
        self.last = seconds
        self.total += seconds
        self.longest = max(self.longest, seconds)

    @property
    def mean(self) -> float:
        """Over all times it was asked."""
        return self.total / self.count if self.count else 0.0


class SourceTimes:
    """The times of the sources that had to be waited for. One thread adds, any thread may look."""

    def __init__(self) -> None:
        self._times: dict[str, SourceTime] = {}
        self._latest: tuple[SourceTime, ...] = ()

    def add(self, sources: Sequence[str], outcomes: Iterable[Outcome]) -> None:
        """What one reading of all sources of a phase led to; what was at hand took no time and doesn't count."""
        latest = []
        for source, outcome in zip(sources, outcomes, strict=True):
            if outcome.seconds:
                time = self._times.get(source) or self._times.setdefault(source, SourceTime(source))
                time.add(outcome.seconds)
                latest.append(time)
        self._latest = tuple(latest)

    def slowest(self) -> list[SourceTime]:
        """All, the largest mean first."""
        return sorted(self._times.values(), key=lambda time: time.mean, reverse=True)

    def longer_than(self, seconds: float) -> list[SourceTime]:
        """Those of the last reading that took longer."""
        return [time for time in self._latest if time.last > seconds]
