"""NX58x: entries hold what their application definition asks for."""

from collections.abc import Iterator

from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.nxdl.coverage import Row, coverage, definition_of
from nxsconfig.validate.nxdl.model import Need
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Compared

VERBS = {Need.REQUIRED: "requires", Need.RECOMMENDED: "recommends", Need.OPTIONAL: "allows"}


def asked_application(subject: Compared) -> Iterator[Fault]:
    """A file has everything that the application definition asks for that was named with --application.

    Programs that read files of this definition need it.

    Found::

        --application NXsas, and an NXdetector without distance

    Right::

        --application NXsas, and an NXdetector with a field distance
    """
    if not subject.application or subject.tree is None or not subject.is_whole:
        return
    rows = coverage(subject.definitions, subject.application, subject.tree)
    if not rows:
        message = f"there is no NXentry that could follow {subject.application}"
        yield Fault(message, "add a group of class NXentry", subject.tree.root.at)
    yield from (_missing(row, subject.application) for row in _topmost(rows, Need.REQUIRED))


def stated_application(subject: Compared) -> Iterator[Fault]:
    """An entry has everything that the application definition asks for which its field `definition` names.

    Programs that read files of this definition trust in it.

    Found::

        <field name="definition">NXsas</field>, and an NXdetector without distance

    Right::

        <field name="definition">NXsas</field>, and an NXdetector with a field distance
    """
    for name, rows in _stated(subject) if subject.is_whole else ():
        if name != subject.application:
            yield from (_missing(row, name) for row in _topmost(rows, Need.REQUIRED))


def application_known(subject: Compared) -> Iterator[Fault]:
    """The field `definition` of an entry names an application definition.

    Nothing can be told about the entry otherwise.

    Found::

        <group type="NXentry"><field name="definition">NXsass</field></group>

    Right::

        <group type="NXentry"><field name="definition">NXsas</field></group>
    """
    for entry in [] if subject.tree is None else subject.tree.entries:
        named = definition_of(subject.tree, entry) if subject.tree is not None else None
        if named and subject.definitions.application(named) is None:
            meant = subject.definitions.similar(named)
            fix = f"write {meant}" if meant else "name an application definition, or leave the field out"
            message = f"definition: {named!r} is no application definition"
            yield Fault(message, fix, entry.by_name["definition"].at)


def application_values(subject: Compared) -> Iterator[Fault]:
    """What an entry has for its application definition is of the type and has the value that the definition wants.

    Programs that read files of this definition rely on it.

    Found::

        <field name="definition">NXsas</field>, and an NXsource with probe muon

    Right::

        <field name="definition">NXsas</field>, and an NXsource with probe x-ray
    """
    stated = list(_stated(subject))
    if subject.application and subject.tree is not None and all(name != subject.application for name, _ in stated):
        stated.append((subject.application, coverage(subject.definitions, subject.application, subject.tree)))
    for name, rows in stated:
        for row in rows:
            if row.note:
                fix = f"give it the type and a value that {name} has"
                yield Fault(f"{row.path} {row.note}, as {name} wants it", fix, row.node.at)


def recommended(subject: Compared) -> Iterator[Fault]:
    """An entry has what its application definition recommends.

    It can be left out, but the data are worth more with it.

    Found::

        <field name="definition">NXmx</field>, and no end_time

    Right::

        <field name="definition">NXmx</field>, and end_time
    """
    for name, rows in _stated(subject) if subject.is_whole else ():
        yield from (_missing(row, name) for row in _topmost(rows, Need.RECOMMENDED))


def _stated(subject: Compared) -> Iterator[tuple[str, list[Row]]]:
    """Names of the application definitions that entries follow, each with the rows of those entries."""
    if subject.tree is None:
        return
    names = [definition_of(subject.tree, entry) for entry in subject.tree.entries]
    for name in dict.fromkeys(names):
        if name and subject.definitions.application(name) is not None:
            yield name, coverage(subject.definitions, name, subject.tree)


def _topmost(rows: list[Row], need: Need) -> Iterator[Row]:
    """Missing items, without what is inside of missing ones."""
    gone: list[str] = []
    for row in rows:
        if row.found or row.need is not need or any(row.path.startswith(f"{path}/") for path in gone):
            continue
        gone.append(row.path)
        yield row


def _missing(row: Row, name: str) -> Fault:
    message = f"{row.path} is missing, which {name} {VERBS[row.need]}"
    return Fault(message, f"add it to {row.node.label}", row.node.at)


RULES = (
    Rule("NX581", Severity.ERROR, asked_application),
    Rule("NX582", Severity.WARNING, stated_application),
    Rule("NX583", Severity.WARNING, application_known),
    Rule("NX584", Severity.WARNING, application_values),
    Rule("NX585", Severity.INFO, recommended),
)
