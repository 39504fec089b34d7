"""From what people write, a store URL or JSONSettings (config-server §5.2), to a `Target`."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from nxsconfig.db.sqlite_urls import sqlite_url
from nxsconfig.db.target import Target, driver, label_of, local_way
from nxsconfig.errors import SettingsError
from nxsconfig.secrets import REFERENCE, lookup, resolve, resolve_password

ALIASES = {"db": "database", "passwd": "password"}
KEYS = (
    *("database", "user", "password", "host", "port", "unix_socket"),
    *("read_default_file", "read_default_group", "use_unicode", "charset"),
)
ENGINES = {
    "sqlite": "sqlite",
    "mysql": "mysql",
    "mariadb": "mysql",
    "postgresql": "postgresql",
    "postgres": "postgresql",
}
CONNECT_SECONDS = 10

_URL = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*)(?:\+([A-Za-z0-9_]+))?://")
_FORMS = "sqlite:///FILE, mysql://USER@HOST/NAME or postgresql://USER@HOST/NAME"


def target_of(given: str | Mapping[str, Any]) -> Target:
    """Understand a store URL, a JSONSettings text or its decoded object. Raises SettingsError."""
    if not isinstance(given, str):
        return _from_keys(given)
    return _from_url(given.strip()) if _URL.match(given) else _from_keys(json_settings(given))


def public_url(given: str | Mapping[str, Any]) -> str:
    """How messages call the store of these settings: never with a password."""
    return target_of(given).label


def json_settings(text: str) -> dict[str, Any]:
    """The object of a JSONSettings text; what is no JSON object counts as `{}`, as with the peers."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _from_keys(given: Mapping[str, Any]) -> Target:
    keys: dict[str, Any] = {}
    for key, value in given.items():
        name = ALIASES.get(key, key)
        if name not in KEYS:
            raise SettingsError(f"unknown key {key!r} in the connection settings; known are {_known_keys()}")
        if value is not None and name != "use_unicode":  # the texts are always Unicode
            keys[name] = _value(name, value)
    return _mysql_target(driver("mysql"), keys)


def _known_keys() -> str:
    return ", ".join(sorted({*KEYS, *ALIASES}))


def _value(name: str, value: object) -> str | int:
    if name == "port":
        return _port(value)
    if not isinstance(value, str):
        raise SettingsError(f"the connection setting {name!r} must be a text, not {type(value).__name__}")
    if name == "password":
        return resolve_password(value)
    text = resolve(value)
    return str(_home(text)) if name == "read_default_file" else text


def _port(value: object) -> int:
    try:
        number = int(resolve(value) if isinstance(value, str) else value)  # type: ignore[call-overload]
    except (TypeError, ValueError):  # the value isn't shown: it may be a password in the wrong place
        raise SettingsError("the connection setting 'port' must be a number") from None
    return int(number)


def _home(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError as err:
        raise SettingsError(f"the home directory in {name!r} can't be found") from err


def _mysql_target(drivername: str, keys: dict[str, Any]) -> Target:
    """A target whose driver gets the settings as keywords, so that nothing has to be quoted into a URL."""
    options = {"charset": "utf8mb4", "connect_timeout": CONNECT_SECONDS} | keys | local_way(keys)
    if drivername.endswith("mysqldb"):  # its default group is already "client"
        options = {_MYSQLDB.get(name, name): value for name, value in options.items()}
    label = label_of("mysql", keys | {"unix_socket": keys.get("unix_socket")})
    return Target(URL.create(drivername), label, options)


_MYSQLDB = {"password": "passwd", "database": "db"}


def _from_url(text: str) -> Target:
    found = _URL.match(text)
    assert found is not None
    engine = ENGINES.get(found.group(1).lower())
    if engine is None:
        raise SettingsError(f"a store can't be on {found.group(1)!r}: give {_FORMS}")
    drivername = driver(engine, (found.group(2) or "").lower())
    url = _parsed(drivername + "://" + text[found.end() :])
    if engine == "mysql":
        return _mysql_from_url(url)
    if engine == "postgresql":
        return _postgres_from_url(url)
    target = Target(sqlite_url(url), "")
    return replace(target, label=label_of("sqlite", {"database": target.file}))


def _parsed(text: str) -> URL:
    """The URL with its references resolved; the values may hold characters that mean something in URLs."""
    references: list[str] = []

    def hold(match: re.Match[str]) -> str:
        references.append(match.group(1))
        return f"nxsreference{len(references) - 1}x"

    def fill(value: str) -> str:
        return re.sub(r"nxsreference(\d+)x", lambda match: lookup(references[int(match.group(1))]), value)

    try:
        url = make_url(REFERENCE.sub(hold, text))
    except (ArgumentError, ValueError) as err:
        # the error's text would hold the password
        raise SettingsError(f"the store URL can't be understood: give {_FORMS}") from _bare(err)
    changes: dict[str, Any] = {
        part: fill(value) for part in ("username", "host", "database") if isinstance(value := getattr(url, part), str)
    }
    if isinstance(url.password, str):
        given = fill(url.password)
        changes["password"] = resolve_password(given) if url.password.startswith("file:") else given
    changes["query"] = {name: fill(value) if isinstance(value, str) else value for name, value in url.query.items()}
    return url.set(**changes)


def _bare(err: Exception) -> Exception:
    return type(err)("the URL has another form")


def _mysql_from_url(url: URL) -> Target:
    named = {
        "user": url.username,
        "password": url.password,
        "host": url.host,
        "port": url.port,
        "database": url.database,
    }
    keys: dict[str, Any] = {name: value for name, value in named.items() if value}
    for name, value in url.query.items():
        single = _single(name, value)
        keys[ALIASES.get(name, name)] = str(_home(str(single))) if name == "read_default_file" else single
    keys.pop("use_unicode", None)
    return _mysql_target(url.drivername, keys)


def _single(name: str, value: str | tuple[str, ...]) -> str | int:
    if isinstance(value, tuple):
        raise SettingsError(f"the store URL gives {name!r} twice")
    return int(value) if name.endswith("_timeout") and value.isdigit() else value


def _postgres_from_url(url: URL) -> Target:
    parts = {"user": url.username, "host": url.host, "port": url.port, "database": url.database}
    options: dict[str, object] = {"client_encoding": "utf8"}
    if "connect_timeout" not in url.query:
        options["connect_timeout"] = CONNECT_SECONDS
    return Target(url, label_of("postgresql", parts | {"host": url.host or url.query.get("host")}), options)
