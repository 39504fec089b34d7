"""Replays recorded steps on a Tango device of the configuration server."""

import json
from typing import Any

import tango

from nxsconfig import __version__
from tests.services.config_server import ConfigServer
from tests.support.cases import Outcome


class Device:
    """A device that takes recorded steps; it starts closed, with these settings."""

    def __init__(self, server: ConfigServer, settings: str) -> None:
        self._server = server
        self.settings = settings
        self.proxy = server.fresh(settings)

    def run(self, step: dict[str, Any]) -> Outcome:
        try:
            return Outcome(self._plain(self._do(step)))
        except tango.DevFailed as err:
            error, _, message = err.args[0].desc.removesuffix("\n").partition(": ")
            return Outcome(error=error, message=message, reasons=tuple(level.reason for level in err.args))

    def properties(self, values: dict[str, str | None]) -> None:
        for name, value in values.items():
            if value is None:
                self._server.database.delete_device_property(self._server.name, [name])
            else:
                self._server.database.put_device_property(self._server.name, {name: [value]})

    def _do(self, step: dict[str, Any]) -> Any:
        if "call" in step:
            arguments = [step["arg"]] if step.get("arg") is not None else []
            return self.proxy.command_inout(step["call"], *arguments)
        if "write" in step:
            value = self.settings if step["value"] == "{db}" else step["value"]
            return self.proxy.write_attribute(step["write"], value)
        if "read" in step:
            return self.proxy.read_attribute(step["read"]).value
        return self.properties(step["property"])

    def _plain(self, value: Any) -> Any:
        if value == self.settings:
            return "{db}"
        if isinstance(value, str):
            return value.replace(__version__, "{version}") if value.startswith(__version__) else value
        return str(value) if isinstance(value, tango.DevState) else value if value is None else list(value)


def set_up(device: Device, setup: dict[str, Any]) -> None:
    """Open the device and bring the empty store into the state before the first step of a case."""
    device.properties(setup.get("properties", {}))
    device.proxy.Init()
    device.proxy.Open()
    for key, command in (("datasources", "StoreDataSource"), ("components", "StoreComponent")):
        for name, text in setup.get(key, {}).items():
            device.proxy.XMLString = text
            device.proxy.command_inout(command, name)
    for name, text in setup.get("selections", {}).items():
        device.proxy.Selection = text
        device.proxy.StoreSelection(name)
    if setup.get("mandatory"):
        device.proxy.SetMandatoryComponents(setup["mandatory"])
    device.proxy.XMLString = ""
    for name, text in setup.get("attributes", {}).items():
        device.proxy.write_attribute(name, text)


def carried(case: dict[str, Any]) -> bool:
    """Whether a Tango client can send the inputs of a case: Latin-1 only."""
    inputs = [case.get("setup"), [{**step, "expect": None, "preferred": None, "note": None} for step in case["steps"]]]
    try:
        json.dumps(inputs, ensure_ascii=False).encode("latin-1")
    except UnicodeError:
        return False
    return True
