"""The device and record tags of a TANGO datasource (writer §14.3)."""

import os
import socket
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError

CLIENT_GROUP = "__CLIENT__"
"""Not a group: what the client sends for this device wins over asking it."""


class Member(StrEnum):
    """What of a device is read."""

    ATTRIBUTE = "attribute"
    COMMAND = "command"
    PROPERTY = "property"


@dataclass(frozen=True, slots=True)
class TangoSpec:
    """Which value of which device.

    `address` is what Tango is asked for: a device of the default database, ``HOST:PORT/DEVICE``, or a full name.
    `host` is ``HOST:PORT`` of the database as written, "" for the default one; `device` the name without it.
    """

    address: str
    host: str
    device: str
    record: str
    member: Member = Member.ATTRIBUTE
    encoding: str = ""
    group: str = ""

    @property
    def label(self) -> str:
        """The source in error texts, as the peer words it."""
        return f" TANGO Device {self.address} : {self.record} ({self.member})"

    def client_keys(self, name: str) -> tuple[str, ...]:
        """The names under which a client may send the value instead; `name` is that of the datasource.

        Only with the group __CLIENT__. The host is tried in full, as written and cut at the first dot.
        """
        if self.group != CLIENT_GROUP:
            return ()
        host, _, port = (self.host or os.environ.get("TANGO_HOST", "")).partition(":")
        addresses = [f"{spelling}:{port}/{self.device}" for spelling in _spellings(host)] if host else [self.device]
        record = self.record.lower()
        keys: list[str] = []
        for address in dict.fromkeys(text for known in addresses for text in (known, known.lower())):
            keys += [f"tango://{address}/{record}", f"{address}/{record}", address, f"tango://{address}"]
        return tuple(dict.fromkeys([*keys, name]))


def tango_spec(element: Element, text: str) -> TangoSpec:
    """The spec of a TANGO datasource; `text` shows it in errors.

    Raises:
        DefinitionError: there is no device name or no record name.
    """
    device = _child(element, "device", "device", text)
    name = str(device.get("name"))
    record = str(_child(element, "record", "record", text).get("name"))
    host = ":".join(filter(None, [device.get("hostname"), device.get("port")]))
    full = bool(device.get("hostname") and device.get("port"))
    word = device.get("member", "")
    return TangoSpec(
        address=f"{host}/{name}" if full else name,
        host=host if full else host_in(name),
        device=name.removeprefix("tango://").removeprefix(f"{host_in(name)}/"),
        record=record,
        member=Member(word) if word in set(Member) else Member.ATTRIBUTE,
        encoding=device.get("encoding", ""),
        group=device.get("group", ""),
    )


def _child(element: Element, tag: str, what: str, text: str) -> Element:
    for child in element.iterchildren(f"{{*}}{tag}"):
        if child.get("name"):
            return child
    raise DefinitionError(f'a TANGO datasource needs a {what} name: <{tag} name="…"/>; found {text}')


def host_in(name: str) -> str:
    """``HOST:PORT`` in front of a device name, "" for one of the default database."""
    head, slash, _ = name.removeprefix("tango://").partition("/")
    return head if slash and ":" in head else ""


@cache
def _spellings(host: str) -> tuple[str, ...]:
    """The host in full, as written, and both cut at the first dot."""
    full = socket.getfqdn(host)
    return tuple(dict.fromkeys([full, host, full.partition(".")[0], host.partition(".")[0]]))
