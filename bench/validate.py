"""Time of `nxsconfig validate` as a whole process: components, and one finished file.

    python -m bench.validate [--rounds 5] [--json FILE]

One line a case: the least time of the rounds, and the median. Components have four fields each and stand in one
configuration by a profile; 250 and 1,000 of them show whether the time is linear. The file has 10,000 fields in 100
groups.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py

OURS = Path(sys.executable).parent / "nxsconfig"
FIELDS = 4
COUNTS = (250, 1000)
GROUPS = 100


def configuration(folder: Path, count: int) -> Path:
    """A directory with so many components, their datasources, and a profile of all."""
    for name in ("components", "datasources", "profiles"):
        (folder / name).mkdir(parents=True)
    for number in range(count):
        names = [f"d{number}_{field}" for field in range(FIELDS)]
        fields = "".join(
            f'<field name="{name}" type="NX_FLOAT64" units="mm">\n<strategy mode="STEP"/>$datasources.{name}</field>\n'
            for name in names
        )
        (folder / "components" / f"c{number}.xml").write_text(
            '<definition>\n<group type="NXentry" name="scan" default="data">\n'
            '<group type="NXinstrument" name="instrument">\n'
            f'<group type="NXdetector" name="detector{number}">\n{fields}</group>\n</group>\n</group>\n</definition>\n'
        )
        for name in names:
            source = f'<datasource name="{name}" type="CLIENT"><record name="{name}"/></datasource>'
            (folder / "datasources" / f"{name}.ds.xml").write_text(f"<definition>{source}</definition>\n")
    chosen = json.dumps({f"c{number}": True for number in range(count)})
    (folder / "profiles" / "all.json").write_text(json.dumps({"Version": "4.0.0", "ComponentSelection": chosen}))
    return folder


def file_of_fields(path: Path) -> Path:
    """A NeXus file of 10,000 fields with units."""
    with h5py.File(path, "w") as file:
        instrument = file.create_group("scan/instrument")
        file["scan"].attrs["NX_class"], instrument.attrs["NX_class"] = "NXentry", "NXinstrument"
        for number in range(GROUPS):
            group = instrument.create_group(f"detector{number}")
            group.attrs["NX_class"] = "NXdetector"
            for field in range(10_000 // GROUPS):
                item = group.create_dataset(f"field_{field}", data=[1.0, 2.0])
                item.attrs["units"], item.attrs["type"] = "mm", "NX_FLOAT64"
    return path


def seconds(target: Path) -> float:
    """Time of one process."""
    start = time.perf_counter()
    done = subprocess.run([OURS, "validate", str(target), "--json"], capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"validate left with {done.returncode}: {done.stderr.decode()[-500:]}")
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        cases = {f"{count} components": configuration(Path(scratch) / f"c{count}", count) for count in COUNTS}
        cases["file of 10000 fields"] = file_of_fields(Path(scratch) / "fields.nxs")
        for name, target in cases.items():
            times = [seconds(target) for _ in range(given.rounds)]
            results[name] = {"least": min(times), "median": statistics.median(times)}
            print(f"{name:22s} {min(times):6.2f} s (median {statistics.median(times):.2f} s)")
    if given.json:
        given.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
