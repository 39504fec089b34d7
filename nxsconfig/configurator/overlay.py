"""A store as it would be with a few more entries: what a check of unsaved texts reads."""

from collections.abc import Iterable, Sequence

from nxsconfig.configurator.ports import Shelf
from nxsconfig.db.records import Entry, Fingerprint, Kind


class Overlay:
    """Unsaved entries in front of a shelf; nothing is written."""

    def __init__(self, shelf: Shelf, entries: Sequence[Entry] = ()) -> None:
        self._shelf = shelf
        self._entries = {(entry.kind, entry.name): entry.text for entry in entries}

    def revision(self) -> int:
        """The revision counter of the shelf."""
        return self._shelf.revision()

    def fingerprint(self) -> Fingerprint:
        """The state of the shelf; the entries in front never change."""
        return self._shelf.fingerprint()

    def mandatory(self) -> list[str]:
        """Names of the mandatory components of the shelf."""
        return self._shelf.mandatory()

    def texts(self, kind: Kind, names: Iterable[str]) -> dict[str, str]:
        """Texts of those names that are in front or on the shelf."""
        wanted = list(names)
        stored = self._shelf.texts(kind, [name for name in wanted if (kind, name) not in self._entries])
        unsaved = {name: self._entries[kind, name] for name in wanted if self._entries.get((kind, name))}
        return stored | unsaved
