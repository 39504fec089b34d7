"""Names of HDF5 layers with their parameters, as servers are told which one to use (writer §3.2)."""

from dataclasses import dataclass

from nxsconfig.errors import NexusFileError

LAYERS = ("h5py", "h5cpp")
"""What the peers call their layers; both name ours. An empty name is the default."""


@dataclass(frozen=True, slots=True)
class Layer:
    """How files are made: `swmr` lets readers follow them."""

    swmr: bool = False


def parse_layer(text: str) -> Layer:
    """The layer of ``name?key=value&…``. The version of the format (``libver``) is ours to choose.

    Raises:
        NexusFileError: unknown layer or parameter.
    """
    name, _, parameters = text.partition("?")
    if name.lower() not in ("", *LAYERS):
        raise NexusFileError(f"there is no writer {name!r}; known are {', '.join(LAYERS)}")
    pairs = dict(part.partition("=")[::2] for part in parameters.split("&") if part)
    unknown = pairs.keys() - {"swmr", "libver"}
    if unknown:
        raise NexusFileError(f"the writer {name!r} has no parameter {', '.join(sorted(unknown))}; it has swmr, libver")
    return Layer(pairs.get("swmr", "").strip().lower() == "true")
