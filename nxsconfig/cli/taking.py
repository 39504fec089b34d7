"""Everything that a session holds at once, and giving it new contents."""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol, runtime_checkable

from nxsconfig.cli.request import Request
from nxsconfig.cli.session import Session, open_session
from nxsconfig.configurator.holdings import Holdings
from nxsconfig.db.planning import Wish
from nxsconfig.db.records import Entry, Kind
from nxsconfig.errors import RevisionConflictError

_ATTEMPTS = 5


@runtime_checkable
class Transactional(Protocol):
    """A session that can make a whole wish true in one transaction."""

    def apply(self, wish: Wish) -> int:
        """Store, delete and flag, or nothing of it; returns the revision afterwards."""
        ...


def opened(request: Request, *, create: bool = False) -> AbstractContextManager[Session]:
    """The session of a request. A server that can't be reached is an error here, as `--strict` makes it elsewhere."""
    return open_session(replace(request, strict=True), create=create)


def take(session: Session) -> Holdings:
    """All entries and flags as they stand at one revision.

    Raises:
        RevisionConflictError: somebody stores all the time.
        StoreError: the store or the server can't be asked.
    """
    for _attempt in range(_ATTEMPTS):
        parts = {kind: session.fetch(kind) for kind in Kind}
        revisions = [part.revision for part in parts.values()]
        if min(revisions) == max(revisions):
            contents = {kind: {entry.name: entry.text for entry in part.entries} for kind, part in parts.items()}
            return Holdings(contents, parts[Kind.COMPONENT].mandatory, revisions[0])
    text = f"somebody stores in {session.label} all the time: try again when it is quiet"
    raise RevisionConflictError(text, min(revisions), max(revisions))


def give(session: Session, wish: Wish) -> int:
    """Make a wish true; returns the revision afterwards.

    A store does it in one transaction. A server stores all texts, or nothing, then deletes, then flags: each step only
    if nobody else stored since the step before.

    Raises:
        RevisionConflictError: the revision isn't the one that the wish expects.
    """
    if isinstance(session, Transactional):
        return session.apply(wish)
    revision = wish.expected
    if wish.puts:
        entries = [Entry(put.kind, put.name, put.text) for put in wish.puts]
        revision = session.store_entries(entries, expected=revision)
    for kind in Kind:
        names = [name for each, name in wish.drops if each is kind]
        if names:
            revision = session.delete(kind, names, expected=revision)
    for flag in (True, False):
        names = [name for name, wanted in wish.flags if wanted is flag]
        if names:
            session.set_mandatory(names, flag=flag)
    return session.revision()
