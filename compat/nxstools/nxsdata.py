"""The program nxsdata, and its steps as methods (cli-config §5)."""

from nxsconfig.cli.nxsdata import steps
from nxsconfig.cli.nxsdata.main import main
from nxsconfig.cli.request import Request
from nxsconfig.cli.streams import Stop, talk

__all__ = ["NexusServer", "main"]


class NexusServer:
    """One data writer in the Tango system. Methods raise NXSConfigError for what it refuses.

    Raises:
        SystemExit: it can't be reached; stderr says so. compat: nxstools 4.70.0: the exit code is 0.
    """

    def __init__(self, device: str) -> None:
        self._device = device
        try:
            with steps.writer(Request(server=device)):
                pass
        except Stop as stop:
            talk(stop.message)
            raise SystemExit(stop.code) from None

    def openFile(self, filename: str) -> None:
        """Init the writer and open a file."""
        steps.open_file(Request(server=self._device, text=filename))

    def setData(self, jsondata: str) -> None:
        """Set the values of the whole scan."""
        steps.set_data(Request(server=self._device, text=jsondata))

    def openEntry(self, xmlconfig: str) -> None:
        """Create the entry of a configuration."""
        steps.open_entry(Request(server=self._device, text=xmlconfig))

    def record(self, jsondata: str) -> None:
        """Take one point."""
        steps.record(Request(server=self._device, text=jsondata))

    def closeEntry(self) -> None:
        """Write the FINAL values."""
        steps.close_entry(Request(server=self._device))

    def closeFile(self) -> None:
        """Close the file."""
        steps.close_file(Request(server=self._device))
