"""Files of every kind that the writer leaves, for those who read them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from nxsconfig.writer import Options, Recording, recover
from tests.writer.support import client, entry, field

FRAME = (np.arange(2048 * 2048, dtype="uint32") * 2654435761 >> 16).astype("uint16").reshape(2048, 2048)

EVERY_TYPE = [
    field("x", "NX_FLOAT"),
    field("n", "NX_INT16"),
    field("b", "NX_BOOLEAN"),
    field("t", "NX_CHAR"),
    field("s", "NX_FLOAT32", rank=1),
    field("words", "NX_CHAR", rank=1),
    field("cube", "NX_INT64", rank=4),
    field("title", "NX_CHAR", mode="INIT"),
    field("failed", more='canfail="true"'),
    '<attribute name="names" type="NX_CHAR"><dimensions rank="1"><dim index="1" value="2"/></dimensions>a β</attribute>',
    f'<attribute name="last" type="NX_FLOAT"><strategy mode="STEP"/>{client("x")}</attribute>',
    '<group name="data" type="NXdata" signal="x"><link name="x" target="/scan/x"/></group>',
    '<link name="beside" target="beside.nxs://scan/x"/>',
]


def point(number: int) -> dict[str, object]:
    """Values for every field above."""
    words = [f"wörd {number}", "", "x" * 300]
    return {
        "x": number / 3,
        "n": -number,
        "b": number % 2 == 0,
        "t": f"pünkt {number}",
        "s": np.arange(50, dtype="float32") * number,
        "words": words,
        "cube": np.full((2, 1, 2, 3), number),
        "i": FRAME + number,
    }


def image(strategy: str = "", inside: str = "") -> str:
    """A column of frames of 8 MB."""
    sizes = '<dimensions rank="2"><dim index="1" value="2048"/><dim index="2" value="2048"/></dimensions>'
    return f'<field name="i" type="NX_UINT16">{sizes}<strategy mode="STEP" {strategy}>{inside}</strategy>{client("i")}</field>'


def packed(name: str, nxtype: str = "NX_INT", rank: int = 0) -> str:
    """A compressed column."""
    return field(name, nxtype, rank=rank, more='compression="true" rate="6"')


PACKED = [packed("x", "NX_FLOAT"), packed("t", "NX_CHAR"), packed("s", "NX_FLOAT32", 1), packed("b", "NX_BOOLEAN")]
CHECKED = image('compression="true" rate="1"', '<filter index="1" name="fletcher32"/>')
BITSHUFFLE = image('shuffle="false" compression="32008" compression_opts="0,2"')


def part(number: int, length: int) -> str:
    """A map of a column of another file."""
    sizes = f'<dimensions rank="1"><dim index="1" value="{length}"/></dimensions>'
    return f'<map target="scan_0000{number}.nxs://scan/x">{sizes}</map>'


JOINED = f'<vds name="all" type="NX_FLOAT"><dimensions rank="1"/>{part(1, 3)}{part(2, 2)}</vds>'


def recorded(*fields: str, points: int = 3, pieces: bool = False, **options: object) -> Callable[[Path], list[Path]]:
    """A recording of some points; with `pieces` each of them is flushed."""

    def make(folder: Path) -> list[Path]:
        chosen = Options(**options)  # type: ignore[arg-type]
        with Recording(folder / "scan.nxs", entry(*fields), data={"title": "öl"}, options=chosen) as recording:
            for number in range(points):
                recording.record(point(number))
                if pieces:
                    recording.flush()
        return sorted(folder.iterdir())

    return make


def split(folder: Path) -> list[Path]:
    """Files of three points, and one that joins them."""
    recorded(*EVERY_TYPE, points=5, steps_per_file=3)(folder)
    with Recording(folder / "all.nxs", entry(JOINED)):
        pass
    return sorted(folder.iterdir())


KILLED = """
import os, sys
from pathlib import Path
from tests.support.kinds import EVERY_TYPE, PACKED, point
from nxsconfig.writer import FileSession, Options, compile_definition
from tests.writer.support import entry
fields = PACKED if sys.argv[2] == "packed" else EVERY_TYPE
session = FileSession.open(sys.argv[1], Options(swmr=sys.argv[2] == "swmr", flush_seconds=60))
session.open_entry(compile_definition(entry(*fields)), {"title": "öl"})
for number in range(7):
    try:
        session.record(point(number))
    finally:
        session.flush()
os.kill(os.getpid(), 9)
"""


def killed(how: str) -> Callable[[Path], list[Path]]:
    """What a killed writer leaves after seven points."""

    def make(folder: Path) -> list[Path]:
        command = [sys.executable, "-c", KILLED, str(folder / "scan.nxs"), how]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
        assert done.returncode == -9, done.stderr
        return [folder / "scan.nxs"]

    return make


def recovered(how: str) -> Callable[[Path], list[Path]]:
    """The same, finished afterwards."""

    def make(folder: Path) -> list[Path]:
        (path,) = killed(how)(folder)
        recover(path, {"title": "öl"})
        return [path]

    return make


KINDS: dict[str, Callable[[Path], list[Path]]] = {
    "plain": recorded(*EVERY_TYPE, logs=True),
    "packed": recorded(*PACKED, points=1500),
    "packed in pieces": recorded(*PACKED, points=40, pieces=True),
    "frames": recorded(image(), points=2),
    "packed and checked frames": recorded(CHECKED, points=2),
    "bitshuffled frames": recorded(BITSHUFFLE, points=2),
    "followed": recorded(*EVERY_TYPE, points=7, swmr=True, pieces=True),
    "followed and packed": recorded(*PACKED, points=7, swmr=True, pieces=True),
    "split and joined": split,
    "killed": killed("plain"),
    "killed and packed": killed("packed"),
    "recovered": recovered("plain"),
    "recovered after followed": recovered("swmr"),
}
