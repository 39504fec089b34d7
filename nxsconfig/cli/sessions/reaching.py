"""Devices and lists of them: directly where that is possible, which is quick, else through PyTango."""

from types import ModuleType

from nxsconfig.cli.iiop.cdr import UnknownFormError
from nxsconfig.cli.sessions import direct
from nxsconfig.cli.sessions.device import Device
from nxsconfig.errors import SettingsError


def reached(name: str) -> Device:
    """The device of a name. Raises NXSConfigError when Tango doesn't know it or can't be asked."""
    try:
        return direct.DirectDevice(name)
    except UnknownFormError as err:
        device: Device = _pytango(err).PyTangoDevice(name)
        return device


def exported(tango_host: str) -> list[str]:
    """Names of the running configuration servers of a Tango system. Raises StoreUnavailableError."""
    try:
        return direct.exported(tango_host)
    except UnknownFormError as err:
        names: list[str] = _pytango(err).exported(tango_host)
        return names


def _pytango(reason: UnknownFormError) -> ModuleType:
    try:
        from nxsconfig.cli.sessions import pytango  # noqa: PLC0415  takes over a hundred milliseconds
    except ImportError as err:
        text = f"{reason} needs the Python package pytango: pip install 'nxsconfig[tango]'"
        raise SettingsError(text) from err
    return pytango
