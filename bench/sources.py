"""Sources against the least that can be done: PyTango's one call, the bare script, the bare query, numpy's view.

Prints one line a case; `--json FILE` keeps the numbers. A ratio of 1 is the floor, 0.5 is half as fast. Run from the
root of the repository: ``python -m bench.sources``.
"""

import argparse
import json
import sqlite3
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from nxsconfig.dialect import xml
from nxsconfig.sources import Decoders, EntrySources, Point, spec_of
from tests.services.devices import simulated_beamline
from tests.services.tango_db import TangoDatabase

ATTRIBUTES = "CurrentDouble CountsLong Position Step OffsetShort Comment Shutter GainUChar CurrentFloat Reads".split()
FRAME = (2048, 2048)
QUERY = "SELECT a FROM t"

Pair = tuple[Callable[[], Any], Callable[[], Any]]
"""What we do, and the floor."""


def seconds(call: Callable[[], Any], enough: float = 0.5) -> float:
    """Seconds of one call, best of five rows of calls."""
    call()
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < enough / 5:
        call()
        count += 1
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(count):
            call()
        best = min(best, (time.perf_counter() - start) / count)
    return best


@contextmanager
def batch(texts: list[str]) -> Iterator[Callable[[], Any]]:
    """Reading these datasources together."""
    with EntrySources() as sources:
        together = sources.batch([sources.open(spec_of(xml.parse(text))) for text in texts])
        point = Point(1, {"a": 1})
        if any(outcome.error for outcome in together.read(point)):
            raise SystemExit("a source can't be read")
        yield lambda: together.read(point)


@contextmanager
def device(group: str) -> Iterator[Pair]:
    """Ten scalars of one device."""
    database = TangoDatabase()
    server = simulated_beamline(database)
    try:
        tag = f'<device name="tango://{database.tango_host}/sim/beamline/1" group="{group}"/>'
        texts = [f'<datasource name="x" type="TANGO">{tag}<record name="{name}"/></datasource>' for name in ATTRIBUTES]
        proxy = server.proxy("sim/beamline/1")
        with batch(texts) as ours:
            yield ours, lambda: [answer.value for answer in proxy.read_attributes(ATTRIBUTES)]
    finally:
        server.stop()
        database.end()


@contextmanager
def scripts() -> Iterator[Pair]:
    """A hundred scripts with one input of the client."""
    source = '<datasource name="a" type="CLIENT"><record name="a"/></datasource>'
    text = f'<datasource name="x" type="PYEVAL">{source}<result>ds.result = ds.a + 1</result></datasource>'
    code = compile("result = a + 1", "script", "exec")
    with batch([text] * 100) as ours:
        yield ours, lambda: [exec(code, {}, {"a": 1}) for _ in range(100)]  # noqa: S102  what is measured


@contextmanager
def queries() -> Iterator[Pair]:
    """Ten queries of an SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        connection = sqlite3.connect(path)
        connection.executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        tag = f'<database dbtype="SQLITE" dbname="{path}"/><query format="SCALAR">{QUERY}</query>'
        with batch([f'<datasource name="x" type="DB">{tag}</datasource>'] * 10) as ours:
            yield ours, lambda: [connection.execute(QUERY).fetchall() for _ in range(10)]
        connection.close()


@contextmanager
def frames() -> Iterator[Pair]:
    """Decoding a frame of LIMA."""
    head = struct.pack("!IHHqiiHHHH", 0x5644454F, 1, 1, 1, FRAME[1], FRAME[0], 0, 32, 0, 0)
    data = head + bytes(2 * FRAME[0] * FRAME[1])
    decoders = Decoders()
    yield (
        lambda: decoders.decode("VIDEO_IMAGE", ("VIDEO_IMAGE", data)),
        lambda: np.frombuffer(data, "<u2", FRAME[0] * FRAME[1], 32).reshape(FRAME),
    )


CASES = {
    "10 scalars of a device": lambda: device(""),
    "10 scalars of a device, in a group": lambda: device("g"),
    "100 scripts": scripts,
    "10 queries of SQLite": queries,
    "a frame of 2048 x 2048 x 16 bit": frames,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="keep the numbers in this file")
    options = parser.parse_args()
    results = {}
    for name, case in CASES.items():
        with case() as (ours, floor):
            took, least = seconds(ours), seconds(floor)
        results[name] = {"seconds": took, "floor": least, "ratio": least / took}
        print(f"{name:36} {1e6 * took:10.1f} us {1 / took:12.0f} points/s   ratio {least / took:5.2f}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
