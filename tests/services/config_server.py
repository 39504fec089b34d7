"""Our configuration server as a process of its own, registered in a private Tango database."""

import importlib.util
import shutil
import sys
from collections.abc import Sequence
from itertools import count
from typing import Any

from tests.services.process import MissingError, Process, directory

PROGRAM = [sys.executable, "-c", "from nxsconfig.tango.configserver.main import main; main()"]
_NUMBERS = count(1)


class ConfigServer:
    """One server with one device; `device` is its full name, `proxy()` a new client of it.

    `program` is what starts it without the name of the instance.
    """

    def __init__(self, database: Any, program: Sequence[str] = PROGRAM) -> None:
        if importlib.util.find_spec("tango") is None:
            raise MissingError("the Python package pytango is not installed")
        import tango

        self._tango = tango
        self.instance = f"test{next(_NUMBERS)}"
        self.name = f"p00/nxsconfigserver/{self.instance}"
        self.device = f"tango://{database.tango_host}/{self.name}"
        self.database = tango.Database(*database.tango_host.split(":"))
        self.base = directory("config-server")
        self._env = {"TANGO_HOST": database.tango_host}
        self._process = Process([*program, self.instance], self.base / "log")
        self._register()
        self.start()

    @property
    def log(self) -> str:
        return self._process.log.read_text(errors="replace")

    @property
    def pid(self) -> int:
        assert self._process._running is not None
        return self._process._running.pid

    @property
    def running(self) -> bool:
        return self._process._running is not None and self._process._running.poll() is None

    def start(self) -> None:
        self._process.start(self._answers, self._env)

    def stop(self) -> None:
        """kill -9; `start` brings it back with what Tango remembers."""
        self._process.stop()

    def end(self) -> None:
        self._process.stop()
        self.database.delete_server(f"NXSConfigServer/{self.instance}")
        shutil.rmtree(self.base, ignore_errors=True)

    def proxy(self) -> Any:
        proxy = self._tango.DeviceProxy(self.device)
        proxy.set_timeout_millis(20_000)
        return proxy

    def fresh(self, settings: str) -> Any:
        """A client of the device as after the first start, closed, with these settings."""
        self.database.delete_device_property(self.name, ["VersionLabel", "ExtraLinkPath", "DefaultSettings"])
        proxy = self.proxy()
        proxy.Init()
        proxy.JSONSettings = settings
        proxy.Init()
        return proxy

    def _answers(self) -> bool:
        try:
            self._tango.DeviceProxy(self.device).ping()
        except self._tango.DevFailed:
            return False
        return True

    def _register(self) -> None:
        info = self._tango.DbDevInfo()
        info.server = f"NXSConfigServer/{self.instance}"
        info._class = "NXSConfigServer"
        info.name = self.name
        self.database.add_device(info)
