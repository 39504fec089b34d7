"""What changes did to an entry: the change that is meant, and the difference between two states of its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff

from nxsconfig.configurator.ports import Store
from nxsconfig.db.records import Change, Kind
from nxsconfig.errors import NonregisteredDBRecordError


@dataclass(frozen=True)
class Difference:
    """A unified diff without line ends; `older` and `newer` say which states it compares."""

    older: str
    newer: str
    lines: tuple[str, ...]


def difference(store: Store, kind: Kind, name: str, older: int | None = None, newer: int | None = None) -> Difference:
    """Compare the texts after two changes. `newer` None: the last change of the text; `older` None: before `newer`.

    Raises:
        NonregisteredDBRecordError: the entry has no such change.
    """
    last = wanted_change(store, kind, name, newer)
    after = _State(last.text, _label(last, "after"))
    if older is None:
        before = _State(last.old_text, _label(last, "before"))
    else:
        first = wanted_change(store, kind, name, older)
        before = _State(first.text, _label(first, "after"))
    lines = unified_diff(before.lines, after.lines, before.label, after.label, lineterm="")
    return Difference(before.label, after.label, tuple(lines))


def wanted_change(store: Store, kind: Kind, name: str, number: int | None = None, *, flags_too: bool = False) -> Change:
    """The change of an entry with this number; None: the last one that touched its text, or with `flags_too` any.

    Raises:
        NonregisteredDBRecordError: the entry has no such change.
    """
    changes = store.history(kind, name)
    if number is None and not flags_too:
        changes = [change for change in changes if change.text != change.old_text]
    found = next((change for change in changes if number in (None, change.number)), None)
    if found is None:
        which = "no stored change" if number is None else f"no change {number}"
        raise NonregisteredDBRecordError(f"there is {which} of {kind} '{name}': see nxsconfig history", name)
    return found


def moment(change: Change) -> str:
    """When the change was made: UTC as ``2026-01-31T12:00:00Z``."""
    return change.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def change_as_json(change: Change) -> Mapping[str, str | int]:
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
