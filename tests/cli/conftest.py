"""A store and an empty working directory for each test; nothing of the person who runs the tests is touched."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import fill


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty working directory."""
    path = tmp_path / "work"
    path.mkdir()
    monkeypatch.chdir(path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("nxsconfig.cli.sessions.tango_host.FILES", ("~/.tangorc",))
    monkeypatch.setenv("HOME", str(path))
    monkeypatch.delenv("TANGO_HOST", raising=False)
    return path


@pytest.fixture
def url(tmp_path: Path, directory: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty store, which is also the one of NXSCONFIG_STORE."""
    url = f"sqlite:///{tmp_path}/store.db"
    monkeypatch.setenv("NXSCONFIG_STORE", url)
    fill(url, {})
    return url


@pytest.fixture
def beamline(url: str) -> str:
    """A store with a slit, a source and a motor."""
    fill(url, BEAMLINE)
    return url


BEAMLINE: dict[str, Any] = {
    "components": {
        "slit": '<definition><group type="NXentry" name="scan"><field name="gap" units="mm" type="NX_FLOAT">'
        '<strategy mode="STEP"/>$datasources.motor</field></group></definition>',
        "title": '<definition><group type="NXentry" name="scan"><field name="title" type="NX_CHAR">'
        '$var.title#"none"<strategy mode="INIT"/></field></group></definition>',
        "other": '<definition><group type="NXentry" name="scan"><field name="gap" units="cm" type="NX_FLOAT">'
        '1<strategy mode="INIT"/></field></group></definition>',
    },
    "datasources": {
        "motor": '<definition><datasource name="motor" type="CLIENT"><record name="gap"/></datasource></definition>'
    },
    "selections": {"night": '{"Timer": "[\\"t1\\"]"}'},
    "mandatory": ["title"],
}
