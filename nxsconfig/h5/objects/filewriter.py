"""The functions of the peers' HDF5 layer, whatever is below it: there is only h5py."""

import threading
from types import ModuleType

from nxsconfig.h5.objects import h5pywriter
from nxsconfig.h5.objects.h5pywriter import (
    create_file,
    get_links,
    link,
    load_file,
    memory_file,
    open_file,
    target_field_view,
    unlimited,
    virtual_field_layout,
)
from nxsconfig.h5.objects.kinds import (
    FTAttribute,
    FTAttributeManager,
    FTDataFilter,
    FTDeflate,
    FTField,
    FTFile,
    FTGroup,
    FTHyperslab,
    FTLink,
    FTObject,
    FTTargetFieldView,
    FTVirtualFieldLayout,
    first,
)

__all__ = [
    "FTAttribute",
    "FTAttributeManager",
    "FTDataFilter",
    "FTDeflate",
    "FTField",
    "FTFile",
    "FTGroup",
    "FTHyperslab",
    "FTLink",
    "FTObject",
    "FTTargetFieldView",
    "FTVirtualFieldLayout",
    "create_file",
    "data_filter",
    "deflate_filter",
    "first",
    "get_links",
    "link",
    "load_file",
    "memory_file",
    "open_file",
    "setwriter",
    "target_field_view",
    "unlimited",
    "virtual_field_layout",
    "writer",
    "writerlock",
]

writer: ModuleType = h5pywriter
"""The layer in use."""

writerlock = threading.Lock()
"""For programs that set the layer from several threads."""


def data_filter(parent: FTObject | None = None) -> FTDataFilter:
    """A filter that does nothing yet, of the layer of an object."""
    return h5pywriter.data_filter()


def deflate_filter(parent: FTObject | None = None) -> FTDataFilter:
    """The filter gzip, of the layer of an object."""
    return h5pywriter.deflate_filter()


def setwriter(wr: object) -> None:
    """Accepts any layer and stays with h5py: there is no other one."""
    global writer  # noqa: PLW0603  the peers' programs look at this name
    writer = h5pywriter
