"""A private MariaDB server."""

import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

from tests.services.process import MissingError, Process, directory, find, free_port

USER = "nxs"
PASSWORD = "quiet please"
_INIT = f"""DELETE FROM mysql.global_priv WHERE User = '';
FLUSH PRIVILEGES;
CREATE OR REPLACE USER {USER}@'%' IDENTIFIED BY '{PASSWORD}';
GRANT ALL ON *.* TO {USER}@'%' WITH GRANT OPTION;
"""  # a server without the users that have no name: they would come before ours


class MariaDB:
    """The server; `url` is for SQLAlchemy, `settings` for JSONSettings."""

    def __init__(self) -> None:
        program, install = find("mariadbd"), find("mariadb-install-db")
        try:
            import MySQLdb
        except ImportError as err:
            raise MissingError("the Python package mysqlclient is not installed") from err
        self._driver = MySQLdb
        self.base = directory("mariadb")
        self.port = free_port()
        self.socket = str(self.base / "socket")
        self._numbers = count(1)
        (self.base / "init.sql").write_text(_INIT)
        self._process = Process(self._command(program), self.base / "log")
        _install(install, self.base)
        self.start()

    def _command(self, program: str) -> list[str]:
        return [
            *(program, "--no-defaults", f"--datadir={self.base}/data", f"--socket={self.socket}"),
            *(f"--port={self.port}", "--bind-address=127.0.0.1", f"--pid-file={self.base}/pid", "--skip-name-resolve"),
            *(f"--init-file={self.base}/init.sql", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0"),
            f"--tmpdir={self.base}",  # a server that starts removes temporary tables of others from a shared one
            *("--innodb-buffer-pool-size=64M", "--innodb-log-file-size=64M", "--skip-ssl", *_as_root()),
        ]

    def start(self) -> None:
        self._process.start(self._ready)

    def stop(self) -> None:
        """kill -9; `start` brings it back with its data."""
        self._process.stop()

    def end(self) -> None:
        self._process.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"mysql://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"

    def settings(self, database: str) -> dict[str, object]:
        return {"db": database, "user": USER, "passwd": PASSWORD, "host": "127.0.0.1", "port": self.port}

    def new_database(self, charset: str = "utf8mb4") -> str:
        name = f"nxs{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} CHARACTER SET {charset}")
        return name

    def drop(self, database: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {database}")

    def execute(self, *statements: str, database: str = "") -> list[tuple[object, ...]]:
        """Run statements as another program would; returns the rows of the last one."""
        where = {"db": database} if database else {}
        link = self._driver.connect(unix_socket=self.socket, user=USER, passwd=PASSWORD, charset="utf8mb4", **where)
        try:
            cursor = link.cursor()
            for statement in statements:
                cursor.execute(statement)
            rows = list(cursor.fetchall())
            link.commit()
            return rows
        finally:
            link.close()

    def _ready(self) -> bool:
        try:
            self.execute("SELECT 1")
        except self._driver.Error:
            return False
        return True


def _as_root() -> list[str]:
    """MariaDB runs as root only when told so."""
    return ["--user=root"] if os.getuid() == 0 else []


def _install(program: str, base: Path) -> None:
    command = [
        *(program, "--no-defaults", f"--datadir={base}/data", "--auth-root-authentication-method=normal"),
        *("--skip-test-db", "--skip-name-resolve", *_as_root()),
    ]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"mariadb-install-db fails:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
