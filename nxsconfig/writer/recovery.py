"""Finishing entries whose writer was killed."""

import logging
import os
import re
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from nxsconfig.errors import NexusFileError, RecordError
from nxsconfig.h5.files import damage_told, open_read
from nxsconfig.h5.reasons import reason
from nxsconfig.h5.superblock import clear_status, is_marked
from nxsconfig.writer.compiler import compile_definition
from nxsconfig.writer.convert import scalar_array
from nxsconfig.writer.entry import Data, Entry
from nxsconfig.writer.missing import level_failures
from nxsconfig.writer.options import Options
from nxsconfig.writer.plan import GroupPlan, Phase, Plan
from nxsconfig.writer.session import FileSession
from nxsconfig.writer.sinks.h5 import H5Sink, timestamp
from nxsconfig.writer.unfinished import FLAGS, PREFIX, Unfinished, notes, remove_note

logger = logging.getLogger(__name__)

MARK = "nexdatas_recovered"

Tell = Callable[[str], None]

MARKED = "no value; see the attribute nexdatas_canfail_error of the object"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of an unfinished entry.

    `groups` are the paths of the entry, usually one; `points` are in all columns; `dropped` counts rows behind them
    that only some columns had, by path; `failures` are the FINAL values that could not be had (path, source, reason).
    """

    entry: Unfinished
    file: str
    groups: tuple[str, ...]
    points: int
    dropped: Mapping[str, int]
    failures: tuple[tuple[str, str, str], ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.file}: the entry of {self.entry.since} was not finished by its writer {self.entry.writer}; "
            f"{self.points} points are kept, {sum(self.dropped.values())} values of an incomplete point dropped, "
            f"{len(self.failures)} final values are missing"
        )


def unfinished(path: str | Path) -> list[Unfinished]:
    """The entries of a file that were opened and not closed, whether their writer still lives or not.

    Raises:
        NexusFileError: the file can't be read.
    """
    with open_read(path) as file:
        try:
            found = {name: file.attrs[name] for name in file.attrs if name.startswith((PREFIX, FLAGS))}
        except (OSError, RuntimeError, KeyError) as err:  # how h5py says that what it reads makes no sense
            raise NexusFileError(
                f"{str(path)!r} can't be read: it is damaged, or being changed just now: {reason(err)}"
            ) from err
    return notes(found, str(path))


@dataclass(frozen=True, slots=True)
class Abandoned:
    """An unfinished entry, the file it is in, and the paths of its groups."""

    file: str
    groups: tuple[str, ...]
    entry: Unfinished


def recoverable(path: str | Path, *, sure: bool = False, tell: Tell = logger.warning) -> list[Abandoned]:
    """What `recover` would finish. Nothing is changed. Raises NexusFileError where `recover` would refuse to begin."""
    path = Path(path)
    found = _lost(path, sure=sure)
    parts = [one for part in _parts(path, found, tell) for one in recoverable(part, sure=sure, tell=tell)]
    return parts or [Abandoned(str(path), _groups(compile_definition(entry.xml), entry), entry) for entry in found]


def recover(
    path: str | Path,
    data: Data | None = None,
    *,
    options: Options | None = None,
    sure: bool = False,
    tell: Tell = logger.warning,
) -> list[Recovery]:
    """Finish the unfinished entries of a file: columns get the same length, FINAL values are written and missing ones
    marked, and the attribute `nexdatas_recovered` of the entry says so. Nothing that is in all columns is lost.

    Of a scan that was split into files, each is finished, and the file they all began with is removed.

    Args:
        path: of the file; for a split scan the name that was asked for.
        data: global values for the FINAL phase.
        options: how sources are asked; see `Options.shared`.
        sure: nobody writes the file any more. Needed when that can't be seen: the writer was on another host.
        tell: told of files that have the name of a part, but can't be read; the others are finished.

    Raises:
        NexusFileError: the file can't be read or written, or its writer is still alive.
    """
    path = Path(path)
    found = _lost(path, sure=sure)
    results: list[Recovery] = []
    parts = _parts(path, found, tell)
    for part in parts:  # refuse before anything is changed
        _lost(part, sure=sure)
    for part in parts:
        results += recover(part, data, options=options, sure=sure, tell=tell)
    if results:
        path.unlink()
        return _without_empty_end(results)
    clear_status(path)
    for entry in found:
        results.append(_recover(path, entry, data or {}, options or Options()))
        logger.warning("%s", results[-1])
    return results


def _lost(path: Path, *, sure: bool) -> list[Unfinished]:
    """The unfinished entries of a file that nobody writes any more. Raises NexusFileError."""
    found = unfinished(path)
    if not found and is_marked(path) and not sure:
        raise NexusFileError(
            f"{str(path)!r} says that it is being written, but holds no unfinished entry. Please say that you are sure "
            "that its writer is gone"
        )
    for entry in found:
        _refuse_living(path, entry, sure=sure)
    return found


def _refuse_living(path: Path, entry: Unfinished, *, sure: bool) -> None:
    host, _, process = entry.writer.rpartition(":")
    here = host == socket.gethostname()
    if not here and not sure:
        raise NexusFileError(
            f"{str(path)!r} was written on {host}: whether that writer still lives can't be seen from here. Please "
            "recover it there, or say that you are sure"
        )
    if not here or int(process) == os.getpid() or not _lives(int(process)):
        return
    if _holds(int(process), path):
        raise NexusFileError(f"{str(path)!r} is being written by process {process}; please end that first")
    if not sure:
        raise NexusFileError(
            f"{str(path)!r} isn't seen to be open in process {process}, which wrote it and still runs. If its scan is "
            "over, please say that you are sure; parts of a scan that goes on must wait"
        )


def _holds(process: int, path: Path) -> bool:
    """True if a process is seen to have a file open; numbers of processes are given out again."""
    with suppress(OSError):
        file = path.stat()
        for place in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                if os.path.samestat(place.stat(), file):
                    return True
    return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _parts(path: Path, found: list[Unfinished], tell: Tell) -> list[Path]:
    """The files that a scan was split into: they began as copies of this one, note included."""
    known = {(entry.writer, entry.since) for entry in found}
    numbered = re.compile(re.escape(path.stem) + r"_\d{5,}" + re.escape(path.suffix))
    parts = [part for part in sorted(path.parent.iterdir()) if known and numbered.fullmatch(part.name)]
    return [part for part in parts if known & _scans_in(part, tell)]


def _scans_in(part: Path, tell: Tell) -> set[tuple[str, str]]:
    """Writer and time of the unfinished entries of a file that may be a part; none if it can't be read."""
    try:
        return {(entry.writer, entry.since) for entry in unfinished(part)}
    except NexusFileError as err:
        tell(f"left out, though it has the name of a part of the scan: {err}")
        return set()


