"""When the database can't do what was asked: the right error, a message that helps, no password, nothing lost."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nxsconfig.db import open_store
from nxsconfig.db.records import Entry, Kind
from nxsconfig.db.target import driver
from nxsconfig.errors import (
    SettingsError,
    StoreDataError,
    StoreReadOnlyError,
    StoreSchemaError,
    StoreUnavailableError,
)
from tests.db.places import Place
from tests.services.mariadb import PASSWORD, MariaDB

A = Entry(Kind.COMPONENT, "a", "<a/>")


@pytest.mark.parametrize("url", ["mysql://me:hush@127.0.0.1:1/nxs", "postgresql://me:hush@127.0.0.1:1/nxs"])
def test_an_unreachable_database_is_named_without_its_password(url: str) -> None:
    with pytest.raises(StoreUnavailableError, match="'nxs' of me@127.0.0.1:1.*check that the database runs") as caught:
        open_store(url)
    assert "hush" not in f"{caught.value} {caught.value.__cause__}"


def test_a_wrong_password_is_told_but_not_shown(served: Place) -> None:
    with pytest.raises(StoreUnavailableError, match="check user, password") as caught:
        open_store(served.url.replace("quiet%20please", "loud%20please"))
    assert "loud please" not in f"{caught.value} {caught.value.__cause__}"


def test_passwords_are_never_logged(served: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "alembic"):
        caplog.set_level(logging.DEBUG, name)
    with open_store(served.url) as store:
        store.store([A])
        kill_connections(served)
        store.names(Kind.COMPONENT)
    assert "Pool" in caplog.text
    assert PASSWORD not in caplog.text
    assert "quiet%20please" not in caplog.text


def test_an_unknown_database_is_told(served: Place) -> None:
    with pytest.raises(StoreSchemaError, match="'nowhere'.*create the database"):
        open_store(served.url.rpartition("/")[0] + "/nowhere")


@pytest.mark.mysql
def test_settings_without_a_database_are_told(mariadb: MariaDB) -> None:
    with pytest.raises(StoreSchemaError, match="no table components"):
        open_store(mariadb.settings(""))


@pytest.mark.mysql
def test_a_keyword_that_the_driver_does_not_know_is_told(mysql_url: str) -> None:
    with pytest.raises(SettingsError, match="colour"):
        open_store(mysql_url + "?colour=red")


def test_missing_tables_are_told(mysql_url: str) -> None:
    with pytest.raises(StoreSchemaError, match="no table components, datasources, properties.*sql/mysql.sql"):
        open_store(mysql_url)


def test_tables_that_vanish_are_told_and_may_come_back(shared: Place) -> None:
    store = open_store(shared.url)
    store.store([A])
    shared.execute("ALTER TABLE components RENAME TO away")
    with pytest.raises(StoreSchemaError, match="components"):
        store.names(Kind.COMPONENT)
    shared.execute("ALTER TABLE away RENAME TO components")
    assert store.names(Kind.COMPONENT) == ["a"]
    store.close()


def test_a_connection_that_was_killed_goes_unnoticed(served: Place) -> None:
    store = open_store(served.url)
    store.store([A])
    for _time in range(2):
        kill_connections(served)
        assert store.names(Kind.COMPONENT) == ["a"]
        kill_connections(served)
        store.store([A])
    store.close()


def kill_connections(place: Place) -> None:
    if place.engine == "postgres":
        place.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return
    query = "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()"
    for (number,) in place.execute(query):
        place.execute(f"KILL {number}")


def test_a_server_that_was_killed_is_told_and_used_again_when_back(
    served: Place, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue("postgres" if served.engine == "postgres" else "mariadb")
    store = open_store(served.url)
    store.store([A])
    server.stop()
    try:
        for ask in (store.revision, lambda: store.names(Kind.COMPONENT), store.history, lambda: store.store([A])):
            with pytest.raises(StoreUnavailableError, match="can't .*database") as caught:
                ask()
            assert PASSWORD not in str(caught.value)
    finally:
        server.start()
    assert store.store([A]) == store.revision() == 1
    store.close()


@contextmanager
def unprivileged() -> Iterator[None]:
    """Files that root may write aren't read-only for it."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that everybody may enter."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def test_a_read_only_file_can_be_read_but_not_written(open_directory: Path) -> None:
    file = open_directory / "store.db"
    with open_store(f"sqlite:///{file}") as store:
        store.store([A])
    file.chmod(0o444)
    with unprivileged(), open_store(f"sqlite:///{file}") as store:
        assert store.names(Kind.COMPONENT) == ["a"]
        with pytest.raises(StoreReadOnlyError, match=r"store 'b' in the SQLite file .*store.db.*nothing was changed"):
            store.store([Entry(Kind.COMPONENT, "b", "x")])
        assert store.names(Kind.COMPONENT) == ["a"]


def test_a_user_without_the_right_to_write_is_told(shared: Place) -> None:
    with open_store(shared.url) as store:
        store.store([A])
    with open_store(reader_url(shared)) as store:
        assert store.texts(Kind.COMPONENT, ["a"]) == {"a": "<a/>"}
        with pytest.raises(StoreReadOnlyError, match="nothing was changed; get the right"):
            store.delete(Kind.COMPONENT, ["a"])
        assert store.revision() == 1


