"""Canonical JSON form of an HDF5 file, as the vectors of the writer hold it (chunks left out)."""

import hashlib
import json
import re
from pathlib import Path

import h5py
import numpy as np

MAX_ELEMENTS = 400
MASKED_ROOT = {"file_time": "<TIME>", "file_update_time": "<TIME>", "HDF5_Version": "<HDF5_VERSION>"}
PYTHON_VERSION = re.compile(r"^/nexus_logs/[^/]+/python_version$")
ISO_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+([+-]\d{4})?$")
FAILURE = re.compile(r"Data for ([^ ]*) not found\. DATASOURCE:(.*?)(?:'|\"), ", re.DOTALL)


def dump(path: Path) -> dict:
    """Objects by absolute path."""
    result: dict = {}
    with h5py.File(path, "r") as file:
        _walk(file["/"], "/", result, str(path.parent.resolve()))
    return result


def _walk(group, path, result, folder):
    result[path] = {"kind": "group", "attrs": _attributes(group, path, folder)}
    for name in sorted(group):
        child = f"{path.rstrip('/')}/{name}"
        link = group.get(name, getlink=True)
        if isinstance(link, h5py.SoftLink):
            result[child] = {"kind": "softlink", "target": link.path}
        elif isinstance(link, h5py.ExternalLink):
            target = {"kind": "externallink", "file": _masked(link.filename, folder), "target": link.path}
            result[child] = target
        elif isinstance(group[name], h5py.Group):
            _walk(group[name], child, result, folder)
        else:
            result[child] = _dataset(group[name], child, folder)


def _dataset(item, path, folder):
    shape = list(item.shape)  # first: asking for it tells an unlimited virtual data set the sizes of its sources
    plist = item.id.get_create_plist()
    filters = [plist.get_filter(index) for index in range(plist.get_nfilters())]
    virtual = {"virtual": [_source(source, folder) for source in item.virtual_sources()]} if item.is_virtual else {}
    value = _value(item[()])
    if PYTHON_VERSION.match(path):
        value = "<PYTHON_VERSION>"
    elif isinstance(value, str) and ISO_TIME.match(value):
        value = "<TIME>"
    return virtual | {
        "kind": "dataset",
        "dtype": _dtype(item.dtype),
        "shape": shape,
        "maxshape": list(item.maxshape),
        "filters": [{"id": code, "flags": flags, "options": list(values)} for code, flags, values, _ in filters],
        "attrs": _attributes(item, path, folder),
        "value": value,
    }


def _source(source, folder):
    return {
        "vspace": _space(source.vspace),
        "file": _masked(source.file_name, folder),
        "dataset": source.dset_name,
        "srcspace": _space(source.src_space),
    }


def _space(space):
    sizes = [list(space.get_simple_extent_dims(limits)) for limits in (False, True)]
    maxshape = [None if size == h5py.h5s.UNLIMITED else size for size in sizes[1]]
    selection = "all"
    if space.get_select_type() == h5py.h5s.SEL_HYPERSLABS:
        names = ("start", "stride", "count", "block")
        slabs = dict(zip(names, map(list, space.get_regular_hyperslab()), strict=True))
        slabs["count"] = ["UNLIMITED" if size == h5py.h5s.UNLIMITED else size for size in slabs["count"]]
        selection = slabs
    return {"shape": sizes[0], "maxshape": maxshape, "selection": selection}


def _attributes(item, path, folder):
    result = {}
    for name in sorted(item.attrs):
        known = item.attrs.get_id(name)
        value = _value(item.attrs[name])
        if path == "/":
            value = MASKED_ROOT.get(name, value)
        if name == "file_name" and path == "/":
            value = _masked(value, folder)
        if name == "nexdatas_canfail_error":
            found = FAILURE.findall(value)
            value = [f"{where} <- {' '.join(source.split())}" for where, source in found]
        result[name] = {"dtype": _dtype(known.dtype), "shape": list(known.shape), "value": value}
    return result


def _masked(text, folder):
    return text.replace(folder, "<DIR>", 1) if text.startswith(folder + "/") else text


def _dtype(dtype):
    text = h5py.check_string_dtype(dtype)
    if text is not None:
        coding = "utf8" if text.encoding == "utf-8" else "ascii"
        return f"vlen-{coding}" if text.length is None else f"fixed-{coding}[{text.length}]"
    return "bool-enum8" if dtype.kind == "b" else dtype.str


def _value(value):
    if not isinstance(value, np.ndarray):
        return _scalar(value)
    if value.size > MAX_ELEMENTS:
        flat = [_scalar(item) for item in value.ravel()]
        raw = json.dumps(flat).encode() if value.dtype == object else np.ascontiguousarray(value).tobytes()
        return {"sha256": hashlib.sha256(raw).hexdigest(), "first": flat[:4], "last": flat[-4:]}
    return [_value(item) for item in value] if value.shape else _scalar(value[()])


def _scalar(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.float32):
        value = float(str(value))
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
