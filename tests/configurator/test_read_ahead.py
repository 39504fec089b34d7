"""A store that is read ahead gives the same configurations faster, and never those of an older state."""

import json
import subprocess
import sys
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nxsconfig.configurator import Configurator, Entry, Kind, Options, assembly, derived, library
from nxsconfig.configurator.server import ConfigServer
from nxsconfig.db import SqlStore, open_store
from nxsconfig.dialect.paths import Step
from nxsconfig.dialect.xml import parse
from nxsconfig.errors import NXSConfigError, StoreUnavailableError
from tests.support.trees import LISTED, instruments

DIODE = '<definition><datasource name="{0}" type="CLIENT"><record name="{0}"/></datasource></definition>'
SHARED = [
    "sqlite-file",
    pytest.param("mysql", marks=pytest.mark.mysql),
    pytest.param("postgres", marks=pytest.mark.postgres),
]
WRITER = """
import json, sys
from nxsconfig.db import open_store
from nxsconfig.db.records import Entry, Kind
with open_store(sys.argv[1]) as store:
    for line in sys.stdin:
        kind, name, text = json.loads(line)
        print(store.store([Entry(Kind(kind), name, text)]), flush=True)
"""
BUSY = """
import sys
from itertools import count
from nxsconfig.db import open_store
from nxsconfig.db.records import Entry, Kind
GROUP = '<group type="NXentry" name="s"><group type="NXinstrument" name="i"><group type="NXx" name="{}">\\n{}</group></group></group>'
with open_store(sys.argv[1]) as store:
    for number in count():
        texts = {name: GROUP.format(name, f'<field name="x" units="{number}"/>') for name in "ab"}
        store.store([Entry(Kind.COMPONENT, name, f"<definition>{text}</definition>") for name, text in texts.items()])
        print(number, flush=True)
"""
AWAY = StoreUnavailableError("the database is away")


def component(inner, name="slit"):
    return (
        '<definition><group type="NXentry" name="scan"><group type="NXinstrument" name="instrument">'
        f'<group type="NXdetector" name="{name}">\n{inner}</group></group></group></definition>'
    )


def put(store, kind=Kind.COMPONENT, **texts):
    store.store([Entry(kind, name, text) for name, text in texts.items()])


@pytest.fixture
def store(store_url):
    store = open_store(store_url, create=True)
    put(store, Kind.DATASOURCE, m1=DIODE.format("m1"), m2=DIODE.format("m2"))
    put(store, a=component('<field name="x">$datasources.m1</field>'), b=component('<field name="y">1</field>', "b"))
    yield store
    store.close()


@pytest.fixture
def ahead(store):
    configurator = Configurator(store)
    configurator.read_ahead()
    return configurator


def outcome(configurator, names, options=None):
    """The configuration, or its error."""
    try:
        return configurator.create_configuration(names, options or Options())
    except NXSConfigError as err:
        return type(err), str(err)


