"""Scan after scan through one server, and what the server's process holds meanwhile."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.writer.support import entry, field

SCALARS, POINTS = 10, 3
RECORDS = [json.dumps({"data": {f"v{index}": point + index for index in range(SCALARS)}}) for point in range(POINTS)]


@dataclass(frozen=True)
class Sample:
    """What a process holds after so many scans; `rss` is its memory in KiB."""

    scans: int
    rss: int
    threads: int
    files: int


def look(pid: int, scans: int) -> Sample:
    """The process as the kernel sees it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    status = dict(line.split(":", 1) for line in lines)
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Sample(scans, int(status["VmRSS"].split()[0]), int(status["Threads"]), files)


def client_fields(number: int = SCALARS) -> list[str]:
    """Scalars of the client."""
    return [field(f"v{index}", "NX_FLOAT") for index in range(number)]


def mixed_fields(tango_host: str) -> list[str]:
    """Scalars of the client, one of a Tango device, one of a script."""
    host, _, port = tango_host.partition(":")
    device = f'<device name="sim/slow/1" hostname="{host}" port="{port}"/><record name="Quick"/>'
    sources = {
        "quick": f'<datasource name="quick" type="TANGO">{device}</datasource>',
        "made": '<datasource name="made" type="PYEVAL"><result name="r">ds.r = 7</result></datasource>',
    }
    others = [
        f'<field name="{name}" type="NX_FLOAT"><strategy mode="STEP"/>{source}</field>'
        for name, source in sources.items()
    ]
    return client_fields(SCALARS - len(others)) + others


def scan(writer: Any, path: Path, definition: str) -> None:
    """One scan from OpenFile to CloseFile; the file is gone afterwards."""
    writer.FileName = str(path)
    writer.OpenFile()
    writer.XMLSettings = definition
    writer.OpenEntry()
    for record in RECORDS:
        writer.Record(record)
    writer.CloseEntry()
    writer.CloseFile()
    path.unlink()


def samples(server: Any, folder: Path, fields: Sequence[str], scans: range) -> Iterator[Sample]:
    """Scan after scan, each with a file and an entry of its own name; a sample after each step of `scans`."""
    writer = server.fresh(Writer="h5py")
    for number in range(1, scans.stop):
        scan(writer, folder / f"scan_{number:05}.nxs", entry(*fields, name=f"scan_{number:05}"))
        if number in scans:
            yield look(server.pid, number)
