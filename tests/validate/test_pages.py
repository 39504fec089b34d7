"""Pages of the rules: what is committed is what the code says."""

import subprocess
import sys
from pathlib import Path

import pytest

from nxsconfig.validate import ALL
from nxsconfig.validate.reports.pages import page, pages

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "reference" / "rules"


def test_committed_pages_are_those_that_make_rules_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "man" / "rules.py", tmp_path], check=True, timeout=60)
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / "docs/reference/rules").iterdir()}
    assert {path.name: path.read_text("utf-8") for path in PAGES.iterdir()} == written, "run `make rules`"


def test_pages_of_rules_that_are_gone_are_removed(tmp_path: Path) -> None:
    old = tmp_path / "docs" / "reference" / "rules" / "NX000.md"
    old.parent.mkdir(parents=True)
    old.write_text("gone")
    subprocess.run([sys.executable, ROOT / "man" / "rules.py", tmp_path], check=True, timeout=60)
    assert not old.exists()


@pytest.mark.parametrize("rule", ALL.rules(), ids=lambda rule: rule.number)
def test_page_says_what_is_found_and_what_is_right(rule: object) -> None:
    text = page(rule)
    assert text.count("```") == 4
    assert text.index("Found:\n\n```\n") < text.index("Right:\n\n```\n")


def test_index_names_every_rule() -> None:
    index = dict(pages())["README.md"]
    assert [number for number in ALL.numbers() if f"({number}.md)" not in index] == []
