"""What Tango errors say, and which of them mean that a device is away."""

from collections.abc import Sequence

import tango

TIMED_OUT = "API_DeviceTimedOut"

NO_SUCH_ATTRIBUTE = "API_AttrNotFound"

MAX_TEXT = 300
"""Longest cause that is quoted."""

_AWAY = frozenset(
    {
        TIMED_OUT,
        "API_CantConnectToDevice",
        "API_CantConnectToDatabase",
        "API_DatabaseNotRunning",
        "API_DeviceNotExported",
        "API_CorbaException",
        "API_CommunicationFailed",
        "API_ServerNotRunning",
    }
)


def timed_out(error: tango.DevFailed) -> bool:
    """True if the device didn't answer in time: it may be busy, or hang."""
    return any(part.reason == TIMED_OUT for part in error.args)


def is_away(error: tango.DevFailed) -> bool:
    """True if the device, its server or its database can't be reached or doesn't answer."""
    return any(part.reason in _AWAY for part in error.args)


def may_recover(attribute: tango.DeviceAttribute) -> bool:
    """True if asking for a failed attribute again may help."""
    return all(part.reason != NO_SUCH_ATTRIBUTE for part in attribute.get_err_stack())


def stack_text(stack: Sequence[tango.DevError]) -> str:
    """The first cause and where the call failed, in one line."""
    causes = [" ".join(f"{error.reason}: {error.desc}".split())[:MAX_TEXT] for error in stack]
    return " / ".join(dict.fromkeys([causes[0], causes[-1]])) if causes else "an error without a text"
