"""Twelve small files of different classes, each with something right and something wrong, to compare checkers on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np


def write_all(folder: Path) -> list[Path]:
    """Write the files; their paths."""
    made = []
    for fill in FILES:
        path = folder / f"{fill.__name__}.nxs"
        with h5py.File(path, "w") as file:
            fill(_group(file, "entry", "NXentry"))
        made.append(path)
    return made


def _group(parent: h5py.Group, name: str, nxclass: str, fields: dict[str, Any] | None = None) -> h5py.Group:
    """A group with fields: name → value, or (value, units)."""
    made = parent.create_group(name)
    made.attrs["NX_class"] = nxclass
    for key, value in (fields or {}).items():
        _field(made, key, value)
    return made


def _field(parent: h5py.Group, name: str, value: object, **attributes: object) -> None:
    held, units = value if isinstance(value, tuple) else (value, None)
    made = parent.create_dataset(name, data=held)
    for key, text in {**({} if units is None else {"units": units}), **attributes}.items():
        made.attrs[key] = text


def _instrument(entry: h5py.Group, fields: dict[str, Any] | None = None) -> h5py.Group:
    return _group(entry, "instrument", "NXinstrument", fields)


def data(entry: h5py.Group) -> None:
    """One plot that works, one without its signal and with a deprecated field."""
    axis = (np.arange(4.0), "keV")
    right = _group(entry, "data", "NXdata", {"energy": axis, "counts": np.arange(4)})
    right.attrs["signal"], right.attrs["axes"] = "counts", ["energy"]
    wrong = _group(entry, "wrong", "NXdata", {"energy": axis, "errors": np.arange(4.0)})
    wrong.attrs["signal"], wrong.attrs["axes"] = "missing", ["energy"]


def detector(entry: h5py.Group) -> None:
    """Wrong units, missing units, a text for a number, an unknown field and a value that isn't listed."""
    fields = {
        "data": (np.zeros((2, 2), "u4"), "counts"),
        "distance": (1.5, "s"),
        "count_time": ("long", "s"),
        "frame_time": (0.1, "s"),
        "x_pixel_size": 75.0,
        "y_pixel_size": (75.0, "um"),
        "own_field": 1.0,
        "acquisition_mode": "sometimes",
        "type": "pixel",
    }
    _group(_instrument(entry), "detector", "NXdetector", fields)


def sample(entry: h5py.Group) -> None:
    """Wrong units, a text for a number, a value that isn't listed, a group that doesn't belong here."""
    fields = {
        "name": "quartz",
        "temperature": (300.0, "mm"),
        "mass": ("heavy", "g"),
        "chemical_formula": "SiO2",
        "type": "something",
    }
    _group(_group(entry, "sample", "NXsample", fields), "camera", "NXdetector")


def monochromator(entry: h5py.Group) -> None:
    """An integer energy, a wavelength in units of energy, a value that isn't listed."""
    made = _group(_instrument(entry), "mono", "NXmonochromator", {"energy": (8, "keV"), "wavelength": (1.5, "eV")})
    crystal = {"type": "Si", "usage": "Brag", "reflection": np.array([1, 1, 1]), "d_spacing": (3.1, "angstrom")}
    _group(made, "crystal", "NXcrystal", crystal)


def source(entry: h5py.Group) -> None:
    """A probe that isn't listed, a current in millimetres."""
    fields = {
        "name": "ring",
        "type": "Synchrotron X-ray Source",
        "probe": "xray",
        "energy": (6.0, "GeV"),
        "current": (100.0, "mm"),
        "mode": "Multi Bunch",
    }
    _group(_instrument(entry), "source", "NXsource", fields)


def transformations(entry: h5py.Group) -> None:
    """A rotation in millimetres, a transformation of an unknown type."""
    made = _group(entry, "sample", "NXsample", {"depends_on": "transformations/phi"})
    axes = _group(made, "transformations", "NXtransformations")
    _field(axes, "phi", (1.0, "mm"), transformation_type="rotation", vector=[0.0, 1.0, 0.0], depends_on="x")
    _field(axes, "x", (1.0, "mm"), transformation_type="shift", vector=[1.0, 0.0, 0.0], depends_on=".")


def sas(entry: h5py.Group) -> None:
    """NXsas without distance and monitor, and a probe that NXsas doesn't allow."""
    _field(entry, "definition", "NXsas")
    beamline = _instrument(entry, {"name": "beamline"})
    _group(beamline, "source", "NXsource", {"type": "Synchrotron X-ray Source", "name": "ring", "probe": "muon"})
    _group(beamline, "mono", "NXmonochromator", {"wavelength": (1.0, "angstrom")})
    sizes = {"x_pixel_size": (75.0, "um"), "y_pixel_size": (75.0, "um")}
    _group(beamline, "detector", "NXdetector", {"data": np.zeros((2, 2)), **sizes})
    _group(entry, "sample", "NXsample", {"name": "silica"})


def mx(entry: h5py.Group) -> None:
    """NXmx with little of what it requires."""
    _field(entry, "definition", "NXmx")
    _field(entry, "start_time", "2026-11-21T14:00:00Z")
    _group(_instrument(entry), "detector", "NXdetector", {"distance": (0.2, "m"), "beam_center_x": (1000.0, "pixel")})
    _group(entry, "sample", "NXsample", {"name": "lysozyme"})


def tomo(entry: h5py.Group) -> None:
    """NXtomo without source, control and plot."""
    _field(entry, "definition", "NXtomo")
    detector_fields = {"data": np.zeros((2, 2, 2)), "image_key": np.array([0, 1])}
    _group(_instrument(entry), "detector", "NXdetector", detector_fields)
    _group(entry, "sample", "NXsample", {"name": "bone", "rotation_angle": (np.array([0.0, 1.0]), "deg")})


def unknown(entry: h5py.Group) -> None:
    """An unknown class."""
    _group(entry, "camera", "NXdetektor")


def inner(entry: h5py.Group) -> None:
    """An entry too deep in the file."""
    _group(entry, "inner", "NXentry")


def strange(entry: h5py.Group) -> None:
    """Deprecated things, a time and a title that are none, a group that may hold anything."""
    _group(_group(entry, "sample", "NXsample"), "geometry", "NXgeometry")
    _field(entry, "start_time", "21.11.2026")
    _field(entry, "title", 5)
    _group(entry, "any", "NXcollection", {"x": 1})
    log = {"time": (np.arange(3.0), "s"), "value": (np.arange(3.0), "V"), "average_value_error": (1.0, "V")}
    _group(entry, "log", "NXlog", log)


FILES: tuple[Callable[[h5py.Group], None], ...] = (
    data,
    detector,
    sample,
    monochromator,
    source,
    transformations,
    sas,
    mx,
    tomo,
    unknown,
    inner,
    strange,
)
