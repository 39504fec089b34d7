"""From tables of commands and attributes to a Tango class."""

from collections.abc import Iterable
from typing import Any, Protocol

from tango import AttReqType, AttrWriteType, DispLevel
from tango.server import DeviceMeta, attribute, command

from nxsconfig.tango.rows import Attribute, Command


class Serving(Protocol):
    """What a base class of devices does with the rows."""

    def run_command(self, row: Any, arg: Any = ...) -> object:  # noqa: ANN401  each device has rows of its own
        """Serve a call."""
        ...

    def read_row(self, row: Any) -> object:  # noqa: ANN401  see above
        """The value of an attribute."""
        ...

    def write_row(self, row: Any, value: Any) -> None:  # noqa: ANN401  see above
        """Take a value that a client writes."""
        ...

    def attribute_allowed(self, row: Any, request: AttReqType) -> bool:  # noqa: ANN401  see above
        """Whether an attribute may be read or written now."""
        ...


def device_class(
    name: str, base: type, doc: str, commands: Iterable[Command], attributes: Iterable[Attribute]
) -> DeviceMeta:
    """The class `name` over a base that is `Serving`.

    A base with a method `command_allowed(row)` lets Tango ask it before each command; without one `run_command` itself
    has to refuse, which is faster.
    """
    members: dict[str, object] = {row.name: _command(row, asks=hasattr(base, "command_allowed")) for row in commands}
    members["always_executed_hook"] = _nothing
    for row in attributes:
        members |= _attribute(row)
    return DeviceMeta(name, (base,), {"__doc__": doc, "__module__": base.__module__, **members})


def _nothing(_device: object) -> None:
    """What PyTango calls before each command; its own does nothing by way of five calls."""


_nothing.__access_wrapped__ = True  # type: ignore[attr-defined]  # for PyTango: it may be called as it is


def _command(row: Command, *, asks: bool) -> object:
    """The command of a row; Tango looks at the name of the function and at how many arguments it has."""
    if row.takes.dtype is None:

        def serve(device: Serving) -> object:
            return device.run_command(row)
    else:

        def serve(device: Serving, arg: object) -> object:  # type: ignore[misc]  # two shapes of one function
            return device.run_command(row, arg)

    def allowed(device: Any) -> bool:  # noqa: ANN401  one that is asked
        return bool(device.command_allowed(row))

    serve.__annotations__ = {}  # PyTango 10.0 takes those of a command for types of Tango
    serve.__name__ = row.name
    serve.__doc__ = row.doc
    allowed.__name__ = f"is_{row.name}_allowed"
    return command(
        serve,
        dtype_in=row.takes.dtype,
        doc_in=row.takes.doc,
        dtype_out=row.gives.dtype,
        doc_out=row.gives.doc,
        fisallowed=allowed if asks else None,
        cmd_green_mode=False,  # called as it is, too
    )


def _attribute(row: Attribute) -> dict[str, object]:
    """The attribute of a row with its functions, by the names under which Tango looks for them."""

    def read(device: Serving) -> object:
        return device.read_row(row)

    def write(device: Serving, value: object) -> None:
        device.write_row(row, value)

    def allowed(device: Serving, request: AttReqType) -> bool:
        return device.attribute_allowed(row, request)

    functions: dict[str, object] = {f"read_{row.name}": read, f"is_{row.name}_allowed": allowed}
    if row.write is not None:
        functions[f"write_{row.name}"] = write
    made = attribute(
        dtype=row.dtype,
        label=row.label or row.name,
        access=AttrWriteType.READ_WRITE if row.write else AttrWriteType.READ,
        display_level=DispLevel.EXPERT if row.expert else DispLevel.OPERATOR,
        doc=row.doc,
        memorized=row.memorized,
        hw_memorized=row.memorized,
        **({"max_dim_x": row.size} if row.size else {}),
    )
    return {row.name: made, **functions}
