"""The lane of a device, with or without PyTango installed."""

from collections.abc import Sequence
from typing import Protocol

from nxsconfig.errors import SourceError
from nxsconfig.sources.decoders import Decoders
from nxsconfig.sources.options import SourceOptions
from nxsconfig.sources.outcome import Outcome
from nxsconfig.sources.port import AskedLane, LanedSource, Put
from nxsconfig.sources.reading.availability import Availability
from nxsconfig.sources.values import Point

MISSING = "PyTango is not installed: pip install 'nxsconfig[tango]'"


class DeviceLane(AskedLane, Protocol):
    """A lane that is kept over entries."""

    def rest(self) -> Availability | None:
        """The entry has ended; what has to be joined."""
        ...


def device_lane(address: str, options: SourceOptions, decoders: Decoders) -> DeviceLane:
    """The lane of a device; its sources fail one by one when PyTango isn't installed."""
    try:
        from nxsconfig.sources.tango.device import Device  # noqa: PLC0415  importing PyTango takes half a second
    except ImportError:
        return _Missing(address)
    return Device(address, options, decoders)


class _Missing:
    """Stands for a device that nobody can ask. It is its own LaneReading."""

    patience = 1.0
    heard = 0.0

    def __init__(self, address: str) -> None:
        self.name = f"Tango device {address}"
        self._places: list[int] = []

    def prepare(self, sources: Sequence[LanedSource]) -> "_Missing":
        """See AskedLane."""
        reading = _Missing(self.name)
        reading._places = list(range(len(sources)))
        return reading

    def read(self, point: Point, put: Put, skip: frozenset[int]) -> None:  # noqa: ARG002  the port's signature
        """See LaneReading."""
        for number in self._places:
            if number not in skip:
                put(number, Outcome(error=SourceError(MISSING)))

    def rest(self) -> None:
        """Nothing to end."""
