"""Where wishes and questions are taken: knows the layout of the database and chooses the way that suits it."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from nxsconfig.db import values
from nxsconfig.db.access import Access
from nxsconfig.db.locking import carry_out_locked
from nxsconfig.db.planning import Wish
from nxsconfig.db.schema import Layout, can_write, check_complete, look, make_tables, make_writable
from nxsconfig.db.target import Target
from nxsconfig.db.writing import carry_out
from nxsconfig.errors import StoreSchemaError, StoreUnavailableError

T = TypeVar("T")


class Desk:
    """Access to a database with its layout, looked at when first needed and after trouble. May be shared by threads."""

    def __init__(self, target: Target, *, create: bool | None) -> None:
        self._target = target
        self._create = create
        self._access = Access(target)
        self._layout: Layout | None = None

    def look_again(self) -> Layout:
        """Reach the database and look at its tables. Raises StoreUnavailableError, StoreSchemaError."""
        layout = self._look()
        missing = not (layout.complete and "selections" in layout.tables)
        # a file without any table is a new one
        empty = self._target.engine == "sqlite" and not layout.tables
        if missing and (self._create or (empty and self._create is None)):
            self._make("make the tables", make_tables)
            layout = self._look()
        check_complete(layout, self._target)
        self._layout = layout
        return layout

    def has(self, table: str) -> bool:
        """Whether the table is there; one that wasn't may have been made by another process since."""
        known = self._layout
        return table in (known or self.look_again()).tables or (known is not None and table in self.look_again().tables)

    def read(self, asked: str, work: Callable[[Connection], T]) -> T:
        """The answer to a question; `asked` completes "can't …" in error messages."""
        return self._careful(lambda: self._access.read(asked, work))

    def run(self, asked: str, work: Callable[[Connection], T]) -> T:
        """Do work in a transaction of its own."""
        return self._careful(lambda: self._access.write(asked, work))

    def write(self, asked: str, wish: Wish) -> int:
        """Make a wish come true; returns the revision afterwards."""
        layout = self._ready_for(wish)
        values.check(wish, layout.max_packet)
        if layout.locked:
            return self._careful(
                lambda: self._access.exclusively(asked, lambda conn: carry_out_locked(conn, wish, layout))
            )
        return self.run(asked, lambda conn: carry_out(conn, wish, layout))

    def close(self) -> None:
        """Give back all connections."""
        self._access.close()
        self._layout = None

    def _ready_for(self, wish: Wish) -> Layout:
        layout = self._layout or self.look_again()
        kinds = {kind for kind, _name in wish.places()}
        if can_write(layout, kinds, self._target):
            return layout
        self._careful(lambda: self._make("make the tables of the history", lambda conn: make_writable(conn, kinds)))
        return self.look_again()

    def _make(self, asked: str, work: Callable[[Connection], None]) -> None:
        """Make tables: all or none where tables can be taken back; MySQL would show others an outdated state."""
        way = self._access.exclusively if self._target.engine == "mysql" else self._access.write
        way(asked, work)

    def _look(self) -> Layout:
        return self._access.read("look at the tables", look)

    def _careful(self, work: Callable[[], T]) -> T:
        """After trouble with the connection or the tables the database may be another one: look at it again."""
        if self._layout is None:
            self.look_again()
        try:
            return work()
        except (StoreUnavailableError, StoreSchemaError):
            self._layout = None
            raise
