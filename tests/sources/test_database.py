"""DB datasources on real databases."""

import socket
import sqlite3
import time
from decimal import Decimal
from pathlib import Path

import pytest

from nxsconfig.errors import DefinitionError, SourceError
from nxsconfig.sources import EntrySources, Point, SharedSources, SourceOptions
from nxsconfig.sources.database.source import shaped
from nxsconfig.sources.database.spec import Format
from tests.services import mariadb as mariadb_service
from tests.services import postgres as postgres_service
from tests.services.process import free_port
from tests.sources.support import QUICK, outcomes, spec, values

SAMPLES = Path(__file__).parent.parent / "vectors" / "writer" / "samples.sql"
STATEMENTS = [text for text in SAMPLES.read_text(encoding="utf-8").split(";\n") if text.strip()]


def db_text(sql, form="SCALAR", **attributes):
    tag = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<datasource name="q" type="DB"><database{tag}/><query format="{form}">{sql}</query></datasource>'


@pytest.fixture
def mysql(mariadb):
    name = mariadb.new_database()
    mariadb.execute(*STATEMENTS, database=name)
    login = {"user": mariadb_service.USER, "passwd": mariadb_service.PASSWORD}
    yield {"dbtype": "MYSQL", "dbname": name, "hostname": "127.0.0.1", "port": mariadb.port, **login}
    mariadb.drop(name)


@pytest.fixture
def pgsql(postgres):
    name = postgres.new_database()
    postgres.execute(*STATEMENTS, database=name)
    login = {"user": postgres_service.USER, "passwd": postgres_service.PASSWORD}
    yield {"dbtype": "PGSQL", "dbname": name, "hostname": "127.0.0.1", "port": postgres.port, **login}
    postgres.drop(name)


@pytest.fixture
def sqlite(tmp_path):
    connection = sqlite3.connect(tmp_path / "samples.db")
    connection.executescript(SAMPLES.read_text(encoding="utf-8"))
    connection.close()
    return {"dbtype": "SQLITE", "dbname": str(tmp_path / "samples.db")}


@pytest.fixture(
    params=["sqlite", pytest.param("mysql", marks=pytest.mark.mysql), pytest.param("pgsql", marks=pytest.mark.postgres)]
)
def database(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    ("form", "sql", "value"),
    [
        ("SCALAR", "SELECT mass, name FROM samples WHERE id=2", 1.5),
        ("SCALAR", "SELECT name FROM samples WHERE id=3", "żelazo"),
        ("SPECTRUM", "SELECT id FROM samples ORDER BY id", [1, 2, 3]),
        ("SPECTRUM", "SELECT id, holder FROM samples ORDER BY id", [1, 11]),
        ("IMAGE", "SELECT id, name FROM samples WHERE id &lt; 3 ORDER BY id", [[1, "LaB6"], [2, "Si powder"]]),
        ("TABLE", "SELECT mass FROM samples WHERE id=1", [[0.25]]),
    ],
)
def test_rows_become_values_as_the_format_says(database, form, sql, value):
    assert values([db_text(sql, form, **database)]) == [value]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT note FROM samples WHERE id=3", "NULL"),
        ("SELECT mass FROM samples WHERE id=99", "no row"),
        ("SELECT weight FROM samples", "weight"),
        ("SELEC", "SELEC"),
    ],
)
def test_queries_without_a_usable_value_say_why(database, sql, said):
    assert said in values([db_text(sql, **database)])[0]


def test_values_are_those_of_the_moment(database):
    with EntrySources(SharedSources(QUICK)) as sources:
        batch = sources.batch([sources.open(spec(db_text("SELECT CURRENT_TIMESTAMP", **database)))])
        first = batch.read(Point(1))[0].take().value
        time.sleep(1.1)
        assert batch.read(Point(2))[0].take().value > first


def test_connections_are_used_again(sqlite, monkeypatch):
    opened = []
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda **given: opened.append(given) or real(**given))
    values([db_text("SELECT 1", **sqlite)], *[Point(number) for number in range(1, 6)])
    assert len(opened) == 1


def test_queries_of_one_point_run_at_the_same_time(sqlite):
    outcome = outcomes([db_text("SELECT id FROM samples", **sqlite)] * 6)[0]
    assert [one.take().value for one in outcome] == [1] * 6


@pytest.mark.mysql
def test_a_database_that_was_restarted_costs_no_point(mysql, mariadb):
    with EntrySources(SharedSources(QUICK)) as sources:
        batch = sources.batch([sources.open(spec(db_text("SELECT 5", **mysql)))])
        batch.read(Point(1))
        mariadb.stop()
        mariadb.start()
        assert batch.read(Point(2))[0].take().value == 5


