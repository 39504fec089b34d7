"""The JSON Schemas of profiles and records: themselves valid, open, and strict about kinds of values."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from nxsconfig.dialect.schema import schema_text
from tests.schemas.profiles import PROFILE_KEYS, problems

PROFILE = {"Version": "4.0.0", "ComponentSelection": '{"mca": true}', "AppendEntry": False}


def schema(name):
    return json.loads(schema_text(name))


@pytest.mark.parametrize("name", ["profile.schema.json", "records.schema.json", "validation.schema.json"])
def test_schemas_are_valid(name):
    Draft202012Validator.check_schema(schema(name))


def test_the_profile_has_exactly_the_selectors_keys():
    assert set(schema("profile.schema.json")["properties"]) == PROFILE_KEYS


def test_profiles_may_have_further_keys():
    assert problems({**PROFILE, "Colour": 3}) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ComponentSelection", {"mca": True}),
        ("ComponentSelection", '{"mca": "yes"}'),
        ("ComponentSelection", "{"),
        ("ComponentPreselection", '{"mca": 1}'),
        ("Timer", '"exp_t01"'),
        ("AppendEntry", "true"),
        ("ChannelProperties", '{"synchronization": {"mca": 3}}'),
        ("Version", "3.0.0"),
    ],
)
def test_wrong_values_in_profiles_are_found(key, value):
    assert problems({**PROFILE, key: value})


@pytest.mark.parametrize("line", [{"data": {"a": [[1, 2], [3, 4]]}}, {}, {"data": {}, "triggers": ["cam"], "note": 1}])
def test_records_pass(line):
    assert list(Draft202012Validator(schema("records.schema.json")).iter_errors(line)) == []


@pytest.mark.parametrize("line", [[], {"data": []}, {"triggers": "cam"}])
def test_wrong_records_are_found(line):
    assert list(Draft202012Validator(schema("records.schema.json")).iter_errors(line))


def test_the_wheel_carries_the_schemas_where_they_are_looked_for():
    settings = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"] == {"schemas": "nxsconfig/schemas"}
