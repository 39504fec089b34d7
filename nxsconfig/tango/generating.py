"""From tables of commands and attributes to a Tango class."""

from collections.abc import Iterable
from typing import Any, Protocol

from tango import AttReqType, AttrWriteType, DispLevel
from tango.server import DeviceMeta, attribute, command

from nxsconfig.tango.rows import Attribute, Command


class Serving(Protocol):
    """What a base class of devices does with the rows."""

    def command_allowed(self, row: Any) -> bool:  # noqa: ANN401  each device has rows of its own
        """Whether a command may run now."""
        ...

    def run_command(self, row: Any, arg: Any = ...) -> object:  # noqa: ANN401  see above
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
    """The class `name` over a base that is `Serving`."""
    members: dict[str, object] = {row.name: _command(row) for row in commands}
    for row in attributes:
        members |= _attribute(row)
    return DeviceMeta(name, (base,), {"__doc__": doc, "__module__": base.__module__, **members})


def _command(row: Command) -> object:
    """The command of a row; Tango looks at the name of the function and at how many arguments it has."""
    if row.takes.dtype is None:

        def serve(device: Serving) -> object:
            return device.run_command(row)
    else:

        def serve(device: Serving, arg: object) -> object:  # type: ignore[misc]  # two shapes of one function
            return device.run_command(row, arg)

    def allowed(device: Serving) -> bool:
        return device.command_allowed(row)

    serve.__name__ = row.name
    serve.__doc__ = row.doc
    allowed.__name__ = f"is_{row.name}_allowed"
    return command(
        serve,
        dtype_in=row.takes.dtype,
        doc_in=row.takes.doc,
        dtype_out=row.gives.dtype,
        doc_out=row.gives.doc,
        fisallowed=allowed,
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
