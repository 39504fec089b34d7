"""Records scans with whatever `nxswriter` is importable: JSON list of cases on stdin, of outcomes as the last line on stdout.

A case has the name of a file, a definition, and the JSON records of the opening, of each point and of the end.
"""

import json
import sys

import nxswriter.StreamSet
from nxswriter.TangoDataWriter import TangoDataWriter


def outcome(step) -> str:
    """The name of what a step raises, "" for nothing."""
    try:
        step()
    except Exception as err:  # what is raised is what is compared
        return type(err).__name__
    return ""


def scan(case) -> list[str]:
    """The outcomes of opening, points and end."""
    writer = TangoDataWriter()
    writer.writer, writer.addingLogs, writer.fileName = "h5py", False, case["file"]
    writer.canfail = case["canfail"]
    writer.openFile()
    writer.xmlsettings = case["definition"]
    writer.jsonrecord = json.dumps(case["opening"])
    outcomes = [outcome(writer.openEntry)]
    outcomes += [outcome(lambda point=point: writer.record(json.dumps(point))) for point in case["points"]]
    writer.jsonrecord = json.dumps(case["end"])
    outcomes.append(outcome(writer.closeEntry))
    writer.closeFile()
    return outcomes


if __name__ == "__main__":
    nxswriter.StreamSet.stderrflag = False
    print(json.dumps([scan(case) for case in json.load(sys.stdin)]))
