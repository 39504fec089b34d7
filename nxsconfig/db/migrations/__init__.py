"""Versions of our own tables (never the peers'), run by alembic on a connection that we already have.

A new version is a module in `versions/`, and `HEAD` names it. Released versions are never edited.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, func, select

from nxsconfig.db.schema import HEAD
from nxsconfig.db.tables import version

__all__ = ["HEAD", "VERSION_TABLE", "migrate", "migrate_connection"]

VERSION_TABLE = version.name
_LOCK_NAME = "nxsconfig.migrate"
_LOCK_NUMBER = 0x6E7873
_LOCK_SECONDS = 60


def migrate(engine: Engine) -> None:
    """Bring our own tables up to `HEAD`; nothing happens when they are. Two processes may call it at once."""
    with engine.connect() as conn:
        migrate_connection(conn)
        conn.commit()


def migrate_connection(conn: Connection) -> None:
    """As `migrate`, inside the transaction of the connection where the database can take back table definitions."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = conn
    with _alone(conn):
        command.upgrade(config, HEAD)


@contextmanager
def _alone(conn: Connection) -> Iterator[None]:
    """One process at a time; SQLite has only one writer anyway."""
    engine = conn.dialect.name
    if engine == "mysql":
        conn.execute(select(func.get_lock(_LOCK_NAME, _LOCK_SECONDS)))
    elif engine == "postgresql":
        conn.execute(select(func.pg_advisory_xact_lock(_LOCK_NUMBER)))
    try:
        yield
    finally:
        if engine == "mysql":
            conn.execute(select(func.release_lock(_LOCK_NAME)))
