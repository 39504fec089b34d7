"""Time of CreateConfiguration through Tango, on private servers: a Tango database, MariaDB, and our device.

    python -m bench.tango_server [--sizes 300,1000] [--layouts groups,collection] [--rounds 5]
                                 [--peers VENV] [--json FILE]

Two lines a size and layout (a group for each component, or all fields in one collection as nxscreate makes them), each
figure the smallest of the rounds: the first configuration after Open, and a repeat with nothing changed; then Open
itself (our server reads and prepares the store in it, most of it once a process, which is "fresh"), and a configuration
with a component that was stored just before, as before every scan. With --peers the peers' server from that environment
serves the same database in the same run; not the big collection, which takes it minutes.
"""

import argparse
import itertools
import json
import re
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


def in_one_collection(texts: dict[str, str]) -> dict[str, str]:
    """The components with all their fields in one group; the fields are called after the components."""
    found = {}
    for name, text in texts.items():
        flat = re.sub(r'name="device\d+"', 'name="collection"', text)
        found[name] = re.sub(r'name="(value\d)"', rf'name="{name}_\1"', flat)
    return found


LAYOUTS = {"groups": dict, "collection": in_one_collection}


def fill(settings: dict[str, object], count: int, layout: str = "groups") -> list[str]:
    """Store the components; returns the names for the configuration."""
    mine = LAYOUTS[layout](components(count))
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


def compared(count: int, layout: str) -> bool:
    """Whether the peers' server is done in reasonable time; it compares every field with all others of its group."""
    return layout == "groups" or count <= 300


def line(what: str, ours: dict[str, float], peer: dict[str, float] | None) -> str:
    """The two lines of a size and layout."""
    parts = []
    for keys in (("first", "repeat"), ("open", "fresh", "changed")):
        text = ", ".join(f"{key} {ours[key] * 1e3:.1f} ms" for key in keys)
        if peer is not None:
            text += "; peer " + ", ".join(
                f"{key} {peer[key] * 1e3:.0f} ms = {peer[key] / ours[key]:.1f} x" for key in keys
            )
        parts.append(text)
    return f"{what:>27s}: {parts[0]}\n{'':29}{parts[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="300,1000")
    parser.add_argument("--layouts", default=",".join(LAYOUTS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", help="virtual environment with nxsconfigserver and a driver of MariaDB")
    parser.add_argument("--json", help="write the figures to this file")
    given = parser.parse_args()
    figures: dict[str, dict[str, dict[str, float] | None]] = {}
    with ExitStack() as stack:
        mariadb = stack.enter_context(ending(MariaDB()))
        database = stack.enter_context(ending(TangoDatabase()))
        ours = stack.enter_context(ending(ConfigServer(database, PROGRAM)))
        theirs = given.peers and stack.enter_context(
            ending(ConfigServer(database, [str(Path(given.peers).absolute() / "bin" / "NXSConfigServer")]))
        )
        for count, layout in itertools.product(given.sizes.split(","), given.layouts.split(",")):
            settings = mariadb.settings(mariadb.new_database())
            names = fill(settings, int(count), layout)
            best = measure(ours, settings, names, given.rounds)
            peer = (
                measure(theirs, settings, names, min(given.rounds, 2))
                if theirs and compared(int(count), layout)
                else None
            )
            what = f"{count} components, {layout}"
            figures[what] = {"ours": best, "peer": peer}
            print(line(what, best, peer), flush=True)
    print(f"pytango {tango.__version__}, MariaDB over TCP")
    if given.json:
        Path(given.json).write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
