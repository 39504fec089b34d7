"""Connections of the four kinds of databases, through the drivers that are installed (writer §14.4).

The SQL is the user's own, so it goes to the driver as it is: SQLAlchemy, which the store uses, has nothing to add.
"""

import importlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from nxsconfig.errors import SettingsError, SourceError, SourceUnavailableError
from nxsconfig.secrets import resolve_password
from nxsconfig.sources.database.spec import DatabaseSettings

MYSQL_DEFAULTS = "/etc/my.cnf"
"""Read by MySQL connections if it exists, unless the datasource names another file."""


class Cursor(Protocol):
    """What is used of a cursor of PEP 249."""

    description: Sequence[Sequence[object]] | None

    def execute(self, sql: str) -> object:
        """Run a query."""
        ...

    def fetchall(self) -> Iterable[Sequence[object]]:
        """All of its rows."""
        ...

    def close(self) -> object:
        """Forget it."""
        ...


class Connection(Protocol):
    """What is used of a connection of PEP 249."""

    def cursor(self) -> Cursor:
        """A cursor."""
        ...

    def close(self) -> object:
        """End it."""
        ...


Connect = Callable[[DatabaseSettings, float], Connection]


def connect(settings: DatabaseSettings, seconds: float) -> Connection:
    """A connection that sees what others commit; connecting and queries take at most about these seconds.

    The password may be a reference, so that it stands neither in the configuration nor in the files that are written.

    Raises:
        SourceError: the kind of database is unknown, its driver is not installed or a setting is wrong.
        SourceUnavailableError: the database can't be reached or refuses the user.
    """
    make = KINDS.get(settings.kind)
    if make is None:
        known = ", ".join(KINDS)
        raise SourceError(f"Support for {settings.kind or 'no'} database not available: dbtype must be one of {known}")
    try:
        return make(replace(settings, password=resolve_password(settings.password)), seconds)
    except SettingsError as err:
        raise SourceError(str(err)) from err


def is_database_error(error: Exception) -> bool:
    """True for what drivers raise (PEP 249): all of them call their root class Error."""
    return any(kind.__name__ == "Error" and kind.__module__ != "builtins" for kind in type(error).__mro__)


def is_broken(error: Exception) -> bool:
    """True if the connection may be the reason, so that a new one may help."""
    return any(kind.__name__ in ("OperationalError", "InterfaceError") for kind in type(error).__mro__)


def said(error: Exception) -> str:
    """What a driver says, in one line. Drivers don't quote passwords."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def _mysql(settings: DatabaseSettings, seconds: float) -> Connection:
    driver = _driver(settings.kind, ("MySQLdb", "pymysql"), "mysql")
    wanted: dict[str, object] = {
        "db": settings.name,
        "user": settings.user,
        "passwd": settings.password,
        "host": settings.host,
        "port": _port(settings),
        "charset": "utf8mb4",
        "connect_timeout": max(1, int(seconds)),
        "read_timeout": max(1, int(seconds)),
        "autocommit": True,
    }
    file = settings.defaults_file or MYSQL_DEFAULTS
    if settings.defaults_file or Path(file).exists():
        wanted["read_default_file"] = file
    if driver.__name__ == "pymysql":
        wanted["database"], wanted["password"] = wanted.pop("db"), wanted.pop("passwd")
    return _opened(driver.connect, wanted)  # type: ignore[no-any-return]  # drivers have no types in common


def _pgsql(settings: DatabaseSettings, seconds: float) -> Connection:
    driver = _driver(settings.kind, ("psycopg2", "psycopg"), "postgres")
    wanted: dict[str, object] = {
        "dbname": settings.name,
        "user": settings.user,
        "password": settings.password,
        "host": settings.host,
        "port": _port(settings),
        "connect_timeout": max(2, int(seconds)),
        "options": f"-c statement_timeout={int(1000 * seconds)}",
    }
    connection = _opened(driver.connect, wanted)
    connection.autocommit = True
    return connection  # type: ignore[no-any-return]  # drivers have no types in common


def _oracle(settings: DatabaseSettings, seconds: float) -> Connection:
    driver = _driver(settings.kind, ("oracledb",), "oracle")
    wanted: dict[str, object] = {
        "user": settings.user,
        "password": settings.password,
        "dsn": settings.dsn,
        "mode": _oracle_mode(driver, settings.mode),
        "tcp_connect_timeout": seconds,
    }
    connection = _opened(driver.connect, wanted)
    connection.call_timeout = int(1000 * seconds)
    connection.autocommit = True
    return connection  # type: ignore[no-any-return]  # drivers have no types in common


def _oracle_mode(driver: ModuleType, name: str) -> object:
    """``SYSDBA`` and the like as python-oracledb calls them."""
    if not name:
        return None
    try:
        return getattr(driver.AuthMode, name.upper().removeprefix("AUTH_MODE_"))
    except AttributeError as err:
        raise SourceError(f"the mode {name!r} of an ORACLE database is unknown") from err


def _sqlite(settings: DatabaseSettings, seconds: float) -> Connection:
    if not settings.name:
        raise SourceError("an SQLITE database needs the path of its file as dbname")
    uri = f"{Path(settings.name).absolute().as_uri()}?mode=ro"
    wanted = {"database": uri, "uri": True, "timeout": seconds, "isolation_level": None, "check_same_thread": False}
    return _opened(sqlite3.connect, wanted)  # type: ignore[no-any-return]  # drivers have no types in common


KINDS: dict[str, Connect] = {"MYSQL": _mysql, "PGSQL": _pgsql, "ORACLE": _oracle, "SQLITE": _sqlite}
"""Kinds of databases by the word of the tag, which counts to the letter."""


def _driver(kind: str, modules: Sequence[str], extra: str) -> ModuleType:
    for name in modules:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise SourceError(f"Support for {kind} database not available: pip install 'nxsconfig[{extra}]'")


def _port(settings: DatabaseSettings) -> int | None:
    try:
        return int(settings.port) if settings.port else None
    except ValueError as err:
        raise SourceError(f"the port {settings.port!r} of a database is no integer") from err


def _opened(open_: Callable[..., Any], wanted: dict[str, object]) -> Any:  # noqa: ANN401  any driver's connection
    given = {key: value for key, value in wanted.items() if value not in ("", None)}
    try:
        return open_(**given)
    except Exception as err:
        if not is_database_error(err):
            raise
        raise SourceUnavailableError(said(err)) from err
