"""Files with several entries, and when what is recorded can be read."""

import subprocess
import sys
import threading
import time

import h5py
import pytest

from nxsconfig.errors import NexusFileError, RecordError
from nxsconfig.h5 import open_read
from nxsconfig.writer import FileSession, Options, compile_definition
from nxsconfig.writer.targets import split_target
from tests.support.waiting import until
from tests.writer.support import entry, field, session_in_memory

LIVE = """
import h5py, sys
with h5py.File(sys.argv[1], locking=False) as file:
    print(len(file["scan/x"]), len(file["scan/t"]))
"""


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def length(path, name="scan/x"):
    with open_read(path) as file:
        return len(file[name])


def test_one_plan_serves_several_files(tmp_path):
    plan = compile_definition(entry(field("x")))
    for name in ("a.nxs", "b.nxs"):
        with FileSession.open(str(tmp_path / name)) as session:
            session.open_entry(plan)
            session.record({"x": 1})
            session.close_entry()
        assert length(tmp_path / name) == 1


def test_entries_follow_each_other_in_one_file(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs")) as session:
        for name in ("one", "two"):
            session.open_entry(compile_definition(entry(field("x"), name=name)))
            session.record({"x": 1})
            session.close_entry()
    assert length(tmp_path / "scan.nxs", "one/x") == length(tmp_path / "scan.nxs", "two/x") == 1


def test_a_failed_opening_leaves_an_entry_that_takes_records():
    session, sink = session_in_memory(entry(field("x")))
    with pytest.raises(RecordError):
        session.open_entry(compile_definition(entry(field("i", mode="INIT"), field("x"), name="two")))
    session.record({"x": 4})
    session.close()
    assert sink.value("/two/x").tolist() == [4]


def test_a_record_without_entry_is_refused(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs")) as session, pytest.raises(NexusFileError, match="no entry"):
        session.record({"x": 1})


def test_a_point_of_a_fast_scan_is_readable_within_the_bound(tmp_path):
    path = tmp_path / "scan.nxs"
    with FileSession.open(str(path), Options(flush_seconds=0.1)) as session:
        session.open_entry(compile_definition(entry(field("x"), field("t", "NX_CHAR"))))
        session.record({"x": 1, "t": "a"})
        session.record({"x": 2, "t": "b"})
        time.sleep(0.3)
        done = subprocess.run([sys.executable, "-c", LIVE, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "2"]


def test_a_point_of_a_slow_scan_is_readable_at_once():
    clock = Clock()
    session, sink = session_in_memory(entry(field("x")), flush_seconds=0.5, clock=clock)
    clock.now = 1.0
    session.record({"x": 1})
    assert sink.value("/scan/x").tolist() == [1]
    session.close()


def test_points_of_a_fast_scan_are_collected():
    session, sink = session_in_memory(entry(field("x")), flush_seconds=60, clock=Clock())
    for value in range(1023):
        session.record({"x": value})
    assert len(sink.value("/scan/x")) == 0
    session.record({"x": 1023})
    assert len(sink.value("/scan/x")) == 1024
    session.close()


def test_closing_writes_what_is_collected_but_no_final_values():
    session, sink = session_in_memory(entry(field("x"), field("e", mode="FINAL")), flush_seconds=60)
    session.record({"x": 1, "e": 2})
    session.close()
    assert sink.value("/scan/x").tolist() == [1]
    assert sink.value("/scan/e").tolist() == [0]


def test_what_the_background_cannot_write_is_told_at_the_next_record():
    session, sink = session_in_memory(entry(field("x"), field("y")), flush_seconds=1)
    session.record({"x": 1, "y": 1})
    del sink.nodes["/scan/x"]
    until(lambda: sink.value("/scan/y").tolist() == [1])
    with pytest.raises(NexusFileError, match="/scan/x"):
        session.record({"x": 2, "y": 2})
    with pytest.raises(NexusFileError, match="no point of the entry is safe"):
        session.record({"x": 3, "y": 3})
    with pytest.raises(NexusFileError, match="/scan/x"):
        session.close()
    assert sink.value("/scan/y").tolist() == [1]
    assert sink.closed


def test_no_thread_is_left_after_closing(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs")) as session:
        session.open_entry(compile_definition(entry(field("x"))))
        session.record({"x": 1})
    assert "nxsconfig-flusher" not in {thread.name for thread in threading.enumerate()}


def test_threads_may_record_at_the_same_time():
    session, sink = session_in_memory(entry(field("x"), field("y")), flush_seconds=0.01)
    workers = [
        threading.Thread(target=lambda: [session.record({"x": i, "y": i}) for i in range(500)]) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    session.close()
    assert sink.value("/scan/x").tolist() == sink.value("/scan/y").tolist()
    assert len(sink.value("/scan/x")) == 2000


def test_definitions_are_kept_in_the_logs(tmp_path):
    text = entry(field("x"))
    with FileSession.open(str(tmp_path / "scan.nxs"), Options(logs=True, entry_number=3)) as session:
        session.open_entry(compile_definition(text))
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["nexus_logs/configuration/nexus__entry__3_xml"][()].decode() == text


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("scan.nxs", ("scan.nxs", "")),
        ("/a/scan.nxs:/x:NXentry", ("/a/scan.nxs", "x:NXentry")),
        ("scan.nxs://x/", ("scan.nxs", "/x/")),
        ("h5:/scan.nxs:/x", ("scan.nxs", "x")),
    ],
)
def test_a_target_is_a_file_and_a_path(target, parts):
    assert split_target(target) == parts


SLOW = (
    '<field name="slow" type="NX_INT"><strategy mode="STEP"/><datasource name="slow" type="PYEVAL">'
    '<datasource name="wait" type="CLIENT"><record name="wait"/></datasource>'
    '<result name="r">import time\ntime.sleep(ds.wait)\nds.r = 1</result></datasource></field>'
)


def test_a_point_that_waits_for_a_source_does_not_hold_up_the_points_before():
    session, sink = session_in_memory(entry(field("x"), SLOW), flush_seconds=0.1)
    session.record({"x": 1, "wait": 0})
    waiting = threading.Thread(target=session.record, args=({"x": 2, "wait": 1.0},))
    waiting.start()
    time.sleep(0.5)
    assert (sink.value("/scan/x").tolist(), waiting.is_alive()) == ([1], True)
    waiting.join()
    session.close()
    assert sink.value("/scan/x").tolist() == [1, 2]


def test_a_waiting_point_can_be_ended(tmp_path):
    with FileSession.open(str(tmp_path / "scan.nxs")) as session:
        session.open_entry(compile_definition(entry(field("x"), SLOW)))
        threading.Timer(0.3, session.interrupt, ["the scan is aborted"]).start()
        with pytest.raises(RecordError, match="the scan is aborted"):
            session.record({"x": 1, "wait": 30})
    assert length(tmp_path / "scan.nxs") == 1


FORGETFUL = """
import sys
from nxsconfig.writer import FileSession, Options, compile_definition
from tests.writer.support import entry, field
session = FileSession.open(sys.argv[1], Options(flush_seconds=60))
session.open_entry(compile_definition(entry(field("x"))))
for number in range(5):
    session.record({"x": number})
"""


def test_points_of_a_session_that_nobody_closes_are_written_when_python_ends(tmp_path):
    command = [sys.executable, "-c", FORGETFUL, tmp_path / "scan.nxs"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert (file["scan/x"][()].tolist(), done.stderr) == ([0, 1, 2, 3, 4], "")
