"""Time of short command lines as whole processes, against our device in a private Tango system.

    python -m bench.command_line [--rounds 15] [--peers VENV] [--json FILE]

One line a command: the median of the rounds, and the smallest. With --peers the peers' program from that environment
(nxstools) runs in turn with ours, against the same device.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.merge import components
from bench.tango_server import ending
from nxsconfig.db import open_store
from nxsconfig.db.records import Entry, Kind
from tests.services.config_server import ConfigServer
from tests.services.tango_db import TangoDatabase

COMPONENTS = 300
OURS = Path(sys.executable).parent / "nxsconfig"


def wall(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def measure(programs: dict[str, Path], arguments: list[str], rounds: int) -> dict[str, list[float]]:
    """Seconds of each round, by whose program it is; a first round of each doesn't count."""
    times: dict[str, list[float]] = {whose: [] for whose in programs}
    for number in range(rounds + 1):
        for whose, program in programs.items():
            seconds = wall([str(program), *arguments])
            if number:
                times[whose].append(seconds)
    return times


def line(arguments: list[str], times: dict[str, list[float]]) -> str:
    middle = {whose: statistics.median(seconds) for whose, seconds in times.items()}
    text = f"nxsconfig {' '.join(arguments):52s} {middle['ours'] * 1e3:6.0f} ms (least {min(times['ours']) * 1e3:.0f})"
    peer = middle.get("peer")
    return text if peer is None else f"{text}; peer {peer * 1e3:.0f} ms = {peer / middle['ours']:.1f} x ours"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peers", type=Path, metavar="VENV")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    programs = {"ours": OURS} | ({"peer": given.peers / "bin" / "nxsconfig"} if given.peers else {})
    results = {}
    with ending(TangoDatabase()) as database, tempfile.TemporaryDirectory() as directory:
        os.environ["TANGO_HOST"] = database.tango_host
        os.environ.pop("NXSCONFIG_STORE", None)
        url = f"sqlite:///{directory}/bench.db"
        with open_store(url, create=True) as store:
            store.store([Entry(Kind.COMPONENT, name, text) for name, text in components(COMPONENTS).items()])
        with ending(ConfigServer(database)) as server:
            server.fresh(url)
            for arguments in (
                ["--help"],
                ["list"],
                ["list", "-s", server.name],
                ["show", "default", "-s", server.name],
            ):
                times = measure(programs, arguments, given.rounds)
                print(line(arguments, times))
                results[" ".join(arguments)] = times
    if given.json:
        given.json.write_text(json.dumps(results, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
