"""The source of one value of a Tango device."""

from nxsconfig.sources.port import Ask, Lane
from nxsconfig.sources.tango.spec import CLIENT_GROUP, TangoSpec
from nxsconfig.sources.values import Point, Reading, reading_of


class TangoSource:
    """One value of a device; its lane, the device, reads it together with the others."""

    def __init__(self, spec: TangoSpec, name: str, device: Lane, ask: Ask) -> None:
        """`name` is that of the datasource."""
        self.spec = spec
        self.label = spec.label
        self.lane = device
        self.group = "" if spec.group == CLIENT_GROUP else spec.group
        self._keys = spec.client_keys(name)
        self._ask = ask

    def at_hand(self, point: Point) -> Reading | None:
        """What the client sent for the device, with the group __CLIENT__."""
        for key in self._keys:
            value = point.data.get(key)
            if value is not None:
                return reading_of(value)
        return None

    def read(self, point: Point) -> Reading | None:
        """See Source."""
        return self._ask(self, point).take()
