"""How sources are asked: time limits, threads, and which scripts may run."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum


class Scripts(StrEnum):
    """Which PYEVAL scripts run: all, those whose hash is listed, none."""

    ALLOW = "allow"
    LISTED = "listed"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ScriptPolicy:
    """What a writer allows scripts to do; they run with all rights of its process.

    `hashes` counts with `Scripts.LISTED` only; see `script_hash`.
    """

    mode: Scripts = Scripts.ALLOW
    hashes: frozenset[str] = frozenset()

    def allows(self, script: str) -> bool:
        """True if the script may run."""
        return self.mode == Scripts.ALLOW or (self.mode == Scripts.LISTED and script_hash(script) in self.hashes)


def script_hash(script: str) -> str:
    """SHA-256 in hexadecimal of the script as UTF-8, without white space around it."""
    return hashlib.sha256(script.strip().encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """Limits in seconds, and rules.

    Args:
        tango_timeout: what one Tango call may take.
        query_timeout: what one query, or connecting to a database, may take.
        limit: longest that a point waits for any source, scripts and plug-ins included.
        retry_seconds: how often a source that can't be reached is tried again in the background.
        threads: most sources that are read at the same moment; below 1: one thread for each.
        scripts: which scripts may run.
        decimals: store SQL decimals as floats; the peer refuses them (writer §14.4).
    """

    tango_timeout: float = 3.0
    query_timeout: float = 10.0
    limit: float = 60.0
    retry_seconds: float = 2.0
    threads: int = 100
    scripts: ScriptPolicy = field(default_factory=ScriptPolicy)
    decimals: bool = False
