"""The relational store: components, datasources and selections in SQLite, MariaDB/MySQL or PostgreSQL."""

from nxsconfig.db.settings import public_url
from nxsconfig.db.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store", "public_url"]
