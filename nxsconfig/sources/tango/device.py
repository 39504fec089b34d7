"""One Tango device: its connection, and the lane in which all of its values are read."""

import threading
import time
from collections.abc import Sequence

import tango

from nxsconfig.errors import SourceUnavailableError
from nxsconfig.sources.decoders import Decoders
from nxsconfig.sources.options import SourceOptions
from nxsconfig.sources.port import LanedSource
from nxsconfig.sources.reading.availability import Availability
from nxsconfig.sources.tango.calls import CALLS
from nxsconfig.sources.tango.device_reading import DeviceReading
from nxsconfig.sources.tango.failures import is_away, stack_text
from nxsconfig.sources.tango.reachable import check_database
from nxsconfig.sources.tango.spec import host_in

GRACE_SECONDS = 1.0
"""How much longer than a time-out a call may take; the library tries a silent device three times, which is too long."""


class Device:
    """The connection to a device. It is made when first needed and kept over entries.

    A device that can't be reached costs one point one bounded wait; then it is tried in the background.

    Args:
        address: as Tango takes it.
        options: time limits.
        decoders: for encoded values.
    """

    def __init__(self, address: str, options: SourceOptions, decoders: Decoders) -> None:
        self.name = f"Tango device {address}"
        self.patience = options.tango_timeout + GRACE_SECONDS
        self.heard = 0.0
        self.decoders = decoders
        self.one_by_one = False
        """Set when a call for many attributes takes too long although single ones don't."""
        self._address = address
        self._options = options
        self._lock = threading.Lock()
        self._proxy: tango.DeviceProxy | None = None
        self._availability = Availability(self.name, options.retry_seconds)

    def prepare(self, sources: Sequence[LanedSource]) -> DeviceReading:
        """See Lane."""
        return DeviceReading(self, sources)

    def proxy(self) -> tango.DeviceProxy:
        """The connection. Raises SourceUnavailableError."""
        self._availability.check()
        with self._lock:
            if self._proxy is None:
                self._proxy = self._connect()
            self.heard = time.monotonic()
            return self._proxy

    def disconnect(self) -> None:
        """Forget a connection that is broken."""
        with self._lock:
            self._proxy = None

    def lost(self, error: tango.DevFailed, attribute: str = "") -> SourceUnavailableError:
        """The device doesn't answer: in the background its state, or an attribute that was late, is read."""
        self.disconnect()
        return self._availability.lost(stack_text(error.args), lambda: self._probe(attribute))

    def rest(self) -> Availability:
        """The entry has ended: no attempts in the background until the device is asked for again.

        What has been stopped, to be joined.
        """
        ended, self._availability = self._availability, Availability(self.name, self._options.retry_seconds)
        ended.stop()
        self.one_by_one = False
        return ended

    def _connect(self) -> tango.DeviceProxy:
        try:
            return self._new_proxy()
        except SourceUnavailableError as err:
            raise self._availability.lost(str(err), lambda: self._probe("")) from err

    def _new_proxy(self) -> tango.DeviceProxy:
        """Raises SourceUnavailableError."""
        check_database(host_in(self._address), self._options.tango_timeout)
        self.heard = time.monotonic()
        try:
            proxy = tango.DeviceProxy(self._address)
            proxy.set_timeout_millis(int(1000 * self._options.tango_timeout))
            proxy.set_source(tango.DevSource.DEV)
        except tango.DevFailed as err:
            raise SourceUnavailableError(stack_text(err.args)) from err
        return proxy

    def _probe(self, attribute: str) -> None:
        """Raises SourceUnavailableError while the device is away."""
        with CALLS.under_way():
            proxy = self._new_proxy()
            try:
                proxy.state()  # unlike a ping, this waits for a device that is busy
                if attribute:
                    _raise_if_away(proxy.read_attributes([attribute])[0])
            except tango.DevFailed as err:
                raise SourceUnavailableError(stack_text(err.args)) from err


def _raise_if_away(attribute: tango.DeviceAttribute) -> None:
    """Devices that forward attributes answer, but say that another one timed out."""
    if attribute.has_failed:
        error = tango.DevFailed(*attribute.get_err_stack())
        if is_away(error):
            raise error
