"""Who uses an entry: the components that pull it in and the profiles that ask for it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from nxsconfig.configurator.configurator import Configurator
from nxsconfig.configurator.options import json_object
from nxsconfig.configurator.profiles import asked_for
from nxsconfig.db.records import Kind
from nxsconfig.errors import WrongJSONError
from nxsconfig.merge.references import component_names, datasource_records, without_comments

Texts = Mapping[Kind, Mapping[str, str]]
"""Stored texts by kind and name."""


@dataclass(frozen=True)
class Usage:
    """Names in code point order; `components` use the entry directly or through others."""

    components: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()


def usage(configurator: Configurator, kind: Kind, name: str) -> Usage:
    """Who uses an entry, whether or not it is stored; nobody uses selections. Raises StoreError."""
    store = configurator.store
    return usage_in({each: store.texts(each, store.names(each)) for each in Kind}, kind, name)


def usage_in(texts: Texts, kind: Kind, name: str) -> Usage:
    """Who of these texts uses an entry. A profile that is no JSON object counts when the name stands in it."""
    if kind is Kind.SELECTION:
        return Usage()
    if kind is Kind.DATASOURCE:
        sources = {name, *_users(texts[Kind.DATASOURCE], [name], datasource_records)}
        direct = _direct(texts[Kind.COMPONENT], sources, datasource_records)
        components = {*direct, *_users(texts[Kind.COMPONENT], direct, component_names)}
    else:
        components = _users(texts[Kind.COMPONENT], [name], component_names)
    profiles = [profile for profile, text in texts[Kind.SELECTION].items() if _asks_for(profile, text, kind, name)]
    return Usage(tuple(sorted(components)), tuple(sorted(profiles)))


def _users(texts: Mapping[str, str], names: Iterable[str], needs: Callable[[str], list[str]]) -> set[str]:
    """All that use one of the names, directly or through others of the same kind."""
    found: set[str] = set()
    wave = set(names)
    while wave:
        wave = _direct(texts, wave, needs) - found
        found |= wave
    return found


def _direct(texts: Mapping[str, str], names: set[str], needs: Callable[[str], list[str]]) -> set[str]:
    return {user for user, text in texts.items() if not names.isdisjoint(needs(without_comments(text)))}


def _asks_for(profile: str, text: str, kind: Kind, name: str) -> bool:
    try:
        return name in asked_for(json_object(text, f"profile {profile!r}"), kind)
    except WrongJSONError:
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
