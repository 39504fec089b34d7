"""The peers' ways to start the Tango server lead to ours."""

import subprocess
import sys

import pytest

pytest.importorskip("tango", reason="the Python package pytango is not installed")

STARTER = """
import sys, tango
from {module} import {name}, {name}Class
util = tango.Util(["{name}", "old", "-nodb", "-dlist", "a/b/c", "-ORBendPoint", "giop:tcp:127.0.0.1:0"])
util.add_class({name}Class, {name})
util.server_init()
print(util.get_device_by_name("a/b/c").get_state())
"""
SERVERS = [("nxsconfigserver", "NXSConfigServer"), ("nxswriter", "NXSDataWriter")]
MODULES = [("nxsconfigserver.NXSConfigServer", "NXSConfigServer"), ("nxswriter.NXSWriter", "NXSDataWriter")]


def python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(("package", "program"), SERVERS)
def test_main_without_an_instance_shows_its_usage(package, program):
    done = python(f"import {package}; {package}.main()")
    assert (done.returncode, done.stderr.split()[:2]) == (2, ["usage:", program])


@pytest.mark.parametrize(("package", "program"), SERVERS)
def test_run_takes_arguments_with_the_name_of_the_program_first(package, program):
    done = python(f"import {package}; {package}.run(['anything', '-?'])")
    assert (done.returncode, done.stdout.split()[:2]) == (0, ["usage:", program])


@pytest.mark.parametrize(("module", "name"), MODULES)
def test_a_starter_of_the_peers_serves_our_class(module, name):
    done = python(STARTER.format(module=module, name=name))
    assert (done.returncode, done.stdout.split()[-1:]) == (0, ["ON"]), done.stderr
