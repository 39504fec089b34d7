"""All classes of a directory of NXDL files; a file is read when its class is met.

```
 definitions/*.nxdl.xml ─► NXClass ─► with all that it extends ─► content
```
"""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from nxsconfig.dialect.xml import parse
from nxsconfig.errors import NXDLError, XMLError
from nxsconfig.validate.nxdl.model import Category, Content, Group, NXClass
from nxsconfig.validate.nxdl.overlay import overlay
from nxsconfig.validate.nxdl.reading import class_of
from nxsconfig.validate.spelling import closest

SUFFIX = ".nxdl.xml"

OBJECT = "NXobject"
"""The class that every other one extends."""

ENTRIES = frozenset({"NXentry", "NXsubentry"})
"""Classes of the groups that follow application definitions."""


class Definitions:
    """The classes in the NXDL files below a directory.

    Raises:
        NXDLError: no such directory, no NXDL files in it; later, when a class is met: its file is broken, or it extends
            itself.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, NXClass] = {}
        self._contents: dict[tuple[str, tuple[int, ...]], Content] = {}
        if not self._paths:
            raise NXDLError(f"{folder} holds no NXDL files (*{SUFFIX}); name a directory of NeXus definitions")

    @cached_property
    def _paths(self) -> Mapping[str, Path]:
        try:
            found = sorted(self.folder.rglob(f"*{SUFFIX}"))
        except OSError as err:
            raise NXDLError(f"{self.folder} can't be read: {err.strerror}; name a directory of definitions") from err
        return {path.name.removesuffix(SUFFIX): path for path in found}

    def __contains__(self, name: str) -> bool:
        return name in self._paths

    def get(self, name: str) -> NXClass | None:
        """The class of a name, on its own; None when there is none."""
        if name not in self._read and name in self._paths:
            self._read[name] = _read(self._paths[name])
        return self._read.get(name)

    def chain(self, name: str) -> tuple[NXClass, ...]:
        """The class and those that it extends, itself first; empty for a class that isn't there."""
        found: list[NXClass] = []
        while (one := self.get(name)) is not None:
            if one in found:
                raise NXDLError(f"{self._paths[name]}: {name} extends itself; mend the definitions")
            found.append(one)
            name = one.extends
        return tuple(found)

    def is_a(self, name: str, other: str) -> bool:
        """Whether a class is another one or extends it."""
        return other in (name, OBJECT) or any(one.name == other for one in self.chain(name))

    def content(self, name: str, inside: Iterable[Group] = ()) -> Content:
        """What may be in a group of a class, with all that it extends.

        inside: the items that the group is in the class around it; they say more about it.
        """
        groups = tuple(inside)
        key = (name, tuple(map(id, groups)))
        if key not in self._contents:
            parts = [*(group.content for group in groups), *(one.content for one in self.chain(name))]
            whole = Content()
            for part in parts:
                whole = overlay(whole, part)
            self._contents[key] = whole
        return self._contents[key]

    def application(self, name: str) -> NXClass | None:
        """The application definition of a name; None when there is none."""
        found = self.get(name)
        return found if found is not None and found.category is Category.APPLICATION else None

    def entry_content(self, application: str) -> Content:
        """What an application definition says about its entry, with the application definitions that it extends.

        A definition without a group for the entry describes the entry itself. Raises NXDLError when there is none.
        """
        if self.application(application) is None:
            hint = self.similar(application)
            meant = f"; did you mean {hint}?" if hint else ""
            raise NXDLError(f"{self.folder} has no application definition {application!r}{meant}")
        whole = Content()
        for one in self.chain(application):
            if one.category is Category.APPLICATION:
                whole = overlay(whole, _entry_of(one.content))
        return whole

    def similar(self, name: str) -> str:
        """The class that somebody probably meant; empty when nothing is alike."""
        return closest(name, tuple(self._paths))

    def similar_field(self, nxclass: str, name: str) -> str:
        """The field of a class that somebody probably meant; empty when nothing is alike."""
        return closest(name, self.content(nxclass).names)


def _entry_of(content: Content) -> Content:
    return next((group.content for group in content.groups if group.nxclass in ENTRIES), content)


def _read(path: Path) -> NXClass:
    try:
        return class_of(parse(path.read_text(encoding="utf-8"), path.name))
    except (XMLError, OSError, UnicodeDecodeError) as err:
        raise NXDLError(f"{path} can't be read: {err}; mend the definitions") from err


@cache
def pinned() -> Definitions:
    """The definitions that nxsconfig brings along."""
    return Definitions(Path(str(files("nxsconfig.validate.nxdl"))) / "definitions")
