"""Whether a Tango database answers, asked without the Tango library.

The library connects to one database at a time: while it waits for one that is silent (9 s), it connects to no other
device either. So a database is asked first in a way that delays nobody, and with a time limit of our own.
"""

import socket
import struct

import tango

from nxsconfig.errors import SourceUnavailableError

_LOCATE = struct.pack("<4sBBBBIII8s", b"GIOP", 1, 0, 1, 3, 16, 1, 8, b"database")
"""A LocateRequest of CORBA's protocol GIOP 1.0, little-endian, for the object `database`; any server answers it."""


def check_database(host: str, seconds: float) -> None:
    """Ask the database of ``HOST:PORT``, of several separated by commas, or of the environment for "".

    Raises:
        SourceUnavailableError: none of them answers within these seconds.
    """
    known = host or tango.ApiUtil.get_env_var("TANGO_HOST") or ""
    reasons = []
    for address in filter(None, known.split(",")):
        try:
            _ask(address, seconds)
        except (OSError, ValueError) as err:
            reasons.append(f"{address}: {err}")
        else:
            return
    if reasons:
        raise SourceUnavailableError(f"the Tango database does not answer: {'; '.join(reasons)}")


def _ask(address: str, seconds: float) -> None:
    """Raises OSError, ValueError."""
    host, _, port = address.strip().rpartition(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as link:
        link.sendall(_LOCATE)
        if not link.recv(12):
            raise ConnectionResetError("the connection was closed")
