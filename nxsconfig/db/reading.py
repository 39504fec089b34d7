"""The questions that a store answers: one transaction each, nothing is changed."""

from collections.abc import Iterable

from nxsconfig.db import queries
from nxsconfig.db.desk import Desk
from nxsconfig.db.records import Fingerprint, Kind, Listed
from nxsconfig.db.tables import TABLE


class StoreReader:
    """What can be asked of a store. All raise StoreUnavailableError or StoreSchemaError, never answer with less."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def revision(self) -> int:
        """The revision counter. Raises NonregisteredDBRecordError when its row is missing or holds no number."""
        return self._desk.read("read the revision", queries.revision)

    def fingerprint(self) -> Fingerprint:
        """State of components, datasources and flags in one query; the database computes the checksums."""
        return self._desk.read("read the state", queries.fingerprint)

    def names(self, kind: Kind) -> list[str]:
        """All names in code point order."""
        if not self._desk.has(TABLE[kind].name):
            return []
        return self._desk.read(f"list the {kind}s", lambda conn: queries.names(conn, kind))

    def listing(self) -> list[Listed]:
        """All components with their flags, in code point order of names, in one query."""
        return self._desk.read("list the components", queries.listing)

    def mandatory(self) -> list[str]:
        """Names of the mandatory components, in table order (PostgreSQL: in code point order)."""
        return self._desk.read("list the mandatory components", queries.mandatory)

    def texts(self, kind: Kind, names: Iterable[str]) -> dict[str, str]:
        """Texts under those names that exist and are not empty; one query for up to 5000 names."""
        wanted = list(names)
        if not self._desk.has(TABLE[kind].name):
            return {}
        return self._desk.read(f"read {kind}s", lambda conn: queries.texts(conn, kind, wanted))

    def everything(self, kind: Kind, most: int) -> dict[str, str]:
        """All texts of a kind that are not empty by name; none when they have more than so many characters."""
        if not self._desk.has(TABLE[kind].name):
            return {}
        return self._desk.read(f"read all {kind}s", lambda conn: queries.everything(conn, kind, most))
