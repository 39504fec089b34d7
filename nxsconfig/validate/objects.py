"""The objects that a merged configuration makes in the file, by their paths there (writer §8, §11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from nxsconfig.dialect.xml import Element
from nxsconfig.writer.plan import Path
from nxsconfig.writer.readers import direct_text, local_name

TAGS = frozenset({"group", "field", "link", "vds"})

_INVISIBLE = frozenset({".", ".."})


@dataclass(frozen=True, eq=False)
class Item:
    """One object and where it is in the file; several can have the same path by mistake."""

    element: Element
    path: Path

    @property
    def tag(self) -> str:
        """What it is: group, field, link or vds."""
        return local_name(self.element)

    @property
    def what(self) -> str:
        """How messages call it: ``link 'energy'``."""
        return f"{self.tag} {self.path[-1]!r}"


class Objects:
    """All objects of a merged tree. Those without a name that a file can have are left out: other rules tell them."""

    def __init__(self, root: Element) -> None:
        self.items = tuple(_walk(root, ()))

    @cached_property
    def by_path(self) -> Mapping[Path, Item]:
        """The first object of each path."""
        found: dict[Path, Item] = {}
        for item in self.items:
            found.setdefault(item.path, item)
        return found

    @cached_property
    def _ways(self) -> frozenset[Path]:
        """Paths on the way to objects: a slash in a name makes groups without an element of their own."""
        return frozenset(item.path[:end] for item in self.items for end in range(len(item.path)))

    def has(self, path: Path) -> bool:
        """Whether an object has this path."""
        return path in self.by_path or path in self._ways


def shown(path: Path, seen_from: Path) -> str:
    """A path in messages; without the entry when that is the same, since its name is another one in every scan."""
    if len(path) > 1 and path[:1] == seen_from[:1]:
        return f"{'/'.join(path[1:])} in the same entry"
    return f"/{'/'.join(path)}"


def file_name(element: Element) -> str:
    """The name of an object in the file; a group without one takes its type's without the first two letters."""
    return element.get("name") or (element.get("type", "")[2:] if local_name(element) == "group" else "")


def is_in_file(name: str) -> bool:
    """Whether a file can have an object of this name; with a slash in it, it is a path of groups."""
    words = name.split("/")
    return any(words) and _INVISIBLE.isdisjoint(words)


def target_of(link: Element) -> str:
    """The target of a link as it is written, in its attribute or else as its text."""
    target = link.get("target")
    return direct_text(link) if target is None else target.strip()


def _walk(parent: Element, path: Path) -> Iterator[Item]:
    for child in parent:
        tag = local_name(child)
        if tag == "definition":
            yield from _walk(child, path)
        if tag not in TAGS:
            continue
        name = file_name(child)
        if not is_in_file(name):
            continue
        here = (*path, *(word for word in name.split("/") if word))
        yield Item(child, here)
        if tag == "group":
            yield from _walk(child, here)
