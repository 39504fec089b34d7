"""The open file as scripts see it (writer §14.5, §17)."""

from typing import TYPE_CHECKING

from nxsconfig.h5.objects.h5pywriter import wrapped
from nxsconfig.sources import SharedSources
from nxsconfig.writer.parts import Parts
from nxsconfig.writer.ports import Sink
from nxsconfig.writer.sinks.h5 import H5Sink

if TYPE_CHECKING:
    from nxsconfig.h5.objects.file import H5PYFile


class ShownFile:
    """Keeps what scripts find under ``__root__`` and ``__nxroot__`` up to date; files in memory aren't shown."""

    def __init__(self, sink: Sink, parts: Parts, shared: SharedSources) -> None:
        self._sink = sink
        self._parts = parts
        self._common = shared.common
        self._file: H5PYFile | None = None

    def show(self) -> None:
        """The file may have been opened anew, or another one in its place: objects that scripts have kept follow."""
        file = self.file()
        if file is not None:
            self._common.show_file(file.root(), file.h5object)

    def file(self) -> "H5PYFile | None":
        """The file as an object; None for one in memory."""
        if not isinstance(self._sink, H5Sink):
            return None
        native = self._sink.native
        if self._file is None:
            self._file = wrapped(native, self._sink.opened)
        elif self._file.h5object is not native:
            self._file.rebind(native, self._sink.opened)
        self._file.stepsperfile, self._file.currentfileid = self._parts.steps, self._parts.current
        return self._file

    def hide(self) -> None:
        """Before the file is closed."""
        if self._file is not None:
            self._common.forget_file()
