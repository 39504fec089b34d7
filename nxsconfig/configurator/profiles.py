"""What a profile asks for: names of components and datasources inside the JSON of a selection (selector §4)."""

import json
from collections.abc import Iterable, Mapping

from nxsconfig.db.records import Kind

_KEYS = {
    Kind.COMPONENT: (
        "ComponentSelection",
        "ComponentPreselection",
        "OptionalComponents",
        "ComponentGroup",
        "AutomaticComponentGroup",
    ),
    Kind.DATASOURCE: (
        "DataSourceSelection",
        "DataSourcePreselection",
        "PreselectingDataSources",
        "DataSourceGroup",
        "InitDataSources",
        "PreselectedDataSources",
        "AutomaticDataSources",
    ),
    Kind.SELECTION: (),
}
"""Keys that name entries of a kind, those of profiles before version 3 included (selector §4.6)."""

_OFFERED = ("OptionalComponents", "PreselectingDataSources")
"""Keys that name what may be chosen."""


def asked_for(profile: Mapping[str, object], kind: Kind) -> list[str]:
    """Names of one kind that a profile asks for, each once; what is switched off (false) doesn't count.

    Values are lists or dictionaries, as they are or as JSON texts; anything else names nothing.
    """
    return list(dict.fromkeys(name for key in _KEYS[kind] for name in _names(profile.get(key))))


def selected_in(profile: Mapping[str, object], kind: Kind) -> list[str]:
    """Names that the recorder takes for a scan: those asked for but not the optional and the preselecting ones."""
    return list(dict.fromkeys(name for key in _KEYS[kind] if key not in _OFFERED for name in _names(profile.get(key))))


def names_something(profile: Mapping[str, object]) -> bool:
    """Whether it is a profile at all: an object that has one of the keys that name entries."""
    return any(key in profile for keys in _KEYS.values() for key in keys)


def decoded(value: object) -> object:
    """A value of a profile, which may be there as JSON text; None when that is broken."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def _names(value: object) -> Iterable[str]:
    found = decoded(value)
    if isinstance(found, dict):
        return [name for name, wanted in found.items() if wanted is not False]
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []
