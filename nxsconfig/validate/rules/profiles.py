"""NX21x: profiles and mandatory components name what is there."""

from collections.abc import Iterator, Mapping

from nxsconfig.configurator.profiles import asked_for
from nxsconfig.db.records import Kind
from nxsconfig.validate.model import Fault, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.subjects import Library, Text

_CHOICES = {
    Kind.COMPONENT: "take it out of the profile, or store the component",
    Kind.DATASOURCE: "take it out of the profile, or store the datasource",
}


def profile_components(library: Library) -> Iterator[Fault]:
    r"""The components that a profile asks for are stored.

    What such a component would have brought is missing in the file.

    Found::

        "ComponentSelection": "{\"slit1\": true}" when there is no component slit1

    Right::

        "ComponentSelection": "{\"slit1\": false}": it is switched off
    """
    yield from _unknown(library, Kind.COMPONENT, "NonregisteredDBRecordError")


def mandatory_components(library: Library) -> Iterator[Fault]:
    """The components that are mandatory are stored.

    Found::

        a line ``entry`` in mandatory.txt when there is no component entry

    Right::

        the same line with the component
    """
    for name in library.holdings.mandatory() if library.complete else ():
        if library.get(Kind.COMPONENT, name) is None:
            message = f"mandatory component {name!r} is not stored"
            yield Fault(message, "store it, or take its name off the list", error="NonregisteredDBRecordError")


def _unknown(library: Library, kind: Kind, error: str) -> Iterator[Fault]:
    for text, profile in _profiles(library):
        for name in asked_for(profile, kind) if library.complete else ():
            if library.get(kind, name) is None:
                message = f"profile {text.name!r} asks for {kind} {name!r}, which is not stored"
                yield Fault(message, _CHOICES[kind], line=_line(text, name), entry=(text.kind, text.name), error=error)


def _profiles(library: Library) -> Iterator[tuple[Text, Mapping[str, object]]]:
    return ((text, text.profile) for text in library.of(Kind.SELECTION) if text.profile is not None)


def _line(text: Text, name: str) -> int:
    """The first line with the name in quotes; 0 if there is none."""
    words = (f'"{name}"', f'\\"{name}\\"')
    return next((number for number, line in enumerate(text.lines, 1) if any(word in line for word in words)), 0)


RULES = (
    Rule("NX211", Severity.WARNING, profile_components),
    Rule("NX212", Severity.WARNING, mandatory_components),
)
