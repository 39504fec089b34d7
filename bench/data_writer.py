"""Rate of points through the Tango device of the data writer, on a private Tango database.

    python -m bench.data_writer [--rounds 5] [--peers VENV] [--json FILE]

One line a case: points a second, beside an empty command with the same argument, and beside raw h5py that writes the
same (for frames: that reads the same frame from the same device). With --peers the peer's server from that environment
(which needs h5py) records the same in the same run. Each figure is the best of the rounds; ratios in brackets are of
the medians, which a busy machine disturbs less.

Opening an entry counts from handing in the definition; "first" with one that the server hasn't seen yet, "again" with
the one before.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import h5py
import numpy as np

from bench.empty_device import SCALARS, SHAPE
from bench.writer import raw_scalars, scalar_definition
from tests.services.data_writer import PROGRAM, DataWriter
from tests.services.devices import DeviceServer
from tests.services.tango_db import TangoDatabase

Proxy = Any  # pytango has no types
EMPTY = "bench/empty/1"
HEADER = 32
Rates = dict[str, float]
"""By the way of writing."""
Service = TypeVar("Service", TangoDatabase, DataWriter)
CLIENT_MILLISECONDS = 60_000
FIELDS = 1000
OPENING = f"opening {FIELDS} fields"
SETTLE_SECONDS = 0.3
"""What a server does behind a call shall not slow the next one down."""


@dataclass(frozen=True)
class Case:
    """A scan: its definition, what each point sends, and the same without the writer."""

    name: str
    definition: str
    texts: list[str]
    raw: Callable[[Path], float]


@contextmanager
def ending(service: Service) -> Iterator[Service]:
    try:
        yield service
    finally:
        service.end()


def scalars(count: int, points: int) -> Case:
    values = np.random.default_rng(1).normal(size=(points, count)).tolist()
    records = [{f"v{index}": value for index, value in enumerate(row)} for row in values]
    texts = [json.dumps({"data": record}) for record in records]
    return Case(f"{count} scalars", scalar_definition(count), texts, lambda path: raw_scalars(path, count, records))


def source(host: str, attribute: str, encoding: str = "") -> str:
    """A datasource of the device."""
    name, _, port = host.partition(":")
    device = f'<device name="{EMPTY}" hostname="{name}" port="{port}" encoding="{encoding}"/>'
    return f'<datasource name="{attribute}" type="TANGO">{device}<record name="{attribute}"/></datasource>'


def tango_scalars(empty: Proxy, host: str, points: int) -> Case:
    fields = "".join(
        f'<field name="{name}" type="NX_FLOAT64"><strategy mode="STEP"/>{source(host, name)}</field>'
        for name in SCALARS
    )
    text = f'<definition><group name="scan" type="NXentry">{fields}</group></definition>'
    name = f"{len(SCALARS)} doubles of a device"
    return Case(name, text, ["{}"] * points, lambda path: raw_tango_scalars(path, empty, points))


def raw_tango_scalars(path: Path, empty: Proxy, points: int) -> float:
    """Seconds to read scalars in one call a point, and to write them in one block."""
    start = time.perf_counter()
    rows = [[answer.value for answer in empty.read_attributes(SCALARS)] for _ in range(points)]
    with h5py.File(path, "w", libver=("v108", "v110")) as file:
        for name, values in zip(SCALARS, zip(*rows, strict=True), strict=True):
            file.create_dataset(f"scan/{name}", data=values, chunks=(points,), maxshape=(None,))
    return time.perf_counter() - start


def frames(empty: Proxy, host: str, points: int, *, packed: bool = False) -> Case:
    strategy = 'compression="true" rate="2"' if packed else 'compression="false" shuffle="false"'
    text = (
        '<definition><group name="scan" type="NXentry"><field name="v0" type="NX_UINT16"><dimensions rank="2">'
        f'<dim index="1" value="{SHAPE[0]}"/><dim index="2" value="{SHAPE[1]}"/></dimensions>'
        f'<strategy mode="STEP" {strategy}/>{source(host, "Frame", "VIDEO_IMAGE")}</field></group></definition>'
    )
    name = f"2048x2048 uint16 of a device{', shuffle+gzip' if packed else ''}"
    return Case(name, text, ["{}"] * points, lambda path: raw_frames(path, empty, points, packed=packed))


def raw_frames(path: Path, empty: Proxy, points: int, *, packed: bool) -> float:
    """Seconds to read frames and write each as a chunk."""
    with h5py.File(path, "w", libver=("v108", "v110")) as file:
        limits = (None, None, None)
        options = {"shuffle": True, "compression": "gzip", "compression_opts": 2} if packed else {}
        dataset = file.create_dataset("scan/v0", (0, *SHAPE), "u2", chunks=(1, *SHAPE), maxshape=limits, **options)
        start = time.perf_counter()
        for number in range(points):
            frame = memoryview(empty.read_attribute("Frame").value[1])[HEADER:]
            dataset.resize(number + 1, axis=0)
            if packed:
                dataset[number] = np.frombuffer(frame, "<u2").reshape(SHAPE)
            else:
                dataset.id.write_direct_chunk((number, 0, 0), frame)
    return time.perf_counter() - start


def through(writer: Proxy, case: Case, path: Path) -> float:
    """Seconds for all points and the end of the entry."""
    writer.Init()
    writer.FileName = str(path)
    writer.OpenFile()
    writer.XMLSettings = case.definition
    writer.OpenEntry()
    start = time.perf_counter()
    for text in case.texts:
        writer.Record(text)
    writer.CloseEntry()
    seconds = time.perf_counter() - start
    writer.CloseFile()
    return seconds


def opening(writer: Proxy, definition: str, path: Path) -> float:
    """Seconds for handing in the definition and opening its entry."""
    writer.Init()
    writer.FileName = str(path)
    writer.OpenFile()
    start = time.perf_counter()
    writer.XMLSettings = definition
    writer.OpenEntry()
    seconds = time.perf_counter() - start
    writer.CloseEntry()
    writer.CloseFile()
    return seconds


def openings(writers: dict[str, Proxy], rounds: int) -> dict[str, dict[str, float]]:
    """Entries of 1000 fields a second of each writer, in turn; the first round of each is to warm up."""
    text = scalar_definition(FIELDS)
    figures = {}
    for kind in ("first", "again"):
        best = dict.fromkeys(writers, float("inf"))
        for number in range(rounds + 1):
            definition = text if kind == "again" else text.replace("<definition>", f"<definition><!-- {number} -->")
            for name, writer in writers.items():
                with tempfile.TemporaryDirectory() as folder:
                    seconds = opening(writer, definition, Path(folder) / "scan.nxs")
                best[name] = min(best[name], seconds) if number else best[name]
                time.sleep(SETTLE_SECONDS)
        figures[f"{OPENING}, {kind}"] = {name: 1 / seconds for name, seconds in best.items()}
    return figures


def nothing(empty: Proxy, texts: list[str]) -> float:
    """Seconds for as many empty commands."""
    start = time.perf_counter()
    for text in texts:
        empty.Take(text)
    return time.perf_counter() - start


def rates(case: Case, ways: dict[str, Callable[[Path], float]], rounds: int) -> tuple[Rates, Rates]:
    """Points a second of each way, in turn: the best and the median."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            with tempfile.TemporaryDirectory() as folder:
                seconds[name].append(way(Path(folder) / f"{name}{number}.nxs"))
    points = len(case.texts)
    best = {name: points / min(found) for name, found in seconds.items()}
    return best, {name: points / median(found) for name, found in seconds.items()}


