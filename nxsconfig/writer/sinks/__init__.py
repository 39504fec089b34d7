"""Targets of a recording behind the `Sink` port: an HDF5 file, or memory."""
