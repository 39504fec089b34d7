"""NX22x: variables get values."""

from collections.abc import Iterator

from nxsconfig.configurator.library import Snapshot
from nxsconfig.db.records import Kind
from nxsconfig.errors import NXSConfigError
from nxsconfig.merge.references import datasource_records, variable_values, without_comments
from nxsconfig.validate.choosing import RECORDER_VALUES
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.spots import spots
from nxsconfig.validate.subjects import Configuration, Library, Text
from nxsconfig.validate.unsaid import WITHOUT_DEFAULT

RECORDER_VARIABLES = frozenset(RECORDER_VALUES)
"""Variables that the recorder gives a value for every scan (selector §14)."""


def variable_value(configuration: Configuration) -> Iterator[Fault]:
    r"""A variable has a value in the profile, in a component, or a default where it is used.

    Without any of them an empty text is put there. The variables that the recorder sets for every scan are known.

    Found::

        <field name="title">$var.title</field> when the profile has no variable title

    Right::

        <field name="title">$var.title#'no title'</field>
    """
    if not configuration.chosen.profile:
        return
    texts = _texts_of(configuration)
    known = {*RECORDER_VARIABLES, *_values(configuration)}
    for text in texts:
        known.update(variable_values(without_comments(text.text)))
    told: set[tuple[str, str]] = set()
    for text in texts:
        for spot in spots(text.text, WITHOUT_DEFAULT):
            if spot.word not in known and (spot.word, text.name) not in told:
                told.add((spot.word, text.name))
                profile = configuration.chosen.profile
                yield Fault(
                    f"variable {spot.word!r} has no value in profile {profile!r} and no default: nothing stands there",
                    f"write $var.{spot.word}#'…' with a default, or add it to the profile's ConfigVariables",
                    line=spot.line,
                    column=spot.column,
                    entry=(text.kind, text.name),
                )


def _values(configuration: Configuration) -> set[str]:
    try:
        return set(configuration.chosen.options.values())
    except NXSConfigError:
        return set()


def _texts_of(configuration: Configuration) -> list[Text]:
    """The components of a configuration with all that they refer to; none when one of them isn't there."""
    library = configuration.library
    snapshot = Snapshot(library.holdings, library.holdings.fingerprint())
    try:
        names = snapshot.closure([*snapshot.mandatory(), *configuration.chosen.components])
    except NXSConfigError:
        return []
    components = [text for name in names if (text := library.get(Kind.COMPONENT, name))]
    return [*components, *_datasources(library, components)]


def _datasources(library: Library, users: list[Text]) -> list[Text]:
    found: dict[str, Text] = {}
    wave = users
    while wave:
        needs = [name for text in wave for name in datasource_records(without_comments(text.text))]
        new = {name: text for name in needs if name not in found and (text := library.get(Kind.DATASOURCE, name))}
        found |= new
        wave = list(new.values())
    return list(found.values())


RULES = (Rule("NX221", Severity.WARNING, variable_value),)
