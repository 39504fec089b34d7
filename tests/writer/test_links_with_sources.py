"""Links whose target comes from a source: what is made, and how failures name them."""

from contextlib import contextmanager

import pytest

from nxsconfig.errors import RecordError
from nxsconfig.writer import FileSession, Options, compile_definition
from nxsconfig.writer.sinks.memory import MemorySink
from tests.writer.support import client, entry


@contextmanager
def open_with(link: str, data):
    """The sink and session of an entry with one link `l`."""
    sink = MemorySink()
    with FileSession(sink, "", Options()) as session:
        session.open_entry(compile_definition(entry(link)), data)
        yield sink, session


def test_a_link_that_could_not_be_made_is_no_object():
    link = f'<link name="l"><strategy mode="INIT"/>{client("v")}</link>'
    with pytest.raises(RecordError) as caught, open_with(link, {}):
        pass
    assert [failure[0] for failure in caught.value.failures] == ["unnamed object"]


def test_a_link_that_is_there_has_its_name():
    link = f'<link name="l"><strategy mode="STEP"/>{client("v")}</link>'
    with open_with(link, {}) as (_, session):
        session.record({"v": "/a"})
        with pytest.raises(RecordError) as caught:
            session.record({"v": "/b"})
    assert [failure[0] for failure in caught.value.failures] == ["/scan:NXentry/l"]


@pytest.mark.parametrize("link", ['<link name="l" target="/a">{}</link>', '<link name="l">{}/a</link>'])
def test_a_target_in_the_definition_is_linked_whatever_the_source_says(link):
    with open_with(link.format(client("v")), {"v": "/b"}) as (sink, _):
        pass
    assert sink.nodes["/scan/l"].target.path == "/a"
