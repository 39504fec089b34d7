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
    RecordError,
    UnsupportedElementError,
    WrongJSONError,
    WrongXMLError,
    XMLLimitError,
)
from nxsconfig.writer import FileSession, Options, compile_definition, parse_record
from tests.writer.dump import dump

SAME_AS: dict[type, set[str]] = {
    RecordError: {"ThreadError"},
    WrongXMLError: {"SAXParseException"},
    XMLLimitError: {"SAXParseException"},
    WrongJSONError: {"JSONDecodeError", "ThreadError", "AttributeError"},
    UnsupportedElementError: {"UnsupportedTagError", "AttributeError"},
    NexusFileError: {"FileNotFoundError", "FileExistsError", "OSError", "XMLSettingSyntaxError"},
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


class Target:
    """The peer's class as far as the cases use it, made of our session."""

    def __init__(self, settings):
        self.canfail = settings.get("canfail", False)
        self.defaultCanFail = settings.get("defaultCanFail", True)
        self.logs = settings.get("addingLogs", True)
        self.fileName = ""
        self.xmlsettings = ""
        self.plan = None
        self.data = {}
        self.session = None
        self.entries = 0

    def set(self, name, value):
        if name == "jsonrecord":
            self.data = dict(parse_record(value).data)
        elif name == "xmlsettings":
            self.plan = compile_definition(value)
            self.xmlsettings = value
        else:
            setattr(self, name, value)

    def get(self, name):
        return getattr(self, name)

    def open_file(self):
        self.close_file()
        options = Options(logs=self.logs, entry_number=self.entries + 1)
        self.session = FileSession.open(self.fileName, options)

    def open_entry(self):
        if self.plan and self.session:
            self.entries += 1
            self.session.open_entry(self.plan, self.data, canfail=self.canfail)

    def record(self, text=""):
        record = parse_record(text)
        if self.session and self.session.entry:
            self.session.record({**self.data, **record.data}, record.triggers)

    def close_entry(self):
        self.canfail = self.defaultCanFail
        if self.session and self.session.entry:
            self.session.close_entry(self.data)

    def close_file(self):
        session, self.session = self.session, None
        if session:
            session.close()


def run(case: dict, folder: Path) -> dict:
    """Results of the actions and dumps of the files of a case, run in a folder."""
    old = Path.cwd()
    os.chdir(folder)
    for name, content in case.get("prefiles", {}).items():
        make_file(folder / name, content)
    target = Target(case.get("writer", {}))
    try:
        actions = [_act(target, action, case, str(folder)) for action in expand(case)]
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
    points = [{"call": "record", "args": [record]} for record in scan.get("records", [])]
    final = [{"set": "jsonrecord", "value": scan["final"]}] if "final" in scan else []
    return [*setup, {"call": "openEntry"}, *points, *final, {"call": "closeEntry"}, {"call": "closeFile"}]


def _act(target, action, case, folder):
    name = action.get("set") or action.get("get") or action.get("call")
    try:
        if "set" in action:
            text = "\n".join(case["xml"][action["xml"]]) if "xml" in action else _text(action["value"])
            target.set(name, text.replace("{dir}", folder))
            return "ok"
        if "get" in action:
            value = target.get(name)
            return {"value": value.replace(folder, "{dir}") if isinstance(value, str) else value}
        getattr(target, CALLS[name])(*[_text(item).replace("{dir}", folder) for item in action.get("args", [])])
    except NXSConfigError as err:
        return {"raises": type(err).__name__, "failures": [list(item[:2]) for item in getattr(err, "failures", ())]}
    return "ok"


def _text(value):
    return value if isinstance(value, str) else json.dumps(value)


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
