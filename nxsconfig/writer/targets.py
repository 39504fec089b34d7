"""File names with a nexus path behind them (writer §3.3)."""

from nxsconfig.dialect.paths import format_path, parse_path
from nxsconfig.writer.ports import Sink


def open_base(sink: Sink, path: str) -> tuple[str, str]:
    """Open or create the groups of a nexus path; path and label of the last one. Raises NexusFileError."""
    steps, here = parse_path(path), ""
    for step in steps:
        here += f"/{step.name}"
        if not sink.has(here):
            sink.make_group(here, step.nxclass)
    return here, format_path(steps)


def split_target(target: str) -> tuple[str, str]:
    """File name and nexus path of a target; in front of two ``:/`` stands a scheme, which is dropped (writer §3.3)."""
    parts = target.split(":/")
    if len(parts) == 1:
        return target, ""
    if len(parts) == 2:
        return parts[0], parts[1]
    return parts[1], ":/".join(parts[2:])
