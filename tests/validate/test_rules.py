"""Each rule: a smallest case that trips exactly it, and a near miss that trips nothing."""

from pathlib import Path

import pytest

from nxsconfig.validate import ALL
from tests.support.validation import CASES, bad, findings_of

FOUND = sorted(CASES.glob("NX*/found*"))
RIGHT = sorted(CASES.glob("NX*/right*"))


def _label(case: Path) -> str:
    return f"{case.parent.name}-{case.name}"


@pytest.mark.parametrize("case", FOUND, ids=_label)
def test_a_case_trips_exactly_its_rule(case: Path, tmp_path: Path) -> None:
    findings = findings_of(case, tmp_path)
    worse = {finding.rule for finding in bad(findings)}
    assert case.parent.name in {finding.rule for finding in findings}
    assert worse <= {case.parent.name}


@pytest.mark.parametrize("case", RIGHT, ids=_label)
def test_a_near_miss_trips_nothing(case: Path, tmp_path: Path) -> None:
    findings = findings_of(case, tmp_path)
    assert bad(findings) == []
    assert case.parent.name not in {finding.rule for finding in findings}


@pytest.mark.parametrize("cases", [FOUND, RIGHT], ids=["found", "right"])
def test_every_rule_has_a_case_and_a_near_miss(cases: list[Path]) -> None:
    assert {case.parent.name for case in cases} == set(ALL.numbers())


def test_numbers_are_unique() -> None:
    assert len(ALL.numbers()) == len(set(ALL.numbers()))


def test_every_finding_says_what_to_do(tmp_path: Path) -> None:
    for case in FOUND:
        for finding in findings_of(case, tmp_path):
            assert finding.fix, finding
            assert "\n" not in finding.message + finding.fix
