"""From files, directories and holdings to the subjects of rules.

```
 directory of an export, or of NAME.xml, NAME.ds.xml, NAME.json ─► one complete Library
 single files of these names ────────────────────────────────────► one Library of a part
 files with the signature of HDF5 ───────────────────────────────► DataFile
```
A file that holds no text is a Text with the reason why, so that a rule can say it.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nxsconfig.configurator.decoding import LIMIT, decoded
from nxsconfig.configurator.exchange import FOLDERS, MANIFEST, entries_in, flagged_in, is_configuration, strangers_in
from nxsconfig.configurator.filenames import name_in
from nxsconfig.configurator.holdings import Holdings
from nxsconfig.configurator.profiles import names_something
from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import parse
from nxsconfig.errors import ExchangeError, NXSConfigError, XMLError
from nxsconfig.validate.subjects import DataFile, Library, Text

DATA_SUFFIXES = (".nxs", ".nx5", ".h5", ".hdf5", ".hdf")
"""Data files; others are known by the signature of HDF5."""

_BY_SUFFIX = (Kind.DATASOURCE, Kind.COMPONENT, Kind.SELECTION)
"""``.ds.xml`` before ``.xml``."""

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_USER_BLOCKS = (0, 512, 1024, 2048, 4096)
"""Where the signature may stand."""


@dataclass(frozen=True)
class Loaded:
    """What there is to validate: configurations and data files."""

    libraries: tuple[Library, ...] = ()
    files: tuple[DataFile, ...] = ()


def load(paths: Sequence[str]) -> Loaded:
    """Each directory as a configuration of its own; all single texts together as a part of one.

    Raises:
        ExchangeError: a path is none of these, or there is nothing in the directory.
        OSError: it can't be read.
    """
    libraries: list[Library] = []
    texts: list[Text] = []
    files: list[DataFile] = []
    for path in dict.fromkeys(paths):
        if Path(path).is_dir():
            library, inside = _directory(path)
            libraries += [library] if library.texts else []
            files += inside
        elif is_data_file(path):
            files.append(DataFile(Path(path)))
        else:
            texts.append(read_text(path))
    if texts:
        libraries.append(library_of(sorted(texts, key=_place), None, complete=False))
    return Loaded(tuple(libraries), tuple(files))


def _place(text: Text) -> tuple[str, str]:
    return text.file, text.name


def library_of(texts: Iterable[Text], flags: frozenset[str] | None = frozenset(), *, complete: bool = True) -> Library:
    """The texts under their names. Raises ExchangeError when two have the same name."""
    found: dict[tuple[Kind, str], Text] = {}
    for text in texts:
        other = found.setdefault((text.kind, text.name), text)
        if other is not text:
            raise ExchangeError(f"{text.file} and {other.file} both hold {text.what}: take one of them away")
    contents = {kind: {name: text.text for (its, name), text in found.items() if its is kind} for kind in Kind}
    return Library(found, Holdings(contents, flags), complete)


def of_holdings(holdings: Holdings) -> Library:
    """The texts of a store or server."""
    texts = [Text(kind, name, text) for kind in Kind for name, text in holdings.contents.get(kind, {}).items()]
    return library_of(texts, holdings.flags)


def with_texts(library: Library, texts: Sequence[Text]) -> Library:
    """The library as it would be with these texts stored."""
    found = {**library.texts, **{(text.kind, text.name): text for text in texts}}
    made = library_of(found.values(), library.holdings.flags)
    return replace(library, texts=made.texts, holdings=made.holdings)


def read_text(path: str, kind: Kind | None = None, name: str | None = None) -> Text:
    """The text of a file; what isn't said about it is told by its name. Raises ExchangeError, OSError."""
    meant = _meant(path) if kind is None or name is None else (kind, name)
    with Path(path).open("rb") as stream:
        data = stream.read(LIMIT)
    try:
        text = decoded(data, meant[0], path)
    except NXSConfigError as err:
        return Text(*meant, "", path, err)
    return Text(_sort(text) if kind is None and meant[0] is Kind.COMPONENT else meant[0], meant[1], text, path)


def guess_kind(text: str) -> Kind:
    """What sort of entry a text is: JSON is a profile; XML with datasources and nothing else is a datasource."""
    return Kind.SELECTION if text.lstrip("\ufeff \t\r\n").startswith("{") else _sort(text)


def is_data_file(path: str) -> bool:
    """Whether it is, or by its name should be, a NeXus file. Raises OSError."""
    if path.lower().endswith(DATA_SUFFIXES):
        return True
    with Path(path).open("rb") as stream:
        head = stream.read(_USER_BLOCKS[-1] + len(_SIGNATURE))
    return any(head.startswith(_SIGNATURE, start) for start in _USER_BLOCKS)


def _directory(path: str) -> tuple[Library, list[DataFile]]:
    directory = Path(path)
    if is_configuration(directory) and any(entries_in(directory)):
        texts = [read_text(os.path.join(path, file), kind, name) for kind, name, file in entries_in(directory)]  # noqa: PTH118  a Path would drop "./"
        strangers = tuple(os.path.join(path, file) for file in strangers_in(directory))  # noqa: PTH118  as above
        return replace(library_of(texts, flagged_in(directory) or frozenset()), strangers=strangers), []
    names = sorted(entry.name for entry in directory.iterdir() if entry.is_file() and not entry.name.startswith("."))
    places = [os.path.join(path, name) for name in names]  # noqa: PTH118  as above
    texts = [read_text(place) for place in places if place.endswith((".xml", ".json"))]
    texts = [text for text in texts if text.kind is not Kind.SELECTION or names_something(text.profile or {})]
    files = [DataFile(Path(place)) for place in places if place.lower().endswith(DATA_SUFFIXES)]
    if not texts and not files:
        folders = ", ".join(f"{folder}/" for folder, _suffix in FOLDERS.values())
        raise ExchangeError(
            f"{path} holds nothing to validate: give a directory with {folders} ({MANIFEST} isn't needed), or with "
            "NAME.xml, NAME.ds.xml, NAME.json or NeXus files"
        )
    return library_of(texts, None), files


def _meant(path: str) -> tuple[Kind, str]:
    name = Path(path).name
    for kind in _BY_SUFFIX:
        suffix = FOLDERS[kind][1]
        if name.endswith(suffix) and name != suffix:
            return kind, name_in(name.removesuffix(suffix))
    raise ExchangeError(
        f"{path} is neither called NAME.xml, NAME.ds.xml or NAME.json nor a NeXus file: nobody can tell what it holds"
    )


def _sort(text: str) -> Kind:
    try:
        root = parse(text)
    except XMLError:
        return Kind.COMPONENT
    bare = root.tag == "datasource" or (len(root) > 0 and all(child.tag == "datasource" for child in root))
    return Kind.DATASOURCE if bare else Kind.COMPONENT
