"""Time of create configuration against the floor: parsing the inputs with lxml and serialising the result.

    python bench/merge.py [--sizes 5,50,300,1000] [--rounds 21] [--store URL] [--json FILE]
                          [--peers VENV --peers-db JSON]

One line a size: the first configuration of a fresh configurator, a repeat with nothing changed, the floor, and the
ratios. Each is the smallest of the rounds, which take turns, so that all see the same machine. With --peers the peers'
class is timed on the same components in the MariaDB database of --peers-db (its tables are emptied!), from their own
environment.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from nxsconfig.configurator import Configurator, Entry, Kind
from nxsconfig.db import open_store

FIELDS = 8

HEAD = """<definition>
  <group type="NXentry" name="$var.entryname#'scan'$var.serialno">
"""
TAIL = """
  </group>
</definition>"""


def components(count: int) -> dict[str, str]:
    """`count` components of eight datasource fields each, and a mandatory one."""
    title = '    <field name="title" type="NX_CHAR">$datasources.title<strategy mode="INIT"/></field>'
    texts = {"default": HEAD + title + TAIL}
    for number in range(count):
        fields = "\n".join(
            f'        <field name="value{field}" type="NX_FLOAT64" units="mm">\n'
            f'          <strategy mode="STEP"/>$datasources.motor_{number:04d}_{field}\n        </field>'
            for field in range(FIELDS)
        )
        texts[f"component{number:04d}"] = (
            f'{HEAD}    <group type="NXinstrument" name="instrument">\n'
            f'      <group type="NXcollection" name="device{number:04d}">\n{fields}\n      </group>\n    </group>{TAIL}'
        )
    return texts


def datasources(count: int) -> dict[str, str]:
    """The Tango datasources of the components."""
    title = '<datasource name="title" type="CLIENT"><record name="title"/></datasource>'
    texts = {"title": f"<definition>\n  {title}\n</definition>"}
    for number in range(count):
        for field in range(FIELDS):
            name = f"motor_{number:04d}_{field}"
            texts[name] = (
                f'<definition>\n  <datasource name="{name}" type="TANGO">\n'
                f'    <device name="exp/motor/{number:04d}.{field}" member="attribute" hostname="localhost"'
                ' port="10000"/>\n'
                '    <record name="Position"/>\n  </datasource>\n</definition>'
            )
    return texts


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def floor(inputs: list[bytes], result: etree._Element) -> None:
    for text in inputs:
        etree.fromstring(text)
    etree.tostring(result, pretty_print=True)


def measure(count: int, url: str, rounds: int) -> dict[str, float]:
    """Smallest times in seconds."""
    store = open_store(url, create=True)
    mine, sources = components(count), datasources(count)
    store.store([Entry(Kind.DATASOURCE, name, text) for name, text in sources.items()])
    store.store([Entry(Kind.COMPONENT, name, text) for name, text in mine.items()])
    store.set_mandatory(["default"], True)
    names = [name for name in mine if name != "default"]
    inputs = [text.encode() for text in (*mine.values(), *sources.values())]
    result = Configurator(store).create_configuration(names).xml
    tree = etree.fromstring(result.encode())
    best = {"first": 1e9, "repeat": 1e9, "floor": 1e9}
    for _ in range(rounds):
        configurator = Configurator(store)
        for key, work in (
            ("first", lambda c=configurator: c.create_configuration(names)),
            ("repeat", lambda c=configurator: c.create_configuration(names)),
            ("floor", lambda: floor(inputs, tree)),
        ):
            best[key] = min(best[key], timed(work))
    store.close()
    return best


PEER = """
import json, sys, time
from nxsconfigserver.XMLConfigurator import XMLConfigurator
given = json.load(sys.stdin)
server = XMLConfigurator()
server.jsonsettings = given["db"]
server.open()
for name in server.availableComponents(): server.deleteComponent(name)
for name in server.availableDataSources(): server.deleteDataSource(name)
for name, text in given["datasources"].items():
    server.xmlstring = text
    server.storeDataSource(name)
for name, text in given["components"].items():
    server.xmlstring = text
    server.storeComponent(name)
server.setMandatoryComponents(["default"])
names = [name for name in given["components"] if name != "default"]
times = []
for _ in range(given["rounds"]):
    start = time.perf_counter()
    server.createConfiguration(names)
    times.append(time.perf_counter() - start)
print("NXSCONFIG-BENCH", min(times))
"""


def peer(venv: str, settings: str, count: int, rounds: int) -> float:
    """Smallest time of the peers' class in seconds; the tables are made when they are missing."""
    open_store(settings, create=True).close()
    given = {
        "db": settings,
        "components": components(count),
        "datasources": datasources(count),
        "rounds": min(rounds, 3),
    }
    done = subprocess.run(
        [f"{venv}/bin/python", "-c", PEER], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"the peers' program failed:\n{done.stderr}")
    return float(done.stdout.split("NXSCONFIG-BENCH")[1])


def line(count: int, best: dict[str, float]) -> str:
    text = (
        f"{count:5d} components: first {best['first'] * 1e3:7.1f} ms = {best['first'] / best['floor']:.2f} x floor, "
        f"repeat {best['repeat'] * 1e3:6.2f} ms = {best['repeat'] / best['first']:.3f} x first, "
        f"floor {best['floor'] * 1e3:6.1f} ms"
    )
    if "peer" not in best:
        return text
    return f"{text}, peer {best['peer'] * 1e3:.0f} ms = {best['peer'] / best['first']:.0f} x ours"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="5,50,300,1000")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--store", help="URL of an empty store (default: SQLite in a temporary folder)")
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--peers", help="virtual environment with nxsconfigserver")
    parser.add_argument("--peers-db", help="JSONSettings of a MariaDB database whose tables may be emptied")
    given = parser.parse_args()
    if given.peers and not given.peers_db:
        parser.error("--peers needs --peers-db")
    figures = {}
    for count in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            best = measure(count, given.store or f"sqlite:///{folder}/bench.db", given.rounds)
        if given.peers:
            best["peer"] = peer(given.peers, given.peers_db, count, given.rounds)
        figures[count] = best
        print(line(count, best), flush=True)
    if 300 in figures and 1000 in figures:
        print(f"1000 components take {figures[1000]['first'] / figures[300]['first']:.2f} x the time of 300")
    if given.json:
        Path(given.json).write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
