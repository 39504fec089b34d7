"""Our nxsconfig works through the peers' configuration server as it does through ours."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tango")

from tests.cli.server_support import Server
from tests.cli.test_vectors import BETTER, CASES
from tests.peers.transcripts import loosened, play

pytestmark = [pytest.mark.peers, pytest.mark.tango, pytest.mark.mysql]

LOOSER: dict[str, dict[str, str]] = {}


@pytest.fixture
def server(
    peer_server: Any, peer_tango: Any, peer_settings: dict[str, Any], directory: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """The peers' device over an empty database made by their script."""
    host = peer_tango.tango_host
    monkeypatch.setenv("TANGO_HOST", host)
    monkeypatch.delenv("NXSCONFIG_STORE", raising=False)
    proxy = peer_server.fresh(json.dumps(peer_settings))
    yield Server(peer_server.name, host, proxy, json.dumps(peer_settings))
    proxy.Init()


@pytest.mark.parametrize("name", CASES)
def test_recorded_transcript_holds_for_the_peers_server(name: str, directory: Path, server: Server) -> None:
    case = loosened(json.loads(CASES[name].read_text(encoding="utf-8")), LOOSER.get(name, {}))
    expect = BETTER[name] if case.get("verdict") == "fix" else case["expect"]
    play(case, expect, server, directory)
