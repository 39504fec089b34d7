"""A configuration server without our additional commands, in a process of its own."""

import shutil
import sys
from pathlib import Path
from typing import Any

from tests.services.process import Process, directory

PROGRAM = [sys.executable, str(Path(__file__).parents[1] / "support" / "old_server.py")]


class OldServer:
    """The server; `name` is its device."""

    def __init__(self, database: Any) -> None:
        import tango

        self.name = "p00/oldconfigserver/test"
        self.base = directory("old-server")
        self._process = Process([*PROGRAM, "test"], self.base / "log")
        self._database = tango.Database(*database.tango_host.split(":"))
        info = tango.DbDevInfo()
        info.server, info._class, info.name = "old_server/test", "OldServer", self.name
        self._database.add_device(info)
        self._process.start(
            lambda: b"Ready to accept request" in self._process.log.read_bytes(), {"TANGO_HOST": database.tango_host}
        )

    def end(self) -> None:
        self._process.stop()
        self._database.delete_server("old_server/test")
        shutil.rmtree(self.base, ignore_errors=True)