def test_a_database_that_is_away_is_tried_in_the_background():
    text = db_text("SELECT 1", dbtype="PGSQL", dbname="x", hostname="127.0.0.1", port=free_port())
    first, second = outcomes([text], Point(1), Point(2))
    assert "can't be reached" in str(first[0].error)
    assert "in the background" in str(second[0].error)


def test_a_database_that_never_answers_costs_one_bounded_wait():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        text = db_text("SELECT 1", dbtype="PGSQL", dbname="x", hostname="127.0.0.1", port=silent.getsockname()[1])
        start = time.monotonic()
        first, second = outcomes([text], Point(1), Point(2))
        assert time.monotonic() - start < 8
    assert first[0].error
    assert second[0].error


@pytest.mark.postgres
def test_a_slow_query_is_ended(pgsql):
    text = db_text("SELECT pg_sleep(30)", **pgsql)
    start = time.monotonic()
    assert "timeout" in values([text], options=SourceOptions(query_timeout=1))[0]
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("kind", ["", "mysql", "MSSQL"])
def test_an_unknown_kind_of_database_is_an_error_of_its_source(kind):
    assert f"Support for {kind or 'no'} database not available" in values([db_text("SELECT 1", dbtype=kind)])[0]


def test_a_missing_sqlite_file_is_not_made(tmp_path):
    assert "unable to open" in values([db_text("SELECT 1", dbtype="SQLITE", dbname=tmp_path / "x.db")])[0]
    assert not (tmp_path / "x.db").exists()


def test_sqlite_files_are_read_only(sqlite):
    assert "readonly" in values([db_text("DELETE FROM samples", **sqlite)])[0]


def test_a_missing_driver_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "oracledb", None)
    said = values([db_text("SELECT 1", dbtype="ORACLE", user="u", passwd="p")])[0]
    assert said == "Support for ORACLE database not available: pip install 'nxsconfig[oracle]'"


def test_passwords_stay_out_of_errors_and_reprs(database):
    text = db_text("SELECT 1", **{**database, "dbname": "/nowhere", "passwd": "s3cret"})
    assert "s3cret" not in values([text])[0] + repr(spec(text).detail)


@pytest.mark.mysql
def test_a_password_may_stand_elsewhere(mysql, monkeypatch, tmp_path):
    monkeypatch.setenv("SAMPLES_PASSWORD", mysql["passwd"])
    (tmp_path / "password").write_text(mysql["passwd"])
    for reference in ("${env:SAMPLES_PASSWORD}", f"file:{tmp_path}/password"):
        assert values([db_text("SELECT 5", **{**mysql, "passwd": reference})]) == [5]


def test_a_reference_that_leads_nowhere_says_so(sqlite):
    said = values([db_text("SELECT 5", **{**sqlite, "passwd": "${env:NO_SUCH_PASSWORD}"})])[0]
    assert "environment variable NO_SUCH_PASSWORD, which is not set" in said


@pytest.mark.mysql
def test_decimals_become_numbers_when_asked_for(mysql):
    text = db_text("SELECT avg(holder) FROM samples", **mysql)
    assert "DECIMAL" in values([text])[0]
    assert values([text], options=SourceOptions(decimals=True)) == [12.0]


@pytest.mark.postgres
def test_dates_become_texts_of_iso_8601(pgsql):
    text = db_text("SELECT DATE '2026-02-01', TIMESTAMP '2026-02-01 10:11:12', TIME '10:11:12'", "SPECTRUM", **pgsql)
    assert values([text]) == [["2026-02-01", "2026-02-01T10:11:12", "10:11:12"]]


@pytest.mark.parametrize("query", ["<query format='SCALAR'/>", "<query>SELECT 1</query>", ""])
def test_a_database_datasource_needs_a_query_and_its_format(query):
    text = f"<datasource name='q' type='DB'><database dbtype='MYSQL' passwd='s3cret'/>{query}</datasource>"
    with pytest.raises(DefinitionError, match="query format") as caught:
        spec(text)
    assert "s3cret" not in str(caught.value)


def test_bytes_are_texts_if_they_are_utf_8():
    assert shaped([(b"abc", memoryview(b"x"))], Format.SPECTRUM, decimals=False) == ["abc", "x"]
    with pytest.raises(SourceError, match="no text in UTF-8"):
        shaped([(b"\xff",)], Format.SCALAR, decimals=False)


def test_decimals_are_exact_floats():
    assert shaped([(Decimal("1.5"),)], Format.SCALAR, decimals=True) == 1.5
