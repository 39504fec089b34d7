"""Tango device servers in processes of their own."""

import contextlib
import os
import sys
from pathlib import Path

from tests.services.process import Process
from tests.services.tango_db import TangoDatabase

HERE = Path(__file__).parent
SIMULATED = HERE.parent / "vectors" / "writer" / "simdevice.py"


class DeviceServer:
    """A server with its devices, entered into a database and started.

    Args:
        database: where.
        program: the file of the server.
        server: ``Class/instance``; the class is that of the devices.
        devices: their names, with their properties.
    """

    def __init__(self, database: TangoDatabase, program: Path, server: str, devices: dict[str, dict]) -> None:
        import tango

        self.database = database
        self._names = list(devices)
        host, _, port = database.tango_host.partition(":")
        entries = tango.Database(host, port)
        for name, properties in devices.items():
            info = tango.DbDevInfo()
            info._class, info.server, info.name = server.partition("/")[0], server, name
            entries.add_device(info)
            entries.put_device_property(name, properties)
        command = [sys.executable, str(program), server.partition("/")[2]]
        self.process = Process(command, database.base / f"log-{server.replace('/', '-')}")
        self.start()

    def start(self) -> None:
        env = {**os.environ, "TANGO_HOST": self.database.tango_host}
        self.process.start(self._ready, env)

    def stop(self) -> None:
        """kill -9."""
        self.process.stop()

    def proxy(self, name: str):
        """A connection of the test's own."""
        import tango

        return tango.DeviceProxy(f"tango://{self.database.tango_host}/{name}")

    def _ready(self) -> bool:
        import tango

        with contextlib.suppress(tango.DevFailed):
            for name in self._names:
                self.proxy(name).ping()
            return True
        return False


def simulated_beamline(database: TangoDatabase) -> DeviceServer:
    """The device of the recorded cases; every value is a function of its attribute Step."""
    properties = {
        "BeamlineName": ["P99"],
        "Slits": ["s1", "s2", "s3"],
        "Limit": ["12.5"],
        "NumberOfAxes": ["6"],
        "Enabled": ["true"],
    }
    devices = {"sim/beamline/1": properties, "sim/beamline/2": {"BeamlineName": ["P98"]}}
    return DeviceServer(database, SIMULATED, "SimBeamline/vec", devices)


def slow_devices(database: TangoDatabase) -> DeviceServer:
    """A device that takes as long as it is told to."""
    return DeviceServer(database, HERE / "slow_device.py", "SlowDevice/test", {"sim/slow/1": {}})
