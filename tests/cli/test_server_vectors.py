"""The recorded transcripts of the peers' nxsconfig hold through our configuration server, and discovery finds it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.server_support import Server
from tests.cli.support import difference, read, same
from tests.cli.test_vectors import BETTER, CASES, make_files, written

pytestmark = pytest.mark.tango


@pytest.fixture
def server(config_server: Any, url: str, tango_db: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The device over an empty store, to be found in the Tango system of the environment."""
    monkeypatch.delenv("NXSCONFIG_STORE")
    monkeypatch.setenv("TANGO_HOST", tango_db.tango_host)
    proxy = config_server.fresh(url)
    yield Server(config_server.name, tango_db.tango_host, proxy, url)
    proxy.Init()


@pytest.mark.parametrize("name", CASES)
def test_recorded_transcript_holds_through_a_server(name: str, directory: Path, server: Server) -> None:
    case = json.loads(CASES[name].read_text(encoding="utf-8"))
    server.set_up(case)
    make_files(directory, case)
    old, before = read(server.url), {path for path in directory.rglob("*") if path.is_file()}
    expect = BETTER[name] if case.get("verdict") == "fix" else case["expect"]
    for step, want in zip(case["steps"], expect["steps"], strict=True):
        check_step(server, step, want, step.get("cmp", {}))
    changes = difference(old, read(server.url))
    found = ({"store": changes} if changes else {}) | written(directory, before, case)
    if case.get("read_device"):
        found["device"] = {key: server.proxy.read_attribute(key).value for key in case["read_device"]}
    assert found == expect["after"]


def check_step(server: Server, step: dict[str, Any], want: dict[str, Any], modes: dict[str, str]) -> None:
    got = server.replay(step)
    assert got.exit == want["exit"] or (modes.get("exit") == "nonzero" and got.exit), got
    for stream in ("stdout", "stderr"):
        text = server.masked(getattr(got, stream))
        assert same(want[stream], text, modes.get(stream)), f"{step['argv']}\n{want[stream]}\n---\n{text}"
