"""What people write to say which database: JSONSettings in all its forms and URLs."""

from pathlib import Path
from typing import Any

import pytest

from nxsconfig.db import public_url
from nxsconfig.db import target as target_module
from nxsconfig.db.settings import target_of
from nxsconfig.db.target import driver
from nxsconfig.errors import SettingsError

SECRET = "hush:p@ss/w%rd"


@pytest.fixture(autouse=True)
def no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's own server must not count."""
    monkeypatch.setattr(target_module, "SOCKETS", ())


def options(given: Any) -> dict[str, Any]:
    found = dict(target_of(given).options)
    found.pop("connect_timeout", None)
    return found


@pytest.mark.mysql
@pytest.mark.parametrize("text", ["{}", "", "nonsense", "[1]", "3", '{"db": ', "null"])
def test_what_is_no_json_object_means_the_driver_defaults(text: str) -> None:
    assert options(text) == {"charset": "utf8mb4", "host": "127.0.0.1"}
    assert public_url(text) == "the MySQL database of localhost"


@pytest.mark.parametrize(("name", "word"), [("db", "passwd"), ("database", "password")])
def test_both_spellings_of_database_and_password_are_known(name: str, word: str) -> None:
    found = options({name: "nxsconfig", "user": "me", word: SECRET, "host": "h", "port": 3307})
    want = {"db": "nxsconfig", "user": "me", "passwd": SECRET, "host": "h", "port": 3307, "charset": "utf8mb4"}
    assert found == want


def test_option_file_in_the_home_directory_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/staff")
    given = '{"db":"nxsconfig", "read_default_file":"~/.my.cnf", "read_default_group":"nxs", "use_unicode":true}'
    found = options(given)
    assert found.pop("read_default_file") == "/home/staff/.my.cnf"
    assert found == {"db": "nxsconfig", "read_default_group": "nxs", "charset": "utf8mb4"}
    assert "options from /home/staff/.my.cnf" in public_url(given)


def test_charset_and_socket_are_passed_on() -> None:
    found = options({"charset": "latin1", "unix_socket": "/run/x", "user": None})
    assert found == {"charset": "latin1", "unix_socket": "/run/x"}


def test_unknown_key_is_named() -> None:
    with pytest.raises(SettingsError, match="unknown key 'dbname'.*passwd.*read_default_file"):
        target_of('{"dbname": "x"}')


@pytest.mark.parametrize(("key", "value"), [("port", "many"), ("port", []), ("db", 3), ("passwd", {"a": 1})])
def test_setting_of_the_wrong_kind_is_named(key: str, value: object) -> None:
    with pytest.raises(SettingsError, match="passw|db|data|port"):
        target_of({key: value})


def test_localhost_means_the_socket_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sock").touch()
    monkeypatch.setattr(target_module, "SOCKETS", ("/nowhere", f"{tmp_path}/sock"))
    for given in ({}, {"host": "localhost"}, "mysql://localhost/x", "mysql://localhost:3306/x"):
        assert options(given)["unix_socket"] == f"{tmp_path}/sock"
    assert "unix_socket" not in options({"host": "127.0.0.1"})


def test_localhost_without_a_socket_or_on_another_port_means_tcp(monkeypatch: pytest.MonkeyPatch) -> None:
    assert options({"host": "localhost"})["host"] == "127.0.0.1"
    monkeypatch.setattr(target_module, "SOCKETS", ("/",))
    assert options({"host": "localhost", "port": 3307})["host"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("url", "drivername"),
    [
        ("mysql://u@h/n", "mysql+mysqldb"),
        ("mariadb://u@h/n", "mysql+mysqldb"),
        ("mysql+mysqldb://u@h/n", "mysql+mysqldb"),
        ("mariadb+mysqldb://u@h/n", "mysql+mysqldb"),
        ("postgresql://u@h/n", "postgresql+psycopg2"),
        ("postgres://u@h/n", "postgresql+psycopg2"),
        ("postgresql+psycopg2://u@h/n", "postgresql+psycopg2"),
        ("sqlite:///n", "sqlite+pysqlite"),
        ("SQLite://", "sqlite+pysqlite"),
    ],
)
def test_urls_choose_the_driver(url: str, drivername: str) -> None:
    assert target_of(url).url.drivername == drivername


