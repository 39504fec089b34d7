"""The values of nxsfromxml's points (writer §4)."""

import json
from pathlib import Path
from typing import cast

from nxsconfig.cli.locale import as_path
from nxsconfig.errors import WrongJSONError
from nxsconfig.writer.sinks.h5 import timestamp


def json_record(json_file: str, data: str) -> str:
    """The JSON record of this moment: the file's, with times where it has none, overlaid by the object `data`.

    Raises:
        OSError: the file can't be read.
        WrongJSONError: one of them is no JSON object.
    """
    name = f"the file {json_file!r}"
    text = Path(as_path(json_file)).read_text(encoding="utf-8-sig") if json_file else ""
    record = _object(text or "{}", name)
    values = record.setdefault("data", {})
    if not isinstance(values, dict):
        raise WrongJSONError(f'{name}: "data" must be a JSON object, not {type(values).__name__}')
    now = timestamp()
    record["data"] = {"start_time": now, "end_time": now, **values, **_object(data or "{}", "-d/--data")}
    return json.dumps(record)


def _object(text: str, what: str) -> dict[str, object]:
    try:
        loaded = json.loads(text)
    except ValueError as err:
        raise WrongJSONError(f"{what} is no JSON: {err}") from err
    except RecursionError:
        raise WrongJSONError(f"{what}: lists and objects are nested too deeply to be read") from None
    if not isinstance(loaded, dict):
        raise WrongJSONError(f'{what} must be a JSON object such as {{"name": 1}}, not {type(loaded).__name__}')
    return cast("dict[str, object]", loaded)
