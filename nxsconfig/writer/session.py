"""One open file with any number of entries: what a server keeps between OpenFile and CloseFile (writer §3)."""

import threading
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack, suppress
from typing import TYPE_CHECKING

from nxsconfig.errors import NexusFileError, RecordError, WriterError
from nxsconfig.sources import Point, SharedSources
from nxsconfig.writer.entry import Data, Entry
from nxsconfig.writer.flusher import SHARE, Flusher
from nxsconfig.writer.ground import Place
from nxsconfig.writer.locks import Aside
from nxsconfig.writer.logs import Logs
from nxsconfig.writer.opening import Opening
from nxsconfig.writer.options import Options
from nxsconfig.writer.parts import Parts
from nxsconfig.writer.plan import Phase, Plan
from nxsconfig.writer.ports import Sink
from nxsconfig.writer.progress import Progress
from nxsconfig.writer.settling import Settling
from nxsconfig.writer.shown import ShownFile
from nxsconfig.writer.sinks.h5 import H5Sink
from nxsconfig.writer.sinks.swmr import SwmrSink
from nxsconfig.writer.targets import open_base, split_target
from nxsconfig.writer.unfinished import Note

if TYPE_CHECKING:
    from nxsconfig.h5.objects.file import H5PYFile


class FileSession(AbstractContextManager["FileSession"]):
    """An open file. All calls may come from any thread; a lock makes them follow each other.

    Where data is asked for, a mapping of names to values will do; a `Point` also carries the JSON objects that plug-ins
    want. Use as a context manager or call `close`; closing doesn't write the FINAL values of an open entry,
    `close_entry` does.
    """

    def __init__(self, sink: Sink, base: str = "", options: Options | None = None) -> None:
        """Take over an open sink. `base` is the nexus path (``scan:NXentry/data``) that everything goes into."""
        self._sink = sink
        self._options = options or Options()
        shared = self._options.shared or SharedSources()
        self._order = threading.RLock()
        """Makes the steps follow each other."""
        self._lock = threading.RLock()
        """Guards the file and what is buffered; free while a point waits for its sources."""
        interval = self._options.flush_seconds * SHARE
        self.progress = Progress(sink, interval, self._options.clock)
        self._flusher = Flusher(self.flush, interval, Settling(sink, self._lock, self.progress))
        self._note: Note | None = None
        self._parts = Parts(sink, self._options.steps_per_file)
        self._shown = ShownFile(sink, self._parts, shared)
        self._opening = Opening(sink, shared, self._shown.show, Aside(self._lock))
        self.entries = self._options.entry_number - 1
        self.entry: Entry | None = None
        self._base = open_base(sink, base)
        self._logs = Logs(sink) if self._options.logs else None

    @classmethod
    def open(cls, target: str, options: Options | None = None) -> "FileSession":
        """Open or create ``file`` or ``file:/nexus/path`` (writer §3.3). Raises NexusFileError."""
        file, base = split_target(target)
        sink = SwmrSink(file) if options and options.swmr else H5Sink(file)
        with ExitStack() as stack:
            stack.callback(sink.close)
            session = cls(sink, base, options)
            stack.pop_all()
        return session

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def file_number(self) -> int:
        """Number of the file in use when there is one for every so many points, else 0 (writer §3.6)."""
        return self._parts.current

    def file_object(self) -> "H5PYFile | None":
        """The file with everything taken so far, as scripts see it (writer §17); None for one in memory."""
        with self._lock:
            self.flush()
            return self._shown.file()

    def open_entry(
        self, plan: Plan, data: Data | Point | None = None, *, canfail: bool | None = None, append: bool = False
    ) -> Entry:
        """Create what the plan says and write the INIT values; a former entry is forgotten, unless that fails.

        `canfail` replaces the option for this entry. `append` goes on with an existing entry: what exists is used,
        what is missing created, and no INIT values are read (writer §3.5).

        Raises:
            DefinitionError, UnsupportedElementError: the definition can't be carried out; what precedes the mistake
                is created, and an entry that was open still is.
            RecordError: INIT values are missing; the entry is open nevertheless (`self.entry`) and takes records.
        """
        with self._order, self._lock:
            self.progress.check()
            self._parts.check()
            tolerant = self._options.canfail if canfail is None else canfail
            entry = self._replace(plan, data or {}, Place(*self._base, tolerant, append, self._options.gaps))
            try:
                if not append:
                    entry.initialise(data or {})
                if self._logs:
                    self._logs.add_definition(self.entries, plan.xml)
            finally:
                self.flush()
                self._parts.begin()
            return entry

    def record(self, data: Data | Point, triggers: Iterable[str] = ()) -> None:
        """Take one point of the open entry; `data` is the global data overlaid by the local.

        Raises:
            RecordError: values are missing or can't be stored; all others are.
            NexusFileError: no entry is open, or the file couldn't be written, now or before: nothing is taken any more.
        """
        with self._order, self._lock:
            entry = self.entry
            if entry is None:
                raise NexusFileError(f"{self._sink.name}: no entry is open")
            if self.progress.problem:
                self.progress.check()
            ends = self._options.gaps  # compat: nxswriter 3.25: a point that fails isn't the last one of a file
            try:
                entry.record(data, triggers)
                ends = True
            except NexusFileError as err:
                raise self.progress.broken([err]) from err
            finally:
                if not self.progress.problem:
                    self._after_point(entry, may_end=ends)

    def close_entry(self, data: Data | Point | None = None) -> None:
        """Write the FINAL values, into each file where there are several, and forget the entry.

        Raises:
            RecordError: values are missing. The entry of a single file stays open and can be closed again (writer
                §3.5).
            NexusFileError: no entry is open, or the file couldn't be written; the entry is forgotten.
        """
        with self._order, self._lock, ExitStack() as stack:
            if (entry := self.entry) is None:
                raise NexusFileError(f"{self._sink.name}: no entry is open")
            stack.callback(self.leave_entry)
            try:
                self.flush()
                self._parts.finish(entry, lambda: self._finish(entry, data or {}))
            except RecordError:
                if not self._parts.is_split:
                    stack.pop_all()
                raise
            self._forget()

    def leave_entry(self) -> None:
        """Forget the entry without FINAL values; does nothing without one. Raises NexusFileError."""
        with self._order, self._lock:
            if self.entry is None:
                return
            try:
                self.flush()
                self._parts.end()
                if self._note:
                    self._note.remove()
                self.flush()
            finally:
                self._forget()

    def flush(self) -> None:
        """Write everything taken so far. Raises NexusFileError; what could be written has been.

        A file that couldn't be written once is broken: what is behind the last flush that succeeded may be missing in
        some columns, so no further point is taken.
        """
        with self._lock:
            with self.progress.flushing():
                self.progress.save(self.entry, self._note, self._sink.flush)
            self.progress.safe = self.entry.points if self.entry else 0

    def interrupt(self, reason: str) -> None:
        """Any thread, at any time: let a reading that is under way end now; what hasn't come counts as missing."""
        if entry := self.entry:
            entry.interrupt(reason)

    def close(self) -> None:
        """Flush and close the file; FINAL values are not written. A second call does nothing.

        Raises:
            NexusFileError: something couldn't be written, now or before; the file is closed.
        """
        self._flusher.stop()
        with self._order, self._lock:
            try:
                self.leave_entry()
            except NexusFileError as err:
                self.progress.broken([err])
            self._shown.hide()
            with suppress(NexusFileError):  # told below
                self.progress.save(None, None, self._sink.close)
            problem, self.progress.problem = self.progress.problem, ""
        self._flusher.join()
        if problem:
            raise NexusFileError(problem)

    def _replace(self, plan: Plan, data: Data | Point, place: Place) -> Entry:
        """A new entry in the place of the former one, which goes on if the new one can't be created."""
        if self.entry:
            self.flush()
            self._parts.end()
        try:
            return self._create(plan, data, place)
        except WriterError:
            if self.entry:
                self._parts.go_live()
            raise

    def _create(self, plan: Plan, data: Data | Point, place: Place) -> Entry:
        """The entry, created, behind which the former one is forgotten."""
        entry = self._opening.create(plan, data, place)
        with ExitStack() as stack:
            stack.callback(entry.close)
            self.leave_entry()
            stack.pop_all()
        self.entry = entry
        self.entries += 1
        self.progress.safe = 0
        if self._logs:
            entry.table = self._logs.failures(self.entries)
        columns = [column.who.path for column in entry.columns(Phase.STEP)]
        self._note = Note(self._sink, plan.xml, self._base[1].lstrip("/"), columns)
        return entry

    def _finish(self, entry: Entry, data: Data | Point) -> None:
        is_over = self._parts.is_split
        try:
            entry.finish(data)
            is_over = True
        finally:
            if self._note and is_over:
                self._note.remove()
            self.flush()

    def _forget(self) -> None:
        """The entry is over."""
        entry, self.entry, self._note = self.entry, None, None
        if entry:
            entry.lost = entry.points - self.progress.safe
            entry.close()

    def _after_point(self, entry: Entry, *, may_end: bool) -> None:
        """Flush at once when the last flush is long ago (a slow scan) or a file is full, else within the bound."""
        if self._parts.is_split and self._parts.count_point() and may_end:
            self.flush()
            self._parts.next_file(entry)
        elif self.progress.is_due:
            self.flush()
        else:
            self._flusher.ask(hurry=bool(self._sink.behind))
