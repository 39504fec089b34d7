"""The database and query tags of a DB datasource (writer §14.4)."""

from dataclasses import dataclass, field
from enum import StrEnum

from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError


class Format(StrEnum):
    """How the rows become a value; any other word of the tag is an image (K)."""

    SCALAR = "SCALAR"
    SPECTRUM = "SPECTRUM"
    IMAGE = "IMAGE"


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where a database is. Empty texts are left to the driver; the password never appears in a `repr`."""

    kind: str = ""
    name: str = ""
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    mode: str = ""
    defaults_file: str = ""
    dsn: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class QuerySpec:
    """What is asked of which database."""

    database: DatabaseSettings
    sql: str
    format: Format

    @property
    def label(self) -> str:
        """The source in error texts, as the peer words it."""
        database = self.database
        return f" {database.kind or 'None'} DB {database.name} with {self.sql} "


def query_spec(element: Element, text: str) -> QuerySpec:
    """The spec of a DB datasource; `text` shows it in errors.

    Raises:
        DefinitionError: there is no query, or no format for it.
    """
    query = element.find("{*}query")
    sql = _text(query)
    word = "" if query is None else query.get("format", "")
    if not sql or not word:
        raise DefinitionError(f'a DB datasource needs <query format="…">SQL</query>; found {_without_password(text)}')
    return QuerySpec(_settings(element), sql, Format(word) if word in set(Format) else Format.IMAGE)


def _settings(element: Element) -> DatabaseSettings:
    tag = element.find("{*}database")
    if tag is None:
        return DatabaseSettings()
    return DatabaseSettings(
        kind=tag.get("dbtype", ""),
        name=tag.get("dbname", ""),
        host=tag.get("hostname", ""),
        port=tag.get("port", ""),
        user=tag.get("user", ""),
        password=tag.get("passwd", ""),
        mode=tag.get("mode", ""),
        defaults_file=tag.get("mycnf", ""),
        dsn=_text(tag),
    )


def _text(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _without_password(text: str) -> str:
    """The text up to the database tag's content: passwords stand behind it."""
    return text.partition("<database")[0] + ("…" if "<database" in text else "")
