"""Tables of commands and attributes: what all devices say of theirs."""

from dataclasses import dataclass
from typing import Protocol

TEXT = str
NAMES = (str,)
NOTHING = None


@dataclass(frozen=True)
class Value:
    """What a command takes or gives: TEXT, NAMES or NOTHING, and what it means."""

    dtype: object = NOTHING
    doc: str = "nothing"


NO_VALUE = Value()


class Command(Protocol):
    """A row of a table of commands."""

    @property
    def name(self) -> str:
        """As clients call it."""
        ...

    @property
    def doc(self) -> str:
        """One sentence."""
        ...

    @property
    def takes(self) -> Value:
        """Its argument."""
        ...

    @property
    def gives(self) -> Value:
        """Its result."""
        ...


class Attribute(Protocol):
    """A row of a table of attributes."""

    @property
    def name(self) -> str:
        """As clients call it."""
        ...

    @property
    def doc(self) -> str:
        """What it means."""
        ...

    @property
    def label(self) -> str:
        """Its name for people; "" for the same."""
        ...

    @property
    def dtype(self) -> object:
        """A Python type, a tuple of one for a list, or one of Tango's types."""
        ...

    @property
    def size(self) -> int:
        """Greatest length of a list; 0 for what is none."""
        ...

    @property
    def write(self) -> object:
        """None when it is read only."""
        ...

    @property
    def expert(self) -> bool:
        """Shown to experts by Tango's GUIs."""
        ...

    @property
    def memorized(self) -> bool:
        """Tango writes it back at Init and at the start."""
        ...
