"""Conversations with the database: one transaction a call, broken connections replaced, errors translated."""

from collections.abc import Callable
from contextlib import nullcontext
from threading import RLock
from typing import TypeVar

from sqlalchemy import Connection, exc

from nxsconfig.db.engine import WRITES, make_engine
from nxsconfig.db.faults import is_lost, is_transient, settings_checked, translated
from nxsconfig.db.target import Target

T = TypeVar("T")
_ATTEMPTS = 5


class Access:
    """Runs work on connections of a pool. May be shared by threads; a store in memory has one connection for all.

    `asked` of the methods completes "can't …" in error messages.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        with translated(target, "prepare the connection"), settings_checked(target):
            self._engine = make_engine(target)
        self._guard = RLock() if target.in_memory else nullcontext()

    def read(self, asked: str, work: Callable[[Connection], T]) -> T:
        """Do work that only reads; it is done again when the connection turns out to be broken."""
        return self._repeat(asked, work, is_lost, {})

    def write(self, asked: str, work: Callable[[Connection], T]) -> T:
        """Do work in a transaction; it is done again when the database took everything back (a deadlock)."""
        return self._repeat(asked, work, is_transient, {WRITES: True})

    def exclusively(self, asked: str, work: Callable[[Connection], T]) -> T:
        """Do work without a transaction; after an error the connection is dropped, and with it all its locks."""

        def guarded(conn: Connection) -> T:
            done = False
            try:
                result = work(conn)
                done = True
                return result
            finally:
                if not done:
                    conn.invalidate()

        return self._repeat(asked, guarded, lambda _err: False, {"isolation_level": "AUTOCOMMIT"})

    def close(self) -> None:
        """Close the connections of the pool; a store in memory is empty afterwards."""
        with self._guard:
            self._engine.dispose()

    def _repeat(
        self,
        asked: str,
        work: Callable[[Connection], T],
        again: Callable[[exc.DBAPIError], bool],
        options: dict[str, object],
    ) -> T:
        with self._guard, translated(self.target, asked):
            for _attempt in range(_ATTEMPTS - 1):
                opened = self._connected()
                try:
                    return self._once(opened, work, options)
                except exc.DBAPIError as err:
                    if not again(err):
                        raise
            return self._once(self._connected(), work, options)

    def _connected(self) -> Connection:
        """A connection that works; failing is final, so that nobody waits for a silent server several times."""
        with settings_checked(self.target):
            return self._engine.connect()

    @staticmethod
    def _once(opened: Connection, work: Callable[[Connection], T], options: dict[str, object]) -> T:
        with opened:
            conn = opened.execution_options(**options)
            with conn.begin():
                return work(conn)
