"""The store as the configurator needs it. `nxsconfig.db.SqlStore` implements it for three engines."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from nxsconfig.db.planning import Wish
from nxsconfig.db.records import Change, Entry, Fingerprint, Kind, Listed


class Shelf(Protocol):
    """The part of a store that a merge reads."""

    def revision(self) -> int:
        """The revision counter (config-server §5.4). Raises NonregisteredDBRecordError when its row is missing."""
        ...

    def fingerprint(self) -> Fingerprint:
        """State of components, datasources and flags in one cheap query."""
        ...

    def mandatory(self) -> list[str]:
        """Names of the mandatory components, in table order."""
        ...

    def texts(self, kind: Kind, names: Iterable[str]) -> dict[str, str]:
        """Texts of those names that exist and are not empty, in as few queries as the engine allows."""
        ...


class Store(Shelf, Protocol):
    """Texts under names, a revision counter and a history; every call is one transaction.

    All calls raise StoreError leaves (StoreUnavailableError when the database is away: never an empty answer).
    A store may be shared by threads.
    """

    def names(self, kind: Kind) -> list[str]:
        """All names in code point order."""
        ...

    def listing(self) -> list[Listed]:
        """All components with their flags, in code point order of names, in one query."""
        ...

    def everything(self, kind: Kind, most: int) -> dict[str, str]:
        """All texts of a kind that are not empty by name; none when they have more than so many characters."""
        ...

    def store(
        self, entries: Sequence[Entry], *, who: str = "", mandatory: bool | None = None, expected: int | None = None
    ) -> int:
        """Put entries in one transaction; returns the revision afterwards.

        `mandatory` True/False sets the flag of the components among them, None keeps it (new ones: not mandatory).
        `expected`: store only if the revision is still this one, else RevisionConflictError and nothing stored.
        """
        ...

    def apply(self, wish: Wish) -> int:
        """Make a whole wish true in one transaction, or nothing of it; returns the revision afterwards.

        Raises RevisionConflictError when the revision isn't the one that the wish expects.
        """
        ...

    def delete(self, kind: Kind, names: Sequence[str], *, who: str = "", expected: int | None = None) -> int:
        """Delete entries in one transaction; names that don't exist are no error but count in the revision."""
        ...

    def set_mandatory(self, names: Sequence[str], flag: bool, *, who: str = "") -> int:  # noqa: FBT001  the flag is the value
        """Set or clear the flag; unknown names are ignored."""
        ...

    def history(self, kind: Kind | None = None, name: str | None = None, *, limit: int | None = None) -> list[Change]:
        """Changes, newest first; an empty list when nothing was ever changed by us."""
        ...

    def change(self, number: int) -> Change:
        """One change by its number. Raises NonregisteredDBRecordError."""
        ...

    def restore(self, number: int, *, who: str = "", before: bool = False) -> int:
        """Give an entry the text it had after that change (before=True: just before it); returns the revision."""
        ...

    def close(self) -> None:
        """Give back all connections; the store can be used again afterwards."""
        ...
