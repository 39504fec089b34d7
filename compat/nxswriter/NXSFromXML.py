"""The program nxsfromxml, whose script nxsconfig itself installs (writer §4)."""

from nxsconfig.cli.nxsfromxml.main import main

__all__ = ["main"]
