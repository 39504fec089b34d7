"""Component texts as rows: one dictionary for each field, attribute, link and datasource (cli-config §3).

Rows are plain dictionaries because their keys are open: every XML attribute of a field becomes one. Values are texts,
None, or for `shape` a list of integers, texts and None. All functions are pure and take the root of a parsed text.
"""

from collections.abc import Iterator

from nxsconfig.configurator.rows_paths import full_nexus_path, nexus_path
from nxsconfig.configurator.rows_records import record
from nxsconfig.dialect.xml import Element

Row = dict[str, object]

_TRANSFORMATION = {
    "trans_type": "transformation_type",
    "trans_vector": "vector",
    "trans_offset": "offset",
    "depends_on": "depends_on",
}
"""Keys of a row and the names of the XML attributes or attribute elements that hold their values."""

_MAX_RANK = 32
"""Most dimensions that HDF5 knows."""

_FIELD_TAGS = ("field", "vds", "map")


def field_rows(root: Element) -> list[Row]:
    """All fields in document order, then all virtual datasets, then their maps."""
    return [row for tag in _FIELD_TAGS for element in root.iter(tag) for row in _with_sources(element, _field(element))]


def attribute_rows(root: Element) -> list[Row]:
    """All attributes in document order."""
    return [row for element in root.iter("attribute") for row in _with_sources(element, _attribute(element))]


def link_rows(root: Element) -> list[Row]:
    """All links in document order; a link without datasource has a second row that names its target."""
    return [row for element in root.iter("link") for row in _link(element)]


def datasource_rows(root: Element) -> list[Row]:
    """All datasources in document order, outer ones before the ones inside them."""
    return [_source(element) for element in root.iter("datasource")]


def _field(element: Element) -> Row:
    row = _valued(element, _transformation(element))
    row["doc"] = _text_of_child(element, "doc")
    return row | {key: value for key, value in _xml_attributes(element) if key not in row}


def _attribute(element: Element) -> Row:
    return _valued(element, _transformation(element, itself=True))


def _valued(element: Element, transformation: Row) -> Row:
    """What fields and attributes have in common."""
    return {
        "nexus_type": element.get("type"),
        "units": element.get("units"),
        "shape": shape_of(element),
        **transformation,
        "value": _pure_text(element) or None,
        "strategy": _strategy(element),
        "nexus_path": nexus_path(element),
        "full_nexus_path": full_nexus_path(element),
    }


def _link(element: Element) -> Iterator[Row]:
    row: Row = {
        "value": _pure_text(element) or None,
        "strategy": _strategy(element),
        "nexus_path": f"[{nexus_path(element)}]",
    }
    yield from _with_sources(element, row)
    target = (element.get("target") or "").strip()
    if target and element.find("datasource") is None:
        yield row | {"nexus_path": f"\\-> {target}"}


def _with_sources(element: Element, row: Row) -> Iterator[Row]:
    """The row once for each datasource of the element, each followed by rows of the datasources inside it."""
    sources = element.findall("datasource")
    if not sources:
        yield row
    for source in sources:
        yield _source(source) | row
        for inner in source.findall("datasource"):
            kept = {key: row[key] for key in ("strategy", "nexus_path", "full_nexus_path") if key in row}
            yield _source(inner) | {"source_name": f"\\{inner.get('name') or ''}"} | kept


def _source(element: Element) -> Row:
    return {"source_type": element.get("type"), "source_name": element.get("name"), "source": record(element)}


def _transformation(element: Element, *, itself: bool = False) -> Row:
    """The four keys of a transformation; an attribute element (`itself`) may hold one of them in its own text."""
    holders: list[Element] = [*([element] if itself else []), *element.findall("attribute")]
    return {key: _transformation_value(element, name, holders) for key, name in _TRANSFORMATION.items()}


def _transformation_value(element: Element, name: str, holders: list[Element]) -> str | None:
    if name in element.attrib:
        return element.get(name)
    holder = next((one for one in reversed(holders) if one.get("name") == name), None)
    if holder is None:
        return None
    return _pure_text(holder) or " ".join(_reference(source) for source in holder.iter("datasource"))


def _reference(source: Element) -> str:
    return f"$datasources.{source.get('name') or '__unnamed__'}"


def shape_of(element: Element) -> list[object] | None:
    """Sizes of the dimensions: numbers, texts of references, None where unknown; None without dimensions."""
    dimensions = element.find("dimensions")
    rank = None if dimensions is None else _integer(dimensions.get("rank") or "")
    if dimensions is None or not isinstance(rank, int) or not 0 <= rank <= _MAX_RANK:
        return None
    shape: list[object] = [None] * rank
    for dim in dimensions.findall("dim"):
        index = _integer(dim.get("index") or "")
        if isinstance(index, int) and rank and 0 <= index <= rank:
            shape[index - 1] = _size(dim)  # compat: nxstools 4.70.0: index 0 is the last dimension
    return shape


def _size(dim: Element) -> object:
    value = dim.get("value")
    if value is not None:
        return _integer(value)
    source = dim.find("datasource")
    if source is not None:
        return _reference(source)
    text = " ".join(part.strip() for part in _texts(dim) if part.strip())
    return _integer(text) if text else None


def _integer(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


def _strategy(element: Element) -> str | None:
    strategy = element.find("strategy")
    return None if strategy is None else strategy.get("mode")


def _text_of_child(element: Element, tag: str) -> str | None:
    child = element.find(tag)
    return None if child is None else _pure_text(child) or None


def _pure_text(element: Element) -> str:
    """The element's own text and the tails of its children in one, stripped."""
    return "".join(_texts(element)).strip()


def _texts(element: Element) -> list[str]:
    return [element.text or "", *(child.tail or "" for child in element)]


def _xml_attributes(element: Element) -> list[tuple[str, str]]:
    return [(str(key), str(value)) for key, value in element.attrib.items()]
