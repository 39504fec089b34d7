"""describe, info, geometry, record and the lists beyond the recorded transcripts."""

import json
from pathlib import Path

import pytest

from nxsconfig.db import open_store, public_url
from nxsconfig.db.records import Entry, Kind
from nxsconfig.errors import StoreUnavailableError
from tests.cli.support import fill, run

SUM = (
    '<definition><datasource name="sum" type="PYEVAL"><result>ds.result = ds.a + 1</result>'
    '<datasource name="a" type="CLIENT"><record name="counter"/></datasource></datasource></definition>'
)


def test_record_of_an_empty_line_is_that_of_a_name_that_is_not_stored(beamline: str) -> None:
    result = run("record", stdin="\n")
    assert (result.exit, result.stderr) == (0, "Error: Component '' not stored in the configuration server\n")


def test_record_of_a_datasource_inside_a_stored_one_is_found(url: str) -> None:
    component = '<definition><field name="f">$datasources.sum</field></definition>'
    fill(url, {"components": {"c": component}, "datasources": {"sum": SUM}})
    assert run("record", "c").stdout == "ds.a + 1\ncounter\n"


def test_describe_prints_the_shown_columns_as_json(beamline: str) -> None:
    (found,) = json.loads(run("describe", "slit", "-c", "units,nexus_path,none", "--json").stdout)
    assert found == {
        "name": "slit",
        "dependencies": [],
        "rows": [{"units": "mm", "nexus_path": "scan/gap"}],
    }


def test_info_prints_only_rows_with_a_source_as_json(beamline: str) -> None:
    found = json.loads(run("info", "slit", "title", "--json").stdout)
    assert [[row["source_name"] for row in one["rows"]] for one in found] == [["motor"], []]


def test_geometry_of_the_configuration_prints_json(beamline: str) -> None:
    (found,) = json.loads(run("geometry", "-m", "slit", "--json").stdout)
    assert {row["nexus_path"] for row in found["rows"]} == {"scan/gap", "scan/title"}


def test_profiles_print_json(beamline: str) -> None:
    assert json.loads(run("info", "-r", "--json").stdout) == [{"name": "night", "profile": {"Timer": '["t1"]'}}]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["list"], ["other", "slit", "title"]),
        (["sources", "slit"], ["motor"]),
        (["variables", "-m"], ["title"]),
        (["components", "slit"], ["slit"]),
        (["record", "slit"], ["gap"]),
        (["record"], []),
        (["list", "-p"], []),
    ],
    ids=" ".join,
)
def test_lists_print_json(beamline: str, args: list[str], expected: list[str]) -> None:
    assert json.loads(run(*args, "--json").stdout) == expected


def test_dependencies_are_in_json(url: str) -> None:
    fill(url, {"components": {"a": "<definition>$components.b</definition>", "b": "<definition/>"}})
    found = json.loads(run("describe", "a", "--json").stdout)
    assert [(one["name"], one["dependencies"]) for one in found] == [("a", ["b"]), ("b", [])]


def test_empty_pattern_matches_only_empty_values(beamline: str) -> None:
    assert "gap" not in run("describe", "slit", "-f", ",none").stdout


def test_empty_store_is_named(url: str) -> None:
    assert run("info").stderr == f"\n'{public_url(url)}' does not have any components\n\n"


def test_database_that_goes_away_is_not_taken_for_a_broken_component(
    beamline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise StoreUnavailableError("the database went away")

    monkeypatch.setattr("nxsconfig.configurator.Configurator.instantiate", gone)
    result = run("describe", "slit")
    assert (result.exit, result.stdout, result.stderr) == (255, "", "Error: the database went away\n")


def test_component_that_is_no_xml_in_the_store_is_named(beamline: str) -> None:
    store = open_store(beamline, create=False)
    store.store([Entry(Kind.COMPONENT, "slit", "<definition>")])
    store.close()
    result = run("describe", "slit")
    assert result.exit == 255
    assert "component 'slit'" in result.stderr


def test_upload_of_the_example_beamline_can_be_described(url: str) -> None:
    folder = Path(__file__).parents[2] / "examples" / "beamline"
    for option, suffix, directory in (("-d", ".ds.xml", "datasources"), ("-f", ".xml", "components")):
        names = [path.name.removesuffix(suffix) for path in sorted((folder / directory).glob(f"*{suffix}"))]
        assert run("upload", option, "-i", str(folder / directory), *names).exit == 0
    assert run("describe").exit == 0
    assert run("describe").stderr == ""
