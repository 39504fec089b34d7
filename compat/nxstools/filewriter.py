"""The HDF5 layer, whatever is below it; see nxsconfig.h5.objects.filewriter."""

from nxsconfig.h5.objects import filewriter
from nxsconfig.h5.objects.filewriter import *  # noqa: F403  its __all__ is what the peers offer

__all__ = filewriter.__all__
