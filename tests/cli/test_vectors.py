"""The recorded transcripts of the peers' nxsconfig hold on a store without Tango."""

import json
from pathlib import Path
from typing import Any

import pytest

from nxsconfig.db import public_url
from tests.cli.support import (
    VECTORS,
    Result,
    arguments,
    difference,
    fill,
    masked,
    read,
    run,
    run_on_terminal,
    same,
    store_content,
)

DEVICE_ONLY = {
    "008-servers": "lists devices",
    "009-servers-none": "lists devices",
    "011-server-forms": "spellings of a device",
    "012-server-unknown": "an unknown device",
    "013-server-wrong-class": "a device of another class",
    "014-no-database": "no Tango database",
    "044-get-badvars": "a broken attribute of the device; test_errors has the option",
    "080-data": "an attribute of the device",
    "081-data-odd": "an attribute of the device",
    "082-data-stdin": "an attribute of the device",
}
"""Cases that need a server, and what they are about."""

DEVICE_COMMANDS = ("servers", "data")
"""Sub-commands that need a server: their steps in other cases are left out."""

CASES = {path.stem: path for path in sorted((VECTORS / "cases" / "nxsconfig").glob("*.json"))}
APPLICABLE = [name for name in CASES if name not in DEVICE_ONLY]
BETTER = json.loads((Path(__file__).parent / "better.json").read_text(encoding="utf-8"))
"""What we do where the recorded behaviour is a bug (verdict `fix`), in the form of `expect`."""


def replay(step: dict[str, Any], case: dict[str, Any]) -> Result:
    args = arguments(step["argv"], case.get("store_set", {}))
    if step.get("tty"):
        return run_on_terminal(args, step["tty"], {"TERM": "dumb"})
    return run(*args, stdin=step.get("stdin") or "")


def check_step(step: dict[str, Any], want: dict[str, Any], got: Result, label: str) -> None:
    modes = step.get("cmp", {})
    assert got.exit == want["exit"] or (modes.get("exit") == "nonzero" and got.exit), got
    for stream in ("stdout", "stderr"):
        text = masked(getattr(got, stream), label)
        assert same(want[stream], text, modes.get(stream)), f"{step['argv']}\n{want[stream]}\n---\n{text}"


def make_files(directory: Path, case: dict[str, Any]) -> None:
    for path, spec in case.get("files", {}).items():
        target = directory / path
        target.mkdir(parents=True) if "dir" in spec else target.parent.mkdir(parents=True, exist_ok=True)
        if "text" in spec:
            target.write_text(spec["text"], encoding="utf-8")


def written(directory: Path, before: set[Path], case: dict[str, Any]) -> dict[str, Any]:
    files = {path for path in directory.rglob("*") if path.is_file()}
    found: dict[str, Any] = {}
    if files != before:
        found["files"] = sorted(str(path.relative_to(directory)) for path in files)
    if case.get("show"):
        found["text"] = {name: (directory / name).read_text(encoding="utf-8") for name in case["show"]}
    return found


@pytest.mark.parametrize("name", APPLICABLE)
def test_recorded_transcript_holds(name: str, directory: Path, url: str) -> None:
    case = json.loads(CASES[name].read_text(encoding="utf-8"))
    fill(url, store_content(case))
    make_files(directory, case)
    old, before = read(url), {path for path in directory.rglob("*") if path.is_file()}
    expect = BETTER[name] if case.get("verdict") == "fix" else case["expect"]
    for step, want in zip(case["steps"], expect["steps"], strict=True):
        if "".join(step["argv"][1:2]) not in DEVICE_COMMANDS:
            check_step(step, want, replay(step, case), public_url(url))
    changes = difference(old, read(url))
    found = ({"store": changes} if changes else {}) | written(directory, before, case)
    assert found == {key: value for key, value in expect["after"].items() if key != "device"}
