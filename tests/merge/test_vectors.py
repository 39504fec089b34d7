"""The recorded merges hold: the same trees, the same errors, and the fixed results where the peers fail."""

from typing import Any

import pytest

from nxsconfig.dialect.paths import Step
from nxsconfig.errors import NXSConfigError
from nxsconfig.merge import MergeOptions, Source, merge_components
from tests.support.cases import Outcome, judge, load

CASES = load("merge")


def options_of(given: dict[str, Any]) -> MergeOptions:
    lists = {
        ours: frozenset(given.get(theirs, ()))
        for ours, theirs in (
            ("step", "switchdatasources"),
            ("link", "linkdatasources"),
            ("extralink", "extralinkdatasources"),
            ("canfail", "canfaildatasources"),
        )
    }
    extra: dict[str, Any] = {"skip": given.get("skip", False)}
    if "modes_to_switch" in given:
        extra["modes"] = given["modes_to_switch"]
    if "extralinkpath" in given:
        extra["extralink_path"] = tuple(Step(*pair) for pair in given["extralinkpath"])
    return MergeOptions(**lists, **extra)


def merged(given: dict[str, Any]) -> Outcome:
    sources = [Source(f"cp{number:02d}", text) for number, text in enumerate(given["components"])]
    try:
        result = merge_components(sources, options_of(given))
    except NXSConfigError as err:
        return Outcome(error=f"nxsconfigserver.Errors.{type(err).__name__}", message=str(err))
    return Outcome(result and result.text())


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_recorded_merge_holds(case):
    got = merged(case["input"])
    assert judge(case, got, case["policy"]), got
