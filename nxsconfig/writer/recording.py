"""The writer for scripts: one file, one entry, one `with`."""

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from nxsconfig.errors import NexusFileError, NXSConfigError
from nxsconfig.writer.compiler import compile_definition
from nxsconfig.writer.interrupts import InterruptGuard
from nxsconfig.writer.options import Options
from nxsconfig.writer.plan import Plan
from nxsconfig.writer.records import Record
from nxsconfig.writer.session import FileSession

logger = logging.getLogger(__name__)


class Recording:
    """Records a scan into a NeXus file.

        with Recording("scan.nxs", xml, data={"title": "first light"}) as recording:
            for theta in angles:
                recording.record({"theta": theta, "counts": counter.read()})
            recording.data["end_time"] = now()

    On entering, the definition is checked as a whole before the file is touched; then the file is opened (an existing
    one is never overwritten, the entry is added to it), the entry is created and the INIT values are written. On
    leaving, the FINAL values are written from `data` and the file is closed, also when the block ends with an
    exception, because an entry without its FINAL values (end time, final positions) is half an entry. Trouble with
    FINAL values is then added to that exception as a note; after a clean end it is raised.

    Ctrl-C (SIGINT) in the middle of a point takes effect after it: KeyboardInterrupt is raised when all columns have
    the point, likewise after opening and closing. This holds in the main thread of a program that left Python's own
    handler in place; it is back afterwards.

    Args:
        path: file name, or ``file.nxs:/entry:NXentry/…`` to put everything below a group.
        definition: XML text, or a plan that is used again.
        data: values by name that hold for the whole scan; may be changed through `data` at any time.
        options: see `Options`.

    Raises:
        TypeError: path or definition are of another type.

    Raises (on entering):
        WrongXMLError, DefinitionError, UnsupportedElementError: the definition is wrong; no file is created or changed.
        NexusFileError: the file can't be opened, or holds this entry already.
        RecordError: INIT values are missing (and may not be).
    """

    def __init__(
        self,
        path: str | Path,
        definition: str | Plan,
        *,
        data: Mapping[str, object] | None = None,
        options: Options | None = None,
    ) -> None:
        if not isinstance(path, str | Path):
            raise TypeError(f"path must be a file name, not {type(path).__name__}")
        if not isinstance(definition, str | Plan):
            raise TypeError(f"definition must be XML text (str) or a plan, not {type(definition).__name__}")
        self.path = path
        self.data: dict[str, object] = dict(data or {})
        self._definition = definition
        self._options = options
        self._session: FileSession | None = None
        self._guard = InterruptGuard()

    @property
    def points(self) -> int:
        """Number of records taken so far."""
        entry = self._session.entry if self._session else None
        return entry.points if entry else 0

    def __enter__(self) -> Self:
        plan = compile_definition(self._definition) if isinstance(self._definition, str) else self._definition
        plan.check()
        with ExitStack() as stack:
            guard = InterruptGuard.join()
            stack.callback(guard.leave)
            with guard:
                session = stack.enter_context(FileSession.open(str(self.path), self._options))
                session.open_entry(plan, self.data)
            stack.pop_all()
        self._session, self._guard = session, guard
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._finish()
        except NXSConfigError as problem:
            if error is None:
                raise
            logger.warning("%s: after %r: %s", self.path, error, problem)
            error.add_note(f"While {self.path} was closed: {problem}")

    def record(self, record: Mapping[str, object] | Record, *, triggers: tuple[str, ...] = ()) -> None:
        """Take one point.

        Args:
            record: values by name, which win over `data`; or a `Record` with its own triggers.
            triggers: names of triggers that fire at this point.

        Raises:
            RecordError: values are missing or can't be stored. Everything else of the point is kept, every column has
                grown;
                the recording goes on if the caller does.
            NexusFileError: the recording isn't open, or the file can't be written; then no further record is taken.
            TypeError: the record maps no names to values; it doesn't count as a point.
        """
        if self._session is None:
            raise NexusFileError(f"{self.path}: the recording is not open; use it in a with statement")
        if isinstance(record, Record):
            data, triggers = record.data, record.triggers
        else:
            data = record
        if type(data) is not dict and not isinstance(data, Mapping):  # the usual type costs next to nothing
            raise TypeError(f"a record must map names to values, found {type(data).__name__}: {data!r:.60}")
        with self._guard:
            self._session.record({**self.data, **data} if self.data else data, triggers)

    def flush(self) -> None:
        """Make everything recorded so far readable now."""
        if self._session:
            with self._guard:
                self._session.flush()

    def _finish(self) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        with ExitStack() as stack:
            stack.callback(self._guard.leave)
            stack.enter_context(self._guard)
            stack.callback(session.close)
            session.close_entry(self.data)
