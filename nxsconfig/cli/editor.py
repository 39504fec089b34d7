"""The user's editor on a temporary file."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from nxsconfig.cli.streams import Stop, flush

_VARIABLES = ("VISUAL", "EDITOR")
_DEFAULT = "vi"


class Draft:
    """A text in a file of its own, readable by its owner only. `path` stays until `remove` is called."""

    def __init__(self, file_name: str, text: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="nxsconfig-")) / file_name
        self._data = text.encode()
        self.path.write_bytes(self._data)

    @property
    def changed(self) -> bool:
        """Whether the file holds another text than in the beginning."""
        return self.path.is_file() and self.path.read_bytes() != self._data

    def edit(self) -> str:
        """Let the user change the text; returns it. Raises Stop when there is no editor or it fails."""
        given = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), _DEFAULT)
        flush()
        try:
            code = subprocess.run([*shlex.split(given), str(self.path)], check=False).returncode  # noqa: S603  the user's own editor
        except (OSError, ValueError) as err:
            raise Stop(f"Error: the editor {given!r} can't be started ({err}): set $VISUAL or $EDITOR\n") from err
        if code:
            raise Stop(f"Error: the editor {given!r} ended with code {code}: nothing was stored\n")
        return self.path.read_bytes().decode()

    def remove(self) -> None:
        """Take the file and its directory away, and what the editor left beside it."""
        shutil.rmtree(self.path.parent)
