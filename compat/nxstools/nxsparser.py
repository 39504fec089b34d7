"""Texts of components as rows, and rows as tables (cli-config §3, §4, §7)."""

from collections.abc import Mapping, Sequence

from nxsconfig.cli.profiles import PROFILE_LABELS, profile_table
from nxsconfig.cli.tables import DEFAULT_COLUMNS, Layout, table
from nxsconfig.configurator.esrf import convert
from nxsconfig.configurator.rows import Row, attribute_rows, datasource_rows, field_rows, link_rows
from nxsconfig.configurator.rows_records import first_record, record
from nxsconfig.dialect.xml import Element, parse, serialise

__all__ = ["ESRFConverter", "ParserTools", "TableDictTools", "TableTools"]


class ParserTools:
    """From texts to rows; all raise nxsconfig.errors.XMLError for a text that is no XML."""

    @classmethod
    def parseFields(cls, xmlc: str) -> list[Row]:
        """Fields, virtual data sets and their maps."""
        return field_rows(parse(xmlc))

    @classmethod
    def parseAttributes(cls, xmlc: str) -> list[Row]:
        """Attributes."""
        return attribute_rows(parse(xmlc))

    @classmethod
    def parseLinks(cls, xmlc: str) -> list[Row]:
        """Links."""
        return link_rows(parse(xmlc))

    @classmethod
    def parseDataSources(cls, xmlc: str) -> list[Row]:
        """Datasources, outer ones before the ones inside them."""
        return datasource_rows(parse(xmlc))

    @classmethod
    def parseRecord(cls, xmlc: str) -> str:
        """Where the first datasource takes its values from."""
        return first_record(parse(xmlc))

    @classmethod
    def getRecord(cls, node: Element) -> str:
        """Where a datasource element takes its values from."""
        return record(node)

    @classmethod
    def mergeDefinitions(cls, xmls: Sequence[str]) -> str:
        """One text of many: what stands in later definitions is appended to the first; nothing is merged."""
        roots = [_definition(parse(text)) for text in xmls]
        if not roots:
            return ""
        for other in roots[1:]:
            for child in list(other):
                roots[0].append(child)
        return serialise(roots[0])


def _definition(root: Element) -> Element:
    """The element itself, or the first one below it."""
    return next(root.iter("definition"), root)


class TableTools:
    """One table of rows. `title` may be set; `headers` are the columns."""

    def __init__(
        self,
        description: Sequence[Mapping[str, object] | None],
        nonone: Sequence[str] | None = None,
        headers: Sequence[str] | None = None,
        filters: Sequence[str] | None = None,
    ) -> None:
        self.title: str | None = None
        self.headers = list(headers or DEFAULT_COLUMNS)
        self.filters = list(filters or ())
        self._required = list(nonone or ())
        self._rows = list(description)

    def generateList(self) -> list[str]:
        """Its lines."""
        return table(self._rows, Layout(self.headers, self.title or "", self._required, self.filters))


class TableDictTools:
    """One table of profiles, a line a key. `title` may be set; `headers` are the keys."""

    def __init__(self, description: Sequence[Mapping[str, object]]) -> None:
        self.title: str | None = None
        self.headers = list(PROFILE_LABELS)
        self._profiles = list(description)

    def generateList(self) -> list[str]:
        """Its lines. Raises ValueError for broken JSON inside."""
        return profile_table(self._profiles, self.title or "", self.headers)


class ESRFConverter:
    """The ESRF flavour of component texts in the common language."""

    def convert(self, text: str) -> str:
        """The component without declaration."""
        return convert(text)
