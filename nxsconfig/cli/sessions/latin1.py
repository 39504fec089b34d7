"""Texts in the form that Tango's strings, which are Latin-1, can carry (config-server §2.8)."""

import json

from nxsconfig.db.records import Entry, Kind
from nxsconfig.dialect.text import latin1_xml
from nxsconfig.dialect.xml import parse
from nxsconfig.errors import XMLError


def carried(entry: Entry) -> str:
    """The text of an entry, or one that means the same without characters beyond Latin-1.

    XML gets numeric references, JSON gets escapes; both say the same as the characters.

    Raises UnicodeEncodeError where references can't stand (names of elements, comments, CDATA).
    """
    try:
        entry.text.encode("latin-1")
    except UnicodeEncodeError as err:
        text = escaped_json(entry.text) if entry.kind is Kind.SELECTION else referenced(entry.text)
        if text is None:
            reason = f"{entry.kind} {entry.name!r} has it where no reference can stand; the server takes Latin-1 only"
            raise UnicodeEncodeError(err.encoding, err.object, err.start, err.end, reason) from err
        return text
    return entry.text


def escaped_json(text: str) -> str | None:
    """JSON with escapes, if it means the same: only its strings may hold such characters."""
    escaped = "".join(char if char < "\u0100" else json.dumps(char)[1:-1] for char in text)
    try:
        same = json.loads(escaped) == json.loads(text)
    except ValueError:
        return None
    return escaped if same else None


def referenced(text: str) -> str | None:
    """XML with references, if it still means the same."""
    replaced = latin1_xml(text)
    try:
        same = _meaning(replaced) == _meaning(text)
    except XMLError:
        return None
    return replaced if same else None


def _meaning(text: str) -> list[tuple[object, ...]]:
    return [(node.tag, node.text, node.tail, *node.attrib.items()) for node in parse(text, "a text").iter()]
