"""What holds for every test of the writer."""

from collections.abc import Iterator

import pytest

from tests.support.sound_files import watch


@pytest.fixture(autouse=True)
def sound_files(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every file that a test leaves is looked at."""
    yield from watch(request)
