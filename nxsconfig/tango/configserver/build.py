"""From the tables to the Tango class NXSConfigServer."""

from tango import AttReqType, AttrWriteType, DispLevel
from tango.server import DeviceMeta, attribute, command

from nxsconfig.tango.configserver.attributes import ATTRIBUTES
from nxsconfig.tango.configserver.commands import PEER_COMMANDS
from nxsconfig.tango.configserver.device import ConfigServerDevice
from nxsconfig.tango.configserver.json_commands import JSON_COMMANDS
from nxsconfig.tango.configserver.table import AttributeRow, CommandRow


def _command(row: CommandRow) -> object:
    """The command of a row; Tango looks at the name of the function and at how many arguments it has."""
    if row.takes.dtype is None:

        def serve(device: ConfigServerDevice) -> object:
            return device.run_command(row)
    else:

        def serve(device: ConfigServerDevice, arg: object) -> object:  # type: ignore[misc]  # two shapes of one function
            return device.run_command(row, arg)

    def allowed(device: ConfigServerDevice) -> bool:
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


def _attribute(row: AttributeRow) -> dict[str, object]:
    """The attribute of a row with its functions, by the names under which Tango looks for them."""

    def read(device: ConfigServerDevice) -> object:
        return device.read_row(row)

    def write(device: ConfigServerDevice, text: str) -> None:
        device.write_row(row, text)

    def allowed(device: ConfigServerDevice, request: AttReqType) -> bool:
        return device.attribute_allowed(row, request)

    functions: dict[str, object] = {f"read_{row.name}": read, f"is_{row.name}_allowed": allowed}
    if row.write is not None:
        functions[f"write_{row.name}"] = write
    made = attribute(
        dtype=row.dtype,
        access=AttrWriteType.READ_WRITE if row.write else AttrWriteType.READ,
        display_level=DispLevel.EXPERT if row.expert else DispLevel.OPERATOR,
        doc=row.doc,
        memorized=row.memorized,
        hw_memorized=row.memorized,
    )
    return {row.name: made, **functions}


def _members() -> dict[str, object]:
    members: dict[str, object] = {row.name: _command(row) for row in (*PEER_COMMANDS, *JSON_COMMANDS)}
    for row in ATTRIBUTES:
        members |= _attribute(row)
    return members


NXSConfigServer = DeviceMeta(
    "NXSConfigServer",
    (ConfigServerDevice,),
    {"__doc__": "Configuration server: keeps components and merges them.", "__module__": __name__, **_members()},
)
"""The Tango class; its name is what clients look for."""
