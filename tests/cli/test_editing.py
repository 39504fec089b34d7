"""edit: with real programs in the place of an editor."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.cli.support import COMMAND, Result, fill, read, run, run_on_terminal


@pytest.fixture(autouse=True)
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where drafts are kept."""
    path = tmp_path / "drafts"
    path.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    monkeypatch.setenv("TMPDIR", str(path))
    monkeypatch.delenv("VISUAL", raising=False)
    return path


def edit(sed: str, *args: str, stdin: str = "") -> Result:
    return run("edit", *args, stdin=stdin, env={"EDITOR": f"sed -i {sed}"})


def kept(drafts: Path) -> list[str]:
    return [path.read_text() for path in drafts.rglob("*") if path.is_file()]


def test_edited_text_is_stored_and_nothing_is_left(beamline: str, drafts: Path) -> None:
    assert edit("s/mm/um/", "slit") == Result(0, "", "Component 'slit' stored\n")
    assert 'units="um"' in read(beamline)["components"]["slit"]
    assert list(drafts.iterdir()) == []


@pytest.mark.parametrize(("args", "key"), [(["-d", "motor"], "datasources"), (["-r", "night"], "selections")])
def test_other_kinds_are_edited_as_well(beamline: str, args: list[str], key: str) -> None:
    assert edit("s/t1/t2/;s/gap/hole/", *args).exit == 0
    assert any(word in str(read(beamline)[key]) for word in ("t2", "hole"))


def test_unchanged_text_is_not_stored(beamline: str) -> None:
    before = len(run("history").stdout.splitlines())
    assert edit("s/x/x/", "slit").stderr == "Component 'slit' unchanged\n"
    assert len(run("history").stdout.splitlines()) == before


def test_line_end_that_an_editor_adds_is_no_change(beamline: str) -> None:
    assert edit("'$a\\'", "slit").stderr == "Component 'slit' unchanged\n"
    assert edit("'s/mm/um/;$a\\'", "slit").exit == 0
    assert read(beamline)["components"]["slit"].endswith("</definition>")


def test_interrupted_editing_keeps_the_text(beamline: str, drafts: Path, directory: Path) -> None:
    editor = directory / "editor"
    editor.write_text('#!/bin/sh\nsed -i s/mm/um/ "$1"\nkill -INT $PPID\nsleep 1\n')
    editor.chmod(0o755)
    environment = os.environ | {"EDITOR": str(editor)}
    process = subprocess.run([*COMMAND, "edit", "slit"], check=False, env=environment, capture_output=True)
    assert (process.returncode, b"your text is kept in" in process.stderr) == (130, True)
    assert 'units="um"' in kept(drafts)[0]


def test_json_tells_whether_it_was_changed(beamline: str) -> None:
    found = json.loads(edit("s/mm/um/", "slit", "--json").stdout)
    assert (found["kind"], found["name"], found["changed"]) == ("component", "slit", True)


def test_broken_text_is_kept_and_its_place_named(beamline: str, drafts: Path) -> None:
    result = edit("s/definition/x/", "slit", stdin="n\n")
    (text,) = kept(drafts)
    assert (result.exit, text.startswith("<x>"), str(drafts) in result.stderr) == (255, True, True)
    assert "not well-formed" in result.stderr
    assert "<x>" not in read(beamline)["components"]["slit"]


def test_broken_text_can_be_edited_again(beamline: str, directory: Path) -> None:
    editor = directory / "editor"
    fix, spoil = "s/<broken/<definition/", "s/^<definition/<broken/;s/mm/um/"
    editor.write_text(f'#!/bin/sh\ngrep -q broken "$1" && exec sed -i "{fix}" "$1"\nexec sed -i "{spoil}" "$1"\n')
    editor.chmod(0o755)
    assert run("edit", "slit", stdin="y\n", env={"EDITOR": str(editor)}).exit == 0
    assert 'units="um"' in read(beamline)["components"]["slit"]


def test_missing_reference_is_stored_only_on_request(beamline: str) -> None:
    assert edit("s/motor/gone/", "slit", stdin="n\nn\n").exit == 255
    assert "gone" not in read(beamline)["components"]["slit"]
    assert edit("s/motor/gone/", "slit", stdin="y\n").exit == 0
    assert "gone" in read(beamline)["components"]["slit"]


def test_force_stores_what_a_check_finds_but_nothing_broken(beamline: str) -> None:
    assert edit("s/motor/gone/", "slit", "-f").exit == 0
    assert edit("s/definition/x/", "slit", "-f").exit == 255


def test_faults_that_were_there_before_do_not_count(beamline: str) -> None:
    fill(beamline, {"components": {"always": "<definition>$components.gone</definition>"}, "mandatory": ["always"]})
    assert edit("s/mm/um/", "slit") == Result(0, "", "Component 'slit' stored\n")


def test_change_of_the_same_entry_meanwhile_is_not_overwritten(beamline: str, drafts: Path, directory: Path) -> None:
    inner = directory / "editor"
    inner.write_text(
        f"#!/bin/sh\nEDITOR='sed -i s/mm/um/' {' '.join(_quoted(COMMAND))} edit slit\nsed -i s/mm/nm/ $1\n"
    )
    inner.chmod(0o755)
    result = run("edit", "slit", env={"EDITOR": str(inner)})
    assert (result.exit, "somebody changed" in result.stderr) == (255, True)
    assert 'units="um"' in read(beamline)["components"]["slit"]
    assert len(kept(drafts)) == 1


def test_change_of_another_entry_meanwhile_does_no_harm(beamline: str, directory: Path) -> None:
    inner = directory / "editor"
    inner.write_text(f"#!/bin/sh\n{' '.join(_quoted(COMMAND))} delete -f other </dev/null\nsed -i s/mm/nm/ $1\n")
    inner.chmod(0o755)
    assert run("edit", "slit", env={"EDITOR": str(inner)}).exit == 0
    assert 'units="nm"' in read(beamline)["components"]["slit"]


@pytest.mark.parametrize("editor", ["false", "no-such-editor", "'"])
def test_editor_that_fails_stores_nothing(beamline: str, drafts: Path, editor: str) -> None:
    result = run("edit", "slit", env={"EDITOR": editor})
    assert (result.exit, result.stderr.count("\n"), list(drafts.iterdir())) == (255, 1, [])


def test_visual_comes_before_editor(beamline: str) -> None:
    assert run("edit", "slit", env={"VISUAL": "sed -i s/mm/um/", "EDITOR": "false"}).exit == 0


def test_unknown_name_is_255(beamline: str) -> None:
    assert edit("s/a/b/", "nope").exit == 255


def test_name_that_is_no_file_name_can_be_edited(url: str) -> None:
    fill(url, {"components": {"../é/": "<definition><doc>1</doc></definition>"}})
    assert edit("s/1/2/", "../é/").exit == 0
    assert "<doc>2</doc>" in read(url)["components"]["../é/"]


def test_conversation_on_a_terminal(beamline: str, directory: Path) -> None:
    answers = [["nevertheless? [y/N]", "n\n"], ["again? [y/N]", "n\n"]]
    environment = {"NXSCONFIG_STORE": beamline, "EDITOR": "sed -i s/motor/gone/"}
    result = run_on_terminal(["edit", "slit"], answers, environment)
    assert (result.exit, "your text is kept in" in result.stdout) == (255, True)


def _quoted(words: list[str]) -> list[str]:
    return [f"'{word}'" for word in words]
