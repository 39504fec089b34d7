"""The Tango class under the module name that old starters use; importing it loads Tango (config-server §2)."""

from nxsconfig.tango.configserver.build import NXSConfigServer

__all__ = ["NXSConfigServer", "NXSConfigServerClass"]

NXSConfigServerClass = NXSConfigServer.TangoClassClass
"""compat: nxsconfigserver 2.26: starters add the pair of both to `tango.Util`."""
