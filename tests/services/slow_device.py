"""A Tango device that can be slow, and counts how often it is asked.

python slow_device.py INSTANCE
"""

import time

import tango
from tango.server import Device, attribute, command


class SlowDevice(Device):
    """`Delay` is the time in seconds that `Slow` takes; `Reads` counts the reading of attributes."""

    def init_device(self) -> None:
        super().init_device()
        self._delay = 0.0
        self._reads = 0
        self.set_state(tango.DevState.ON)

    @attribute(name="Delay", dtype=float, access=tango.AttrWriteType.READ_WRITE)
    def delay(self) -> float:
        return self._delay

    @delay.write
    def set_delay(self, value: float) -> None:
        self._delay = value

    @attribute(name="Slow", dtype=float)
    def slow(self) -> float:
        self._reads += 1
        time.sleep(self._delay)
        return 1.5

    @attribute(name="AlsoSlow", dtype=float)
    def also_slow(self) -> float:
        time.sleep(self._delay)
        return 3.5

    @attribute(name="Quick", dtype=int)
    def quick(self) -> int:
        self._reads += 1
        return 7

    @attribute(name="Reads", dtype=int)
    def reads(self) -> int:
        return self._reads

    @attribute(name="States", dtype=(tango.DevState,), max_dim_x=4)
    def states(self) -> list[tango.DevState]:
        return [tango.DevState.ON, tango.DevState.MOVING]

    @attribute(name="Nothing", dtype=(float,), max_dim_x=4)
    def nothing(self) -> list[float]:
        return []

    @command(dtype_out=float)
    def wait(self) -> float:
        time.sleep(self._delay)
        return 2.5


if __name__ == "__main__":
    SlowDevice.run_server()
