"""The recorded cases hold through the peers' own names, exception names included."""

import pytest

from nxsconfigserver.Merger import Merger
from nxsconfigserver.XMLConfigurator import XMLConfigurator
from tests.compat.replay import qualified, run, set_up
from tests.support.cases import Outcome, judge, load

ENGINE = [*load("engine"), *load("engine-hang")]
MERGE = load("merge")
STORES = ["sqlite-file", pytest.param("mysql", marks=pytest.mark.mysql)]


@pytest.mark.parametrize("store_url", STORES, indirect=True)
@pytest.mark.parametrize("case", ENGINE, ids=[case["id"] for case in ENGINE])
def test_a_recorded_sequence_holds(case, store_url):
    configurator = XMLConfigurator()
    configurator.jsonsettings = store_url
    configurator.open()
    set_up(configurator, case.get("setup", {}))
    for number, step in enumerate(case["steps"]):
        got = run(configurator, step)
        assert judge(step, got, step.get("policy", case["policy"])), (number, step, got)
    configurator.close()


def merged(given):
    merger = Merger()
    for name, value in given.items():
        if name != "components":
            setattr(merger, {"modes_to_switch": "modesToSwitch"}.get(name, name), value)
    try:
        merger.collect(given["components"])
        merger.merge()
    except Exception as err:
        return Outcome(error=qualified(err), message=str(err))
    return Outcome(merger.toString())


@pytest.mark.parametrize("case", MERGE, ids=[case["id"] for case in MERGE])
def test_a_recorded_merge_holds(case):
    got = merged(case["input"])
    assert judge(case, got, case["policy"]), got
