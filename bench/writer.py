#!/usr/bin/env python3
"""The writer against raw h5py that buffers the same way: same records, same block size, same flush interval.

Opening an entry counts as one record.

Prints one line a case; `--json FILE` keeps the numbers. A ratio of 1 is the floor, 0.5 is half as fast.
"""

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from nxsconfig.writer import FileSession, Recording, compile_definition

BLOCK = 1024
FLUSH_SECONDS = 0.5
FRAME = (2048, 2048)

Records = list[dict[str, Any]]


def scalar_definition(count: int) -> str:
    """A definition with so many growing doubles of the client."""
    field = (
        '<field name="v{0}" type="NX_FLOAT64"><strategy mode="STEP"/>'
        '<datasource name="v{0}" type="CLIENT"><record name="v{0}"/></datasource></field>'
    )
    fields = "".join(field.format(index) for index in range(count))
    return f'<definition><group name="scan" type="NXentry">{fields}</group></definition>'


def frame_definition(strategy: str) -> str:
    """A definition with one growing image."""
    return (
        '<definition><group name="scan" type="NXentry"><field name="v0" type="NX_UINT16"><dimensions rank="2">'
        f'<dim index="1" value="{FRAME[0]}"/><dim index="2" value="{FRAME[1]}"/></dimensions>'
        f'<strategy mode="STEP" {strategy}/><datasource name="v0" type="CLIENT"><record name="v0"/></datasource>'
        "</field></group></definition>"
    )


def ours(path: Path, definition: str, records: Records) -> float:
    """Seconds for the records, closing included."""
    with Recording(str(path), definition) as recording:
        start = time.perf_counter()
        for record in records:
            recording.record(record)
    return time.perf_counter() - start


def raw_scalars(path: Path, count: int, records: Records) -> float:
    """Seconds for the same columns: lists per column, written in blocks, flushed every half second."""
    names = [f"v{index}" for index in range(count)]
    with h5py.File(path, "w", libver=("v108", "v110")) as file:
        group = file.create_group("scan")
        options = {"chunks": (BLOCK,), "maxshape": (None,), "shuffle": True}
        sets = [group.create_dataset(name, (0,), "f8", **options) for name in names]
        start = last = time.perf_counter()
        buffers: list[list[float]] = [[] for _ in names]
        for record in records:
            for buffer, name in zip(buffers, names, strict=True):
                buffer.append(record[name])
            if len(buffers[0]) >= BLOCK:
                _write_columns(sets, buffers)
            if time.perf_counter() - last >= FLUSH_SECONDS:
                _write_columns(sets, buffers)
                file.flush()
                last = time.perf_counter()
        _write_columns(sets, buffers)
    return time.perf_counter() - start


def _write_columns(sets: list[h5py.Dataset], buffers: list[list[float]]) -> None:
    for dataset, buffer in zip(sets, buffers, strict=True):
        size = len(dataset)
        dataset.resize(size + len(buffer), axis=0)
        dataset[size:] = np.array(buffer)
        buffer.clear()


def raw_frames(path: Path, options: dict[str, Any], records: Records) -> float:
    """Seconds for the same frames, a chunk a frame, written directly where no filter is wanted."""
    with h5py.File(path, "w", libver=("v108", "v110")) as file:
        shape, limits = (0, *FRAME), (None, None, None)
        dataset = file.create_dataset("scan/v0", shape, "u2", chunks=(1, *FRAME), maxshape=limits, **options)
        start = last = time.perf_counter()
        for number, record in enumerate(records):
            dataset.resize(number + 1, axis=0)
            if options:
                dataset[number] = record["v0"]
            else:
                dataset.id.write_direct_chunk((number, 0, 0), record["v0"])
            if time.perf_counter() - last >= FLUSH_SECONDS:
                file.flush()
                last = time.perf_counter()
    return time.perf_counter() - start


