"""Databases to test on, with a way to reach them past the store as the peers' programs would."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

# config-server §4, in our own words
_NAME = "name varchar(100) BINARY NOT NULL"
_END = "UNIQUE KEY name (name)) ENGINE={engine} DEFAULT CHARSET={charset}"
PEERS_TABLES = (
    f"CREATE TABLE components ({_NAME}, xml longtext BINARY NOT NULL, mandatory tinyint(1) NOT NULL, {_END}",
    f"CREATE TABLE datasources ({_NAME}, xml mediumtext BINARY NOT NULL, {_END}",
    f"CREATE TABLE properties ({_NAME}, value varchar(100) BINARY NOT NULL, {_END}",
    "INSERT INTO properties VALUES ('revision', '0')",
    f"CREATE TABLE selections ({_NAME}, selection mediumtext BINARY NOT NULL, {_END}",
)
WITHOUT_SELECTIONS = PEERS_TABLES[:-1]

Execute = Callable[..., list[tuple[object, ...]]]


@dataclass(frozen=True)
class Place:
    """A database; `execute` runs SQL in it as another program. A store in memory can't be reached."""

    engine: str
    url: str = field(repr=False)
    execute: Execute

    @property
    def locked(self) -> bool:
        return self.engine in ("mysql", "mysql-peers")


def peers_tables(engine: str = "MyISAM", charset: str = "utf8", tables: tuple[str, ...] = PEERS_TABLES) -> list[str]:
    return [text.format(engine=engine, charset=charset) for text in tables]


def run_sqlite(file: str) -> Execute:
    def execute(*statements: str) -> list[tuple[object, ...]]:
        link = sqlite3.connect(file)
        try:
            for statement in statements:
                rows = link.execute(statement).fetchall()
            link.commit()
            return rows
        finally:
            link.close()

    return execute


def unreachable(*_statements: str) -> list[tuple[object, ...]]:
    raise AssertionError("a store in memory can't be reached from outside")
