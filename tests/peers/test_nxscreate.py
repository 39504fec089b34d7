"""The peers' nxscreate does the same through our configuration server as through theirs."""

from pathlib import Path

import pytest

pytest.importorskip("tango")

from tests.cli.support import Result
from tests.peers.programs import run
from tests.peers.side import Side

pytestmark = [pytest.mark.peers, pytest.mark.tango, pytest.mark.mysql]

ONLINE = """<?xml version="1.0"?>
<hw>
  <device><name>mot01</name><tags>expert</tags><type>stepping_motor</type><module>oms58</module>
    <device>p09/motor/exp.01</device><control>tango</control><hostname>haso000:10000</hostname></device>
  <device><name>ct01</name><type>counter</type><module>sis3820</module>
    <device>p09/counter/exp.01</device><control>tango</control><hostname>haso000:10000</hostname></device>
  <device><name>pil1</name><type>DETECTOR</type><module>pilatus300k</module>
    <device>p09/pilatus/exp.01</device><control>tango</control><hostname>haso000:10000</hostname></device>
</hw>
"""
CALLS = {
    "clientds": ["clientds title scan_id -b", "clientds title -b", "clientds title -b -o", "clientds -v c_ -l 3 -b"],
    "tangods": [
        "tangods -v p09/motor/exp. -l 2 -u haso000 -b",
        "tangods -v p09/motor/exp. -l 3 -u haso000 -b",
        "tangods -v p09/motor/exp. -l 3 -u haso000 -b -o -s mot_",
    ],
    "deviceds": ["deviceds -v sys/tg_test/1 -s tg_ -u haso000 Position Velocity -b"],
    "comp": ["comp temp pressure -b", "comp temp -b", "comp temp -b -o -g STEP -t NX_INT", "comp -v dev_ -l 4 -b"],
    "onlineds": ["onlineds -b online.xml", "onlineds -b online.xml"],
    "onlinecp": [
        "onlinecp -b -c pil1 online.xml",
        "onlinecp -b -c pil1 online.xml",
        "onlinecp -b -o -c pil1 online.xml",
    ],
    "stdcomp": [
        "stdcomp -t default -c default -m -b",
        "stdcomp -t starttime -c start -b",
        "stdcomp -t starttime -c start -b",
        "stdcomp -t slit -c slit1 -b xgap s1_xgap ygap s1_ygap",
    ],
    "unknown server": ["clientds title -b -r p00/none/none", "comp temp -b -r nonsense"],
}


def results(program: Path, side: Side, calls: list[str]) -> list[Result]:
    done = [run([program, *call.split()], env={"TANGO_HOST": side.tango_host}) for call in calls]
    return [Result(one.exit, side.masked(one.stdout), side.masked(one.stderr)) for one in done]


@pytest.mark.parametrize("calls", CALLS.values(), ids=CALLS)
def test_nxscreate_does_the_same(
    calls: list[str], peers: Path, directory: Path, two_databases: tuple[Side, Side]
) -> None:
    ours, theirs = two_databases
    (directory / "online.xml").write_text(ONLINE)
    program = peers / "bin" / "nxscreate"
    assert results(program, ours, calls) == results(program, theirs, calls)
    assert ours.content() == theirs.content()
    assert ours.revision() == theirs.revision()
