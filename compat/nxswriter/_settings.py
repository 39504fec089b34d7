"""Attributes of the class that are settings of the writer behind it."""

from typing import Generic, Protocol, TypeVar

from nxsconfig.writer import DataWriter
from nxswriter._border import peers_errors

T = TypeVar("T")


class HasWriter(Protocol):
    """An object with a writer behind it."""

    data_writer: DataWriter


class Passed(Generic[T]):
    """An attribute that is one of the writer's; what a refused value raises leaves under the peers' names."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, holder: HasWriter, owner: type) -> T:
        value: T = getattr(holder.data_writer, self._name)
        return value

    def __set__(self, holder: HasWriter, value: T) -> None:
        with peers_errors():
            setattr(holder.data_writer, self._name, value)
