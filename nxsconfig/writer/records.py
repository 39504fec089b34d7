"""Records of a scan: what the client sends for one point, and files of them (writer §5)."""

import codecs
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import msgspec

from nxsconfig.errors import WrongJSONError

_DECODE = msgspec.json.Decoder().decode
"""Five times as fast as Python's own, and refuses some of what that one takes (NaN, numbers too big for a float)."""


@dataclass(slots=True)
class Record:
    """Values by name, and the triggers that fire at this point; `whole` is the JSON object they came from.

    `problem` says why there are no values where something else is in their place.
    """

    data: Mapping[str, object] = field(default_factory=dict)
    triggers: tuple[str, ...] = ()
    whole: Mapping[str, object] | None = field(default=None, compare=False)
    problem: str = field(default="", compare=False)


def parse_record(text: str | None, what: str = "the record") -> Record:
    """The record of a JSON text in the wire form ``{"data": {…}, "triggers": […]}``; nothing, null and [] are empty.

    Other keys are ignored. `data` that is no object holds no values; see `Record.problem`.

    Raises:
        WrongJSONError: no JSON, or neither object nor empty.
    """
    return load_record(text, what) if text else Record()


def load_record(text: str, what: str = "the JSON record") -> Record:
    """The global data of a JSON text; null and what is empty hold none (writer §3). Raises WrongJSONError."""
    loaded = _load(text, what)
    if isinstance(loaded, dict):
        return _record(loaded)
    if loaded:
        raise WrongJSONError(f"{what} must be a JSON object, not {type(loaded).__name__}")
    return Record()


def read_records(path: str | Path) -> Iterator[Record]:
    """Records of a file with one JSON object a line, in either form; empty lines are skipped.

    A line is ``{"data": {…}, "triggers": […]}`` or, without an object `data`, plainly name → value.

    Raises:
        WrongJSONError: a line is no JSON object; names the file and the line.
        OSError: the file can't be read.
    """
    with Path(path).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901  some editors put it there
            if line.strip():
                yield _line(line, f"{path}, line {number}")


def _line(line: bytes, what: str) -> Record:
    try:
        loaded = _load(line.decode("utf-8"), what)
    except UnicodeDecodeError as err:
        raise WrongJSONError(f"{what}: the text must be UTF-8: {err}; please convert the file") from err
    if not isinstance(loaded, dict):
        raise WrongJSONError(f"{what}: expected a JSON object, found {type(loaded).__name__}")
    return _record(loaded) if isinstance(loaded.get("data"), dict) else Record(loaded)


def _record(loaded: dict[str, object]) -> Record:
    data, triggers = loaded.get("data"), loaded.get("triggers")
    names = tuple(str(name) for name in triggers) if isinstance(triggers, list | dict | str) else ()
    if isinstance(data, dict):
        return Record(cast("dict[str, object]", data), names, loaded)
    wrong = "data" in loaded and not isinstance(data, list)  # compat: nxswriter 3.25: a list holds no name it looks for
    problem = f"data must be a JSON object of values by name, not {type(data).__name__}" if wrong else ""
    return Record({}, names, loaded, problem)


def _load(text: str, what: str) -> object:
    try:
        return _DECODE(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        pass  # what Python's own one says of it counts
    try:
        return cast("object", json.loads(text))
    except ValueError as err:
        raise WrongJSONError(f"{what}: {err}") from err
    except RecursionError:
        raise WrongJSONError(f"{what}: lists and objects are nested too deeply to be read") from None
