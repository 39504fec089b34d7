"""What a file says should be plotted: the chain of defaults, and signal and axes of NXdata groups.

Source: NeXus manual, "Associating plottable data using attributes applied to the NXdata group", and class NXdata.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import h5py
import numpy as np

MAX_CHAIN = 16
"""More defaults in a row lead in a circle."""


class FaultKind(StrEnum):
    """What leads nowhere."""

    DEFAULT = "default"
    SIGNAL = "signal"
    AXES = "axes"
    LINK = "link"
    EXTERNAL = "external link"
    SOURCE = "virtual source"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the path of the object that has it, its kind, and a sentence that goes on behind the path."""

    path: str
    kind: FaultKind
    message: str

    def __str__(self) -> str:
        return f"{self.path} {self.message}"


def default_faults(file: h5py.File) -> Iterator[Fault]:
    """Chains of `default` that begin at the root or at a group below it, and don't end at a plottable NXdata."""
    root = file["/"]
    starts = [root, *(item for name in root if isinstance(item := _child(root, name), h5py.Group))]
    for start in starts:
        if "default" in start.attrs:
            yield from _chain(start)


def _chain(group: h5py.Group) -> Iterator[Fault]:
    for _ in range(MAX_CHAIN):
        if _text(group, "NX_class") == "NXdata":
            yield from plot_faults(group, wanted=True)
            return
        name = _text(group, "default")
        if not name:
            yield _fault(
                group, FaultKind.DEFAULT, "is where the defaults end, but it is no NXdata; please go on to one"
            )
            return
        following = _child(group, name)
        if not isinstance(following, h5py.Group):
            there = ", ".join(group) or "nothing"
            yield _fault(
                group, FaultKind.DEFAULT, f"has the default {name!r}, which is no group in it; there is {there}"
            )
            return
        group = following
    yield _fault(group, FaultKind.DEFAULT, "is part of a circle of defaults")


def plot_faults(group: h5py.Group, *, wanted: bool = False) -> Iterator[Fault]:
    """What is wrong with signal and axes of an NXdata; one without signal is wrong only where a plot is `wanted`."""
    if _text(group, "NX_class") != "NXdata":
        return
    name = _text(group, "signal") or _old_signal(group)
    if not name:
        if wanted:
            yield _fault(group, FaultKind.SIGNAL, "should be plotted, but names no signal")
        return
    signal = _child(group, name)
    if not isinstance(signal, h5py.Dataset):
        yield _fault(group, FaultKind.SIGNAL, f"has the signal {name!r}, which is no field in it")
    elif signal.dtype.kind not in "biufc":
        yield _fault(group, FaultKind.SIGNAL, f"has the signal {name!r}, which holds no numbers")
    else:
        yield from _axes_faults(group, signal)


def _old_signal(group: h5py.Group) -> str:
    """The field that says itself that it is the signal, as files before 2014 do."""
    fields = ((name, item) for name in group if isinstance(item := _child(group, name), h5py.Dataset))
    return next((name for name, item in fields if str(item.attrs.get("signal", "")) == "1"), "")


def _axes_faults(group: h5py.Group, signal: h5py.Dataset) -> Iterator[Fault]:
    names = _axes(group)
    if len(names) > len(signal.shape):
        yield _fault(group, FaultKind.AXES, f"has {len(names)} axes for a signal of {len(signal.shape)} dimensions")
        return
    for number, name in enumerate(names):
        if name == ".":
            continue
        axis = _child(group, name)
        if not isinstance(axis, h5py.Dataset):
            yield _fault(group, FaultKind.AXES, f"has the axis {name!r}, which is no field in it")
            continue
        dimensions = _dimensions(group, name, number)
        if not _agree(axis.shape, [signal.shape[one] for one in dimensions if one < len(signal.shape)]):
            said = f"has the axis {name!r} of shape {axis.shape} for the dimensions {dimensions} of {signal.shape}"
            yield _fault(group, FaultKind.AXES, said)


def _axes(group: h5py.Group) -> list[str]:
    """The names in `axes`: an array, or one text of several names as in older files."""
    value = group.attrs.get("axes")
    if value is None:
        return []
    if isinstance(value, np.ndarray):
        return [_decoded(name) for name in value.ravel()]
    return [name for name in re.split(r"[\[\]:,\s]+", _decoded(value)) if name]


def _dimensions(group: h5py.Group, name: str, number: int) -> list[int]:
    """The dimensions of the signal that an axis belongs to: what `NAME_indices` says, else its own place."""
    value = group.attrs.get(f"{name}_indices")
    try:
        return [number] if value is None else [int(one) for one in np.asarray(value).ravel()]
    except ValueError:
        return [number]


def _agree(axis: Sequence[int], signal: Sequence[int]) -> bool:
    """True for an axis with a value for each point, or with the edges of bins."""
    if len(axis) > 1 and len(signal) == 1:
        return signal[0] in axis  # nobody says which dimensions the others are
    return len(axis) == len(signal) and all(have in (size, size + 1) for have, size in zip(axis, signal, strict=True))


def _child(group: h5py.Group, name: str) -> object:
    """What a name leads to, None for nothing."""
    try:
        return group.get(name)
    except (OSError, KeyError, RuntimeError):  # a link that leads nowhere, or in a circle
        return None


def _text(group: h5py.Group, name: str) -> str:
    value = group.attrs.get(name, "")
    return _decoded(value) if isinstance(value, str | bytes) else ""


def _decoded(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _fault(group: h5py.Group, kind: FaultKind, message: str) -> Fault:
    return Fault(str(group.name), kind, message)
