"""export, import and sync: a whole configuration between a store and a directory.

```
 export, sync --pull:  store ─► Holdings ─► file steps ─► directory
 import, sync:         directory ─► Holdings ─► steps (compared with the store) ─► one wish ─► store
```
The steps are worked out first, shown, and done only when nobody stored in between.
"""

from collections.abc import Sequence
from pathlib import Path

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.locale import as_path
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import Session
from nxsconfig.cli.steps import counted, deletions, print_steps, steps_as_json, watched
from nxsconfig.cli.streams import Stop, agreed, talk
from nxsconfig.cli.taking import give, opened, take
from nxsconfig.configurator.exchange import FileStep, files_between, read_directory, write_files
from nxsconfig.configurator.holdings import Holdings, Step, steps_between, wish_of
from nxsconfig.errors import RevisionConflictError

_REFUSED = "nothing was changed\n"


def export(request: Request) -> None:
    """Write everything that is stored into a directory; files of entries that are gone are removed after asking."""
    directory, revision, steps = _file_steps(request)
    gone = deletions(steps)
    question = f"Remove {counted(len(gone), 'file')} of entries that are not stored from {directory}?" if gone else ""
    _write_files(request, directory, steps, question)
    _tell(request, steps_as_json(steps), revision)


def import_(request: Request) -> None:
    """Store everything that a directory holds; with ``--delete`` what it doesn't hold is deleted after asking."""
    kept = _give(request, deleting=request.deleting)
    if kept and not request.json:
        talk(f"{counted(kept, 'entry')} not in the directory: stored as before (--delete deletes them)\n")


def sync(request: Request) -> None:
    """Make the store equal to the directory, or with ``--pull`` the directory to the store, after asking."""
    if not request.pull:
        _give(request, deleting=True)
        return
    if request.expected is not None or request.differences:
        raise Stop("Error: --expected and --diff are for the way into the store: they don't go with --pull\n")
    directory, revision, steps = _file_steps(request)
    _write_files(request, directory, steps, f"Change {counted(len(steps), 'file')} in {directory}?")
    _tell(request, steps_as_json(steps), revision)


def _file_steps(request: Request) -> tuple[Path, int, list[FileStep]]:
    """The directory, the revision of the store, and what makes the one an image of the other."""
    directory = Path(as_path(request.directory or "."))
    with opened(request) as session:
        holdings = take(session)
    return directory, holdings.number, files_between(directory, holdings)


def _write_files(request: Request, directory: Path, steps: Sequence[FileStep], question: str) -> None:
    """Write and remove files, or only show it; an empty question isn't asked. Raises Stop after a no."""
    if not request.json:
        print_steps(steps)
    if request.dry_run or not steps:
        return
    if question and not request.force and not agreed(question):
        raise Stop(_REFUSED)
    for _step in watched(write_files(directory, steps), len(steps), "writing files"):
        pass


def _give(request: Request, *, deleting: bool) -> int:
    """Take the directory into the store, or only show it; how many entries stay that the directory doesn't hold."""
    wanted = read_directory(Path(as_path(request.directory or ".")))
    with opened(request, create=not request.dry_run) as session:
        stored = take(session)
        _expect(request, stored)
        everything = steps_between(stored, wanted, deleting=True)
        steps = everything if deleting else steps_between(stored, wanted)
        revision = _carry_out(request, session, stored, steps)
    _tell(request, steps_as_json(steps, differences=request.differences), revision)
    return len(deletions(everything)) - len(deletions(steps))


def _carry_out(request: Request, session: Session, stored: Holdings, steps: Sequence[Step]) -> int:
    """Show the steps, ask, do them; returns the revision afterwards. Raises Stop after a no."""
    if not request.json:
        print_steps(steps, differences=request.differences)
    if request.dry_run or not steps:
        return stored.number
    question = _question(request, steps)
    if question and not request.force and not agreed(question):
        raise Stop(_REFUSED)
    return give(session, wish_of(steps, stored.number))


def _question(request: Request, steps: Sequence[Step]) -> str:
    """What to ask before the steps are done; empty when there is nothing to be afraid of."""
    gone = len(deletions(steps))
    if request.sub_command != "sync":
        return f"Delete {counted(gone, 'entry')} that the directory doesn't hold?" if gone else ""
    among = f", {counted(gone, 'deletion')} among them" if gone else ""
    return f"Do {counted(len(steps), 'step')}{among}?"


def _expect(request: Request, stored: Holdings) -> None:
    if request.expected is not None and request.expected != stored.number:
        text = f"the store has revision {stored.number}, expected was {request.expected}; nothing was changed"
        raise RevisionConflictError(text, request.expected, stored.number)


def _tell(request: Request, steps: Sequence[dict[str, object]], revision: int) -> None:
    """What was done: on stderr, or everything as JSON on stdout."""
    done = bool(steps) and not request.dry_run
    if request.json:
        emit_json({"done": done, "revision": revision, "steps": steps})
    elif not steps:
        talk("nothing to do\n")
    else:
        talk(f"{counted(len(steps), 'step')} {'done' if done else 'would be done'}\n")
