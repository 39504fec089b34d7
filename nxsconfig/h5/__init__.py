"""What every user of HDF5 files shares: how they are opened, their types, their tree, their faults."""

from nxsconfig.h5.faults import find_faults
from nxsconfig.h5.files import open_read, open_write
from nxsconfig.h5.plots import Fault, FaultKind
from nxsconfig.h5.tree import EXTERNAL, FIELD, GROUP, LINK, Node, read_tree
from nxsconfig.h5.types import type_name

__all__ = [
    "EXTERNAL",
    "FIELD",
    "GROUP",
    "LINK",
    "Fault",
    "FaultKind",
    "Node",
    "find_faults",
    "open_read",
    "open_write",
    "read_tree",
    "type_name",
]
