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


def asked_for(profile: Mapping[str, object], kind: Kind) -> list[str]:
    """Names of one kind that a profile asks for, each once; what is switched off (false) doesn't count.

    Values are lists or dictionaries, as they are or as JSON texts; anything else names nothing.
    """
    return list(dict.fromkeys(name for key in _KEYS[kind] for name in _names(profile.get(key))))


def _names(value: object) -> Iterable[str]:
    decoded = _decoded(value)
    if isinstance(decoded, dict):
        return [name for name, wanted in decoded.items() if wanted is not False]
    return [name for name in decoded if isinstance(name, str)] if isinstance(decoded, list) else []


def _decoded(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None
