"""One opened entry: the pools of its phases, and what they leave behind when values fail."""

from collections.abc import Iterable, Mapping

from nxsconfig.errors import NexusFileError, RecordError
from nxsconfig.sources import FINAL_COUNTER, INIT_COUNTER, Point
from nxsconfig.writer.build import Builder
from nxsconfig.writer.marks import Failure, Marks
from nxsconfig.writer.plan import Phase, Plan, trigger_phase
from nxsconfig.writer.pool import Pool
from nxsconfig.writer.ports import Sink

Data = Mapping[str, object]


class Entry:
    """Runs the phases of a plan against a sink. One thread at a time; flushing is the session's business.

    `failed` counts failures by label over the whole entry, tolerated ones included.
    """

    def __init__(self, sink: Sink, plan: Plan, builder: Builder) -> None:
        self._sink = sink
        self._marks = Marks(sink)
        self._pools = {phase: Pool(members) for phase, members in builder.members(plan).items()}
        self._step = self._pools.get(Phase.STEP)
        self.points = 0
        self.failed: dict[str, int] = {}

    def initialise(self, data: Data) -> None:
        """Read and write what belongs to the opening of the entry. Raises RecordError."""
        self._report(self._run(Phase.INIT, Point(INIT_COUNTER, data)), "while opening the entry")

    def record(self, data: Data, triggers: Iterable[str] = ()) -> None:
        """Take one point: everything with strategy STEP, then each trigger in the given order; unknown triggers are
        ignored.

        Raises:
            RecordError: values are missing or can't be stored; everything else of the point has been stored.
        """
        self.points += 1
        point = Point(self.points, data)
        failures = self._step.run(point) if self._step else []
        for name in triggers:
            failures += self._run(trigger_phase(name), point)
        if failures:
            self._report(failures, f"in point {self.points}")

    def finish(self, data: Data) -> None:
        """Read and write what belongs to the end of the entry. Raises RecordError."""
        self._report(self._run(Phase.FINAL, Point(FINAL_COUNTER, data)), "while closing the entry")

    def flush(self) -> list[NexusFileError]:
        """Hand everything buffered to the sink; what went wrong comes back, the rest has been handed over."""
        problems = [problem for pool in self._pools.values() for problem in pool.flush()]
        try:
            self._marks.flush()
        except NexusFileError as err:
            problems.append(err)
        return problems

    def _run(self, phase: str, point: Point) -> list[Failure]:
        pool = self._pools.get(phase)
        return pool.run(point) if pool else []

    def _report(self, failures: list[Failure], when: str) -> None:
        if not failures:
            return
        for failure in failures:
            self.failed[failure.label] = self.failed.get(failure.label, 0) + 1
            if failure.tolerated:
                self._marks.add(failure)
        raised = [failure for failure in failures if not failure.tolerated]
        if raised:
            texts = [(failure.label, failure.source.strip(), failure.reason) for failure in raised]
            raise RecordError(f"Problems in storing data {when}:", texts)
