"""Data sources and decoders of the user: classes named in the JSON record (writer §14.6)."""

import importlib
import logging
from collections.abc import Callable, Mapping
from typing import Any

from nxsconfig.errors import PluginError
from nxsconfig.sources.decoders import Decoders
from nxsconfig.sources.script.commonblock import COUNTER, NATIVE_ROOT, CommonBlock

logger = logging.getLogger(__name__)

SOURCE_METHODS = ("setup", "getData", "isValid")
DECODER_MEMBERS = ("load", "name", "shape", "decode", "dtype", "format")


class Streams:
    """What plug-ins get as `streams`: somewhere to write messages to."""

    def __init__(self) -> None:
        self.fatal: Callable[..., None] = logger.critical
        self.error: Callable[..., None] = logger.error
        self.warn: Callable[..., None] = logger.warning
        self.info: Callable[..., None] = logger.info
        self.debug: Callable[..., None] = logger.debug


class DecoderPool:
    """The decoders as plug-ins see them."""

    def __init__(self, decoders: Decoders) -> None:
        self._decoders = decoders

    def hasDecoder(self, name: str) -> bool:  # noqa: N802  the peers' name
        """True for a known encoding."""
        return self._decoders.has(name)

    def get(self, name: str) -> object | None:
        """A new decoder, None for an unknown encoding."""
        return self._decoders.make(name)


class Plugins:
    """The user's classes. They stay for the life of the writer, as the peer keeps them.

    Plug-ins also get this object as the pool of data sources: `common` is the dictionary of the scripts, `counter` the
    number of the point and `nxroot` the open file.
    """

    def __init__(self, decoders: Decoders, common: CommonBlock) -> None:
        self.decoders = decoders
        self.decoder_pool = DecoderPool(decoders)
        self.common = common.values
        self.streams = Streams()
        self._sources: dict[str, type] = {}

    def register(self, record: Mapping[str, object]) -> None:
        """Import what the keys `datasources` and `decoders` of a JSON record name (kind → ``package.module.Class``).

        A class that lacks a part of the interface is left out with a warning, values that are no objects are ignored.

        Raises:
            PluginError: a class can't be imported; nothing of the record has been entered then.
        """
        sources = _classes(record.get("datasources"))
        decoders = _classes(record.get("decoders"))
        for kind, found in sources.items():
            if _complete(found, SOURCE_METHODS):
                self._sources[kind] = found
        for name, found in decoders.items():
            if _complete(_trial(found), DECODER_MEMBERS):
                self.decoders.add(name, found)

    def hasDataSource(self, kind: str) -> bool:  # noqa: N802  the peers' name
        """True for a kind that a plug-in reads."""
        return kind in self._sources

    def get(self, kind: str) -> type | None:
        """The class of a kind; None when there is none."""
        return self._sources.get(kind)

    @property
    def counter(self) -> int | None:
        """The number of the point of the last script that ran; None before."""
        return self.common.get(COUNTER)

    @property
    def nxroot(self) -> object | None:
        """The root group of the open file as h5py knows it; None without a file."""
        return self.common.get(NATIVE_ROOT)


def _classes(named: object) -> dict[str, Any]:
    if not isinstance(named, Mapping):
        return {}
    return {str(key): _imported(str(key), name) for key, name in named.items()}


def _imported(key: str, name: object) -> object:
    module, _, attribute = str(name).rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute)
    except Exception as err:  # a process border: a module of the user may raise anything
        raise PluginError(f"the plug-in {name!r} for {key!r} can't be imported: {type(err).__name__}: {err}") from err


def _trial(found: Callable[[], object]) -> object:
    """An instance, whose attributes count; the class itself when it can't be made."""
    try:
        return found()
    except Exception as err:  # noqa: BLE001  a process border: a class of the user may raise anything
        logger.warning("the decoder %r can't be made: %s", found, err)
        return found


def _complete(found: object, names: tuple[str, ...]) -> bool:
    missing = [name for name in names if not hasattr(found, name)]
    if missing:
        logger.warning("%r is no plug-in, it lacks %s", found, ", ".join(missing))
    return not missing
