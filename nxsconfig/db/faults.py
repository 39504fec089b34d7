"""The one place where errors of SQLAlchemy and the drivers become ours.

Every message says what was asked, of which database (never with a password), what was found and what to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import exc

from nxsconfig.db.target import Target
from nxsconfig.errors import (
    SettingsError,
    StoreDataError,
    StoreError,
    StoreReadOnlyError,
    StoreSchemaError,
    StoreUnavailableError,
)


@dataclass(frozen=True)
class Fault:
    """What to raise and what to tell people to do."""

    error: type[StoreError]
    advice: str


_AWAY = Fault(StoreUnavailableError, "check that the database runs and can be reached, then try again")
_NO_FILE = Fault(
    StoreUnavailableError, "check that the file may be read; one with a -wal file beside it needs a writable directory"
)
_REFUSED = Fault(StoreUnavailableError, "check user, password and rights in the connection settings")
_BUSY = Fault(StoreUnavailableError, "another program holds the database for too long; try again")
_NO_TABLES = Fault(
    StoreSchemaError, "create the tables with `nxsconfig upload`, open_store(…, create=True) or the scripts in sql/"
)
_NO_DATABASE = Fault(StoreSchemaError, "create the database first, or name another one in the connection settings")
_READ_ONLY = Fault(StoreReadOnlyError, "nothing was changed; get the right to write, or use another store")
_NO_RIGHT = Fault(
    StoreReadOnlyError, "nothing was changed; get the rights that docs/explanation/store.md lists, or use another store"
)
_FULL = Fault(StoreReadOnlyError, "nothing was changed; there is no space left for the database")
_VALUE = Fault(
    StoreDataError, "nothing was changed; shorten the value or its name, or use characters that the table can hold"
)
_PACKET = Fault(StoreDataError, "nothing was changed; the server's max_allowed_packet is too small for this text")
_NOT_OURS = Fault(StoreSchemaError, "this is no store of nxsconfig, or it is damaged")

_MYSQL = {
    **dict.fromkeys((1040, 1053, 1152, 1158, 1159, 1160, 1161, 1203, 1226, 1927), _AWAY),
    **dict.fromkeys((2002, 2003, 2005, 2006, 2013, 2026, 2055), _AWAY),
    **dict.fromkeys((1044, 1045, 1130, 1698, 2059), _REFUSED),
    **dict.fromkeys((1205, 1213, 1020, 1412), _BUSY),
    **dict.fromkeys((1146, 1054), _NO_TABLES),
    **dict.fromkeys((1046, 1049), _NO_DATABASE),
    **dict.fromkeys((1036, 1290, 1792), _READ_ONLY),
    **dict.fromkeys((1142, 1143, 1227, 1370), _NO_RIGHT),
    **dict.fromkeys((1021, 1114, 3), _FULL),
    **dict.fromkeys((1264, 1265, 1300, 1366, 1406, 1267, 1270, 1271, 3988), _VALUE),
    1153: _PACKET,
    1301: _PACKET,
}
_POSTGRES = {
    "08": _AWAY, "57": _AWAY, "53": _AWAY, "53100": _FULL, "28": _REFUSED, "42501": _NO_RIGHT, "25006": _READ_ONLY,
    "3D": _NO_DATABASE, "42P01": _NO_TABLES, "42703": _NO_TABLES, "55P03": _BUSY, "40": _BUSY, "57014": _BUSY,
    "22": _VALUE, "54": _VALUE,
}  # fmt: skip
_SQLITE = {
    "READONLY": _READ_ONLY, "PERM": _READ_ONLY, "FULL": _FULL, "BUSY": _BUSY, "LOCKED": _BUSY, "CANTOPEN": _NO_FILE,
    "IOERR": _AWAY, "TOOBIG": _VALUE, "NOTADB": _NOT_OURS, "CORRUPT": _NOT_OURS,
}  # fmt: skip

_TRANSIENT_MYSQL = (1020, 1050, 1062, 1213, 1412)
_TRANSIENT_POSTGRES = ("40001", "40P01", "23505", "42P07")


@contextmanager
def translated(target: Target, asked: str) -> Iterator[None]:
    """Errors of the body, a conversation with that database, come out as leaves of StoreError."""
    try:
        yield
    except exc.DBAPIError as err:
        fault = _fault(err)
        raise fault.error(_message(target, asked, _reason(err), fault.advice)) from err
    except exc.TimeoutError as err:
        raise StoreUnavailableError(
            _message(target, asked, "too many threads wait for a connection", _BUSY.advice)
        ) from err
    except exc.SQLAlchemyError as err:
        raise StoreError(_message(target, asked, type(err).__name__, "please report this")) from err


@contextmanager
def settings_checked(target: Target) -> Iterator[None]:
    """A driver refuses keywords that it doesn't know with TypeError."""
    try:
        yield
    except (TypeError, ImportError) as err:
        text = target.without_secrets(str(err))
        raise SettingsError(f"the connection settings of {target.label} can't be used: {text}") from err


