"""Which single mistakes in the example beamline the rules find: ``python -m tests.validate.mutation_check``.

A mistake counts when it breaks the scan of the demo profile or changes its file. It is found when there is a finding
that the example without the mistake doesn't have.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from nxsconfig.configurator.holdings import Holdings
from nxsconfig.db.records import Kind
from nxsconfig.dialect.xml import parse
from nxsconfig.errors import NXSConfigError
from nxsconfig.h5.tree import Node, read_tree
from nxsconfig.validate import Finding, Library, Text, configuration, validate
from nxsconfig.validate.choosing import of_profile
from nxsconfig.writer import Recording, read_records
from tests.support.mutations import CHANGES, MISTAKES, Mistake
from tests.support.validation import library_of

BEAMLINE = Path(__file__).parents[2] / "examples" / "beamline"
PROFILE = "demo"
_OF_THE_TIME = {"file_time", "file_update_time", "file_name", "HDF5_Version"}


@dataclass(frozen=True)
class Try:
    """One mistake: what it was, where, what it does to the scan (``""``: nothing), and the findings that are new."""

    kind: str
    entry: str
    effect: str
    found: tuple[Finding, ...]
    text: str


class Beamline:
    """The example, its scan and its findings."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self.library = library_of(BEAMLINE)
        self._overall = json.loads((BEAMLINE / "scan" / "init.json").read_text(encoding="utf-8"))["data"]
        self._records = list(read_records(BEAMLINE / "scan" / "records.jsonl"))[:3]
        chosen = of_profile(self.library, self.library.texts[Kind.SELECTION, PROFILE])
        self._chosen = replace(chosen, options=replace(chosen.options, step=tuple(self._records[0].data)))
        self.used = self._used()
        self.findings = set(map(_key, self.check(self.library)))
        self.file = self.scan(self.library)

    def _used(self) -> list[tuple[Kind, str]]:
        """Entries that the demo profile takes."""
        merged = configuration(self.library, self._chosen).merged
        assert merged is not None, "the example merges"
        names = {name for element in merged.root.iter() for name in merged.origin(element)}
        sources = {element.get("name") for element in merged.root.iter("datasource")}
        return [
            *((Kind.COMPONENT, name) for name in sorted(names)),
            *((Kind.DATASOURCE, text.name) for text in self.library.of(Kind.DATASOURCE) if text.name in sources),
        ]

    def check(self, library: Library) -> list[Finding]:
        """Findings of all texts and of the demo profile."""
        return validate(library, [self._chosen])

    def scan(self, library: Library) -> str:
        """The file of the scan as text; ``!`` and the error's class when there is none."""
        made = configuration(library, self._chosen)
        if made.problem is not None:
            return f"!{type(made.problem).__name__}"
        path = self._scratch / "scan.nxs"
        path.unlink(missing_ok=True)
        try:
            with Recording(str(path), made.xml, data=self._overall) as recording:
                for record in self._records:
                    recording.record(record)
        except NXSConfigError as err:
            return f"!{type(err).__name__}"
        return json.dumps(list(_lines(read_tree(path, values=1000))), default=str)

    def with_text(self, kind: Kind, name: str, text: str) -> Library:
        """The library with another text."""
        texts = {**self.library.texts, (kind, name): Text(kind, name, text)}
        held = self.library.holdings
        contents = {one: dict(held.contents.get(one, {})) for one in Kind}
        contents[kind][name] = text
        return Library(texts, Holdings(contents, held.flags))


def tries(beamline: Beamline, mistakes: Sequence[Mistake], count: int, seed: int) -> Iterator[Try]:
    """So many mistakes at random places."""
    rng = random.Random(seed)
    done = 0
    while done < count:
        mistake = rng.choice(mistakes)
        kind, name = rng.choice(beamline.used)
        text = mistake(rng, beamline.library.texts[kind, name].text)
        if text is None or text == beamline.library.texts[kind, name].text:
            continue
        done += 1
        library = beamline.with_text(kind, name, text)
        after = beamline.scan(library)
        effect = "" if after == beamline.file else after if after.startswith("!") else "changes the file"
        new = tuple(one for one in beamline.check(library) if _key(one) not in beamline.findings)
        yield Try(mistake.__name__, f"{kind} {name}", effect, new, text)


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.place.name, finding.message


def _lines(root: Node) -> Iterator[Mapping[str, object]]:
    for path, node in root.walk():
        if "/nexus_logs" in path:
            continue
        attributes = {key: value for key, value in node.attributes.items() if key not in _OF_THE_TIME}
        yield {"path": path, **replace(node, attributes=attributes, children=()).as_json()}


def main() -> int:
    """Print the mistakes that nobody finds, and how many of each kind are found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        beamline = Beamline(Path(scratch))
        for title, mistakes in (("mistakes", MISTAKES), ("changes of what is meant", CHANGES)):
            report(title, beamline, list(tries(beamline, mistakes, given.count, given.seed)))
    return 0


def report(title: str, beamline: Beamline, done: Sequence[Try]) -> None:
    """Print one part."""
    matter = Counter(one.kind for one in done if one.effect)
    found = Counter(one.kind for one in done if one.effect and one.found)
    for one in done:
        if one.effect and not one.found:
            was = beamline.library.texts[_entry(one.entry)].text
            print(f"missed: {one.kind} in {one.entry}: {one.effect}: {_difference(was, one.text)}")
    for kind in sorted(matter):
        print(f"{kind:20} {found[kind]:4} of {matter[kind]:4}")
    share = 100 * found.total() / max(1, matter.total())
    print(
        f"{title}: {len(done)} tried, {matter.total()} break the scan or change the file, {found.total()} found = {share:.1f} %"
    )


def _entry(words: str) -> tuple[Kind, str]:
    kind, _, name = words.partition(" ")
    return Kind(kind), name


def _difference(old: str, new: str) -> str:
    """The first place where two texts differ, with some characters around it."""
    with suppress(NXSConfigError):
        old = etree.tostring(parse(old), encoding="unicode")
        new = etree.tostring(parse(new), encoding="unicode")
    at = next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    return f"{old[max(0, at - 30) : at + 20]!r} → {new[max(0, at - 30) : at + 20]!r}"


if __name__ == "__main__":
    sys.exit(main())
