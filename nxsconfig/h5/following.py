"""Following links, also into other files."""

from functools import cache

import h5py

_KINDS = {h5py.h5g.GroupID: h5py.Group, h5py.h5d.DatasetID: h5py.Dataset}


def follow(group: h5py.Group, path: str) -> h5py.Group | h5py.Dataset:
    """What a path below a group leads to. Raises KeyError when it leads to no group or data set."""
    found = h5py.h5o.open(group.id, path.encode(), lapl=access())
    kind = _KINDS.get(type(found))
    if kind is None:
        raise KeyError(f"{path} is neither a group nor a data set")
    return kind(found)


@cache
def access() -> h5py.h5p.PropLAID:
    """How links are followed: other files are opened as such, not by the means by which the own one is."""
    files = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    files.set_fclose_degree(h5py.h5f.CLOSE_STRONG)
    links = h5py.h5p.create(h5py.h5p.LINK_ACCESS)
    links.set_elink_fapl(files)
    return links
