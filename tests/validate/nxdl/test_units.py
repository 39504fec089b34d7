"""Units as NeXus files spell them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxsconfig.validate.nxdl.units import CATEGORIES, category_of, dimension, examples, is_arbitrary, wanted

SAME = [
    ("mm", "m"),
    ("um", "m"),
    ("\u00b5m", "m"),
    ("\u03bcm", "m"),
    ("Angstrom", "m"),
    ("\u00c5", "m"),
    ("0.1 nm", "m"),
    ("1e-3 m", "m"),
    ("10^-6 m", "m"),
    ("1/angstrom", "1/m"),
    ("nm-1", "1/m"),
    ("angstrom^-1", "1/m"),
    ("m s-1", "m/s"),
    ("mm2", "m^2"),
    ("m**2", "m^2"),
    ("mm\u00b2", "m^2"),
    ("1/(angstrom^2*s)", "1/m^2/s"),
    ("degree", "rad"),
    ("deg", "rad"),
    ("mrad", "rad"),
    ("arcsec", "rad"),
    ("deg/s", "rad/s"),
    ("\u00b0C", "K"),
    ("degC", "K"),
    ("keV", "J"),
    ("meV", "J"),
    ("counts", ""),
    ("photons", ""),
    ("cts", ""),
    ("ph/s", "Hz"),
    ("counts/s", "Hz"),
    ("cps", "Hz"),
    ("%", ""),
    ("unitless", ""),
    ("dB/km", "1/m"),
    ("px", "pixel"),
    ("pixels", "pixel"),
    ("nA", "A"),
    ("mbar", "Pa"),
    ("m/m", ""),
    ("m^(-1)", "1/m"),
]


@pytest.mark.parametrize(("units", "plain"), SAME)
def test_spellings_have_the_dimensions_of_the_plain_unit(units: str, plain: str) -> None:
    assert dimension(units) is not None
    assert dimension(units) == dimension(plain)


@pytest.mark.parametrize("units", ["kev", "mmm", "milimeter", "foo/s", "m)", "m^", "x" * 65, "2026-11-21", "m\x00"])
def test_other_spellings_are_not_understood(units: str) -> None:
    assert dimension(units) is None


@pytest.mark.parametrize(
    "units", ["9^9^9^9", "(((9^99)^99)^99)^99", "1 1 1 m^9^9^9^9^9", "(9^(9*9^9))", "((m^99)^99)^99"]
)
def test_powers_of_powers_take_no_time(units: str) -> None:
    dimension(units)


@given(st.text(max_size=40) | st.text("m^*/ ()1.9e-", max_size=40))
def test_whatever_stands_there_is_understood_or_not(units: str) -> None:
    found = dimension(units)
    assert found is None or isinstance(found, tuple)


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_examples_of_a_category_are_in_it(category: str) -> None:
    assert {dimension(units) for units in examples(category)} == wanted(category)


def test_an_angle_is_not_a_plain_number() -> None:
    assert dimension("deg") not in wanted("NX_UNITLESS")
    assert dimension("") not in wanted("NX_ANGLE")


def test_symbols_mean_what_they_mean_in_udunits() -> None:
    assert dimension("A") in wanted("NX_CURRENT")
    assert dimension("C") in wanted("NX_CHARGE")


def test_any_units_do_for_nx_any() -> None:
    assert wanted("NX_ANY") == frozenset()


def test_units_instead_of_a_category_are_one() -> None:
    assert wanted("keV") == wanted("NX_ENERGY")


@pytest.mark.parametrize(
    ("kind", "category"), [("rotation", "NX_ANGLE"), ("translation", "NX_LENGTH"), (None, "NX_ANY")]
)
def test_the_category_of_an_axis_depends_on_its_transformation(kind: str | None, category: str) -> None:
    assert category_of("NX_TRANSFORMATION", kind) == category


def test_units_can_be_left_open_on_purpose() -> None:
    assert is_arbitrary("arb. units")
    assert not is_arbitrary("mm")
