"""Random fields and attributes, with data that fit and data that don't: the same file as the peers' writer makes."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.writer.dump import dump
from tests.writer.replay import differences
from tests.writer.support import client

pytestmark = pytest.mark.peers

CASES = 40
TYPES = ("NX_FLOAT64", "NX_FLOAT32", "NX_INT32", "NX_UINT8", "NX_BOOLEAN", "NX_CHAR")
SINGLE = (0, 1, -1, 2.5, 300, 2**40, True, "", "a", "12", "-3", "1.5", "false", "ä", None, {"a": 1}, float("nan"))
FITTING = {"NX_CHAR": ("a", "b", "ä"), "NX_BOOLEAN": (True, False)}
TEXTS = ("", "1", "1 2", "1 2 3\n4 5 6", "a b", "2.5", "300", "true false")
SCANNING = Path(__file__).with_name("scanning.py")


class Maker:
    """Makes cases from a seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def case(self, number: int) -> dict:
        """A scan of up to three points with one field and one attribute."""
        sizes = [self._dice.choice((2, 3)) for _ in range(self._dice.choice((0, 0, 1, 2)))]
        kind = self._dice.choice(TYPES)
        point = lambda: {"data": self._data(kind, sizes)}  # noqa: E731  short
        points = [point() for _ in range(self._dice.randrange(3))]
        item = self._field(kind, sizes) + self._attribute()
        definition = f'<definition><group name="scan" type="NXentry">{item}</group></definition>'
        facts = {"canfail": self._dice.random() < 0.3, "definition": definition}
        return {"file": f"{number}.nxs", "opening": point(), "points": points, "end": point(), **facts}

    def _field(self, kind: str, sizes: list[int]) -> str:
        mode = self._dice.choice(("INIT", "STEP", "STEP", "FINAL"))
        more = self._dice.choice(("", 'canfail="true"', 'compression="true" rate="3"'))
        return f'<field name="f" type="{kind}">{dims(sizes)}<strategy mode="{mode}" {more}/>{client("f")}</field>'

    def _attribute(self) -> str:
        kind, text = self._dice.choice(TYPES), self._dice.choice(TEXTS)
        sizes = [2, 3][: self._dice.randrange(3)]
        constant = f'<attribute name="c" type="{kind}">{dims(sizes)}{text}</attribute>'
        read = f'<attribute name="r" type="{kind}">{dims(sizes)}<strategy mode="STEP" canfail="true"/>{client("f")}</attribute>'
        return self._dice.choice((constant, read, ""))

    def _data(self, kind: str, sizes: list[int]) -> dict:
        if self._dice.random() < 0.1:
            return {}
        fitting = self._dice.random() < 0.7
        return {"f": self._value(FITTING.get(kind, (0, 1, 7)) if fitting else SINGLE, sizes)}

    def _value(self, single: tuple, sizes: list[int]):
        if not sizes:
            return self._dice.choice(single)
        return [self._value(single, sizes[1:]) for _ in range(sizes[0])]


def dims(sizes: list[int]) -> str:
    """A dimensions tag."""
    tags = "".join(f'<dim index="{index}" value="{size}"/>' for index, size in enumerate(sizes, 1))
    return f'<dimensions rank="{len(sizes)}">{tags}</dimensions>' if sizes else ""


def scanned(python: Path, cases: list[dict], folder: Path) -> list[tuple[list[str], dict]]:
    """Outcomes and files of the cases, recorded by the writer of an environment."""
    folder.mkdir()
    done = subprocess.run(
        [python, SCANNING], cwd=folder, input=json.dumps(cases), stdout=subprocess.PIPE, text=True, check=True
    )
    outcomes = json.loads(done.stdout.splitlines()[-1])  # before it the library says what it misses
    return [(found, dump(folder / case["file"])) for found, case in zip(outcomes, cases, strict=True)]


@pytest.mark.parametrize("seed", range(4))
def test_random_scans_make_the_same_files(seed, peers, tmp_path):
    maker = Maker(seed)
    cases = [maker.case(number) for number in range(CASES)]
    theirs = scanned(peers / "bin" / "python", cases, tmp_path / "theirs")
    ours = scanned(Path(sys.executable), cases, tmp_path / "ours")
    found = []
    for case, their, our in zip(cases, theirs, ours, strict=True):
        if their[0] != our[0] or differences(their[1], our[1]):
            found.append((case, their[0], our[0], differences(their[1], our[1])))
    assert not found, json.dumps(found, indent=1)
