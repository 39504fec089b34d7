"""Units as NeXus files spell them, and the categories that classes ask for (NeXus manual, NXDL unit types).

pint knows the names; what NeXus spells otherwise is in `units.txt` beside this module. Only dimensions are compared, so
numbers in units (``1e-3 m``, ``0.1 nm``) don't count.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from tokenize import TokenError
from typing import TYPE_CHECKING, Any, cast
from unicodedata import normalize

if TYPE_CHECKING:
    from pint import UnitRegistry

Dimension = tuple[tuple[str, float], ...]
"""Base dimensions with their powers, sorted; empty for plain numbers."""

PLAIN: Dimension = ()

CATEGORIES: dict[str, tuple[str, ...]] = {
    "NX_ANGLE": ("rad",),
    "NX_AREA": ("m^2", "pixel^2"),
    "NX_CHARGE": ("C",),
    "NX_COUNT": ("1", "pixel"),
    "NX_CROSS_SECTION": ("m^2",),
    "NX_CURRENT": ("A",),
    "NX_DIMENSIONLESS": ("1", "rad", "pixel"),
    "NX_EMITTANCE": ("m*rad", "m"),
    "NX_ENERGY": ("J",),
    "NX_FLUX": ("1/s/m^2", "1/s"),
    "NX_FREQUENCY": ("Hz", "rad/s"),
    "NX_LENGTH": ("m", "pixel"),
    "NX_MASS": ("g",),
    "NX_MASS_DENSITY": ("g/m^3",),
    "NX_MOLECULAR_WEIGHT": ("g/mol", "g"),
    "NX_PER_AREA": ("1/m^2", "1/pixel^2"),
    "NX_PER_LENGTH": ("1/m", "1/pixel", "rad/m"),
    "NX_PERIOD": ("s",),
    "NX_POWER": ("W",),
    "NX_PRESSURE": ("Pa",),
    "NX_PULSES": ("1",),
    "NX_SCATTERING_LENGTH_DENSITY": ("m/m^3",),
    "NX_SOLID_ANGLE": ("sr", "1"),
    "NX_TEMPERATURE": ("K",),
    "NX_TIME": ("s",),
    "NX_TIME_OF_FLIGHT": ("s",),
    "NX_UNITLESS": ("1", "pixel"),
    "NX_VOLTAGE": ("V",),
    "NX_VOLUME": ("m^3",),
    "NX_WAVELENGTH": ("m",),
    "NX_WAVENUMBER": ("1/m", "rad/m"),
}
"""Units of which the dimensions are right. Pixels stand for lengths in most detectors' files; waves and turns count as
angles or not. NX_ANY takes everything; NX_TRANSFORMATION depends on the transformation (`category_of`)."""

PURE_NUMBERS = frozenset({"NX_COUNT", "NX_DIMENSIONLESS", "NX_PULSES", "NX_UNITLESS"})
"""Categories where no units need to be said."""

PLAIN_WORDS = frozenset({"", "1", "-", "[]", "none", "None", "NONE", "n/a", "N/A", "NA", "dimensionless", "number"})

ARBITRARY = frozenset(
    {"a.u.", "au", "a.u", "arb.u.", "arb", "arb.", "arb. u.", "arb. unit", "arb. units", "arb.units", "arbitrary"}
    | {"arbitrary unit", "arbitrary units", "any", "unknown", "user", "user units", "nx_any", "nan"}
    | {"no unit", "no units"}
)
"""Words that say on purpose that the units aren't told; they fit every category. Tango says "No unit"."""

_REFUSALS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    SyntaxError,
    TokenError,
    TypeError,
    ValueError,
)
"""What pint raises for texts that are no units; its own exceptions are AttributeErrors and ValueErrors."""

_LONGEST = 64
_ALLOWED = re.compile(r"[\w\s.%*/^()'+-]*")
_SPELLINGS = {
    "°C": "degC",
    "°": "deg",
    "\u03bc": "u",
    "\u00c5": "angstrom",
    "·": "*",
    "\u2212": "-",
    "**": "^",
    "^(1/2)": "^0.5",
}
"""Of texts in normal form KC: Greek mu, A with a ring, the minus sign."""
_POWER_BEHIND = re.compile(r"(?<=[A-Za-z])([-+]?\d{1,2})(?![\w.])")
_POWER_IN_BRACKETS = re.compile(r"\^\(([-+]?\d{1,2})\)")
_NUMBER = re.compile(r"(?<![\w^.])(?<!\^[-+])\d+\.?\d*(?:[eE][-+]?\d+)?(?:\^[-+]?\d+)?(?![\w.])")
_NESTED_POWER = re.compile(r"\^\s*[-+]?\s*(?:\(|[\w.]+\s*\^)")
"""Powers of powers would be calculated, which can take for ever; no unit has them."""


def category_of(units: str, transformation: str | None) -> str:
    """The category or units that a class asks for; NX_ANY when it says nothing.

    Args:
        units: as the class has them.
        transformation: the `transformation_type` of the field, on which NX_TRANSFORMATION depends.
    """
    if units == "NX_TRANSFORMATION":
        return {"translation": "NX_LENGTH", "rotation": "NX_ANGLE"}.get(transformation or "", "NX_ANY")
    return units or "NX_ANY"


def examples(category: str) -> tuple[str, ...]:
    """Units of a category; none for NX_ANY and categories that aren't known."""
    return CATEGORIES.get(category, () if category.startswith("NX_") else (category,))


@cache
def wanted(category: str) -> frozenset[Dimension]:
    """Dimensions that a category takes; none when everything will do."""
    return frozenset(found for found in map(dimension, examples(category)) if found is not None)


def is_arbitrary(units: str) -> bool:
    """Whether the units are left open on purpose: ``a.u.``."""
    return units.strip().lower() in ARBITRARY


@lru_cache(maxsize=4096)
def dimension(units: str) -> Dimension | None:
    """Dimensions of units; None when the spelling isn't understood."""
    text = units.strip()
    if text in PLAIN_WORDS:
        return PLAIN
    if len(text) > _LONGEST:
        return None
    text = _plain_spelling(normalize("NFKC", text))
    if not _ALLOWED.fullmatch(text):
        return None
    if _NESTED_POWER.search(text):
        return None
    found = _parsed(text)
    return _parsed(text.lower()) if found is None and text.isalpha() and len(text) > 3 else found


def _plain_spelling(text: str) -> str:
    for found, ours in _SPELLINGS.items():
        text = text.replace(found, ours)
    return _POWER_BEHIND.sub(r"^\1", _NUMBER.sub("1", _POWER_IN_BRACKETS.sub(r"^\1", text)))


def _parsed(text: str) -> Dimension | None:
    registry = _registry()
    try:
        found = registry.parse_units(text).dimensionality
    except _REFUSALS:
        return None
    return tuple(sorted((name, float(cast("float", power))) for name, power in found.items()))


@cache
def _registry() -> "UnitRegistry[Any]":
    """Made at the first use: importing pint takes a third of a second."""
    from pint import UnitRegistry  # noqa: PLC0415  see above

    registry: UnitRegistry[Any] = UnitRegistry(
        None, on_redefinition="ignore"
    )  # a full one would remember its own dimensions
    registry.load_definitions(str(files("pint") / "default_en.txt"))
    registry.load_definitions(str(files("nxsconfig.validate.nxdl") / "units.txt"))
    return registry
