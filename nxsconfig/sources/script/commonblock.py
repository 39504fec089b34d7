"""The dictionary that scripts share (writer §14.5)."""

import threading
from typing import Any

COUNTER = "__counter__"
ROOT = "__root__"
NATIVE_ROOT = "__nxroot__"


class CommonBlock:
    """Lives as long as the writer, over entries and files (K); one script at a time uses it.

    The writer enters the open file with `show_file`; scripts find it under ``__root__`` and ``__nxroot__``.
    """

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.lock = threading.RLock()
        self.name = "the scripts that use commonblock"

    def show_file(self, root: object, native: object) -> None:
        """Enter the root group of the open file, as scripts know it and as h5py does.

        The peer keeps the root of the first entry for ever; ours follows the file, since a closed one is of no use.
        """
        with self.lock:
            self.values[ROOT], self.values[NATIVE_ROOT] = root, native

    def forget_file(self) -> None:
        """Before the file is closed: no script may reach it any more."""
        with self.lock:
            self.values.pop(ROOT, None)
            self.values.pop(NATIVE_ROOT, None)
