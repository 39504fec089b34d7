"""Recorded cases of the configuration server: loading, comparing and judging (tests/vectors/config-server/README.md)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

VECTORS = Path(__file__).parent.parent / "vectors" / "config-server"


def load(folder: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((VECTORS / folder).glob("*.json"))]


@dataclass(frozen=True)
class Outcome:
    """What a call did: a value, or the class name (the peers' spelling) and text of an error.

    `reasons`: all levels of an error that came through Tango.
    """

    value: Any = None
    error: str | None = None
    message: str = ""
    reasons: tuple[str, ...] = ()


def _lines(text: str | None) -> str:
    return "\n".join(line.strip() for line in (text or "").splitlines() if line.strip())


def canonical(xml: str, *, ordered: bool = True) -> Any:
    """The tree without indentation and comments; siblings sorted unless ordered."""

    def node(element: Any) -> Any:
        children = [(node(child), _lines(child.tail)) for child in element if isinstance(child.tag, str)]
        if not ordered:
            children.sort(key=repr)
        return element.tag, sorted(element.attrib.items()), _lines(element.text), children

    return node(etree.fromstring(xml.encode("utf-8")))


def same_value(expected: Any, got: Any, mode: str) -> bool:
    if mode == "exact":
        return expected == got or (not expected and not got and isinstance(expected, list))
    if mode == "set":
        return sorted(expected) == sorted(got)
    if mode == "xml-list":
        return [canonical(text) for text in expected] == [canonical(text) for text in got]
    if not expected or not got:
        return expected == got
    ordered = mode != "xml-unordered"
    return canonical(expected, ordered=ordered) == canonical(got, ordered=ordered)


def same_failure(wanted: dict[str, Any], got: Outcome) -> bool:
    """An error that came through Tango; all its levels count."""
    text, mode = f"{got.error}: {got.message}", wanted["desc_compare"]
    if got.reasons != tuple(wanted["reasons"]):
        return False
    return mode == "reason-only" or (text.startswith(wanted["desc"]) if mode == "prefix" else text == wanted["desc"])


def same_error(wanted: dict[str, Any], got: Outcome) -> bool:
    if "desc" in wanted:
        return same_failure(wanted, got)
    mode = wanted["message_compare"]
    if mode == "any-error":
        return True
    if got.error != wanted["class"]:
        return False
    if mode == "class-only":
        return True
    return got.message.startswith(wanted["message"]) if mode == "prefix" else got.message == wanted["message"]


def holds(expected: dict[str, Any], got: Outcome) -> bool:
    if "any_of" in expected:
        return any(holds(one, got) for one in expected["any_of"])
    if "error" in expected:
        return got.error is not None and same_error(expected["error"], got)
    return got.error is None and same_value(expected["result"], got.value, expected.get("compare", "xml"))


def wanted(spec: dict[str, Any], policy: str) -> dict[str, Any]:
    """What we aim at: for `fix` the preferred result, where the README tolerates the peers' too; we don't."""
    if policy == "fix" and "preferred" in spec:
        return dict(spec["preferred"])
    if policy == "fix" and "error" in spec.get("expect", {}):
        return {"success": True}
    return dict(spec.get("expect", {"result": None, "compare": "exact"}))


def judge(spec: dict[str, Any], got: Outcome, policy: str) -> bool:
    """Whether an outcome is the wanted one; `free` cases always hold."""
    if policy == "free":
        return True
    aim = wanted(spec, policy)
    return got.error is None if "success" in aim else holds(aim, got)
