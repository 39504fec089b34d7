"""The data writer as a Python class, without Tango (writer §3)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType

from nxsconfig.errors import NexusFileError, RecordError, WrongJSONError
from nxsconfig.h5.objects.file import H5PYFile
from nxsconfig.writer import DataWriter
from nxsconfig.writer.layers import parse_layer
from nxsconfig.writer.plan import Phase
from nxsconfig.writer.wire import wire_text
from nxstools import h5pywriter
from nxswriter._border import peers_errors
from nxswriter._log import logging_to
from nxswriter._settings import Passed
from nxswriter.Errors import ThreadError, XMLSettingSyntaxError
from nxswriter.StreamSet import StreamSet

__all__ = ["DEFAULTWRITERS", "WRITERS", "TangoDataWriter"]

WRITERS: dict[str, ModuleType] = {"h5cpp": h5pywriter, "h5py": h5pywriter}
"""The HDF5 layers by name; there is one."""

DEFAULTWRITERS = ["h5cpp", "h5py", "h5redis", "redis"]
"""The order in which a layer is looked for when none is named."""


def check_layer(text: str) -> None:
    """Raise KeyError for a layer that isn't there, TypeError for a parameter that it doesn't have."""
    name = text.partition("?")[0].lower()
    if name and name not in WRITERS:
        raise KeyError(name)
    try:
        parse_layer(text)
    except NexusFileError as err:
        raise TypeError(str(err)) from err


class TangoDataWriter:
    """One data writer: `fileName`, `openFile`, `xmlsettings`, `openEntry`, `record` …, `closeEntry`, `closeFile`.

    It knows no states: a step without a file or a configuration does nothing. `server` is an object with log streams,
    or None. `data_writer` is what stands behind it, for those who want more.

    Attributes beyond the writer's own settings:
        numberOfThreads: most sources that are read at once, below 1 one thread for each.
        maxRecordRuntime: seconds after which a step leaves a warning, 0 for never; `maxElementRuntime` for a source.
        metadataOutput: words with commas between; with `file` each entry gets a metadata file when it is closed.
    """

    fileName = Passed[str]("file_name")
    xmlsettings = Passed[str]("definition")
    jsonrecord = Passed[str]("json_record")
    canfail = Passed[bool]("can_fail")
    defaultCanFail = Passed[bool]("default_can_fail")
    addingLogs = Passed[bool]("logs")
    skipacquisition = Passed[bool]("skip_acquisition")
    stepsperfile = Passed[int]("steps_per_file")
    writer = Passed[str]("layer")

    def __init__(self, server: object | None = None) -> None:
        self.data_writer = DataWriter()
        self.writer = "h5py"
        self.numberOfThreads = 100
        self.maxElementRuntime = 0.0
        self.maxRecordRuntime = 0.0
        self.metadataOutput = ""
        self._streams = StreamSet(server)

    @property
    def currentfileid(self) -> int:
        """Number of the file in use when there are several, else 0."""
        return self.data_writer.current_file_id

    def openFile(self) -> None:
        """Open or create the file of `fileName`; one that is open is closed before."""
        check_layer(self.writer)
        with self._step():
            self.data_writer.open_file()

    def openEntry(self) -> None:
        """Create the entry of `xmlsettings` and write its INIT values."""
        if self.xmlsettings and not self.data_writer.session:
            raise XMLSettingSyntaxError("File object for the last element does not exist; please open a file first")
        shared = self.data_writer.shared
        shared.options = replace(shared.options, threads=self.numberOfThreads)
        self._timed("openEntry", self.data_writer.open_entry)

    def record(self, jsonstring: str | None = None) -> None:
        """Take one point, with the local data of a JSON text."""
        self._timed("record", lambda: self._record(jsonstring))

    def closeEntry(self) -> None:
        """Write the FINAL values."""
        self.data_writer.metadata = "file" in [word.strip() for word in self.metadataOutput.split(",")]
        with self._step():
            self.data_writer.close_entry()

    def closeFile(self) -> None:
        """Close the file; FINAL values are not written."""
        with self._step():
            self.data_writer.close_file()

    def getFile(self) -> H5PYFile | None:
        """The open file as an object of `nxstools.h5pywriter`; None without one."""
        session = self.data_writer.session
        return session.file_object() if session else None

    def _record(self, jsonstring: str | None) -> None:
        try:
            self.data_writer.record(jsonstring)
        except WrongJSONError as err:
            if err.__cause__ is not None:
                raise
            raise self._without_data(str(err)) from err

    def _without_data(self, why: str) -> ThreadError:
        """compat: nxswriter 3.25: local data that are no object make everything fail that is taken at a point."""
        session = self.data_writer.session
        columns = session.entry.columns(Phase.STEP) if session and session.entry else []
        failures = [(column.who.label, column.who.source.label.strip(), why) for column in columns]
        return ThreadError(wire_text(RecordError(why, failures)), failures)

    @contextmanager
    def _step(self) -> Iterator[None]:
        with logging_to(self._streams), peers_errors():
            yield

    def _timed(self, name: str, step: Callable[[], None]) -> None:
        began = time.monotonic()
        try:
            with self._step():
                step()
        finally:
            self._warn_of_slowness(name, time.monotonic() - began)

    def _warn_of_slowness(self, name: str, seconds: float) -> None:
        if 0 < self.maxRecordRuntime < seconds:
            self._streams.warn(f"{name} took {seconds:.3f} s, longer than {self.maxRecordRuntime:g} s")
        session = self.data_writer.session
        if self.maxElementRuntime > 0 and session and session.entry:
            for slow in session.entry.times.longer_than(self.maxElementRuntime):
                self._streams.warn(f"{name}: {slow.source} took {slow.last:.3f} s")
