"""Our data writer as a process of its own, registered in a private Tango database."""

import shutil
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from tests.services.process import Process, directory
from tests.services.tango_db import TangoDatabase

PROGRAM = [sys.executable, "-c", "from nxsconfig.tango.datawriter.main import main; main()"]
PLUGINS = Path(__file__).parent.parent / "vectors" / "writer"
_NUMBERS = count(1)


class DataWriter:
    """One server with one device; `name` is the device's, `proxy()` a new client of it.

    `program` is what starts it without the name of the instance.
    """

    def __init__(self, database: TangoDatabase, program: Sequence[str] = PROGRAM) -> None:
        import tango

        self._tango = tango
        self._tango_host = database.tango_host
        self.database = tango.Database(*database.tango_host.split(":"))
        self.server = f"NXSDataWriter/test{next(_NUMBERS)}"
        self.name = f"p00/nxsdatawriter/{self.server.rpartition('/')[2]}"
        self.base = directory("data-writer")
        self.process = Process([*program, self.server.rpartition("/")[2]], self.base / "log")
        info = tango.DbDevInfo()
        info.server, info._class, info.name = self.server, "NXSDataWriter", self.name
        self.database.add_device(info)
        self.start()

    @property
    def log(self) -> str:
        return self.process.log.read_text(errors="replace")

    @property
    def pid(self) -> int:
        assert self.process._running is not None
        return self.process._running.pid

    @property
    def running(self) -> bool:
        return self.process._running is not None and self.process._running.poll() is None

    def start(self) -> None:
        environment = {"TANGO_HOST": self._tango_host, "PYTHONPATH": f"{PLUGINS}", "STATE_DIRECTORY": str(self.base)}
        self.process.start(self._answers, environment)

    def stop(self) -> None:
        """kill -9; `start` brings it back with what Tango remembers."""
        self.process.stop()

    def end(self) -> None:
        self.process.stop()
        self.database.delete_server(self.server)
        shutil.rmtree(self.base, ignore_errors=True)

    def proxy(self) -> Any:
        proxy = self._tango.DeviceProxy(f"tango://{self._tango_host}/{self.name}")
        proxy.set_timeout_millis(20_000)
        proxy.set_source(self._tango.DevSource.DEV)
        return proxy

    def set_properties(self, values: dict[str, list[str]]) -> None:
        self.database.put_device_property(self.name, values)

    def fresh(self, **properties: str) -> Any:
        """A client of the device as after the first start, with these properties and all others at their defaults."""
        known = list(self.database.get_device_property_list(self.name, "*").value_string)
        if known:
            self.database.delete_device_property(self.name, known)
        self.set_properties({name: [value] for name, value in properties.items()})
        proxy = self.proxy()
        proxy.Init()
        proxy.StepsPerFile = 0
        return proxy

    def _answers(self) -> bool:
        try:
            self._tango.DeviceProxy(f"tango://{self._tango_host}/{self.name}").ping()
        except self._tango.DevFailed:
            return False
        return True
