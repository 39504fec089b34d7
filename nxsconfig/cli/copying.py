"""copy: entries from one store or server to another, with what they need."""

from collections.abc import Sequence
from dataclasses import replace

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import LABELS, require
from nxsconfig.cli.steps import counted, print_steps, steps_as_json
from nxsconfig.cli.streams import Stop, talk
from nxsconfig.cli.taking import give, opened, take
from nxsconfig.configurator.holdings import Holdings, Step, steps_between, wish_of
from nxsconfig.configurator.needs import with_needs
from nxsconfig.db.records import Action


def copy(request: Request) -> None:
    """Copy entries, all or none; flags of the components at the target stay as they are, new ones aren't mandatory."""
    if not request.target:
        raise Stop("Error: copy needs to know where to: --to URL for a store, --to DEVICE for a server\n")
    wanted = _wanted(request)
    target = _target(request)
    with opened(target, create=not request.dry_run) as session:
        stored = take(session)
        steps = steps_between(stored, wanted)
        if not request.json:
            print_steps(steps, differences=request.differences)
        done = bool(steps) and not request.dry_run
        if done:
            _refuse_overwriting(request, steps)
        revision = give(session, wish_of(steps, stored.number)) if done else stored.number
    if request.json:
        found = steps_as_json(steps, differences=request.differences)
        emit_json({"done": done, "revision": revision, "steps": found})
    else:
        talk(f"{counted(len(steps), 'entry')} {'copied' if done or not steps else 'would be copied'}\n")


def _wanted(request: Request) -> Holdings:
    """The entries to copy; nothing is said about flags. Raises Stop for a name that isn't stored."""
    with opened(request) as session:
        require(session, request.kind, request.names, strict=True)
        held = take(session)
    contents = {request.kind: held.texts(request.kind, request.names)}
    return Holdings(with_needs(held, contents) if request.dependencies else contents, None)


def _target(request: Request) -> Request:
    """The request for the other side: a URL or JSON settings are a store, everything else a device."""
    place = request.target or ""
    is_store = place.lstrip().startswith("{") or ("://" in place and not place.startswith("tango:"))
    return replace(request, store=place if is_store else None, server=None if is_store else place)


def _refuse_overwriting(request: Request, steps: Sequence[Step]) -> None:
    replaced = [step for step in steps if step.action is Action.CHANGED]
    if replaced and not request.force:
        names = ", ".join(f"{LABELS[step.kind]} '{step.name}'" for step in replaced)
        raise Stop(f"Error: {names} stored there with another text: -f replaces it; nothing was copied\n")
