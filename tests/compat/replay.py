"""Replays recorded command sequences on the peers' Python class, by the names that it has there."""

from typing import Any

from nxsconfig import __version__
from nxsconfigserver.XMLConfigurator import XMLConfigurator
from tests.support.cases import Outcome

OWN_CASE = {"VersionLabel": "versionLabel", "ExtraLinkPath": "extraLinkPath"}
TABLES = {"datasources": "storeDataSource", "components": "storeComponent", "selections": "storeSelection"}


def qualified(err: Exception) -> str:
    kind = type(err)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def attribute(name: str) -> str:
    """The class calls its attributes as the device does, in small letters; the properties have capitals."""
    return OWN_CASE.get(name, name.lower())


def run(configurator: XMLConfigurator, step: dict[str, Any]) -> Outcome:
    try:
        return Outcome(_do(configurator, step))
    except Exception as err:
        return Outcome(error=qualified(err), message=str(err))


def _do(configurator: XMLConfigurator, step: dict[str, Any]) -> Any:
    if "call" in step:
        method = getattr(configurator, step["call"][0].lower() + step["call"][1:])
        return method(step["arg"]) if step.get("arg") is not None else method()
    if "write" in step:
        return setattr(configurator, attribute(step["write"]), step["value"])
    value = getattr(configurator, attribute(step["read"]))
    return value.replace(__version__, "{version}") if step["read"] == "Version" else value


def set_up(configurator: XMLConfigurator, setup: dict[str, Any]) -> None:
    """Bring the empty store into the state before the first step of a case."""
    for table, store in TABLES.items():
        for name, text in setup.get(table, {}).items():
            configurator.xmlstring = configurator.selection = text
            getattr(configurator, store)(name)
    configurator.xmlstring, configurator.selection = "", "{}"
    configurator.setMandatoryComponents(setup.get("mandatory", []))
    for name, value in (setup.get("attributes", {}) | setup.get("properties", {})).items():
        setattr(configurator, attribute(name), value)
