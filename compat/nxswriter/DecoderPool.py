"""Decoders of encoded attributes, as plug-ins of beamlines use and extend them (writer §16)."""

from collections.abc import Callable, Mapping
from typing import Any

from nxsconfig.sources.decoders import BuiltInDecoder, Decoders, Encoded
from nxsconfig.sources.plugins import DECODER_MEMBERS, Plugins
from nxsconfig.sources.plugins import DecoderPool as _DecoderPool
from nxsconfig.sources.script.commonblock import CommonBlock

__all__ = ["DATAARRAYdecoder", "DecoderPool", "UINT32decoder", "UTF8decoder", "VDEOdecoder"]


class UTF8decoder(BuiltInDecoder):
    """The bytes are a text."""

    def __init__(self) -> None:
        super().__init__("UTF8")
        self._bytes: bytes | None = None

    def load(self, data: Encoded) -> None:
        """Take the bytes. Raises ValueError when they are no UTF-8."""
        super().load(data)
        self._bytes = data[1]

    def decode(self) -> bytes | None:
        """The bytes themselves, as scripts know it; None before `load`."""
        return self._bytes


class UINT32decoder(BuiltInDecoder):
    """A spectrum of 32 bit numbers."""

    def __init__(self) -> None:
        super().__init__("UINT32")


class VDEOdecoder(BuiltInDecoder):
    """A frame of LIMA with its header."""

    def __init__(self) -> None:
        super().__init__("LIMA_VIDEO_IMAGE")


class DATAARRAYdecoder(BuiltInDecoder):
    """An array of LIMA with its header."""

    def __init__(self) -> None:
        super().__init__("DATA_ARRAY")


class DecoderPool(_DecoderPool):
    """Decoders by the names of encodings: the built-in ones, and those that are entered.

    `configJSON` is a JSON object with the key `decoders`: name → ``package.module.Class``.
    """

    def __init__(self, configJSON: Mapping[str, object] | None = None) -> None:
        self._known = Decoders()
        super().__init__(self._known)
        self.appendUserDecoders(configJSON or {})

    def appendUserDecoders(self, configJSON: Mapping[str, object]) -> None:
        """Enter the decoders of a JSON object. Raises nxsconfig.errors.PluginError for one that can't be imported."""
        Plugins(self._known, CommonBlock()).register({"decoders": configJSON.get("decoders")})

    def append(self, decoder: Callable[[], Any], name: str) -> str | None:
        """Enter a class; its name, or None for one that lacks a part of the interface."""
        made = decoder()
        if not all(hasattr(made, member) for member in DECODER_MEMBERS):
            return None
        self._known.add(name, decoder)
        return name

    def pop(self, name: str) -> None:
        """Forget a decoder that was entered."""
        self._known.remove(name)
