"""Writing what a point has left for later, while the next one waits for its sources."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from nxsconfig.errors import NexusFileError
from nxsconfig.writer.ports import Sink
from nxsconfig.writer.progress import Progress


@dataclass(frozen=True, slots=True)
class Settling:
    """Called by a thread that isn't the scan's. `lock` guards the sink, `progress` keeps that it can't be written."""

    sink: Sink
    lock: AbstractContextManager[object]
    progress: Progress

    def __call__(self) -> None:
        """Raises NexusFileError when something couldn't be written: the file is broken then."""
        with self.lock:
            try:
                self.sink.settle()
            except NexusFileError as err:
                raise self.progress.broken([err]) from err
