"""What the store takes and gives: kinds of entries, changes to make, changes that were made."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What the store keeps under names; the value is the word for people."""

    COMPONENT = "component"
    DATASOURCE = "datasource"
    SELECTION = "selection"


@dataclass(frozen=True)
class Entry:
    """One text under one name."""

    kind: Kind
    name: str
    text: str


@dataclass(frozen=True)
class Listed:
    """One row of a listing: a component and its mandatory flag."""

    name: str
    mandatory: bool


@dataclass(frozen=True)
class Fingerprint:
    """Equal fingerprints: nothing that a merge reads has changed.

    The revision alone doesn't tell: two of the peers' servers can lose a count (config-server §5.4), so a checksum over
    names, texts and flags that the database computes is part of it.
    """

    revision: int
    checksum: str


class Action(StrEnum):
    """What happened to an entry."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"


@dataclass(frozen=True)
class Event:
    """One line of the history without texts.

    `number` counts up without gaps being guaranteed; `revision` is the store's revision after the change; `at` is UTC
    and timezone aware.
    """

    number: int
    kind: Kind
    name: str
    action: Action
    at: datetime
    who: str
    revision: int

    @property
    def touches_text(self) -> bool:
        """Whether the text became another one; else it was the flag."""
        return self.action not in (Action.FLAGGED, Action.UNFLAGGED)


@dataclass(frozen=True)
class Change(Event):
    """One line of the history: `text` is what the entry held *after* the change (None: it is deleted).

    `old_text` is what it held before (None: it did not exist).
    """

    old_text: str | None
    text: str | None
