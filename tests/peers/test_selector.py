"""The peers' selector works with our configuration server as it was recorded with theirs."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tango")

from tests.services.config_server import PROGRAM

pytestmark = [pytest.mark.peers, pytest.mark.tango, pytest.mark.mysql]

VECTORS = Path(__file__).parents[1] / "vectors" / "selector"
SECONDS = 110
GROUPS = sorted({path.name[0] for path in (VECTORS / "cases").glob("*.json")})


@pytest.mark.parametrize("group", GROUPS)
def test_recorded_cases_hold_with_our_server(
    group: str, peers: Path, peer_settings: dict[str, Any], spare_tango: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANGO_HOST", spare_tango.tango_host)
    monkeypatch.setenv("VEC_CONFIG_CMD", shlex.join([*PROGRAM, "vec"]))
    monkeypatch.setenv("VEC_SELECTOR_CMD", f"{peers}/bin/NXSRecSelector vec")
    monkeypatch.setenv("VEC_DB_JSON", json.dumps(peer_settings))
    command = [sys.executable, "runvec.py", "-k", f"^{group}"]
    done = subprocess.run(command, cwd=VECTORS, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stdout.count(" ok\n") == len(list((VECTORS / "cases").glob(f"{group}*.json")))
