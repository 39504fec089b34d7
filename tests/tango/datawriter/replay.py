"""Replays recorded actions on a Tango device of the data writer."""

import ast
import json
import re
from pathlib import Path

import tango

from tests.support.waiting import until
from tests.writer.replay import expand, make_file

DEVICE_NAMES = {
    "fileName": "FileName",
    "xmlsettings": "XMLSettings",
    "jsonrecord": "JSONRecord",
    "openFile": "OpenFile",
    "openEntry": "OpenEntry",
    "record": "Record",
    "closeEntry": "CloseEntry",
    "closeFile": "CloseFile",
}
"""What the shorthand of a scan is called on the device."""

PROPERTIES = {"AddingLogs": "False", "DefaultCanFail": "True", "Writer": "h5py"}
STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}:")


class DeviceReplay:
    """One case on a fresh device, in a folder."""

    def __init__(self, server, case, folder, simulate=None):
        for name, content in case.get("prefiles", {}).items():
            make_file(folder / name, content)
        self.server, self.case, self.folder, self.simulate = server, case, folder, simulate
        given = {name: values[0] for name, values in case.get("properties", {}).items()}
        self.proxy = server.fresh(**PROPERTIES | given)
        for name, value in case.get("writer", {}).items():
            self.proxy.write_attribute(name, value)

    def results(self):
        """What each action led to, but for those that only prepare something."""
        outcomes = [self._outcome(action) for action in expand(self.case)]
        return [outcome for outcome in outcomes if outcome is not None]

    def _outcome(self, action):
        try:
            return self._do(action)
        except tango.DevFailed as err:
            return {"raises": f"DevFailed/{err.args[0].reason}", "message": message(err.args[0].desc)}

    def _do(self, action):
        kind = next(iter(action))
        if kind in ("property", "wait", "sim"):
            self._prepare(kind, action[kind])
            return None
        if kind == "set":
            text = "\n".join(self.case["xml"][action["xml"]]) if "xml" in action else self._filled(action["value"])
            self.proxy.write_attribute(DEVICE_NAMES.get(action["set"], action["set"]), text)
            return "ok"
        if kind == "list":
            return {"value": sorted(path.name for path in Path(self.folder).iterdir())}
        if kind == "get":
            return {"value": self._value(action["get"])}
        return self._call(action)

    def _prepare(self, kind, value):
        if kind == "property":
            self.server.set_properties(value)
        elif kind == "sim":
            self.simulate(value)
        else:
            self._wait()

    def _call(self, action):
        name = action.get("call", action.get("nowait"))
        arguments = [self._filled(item) for item in action.get("args", [])]
        self.proxy.command_inout(DEVICE_NAMES.get(name, name), *arguments)
        if "call" in action and name.endswith("Asynch"):
            self._wait()
        return "ok"

    def _wait(self):
        until(lambda: self.proxy.state() != tango.DevState.RUNNING)

    def _value(self, name):
        if name in ("State", "Status"):
            return str(self.proxy.command_inout(name))
        value = self.proxy.read_attribute(name).value
        if name == "Errors":
            return [self._masked(error) for error in value or ()]
        return value.replace(str(self.folder), "{dir}") if isinstance(value, str) else value

    def _masked(self, error):
        stamp, _, text = error.partition("\n")
        found = message(text)
        found = found.replace(str(self.folder), "{dir}") if isinstance(found, str) else found
        return {"stamp": bool(STAMP.fullmatch(stamp)), "message": found}

    def _filled(self, value):
        """JSON objects travel as text."""
        text = json.dumps(value) if isinstance(value, dict | list) else value
        return text.replace("{dir}", str(self.folder)) if isinstance(text, str) else text


def message(text):
    """The missing values that an error lists; else what Python or HDF5 said, without what we say about it."""
    _, found, rest = text.partition("Problems in storing data: ")
    if found:
        pairs = [
            re.fullmatch(r"Data for (.*?) not found\. DATASOURCE:(.*)", what) for what, _ in ast.literal_eval(rest)
        ]
        return [{"path": pair[1], "source": " ".join(pair[2].split())} for pair in pairs]
    return text.partition("\n  File ")[0].strip()


def without_reasons(thing):
    """Recorded results, with the parts of messages that count (tests/vectors/writer/README.md)."""
    if isinstance(thing, dict):
        return {key: without_reasons(value) for key, value in thing.items() if key != "reason"}
    return [without_reasons(item) for item in thing] if isinstance(thing, list) else thing


def same(expected, observed):
    """Whether an action ended alike: texts of errors count where they list missing values."""
    expected = without_reasons(expected)
    if isinstance(expected, dict) and "raises" in expected and isinstance(expected["message"], str):
        return isinstance(observed, dict) and observed.get("raises") == expected["raises"]
    return expected == observed
