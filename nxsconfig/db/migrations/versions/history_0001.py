"""The history: who changed which entry, when, from which text to which."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None

_NAME = sa.String(100).with_variant(sa.String(100, collation="C"), "postgresql")
_LONG = sa.Text().with_variant(mysql.LONGTEXT(), "mysql")
_MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
_FLAG = sa.SmallInteger().with_variant(mysql.TINYINT(display_width=1), "mysql")


def upgrade() -> None:
    """Make the table, unless an administrator made it with a script of `sql/`."""
    if sa.inspect(op.get_bind()).has_table("nxs_history"):
        return
    op.create_table(
        "nxs_history",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("mandatory", _FLAG),
        sa.Column("old_text", _LONG),
        sa.Column("text", _LONG),
        sa.UniqueConstraint("kind", "name", "number", name="nxs_history_entry"),
        sqlite_autoincrement=True,
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    """Forget the history."""
    op.drop_table("nxs_history")
