"""Whatever a writer is doing when it is killed: the file on the disk opens and holds what was safe.

Each step in which the file changes is stopped before and behind; what is on the disk then is what a kill would leave.
"""

from collections import Counter

import h5py
import numpy as np
import pytest

from nxsconfig.h5 import disk
from nxsconfig.writer import FileSession, Options, Recording, compile_definition
from nxsconfig.writer.moulds import Moulds
from tests.writer.support import entry, field

FIELDS = (
    field("x"),
    field("t", "NX_CHAR"),
    field("s", rank=1),
    field("i", "NX_UINT16", rank=2, more='compression="true"'),
    field("j", "NX_UINT16", rank=2),
    field("start", "NX_CHAR", mode="INIT"),
    field("end", "NX_CHAR", mode="FINAL"),
)
FRAME = np.zeros((16, 16), "uint16")
STEPS = ("write", "replace", "lengthen")
SCRIPT = """
<field name="look" type="NX_INT64"><strategy mode="STEP"/><dimensions rank="1"/><datasource name="look" type="PYEVAL">
<result name="look">ds.look = [len(commonblock["__root__"].attributes)]</result></datasource></field>
"""


def point(number):
    return {"x": number, "t": str(number), "s": [number] * 20, "i": FRAME + number, "j": FRAME + number}


class Watch:
    """Looks at the file whenever it changes."""

    def __init__(self, path):
        self.path = path
        self.safe = {}
        self.checks = 0

    def look(self):
        if not self.path.exists():
            return
        self.checks += 1
        with h5py.File(self.path, locking=False) as file:
            for entry_path, count in self.safe.items():
                found = {name: file[entry_path][name][:count] for name in "xtsij"}
                assert {name: len(rows) for name, rows in found.items()} == dict.fromkeys("xtsij", count)
                numbers = [[int(text) for text in found.pop("t")]]
                numbers += [rows.reshape(count, -1)[:, -1].tolist() if count else [] for rows in found.values()]
                assert numbers == [list(range(1, count + 1))] * 5


@pytest.fixture
def watch(tmp_path, monkeypatch):
    made = Watch(tmp_path / "scan.nxs")

    def watched(step):
        def call(*args):
            made.look()
            step(*args)
            made.look()

        return call

    for name in STEPS:
        monkeypatch.setattr(disk, name, watched(getattr(disk, name)))
    return made


def write_entries(watch, *, entries, points, base="", more="", swmr=False):
    """Entries whose points are all flushed."""
    text = entry(*FIELDS, *more.split("|"))
    target = f"{watch.path}:/{base}" if base else str(watch.path)
    above = f"/{base.partition(':')[0]}".rstrip("/")
    with FileSession.open(target, Options(flush_seconds=60, swmr=swmr)) as session:
        for number in range(entries):
            name = f"scan{number}"
            session.open_entry(compile_definition(text.replace('"scan"', f'"{name}"')), {"start": "now"})
            watch.safe[f"{above}/{name}"] = 0
            for value in range(1, points + 1):
                session.record(point(value))
                session.flush()
                watch.safe[f"{above}/{name}"] = value
            session.close_entry({"end": "then"})
    watch.look()


def test_a_scan_whose_indexes_split(watch):
    write_entries(watch, entries=1, points=140)
    assert watch.checks > 300


@pytest.mark.parametrize("base", ["", "base:NXentry"])
@pytest.mark.parametrize("copied", [False, True])
def test_more_entries_than_a_group_has_room_for(watch, base, copied, monkeypatch):
    if copied:
        monkeypatch.setattr("nxsconfig.writer.opening.MOULDS", Moulds(min_steps=0, waits=False))
    write_entries(watch, entries=12, points=2, base=base)
    assert watch.checks > 200


def test_scripts_that_look_into_the_file(watch):
    write_entries(watch, entries=3, points=2, more=SCRIPT)


def test_files_that_readers_follow(watch):
    write_entries(watch, entries=3, points=2, swmr=True)


def test_sessions_that_follow_each_other(watch):
    for number in range(3):
        with FileSession.open(str(watch.path), Options(flush_seconds=60)) as session:
            name = f"scan{number}"
            session.open_entry(compile_definition(entry(*FIELDS).replace('"scan"', f'"{name}"')), {"start": "now"})
            watch.safe[name] = 0
            session.record(point(1))
            session.flush()
            watch.safe[name] = 1
            session.close_entry({"end": "then"})
    watch.look()


def test_frames_that_go_to_the_disk_at_once(watch):
    frame, look, safe = np.arange(256 * 256, dtype="uint16").reshape(256, 256), watch.look, []

    def frames():
        look()
        if safe:
            with h5py.File(watch.path, locking=False) as file:
                assert np.array_equal(file["scan/j"][: len(safe)], safe)

    watch.look = frames
    with Recording(watch.path, entry(field("j", "NX_UINT16", rank=2)), options=Options(flush_seconds=60)) as recording:
        for number in range(30):
            recording.record({"j": frame + np.uint16(number)})
            if number % 7 == 6:
                recording.flush()
                safe[:] = [frame + np.uint16(known) for known in range(number + 1)]
    with h5py.File(watch.path) as file:
        assert np.array_equal(file["scan/j"], [frame + np.uint16(number) for number in range(30)])
    assert watch.checks > 60


def test_an_entry_that_is_gone_on_with(watch):
    plan = compile_definition(entry(*FIELDS))
    for number in range(4):
        with FileSession.open(str(watch.path), Options(flush_seconds=60)) as session:
            session.open_entry(plan, {"start": "now"}, append=number > 0)
            watch.safe["scan"] = 2 * number
            for value in (1, 2):
                session.record(point(2 * number + value))
            session.flush()
            watch.safe["scan"] = 2 * number + 2
            session.close_entry({"end": "then"})
    watch.look()


def test_tables_of_failures(watch):
    with FileSession.open(str(watch.path), Options(flush_seconds=60)) as session:
        session.open_entry(compile_definition(entry(*FIELDS, field("never"))), {"start": "now"}, canfail=True)
        for value in range(1, 30):
            session.record(point(value) | ({"never": 1} if value % 3 else {}))
            session.flush()
            watch.safe["scan"] = value
        session.close_entry({"end": "then"})
    watch.look()


def test_the_watch_sees_what_a_kill_would_leave(watch, monkeypatch):
    """The file as HDF5 itself writes it, one piece after the other."""
    seen = Counter()
    monkeypatch.setattr(
        "nxsconfig.h5.disk.replace", lambda handle, runs: [disk.write(handle, at, content) for at, content in runs]
    )
    look = watch.look

    def count():
        try:
            look()
            seen["sound"] += 1
        except (AssertionError, KeyError, OSError):
            seen["damaged"] += 1

    monkeypatch.setattr(watch, "look", count)
    write_entries(watch, entries=12, points=2)
    assert seen["damaged"]
