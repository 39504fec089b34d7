"""SQLite files in a directory where we may write nothing."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from nxsconfig.db.target import Target

_MARK = "nxs_frozen"


class Frozen:
    """Reads such files: SQLite itself gives up, because it can't make the helper files that WAL needs.

    While there are no helper files nobody is writing, so the database file alone is read, as it is at this moment. Such
    a connection is used once only: it wouldn't notice later changes.
    """

    def __init__(self, target: Target) -> None:
        self._file = Path(target.file) if target.file else None

    def connect(
        self, _dialect: object, record: ConnectionPoolEntry, _args: object, _more: object
    ) -> sqlite3.Connection | None:
        """A connection of ours, or None for the usual one."""
        if self._file is None or not _is_frozen(self._file):
            return None
        record.info[_MARK] = True
        name = f"file:{quote(str(self._file.absolute()))}?mode=ro&immutable=1"
        return sqlite3.connect(name, uri=True, check_same_thread=False)

    @staticmethod
    def drop(_raw: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        """Don't keep the connection."""
        if record.info.pop(_MARK, False):
            record.invalidate()


def _is_frozen(file: Path) -> bool:
    if not file.is_file() or os.access(file.parent, os.W_OK, effective_ids=True):
        return False
    wal = Path(f"{file}-wal")
    return not wal.exists() or (not Path(f"{file}-shm").exists() and wal.stat().st_size == 0)
