"""Debian's Tango database (the C++ DataBaseds) on our private MariaDB."""

import shutil
import subprocess
from pathlib import Path

from tests.services.mariadb import PASSWORD, USER, MariaDB
from tests.services.process import MissingError, Process, answers, directory, find, free_port

ROOTS = (Path(__file__).parents[2] / "build" / "tango-db", Path("/"))
NAME = "tango"  # its stored procedures name it so
_ENTRIES = (
    "CALL init_history_ids()",
    """INSERT INTO device (name, domain, family, member, server, class) VALUES
    ('sys/database/2', 'sys', 'database', '2', 'DataBaseds/2', 'DataBase'),
    ('dserver/DataBaseds/2', 'dserver', 'DataBaseds', '2', 'DataBaseds/2', 'DServer')""",
)


class CppTangoDatabase:
    """The database server; `tango_host` is the value for TANGO_HOST."""

    def __init__(self, mariadb: MariaDB) -> None:
        root = _unpacked()
        self._mariadb = mariadb
        self.base = directory("cpp-tango")
        self.port = free_port()
        self.tango_host = f"127.0.0.1:{self.port}"
        self._make_tables(root / "usr/share/tango-db")
        command = [str(root / "usr/lib/tango/DataBaseds"), "2", "-ORBendPoint", f"giop:tcp:127.0.0.1:{self.port}"]
        self._process = Process(command, self.base / "log")
        self._process.start(lambda: answers(self.port) and b"Ready to accept request" in self._log(), self._env())

    def end(self) -> None:
        self._process.stop()
        self._mariadb.drop(NAME)
        shutil.rmtree(self.base, ignore_errors=True)

    def _env(self) -> dict[str, str]:
        return {
            "TANGO_HOST": self.tango_host,
            "MYSQL_HOST": f"127.0.0.1:{self._mariadb.port}",
            "MYSQL_USER": USER,
            "MYSQL_PASSWORD": PASSWORD,
            "MYSQL_DATABASE": NAME,
        }

    def _make_tables(self, scripts: Path) -> None:
        """The scripts change the delimiter, which the client program does."""
        self._mariadb.execute(f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME} CHARACTER SET latin1")
        command = [find("mariadb"), "--no-defaults", f"--socket={self._mariadb.socket}", f"--user={USER}"]
        for script in ("create_db_tables.sql", "stored_proc.sql"):
            text = (scripts / script).read_bytes()
            subprocess.run([*command, f"--password={PASSWORD}", NAME], input=text, check=True, capture_output=True)
        self._mariadb.execute(*_ENTRIES, database=NAME)

    def _log(self) -> bytes:
        return self._process.log.read_bytes()


def _unpacked() -> Path:
    for root in ROOTS:
        if (root / "usr/lib/tango/DataBaseds").exists():
            return root
    raise MissingError("Debian's tango-db is not there; .ci/services unpacks it")
