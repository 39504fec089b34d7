"""The files of an entry: one that readers may follow, or one for every so many points (writer §3.2, §3.6).

What the opening of an entry wrote is the beginning of each file: it is kept under the name that was asked for, copied
for every further file and removed at the end. So each file is complete in itself.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from nxsconfig.errors import NexusFileError, RecordError
from nxsconfig.writer.entry import Entry
from nxsconfig.writer.ports import Sink
from nxsconfig.writer.sinks.h5 import H5Sink, stamp, timestamp
from nxsconfig.writer.sinks.swmr import SwmrSink


class Parts:
    """Moves a sink from file to file, and lets readers follow a file that can be followed.

    Args:
        sink: open, on the file whose name the others are made of.
        steps: points of each file, 0 for one file only.
    """

    def __init__(self, sink: Sink, steps: int) -> None:
        self._sink = sink
        self._file = sink if isinstance(sink, H5Sink) and steps > 0 else None
        self.steps = steps
        self.is_split = self._file is not None
        """True if there is a file for every so many points."""
        self._original = Path(self._file.opened) if self._file else Path()
        self._count = 0
        self._points = 0
        self.current = 0
        """Number of the file in use; 0 before the first one, and without several files."""

    def check(self) -> None:
        """Refuse a further entry behind one that has been split. Raises NexusFileError."""
        if self.current:
            raise NexusFileError(
                f"{str(self._original)!r} has been split into files of {self.steps} points, which take no further "
                "entry; please open a new file"
            )

    def begin(self) -> None:
        """The entry has been opened and everything is flushed. Raises NexusFileError."""
        if self._file:
            self._refuse_existing()
            self._next(self._file)
        self.go_live()

    def count_point(self) -> bool:
        """A point was taken; True if a file ends with it, or with the last one of the next so many points."""
        self._points += 1
        return self._points % self.steps == 0

    def next_file(self, entry: Entry) -> None:
        """Go on in the next file; everything must have been flushed. Raises NexusFileError."""
        assert self._file
        self._end(entry)
        self._next(self._file)
        entry.rewind()
        self.go_live()

    def finish(self, entry: Entry, write: Callable[[], None]) -> None:
        """Let `write` write what belongs to the end, in every file. Raises what it raised, behind the last one."""
        self._end(entry)
        if not self._file:
            write()
            return
        problems: dict[tuple[str, str, str], None] = {}
        for _ in self._each_file(self._file):
            entry.rewind()
            try:
                write()
            except RecordError as err:
                problems |= dict.fromkeys(err.failures)
        if problems:
            raise RecordError("Problems in storing data while closing the entry:", list(problems))

    def end(self) -> None:
        """Readers need not follow any more. Raises NexusFileError."""
        if isinstance(self._sink, SwmrSink):
            self._sink.end_live()

    def _end(self, entry: Entry) -> None:
        """As `end`, and write what the entry had to keep meanwhile. Raises NexusFileError."""
        self.end()
        if problems := entry.flush():
            raise NexusFileError("\n".join(map(str, problems)))

    def go_live(self) -> None:
        """Readers may follow, where the file lets them. Raises NexusFileError."""
        if isinstance(self._sink, SwmrSink):
            self._sink.go_live()

    def _next(self, file: H5Sink) -> None:
        self.end()
        file.release()
        self._count += 1
        path = self._path(self._count)
        _copy(self._original, path)
        file.go_on_in(str(path))
        stamp(file, {"file_time": timestamp()} if self._count > 1 else {})
        self._points, self.current = 0, self._count

    def _each_file(self, file: H5Sink) -> Iterator[None]:
        """Stand in each file, from the last to the first.

        The beginning is removed, and a last file without points unless it is the only one (fixed).
        """
        if not self._points and self._count > 1:
            file.release()
            self._path(self._count).unlink()
            self._count -= 1
        self._original.unlink(missing_ok=True)
        for number in range(self._count, 0, -1):
            self.current = number
            if file.opened != str(self._path(number)):
                file.go_on_in(str(self._path(number)))
            yield

    def _refuse_existing(self) -> None:
        """Nothing is ever overwritten."""
        if self._path(1).exists():
            raise NexusFileError(
                f"{str(self._original)!r} can't be split into files of {self.steps} points: {str(self._path(1))!r} "
                "exists already. Please move it away or choose another name."
            )

    def _path(self, number: int) -> Path:
        return self._original.with_name(f"{self._original.stem}_{number:05d}{self._original.suffix}")


def _copy(source: Path, target: Path) -> None:
    try:
        with target.open("xb") as copy, source.open("rb") as original:
            shutil.copyfileobj(original, copy, 2**20)
    except OSError as err:
        raise NexusFileError(f"{str(target)!r} can't be made: {err.strerror or err}; please look at the disk") from err
