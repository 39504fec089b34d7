"""The recorded cases of the data writer that need Tango devices or databases hold (tests/vectors/writer/README.md)."""

import copy
import json
from pathlib import Path

import pytest

from tests.services import mariadb as mariadb_service
from tests.services import postgres as postgres_service
from tests.writer.replay import differences, run, same_result

VECTORS = Path(__file__).parent.parent / "vectors" / "writer"
CASES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((VECTORS / "cases-with-services").glob("*.json"))
}
BETTER = json.loads((VECTORS / "better-with-services.json").read_text(encoding="utf-8"))
FIXED_ELSEWHERE = {"tango-spectra-into-scalar"}
"""Cases that hold, but for the trace of a bug that another case is about."""
STATEMENTS = (VECTORS / "samples.sql").read_text(encoding="utf-8").split(";\n")


def named(need):
    """The cases that need a service."""
    return [name for name, case in CASES.items() if need in case["needs"]]


def mapped(thing, pairs):
    """Texts in a structure with each first text of the pairs replaced by the second."""
    if isinstance(thing, dict):
        return {mapped(key, pairs): mapped(value, pairs) for key, value in thing.items()}
    if isinstance(thing, list):
        return [mapped(item, pairs) for item in thing]
    if isinstance(thing, str):
        for old, new in pairs:
            thing = thing.replace(old, new)
    return thing


def check(name, folder, pairs, simulate=None):
    """Run a case with its placeholders filled in and compare."""
    case = CASES[name]
    filled = {key: value if key == "expected" else mapped(value, pairs) for key, value in case.items()}
    observed = mapped(run(filled, folder, simulate), [(new, old) for old, new in pairs])
    expected = copy.deepcopy(case["expected"])
    better = BETTER.get(name, {"actions": {}, "objects": {}})
    for number, outcome in better["actions"].items():
        expected["actions"][int(number)]["result"] = outcome
    expected["files"].setdefault("scan.nxs", {}).update(better["objects"])
    recorded = [action for action in expected["actions"] if not action["do"].startswith("sim")]
    for action, outcome in zip(recorded, observed["actions"], strict=True):
        assert same_result(action["result"], outcome), (action, outcome)
    assert differences(expected["files"], observed["files"]) == []


@pytest.mark.tango
@pytest.mark.parametrize("name", named("tango"))
def test_a_recorded_case_with_devices_holds(name, tmp_path, beamline, monkeypatch):
    full = beamline.database.tango_host
    host, port = full.split(":")
    monkeypatch.setenv("TANGO_HOST", full)
    proxy = beamline.proxy("sim/beamline/1")

    def simulate(values):
        for attribute, value in values.items():
            proxy.write_attribute(attribute, value)

    proxy.Init()
    short = f"{host.partition('.')[0]}:{port}"
    pairs = [("{TANGO}", f'hostname="{host}" port="{port}"'), ("{TANGOHOST}", full), ("{TANGOSHORT}", short)]
    check(name, tmp_path, pairs, simulate)


@pytest.mark.mysql
@pytest.mark.parametrize("name", named("mysql"))
def test_a_recorded_case_with_mariadb_holds(name, tmp_path, mariadb):
    database = mariadb.new_database()
    mariadb.execute(*filter(str.strip, STATEMENTS), database=database)
    check(name, tmp_path, [("{MYSQL}", tag(mariadb, mariadb_service, database)), ("nxswriter_vec", database)])
    mariadb.drop(database)


@pytest.mark.postgres
@pytest.mark.parametrize("name", named("pgsql"))
def test_a_recorded_case_with_postgresql_holds(name, tmp_path, postgres):
    database = postgres.new_database()
    postgres.execute(*filter(str.strip, STATEMENTS), database=database)
    check(name, tmp_path, [("{PGSQL}", tag(postgres, postgres_service, database)), ("nxswriter_vec", database)])
    postgres.drop(database)


def tag(server, service, database):
    """The attributes of a database tag."""
    login = f'user="{service.USER}" passwd="{service.PASSWORD}"'
    return f'dbname="{database}" hostname="127.0.0.1" port="{server.port}" {login}'


def test_every_bug_case_with_services_says_what_is_better():
    bugs = {name for name, case in CASES.items() if case["parity"] == "bug"}
    assert bugs | FIXED_ELSEWHERE == BETTER.keys()
