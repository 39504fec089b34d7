"""Memory, threads and open files of one data writer over thousands of scans, on a private Tango database.

    python -m bench.endurance [--scans 10000] [--every 500] [--mixed] [--json FILE]

One line a sample. A scan is OpenFile, OpenEntry, three points of ten scalars, CloseEntry and CloseFile; each has a file
and an entry name (so a definition) of its own. With --mixed two of the scalars come from a Tango device and a script.
The last line says how much the memory has grown since the first sample.
"""

import argparse
import json
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from bench.data_writer import ending
from tests.services.data_writer import DataWriter
from tests.services.devices import slow_devices
from tests.services.tango_db import TangoDatabase
from tests.tango.datawriter.endurance import Sample, client_fields, mixed_fields, samples


def line(sample: Sample, seconds: float) -> str:
    return (
        f"{sample.scans:7,} scans {seconds:8.1f} s {sample.rss / 1024:8.1f} MiB "
        f"{sample.threads:4} threads {sample.files:4} open files"
    )


def measure(fields: list[str], server: DataWriter, scans: range) -> list[Sample]:
    found = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples(server, Path(folder), fields, scans):
            print(line(sample, time.monotonic() - began), flush=True)
            found.append(sample)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scans", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=500, help="scans between two samples")
    parser.add_argument("--mixed", action="store_true", help="a Tango device and a script among the sources")
    parser.add_argument("--json", type=Path, help="write the samples to this file")
    given = parser.parse_args()
    with ExitStack() as stack:
        database = stack.enter_context(ending(TangoDatabase()))
        server = stack.enter_context(ending(DataWriter(database)))
        fields = client_fields()
        if given.mixed:
            stack.callback(slow_devices(database).stop)
            fields = mixed_fields(database.tango_host)
        found = measure(fields, server, range(given.every, given.scans + 1, given.every))
    print(f"memory since the first {found[0].scans:,} scans: {found[-1].rss / found[0].rss - 1:+.1%}")
    if given.json:
        given.json.write_text(json.dumps([asdict(sample) for sample in found], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
