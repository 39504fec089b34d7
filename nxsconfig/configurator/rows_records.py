"""The record of a datasource: one short text that says where its values come from (cli-config §3.3)."""

from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.dialect.xml import Element

_DEFAULT_PORT = "10000"
_MEMBER_MARKS = {"property": ("@", ""), "command": ("", "()")}


def first_record(root: Element) -> str:
    """Record of the root if it is a datasource, else of the first datasource below it; empty without one."""
    source = next(root.iter("datasource"), None)
    return "" if source is None else record(source)


def record(source: Element) -> str:
    """``host:port/device/name`` of Tango and client sources, the query of DB, the expression of PYEVAL."""
    kind = source.get("type")
    if kind in {SourceKind.CLIENT, SourceKind.TANGO}:
        return _device_record(source)
    if kind == SourceKind.DB:
        return _stripped(next(source.iter("query"), None))
    if kind == SourceKind.PYEVAL:
        return _expression(next(source.iter("result"), None))
    return ""


def _device_record(source: Element) -> str:
    named = next(source.iter("record"), None)
    name = None if named is None else named.get("name")
    if not name:
        return ""
    device = next(source.iter("device"), None)
    if device is None or not device.get("name"):
        return name
    before, after = _MEMBER_MARKS.get(device.get("member", ""), ("", ""))
    return f"{_host(device)}{device.get('name')}/{before}{name}{after}"


def _host(device: Element) -> str:
    host = device.get("hostname")
    return f"{host}:{device.get('port') or _DEFAULT_PORT}/" if host else ""


def _expression(result: Element | None) -> str:
    """What the last assignment to the result gives it."""
    if result is None:
        return ""
    prefix = f"ds.{result.get('name', 'result')} = "
    lines = [line.strip() for line in (result.text or "").splitlines()]
    return next((line.removeprefix(prefix) for line in reversed(lines) if line.startswith(prefix)), "")


def _stripped(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()
