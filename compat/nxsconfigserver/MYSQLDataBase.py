"""The tables of a configuration database, one call a row (config-server §5); on any engine that nxsconfig knows."""

from collections.abc import Sequence

from nxsconfig.configurator import Kind
from nxsconfigserver._database import Database

__all__ = ["MYSQLDataBase"]


class MYSQLDataBase(Database):
    """`connect`, then read and write; until then lists are empty and writes do nothing. Texts are stored unchecked.

    Unknown names raise NonregisteredDBRecordError where texts are asked for, and are ignored elsewhere.
    """

    def availableComponents(self) -> list[str]:
        """Names in code point order, as all lists of names."""
        return self._ask(lambda store: store.names(Kind.COMPONENT), [])

    def availableDataSources(self) -> list[str]:
        """Names of the datasources."""
        return self._ask(lambda store: store.names(Kind.DATASOURCE), [])

    def availableSelections(self) -> list[str]:
        """Names of the selections."""
        return self._ask(lambda store: store.names(Kind.SELECTION), [])

    def components(self, names: Sequence[str]) -> list[str]:
        """Stored texts verbatim, one a name, in order."""
        return self._texts(Kind.COMPONENT, names)

    def dataSources(self, names: Sequence[str]) -> list[str]:
        """Stored texts of datasources."""
        return self._texts(Kind.DATASOURCE, names)

    def selections(self, names: Sequence[str]) -> list[str]:
        """Stored texts of selections."""
        return self._texts(Kind.SELECTION, names)

    def storeComponent(self, name: str, xml: str) -> None:
        """Store a component; its mandatory flag stays."""
        self._put(Kind.COMPONENT, name, xml)

    def storeDataSource(self, name: str, xml: str) -> None:
        """Store a datasource."""
        self._put(Kind.DATASOURCE, name, xml)

    def storeSelection(self, name: str, selection: str) -> None:
        """Store a selection; the revision stays."""
        self._put(Kind.SELECTION, name, selection)

    def deleteComponent(self, name: str) -> None:
        """Delete a component; the revision steps in any case."""
        self._drop(Kind.COMPONENT, name)

    def deleteDataSource(self, name: str) -> None:
        """Delete a datasource; the revision steps in any case."""
        self._drop(Kind.DATASOURCE, name)

    def deleteSelection(self, name: str) -> None:
        """Delete a selection; the revision stays."""
        self._drop(Kind.SELECTION, name)

    def mandatory(self) -> list[str]:
        """Names of the mandatory components, in table order."""
        return self._ask(lambda store: store.mandatory(), [])

    def setMandatory(self, name: str) -> None:
        """Let one component join every configuration."""
        self._flag(name, True)  # noqa: FBT003  the flag is the value

    def unsetMandatory(self, name: str) -> None:
        """Let one component join only where it is named."""
        self._flag(name, False)  # noqa: FBT003  the flag is the value
