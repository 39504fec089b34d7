"""The private services end with the test session, however it ends, and are named when they are missing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = [
    pytest.param("mariadb", marks=pytest.mark.mysql),
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("tango_db", marks=pytest.mark.tango),
]


@pytest.fixture(params=SERVICES)
def session(request: pytest.FixtureRequest) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A test session of its own that hangs in a test with a service; with the service's process id."""
    request.getfixturevalue(request.param)  # skips this test when it is missing
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "tests/services/hanging.py"]
    env = os.environ | {"SERVICE": request.param}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = next(line for line in process.stdout if "pid " in line)
    yield process, int(line.split()[-1])
    process.kill()
    process.communicate()


def gone(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def soon(condition: Callable[[], bool]) -> bool:
    limit = time.monotonic() + 10
    while not condition() and time.monotonic() < limit:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_service_ends_with_its_session(session: tuple[subprocess.Popen[str], int], number: signal.Signals) -> None:
    process, pid = session
    assert not gone(pid)
    process.send_signal(number)
    assert soon(lambda: gone(pid))
    assert process.wait(20) != 0
    if number != signal.SIGKILL:
        base = Path("/tmp")
        assert list(base.glob(f"nxsconfig-test-{process.pid}-*")) == []


@pytest.mark.mysql
def test_a_missing_service_is_named_with_the_reason(tmp_path: Path) -> None:
    plugin = tmp_path / "hide_mariadb.py"
    plugin.write_text(
        "import tests.services.mariadb as module\nfrom tests.services.process import MissingError\n"
        "def find(name): raise MissingError(f'the program {name} is not installed; .ci/services installs it')\n"
        "module.find = find\n"
    )
    test = ROOT / "tests" / "db" / "test_errors.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "hide_mariadb", "-k", "missing_tables", str(test)]
    env = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (
        "service missing: MariaDB: the program mariadbd is not installed; .ci/services installs it (1 tests"
        in done.stdout
    )
    assert done.returncode == 0


@pytest.mark.tango
def test_the_tango_database_answers(tango_db) -> None:
    tango = pytest.importorskip("tango")
    database = tango.Database("127.0.0.1", tango_db.port)
    database.put_property("nxs", {"a": "1"})
    assert database.get_property("nxs", "a")["a"][0] == "1"
