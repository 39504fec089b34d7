"""The relational store: components, datasources and selections in SQLite, MariaDB/MySQL or PostgreSQL.

What stands here is imported when it is first used: the records alone don't need the database library, which takes
longer to import than a short command line takes to run.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nxsconfig.db.settings import public_url
    from nxsconfig.db.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store", "public_url"]

_HOMES = {"SqlStore": "store", "open_store": "store", "public_url": "settings"}


def __getattr__(name: str) -> object:
    """The objects of `__all__` out of their modules."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
