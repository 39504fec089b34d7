"""Messages into the log streams of a Tango device, and to the terminal (writer §18)."""

import sys

from nxsconfigserver.StreamSet import StreamSet as _StreamSet

__all__ = ["StreamSet", "stderrflag", "stdoutflag"]

stdoutflag = False
"""Whether info and debug messages go to standard output when there is no log."""

stderrflag = True
"""Whether warnings and errors go to standard error, with or without a log."""


class StreamSet(_StreamSet):
    """The five logs of an object; what goes to the terminal, the flags of this module say."""

    flags = sys.modules[__name__]
