"""NeXus paths: ``name:NXtype/name:NXtype/…`` (config-server §7.8, writer §3.3)."""

from typing import NamedTuple


class Step(NamedTuple):
    """One group on a path: its name and its NX class."""

    name: str
    nxclass: str


def parse_path(text: str) -> tuple[Step, ...]:
    """Groups of a path. ``name`` gets class NXname; ``NXtype`` and ``:NXtype`` get the name without NX.

    Empty elements are ignored, so an empty text is the empty path.
    """
    return tuple(_step(part) for part in (raw.strip() for raw in text.split("/")) if part)


def _step(part: str) -> Step:
    name, colon, nxclass = part.partition(":")
    if not colon and name.startswith("NX") and len(name) > 2:
        name, nxclass = "", name
    if not name:
        return Step(nxclass.removeprefix("NX"), nxclass)
    return Step(name, nxclass or f"NX{name}")


def format_path(steps: tuple[Step, ...]) -> str:
    """``/name:NXtype/…`` of the groups."""
    return "".join(f"/{step.name}:{step.nxclass}" for step in steps)
