"""The example beamline as Python values."""

import json
import re
from pathlib import Path

from nxsconfig.dialect.xml import parse

FOLDER = Path(__file__).parents[2] / "examples" / "beamline"
_REFERENCE = re.compile(r"\$(components|datasources)\.(\w+)")


def texts(folder, ending):
    return {
        path.name.removesuffix(ending): path.read_text(encoding="utf-8") for path in sorted((FOLDER / folder).iterdir())
    }


COMPONENTS = texts("components", ".xml")
DATASOURCES = texts("datasources", ".ds.xml")
PROFILES = {name: json.loads(text) for name, text in texts("profiles", ".json").items()}
INIT = json.loads((FOLDER / "scan" / "init.json").read_text(encoding="utf-8"))
RECORDS = [json.loads(line) for line in (FOLDER / "scan" / "records.jsonl").read_text(encoding="utf-8").splitlines()]


def references(kind, text):
    return {name for found, name in _REFERENCE.findall(text) if found == kind}


def closure(names, texts, kind):
    """The names and everything that they refer to, at any depth."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references(kind, texts[name])
    return found


def kind_of(name):
    return parse(DATASOURCES[name]).find("datasource").get("type")


def chosen(profile):
    """Components that a profile takes, in its order."""
    flags = {**json.loads(profile["ComponentSelection"]), **json.loads(profile["ComponentPreselection"])}
    return [name for name, flag in flags.items() if flag]


def demo_components():
    return closure(chosen(PROFILES["demo"]), COMPONENTS, "components")


def demo_values(*modes):
    """Names of the CLIENT records that the demo's components take in these modes."""
    names = set()
    for component in demo_components():
        for strategy in parse(COMPONENTS[component]).iter("strategy"):
            if strategy.get("mode") in modes:
                field = strategy.getparent()
                names |= references("datasources", "".join(field.itertext()))
    return {parse(DATASOURCES[name]).find("datasource/record").get("name") for name in names}
