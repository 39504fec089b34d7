"""A killed writer leaves every failure older than the flush bound in the logs, and none that wasn't there."""

import subprocess
import sys
import time

import pytest

from nxsconfig.writer import read_failures
from tests.writer.support import entry, field

BOUND = 0.2
"""Seconds that are promised."""

WRITER = """
import sys, time
from nxsconfig.writer import Options, Recording
number = 0
with Recording(sys.argv[1], sys.argv[2], options=Options(logs=True, flush_seconds=float(sys.argv[3]))) as recording:
    while True:
        number += 1
        values = {name: 1 for bit, name in enumerate("gh") if number * 2654435761 >> 7 + bit & 1}
        recording.record({"x": number} | values)
        print(number, time.monotonic(), *values, flush=True)
        time.sleep(0.0002)
"""

DEFINITION = entry(field("x"), *(field(name, more='canfail="true"') for name in "fgh"))


def killed_at(path, seconds):
    """What has been acknowledged (number, time, names of the values) by a writer, and the time of its end."""
    command = [sys.executable, "-c", WRITER, str(path), DEFINITION, str(BOUND)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        process.stdout.readline()
        time.sleep(seconds)
        moment = time.monotonic()
        process.kill()
        lines = [line.split() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return [(int(number), float(when), names) for number, when, *names in lines], moment


@pytest.mark.parametrize("seconds", [0.11, 0.38, 0.66, 0.93])
def test_failures_older_than_the_bound_survive_a_kill(tmp_path, seconds):
    points, moment = killed_at(tmp_path / "scan.nxs", seconds)
    told = {
        (row.source[len("/scan:NXentry/")], point)
        for row in read_failures(tmp_path / "scan.nxs")
        for point in row.points
    }
    failed = {(name, number) for number, _, names in points for name in {*"fgh"} - {*names}}
    safe = {number for number, when, _ in points if when < moment - BOUND}
    assert {(name, number) for name, number in failed if number in safe} <= told
    last = points[-1][0]
    assert {(name, number) for name, number in told if 1 < number <= last} <= failed
