"""Replays recorded transcripts of nxsconfig through any server, with any program."""

from pathlib import Path
from typing import Any

from tests.cli.server_support import Server
from tests.cli.support import difference, read
from tests.cli.test_server_vectors import check_step
from tests.cli.test_vectors import make_files, written


def play(case: dict[str, Any], expect: dict[str, Any], server: Server, directory: Path) -> None:
    """Check every step of a case and what it leaves in the store, in files and on the device."""
    server.set_up(case)
    make_files(directory, case)
    old, before = read(server.url), {path for path in directory.rglob("*") if path.is_file()}
    for step, want in zip(case["steps"], expect["steps"], strict=True):
        check_step(server, step, want, step.get("cmp", {}))
    changes = difference(old, read(server.url))
    found = ({"store": changes} if changes else {}) | written(directory, before, case)
    if case.get("read_device"):
        found["device"] = {key: server.proxy.read_attribute(key).value for key in case["read_device"]}
    assert found == expect["after"]


def loosened(case: dict[str, Any], modes: dict[str, str]) -> dict[str, Any]:
    """The case with other modes of comparison for its steps."""
    steps = [{**step, "cmp": {**step.get("cmp", {}), **modes}} for step in case["steps"]]
    return {**case, "steps": steps}
