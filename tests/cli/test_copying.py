"""copy: between stores."""

import json
from pathlib import Path

import pytest

from nxsconfig.configurator import Kind
from nxsconfig.configurator.holdings import Holdings
from nxsconfig.configurator.needs import with_needs
from tests.cli.support import fill, read, run


@pytest.fixture
def other(tmp_path: Path) -> str:
    """A store that doesn't exist yet."""
    return f"sqlite:///{tmp_path}/other.db"


def test_copy_makes_the_other_store(beamline: str, other: str) -> None:
    result = run("copy", "slit", "--to", other)
    assert (result.exit, result.stdout, result.stderr) == (0, "created\tcomponent\tslit\n", "1 entry copied\n")
    assert read(other)["components"] == {"slit": read(beamline)["components"]["slit"]}


def test_copy_with_dependencies_takes_what_is_referred_to(beamline: str, other: str) -> None:
    fill(beamline, {"components": {"all": "<definition>$components.slit</definition>"}})
    assert run("copy", "all", "--to", other, "--with-dependencies").exit == 0
    copied = read(other)
    assert (sorted(copied["components"]), list(copied["datasources"])) == (["all", "slit"], ["motor"])


def test_copy_of_a_profile_takes_what_is_stored_of_its_components() -> None:
    profile = json.dumps({"ComponentSelection": '{"slit": true, "detector": true, "off": false}'})
    held = Holdings({Kind.COMPONENT: {"slit": "$datasources.m", "off": ""}, Kind.DATASOURCE: {"m": ""}})
    needed = with_needs(held, {Kind.SELECTION: {"night": profile}})
    assert {kind: list(texts) for kind, texts in needed.items()} == {
        Kind.COMPONENT: ["slit"],
        Kind.DATASOURCE: ["m"],
        Kind.SELECTION: ["night"],
    }


def test_copy_with_a_missing_dependency_copies_nothing(beamline: str, other: str) -> None:
    run("delete", "-f", "-d", "motor")
    assert run("copy", "slit", "title", "--to", other, "--with-dependencies").exit == 255
    assert run("copy", "slit", "title", "--to", other).exit == 0


def test_copy_overwrites_only_by_force(beamline: str, other: str) -> None:
    fill(other, {"components": {"slit": "<definition/>"}})
    result = run("copy", "slit", "title", "--to", other)
    assert (result.exit, "Component 'slit'" in result.stderr) == (255, True)
    assert read(other)["components"] == {"slit": "<definition/>"}
    assert run("copy", "slit", "title", "--to", other, "-f").exit == 0
    assert sorted(read(other)["components"]) == ["slit", "title"]


def test_copy_keeps_flags_of_the_target(beamline: str, other: str) -> None:
    fill(other, {"components": {"slit": "<definition/>"}, "mandatory": ["slit"]})
    run("copy", "slit", "title", "--to", other, "-f")
    assert read(other)["mandatory"] == ["slit"]


def test_copy_again_does_nothing(beamline: str, other: str) -> None:
    run("copy", "-r", "night", "--to", other)
    found = json.loads(run("copy", "-r", "night", "--to", other, "--json").stdout)
    assert (found["done"], found["steps"]) == (False, [])


def test_dry_run_shows_the_steps_and_makes_no_change(beamline: str, other: str) -> None:
    fill(other, {"components": {"slit": "<definition/>"}})
    result = run("copy", "slit", "--to", other, "--dry-run", "--diff")
    assert result.stdout.startswith("changed\tcomponent\tslit\n--- ")
    assert result.stderr == "1 entry would be copied\n"
    assert read(other)["components"] == {"slit": "<definition/>"}


@pytest.mark.parametrize(
    "args", [["slit"], ["nope", "--to", "sqlite://"], ["slit", "--to", "sqlite:////proc/nowhere/y.db"]]
)
def test_copy_that_cannot_be_done_is_255(beamline: str, args: list[str]) -> None:
    assert run("copy", *args).exit == 255
