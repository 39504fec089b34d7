"""Inheritance: what is said nearer wins, what it doesn't say comes from farther away."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

from nxsconfig.validate.nxdl.model import Attribute, Content, Field, Group, Item

T = TypeVar("T", bound=Item)


def overlay(near: Content, far: Content) -> Content:
    """Both contents as one. Items are the same when they have the same name; groups also the same class."""
    return Content(
        attributes=_joined(near.attributes, far.attributes, _name, _attribute),
        fields=_joined(near.fields, far.fields, _name, _field),
        groups=_joined(near.groups, far.groups, _name_and_class, _group),
        links=_joined(near.links, far.links, _name, _nearer),
        choices=_joined(near.choices, far.choices, _name, _nearer),
    )


def _joined(
    near: tuple[T, ...], far: tuple[T, ...], key: Callable[[T], Hashable], join: Callable[[T, T], T]
) -> tuple[T, ...]:
    others = {key(item): item for item in far}
    joined = [join(item, others.pop(key(item))) if key(item) in others else item for item in near]
    return (*joined, *others.values())


def _name(item: Item) -> str:
    return item.name


def _name_and_class(item: Group) -> tuple[str, str]:
    return item.name, item.nxclass


def _nearer(near: T, _far: T) -> T:
    return near


def _attribute(near: Attribute, far: Attribute) -> Attribute:
    return replace(near, type=near.type or far.type, enumeration=near.enumeration or far.enumeration)


def _field(near: Field, far: Field) -> Field:
    return replace(
        near,
        type=near.type or far.type,
        units=near.units or far.units,
        rank=near.rank or far.rank,
        enumeration=near.enumeration or far.enumeration,
        attributes=_joined(near.attributes, far.attributes, _name, _attribute),
    )


def _group(near: Group, far: Group) -> Group:
    return replace(near, content=overlay(near.content, far.content))