names = st.lists(st.sampled_from(LISTED), max_size=2).map(tuple)
options = st.builds(
    Options,
    variables=st.sampled_from(["{}", '{"a": "b"}', '{"a": "nxsconfig-leaf0;"}', '{"a": "<doc xmlns=\'u\'/>"}']),
    step=names,
    link=names,
    extralink=names,
    canfail=names,
    extralink_path=st.sampled_from([Options().extralink_path, (Step("a", "NXinstrument"), Step("b", "NXdata"))]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(instruments, min_size=1, max_size=4), st.lists(options, min_size=1, max_size=3), instruments)
def test_reading_ahead_changes_no_configuration(texts, some_options, later):
    with open_store("sqlite://", create=True) as store:
        put(store, Kind.DATASOURCE, m1=DIODE.format("m1"))
        put(store, **{f"c{number}": text for number, text in enumerate(texts)})
        ahead, chosen = Configurator(store), [f"c{number}" for number in range(len(texts))]
        ahead.read_ahead()
        for one in some_options:
            assert outcome(ahead, chosen, one) == outcome(Configurator(store), chosen, one)
        put(store, c0=later)
        put(store, Kind.DATASOURCE, m2=DIODE.format("m2"))
        assert outcome(ahead, chosen, some_options[0]) == outcome(Configurator(store), chosen, some_options[0])


def test_prepared_components_are_merged_without_their_inner_groups(ahead):
    with mock.patch.object(assembly, "merge_tree", side_effect=AssertionError("the whole text was merged")):
        assert '<record name="m1"/>' in ahead.create_configuration(["a", "b"]).xml


def test_what_was_read_ahead_is_not_asked_for_again(ahead):
    with mock.patch.object(ahead.store, "texts", side_effect=AssertionError("texts were read again")):
        assert ahead.create_configuration(["a", "b"]) == ahead.create_configuration(["a", "b"])


@pytest.mark.parametrize(
    ("kind", "name", "text", "expected"),
    [
        (Kind.COMPONENT, "a", component('<field name="new"/>'), 'name="new"'),
        (Kind.DATASOURCE, "m1", DIODE.format("m1").replace("CLIENT", "TANGO"), 'type="TANGO"'),
    ],
)
def test_what_is_stored_later_counts(ahead, kind, name, text, expected):
    assert expected not in ahead.create_configuration(["a"]).xml
    ahead.store_entries([Entry(kind, name, text)])
    assert expected in ahead.create_configuration(["a"]).xml


def test_a_datasource_that_comes_later_is_put_in(ahead):
    put(ahead.store, c=component('<field name="x">$datasources.later</field>'))
    assert "$datasources.later" in ahead.create_cache(["c"])
    put(ahead.store, Kind.DATASOURCE, later=DIODE.format("later"))
    assert ahead.create_configuration(["c"]) == Configurator(ahead.store).create_configuration(["c"])


@pytest.fixture
def elsewhere(store_url):
    """Stores an entry from another process."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, store_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:

        def put(kind, name, text):
            print(json.dumps([kind, name, text]), file=writer.stdin, flush=True)
            assert writer.stdout.readline()

        yield put
        writer.stdin.close()


@pytest.mark.parametrize("store_url", SHARED, indirect=True)
def test_each_change_of_another_process_counts_at_once(ahead, elsewhere):
    for number in range(10):
        elsewhere("component", "a", component(f'<field name="n{number}">$datasources.m1</field>'))
        assert f'name="n{number}"' in ahead.create_configuration(["a", "b"]).xml
        elsewhere("datasource", "m1", DIODE.format(f"d{number}"))
        found = ahead.create_configuration(["a", "b"])
        assert f'name="n{number}"' in found.xml
        assert f'name="d{number}"' in found.xml
        assert found == Configurator(ahead.store).create_configuration(["a", "b"])


@pytest.fixture
def busy(store_url):
    """Another process that stores two components with one number, in one transaction, again and again."""
    with subprocess.Popen([sys.executable, "-c", BUSY, store_url], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline()
        yield writer
        writer.terminate()


@pytest.mark.parametrize("store_url", SHARED, indirect=True)
def test_a_configuration_is_of_one_state_while_another_process_stores(ahead, busy):
    seen = set()
    for _ in range(30):
        root = parse(ahead.create_configuration(["a", "b"]).xml)
        seen.add(tuple(field.get("units") for field in root.iter("field")))
    assert busy.poll() is None
    assert len(seen) > 1
    assert all(a == b for a, b in seen)


@pytest.mark.parametrize("store_url", ["sqlite-memory"], indirect=True)
def test_a_store_that_is_too_big_is_left_alone(store):
    with mock.patch.object(library, "MAX_AHEAD", 100):
        configurator = Configurator(store)
        configurator.read_ahead()
    with mock.patch.object(store, "texts", side_effect=RuntimeError("read when needed")), pytest.raises(RuntimeError):
        configurator.create_configuration(["a"])


@pytest.mark.parametrize("store_url", ["sqlite-memory"], indirect=True)
def test_what_is_broken_is_told_when_it_is_used(store):
    put(store, broken="<definition>", c=component("<field>$datasources.broken</field>"))
    put(store, Kind.DATASOURCE, broken="<definition/>")
    configurator = Configurator(store)
    configurator.read_ahead()
    assert "m1" in configurator.create_configuration(["a"]).xml
    for name in ("broken", "c"):
        assert outcome(configurator, [name]) == outcome(Configurator(store), [name])


@pytest.mark.parametrize("store_url", ["sqlite-memory"], indirect=True)
def test_a_call_prepares_some_of_many_new_components(ahead):
    new = {f"c{number}": component("<field/>", f"d{number}") for number in range(derived.MAX_AT_ONCE + 1)}
    put(ahead.store, **new)
    with mock.patch.object(derived, "prepare", wraps=derived.prepare) as prepare:
        for expected in (derived.MAX_AT_ONCE, derived.MAX_AT_ONCE + 1):
            ahead.create_configuration([*new, "a"])
            assert prepare.call_count == expected
            put(ahead.store, z=component(str(expected)))


@pytest.fixture
def server(tmp_path):
    server = ConfigServer(open_store, default_settings=f"sqlite:///{tmp_path}/store.db", reads_ahead=True)
    with open_store(server.settings, create=True) as store:
        put(store, a=component("<field/>"))
    server.open()
    yield server
    server.close()


def test_opening_a_server_again_prepares_nothing_twice(server):
    server.close()
    with mock.patch.object(derived, "prepare", side_effect=AssertionError("prepared again")):
        server.open()
        server.create_configuration(["a"])
    assert "<field/>" in server.xml_string


def test_a_server_opens_although_nothing_can_be_read_ahead(server):
    server.close()
    with open_store(server.settings) as store, mock.patch.object(SqlStore, "fingerprint", side_effect=AWAY):
        server.open()
        assert server.revision() == store.revision()
