"""How a file is written."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from nxsconfig.sources import SharedSources


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is written.

    Args:
        canfail: makes every element with a strategy tag tolerant (writer §12.3).
        logs: keeps definitions, the Python version and failures of points in the group `nexus_logs`.
        flush_seconds: a reader, or a crash, never misses more than the points of this time.
        entry_number: the number under which the first entry appears in `nexus_logs`.
        gaps: a value whose source can't be asked makes a row like every missing one; without, its column doesn't grow,
            as the peers do it, and columns get different lengths.
        swmr: readers can follow the file while points are taken (writer §3.2).
        steps_per_file: so many points go into each file, 0 for all into one (writer §3.6).
        shared: plug-ins, the scripts' common block and connections, when they are to outlive the session.
        clock: seconds that never go back; tests replace it.
    """

    canfail: bool = False
    logs: bool = False
    flush_seconds: float = 0.5
    entry_number: int = 1
    gaps: bool = True
    swmr: bool = False
    steps_per_file: int = 0
    shared: SharedSources | None = field(default=None, compare=False)
    clock: Callable[[], float] = time.monotonic
