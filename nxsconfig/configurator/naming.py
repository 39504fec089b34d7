"""What the names of entries tell."""

from collections.abc import Sequence

PRIVATE = "__"
"""Components whose names start with this are not for people."""


def public_names(names: Sequence[str], *, private: bool = False) -> list[str]:
    """The names for people, or with `private` the others."""
    return [name for name in names if name.startswith(PRIVATE) == private]
