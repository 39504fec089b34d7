"""The tables: the peers' four, column for column (config-server §4), and our own beside them.

The peers insert by position and read whole rows, so columns, their order and the missing primary keys are part of the
interface. `docs/decisions/0003-store-and-history.md` says why fresh MariaDB tables are MyISAM and utf8mb4.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.schema import SchemaItem

from nxsconfig.db.records import Kind

NAME_LENGTH = 100
WHO_LENGTH = 200
REVISION = "revision"

_NAME = String(NAME_LENGTH).with_variant(String(NAME_LENGTH, collation="C"), "postgresql")
_LONG = Text().with_variant(mysql.LONGTEXT(), "mysql")
_MEDIUM = Text().with_variant(mysql.MEDIUMTEXT(), "mysql")
_FLAG = SmallInteger().with_variant(mysql.TINYINT(display_width=1), "mysql")
_MOMENT = DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

peers = MetaData()
own = MetaData()


def _peer_table(name: str, *columns: SchemaItem) -> Table:
    """A table of the peers: MySQL's key is called `name` as theirs is; elsewhere key names must differ by table."""
    return Table(
        name,
        peers,
        Column("name", _NAME, nullable=False),
        *columns,
        UniqueConstraint("name", name="name").ddl_if(dialect="mysql"),
        UniqueConstraint("name", name=f"{name}_name_key").ddl_if(dialect="postgresql"),
        UniqueConstraint("name", name=f"{name}_name_key").ddl_if(dialect="sqlite"),
        mysql_engine="MyISAM",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


components = _peer_table("components", Column("xml", _LONG, nullable=False), Column("mandatory", _FLAG, nullable=False))
datasources = _peer_table("datasources", Column("xml", _MEDIUM, nullable=False))
selections = _peer_table("selections", Column("selection", _MEDIUM, nullable=False))
properties = _peer_table("properties", Column("value", String(100), nullable=False))

history = Table(
    "nxs_history",
    own,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("name", _NAME, nullable=False),
    Column("action", String(16), nullable=False),
    Column("at", _MOMENT, nullable=False),
    Column("who", String(WHO_LENGTH), nullable=False),
    Column("revision", BigInteger(), nullable=False),
    Column("mandatory", _FLAG),
    Column("old_text", _LONG),
    Column("text", _LONG),
    UniqueConstraint("kind", "name", "number", name="nxs_history_entry"),
    mysql_engine="InnoDB",
    sqlite_autoincrement=True,
    mysql_charset="utf8mb4",
    mysql_collate="utf8mb4_bin",
)

version = Table(
    "nxs_schema_version",
    own,
    Column("version_num", String(32), nullable=False, primary_key=True),
    mysql_engine="InnoDB",
    mysql_charset="utf8mb4",
    mysql_collate="utf8mb4_bin",
)

TABLE = {Kind.COMPONENT: components, Kind.DATASOURCE: datasources, Kind.SELECTION: selections}


def text_column(kind: Kind) -> Column[str]:
    """The column that holds the texts of that kind."""
    column: Column[str] = TABLE[kind].c[1]
    return column


def create_tables(conn: Connection) -> None:
    """Create those of the peers' tables that are missing, and the row of the revision counter; existing ones stay."""
    peers.create_all(conn, checkfirst=True)
    if conn.execute(select(properties.c.name).where(properties.c.name == REVISION)).first() is None:
        conn.execute(insert(properties).values(name=REVISION, value="0"))
