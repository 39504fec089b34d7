"""Looks at every NeXus file that a test leaves: it opens, and nothing in it leads nowhere.

Tests that leave other files on purpose say so: `@pytest.mark.unsound_files("link")` names the kinds of faults that may be
there, without a name any fault, also a file that can't be read.
"""

from collections.abc import Iterator
from pathlib import Path

import h5py
import pytest

from nxsconfig.h5 import find_faults

SUFFIXES = (".nxs", ".h5", ".hdf5")


def watch(request: pytest.FixtureRequest) -> Iterator[None]:
    """The body of an autouse fixture."""
    if "tmp_path" not in request.fixturenames:
        yield
        return
    folder: Path = request.getfixturevalue("tmp_path")
    yield
    allowed = [kind for mark in request.node.iter_markers("unsound_files") for kind in mark.args or ("*",)]
    if "*" not in allowed:
        found = [
            f"{path.relative_to(folder)}: {said}" for path in files_in(folder) for said in faults_of(path, allowed)
        ]
        assert not found, "\n".join(found)


def files_in(folder: Path) -> list[Path]:
    """NeXus files in a folder and below."""
    return sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())


def faults_of(path: Path, allowed: list[str]) -> list[str]:
    """What is wrong with a file."""
    try:
        with h5py.File(path, "r", locking=False) as file:
            return [str(fault) for fault in find_faults(file) if fault.kind not in allowed]
    except (OSError, RuntimeError, KeyError) as err:  # how h5py says that a file is damaged
        return [f"can't be read: {err}"]
