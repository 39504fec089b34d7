"""What a database holds and how it behaves, asked once a connection life, and what is missing made."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select, text

from nxsconfig.db.engine import BUSY_SECONDS
from nxsconfig.db.records import Kind
from nxsconfig.db.tables import TABLE, components, create_tables, datasources, history, peers, properties, version
from nxsconfig.db.target import Target
from nxsconfig.errors import StoreSchemaError

HEAD = "0001"
"""The newest version of our own tables; a test compares it with the migrations, which are imported when needed."""

REQUIRED = (components.name, datasources.name, properties.name)
_LOCK_NAME = "nxsconfig.tables"
_LOCK_NUMBER = 0x6E7873
_ENGINES = text("SELECT TABLE_NAME, ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()")
_SERVER = text("SELECT @@max_allowed_packet, VERSION()")


@dataclass(frozen=True)
class Layout:
    """The tables that there are and what the server can do.

    `locked`: some of the peers' tables know no transactions (MyISAM, Aria), so writers lock tables instead.
    `compound`: the server runs several statements sent as one. `max_packet`: bytes of its longest statement (0: no
    limit). `version`: of our own tables, "" before our first write.
    """

    tables: frozenset[str]
    version: str
    locked: bool = False
    compound: bool = False
    max_packet: int = 0

    @property
    def complete(self) -> bool:
        """All tables that the peers' oldest databases have."""
        return self.tables.issuperset(REQUIRED)


def look(conn: Connection) -> Layout:
    """The layout of that database."""
    if conn.dialect.name != "mysql":
        found = frozenset(inspect(conn).get_table_names())
        return Layout(found, _version(conn, found))
    engines = {name: str(engine) for name, engine in conn.execute(_ENGINES)}
    packet, server = conn.execute(_SERVER).one()
    tables = frozenset(engines)
    locked = any(engines[table] != "InnoDB" for table in tables.intersection(peers.tables))
    return Layout(tables, _version(conn, tables), locked, "MariaDB" in server, int(packet))


def _version(conn: Connection, tables: frozenset[str]) -> str:
    if version.name not in tables:
        return ""
    return conn.execute(select(version.c.version_num)).scalar() or ""


def check_complete(layout: Layout, target: Target) -> None:
    """Raise StoreSchemaError when tables are missing that even the oldest stores have."""
    missing = ", ".join(name for name in REQUIRED if name not in layout.tables)
    if missing:
        raise StoreSchemaError(
            f"{target.label} has no table {missing}: make the tables with `nxsconfig upload`, "
            f"open_store(…, create=True) or the script sql/{target.engine}.sql, or name another database"
        )


def can_write(layout: Layout, kinds: Collection[Kind], target: Target) -> bool:
    """Whether the tables that a write needs are there: our own, and `selections`, which old databases lack.

    Raises:
        StoreSchemaError: our tables are of a version that this nxsconfig doesn't know.
    """
    if layout.version > HEAD:
        raise StoreSchemaError(
            f"the history in {target.label} has version {layout.version}, this nxsconfig knows {HEAD}: update nxsconfig"
        )
    ours = layout.version == HEAD and history.name in layout.tables
    return ours and all(TABLE[kind].name in layout.tables for kind in kinds)


def make_tables(conn: Connection) -> None:
    """Make the peers' tables where they are missing."""
    with alone(conn):
        create_tables(conn)


@contextmanager
def alone(conn: Connection) -> Iterator[None]:
    """One process at a time makes tables; SQLite has only one writer anyway."""
    engine = conn.dialect.name
    if engine == "mysql":
        conn.execute(select(func.get_lock(_LOCK_NAME, BUSY_SECONDS)))
    elif engine == "postgresql":
        conn.execute(select(func.pg_advisory_xact_lock(_LOCK_NUMBER)))
    try:
        yield
    finally:
        if engine == "mysql":
            conn.execute(select(func.release_lock(_LOCK_NAME)))


def make_writable(conn: Connection, kinds: Collection[Kind]) -> None:
    """Make those tables that a write needs and that are missing; what is there stays as it is."""
    from nxsconfig.db.migrations import migrate_connection  # noqa: PLC0415  alembic is needed once in a store's life

    with alone(conn):
        if Kind.SELECTION in kinds:
            create_tables(conn)
        migrate_connection(conn)
