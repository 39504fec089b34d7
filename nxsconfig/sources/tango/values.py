"""From what PyTango hands out to readings (writer §14.3)."""

import numpy as np
import tango

from nxsconfig.errors import SourceError
from nxsconfig.sources.decoders import Decoders
from nxsconfig.sources.tango.failures import stack_text
from nxsconfig.sources.values import Reading, reading_of, typed

_TYPES = {
    tango.CmdArgType.DevString: "str",
    tango.CmdArgType.DevState: "str",
    tango.CmdArgType.DevBoolean: "bool",
    tango.CmdArgType.DevDouble: "float",
    tango.CmdArgType.DevFloat: "float",
}
"""Of the elements of empty spectra and images; all others are integers."""


def attribute_reading(attribute: tango.DeviceAttribute, encoding: str, decoders: Decoders) -> Reading | None:
    """The reading of an attribute. Raises SourceError: it couldn't be read, or its bytes can't be decoded."""
    if attribute.has_failed:
        raise SourceError(stack_text(attribute.get_err_stack()))
    value = attribute.value
    if value is None:
        dims = int(attribute.data_format)
        return Reading([], dims, _TYPES.get(attribute.type, "int")) if dims else None
    if attribute.type == tango.CmdArgType.DevState and isinstance(value, np.ndarray):
        value = np.vectorize(tango.DevState, otypes=[object])(value).tolist()
    is_column = attribute.data_format != tango.AttrDataFormat.IMAGE
    return typed(value_reading(value, encoding, decoders), _TYPES.get(attribute.type, "int"), is_column=is_column)


def value_reading(value: object, encoding: str, decoders: Decoders) -> Reading | None:
    """The reading of a result: pairs of format and bytes are decoded, states count as texts."""
    if _is_encoded(value):
        return decoders.decode(encoding, value)  # type: ignore[arg-type]  # it is a pair, see _is_encoded
    states = _state_names(value)
    if states is None:
        return reading_of(value)
    reading = reading_of(states)
    # compat: nxswriter 3.25: scripts get tango.DevState, which is a name in text fields and a number in others
    return reading and Reading(value, reading.rank, reading.type_name)


def _is_encoded(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], bytes | bytearray)


def _state_names(value: object) -> object | None:
    """The names of a state, or of tuples of states; None for anything else."""
    if type(value).__name__ == "DevState":
        return str(value)
    if isinstance(value, tuple | list) and value:
        names = [_state_names(item) for item in value]
        return None if None in names else names
    return None
