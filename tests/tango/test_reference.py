"""The reference page tells every command, attribute and property of the device."""

import re
from pathlib import Path

import pytest

pytest.importorskip("tango")

from nxsconfig.tango.configserver.attributes import ATTRIBUTES
from nxsconfig.tango.configserver.commands import PEER_COMMANDS
from nxsconfig.tango.configserver.json_commands import JSON_COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "config-server.md").read_text(encoding="utf-8")


def first_cells(heading):
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)[1:]
    return {name for row in rows for name in row.split(", ")}


def test_the_page_has_all_commands():
    assert first_cells("Commands") == {row.name for row in PEER_COMMANDS}
    assert first_cells("Commands with JSON") == {row.name for row in JSON_COMMANDS}


def test_the_page_has_all_attributes():
    assert first_cells("Attributes") == {row.name for row in ATTRIBUTES} | {"State", "Status"}
