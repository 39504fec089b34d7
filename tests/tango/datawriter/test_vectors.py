"""The recorded cases of the data writer's device hold (tests/vectors/writer/README.md)."""

import copy
import json
from pathlib import Path

import pytest

pytest.importorskip("tango")

import tango

from tests.tango.datawriter.replay import DeviceReplay, same
from tests.writer.dump import dump
from tests.writer.replay import differences
from tests.writer.test_vectors_with_services import mapped

pytestmark = pytest.mark.tango
FOLDER = Path(__file__).parents[2] / "vectors" / "writer" / "cases-of-the-device"
RECORDED = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
BETTER = json.loads((FOLDER.parent / "better.json").read_text(encoding="utf-8"))
SAME_FIX = {"scan-realistic-device": "scan-realistic"}
"""Cases with the trace of a bug that is fixed, and the case in process that says what is better."""
INFO = RECORDED["device-info"]["expected"]["actions"]
CASES = {name: case for name, case in RECORDED.items() if name != "device-info"}
LEADS_NOWHERE = {"scan-realistic-device": pytest.mark.unsound_files("external link")}
"""Definitions that ask for something that isn't there."""


@pytest.mark.parametrize("name", [pytest.param(name, marks=LEADS_NOWHERE.get(name, ())) for name in CASES])
def test_a_recorded_case_holds_through_the_device(name, tmp_path, data_writer, beamline):
    host, port = beamline.database.tango_host.split(":")
    pairs = [("{TANGO}", f'hostname="{host}" port="{port}"'), ("{TANGOHOST}", f"{host}:{port}")]
    case = {key: value if key == "expected" else mapped(value, pairs) for key, value in CASES[name].items()}
    simulated = beamline.proxy("sim/beamline/1")
    simulated.Init()
    replay = DeviceReplay(data_writer, case, tmp_path, lambda values: write_all(simulated, values))
    for action, outcome in zip(case["expected"]["actions"], replay.results(), strict=True):
        assert same(action["result"], outcome), (action, outcome)
    replay.proxy.Init()
    files = {path.name: dump(path) for path in sorted(tmp_path.iterdir()) if path.suffix == ".nxs"}
    observed = mapped(json.loads(json.dumps(files)), [(new, old) for old, new in pairs])
    assert differences(wanted(name), observed) == []


def wanted(name):
    """The recorded files, with what is better in its place."""
    files = copy.deepcopy(RECORDED[name]["expected"]["files"])
    if name in SAME_FIX:
        files["scan.nxs"].update(BETTER[SAME_FIX[name]]["objects"])
    return files


def write_all(proxy, values):
    for name, value in values.items():
        proxy.write_attribute(name, value)


def test_the_device_has_the_recorded_commands(data_writer):
    infos = data_writer.proxy().command_list_query()
    found = {info.cmd_name: [str(info.in_type), str(info.out_type), info.in_type_desc] for info in infos}
    assert found == {name: facts for name, *facts in INFO[0]["result"]["value"]}


def test_the_device_has_the_recorded_attributes(data_writer):
    types = tango.CmdArgType.values
    found = {
        info.name: [
            *(str(types[info.data_type]), str(info.data_format), str(info.writable), info.max_dim_x),
            *(str(info.disp_level), str(info.memorized)),
        ]
        for info in data_writer.proxy().attribute_list_query_ex()
    }
    recorded = {name: facts for name, *facts in INFO[1]["result"]["value"]}
    assert {name: found.get(name) for name in recorded} == recorded
    assert all(facts[2] == "READ" for name, facts in found.items() if name not in recorded)
