"""A NeXus class as data: what may, should or must be in a group of it (NeXus manual, chapter NXDL)."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Need(StrEnum):
    """How much a class asks for an item."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


class NameType(StrEnum):
    """Which names an item may have, the most exact first.

    specified: its own. partial: capital letters stand for anything. any: every name.
    """

    SPECIFIED = "specified"
    PARTIAL = "partial"
    ANY = "any"


class Category(StrEnum):
    """What a class is for: a group somewhere in a file, or what a method wants in a whole entry."""

    BASE = "base"
    APPLICATION = "application"


@dataclass(frozen=True)
class Enumeration:
    """Values that an item may have; open: others are allowed as well."""

    values: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True)
class Item:
    """What groups, fields and attributes have in common. deprecated: what the class says of it, empty when it isn't."""

    name: str
    name_type: NameType = NameType.SPECIFIED
    need: Need = Need.OPTIONAL
    deprecated: str = ""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("[A-Za-z0-9_.]*".join(map(re.escape, re.split("[A-Z]+", self.name))))

    def fits(self, name: str) -> bool:
        """Whether something in a file that is called so can be this item."""
        if self.name_type is NameType.ANY:
            return True
        if self.name_type is NameType.PARTIAL:
            return self._pattern.fullmatch(name) is not None
        return self.name == name


@dataclass(frozen=True)
class Attribute(Item):
    """type: the NX type; empty when nothing is said about it."""

    type: str = ""
    enumeration: Enumeration | None = None


@dataclass(frozen=True)
class Field(Item):
    """type: the NX type; units: a category as NX_LENGTH, or the units themselves; empty when nothing is said.

    rank: number of dimensions, or the word that stands for it; empty when nothing is said.
    """

    type: str = ""
    units: str = ""
    rank: str = ""
    enumeration: Enumeration | None = None
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True)
class Link(Item):
    """A name that leads to something else in the file. target: as NXDL writes it, ``/NXentry/NXsample/name``."""

    target: str = ""


@dataclass(frozen=True)
class Content:
    """Everything that a class or a group inside of one says about its children."""

    attributes: tuple[Attribute, ...] = ()
    fields: tuple[Field, ...] = ()
    groups: "tuple[Group, ...]" = ()
    links: tuple[Link, ...] = ()
    choices: "tuple[Choice, ...]" = ()

    @cached_property
    def _exact(self) -> dict[str, Field]:
        return {item.name: item for item in self.fields if item.name_type is NameType.SPECIFIED}

    @cached_property
    def _inexact(self) -> dict[NameType, tuple[Field, ...]]:
        kinds = (NameType.PARTIAL, NameType.ANY)
        return {kind: tuple(item for item in self.fields if item.name_type is kind) for kind in kinds}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Those of the fields."""
        return tuple(item.name for item in self.fields)

    def fields_for(self, name: str) -> tuple[Field, ...]:
        """The fields that something of this name can be, of the most exact sort of name; empty when there are none."""
        exact = self._exact.get(name)
        if exact is not None:
            return (exact,)
        partial = tuple(item for item in self._inexact[NameType.PARTIAL] if item.fits(name))
        return partial or self._inexact[NameType.ANY]


@dataclass(frozen=True)
class Group(Item):
    """A group of a class. What is said here comes in addition to its class."""

    nxclass: str = "NXobject"
    content: Content = field(default_factory=Content)


@dataclass(frozen=True)
class Choice(Item):
    """One group that may be of several classes."""

    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class NXClass:
    """One NXDL file. extends: the class whose items it has as well.

    extra_groups, extra_fields, extra_attributes: what isn't listed is explicitly allowed (ignoreExtra… of NXDL).
    """

    name: str
    category: Category
    extends: str = ""
    deprecated: str = ""
    extra_groups: bool = False
    extra_fields: bool = False
    extra_attributes: bool = False
    content: Content = field(default_factory=Content)
