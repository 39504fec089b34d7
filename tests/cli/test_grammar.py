"""Help, misuse and stdin of the whole program."""

import io
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import pytest

from nxsconfig.cli.own_subcommands import OWN_SUB_COMMANDS
from nxsconfig.cli.subcommands import SUB_COMMANDS
from tests.cli.support import run

PEER_ORDER = "list show get delete upload variables sources record merge components describe info geometry".split()

ALL = (*SUB_COMMANDS, *OWN_SUB_COMMANDS)


class Unread(io.StringIO):
    """A pipe that nobody closes: reading it would never end."""

    def read(self, *_: object) -> NoReturn:
        raise AssertionError("stdin was read")

    readline = __iter__ = read


def test_top_help_lists_the_sub_commands_in_the_known_order() -> None:
    lines = run("-h").stdout.splitlines()
    listed = [line.split()[0] for line in lines[lines.index("Commands:") + 1 :] if line[:3].strip() and line[2] != " "]
    assert [name for name in listed if name in PEER_ORDER] == PEER_ORDER


def test_top_help_ends_with_the_way_to_more_help() -> None:
    assert run("--help").stdout.rstrip().endswith("nxsconfig <sub-command> -h")


@pytest.mark.parametrize("name", [sub_command.name for sub_command in ALL])
def test_help_of_a_sub_command_has_examples_and_reads_no_stdin(name: str) -> None:
    result = run(name, "--help", stdin=Unread())
    assert (result.exit, result.stderr) == (0, "")
    assert result.stdout.startswith(f"usage: nxsconfig {name} [-h]")
    assert "examples:\n" in result.stdout


@pytest.mark.parametrize("sub_command", ALL, ids=lambda one: one.name)
def test_every_sub_command_runs_an_existing_function(sub_command: object) -> None:
    module, _, function = sub_command.runs.partition(":")  # type: ignore[attr-defined]
    assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["lis"],
        ["status"],
        ["-x", "list"],
        ["--store", "x"],
        ["list", "x"],
        ["history", "--limit", "x"],
        ["history", "--limit", "0"],
        ["diff"],
    ],
)
def test_misuse_shows_the_top_help_and_exits_with_255(args: list[str]) -> None:
    result = run(*args, stdin=Unread())
    assert result.exit == 255
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout.startswith("usage: nxsconfig [-h]")
    assert result.stdout.endswith("-h\n\n")


@pytest.mark.parametrize("name", ["list", "show", "delete", "upload", "info", "history", "diff", "restore"])
def test_datasources_and_profiles_together_are_refused_before_a_store_is_opened(name: str) -> None:
    names = ["x"] if name in ("diff", "restore") else []
    result = run(name, "-dr", *names, "--store", "sqlite:////nowhere/at/all.db", stdin=Unread())
    assert result.exit == 255
    assert "cannot be selected simultaneously" in result.stderr


def test_sub_command_without_positionals_reads_no_stdin(beamline: str) -> None:
    assert run("list", "-n", stdin=Unread()).stdout == "other slit title\n"


def test_closed_stdin_is_empty(beamline: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert run("show", "-d", "motor", stdin=None).exit == 0  # type: ignore[arg-type]


def test_empty_line_of_stdin_is_an_unknown_name(beamline: str) -> None:
    assert run("show", stdin="slit\n\n").stderr == "Error: Component '' not stored in the configuration server\n"


def test_server_and_store_exclude_each_other(beamline: str) -> None:
    result = run("list", "-s", "p99/nxscs/main", "--store", beamline)
    assert result.exit == 255
    assert result.stderr == "Error: argument --store: not allowed with argument -s/--server\n"


def test_reference_names_every_sub_command_and_option() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    words = [sub_command.name for sub_command in ALL]
    words += [name for one in ALL for option in one.parameters for name in option.opts if name.startswith("-")]
    assert [word for word in words if f"`{word}`" not in text] == []
