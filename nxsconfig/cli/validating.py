"""validate: mistakes in configurations and NeXus files, by rules with numbers.

```
 paths ─────────────┐
 stdin (-) ─────────┼─► libraries and files ─► selections ─► rules ─► report ─► stdout, files, exit code
 store, server ─────┘
```
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nxsconfig.cli.locale import as_path
from nxsconfig.cli.request import Request
from nxsconfig.cli.sessions.options import options_of
from nxsconfig.cli.steps import counted, watched
from nxsconfig.cli.streams import Stop, piped_text, talk
from nxsconfig.cli.taking import opened, take
from nxsconfig.cli.validating_output import give, print_page, print_rules, write_file
from nxsconfig.db.records import Kind
from nxsconfig.validate.baseline import baseline_text, read_baseline
from nxsconfig.validate.choosing import default_choice, of_components, of_profiles, whole_choice, with_options
from nxsconfig.validate.entries import assignment_of
from nxsconfig.validate.loading import Loaded, guess_kind, library_of, load, of_holdings
from nxsconfig.validate.model import Severity
from nxsconfig.validate.nxdl import Definitions
from nxsconfig.validate.picking import picked
from nxsconfig.validate.rules import RuleSet
from nxsconfig.validate.subjects import Chosen, Library, Text
from nxsconfig.validate.suppressing import Baseline
from nxsconfig.validate.task import Assignment, Task, concluded, work

FOUND = 1
"""Exit code when there is a finding that is bad enough."""

_STDIN = "-"
_HDF5 = "\udc89HDF"
"""How a file of HDF5 begins when its bytes are taken for UTF-8."""

_KINDS = {"component": Kind.COMPONENT, "datasource": Kind.DATASOURCE, "profile": Kind.SELECTION}
_MANY = 20
"""From so many configurations and files on, a terminal shows how far it is."""


def validate(request: Request) -> None:
    """Report findings; leave with FOUND when one is bad enough."""
    if request.list_rules or request.explain:
        print_page(request) if request.explain else print_rules(request)
        return
    task = _task(request, picked(_words(request.select), _words(request.ignore)))
    with _without_collector():
        done = list(watched(work(task), task.steps, "validating", _MANY))
        report = concluded(task, done)
    failure = "".join(f"Error: {problem}\n" for problem in report.problems)
    if request.write_baseline is not None:
        if failure:
            raise Stop(failure)
        write_file(request.write_baseline, baseline_text(report.findings))
        talk(f"{counted(len(report.findings), 'finding')} known from now on: --baseline {request.write_baseline}\n")
        return
    give(request, report)
    if failure:
        raise Stop(failure)
    if report.fails(Severity(request.fail_on)):
        raise Stop("", FOUND)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Everything is kept till the end, and the collector would go through it again and again: a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _task(request: Request, rules: RuleSet) -> Task:
    """What to look at. Raises NXSConfigError leaves and OSError when that can't be read, Stop for a wrong mixture."""
    loaded = _loaded(request)
    if request.server is not None or request.store is not None or not request.names:
        with opened(request) as session:
            stored = _dressed(request, of_holdings(take(session)))
        assignments: Iterator[Assignment] = iter([_beside(request, stored, loaded, rules)])
    else:
        assignments = (_assignment(request, _dressed(request, library)) for library in loaded.libraries)
    definitions = _definitions(request)
    files = [replace(file, application=request.application) for file in loaded.files]
    return Task(
        tuple(assignments),
        tuple(replace(file, definitions=definitions) if definitions else file for file in files),
        rules,
        _baseline(request),
        thorough=not (request.of_profiles or request.of_components or request.application),
    )


def _loaded(request: Request) -> Loaded:
    paths = [as_path(name) for name in request.names if name != _STDIN]
    loaded = load(paths)
    if _STDIN not in request.names:
        return loaded
    given = piped_text()
    if not given:
        raise Stop("Error: - stands for stdin, but nothing comes from there\n")
    if given.startswith(_HDF5):
        raise Stop("Error: a NeXus file can't be read from stdin: give its path\n")
    kind = _KINDS[request.entry_kind] if request.entry_kind else guess_kind(given)
    piped = library_of([Text(kind, "stdin", given)], None, complete=False)
    return replace(loaded, libraries=(*loaded.libraries, piped))


def _beside(request: Request, stored: Library, loaded: Loaded, rules: RuleSet) -> Assignment:
    """What is stored, or the files as if they were stored there."""
    if not loaded.libraries:
        return _assignment(request, stored)
    if any(library.complete for library in loaded.libraries):
        raise Stop("Error: a directory is a configuration of its own: give it without --store and -s\n")
    texts = [text for library in loaded.libraries for text in library.texts.values()]
    return assignment_of(stored, texts, rules)


def _assignment(request: Request, library: Library) -> Assignment:
    options = options_of(request)
    return Assignment(library, tuple(with_options(one, options) for one in _chosen(request, library)))


def _chosen(request: Request, library: Library) -> list[Chosen]:
    named = of_profiles(library, request.of_profiles)
    if request.of_components:
        named.append(of_components(library, request.of_components))
    if request.application:
        named = [replace(one, application=request.application) for one in named or whole_choice(library)]
    return named or default_choice(library)


def _dressed(request: Request, library: Library) -> Library:
    """The library with the NeXus definitions that are asked for."""
    definitions = _definitions(request)
    return library if definitions is None else replace(library, definitions=definitions)


def _definitions(request: Request) -> Definitions | None:
    return None if request.definitions is None else Definitions(Path(as_path(request.definitions)))


def _baseline(request: Request) -> Baseline:
    if request.baseline is None or request.write_baseline is not None:
        return Baseline()
    return Baseline(read_baseline(Path(as_path(request.baseline))), request.baseline)


def _words(given: Sequence[str]) -> list[str]:
    """The words of options that may be given several times and hold lists."""
    return [word.strip() for words in given for word in words.split(",") if word.strip()]