def is_transient(err: BaseException) -> bool:
    """Nothing was changed and the same again may succeed: deadlocks, a name or table that somebody else just made."""
    if not isinstance(err, exc.DBAPIError):
        return False
    return _mysql_code(err) in _TRANSIENT_MYSQL or _postgres_code(err) in _TRANSIENT_POSTGRES


def is_lost(err: BaseException) -> bool:
    """The connection broke; another one may work."""
    return isinstance(err, exc.DBAPIError) and err.connection_invalidated


def _fault(err: exc.DBAPIError) -> Fault:
    """What kind of trouble it is; what nobody knows counts as the database being away if the connection broke."""
    if _mysql_code(err) == 1044 and err.statement:  # connected, but not allowed to do this
        return _NO_RIGHT
    found = _MYSQL.get(_mysql_code(err)) or _by_prefix(_POSTGRES, _postgres_code(err)) or _sqlite_fault(err)
    if found is not None:
        return found
    if isinstance(err, exc.DataError):
        return _VALUE
    if err.connection_invalidated or isinstance(err, exc.OperationalError | exc.InterfaceError):
        return _AWAY
    return Fault(StoreError, "please report this")


def _mysql_code(err: exc.DBAPIError) -> int:
    args = getattr(err.orig, "args", ())
    return args[0] if args and isinstance(args[0], int) else 0


def _postgres_code(err: exc.DBAPIError) -> str:
    """SQLSTATE; psycopg2 and psycopg 3 call it differently. A refused login has none: its text must do."""
    code = getattr(err.orig, "pgcode", None) or getattr(err.orig, "sqlstate", None)
    if code:
        return str(code)
    text = str(err.orig)
    if 'database "' in text and "does not exist" in text:
        return "3D000"
    return "28000" if "authentication failed" in text or "no password supplied" in text else ""


def _by_prefix(table: dict[str, Fault], code: str) -> Fault | None:
    return table.get(code) or table.get(code[:2])


def _sqlite_fault(err: exc.DBAPIError) -> Fault | None:
    name = str(getattr(err.orig, "sqlite_errorname", "")).removeprefix("SQLITE_")
    if name == "ERROR" and "no such" in str(err.orig):
        return _NO_TABLES
    return _SQLITE.get(name.split("_")[0])


def _reason(err: exc.DBAPIError) -> str:
    """The driver's words in one line, without the SQL and the values that SQLAlchemy adds."""
    args: tuple[object, ...] = getattr(err.orig, "args", ())
    words = args[1] if len(args) > 1 and isinstance(args[0], int) else (args[0] if args else type(err.orig).__name__)
    return " ".join(str(words).split())


def _message(target: Target, asked: str, found: str, advice: str) -> str:
    return f"can't {asked} in {target.label}: {target.without_secrets(found)}; {advice}"
