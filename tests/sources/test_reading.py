"""Reading many sources at once: nobody waits for others, and nobody waits for ever."""

import threading
import time

import pytest

from nxsconfig.errors import SourceError, SourceUnavailableError
from nxsconfig.sources import EntrySources, Point, SharedSources, SourceOptions
from nxsconfig.sources.reading.availability import Availability
from nxsconfig.sources.reading.workers import Workers
from tests.sources.support import client_text, outcomes, script_text, spec, values

SLEEP = "import time\nt = time.monotonic()\ntime.sleep({})\nds.value = t"


def sleeping(seconds):
    return script_text(SLEEP.format(seconds))


def test_values_of_the_client_come_without_a_thread():
    before = threading.active_count()
    with EntrySources() as sources:
        batch = sources.batch([sources.open(spec(client_text("a")))])
        assert [batch.read(Point(1, {"a": 3}))[0].take().value, threading.active_count()] == [3, before]


def test_a_slow_source_does_not_delay_the_asking_of_others():
    start = time.monotonic()
    slow, *quick = values([sleeping(0.5), *[sleeping(0)] * 5])
    assert max(quick) - start < 0.2
    assert slow - start < 0.2


def test_slow_sources_are_read_at_the_same_time():
    start = time.monotonic()
    outcomes([sleeping(0.3)] * 8)
    assert time.monotonic() - start < 1.5


def test_the_number_of_threads_is_limited():
    with EntrySources(SharedSources(SourceOptions(threads=2))) as sources:
        batch = sources.batch([sources.open(spec(sleeping(0.05))) for _ in range(6)])
        starts = sorted(outcome.take().value for outcome in batch.read(Point(1)))
        assert starts[2] - starts[0] > 0.04


def test_a_source_without_end_costs_one_limit_and_no_more():
    with EntrySources(SharedSources(SourceOptions(limit=0.4))) as sources:
        batch = sources.batch([sources.open(spec(text)) for text in (sleeping(1.2), script_text("ds.value = 5"))])
        first = batch.read(Point(1))
        start = time.monotonic()
        second = batch.read(Point(2))
        assert time.monotonic() - start < 0.2
    assert "no answer within 0.4 s" in str(first[0].error)
    assert "still busy" in str(second[0].error)
    assert second[1].take().value == 5


def test_a_source_that_answers_late_is_asked_again():
    with EntrySources(SharedSources(SourceOptions(limit=0.3))) as sources:
        text = script_text("import time\ntime.sleep(ds.s)\nds.value = 1", client_text("s"))
        batch = sources.batch([sources.open(spec(text))])
        assert batch.read(Point(1, {"s": 0.6}))[0].error
        time.sleep(0.5)
        assert batch.read(Point(2, {"s": 0}))[0].take().value == 1


def test_one_thread_is_enough_for_scripts_and_their_inputs():
    with EntrySources(SharedSources(SourceOptions(threads=1))) as sources:
        inner = script_text("ds.value = ds.a + 1", client_text("a")).replace('name="calc"', 'name="value"')
        batch = sources.batch([sources.open(spec(script_text("ds.r = ds.value * 2", inner, result="r")))])
        assert batch.read(Point(1, {"a": 4}))[0].take().value == 10


def test_another_thread_may_interrupt_a_reading():
    with EntrySources() as sources:
        batch = sources.batch([sources.open(spec(sleeping(1)))])
        timer = threading.Timer(0.2, sources.interrupt, ["the server is told to stop"])
        timer.start()
        start = time.monotonic()
        with pytest.raises(SourceUnavailableError, match="told to stop"):
            batch.read(Point(1))[0].take()
        assert time.monotonic() - start < 0.8
        timer.join()


def test_what_is_under_way_after_an_interruption_is_not_asked_a_second_time():
    with EntrySources() as sources:
        batch = sources.batch([sources.open(spec(sleeping(0.6)))])
        timer = threading.Timer(0.1, sources.interrupt, ["stop"])
        timer.start()
        assert "stop" in str(batch.read(Point(1))[0].error)
        assert "still busy" in str(batch.read(Point(2))[0].error)
        time.sleep(0.7)
        assert batch.read(Point(3))[0].take()
        timer.join()


def interrupted(*_):
    raise KeyboardInterrupt


def test_an_exception_in_the_reading_thread_leaves_no_thread_waiting(monkeypatch):
    slow = script_text("ds.value = ds.zz", sleeping(0.3).replace('"calc"', '"zz"').replace("value", "zz"))
    with EntrySources() as sources:
        batch = sources.batch([sources.open(spec(slow)), sources.open(spec(client_text("a")))])
        with monkeypatch.context() as patch:
            patch.setattr("nxsconfig.sources.reading.batch.at_once", interrupted)
            with pytest.raises(KeyboardInterrupt):
                batch.read(Point(1))
        time.sleep(0.5)
        assert batch.read(Point(2))[0].take()


def test_outcomes_say_how_long_they_took():
    slow, quick = outcomes([sleeping(0.2), client_text("a")], Point(1, {"a": 1}))[0]
    assert slow.seconds > 0.15 > quick.seconds


def test_threads_have_names_and_end_with_the_entry():
    others = {*threading.enumerate()}
    with EntrySources() as sources:
        sources.batch([sources.open(spec(sleeping(0)))]).read(Point(1))
        assert [thread.name for thread in {*threading.enumerate()} - others] == ["nxsconfig-source-1"]
    assert not {*threading.enumerate()} - others


def test_closing_does_not_wait_for_what_hangs():
    sources = EntrySources(SharedSources(SourceOptions(limit=0.2)))
    sources.batch([sources.open(spec(sleeping(2.5)))]).read(Point(1))
    start = time.monotonic()
    sources.close()
    assert time.monotonic() - start < 1.5


def test_workers_do_jobs_in_their_order():
    done, workers = [], Workers(1)
    workers.submit([lambda number=number: done.append(number) for number in range(20)])
    workers.submit([lambda: done.append("end")])
    while "end" not in done:
        time.sleep(0.01)
    workers.stop()
    assert done == [*range(20), "end"]


def test_what_is_away_comes_back_by_itself():
    answers = iter([SourceUnavailableError("no"), None])

    def probe():
        if error := next(answers):
            raise error

    away = Availability("the thing", 0.05)
    assert "can't be reached: cut" in str(away.lost("cut", probe))
    with pytest.raises(SourceUnavailableError, match="the thing is away since"):
        away.check()
    time.sleep(0.5)
    away.check()
    away.stop()


def test_an_error_nobody_thought_of_is_that_source_s_alone(monkeypatch):
    from nxsconfig.sources.script.source import PyEvalSource

    monkeypatch.setattr(PyEvalSource, "evaluate", lambda *_: 1 // 0)
    failed, fine = outcomes([script_text("ds.value = 1"), client_text("a")], Point(1, {"a": 1}))[0]
    assert isinstance(failed.error, SourceError)
    assert "ZeroDivisionError" in str(failed.error)
    assert fine.take().value == 1
