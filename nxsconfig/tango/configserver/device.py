"""The device: states, order of calls and errors around the tables of commands and attributes."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NoReturn

from tango import AttReqType, DevFailed, DevState
from tango.server import device_property

from nxsconfig.configurator.server import EXTRA_LINK_PATH, VERSION_LABEL, ConfigServer
from nxsconfig.db import open_store
from nxsconfig.errors import NonregisteredDBRecordError, StoreError
from nxsconfig.tango.clients import client_of
from nxsconfig.tango.configserver.attributes import ATTRIBUTES
from nxsconfig.tango.configserver.table import AttributeRow, Call, CommandRow, Reading
from nxsconfig.tango.database import DatabaseDevice
from nxsconfig.tango.failures import reported
from nxsconfig.tango.logs import LoggingTo
from nxsconfig.tango.timing import Timing
from nxsconfig.tango.turns import Turns
from nxsconfig.validate.checking import door

_ROWS = {row.name: row for row in ATTRIBUTES}
_REVISION = "Revision"
STOP_SECONDS = 10
"""How long work that is going on may hold up Init and the end of the server."""


class ConfigServerDevice(DatabaseDevice):
    """What all commands and attributes share. One `ConfigServer` a device; Init makes a new one."""

    VersionLabel = device_property(dtype=str, default_value=VERSION_LABEL, doc="middle part of Version")
    ExtraLinkPath = device_property(
        dtype=str, default_value=EXTRA_LINK_PATH, doc="group of the links of ExtraLinkDataSources: name:type/name:type"
    )
    DefaultSettings = device_property(
        dtype=str, default_value="", doc="which database while JSONSettings is {}: a URL, or a JSON object"
    )

    RefuseFaulty = device_property(
        dtype=bool,
        default_value=False,
        doc="whether texts in which the rules of nxsconfig validate find errors are refused: nothing is stored then",
    )

    def __init__(self, tango_class: object, name: str) -> None:
        self._turns = Turns(self)
        self._timing = Timing()
        self._born = time.monotonic()
        self._server = ConfigServer(open_store)
        self._found: dict[str, Callable[[], object]] = {}
        self._told: int | None = None
        super().__init__(tango_class, name)

    def init_device(self) -> None:
        """Take the properties; the device is closed."""
        super().init_device()
        self._server = ConfigServer(open_store, default_settings=self.DefaultSettings, reads_ahead=True)
        self._server.version_label = self.VersionLabel
        self._server.door = door if self.RefuseFaulty else None
        self._server.extralink_path = self.ExtraLinkPath
        self.set_change_event(_REVISION, True, False)  # noqa: FBT003  pushed by us, as we say
        self.set_state(DevState.ON)

    def delete_device(self) -> None:
        """Let the work that is going on end, then the database go; a server that shall stop doesn't wait for ever."""
        self._turns.settle(STOP_SECONDS)
        self._server.close()
        self.set_state(DevState.OFF)
        super().delete_device()

    # -- commands -----------------------------------------------------------------------------------------------------

    def command_allowed(self, row: CommandRow) -> bool:
        """Whether the command may run, asked when it is its turn."""
        self._turns.wait()
        return self._may(row)

    def run_command(self, row: CommandRow, arg: object = None) -> object:
        """Serve a call; meanwhile the state is RUNNING."""
        began = time.perf_counter()
        self.set_state(DevState.RUNNING)
        with self._turns.work(), LoggingTo(self):
            try:
                with reported(f"{self.get_name()}/{row.name}"):
                    result = row.does(Call(self._server, arg, partial(client_of, self)))
                if row.writes:
                    self._look()
            finally:
                self.set_state(DevState.OPEN if self._server.is_open else DevState.ON)
                self._timing.add(row.name, time.perf_counter() - began)
        self._tell_revision()
        return result

    # -- attributes ---------------------------------------------------------------------------------------------------

    def read_attr_hardware(self, indices: Sequence[int]) -> None:
        """Find the values of all attributes that a client reads at once, when it is its turn.

        Here, and not when Tango asks for one after the other, the monitor may be let go of without harm.
        """
        attributes = self.get_device_attr()
        names = [attributes.get_attr_by_ind(index).get_name() for index in indices]
        self._turns.wait()
        with self._turns.work(), LoggingTo(self):
            self._found = {name: self._find(row) for name in names if (row := _ROWS.get(name)) and self._may(row)}
        self._tell_revision()

    def read_row(self, row: AttributeRow) -> object:
        """The value found in `read_attr_hardware`, or its error."""
        found = self._found.pop(row.name, None) or self._find(row)
        return found()

    def write_row(self, row: AttributeRow, text: str) -> None:
        """Take the value that a client writes."""
        assert row.write is not None
        with LoggingTo(self), reported(f"{self.get_name()}/{row.name}"):
            row.write(self._server, text)

    def attribute_allowed(self, row: AttributeRow, request: AttReqType) -> bool:
        """Whether the attribute may be read or written; for writing, when the work that is going on has ended."""
        if request == AttReqType.WRITE_REQ:
            self._turns.settle()
        return self._may(row)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _may(self, row: CommandRow | AttributeRow) -> bool:
        return row.closed_too or bool(self.get_state() == DevState.OPEN)

    def _find(self, row: AttributeRow) -> Callable[[], object]:
        reading = Reading(self._server, self._timing, time.monotonic() - self._born, self._label)
        try:
            with reported(f"{self.get_name()}/{row.name}"):
                value = row.read(reading)
        except DevFailed as err:
            return partial(_fail, err)
        return lambda: value

    def _label(self) -> str:
        """The property as it is now; as it was when the Tango database doesn't answer."""
        try:
            self.get_device_properties()
        except DevFailed as err:
            self.warn_stream("%s", f"the property VersionLabel can't be read: {err.args[0].desc}")
        return str(self.VersionLabel)

    def _look(self) -> None:
        """Ask for the revision after a change. What was asked is done: that this fails is the next call's trouble."""
        try:
            self._server.revision()
        except (StoreError, NonregisteredDBRecordError):
            return

    def _tell_revision(self) -> None:
        """Push an event when the revision is another one than was told last."""
        seen = self._server.seen_revision
        if seen is not None and seen != self._told:
            self._told = seen
            self.push_change_event(_REVISION, seen)


def _fail(err: DevFailed) -> NoReturn:
    raise err
