"""How a scan is going: what our own attributes tell."""

import json
from pathlib import Path

from nxsconfig.tango.datawriter.table import Reading


def points_buffered(reading: Reading) -> int:
    """Points that a crash could still take."""
    session = reading.server.writer.session
    entry = session.entry if session else None
    return entry.points - session.progress.safe if session and entry else 0


def points_written(reading: Reading) -> int:
    """Points that it couldn't."""
    entry = reading.server.entry
    return max(0, entry.points - entry.lost - points_buffered(reading)) if entry else 0


def bytes_written(reading: Reading) -> int:
    """0 when there is no file."""
    try:
        return Path(reading.server.file).stat().st_size if reading.server.file else 0
    except OSError:
        return 0


def source_times(reading: Reading) -> str:
    """A JSON text."""
    entry = reading.server.entry
    rows = [
        {
            "source": time.source.strip(),
            "count": time.count,
            "last_ms": round(time.last * 1000, 3),
            "mean_ms": round(time.mean * 1000, 3),
            "max_ms": round(time.longest * 1000, 3),
        }
        for time in (entry.times.slowest() if entry else [])
    ]
    return json.dumps(rows)


def field_errors(reading: Reading) -> str:
    """A JSON text."""
    entry = reading.server.entry
    if entry is None:
        return "{}"
    errors = dict(entry.last_errors)
    return json.dumps({label: {"count": entry.failed.get(label, 0), "error": errors[label]} for label in errors})
