"""The configuration server as a Python class, without Tango (config-server §3)."""

from nxsconfigserver._border import peers_errors
from nxsconfigserver._configurations import Configurations
from nxsconfigserver._entries import Entries

__all__ = ["XMLConfigurator"]


class XMLConfigurator(Entries, Configurations):
    """One configuration server: set `jsonsettings`, `open`, call the methods, `close`.

    `jsonsettings` takes the peers' JSON and nxsconfig's store URLs. `server` is an object with log streams, or None.
    Until it is opened, lists are empty and writes do nothing; the attributes outlive `close`. One object a thread.
    """

    def __init__(self, server: object | None = None) -> None:
        super().__init__(server)
        self.jsonsettings = "{}"

    def open(self) -> None:
        """Connect with `jsonsettings`; when it is open with these already, only ask whether the database answers.

        compat: nxsconfigserver 2.26: the settings may be changed while it is open, and count from the next `open` on.

        Raises:
            nxsconfig.errors.StoreError: the settings can't be understood, or the database not be reached.
        """
        self._streams.info("open the store")
        with peers_errors():
            if self.jsonsettings != self.config_server.json_settings:
                self.config_server.close()
                self.config_server.json_settings = self.jsonsettings
            self.config_server.open()

    def close(self) -> None:
        """Let the database go."""
        self._streams.info("close the store")
        self.config_server.close()

    @property
    def version(self) -> str:
        """Software version, label and revision of the database, or ``<DB_NOT_CONNECTED>``."""
        with peers_errors():
            return self.config_server.version()
