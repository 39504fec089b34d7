"""What in a file leads nowhere: links, sources of virtual data sets, and what should be plotted.

Pure questions about an open file; nothing is changed. `nxsconfig.h5.plots` looks at what should be plotted.
"""

from collections.abc import Iterator
from pathlib import Path

import h5py
from h5py import h5d, h5g, h5l, h5o

from nxsconfig.h5.files import damage_told
from nxsconfig.h5.maps import OWN_FILE
from nxsconfig.h5.plots import Fault, FaultKind, default_faults, plot_faults

PATTERN = "%"
"""Source names with it stand for any number of files or data sets."""


def find_faults(file: h5py.File) -> tuple[Fault, ...]:
    """Everything in a file that leads nowhere, in the order of paths.

    Looked at: the chain of `default` attributes from the root and each entry to a plottable NXdata; signal and axes of
    every NXdata that names a signal; soft and external links; sources of virtual data sets. Files that are named are
    looked for where HDF5 does: beside this file, then in the working directory. A file without `default` attributes is
    no fault.

    Raises:
        NexusFileError: objects of the file are damaged.
    """
    with damage_told(file.filename):
        found = list(_faults(file))
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: (fault.path, fault.kind, fault.message)))


def _faults(file: h5py.File) -> Iterator[Fault]:
    yield from default_faults(file)
    for path, item in _objects(file["/"].id, "", {h5o.get_info(file.id).addr}):
        if isinstance(item, h5g.GroupID):
            group = h5py.Group(item)
            yield from plot_faults(group)
            yield from _link_faults(path, group)
        elif item.get_create_plist().get_layout() == h5d.VIRTUAL:
            yield from _source_faults(path, h5py.Dataset(item))


def _objects(group: h5g.GroupID, path: str, met: set[int]) -> Iterator[tuple[str, h5g.GroupID | h5d.DatasetID]]:
    """Every object once, with one of its paths; soft and external links are not followed.

    These are HDF5's own objects: those that h5py makes for people take much longer. `met`: addresses of those that were
    there already.
    """
    yield path or "/", group
    for raw in sorted(group):
        link = group.links.get_info(raw)
        if link.type != h5l.TYPE_HARD or link.u in met:
            continue
        met.add(link.u)
        item = h5o.open(group, raw)
        below = f"{path}/{_decoded(raw)}"
        if isinstance(item, h5g.GroupID):
            yield from _objects(item, below, met)
        elif isinstance(item, h5d.DatasetID):
            yield below, item


def _link_faults(path: str, group: h5py.Group) -> Iterator[Fault]:
    for raw in group.id:
        if group.id.links.get_info(raw).type != h5l.TYPE_HARD:
            yield from _link_fault(f"{path.rstrip('/')}/{_decoded(raw)}", group, raw)


def _link_fault(path: str, group: h5py.Group, raw: bytes) -> Iterator[Fault]:
    link = group.get(raw, getlink=True)
    if isinstance(link, h5py.SoftLink) and not _leads(group, raw):
        yield Fault(path, FaultKind.LINK, f"links to {link.path}, which is not there")
    if isinstance(link, h5py.ExternalLink):
        said = _missing(group.file, link.filename) or ("" if _leads(group, raw) else f"holds no {link.path}")
        if said:
            yield Fault(path, FaultKind.EXTERNAL, f"links to {_where(link.filename, link.path)}, but the file {said}")


def _leads(group: h5py.Group, name: bytes) -> bool:
    try:
        return group.get(name) is not None
    except (OSError, KeyError, RuntimeError):  # a loop of links, or a file that can't be opened
        return False


def _source_faults(path: str, item: h5py.Dataset) -> Iterator[Fault]:
    for source in item.virtual_sources():
        name, inside = source.file_name, source.dset_name
        if PATTERN in name or PATTERN in inside:
            continue
        said = _missing(item.file, name) or _missing_inside(item.file, name, inside)
        if said:
            yield Fault(path, FaultKind.SOURCE, f"joins {_where(name, inside)}, but the file {said}")


def _missing(file: h5py.File, name: str) -> str:
    """What is wrong with a file that another one names; "" for one that is there."""
    return "" if name == OWN_FILE or _place(file, name) else "is not there"


def _place(file: h5py.File, name: str) -> Path | None:
    candidates = (Path(file.filename).parent / name, Path(name))
    return next((path for path in candidates if path.is_file()), None)


def _missing_inside(file: h5py.File, name: str, path: str) -> str:
    place = _place(file, name)
    try:
        if name == OWN_FILE or place is None:
            return "" if isinstance(file.get(path), h5py.Dataset) else f"holds no data set {path}"
        with h5py.File(place, "r", locking=False) as other:
            return "" if isinstance(other.get(path), h5py.Dataset) else f"holds no data set {path}"
    except (OSError, KeyError, RuntimeError) as err:
        return f"can't be read: {err}"


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _where(file: str, path: str) -> str:
    return f"{file}:/{path.lstrip('/')}"
