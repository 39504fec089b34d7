"""How far an open file is: what of it is safe, and whether it can still be written."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from nxsconfig.errors import NexusFileError
from nxsconfig.writer.entry import Entry
from nxsconfig.writer.ports import Sink
from nxsconfig.writer.unfinished import Note


class Progress:
    """What was written, and what broke it. Any thread may look.

    After the first write or flush that failed, columns may differ behind the last good flush: nothing more is taken.

    Args:
        sink: the file.
        interval: seconds; a flush is due so long after the last one.
        clock: seconds that never go back.
    """

    def __init__(self, sink: Sink, interval: float, clock: Callable[[], float]) -> None:
        self._sink = sink
        self._interval = interval
        self._clock = clock
        self._last = clock()
        self._is_flushing = False
        self.problem = ""
        """Why nothing more is taken; "" as long as all is well."""
        self.safe = 0
        """Points of the open entry at the last flush that succeeded."""

    @property
    def file(self) -> str:
        """Absolute name of the file in use."""
        return self._sink.name

    @property
    def is_prompt(self) -> bool:
        """True when the next point hardly waits for the disk, because no flush is due or under way."""
        return not self._is_flushing and self._clock() - self._last < self._interval

    @property
    def is_due(self) -> bool:
        """True when the last flush is too long ago."""
        return self._clock() - self._last >= self._interval

    @contextmanager
    def flushing(self) -> Iterator[None]:
        """Around a flush."""
        self._is_flushing = True
        try:
            yield
        finally:
            self._is_flushing = False
            self._last = self._clock()

    def save(self, entry: Entry | None, note: Note | None, then: Callable[[], None] = lambda: None) -> None:
        """Hand everything that an entry has taken to the file, and see that its note says so; then do what follows.

        Raises NexusFileError, when all that can be done has been.
        """
        problems = entry.flush() if entry else []
        try:
            if note and entry:
                note.renew(entry.irregular())
            then()
        except NexusFileError as err:
            problems.append(err)
        if problems:
            raise self.broken(problems)
        self.check()

    def broken(self, problems: Iterable[NexusFileError]) -> NexusFileError:
        """Remember that the file can't be written; the error says what is safe. The first problem counts."""
        if not self.problem:
            safe = (
                f"points 1 to {self.safe} of the entry are safe" if self.safe else "no point of the entry is safe yet"
            )
            reasons = "\n".join(dict.fromkeys(str(problem) for problem in problems))
            self.problem = (
                f"{reasons}\n{self.file}: writing failed; {safe}, all others may be lost and no more are "
                "taken. Please see to the disk (space, quota, access), then record into a new file."
            )
        return NexusFileError(self.problem)

    def check(self) -> None:
        """Raise what broke the file, if anything did."""
        if self.problem:
            raise NexusFileError(self.problem)
