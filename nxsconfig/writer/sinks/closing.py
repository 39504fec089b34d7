"""Closing a file also when the disk takes nothing more.

The library keeps a file open whose last data can't be written, and later the process crashes over what is left of it.
So such a file is cut off from the disk first: it stays there as it is, and what the library still has goes nowhere.
"""

from collections.abc import Callable
from contextlib import suppress

import h5py

ATTEMPTS = 3
"""A flush that failed leaves marks in the library which make the next one fail, and which that one removes."""

FAILURES = (OSError, RuntimeError)
"""What h5py raises when a file can't be written."""


def close_file(file: h5py.File, *forget: Callable[[], None]) -> None:
    """Write what is left and close the file; `forget` drops what is known of its objects before that.

    Does nothing with a closed one. Raises FAILURES when something couldn't be written; the file is closed nevertheless.
    """
    if not file:
        return
    try:
        file.flush()
    except FAILURES:
        _cut_off(file)
        raise
    finally:
        for drop in forget:
            drop()
        file.close()


def _cut_off(file: h5py.File) -> None:
    """Let nothing that is still to be written reach the disk, and the library forget it."""
    file.cut_off()
    for _ in range(ATTEMPTS):
        with suppress(*FAILURES):
            file.flush()
