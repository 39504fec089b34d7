"""The Tango database of a server, asked only while it answers.

The Tango library waits 60 s and longer for a database that is silent (a host that hangs, a network that drops
everything), whatever time-out it is given; while it reads properties all threads of the server stand still.
"""

from tango import Except, Util
from tango.server import Device

from nxsconfig.errors import SourceUnavailableError
from nxsconfig.sources.tango.reachable import check_database

ANSWER_SECONDS = 1.0
"""How long the database may take to say that it is there; it does so at once unless it hangs."""


class DatabaseDevice(Device):  # type: ignore[misc]  # pytango has no types
    """A device that never waits long for its database."""

    def get_device_properties(self, ds_class: object = None) -> None:
        """As in PyTango. Raises DevFailed when the database doesn't answer."""
        self.check_own_database("properties can't be read")
        super().get_device_properties(ds_class)

    def check_own_database(self, what: str) -> None:
        """Raise DevFailed, which says `what` is in vain, when the database doesn't answer. Nothing without one."""
        if not Util._UseDb:  # noqa: SLF001  PyTango tells it nowhere else
            return
        try:
            check_database("", ANSWER_SECONDS)
        except SourceUnavailableError as err:
            Except.throw_exception("API_CantConnectToDatabase", f"{what}: {err}", self.get_name())
