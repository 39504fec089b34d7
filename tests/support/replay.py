"""Replays recorded command sequences of the configuration server on a ConfigServer, as the device would."""

from collections.abc import Callable
from typing import Any

from nxsconfig import __version__
from nxsconfig.configurator import Entry, Kind
from nxsconfig.configurator.server import ConfigServer
from nxsconfig.errors import NXSConfigError
from tests.support.cases import Outcome

KINDS = {"Component": Kind.COMPONENT, "DataSource": Kind.DATASOURCE, "Selection": Kind.SELECTION}
ATTRIBUTES = {
    "XMLString": "xml_string",
    "XMLCache": "xml_cache",
    "Selection": "selection",
    "Variables": "variables",
    "STEPDataSources": "step_datasources",
    "LinkDataSources": "link_datasources",
    "ExtraLinkDataSources": "extralink_datasources",
    "CanFailDataSources": "canfail_datasources",
    "VersionLabel": "version_label",
    "ExtraLinkPath": "extralink_path",
}
PREFIXED = ("WrongXMLError", "WrongJSONError")


class Server:
    """A configuration server that takes recorded steps."""

    def __init__(self, server: ConfigServer) -> None:
        self.server = server

    def run(self, step: dict[str, Any]) -> Outcome:
        try:
            return Outcome(self._do(step))
        except NXSConfigError as err:
            name = type(err).__name__
            text = f"{name}: {err}" if name in PREFIXED else str(err)
            return Outcome(error=f"nxsconfigserver.Errors.{name}", message=text)

    def set(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            setattr(self.server, ATTRIBUTES[name], value)

    def _do(self, step: dict[str, Any]) -> Any:
        if "call" in step:
            return self._call(step["call"], step.get("arg"))
        if "write" in step:
            return self.set({step["write"]: step["value"]})
        if step["read"] == "Version":
            return self.server.version().replace(__version__, "{version}")
        return getattr(self.server, ATTRIBUTES[step["read"]])

    def _call(self, command: str, arg: Any) -> Any:
        for label, kind in KINDS.items():
            if command in (f"Available{label}s", f"{label}s", f"Store{label}", f"Delete{label}"):
                return self._entry_call(command, kind, arg)
        return self._calls(arg)[command]()

    def _entry_call(self, command: str, kind: Kind, arg: Any) -> Any:
        configurator = self.server.configurator
        if command.startswith("Available"):
            return configurator.names(kind)
        if command.startswith("Store"):
            return self.server.store_text(kind, arg)
        if command.startswith("Delete"):
            configurator.delete(kind, [arg])
            return None
        return configurator.texts(kind, arg)

    def _calls(self, arg: Any) -> dict[str, Callable[[], Any]]:
        server, configurator, options = self.server, self.server.configurator, self.server.options()
        return {
            "MandatoryComponents": configurator.mandatory,
            "SetMandatoryComponents": lambda: configurator.set_mandatory(arg, True) and None,
            "UnsetMandatoryComponents": lambda: configurator.set_mandatory(arg, False) and None,
            "DependentComponents": lambda: configurator.dependent_components(arg),
            "ComponentDataSources": lambda: configurator.component_datasources(arg, options),
            "ComponentsDataSources": lambda: configurator.components_datasources(arg, options),
            "ComponentVariables": lambda: configurator.component_variables(arg),
            "ComponentsVariables": lambda: configurator.components_variables(arg, options),
            "InstantiatedComponents": lambda: configurator.instantiate(Kind.COMPONENT, arg, options),
            "InstantiatedDataSources": lambda: configurator.instantiate(Kind.DATASOURCE, arg, options),
            "Merge": lambda: configurator.merge(arg, options),
            "CreateCache": lambda: server.create_cache(arg),
            "CreateConfiguration": lambda: server.create_configuration(arg),
            "SetComponentDataSources": lambda: server.set_component_datasources(arg),
        }


def set_up(server: Server, setup: dict[str, Any]) -> None:
    """Bring the empty store into the state before the first step of a case."""
    store = server.server.configurator
    for key, kind in (("datasources", Kind.DATASOURCE), ("components", Kind.COMPONENT), ("selections", Kind.SELECTION)):
        for name, text in setup.get(key, {}).items():
            store.store_entries([Entry(kind, name, text)])
    if setup.get("mandatory"):
        store.set_mandatory(setup["mandatory"], True)
    server.set(setup.get("attributes", {}) | setup.get("properties", {}))
