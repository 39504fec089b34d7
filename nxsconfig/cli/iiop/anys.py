"""Values that bring their type along (CORBA's ``any``): how commands take and give theirs."""

from collections.abc import Callable, Sequence

from nxsconfig.cli.iiop.cdr import Reader, UnknownFormError, Writer

NULL, VOID, STRUCT, ENUM, STRING, SEQUENCE, ALIAS = 0, 1, 15, 17, 18, 19, 21

_NUMBERS = {2: "h", 3: "i", 4: "H", 5: "I", 6: "f", 7: "d", 8: "?", 10: "B", 23: "q", 24: "Q"}
"""Kinds of numbers and their codes for `struct`."""

Decoder = Callable[[Reader], object]


def write_any(writer: Writer, value: str | Sequence[str] | None) -> None:
    """Nothing, a text or a list of texts with its type."""
    if value is None:
        writer.ulong(NULL)
    elif isinstance(value, str):
        writer.ulong(STRING)
        writer.ulong(0)  # of any length
        writer.string(value)
    else:
        writer.ulong(SEQUENCE)
        writer.octets(_OF_STRINGS)
        writer.strings(value)


def read_any(reader: Reader) -> object:
    """The value of an any: None, a number, a text, a list, or a tuple for a structure. Raises UnknownFormError."""
    try:
        return _decoder(reader)(reader)
    except RecursionError as err:
        raise UnknownFormError("types within types without end") from err


def _sequence_of_strings() -> bytes:
    writer = Writer()
    writer.octet(1)  # little-endian
    writer.ulong(STRING)
    writer.ulong(0)
    writer.ulong(0)  # any number of them
    return writer.data


_OF_STRINGS = _sequence_of_strings()


def _decoder(types: Reader) -> Decoder:
    """What reads a value of the type that comes next."""
    kind = types.ulong()
    if kind in (NULL, VOID):
        return lambda _reader: None
    if kind in _NUMBERS:
        code = _NUMBERS[kind]
        return lambda reader: reader.number(code)
    if kind == STRING:
        types.ulong()
        return Reader.string
    if kind in _COMPLEX:
        return _COMPLEX[kind](types.encapsulation())
    raise UnknownFormError(f"a value of the CORBA type {kind}")


def _alias(types: Reader) -> Decoder:
    types.string(), types.string()
    return _decoder(types)


def _sequence(types: Reader) -> Decoder:
    item = _decoder(types)
    return lambda reader: [item(reader) for _ in range(reader.count())]


def _structure(types: Reader) -> Decoder:
    types.string(), types.string()
    members = []
    for _ in range(types.count()):
        types.string()
        members.append(_decoder(types))
    return lambda reader: tuple(member(reader) for member in members)


def _enumeration(_types: Reader) -> Decoder:
    return Reader.ulong


_COMPLEX = {ALIAS: _alias, SEQUENCE: _sequence, STRUCT: _structure, ENUM: _enumeration}
