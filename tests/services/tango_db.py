"""A private Tango database (pytango-db with SQLite)."""

import importlib.util
import shutil
import sys

from tests.services.process import MissingError, Process, answers, directory, free_port


class TangoDatabase:
    """The database server; `tango_host` is the value for TANGO_HOST."""

    def __init__(self) -> None:
        for module, package in (("tango", "pytango"), ("databaseds", "pytango-db")):
            if importlib.util.find_spec(module) is None:
                raise MissingError(f"the Python package {package} is not installed")
        self.base = directory("tango")
        self.port = free_port()
        self.tango_host = f"127.0.0.1:{self.port}"
        program = "from databaseds.database import main; main()"
        command = [sys.executable, "-c", program, "--host", "127.0.0.1", "--port", str(self.port), "2"]
        self._process = Process(command, self.base / "log")
        self.start()

    def start(self) -> None:
        env = {"TANGO_HOST": self.tango_host, "PYTANGO_DATABASE_NAME": str(self.base / "tango.db")}
        self._process.start(lambda: answers(self.port) and b"Ready to accept request" in self._log(), env)

    def stop(self) -> None:
        """kill -9; `start` brings it back with its data."""
        self._process.stop()
        self._process.log.write_bytes(b"")

    def end(self) -> None:
        self._process.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def _log(self) -> bytes:
        return self._process.log.read_bytes()
