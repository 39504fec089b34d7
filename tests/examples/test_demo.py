"""`make demo` shows commands that can be copied, and may be cut off."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def demo(target: Path) -> subprocess.Popen[str]:
    """The demo as a process that writes to another directory."""
    script = (ROOT / "examples" / "demo.py").read_text(encoding="utf-8")
    changed = script.replace('DEMO = ROOT / "demo"', f"DEMO = Path({str(target)!r})")
    changed = changed.replace("Path(__file__).resolve().parent.parent", f"Path({str(ROOT)!r})")
    return subprocess.Popen([sys.executable, "-c", changed], cwd=ROOT, stdout=-1, stderr=-1, text=True)


@pytest.fixture
def shown(tmp_path: Path) -> list[str]:
    """The commands that the demo shows."""
    out, err = demo(tmp_path / "demo").communicate(timeout=100)
    assert err == ""
    return [line.removeprefix("$ ") for line in out.splitlines() if line.startswith("$ ")]


def test_commands_of_the_demo_can_be_copied(shown: list[str]) -> None:
    assert [shlex.split(line)[1] for line in shown] == ["upload", "upload", "upload", "list", "show", "info", "history"]
    for line in shown:
        command = line.replace(" upload ", " upload -f ")
        done = subprocess.run(command, shell=True, cwd=ROOT, stdin=-3, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_demo_may_be_cut_off(tmp_path: Path) -> None:
    with demo(tmp_path / "demo") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0
