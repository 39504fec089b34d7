"""Chunks that are written a little later, while the next point waits for its sources.

Only what nobody can change meanwhile is left for later: the frames that a device sent. A flush writes them first, so
it leaves none out.
"""

import h5py
import numpy as np

from nxsconfig.writer.sinks.blocks import write_chunk

MAX_BYTES = 64 * 1024 * 1024
"""Frames that come faster than the disk takes them are written at once."""


class Behind:
    """Whole chunks of data sets without filters, in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: list[tuple[h5py.h5d.DatasetID, tuple[int, ...], np.ndarray]] = []
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, field: h5py.h5d.DatasetID, start: tuple[int, ...], block: np.ndarray) -> None:
        """One more chunk. Writes all of them when they are too many, and raises then what `write` raises."""
        self._waiting.append((field, start, block))
        self._bytes += block.nbytes
        if self._bytes > MAX_BYTES:
            self.write()

    def write(self) -> None:
        """Write all of them. Raises what h5py raises; a chunk that failed isn't tried again, the others are written."""
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        problems = [problem for chunk in waiting if (problem := _tried(*chunk))]
        if problems:
            raise problems[0]


def _tried(field: h5py.h5d.DatasetID, start: tuple[int, ...], block: np.ndarray) -> Exception | None:
    try:
        write_chunk(field, start, block)
    except (OSError, RuntimeError, ValueError) as err:
        return err
    return None