def _without_empty_end(results: list[Recovery]) -> list[Recovery]:
    """As at a normal end, a last file without points is removed unless it is the only one."""
    if len(results) > 1 and not results[-1].points:
        Path(results.pop().file).unlink()
    return results


def _recover(path: Path, note: Unfinished, data: Data, options: Options) -> Recovery:
    sink = H5Sink(str(path))
    plan = compile_definition(note.xml)
    options = replace(options, logs=False, swmr=False, steps_per_file=0)
    failures: tuple[tuple[str, str, str], ...] = ()
    with FileSession(sink, note.base, options) as session:
        with damage_told(path):
            level_failures(sink.native)
        entry = session.open_entry(plan, data, canfail=True, append=True)
        points, dropped = _level(entry, note)
        groups = _groups(plan, note)
        for group in groups:
            said = f"{timestamp()}: finished after its writer {note.writer} was lost; {points} points are kept"
            sink.set_attribute(group, MARK, scalar_array(said, "string"))
        try:
            session.close_entry(data)
        except RecordError as err:
            failures = err.failures
        failures += tuple(
            (label, "", MARKED) for label in entry.failed if label not in {known[0] for known in failures}
        )
        remove_note(sink, note.note)
    return Recovery(note, str(path), groups, points, dropped, failures)


def _level(entry: Entry, note: Unfinished) -> tuple[int, dict[str, int]]:
    """Cut columns to the points that all of them have; those that got several rows at a point stay as they are."""
    columns = [column for column in entry.columns(Phase.STEP) if column.who.path not in note.irregular]
    points = min((column.length for column in columns), default=0)
    dropped = {column.who.path: column.length - points for column in columns if column.length > points}
    for column in columns:
        if column.length > points:
            column.cut(points)
    return points, dropped


def _groups(plan: Plan, note: Unfinished) -> tuple[str, ...]:
    """The uppermost groups of the entry."""
    base = "".join(f"/{part.partition(':')[0]}" for part in note.base.split("/") if part)
    steps = [step for step in plan.steps if isinstance(step, GroupPlan) and len(step.path) == 1]
    return tuple(f"{base}/{step.path[0]}" for step in steps) or (base or "/",)
