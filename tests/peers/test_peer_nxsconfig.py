"""The peers' nxsconfig works through our configuration server as it was recorded through theirs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tango")

from tests.cli.test_vectors import CASES
from tests.peers.programs import PeerClient
from tests.peers.transcripts import loosened, play

pytestmark = [pytest.mark.peers, pytest.mark.tango]

LOOSER = {
    "044-get-badvars": {"stderr": "any"},  # which error broken variables give is free
    "057-upload-mandatory": {"stdout": "lines"},  # the order of flagged components is that of a table's rows
}


@pytest.fixture
def client(
    config_server: Any, url: str, tango_db: Any, peers: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PeerClient]:
    """Our device over an empty store, to be found in the Tango system of the environment."""
    monkeypatch.setenv("TANGO_HOST", tango_db.tango_host)
    proxy = config_server.fresh(url)
    yield PeerClient(config_server.name, tango_db.tango_host, proxy, url, peers / "bin" / "nxsconfig")
    proxy.Init()


@pytest.mark.parametrize("name", CASES)
def test_recorded_transcript_holds_for_the_peers_program(name: str, directory: Path, client: PeerClient) -> None:
    case = loosened(json.loads(CASES[name].read_text(encoding="utf-8")), LOOSER.get(name, {}))
    play(case, case["expect"], client, directory)
