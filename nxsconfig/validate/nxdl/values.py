"""How values compare with what a NeXus class wants."""

from nxsconfig.validate.nxdl.tree import Family

_FAMILIES = {"int": Family.INTEGER, "uint": Family.UNSIGNED, "float": Family.FLOAT, "string": Family.TEXT}


def family_of(dtype: str) -> Family:
    """The family of a short type name (`nxsconfig.h5.types.type_name`): ``float64``, ``string[8]``, ``bool``."""
    if dtype == "bool":
        return Family.BOOLEAN
    return _FAMILIES.get(dtype.partition("[")[0].rstrip("0123456789"), Family.UNKNOWN)
