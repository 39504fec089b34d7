"""SQLite store URLs in the one form in which SQLite heeds their options."""

from urllib.parse import quote

from sqlalchemy import URL

from nxsconfig.errors import SettingsError

_MODES = ("ro", "rw", "rwc", "memory")
_OF_SQLITE = ("mode", "immutable", "cache", "nolock", "psow", "vfs")
_OF_DRIVER = ("uri", "timeout", "check_same_thread", "cached_statements")
_FALSE = ("0", "false", "no", "off", "")


def sqlite_url(url: URL) -> URL:
    """The URL with options of SQLite given as ``file:…?…&uri=true``. Raises SettingsError."""
    if url.username or url.password or url.host or url.port:
        raise SettingsError("the file of an SQLite store follows three slashes: sqlite:///FILE or sqlite:////DIR/FILE")
    _check(url)
    if "uri" in url.query:
        if str(url.query["uri"]).lower() not in _FALSE:
            return url
        url = url.difference_update_query(["uri"])
    if not any(name in url.query for name in _OF_SQLITE):
        return url
    name = url.database or ""
    if not name:
        raise SettingsError(f"the store URL gives {', '.join(map(repr, url.query))} but no file")
    place = name if name.startswith("file:") else f"file:{quote(name, safe='/:')}"
    return url.set(database=place).update_query_dict({"uri": "true"})


def _check(url: URL) -> None:
    for name, value in url.query.items():
        if name not in (*_OF_SQLITE, *_OF_DRIVER):
            known = ", ".join(_OF_SQLITE)
            raise SettingsError(f"the store URL gives {name!r}, which SQLite doesn't know; known are {known}")
        if isinstance(value, tuple):
            raise SettingsError(f"the store URL gives {name!r} twice")
    if url.query.get("mode", "rwc") not in _MODES:
        raise SettingsError(f"the store URL gives a 'mode' that SQLite doesn't know; known are {', '.join(_MODES)}")
