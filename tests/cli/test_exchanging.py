"""export, import and sync."""

import io
import json
from pathlib import Path

import pytest

from tests.cli.support import Result, fill, read, run, run_on_terminal

NEW = "<definition><!-- byte for byte --></definition>\r\n"


@pytest.fixture
def exported(beamline: str, directory: Path) -> Path:
    """The beamline in the directory `out`."""
    assert run("export", "out").exit == 0
    return directory / "out"


def image(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def steps(result: Result) -> list[tuple[str, str]]:
    return [(step["action"], step.get("name") or step["file"]) for step in json.loads(result.stdout)["steps"]]


def test_export_and_import_into_an_empty_store_is_a_copy(beamline: str, exported: Path, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.db"
    assert run("import", "out", "--store", other).exit == 0
    assert read(other) == read(beamline)


def test_export_and_import_again_have_nothing_to_do(exported: Path) -> None:
    for args in (["export", "out"], ["import", "out"], ["sync", "out"], ["sync", "out", "--pull"]):
        assert run(*args) == Result(0, "", "nothing to do\n")


def test_import_adds_and_changes_and_keeps_the_rest(beamline: str, exported: Path) -> None:
    (exported / "components/new.xml").write_bytes(NEW.encode())
    (exported / "components/slit.xml").write_text("<definition/>")
    (exported / "components/other.xml").unlink()
    (exported / "mandatory.txt").write_text("new\n")
    result = run("import", "out", "--json")
    assert steps(result) == [("created", "new"), ("changed", "slit"), ("flagged", "new"), ("unflagged", "title")]
    after = read(beamline)
    assert (after["components"]["new"], after["mandatory"], "other" in after["components"]) == (NEW, ["new"], True)


def test_import_deletes_only_when_told_and_asked(beamline: str, exported: Path) -> None:
    (exported / "datasources/motor.ds.xml").unlink()
    before = read(beamline)
    assert "1 entry not in the directory" in run("import", "out").stderr
    assert run("import", "out", "--delete", stdin="\n").exit == 255
    assert run("import", "out", "--delete", stdin="").exit == 255
    assert read(beamline) == before
    assert run("import", "out", "--delete", stdin="y\n").exit == 0
    assert read(beamline)["datasources"] == {}


def test_import_is_undone_by_restore(beamline: str, exported: Path) -> None:
    before = read(beamline)
    (exported / "profiles/night.json").unlink()
    run("sync", "out", "-f")
    run("restore", "-r", "night")
    assert read(beamline) == before


def test_sync_asks_always_and_force_never(beamline: str, exported: Path) -> None:
    (exported / "components/new.xml").write_text("<definition/>")
    assert run("sync", "out", stdin="n\n").exit == 255
    assert "new" not in read(beamline)["components"]
    assert run("sync", "out", "-f").exit == 0
    assert "new" in read(beamline)["components"]


def test_sync_back_makes_the_directory_equal(beamline: str, exported: Path) -> None:
    before = image(exported)
    (exported / "components/slit.xml").write_text("<definition/>")
    (exported / "components/title.xml").unlink()
    (exported / "components/mine.xml").write_text("<definition/>")
    (exported / "README.md").write_text("mine")
    assert run("sync", "out", "--pull", stdin="y\n").exit == 0
    assert image(exported) == before | {"README.md": b"mine"}


def test_export_removes_files_of_deleted_entries_after_asking(beamline: str, exported: Path) -> None:
    run("delete", "-f", "other")
    assert run("export", "out", stdin="n\n").exit == 255
    assert (exported / "components/other.xml").exists()
    assert run("export", "out", "-f").stdout == "deleted\tcomponents/other.xml\n"
    assert not (exported / "components/other.xml").exists()


@pytest.mark.parametrize(
    "args", [["import", "out", "--delete"], ["sync", "out"], ["sync", "out", "--pull"], ["export", "out"]]
)
def test_dry_run_changes_nothing(beamline: str, exported: Path, args: list[str]) -> None:
    (exported / "components/slit.xml").write_text("<definition/>")
    (exported / "components/title.xml").unlink()
    (exported / "mandatory.txt").unlink()
    before = read(beamline), image(exported)
    result = run(*args, "--dry-run", "--json")
    assert (result.exit, json.loads(result.stdout)["done"], len(steps(result)) > 1) == (0, False, True)
    assert (read(beamline), image(exported)) == before


def test_diff_shows_how_texts_change(exported: Path) -> None:
    (exported / "components/slit.xml").write_text("<definition/>")
    lines = run("import", "out", "--dry-run", "--diff").stdout.splitlines()
    assert lines[0] == "changed\tcomponent\tslit"
    assert "+<definition/>" in lines
    (step,) = json.loads(run("import", "out", "--dry-run", "--diff", "--json").stdout)["steps"]
    assert "+<definition/>" in step["diff"]


def test_broken_file_stops_everything(beamline: str, exported: Path) -> None:
    (exported / "components/a.xml").write_text("<definition/>")
    (exported / "components/b.xml").write_text("<definition")
    before = read(beamline)
    result = run("sync", "out", "-f")
    assert (result.exit, result.stdout, result.stderr.count("\n")) == (255, "", 1)
    assert "components/b.xml" in result.stderr
    assert read(beamline) == before


def test_another_revision_than_expected_stops_everything(beamline: str, exported: Path) -> None:
    (exported / "components/a.xml").write_text("<definition/>")
    revision = json.loads(run("import", "out", "--dry-run", "--json").stdout)["revision"]
    fill(beamline, {"components": {"other": "<definition/>"}})
    assert run("import", "out", "--expected", str(revision)).exit == 255
    assert "a" not in read(beamline)["components"]
    assert run("import", "out", "--expected", str(revision + 1)).exit == 0


def test_what_is_stored_while_the_question_waits_is_not_overwritten(beamline: str, exported: Path) -> None:
    class Meanwhile(io.StringIO):
        def readline(self, *_size: int) -> str:
            fill(beamline, {"components": {"other": "<definition/>"}})
            return "y\n"

    (exported / "components/a.xml").write_text("<definition/>")
    assert run("sync", "out", stdin=Meanwhile()).exit == 255
    components = read(beamline)["components"]
    assert ("a" in components, components["other"]) == (False, "<definition/>")


@pytest.mark.parametrize("args", [["import", "nowhere"], ["sync", "nowhere"], ["export", "/proc/nowhere"], ["export"]])
def test_directory_that_is_none_is_255(beamline: str, args: list[str]) -> None:
    assert run(*args, "-f").exit == 255


@pytest.mark.parametrize("option", [["--diff"], ["--expected", "1"]])
def test_sync_back_refuses_options_of_the_other_way(exported: Path, option: list[str]) -> None:
    assert run("sync", "out", "--pull", *option).exit == 255


def test_dry_run_makes_no_store(exported: Path, tmp_path: Path) -> None:
    assert run("import", "out", "--dry-run", "--store", f"sqlite:///{tmp_path}/none.db").exit == 255
    assert not (tmp_path / "none.db").exists()


def test_question_on_a_terminal_is_no_by_default(beamline: str, exported: Path) -> None:
    (exported / "components/a.xml").write_text("<definition/>")
    result = run_on_terminal(["sync", "out"], [["[y/N]", "\n"]], {"NXSCONFIG_STORE": beamline})
    assert result.exit == 255
    assert "a" not in read(beamline)["components"]
