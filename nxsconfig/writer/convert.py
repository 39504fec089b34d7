"""From what a source says to what a field holds (writer §15). Errors are Python's own ones."""

import math

import numpy as np

from nxsconfig.sources import MAX_RANK, Reading

Scalar = float | int | str | bool

CONVERSION_ERRORS = (ValueError, OverflowError, TypeError, UnicodeError)
"""What conversion and placing raise about a value; everything else is a bug."""

STORABLE = frozenset(
    "int int64 long int32 int16 int8 uint8 uint uint64 uint32 uint16 "
    "float float64 float32 float16 str str_ string unicode bool bool_".split()
)
"""Types of (first) elements that can be stored (writer §7)."""

MAX_ELEMENTS = 2**31
"""Most elements of a row, a data set written at once or an attribute: more is a slip of the pen, not a detector."""

_FALSE_WORDS = ("false", "0")


def convert(reading: Reading, dtype: str) -> np.ndarray:
    """The value as an array of the field's type and the reading's rank; strings as objects of type `str`.

    Args:
        reading: a value as it came.
        dtype: a numpy type name, ``string`` or ``bool``.

    Raises:
        ValueError, TypeError: it is no such value.
        OverflowError: it doesn't fit.
    """
    if reading.type_name not in STORABLE:
        found = f"a value of type {reading.type_name}" if reading.type_name else "an empty list"
        raise ValueError(f"{found} cannot be stored")
    if reading.rank == 0:
        return scalar_array(to_scalar(_item(reading.value), dtype), dtype)
    return _array(reading.value, dtype)


def to_scalar(value: object, dtype: str) -> Scalar:
    """A single value: an empty text is zero (writer §15)."""
    if isinstance(value, str) and not value and dtype != "string":
        return 0
    return to_element(value, dtype)


def to_element(value: object, dtype: str) -> Scalar:
    """One value of many: texts of integers must be integers, floats are cut (writer §15).

    # compat: nxswriter 3.25: an empty text is no number here; null in texts is None
    """
    if dtype == "string":
        return check_text(str(value))
    if dtype == "bool":
        return to_bool(value)
    if dtype.startswith("float"):
        return float(value)  # type: ignore[arg-type]  # what can't be a float raises TypeError, which is wanted
    return _in_range(int(value), dtype)  # type: ignore[call-overload]  # likewise


def to_bool(value: object) -> bool:
    """Texts are true unless they say false or 0; everything else by its truth."""
    if isinstance(value, str):
        return value.strip().lower() not in _FALSE_WORDS
    return bool(value)


def check_text(text: str) -> str:
    """The text itself, if HDF5 can hold it: no NUL inside, nothing that UTF-8 can't carry."""
    if "\0" in text:
        raise ValueError("a text with a NUL character cannot be stored")
    if not text.isascii():
        text.encode("utf-8")
    return text


def scalar_array(value: object, dtype: str) -> np.ndarray:
    """A rank 0 array of the field's type."""
    if dtype == "string":
        return np.array(value, dtype=object)
    with np.errstate(over="ignore"):
        return np.array(value, dtype=numpy_dtype(dtype))


def numpy_dtype(dtype: str) -> np.dtype:
    """The numpy type that carries the values of a field type; strings travel as objects."""
    return np.dtype(object if dtype == "string" else dtype)


def fill_value(dtype: str) -> Scalar:
    """What stands for a value that could not be had: the largest number, False or an empty text (writer §12.3)."""
    if dtype == "string":
        return ""
    if dtype == "bool":
        return False
    if dtype.startswith("float"):
        return float(np.finfo(dtype).max)
    return int(np.iinfo(dtype).max)


def check_size(shape: tuple[int, ...]) -> None:
    """Refuse absurd sizes before memory is asked for; unknown sizes (0) count as 1. Raises ValueError."""
    count = math.prod(max(size, 1) for size in shape)
    if count > MAX_ELEMENTS:
        raise ValueError(f"the shape {shape} has {count} elements; at most {MAX_ELEMENTS} are possible")


def filled(shape: tuple[int, ...], dtype: str, *, failed: bool) -> np.ndarray:
    """An array of fill values (`failed`) or of zeros, False and empty texts."""
    if failed:
        return np.full(shape, fill_value(dtype), dtype=numpy_dtype(dtype))
    return np.full(shape, "" if dtype == "string" else 0, dtype=numpy_dtype(dtype))


def _item(value: object) -> object:
    return value.item() if isinstance(value, np.ndarray | np.generic) else value


def _in_range(value: int, dtype: str) -> int:
    limits = np.iinfo(dtype)
    if not limits.min <= value <= limits.max:
        raise OverflowError(f"{value} does not fit into {dtype}")
    return value


def _array(value: object, dtype: str) -> np.ndarray:
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and dtype not in ("string", "bool"):
        return _cast(value, np.dtype(dtype))
    if dtype in ("string", "bool"):
        return _element_wise(value, dtype)
    with np.errstate(over="ignore", invalid="raise"):
        try:
            return np.array(value, dtype=dtype)
        except (ValueError, TypeError, FloatingPointError):
            return _element_wise(value, dtype)


def _cast(value: np.ndarray, dtype: np.dtype) -> np.ndarray:
    if value.dtype == dtype:
        return value
    if dtype.kind == "f":
        with np.errstate(over="ignore"):
            return value.astype(dtype, copy=False)
    limits = np.iinfo(dtype)
    if value.size and not (limits.min <= value.min() and value.max() <= limits.max):
        raise OverflowError(f"values from {value.min()} to {value.max()} do not fit into {dtype}")
    return value.astype(dtype)


def _element_wise(value: object, dtype: str) -> np.ndarray:
    elements = value.tolist() if isinstance(value, np.ndarray) else value
    shape = _shape(elements)
    result = np.empty(shape, dtype=numpy_dtype(dtype))
    result_flat = result.reshape(-1)
    for index, element in enumerate(_flat(elements, len(shape))):
        result_flat[index] = to_element(element, dtype)
    return result


def _shape(value: object, depth: int = 0) -> tuple[int, ...]:
    """The shape of nested lists. Raises ValueError as soon as rows differ, or for a list that holds itself."""
    if not isinstance(value, list | tuple):
        return ()
    if depth > MAX_RANK:
        raise ValueError(f"lists are nested deeper than {MAX_RANK} levels")
    inner = _shape(value[0], depth + 1) if value else ()
    if any(_shape(item, depth + 1) != inner for item in value[1:]):
        raise ValueError("the rows of the value have different lengths")
    return (len(value), *inner)


def _flat(value: object, rank: int) -> list[object]:
    items = [value]
    for _ in range(rank):
        items = [item for part in items for item in part]  # type: ignore[attr-defined]  # _shape has seen the nesting
    return items