def our_opening(path: Path, definition: str, *, first: bool) -> float:
    """Seconds to open an entry and close it, in an open file; `first`: the definition is compiled anew."""
    if first:
        compile_definition.cache_clear()
    with FileSession.open(str(path)) as session:
        start = time.perf_counter()
        session.open_entry(compile_definition(definition))
        session.close_entry()
        return time.perf_counter() - start


def raw_opening(path: Path, count: int) -> float:
    """Seconds to create the same data sets with the same attributes."""
    text = h5py.string_dtype("utf-8")
    source = '<datasource name="v{0}" type="CLIENT"><record name="v{0}"></record></datasource>'
    with h5py.File(path, "w", libver=("v108", "v110")) as file:
        start = time.perf_counter()
        group = file.create_group("scan")
        for index in range(count):
            dataset = group.create_dataset(f"v{index}", (0,), "f8", chunks=(BLOCK,), maxshape=(None,), shuffle=True)
            dataset.attrs.create("type", "NX_FLOAT64", dtype=text)
            dataset.attrs.create("nexdatas_source", source.format(index), dtype=text)
            dataset.attrs.create("nexdatas_strategy", "STEP", dtype=text)
        file.flush()
        return time.perf_counter() - start


ROUNDS = 15
"""Frames go to the disk at the speed of memory when it is quiet: half of the rounds aren't."""


def compare(name: str, points: int, us: Callable[[Path], float], floor: Callable[[Path], float]) -> dict[str, Any]:
    """Best of alternating runs of both."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for index, run in enumerate((us, floor)):
            with tempfile.TemporaryDirectory() as folder:
                gc.collect()
                best[index] = min(best[index], run(Path(folder) / "scan.nxs"))
    rates = [points / seconds for seconds in best]
    return {"case": name, "ours_per_s": rates[0], "floor_per_s": rates[1], "ratio": rates[0] / rates[1]}


def cases() -> list[Callable[[], dict[str, Any]]]:
    """What is measured."""

    def scalars(count: int, points: int) -> dict[str, Any]:
        values = np.random.default_rng(1).normal(size=(points, count)).tolist()
        records = [{f"v{index}": value for index, value in enumerate(row)} for row in values]
        text = scalar_definition(count)
        return compare(
            f"{count} scalars",
            points,
            lambda path: ours(path, text, records),
            lambda path: raw_scalars(path, count, records),
        )

    def frames(name: str, strategy: str, options: dict[str, Any], points: int) -> dict[str, Any]:
        rng = np.random.default_rng(2)
        pool = [rng.poisson(20, FRAME).astype("u2") for _ in range(4)]
        records = [{"v0": pool[number % 4]} for number in range(points)]
        text = frame_definition(strategy)
        return compare(
            name, points, lambda path: ours(path, text, records), lambda path: raw_frames(path, options, records)
        )

    def opening(count: int, *, first: bool) -> dict[str, Any]:
        text = scalar_definition(count)
        return compare(
            f"opening {count} fields, {'first' if first else 'again'}",
            1,
            lambda path: our_opening(path, text, first=first),
            lambda path: raw_opening(path, count),
        )

    plain = 'compression="false" shuffle="false"'
    packed = 'compression="true" rate="2"'
    gzip = {"shuffle": True, "compression": "gzip", "compression_opts": 2}
    return [
        lambda: scalars(10, 100_000),
        lambda: scalars(100, 20_000),
        lambda: frames("2048x2048 uint16", plain, {}, 40),
        lambda: frames("2048x2048 uint16 shuffle+gzip", packed, gzip, 4),
        lambda: opening(1000, first=True),
        lambda: opening(1000, first=False),
    ]


def main() -> None:
    """Run all cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args()
    results = []
    for case in cases():
        results.append(case())
        line = "{case:32} {ours_per_s:12,.4g} records/s, floor {floor_per_s:12,.4g}: ratio {ratio:.2f}"
        print(line.format(**results[-1]))
        sys.stdout.flush()
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
