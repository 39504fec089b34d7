"""Prints what is in an HDF5 file as JSON; runs with any h5py since 3.0, so two of them can be compared.

Every object by its path: kind, type, shape, attributes, and the values themselves as a digest and the first of them.
"""

import hashlib
import json
import sys

import h5py
import numpy as np


def outline(path: str) -> dict:
    """Objects of a file by path; soft links also tell what they lead to."""
    found: dict = {}
    with h5py.File(path, "r") as file:
        _group(file["/"], found)
    return found


def _group(group, found):
    found[group.name] = {"kind": "group", "attributes": _attributes(group)}
    for name in sorted(group):
        path = group.name.rstrip("/") + "/" + name
        link = group.get(name, getlink=True)
        if isinstance(link, h5py.HardLink):
            item = group[name]
            if isinstance(item, h5py.Group):
                _group(item, found)
            else:
                found[path] = _dataset(item)
        else:
            found[path] = {"kind": type(link).__name__, "target": link.path, "file": getattr(link, "filename", "")}
            if isinstance(group.get(name), h5py.Dataset):
                found[path]["leads to"] = _dataset(group[name])


def _dataset(item):
    value = item[()]
    return {
        "kind": "data set",
        "virtual": item.is_virtual,
        "type": _type(item.dtype),
        "shape": list(item.shape),
        "attributes": _attributes(item),
        "digest": hashlib.sha256(_bytes(value)).hexdigest(),
        "first": str(np.asarray(value).ravel()[:1].tolist()),
    }


def _bytes(value):
    array = np.asarray(value)
    if array.dtype == object:
        return json.dumps([text if isinstance(text, str) else text.decode() for text in array.ravel()]).encode()
    return np.ascontiguousarray(array).tobytes()


def _type(dtype):
    text = h5py.check_string_dtype(dtype)
    return f"text {text.encoding} {text.length}" if text else str(dtype)


def _attributes(item):
    return {
        name: [_type(item.attrs.get_id(name).dtype), np.asarray(item.attrs[name]).tolist()]
        for name in sorted(item.attrs)
    }


if __name__ == "__main__":
    print(json.dumps(outline(sys.argv[1])))
