"""Metadata of a group as JSON (cli-setup-fileinfo B5.1)."""

import json

import h5py
import numpy as np
import pytest

from nxsconfig.h5.metadata import scientific_metadata, source_facts


@pytest.fixture
def entry(tmp_path):
    """The group of an entry in an open file."""
    with h5py.File(tmp_path / "scan.nxs", "w") as file:
        group = file.create_group("scan")
        group.attrs["NX_class"] = "NXentry"
        yield group


def test_a_single_value_is_shown_and_of_arrays_the_shape(entry):
    entry["x"], entry["one"], entry["many"] = 3, [4.5], np.zeros((2, 3))
    facts = scientific_metadata(entry, "scan")
    assert facts == {"name": "scan", "x": {"value": 3}, "one": {"value": 4.5}, "many": {"shape": [2, 3]}}


def test_units_strategy_and_source_are_shown_as_what_they_mean(entry):
    entry["x"] = 1.0
    text = '<datasource name="m" type="TANGO"><device name="a/b/c" hostname="h" port="1"/><record name="Pos"/></datasource>'
    entry["x"].attrs.update({"units": "mm", "nexdatas_strategy": "INIT", "nexdatas_source": text})
    shown = {"value": 1.0, "unit": "mm", "strategy": "INIT", "source": "h:1/a/b/c/Pos"}
    assert scientific_metadata(entry, "scan")["x"] == shown | {"source_name": "m", "source_type": "TANGO"}


def test_links_are_followed_but_never_back(entry):
    entry["x"] = 1
    entry["here"], entry["nowhere"], entry["up"] = (h5py.SoftLink(path) for path in ("/scan/x", "/no", "/scan"))
    entry["outside"] = h5py.ExternalLink("missing.nxs", "/data")
    facts = scientific_metadata(entry, "scan")
    assert (facts["here"], facts["nowhere"], facts["up"], facts["outside"]) == ({"value": 1}, {}, {}, {})


def test_a_field_wins_over_an_attribute_of_its_name(entry):
    entry["name"], entry["title"] = "N", "T"
    entry.attrs["title"] = "of the group"
    facts = scientific_metadata(entry, "scan")
    assert (facts["name"], facts["name_"], facts["title_"]) == ({"value": "N"}, "scan", "of the group")


def test_what_is_no_number_becomes_null(entry):
    entry["x"] = np.nan
    entry["x"].attrs["range"] = [-np.inf, 1.0]
    assert scientific_metadata(entry, "scan")["x"] == {"value": None, "range": [None, 1.0]}
    json.dumps(scientific_metadata(entry, "scan"), allow_nan=False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('<datasource type="CLIENT" name="a"><record name="r"/></datasource>', "r"),
        (
            '<datasource type="TANGO"><device name="a/b/c" member="command"/><record name="R"/></datasource>',
            "a/b/c/R()",
        ),
        (
            '<datasource type="TANGO"><device name="a/b/c" member="property"/><record name="R"/></datasource>',
            "a/b/c/@R",
        ),
        ('<datasource type="DB"><query> SELECT 1 </query></datasource>', "SELECT 1"),
        ('<datasource type="PYEVAL"><result name="r">x = 1\nds.r = x + 1</result></datasource>', "x + 1"),
        ("no XML", ""),
    ],
)
def test_the_place_of_a_source_is_told_in_a_few_words(text, place):
    assert source_facts(text)["source"] == place
