"""A store in memory, filled by each test."""

from collections.abc import Iterator

import pytest

from nxsconfig.configurator import Configurator, Entry, Kind
from nxsconfig.db import open_store


class Shop:
    """A configurator over an empty store in memory with a short way to fill it."""

    def __init__(self) -> None:
        self.configurator = Configurator(open_store("sqlite://"))

    def components(self, **texts: str) -> None:
        """Store components that hold these elements."""
        self._store(Kind.COMPONENT, {name: definition(text) for name, text in texts.items()})

    def datasources(self, **texts: str) -> None:
        """Store datasources that hold this text beside their record."""
        self._store(Kind.DATASOURCE, {name: datasource(name, text) for name, text in texts.items()})

    def profiles(self, **texts: str) -> None:
        """Store selections as they are."""
        self._store(Kind.SELECTION, texts)

    def raw(self, kind: Kind, name: str, text: str) -> None:
        """Store a text unchecked, as other programs may."""
        self.configurator.store.store([Entry(kind, name, text)])

    def _store(self, kind: Kind, texts: dict[str, str]) -> None:
        self.configurator.store_entries([Entry(kind, name, text) for name, text in texts.items()])


def definition(text: str) -> str:
    """A component."""
    return f"<definition>{text}</definition>"


def datasource(name: str, text: str = "") -> str:
    """A datasource of type PYEVAL, whose text may refer to others."""
    return f'<definition><datasource type="PYEVAL" name="{name}">{text}<result>ds.result = 1</result></datasource></definition>'


@pytest.fixture
def shop() -> Iterator[Shop]:
    """An empty store with a configurator."""
    shop = Shop()
    yield shop
    shop.configurator.store.close()
