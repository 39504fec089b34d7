"""Packed columns of short rows: what is safe once stays safe, whenever the writer is killed."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import pytest

from nxsconfig.writer import FileSession, Options, compile_definition, recover
from tests.support import outline
from tests.writer.support import client, entry, field

PACKED = 'compression="true"'
COLUMNS = [field(f"c{number}", "NX_INT32", more=PACKED) for number in range(12)]
TEXTS = field("t", "NX_CHAR", more=PACKED)
SPECTRA = field("s", rank=1, dims=(40,), more=PACKED)
CHECKED = (
    f'<field name="f" type="NX_INT"><strategy mode="STEP"><filter name="fletcher32"/></strategy>{client("f")}</field>'
)
ROUNDS = 12
BOUND = 0.002

WRITER = """
import sys, time
from nxsconfig.writer import Options, Recording
number, names = 0, [f"c{n}" for n in range(12)]
with Recording(sys.argv[1], sys.argv[2], options=Options(flush_seconds=float(sys.argv[3]), swmr=sys.argv[4] == "swmr")) as scan:
    while True:
        number += 1
        scan.record(dict.fromkeys(names, number * 7919) | {"t": f"point {number}", "s": [number] * 40, "f": number})
        print(number, time.monotonic(), flush=True)
        time.sleep(0.0005)
"""


def chunk(path, name, number=0):
    """Filter mask, place and size of a chunk."""
    with h5py.File(path) as file:
        found = file[f"scan/{name}"].id.get_chunk_info(number)
        return found.filter_mask, found.byte_offset, found.size


def written(path, *fields, points, data, append=False):
    with FileSession.open(str(path)) as session:
        session.open_entry(compile_definition(entry(*fields)), append=append)
        for number in points:
            session.record(data(number))
            session.flush()
        session.close_entry()


@pytest.mark.parametrize(
    "column", [field("x", more=PACKED), field("x", "NX_CHAR", more=PACKED), CHECKED.replace('"f"', '"x"')]
)
def test_a_chunk_that_comes_in_pieces_stays_unpacked_in_its_place(tmp_path, column):
    places = set()
    with FileSession.open(str(tmp_path / "scan.nxs")) as session:
        session.open_entry(compile_definition(entry(column)))
        for number in range(5):
            session.record({"x": number})
            session.flush()
            places.add(session._sink.native["scan/x"].id.get_chunk_info(0))
        session.close_entry()
    assert len(places) == 1
    assert places.pop().filter_mask != 0
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert [int(value) for value in file["scan/x"]] == [0, 1, 2, 3, 4]


def test_a_chunk_that_is_full_when_it_is_written_is_packed(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs"), Options(flush_seconds=60)) as session:
        session.open_entry(compile_definition(entry(field("x", more=PACKED))))
        for number in range(3000):
            session.record({"x": number})
            if number == 1500:
                session.flush()
        session.close_entry()
    masks = [chunk(tmp_path / "scan.nxs", "x", number)[0] for number in range(3)]
    assert masks == [0, 3, 3]
    with h5py.File(tmp_path / "scan.nxs") as file:
        np.testing.assert_array_equal(file["scan/x"], np.arange(3000))


def test_longer_rows_are_packed_one_by_one(tmp_path):
    row = field("x", "NX_INT64", rank=1, dims=(128,), more=PACKED)
    written(tmp_path / "scan.nxs", row, points=range(3), data=lambda number: {"x": [number] * 128})
    assert [chunk(tmp_path / "scan.nxs", "x", number)[0] for number in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("name", ["x", "t"])
def test_a_later_session_goes_on_in_the_same_place(tmp_path, name):
    fields = [field("x", more=PACKED), TEXTS]
    data = lambda number: {"x": number, "t": str(number)}  # noqa: E731
    written(tmp_path / "scan.nxs", *fields, points=range(3), data=data)
    before = chunk(tmp_path / "scan.nxs", name)
    written(tmp_path / "scan.nxs", *fields, points=range(3, 6), data=data, append=True)
    assert chunk(tmp_path / "scan.nxs", name) == before
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert [int(value) for value in file[f"scan/{name}"]] == list(range(6))


@pytest.mark.parametrize("name", ["x", "t"])
def test_a_piece_that_another_program_has_packed_is_taken_over(tmp_path, name):
    fields = [field("x", more=PACKED), TEXTS]
    data = lambda number: {"x": number, "t": str(number)}  # noqa: E731
    written(tmp_path / "scan.nxs", *fields, points=range(3), data=data)
    with h5py.File(tmp_path / "scan.nxs", "r+") as file:
        file[f"scan/{name}"][2] = "22" if name == "t" else 22
    assert chunk(tmp_path / "scan.nxs", name)[0] != 3
    written(tmp_path / "scan.nxs", *fields, points=range(3, 5), data=data, append=True)
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert [int(value) for value in file[f"scan/{name}"]] == [0, 1, 22, 3, 4]


@pytest.mark.parametrize("grows", [1, 2])
def test_rows_that_cross_chunks_find_their_places(tmp_path, grows):
    row = field("x", "NX_INT64", rank=1, dims=(100,), more=f'{PACKED} grows="{grows}"')
    values = np.arange(40000).reshape(400, 100)
    with FileSession.open(str(tmp_path / "scan.nxs"), Options(flush_seconds=60)) as session:
        session.open_entry(compile_definition(entry(row)))
        for number, value in enumerate(values):
            session.record({"x": value})
            if number % 37 == 0:
                session.flush()
        session.close_entry()
    with h5py.File(tmp_path / "scan.nxs") as file:
        np.testing.assert_array_equal(file["scan/x"], values if grows == 1 else values.T)


def killed(path, how):
    """The number of the last point that must be there."""
    command = [sys.executable, "-c", WRITER, str(path), entry(*COLUMNS, TEXTS, SPECTRA, CHECKED), str(BOUND), how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        time.sleep(random.uniform(0.2, 0.4))
        moment = time.monotonic()
        process.kill()
        lines = [line.split() for line in process.stdout.read().splitlines() if line.count(" ") == 1]
    return max((int(number) for number, when in lines if float(when) < moment - 0.1), default=0)


def check(path, safe):
    """Every column holds the points that were safe."""
    numbers = np.arange(1, safe + 1)
    with h5py.File(path) as file:
        for name in [f"c{number}" for number in range(12)]:
            np.testing.assert_array_equal(file["scan"][name][:safe], numbers * 7919)
        assert [text.decode() for text in file["scan/t"][:safe]] == [f"point {number}" for number in numbers]
        np.testing.assert_array_equal(file["scan/s"][:safe], np.tile(numbers, (40, 1)).T)
        np.testing.assert_array_equal(file["scan/f"][:safe], numbers)


@pytest.mark.parametrize("how", ["plain", "swmr"])
def test_no_kill_spoils_what_was_safe(tmp_path, how):
    for attempt in range(ROUNDS):
        path = tmp_path / f"{attempt}.nxs"
        safe = killed(path, how)
        if how == "swmr":
            recover(path, sure=True)
        check(path, safe)


def test_other_programs_read_what_a_kill_leaves(tmp_path, old_reader):
    for attempt in range(3):
        path = tmp_path / f"{attempt}.nxs"
        safe = killed(path, "plain")
        found = json.loads(old_reader.run(Path(outline.__file__), path))
        assert min(found[f"/scan/{name}"]["shape"][0] for name in ("c0", "t", "s", "f")) >= safe
        dumped = subprocess.run(["h5dump", path], capture_output=True, text=True, check=True)
        assert dumped.stderr == ""
