"""Several processes on one store, some of them killed at the worst moment."""

import random
import re
import time
from collections import Counter

import pytest

from nxsconfig.db import SqlStore, open_store
from nxsconfig.db.records import Kind
from tests.db.nursery import COUNT, Nursery
from tests.db.places import Place

ROUNDS = 16


def assert_whole(store: SqlStore, since: int = 0) -> int:
    """Every component is of one upload, and revision and history are what that many uploads make; returns how many.

    The history is forgotten then: it holds what happened since the given upload.
    """
    texts = store.texts(Kind.COMPONENT, store.names(Kind.COMPONENT))
    uploads = Counter(re.findall(r'upload="(\d+)"', "".join(texts.values())))
    assert len(uploads) <= 1, uploads
    number = int(next(iter(uploads), 0))
    assert len(texts) == (COUNT if number else 0)
    assert store.revision() == number * COUNT
    lines = store.history()
    assert len(lines) == (number - since) * COUNT
    assert store.forget(lines[0].number if lines else 0) == len(lines)
    return number


@pytest.mark.timeout(300)
def test_a_process_killed_at_any_time_leaves_old_or_new(shared: Place, nursery: Nursery) -> None:
    chance = random.Random(1)  # repeatable delays; where they hit differs anyway
    store, seen = open_store(shared.url), [0]
    for _round in range(10 * ROUNDS):
        child = nursery.start("upload", shared.url, start=seen[-1] + 1, rounds=1000)
        time.sleep(chance.uniform(0.01, 0.15))
        child.kill()
        assert nursery.ended() == "killed"
        settle(store)
        seen.append(assert_whole(store, seen[-1]))
        if len(seen) > ROUNDS and len(set(seen)) > 3:  # a busy machine needs more rounds to see that many states
            break
    assert len(set(seen)) > 3
    store.close()


def settle(store: SqlStore) -> None:
    """Wait for what the server may still be doing for the killed process: a writer comes after it."""
    store.set_mandatory(["never"], True)


@pytest.mark.timeout(300)
def test_a_process_killed_before_any_statement_leaves_old_or_new(shared: Place, nursery: Nursery) -> None:
    store, died, statement, done = open_store(shared.url), "killed", 0, 0
    while died == "killed":
        statement += 1
        nursery.start("upload", shared.url, start=done + 1, rounds=2, die_at=statement)
        died = nursery.ended()
        settle(store)
        before, done = done, assert_whole(store, done)
        assert done - before in (0, 1, 2)
    assert (died, statement > 8) == ("done", True)
    store.close()


@pytest.mark.mysql
@pytest.mark.parametrize("engine", ["mysql", "mysql-peers"])
def test_a_request_that_was_sent_is_finished_without_its_sender(place_of, nursery: Nursery, engine: str) -> None:
    place = place_of(engine)
    place.execute("CREATE TRIGGER slow BEFORE INSERT ON components FOR EACH ROW DO SLEEP(0.02)")
    store = open_store(place.url)
    for number in range(1, 4):
        nursery.start("upload_and_die", place.url, start=number)
        assert nursery.ended() == "killed"
        settle(store)
        assert assert_whole(store, number - 1) == number
    store.close()


@pytest.mark.timeout(300)
def test_two_processes_lose_no_revision_and_no_text(shared: Place, nursery: Nursery) -> None:
    rounds = 40
    for me in ("x", "y"):
        nursery.start("compete", shared.url, me=me, rounds=rounds)
    assert [nursery.ended(), nursery.ended()] == ["done", "done"]
    store = open_store(shared.url)
    assert store.revision() == 4 * rounds == len(store.history())
    own = {f"{me}{number}": me for me in "xy" for number in range(rounds)}
    assert store.texts(Kind.COMPONENT, own) == own
    shared_changes = store.history(name="both")[::-1]
    assert [change.old_text for change in shared_changes] == [None, *(change.text for change in shared_changes[:-1])]
    assert len({change.revision for change in store.history()}) == 4 * rounds
    store.close()


def test_two_processes_may_begin_the_history_at_once(shared: Place, nursery: Nursery) -> None:
    for me in "wxyz":
        nursery.start("compete", shared.url, me=me, rounds=1)
    assert [nursery.ended() for _me in "wxyz"] == ["done"] * 4
    store = open_store(shared.url)
    assert store.revision() == len(store.history()) == 8
    store.close()
