"""The objects through which scripts look into an open file, in the form of the peers' HDF5 layer (writer §17).

    file ── root ── group ── field ── attributes ── attribute
                      └───── link

`h5pywriter` and `filewriter` offer the names that stored scripts import. What h5py raises reaches the scripts as it is:
they are written for it.
"""
