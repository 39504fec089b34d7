"""Configurations and files of the validation's cases, see tests/validate/cases/README.md."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py

from nxsconfig.configurator.exchange import FOLDERS, MANDATORY, strangers_in
from nxsconfig.configurator.filenames import name_in
from nxsconfig.configurator.holdings import Holdings
from nxsconfig.configurator.options import Options
from nxsconfig.configurator.profiles import asked_for
from nxsconfig.db.records import Kind
from nxsconfig.validate import Chosen, DataFile, Finding, Library, Severity, Text, validate_file
from nxsconfig.validate.baseline import read_baseline
from nxsconfig.validate.suppressing import Baseline
from nxsconfig.validate.task import Assignment, Task, concluded, work

CASES = Path(__file__).parents[1] / "validate" / "cases"


def findings_of(case: Path, scratch: Path) -> list[Finding]:
    """What all rules find in a case. scratch: a directory for the file that is made of ``file.json``."""
    if (case / "file.json").exists():
        return validate_file(DataFile(written(case, scratch)))
    library = library_of(case)
    known = case / "baseline.json"
    baseline = Baseline(read_baseline(known), known.name) if known.exists() else Baseline()
    task = Task((Assignment(library, tuple(chosen_of(case, library))),), baseline=baseline)
    return list(concluded(task, list(work(task))).findings)


def bad(findings: list[Finding]) -> list[Finding]:
    """Warnings and errors."""
    return [finding for finding in findings if finding.severity.at_least(Severity.WARNING)]


def library_of(case: Path) -> Library:
    """The texts of a case."""
    contents: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
    for kind, (folder, suffix) in FOLDERS.items():
        for path in sorted((case / folder).glob(f"*{suffix}")):
            contents[kind][name_in(path.name.removesuffix(suffix))] = path.read_text(encoding="utf-8")
    flags = case / MANDATORY
    mandatory = frozenset(flags.read_text(encoding="utf-8").split()) if flags.exists() else frozenset()
    texts = {(kind, name): Text(kind, name, text) for kind, held in contents.items() for name, text in held.items()}
    return Library(texts, Holdings(contents, mandatory), strangers=tuple(strangers_in(case)))


def chosen_of(case: Path, library: Library) -> list[Chosen]:
    """What the case selects."""
    selection = case / "selection.json"
    if selection.exists():
        given = json.loads(selection.read_text(encoding="utf-8"))
        options = Options(json.dumps(given.get("variables", {})), step=tuple(given.get("step", ())))
        application = given.get("application", "")
        return [Chosen("selection", tuple(given["components"]), options, application=application)]
    profiles = [text for text in library.of(Kind.SELECTION) if text.profile is not None]
    if not profiles:
        return [Chosen("all", tuple(text.name for text in library.of(Kind.COMPONENT)))]
    return [_profile(text.name, text.profile or {}) for text in profiles]


def written(case: Path, scratch: Path) -> Path:
    """The file of ``file.json``."""
    path = scratch / f"{case.parent.name}-{case.name}.nxs"
    content = json.loads((case / "file.json").read_text(encoding="utf-8"))
    with h5py.File(path, "w") as file:
        for name, item in content.items():
            _put(file, name, item)
    return path


def _profile(name: str, profile: Mapping[str, object]) -> Chosen:
    variables = profile.get("ConfigVariables", "{}")
    return Chosen(name, tuple(asked_for(profile, Kind.COMPONENT)), Options(str(variables)), name)


def _put(file: h5py.File, name: str, item: Mapping[str, Any]) -> None:
    if "soft" in item:
        file[name] = h5py.SoftLink(item["soft"])
    elif "external" in item:
        file[name] = h5py.ExternalLink(*item["external"])
    elif "virtual" in item:
        layout = h5py.VirtualLayout(tuple(item["shape"]), "f8")
        layout[...] = h5py.VirtualSource(*item["virtual"], tuple(item["shape"]))
        file.create_virtual_dataset(name, layout)
    else:
        node = file
        if "value" in item:
            node = file.create_dataset(name, data=item["value"], dtype=item.get("dtype"))
        elif name != "/":
            node = file.require_group(name)
        for key, value in item.get("attrs", {}).items():
            node.attrs[key] = value
