"""References in connection settings and datasources, so that no password has to stand in them.

Anywhere in a value: ``${NAME}`` or ``${env:NAME}`` is an environment variable, ``${file:/path}`` the content of a file
without blanks around it. A password that begins with ``file:`` is such a file as a whole.
"""

import os
import re
from pathlib import Path

from nxsconfig.errors import SettingsError

REFERENCE = re.compile(r"\$\{([^{}]+)\}")
_PASSWORD_FILE = "file:"  # noqa: S105  the prefix of a reference, not a password


def resolve(text: str) -> str:
    """The text with its references replaced. Raises SettingsError naming what can't be found."""
    return REFERENCE.sub(lambda match: lookup(match.group(1)), text)


def resolve_password(text: str) -> str:
    """As `resolve`; also ``file:/path`` as a whole."""
    if text.startswith(_PASSWORD_FILE):
        return _content(text.removeprefix(_PASSWORD_FILE))
    return resolve(text)


def lookup(reference: str) -> str:
    """The value of one reference, given without ``${}``."""
    scheme, colon, rest = reference.partition(":")
    if not colon:
        return _variable(reference)
    if scheme == "env":
        return _variable(rest)
    if scheme == "file":
        return _content(rest)
    raise SettingsError(
        f"settings refer to ${{{reference}}}: only ${{NAME}}, ${{env:NAME}} and ${{file:/path}} are known"
    )


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        raise SettingsError(f"settings refer to the environment variable {name}, which is not set")
    return value


def _content(name: str) -> str:
    try:
        return Path(name).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError, RuntimeError) as err:
        reason = err.strerror if isinstance(err, OSError) else "it holds no plain text"
        raise SettingsError(f"settings refer to the file {name}, which can't be read: {reason}") from err
