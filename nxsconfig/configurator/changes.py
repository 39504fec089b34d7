"""What changes did to an entry: the change that is meant, and the difference between two states of its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Protocol

from nxsconfig.db.records import Change, Event, Kind
from nxsconfig.errors import NonregisteredDBRecordError


class Chronicle(Protocol):
    """What has a history: a store, or a configuration server."""

    def history(
        self, kind: Kind | None = None, name: str | None = None, *, limit: int | None = None
    ) -> Sequence[Event]:
        """Changes, newest first, with their texts or without."""
        ...

    def change(self, number: int) -> Change:
        """One change with its texts."""
        ...


@dataclass(frozen=True)
class Difference:
    """A unified diff without line ends; `older` and `newer` say which states it compares."""

    older: str
    newer: str
    lines: tuple[str, ...]


def difference(
    chronicle: Chronicle, kind: Kind, name: str, older: int | None = None, newer: int | None = None
) -> Difference:
    """Compare the texts after two changes. `newer` None: the last change of the text; `older` None: before `newer`.

    Raises:
        NonregisteredDBRecordError: the entry has no such change.
    """
    last = wanted_change(chronicle, kind, name, newer)
    after = _State(last.text, _label(last, "after"))
    if older is None:
        before = _State(last.old_text, _label(last, "before"))
    else:
        first = wanted_change(chronicle, kind, name, older)
        before = _State(first.text, _label(first, "after"))
    lines = unified_diff(before.lines, after.lines, before.label, after.label, lineterm="")
    return Difference(before.label, after.label, tuple(lines))


def wanted_change(
    chronicle: Chronicle, kind: Kind, name: str, number: int | None = None, *, flags_too: bool = False
) -> Change:
    """The change of an entry with this number; None: the last one that touched its text, or with `flags_too` any.

    Raises:
        NonregisteredDBRecordError: the entry has no such change.
    """
    events = chronicle.history(kind, name)
    if number is None and not flags_too:
        events = [event for event in events if event.touches_text]
    found = next((event for event in events if number in (None, event.number)), None)
    if found is None:
        which = "no stored change" if number is None else f"no change {number}"
        raise NonregisteredDBRecordError(f"there is {which} of {kind} '{name}': see nxsconfig history", name)
    return found if isinstance(found, Change) else chronicle.change(found.number)


def moment(change: Event) -> str:
    """When the change was made: UTC as ``2026-01-31T12:00:00Z``."""
    return change.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def change_as_json(change: Event) -> Mapping[str, str | int]:
    """The change without its texts under its wire names, in the order of the fields of a printed line."""
    return {
        "change": change.number,
        "at": moment(change),
        "kind": change.kind.value,
        "name": change.name,
        "action": change.action.value,
        "who": change.who,
        "revision": change.revision,
    }


class _State:
    """The text of an entry at one time; None when it was not there."""

    def __init__(self, text: str | None, label: str) -> None:
        self.lines = [] if text is None else text.splitlines()
        self.label = label


def _label(change: Change, side: str) -> str:
    return f"{change.name} {side} change {change.number} ({moment(change)} {change.who})"
