"""Values that no store takes are refused before anything is asked of the database, alike on all engines."""

from collections.abc import Iterable

from nxsconfig.db.planning import Put, Wish, key
from nxsconfig.db.tables import NAME_LENGTH
from nxsconfig.errors import StoreDataError

_ESCAPED = "\0\n\r\\'\"\x1a"
_STATEMENT = 4096
"""Bytes of a statement besides its text: keywords, name, flags."""


def check(wish: Wish, max_packet: int) -> None:
    """Raise StoreDataError for names and texts that the store would cut or refuse; `max_packet` 0: no limit."""
    for name in _names(wish):
        _check_characters(name, f"the name {_shown(name)}")
    for put in wish.puts:
        if len(key(put.name)) > NAME_LENGTH:
            found = f"the name {_shown(put.name)} has {len(put.name)} characters"
            raise StoreDataError(f"{found}, {NAME_LENGTH} are allowed; nothing was stored; shorten it")
        what = f"the text of {put.kind} {_shown(put.name)}"
        _check_characters(put.text, what)
        if max_packet:
            _check_size(put, what, max_packet)


def _shown(name: str) -> str:
    return f"{name[:40]!r}…" if len(name) > 40 else repr(name)


def _names(wish: Wish) -> Iterable[str]:
    yield from (put.name for put in wish.puts)
    yield from (name for _kind, name in wish.drops)
    yield from (name for name, _flag in wish.flags)


def _check_characters(text: str, what: str) -> None:
    if "\0" in text:
        raise StoreDataError(f"{what} holds a NUL character at {text.index(chr(0))}: no XML or JSON can; remove it")
    try:
        text.encode()
    except UnicodeEncodeError as err:
        raise StoreDataError(f"{what} holds half a character (a surrogate) at {err.start}; remove it") from err


def _check_size(put: Put, what: str, max_packet: int) -> None:
    """MySQL takes a text in one statement, where some characters need two bytes more than themselves."""
    if 5 * len(put.text) + _STATEMENT < max_packet:  # even with four bytes a character it fits
        return
    size = len(put.text.encode()) + sum(put.text.count(char) for char in _ESCAPED)
    if size + _STATEMENT > max_packet:
        raise StoreDataError(
            f"{what} needs {size} bytes, but the database server's max_allowed_packet is {max_packet}; nothing was "
            "stored; make the text smaller or raise max_allowed_packet"
        )
