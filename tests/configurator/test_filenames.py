"""Names of entries as names of files."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxsconfig.configurator.filenames import LONGEST, file_names, name_in, spelled

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=100)
TWINS = st.text("aAbB%./", max_size=4)


@pytest.mark.parametrize("name", ["slit1", "eh2_mot01", "a.b-c", "__private__"])
def test_ordinary_names_stay(name: str) -> None:
    assert file_names([name]) == {name: name}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a/b", "a%2Fb"),
        ("..", "%2E%2E"),
        (".git", "%2Egit"),
        ("50%", "50%25"),
        ("ß", "%C3%9F"),
        ("a b", "a%20b"),
        ("", "%00"),
    ],
)
def test_other_names_are_encoded(name: str, file: str) -> None:
    assert file_names([name]) == {name: file}


def test_of_names_that_differ_in_case_the_lower_one_stays() -> None:
    assert file_names(["Slit", "slit", "SLIT"]) == {"Slit": "%53lit", "slit": "slit", "SLIT": "%53%4C%49%54"}


def test_capital_letters_without_a_twin_stay() -> None:
    assert file_names(["Slit", "Source"]) == {"Slit": "Slit", "Source": "Source"}


@given(st.sets(st.one_of(NAMES, TWINS), max_size=30))
def test_files_are_safe_and_different_on_every_file_system(names: set[str]) -> None:
    files = list(file_names(names).values())
    assert len({file.lower() for file in files}) == len(files)
    assert all(set(file) <= set(string.ascii_letters + string.digits + "._-%~") for file in files)
    assert all(0 < len(file) <= LONGEST and not file.startswith(".") for file in files)


@given(st.sets(st.one_of(NAMES, TWINS), max_size=30))
def test_names_come_back_unless_they_were_cut(names: set[str]) -> None:
    assert all(name_in(file) == name for name, file in file_names(names).items() if "~" not in file)


@given(NAMES)
def test_spelled_names_come_back_whatever_their_length(name: str) -> None:
    assert name_in(spelled(name)) == name