def test_another_driver_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name in ("pymysql", "psycopg") or None)
    assert driver("mysql") == "mysql+pymysql"
    assert driver("postgresql") == "postgresql+psycopg"
    with pytest.raises(SettingsError, match="mysqldb is not installed.*nxsconfig.mysql"):
        driver("mysql", "mysqldb")


@pytest.mark.parametrize(
    "url",
    ["oracle://a/b", "mysql+odbc://a/b", "postgresql://u:secret@h:port/x", "sqlite+x://"],
)
def test_url_that_makes_no_sense_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        target_of(url)
    assert "secret" not in f"{caught.value}{caught.value.__cause__}"


def test_url_of_mysql_is_understood_like_settings() -> None:
    found = options("mysql://me:hush%3Ap%40ss%2Fw%25rd@h:3307/nxs?charset=utf8&read_default_group=x")
    assert found["passwd"] == SECRET
    assert (found["user"], found["host"], found["port"], found["db"]) == ("me", "h", 3307, "nxs")
    assert (found["charset"], found["read_default_group"]) == ("utf8", "x")


def test_secrets_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NXS_SECRET", SECRET)
    assert options({"passwd": "${env:NXS_SECRET}"})["passwd"] == SECRET
    assert options({"passwd": "a${NXS_SECRET}b"})["passwd"] == f"a{SECRET}b"
    assert options("mysql://me:${env:NXS_SECRET}@h/n")["passwd"] == SECRET
    assert target_of("postgresql://me:${NXS_SECRET}@h/n").url.password == SECRET


def test_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text(f"{SECRET}\n")
    assert options({"password": f"file:{tmp_path}/pw"})["passwd"] == SECRET
    assert options({"password": f"${{file:{tmp_path}/pw}}"})["passwd"] == SECRET
    assert target_of(f"postgresql://me:file:{tmp_path}/pw@h/n").url.password == SECRET
    assert options(f"mysql://me:${{file:{tmp_path}/pw}}@h/n")["passwd"] == SECRET


def test_other_parts_may_refer_to_the_environment_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NXS_PLACE", str(tmp_path))
    assert target_of("sqlite:///${NXS_PLACE}/store.db").file == f"{tmp_path}/store.db"
    assert options({"host": "${env:NXS_PLACE}"})["host"] == str(tmp_path)


@pytest.mark.parametrize("reference", ["${env:NXS_NOT_SET}", "${file:/no/such/file}", "${NXS_NOT_SET}", "file:/none"])
def test_a_reference_that_leads_nowhere_is_named(reference: str) -> None:
    with pytest.raises(SettingsError, match="NXS_NOT_SET|/no"):
        target_of({"passwd": reference})


def test_an_unknown_kind_of_reference_is_refused() -> None:
    with pytest.raises(SettingsError, match="only"):
        target_of({"passwd": "${vault:x}"})


@pytest.mark.parametrize("given", [f"postgresql://me:{'hush'}@h/n", {"passwd": "hush"}, "mysql://me:hush@h/n"])
def test_passwords_show_nowhere(given: Any) -> None:
    target = target_of(given)
    assert "hush" not in f"{target!r} {target} {target.label} {public_url(given)}"
    assert target.without_secrets("he said hush") == "he said ***"


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("sqlite:////a/b.db", "the SQLite file /a/b.db"),
        ("sqlite://", "the SQLite store in memory"),
        ("postgresql://me:hush@h:5433/n", "the PostgreSQL database 'n' of me@h:5433"),
        ("mysql://me:hush@h/n", "the MySQL database 'n' of me@h"),
    ],
)
def test_messages_call_a_store_so(url: str, label: str) -> None:
    assert public_url(url) == label
