"""Reading: one statement an answer, whatever the size of the store."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from typing import cast as cast_to

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Numeric,
    Select,
    String,
    Table,
    cast,
    collate,
    func,
    literal,
    select,
)

from nxsconfig.db.planning import key
from nxsconfig.db.records import Fingerprint, Kind, Listed
from nxsconfig.db.tables import REVISION, TABLE, components, datasources, properties, text_column
from nxsconfig.errors import NonregisteredDBRecordError

if TYPE_CHECKING:
    import sqlite3

CHUNK = 5000
"""Names in one IN list: below the parameter limits of all drivers."""

MANY = 200
"""From this many names on it is worth asking how big the table is."""

_KEPT = "nxs_fingerprint"
_IMPOSSIBLE = re.compile("[\0\ud800-\udfff]")
"""What drivers refuse even in a question, as no table can hold it."""

_WIDE = re.compile("[\U00010000-\U0010ffff]")
"""What MySQL compares with the peers' 3-byte columns only if told how."""


def names(conn: Connection, kind: Kind) -> list[str]:
    """All names in code point order; sorted here, because databases order by their collations."""
    return sorted(conn.execute(select(TABLE[kind].c.name)).scalars())


def listing(conn: Connection) -> list[Listed]:
    """All components with their flags, in code point order."""
    rows = conn.execute(select(components.c.name, components.c.mandatory))
    return sorted((Listed(name, bool(flag)) for name, flag in rows), key=lambda row: row.name)


def mandatory(conn: Connection) -> list[str]:
    """Mandatory components in table order; PostgreSQL, where an update moves the row, gives them by name."""
    query = select(components.c.name).where(components.c.mandatory != 0)
    found = list(conn.execute(query).scalars())
    return sorted(found) if conn.dialect.name == "postgresql" else found


def texts(conn: Connection, kind: Kind, wanted: Iterable[str]) -> dict[str, str]:
    """Texts under the names asked for; empty ones count as not registered (config-server §5.4)."""
    table = TABLE[kind]
    asked = list(dict.fromkeys(wanted))
    query = select(table.c.name, text_column(kind)).where(text_column(kind) != "")
    if _asks_for_most(conn, table, len(asked)):
        found = {name: text for name, text in conn.execute(query)}  # noqa: C416  a Row is no pair for dict()
    else:
        found = {name: text for name, text in matching(conn, query, table, asked)}  # noqa: C416
    if all(name in found for name in asked):
        return {name: found[name] for name in asked}
    by_key = {key(name): text for name, text in found.items()}
    return {name: by_key[key(name)] for name in asked if key(name) in by_key}


def everything(conn: Connection, kind: Kind, most: int) -> dict[str, str]:
    """All texts of a kind that are not empty; none when they have more than so many characters."""
    text = text_column(kind)
    size = conn.execute(select(func.sum(func.char_length(text) if conn.dialect.name == "mysql" else func.length(text))))
    if int(size.scalar() or 0) > most:
        return {}
    rows = conn.execute(select(TABLE[kind].c.name, text).where(text != ""))
    return {name: text for name, text in rows}  # noqa: C416  a Row is no pair for dict()


def _asks_for_most(conn: Connection, table: Table, count: int) -> bool:
    """Whether reading the whole table costs less than naming so many of its rows."""
    if count < MANY:
        return False
    rows = conn.execute(select(func.count()).select_from(table)).scalar_one()
    return bool(rows <= 2 * count)


def matching(conn: Connection, query: Select[Any], table: Table, wanted: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Rows of a query over a table whose names are among the wanted ones."""
    keys = list(dict.fromkeys(map(key, wanted)))
    if _IMPOSSIBLE.search("\n".join(keys)):
        keys = [name for name in keys if not _IMPOSSIBLE.search(name)]
    if conn.dialect.name == "mysql" and _WIDE.search("\n".join(keys)):
        wide = [name for name in keys if _WIDE.search(name)]
        keys = [name for name in keys if not _WIDE.search(name)]
        for name in wide:
            yield from conn.execute(query.where(table.c.name == collate(literal(name), "utf8mb4_bin")))
    for start in range(0, len(keys), CHUNK):
        yield from conn.execute(query.where(table.c.name.in_(keys[start : start + CHUNK])))


def revision(conn: Connection, *, lock: bool = False) -> int:
    """The revision counter; `lock` keeps it until the transaction ends. Raises NonregisteredDBRecordError."""
    query = select(properties.c.value).where(properties.c.name == REVISION)
    return number(conn.execute(query.with_for_update() if lock else query).scalar())


def number(value: str | None) -> int:
    """A stored revision as a number. Raises NonregisteredDBRecordError."""
    try:
        return int(value or "")
    except ValueError as err:
        raise NonregisteredDBRecordError(
            f"The revision of the configuration database is not registered: found {value!r} in table properties, "
            "where the name 'revision' must have a number",
            REVISION,
        ) from err


def fingerprint(conn: Connection) -> Fingerprint:
    """Revision, and counts and checksums over all rows that a merge reads, computed by the database in one query.

    SQLite tells whether anybody has written since this connection asked last; if nobody has, the answer is the same.
    """
    if conn.dialect.name != "sqlite":
        return _computed_fingerprint(conn)
    state = conn.exec_driver_sql("PRAGMA data_version").scalar(), _own_changes(conn)
    kept = conn.info.get(_KEPT)
    if kept is None or kept[0] != state:
        kept = conn.info[_KEPT] = state, _computed_fingerprint(conn)
    found: Fingerprint = kept[1]
    return found


def _own_changes(conn: Connection) -> int:
    """Rows that this connection itself has written so far."""
    return int(cast_to("sqlite3.Connection", conn.connection.dbapi_connection).total_changes)


def _computed_fingerprint(conn: Connection) -> Fingerprint:
    stored = select(properties.c.value).where(properties.c.name == REVISION).scalar_subquery()
    row = conn.execute(
        select(stored, *_sums(conn.dialect.name, components), *_sums(conn.dialect.name, datasources))
    ).one()
    return Fingerprint(number(row[0]), "-".join(str(int(value or 0)) for value in row[1:]))


def _sums(engine: str, table: Table) -> Iterator[ColumnElement[Any]]:
    flag: ColumnElement[Any] = table.c.mandatory if table is components else literal(0)
    columns = table.c.name, flag, table.c.xml
    row = {"sqlite": _sqlite_row, "mysql": _mysql_row, "postgresql": _postgres_row}[engine](*columns)
    yield select(func.count()).select_from(table).scalar_subquery()
    yield select(func.sum(row)).select_from(table).scalar_subquery()


def _sqlite_row(name: ColumnElement[Any], flag: ColumnElement[Any], text: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.nxs_checksum(name, flag, cast(text, LargeBinary))


def _mysql_row(name: ColumnElement[Any], flag: ColumnElement[Any], text: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.crc32(func.concat(name, "\n", flag, "\n", text))


def _postgres_row(name: ColumnElement[Any], flag: ColumnElement[Any], text: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(
        func.hashtextextended(name.concat("\n").concat(cast(flag, String)).concat("\n").concat(text), 0), Numeric
    )
