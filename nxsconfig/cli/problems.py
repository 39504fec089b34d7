"""Errors as the lines that scripts know (cli-config §1.6)."""

import re

from nxsconfig.cli.streams import talks_to_terminal
from nxsconfig.errors import IncompatibleNodeError, NonregisteredDBRecordError, NXSConfigError, ServerError

_UNKNOWN = "UKNOWN"  # compat: nxstools 4.70.0 spells it so


def explain(err: Exception) -> tuple[str, int]:
    """Line for stderr and exit code: 255 for what the user can change, 1 for a fault of the program."""
    if isinstance(err, ServerError):
        # compat: nxstools 4.70.0 prints the whole error stack of the server, in which scripts look for words
        return f"Error: {_one_line(str(err)) if talks_to_terminal() else err.stack}\n", 255
    if isinstance(err, NXSConfigError):
        return f"Error: {_one_line(_known(err))}\n", 255
    if isinstance(err, OSError | UnicodeError):
        return f"Error: {_one_line(str(err))}\n", 255
    name = type(err).__name__
    return f"Error: {name}: {_one_line(str(err))} (a fault of nxsconfig: NXSCONFIG_TRACEBACK=1 shows where)\n", 1


def _known(err: NXSConfigError) -> str:
    if isinstance(err, NonregisteredDBRecordError):
        return _unregistered(err)
    if isinstance(err, IncompatibleNodeError):
        return str(err) + err.explain().removeprefix(err.value)
    return str(err)


def _unregistered(err: NonregisteredDBRecordError) -> str:
    """``Datasource W not stored in Configuration Server`` in the two cases that scripts look for."""
    found = re.match(r"(The datasource|DataSource|Component)\b\s*(\S*)", str(err))
    if found is None:
        return str(err)
    label = "Component" if found.group(1) == "Component" else "Datasource"
    return f"{label} {found.group(2) or _UNKNOWN} not stored in Configuration Server"


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines() if line.strip())
