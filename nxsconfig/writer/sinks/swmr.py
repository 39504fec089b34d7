"""HDF5 files that other processes follow while they are written: single writer, multiple readers (writer §3.2).

While readers follow, HDF5 takes no new objects and no new attributes. What belongs there is kept and written when the
file is no longer live; trying it at once damages the file (writer §3.2, fixed).
"""

from collections.abc import Callable
from functools import partial

import h5py
import numpy as np

from nxsconfig.errors import NexusFileError
from nxsconfig.h5.files import open_followed
from nxsconfig.writer.plan import LinkTarget
from nxsconfig.writer.ports import NOTHING, FieldLayout, Given, VirtualLayout
from nxsconfig.writer.sinks.chunks import guessed
from nxsconfig.writer.sinks.h5 import H5Sink, explained


class SwmrSink(H5Sink):
    """A file that can go live. Readers open it with ``swmr=True`` and refresh their data sets."""

    swmr = True

    def __init__(self, path: str | None) -> None:
        self._later: dict[str, Callable[[], None]] = {}
        self._attributes: dict[tuple[str, str], np.ndarray] = {}
        super().__init__(path)

    @explained
    def go_live(self) -> None:
        """Let readers follow from now on: the file is opened anew."""
        self.release()
        self.native = open_followed(self.opened)
        self.live = True

    def end_live(self) -> None:
        """Open the file anew and write what had to wait. Raises NexusFileError; what could be written is."""
        if not self.live:
            return
        self.live = False
        self.go_on_in(self.opened)
        calls, self._later = [*self._later.values()], {}
        calls += [partial(super(SwmrSink, self).set_attribute, *key, value) for key, value in self._attributes.items()]
        self._attributes = {}
        problems = [problem for call in calls if (problem := _tried(call))]
        if problems:
            raise NexusFileError("\n".join(map(str, problems)))

    def has(self, path: str) -> bool:
        """See Sink."""
        return path in self._later or super().has(path)

    def make_field(self, path: str, layout: FieldLayout, given: Given = NOTHING) -> None:
        """See Sink. A live data set can't be replaced by one that suits its data, so sizes are guessed."""
        self._refuse_live(path)
        super().make_field(path, guessed(layout), given)

    def make_group(self, path: str, nxclass: str) -> None:
        """See Sink."""
        self._refuse_live(path)
        super().make_group(path, nxclass)

    def _refuse_live(self, path: str) -> None:
        if self.live:
            raise NexusFileError(f"{self.name} at {path}: nothing can be made while readers follow the file")

    def make_virtual(self, path: str, layout: VirtualLayout) -> None:
        """See Sink."""
        self._make(path, partial(super().make_virtual, path, layout))

    def make_link(self, path: str, target: LinkTarget) -> None:
        """See Sink."""
        self._make(path, partial(super().make_link, path, target))

    def _make(self, path: str, call: Callable[[], None]) -> None:
        if not self.live:
            call()
        elif self.has(path):
            raise NexusFileError(f"{self.name} at {path}: the name exists already")
        else:
            self._later[path] = call

    def set_attribute(self, path: str, name: str, value: np.ndarray) -> None:
        """See Sink."""
        if self.live:
            self._attributes[path, name] = value
        else:
            super().set_attribute(path, name, value)

    @explained
    def overwrite(self, name: str, numbers: np.ndarray) -> None:
        """Give a root attribute other numbers of the same type and shape, also while readers follow. Raises
        NexusFileError.

        Nothing is made anew, so HDF5 can take it.
        """
        h5py.h5a.open(self.native.id, name.encode()).write(numbers)

    def attribute(self, path: str, name: str) -> object:
        """See Sink."""
        late = self._attributes.get((path, name))
        return super().attribute(path, name) if late is None else late[()]

    @explained
    def flush(self) -> None:
        """See Sink. Nothing but data changes while readers follow."""
        if self.live:
            self.behind.write()
            self.native.flush()
        else:
            super().flush()

    def close(self) -> None:
        """See Sink."""
        try:
            self.end_live()
        finally:
            super().close()


def _tried(call: Callable[[], None]) -> NexusFileError | None:
    try:
        call()
    except NexusFileError as err:
        return err
    return None
