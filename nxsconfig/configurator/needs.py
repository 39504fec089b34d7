"""Entries together with everything that they refer to."""

from collections.abc import Callable, Mapping

from nxsconfig.configurator.holdings import Holdings, Texts
from nxsconfig.configurator.options import json_object
from nxsconfig.configurator.profiles import asked_for
from nxsconfig.db.records import Kind
from nxsconfig.errors import NonregisteredDBRecordError
from nxsconfig.merge.references import component_names, datasource_records, without_comments


def with_needs(held: Holdings, wanted: Texts) -> dict[Kind, dict[str, str]]:
    """The wanted texts with the components and datasources that they need, directly or through others.

    Profiles need the stored ones among the components and datasources that they ask for: detectors need no component.

    Raises:
        NonregisteredDBRecordError: one is missing that a component or datasource refers to.
    """
    profiles = dict(wanted.get(Kind.SELECTION, {}))
    components = _closure(held, Kind.COMPONENT, _start(held, wanted, Kind.COMPONENT), component_names)
    first = {name: "" for text in components.values() for name in _used(text, datasource_records)}
    first |= dict.fromkeys(_start(held, wanted, Kind.DATASOURCE), "")
    datasources = _closure(held, Kind.DATASOURCE, list(first), datasource_records)
    return {Kind.COMPONENT: components, Kind.DATASOURCE: datasources, Kind.SELECTION: profiles}


def _start(held: Holdings, wanted: Texts, kind: Kind) -> list[str]:
    """Names of a kind that are wanted, or that wanted profiles ask for."""
    names = list(wanted.get(kind, {}))
    for profile, text in wanted.get(Kind.SELECTION, {}).items():
        asked = asked_for(json_object(text, f"profile {profile!r}"), kind)
        names += held.texts(kind, asked)
    return names


def _closure(held: Holdings, kind: Kind, names: list[str], needs: Callable[[str], list[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        texts: Mapping[str, str] = held.texts(kind, waiting)
        for name in waiting:
            if name not in texts:
                raise NonregisteredDBRecordError(f"what is copied refers to {kind} {name!r}, which is not stored", name)
        found |= texts
        waiting = [need for text in texts.values() for need in _used(text, needs) if need not in found]
        waiting = list(dict.fromkeys(waiting))
    return found


def _used(text: str, needs: Callable[[str], list[str]]) -> list[str]:
    return needs(without_comments(text))
