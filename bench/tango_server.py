"""Time of CreateConfiguration through Tango, on private servers: a Tango database, MariaDB, and our device.

    python -m bench.tango_server [--sizes 300,1000] [--rounds 5] [--peers VENV] [--json FILE]

Two lines a size, each figure the smallest of the rounds: the first configuration after Open, and a repeat with nothing
changed; then Open itself (our server reads and prepares the store in it, most of it once a process, which is "fresh"),
and a configuration with a component that was stored just before, as before every scan. With --peers the peers' server
from that environment serves the same database in the same run.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import tango

from bench.merge import components, datasources
from nxsconfig.db import open_store
from nxsconfig.db.records import Entry, Kind
from tests.services.config_server import PROGRAM, ConfigServer
from tests.services.mariadb import MariaDB
from tests.services.tango_db import TangoDatabase

CLIENT_SECONDS = 300
DYNAMIC = "__dynamic__"
Service = TypeVar("Service", MariaDB, TangoDatabase, ConfigServer)


@contextmanager
def ending(service: Service) -> Iterator[Service]:
    try:
        yield service
    finally:
        service.end()


def fill(settings: dict[str, object], count: int) -> list[str]:
    """Store the components; returns the names for the configuration."""
    mine = components(count)
    with open_store(settings, create=True) as store:
        store.store([Entry(Kind.DATASOURCE, name, text) for name, text in datasources(count).items()])
        store.store([Entry(Kind.COMPONENT, name, text) for name, text in mine.items()])
        store.set_mandatory(["default"], True)
    return [name for name in mine if name != "default"]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(server: ConfigServer, settings: dict[str, object], names: list[str], rounds: int) -> dict[str, float]:
    """Smallest times in seconds: of Open, the first configuration after it, a repeat, and one after a change.

    `fresh`: the first Open of all.
    """
    proxy = server.fresh(json.dumps(settings))
    proxy.set_timeout_millis(CLIENT_SECONDS * 1000)
    taken: dict[str, list[float]] = {key: [] for key in ("open", "first", "repeat", "changed")}
    for number in range(rounds):
        taken["open"].append(timed(proxy.Open))
        for key in ("first", "repeat"):
            taken[key].append(timed(lambda: proxy.CreateConfiguration(names)))
        if not proxy.XMLString.startswith("<?xml"):
            sys.exit("the configuration is empty")
        store_dynamic(proxy, number)
        taken["changed"].append(timed(lambda: proxy.CreateConfiguration([*names, DYNAMIC])))
        proxy.DeleteComponent(DYNAMIC)
        proxy.Close()
    return {"fresh": taken["open"][0]} | {key: min(times) for key, times in taken.items()}


def store_dynamic(proxy: tango.DeviceProxy, number: int) -> None:
    """Store a component as it is made for one scan."""
    proxy.XMLString = components(1)["component0000"].replace("device0000", f"scan{number}")
    proxy.StoreComponent(DYNAMIC)


def line(count: int, ours: dict[str, float], peer: dict[str, float] | None) -> str:
    """The two lines of a size."""
    parts = []
    for keys in (("first", "repeat"), ("open", "fresh", "changed")):
        text = ", ".join(f"{key} {ours[key] * 1e3:.1f} ms" for key in keys)
        if peer is not None:
            text += "; peer " + ", ".join(
                f"{key} {peer[key] * 1e3:.0f} ms = {peer[key] / ours[key]:.1f} x" for key in keys
            )
        parts.append(text)
    return f"{count:5d} components: {parts[0]}\n{'':18}{parts[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="300,1000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", help="virtual environment with nxsconfigserver and a driver of MariaDB")
    parser.add_argument("--json", help="write the figures to this file")
    given = parser.parse_args()
    figures: dict[int, dict[str, dict[str, float] | None]] = {}
    with ExitStack() as stack:
        mariadb = stack.enter_context(ending(MariaDB()))
        database = stack.enter_context(ending(TangoDatabase()))
        ours = stack.enter_context(ending(ConfigServer(database, PROGRAM)))
        theirs = given.peers and stack.enter_context(
            ending(ConfigServer(database, [str(Path(given.peers).absolute() / "bin" / "NXSConfigServer")]))
        )
        for count in map(int, given.sizes.split(",")):
            settings = mariadb.settings(mariadb.new_database())
            names = fill(settings, count)
            best = measure(ours, settings, names, given.rounds)
            peer = measure(theirs, settings, names, min(given.rounds, 2)) if theirs else None
            figures[count] = {"ours": best, "peer": peer}
            print(line(count, best, peer), flush=True)
    print(f"pytango {tango.__version__}, MariaDB over TCP")
    if given.json:
        Path(given.json).write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
