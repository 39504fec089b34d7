"""Names of findings that stay the same when lines move."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from nxsconfig.validate.model import Finding

KEY = "nxsconfig/v1"
"""Changes whenever the way to make a fingerprint changes."""

_POSITIONS = re.compile(r"\b(lines?|columns?) \d+")
_LENGTH = 20


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """One for each finding, in order. Equal findings of one entry are numbered as they come."""
    seen: Counter[str] = Counter()
    found: list[str] = []
    for finding in findings:
        what = _what(finding)
        seen[what] += 1
        found.append(sha256(f"{what}\0{seen[what]}".encode("utf-8", "surrogateescape")).hexdigest()[:_LENGTH])
    return found


def _what(finding: Finding) -> str:
    place = finding.place
    message = _POSITIONS.sub(lambda match: match[1], finding.message)
    return repr((finding.rule, place.kind, place.name, place.path, message))
