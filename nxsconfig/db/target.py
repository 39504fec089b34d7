"""Which database: connection settings and URLs in all their forms, understood."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import URL

from nxsconfig.errors import SettingsError

SOCKETS = ("/run/mysqld/mysqld.sock", "/var/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock")  # noqa: S108  where distributions put it
MYSQL_PORT = 3306
_DRIVERS = {
    "mysql": {"mysqldb": "MySQLdb", "pymysql": "pymysql"},
    "postgresql": {"psycopg2": "psycopg2", "psycopg": "psycopg"},
}
_EXTRAS = {"mysql": "mysql", "postgresql": "postgres"}


@dataclass(frozen=True)
class Target:
    """A database and how to reach it. `options` are keywords of the driver's connect(); neither shows in the repr."""

    url: URL = field(repr=False)
    label: str
    options: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def engine(self) -> str:
        """`sqlite`, `mysql` or `postgresql`."""
        return self.url.get_backend_name()

    @property
    def file(self) -> str | None:
        """Path of an SQLite file; None for a store in memory and for servers."""
        name = self.url.database or ""
        if "uri" in self.url.query:
            name = unquote(name.removeprefix("file:").removeprefix("//localhost").partition("?")[0])
        if self.engine != "sqlite" or name in ("", ":memory:") or self.url.query.get("mode") == "memory":
            return None
        return name

    @property
    def may_make_file(self) -> bool:
        """An SQLite file that is missing is made when connecting."""
        return self.url.query.get("mode", "rwc") == "rwc" and "immutable" not in self.url.query

    @property
    def in_memory(self) -> bool:
        """The database lives as long as the store object."""
        return self.engine == "sqlite" and self.file is None

    def without_secrets(self, text: str) -> str:
        """A driver's message that is safe to show."""
        password = self.options.get("passwd") or self.options.get("password") or self.url.password
        return text.replace(str(password), "***") if password else text


def driver(engine: str, asked: str = "") -> str:
    """Drivername for SQLAlchemy: the driver asked for, else the first one installed. Raises SettingsError."""
    if engine == "sqlite":
        if asked not in ("", "pysqlite"):
            raise SettingsError(f"the store URL names the driver {asked}: sqlite has pysqlite only")
        return "sqlite+pysqlite"
    known = _DRIVERS[engine]
    if asked and asked not in known:
        raise SettingsError(f"the store URL names the driver {asked}: {engine} has {' and '.join(known)}")
    for name, module in known.items():
        if asked in ("", name) and importlib.util.find_spec(module) is not None:
            return f"{engine}+{name}"
    wanted = asked or " or ".join(known)
    raise SettingsError(f"{wanted} is not installed: pip install 'nxsconfig[{_EXTRAS[engine]}]'")


def local_way(options: Mapping[str, object]) -> dict[str, object]:
    """Where a MySQL driver has to go for this machine: the Unix socket first, TCP without one or on another port.

    A socket or an option file that is given decides itself.
    """
    if options.get("host") not in (None, "", "localhost") or "unix_socket" in options:
        return {}
    if "host" not in options and "read_default_file" in options:
        return {}
    if options.get("port") in (None, MYSQL_PORT):
        for name in SOCKETS:
            if Path(name).exists():
                return {"unix_socket": name, "host": "localhost"}
    return {"host": "127.0.0.1"}


def label_of(engine: str, parts: Mapping[str, object]) -> str:
    """How messages call the database: never with a password."""
    if engine == "sqlite":
        name = str(parts.get("database") or "")
        return f"the SQLite file {name}" if name and name != ":memory:" else "the SQLite store in memory"
    kind = "MySQL" if engine == "mysql" else "PostgreSQL"
    name = f" '{parts['database']}'" if parts.get("database") else ""
    place = str(parts.get("unix_socket") or parts.get("host") or "localhost")
    if parts.get("port") and not parts.get("unix_socket"):
        place += f":{parts['port']}"
    user = f"{parts['user']}@" if parts.get("user") else ""
    rest = f" (options from {parts['read_default_file']})" if parts.get("read_default_file") else ""
    return f"the {kind} database{name} of {user}{place}{rest}"
