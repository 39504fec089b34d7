"""Which Tango system this machine belongs to, found without loading Tango."""

import os
from pathlib import Path

VARIABLE = "TANGO_HOST"
FILES = ("~/.tangorc", "/etc/tangorc")


def tango_host() -> str:
    """``host:port`` from the environment, ~/.tangorc or /etc/tangorc, in this order; empty when nobody says."""
    return os.environ.get(VARIABLE, "") or next(filter(None, map(_from_file, FILES)), "")


def _from_file(name: str) -> str:
    """The last setting in a file of lines ``NAME = value``; a file that can't be read says nothing."""
    try:
        text = Path(name).expanduser().read_text(encoding="utf-8", errors="replace")
    except (OSError, RuntimeError):
        return ""
    pairs = [line.split("=", 1) for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#")]
    return {key.strip(): value.strip() for key, value in pairs}.get(VARIABLE, "")
