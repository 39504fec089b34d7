"""How far an open file is."""

from typing import NamedTuple


class Progress(NamedTuple):
    """Absolute name of the file in use, and points of the open entry that are taken, but not yet safe in it.

    `prompt`: the next point hardly waits for the disk, because no flush is due or under way.
    """

    file: str
    waiting: int
    prompt: bool
