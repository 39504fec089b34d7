"""Datasources as text, and reading them."""

from nxsconfig.dialect import xml
from nxsconfig.sources import EntrySources, Point, SharedSources, SourceOptions, spec_of

QUICK = SourceOptions(tango_timeout=0.5, query_timeout=2, limit=5, retry_seconds=0.2)


def spec(text):
    """The spec of a datasource."""
    return spec_of(xml.parse(text))


def tango_text(record, host, device="sim/beamline/1", **attributes):
    """A TANGO datasource."""
    name, port = host.split(":")
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    tags = f'<device name="{device}" hostname="{name}" port="{port}"{more}/><record name="{record}"/>'
    return f'<datasource name="{record.lower()}" type="TANGO">{tags}</datasource>'


def script_text(script, *inputs, result="value"):
    """A PYEVAL datasource."""
    return (
        f'<datasource name="calc" type="PYEVAL">{"".join(inputs)}<result name="{result}">{script}</result></datasource>'
    )


def client_text(record, name=""):
    """A CLIENT datasource."""
    return f'<datasource name="{name or record}" type="CLIENT"><record name="{record}"/></datasource>'


def outcomes(texts, *points, options=QUICK, shared=None):
    """The outcomes of datasources at each point, read together."""
    with EntrySources(shared or SharedSources(options)) as sources:
        batch = sources.batch([sources.open(spec(text)) for text in texts])
        return [batch.read(point) for point in points or [Point(1)]]


def values(texts, *points, **more):
    """The values of datasources at the last point; errors as their texts."""
    return [
        str(outcome.error) if outcome.error else outcome.reading and outcome.reading.value
        for outcome in outcomes(texts, *points, **more)[-1]
    ]


def slow_text(record, host, **attributes):
    return tango_text(record, host, "sim/slow/1", **attributes)
