"""Texts that the peers take: what the rules call an error there, each with the reason why it is one."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from nxsconfig.configurator.holdings import Holdings
from nxsconfig.db.records import Kind
from nxsconfig.validate import Chosen, Finding, Library, Severity, Text, validate

TEXTS = Path(__file__).parents[1] / "vectors" / "language"
KNOWN: dict[str, str] = json.loads((Path(__file__).parent / "errors_in_vectors.json").read_text(encoding="utf-8"))
"""``TEXT RULE`` → why that is an error, though the program of that vector takes the text."""


def findings(key: str, text: str) -> list[Finding]:
    """What is found in one text alone; what it refers to may be somewhere else."""
    kind = Kind.DATASOURCE if is_datasource(key, text) else Kind.COMPONENT
    name = key.rpartition(":")[2].removesuffix(".xml").removesuffix(".ds")
    library = Library({(kind, name): Text(kind, name, text)}, Holdings({kind: {name: text}}), complete=False)
    return validate(library, [Chosen(name, (name,))] if kind is Kind.COMPONENT else [])


def is_datasource(key: str, text: str) -> bool:
    """Whether the text was stored as a datasource."""
    return ":datasources:" in key or ("<datasource" in text and "<group" not in text and "<field" not in text)


def accepted(area: str) -> Iterator[tuple[str, str]]:
    """Keys and texts of an area."""
    yield from json.loads((TEXTS / f"{area}.json").read_text(encoding="utf-8"))["accepted"].items()


@pytest.mark.parametrize("area", sorted(path.stem for path in TEXTS.glob("*.json")))
def test_only_known_errors_are_found_in_texts_that_the_peers_take(area: str) -> None:
    errors = {
        f"{key} {finding.rule}": finding.message
        for key, text in accepted(area)
        for finding in findings(key, text)
        if finding.severity is Severity.ERROR
    }
    assert {key: message for key, message in errors.items() if key not in KNOWN} == {}


def test_each_known_error_is_still_found() -> None:
    texts = {key: text for path in TEXTS.glob("*.json") for key, text in accepted(path.stem)}
    for known in KNOWN:
        key, _, rule = known.rpartition(" ")
        assert rule in {finding.rule for finding in findings(key, texts[key])}, known


def main() -> None:
    """Print how many findings of each rule there are in each area: ``python -m tests.validate.test_false_alarms``."""
    for path in sorted(TEXTS.glob("*.json")):
        texts = list(accepted(path.stem))
        found = [finding for key, text in texts for finding in findings(key, text)]
        counts = Counter(f"{finding.severity} {finding.rule}" for finding in found)
        listed = ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))
        print(f"{path.stem}: {len(texts)} texts; {listed or 'nothing'}")


if __name__ == "__main__":
    main()
