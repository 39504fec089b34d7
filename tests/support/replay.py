"""Replays recorded command sequences of the configuration server on a Configurator, as the device would."""

import json
from typing import Any

from nxsconfig.configurator import Configurator, Entry, Kind, Options
from nxsconfig.configurator.options import json_object
from nxsconfig.dialect.paths import parse_path
from nxsconfig.dialect.text import name_list
from nxsconfig.errors import NXSConfigError
from nxsconfig.merge.options import EXTRA_LINK_PATH
from tests.support.cases import Outcome

KINDS = {"Component": Kind.COMPONENT, "DataSource": Kind.DATASOURCE, "Selection": Kind.SELECTION}
LISTS = {
    "STEPDataSources": "step",
    "LinkDataSources": "link",
    "ExtraLinkDataSources": "extralink",
    "CanFailDataSources": "canfail",
}
PREFIXED = ("WrongXMLError", "WrongJSONError")


class Server:
    """State of the device between commands: the text attributes, the lists and the properties."""

    def __init__(self, configurator: Configurator) -> None:
        self.configurator = configurator
        self.attributes = {"XMLString": "", "XMLCache": "", "Selection": "{}", "Variables": "{}"}
        self.attributes |= dict.fromkeys(LISTS, "[]")
        self.properties = {"VersionLabel": "XCS", "ExtraLinkPath": ""}

    def run(self, step: dict[str, Any]) -> Outcome:
        try:
            return Outcome(self._do(step))
        except NXSConfigError as err:
            name = type(err).__name__
            text = f"{name}: {err}" if name in PREFIXED else str(err)
            return Outcome(error=f"nxsconfigserver.Errors.{name}", message=text)

    def _do(self, step: dict[str, Any]) -> Any:
        if "call" in step:
            return self._call(step["call"], step.get("arg"))
        if "write" in step:
            self.attributes[step["write"]] = step["value"]
            return None
        if step["read"] == "Version":
            return f"{{version}}.{self.properties['VersionLabel']}.{self.configurator.store.revision()}"
        value = self.attributes[step["read"]]
        return json.dumps(name_list(value)) if step["read"] in LISTS and not _is_list(value) else value

    def options(self) -> Options:
        path = self.properties["ExtraLinkPath"]
        lists = {ours: tuple(name_list(self.attributes[theirs])) for theirs, ours in LISTS.items()}
        return Options(
            variables=self.attributes["Variables"],
            extralink_path=parse_path(path) if path else EXTRA_LINK_PATH,
            **lists,
        )

    def _call(self, command: str, arg: Any) -> Any:
        for label, kind in KINDS.items():
            if command in (f"Available{label}s", f"{label}s", f"Store{label}", f"Delete{label}"):
                return self._entry_call(command, kind, arg)
        method = getattr(self, f"_{command}", None)
        if method is not None:
            return method(arg)
        return self._query(command, arg)

    def _entry_call(self, command: str, kind: Kind, arg: Any) -> Any:
        if command.startswith("Available"):
            return self.configurator.names(kind)
        if command.startswith("Store"):
            text = self.attributes["Selection" if kind is Kind.SELECTION else "XMLString"]
            self.configurator.store_entries([Entry(kind, arg, text)])
            return None
        if command.startswith("Delete"):
            self.configurator.delete(kind, [arg])
            return None
        return self.configurator.texts(kind, arg)

    def _query(self, command: str, arg: Any) -> Any:
        configurator, options = self.configurator, self.options()
        calls = {
            "MandatoryComponents": configurator.mandatory,
            "DependentComponents": lambda: configurator.dependent_components(arg),
            "ComponentDataSources": lambda: configurator.component_datasources(arg, options),
            "ComponentsDataSources": lambda: configurator.components_datasources(arg, options),
            "ComponentVariables": lambda: configurator.component_variables(arg),
            "ComponentsVariables": lambda: configurator.components_variables(arg, options),
            "InstantiatedComponents": lambda: configurator.instantiate(Kind.COMPONENT, arg, options),
            "InstantiatedDataSources": lambda: configurator.instantiate(Kind.DATASOURCE, arg, options),
            "Merge": lambda: configurator.merge(arg, options),
        }
        return calls[command]()

    def _SetMandatoryComponents(self, names: list[str]) -> None:  # noqa: N802  the command's name
        self.configurator.set_mandatory(names, True)

    def _UnsetMandatoryComponents(self, names: list[str]) -> None:  # noqa: N802  the command's name
        self.configurator.set_mandatory(names, False)

    def _CreateCache(self, names: list[str]) -> None:  # noqa: N802  the command's name
        self.attributes["XMLCache"] = self.configurator.create_cache(names)

    def _CreateConfiguration(self, names: list[str]) -> None:  # noqa: N802  the command's name
        self._CreateCache(names)
        self.attributes["XMLString"] = self.configurator.create_configuration(names, self.options()).xml

    def _SetComponentDataSources(self, text: str) -> None:  # noqa: N802  the command's name
        self.configurator.set_component_datasources(json_object(text, "the argument"))


def _is_list(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def set_up(server: Server, setup: dict[str, Any]) -> None:
    """Bring the empty store into the state before the first step of a case."""
    store = server.configurator
    for key, kind in (("datasources", Kind.DATASOURCE), ("components", Kind.COMPONENT), ("selections", Kind.SELECTION)):
        for name, text in setup.get(key, {}).items():
            store.store_entries([Entry(kind, name, text)])
    if setup.get("mandatory"):
        store.set_mandatory(setup["mandatory"], True)
    server.attributes.update(setup.get("attributes", {}))
    server.properties.update(setup.get("properties", {}))
