"""How the history calls the clients of a Tango device."""

import getpass
import os
import socket

import pytest

pytest.importorskip("tango")

from nxsconfig.tango.clients import described

HERE = f"{getpass.getuser()}@{socket.gethostname()} (pid {os.getpid()})"


@pytest.mark.parametrize(
    "address",
    [
        *("giop:tcp:127.0.0.1:40000", "giop:tcp:[::1]:40000", "giop:tcp:[::ffff:127.0.0.1]:40000"),
        *("giop:unix:/tmp/omni-root/000-1", "giop:tcp:127.0.0.77:40000"),
    ],
)
def test_a_program_on_this_machine_is_told_with_its_user(address):
    assert described(address, os.getpid()) == HERE


def test_a_program_that_has_ended_is_told_without_its_user():
    assert described("giop:tcp:127.0.0.1:40000", 2**22 + 1) == f"{socket.gethostname()} (pid {2**22 + 1})"


def test_a_program_on_another_machine_is_told_by_address_when_that_has_no_name():
    assert described("giop:tcp:192.0.2.7:40000", 12) == "192.0.2.7 (pid 12)"
