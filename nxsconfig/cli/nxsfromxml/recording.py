"""The steps of nxsfromxml: open, record N times, close (writer §4)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nxsconfig.cli.files import read_text
from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.nxsfromxml.progress import progress
from nxsconfig.cli.nxsfromxml.request import Request
from nxsconfig.cli.nxsfromxml.summary import Summary
from nxsconfig.cli.nxsfromxml.values import json_record
from nxsconfig.cli.streams import flush, say, talk
from nxsconfig.db.records import Kind
from nxsconfig.errors import WrongXMLError
from nxsconfig.writer import DataWriter, Entry
from nxsconfig.writer.interrupts import InterruptGuard
from nxsconfig.writer.wire import expat_words, wire_text


def record(request: Request, piped: str) -> None:
    """Write the file that a request asks for; `piped` is the configuration that came through standard input.

    Raises:
        OSError: a file can't be read.
        ValueError: a number is none.
        NXSConfigError: the configuration or the data are wrong, or the file can't be written.
    """
    xml = read_text(request.xml_file, Kind.COMPONENT) if request.xml_file else request.xml_config or piped
    summary = Summary(request.parent)
    try:
        with _interruptible() as guard:
            _Run(request, summary, guard).carry_out(xml)
    except Exception as err:
        summary.problem = wire_text(err)
        raise
    finally:
        if request.json:
            emit_json(summary.as_json())
    for label, count in summary.missing.items():
        talk(f"Warning: {label}: {count} values are missing; the file says why\n")


@contextmanager
def _interruptible() -> Iterator[InterruptGuard]:
    """Ctrl-C takes effect behind the step that is under way."""
    guard = InterruptGuard.join()
    try:
        yield guard
    finally:
        guard.leave()


class _Run:
    """One file from its opening to its closing. Raises ValueError when it is made for numbers that are none."""

    def __init__(self, request: Request, summary: Summary, guard: InterruptGuard) -> None:
        self._request = request
        self._summary = summary
        self._guard = guard
        self._points, self._seconds = request.points, request.seconds
        self._tell: Callable[[str], None] = _teller(request)
        self._writer = DataWriter()
        self._writer.logs = not request.no_nexus_logs
        self._writer.file_name = request.parent

    def carry_out(self, xml: str) -> None:
        """All steps. An entry that was opened gets its FINAL values, and the file is closed, whatever happens."""
        try:
            with self._guard:
                entry = self._open(xml)
            try:
                self._record()
            finally:
                with self._guard:
                    self._close(entry)
        finally:
            self._writer.close_file()
        self._tell("closing the H5 file")

    def _open(self, xml: str) -> Entry | None:
        self._tell("using the 'h5py' writer module")
        self._tell(f"opening the '{self._request.parent}' file")
        self._writer.open_file()
        self._define(xml)
        self._tell("opening the data entry")
        self._step(self._writer.open_entry, skip=self._request.append)
        return self._writer.session.entry if self._writer.session else None

    def _define(self, xml: str) -> None:
        try:
            self._writer.definition = xml
        except WrongXMLError as err:
            raise WrongXMLError(expat_words(xml) or str(err), err.line, err.column) from err

    def _record(self) -> None:
        with progress(self._points, wanted=not self._request.verbose) as advance:
            for _ in range(self._points):
                self._tell("recording step of the H5 file")
                with self._guard:
                    self._step(self._writer.record)
                    self._summary.points += 1
                advance()
                if self._points > 1:
                    self._tell("sleeping for 1s")  # compat: nxswriter 3.25: whatever the time
                    time.sleep(self._seconds)

    def _close(self, entry: Entry | None) -> None:
        self._tell("closing the data entry ")
        try:
            self._step(self._writer.close_entry, skip=self._request.append)
        finally:
            self._summary.missing = dict(entry.failed) if entry else {}

    def _step(self, step: Callable[[], None], *, skip: bool = False) -> None:
        """A step with the values of this moment."""
        self._writer.json_record = json_record(self._request.json_file, self._request.data)
        self._writer.skip_acquisition = skip
        step()


def _teller(request: Request) -> Callable[[str], None]:
    """What says what is done: on stdout, as scripts know it, but beside JSON on stderr."""
    if not request.verbose:
        return lambda _text: None
    write = talk if request.json else say

    def tell(text: str) -> None:
        write(f"{text}\n")
        flush()

    return tell
