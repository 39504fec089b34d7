"""Who makes a change, for the history."""

import getpass
import os
import socket


def who() -> str:
    """``login@host`` of this process; a login without a name is its number."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):
        login = str(os.getuid())
    return f"{login}@{socket.gethostname()}"
