"""Error stacks of Tango as our exceptions (cli-config §1.6, config-server §2.7)."""

import re
from collections.abc import Sequence

from nxsconfig import errors
from nxsconfig.cli.iiop.tango import Fault
from nxsconfig.errors import (
    IncompatibleNodeError,
    NonregisteredDBRecordError,
    NXSConfigError,
    RevisionConflictError,
    ServerError,
    ServerTimeoutError,
    StoreUnavailableError,
    WrongXMLError,
)

TIMEOUT = "API_DeviceTimedOut"
UNREACHABLE = frozenset(
    {
        *("API_CantConnectToDevice", "API_CantConnectToDatabase", "API_DeviceNotExported", "API_ServerNotRunning"),
        *("API_CommunicationFailed", "API_CorbaException", "API_DeviceNotDefined"),
    }
)
UNKNOWN_COMMAND = "API_CommandNotFound"

_NAMED = re.compile(r"\s*(?:\w+\.)*([A-Z]\w*): ?(.*)", re.DOTALL)
"""``package.module.Class: message``, whatever the package."""

_SEVERITY = ("WARN", "ERR", "PANIC")


def translated(device: str, stack: Sequence[Fault]) -> NXSConfigError:
    """The exception that a stack stands for; its first level is what happened, the others who noticed."""
    reasons = {fault.reason for fault in stack}
    if TIMEOUT in reasons:
        return ServerTimeoutError(f"the server {device} does not answer in time; it may still be busy")
    if reasons & UNREACHABLE and stack[0].reason.startswith("API_"):
        return StoreUnavailableError(f"the server {device} can't be reached: {stack[0].desc.strip()}")
    found = _NAMED.match(stack[0].desc)
    known = _known(found.group(1), found.group(2)) if found else None
    return known or ServerError(stack[0].desc.strip(), dump(stack))


def _known(name: str, text: str) -> NXSConfigError | None:
    """The error that a class name of the server stands for."""
    message = text.strip().removeprefix(f"{name}: ")  # the peers say some names twice
    if name == "ExpatError":
        return WrongXMLError(message)
    if name == "IncompatibleNodeError":
        return IncompatibleNodeError(_unquoted(message))
    if name == "NonregisteredDBRecordError":
        return NonregisteredDBRecordError(message)
    if name == "RevisionConflictError":
        found, expected = [*(int(number) for number in re.findall(r"\d+", message)), 0, 0][:2]
        return RevisionConflictError(message, expected, found)
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, NXSConfigError):
        return kind(message)
    return None


def _unquoted(text: str) -> str:
    """The text whose repr travels in the description."""
    import ast  # noqa: PLC0415  needed for this one error only

    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, str) else text


def dump(stack: Sequence[Fault]) -> str:
    """The whole stack in the form that clients print and scripts look into."""
    return "DevFailed[\n" + ",\n".join(_level(fault) for fault in stack) + "\n]"


def _level(fault: Fault) -> str:
    severity = _SEVERITY[fault.severity] if fault.severity in range(len(_SEVERITY)) else str(fault.severity)
    origin = fault.origin.strip().replace("\n", "\n" + " " * 14)
    return (
        f"    DevError[\n        desc = {fault.desc.strip()}\n        origin = {origin}\n"
        f"        reason = {fault.reason}\n        severity = {severity}\n    ]"
    )
