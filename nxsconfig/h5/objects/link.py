"""Links as scripts see and make them."""

from pathlib import Path
from typing import Any

import h5py

from nxsconfig.h5.following import follow
from nxsconfig.h5.objects.kinds import FTGroup, FTLink, FTObject


class H5PYLink(FTLink):
    """A link in a group; a name that is no link in the narrow sense leads to its own object."""

    def __init__(self, h5object: object, tparent: FTObject | None = None, name: str = "") -> None:
        super().__init__(h5object, tparent)
        self._key = name

    def setname(self, name: str) -> None:
        """Say how it is called."""
        self._key = name

    @property
    def target_path(self) -> str:
        """``FILE:/PATH`` of where it leads to."""
        found = self.h5object
        group = self._group
        path = getattr(found, "path", None) or f"{str(group.name).rstrip('/')}/{self._key}"
        file = found.filename if isinstance(found, h5py.ExternalLink) else group.file.filename
        return f"{file}:/{path}"

    @property
    def is_valid(self) -> bool:
        """True if there is something where it leads to."""
        try:
            return not self._closed and bool(follow(self._group, self._key))
        except (KeyError, OSError, ValueError):
            return False

    def read(self) -> Any:
        """The value of the data set it leads to. Raises KeyError when there is none."""
        return follow(self._group, self._key)[...]

    def refresh(self) -> bool:
        """False: nothing is kept that could be old."""
        return False

    @property
    def _group(self) -> h5py.Group:
        assert self._tparent is not None
        return self._tparent.h5object

    def _found_again(self) -> object:
        return self._group.get(self._key, getlink=True)


def link(target: str, parent: FTGroup, name: str) -> H5PYLink:
    """Make a link in a group.

    `target` is a path, whose classes don't count (``/scan:NXentry/x``), or ``FILE:/PATH``; a path in the file itself
    makes a soft link. Raises ValueError when FILE or PATH is empty or there is more than one ``:/``.
    """
    *files, path = target.split(":/")
    if files and (len(files) > 1 or not files[0] or not path):
        raise ValueError(f"the target of a link is PATH or FILE:/PATH, not {target!r}")
    group: h5py.Group = parent.h5object
    path = "/".join(part.partition(":")[0] for part in path.split("/"))
    if not files or Path(files[0]).resolve() == Path(group.file.filename).resolve():
        group[name] = h5py.SoftLink(path)
    else:
        group[name] = h5py.ExternalLink(files[0], path)
    return H5PYLink(group.get(name, getlink=True), parent, name)


def get_links(parent: FTGroup) -> list[H5PYLink]:
    """All names of a group as links."""
    group: h5py.Group = parent.h5object
    return [H5PYLink(group.get(name, getlink=True), parent, name) for name in group]
