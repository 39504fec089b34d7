"""Which file is open, kept on this host: a writer that was killed finds it again and finishes it.

Not in the Tango database: PyTango stops all threads of a server while it waits for that.
"""

import hashlib
import logging
import os
import re
import threading
from functools import partial
from pathlib import Path

from nxsconfig.writer.runner import Runner

STOP_SECONDS = 2.0

logger = logging.getLogger(__name__)


class FileMemory:
    """Notes the open file of one writer whenever it is another one. In the background: no scan waits for it.

    Args:
        owner: names the writer, apart from all others on this host.
        folder: where; ``$STATE_DIRECTORY`` (set by systemd), else ``$XDG_STATE_HOME/nxsconfig``, else
            ``~/.local/state/nxsconfig`` if empty.
    """

    def __init__(self, owner: str, folder: str = "") -> None:
        short = hashlib.sha256(owner.encode()).hexdigest()[:8]
        readable = re.sub(r"[^\w.-]+", "_", owner)[-100:]
        self._path = _folder(folder) / f"writing-{readable}-{short}"
        self._runner = Runner("nxsconfig-memory")
        self._lock = threading.Lock()
        self._noted = self.remembered()

    def remembered(self) -> str:
        """The file that was open when the writer was killed; "" for none."""
        try:
            return self._path.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""

    def note(self, file: str) -> None:
        """Remember the open file, or that there is none (""). Any thread."""
        if file == self._noted:
            return
        with self._lock:
            if file != self._noted:
                self._noted = file
                self._runner.submit(partial(self._write, file))

    def settle(self) -> None:
        """The writer ends: let what is noted arrive."""
        with self._lock:
            self._runner.stop(STOP_SECONDS)

    def _write(self, file: str) -> None:
        try:
            if not file:
                self._path.unlink(missing_ok=True)
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = self._path.with_name(f"{self._path.name}.new")
            new.write_text(file, encoding="utf-8", errors="surrogateescape")
            new.replace(self._path)
        except OSError as err:
            logger.warning("%s can't keep which file is open: %s", self._path, err.strerror or err)


def _folder(given: str) -> Path:
    if given:
        return Path(given)
    if systemd := os.environ.get("STATE_DIRECTORY", "").partition(":")[0]:
        return Path(systemd)
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "nxsconfig"
