"""The recorded cases of the data writer hold (tests/vectors/writer/README.md)."""

import copy
import json
from pathlib import Path

import pytest

from nxsconfig.writer import opening
from nxsconfig.writer.moulds import Moulds
from tests.writer.replay import differences, run, same_result

VECTORS = Path(__file__).parent.parent / "vectors" / "writer"
CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((VECTORS / "cases").glob("*.json"))}
BETTER = json.loads((VECTORS / "better.json").read_text(encoding="utf-8"))
FIXED_ELSEWHERE = {"scan-realistic"}
"""Cases that hold, but for the trace of a bug that another case is about."""
LEADS_NOWHERE = {
    "attr-group": ["signal"],
    "attr-group-signal-name": ["signal"],
    "attr-group-xml-attributes": ["signal"],
    "attr-name-type-tags-group": ["link"],
    "attr-root": ["default"],
    "link-dangling": ["link"],
    "link-datasource": ["external link"],
    "link-external": ["external link"],
    "link-group": ["link"],
    "link-parent": ["link"],
    "pyeval-root-objects": ["link", "external link"],
    "scan-realistic": ["external link"],
    "vds-maps": ["virtual source"],
    "vds-text": ["virtual source"],
}
"""Definitions of recorded cases that ask for something that isn't there, by the kind of fault that files get from it."""


def case(name: str) -> object:
    """A parameter that allows its faults."""
    return pytest.param(name, marks=pytest.mark.unsound_files(*LEADS_NOWHERE[name]) if name in LEADS_NOWHERE else ())


def wanted(name: str) -> dict:
    """The recorded result, with what is better in its place."""
    result = copy.deepcopy(CASES[name]["expected"])
    better = BETTER.get(name, {"actions": {}, "objects": {}})
    for number, outcome in better["actions"].items():
        result["actions"][int(number)]["result"] = outcome
    if better["objects"]:
        result["files"].setdefault(better.get("file", "scan.nxs"), {}).update(better["objects"])
    return result


@pytest.mark.parametrize("name", [case(name) for name in CASES])
def test_a_recorded_case_holds(name, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(VECTORS)  # the users' plug-ins of some cases
    expected, observed = wanted(name), run(CASES[name], tmp_path)
    for action, outcome in zip(expected["actions"], observed["actions"], strict=True):
        assert same_result(action["result"], outcome), (action, outcome)
    assert differences(expected["files"], observed["files"]) == []


@pytest.mark.parametrize("name", [case(name) for name in CASES])
def test_a_recorded_case_holds_for_copied_beginnings(name, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MOULDS", Moulds(min_steps=0, waits=False))
    test_a_recorded_case_holds(name, tmp_path, monkeypatch)


def test_every_bug_case_says_what_is_better():
    bugs = {name for name, case in CASES.items() if case["parity"] == "bug"}
    assert bugs | FIXED_ELSEWHERE == BETTER.keys()
