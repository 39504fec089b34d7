"""What all methods of `XMLConfigurator` share: the configuration server, its attributes, what holds while closed."""

from collections.abc import Callable
from typing import TypeVar

from nxsconfig.configurator import Configurator
from nxsconfig.configurator.server import ConfigServer
from nxsconfig.db import open_store
from nxsconfig.db.person import who
from nxsconfigserver._border import peers_errors
from nxsconfigserver.StreamSet import StreamSet

T = TypeVar("T")


class Passed:
    """An attribute that is one of the configuration server's."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, adapter: "Adapter", owner: type) -> str:
        text: str = getattr(adapter.config_server, self._name)
        return text

    def __set__(self, adapter: "Adapter", text: str) -> None:
        setattr(adapter.config_server, self._name, text)


class Adapter:
    """The attributes; `config_server` is what stands behind them, for those who want more."""

    xmlstring = Passed("xml_string")
    xmlcache = Passed("xml_cache")
    selection = Passed("selection")
    variables = Passed("variables")
    stepdatasources = Passed("step_datasources")
    linkdatasources = Passed("link_datasources")
    extralinkdatasources = Passed("extralink_datasources")
    canfaildatasources = Passed("canfail_datasources")
    versionLabel = Passed("version_label")
    extraLinkPath = Passed("extralink_path")

    def __init__(self, server: object | None = None) -> None:
        self.config_server = ConfigServer(open_store)
        self._streams = StreamSet(server)
        self._who = who()

    def _ask(self, call: Callable[[Configurator], T], closed: T) -> T:
        """The answer of the open server, or `closed`; compat: nxsconfigserver 2.26: closed is no error."""
        if not self.config_server.is_open:
            return closed
        with peers_errors():
            return call(self.config_server.configurator)
