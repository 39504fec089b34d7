"""NX types and the dtypes they are stored as, native byte order (writer §7)."""

NX_TO_DTYPE: dict[str, str] = {
    "NX_FLOAT32": "float32",
    "NX_FLOAT64": "float64",
    "NX_FLOAT": "float64",
    "NX_NUMBER": "float64",
    "NX_INT64": "int64",
    "NX_INT": "int64",
    "NX_INT32": "int32",
    "NX_INT16": "int16",
    "NX_INT8": "int8",
    "NX_UINT64": "uint64",
    "NX_UINT": "uint64",
    "NX_POSINT": "uint64",
    "NX_UINT32": "uint32",
    "NX_UINT16": "uint16",
    "NX_UINT8": "uint8",
    "NX_DATE_TIME": "string",
    "ISO8601": "string",
    "NX_CHAR": "string",
    "NX_BOOLEAN": "bool",
}
"""``string`` is a variable length UTF-8 string, ``bool`` an 8 bit enumeration FALSE/TRUE."""

DEFAULT_NX_TYPE = "NX_CHAR"
"""The type of a field or attribute that names none."""
