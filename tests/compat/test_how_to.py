"""What the page for those who change over shows is true."""

import re
import tomllib
from pathlib import Path

from nxsconfig import __version__

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "replace-nxsconfigserver.md").read_text(encoding="utf-8")


def block(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[1]


def test_the_script_runs_and_prints_what_it_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(block("python"), {})
    printed = capsys.readouterr().out
    assert '<group name="scan_12" type="NXentry"/>' in printed
    assert printed.endswith("Component nowhere not registered in the database\n")


def test_the_stand_in_has_the_version_of_nxsconfig_and_requires_the_compat_distribution():
    project = tomllib.loads(block("toml"))["project"]
    assert (project["version"], project["dependencies"]) == (__version__, ["nxsconfig-compat"])


def test_the_version_shown_is_that_of_nxsconfig():
    assert f"print(nxsconfigserver.__version__)'\n{__version__}\n" in PAGE
