"""Runs a recorded case of the writer on our session and brings both results into one form."""

import json
import os
from pathlib import Path

import h5py
import numpy as np

from nxsconfig.errors import (
    DefinitionError,
    NexusFileError,
    NXSConfigError,
    PluginError,
    RecordError,
    UnsupportedElementError,
    WrongJSONError,
    WrongXMLError,
    XMLLimitError,
)
from nxsconfig.writer import DataWriter
from tests.writer.dump import dump

SAME_AS: dict[type, set[str]] = {
    RecordError: {"ThreadError"},
    WrongXMLError: {"SAXParseException"},
    XMLLimitError: {"SAXParseException"},
    WrongJSONError: {"JSONDecodeError", "ThreadError", "AttributeError"},
    UnsupportedElementError: {"UnsupportedTagError", "AttributeError"},
    NexusFileError: {
        "FileNotFoundError",
        "FileExistsError",
        "OSError",
        "XMLSettingSyntaxError",
        "KeyError",
        "TypeError",
    },
    PluginError: {"ModuleNotFoundError", "AttributeError"},
    DefinitionError: set(
        "ValueError OverflowError KeyError AttributeError XMLSyntaxError XMLSettingSyntaxError DataSourceSetupError".split()
    ),
}
"""Our errors and what the peer raises in their place."""

CALLS = {
    "openFile": "open_file",
    "openEntry": "open_entry",
    "record": "record",
    "closeEntry": "close_entry",
    "closeFile": "close_file",
}

SETTINGS = {
    "fileName": "file_name",
    "xmlsettings": "definition",
    "jsonrecord": "json_record",
    "canfail": "can_fail",
    "defaultCanFail": "default_can_fail",
    "addingLogs": "logs",
    "skipacquisition": "skip_acquisition",
    "stepsperfile": "steps_per_file",
    "currentfileid": "current_file_id",
    "writer": "layer",
}
"""Attributes of the peer's class that ours has; the others have no effect on results."""


def run(case: dict, folder: Path, simulate=None) -> dict:
    """Results of the actions and dumps of the files of a case, run in a folder.

    `simulate` sets the attributes of the simulated device.
    """
    old = Path.cwd()
    os.chdir(folder)
    for name, content in case.get("prefiles", {}).items():
        make_file(folder / name, content)
    target = DataWriter()
    for name, value in case.get("writer", {}).items():
        if name in SETTINGS:
            setattr(target, SETTINGS[name], value)
    try:
        actions = []
        for action in expand(case):
            if "sim" in action:
                simulate(action["sim"])
            else:
                actions.append(_act(target, action, case, str(folder)))
    finally:
        target.close_file()
        os.chdir(old)
    files = sorted(path for path in folder.iterdir() if path.suffix in (".nxs", ".h5", ".hdf5"))
    files = [path for path in files if path.name not in case.get("prefiles", {})]
    return json.loads(json.dumps({"actions": actions, "files": {path.name: dump(path) for path in files}}))


def make_file(path, content):
    """A file that exists before: the elements of its data sets are start + step · index."""
    with h5py.File(path, "w") as file:
        for name, facts in content.items():
            numbers = facts.get("start", 0) + facts.get("step", 1) * np.arange(int(np.prod(facts["shape"])))
            values = numbers.reshape(facts["shape"]).astype(facts["dtype"])
            file.create_dataset(name, data=values, maxshape=facts.get("maxshape"))


def expand(case: dict) -> list[dict]:
    """The actions of a case; a scan is a shorthand."""
    if "actions" in case:
        return case["actions"]
    scan = case["scan"]
    setup = [{"set": "fileName", "value": scan.get("file", "{dir}/scan.nxs")}, {"call": "openFile"}]
    setup.append({"set": "xmlsettings", "xml": "main"})
    setup += [{"set": "jsonrecord", "value": scan["init"]}] if "init" in scan else []
    sim = scan.get("sim", {})
    points = [{"call": "record", "args": [record]} for record in scan.get("records", [])]
    if sim:
        setup.append({"sim": sim["init"]})
        points = [
            step for moment in zip([{"sim": values} for values in sim["steps"]], points, strict=True) for step in moment
        ]
    final = [{"set": "jsonrecord", "value": scan["final"]}] if "final" in scan else []
    final += [{"sim": sim["final"]}] if sim else []
    return [*setup, {"call": "openEntry"}, *points, *final, {"call": "closeEntry"}, {"call": "closeFile"}]


def _act(target, action, case, folder):
    try:
        if "list" in action:
            return {"value": sorted(path.name for path in Path(folder).iterdir())}
        if "set" in action:
            text = "\n".join(case["xml"][action["xml"]]) if "xml" in action else _text(action["value"])
            value = text.replace("{dir}", folder) if isinstance(text, str) else text
            setattr(target, SETTINGS[action["set"]], value)
            return "ok"
        if "get" in action:
            value = getattr(target, SETTINGS[action["get"]])
            return {"value": value.replace(folder, "{dir}") if isinstance(value, str) else value}
        arguments = [_text(item).replace("{dir}", folder) for item in action.get("args", [])]
        getattr(target, CALLS[action["call"]])(*arguments)
    except NXSConfigError as err:
        return {"raises": type(err).__name__, "failures": [list(item[:2]) for item in getattr(err, "failures", ())]}
    return "ok"


def _text(value):
    """JSON objects travel as text."""
    return json.dumps(value) if isinstance(value, dict | list) else value


def same_result(expected, observed) -> bool:
    """True if an action ended alike: same value, or our error for the peer's with the same list of failures."""
    if not isinstance(expected, dict) or "raises" not in expected:
        return expected == observed
    if expected == observed:
        return True
    if not isinstance(observed, dict) or "raises" not in observed:
        return False
    ours = next(kind for kind in SAME_AS if kind.__name__ == observed["raises"])
    if expected["raises"] not in SAME_AS[ours] | ({"UnsupportedTagError"} if ours is DefinitionError else set()):
        return False
    if ours is not RecordError or isinstance(expected["message"], str):
        return True
    return observed["failures"] == [[item["path"], item["source"]] for item in expected["message"]]


def differences(expected, observed, path="") -> list[str]:
    """Places where two dumps differ; chunks aren't compared."""
    if isinstance(expected, dict) and isinstance(observed, dict):
        keys = sorted((expected.keys() | observed.keys()) - {"chunks"})
        return [
            text
            for key in keys
            for text in (
                differences(expected[key], observed[key], f"{path}.{key}")
                if key in expected and key in observed
                else [f"{path}.{key}: {'missing' if key in expected else 'unexpected'}"]
            )
        ]
    return [] if expected == observed else [f"{path}: expected {expected!r} observed {observed!r}"]
