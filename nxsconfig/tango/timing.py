"""How long calls took."""

from dataclasses import dataclass
from threading import Lock


@dataclass(slots=True)
class _Times:
    count: int = 0
    last: float = 0.0
    total: float = 0.0
    longest: float = 0.0


class Timing:
    """Collects times by name. May be shared by threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._times: dict[str, _Times] = {}

    def add(self, name: str, seconds: float) -> None:
        """One more call."""
        with self._lock:
            times = self._times.get(name)
            if times is None:
                times = self._times[name] = _Times()
            times.count += 1
            times.last = seconds
            times.total += seconds
            times.longest = max(times.longest, seconds)

    def as_json(self) -> dict[str, dict[str, float]]:
        """By name: number of calls; last, mean and longest time in milliseconds."""
        with self._lock:
            return {
                name: {
                    "count": times.count,
                    "last_ms": round(times.last * 1000, 3),
                    "mean_ms": round(times.total / times.count * 1000, 3),
                    "max_ms": round(times.longest * 1000, 3),
                }
                for name, times in sorted(self._times.items())
            }
