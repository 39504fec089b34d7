"""The reference page tells every command, attribute and property of the device."""

import re
from pathlib import Path

import pytest

pytest.importorskip("tango")

from nxsconfig.tango.datawriter.attributes import ATTRIBUTES
from nxsconfig.tango.datawriter.build import NXSDataWriter
from nxsconfig.tango.datawriter.commands import COMMANDS

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "data-writer.md").read_text(encoding="utf-8")


def rows(heading):
    """The cells of the table below a heading."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\|.*\|$", section, re.MULTILINE)[2:]
    ]


def test_the_page_has_all_commands():
    assert {name for row in rows("Commands") for name in row[0].split(", ")} == {row.name for row in COMMANDS}


def test_the_page_tells_in_which_states_each_command_is_allowed():
    told = {
        row[0]: set(row[3].replace("none; those that don't end in Asynch wait for one that doesn't", "").split(", "))
        for row in rows("States")
    }
    assert told["EXTRACT"] | told["OPEN"] | told["FAULT"] | told["ON"] == {row.name for row in COMMANDS}
    for state in ("ON", "OPEN", "EXTRACT", "FAULT"):
        assert told[state] == {row.name for row in COMMANDS if state in {allowed.name for allowed in row.step.allowed}}


def test_the_page_has_all_attributes_with_the_states_that_forbid_them():
    told = {row[0]: (row[3], row[4]) for row in rows("Attributes")}
    expected = {
        row.name: (states(row.unread), states(row.unwritten | row.locked) if row.write else "") for row in ATTRIBUTES
    }
    assert told == expected


def states(forbidden):
    return ", ".join(name for name in ("OPEN", "EXTRACT", "RUNNING") if name in {state.name for state in forbidden})


def test_the_page_has_all_properties():
    assert {row[0] for row in rows("Properties of the device")} == set(
        NXSDataWriter.TangoClassClass.device_property_list
    )
