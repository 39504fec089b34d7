"""nxsdata tells a data writer in the Tango system what to do; the recorded transcripts hold."""

import json
import sys
from pathlib import Path
from typing import Any

import h5py
import pytest

from nxsconfig.cli.nxsdata.main import main
from tests.cli.support import VECTORS, Result, masked, run_program, same

sys.path.append(str(VECTORS))
import h5json

pytestmark = pytest.mark.tango

CASES = {path.stem: path for path in sorted((VECTORS / "cases" / "nxsdata").glob("*.json"))}
XML = (
    '<definition><group name="scan" type="NXentry"><field name="title"><strategy mode="FINAL"/>'
    '<datasource name="title" type="CLIENT"><record name="title"/></datasource></field></group></definition>'
)


def nxsdata(*args: str, stdin: str = "", env: dict[str, str] | None = None) -> Result:
    return run_program(main, "nxsdata", *args, stdin=stdin, env=env)


@pytest.fixture
def writer(data_writer: Any, system: str) -> Any:
    """The device, as after its start."""
    data_writer.fresh(Writer="h5py")
    return data_writer


def without_chunks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_chunks(item) for key, item in value.items() if key != "chunks"}
    return value


def part(path: Path, where: str) -> Any:
    found = h5json.dump(str(path))
    for name in filter(None, where.split("/")):
        found = found["items"][name]
    return found


def left_behind(case: dict[str, Any], directory: Path) -> dict[str, Any]:
    names = sorted(path.name for path in directory.iterdir())
    found: dict[str, Any] = {"files": names} if names else {}
    if case.get("dump"):
        found["h5"] = {name: part(directory / name, case.get("dump_at", {}).get(name, "")) for name in case["dump"]}
    return json.loads(json.dumps(found).replace(str(directory), "<CWD>"))


def check_step(step: dict[str, Any], want: dict[str, Any], device: str, directory: Path) -> None:
    words = [word.replace("<DW>", device).replace("<CWD>", str(directory)) for word in step["argv"][1:]]
    got = nxsdata(*words, stdin=step.get("stdin") or "", env=step.get("env"))
    modes = step.get("cmp", {})
    mode = modes.get("exit")
    assert got.exit == want["exit"] or (mode == "nonzero" and got.exit) or mode == "skip", got
    for stream in ("stdout", "stderr"):
        if modes.get(stream) != "skip":
            assert same(want[stream], masked(getattr(got, stream), device), modes.get(stream)), got


@pytest.mark.parametrize("name", CASES)
def test_recorded_transcript_holds(name: str, writer: Any, directory: Path) -> None:
    case = json.loads(CASES[name].read_text(encoding="utf-8"))
    proxy = writer.proxy()
    for step, want in zip(case["steps"], case["expect"]["steps"], strict=True):
        check_step(step, want, writer.name, directory)
        if step.get("writer_state"):
            state = {"state": str(proxy.state()), "FileName": proxy.FileName, "JSONRecord": proxy.JSONRecord}
            assert json.loads(json.dumps(state).replace(str(directory), "<CWD>")) == want["writer"]
    proxy.Init()
    assert without_chunks(left_behind(case, directory)) == without_chunks(case["expect"]["after"])


def test_errors_are_one_line_that_says_what_happened(writer: Any, directory: Path) -> None:
    result = nxsdata("closefile", "-s", writer.name)
    assert (result.exit, result.stdout) == (1, "")
    assert result.stderr == "Error: Command CloseFile not allowed when the device is in ON state\n"


def test_file_name_on_stdin_loses_its_line_end(writer: Any, directory: Path) -> None:
    assert nxsdata("openfile", "-s", writer.name, stdin=f"{directory}/f.nxs\n").exit == 0
    assert nxsdata("closefile", "-s", writer.name).exit == 0
    assert [path.name for path in directory.iterdir()] == ["f.nxs"]


def test_servers_lists_the_writers(writer: Any) -> None:
    assert writer.name in nxsdata("servers").stdout.splitlines()
    assert writer.name in json.loads(nxsdata("servers", "--json").stdout)


def test_servers_of_a_dead_system_are_none(directory: Path) -> None:
    result = nxsdata("servers", env={"TANGO_HOST": "127.0.0.1:1"})
    assert (result.exit, result.stdout) == (0, "")
    assert "Cannot connect to NXSDataWriter on host 127.0.0.1:1" in result.stderr


def test_status_tells_state_and_file(writer: Any, directory: Path) -> None:
    nxsdata("openfile", "-s", writer.name, f"{directory}/f.nxs")
    found = json.loads(nxsdata("status", "-s", writer.name, "--json").stdout)
    assert found == {"server": writer.name, "state": "OPEN", "file": f"{directory}/f.nxs"}
    assert "state:  OPEN\n" in nxsdata("status", "-s", writer.name).stdout


def test_strict_makes_an_unreachable_writer_an_error(writer: Any) -> None:
    assert nxsdata("status", "-s", "p00/nxsdatawriter/nowhere").exit == 0
    assert nxsdata("status", "-s", "p00/nxsdatawriter/nowhere", "--strict").exit == 255


def test_characters_beyond_latin1_arrive_in_json_and_xml(writer: Any, directory: Path) -> None:
    title = '<definition><group name="scan" type="NXentry"><field name="unit">Ω</field></group></definition>'
    for args in (
        ("openfile", f"{directory}/f.nxs"),
        ("setdata", '{"data": {"title": "α"}}'),
        ("openentry", XML),
        ("closeentry",),
        ("openentry", title.replace("scan", "other")),
        ("closefile",),
    ):
        assert nxsdata(args[0], "-s", writer.name, *args[1:]).stderr == ""
    with h5py.File(directory / "f.nxs") as file:
        assert (file["scan/title"].asstr()[()], file["other/unit"].asstr()[()]) == ("α", "Ω")


def test_text_that_tango_cannot_carry_is_an_error_of_one_line(writer: Any) -> None:
    result = nxsdata("openfile", "-s", writer.name, "α.nxs")
    assert result.exit == 1
    assert result.stderr.count("\n") == 1
