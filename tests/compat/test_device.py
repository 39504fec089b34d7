"""The peers' ways to start the Tango server lead to ours."""

import subprocess
import sys

import pytest

pytest.importorskip("tango", reason="the Python package pytango is not installed")

STARTER = """
import sys, tango
from nxsconfigserver.NXSConfigServer import NXSConfigServer, NXSConfigServerClass
util = tango.Util(["NXSConfigServer", "old", "-nodb", "-dlist", "a/b/c", "-ORBendPoint", "giop:tcp:127.0.0.1:0"])
util.add_class(NXSConfigServerClass, NXSConfigServer)
util.server_init()
print(util.get_device_by_name("a/b/c").get_state())
"""


def python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)


def test_main_without_an_instance_shows_its_usage():
    done = python("import nxsconfigserver; nxsconfigserver.main()")
    assert (done.returncode, done.stderr.split()[:2]) == (2, ["usage:", "NXSConfigServer"])


def test_run_takes_arguments_with_the_name_of_the_program_first():
    done = python("import nxsconfigserver; nxsconfigserver.run(['anything', '-?'])")
    assert (done.returncode, done.stdout.split()[:2]) == (0, ["usage:", "NXSConfigServer"])


def test_a_starter_of_the_peers_serves_our_class():
    done = python(STARTER)
    assert (done.returncode, done.stdout.split()[-1:]) == (0, ["ON"]), done.stderr
