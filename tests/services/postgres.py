"""A private PostgreSQL server; as root it runs as the user `postgres`, because it refuses to be root."""

import os
import pwd
import shutil
import signal
import subprocess
from itertools import count
from pathlib import Path

from tests.services.process import MissingError, Process, directory, find, free_port

USER = "nxs"
PASSWORD = "quiet please"


class Postgres:
    """The server; `url` is for SQLAlchemy."""

    def __init__(self) -> None:
        places = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
        program, initdb = find("postgres", *places), find("initdb", *places)
        try:
            import psycopg2
        except ImportError as err:
            raise MissingError("the Python package psycopg2 is not installed") from err
        self._driver = psycopg2
        self._user = _user()
        self.base = directory("postgres", self._user)
        self.port = free_port()
        self._numbers = count(1)
        self._free: list[str] = []
        command = [program, "-D", f"{self.base}/data", "-p", str(self.port), "-k", str(self.base)]
        for option in ("listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", "shared_buffers=32MB"):
            command += ["-c", option]
        # the fast way out, which also ends the server's children and frees its shared memory
        self._process = Process(command, self.base / "log", user=self._user, end=signal.SIGQUIT)
        self._install(initdb)
        self.start()

    def start(self) -> None:
        self._process.start(self._ready)

    def stop(self) -> None:
        """End without shutting down; `start` brings it back with its data."""
        self._process.stop()

    def end(self) -> None:
        self._process.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        if self._free:
            return self._free.pop()
        name = f"nxs{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def drop(self, database: str) -> None:
        """Empty it for the next test; really dropping and making one takes ten times as long."""
        self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")
        self.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", database=database)
        self._free.append(database)

    def execute(self, *statements: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run statements as another program would; returns the rows of the last one."""
        where = {"host": "127.0.0.1", "port": self.port, "user": USER, "password": PASSWORD, "dbname": database}
        link = self._driver.connect(**where)
        try:
            link.autocommit = True
            cursor = link.cursor()
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            link.close()

    def _ready(self) -> bool:
        try:
            self.execute("SELECT 1")
        except self._driver.Error:
            return False
        return True

    def _install(self, initdb: str) -> None:
        secret = self.base / "secret"
        secret.write_text(PASSWORD)
        command = [
            *(initdb, "-D", f"{self.base}/data", "-U", USER, f"--pwfile={secret}", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        ]
        who = {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []} if self._user else {}
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.base, **who)
        if done.returncode:
            raise RuntimeError(f"initdb fails:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")


def _user() -> str:
    if os.getuid() != 0:
        return ""
    try:
        pwd.getpwnam("postgres")
    except KeyError as err:
        raise MissingError(
            "PostgreSQL can't run as root and there is no user postgres; run the tests as a user"
        ) from err
    return "postgres"
