"""Who is asked before texts of clients are stored, where a server refuses some that are well-formed."""

from collections.abc import Callable, Sequence

from nxsconfig.configurator.configurator import check_entry
from nxsconfig.configurator.ports import Store
from nxsconfig.db.records import Entry

Door = Callable[[Store, Sequence[Entry]], None]
"""Raises FaultyTextError for texts that may not be stored."""


def let_in(door: Door | None, store: Store, entries: Sequence[Entry]) -> None:
    """Ask the door, if there is one, about texts that are well-formed. Raises as it does, and as `check_entry`."""
    if door is None:
        return
    for entry in entries:
        check_entry(entry)
    door(store, entries)


def restore(door: Door | None, store: Store, number: int, *, who: str = "", before: bool = False) -> int:
    """Give an entry the text it had after a change, or before it, if the door lets that in; returns the revision.

    Raises NonregisteredDBRecordError for an unknown change, FaultyTextError for a text that the door refuses.
    """
    change = store.change(number)
    text = change.old_text if before else change.text
    if text is not None:
        let_in(door, store, [Entry(change.kind, change.name, text)])
    return store.restore(number, who=who, before=before)
