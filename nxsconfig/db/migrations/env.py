"""Alembic's entry: the connection comes from `migrate_connection`, there is no configuration file."""

from alembic import context

from nxsconfig.db.migrations import VERSION_TABLE
from nxsconfig.db.tables import own

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=own,
    version_table=VERSION_TABLE,
    transactional_ddl=False,  # the caller's transaction is used as it is
)
context.run_migrations()
