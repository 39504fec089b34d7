"""Which file is open, kept in the Tango database: a server that was killed finds it again."""

import logging
import threading
from functools import partial

from tango import DevFailed, EnsureOmniThread, Util
from tango.server import Device

from nxsconfig.writer.runner import Runner

PROPERTY = "FileInWork"
STOP_SECONDS = 2.0

logger = logging.getLogger(__name__)


class FileMemory:
    """Writes the property when another file is open than before. In the background: no scan waits for the database."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._runner = Runner("nxsconfig-memory")
        self._lock = threading.Lock()
        self._noted = ""

    def begin(self, noted: str) -> None:
        """What the database holds at the start."""
        self._noted = noted

    def note(self, file: str) -> None:
        """Remember the open file, or that there is none (""). Any thread."""
        with self._lock:
            if file != self._noted:
                self._noted = file
                self._runner.submit(partial(self._write, file))

    def settle(self) -> None:
        """The device ends: let what is noted arrive."""
        with self._lock:
            self._runner.stop(STOP_SECONDS)

    def _write(self, file: str) -> None:
        with EnsureOmniThread():
            try:
                name, database = self._device.get_name(), Util.instance().get_database()
                if file:
                    database.put_device_property(name, {PROPERTY: [file]})
                else:
                    database.delete_device_property(name, [PROPERTY])
            except DevFailed as err:
                logger.warning("the Tango database can't keep which file is open: %s", err.args[0].desc)
