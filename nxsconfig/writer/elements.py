"""Small readers of one XML element: its text, its integers, its strategy, its declared shape."""

from nxsconfig.dialect.types import DEFAULT_NX_TYPE, NX_TO_DTYPE
from nxsconfig.dialect.xml import Element
from nxsconfig.errors import DefinitionError, UnsupportedElementError
from nxsconfig.sources import SourceSpec, is_planned, spec_of
from nxsconfig.writer.convert import check_size
from nxsconfig.writer.plan import Filter, Path, Shape, Strategy

SILENT = frozenset({"doc", "enumeration", "symbols", "item", "symbol"})
"""Elements that are read without effect, with everything in them (writer §6)."""

DEFLATE = 1
SHUFFLE = 2

_DEFAULT_RATE = 2


def local_name(element: Element) -> str:
    """The tag without its namespace (namespaces don't matter, writer §6)."""
    return str(element.tag).rpartition("}")[2]


def direct_text(element: Element) -> str:
    """The text that stands directly in the element, joined and stripped."""
    return "".join([element.text or "", *(child.tail or "" for child in element)]).strip()


def where(element: Element, label: str) -> str:
    """``<field> /scan:NXentry/x (line 7)``: how errors point at an element."""
    return f"<{local_name(element)}> {label or '/'} (line {element.sourceline})"


def object_path(element: Element, path: Path, label: str) -> Path:
    """The path of an object as HDF5 takes it: a slash in a name goes a group deeper, repeated ones count once.

    Raises:
        DefinitionError: a name means the group itself or the one above it, or nothing.
    """
    parts = tuple(part for name in path for part in name.split("/") if part)
    if not path[-1].strip("/") or not {".", ".."}.isdisjoint(parts):
        raise DefinitionError(f"{where(element, label)}: {path[-1]!r} can't be a name in a file; please change it")
    return parts


def integer(element: Element, name: str, default: int, label: str) -> int:
    """An integer XML attribute. Raises DefinitionError."""
    text = element.get(name)
    if text is None:
        return default
    try:
        return int(text)
    except ValueError as err:
        raise DefinitionError(f"{where(element, label)}: {name}={text!r} is no integer") from err


def dtype_of(element: Element, label: str) -> str:
    """The dtype of the type attribute. Raises DefinitionError for an unknown type."""
    name = element.get("type", DEFAULT_NX_TYPE)
    try:
        return NX_TO_DTYPE[name]
    except KeyError:
        known = ", ".join(sorted(NX_TO_DTYPE))
        raise DefinitionError(f"{where(element, label)}: unknown type {name!r}; known are {known}") from None


def source_of(element: Element, label: str) -> SourceSpec:
    """The spec of a datasource element. Raises UnsupportedElementError for kinds that can't be read yet."""
    kind = element.get("type", "")
    if is_planned(kind):
        raise UnsupportedElementError(f"{where(element, label)}: datasources of type {kind} can't be read yet")
    try:
        return spec_of(element)
    except DefinitionError as err:
        raise DefinitionError(f"{where(element, label)}: {err}") from err


def strategy_of(element: Element, label: str) -> Strategy:
    """The strategy tag of an element. Raises DefinitionError, and UnsupportedElementError for filter tags."""
    for child in element:
        raise UnsupportedElementError(f"{where(child, label)} inside a strategy is not supported yet")
    return Strategy(
        mode=element.get("mode", ""),
        trigger=element.get("trigger", ""),
        grows=max(1, integer(element, "grows", 1, label)),
        canfail=element.get("canfail", "").lower() == "true",
        filters=_filters(element, label),
        text=direct_text(element),
        tag=True,
    )


def _filters(element: Element, label: str) -> tuple[Filter, ...]:
    """Shuffle and gzip as the strategy says (writer §9.3); shuffle is only looked at beside compression (K)."""
    compression = element.get("compression")
    rate = min(9, max(0, integer(element, "rate", _DEFAULT_RATE, label)))
    if compression is None:
        return DEFAULT_FILTERS
    shuffle = () if element.get("shuffle", "true").lower() == "false" else DEFAULT_FILTERS
    number = _filter_number(compression)
    if number == 0:
        return shuffle
    if number != DEFLATE:
        raise UnsupportedElementError(f"{where(element, label)}: filter {compression} is not supported yet")
    options = _options(element, label)
    level = min(9, max(0, options[0])) if options else rate
    return (*shuffle, Filter(DEFLATE, (level,))) if options or rate else shuffle


DEFAULT_FILTERS = (Filter(SHUFFLE),)
"""What a data set gets whose strategy says nothing about filters (writer §9.3)."""


def _filter_number(compression: str) -> int:
    if compression.lower() == "true":
        return DEFLATE
    try:
        return int(compression)
    except ValueError:
        return 0


def _options(element: Element, label: str) -> list[int]:
    text = element.get("compression_opts", "")
    try:
        return [int(word) for word in text.split(",") if word.strip()]
    except ValueError as err:
        raise DefinitionError(f"{where(element, label)}: compression_opts={text!r} are no integers") from err


MAX_HDF5_RANK = 31
"""HDF5 allows 32 dimensions; one of them grows."""


def shape_of(element: Element, label: str) -> Shape:
    """The declared shape in a dimensions element: sizes by index from 1, 0 where nothing (or no integer) is said."""
    rank = max(0, integer(element, "rank", 0, label))
    sizes: dict[int, int | SourceSpec] = {}
    for dim in element:
        if local_name(dim) == "doc":
            continue
        if local_name(dim) != "dim":
            raise UnsupportedElementError(f"{where(dim, label)} inside dimensions is not supported yet")
        sizes[integer(dim, "index", 0, label)] = _size_of(dim, label)
    if rank > MAX_HDF5_RANK:
        raise DefinitionError(f"{where(element, label)}: rank {rank}; HDF5 knows at most {MAX_HDF5_RANK} dimensions")
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
            raise UnsupportedElementError(f"{where(child, label)} inside dim is not supported")
    return max(0, integer(dim, "value", 0, label))
