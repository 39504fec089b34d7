"""Store URLs of SQLite with options, files that can't be written, and servers that say nothing."""

import socket
import sqlite3
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from nxsconfig.db import open_store, public_url
from nxsconfig.db.records import Entry, Kind
from nxsconfig.db.settings import target_of
from nxsconfig.errors import SettingsError, StoreReadOnlyError, StoreUnavailableError
from tests.db.test_errors import open_directory, unprivileged

__all__ = ["open_directory"]

A = Entry(Kind.COMPONENT, "a", "<a/>")


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """An SQLite store with one component; its name holds what means something in URLs."""
    file = tmp_path / "x %41#.db"
    with open_store(f"sqlite:///{quote(str(file))}") as store:
        store.store([A])
    return file


@pytest.mark.parametrize("options", ["mode=ro", "immutable=1", "mode=ro&cache=private", "mode=ro&uri=false"])
def test_options_of_sqlite_are_heeded_without_uri(filled: Path, options: str) -> None:
    with warnings.catch_warnings(), open_store(f"sqlite:///{quote(str(filled))}?{options}") as store:
        warnings.simplefilter("error")
        assert store.names(Kind.COMPONENT) == ["a"]
        with pytest.raises(StoreReadOnlyError, match="nothing was changed"):
            store.delete(Kind.COMPONENT, ["a"])
        assert store.label == f"the SQLite file {filled}"


def test_store_in_memory_may_be_given_by_its_mode() -> None:
    for url in ("sqlite:///x?mode=memory", "sqlite:///:memory:?cache=shared", "sqlite:///file:x?mode=memory&uri=true"):
        assert target_of(url).in_memory
        assert public_url(url) == "the SQLite store in memory"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////tmp/x.db?mod=ro", "'mod'.*immutable"),
        ("sqlite:////tmp/x.db?uri=true&moe=ro", "'moe'"),
        ("sqlite:////tmp/x.db?mode=readonly", "'mode'.*ro, rw"),
        ("sqlite:////tmp/x.db?mode=ro&mode=rw", "'mode' twice"),
        ("sqlite://?mode=ro", "no file"),
        ("sqlite://x.db", "three slashes: sqlite:///FILE"),
    ],
)
def test_sqlite_url_that_makes_no_sense_is_refused(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        target_of(url)


@pytest.mark.parametrize("options", ["mode=ro", "mode=rw", "immutable=1"])
def test_file_that_is_missing_is_not_made_when_the_options_say_so(tmp_path: Path, options: str) -> None:
    with pytest.raises(StoreUnavailableError, match=r"there is no file .*none\.db"):
        open_store(f"sqlite:///{tmp_path}/none.db?{options}", create=True)
    assert list(tmp_path.iterdir()) == []


def test_directory_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="is a directory: give the name of an SQLite file"):
        open_store(f"sqlite:///{tmp_path}")


def test_file_in_a_directory_that_cannot_be_written_is_read(open_directory: Path) -> None:
    file = open_directory / "store.db"
    with open_store(f"sqlite:///{file}") as store:
        store.store([A])
    file.chmod(0o666)
    (open_directory / "store.db-wal").touch()
    with unprivileged(), open_store(f"sqlite:///{file}") as store:
        assert store.names(Kind.COMPONENT) == ["a"]
        with pytest.raises(StoreReadOnlyError, match="nothing was changed"):
            store.delete(Kind.COMPONENT, ["a"])


def test_changes_that_cannot_be_read_without_writing_are_no_silent_loss(open_directory: Path) -> None:
    file = open_directory / "store.db"
    with open_store(f"sqlite:///{file}") as store:
        store.store([A])
        wal = Path(f"{file}-wal").read_bytes()
    Path(f"{file}-wal").write_bytes(wal)
    with unprivileged(), pytest.raises(StoreUnavailableError, match="-wal file.*writable directory"):
        open_store(f"sqlite:///{file}")
    assert sqlite3.connect(file).execute("select count(*) from components").fetchone() == (1,)


def test_port_that_is_no_number_is_not_shown() -> None:
    with pytest.raises(SettingsError, match="'port' must be a number") as caught:
        target_of({"port": "s3cret"})
    assert "s3cret" not in f"{caught.value}{caught.value.__cause__}"


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("engine", ["mysql", "postgresql"])
def test_silent_server_is_waited_for_once(silent: int, engine: str) -> None:
    begun = time.monotonic()
    with pytest.raises(StoreUnavailableError):
        open_store(f"{engine}://me@127.0.0.1:{silent}/nxs?connect_timeout=2")
    assert time.monotonic() - begun < 5


def test_servers_are_waited_for_ten_seconds() -> None:
    for url in ("mysql://me@h/nxs", "postgresql://me@h/nxs"):
        assert target_of(url).options["connect_timeout"] == 10
