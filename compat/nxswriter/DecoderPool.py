"""Decoders of encoded attributes, as plug-ins of beamlines use and extend them (writer §16)."""

import struct
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

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
        """Take the bytes, whatever they are."""
        self.format, self._bytes = data
        self.dtype = "string"

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
        self._header = b""

    def load(self, data: Encoded) -> None:
        """Take the bytes. Raises ValueError when they don't hold what they say."""
        super().load(data)
        self._header = bytes(data[1][: _STEPS.stop])

    def shape(self) -> list[int]:
        """The sizes, [n] for a spectrum."""
        return list(np.shape(self.decode()))  # type: ignore[call-overload]  # it is an array

    def steps(self) -> list[int] | None:
        """The distances of the header, in the order of the sizes; None before `load`."""
        return list(reversed(struct.unpack("<6I", self._header[_STEPS])[: len(self.shape())])) if self._header else None

    def frameNumber(self) -> None:
        """None: this header has no number of the frame."""


_STEPS = slice(32, 56)
"""Where the steps stand in the header of DATA_ARRAY (writer §16)."""

_DECODERS: Mapping[str, Callable[[], BuiltInDecoder]] = {
    "UTF8": UTF8decoder,
    "UINT32": UINT32decoder,
    "LIMA_VIDEO_IMAGE": VDEOdecoder,
    "VIDEO_IMAGE": VDEOdecoder,
    "DATA_ARRAY": DATAARRAYdecoder,
}


class DecoderPool(_DecoderPool):
    """Decoders by the names of encodings: the built-in ones, and those that are entered.

    `configJSON` is a JSON object with the key `decoders`: name → ``package.module.Class``.
    """

    def __init__(self, configJSON: Mapping[str, object] | None = None) -> None:
        self._known = Decoders()
        super().__init__(self._known)
        for name, decoder in _DECODERS.items():
            self._known.add(name, decoder)
        self.appendUserDecoders(configJSON)

    def appendUserDecoders(self, configJSON: Mapping[str, object] | None) -> None:
        """Enter the decoders of a JSON object. Raises nxsconfig.errors.PluginError for one that can't be imported."""
        Plugins(self._known, CommonBlock()).register({"decoders": (configJSON or {}).get("decoders")})

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
