"""From the tables to the Tango class NXSDataWriter."""

from nxsconfig.tango.datawriter.attributes import ATTRIBUTES
from nxsconfig.tango.datawriter.commands import COMMANDS
from nxsconfig.tango.datawriter.device import DataWriterDevice
from nxsconfig.tango.generating import device_class

NXSDataWriter = device_class(
    "NXSDataWriter", DataWriterDevice, "Data writer: records scans into NeXus files.", COMMANDS, ATTRIBUTES
)
"""The Tango class; its name is what clients look for."""
