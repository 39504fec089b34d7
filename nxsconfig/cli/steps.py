"""Showing what is going to be done, or was done: one step a line."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from nxsconfig.cli.streams import drop_output, emit, flush, on_terminal, talks_to_terminal
from nxsconfig.configurator.exchange import FileStep
from nxsconfig.configurator.holdings import Step
from nxsconfig.db.records import Action

AnyStep = TypeVar("AnyStep", Step, FileStep)
T = TypeVar("T")

_FEW = 100
"""From this many steps on, a terminal shows how far they are."""


def print_steps(steps: Sequence[Step] | Sequence[FileStep], *, differences: bool = False) -> None:
    """One line a step with tabs between the action and what it is about; behind it the texts' difference.

    A reader that has seen enough, such as ``head``, still wants the steps to be done.
    """
    try:
        _print_each(steps, differences=differences)
        flush()
    except BrokenPipeError:
        drop_output()


def _print_each(steps: Sequence[Step] | Sequence[FileStep], *, differences: bool) -> None:
    for step in steps:
        emit("\t".join(step.as_json().values()))
        if differences and isinstance(step, Step):
            _print_difference(step)


def _print_difference(step: Step) -> None:
    lines = step.difference()
    if lines and on_terminal():
        from nxsconfig.cli.pretty import print_diff  # noqa: PLC0415  rich is slow to import and pipes don't need it

        print_diff(lines)
    else:
        emit("\n".join(lines))


def steps_as_json(steps: Sequence[Step] | Sequence[FileStep], *, differences: bool = False) -> list[dict[str, object]]:
    """What happens, with the texts' differences when asked for."""
    found: list[dict[str, object]] = [dict(step.as_json()) for step in steps]
    if differences:
        for line, step in zip(found, steps, strict=True):
            if isinstance(step, Step):
                line["diff"] = step.difference()
    return found


def deletions(steps: Sequence[AnyStep]) -> list[AnyStep]:
    """The steps after which something is gone."""
    return [step for step in steps if step.action is Action.DELETED]


def counted(count: int, what: str) -> str:
    """``1 file``, ``2 files``; ``1 entry``, ``2 entries``."""
    if count == 1:
        return f"1 {what}"
    return f"{count} {what.removesuffix('y')}ies" if what.endswith("y") else f"{count} {what}s"


def watched(steps: Iterable[T], count: int, what: str, few: int = _FEW) -> Iterator[T]:
    """The steps as they are done; from `few` of them on a terminal shows how far."""
    if count < few or not talks_to_terminal():
        yield from steps
        return
    from nxsconfig.cli.pretty_own import progress  # noqa: PLC0415  rich is slow to import and pipes don't need it

    yield from progress(steps, count, what)
