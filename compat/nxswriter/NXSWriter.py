"""The Tango class under the module name that old starters use; importing it loads Tango (writer §2)."""

from nxsconfig.tango.datawriter.build import NXSDataWriter

__all__ = ["NXSDataWriter", "NXSDataWriterClass"]

NXSDataWriterClass = NXSDataWriter.TangoClassClass
"""compat: nxswriter 3.25: starters add the pair of both to `tango.Util`."""
