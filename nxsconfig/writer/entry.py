"""One opened entry: the pools of its phases, and what they leave behind when values fail."""

import logging
from collections.abc import Callable, Iterable, Mapping

from nxsconfig.errors import NexusFileError, RecordError
from nxsconfig.sources import FINAL_COUNTER, INIT_COUNTER, Point
from nxsconfig.writer.assembly import members_of
from nxsconfig.writer.columns import Column
from nxsconfig.writer.failures import FailureTable  # noqa: TC001  the type of a public attribute
from nxsconfig.writer.ground import Ground
from nxsconfig.writer.marks import Failure, Marks
from nxsconfig.writer.plan import Phase, Plan, trigger_phase
from nxsconfig.writer.pool import Asking, Pool

logger = logging.getLogger(__name__)

Data = Mapping[str, object]


class Entry:
    """Runs the phases of a plan against a sink. One thread at a time; flushing is the session's business.

    `failed` counts failures by label over the whole entry, tolerated ones included; `last_errors` has the last reason
    of each. `times` tells how long sources took. Points are plain mappings, or a `Point` for callers that also have
    what plug-ins want.
    """

    def __init__(self, plan: Plan, ground: Ground, asking: Asking) -> None:
        self._marks = Marks(ground.sink)
        self._hold: Callable[[], None] | None = ground.hold
        self._asking = asking
        self._pools = {
            phase: Pool(members, asking, self._hand_over) for phase, members in members_of(plan, ground).items()
        }
        self._step = self._pools.get(Phase.STEP)
        at_points = [pool for phase, pool in self._pools.items() if phase not in (Phase.INIT, Phase.FINAL)]
        self.waits = any(pool.waits for pool in at_points)
        """True if a point has to wait for something else than the client."""
        self.asks_client = any(pool.asks_client for pool in at_points)
        """True if a point takes values of the client."""
        self.table: FailureTable | None = None
        """Where failures of points are kept, None for nowhere."""
        self.points = 0
        self.lost = 0
        """Points at the end that the file didn't take; known when the entry is left."""
        self.failed: dict[str, int] = {}
        self.last_errors: dict[str, str] = {}
        self.times = asking.times

    def initialise(self, data: Data | Point) -> None:
        """Read and write what belongs to the opening of the entry. Raises RecordError."""
        self._report(self._run(Phase.INIT, _point(INIT_COUNTER, data)), "while opening the entry")

    def record(self, data: Data | Point, triggers: Iterable[str] = ()) -> None:
        """Take one point: everything with strategy STEP, then each trigger in the given order; unknown triggers are
        ignored.

        Raises:
            RecordError: values are missing or can't be stored; everything else of the point has been stored.
        """
        point = _point(self.points + 1, data)
        try:
            failures = self._step.run(point) if self._step else []
        finally:
            self.points += 1
        for name in triggers:
            failures += self._run(trigger_phase(name), point)
        if failures:
            if self.table:
                self.table.add(failures, self.points)
            self._report(failures, f"in point {self.points}")

    def finish(self, data: Data | Point) -> None:
        """Read and write what belongs to the end of the entry. Raises RecordError."""
        self._report(self._run(Phase.FINAL, _point(FINAL_COUNTER, data)), "while closing the entry")

    def flush(self) -> list[NexusFileError]:
        """Hand everything buffered to the sink; what went wrong comes back, the rest has been handed over."""
        problems = [problem for pool in self._pools.values() for problem in pool.flush()]
        for buffer in (self._marks, self.table):
            try:
                if buffer:
                    buffer.flush()
            except NexusFileError as err:
                problems.append(err)
        return problems

    def rewind(self) -> None:
        """Go on in another file, in which nothing has been recorded; everything must have been flushed."""
        self._marks.rewind()
        if self.table:
            self.table.rewind()
        for column in self.columns():
            column.rewind()

    def columns(self, phase: str | None = None) -> list[Column]:
        """The columns of the entry, or of one phase."""
        pools = self._pools.values() if phase is None else [pool for name, pool in self._pools.items() if name == phase]
        return [column for pool in pools for column in pool.columns()]

    def irregular(self) -> tuple[str, ...]:
        """Paths of the columns of every point that have another number of rows than there are points."""
        return tuple(column.who.path for column in self.columns(Phase.STEP) if not column.is_regular)

    def interrupt(self, reason: str) -> None:
        """Any thread: let the reading that is under way end now; what hasn't come is missing for this reason."""
        self._asking.sources.interrupt(reason)

    def close(self) -> None:
        """End the threads that read sources."""
        self._asking.sources.close()

    def _hand_over(self) -> None:
        """Put everything taken so far into the file, and show it to scripts."""
        if self._hold:
            self._hold()
            self._hold = None
        self.flush()
        self._asking.show()

    def _run(self, phase: str, point: Point) -> list[Failure]:
        pool = self._pools.get(phase)
        return pool.run(point) if pool else []

    def _report(self, failures: list[Failure], when: str) -> None:
        for failure in failures:
            self._keep(failure, when)
        raised = [failure for failure in failures if not failure.tolerated]
        if raised:
            texts = [(failure.label, failure.source.strip(), failure.reason) for failure in raised]
            raise RecordError(f"Problems in storing data {when}:", texts)

    def _keep(self, failure: Failure, when: str) -> None:
        count = self.failed[failure.label] = self.failed.get(failure.label, 0) + 1
        self.last_errors[failure.label] = failure.reason
        level = logging.DEBUG if count > 1 else logging.WARNING
        logger.log(level, "%s %s: %s [%s]", failure.label, when, failure.reason, failure.source.strip())
        if failure.tolerated:
            self._marks.add(failure)


def _point(counter: int, data: Data | Point) -> Point:
    if isinstance(data, Point):
        return Point(counter, data.data, data.shared, data.local)
    return Point(counter, data)
