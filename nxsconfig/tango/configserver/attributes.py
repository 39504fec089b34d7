"""The attributes (config-server §2.2, and at the end what is ours), one row each."""

import json
from dataclasses import replace

from nxsconfig.configurator.server import ConfigServer
from nxsconfig.tango import carry
from nxsconfig.tango.configserver.health import health
from nxsconfig.tango.configserver.table import AttributeRow, Reading


def _field(name: str, field: str, doc: str, *, expert: bool = False, closed_too: bool = False) -> AttributeRow:
    """A text attribute that is a field of the ConfigServer."""

    def write(server: ConfigServer, text: str) -> None:
        setattr(server, field, text)

    def read(reading: Reading) -> str:
        return carry.json_text(getattr(reading.server, field))

    return AttributeRow(name, doc, read, write, expert=expert, closed_too=closed_too)


def _list(name: str, field: str, doc: str) -> AttributeRow:
    return _field(name, field, f"{doc}: a JSON list, or names between blanks and : , ;", closed_too=True)


def _write_xml_string(server: ConfigServer, text: str) -> None:
    server.xml_string = text


def _version(reading: Reading) -> str:
    """compat: nxsconfigserver 2.26: a change of the property shows at the next reading."""
    reading.server.version_label = reading.label()
    return carry.plain(reading.server.version())


def _health(reading: Reading) -> str:
    return json.dumps({**health(reading.server), "uptime": round(reading.uptime, 1)})


ATTRIBUTES = (
    AttributeRow(
        "XMLString",
        "XML text: what StoreComponent and StoreDataSource store, and the result of CreateConfiguration",
        lambda reading: carry.xml(reading.server.xml_string),
        _write_xml_string,
        expert=True,
    ),
    AttributeRow(
        "XMLCache",
        "XML text: the result of CreateCache, and what can be kept of that of CreateConfiguration",
        lambda reading: carry.xml(reading.server.xml_cache),
        expert=True,
    ),
    _field("Selection", "selection", "JSON text: what StoreSelection stores", expert=True),
    replace(
        _field("JSONSettings", "json_settings", "which database: a URL, or JSON: the arguments of the connection"),
        expert=True,
        memorized=True,
        closed_too=True,
    ),
    AttributeRow("Version", "software version, label and revision of the database", _version, closed_too=True),
    _field("Variables", "variables", "JSON object: values of the variables", closed_too=True),
    _list("STEPDataSources", "step_datasources", "datasources whose fields are recorded at every step"),
    _list("LinkDataSources", "link_datasources", "datasources whose fields are linked into the NXdata group"),
    _list("ExtraLinkDataSources", "extralink_datasources", "datasources whose fields are linked into the extra group"),
    _list("CanFailDataSources", "canfail_datasources", "datasources that may fail without stopping the scan"),
    AttributeRow("Revision", "revision of the database", lambda reading: reading.server.revision(), dtype=int),
    AttributeRow("Health", "JSON object: whether the database answers, and what is in it", _health, closed_too=True),
    AttributeRow(
        "Timing",
        "JSON object: number and times of the calls, by command",
        lambda reading: json.dumps(reading.timing.as_json()),
        closed_too=True,
    ),
)
