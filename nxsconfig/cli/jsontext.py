"""Results as JSON that every reader accepts, whatever is stored."""

import json
import math
import re

from nxsconfig.cli.streams import emit
from nxsconfig.errors import WrongJSONError

_SURROGATE = re.compile("[\ud800-\udfff]")


def emit_json(value: object) -> None:
    """Print a result as JSON; an empty list is a result too. Raises WrongJSONError for one that is nested too deep.

    Profiles may hold what Python takes for JSON: numbers that are none become the texts "NaN", "Infinity" and
    "-Infinity"; halves of characters are written as escapes.
    """
    try:
        text = _text(value)
    except RecursionError as err:
        raise WrongJSONError("the result is nested too deep for JSON output") from err
    emit(_SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text))


def _text(value: object) -> str:
    try:
        return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(_strict(value), indent=2, ensure_ascii=False, allow_nan=False)


def _strict(value: object) -> object:
    """The value with texts in the place of numbers that JSON doesn't have."""
    if isinstance(value, dict):
        return {key: _strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
