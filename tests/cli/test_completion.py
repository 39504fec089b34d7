"""Completion in the shell: what is offered where, and that three real shells make the right words of it."""

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nxsconfig.cli.completion import PROGRAMS
from nxsconfig.cli.completion_shells import LINE_VARIABLE, SHELLS, WORD_VARIABLE
from nxsconfig.cli.entrance import complete_variable
from nxsconfig.cli.main import COMPLETE_VARIABLE
from nxsconfig.cli.program import build
from tests.cli.shells import FROM_FILES, FROM_PROGRAM, InteractiveShell
from tests.cli.support import COMMAND, fill, run

EMPTY = "<definition/>"


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """The words that are offered at the end of a line behind `nxsconfig`."""

    def ask(line: str) -> list[str]:
        monkeypatch.setenv(LINE_VARIABLE, f"nxsconfig {line}")
        answer = SHELLS["zsh"](build(), {}, "nxsconfig", COMPLETE_VARIABLE).complete()
        return [text.split("\t")[1] for text in answer.splitlines()]

    return ask


def offered_by(program: str, line: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv(LINE_VARIABLE, f"{program} {line}")
    answer = SHELLS["zsh"](PROGRAMS[program](), {}, program, complete_variable(program)).complete()
    return [" ".join(text.split("\t")[:2]) for text in answer.splitlines()]


def hook(line: str, env: dict[str, str], instruction: str = "fish_complete") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {LINE_VARIABLE: f"nxsconfig {line}", COMPLETE_VARIABLE: instruction} | env
    return subprocess.run(COMMAND, env=environment, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize(
    ("program", "line", "words"),
    [
        ("nxsdata", "open", ["plain openfile", "plain openentry"]),
        ("nxsdata", "openfile sc", ["file 0"]),
        ("nxsdata", "openentry <", []),
        ("nxsdata", "record --s", ["plain --server", "plain --strict"]),
        ("nxsfromxml", "--h5", ["plain --h5cpp", "plain --h5py"]),
        ("nxsfromxml", "-x conf", ["file 0"]),
        ("nxsfromxml", "-x a.xml --parent=sc", ["file 9"]),
        ("nxsfromxml", "-n 1 -n", []),
    ],
)
def test_other_programs_complete_their_own_lines(
    program: str, line: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert offered_by(program, line, monkeypatch) == words


@pytest.mark.tango
def test_running_writers_are_offered(data_writer: Any, system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"plain {data_writer.name}" in offered_by("nxsdata", "status -s p00", monkeypatch)


@pytest.mark.parametrize("program", ["nxsdata", "nxsfromxml"])
def test_program_answers_the_hook_of_its_shell(program: str) -> None:
    code = f"from nxsconfig.cli.{program}.main import main; main()"
    environment = os.environ | {LINE_VARIABLE: f"{program} -", complete_variable(program): "fish_complete"}
    done = subprocess.run([COMMAND[0], "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, "plain\t--help" in done.stdout) == (0, "", True)


def test_first_word_is_a_sub_command(offered: Any) -> None:
    assert offered("") == list(build().commands)
    assert offered("de") == ["delete", "describe"]


def test_program_has_its_own_options(offered: Any) -> None:
    assert offered("-") == ["-h", "--help"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("list --m", ["--mandatory"]),
        ("list --st", ["--store"]),
        ("list -m --m", []),
        ("list -dm --ma", []),
        ("list --mand --d", ["--datasources"]),
        ("geometry slit --p", ["--private"]),
        ("list -- --p", []),
        ("list --help --p", []),
        ("nonsense --p", []),
        ("list --nonsense --p", []),
    ],
)
def test_options_of_the_sub_command_that_the_line_does_not_have_yet(offered: Any, line: str, words: list[str]) -> None:
    assert offered(line) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("show ", ["other", "slit", "title"]),
        ("show sl", ["slit"]),
        ("show slit ", ["other", "title"]),
        ("show -- sl", ["slit"]),
        ("show -d ", ["motor"]),
        ("show --data ", ["motor"]),
        ("show -r ", ["night"]),
        ("record ", ["other", "slit", "title"]),
        ("record slit ", []),
        ("get --step mo", ["motor"]),
        ("get --step=other,mo", ["--step=other,motor"]),
        ("get --step motor,", []),
        ("list ", []),
        ("completion ", ["bash", "zsh", "fish"]),
        ("upload -e ", ["esrf"]),
        ("describe -c nexus_path,un", ["nexus_path,units"]),
        ("describe -cun", ["-cunits"]),
        ("diff slit --from ", ["1"]),
        ("show --limit ", []),
    ],
)
def test_values_come_from_the_store(beamline: str, offered: Any, line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_store_of_the_line_is_asked(beamline: str, offered: Any, tmp_path: Path, monkeypatch: Any) -> None:
    fill(f"sqlite:///{tmp_path}/other.db", {"components": {"elsewhere": EMPTY}})
    monkeypatch.setenv("PLACE", str(tmp_path))
    assert offered("show --store sqlite:///$PLACE/other.db ") == ["elsewhere"]


def test_private_names_are_offered_when_asked_for(url: str, offered: Any) -> None:
    fill(url, {"components": {"a": EMPTY, "__b": EMPTY}})
    assert (offered("show "), offered("show _"), offered("info -p ")) == (["a"], ["__b"], ["a", "__b"][::-1])


def test_names_that_would_steer_a_terminal_are_left_out(url: str, offered: Any) -> None:
    fill(url, {"components": {"a\x1b[2J": EMPTY, "ab": EMPTY}})
    assert offered("show ") == ["ab"]


def test_deleted_names_can_be_restored(beamline: str, offered: Any) -> None:
    run("delete", "-f", "slit")
    assert (offered("show s"), offered("restore s")) == ([], ["slit"])


def test_upload_offers_what_lies_in_the_directory(directory: Path, offered: Any) -> None:
    place = directory / "new"
    place.mkdir()
    for name in ("a.xml", "a.ds.xml", "b.json", "c.txt"):
        (place / name).write_text("")
    assert [offered(f"upload {kind} -i new ") for kind in ("", "-d", "-r")] == [["a"], ["a"], ["b"]]


def test_what_validate_takes_is_offered(url: str, offered: Any) -> None:
    fill(url, {"components": {"slit": EMPTY, "stage": EMPTY}, "selections": {"night": "{}"}})
    assert offered("validate --profile ") == ["night"]
    assert offered("validate --components slit st") == ["stage"]
    assert offered("validate --fail-on ") == ["error", "warning", "info"]
    assert offered("validate --select NX101,NX30")[0] == "NX101,NX301"
    assert offered("validate --output sa") == ["sarif:"]


def test_own_store_is_not_made_by_asking(directory: Path, offered: Any, monkeypatch: Any) -> None:
    monkeypatch.delenv("NXSCONFIG_STORE", raising=False)
    monkeypatch.delenv("TANGO_HOST", raising=False)
    hook("show ", {"HOME": str(directory)})
    assert list(directory.parent.rglob("*.db")) == []


@pytest.mark.tango
def test_names_come_from_a_server(config_server: Any, url: str, offered: Any, monkeypatch: Any) -> None:
    fill(url, {"components": {"served": EMPTY}})
    monkeypatch.delenv("NXSCONFIG_STORE")
    config_server.fresh(url)
    assert offered(f"show -s {config_server.device} ") == ["served"]
    monkeypatch.setenv("TANGO_HOST", config_server.database.get_db_host() + ":" + config_server.database.get_db_port())
    assert config_server.name in offered("show -s ")


@pytest.mark.parametrize("store", ["nonsense", "sqlite:////no/such/file", "mysql://nobody@127.0.0.1:1/none"])
def test_failure_says_nothing(store: str) -> None:
    done = hook("show ", {"NXSCONFIG_STORE": store})
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_server_that_never_answers_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        done = hook(f"show -s {host}/a/b/c ", {})
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("instruction", ["", "tcsh_complete", "bash_nonsense", "bash"])
def test_unknown_shell_gets_nothing(instruction: str) -> None:
    done = hook("sho", {}, instruction)
    assert (done.returncode, done.stderr) == (0, "")


def test_completion_of_options_imports_nothing_heavy() -> None:
    code = "import sys; from nxsconfig.cli.main import main\nmain(); print(sorted(sys.modules))"
    env = os.environ | {COMPLETE_VARIABLE: "fish_complete", LINE_VARIABLE: "nxsconfig list --st"}
    done = subprocess.run([COMMAND[0], "-c", code], env=env, capture_output=True, text=True, check=True)
    assert "plain\t--store" in done.stdout
    assert [
        name for name in ("rich", "lxml", "sqlalchemy", "tango", "nxsconfig.db") if f"'{name}'" in done.stdout
    ] == []


@pytest.mark.parametrize(
    ("line", "word", "inserted"),
    [
        ("show my", "my", "my\\ slit"),
        ("show 'my", "my", "my slit"),
        ('show "do', "do", "do\\$lar"),
        ("show do", "do", "do\\$lar"),
        ("show a:", "", "b"),
        ("show a\\ b", "a\\ b", "a\\ b\\'c"),
        ("show 'a b", "a b", "a b'\\''c"),
        ("describe --columns=un", "un", "units"),
    ],
)
def test_bash_gets_what_it_has_to_insert(url: str, monkeypatch: Any, line: str, word: str, inserted: str) -> None:
    fill(url, {"components": dict.fromkeys(["my slit", "do$lar", "a:b", "a b'c"], EMPTY)})
    monkeypatch.setenv(LINE_VARIABLE, f"NAME=value nxsconfig {line}")
    monkeypatch.setenv(WORD_VARIABLE, word)
    assert SHELLS["bash"](build(), {}, "nxsconfig", COMPLETE_VARIABLE).complete() == f"plain,{inserted}"


@pytest.mark.parametrize("name", SHELLS)
def test_words_arrive_whole_after_completion(name: str, url: str, directory: Path, tmp_path: Path) -> None:
    fill(url, {"components": dict.fromkeys(["my slit", "do$lar", "a:b", "it's", "sta*r", "ünder"], EMPTY)})
    (directory / "sub dir").mkdir()
    shell = InteractiveShell(name, tmp_path)
    calls = shell.type(
        FROM_PROGRAM[name],
        "nxsconfig sho\t my\t do\t a:\t it\t ün\t sta\t",
        "nxsconfig show 'my\t \"do\t",
        "nxsconfig describe --colu\t nexus_path,un\t",
        "nxsconfig show --directory=su\t",
    )
    assert calls == [
        ["show", "my slit", "do$lar", "a:b", "it's", "ünder", "sta*r"],
        ["show", "my slit", "do$lar"],
        ["describe", "--columns", "nexus_path,units"],
        ["show", f"--directory=sub dir{'' if name == 'zsh' else '/'}"],
    ], shell.screen


@pytest.mark.parametrize("name", SHELLS)
def test_installed_files_complete_from_the_first_tab_on(name: str, beamline: str, tmp_path: Path) -> None:
    shell = InteractiveShell(name, tmp_path)
    calls = shell.type(FROM_FILES[name], "nxsconfig sho\t sli\t tit\t", "nxsconfig show -d mo\t")
    assert calls == [["show", "slit", "title"], ["show", "-d", "motor"]], shell.screen


@pytest.mark.parametrize("name", SHELLS)
def test_sub_command_prints_the_script(name: str) -> None:
    done = run("completion", name)
    assert (done.exit, done.stderr) == (0, "")
    assert f"{COMPLETE_VARIABLE}={name}_complete" in done.stdout
    assert "@" not in done.stdout.replace('"$@"', "").replace("(@f)", "").replace("(@s:", "")


def test_script_of_an_unknown_shell_is_wrong_usage() -> None:
    done = run("completion", "tcsh")
    assert done.exit == 255
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in done.stderr
