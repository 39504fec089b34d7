"""Copies the components and datasources out of the golden vectors: `python tests/schemas/collect.py VECTORS`.

Writes tests/vectors/language/AREA.json: `accepted` holds the texts that the peers take, `excluded` those of them that are
deliberately not the language, with the reason. Equal texts are kept once, under the first name.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

TARGET = Path(__file__).parents[1] / "vectors" / "language"

Text = tuple[str, str]  # name, text

MASKS = {
    "{TANGO}": 'hostname="localhost" port="10000"',
    "{TANGOHOST}": "localhost:10000",
    "{TANGOSHORT}": "localhost:10000",
    "{MYSQL}": 'dbname="samples"',
    "{PGSQL}": 'dbname="samples"',
    "@HOST@": "localhost",
    "@PORT@": "10000",
}

EXCLUDED = {
    "063-upload-esrf:after:components:esrf1": "the conversion leaves a field in a field, which neither merging nor the writer takes",
    "063-upload-esrf:after:components:plain1": "another language, stored unconverted",
    "064-upload-esrf-definition:after:components:esrf2": "the conversion turns the root into a field",
    "comp-strategy-any:temp.xml": "a field of the type NXFOO: the writer refuses types that it can't store",
    "device-014-errors:step8": "stored to show the error of merging: the root is group",
    "device-014-errors:step10": "stored to show the error of merging: choice in a group",
    "engine-077-store-component:step11": "stored to show that the peers' store takes any root",
    "text-doc-symbols:main": "symbols in a group: the writer skips them anywhere, merging takes them in definition only",
    "xml-no-definition:main": "the writer takes a bare group, merging asks for definition",
}


def cases(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(case, dict):
            yield path.stem, case


def records(name: str, store: object) -> Iterator[Text]:
    """Components and datasources of a store: texts, or {"raw"/"canon"} values, or [value, flag]."""
    if not isinstance(store, dict):
        return
    for kind in ("components", "datasources"):
        for key, value in (store.get(kind) or {}).items():
            text = xml_text(value)
            if text is not None:
                yield f"{name}:{kind}:{key}", text


def xml_text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value["raw"] if "raw" in value else element(value["canon"]) if "canon" in value else None
    return value if isinstance(value, str) else None


def element(canon: list[Any]) -> str:
    """XML text of [tag, attributes, text, children]; a reduced script is any text."""
    tag, attributes, text, children = canon
    start = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    inner = escape(text if isinstance(text, str) else json.dumps(text)) + "".join(map(element, children))
    return f"<{tag}{start}>{inner}</{tag}>"


def merge(root: Path) -> Iterator[Text]:
    for name, case in cases(root / "config-server" / "merge"):
        wanted = case.get("preferred", case["expect"])
        if "error" in wanted and not (case["policy"] == "fix" and "preferred" not in case):
            continue
        yield from ((f"{name}:{i}", text) for i, text in enumerate(case["input"]["components"]) if text)


def engine(root: Path) -> Iterator[Text]:
    for kind in ("engine", "device", "engine-hang"):
        for name, case in cases(root / "config-server" / kind):
            yield from records(name, case.get("setup"))
            yield from stored_steps(name, case["steps"])


def stored_steps(name: str, steps: list[dict[str, Any]]) -> Iterator[Text]:
    text = ""
    for i, step in enumerate(steps):
        if step.get("write") == "XMLString":
            text = step["value"]
        stores = step.get("call") in ("StoreComponent", "StoreDataSource")
        if stores and text and "error" not in step.get("preferred", step.get("expect", {})):
            yield f"{name}:step{i}", text


def writer(root: Path) -> Iterator[Text]:
    for name, case in cases(root / "writer" / "cases"):
        done = case["expected"].get("actions", [])
        failed = any(isinstance(action.get("result"), dict) and "raises" in action["result"] for action in done)
        if failed or case["via"] == "cli":
            continue
        yield from ((f"{name}:{key}", "\n".join(lines)) for key, lines in case.get("xml", {}).items())


def cli_config(root: Path) -> Iterator[Text]:
    for name, store in cases(root / "cli-config" / "stores"):
        yield from records(name, store)
    for name, case in cases(root / "cli-config" / "cases" / "nxsconfig"):
        yield from records(name, case.get("store"))
        yield from records(name, case.get("store_set"))
        after = ((case.get("expect") or {}).get("after") or {}).get("store") or {}
        for kind in ("components", "datasources"):
            for change in ("added", "changed"):
                yield from records(f"{name}:after", {kind: (after.get(kind) or {}).get(change)})


def cli_create(root: Path) -> Iterator[Text]:
    for folder in sorted(path for path in (root / "cli-create").iterdir() if path.is_dir()):
        for name, case in cases(folder):
            if case.get("kind") != "cli":
                continue
            yield from records(name, case.get("db"))
            yield from records(f"{name}:after", case["expect"].get("db"))
            for file, value in case["expect"].get("files", {}).items():
                text = xml_text(value)
                if file.endswith(".xml") and text is not None:
                    yield f"{name}:{file}", text


def selector(root: Path) -> Iterator[Text]:
    for name, config in cases(root / "selector" / "base"):
        yield from records(name, config)
    for name, case in cases(root / "selector" / "cases"):
        yield from records(name, case.get("config"))


AREAS = {
    "merge": merge,
    "engine": engine,
    "writer": writer,
    "cli-config": cli_config,
    "cli-create": cli_create,
    "selector": selector,
}


def unmasked(text: str) -> str:
    return re.sub("|".join(map(re.escape, MASKS)), lambda match: MASKS[match.group()], text)


def collect(texts: Iterator[Text]) -> dict[str, dict[str, Any]]:
    accepted: dict[str, str] = {}
    excluded: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    for name, masked in texts:
        text = unmasked(masked)
        if text in seen:
            continue
        seen.add(text)
        if name in EXCLUDED:
            excluded[name] = {"reason": EXCLUDED[name], "text": text}
        else:
            accepted[name] = text
    return {"accepted": accepted, "excluded": excluded}


def main(root: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for area, texts in AREAS.items():
        found = collect(texts(root))
        (TARGET / f"{area}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{area}: {len(found['accepted'])} accepted, {len(found['excluded'])} excluded")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
