"""Versions of our own tables (never the peers'), run by alembic on a connection that we already have.

A new version is a module in `versions/`, and `HEAD` names it. Released versions are never edited.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from nxsconfig.db.schema import HEAD, alone
from nxsconfig.db.tables import version

__all__ = ["HEAD", "VERSION_TABLE", "migrate", "migrate_connection"]

VERSION_TABLE = version.name


def migrate(engine: Engine) -> None:
    """Bring our own tables up to `HEAD`; nothing happens when they are. Two processes may call it at once."""
    with engine.connect() as conn, alone(conn):
        migrate_connection(conn)
        conn.commit()


def migrate_connection(conn: Connection) -> None:
    """As `migrate`, in the transaction of the connection; the caller sees to it that nobody else does it meanwhile."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, HEAD)
