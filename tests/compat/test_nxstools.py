"""The HDF5 layer under the names that stored scripts import."""

import subprocess
import sys

import pytest

from nxsconfig.h5.objects import filewriter as our_filewriter
from nxsconfig.h5.objects import h5pywriter as our_h5pywriter
from nxstools import filewriter, h5pywriter


@pytest.mark.parametrize(("theirs", "ours"), [(filewriter, our_filewriter), (h5pywriter, our_h5pywriter)])
def test_every_name_is_ours(theirs, ours):
    assert all(getattr(theirs, name) is getattr(ours, name) for name in ours.__all__)


def test_objects_of_an_open_file_are_of_the_classes_scripts_ask_for():
    file = h5pywriter.memory_file("x.nxs")
    assert isinstance(file, filewriter.FTFile)
    assert isinstance(file.root().create_field("n", "int32"), filewriter.FTField)
    file.close()


def test_importing_the_layer_loads_no_tango():
    code = "import nxstools.filewriter, sys; sys.exit('tango' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
