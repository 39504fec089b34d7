"""Use cases of the configuration server as plain typed calls: store, list, describe, assemble, cache.

What stands here is imported when it is first used, so that a program that needs only a part loads only that.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nxsconfig.configurator.assembly import Configuration
    from nxsconfig.configurator.configurator import Configurator
    from nxsconfig.configurator.options import Options
    from nxsconfig.configurator.ports import Store
    from nxsconfig.db.records import Entry, Kind

__all__ = ["Configuration", "Configurator", "Entry", "Kind", "Options", "Store"]

_HOMES = {
    "Configuration": "nxsconfig.configurator.assembly",
    "Configurator": "nxsconfig.configurator.configurator",
    "Options": "nxsconfig.configurator.options",
    "Store": "nxsconfig.configurator.ports",
    "Entry": "nxsconfig.db.records",
    "Kind": "nxsconfig.db.records",
}


def __getattr__(name: str) -> object:
    """The objects of `__all__` out of their modules."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
