"""One entry of a million points of 20 scalars: time per point from its beginning to its end, and the size of its file.

    python -m bench.long_scan [--points 1000000] [--fields 20] [--json FILE]

One line for every tenth of the points; at the end the slowest tenth beside the median one, and the file beside its
data.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.writer import scalar_definition
from nxsconfig.writer import Recording

PARTS = 10
ITEMSIZE = 8


def microseconds(path: Path, points: int, fields: int) -> list[float]:
    """Time per point in each tenth of a scan. The values are made before the clock starts."""
    numbers = np.random.default_rng(1).normal(size=(1000, fields)).tolist()
    records = [{f"v{index}": value for index, value in enumerate(row)} for row in numbers]
    times = []
    with Recording(str(path), scalar_definition(fields)) as recording:
        for _ in range(PARTS):
            start = time.perf_counter()
            for number in range(points // PARTS):
                recording.record(records[number % len(records)])
            times.append((time.perf_counter() - start) / (points // PARTS) * 1e6)
            print(f"{times[-1]:.2f} us a point", flush=True)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--fields", type=int, default=20)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.nxs"
        times = microseconds(path, given.points, given.fields)
        size = path.stat().st_size
    data = given.points // PARTS * PARTS * given.fields * ITEMSIZE
    worst = max(times) / statistics.median(times)
    print(f"slowest tenth {worst:.2f} x the median; file {size / data - 1:+.2%} of its data ({data / 1e6:.0f} MB)")
    if given.json:
        given.json.write_text(json.dumps({"us": times, "bytes": size, "data": data}), encoding="utf-8")


if __name__ == "__main__":
    main()
