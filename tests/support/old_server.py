# ruff: noqa: N802  the names of commands and attributes are the peers'
"""A configuration server that has the peers' commands only, as far as the tests of the client need them."""

import json
import time

from tango import AttrWriteType, DevState
from tango.server import Device, attribute, command, run


class OldServer(Device):
    """Keeps components in memory. `Components` echoes; the configuration of `slow` takes its time, of `bad` fails."""

    def init_device(self):
        super().init_device()
        self.texts = {}
        self.xml = ""
        self.count = 0
        self.set_state(DevState.ON)

    @attribute(dtype=str, access=AttrWriteType.READ_WRITE)
    def XMLString(self):
        return self.xml

    @XMLString.write
    def XMLString(self, value):
        self.xml = value

    @attribute(dtype=str)
    def Version(self):
        return f"2.26.0.XCS.{self.count}"

    @command
    def Open(self):
        self.set_state(DevState.OPEN)

    @command(dtype_out=(str,))
    def AvailableComponents(self):
        return sorted(self.texts)

    @command(dtype_out=(str,))
    def MandatoryComponents(self):
        return []

    @command(dtype_in=(str,), dtype_out=(str,))
    def Components(self, names):
        return [self.texts[name] for name in names]

    @command(dtype_in=str)
    def StoreComponent(self, name):
        self.texts[name] = self.xml
        self.count += 1

    @command(dtype_in=str)
    def DeleteComponent(self, name):
        del self.texts[name]
        self.count += 1

    @command(dtype_in=(str,))
    def CreateConfiguration(self, names):
        self.xml = json.dumps(list(names))
        if names and names[0].startswith("slow"):
            time.sleep(2.5)
        if "slow_bad" in names:
            self.xml = ""
            raise ValueError("no configuration")


if __name__ == "__main__":
    run((OldServer,))
