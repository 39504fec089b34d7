"""Runs recorded cases of the writer on the peers' Python class, by the names that it has there."""

import json
import os
from pathlib import Path
from typing import Any

from nxswriter.TangoDataWriter import TangoDataWriter
from tests.writer.dump import dump
from tests.writer.replay import expand, make_file


def run(case: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Results of the actions and dumps of the files of a case, run in a folder."""
    old = Path.cwd()
    os.chdir(folder)
    for name, content in case.get("prefiles", {}).items():
        make_file(folder / name, content)
    writer = TangoDataWriter()
    for name, value in case.get("writer", {}).items():
        setattr(writer, name, value)
    try:
        actions = [_act(writer, action, case, str(folder)) for action in expand(case)]
    finally:
        writer.closeFile()
        os.chdir(old)
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in (".nxs", ".h5", ".hdf5")]
    files = {path.name: dump(path) for path in paths if path.name not in case.get("prefiles", {})}
    return json.loads(json.dumps({"actions": actions, "files": files}))


def _act(writer: TangoDataWriter, action: dict[str, Any], case: dict[str, Any], folder: str) -> Any:
    try:
        return _do(writer, action, case, folder)
    except Exception as err:
        failures = getattr(err, "failures", ())
        message = [{"path": path, "source": source} for path, source, _ in failures if source]
        return {"raises": type(err).__name__, "message": message or None}


def _do(writer: TangoDataWriter, action: dict[str, Any], case: dict[str, Any], folder: str) -> Any:
    if "list" in action:
        return {"value": sorted(path.name for path in Path(folder).iterdir())}
    if "set" in action:
        value = "\n".join(case["xml"][action["xml"]]) if "xml" in action else _text(action["value"])
        setattr(writer, action["set"], value.replace("{dir}", folder) if isinstance(value, str) else value)
        return "ok"
    if "get" in action:
        value = getattr(writer, action["get"])
        return {"value": value.replace(folder, "{dir}") if isinstance(value, str) else value}
    getattr(writer, action["call"])(*[_text(item).replace("{dir}", folder) for item in action.get("args", [])])
    return "ok"


def _text(value: Any) -> Any:
    """JSON objects travel as text."""
    return json.dumps(value) if isinstance(value, dict | list) else value


def comparable(result: Any) -> Any:
    """Of an error its class, and which values of which sources failed."""
    if not isinstance(result, dict) or "raises" not in result:
        return result
    failed = result["message"] if isinstance(result["message"], list) else []
    pairs = [{"path": one["path"], "source": one["source"]} for one in failed]
    return {"raises": result["raises"], "message": pairs or None}
