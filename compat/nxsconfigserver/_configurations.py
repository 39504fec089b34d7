"""The methods of `XMLConfigurator` that resolve, merge and create configurations (config-server §6)."""

from collections.abc import Sequence

from nxsconfig.configurator import Configurator, Kind
from nxsconfig.configurator.options import json_object
from nxsconfig.errors import NonregisteredDBRecordError
from nxsconfig.merge.references import component_names, without_comments
from nxsconfig.merge.substitute import ordered_closure
from nxsconfigserver._adapter import Adapter
from nxsconfigserver._border import peers_errors


class Configurations(Adapter):
    """From names of components to what the writer gets; variables and lists are attributes."""

    def instantiatedComponents(self, names: Sequence[str]) -> list[str]:
        """Texts with their references resolved."""
        options = self.config_server.options()
        return self._ask(lambda configurator: configurator.instantiate(Kind.COMPONENT, list(names), options), [])

    def instantiatedDataSources(self, names: Sequence[str]) -> list[str]:
        """Texts of datasources with their references resolved."""
        options = self.config_server.options()
        return self._ask(lambda configurator: configurator.instantiate(Kind.DATASOURCE, list(names), options), [])

    def dependentComponents(self, names: Sequence[str], deps: dict[str, list[str]] | None = None) -> list[str]:
        """The components and those that they refer to, depth first, each once.

        `deps` holds what is known already, the references by name; it is added to and comes first.
        """
        if deps is None:
            everything = list(dict.fromkeys(names))
            return self._ask(lambda configurator: configurator.dependent_components(list(names)), everything)
        return self._ask(
            lambda configurator: _add_closure(configurator, names, deps), list({**deps, **dict.fromkeys(names)})
        )

    def componentDataSources(self, name: str) -> list[str]:
        """Names of the datasources of one component."""
        options = self.config_server.options()
        return self._ask(lambda configurator: configurator.component_datasources(name, options), [])

    def componentsDataSources(self, names: Sequence[str]) -> list[str]:
        """Names of the datasources of several components merged, mandatory ones included."""
        options = self.config_server.options()
        return self._ask(lambda configurator: configurator.components_datasources(list(names), options), [])

    def componentVariables(self, name: str) -> list[str]:
        """Names of the variables of one component."""
        return self._ask(lambda configurator: configurator.component_variables(name), [])

    def componentsVariables(self, names: Sequence[str]) -> list[str]:
        """Names of the variables of several components merged, mandatory ones included."""
        options = self.config_server.options()
        return self._ask(lambda configurator: configurator.components_variables(list(names), options), [])

    def merge(self, names: Sequence[str]) -> str:
        """Components merged with their references left as text; ``""`` if there is nothing."""
        options = self.config_server.options()
        return self._ask(lambda configurator: configurator.merge(list(names), options), "")

    def createConfiguration(self, names: Sequence[str]) -> None:
        """Put the final configuration into `xmlstring` and its cache into `xmlcache`; while closed both get empty."""
        self._streams.info("create a configuration")
        if not self.config_server.is_open:
            self.xmlstring = self.xmlcache = ""
            return
        with peers_errors():
            self.config_server.create_configuration(list(names))

    def createCache(self, names: Sequence[str]) -> None:
        """Put only the cache of a configuration into `xmlcache`; while closed it gets empty."""
        if not self.config_server.is_open:
            self.xmlcache = ""
            return
        with peers_errors():
            self.config_server.create_cache(list(names))

    def setComponentDataSources(self, jdict: str) -> None:
        """Rename datasources of components made from templates (config-server §6.7).

        compat: nxsconfigserver 2.26: while closed every component is unknown.
        """
        with peers_errors():
            if self.config_server.is_open:
                self.config_server.set_component_datasources(jdict, who=self._who)
                return
            for name in json_object(jdict, "the names of the datasources"):
                raise NonregisteredDBRecordError(f"The component {name} not registered", name)


def _add_closure(configurator: Configurator, names: Sequence[str], deps: dict[str, list[str]]) -> list[str]:
    """Add the components and what they need to `deps`; what is there already isn't looked into."""

    def needs(name: str) -> list[str]:
        if name in deps:
            return []
        deps[name] = component_names(without_comments(configurator.texts(Kind.COMPONENT, [name])[0]))
        return deps[name]

    ordered_closure(names, needs)
    return list(deps)
