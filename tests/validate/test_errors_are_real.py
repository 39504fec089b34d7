"""What the rules over configurations call an error really stops a scan, and a near miss doesn't."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from nxsconfig.errors import NXSConfigError
from nxsconfig.validate import ALL, Configuration, Severity, configuration
from nxsconfig.writer import Recording, compile_definition
from tests.support.validation import CASES, chosen_of, library_of

ERRORS = {rule.number for rule in ALL.configurations if rule.severity is Severity.ERROR and rule.number[2] in "34"}
OURS = {rule.number for rule in ALL.configurations if rule.number[2] in "34"}
VALUES = {"energy": 1.5, "gap": 2.5, "size": 2}


def cases(numbers: set[str], kind: str) -> list[Path]:
    """Cases of some rules."""
    return sorted(case for number in numbers for case in (CASES / number).glob(f"{kind}*"))


def label(case: Path) -> str:
    """Rule and case."""
    return f"{case.parent.name}-{case.name}"


def made(case: Path) -> Iterator[Configuration]:
    """The configurations of a case."""
    library = library_of(case)
    for chosen in chosen_of(case, library):
        yield configuration(library, chosen)


def scanned(path: Path, one: Configuration) -> bool:
    """Whether two points and the end of a scan go well."""
    with suppress(NXSConfigError, ValueError):
        with Recording(path, one.xml, data=VALUES) as recording:
            recording.record({})
            recording.record({})
        return True
    return False


@pytest.mark.parametrize("case", cases(ERRORS, "found"), ids=label)
def test_an_error_stops_the_scan(case: Path, tmp_path: Path) -> None:
    (one,) = made(case)
    assert one.problem is not None or not scanned(tmp_path / "scan.nxs", one)


@pytest.mark.parametrize("case", cases(OURS, "right"), ids=label)
def test_a_near_miss_is_accepted(case: Path) -> None:
    for one in made(case):
        assert one.problem is None
        if "$var" not in "".join(text.text for text in one.library.texts.values()):
            compile_definition(one.xml).check()
