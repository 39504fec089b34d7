"""Waiting for a device that isn't ready yet, and for a configuration that takes longer than a call may.

Source: config-server §2.4, cli-config §1.5.
"""

import time
from collections.abc import Sequence

from nxsconfig.cli.sessions.device import Device
from nxsconfig.errors import NXSConfigError, ServerError, ServerTimeoutError

OPEN_SECONDS = 20
"""Opening a server may take so long: it connects to its database."""

CALL_SECONDS = 60
"""A call may take so long; Tango's own three seconds are too few for a big configuration."""

_CONFIGURATION_SECONDS = 600
_DEAD_SECONDS = 3
_BUSY_SECONDS = 20
_POLL, _POLL_DEAD = 0.02, 0.04


def ready(device: Device) -> bool:
    """Wait until the device is not busy; False when it doesn't answer for 3 s, or is busy for 20 s."""
    start = time.monotonic()
    answered = start
    while True:
        now = time.monotonic()
        try:
            if device.state() != "RUNNING":
                return True
            answered, pause = now, _POLL
        except NXSConfigError:
            pause = _POLL_DEAD
        now = time.monotonic()
        if now - answered > _DEAD_SECONDS or now - start > _BUSY_SECONDS:
            return False
        time.sleep(pause)


def create_configuration(device: Device, names: Sequence[str]) -> str:
    """Have the device merge components, however long it takes; the result is also left in its XMLString.

    Raises ServerTimeoutError after ten minutes, ServerError when a configuration that took so long failed.
    """
    device.write("XMLString", "")  # so that an older configuration isn't taken for this one
    try:
        device.text("CreateConfiguration", names)
    except ServerTimeoutError:
        _wait_until_done(device)
        xml = device.read("XMLString")
        if not xml:
            text = f"{device.name} made no configuration; why, is in its log, or ask again for fewer components"
            raise ServerError(text) from None
        return xml
    return device.read("XMLString")


def _wait_until_done(device: Device) -> None:
    """While a device works, asking for its state blocks and may fail as well."""
    limit = time.monotonic() + _CONFIGURATION_SECONDS
    while True:
        try:
            if device.state() != "RUNNING":
                return
            late = None
        except ServerTimeoutError as err:
            late = err
        if time.monotonic() > limit:
            raise late or ServerTimeoutError(f"{device.name} has been busy for {_CONFIGURATION_SECONDS} s")
        time.sleep(_POLL)
