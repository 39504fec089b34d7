"""What every user of HDF5 files shares: how they are opened, their types, their tree."""
