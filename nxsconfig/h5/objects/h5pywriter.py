"""The functions of the peers' HDF5 layer over h5py; scripts reach this module as ``root.parent.writer``."""

import io
import sys
from collections.abc import Sequence

import h5py

from nxsconfig.h5.filters import DEFLATE
from nxsconfig.h5.objects.attribute import H5PYAttribute, H5PYAttributeManager
from nxsconfig.h5.objects.field import H5PYField
from nxsconfig.h5.objects.file import H5PYFile
from nxsconfig.h5.objects.group import H5PYGroup
from nxsconfig.h5.objects.kinds import FTDataFilter, FTDeflate
from nxsconfig.h5.objects.link import H5PYLink, get_links, link
from nxsconfig.h5.objects.virtual import (
    H5PYTargetFieldView,
    H5PYVirtualFieldLayout,
    target_field_view,
    virtual_field_layout,
)
from nxsconfig.h5.types import STRING

__all__ = [
    "H5PYAttribute",
    "H5PYAttributeManager",
    "H5PYDataFilter",
    "H5PYDeflate",
    "H5PYField",
    "H5PYFile",
    "H5PYGroup",
    "H5PYLink",
    "H5PYTargetFieldView",
    "H5PYVirtualFieldLayout",
    "create_file",
    "data_filter",
    "deflate_filter",
    "get_links",
    "is_image_file_supported",
    "is_mbs_supported",
    "is_strings_as_bytes",
    "is_unlimited_vds_supported",
    "is_vds_supported",
    "link",
    "load_file",
    "memory_file",
    "open_file",
    "target_field_view",
    "unlimited",
    "virtual_field_layout",
    "wrapped",
]


class H5PYDataFilter(FTDataFilter):
    """How data is packed."""


class H5PYDeflate(FTDeflate, H5PYDataFilter):
    """The filter gzip."""


def wrapped(file: h5py.File, filename: str) -> H5PYFile:
    """A file that is open already, as scripts see it."""
    return H5PYFile(file, filename, sys.modules[__name__])


def open_file(filename: str, readonly: bool = False, **pars: object) -> H5PYFile:
    """Open an existing file; `pars` go to h5py."""
    return wrapped(h5py.File(filename, "r" if readonly else "r+", **pars), filename)


def create_file(filename: str, overwrite: bool = False, **pars: object) -> H5PYFile:
    """Create a file with the root attributes of NeXus. Raises OSError when it exists, unless it may be overwritten."""
    file = wrapped(h5py.File(filename, "w" if overwrite else "x", **pars), filename)
    return _stamped(file)


def memory_file(filename: str, **pars: object) -> H5PYFile:
    """Create an empty file that is kept in memory only."""
    given = {"driver": "core", "backing_store": False, **pars}
    return wrapped(h5py.File(filename, "w", **given), filename)


def load_file(
    membuffer: bytes | io.BytesIO, filename: str | None = None, readonly: bool = False, **pars: object
) -> H5PYFile:
    """Open the bytes of a file."""
    buffer = membuffer if isinstance(membuffer, io.BytesIO) else io.BytesIO(bytes(membuffer))
    return wrapped(h5py.File(buffer, "r" if readonly else "r+", **pars), filename or "data.h5")


def data_filter(
    filterid: int | None = None,
    name: str | None = None,
    options: Sequence[int] | None = None,
    availability: str | None = None,
    shuffle: bool | None = None,
    rate: int | None = None,
) -> H5PYDataFilter:
    """A filter that does nothing yet."""
    made = H5PYDataFilter()
    _set(made, {"filterid": filterid, "name": name, "options": options, "availability": availability})
    _set(made, {"shuffle": shuffle, "rate": rate})
    return made


def deflate_filter(
    rate: int | None = None, shuffle: bool | None = None, availability: str | None = None
) -> H5PYDataFilter:
    """The filter gzip, at level 2 unless told otherwise."""
    made = H5PYDataFilter()
    made.filterid, made.name, made.rate = DEFLATE, "deflate", 2
    _set(made, {"rate": rate, "shuffle": shuffle, "availability": availability})
    return made


def unlimited(parent: object = None) -> int:
    """The size of an axis without limit, in selections."""
    return int(h5py.h5s.UNLIMITED)


def is_vds_supported() -> bool:
    """True: there are virtual data sets."""
    return True


def is_unlimited_vds_supported() -> bool:
    """True: they may grow."""
    return True


def is_mbs_supported() -> bool:
    """True: selections may have several blocks."""
    return True


def is_image_file_supported() -> bool:
    """True: `load_file` opens the bytes of a file."""
    return True


def is_strings_as_bytes() -> bool:
    """True: h5py gives texts as bytes; the objects of this layer give them as `str`."""
    return True


def _stamped(file: H5PYFile) -> H5PYFile:
    """Root attributes of a new file (writer §3.4)."""
    now = file.currenttime()
    texts = {
        "file_time": now,
        "file_update_time": now,
        "HDF5_Version": h5py.version.hdf5_version,
        "NX_class": "NXroot",
        "file_name": file.name,
    }
    for name, text in texts.items():
        file.h5object.attrs.create(name, text, dtype=STRING)
    return file


def _set(filter_: FTDataFilter, values: dict[str, object]) -> None:
    for name, value in values.items():
        if value is not None:
            setattr(filter_, name, value)
