"""The threads of scripts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class ScriptLane:
    """Scripts that run one after the other: a single one, or all that use the common block, in their order."""

    name: str
    patience: float
    heard: float = 0.0
