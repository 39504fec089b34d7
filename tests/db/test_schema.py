"""The tables: the peers' databases stay as they are, ours are what the scripts and the migrations say."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from nxsconfig.db import SqlStore, ddl, migrations, open_store, schema
from nxsconfig.db.records import Entry, Kind
from nxsconfig.db.tables import own
from nxsconfig.errors import NonregisteredDBRecordError, StoreSchemaError
from tests.db.places import WITHOUT_SELECTIONS, Place, peers_tables
from tests.services.mariadb import MariaDB

SCRIPTS = Path(__file__).parents[2] / "sql"
A = Entry(Kind.COMPONENT, "a", "<a/>")


def engine_of(store: SqlStore):
    return store._desk._access._engine


@pytest.mark.parametrize("engine", ddl.DIALECTS)
def test_the_scripts_in_sql_are_up_to_date(engine: str) -> None:
    assert (SCRIPTS / f"{engine}.sql").read_text() == ddl.script(engine), "run: python -m nxsconfig.db.ddl"


def test_scripts_are_written_where_asked(tmp_path: Path) -> None:
    ddl.write_scripts(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"mysql.sql", "postgresql.sql", "sqlite.sql"}


def test_a_script_makes_a_store_and_may_run_again(place_of: Callable[[str], Place], shared: Place) -> None:
    names = ("components", "datasources", "selections", "properties")
    for name in names:
        if shared.engine != "sqlite-file":
            shared.execute(f"DROP TABLE {name}")
    for _time in range(2):
        run_script(shared)
    with open_store(shared.url, create=False) as store:
        assert store.store([A, Entry(Kind.SELECTION, "s", "{}")]) == 1
        assert len(store.history()) == 2
    run_script(shared)
    with open_store(shared.url) as store:
        assert (store.revision(), store.names(Kind.COMPONENT)) == (1, ["a"])


def run_script(place: Place) -> None:
    engine = {"postgres": "postgresql", "sqlite-file": "sqlite"}.get(place.engine, "mysql")
    text = "\n".join(line for line in ddl.script(engine).splitlines() if not line.startswith("--"))
    place.execute(*(part for part in text.split(";\n") if part.strip()))


def test_the_migrations_make_our_tables(shared: Place) -> None:
    with open_store(shared.url) as store:
        migrations.migrate(engine_of(store))
        migrations.migrate(engine_of(store))
        with engine_of(store).connect() as conn:
            context = MigrationContext.configure(
                conn, opts={"version_table": migrations.VERSION_TABLE, "include_name": ours, "compare_type": True}
            )
            assert [
                change for change in compare_metadata(context, own) if "nxs_schema_version" not in str(change)
            ] == []
            assert context.get_current_revision() == migrations.HEAD == schema.HEAD


def ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or (name or "").startswith("nxs_")


def test_a_history_of_a_newer_version_is_left_alone(shared: Place) -> None:
    with open_store(shared.url) as store:
        store.store([A])
        shared.execute("UPDATE nxs_schema_version SET version_num = '0999'")
        store.check()
        assert store.names(Kind.COMPONENT) == ["a"]
        with pytest.raises(StoreSchemaError, match="version 0999.*update nxsconfig"):
            store.store([A])


@pytest.mark.parametrize("statement", ["DELETE FROM properties", "UPDATE properties SET value = ''"])
def test_a_missing_revision_is_told(shared: Place, statement: str) -> None:
    with open_store(shared.url) as store:
        store.store([A])
        shared.execute(statement)
        for ask in (store.revision, store.fingerprint, lambda: store.delete(Kind.COMPONENT, ["a"])):
            with pytest.raises(NonregisteredDBRecordError, match="revision"):
                ask()
        assert store.names(Kind.COMPONENT) == ["a"]


def test_changes_of_another_program_change_the_fingerprint(shared: Place) -> None:
    with open_store(shared.url) as store:
        store.store([A, Entry(Kind.DATASOURCE, "d", "12")])
        seen = {store.fingerprint()}
        for statement in (
            "UPDATE components SET xml = '<b/>'",
            "UPDATE components SET mandatory = 1",
            "UPDATE components SET name = 'b'",
            "UPDATE datasources SET xml = '21'",
        ):
            shared.execute(statement)
            seen.add(store.fingerprint())
        assert len(seen) == 5


@pytest.mark.mysql
class TestBesideThePeers:
    """A database that the peers' script made, and the statements that they send."""

    def test_their_tables_stay_as_they_are(self, place_of: Callable[[str], Place]) -> None:
        place = place_of("mysql-peers")
        before = [place.execute(f"SHOW CREATE TABLE {name}") for name in ("components", "datasources", "properties")]
        with open_store(place.url, create=True) as store:
            store.store([A, Entry(Kind.SELECTION, "s", "{}")], mandatory=True)
        after = [place.execute(f"SHOW CREATE TABLE {name}") for name in ("components", "datasources", "properties")]
        assert before == after
        assert "MyISAM" in str(after)

    def test_fresh_tables_are_like_theirs(self, place_of: Callable[[str], Place]) -> None:
        query = (
            "SELECT TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, IS_NULLABLE"
            " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE 'nxs%'"
            " AND DATA_TYPE NOT LIKE '%text' ORDER BY 1, 3"
        )
        engines = "SELECT DISTINCT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
        keys = "SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, NON_UNIQUE FROM information_schema.STATISTICS"
        questions = (query, engines, f"{keys} WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1")
        place = place_of("mysql")
        fresh = [place.execute(question) for question in questions]
        place.execute(*(f"DROP TABLE {name}" for name in ("components", "datasources", "selections", "properties")))
        place_of("mysql-peers")
        assert fresh == [place.execute(question) for question in questions]

    @pytest.mark.parametrize("engine", ["mysql", "mysql-peers"])
    def test_they_go_on_beside_us(self, place_of: Callable[[str], Place], engine: str) -> None:
        place = place_of(engine)
        with open_store(place.url) as store:
            store.store([A])
            place.execute("INSERT INTO components VALUES ('theirs', '<t/>', 1)", "UPDATE properties SET value = '2'")
            assert store.texts(Kind.COMPONENT, ["theirs", "a"]) == {"theirs": "<t/>", "a": "<a/>"}
            assert (store.mandatory(), store.revision()) == (["theirs"], 2)
            assert store.store([Entry(Kind.COMPONENT, "theirs", "<u/>")]) == 3
        assert place.execute("SELECT * FROM components ORDER BY name") == [("a", "<a/>", 0), ("theirs", "<u/>", 1)]
        assert place.execute("SELECT * FROM properties") == [("revision", "3")]

    def test_their_names_with_trailing_blanks_are_found(self, place_of: Callable[[str], Place]) -> None:
        place = place_of("mysql-peers")
        place.execute("INSERT INTO components VALUES ('a  ', '<t/>', 0)")
        with open_store(place.url) as store:
            assert store.texts(Kind.COMPONENT, ["a", "a "]) == {"a": "<t/>", "a ": "<t/>"}
            assert store.store([A]) == 1
            assert store.set_mandatory(["a"], True) == 2
            assert store.delete(Kind.COMPONENT, ["a"]) == 3
            assert store.names(Kind.COMPONENT) == []

    def test_a_server_without_compound_statements_gets_them_one_by_one(
        self, place_of: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        look = schema.look
        monkeypatch.setattr("nxsconfig.db.desk.look", lambda conn: replace(look(conn), compound=False))
        with open_store(place_of("mysql-peers").url) as store:
            assert store.store([A, Entry(Kind.SELECTION, "%s", "{}")], mandatory=True) == 2
            assert store.delete(Kind.COMPONENT, ["a"]) == 3
            assert (store.names(Kind.COMPONENT), len(store.history())) == ([], 4)

    def test_old_databases_have_no_selections_until_one_is_stored(self, mysql_url: str, mariadb: MariaDB) -> None:
        name = mysql_url.rpartition("/")[2]
        mariadb.execute(*peers_tables(tables=WITHOUT_SELECTIONS), database=name)
        with open_store(mysql_url) as store:
            store.store([A])
            assert (store.names(Kind.SELECTION), store.texts(Kind.SELECTION, ["s"])) == ([], {})
            assert ("selections",) not in mariadb.execute("SHOW TABLES", database=name)
            store.store([Entry(Kind.SELECTION, "s", "{}")])
            assert store.texts(Kind.SELECTION, ["s"]) == {"s": "{}"}

    def test_json_settings_open_their_database(self, place_of: Callable[[str], Place], mariadb: MariaDB) -> None:
        place = place_of("mysql-peers")
        settings = mariadb.settings(place.url.rpartition("/")[2])
        with open_store(settings) as store:
            assert store.store([A]) == 1

    def test_an_option_file_opens_their_database(
        self, place_of: Callable[[str], Place], mariadb: MariaDB, tmp_path: Path
    ) -> None:
        found = mariadb.settings(place_of("mysql-peers").url.rpartition("/")[2])
        lines = [f"user={found['user']}", f"password={found['passwd']}", f"socket={mariadb.socket}"]
        (tmp_path / "my.cnf").write_text("\n".join(["[client]", *lines]))
        for driver in ("", "pymysql"):
            url = f"mysql+{driver}:///{found['db']}?read_default_file={tmp_path}/my.cnf" if driver else ""
            given = url or {"db": found["db"], "read_default_file": f"{tmp_path}/my.cnf", "use_unicode": True}
            with open_store(given) as store:
                assert store.store([A]) == 1
