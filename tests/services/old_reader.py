"""An h5py of 2023 with HDF5 1.12, as beamlines and users have it, in a virtual environment of its own."""

import os
import subprocess
from pathlib import Path

from tests.services.process import MissingError

ROOT = Path(__file__).parents[2]


class OldReader:
    """Runs programs with the old h5py; `.ci/readers` installs it when it isn't there. Raises MissingError."""

    def __init__(self) -> None:
        done = subprocess.run([ROOT / ".ci/readers"], capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingError((done.stderr.strip().splitlines() or [".ci/readers failed"])[-1])
        self.python = ROOT / ".readers-venv/bin/python"

    def run(self, program: Path, *args: object, plugins: str = "") -> str:
        """What a program prints. Raises CalledProcessError."""
        # our own environment must not lead it to our h5py
        places = {"HDF5_PLUGIN_PATH": plugins} if plugins else {}
        environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")} | places
        command = [str(self.python), str(program), *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    def end(self) -> None:
        """Nothing runs."""
