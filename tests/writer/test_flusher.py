"""The thread that flushes when nobody else does."""

import threading
import time

import pytest

from nxsconfig.writer import flusher
from nxsconfig.writer.flusher import Flusher
from tests.support.waiting import until


@pytest.fixture
def calls():
    return []


@pytest.fixture
def made(calls):
    """Gives a flusher with a delay of 0.05 s."""
    begun = []

    def make(flush=lambda: None):
        def call():
            calls.append("flush")
            flush()

        begun.append(Flusher(call, 0.05, lambda: calls.append("settle")))
        return begun[-1]

    yield make
    for one in begun:
        one.stop()
        one.join()
    assert "nxsconfig-flusher" not in {thread.name for thread in threading.enumerate()}


def seconds_to_end(one):
    began = time.monotonic()
    one.stop()
    one.join()
    return time.monotonic() - began


def test_it_flushes_once_for_all_that_asked_before(made, calls):
    one = made()
    for _ in range(10):
        one.ask()
    until(lambda: calls)
    time.sleep(0.15)
    assert calls == ["flush"]
    one.ask()
    until(lambda: len(calls) == 2)


def test_it_settles_at_once_and_flushes_later(made, calls):
    made().ask(hurry=True)
    until(lambda: len(calls) == 2)
    assert calls == ["settle", "flush"]


def test_it_has_one_thread_from_the_first_time_on(made):
    one = made()
    assert "nxsconfig-flusher" not in {thread.name for thread in threading.enumerate()}
    one.ask()
    one.ask()
    assert [thread.name for thread in threading.enumerate()].count("nxsconfig-flusher") == 1


def test_nobody_waits_for_one_that_has_died(made, monkeypatch):
    def fail():
        raise MemoryError

    died = []
    monkeypatch.setattr(threading, "excepthook", died.append)
    one = made(fail)
    one.ask()
    until(lambda: died)
    assert seconds_to_end(one) < 1


def test_nothing_is_called_behind_its_stop(made, calls):
    one = made()
    one.ask(hurry=True)
    until(lambda: calls)
    one.stop()
    time.sleep(0.15)
    one.ask()
    time.sleep(0.15)
    assert calls == ["settle"]


def test_its_stop_waits_for_a_flush_that_is_under_way(made, calls):
    begun, done = threading.Event(), []

    def flush():
        begun.set()
        time.sleep(0.2)
        done.append(True)

    one = made(flush)
    one.ask()
    assert begun.wait(5)
    one.stop()
    assert done
    assert calls == ["flush"]


def test_nobody_waits_for_ever_for_a_flush_that_hangs(made, calls, monkeypatch):
    monkeypatch.setattr(flusher, "JOIN_SECONDS", 0.2)
    event = threading.Event()
    one = made(lambda: event.wait(10) and None)
    one.ask()
    until(lambda: calls)
    assert seconds_to_end(one) < 2
    monkeypatch.undo()
    event.set()


def test_what_is_due_when_it_finishes_is_flushed(made, calls):
    one = made()
    one.ask()
    one.finish()
    assert calls == ["flush"]
