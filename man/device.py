"""Manual pages of device servers, from the tables of their commands and attributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nxsconfig.cli.manpage import Page, Section, Terms, sentence
from nxsconfig.tango.rows import Attribute, Command, Value


@dataclass(frozen=True)
class Server:
    """A device server. `properties`: name to type, explanation and default, as pytango keeps them in its classes."""

    name: str
    summary: str
    synopsis: str
    properties: Mapping[str, Sequence[object]]
    attributes: Sequence[Attribute]
    commands: Sequence[Command]


def device_page(server: Server, version: str, before: Sequence[Section], after: Sequence[Section]) -> Page:
    """The page; `before` stands in front of what the device has, `after` behind it."""
    sections = (
        Section("Synopsis", (server.synopsis,)),
        *before,
        Section("Properties", (Terms(tuple(_property(name, row) for name, row in server.properties.items())),)),
        Section("Attributes", (Terms(tuple(_attribute(row) for row in server.attributes)),)),
        Section("Commands", (Terms(tuple(_command(row) for row in server.commands)),)),
        *after,
    )
    return Page(server.name, 8, server.summary, version, sections)


def _property(name: str, row: Sequence[object]) -> tuple[str, str]:
    doc, default = row[1], row[2]
    return f"`{name}`", f"{sentence(str(doc))}" + (f" Default: `{default}`." if default else "")


def _attribute(row: Attribute) -> tuple[str, str]:
    access = "read only" if row.write is None else "read and written"
    kept = ", remembered by Tango" if row.memorized else ""
    return f"`{row.name}` ({_TYPES.get(row.dtype, str(row.dtype))}, {access}{kept})", sentence(row.doc)


def _command(row: Command) -> tuple[str, str]:
    parts = [row.doc]
    if row.takes.dtype is not None:
        parts.append(f"Takes {row.takes.doc} ({_type(row.takes)}).")
    if row.gives.dtype is not None:
        parts.append(f"Gives {row.gives.doc} ({_type(row.gives)}).")
    return f"`{row.name}`", " ".join(parts)


_TYPES: dict[object, str] = {
    (str,): "list of DevString",
    str: "DevString",
    int: "DevLong64",
    bool: "DevBoolean",
    float: "DevDouble",
}


def _type(value: Value) -> str:
    return "DevVarStringArray" if isinstance(value.dtype, tuple) else _TYPES[value.dtype]
