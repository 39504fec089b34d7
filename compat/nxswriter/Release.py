"""Where old code looks for the version: that of nxsconfig."""

from nxsconfig import __version__

__all__ = ["__version__"]
