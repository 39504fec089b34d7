"""What sources share and what outlives an entry."""

import time
from collections.abc import Mapping
from typing import Protocol

from nxsconfig.sources.database.pool import Database
from nxsconfig.sources.database.spec import DatabaseSettings
from nxsconfig.sources.decoders import Decoders
from nxsconfig.sources.options import SourceOptions
from nxsconfig.sources.plugins import Plugins
from nxsconfig.sources.script.commonblock import CommonBlock
from nxsconfig.sources.tango.lane import DeviceLane, device_lane

JOIN_SECONDS = 0.5
"""How long the end of an entry waits for attempts to reach what is away, all together."""


class Reader(Protocol):
    """What reads sources."""

    def interrupt(self, reason: str) -> None:
        """Let a reading that is under way end now."""
        ...


class SharedSources:
    """Plug-ins, the common block of scripts, connections to devices and databases: one for the life of a writer."""

    def __init__(self, options: SourceOptions | None = None) -> None:
        self.options = options or SourceOptions()
        self.common = CommonBlock()
        self.decoders = Decoders()
        self.plugins = Plugins(self.decoders, self.common)
        self._devices: dict[str, DeviceLane] = {}
        self._databases: dict[DatabaseSettings, Database] = {}
        self._readers: list[Reader] = []

    def register(self, record: Mapping[str, object]) -> None:
        """Enter the plug-ins that a JSON record names (writer §14.6). Raises PluginError."""
        self.plugins.register(record)

    def device(self, address: str) -> DeviceLane:
        """The device of an address."""
        if address not in self._devices:
            self._devices[address] = device_lane(address, self.options, self.decoders)
        return self._devices[address]

    def database(self, settings: DatabaseSettings) -> Database:
        """The database of these settings."""
        if settings not in self._databases:
            self._databases[settings] = Database(settings, self.options.query_timeout, self.options.retry_seconds)
        return self._databases[settings]

    def enter(self, reader: Reader) -> None:
        """An entry begins to read, perhaps before it has been created."""
        self._readers.append(reader)

    def leave(self, reader: Reader) -> None:
        """It reads no more."""
        if reader in self._readers:
            self._readers.remove(reader)

    def interrupt(self, reason: str) -> None:
        """Any thread: let all readings that are under way end now: what hasn't come is unavailable for this reason."""
        for reader in list(self._readers):
            reader.interrupt(reason)

    def rest(self, used: set[str]) -> None:
        """An entry has ended: nothing is tried in the background any more, connections to databases are ended.

        Devices that the entry `used` stay connected for the next one, others are forgotten.
        """
        resting: list[DeviceLane | Database] = [*self._devices.values(), *self._databases.values()]
        ended = [one.rest() for one in resting]
        self._databases.clear()
        for address in self._devices.keys() - used:
            del self._devices[address]
        until = time.monotonic() + JOIN_SECONDS
        for attempts in ended:
            if attempts:
                attempts.join(until)
