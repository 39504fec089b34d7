"""One open file with any number of entries: what a server keeps between OpenFile and CloseFile (writer §3)."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Self

from nxsconfig.dialect.paths import format_path, parse_path
from nxsconfig.errors import NexusFileError
from nxsconfig.sources import Point
from nxsconfig.writer.build import Builder
from nxsconfig.writer.convert import scalar_array
from nxsconfig.writer.entry import Data, Entry
from nxsconfig.writer.flusher import Flusher
from nxsconfig.writer.plan import Plan
from nxsconfig.writer.ports import FieldLayout, Sink
from nxsconfig.writer.sinks.h5 import H5Sink

logger = logging.getLogger(__name__)

LOGS = "/nexus_logs"

_XML_SOURCE = '<datasource name="nxsdatawriter_xmlsettings" type="" />'


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is written.

    Args:
        canfail: makes every element with a strategy tag tolerant (writer §12.3).
        logs: keeps definitions and the Python version in the group `nexus_logs`.
        flush_seconds: a reader, or a crash, never misses more than the points of this time.
        entry_number: the number under which the first entry appears in `nexus_logs`.
        clock: seconds that never go back; tests replace it.
    """

    canfail: bool = False
    logs: bool = False
    flush_seconds: float = 0.5
    entry_number: int = 1
    clock: Callable[[], float] = time.monotonic