def reader_url(place: Place) -> str:
    """The URL of somebody who may only read."""
    if place.engine == "sqlite-file":
        return place.url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    if place.engine == "postgres":
        return place.url + "?options=-c%20default_transaction_read_only%3Don"
    name = place.url.rpartition("/")[2]
    place.execute(f"GRANT SELECT ON {name}.* TO reader@'%' IDENTIFIED BY 'books'")
    return place.url.replace("nxs:quiet%20please", "reader:books")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("these are some words" * 100)
    with pytest.raises(StoreSchemaError, match=r"a\.db.*no store"):
        open_store(f"sqlite:///{tmp_path}/a.db")


def test_a_directory_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="none/a.db"):
        open_store(f"sqlite:///{tmp_path}/none/a.db")


def test_a_missing_file_is_made_only_if_wanted(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="no file"):
        open_store(f"sqlite:///{tmp_path}/a.db", create=False)
    assert list(tmp_path.iterdir()) == []
    open_store(f"sqlite:///{tmp_path}/a.db").close()
    open_store(f"sqlite:///{tmp_path}/new/b.db", create=True).close()
    assert (tmp_path / "new" / "b.db").exists()


def test_a_locked_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    monkeypatch.setattr("nxsconfig.db.engine.BUSY_SECONDS", 0)
    with open_store(f"sqlite:///{tmp_path}/a.db") as store:
        other = sqlite3.connect(tmp_path / "a.db")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="another program holds"):
            store.store([A])
        other.close()
        assert store.store([A]) == 1


def test_characters_that_the_table_cannot_hold_lose_nothing(place: Place) -> None:
    with open_store(place.url) as store:
        store.store([A])
        new = [Entry(Kind.COMPONENT, "a", "<a>😀</a>"), Entry(Kind.COMPONENT, "😀", "x")]
        if place.engine != "mysql-peers":
            store.store(new)
            assert store.texts(Kind.COMPONENT, ["a", "😀"]) == {"a": "<a>😀</a>", "😀": "x"}
            return
        with pytest.raises(StoreDataError, match="characters that the table can hold"):
            store.store(new)
        assert (store.texts(Kind.COMPONENT, ["a", "😀"]), store.revision()) == ({"a": "<a/>"}, 1)
        assert len(store.history()) == 1


def test_a_text_of_fifty_megabytes_is_stored_or_refused_clearly(place: Place) -> None:
    text = "<a>" + "x" * 50_000_000 + "</a>"
    with open_store(place.url) as store:
        if not place.engine.startswith("mysql"):
            store.store([Entry(Kind.COMPONENT, "big", text)])
            assert store.texts(Kind.COMPONENT, ["big"]) == {"big": text}
            return
        with pytest.raises(StoreDataError, match="text of component 'big' needs .*max_allowed_packet"):
            store.store([A, Entry(Kind.COMPONENT, "big", text)])
        assert (store.names(Kind.COMPONENT), store.revision()) == ([], 0)


@pytest.mark.mysql
@pytest.mark.parametrize("engine", ["mysql", "mysql-innodb"])
def test_texts_just_below_the_limit_replace_each_other(place_of, engine: str) -> None:
    with open_store(place_of(engine).url) as store:
        old, new = "\n" * 8_000_000, "y" * 16_000_000
        store.store([Entry(Kind.COMPONENT, "big", old)])
        store.store([Entry(Kind.COMPONENT, "big", new)])
        assert store.texts(Kind.COMPONENT, ["big"]) == {"big": new}
        assert [change.old_text for change in store.history()] == [old, None]


@pytest.mark.mysql
@pytest.mark.parametrize("kind", [Kind.DATASOURCE, Kind.SELECTION])
def test_a_text_too_long_for_its_column_is_refused(place_of, kind: Kind, mariadb: MariaDB) -> None:
    mariadb.execute("SET GLOBAL max_allowed_packet = 64*1024*1024")
    with open_store(place_of("mysql").url) as store, pytest.raises(StoreDataError, match="Data too long"):
        store.store([A, Entry(kind, "big", "x" * 17_000_000)])
    mariadb.execute("SET GLOBAL max_allowed_packet = 16*1024*1024")


@pytest.mark.mysql
@pytest.mark.parametrize("drivername", ["mysql+pymysql", "postgresql+psycopg"])
def test_the_other_drivers_work_too(request: pytest.FixtureRequest, drivername: str) -> None:
    engine, _, name = drivername.partition("+")
    pytest.importorskip(name)
    assert driver(engine, name) == drivername
    url = request.getfixturevalue(f"{'postgres' if engine == 'postgresql' else 'mysql'}_url")
    with open_store(url.replace(engine, drivername), create=True) as store:
        store.store([A, Entry(Kind.SELECTION, "%s", "'\\")], mandatory=True)
        assert store.texts(Kind.SELECTION, ["%s"]) == {"%s": "'\\"}
        assert (store.mandatory(), store.revision(), len(store.history())) == (["a"], 2, 3)
    with pytest.raises(StoreUnavailableError):
        open_store(f"{drivername}://me:hush@127.0.0.1:1/nxs")
