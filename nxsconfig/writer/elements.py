"""What stands in an element as plan data: its path, type, source, strategy, declared shape."""

from functools import lru_cache

from nxsconfig.dialect.types import DEFAULT_NX_TYPE, NX_TO_DTYPE
from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError, UnsupportedElementError
from nxsconfig.sources import MAX_RANK, SourceSpec, spec_of
from nxsconfig.writer.convert import check_size
from nxsconfig.writer.filters import DEFAULT_FILTERS, strategy_filters
from nxsconfig.writer.plan import Path, Shape, Strategy
from nxsconfig.writer.readers import direct_text, integer, local_name, where

NO_SHAPE = Shape()

_NO_NAMES = frozenset({"", ".", ".."})


def object_path(element: Element, path: Path, label: str) -> Path:
    """The path of an object as HDF5 takes it: a slash in a name goes a group deeper, repeated ones count once.

    Raises:
        DefinitionError: a name means the group itself or the one above it, or nothing.
    """
    if "/".join(path).count("/") == len(path) - 1 and path[-1] not in _NO_NAMES:
        return path  # the names above have been looked at before
    parts = tuple(part for name in path for part in name.split("/") if part)
    if not path[-1].strip("/") or not _NO_NAMES.isdisjoint(parts):
        raise DefinitionError(f"{where(element, label)}: {path[-1]!r} can't be a name in a file; please change it")
    return parts


def dtype_of(element: Element, label: str) -> str:
    """The dtype of the type attribute. Raises DefinitionError for an unknown type."""
    name = element.get("type", DEFAULT_NX_TYPE)
    try:
        return NX_TO_DTYPE[name]
    except KeyError as err:
        known = ", ".join(sorted(NX_TO_DTYPE))
        raise DefinitionError(f"{where(element, label)}: unknown type {name!r}; known are {known}") from err


def source_of(element: Element, label: str) -> SourceSpec:
    """The spec of a datasource element. Raises DefinitionError."""
    try:
        return spec_of(element)
    except DefinitionError as err:
        raise DefinitionError(f"{where(element, label)}: {err}") from err


def strategy_of(element: Element, label: str) -> Strategy:
    """The strategy tag of an element. Raises DefinitionError, UnsupportedElementError."""
    if not len(element) and not element.text and (usual := _usual_strategy(*element.attrib.items())):
        return usual
    for child in element:
        if local_name(child) not in ("filter", "doc"):
            raise UnsupportedElementError(f"{where(child, label)} is not supported in a strategy")
    return Strategy(
        mode=element.get("mode"),
        trigger=element.get("trigger"),
        grows=max(1, integer(element, "grows", 1, label)),
        canfail=element.get("canfail", "").lower() == "true",
        filters=strategy_filters(element, label),
        text=direct_text(element),
        tag=True,
    )


@lru_cache(maxsize=64)
def _usual_strategy(*said: tuple[str | bytes, str | bytes]) -> Strategy | None:
    """The strategy of a tag that says nothing but when: thousands of fields of a definition have the same."""
    words = {str(name): str(value) for name, value in said}
    if not words.keys() <= {"mode", "trigger"}:
        return None
    return Strategy(words.get("mode"), words.get("trigger"), filters=DEFAULT_FILTERS, tag=True)


def shape_of(element: Element, label: str, before: Shape = NO_SHAPE) -> Shape:
    """The declared shape in a dimensions element: sizes by index from 1, 0 where nothing (or no integer) is said.

    # compat: nxswriter 3.25: a further element only replaces what it says of the shape `before`
    """
    rank = max(0, integer(element, "rank", before.rank, label))
    sizes: dict[int, int | SourceSpec] = dict(enumerate(before.sizes, 1))
    for dim in element:
        if local_name(dim) in ("doc", "filter"):
            continue
        if local_name(dim) != "dim":
            raise UnsupportedElementError(f"{where(dim, label)} is not supported in dimensions")
        sizes[_number(dim, "index")] = _size_of(dim, label)
    if rank > MAX_RANK:
        raise DefinitionError(f"{where(element, label)}: rank {rank}; HDF5 knows at most {MAX_RANK} dimensions")
    shape = Shape(rank, tuple(sizes.get(index, 0) for index in range(1, rank + 1)))
    try:
        check_size(tuple(size for size in shape.sizes if isinstance(size, int)))
    except ValueError as err:
        raise DefinitionError(f"{where(element, label)}: {err}") from err
    return shape


def _size_of(dim: Element, label: str) -> int | SourceSpec:
    for child in dim:
        if local_name(child) == "datasource":
            return source_of(child, label)
        if local_name(child) not in ("strategy", "doc"):
            raise UnsupportedElementError(f"{where(child, label)} is not supported in a dim")
    return max(0, _number(dim, "value"))


def _number(dim: Element, name: str) -> int:
    """An integer of a dim tag; 0, which means unknown, for a text that is none.

    # compat: nxswriter 3.25: dims that say nothing useful are no error (writer §9.1)
    """
    try:
        return int(dim.get(name, "0"))
    except ValueError:
        return 0