class FileSession:
    """An open file. All calls may come from any thread; a lock makes them follow each other.

    Use as a context manager or call `close`; closing doesn't write the FINAL values of an open entry, `close_entry`
    does.
    """

    def __init__(self, sink: Sink, base: str = "", options: Options | None = None) -> None:
        """Take over an open sink. `base` is the nexus path (``scan:NXentry/data``) that everything goes into."""
        self._sink = sink
        self._options = options or Options()
        self._steps = parse_path(base)
        self._lock = threading.RLock()
        self._flusher = Flusher(self._flush_in_background, self._options.flush_seconds)
        self._last_flush = self._options.clock()
        self._problem = ""
        self._safe = 0
        self._log = ""
        self.entries = self._options.entry_number - 1
        self.entry: Entry | None = None
        self._open_base()
        if self._options.logs:
            self._open_logs()

    @classmethod
    def open(cls, target: str, options: Options | None = None) -> "FileSession":
        """Open or create ``file`` or ``file:/nexus/path`` (writer §3.3). Raises NexusFileError."""
        file, base = split_target(target)
        sink = H5Sink(file)
        with ExitStack() as stack:
            stack.callback(sink.close)
            session = cls(sink, base, options)
            stack.pop_all()
        return session

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open_entry(self, plan: Plan, data: Data | None = None, *, canfail: bool | None = None) -> Entry:
        """Create what the plan says and write the INIT values; a former entry is forgotten.

        `canfail` replaces the option for this entry.

        Raises:
            DefinitionError, UnsupportedElementError: the definition can't be carried out; what precedes the mistake
                is created.
            RecordError: INIT values are missing; the entry is open nevertheless (`self.entry`) and takes records.
        """
        with self._lock:
            self._refuse_broken()
            self.entries += 1
            self._safe = 0
            data = dict(data or {})
            tolerant = self._options.canfail if canfail is None else canfail
            builder = Builder(self._sink, self._base(), Point(data=data), canfail=tolerant)
            builder.create(plan)
            self.entry = entry = Entry(self._sink, plan, builder)
            try:
                entry.initialise(data)
                self._log_definition(plan.xml)
            finally:
                self.flush()
            return entry

    def record(self, data: Data, triggers: Iterable[str] = ()) -> None:
        """Take one point of the open entry; `data` is the global data overlaid by the local.

        Raises:
            RecordError: values are missing or can't be stored; all others are.
            NexusFileError: no entry is open, or the file couldn't be written, now or before: nothing is taken any more.
        """
        with self._lock:
            entry = self._open()
            self._refuse_broken()
            try:
                entry.record(data, triggers)
            except NexusFileError as err:
                raise self._broken([err]) from err
            finally:
                if not self._problem:
                    self._flush_in_time()

    def close_entry(self, data: Data | None = None) -> None:
        """Write the FINAL values and forget the entry, also when they are missing: then it raises RecordError."""
        with self._lock:
            entry = self._open()
            try:
                entry.finish(dict(data or {}))
            finally:
                self.flush()
                self.entry = None

    def flush(self) -> None:
        """Write everything taken so far. Raises NexusFileError; what could be written has been.

        A file that couldn't be written once is broken: what is behind the last flush that succeeded may be missing in
        some columns, so no further point is taken.
        """
        with self._lock:
            problems = self._hand_over(self._sink.flush)
            self._last_flush = self._options.clock()
            if problems:
                raise self._broken(problems)
            self._refuse_broken()
            self._safe = self.entry.points if self.entry else 0

    def close(self) -> None:
        """Flush and close the file; FINAL values are not written. A second call does nothing.

        Raises:
            NexusFileError: something couldn't be written, now or before; the file is closed.
        """
        self._flusher.stop()
        with self._lock:
            problems = self._hand_over(self._sink.close)
            if problems:
                self._broken(problems)
            self.entry = None
            problem, self._problem = self._problem, ""
        if problem:
            raise NexusFileError(problem)

    def _hand_over(self, then: Callable[[], None]) -> list[NexusFileError]:
        problems = self.entry.flush() if self.entry else []
        try:
            then()
        except NexusFileError as err:
            problems.append(err)
        return problems

    def _open(self) -> Entry:
        if self.entry is None:
            raise NexusFileError(f"{self._sink.name}: no entry is open")
        return self.entry

    def _flush_in_time(self) -> None:
        """At once when the last flush is long ago (a slow scan), else within the bound by the flusher."""
        if self._options.clock() - self._last_flush >= self._options.flush_seconds:
            self.flush()
        else:
            self._flusher.ask()

    def _flush_in_background(self) -> None:
        try:
            self.flush()
        except NexusFileError as err:
            logger.error("%s", err)  # noqa: TRY400  the trace says nothing that the message doesn't

    def _broken(self, problems: list[NexusFileError]) -> NexusFileError:
        """Remember that the file can't be written; the error says what is safe. The first problem counts."""
        if not self._problem:
            safe = (
                f"points 1 to {self._safe} of the entry are safe" if self._safe else "no point of the entry is safe yet"
            )
            reasons = "\n".join(dict.fromkeys(str(problem) for problem in problems))
            self._problem = (
                f"{reasons}\n{self._sink.name}: writing failed; {safe}, all others may be lost and no more are "
                "taken. Please see to the disk (space, quota, access), then record into a new file."
            )
        return NexusFileError(self._problem)

    def _refuse_broken(self) -> None:
        if self._problem:
            raise NexusFileError(self._problem)

    def _base(self) -> tuple[str, str]:
        return "".join(f"/{step.name}" for step in self._steps), format_path(self._steps)

    def _open_base(self) -> None:
        path = ""
        for step in self._steps:
            path += f"/{step.name}"
            if not self._sink.has(path):
                self._sink.make_group(path, step.nxclass)

    def _open_logs(self) -> None:
        if not self._sink.has(LOGS):
            self._sink.make_group(LOGS, "")
        taken = set(self._sink.names(LOGS))
        names = ("configuration" if number == 1 else f"configuration_{number}" for number in range(1, len(taken) + 2))
        self._log = f"{LOGS}/{next(name for name in names if name not in taken)}"
        self._sink.make_group(self._log, "")
        self._write_text(f"{self._log}/python_version", sys.version)

    def _log_definition(self, xml: str) -> None:
        if self._log:
            path = f"{self._log}/nexus__entry__{self.entries}_xml"
            self._write_text(path, xml)
            self._sink.set_attribute(path, "nexdatas_source", scalar_array(_XML_SOURCE, "string"))
            self._sink.set_attribute(path, "nexdatas_strategy", scalar_array("CONFIG", "string"))

    def _write_text(self, path: str, text: str) -> None:
        self._sink.make_field(path, FieldLayout("string", ()))
        self._sink.put(path, (), scalar_array(text, "string"))


def split_target(target: str) -> tuple[str, str]:
    """File name and nexus path of a target; in front of two ``:/`` stands a scheme, which is dropped (writer §3.3)."""
    parts = target.split(":/")
    if len(parts) == 1:
        return target, ""
    if len(parts) == 2:
        return parts[0], parts[1]
    return parts[1], ":/".join(parts[2:])
