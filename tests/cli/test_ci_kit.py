"""What `ci/` and the pre-commit hook run: options that the program has, and a report where they look for it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nxsconfig.cli.program import build
from tests.cli.support import run

ROOT = Path(__file__).parents[2]
KIT = [ROOT / "ci/github/action.yml", ROOT / "ci/gitlab/nxsconfig-validate.yml", ROOT / ".pre-commit-hooks.yaml"]
GUIDE = ROOT / "docs" / "how-to" / "validate-in-ci.md"
BROKEN = "<definition>$components.gone</definition>"


@pytest.mark.parametrize("path", [*KIT, GUIDE], ids=lambda path: path.name)
def test_options_are_those_of_the_program(path: Path) -> None:
    known = {spelling for option in build().commands["validate"].params for spelling in option.opts}
    calls = re.findall(r"nxsconfig validate (?:.*)", path.read_text(encoding="utf-8"))
    assert {word for call in calls for word in re.findall(r"(?<=\s)--[a-z-]+", call)} <= known


def test_the_script_of_gitlab_fails_with_a_report_for_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "components").mkdir()
    (tmp_path / "components" / "a.xml").write_text(BROKEN)
    text = KIT[1].read_text(encoding="utf-8")
    (line,) = re.findall(r"- (nxsconfig validate .*)", text)
    monkeypatch.chdir(tmp_path)
    env = {"NXSCONFIG_PATH": ".", "NXSCONFIG_FAIL_ON": "warning", "NXSCONFIG_ARGUMENTS": "", "PATH": _path()}
    done = subprocess.run(["bash", "-c", line], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, "NX201" in done.stdout) == (1, True)
    assert re.search(r"junit: (.*)", text)[1] in [path.name for path in tmp_path.iterdir()]


def test_the_hook_takes_the_directory_from_its_arguments(tmp_path: Path) -> None:
    (tmp_path / "components").mkdir()
    (tmp_path / "components" / "a.xml").write_text(BROKEN)
    entry = re.search(r"entry: nxsconfig (.*)", KIT[2].read_text(encoding="utf-8"))[1]
    assert run(entry, str(tmp_path), "--fail-on", "warning").exit == 1


def test_our_own_checks_validate_the_example_beamline() -> None:
    assert "nxsconfig validate examples/beamline --fail-on warning" in (ROOT / "Makefile").read_text(encoding="utf-8")


def _path() -> str:
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
