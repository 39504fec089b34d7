"""recover: finish what killed writers left.

```
 FILE ─► unfinished entries? ─► writer gone? ─► recover ─► a line for each entry     stderr: what is not to be finished
```
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.locale import as_path
from nxsconfig.cli.problems import explain
from nxsconfig.cli.request import Request
from nxsconfig.cli.steps import counted
from nxsconfig.cli.streams import Stop, emit, talk
from nxsconfig.errors import NXSConfigError, WrongJSONError
from nxsconfig.h5.superblock import is_marked
from nxsconfig.writer import Abandoned, Recovery, recoverable
from nxsconfig.writer import recover as finish

IDLE = 1
"""Exit code when a file has nothing to finish."""

REFUSED = 255

_QUIET = logging.NullHandler()
"""What the writer logs is printed as the result."""


@dataclass(frozen=True)
class _Wish:
    """How files are finished: values for the end, and what the user says of their writers."""

    data: dict[str, object]
    sure: bool
    dry_run: bool


def recover(request: Request) -> None:
    """Finish the entries of files, each on its own; print what was done, or with ``--dry-run`` what would be.

    Raises:
        Stop: a file can't be finished (REFUSED), or has nothing to finish (IDLE).
        WrongJSONError: the values for the end are no JSON object.
    """
    logging.getLogger("nxsconfig").addHandler(_QUIET)
    wish = _Wish(_values(request.text), request.sure, request.dry_run)
    found: list[Abandoned | Recovery] = []
    codes = {0}
    for name in request.names:
        path = Path(as_path(name))
        if str(path) in {one.file for one in found}:  # a part of a scan that an earlier name stood for
            continue
        code, results = _finished(path, name, wish)
        codes.add(code)
        found += results
    _print(request, found)
    if code := max(codes):
        raise Stop("", code)


def _values(text: str) -> dict[str, object]:
    """Values by name, given plainly or as records have them: ``{"data": {…}}``."""
    try:
        loaded = json.loads(text or "{}")
    except ValueError as err:
        raise WrongJSONError(f"argument --data: {err}; please give a JSON object of names and values") from err
    if not isinstance(loaded, dict):
        raise WrongJSONError(f"argument --data: a JSON object of names and values is needed, not {text:.60}")
    inside = loaded.get("data")
    return cast("dict[str, object]", inside if isinstance(inside, dict) else loaded)


def _finished(path: Path, name: str, wish: _Wish) -> tuple[int, Sequence[Abandoned | Recovery]]:
    """Exit code and entries of one file; what is wrong with it is told."""
    marked = is_marked(path)
    try:
        if wish.dry_run:
            results: Sequence[Abandoned | Recovery] = recoverable(path, sure=wish.sure, tell=_tell)
        else:
            results = finish(path, wish.data, sure=wish.sure, tell=_tell)
    except NXSConfigError as err:
        talk(explain(err)[0])
        return REFUSED, []
    if results:
        return 0, results
    if marked:
        talk(f"{name}: no entry is unfinished; the mark that it is being written {_fate(wish)} taken away\n")
        return 0, []
    talk(f"{name}: no entry is unfinished: nothing to do\n")
    return IDLE, []


def _tell(text: str) -> None:
    talk(f"{text}\n")


def _fate(wish: _Wish) -> str:
    return "would be" if wish.dry_run else "was"


def _print(request: Request, found: Sequence[Abandoned | Recovery]) -> None:
    if request.json:
        emit_json([_as_json(one) for one in found])
    else:
        emit("\n".join(map(_line, found)))


def _line(one: Abandoned | Recovery) -> str:
    head = f"{one.file}: {', '.join(one.groups)} of {one.entry.since}, left by {one.entry.writer}"
    if isinstance(one, Abandoned):
        return f"{head}: would be finished"
    parts = [f"finished with {counted(one.points, 'point')}"]
    if one.dropped:
        parts.append(f"{counted(sum(one.dropped.values()), 'value')} of an incomplete point dropped")
    if one.failures:
        parts.append(f"no value at the end for {', '.join(failure[0] for failure in one.failures)}")
    return f"{head}: {'; '.join(parts)}"


def _as_json(one: Abandoned | Recovery) -> dict[str, object]:
    facts: dict[str, object] = {
        "file": one.file,
        "entries": list(one.groups),
        "since": one.entry.since,
        "writer": one.entry.writer,
    }
    if isinstance(one, Abandoned):
        return facts
    missing = [{"path": path, "source": source, "reason": reason} for path, source, reason in one.failures]
    return facts | {"points": one.points, "dropped": dict(one.dropped), "missing": missing}
