"""Which configurations are made of a library: what scans would take together.

```
 each profile ────────────────────────► its components, its variables, its channels
 mandatory components ────────────────► they alone, unless a profile has them with it
 each other component that is public ─► on its own, with the values that any profile gives its variables
```
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nxsconfig.configurator.naming import public_names
from nxsconfig.configurator.options import Options, json_argument
from nxsconfig.configurator.profiles import decoded, selected_in
from nxsconfig.db.records import Kind
from nxsconfig.errors import NonregisteredDBRecordError
from nxsconfig.merge.references import component_names, without_comments
from nxsconfig.validate.subjects import Chosen, Library, Text

RECORDER_VALUES: Mapping[str, str] = {
    "serialno": "1",
    "scan_id": "1",
    "scan_title": "ascan motor 0 1 10 1",
    "filename": "scan.nxs",
    "measurement_group": "mg",
    "nexus_components": "component",
    "mgchannels": "channel",
    "timers": "timer",
    "nexus_step_datasources": "channel",
    "nexus_init_datasources": "motor",
}
"""Variables that the recorder sets for every scan (selector §14), with values such as it may give."""


def default_choice(library: Library) -> list[Chosen]:
    """Every profile, then what no profile selects."""
    chosen = [of_profile(library, text) for text in library.of(Kind.SELECTION) if text.profile is not None]
    if not chosen and library.holdings.mandatory():
        chosen = [Chosen("mandatory components", (), _shared_options(library))]
    covered = set(_closure(library, [name for one in chosen for name in one.components]))
    rest = [text.name for text in library.of(Kind.COMPONENT) if text.name not in covered]
    return [*chosen, *of_each(library, public_names(rest))]


def whole_choice(library: Library) -> list[Chosen]:
    """What makes whole files: every profile, or without profiles all public components together."""
    profiles = [text.name for text in library.of(Kind.SELECTION)]
    names = public_names([text.name for text in library.of(Kind.COMPONENT)])
    return of_profiles(library, profiles) or [Chosen("all components", tuple(names), _shared_options(library))]


def of_profiles(library: Library, names: Sequence[str]) -> list[Chosen]:
    """The configurations of some profiles. Raises NonregisteredDBRecordError for an unknown one."""
    texts = [library.get(Kind.SELECTION, name) for name in names]
    for name, text in zip(names, texts, strict=True):
        if text is None:
            known = ", ".join(one.name for one in library.of(Kind.SELECTION)) or "none"
            raise NonregisteredDBRecordError(f"there is no profile {name!r}; there are: {known}", name)
    return [of_profile(library, text) for text in texts if text is not None and text.profile is not None]


def of_components(library: Library, names: Sequence[str]) -> Chosen:
    """Components that somebody names, in one configuration. Raises NonregisteredDBRecordError for an unknown one."""
    for name in names:
        if library.get(Kind.COMPONENT, name) is None:
            raise NonregisteredDBRecordError(f"there is no component {name!r}", name)
    what = "component" if len(names) == 1 else "components"
    return Chosen(f"{what} {' '.join(names)}", tuple(names), _shared_options(library))


def of_each(library: Library, names: Sequence[str]) -> list[Chosen]:
    """Each component on its own."""
    options = _shared_options(library)
    return [Chosen(f"component {name}", (name,), options, whole=False) for name in names]


def of_profile(library: Library, text: Text) -> Chosen:
    """What the recorder makes of a profile: its components, and the options that it gives the server (selector §11).

    A component may be called as a channel is; then the channel selects it. Components that aren't there are left out:
    what is wrong with the others is still to be found.
    """
    profile = text.profile or {}
    channels = selected_in(profile, Kind.DATASOURCE)
    named = dict.fromkeys([*selected_in(profile, Kind.COMPONENT), *channels])
    options = Options(
        variables=json.dumps({**RECORDER_VALUES, **_variables(profile)}), canfail=tuple(_failing(profile))
    )
    components = tuple(name for name in named if library.get(Kind.COMPONENT, name) is not None)
    return Chosen(f"profile {text.name}", components, options, text.name)


def with_options(chosen: Chosen, given: Options) -> Chosen:
    """The same components with what somebody gives beside it; variables of the same name are replaced.

    Raises JSONArgumentError for variables that are no JSON object.
    """
    mine = chosen.options
    values = {**json_argument(mine.variables, "Variables"), **json_argument(given.variables, "Variables")}
    options = replace(
        given,
        variables=json.dumps(values),
        step=(*mine.step, *given.step),
        link=(*mine.link, *given.link),
        extralink=(*mine.extralink, *given.extralink),
        canfail=(*mine.canfail, *given.canfail),
    )
    return replace(chosen, options=options)


def _failing(profile: Mapping[str, object]) -> list[str]:
    properties = decoded(profile.get("ChannelProperties"))
    named = properties.get("canfail") if isinstance(properties, dict) else None
    return [str(name) for name, may in named.items() if may] if isinstance(named, dict) else []


def _variables(profile: Mapping[str, object]) -> dict[str, object]:
    given = decoded(profile.get("ConfigVariables"))
    return given if isinstance(given, dict) else {}


def _shared_options(library: Library) -> Options:
    """Values for components that come without a profile: those of the recorder and of all profiles together."""
    values: dict[str, object] = dict(RECORDER_VALUES)
    for text in library.of(Kind.SELECTION):
        values |= _variables(text.profile or {})
    return Options(variables=json.dumps(values))


def _closure(library: Library, names: Sequence[str]) -> Iterator[str]:
    """The names, the mandatory ones, and everything that they pull in."""
    waiting = [*library.holdings.mandatory(), *names]
    met: set[str] = set()
    while waiting:
        name = waiting.pop()
        text = library.get(Kind.COMPONENT, name)
        if name in met or text is None:
            continue
        met.add(name)
        yield name
        waiting += component_names(without_comments(text.text))
