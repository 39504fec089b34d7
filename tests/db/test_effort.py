"""How many statements an answer takes: it must not grow with the store."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from nxsconfig.db import SqlStore, open_store
from nxsconfig.db.records import Entry, Kind, Listed

MANY = 10_000


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    engine, seen = store._desk._access._engine, []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def full(store: SqlStore) -> SqlStore:
    """A store with ten thousand components."""
    store.store([Entry(Kind.COMPONENT, f"c{number:05}", f"<c{number}/>") for number in range(MANY)])
    store.set_mandatory([f"c{number:05}" for number in range(0, MANY, 100)], True)
    return store


def begun(seen: list[str]) -> list[str]:
    """Without SQLite's BEGIN, which SQLAlchemy doesn't send itself there, and its version, which reads no table."""
    return [statement for statement in seen if statement.split()[0] not in ("BEGIN", "PRAGMA")]


def test_ten_thousand_components_take_one_query_an_answer(full: SqlStore) -> None:
    names = [f"c{number:05}" for number in range(MANY)]
    asked: dict[str, Callable[[], object]] = {
        "listing": full.listing,
        "names": lambda: full.names(Kind.COMPONENT),
        "mandatory": full.mandatory,
        "fingerprint": full.fingerprint,
        "few texts": lambda: full.texts(Kind.COMPONENT, names[:100]),
    }
    for what, ask in asked.items():
        with statements(full) as seen:
            ask()
        assert len(begun(seen)) == 1, (what, seen)
    assert full.listing() == [Listed(name, number % 100 == 0) for number, name in enumerate(names)]


def test_an_unchanged_sqlite_store_is_not_read_again_for_its_fingerprint(tmp_path) -> None:
    with open_store(f"sqlite:///{tmp_path}/s.db", create=True) as store:
        first = store.fingerprint()
        with statements(store) as seen:
            assert store.fingerprint() == first
        assert begun(seen) == []
        store.store([Entry(Kind.COMPONENT, "a", "<a/>")])
        with open_store(f"sqlite:///{tmp_path}/s.db") as other:
            assert first != store.fingerprint() == other.fingerprint()


def test_ten_thousand_texts_take_two_queries(full: SqlStore) -> None:
    with statements(full) as seen:
        found = full.texts(Kind.COMPONENT, full.names(Kind.COMPONENT))
    assert len(begun(seen)) <= 3
    assert (len(found), found["c00017"]) == (MANY, "<c17/>")


def test_a_thousand_uploads_are_one_transaction(store: SqlStore) -> None:
    store.store([Entry(Kind.COMPONENT, "first", "x")])
    entries = [Entry(Kind.COMPONENT, f"c{number}", "<definition/>" * 100) for number in range(1000)]
    commits: list[object] = []
    event.listen(store._desk._access._engine, "commit", commits.append)
    with statements(store) as seen:
        assert store.store(entries) == 1001
    assert len(commits) <= 1
    assert len(begun(seen)) < 20
    assert len(store.names(Kind.COMPONENT)) == 1001
