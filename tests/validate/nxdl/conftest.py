"""Small NeXus definitions of the tests' own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nxsconfig.validate.nxdl import Definitions

Definer = Callable[..., Definitions]

HEAD = '<definition xmlns="http://definition.nexusformat.org/nxdl/3.1" name="{}" {} type="group">{}</definition>'


@pytest.fixture
def define(tmp_path: Path) -> Definer:
    """Writes classes, NAME="content" or NAME=(attributes, content), beside NXroot, NXobject and NXentry."""

    def defined(**classes: str | tuple[str, str]) -> Definitions:
        known: dict[str, str | tuple[str, str]] = {
            "NXobject": "",
            "NXroot": '<group type="NXentry"/>',
            "NXentry": ('extends="NXobject"', '<group type="NXobject"/><field name="definition"/>'),
        }
        for name, content in {**known, **classes}.items():
            attributes, inner = content if isinstance(content, tuple) else ('category="base"', content)
            (tmp_path / f"{name}.nxdl.xml").write_text(HEAD.format(name, attributes, inner), encoding="utf-8")
        return Definitions(tmp_path)

    return defined
