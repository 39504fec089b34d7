"""Writes the pages of the validation's rules from their docstrings.

``python man/rules.py`` does it for this checkout, ``python man/rules.py DIR`` puts all of it below DIR.
"""

import sys
from pathlib import Path

from nxsconfig.validate.reports.pages import pages

ROOT = Path(__file__).parent.parent
PLACE = "docs/reference/rules"


def main() -> None:
    """Write the pages and remove those of rules that are gone."""
    target = (Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT) / PLACE
    target.mkdir(parents=True, exist_ok=True)
    texts = dict(pages())
    for old in target.glob("*.md"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
