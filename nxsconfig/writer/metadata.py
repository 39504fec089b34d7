"""A JSON file of metadata beside a data file, for each entry (writer §3.5)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import h5py

from nxsconfig.errors import NexusFileError
from nxsconfig.h5.metadata import scientific_metadata
from nxsconfig.writer.plan import GroupPlan, Plan
from nxsconfig.writer.targets import split_target

ENTRY = "NXentry"


def write_metadata(file: h5py.File, target: str, plan: Plan) -> list[Path]:
    """Write ``FILE.ENTRY.json`` for each entry at the top of a definition.

    Args:
        file: holds the entries.
        target: under which it was asked for: ``file.nxs`` or ``file.nxs:/entry:NXentry/…``.
        plan: what the entries were made with.

    Raises:
        NexusFileError: a JSON file can't be written.
    """
    name, base = split_target(target)
    written = []
    for entry, group in _entries(file, base, plan):
        path = Path(f"{name}.{entry}.json")
        _write(path, json.dumps(_document(group, entry), indent=4, sort_keys=True, default=str))
        written.append(path)
    return written


def _entries(file: h5py.File, base: str, plan: Plan) -> Iterator[tuple[str, h5py.Group]]:
    above = "".join(f"/{part.partition(':')[0]}" for part in base.split("/") if part)
    for step in plan.steps:
        if isinstance(step, GroupPlan) and len(step.path) == 1 and step.nxclass == ENTRY:
            yield step.path[0], file[f"{above}/{step.path[0]}"]


def _document(group: h5py.Group, name: str) -> dict[str, object]:
    facts = scientific_metadata(group, name)
    document: dict[str, object] = {
        "creationTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f%z"),
        "scientificMetadata": facts,
        "techniques": [],
        "type": "raw",
    }
    title = facts.get("title")
    if isinstance(title, dict) and title.get("value"):
        document["description"] = title["value"]
    return document


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="ascii")
    except OSError as err:
        raise NexusFileError(f"{str(path)!r} can't be written: {err.strerror or err}; please look at the disk") from err
