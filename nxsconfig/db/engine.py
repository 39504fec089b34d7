"""Engines set up for a store: what each database must be told when a connection begins."""

import sqlite3
import zlib
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from nxsconfig.db.frozen import Frozen
from nxsconfig.db.target import Target

WRITES = "nxs_writes"
"""Execution option of connections whose transaction will write."""

BUSY_SECONDS = 60
_MYSQL_SESSION = (
    "SET SESSION sql_mode = CONCAT_WS(',', NULLIF(@@sql_mode, ''), 'STRICT_ALL_TABLES'), "
    f"lock_wait_timeout = {BUSY_SECONDS}, innodb_lock_wait_timeout = {BUSY_SECONDS}"
)

_OURS = "SELECT count(*) = 0 OR sum(name = 'components') FROM sqlite_master WHERE type = 'table'"
"""Whether an SQLite file is new or a store, and no file of another program."""


def make_engine(target: Target) -> Engine:
    """An engine for that database; nothing is connected yet."""
    keywords: dict[str, Any] = {"connect_args": dict(target.options), "hide_parameters": True}
    if target.in_memory:
        keywords |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    else:
        keywords["pool_pre_ping"] = True
    engine = create_engine(target.url, **keywords)
    event.listen(engine, "connect", {"sqlite": _sqlite, "mysql": _mysql, "postgresql": _postgres}[target.engine])
    if target.engine == "sqlite":
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "do_connect", Frozen(target).connect)
        event.listen(engine, "checkin", Frozen.drop)
    return engine


def _sqlite(raw: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Transactions begin where we say; several processes may use the file; the checksum is computed in the query."""
    raw.isolation_level = None
    raw.create_function("nxs_checksum", 3, _checksum, deterministic=True)
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "delete" and cursor.execute(_OURS).fetchone()[0]:
        with suppress(sqlite3.OperationalError):  # a file that can't be written is read as it is
            cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _checksum(name: str, mandatory: int, text: bytes) -> int:
    return zlib.crc32(text, zlib.crc32(name.encode("utf-8", "surrogatepass")) ^ mandatory)


def _begin_sqlite(conn: Connection) -> None:
    """A writer takes its lock at once, so that what it read can't be outdated when it writes."""
    conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get(WRITES) else "BEGIN")


def _mysql(raw: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Values that don't fit are errors, also in MyISAM tables; nobody waits for a lock for a day."""
    cursor = raw.cursor()
    cursor.execute(_MYSQL_SESSION)
    cursor.close()


def _postgres(raw: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = raw.cursor()
    cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    cursor.close()
    raw.commit()
