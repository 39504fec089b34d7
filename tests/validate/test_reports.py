"""Reports: what other programs read is what they publish, and people find the place."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker
from junitparser import JUnitXml

from nxsconfig.dialect.schema import schema_text
from nxsconfig.validate import ALL, Finding, Place, Severity
from nxsconfig.validate.choosing import default_choice, whole_choice
from nxsconfig.validate.fingerprints import fingerprints
from nxsconfig.validate.loading import load
from nxsconfig.validate.reports import FORMATS
from nxsconfig.validate.task import Assignment, Coverage, Report, Task, concluded, work
from tests.support.validation import CASES, written

SCHEMAS = Path(__file__).parent / "schemas"
ALL_CASES = sorted(case for case in CASES.glob("NX*/*") if not (case / "file.json").exists())
ODD = Finding("NX101", "well-formed", Severity.ERROR, "a\x00b <&> \ud800", "do\x1b it", Place("component", "\x07"))


def reported(*paths: Path) -> Report:
    """What is found in directories and files."""
    loaded = load([str(path) for path in paths])
    assignments = tuple(Assignment(one, tuple(default_choice(one))) for one in loaded.libraries)
    task = Task(assignments, loaded.files)
    return concluded(task, list(work(task)))


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Findings of all rules: of all cases."""
    scratch = tmp_path_factory.mktemp("files")
    files = [written(case.parent, scratch) for case in CASES.glob("NX*/found*/file.json")]
    return reported(*ALL_CASES, *files)


def problems(schema: dict[str, Any], text: str) -> list[str]:
    kind = Draft4Validator if "draft-04" in schema["$schema"] else Draft202012Validator
    return [error.message for error in kind(schema, format_checker=FormatChecker()).iter_errors(json.loads(text))]


def sarif_schema() -> dict[str, Any]:
    return dict(json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")))


def test_sarif_of_all_findings_is_what_oasis_published(everything: Report) -> None:
    assert len({finding.rule for finding in everything.findings}) > 50
    assert problems(sarif_schema(), FORMATS["sarif"](everything)) == []


def test_json_of_all_findings_is_what_our_schema_says(everything: Report) -> None:
    assert problems(json.loads(schema_text("validation.schema.json")), FORMATS["json"](everything)) == []


def test_junit_is_read_back_with_a_case_for_everything_that_was_looked_at(everything: Report) -> None:
    read = JUnitXml.fromstring(FORMATS["junit"](everything).encode())
    cases = [case for suite in read for case in suite]
    bad = {f.place.file for f in everything.findings if f.severity is not Severity.INFO and f.place.file}
    assert read.tests == len(cases) >= len(set(everything.checked))
    assert {case._elem.get("file") for case in cases if case.result and case._elem.get("file")} >= bad - {""}
    assert read.failures == sum(any(type(one).__name__ == "Failure" for one in case.result) for case in cases)


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_of_nothing_is_whole(form: str) -> None:
    text = FORMATS[form](Report(()))
    assert text.endswith("\n")
    assert form != "sarif" or problems(sarif_schema(), text) == []


@pytest.mark.parametrize("form", ["json", "sarif", "junit"])
def test_characters_that_a_format_does_not_have_do_no_harm(form: str) -> None:
    text = FORMATS[form](Report((ODD,)))
    assert JUnitXml.fromstring(text.encode()).failures == 1 if form == "junit" else json.loads(text)


def test_sarif_names_files_relative_to_the_working_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES)
    run = json.loads(FORMATS["sarif"](reported(Path("NX101/found"))))["runs"][0]
    where = run["results"][0]["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"].startswith("NX101/found/components/")
    assert where["region"]["startLine"] >= 1


def test_sarif_explains_each_rule_with_its_page() -> None:
    rules = json.loads(FORMATS["sarif"](Report(())))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ALL.numbers()
    pages = Path(__file__).parents[2]
    assert [rule["id"] for rule in rules if not (pages / rule["properties"]["page"]).exists()] == []


def test_text_quotes_the_line_with_a_caret_below_the_place(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text('<definition>\n\t<group type="NXentry">$components.gone</group>\n</definition>')
    lines = FORMATS["text"](reported(tmp_path)).splitlines()
    quoted = next(number for number, line in enumerate(lines) if "$components.gone</group>" in line)
    assert lines[quoted + 1].index("^") == lines[quoted].index("$components")


def test_text_cuts_long_lines_around_the_place(tmp_path: Path) -> None:
    blanks = '<group name="g" type="NXcollection"/>' * 40
    (tmp_path / "a.xml").write_text(f'<definition><group type="NXentry">{blanks}$components.gone</group></definition>')
    lines = FORMATS["text"](reported(tmp_path)).splitlines()
    quoted = next(number for number, line in enumerate(lines) if "…" in line)
    assert max(map(len, lines[1:])) < 160
    assert lines[quoted + 1].index("^") == lines[quoted].index("$components")


def test_tables_of_an_application_definition_are_in_text_and_json() -> None:
    library = load([str(Path(__file__).parents[2] / "examples" / "beamline")]).libraries[0]
    chosen = [
        one.__class__(one.name, one.components, one.options, one.profile, "NXxas") for one in whole_choice(library)
    ]
    task = Task((Assignment(library, tuple(chosen)),))
    report = concluded(task, list(work(task)))
    assert isinstance(report.coverage[0], Coverage)
    assert "NXxas in profile demo: " in FORMATS["text"](report)
    assert problems(json.loads(schema_text("validation.schema.json")), FORMATS["json"](report)) == []


def test_fingerprints_stay_when_lines_move_and_differ_for_equal_findings() -> None:
    moved = Finding("NX103", "x", Severity.WARNING, "line 3: odd", "", Place("component", "a", "f", 3, 1))
    before = Finding("NX103", "x", Severity.WARNING, "line 9: odd", "", Place("component", "a", "f", 9, 4))
    assert fingerprints([moved]) == fingerprints([before])
    assert len(set(fingerprints([moved, before]))) == 2


def test_sarif_says_where_a_finding_was_suppressed() -> None:
    text = FORMATS["sarif"](Report((), (ODD,), (ODD,)))
    results = json.loads(text)["runs"][0]["results"]
    assert [result["suppressions"] for result in results] == [[{"kind": "inSource"}], [{"kind": "external"}]]
    assert problems(sarif_schema(), text) == []
