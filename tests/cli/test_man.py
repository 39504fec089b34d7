"""Manual pages and completion files: what is committed is what the code and the documentation say, and readers accept it."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nxsconfig.cli.manpage import Example, Page, Section, Terms, roff
from nxsconfig.cli.manpage_markdown import section
from nxsconfig.cli.program import build

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("man/man?/*"))
NO_DATE = 'missing date, using ""'  # pages change with their text only


def tree(place: Path) -> dict[str, str]:
    found = [*place.glob("man/man?/*"), *place.glob("completions/*/*")]
    return {str(path.relative_to(place)): path.read_text(encoding="utf-8") for path in found}


def read_by(*command: str) -> str:
    """What a reader of manual pages complains about."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"the program {command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    complaints = done.stderr if command[0] == "groff" else done.stdout
    return "\n".join(line for line in complaints.splitlines() if NO_DATE not in line)


@pytest.mark.tango
def test_committed_files_are_those_that_make_man_writes(tmp_path: Path) -> None:
    pytest.importorskip("tango", reason="the Python package pytango is not installed")
    subprocess.run([sys.executable, ROOT / "man" / "generate.py", tmp_path], check=True, timeout=60)
    assert tree(ROOT) == tree(tmp_path), "run `make man`"


def test_files_of_sub_commands_that_are_gone_are_removed(tmp_path: Path) -> None:
    pytest.importorskip("tango", reason="the Python package pytango is not installed")
    (tmp_path / "man" / "man1").mkdir(parents=True)
    (tmp_path / "man" / "man1" / "nxsconfig-gone.1").write_text("")
    subprocess.run([sys.executable, ROOT / "man" / "generate.py", tmp_path], check=True, timeout=60)
    assert "man/man1/nxsconfig-gone.1" not in tree(tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_groff_and_mandoc_have_no_warning(page: str) -> None:
    assert read_by("groff", "-ww", "-man", "-Tutf8", page) == ""
    assert read_by("mandoc", "-T", "lint", "-W", "warning", page) == ""


@pytest.mark.parametrize("command", build().commands.values(), ids=lambda command: command.name)
def test_page_of_a_sub_command_has_all_its_options(command: object) -> None:
    text = (ROOT / "man" / "man1" / f"nxsconfig-{command.name}.1").read_text().replace("\\-", "-")
    spellings = [spelling for option in command.params for spelling in option.opts if spelling.startswith("-")]
    assert [one for one in spellings if f"\\fB{one}\\fR" not in text] == []


def test_what_roff_would_take_for_requests_is_text() -> None:
    text = roff(Page("p", 1, "s", "v", (Section("T", (".not a request", "'nor \\this", Example(".nor this"))),)))
    assert "\n\\&.not a request\n" in text
    assert "\n\\(aqnor \\ethis\n" in text
    assert "\n\\&.nor this\n" in text


def test_terms_have_bold_and_italic_parts_and_every_character() -> None:
    text = roff(Page("p", 1, "s", "v", (Section("T", (Terms((("`-x` <FILE>", "ü [words](other.md)"),)),)),)))
    assert ".TP\n\\fB\\-x\\fR \\fIFILE\\fR\n\\[u00FC] words\n" in text


def test_section_of_a_document_becomes_paragraphs_terms_and_examples() -> None:
    document = (
        "# A\n\ntext\n\n## B\n\nfirst\n\n| h | i |\n|---|---|\n| a \\| b | – |\n| c | d |\n\n```sh\nls\n\nls\n```\n"
    )
    blocks = ("first", Terms((("a | b", ""), ("c", "d"))), Example("ls\n\nls"))
    assert section(document, "B", "Title") == Section("Title", blocks)


def test_wheel_installs_pages_and_completion_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100)
    (wheel,) = tmp_path.glob("*.whl")
    names = [name.partition(".data/data/share/")[2] for name in zipfile.ZipFile(wheel).namelist()]
    wanted = {"man/man1/nxsconfig-list.1", "man/man8/NXSConfigServer.8", "bash-completion/completions/nxsconfig"}
    assert wanted | {"zsh/site-functions/_nxsconfig", "fish/vendor_completions.d/nxsconfig.fish"} <= set(names)
