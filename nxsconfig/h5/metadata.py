"""What a group says of itself, as JSON for data catalogues: small values, shapes and attributes, no big data.

Source: cli-setup-fileinfo B5.1.
"""

import math
from collections.abc import Mapping
from typing import Any

import h5py

from nxsconfig.dialect.xml import Element, parse
from nxsconfig.errors import XMLError
from nxsconfig.h5.tree import plain

HIDDEN = frozenset({"nexdatas_source", "nexdatas_strategy", "units"})
"""Shown as what is derived of them only."""

DERIVED = frozenset({"source_name", "source_type", "source", "strategy", "unit"})

Facts = dict[str, object]


def scientific_metadata(group: h5py.Group, name: str) -> Facts:
    """The tree of an entry under its `name`; links are followed, but never back to a group above. Values fit JSON."""
    facts = _group(group, ())
    if facts.get("NX_class") == "NXentry":
        del facts["NX_class"]
    return _beside({"name": name}, facts)


def _group(group: h5py.Group, above: tuple[object, ...]) -> Facts:
    here = (*above, group.id)
    children: Facts = {name: _child(group, name, here) for name in sorted(group)}
    return _beside(_attributes(group), children)


def _child(group: h5py.Group, name: str, above: tuple[object, ...]) -> Facts:
    try:
        item = group.get(name)
    except (OSError, KeyError):  # a link into a file that can't be opened
        return {}
    if isinstance(item, h5py.Group):
        return {} if item.id in above else _group(item, above)
    return _field(item) if isinstance(item, h5py.Dataset) else {}


def _field(field: h5py.Dataset) -> Facts:
    shape = list(field.shape or ())
    known: Facts = {}
    if shape in ([], [1]):
        value = _unwrapped(_plain(field[()])) if field.shape is not None else None
        known = {} if value is None and field.shape is None else {"value": value}
    else:
        known = {"shape": shape}
    attributes = _attributes(field)
    if "value" in known:
        attributes.pop("value", None)
    return _beside(attributes, known)


def _attributes(item: Any) -> Facts:  # noqa: ANN401  h5py has no types
    raw = {name: _unwrapped(_plain(value)) for name, value in item.attrs.items()}
    shown = {name: value for name, value in raw.items() if name not in HIDDEN | DERIVED}
    return shown | _derived(raw)


def _derived(raw: Mapping[str, object]) -> Facts:
    facts: Facts = {}
    if "units" in raw:
        facts["unit"] = raw["units"]
    if "nexdatas_strategy" in raw:
        facts["strategy"] = raw["nexdatas_strategy"]
    if "nexdatas_source" in raw:
        facts |= source_facts(str(raw["nexdatas_source"]))
    return facts


def source_facts(text: str) -> Facts:
    """Name, kind and place of a datasource; a text that is no XML is its name."""
    try:
        root = parse(text, "the datasource")
    except XMLError:
        return {"source_name": text, "source_type": "", "source": ""}
    found = root if root.tag == "datasource" else next(root.iter("datasource"), root)
    kind = found.get("type", "")
    return {"source_name": found.get("name", ""), "source_type": kind, "source": _place(found, kind)}


def _place(source: Element, kind: str) -> str:
    if kind in ("TANGO", "CLIENT"):
        return _record(source)
    if kind == "DB":
        return (source.findtext(".//query") or "").strip()
    return _script_line(source) if kind == "PYEVAL" else ""


def _record(source: Element) -> str:
    record, device = source.find(".//record"), source.find(".//device")
    name = "" if record is None else record.get("name", "")
    if not name or device is None or not device.get("name"):
        return name
    host = f"{device.get('hostname')}:{device.get('port') or '10000'}/" if device.get("hostname") else ""
    member = device.get("member", "attribute")
    mark, call = "@" if member == "property" else "", "()" if member == "command" else ""
    return f"{host}{device.get('name')}/{mark}{name}{call}"


def _script_line(source: Element) -> str:
    result = source.find(".//result")
    if result is None:
        return ""
    begin = f"ds.{result.get('name') or 'result'} = "
    lines = [line.strip() for line in "".join(map(str, result.itertext())).splitlines()]
    return next((line.removeprefix(begin) for line in reversed(lines) if line.startswith(begin)), "")


def _beside(attributes: Facts, children: Facts) -> Facts:
    """Both in one; an attribute that is called like a child gets underscores behind its name."""
    facts = dict(children)
    for name, value in attributes.items():
        free = name
        while free in facts:
            free += "_"
        facts[free] = value
    return facts


def _plain(value: object) -> object:
    found = plain(value)
    if isinstance(found, list):
        return [_plain(item) for item in found]
    return None if isinstance(found, float) and not math.isfinite(found) else found


def _unwrapped(value: object) -> object:
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value
