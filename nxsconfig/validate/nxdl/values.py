"""How values compare with what a NeXus class wants."""

import re

from nxsconfig.validate.nxdl.model import Enumeration
from nxsconfig.validate.nxdl.tree import Family, Value

_FAMILIES = {"int": Family.INTEGER, "uint": Family.UNSIGNED, "float": Family.FLOAT, "string": Family.TEXT}

INTEGERS = frozenset({Family.INTEGER, Family.UNSIGNED})
NUMBERS = INTEGERS | {Family.FLOAT}

TEXTS = frozenset({"NX_CHAR", "NX_DATE_TIME", "ISO8601"})

WANTED: dict[str, frozenset[Family]] = {
    **dict.fromkeys(TEXTS, frozenset({Family.TEXT})),
    **dict.fromkeys(("NX_FLOAT", "NX_INT", "NX_UINT", "NX_POSINT", "NX_NUMBER"), NUMBERS),
    "NX_BOOLEAN": INTEGERS | {Family.BOOLEAN},
}
"""Families that can stand for an NX type; other types take everything. Booleans may be 0 and 1 (nxdlTypes.xsd)."""

EXACT: dict[str, frozenset[Family]] = {
    "NX_FLOAT": frozenset({Family.FLOAT}),
    **dict.fromkeys(("NX_INT", "NX_UINT", "NX_POSINT"), INTEGERS),
}
"""Of numbers: the families that are meant. The sign of unsigned ones is left open, most programs count signed."""

BOOLEAN_WORDS = frozenset({"true", "false", "0", "1"})

DATE_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?(?:\d{2})?)?)?", re.IGNORECASE
)
"""ISO 8601 as NeXus uses it; seconds, fractions and time zone may be missing, a blank may stand for the T."""


def family_of(dtype: str) -> Family:
    """The family of a short type name (`nxsconfig.h5.types.type_name`): ``float64``, ``string[8]``, ``bool``."""
    if dtype == "bool":
        return Family.BOOLEAN
    return _FAMILIES.get(dtype.partition("[")[0].rstrip("0123456789"), Family.UNKNOWN)


def is_of_type(value: Value, nxtype: str) -> bool:
    """Whether a value can stand for an NX type."""
    if value.family is Family.UNKNOWN or nxtype not in WANTED:
        return True
    words = nxtype == "NX_BOOLEAN" and value.family is Family.TEXT and value.text is not None
    return value.family in WANTED[nxtype] or (words and str(value.text).lower() in BOOLEAN_WORDS)


def is_exactly(value: Value, nxtype: str) -> bool:
    """Whether a number is of the sort that an NX type means."""
    return value.family not in NUMBERS or value.family in EXACT.get(nxtype, NUMBERS)


def is_listed(value: Value, enumeration: Enumeration | None) -> bool:
    """Whether a value is in a list, or isn't known."""
    if enumeration is None or value.text is None:
        return True
    text = value.text.strip()
    return text in enumeration.values or any(_same_number(text, item) for item in enumeration.values)


def _same_number(text: str, item: str) -> bool:
    try:
        return float(text) == float(item)
    except ValueError:
        return False
