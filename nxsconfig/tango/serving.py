"""The programs of device servers."""

import gc
import sys
from collections.abc import Sequence

from tango.server import DeviceMeta, run

from nxsconfig.tango.logs import set_up_logging


def serve(device: DeviceMeta, name: str, arguments: Sequence[str] | None) -> None:
    """Serve devices of a class until told to stop; `name` is the server's in Tango, however the program file is called.

    arguments: those of the program if None.
    """
    set_up_logging()
    gc.freeze()  # what the imports have made stays: looking through it for garbage would hold up a point now and then
    run((device,), args=[name, *(sys.argv[1:] if arguments is None else arguments)])
