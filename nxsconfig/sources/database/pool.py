"""Connections to one database, kept and used again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from nxsconfig.errors import SourceError, SourceUnavailableError
from nxsconfig.sources.database.drivers import Connection, connect, is_broken, is_database_error, said
from nxsconfig.sources.database.spec import DatabaseSettings
from nxsconfig.sources.reading.availability import Availability

MAX_IDLE = 4
"""Connections kept between points; queries of one point may use more."""

Rows = list[tuple[object, ...]]


class Database:
    """One database with one user. Any thread may query; each query has a connection to itself meanwhile.

    A database that can't be reached costs one point one bounded wait; then it is tried in the background.
    """

    def __init__(self, settings: DatabaseSettings, seconds: float, retry_seconds: float) -> None:
        self.name = f"{settings.kind} database {settings.name}"
        self._settings = settings
        self._seconds = seconds
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._availability = Availability(self.name, retry_seconds)

    def query(self, sql: str) -> Rows:
        """All rows. A connection that broke since the last query is replaced.

        Raises:
            SourceError: the query is wrong, or returns nothing.
            SourceUnavailableError: the database can't be reached.
        """
        self._availability.check()
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        if kept is not None:
            try:
                return self._run(kept, sql)
            except SourceUnavailableError:
                self._drop_idle()
        try:
            fresh = connect(self._settings, self._seconds)
        except SourceUnavailableError as err:
            raise self._availability.lost(str(err), self._probe) from err
        try:
            return self._run(fresh, sql)
        except SourceUnavailableError as err:  # drivers say so of wrong column names as well
            raise SourceError(str(err)) from err

    def rest(self) -> Availability:
        """The entry has ended: no connections are kept, nothing is tried in the background.

        What has been stopped, to be joined.
        """
        self._drop_idle()
        self._availability.stop()
        return self._availability

    def _run(self, connection: Connection, sql: str) -> Rows:
        """Rows through this connection, which is kept if it is sound."""
        with _told():
            try:
                rows = _rows(connection, sql)
            except Exception:
                _close(connection)
                raise
        with self._lock:
            if len(self._idle) < MAX_IDLE:
                self._idle.append(connection)
                return rows
        _close(connection)
        return rows

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            _close(connection)

    def _probe(self) -> None:
        connect(self._settings, self._seconds).close()


def _rows(connection: Connection, sql: str) -> Rows:
    cursor = connection.cursor()
    try:
        cursor.execute(sql)
        if cursor.description is None:
            raise SourceError("the query returns no rows; a datasource needs a SELECT")
        return [tuple(row) for row in cursor.fetchall()]
    finally:
        cursor.close()


@contextmanager
def _told() -> Iterator[None]:
    """Errors of drivers as ours."""
    try:
        yield
    except Exception as err:
        if not is_database_error(err):
            raise
        raise (SourceUnavailableError if is_broken(err) else SourceError)(said(err)) from err


def _close(connection: Connection) -> None:
    """End a connection, broken or not."""
    try:
        connection.close()
    except Exception as err:
        if not is_database_error(err):
            raise
