"""`SqlStore`: the store of components, datasources and selections in an SQL database."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from nxsconfig.db import changes
from nxsconfig.db.desk import Desk
from nxsconfig.db.planning import Put, Wish
from nxsconfig.db.reading import StoreReader
from nxsconfig.db.records import Change, Entry, Kind
from nxsconfig.db.settings import target_of
from nxsconfig.db.tables import history
from nxsconfig.db.target import Target
from nxsconfig.errors import StoreUnavailableError


class SqlStore(StoreReader):
    """Texts under names, a revision counter and a history in SQLite, MariaDB/MySQL or PostgreSQL.

    Implements `nxsconfig.configurator.ports.Store`. Connects when first asked; a broken connection is replaced
    unnoticed. May be shared by threads, not by processes: each process opens its own. `create`: see `open_store`.
    """

    def __init__(self, target: Target, *, create: bool | None = None) -> None:
        self.label = target.label
        super().__init__(Desk(target, create=create))

    def __repr__(self) -> str:
        return f"<SqlStore {self.label}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def check(self) -> None:
        """Reach the database and look at its tables. Raises StoreUnavailableError, StoreSchemaError."""
        self._desk.look_again()

    def store(
        self, entries: Sequence[Entry], *, who: str = "", mandatory: bool | None = None, expected: int | None = None
    ) -> int:
        """Put entries, all or none; returns the revision afterwards.

        Raises:
            StoreDataError: a name or text that the database can't hold.
            StoreReadOnlyError: the database can't be written.
            RevisionConflictError: the revision isn't `expected`.
        """
        puts = tuple(Put(entry.kind, entry.name, entry.text, mandatory) for entry in entries)
        return self._desk.write(
            _asked("store", [entry.name for entry in entries]), Wish(puts, who=who, expected=expected)
        )

    def apply(self, wish: Wish) -> int:
        """Make a whole wish true, or nothing of it; returns the revision afterwards. Raises as `store` does."""
        return self._desk.write(_asked("change", [name for _kind, name in wish.places()]), wish)

    def delete(self, kind: Kind, names: Sequence[str], *, who: str = "", expected: int | None = None) -> int:
        """Delete entries, all or none; the revision steps once a name, also for names that don't exist."""
        drops = tuple((kind, name) for name in names)
        return self._desk.write(_asked("delete", names), Wish(drops=drops, who=who, expected=expected))

    def set_mandatory(self, names: Sequence[str], flag: bool, *, who: str = "") -> int:  # noqa: FBT001  the flag is the value
        """Set or clear the flag; unknown names are ignored, the revision steps once a flag that changed."""
        wish = Wish(flags=tuple((name, flag) for name in names), who=who)
        return self._desk.write(
            _asked("set the mandatory flag of" if flag else "clear the mandatory flag of", names), wish
        )

    def history(self, kind: Kind | None = None, name: str | None = None, *, limit: int | None = None) -> list[Change]:
        """Changes, newest first; an empty list when nothing was ever changed by us."""
        if not self._desk.has(history.name):
            return []
        return self._desk.read("read the history", lambda conn: changes.listed(conn, kind, name, limit))

    def change(self, number: int) -> Change:
        """One change by its number. Raises NonregisteredDBRecordError."""
        return _numbered(self._desk, number)[0]

    def restore(self, number: int, *, who: str = "", before: bool = False) -> int:
        """Give an entry the text it had after that change (before=True: just before it); returns the revision.

        An entry that was not there then is deleted. The flag comes back with a change of the flag, and with an entry
        that doesn't exist any more.
        """
        change, mandatory = _numbered(self._desk, number)
        return self._desk.write(
            f"restore {change.kind} {change.name!r}",
            changes.way_back(change, mandatory=mandatory, before=before, who=who),
        )

    def forget(self, upto: int) -> int:
        """Delete the changes up to that number for good, to get space back; returns how many there were."""
        if not self._desk.has(history.name):
            return 0
        return self._desk.run("shorten the history", lambda conn: changes.forget(conn, upto))

    def close(self) -> None:
        """Give back all connections; the store can be used again (in memory: it is empty then)."""
        self._desk.close()


def open_store(given: str | Mapping[str, Any], *, create: bool | None = None) -> SqlStore:
    """The store of a URL, a JSONSettings text or its decoded object, reached and looked at.

    `create` True makes what is missing: tables, an SQLite file, its directory. False makes nothing, so that a misspelt
    name is found. None, the default, makes an SQLite file that is missing or empty, and nothing else.

    Raises:
        SettingsError: the settings can't be understood.
        StoreUnavailableError: the database can't be reached.
        StoreSchemaError: tables are missing.
    """
    target = target_of(given)
    _check_file(target, create=create)
    store = SqlStore(target, create=create)
    store.check()
    return store


def _numbered(desk: Desk, number: int) -> tuple[Change, bool]:
    if not desk.has(history.name):
        raise changes.unknown(number)
    return desk.read("read the history", lambda conn: changes.one(conn, number))


def _check_file(target: Target, *, create: bool | None) -> None:
    """SQLite makes any file that it is asked for; here only if wanted."""
    if target.file is None:
        return
    if Path(target.file).is_dir():
        raise StoreUnavailableError(f"{target.file} is a directory: give the name of an SQLite file in it")
    if Path(target.file).exists():
        return
    if create is False or not target.may_make_file:
        raise StoreUnavailableError(f"there is no file {target.file}: give another store, or make this one by storing")
    if create:
        try:
            Path(target.file).parent.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise StoreUnavailableError(f"the directory of {target.file} can't be made: {err.strerror}") from err


def _asked(verb: str, names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:3])
    return f"{verb} {shown} and {len(names) - 3} more" if len(names) > 3 else f"{verb} {shown}"
