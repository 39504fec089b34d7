"""The writer as servers and the command line use it: settings that are kept, and five steps (writer §3)."""

import contextlib
import logging

from nxsconfig.errors import NexusFileError, WrongJSONError
from nxsconfig.sources import INIT_COUNTER, Point, SharedSources, SourceOptions
from nxsconfig.writer.compiler import compile_definition
from nxsconfig.writer.layers import parse_layer
from nxsconfig.writer.metadata import write_metadata
from nxsconfig.writer.options import Options
from nxsconfig.writer.plan import Plan  # noqa: TC001  the type of an attribute
from nxsconfig.writer.records import Record, load_record, parse_record
from nxsconfig.writer.session import FileSession

logger = logging.getLogger(__name__)


class DataWriter:
    """Opens a file, writes entries, closes it; knows no states: a step without a file or a definition does nothing.

    Settings may be changed at any time and count from the next step that uses them. Scripts' common block, plug-ins and
    connections live as long as the object.

    Args:
        sources: limits of sources, and which scripts may run.

    Attributes:
        file_name: ``file.nxs`` or ``file.nxs:/entry:NXentry/…`` (writer §3.3).
        can_fail: the global flag of the next entry; back to its default when an entry is closed.
        logs: keep definitions and failures in `nexus_logs`.
        skip_acquisition: the next step only goes through its motions: an entry is gone on with, a point is not taken,
            FINAL values are not written. Back to False behind every step.
        steps_per_file: so many points go into each file, 0 for all into one.
        layer: ``h5py?swmr=true`` (writer §3.2).
        metadata: a JSON file beside the data file for each entry, made when it is closed.
    """

    def __init__(self, sources: SourceOptions | None = None) -> None:
        self.file_name = ""
        self.can_fail = False
        self.logs = True
        self.skip_acquisition = False
        self.steps_per_file = 0
        self.layer = ""
        self.metadata = False
        self.shared = SharedSources(sources)
        self.session: FileSession | None = None
        self._default_can_fail = True
        self._json_record = "{}"
        self._record = Record()
        self._plan: Plan | None = None
        self._entries = 0

    @property
    def default_can_fail(self) -> bool:
        """What `can_fail` is set back to; setting it sets that as well."""
        return self._default_can_fail

    @default_can_fail.setter
    def default_can_fail(self, value: bool) -> None:
        self._default_can_fail = self.can_fail = value

    @property
    def definition(self) -> str:
        """The XML of the next entry. A text that is no XML, or has a group without type, is refused and not kept."""
        return self._plan.xml if self._plan else ""

    @definition.setter
    def definition(self, text: str) -> None:
        self._plan = compile_definition(text)

    @property
    def json_record(self) -> str:
        """The global data as JSON (writer §5). A text that is no JSON, or names missing plug-ins, is not kept."""
        return self._json_record

    @json_record.setter
    def json_record(self, text: str) -> None:
        record = load_record(text)
        self.shared.register(record.whole or {})
        self._json_record, self._record = text, record

    @property
    def current_file_id(self) -> int:
        """Number of the file in use when there are several, else 0."""
        return self.session.file_number if self.session else 0

    def open_file(self) -> None:
        """Close a file that is still open, open or create the one that is named. Raises NexusFileError."""
        with contextlib.suppress(NexusFileError):
            self.close_file()
        options = Options(
            logs=self.logs,
            entry_number=self._entries + 1,
            gaps=False,
            swmr=parse_layer(self.layer).swmr,
            steps_per_file=self.steps_per_file,
            shared=self.shared,
        )
        self.session = FileSession.open(self.file_name, options)

    def open_entry(self) -> None:
        """Create the entry of the definition and write its INIT values. Raises WriterError."""
        if self._plan is None:
            return
        if self.session is None:
            raise NexusFileError("no file is open; please open one before the entry")
        try:
            point = self._point(None)
            self.session.open_entry(self._plan, point, canfail=self.can_fail, append=self.skip_acquisition)
        finally:
            self._entries = self.session.entries  # compat: nxswriter 3.25: what can't be created isn't counted
        self.skip_acquisition = False

    def record(self, text: str | None = None) -> None:
        """Take one point; the text holds its local data and triggers as JSON (writer §5).

        Raises:
            WrongJSONError: it is no JSON object, or its data are none and the client is asked for values.
            WriterError: values are missing, or the file can't be written.
        """
        record = parse_record(text)
        if self.session and (entry := self.session.entry) and not self.skip_acquisition:
            if record.problem and entry.asks_client:
                raise WrongJSONError(f"the record: {record.problem}")
            self.session.record(self._point(record), record.triggers)
        self.skip_acquisition = False

    def close_entry(self) -> None:
        """Write the FINAL values and forget the entry. Raises WriterError."""
        self.can_fail = self.default_can_fail
        if self._has_entry() and self.session:
            if self.skip_acquisition:
                self.session.leave_entry()
            else:
                self.session.close_entry(self._point(None))
                self._describe_entry()
        self.skip_acquisition = False

    def close_file(self) -> None:
        """Close the file; FINAL values are not written. Raises NexusFileError; the file is closed."""
        session, self.session = self.session, None
        if session:
            session.close()

    def _describe_entry(self) -> None:
        """What is recorded is safe; that it can't be described is no reason to call the scan a failure."""
        file = self.session.file_object() if self.metadata and self.session else None
        if file is None or self._plan is None:
            return
        try:
            write_metadata(file.h5object, self.file_name, self._plan)
        except NexusFileError as err:
            logger.error("no metadata: %s", err)  # noqa: TRY400  the trace says nothing that the message doesn't

    def _has_entry(self) -> bool:
        return self.session is not None and self.session.entry is not None

    def _point(self, local: Record | None) -> Point:
        """Global data overlaid by local data, and the JSON objects they came from."""
        data = self._record.data
        if local is None:
            return Point(data=data, shared=self._record.whole)
        overlaid = {**data, **local.data} if data else local.data
        return Point(INIT_COUNTER, overlaid, self._record.whole, local.whole)
