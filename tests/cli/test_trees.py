"""tree and usage."""

import json

from tests.cli.support import Result, run, run_on_terminal

LINES = """scan:NXentry  (title, slit)
  title:NX_CHAR  INIT  = none  (title)
  gap:NX_FLOAT  mm  STEP  <- motor CLIENT gap  (slit)
"""


def test_tree_is_indented_text_in_a_pipe(beamline: str) -> None:
    assert run("tree", "slit") == Result(0, LINES, "")


def test_tree_takes_the_options_of_a_configuration(beamline: str) -> None:
    assert "= night" in run("tree", "--variables", '{"title": "night"}').stdout
    assert "can fail" in run("tree", "slit", "--canfail", "motor").stdout
    assert "data:NXdata" in run("tree", "slit", "--link", "motor").stdout


def test_tree_prints_json(beamline: str) -> None:
    (top,) = json.loads(run("tree", "slit", "--json").stdout)
    assert [(node["name"], node["origins"]) for node in top["children"]] == [("title", ["title"]), ("gap", ["slit"])]


def test_tree_of_nothing_is_empty_and_says_what_to_do(url: str) -> None:
    assert run("tree") == Result(0, "", "Hint: no component is mandatory: name those that the file shall be made of\n")
    assert run("tree", "--json").stdout == "[]\n"


def test_tree_of_contradictions_says_which(beamline: str) -> None:
    result = run("tree", "slit", "other")
    assert (result.exit, result.stdout) == (255, "")
    assert "'slit' and 'other'" in result.stderr


def test_tree_of_an_unknown_component_is_255(beamline: str) -> None:
    assert run("tree", "nope").exit == 255


def test_tree_on_a_terminal_has_guide_lines(beamline: str) -> None:
    shown = run_on_terminal(["tree", "slit"], [], {"NXSCONFIG_STORE": beamline, "TERM": "dumb"}).stdout
    assert "└── gap:NX_FLOAT  mm  STEP  <- motor CLIENT gap  slit" in shown


def test_usage_names_components_and_profiles(beamline: str) -> None:
    assert run("usage", "-d", "motor") == Result(0, "component\tslit\n", "")
    assert json.loads(run("usage", "title", "--json").stdout) == {
        "kind": "component",
        "name": "title",
        "components": [],
        "profiles": [],
    }


def test_usage_of_what_is_gone_is_told_with_a_warning(beamline: str) -> None:
    run("delete", "-f", "-d", "motor")
    result = run("usage", "-d", "motor")
    assert (result.exit, result.stdout) == (0, "component\tslit\n")
    assert result.stderr == "Warning: DataSource 'motor' is not stored\n"
