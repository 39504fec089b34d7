"""From the tables to the Tango class NXSConfigServer."""

from nxsconfig.tango.configserver.attributes import ATTRIBUTES
from nxsconfig.tango.configserver.commands import PEER_COMMANDS
from nxsconfig.tango.configserver.device import ConfigServerDevice
from nxsconfig.tango.configserver.json_commands import JSON_COMMANDS
from nxsconfig.tango.generating import device_class

NXSConfigServer = device_class(
    "NXSConfigServer",
    ConfigServerDevice,
    "Configuration server: keeps components and merges them.",
    (*PEER_COMMANDS, *JSON_COMMANDS),
    ATTRIBUTES,
)
"""The Tango class; its name is what clients look for."""
