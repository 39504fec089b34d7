"""Equal failures together: a source that always fails is one row, one that fails at times a row for each 32 points."""

from dataclasses import dataclass, field

WINDOW = 32
"""Points at the beginning of a row of which each may be missing or not."""

MAX_OPEN = 10_000
"""Rows that may still change. Beyond them the one that was changed the longest time ago is closed."""

MAX_WAITING = 100_000
"""Rows that are kept for a file that can't take them now, because readers follow it (some 25 MB)."""


@dataclass(slots=True)
class Run:
    """A row: the same source failed for the same reason at several points, `last` is the last one of them.

    Bit i of `mask` stands for the point `point + i`; behind the window, all points up to `last` are meant. `source` and
    `error` are numbers of texts, `seconds` is the longest time that the source was asked.
    """

    row: int
    point: int
    last: int
    mask: int
    source: int
    error: int
    seconds: float

    def take(self, point: int, seconds: float) -> bool:
        """Add a point that isn't before the last one; False if it doesn't fit."""
        place = point - self.point
        if place < WINDOW:
            self.mask |= 1 << place
        elif self.last not in (point, point - 1) and place > WINDOW:
            return False
        self.last = point
        self.seconds = max(self.seconds, seconds)
        return True


@dataclass(slots=True)
class Runs:
    """The rows of a table, as far as they aren't in the file or may still change.

    What a row in the file says stays true whenever the writer is killed, also when only some of its numbers have been
    changed: a bit of the mask or a greater `last` alone add points at which the value was missing, and no other ones.
    """

    rows: int = 0
    """Number of rows; those from `written` on aren't in the file."""
    written: int = 0
    new: list[Run] = field(default_factory=list)
    """The rows that aren't in the file, in their order."""
    changed: dict[int, Run] = field(default_factory=dict)
    """Rows of the file that have got further points since, by number."""
    lost: int = 0
    """Failures that found no place."""
    _open: dict[tuple[int, int], Run] = field(default_factory=dict)

    def add(self, point: int, source: int, error: int, seconds: float) -> None:
        """Take a failure at a point that isn't before the last one. In constant time."""
        key = source, error
        run = self._open.pop(key, None)
        if run is None or not run.take(point, seconds):
            run = self._begin(point, key, seconds)
        elif run.row < self.written:
            self.changed[run.row] = run
        if run:
            self._open[key] = run  # as the newest one
            if len(self._open) > MAX_OPEN:
                del self._open[next(iter(self._open))]

    def settle(self) -> None:
        """Everything has been written."""
        self.written = self.rows
        self.new.clear()
        self.changed.clear()

    def _begin(self, point: int, key: tuple[int, int], seconds: float) -> Run | None:
        """A new row; None if there is no place."""
        if len(self.new) >= MAX_WAITING:
            self.lost += 1
            return None
        run = Run(self.rows, point, point, 1, *key, seconds)
        self.new.append(run)
        self.rows += 1
        return run
