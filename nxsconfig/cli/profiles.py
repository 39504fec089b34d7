"""Profiles as two-column tables, byte for byte as existing scripts read them (cli-config §3.5)."""

import json
from collections.abc import Mapping, Sequence

from nxsconfig.cli.tables import Row, title_lines

PROFILE_LABELS = {
    "Timer": "Timer(s)",
    "DataSourceSelection": "Pool/Dynamic Detector Components",
    "ComponentSelection": "Detector Components",
    "ComponentPreselection": "Descriptive Components",
    "DataSourcePreselection": "Descriptive Dynamic Components",
    "UserData": "User Data",
    "AppendEntry": "AppendEntry",
    "ConfigDevice": "ConfigDevice",
    "WriterDevice": "WriterDevice",
    "Door": "Door",
    "DynamicComponents": "DynamicComponents",
    "ComponentsFromMntGrp": "ComponentsFromMntGrp",
    "DefaultDynamicLinks": "DefaultDynamicLinks",
    "DefaultDynamicPath": "DefaultDynamicPath",
    "UnplottedComponents": "Unplotted Components",
    "OptionalComponents": "OptionalComponents",
    "ConfigVariables": "ConfigVariables",
}
"""Keys of a profile that the table shows, in this order, and what it calls them."""

_LISTS = ("Timer", "UnplottedComponents", "OptionalComponents")
_SWITCHES = ("DataSourceSelection", "ComponentSelection", "ComponentPreselection", "DataSourcePreselection")


def profile_table(
    profiles: Sequence[Row], title: str = "", headers: Sequence[str] = tuple(PROFILE_LABELS)
) -> list[str]:
    """Lines of the two-column table of profiles, one line a key. Raises ValueError for broken JSON inside."""
    width = max((len(PROFILE_LABELS.get(key, key)) for key in headers), default=0)
    lines = [
        f"{PROFILE_LABELS.get(key, key)}:".ljust(width + 2) + profile_value(profile, key)
        for profile in profiles
        for key in headers
        if key in profile
    ]
    longest = max((len(line) for line in (title, "-" * len(title), *lines)), default=0)
    rule = "=" * (width + 1) + " " + "=" * max(0, longest - width - 2)
    return ["", *title_lines(title), rule, *lines, rule]


def profile_value(profile: Row, key: str) -> str:
    """One value as text. Raises ValueError for broken JSON inside."""
    value = profile[key]
    if key in _LISTS:
        return ", ".join(str(item) for item in _list(value))
    if key in _SWITCHES:
        return ", ".join(_switched_on(_dictionary(value), _list(profile.get("OrderedChannels"))))
    return str(value)


def _switched_on(switches: Mapping[str, object], order: Sequence[str]) -> list[str]:
    names = sorted(name for name, on in switches.items() if on)
    return [name for name in order if name in names] + [name for name in names if name not in order]


def _list(value: object) -> list[str]:
    loaded = _loaded(value)
    return loaded if isinstance(loaded, list) else []


def _dictionary(value: object) -> dict[str, object]:
    loaded = _loaded(value)
    return loaded if isinstance(loaded, dict) else {}


def _loaded(value: object) -> object:
    """What the JSON text inside the profile holds; an empty text is nothing."""
    return json.loads(value) if isinstance(value, str) and value else value
