"""The page about replacing nxswriter says what is so."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from nxswriter.Errors import ThreadError

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "replace-nxswriter.md").read_text(encoding="utf-8")
MODULES = """nxswriter.TangoDataWriter nxswriter.Errors nxswriter.DataSources nxswriter.DecoderPool nxswriter.Types
nxswriter.NXSFromXML nxswriter.StreamSet nxswriter.Release nxstools.filewriter nxstools.h5pywriter nxstools.nxsconfig
nxstools.nxsdata nxstools.nxsparser nxstools.nxsargparser nxstools.nxsdevicetools""".split()


def test_the_example_runs_and_prints_what_its_comment_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    exec(example, {})
    said = re.search(r"# (Problems .*?) …", example)
    assert capsys.readouterr().out.startswith(said[1])


@pytest.mark.parametrize("name", MODULES)
def test_a_module_that_the_page_names_is_there(name):
    assert name.rpartition(".")[2] in PAGE
    assert import_module(name)


def test_the_exception_of_the_example_is_one_of_ours_too():
    assert ThreadError.__mro__[1].__module__ == "nxsconfig.errors"
