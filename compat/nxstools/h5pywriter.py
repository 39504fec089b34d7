"""The HDF5 layer over h5py; see nxsconfig.h5.objects.h5pywriter."""

from nxsconfig.h5.objects import h5pywriter
from nxsconfig.h5.objects.h5pywriter import *  # noqa: F403  its __all__ is what the peers offer

__all__ = h5pywriter.__all__
