"""Profiles of the selector against their JSON Schema, JSON texts inside included."""

import json

from jsonschema import Draft202012Validator

from nxsconfig.dialect.schema import schema_text

PROFILE_KEYS = frozenset(
    "Timer OrderedChannels ComponentSelection DataSourceSelection ComponentPreselection DataSourcePreselection"
    " PreselectingDataSources OptionalComponents AppendEntry ComponentsFromMntGrp ConfigVariables UserData"
    " ChannelProperties UnplottedComponents DynamicComponents DefaultDynamicLinks DefaultDynamicPath TimeZone"
    " ConfigDevice WriterDevice Door MntGrp Version MntGrpConfiguration".split()
)
"""The 24 keys of the selector's specification, section 4.1."""


def problems(profile):
    """Messages for a profile; texts with a contentSchema are decoded and validated too."""
    schema = json.loads(schema_text("profile.schema.json"))
    found = [error.message for error in Draft202012Validator(schema).iter_errors(profile)]
    for key, value in profile.items():
        found += _inner(schema, schema["properties"].get(key, {}), value)
    return found


def _inner(schema, entry, value):
    entry = {**schema["$defs"].get(entry.get("$ref", "").rpartition("/")[2], {}), **entry}
    if "contentSchema" not in entry or not isinstance(value, str):
        return []
    try:
        decoded = json.loads(value)
    except ValueError as err:
        return [str(err)]
    inner = Draft202012Validator({**entry["contentSchema"], "$defs": schema["$defs"]})
    return [error.message for error in inner.iter_errors(decoded)]
