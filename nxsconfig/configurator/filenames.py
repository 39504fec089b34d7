"""Names of entries as names of files and back: safe on every file system, readable where it can be, never ambiguous.

Letters, digits, ``-``, ``_`` and inner dots stay; everything else is percent-encoded UTF-8 as in URLs, so that any file
name can be read back alone. Names that differ in case only would share a file on some systems: of these only the one
in lower case keeps its letters. What gets too long is cut and ends in a digest; then a table has to know the name.
"""

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import unquote

LONGEST = 130
"""Most characters of a file name without its suffix: file systems allow 255 bytes, encrypted ones 143."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]|^\.|\.$")
_CUT = "~"
_NOTHING = "%00"  # no store takes a NUL in a name
_DIGEST_LENGTH = 16


def file_names(names: Iterable[str]) -> dict[str, str]:
    """The file name of each name, without suffix; no two are equal, not even in lower case."""
    plain = {name: spelled(name) for name in names}
    shared = Counter(file.lower() for file in plain.values())
    return {name: _short(_apart(file) if shared[file.lower()] > 1 else file) for name, file in plain.items()}


def name_in(file: str) -> str:
    """The name that a file name without suffix spells; one that was cut spells another one."""
    return unquote(file, errors="surrogateescape").replace("\0", "")


def spelled(name: str) -> str:
    """A name as `name_in` reads it back, never cut: for lists of names."""
    return _UNSAFE.sub(_encoded, name) or _NOTHING


def _encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogateescape"))


def _apart(file: str) -> str:
    return re.sub(r"%[0-9A-F]{2}|[A-Z]", lambda found: found[0] if len(found[0]) > 1 else _encoded(found), file)


def _short(file: str) -> str:
    if len(file) <= LONGEST:
        return file
    digest = sha256(file.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{file[: LONGEST - len(digest) - 1]}{_CUT}{digest}"
