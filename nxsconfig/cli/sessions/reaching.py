"""Devices: directly where that is possible, which is quick, else through PyTango."""

from nxsconfig.cli.iiop.cdr import UnknownFormError
from nxsconfig.cli.sessions.device import Device
from nxsconfig.cli.sessions.direct import DirectDevice
from nxsconfig.errors import SettingsError


def reached(name: str) -> Device:
    """The device of a name. Raises NXSConfigError when Tango doesn't know it or can't be asked."""
    try:
        return DirectDevice(name)
    except UnknownFormError as reason:
        try:
            from nxsconfig.cli.sessions.pytango import PyTangoDevice  # noqa: PLC0415  takes over a hundred milliseconds
        except ImportError as err:
            text = f"{reason} needs the Python package pytango: pip install 'nxsconfig[tango]'"
            raise SettingsError(text) from err
        return PyTangoDevice(name)
