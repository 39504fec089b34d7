"""Compares our findings with those of nexusformat's own checkers, which are run as they are installed elsewhere.

    python3 -m venv /tmp/nexusformat && /tmp/nexusformat/bin/pip install nexusformat
    python -m bench.nexusformat /tmp/nexusformat/bin

Files of different classes are made (`bench/nexus_files.py`); nxcheck and, for files with an application definition,
nxvalidate look at each. One line a file says what both find; differences follow, each with its reason. It ends with 1
when a difference has no reason here.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.nexus_files import write_all
from nxsconfig.validate import DataFile, Finding, validate_file

Found = tuple[str, str]
"""What sort of fault, and where: the last part of the path, or the class of a missing group."""

THEIRS = (
    (r"not a member of the enumerated list", "value"),
    (r"not a valid NX_", "type"),
    (r"not defined in (?!.*additional)", "item"),
    (r"invalid class in|not a valid base class", "item"),
    (r"now deprecated", "deprecated"),
    (r"Units of \w+ not specified", "no units"),
    (r"required \w+ is not in", "required"),
    (r"recommended \w+ is not in", "recommended"),
    (r"Signal .* is not present", "plot"),
)
"""Patterns in the lines of nexusformat 2.1."""

OURS = {
    "NX501": "item",
    "NX502": "item",
    "NX503": "item",
    "NX504": "item",
    "NX506": "deprecated",
    "NX511": "type",
    "NX512": "type",
    "NX513": "date",
    "NX522": "units",
    "NX523": "no units",
    "NX531": "value",
    "NX582": "required",
    "NX584": "value",
    "NX585": "recommended",
    "NX602": "plot",
}

REASONS = {
    ("we", "units"): "nexusformat doesn't compare units with their category",
    ("they", "no units"): "NX_ANY may be without units (logs), and NX_UNITLESS has none by definition",
    ("tomo", "type"): "NXtomo wants integers for the images and has floating point numbers: nothing is lost",
    ("inner", "item"): "nexusformat ends without a word at an NXentry in an NXentry; readers look in the root only",
    ("strange", "date"): "nexusformat only looks whether a time is a text",
    (
        "strange",
        "type",
    ): "nexusformat doesn't look at fields without a type in their class; nxdl.xsd calls them NX_CHAR",
    ("strange", "deprecated"): "nexusformat doesn't tell that a class is deprecated, only fields",
    (
        "transformations",
        "value",
    ): "nexusformat doesn't look at attributes of axes, as NXtransformations may hold anything",
}
"""Why a difference is right, by who alone finds it or by file, and by its sort."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bin", type=Path, help="directory with nxcheck and nxvalidate")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        unexplained = sum(compare(path, given.bin) for path in write_all(Path(folder)))
    sys.exit(1 if unexplained else 0)


def compare(path: Path, programs: Path) -> int:
    """Print what differs for a file; how many differences have no reason."""
    theirs, ours = theirs_of(path, programs), ours_of(path)
    print(f"{path.stem}: {len(theirs & ours)} found by both, {len(theirs - ours)} by them, {len(ours - theirs)} by us")
    unexplained = 0
    for who, only in (("they", theirs - ours), ("we", ours - theirs)):
        for sort, where in sorted(only):
            reason = REASONS.get((path.stem, sort)) or REASONS.get((who, sort))
            unexplained += reason is None
            print(f"  only {who}: {sort} at {where}: {reason or 'NO REASON KNOWN'}")
    return unexplained


def ours_of(path: Path) -> set[Found]:
    """Findings of the rules that have a counterpart."""
    return {_found(finding) for finding in validate_file(DataFile(path)) if finding.rule in OURS}


def _found(finding: Finding) -> Found:
    sort = OURS[finding.rule]
    if finding.rule == "NX584" and " not NX_" in finding.message:
        sort = "type"
    of_application = finding.rule in ("NX582", "NX584", "NX585")
    return sort, last(finding.message.partition(" ")[0] if of_application else finding.place.path)


def theirs_of(path: Path, programs: Path) -> set[Found]:
    text = run(programs / "nxcheck", path)
    if "/definition" in run(programs / "nxcheck", path, "-i"):
        text += run(programs / "nxvalidate", path)
    found: set[Found] = set()
    where = ""
    for line in map(str.strip, text.splitlines()):
        named = re.match(r"(?:Field|Group|NX\w+): (.*)$", line)
        if named:
            where = last(named[1])
        found |= {(sort, where) for pattern, sort in THEIRS if not named and re.search(pattern, line)}
    return found


def last(path: str) -> str:
    """The last name of a path, of a group with a class its class."""
    return path.rstrip("/").rpartition("/")[2].rpartition(":")[2].strip()


def run(program: Path, path: Path, level: str = "-w") -> str:
    done = subprocess.run([program, level, path], capture_output=True, text=True, check=False)
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)


if __name__ == "__main__":
    main()
