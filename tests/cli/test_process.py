"""The program as a process: encodings, closed streams, terminals."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.support import COMMAND, read, run, run_on_terminal


def start(*args: str, env: dict[str, str] | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"LC_ALL": "C"} | (env or {})
    return subprocess.run([*COMMAND, *args], input=stdin, capture_output=True, env=environment, timeout=60, check=False)


@pytest.fixture
def greek(url: str, directory: Path) -> bytes:
    """A component whose text needs UTF-8, stored."""
    text = "<definition><doc>Ω → Å</doc></definition>".encode()
    (directory / "a.xml").write_bytes(text)
    assert run("upload", "a").exit == 0
    return text


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_texts_are_utf8_in_every_locale(greek: bytes, directory: Path, locale: dict[str, str]) -> None:
    assert start("show", env=locale, stdin=b"a\n").stdout == greek + b"\n"
    assert start("show", "a", "-o", ".", env=locale).returncode == 0
    assert (directory / "a.xml").read_bytes() == greek


def test_names_on_stdin_are_utf8_in_every_locale(url: str, directory: Path) -> None:
    (directory / "spalt_ä.xml").write_text("<definition/>")
    run("upload", "spalt_ä")
    done = start("show", stdin="spalt_ä\n".encode(), env={"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert (done.returncode, done.stdout) == (0, b"<definition/>\n")


def test_names_and_files_of_arguments_are_utf8_in_every_locale(directory: Path) -> None:
    ascii_only = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "NXSCONFIG_STORE": ""}
    (directory / "spalt_ä.xml").write_text("<definition/>")
    store = ("--store", f"sqlite:///{directory}/ö.db")
    assert start("upload", "spalt_ä", *store, env=ascii_only).returncode == 0
    assert read(store[1])["components"] == {"spalt_ä": "<definition/>"}
    (directory / "out").mkdir()
    assert start("show", "spalt_ä", "-o", "out", *store, env=ascii_only).returncode == 0
    assert [path.name for path in (directory / "out").iterdir()] == ["spalt_ä.xml"]
    assert "'./none_ä.xml'" in start("upload", "none_ä", *store, env=ascii_only).stderr.decode()


def test_interruption_while_the_program_is_imported_is_one_line_and_130(directory: Path) -> None:
    (directory / "click.py").write_text("raise KeyboardInterrupt")
    done = start("list", env={"PYTHONPATH": f"{directory}:{Path(__file__).parents[2]}"})
    assert (done.returncode, done.stderr) == (130, b"\nInterrupted: nothing more is done\n")


def test_closed_pipe_is_quiet(url: str, directory: Path) -> None:
    (directory / "a.xml").write_text(f"<definition><doc>{'long ' * 100_000}</doc></definition>")
    run("upload", "a")
    command = [*COMMAND, "show", "a"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_steps_are_done_also_when_their_reader_goes(url: str, directory: Path) -> None:
    (directory / "a.xml").write_text("<definition/>")
    run("upload", "a")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [*COMMAND, "export", "out"], stdin=subprocess.DEVNULL, stdout=closed, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"3 steps done\n")
    assert (directory / "out" / "components" / "a.xml").exists()


def test_full_disk_is_one_line_and_255(greek: bytes) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "show", "a"], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 255
    assert done.stderr == b"Error: [Errno 28] No space left on device\n"


def test_closed_streams_are_no_error(greek: bytes) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&- >&-', "sh", *COMMAND, "show", "a"], stderr=subprocess.PIPE, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["list"], ["slit", "mandatory", "yes"]),
        (["list", "-d"], ["motor"]),
        (["info", "slit"], ["Component: 'slit'", "motor", "CLIENT"]),
        (["info", "title"], ["Component: 'title'", "nothing"]),
        (["history", "slit"], ["slit", "created"]),
        (["diff", "slit"], ["+++ slit after change", "+<definition>"]),
    ],
    ids=" ".join,
)
def test_terminal_gets_tables_for_people(beamline: str, args: list[str], words: list[str]) -> None:
    result = run_on_terminal(args, [], {"TERM": "xterm", "COLUMNS": "200", "NO_COLOR": "1"})
    assert result.exit == 0
    assert [word for word in words if word not in result.stdout] == []


def test_terminal_gets_plain_names_on_one_line(beamline: str) -> None:
    assert run_on_terminal(["list", "-n"], [], {"TERM": "xterm"}).stdout == "other slit title\n"


def test_diff_is_coloured_on_a_terminal_only(beamline: str) -> None:
    assert "\x1b[32m+<definition>" in run_on_terminal(["diff", "slit"], [], {"TERM": "xterm"}).stdout
    assert "\x1b" not in run("diff", "slit").stdout


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from nxsconfig.cli.border import run\ntry: run(['--help'])\nfinally: print(sorted(sys.modules))"
    done = subprocess.run([COMMAND[0], "-c", code], capture_output=True, text=True, check=False)
    heavy = ["rich", "lxml", "sqlalchemy", "nxsconfig.db", "nxsconfig.configurator", "nxsconfig.merge"]
    assert [name for name in heavy if f"'{name}'" in done.stdout] == []
