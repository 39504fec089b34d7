"""The device: order of calls, errors and events around the tables of commands and attributes."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tango import AttReqType, DevFailed, DevState, EnsureOmniThread

from nxsconfig.errors import ServerStateError
from nxsconfig.tango.border import Guarded, refuse
from nxsconfig.tango.datawriter.attributes import ATTRIBUTES
from nxsconfig.tango.datawriter.failures import description, listed
from nxsconfig.tango.datawriter.properties import WriterProperties
from nxsconfig.tango.datawriter.remembering import Remembering
from nxsconfig.tango.datawriter.table import AttributeRow, CommandRow, Reading
from nxsconfig.tango.logs import LoggingTo
from nxsconfig.tango.timing import Timing
from nxsconfig.tango.turns import Turns
from nxsconfig.writer.server import WriterServer
from nxsconfig.writer.states import RECORD, State

logger = logging.getLogger(__name__)

_WAITING = frozenset(row.name for row in ATTRIBUTES if row.waits)
_EVENTS = ("State", "Status")
_STATES = {state: getattr(DevState, state.name) for state in State}
_TEXTS = {_STATES[state]: state.value for state in State}
WRITE_SECONDS = 2.5
"""How long writing an attribute waits for a command: less than Tango does, so that State is answered again."""

STOP_SECONDS = 10.0
"""How long a step that is under way may hold up Init and the end of the server."""


class DataWriterDevice(WriterProperties):
    """What all commands and attributes share. One `WriterServer` a device; Init makes a new one."""

    def __init__(self, tango_class: object, name: str) -> None:
        self._name = name
        self._borders: dict[str, Guarded] = {}
        self._turns = Turns(self)
        self._logging = LoggingTo(self)
        self._timing = Timing()
        self._server = WriterServer()
        self._remembering = Remembering()
        self._told: DevState | None = None
        self._was_loaded = False
        self._initialising = True
        self._ending = False
        super().__init__(tango_class, name)

    def init_device(self) -> None:
        """Take the properties; no file is open. Behind it Tango writes what it has memorised.

        A server that was killed finishes the file it was at: RUNNING from the first state that clients see.
        """
        self._initialising = True
        self._load_properties()
        self._server = WriterServer(self.new_server_options(), describe=listed, changed=self._show)
        self.apply_at_init(self._server)
        for name in _EVENTS:
            self.set_change_event(name, True, False)  # noqa: FBT003  pushed by us, as we say
        self._ending = False
        self._show(State.ON)
        self._remembering.begin(self._name, self.StateDirectory, self._server, self._in_background)
        self._tell()

    def delete_device(self) -> None:
        """End what is under way, close the file; a step that hangs is given up."""
        self._ending = True
        self._remembering.let_go()
        self._end()
        self._remembering.note(self._server)
        self._remembering.settle()
        self._show(State.OFF)
        super().delete_device()

    def dev_status(self) -> str:
        """The text of the state; Tango asks for it."""
        return _TEXTS.get(self.get_state(), State.OFF.value)

    # -- commands -----------------------------------------------------------------------------------------------------

    def run_command(self, row: CommandRow, arg: str = "") -> None:
        """Serve a call when it is its turn, unless the state forbids it then.

        Meanwhile, and until a command of the background is done, the state is RUNNING.
        """
        self._turns.wait()
        self._initialising = False
        if self._server.state not in row.step.allowed:
            refuse(row.name, self._server.state.name, f"{self._name}/{row.name}")
        if not row.background and self._server.is_quick(row.step):
            self._run_quick(row, arg)
            return
        began = time.perf_counter()
        if row.opens:
            self._read_properties()
        try:
            if row.background:
                self._server.start(row.step, arg, self._in_background, self._tell)
            else:
                self._run(row, arg)
        finally:
            self._tell()
            self._remembering.note(self._server)
            self._timing.add(row.name, time.perf_counter() - began)

    def _run_quick(self, row: CommandRow, arg: str) -> None:
        """A record that waits for nothing: letting go of the monitor would take as long. Only a failure changes the
        state.
        """
        began = time.perf_counter()
        try:
            with self._logging, self._border(row.name):
                self._server.run_quick(arg)
        except DevFailed:
            self._tell()
            self._remembering.note(self._server)
            raise
        finally:
            self._timing.add(row.name, time.perf_counter() - began)

    def _run(self, row: CommandRow, arg: str) -> None:
        """Take the step; the monitor is let go of meanwhile."""
        if row.step is not RECORD:
            self._show(State.RUNNING)
            self._tell()
        with self._turns.work(), self._logging, self._border(row.name):
            self._server.run(row.step, arg)

    # -- attributes ---------------------------------------------------------------------------------------------------

    def read_attr_hardware(self, indices: Sequence[int]) -> None:
        """Wait for the command that is at work, for attributes that it could be about to change.

        Here, and not when Tango asks for one after the other, the monitor may be let go of without harm.
        """
        attributes = self.get_device_attr()
        if any(attributes.get_attr_by_ind(index).get_name() in _WAITING for index in indices):
            self._turns.wait()

    def read_row(self, row: AttributeRow) -> object:
        """The value."""
        with self._logging, self._border(row.name):
            return row.read(Reading(self._server, self._timing))

    def write_row(self, row: AttributeRow, value: object) -> None:
        """Take the value that a client writes."""
        assert row.write is not None
        with self._logging, self._border(row.name):
            memorised = row.memorized and self._initialising
            if self._server.state in row.locked and not memorised:
                raise ServerStateError(row.refusal)
            if row.memorized and not memorised:
                self.check_own_database(f"{row.name} stays as it was, because it can't be remembered now")
            self._initialising = False
            row.write(self._server, value)

    def attribute_allowed(self, row: AttributeRow, request: AttReqType) -> bool:
        """Whether the attribute may be read or written; for writing, when the command that is at work has ended."""
        if request == AttReqType.WRITE_REQ:
            return self._turns.settle(WRITE_SECONDS) and self._server.state not in row.unwritten
        return self._server.state not in row.unread

    # -- inside -------------------------------------------------------------------------------------------------------

    def _border(self, what: str) -> Guarded:
        border = self._borders.get(what)
        if border is None:
            border = self._borders[what] = Guarded(f"{self._name}/{what}", description)
        return border

    def _load_properties(self) -> None:
        """At Init; when they can't be had, or one is wrong, the server doesn't start, later all stay as they were."""
        try:
            super().init_device()
        except (DevFailed, ValueError) as err:
            if not self._was_loaded:
                raise
            reason = err.args[0].desc if isinstance(err, DevFailed) else err
            logger.error("the properties can't be taken, all stay as they were: %s", reason)  # noqa: TRY400  the trace says no more
        self._was_loaded = True

    def _read_properties(self) -> None:
        """As they are now; as they were when the Tango database doesn't answer."""
        try:
            self.get_device_properties()
        except DevFailed as err:
            logger.warning("the properties can't be read, all stay as they were: %s", err.args[0].desc)
        except ValueError as err:
            logger.error("the properties can't be taken, all stay as they were: %s", err)  # noqa: TRY400  the trace says no more
        self.apply_at_entry(self._server)

    def _end(self) -> None:
        """Let what is under way end, and close the file."""
        until = time.monotonic() + STOP_SECONDS
        while not self._turns.settle(0.05):
            self._server.interrupt("the device is initialised or stopped")
            if time.monotonic() > until:
                self._turns = Turns(self)  # nobody shall wait for what hangs
        with self._logging:
            self._server.close(max(0.1, until - time.monotonic()))

    @contextmanager
    def _in_background(self) -> Iterator[None]:
        """A step in a thread that isn't Tango's."""
        with EnsureOmniThread(), self._logging:
            yield
            self._remembering.note(self._server)
            self._tell()

    def _show(self, state: State) -> None:
        self.set_state(_STATES[state])

    def _tell(self) -> None:
        """Push events when the state is another one than was told last.

        Nothing while the device is ended: Tango pushes only with the monitor, for which a thread of the background
        would wait in vain, and those who end the device for that thread.
        """
        state = self.get_state()
        if state == self._told or self._ending:
            return
        self._told = state
        try:
            for name in _EVENTS:
                self.push_change_event(name)
        except DevFailed as err:
            logger.warning("an event can't be sent: %s", err.args[0].desc)
