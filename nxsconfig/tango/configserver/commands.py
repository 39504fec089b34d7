"""The peers' commands (config-server §2.3), one row each."""

from collections.abc import Iterator

from nxsconfig.configurator import Kind
from nxsconfig.tango import carry
from nxsconfig.tango.configserver.table import Call, CommandRow
from nxsconfig.tango.rows import NAMES, TEXT, Value

_LABELS = {Kind.COMPONENT: "Component", Kind.DATASOURCE: "DataSource", Kind.SELECTION: "Selection"}
_CARRIED = {Kind.COMPONENT: carry.xmls, Kind.DATASOURCE: carry.xmls, Kind.SELECTION: carry.jsons}
_INPUT = {Kind.COMPONENT: "XMLString", Kind.DATASOURCE: "XMLString", Kind.SELECTION: "Selection"}

_COMPONENTS = Value(NAMES, "names of components")
_COMPONENT = Value(TEXT, "name of a component")


def _entry_rows(kind: Kind) -> Iterator[CommandRow]:
    """Listing, reading, storing and deleting of one kind."""
    label = _LABELS[kind]
    name = Value(TEXT, f"name of the {kind}")
    yield CommandRow(
        f"Available{label}s",
        f"Names of all stored {kind}s, sorted.",
        lambda call: carry.plains(call.server.configurator.names(kind)),
        gives=Value(NAMES, f"names of {kind}s"),
    )
    yield CommandRow(
        f"{label}s",
        f"Stored texts of {kind}s, one a name; the first unknown name is an error.",
        lambda call: _CARRIED[kind](call.server.configurator.texts(kind, call.arg)),
        Value(NAMES, f"names of {kind}s"),
        Value(NAMES, "their texts, in the same order"),
    )
    yield CommandRow(
        f"Store{label}",
        f"Stores the text in {_INPUT[kind]} as a {kind}.",
        lambda call: call.server.store_text(kind, call.arg, who=call.who()),
        name,
        writes=True,
    )
    yield CommandRow(
        f"Delete{label}",
        f"Deletes a {kind}; an unknown name is no error.",
        lambda call: _no(call.server.configurator.delete(kind, [call.arg], who=call.who())),
        name,
        writes=True,
    )


def _no(_revision: int) -> None:
    """The peers' commands don't tell the revision."""


def _instantiated(kind: Kind) -> CommandRow:
    label = _LABELS[kind]
    return CommandRow(
        f"Instantiated{label}s",
        f"Texts of {kind}s with their references to variables and datasources resolved.",
        lambda call: carry.xmls(call.server.configurator.instantiate(kind, call.arg, call.server.options())),
        Value(NAMES, f"names of {kind}s"),
        Value(NAMES, "their texts, in the same order"),
    )


def _mandatory(name: str, doc: str, *, flag: bool) -> CommandRow:
    return CommandRow(
        name,
        doc,
        lambda call: _no(call.server.configurator.set_mandatory(call.arg, flag, who=call.who())),
        _COMPONENTS,
        writes=True,
    )


def _component_datasources(call: Call) -> list[str]:
    return carry.plains(call.server.configurator.component_datasources(call.arg, call.server.options()))


def _components_datasources(call: Call) -> list[str]:
    return carry.plains(call.server.configurator.components_datasources(call.arg, call.server.options()))


PEER_COMMANDS = (
    CommandRow(
        "Open",
        "Connects to the database of JSONSettings; when it is open already, checks the connection.",
        lambda call: call.server.open(),
        closed_too=True,
        writes=True,
    ),
    CommandRow("Close", "Lets the database go.", lambda call: call.server.close()),
    *(row for kind in Kind for row in _entry_rows(kind)),
    _instantiated(Kind.COMPONENT),
    _instantiated(Kind.DATASOURCE),
    _mandatory("SetMandatoryComponents", "Puts components into every configuration.", flag=True),
    _mandatory("UnsetMandatoryComponents", "Takes components out of every configuration.", flag=False),
    CommandRow(
        "MandatoryComponents",
        "Components that are in every configuration.",
        lambda call: carry.plains(call.server.configurator.mandatory()),
        gives=_COMPONENTS,
    ),
    CommandRow(
        "DependentComponents",
        "Components and what they refer to, each once.",
        lambda call: carry.plains(call.server.configurator.dependent_components(call.arg)),
        _COMPONENTS,
        _COMPONENTS,
    ),
    CommandRow(
        "ComponentDataSources",
        "Datasources of a component.",
        _component_datasources,
        _COMPONENT,
        Value(NAMES, "names of datasources"),
    ),
    CommandRow(
        "ComponentsDataSources",
        "Datasources of components merged, mandatory ones included.",
        _components_datasources,
        _COMPONENTS,
        Value(NAMES, "names of datasources"),
    ),
    CommandRow(
        "ComponentVariables",
        "Variables that a component refers to.",
        lambda call: carry.plains(call.server.configurator.component_variables(call.arg)),
        _COMPONENT,
        Value(NAMES, "names of variables"),
    ),
    CommandRow(
        "ComponentsVariables",
        "Variables of components merged, mandatory ones included.",
        lambda call: carry.plains(call.server.configurator.components_variables(call.arg, call.server.options())),
        _COMPONENTS,
        Value(NAMES, "names of variables"),
    ),
    CommandRow(
        "Merge",
        "Merges components; their references stay.",
        lambda call: carry.xml(call.server.configurator.merge(call.arg, call.server.options())),
        _COMPONENTS,
        Value(TEXT, "XML of the merged components"),
    ),
    CommandRow(
        "CreateConfiguration",
        "Makes the configuration for the data writer into XMLString, and what can be kept of it into XMLCache.",
        lambda call: call.server.create_configuration(call.arg),
        _COMPONENTS,
    ),
    CommandRow(
        "CreateCache",
        "Makes the part of a configuration that depends on the database only into XMLCache.",
        lambda call: call.server.create_cache(call.arg),
        _COMPONENTS,
    ),
    CommandRow(
        "SetComponentDataSources",
        "Renames datasources of components, starting from their templates.",
        lambda call: call.server.set_component_datasources(call.arg, who=call.who()),
        Value(TEXT, "JSON: {component: {datasource of the template: new name, or empty: taken out}}"),
        writes=True,
    ),
)
