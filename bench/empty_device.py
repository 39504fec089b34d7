"""A Tango device that does nothing with a text, and has a camera's frame: what Tango itself costs.

python empty_device.py INSTANCE
"""

import struct

import numpy as np
from tango import DevState
from tango.server import Device, attribute, command

SHAPE = (2048, 2048)
SCALARS = [f"Scalar{number}" for number in range(10)]
_HEADER = ">IHHqiiHHHH"


class EmptyDevice(Device):
    """`Take` forgets what it is given; `Frame` is a frame of 16 bit as LIMA sends them; `SCALARS` are doubles."""

    def init_device(self) -> None:
        """Make the frame once."""
        super().init_device()
        pixels = np.random.default_rng(2).poisson(20, SHAPE).astype("<u2")
        header = struct.pack(_HEADER, 0x5644454F, 1, 1, 0, SHAPE[1], SHAPE[0], 0, struct.calcsize(_HEADER), 0, 0)
        self._frame = header + pixels.tobytes()
        self.set_state(DevState.ON)

    def initialize_dynamic_attributes(self) -> None:
        """The scalars."""
        for name in SCALARS:
            self.add_attribute(attribute(name=name, dtype=float, fget=self.scalar))

    def scalar(self, _attribute: object) -> float:
        """The same one every time."""
        return 1.5

    @command(dtype_in=str)
    def Take(self, text: str) -> None:  # noqa: N802  as Tango's commands are called
        """An empty command."""

    @attribute(name="Frame", dtype="DevEncoded")
    def frame(self) -> tuple[str, bytes]:
        """The same one every time."""
        return "VIDEO_IMAGE", self._frame


if __name__ == "__main__":
    EmptyDevice.run_server()
