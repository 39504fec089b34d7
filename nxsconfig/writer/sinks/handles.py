"""Objects of a file that are open: what is made or looked up once isn't looked up by its path again."""

import h5py

from nxsconfig.h5.following import access


class Handles:
    """Groups and data sets of one file, by absolute path."""

    def __init__(self) -> None:
        self._groups: dict[str, h5py.h5g.GroupID] = {}
        self._above: dict[str, h5py.h5g.GroupID] = {}
        """Groups that data sets were looked up in."""
        self._new: dict[str, h5py.h5d.DatasetID] = {}
        self._fields: dict[str, h5py.Dataset] = {}

    def place(self, file: h5py.File, path: str) -> "Place":
        """Where a path that is to be created is, seen from an open group above it."""
        above, _, name = path.rpartition("/")
        group = self._groups.get(above)
        return (file.id, path) if group is None else (group, name)

    def add_group(self, path: str, group: h5py.h5g.GroupID) -> None:
        """A group has been made, perhaps in place of another one that a script has removed with all that was in it."""
        self._above.clear()
        self._groups[path] = group

    def add_field(self, path: str, field: h5py.h5d.DatasetID) -> None:
        """A data set has been made, perhaps in place of another one."""
        self.forget(path)
        self._new[path] = field

    def forget(self, path: str) -> None:
        """A data set has been made that is opened when it is needed; one of that path before it is of no use."""
        self._fields.pop(path, None)
        self._new.pop(path, None)

    def made(self, path: str) -> "h5py.h5g.GroupID | h5py.h5d.DatasetID | None":
        """What has been made at a path and not been looked up since."""
        return self._new.get(path) or self._groups.get(path)

    def get(self, file: h5py.File, path: str) -> "h5py.Dataset | h5py.Group":
        """A group, or a data set, which is remembered. Raises KeyError."""
        known = self._fields.get(path)
        if known is None:
            new = self._new.pop(path, None)
            known = h5py.Dataset(new) if new else self._opened(file, path)
            if isinstance(known, h5py.Dataset):
                self._fields[path] = known
        return known

    def clear(self) -> None:
        """Let all of them go, before the file is closed."""
        for known in (self._fields, self._new, self._groups, self._above):
            known.clear()

    def _opened(self, file: h5py.File, path: str) -> "h5py.Dataset | h5py.Group":
        """An object, and with it the group above: thousands of data sets are in a few of them."""
        above, _, name = path.rpartition("/")
        group = self._groups.get(above) or self._above.get(above)
        if group is None and name and above:
            group = self._above[above] = h5py.h5o.open(file.id, above.encode(), lapl=access())
        found = h5py.h5o.open(group, name.encode(), lapl=access()) if group is not None else None
        return h5py.Dataset(found) if isinstance(found, h5py.h5d.DatasetID) else file[path]


Place = tuple[h5py.h5g.GroupID | h5py.h5f.FileID, str]
"""A group that is open, and a path below it."""
