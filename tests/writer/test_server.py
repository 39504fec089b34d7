"""A writer that is told its steps from outside: states, errors, the background, endings."""

import threading
import time

import h5py
import pytest

from nxsconfig.errors import NexusFileError, RecordError, ServerStateError
from nxsconfig.writer import states
from nxsconfig.writer.server import MAX_ERRORS, WriterServer
from nxsconfig.writer.states import State, Step
from tests.support.waiting import until
from tests.writer.support import entry, field


@pytest.fixture
def server(tmp_path):
    """A server whose next file is scan.nxs, with one field of the client."""
    made = WriterServer()
    made.writer.file_name = str(tmp_path / "scan.nxs")
    made.writer.definition = entry(field("x"))
    yield made
    made.close(5)


@pytest.fixture
def opened(server):
    """The same with the entry open."""
    server.run(states.OPEN_FILE)
    server.run(states.OPEN_ENTRY)
    return server


def hanging():
    """A step that ends when the event is set."""
    event = threading.Event()
    return event, Step("Hang", frozenset({State.ON}), State.ON, lambda *_: event.wait() and None)


def test_a_scan_goes_through_its_states(server, tmp_path):
    seen = [server.state]
    for step in (states.OPEN_FILE, states.OPEN_ENTRY, states.RECORD, states.CLOSE_ENTRY, states.CLOSE_FILE):
        server.run(step, '{"data": {"x": 1}}')
        seen.append(server.state)
    assert seen == [State.ON, State.OPEN, State.EXTRACT, State.EXTRACT, State.OPEN, State.ON]
    with h5py.File(tmp_path / "scan.nxs") as file:
        assert file["scan/x"][()].tolist() == [1]


def test_every_change_is_told_with_running_in_between(tmp_path):
    told = []
    server = WriterServer(changed=told.append)
    server.writer.file_name = str(tmp_path / "scan.nxs")
    server.run(states.OPEN_FILE)
    server.close(5)
    assert told == [State.RUNNING, State.OPEN, State.OFF]


def test_a_step_that_is_not_allowed_changes_nothing(server):
    with pytest.raises(ServerStateError, match="Record is not allowed when the state is ON"):
        server.run(states.RECORD, "{}")
    assert (server.state, server.errors) == (State.ON, [])


def test_a_failed_step_leads_to_fault_and_is_kept(opened):
    with pytest.raises(RecordError):
        opened.run(states.RECORD, "{}")
    assert opened.state is State.FAULT
    assert len(opened.errors) == 1
    opened.run(states.CLOSE_ENTRY)
    assert opened.state is State.FAULT


def test_closing_the_file_closes_it_also_when_the_entry_fails(opened):
    opened.run(states.CLOSE_ENTRY)
    opened.writer.can_fail = False
    opened.writer.definition = entry(field("y", mode="FINAL"), name="second")
    opened.run(states.OPEN_ENTRY)
    with pytest.raises(RecordError):
        opened.run(states.CLOSE_FILE)
    assert (opened.state, opened.writer.session) == (State.FAULT, None)


def test_only_so_many_errors_are_kept(server):
    for number in range(MAX_ERRORS + 5):
        server._errors.append(str(number))
    assert (len(server.errors), server.errors[0]) == (MAX_ERRORS, "5")


def test_a_step_of_the_background_returns_at_once(opened):
    opened.start(states.RECORD, '{"data": {"x": 1}}')
    until(lambda: opened.state is State.EXTRACT)
    assert opened.entry.points == 1


def test_the_background_tells_failures_by_state_and_errors(opened):
    opened.start(states.RECORD, "{")
    until(lambda: opened.state is State.FAULT)
    assert len(opened.errors) == 1


def test_nothing_else_is_done_while_the_background_works(server):
    event, step = hanging()
    server.start(step)
    with pytest.raises(ServerStateError, match="RUNNING"):
        server.run(states.OPEN_FILE)
    event.set()


def test_a_step_that_hangs_is_given_up(server):
    told = []
    event, step = hanging()
    server.start(step)
    began = time.monotonic()
    server._changed = told.append
    assert not server.close(0.2)
    assert time.monotonic() - began < 2
    event.set()
    until(lambda: server.state is State.ON)
    assert told == []


def test_a_step_that_was_given_up_closes_the_file_should_it_end_after_all(opened):
    event = threading.Event()
    opened.start(Step("Hang", frozenset({State.EXTRACT}), State.EXTRACT, lambda *_: event.wait() and None))
    assert not opened.close(0.2)
    assert opened.writer.session is not None
    event.set()
    until(lambda: opened.writer.session is None)


def test_a_record_is_not_quick_when_a_flush_is_due(opened):
    opened.run(states.RECORD, '{"data": {"x": 1}}')
    assert opened.is_quick(states.RECORD)
    time.sleep(0.3)
    opened.writer.session._flusher.stop()
    opened.writer.session.progress._last -= 1
    assert not opened.is_quick(states.RECORD)


def test_no_thread_is_left_behind(opened):
    opened.start(states.RECORD, "{}")
    assert opened.close(5)
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"nxsconfig-writer", "nxsconfig-flusher"}


def test_what_a_lost_file_holds_does_not_keep_the_server_from_working(server, tmp_path):
    server.recover(str(tmp_path / "gone.nxs"))
    until(lambda: server.state is State.ON)
    server.run(states.OPEN_FILE)
    assert server.in_work == str(tmp_path / "scan.nxs")


def test_a_quick_record_is_refused_without_an_entry(server):
    with pytest.raises(ServerStateError):
        server.run_quick("{}")


def test_a_file_that_cannot_be_made_leads_to_fault(server, tmp_path):
    server.writer.file_name = str(tmp_path / "nowhere" / "scan.nxs")
    with pytest.raises(NexusFileError):
        server.run(states.OPEN_FILE)
    assert (server.state, server.in_work) == (State.FAULT, "")
