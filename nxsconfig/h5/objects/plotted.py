"""Which data set of a file is to be plotted (cli-config §6.3)."""

from collections.abc import Sequence

import h5py

from nxsconfig.h5.plots import MAX_CHAIN

_CLASSES = ("NXentry", "NXdata", "NXmonitor", "NXlog", "NXtextlog")
"""The kinds of groups that lead to data, in the order in which they are gone down."""


def default_path(start: h5py.Group, signals: Sequence[str] | None = None, nexuspath: str | None = None) -> str:
    """The path from a group to the data set that is meant by default; "" when nothing leads to one.

    The way goes along `nexuspath`, then along the attributes `default`, and from the last group there, unless it has a
    `signal`, down the first groups of the classes that lead to data. There it is the `signal`, the field `data`, the
    first of `signals` that exists, or the first field.
    """
    path = ""
    for part in (nexuspath or "").split("/"):
        path = _below(start, path, part.partition(":")[0]) or path
    for _ in range(MAX_CHAIN):
        path = _below(start, path, _text(start, path, "default")) or path
    if not _field(start, path, _text(start, path, "signal")):
        for nxclass in _CLASSES:
            path = _first_of(start, path, nxclass) or path
    return path if isinstance(_at(start, path), h5py.Dataset) else _signal(start, path, signals or ())


def _signal(start: h5py.Group, path: str, signals: Sequence[str]) -> str:
    names = (_text(start, path, "signal"), "data", *signals, *sorted(_at(start, path) or ()))
    return next((found for name in names if (found := _field(start, path, name))), "")


def _first_of(start: h5py.Group, path: str, nxclass: str) -> str:
    """The group of a class, preferably the one that is called like it; "" when there is none."""
    group = _at(start, path)
    names = (nxclass[2:], *sorted(group)) if isinstance(group, h5py.Group) else ()
    places = (_below(start, path, name) for name in names)
    return next((place for place in places if place and _text(start, place, "NX_class") == nxclass), "")


def _field(start: h5py.Group, path: str, name: str) -> str:
    below = _below(start, path, name)
    return below if below and isinstance(_at(start, below), h5py.Dataset) else ""


def _below(start: h5py.Group, path: str, name: str) -> str:
    """The path of what has that name below a path; "" when there is nothing, as behind a dangling link."""
    place = f"{path}/{name}".strip("/")
    return place if name and isinstance(_at(start, path), h5py.Group) and _at(start, place) is not None else ""


def _at(start: h5py.Group, path: str) -> h5py.Group | h5py.Dataset | None:
    try:
        return start[path] if path else start
    except (KeyError, OSError):  # a link to nothing
        return None


def _text(start: h5py.Group, path: str, name: str) -> str:
    found = _at(start, path)
    value = "" if found is None else found.attrs.get(name, "")
    return value.decode() if isinstance(value, bytes) else str(value)
