"""HDF5 filters: their names and numbers, whether this process can apply them, and pipelines of them."""

import importlib
from collections.abc import Iterable
from contextlib import suppress

import h5py

DEFLATE: int = h5py.h5z.FILTER_DEFLATE
SHUFFLE: int = h5py.h5z.FILTER_SHUFFLE
FLETCHER32: int = h5py.h5z.FILTER_FLETCHER32

NUMBERS: dict[str, int] = {
    "deflate": DEFLATE,
    "gzip": DEFLATE,
    "shuffle": SHUFFLE,
    "fletcher32": FLETCHER32,
    "szip": 4,
    "nbit": 5,
    "scaleoffset": 6,
    "lzf": 32000,
    "blosc": 32001,
    "lz4": 32004,
    "bitshuffle": 32008,
    "zfp": 32013,
    "zstd": 32015,
    "sz": 32017,
    "blosc2": 32026,
}
"""Filters by name, as HDF5 registers them; plug-ins come with the package hdf5plugin."""

PLUGINS = "hdf5plugin"

OPTIONAL: int = h5py.h5z.FLAG_OPTIONAL
MANDATORY: int = h5py.h5z.FLAG_MANDATORY


def is_available(number: int) -> bool:
    """True if data can be written with this filter; a number above HDF5's own lets the plug-ins be imported."""
    if h5py.h5z.filter_avail(number):
        return bool(h5py.h5z.get_filter_info(number) & h5py.h5z.FILTER_CONFIG_ENCODE_ENABLED)
    with suppress(ImportError):
        importlib.import_module(PLUGINS)
    return bool(h5py.h5z.filter_avail(number))


def add_filters(properties: h5py.h5p.PropDCID, filters: Iterable[tuple[int, tuple[int, ...], int]]) -> None:
    """Put filters (number, options, OPTIONAL or MANDATORY) into the properties of a data set, in this order.

    Raises:
        ValueError, RuntimeError: HDF5 doesn't take these options.
    """
    for number, options, flag in filters:
        if number == SHUFFLE:
            properties.set_shuffle()
        elif number == DEFLATE:
            properties.set_deflate(*options[:1])
        elif number == FLETCHER32:
            properties.set_fletcher32()
        else:
            properties.set_filter(number, flag, options)
