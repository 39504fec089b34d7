"""Findings that are known and wait: a file that makes only new ones count.

    {"format": 1, "findings": [
      {"fingerprint": "…", "rule": "NX103", "kind": "component", "name": "slits", "message": "…"}]}

Only the fingerprints count; the rest is for people and for ``git diff``.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from nxsconfig.configurator.options import json_object
from nxsconfig.errors import WrongJSONError
from nxsconfig.validate.fingerprints import fingerprints
from nxsconfig.validate.model import Finding

FORMAT = 1

Known = Mapping[str, Mapping[str, str]]
"""Entries of a baseline by fingerprint."""


def read_baseline(path: Path) -> Known:
    """Raises WrongJSONError when the file isn't a baseline, OSError."""
    given = json_object(path.read_bytes().decode("utf-8", "replace"), f"the baseline {path}")
    entries = given.get("findings")
    if given.get("format") != FORMAT or not isinstance(entries, list) or not all(map(_is_entry, entries)):
        raise WrongJSONError(
            f"the baseline {path} is not of format {FORMAT}: write it again with --write-baseline {path}"
        )
    return {entry["fingerprint"]: entry for entry in entries}


def baseline_text(findings: Sequence[Finding]) -> str:
    """The file that makes these findings known, sorted so that it changes as little as they do."""
    entries = [
        {
            "fingerprint": fingerprint,
            "rule": finding.rule,
            "kind": finding.place.kind,
            "name": finding.place.name,
            "message": finding.message,
        }
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True)
    ]
    entries.sort(
        key=lambda entry: (entry["kind"], entry["name"], entry["rule"], entry["message"], entry["fingerprint"])
    )
    return json.dumps({"format": FORMAT, "findings": entries}, indent=2) + "\n"


def _is_entry(entry: object) -> bool:
    keys = ("fingerprint", "rule", "kind", "name", "message")
    return isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in keys)
