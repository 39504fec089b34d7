"""The members of one phase: all are read, then all are stored, then all failures are told (writer §12.2)."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from nxsconfig.errors import NexusFileError
from nxsconfig.sources import ClientSource, EntrySources, Point
from nxsconfig.writer.columns import Column
from nxsconfig.writer.lanes import Lane
from nxsconfig.writer.marks import Failure
from nxsconfig.writer.members import MemberPort, Store, Taken, settle
from nxsconfig.writer.times import SourceTimes


@dataclass(frozen=True, slots=True)
class Asking:
    """How the members of an entry are asked.

    `show` shows scripts the file, into which everything has been handed over. `aside` is entered while a point waits
    for its sources: others may use the file then, so that what was taken before is flushed in time. `times` keeps how
    long they took.
    """

    sources: EntrySources
    show: Callable[[], None] = lambda: None
    aside: AbstractContextManager[None] = field(default_factory=nullcontext)
    times: SourceTimes = field(default_factory=SourceTimes)


class Pool:
    """Reads and stores the members of a phase, in the order of the definition; failures come in that order too.

    Sources that must be waited for are read at the same time. `hand_over` puts everything taken so far into the file,
    for scripts that look there.
    """

    def __init__(self, members: Iterable[MemberPort], asking: Asking, hand_over: Callable[[], object]) -> None:
        members = list(members)
        self._order = {member.who.label: index for index, member in enumerate(members)}
        groups = _lane_groups(members)
        self._lanes = [_lane(columns) for columns in groups]
        self._stores = [lane.store for lane in self._lanes]
        in_lanes = {id(column) for columns in groups for column in columns}
        self._members = [member for member in members if id(member) not in in_lanes]
        self._batch = asking.sources.batch([member.who.source for member in self._members]) if self._members else None
        self._labels = [member.who.source.label for member in self._members]
        self._times = asking.times
        self.asks_client = any(isinstance(member.who.source, ClientSource) for member in members)
        """True if a point takes values of the client."""
        self.waits = any(not isinstance(member.who.source, ClientSource) for member in self._members)
        """True if a point has to wait for something else than the client."""
        self._aside = asking.aside
        self._hand_over = hand_over

    def run(self, point: Point) -> list[Failure]:
        """Take one point. What a value, its source or a link can cause comes back as failures.

        Raises:
            NexusFileError: the file couldn't be written; every member has been tried.
        """
        failures: list[Failure] = []
        for lane in self._lanes:
            failures += lane.take(point)
        taken = self._take(point) if self._batch else ()
        refused = _tried(self._stores)
        if taken:
            refused += self._store(taken, failures)
        if refused:
            raise NexusFileError("\n".join(dict.fromkeys(map(str, refused)))) from refused[0]
        if len(failures) > 1:
            failures.sort(key=lambda failure: self._order.get(failure.label, -1))
        return failures

    def _store(self, taken: Sequence[Taken], failures: list[Failure]) -> list[NexusFileError]:
        """Put the values in place and add what failed; what the file refused comes back."""
        refused: list[NexusFileError] = []
        for member, (store, failure) in zip(self._members, taken, strict=True):
            if failure:
                failures.append(failure)
            problems = _tried([store]) if store else []
            if problems and member.fails_alone:
                failures.append(member.who.failure(str(problems[0]), tolerated=member.who.canfail))
            else:
                refused += problems
        return refused

    def flush(self) -> list[NexusFileError]:
        """Hand over what is buffered; every member is tried, what went wrong comes back."""
        buffers: list[Lane | MemberPort] = [*self._lanes, *self._members]
        return _tried(buffer.flush for buffer in buffers)

    def columns(self) -> list[Column]:
        """The columns of the phase."""
        inside = [column for lane in self._lanes for column in lane.columns]
        return inside + [member for member in self._members if isinstance(member, Column)]

    def _take(self, point: Point) -> list[Taken]:
        assert self._batch
        if self._batch.needs_file:
            self._hand_over()
        with nullcontext() if self._batch.is_at_hand else self._aside:
            outcomes = self._batch.read(point)
        self._times.add(self._labels, outcomes)
        return [settle(member, outcome) for member, outcome in zip(self._members, outcomes, strict=True)]


def _tried(calls: Iterable[Store]) -> list[NexusFileError]:
    """Do all of them; what the file refused comes back."""
    problems: list[NexusFileError] = []
    for call in calls:
        try:
            call()
        except NexusFileError as err:
            problems.append(err)
    return problems


def _lane_groups(members: Sequence[MemberPort]) -> list[list[Column]]:
    """Scalar client columns by type."""
    groups: dict[str, list[Column]] = {}
    for member in members:
        if isinstance(member, Column) and member.is_scalar and isinstance(member.who.source, ClientSource):
            groups.setdefault(member.dtype, []).append(member)
    return list(groups.values())


def _lane(columns: list[Column]) -> Lane:
    sources = [column.who.source for column in columns]
    return Lane(columns, [source.keys[0] for source in sources if isinstance(source, ClientSource)])