def line(name: str, found: Rates, medians: Rates | None = None) -> str:
    ours = found["ours"]
    usual = {other: f" ({medians['ours'] / rate:.2f})" for other, rate in (medians or {}).items()}
    parts = [
        f"{ours / rate:.2f}{usual.get(other, '')} x {other} ({rate:,.4g} /s)"
        for other, rate in found.items()
        if other != "ours"
    ]
    return f"{name:30} {ours:9,.4g} /s; {', '.join(parts)}"


def client(server: DataWriter) -> Proxy:
    proxy = server.fresh(Writer="h5py")
    proxy.set_timeout_millis(CLIENT_MILLISECONDS)
    return proxy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", help="virtual environment with nxswriter")
    parser.add_argument("--only", default="", help="the cases with this word in their names, as in: opening")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    given = parser.parse_args()
    figures = {}
    with ExitStack() as stack:
        database = stack.enter_context(ending(TangoDatabase()))
        program = Path(__file__).with_name("empty_device.py")
        device = DeviceServer(database, program, "EmptyDevice/bench", {EMPTY: {}})
        stack.callback(device.stop)
        empty = device.proxy(EMPTY)
        ours = client(stack.enter_context(ending(DataWriter(database, PROGRAM))))
        peer = given.peers and client(
            stack.enter_context(ending(DataWriter(database, [f"{given.peers}/bin/NXSDataWriter"])))
        )
        host = database.tango_host
        cases = (
            scalars(10, 2000),
            scalars(100, 500),
            tango_scalars(empty, host, 300),
            frames(empty, host, 40),
            frames(empty, host, 4, packed=True),
        )
        for case in (case for case in cases if given.only in case.name):
            ways: dict[str, Callable[[Path], float]] = {
                "ours": lambda path, case=case: through(ours, case, path),
                "an empty command": lambda _path, case=case: nothing(empty, case.texts),
                "raw h5py": case.raw,
            }
            if peer:
                ways["the peer"] = lambda path, case=case: through(peer, case, path)
            figures[case.name], medians = rates(case, ways, given.rounds)
            print(line(case.name, figures[case.name], medians), flush=True)
        if given.only in OPENING:
            for name, found in openings({"ours": ours, **({"the peer": peer} if peer else {})}, given.rounds).items():
                figures[name] = found
                print(line(name, found), flush=True)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
