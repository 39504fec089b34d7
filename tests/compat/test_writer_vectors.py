"""The recorded cases of the writer hold through the peers' own names, exception names included."""

import pytest

from tests.compat.replay_writer import comparable, run
from tests.writer.replay import differences
from tests.writer.test_vectors import BETTER, CASES, FIXED_ELSEWHERE, VECTORS

RECORDED = {name: case for name, case in CASES.items() if name not in {*BETTER, *FIXED_ELSEWHERE}}
"""Without the bugs, for which tests/writer says what is better."""


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_case_holds(name, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(VECTORS)  # the users' plug-ins of some cases
    expected, observed = RECORDED[name]["expected"], run(RECORDED[name], tmp_path)
    wanted = [comparable(action["result"]) for action in expected["actions"]]
    assert [comparable(result) for result in observed["actions"]] == wanted
    assert differences(expected["files"], observed["files"]) == []
