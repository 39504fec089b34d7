"""Use cases of the configuration server as plain typed calls: store, list, describe, assemble, cache."""

from nxsconfig.configurator.assembly import Configuration
from nxsconfig.configurator.configurator import Configurator
from nxsconfig.configurator.options import Options
from nxsconfig.configurator.ports import Store
from nxsconfig.db.records import Entry, Kind

__all__ = ["Configuration", "Configurator", "Entry", "Kind", "Options", "Store"]
