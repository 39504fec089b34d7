"""The methods of `XMLConfigurator` that store, list, fetch and delete (config-server §2.3)."""

from collections.abc import Sequence

from nxsconfig.configurator import Kind
from nxsconfigserver._adapter import Adapter
from nxsconfigserver._border import peers_errors


class Entries(Adapter):
    """Components, datasources and selections under their names, and the mandatory flag.

    Unknown names raise NonregisteredDBRecordError where texts are asked for, and are ignored elsewhere.
    """

    def availableComponents(self) -> list[str]:
        """Names in code point order, as all lists of names."""
        return self._ask(lambda configurator: configurator.names(Kind.COMPONENT), [])

    def availableDataSources(self) -> list[str]:
        """Names of the datasources."""
        return self._ask(lambda configurator: configurator.names(Kind.DATASOURCE), [])

    def availableSelections(self) -> list[str]:
        """Names of the selections."""
        return self._ask(lambda configurator: configurator.names(Kind.SELECTION), [])

    def components(self, names: Sequence[str]) -> list[str]:
        """Stored texts verbatim, one a name, in order."""
        return self._ask(lambda configurator: configurator.texts(Kind.COMPONENT, list(names)), [])

    def dataSources(self, names: Sequence[str], _: object = None) -> list[str]:
        """Stored texts of datasources; the second argument has no meaning."""
        return self._ask(lambda configurator: configurator.texts(Kind.DATASOURCE, list(names)), [])

    def selections(self, names: Sequence[str]) -> list[str]:
        """Stored texts of selections."""
        return self._ask(lambda configurator: configurator.texts(Kind.SELECTION, list(names)), [])

    def storeComponent(self, name: str) -> None:
        """Store `xmlstring`. Raises WrongXMLError, also while closed."""
        self._store(Kind.COMPONENT, name)

    def storeDataSource(self, name: str) -> None:
        """Store `xmlstring`. Raises WrongXMLError, also while closed."""
        self._store(Kind.DATASOURCE, name)

    def storeSelection(self, name: str) -> None:
        """Store `selection`. Raises WrongJSONError, also while closed."""
        self._store(Kind.SELECTION, name)

    def deleteComponent(self, name: str) -> None:
        """Delete a component."""
        self._delete(Kind.COMPONENT, name)

    def deleteDataSource(self, name: str) -> None:
        """Delete a datasource."""
        self._delete(Kind.DATASOURCE, name)

    def deleteSelection(self, name: str) -> None:
        """Delete a selection."""
        self._delete(Kind.SELECTION, name)

    def mandatoryComponents(self) -> list[str]:
        """Names of the components that join every configuration, in table order."""
        return self._ask(lambda configurator: configurator.mandatory(), [])

    def setMandatoryComponents(self, names: Sequence[str]) -> None:
        """Let components join every configuration."""
        self._ask(lambda configurator: configurator.set_mandatory(list(names), True, who=self._who), 0)  # noqa: FBT003  the flag is the value

    def unsetMandatoryComponents(self, names: Sequence[str]) -> None:
        """Let components join only where they are named."""
        self._ask(lambda configurator: configurator.set_mandatory(list(names), False, who=self._who), 0)  # noqa: FBT003  the flag is the value

    def _store(self, kind: Kind, name: str) -> None:
        with peers_errors():
            if self.config_server.is_open:
                self.config_server.store_text(kind, name, who=self._who)
            else:
                self.config_server.pending(kind, name)

    def _delete(self, kind: Kind, name: str) -> None:
        self._ask(lambda configurator: configurator.delete(kind, [name], who=self._who), 0)
