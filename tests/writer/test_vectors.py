"""The recorded cases of the data writer hold (tests/vectors/writer/README.md)."""

import copy
import json
from pathlib import Path

import pytest

from tests.writer.replay import differences, run, same_result

VECTORS = Path(__file__).parent.parent / "vectors" / "writer"
CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((VECTORS / "cases").glob("*.json"))}
BETTER = json.loads((VECTORS / "better.json").read_text(encoding="utf-8"))
FIXED_ELSEWHERE = {"scan-realistic"}
"""Cases that hold, but for the trace of a bug that another case is about."""


def wanted(name: str) -> dict:
    """The recorded result, with what is better in its place."""
    result = copy.deepcopy(CASES[name]["expected"])
    better = BETTER.get(name, {"actions": {}, "objects": {}})
    for number, outcome in better["actions"].items():
        result["actions"][int(number)]["result"] = outcome
    if better["objects"]:
        result["files"]["scan.nxs"].update(better["objects"])
    return result


@pytest.mark.parametrize("name", CASES)
def test_a_recorded_case_holds(name, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(VECTORS)  # the users' plug-ins of some cases
    expected, observed = wanted(name), run(CASES[name], tmp_path)
    for action, outcome in zip(expected["actions"], observed["actions"], strict=True):
        assert same_result(action["result"], outcome), (action, outcome)
    assert differences(expected["files"], observed["files"]) == []


def test_every_bug_case_says_what_is_better():
    bugs = {name for name, case in CASES.items() if case["parity"] == "bug"}
    assert bugs | FIXED_ELSEWHERE == BETTER.keys()
