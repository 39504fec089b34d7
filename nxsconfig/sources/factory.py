"""From a spec to a source that can be read. New kinds of sources are entered here."""

from collections.abc import Callable

from nxsconfig.dialect.grammar import SourceKind
from nxsconfig.sources.client import ClientSource
from nxsconfig.sources.specs import SourceSpec
from nxsconfig.sources.unknown import UnknownSource

FACTORIES: dict[str, Callable[[SourceSpec], ClientSource]] = {
    SourceKind.CLIENT: lambda spec: ClientSource(spec.record),
}
"""Kinds that can be read."""


def is_planned(kind: str) -> bool:
    """True for a kind of the language that this version can't read yet: refusing it beats writing nothing."""
    return kind in set(SourceKind) and kind not in FACTORIES


def open_source(spec: SourceSpec) -> ClientSource | UnknownSource:
    """The source of a spec, ready to be read for one entry."""
    factory = FACTORIES.get(spec.kind)
    return factory(spec) if factory else UnknownSource()
