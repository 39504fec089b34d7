"""Where a CORBA object lives: addresses and its key there, out of an interoperable object reference."""

from dataclasses import dataclass

from nxsconfig.cli.iiop.cdr import Reader, UnknownFormError, encapsulated

_INTERNET, _ALTERNATE = 0, 3
"""Tags of the profile with host and port, and of further addresses in it."""


@dataclass(frozen=True)
class Place:
    """Addresses (host, port), each of which leads to the object, and its key."""

    addresses: tuple[tuple[str, int], ...]
    key: bytes


def from_text(text: str) -> Place:
    """The place in ``IOR:…``. Raises UnknownFormError."""
    if not text.upper().startswith("IOR:"):
        raise UnknownFormError(f"a reference that starts with {text[:12]!r}")
    try:
        data = bytes.fromhex(text[4:])
    except ValueError as err:
        raise UnknownFormError("a reference that is not in hexadecimal digits") from err
    return from_reader(encapsulated(data))


def from_reader(reader: Reader) -> Place:
    """The place in a reference as it stands in a message. Raises UnknownFormError when it has no address."""
    reader.string()
    for _ in range(reader.count()):
        tag, profile = reader.ulong(), reader.octets()
        if tag == _INTERNET:
            return _place(encapsulated(profile))
    raise UnknownFormError("a reference without an Internet address")


def _place(profile: Reader) -> Place:
    _major, minor = profile.octet(), profile.octet()
    addresses = [(profile.string(), profile.ushort())]
    key = profile.octets()
    for _ in range(profile.count() if minor else 0):
        tag, component = profile.ulong(), profile.octets()
        if tag == _ALTERNATE:
            other = encapsulated(component)
            addresses.append((other.string(), other.ushort()))
    return Place(tuple(address for address in addresses if address[1]), key)
