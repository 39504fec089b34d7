"""NX21x: profiles and mandatory components name what is there."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from nxsconfig.configurator.profiles import asked_for
from nxsconfig.db.records import Kind
from nxsconfig.dialect.schema import schema_text
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Library, Text

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_CHOICES = {
    Kind.COMPONENT: "take it out of the profile, or store the component",
    Kind.DATASOURCE: "take it out of the profile, or store the datasource",
}


def profile_components(library: Library) -> Iterator[Fault]:
    r"""The components that a profile asks for are stored.

    What such a component would have brought is missing in the file.

    Found::

        "ComponentSelection": "{\"slit1\": true}" when there is no component slit1

    Right::

        "ComponentSelection": "{\"slit1\": false}": it is switched off
    """
    yield from _unknown(library, Kind.COMPONENT, "NonregisteredDBRecordError")


def profile_values(text: Text) -> Iterator[Fault]:
    r"""The lists and dictionaries of a profile are what the selector reads there.

    They are JSON texts inside the JSON of the profile. What isn't of the right sort selects nothing.

    Found::

        "ComponentSelection": "[\"slit1\"]"

    Right::

        "ComponentSelection": "{\"slit1\": true}"
    """
    profile = text.profile
    if profile is None or not str(profile.get("Version", "4")).startswith("4"):
        return
    for key, schema in _contents().items():
        given = profile.get(key)
        if given is None or given == "":
            continue
        problem = _problem(given, schema)
        if problem:
            message = f"{key} of {text.what}: {problem}"
            yield Fault(message, "write it as the schema of profiles has it", line=_line(text, key))


@cache
def _contents() -> "Mapping[str, Draft202012Validator]":
    """For each key whose value is a JSON text, what the text has to hold."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  slow to import, for profiles only

    schema = json.loads(schema_text("profile.schema.json"))
    kinds = schema["$defs"]
    found = {}
    for key, value in schema["properties"].items():
        kind = kinds[value["$ref"].rpartition("/")[2]] if "$ref" in value else value
        if "contentSchema" in kind:
            found[key] = Draft202012Validator({"$defs": kinds, **kind["contentSchema"]})
    return found


def _problem(given: object, schema: "Draft202012Validator") -> str:
    """What is wrong with a value, in one line; empty when nothing is."""
    from jsonschema.exceptions import best_match  # noqa: PLC0415  see above

    try:
        value = json.loads(given) if isinstance(given, str) else given
    except (ValueError, RecursionError) as err:
        return f"{str(given)[:60]!r} is not JSON: {err}"
    problem = best_match(schema.iter_errors(value))
    return "" if problem is None else " ".join(f"{problem.json_path}: {problem.message[:200]}".split())


def mandatory_components(library: Library) -> Iterator[Fault]:
    """The components that are mandatory are stored.

    Found::

        a line ``entry`` in mandatory.txt when there is no component entry

    Right::

        the same line with the component
    """
    for name in library.holdings.mandatory() if library.complete else ():
        if library.get(Kind.COMPONENT, name) is None:
            message = f"mandatory component {name!r} is not stored"
            yield Fault(message, "store it, or take its name off the list", error="NonregisteredDBRecordError")


def _unknown(library: Library, kind: Kind, error: str) -> Iterator[Fault]:
    for text, profile in _profiles(library):
        for name in asked_for(profile, kind) if library.complete else ():
            if library.get(kind, name) is None:
                message = f"profile {text.name!r} asks for {kind} {name!r}, which is not stored"
                yield Fault(message, _CHOICES[kind], line=_line(text, name), entry=(text.kind, text.name), error=error)


def _profiles(library: Library) -> Iterator[tuple[Text, Mapping[str, object]]]:
    return ((text, text.profile) for text in library.of(Kind.SELECTION) if text.profile is not None)


def _line(text: Text, name: str) -> int:
    """The first line with the name in quotes; 0 if there is none."""
    words = (f'"{name}"', f'\\"{name}\\"')
    return next((number for number, line in enumerate(text.lines, 1) if any(word in line for word in words)), 0)


TEXT_RULES = (Rule("NX213", Severity.WARNING, profile_values),)
RULES = (
    Rule("NX211", Severity.WARNING, profile_components),
    Rule("NX212", Severity.WARNING, mandatory_components),
)
