"""A whole configuration as a directory of files that git shows well.

```
 nxsconfig.json            {"format": 1, …}: this directory belongs to nxsconfig
 mandatory.txt             names of the mandatory components, one a line
 components/NAME.xml       texts byte for byte; names as `filenames` spells them
 datasources/NAME.ds.xml
 profiles/NAME.json
```
Only files of these names are read, written or removed; everything else in the directory is somebody else's.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nxsconfig.configurator.configurator import check_entry
from nxsconfig.configurator.filenames import file_names, name_in, spelled
from nxsconfig.configurator.holdings import Holdings
from nxsconfig.configurator.options import json_object
from nxsconfig.db.records import Action, Entry, Kind
from nxsconfig.dialect.xml import MAX_CHARACTERS
from nxsconfig.errors import ExchangeError, NXSConfigError

FORMAT = 1
MANIFEST = "nxsconfig.json"
MANDATORY = "mandatory.txt"
FOLDERS = {
    Kind.COMPONENT: ("components", ".xml"),
    Kind.DATASOURCE: ("datasources", ".ds.xml"),
    Kind.SELECTION: ("profiles", ".json"),
}
"""Folder and suffix of the files of each kind."""

_UNFINISHED = ".nxsconfig-"
_YOUNG = 60.0
"""Seconds after which nobody writes into an unfinished file any more."""

_MANDATORY_HEAD = "# Components that join every configuration, one a line.\n"


@dataclass(frozen=True)
class FileStep:
    """One file on its way to other bytes; None: there is or will be no file. `file` is relative to the directory."""

    file: str
    old: bytes | None
    new: bytes | None

    @property
    def action(self) -> Action:
        """What happens to the file."""
        if self.old is None:
            return Action.CREATED
        return Action.DELETED if self.new is None else Action.CHANGED

    def as_json(self) -> dict[str, str]:
        """What happens, without the bytes."""
        return {"action": self.action.value, "file": self.file}


def read_directory(directory: Path) -> Holdings:
    """The configuration in a directory. Without ``mandatory.txt`` nothing is said about flags.

    Raises:
        ExchangeError: it isn't one, or files in it are broken; all of them are named.
        OSError: a file can't be read.
    """
    cut = _manifest(directory)
    if cut is None:
        raise ExchangeError(f"{directory} has no {MANIFEST}: give a directory made by nxsconfig export")
    contents: dict[Kind, dict[str, str]] = {}
    faults: list[str] = []
    for kind in Kind:
        contents[kind] = {}
        for name, file in _named_files(directory, kind, cut):
            if name in contents[kind]:
                faults.append(f"{file}: another file holds {kind} {name!r} already")
                continue
            try:
                contents[kind][name] = _text(directory / file, kind, name)
            except (NXSConfigError, UnicodeError) as err:
                faults.append(f"{file}: {err}")
    flags = flagged_in(directory)
    missing = sorted((flags or frozenset()) - contents[Kind.COMPONENT].keys())
    faults += [f"{MANDATORY}: there is no file of component {name!r}" for name in missing]
    if faults:
        raise ExchangeError(f"{len(faults)} of the files in {directory} can't be used: {'; '.join(faults)}")
    return Holdings(contents, flags)


def entries_in(directory: Path) -> Iterator[tuple[Kind, str, str]]:
    """Kind, name and file of each entry in such a directory, whatever is in the file; it needn't have a manifest.

    Raises ExchangeError for a broken manifest, OSError.
    """
    cut = _manifest(directory) or {}
    for kind in Kind:
        yield from ((kind, name, file) for name, file in _named_files(directory, kind, cut))


def strangers_in(directory: Path) -> Iterator[str]:
    """XML and JSON files in or below the folders that aren't read: they are called otherwise, or lead nowhere.

    Raises OSError.
    """
    for kind, (folder, _suffix) in FOLDERS.items():
        own = set(_own_files(directory, kind))
        for path in sorted((directory / folder).rglob("*")):
            file = path.relative_to(directory).as_posix()
            if file not in own and path.suffix.lower() in (".xml", ".json") and not _is_hidden(file):
                yield file


def _is_hidden(file: str) -> bool:
    return any(word.startswith(".") for word in file.split("/"))


def flagged_in(directory: Path) -> frozenset[str] | None:
    """Names of the mandatory components; None: there is no ``mandatory.txt``. Raises ExchangeError, OSError."""
    data = _bytes(directory / MANDATORY)
    if data is None:
        return None
    lines = [line.strip() for line in data.decode("utf-8", "surrogateescape").splitlines()]
    return frozenset(name_in(line) for line in lines if line and not line.startswith("#"))


def is_configuration(directory: Path) -> bool:
    """Whether the directory has one of the folders of a configuration, or our manifest."""
    folders = [directory / folder for folder, _suffix in FOLDERS.values()]
    return (directory / MANIFEST).is_file() or any(folder.is_dir() for folder in folders)


def files_between(directory: Path, holdings: Holdings) -> list[FileStep]:
    """What turns a directory into the image of the holdings: the manifest first, removals last.

    Raises:
        ExchangeError: the directory holds such files, but isn't known to be ours.
    """
    if _manifest(directory) is None:
        _refuse_foreign(directory)
    wanted = _image(holdings)
    there = [file for kind in Kind for file in _own_files(directory, kind)]
    steps = [FileStep(file, _bytes(directory / file), content) for file, content in wanted.items()]
    steps = [step for step in steps if step.old != step.new]
    return steps + [FileStep(file, _bytes(directory / file), None) for file in there if file not in wanted]


def write_files(directory: Path, steps: Sequence[FileStep]) -> Iterator[FileStep]:
    """Carry out the steps one by one; each file is old or new at every moment. Raises OSError."""
    _remove_leftovers(directory)
    for step in steps:
        path = directory / step.file
        if step.new is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f"{_UNFINISHED}{os.getpid()}")
            beside.write_bytes(step.new)
            beside.replace(path)
        yield step


def _remove_leftovers(directory: Path) -> None:
    """Files that a killed run left unfinished; young ones may belong to a run that goes on."""
    for folder in ("", *(folder for folder, _suffix in FOLDERS.values())):
        for path in (directory / folder).glob(f"{_UNFINISHED}*"):
            if time.time() - path.stat().st_mtime > _YOUNG:
                path.unlink(missing_ok=True)


def _image(holdings: Holdings) -> dict[str, bytes]:
    """All files with their bytes."""
    texts: dict[str, bytes] = {}
    cut: dict[str, str] = {}
    for kind, (folder, suffix) in FOLDERS.items():
        held = holdings.contents.get(kind, {})
        for name, file in sorted(file_names(held).items()):
            path = f"{folder}/{file}{suffix}"
            texts[path] = held[name].encode()
            if name_in(file) != name:
                cut[path] = name
    manifest = {"format": FORMAT} | ({"names": cut} if cut else {})
    lines = "".join(f"{spelled(name)}\n" for name in holdings.mandatory())
    head = {MANIFEST: f"{json.dumps(manifest, indent=2)}\n".encode(), MANDATORY: (_MANDATORY_HEAD + lines).encode()}
    return head | texts


def _manifest(directory: Path) -> Mapping[str, str] | None:
    """Names of the files whose names were cut; None when there is no manifest. Raises ExchangeError."""
    data = _bytes(directory / MANIFEST)
    if data is None:
        return None
    place = str(directory / MANIFEST)
    manifest = json_object(data.decode("utf-8", "replace"), place)
    number, names = manifest.get("format"), manifest.get("names", {})
    if number != FORMAT:
        raise ExchangeError(f"{place} says format {number!r}, but this nxsconfig knows format {FORMAT} only: update it")
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise ExchangeError(f"{place} holds names that are no texts: take it from a good export")
    return names


def _refuse_foreign(directory: Path) -> None:
    for taken in [MANDATORY, *(folder for folder, _suffix in FOLDERS.values())]:
        if (directory / taken).exists():
            raise ExchangeError(
                f"{directory} holds {taken}, but no {MANIFEST} that says nxsconfig made it: give another directory"
            )


def _own_files(directory: Path, kind: Kind) -> list[str]:
    """Files of our sort in the folder of a kind, in code point order; hidden ones are editors'."""
    folder, suffix = FOLDERS[kind]
    if not (directory / folder).is_dir():
        return []
    names = sorted(path.name for path in (directory / folder).iterdir() if path.is_file())
    return [f"{folder}/{name}" for name in names if name.endswith(suffix) and not name.startswith(".")]


def _named_files(directory: Path, kind: Kind, cut: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names of the entries of a kind, each with its file."""
    return [(cut.get(file) or _name(kind, file), file) for file in _own_files(directory, kind)]


def _name(kind: Kind, file: str) -> str:
    folder, suffix = FOLDERS[kind]
    return name_in(os.fsencode(file.removeprefix(f"{folder}/").removesuffix(suffix)).decode("utf-8", "surrogateescape"))


def _text(path: Path, kind: Kind, name: str) -> str:
    """The text of a file as it is. Raises XMLError, WrongJSONError, UnicodeError."""
    text = (_bytes(path) or b"").decode("utf-8")
    check_entry(Entry(kind, name, text))
    return text


def _bytes(path: Path) -> bytes | None:
    """What a file holds; None when there is none. Raises ExchangeError for a file of an unreasonable size."""
    try:
        with path.open("rb") as stream:
            data = stream.read(4 * MAX_CHARACTERS + 1)
    except FileNotFoundError:
        return None
    if len(data) > 4 * MAX_CHARACTERS:
        raise ExchangeError(f"{path} has more than {4 * MAX_CHARACTERS:,} bytes: nothing of nxsconfig is that big")
    return data
