"""What a run of nxsfromxml has done, as JSON."""

import time


class Summary:
    """Filled while the run goes on; `missing` counts by object the values that could not be had."""

    def __init__(self, parent: str) -> None:
        self.parent = parent
        self.points = 0
        self.missing: dict[str, int] = {}
        self.problem = ""
        self._start = time.monotonic()

    def as_json(self) -> dict[str, object]:
        """`error` is null after a success."""
        return {
            "parent": self.parent,
            "points": self.points,
            "missing": self.missing,
            "seconds": round(time.monotonic() - self._start, 3),
            "error": self.problem or None,
        }
