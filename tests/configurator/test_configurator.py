"""The use cases of the configuration server: what they give, what they keep, what they refuse."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nxsconfig.configurator import Configurator, Entry, Kind, Options
from nxsconfig.db import open_store
from nxsconfig.dialect.xml import pretty_document
from nxsconfig.errors import (
    CircularReferenceError,
    IncompatibleNodeError,
    NonregisteredDBRecordError,
    NXSConfigError,
    UndefinedTagError,
    WrongJSONError,
    WrongXMLError,
)
from tests.support.cases import canonical
from tests.support.trees import components

HEAD = '<definition><group type="NXentry" name="scan">'
TAIL = "</group></definition>"
DIODE = '<definition><datasource name="diode" type="CLIENT"><record name="diode"/></datasource></definition>'


class CountingStore:
    """Passes everything on to a store and counts the fetches of texts."""

    def __init__(self, store):
        self._store = store
        self.fetches = 0

    def texts(self, kind, names):
        self.fetches += 1
        return self._store.texts(kind, names)

    def __getattr__(self, name):
        return getattr(self._store, name)


@pytest.fixture
def configurator():
    store = open_store("sqlite://", create=True)
    yield Configurator(CountingStore(store))
    store.close()


def put(configurator, kind=Kind.COMPONENT, **texts):
    configurator.store_entries([Entry(kind, name, text) for name, text in texts.items()])


def field(name, inner="", **attributes):
    extra = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'{HEAD}<field name="{name}"{extra}>{inner}</field>{TAIL}'


def test_a_conflict_names_the_components_it_comes_from(configurator):
    put(configurator, mono=field("energy", units="eV"), optics=field("energy", units="keV"), other=field("x"))
    with pytest.raises(IncompatibleNodeError) as caught:
        configurator.create_configuration(["other", "mono", "optics"])
    assert caught.value.origins == [("mono",), ("optics",)]
    assert caught.value.explain().endswith("(from 'mono' and 'optics')")


def test_a_conflict_through_variables_names_its_components_too(configurator):
    put(configurator, a=field("$var.n", units="eV"), b=field("energy", units="keV"))
    with pytest.raises(IncompatibleNodeError) as caught:
        configurator.create_configuration(["a", "b"], Options(variables='{"n": "energy"}'))
    assert caught.value.origins == [("a",), ("b",)]


def test_namesakes_that_contradict_after_one_got_its_name_late_are_refused(configurator):
    groups = '<group type="NXcollection"/><group name="a" type="NXentry"/><group name="a" type="NXcollection"/>'
    put(configurator, c=f"<definition>{groups.replace('/>', '><field/></group>')}</definition>")
    with pytest.raises(IncompatibleNodeError, match="group:a"):
        configurator.create_configuration(["c"])


def test_an_unchanged_selection_is_not_fetched_again(configurator):
    put(configurator, a=field("x", "$datasources.diode"))
    put(configurator, Kind.DATASOURCE, diode=DIODE)
    first = configurator.create_configuration(["a"])
    fetches = configurator.store.fetches
    assert configurator.create_configuration(["a"]) == first
    assert configurator.store.fetches == fetches


@pytest.mark.parametrize("change", ["component", "datasource", "flag", "delete"])
def test_every_change_of_the_store_is_seen_at_once(configurator, change):
    put(configurator, a=field("x", "$datasources.diode"), b=field("y"))
    put(configurator, Kind.DATASOURCE, diode=DIODE)
    before = configurator.create_configuration(["a"]).xml
    if change == "component":
        put(configurator, a=field("x", "1"))
    elif change == "datasource":
        put(configurator, Kind.DATASOURCE, diode=DIODE.replace("CLIENT", "TANGO"))
    elif change == "flag":
        configurator.set_mandatory(["b"], True)
    else:
        configurator.delete(Kind.DATASOURCE, ["diode"])
        with pytest.raises(NonregisteredDBRecordError):
            configurator.create_configuration(["a"])
        return
    assert configurator.create_configuration(["a"]).xml != before


def test_a_stored_cache_gives_the_same_configuration(configurator):
    put(configurator, a=field("x$var.n", "$datasources.diode<strategy mode='INIT'/>"), m=field("title", "t"))
    put(configurator, Kind.DATASOURCE, diode=DIODE)
    configurator.set_mandatory(["m"], True)
    options = Options(variables='{"n": 3}', step=("diode",), link=("diode",), canfail=("diode",))
    direct = configurator.create_configuration(["a"], options)
    put(configurator, __configuration_mg__=direct.cache)
    assert configurator.create_configuration(["__configuration_mg__"], options).xml == direct.xml


@pytest.mark.parametrize("value", ["R & D", "a < b", 'say "x"', "it's"])
@pytest.mark.parametrize("place", ["text", "attribute"])
def test_a_value_with_markup_characters_arrives_as_it_is(configurator, value, place):
    text = field("f", "$var.v") if place == "text" else field("f", long_name="$var.v")
    put(configurator, a=text)
    options = Options(
        variables='{"v": ' + repr(value).replace("'", '"', 0).replace('"', '\\"').replace("'", '"', 1)[:-1] + '"}'
    )
    if value == "it's":
        options = Options(variables='{"v": "it\'s"}')
    found = configurator.preview(["a"], options).root.find("group/field")
    assert (found.text if place == "text" else found.get("long_name")) == value


def test_instantiated_texts_are_well_formed_with_such_values(configurator):
    put(configurator, a=field("f", "$var.v"))
    [text] = configurator.instantiate(Kind.COMPONENT, ["a"], Options(variables='{"v": "R & D"}'))
    assert text == field("f", "R &amp; D")


def test_an_empty_selection_is_an_empty_configuration(configurator):
    result = configurator.create_configuration([])
    assert (result.xml, result.cache, configurator.merge([]), configurator.preview([])) == ("", "", "", None)


def test_broken_texts_are_refused_and_nothing_is_stored(configurator):
    revision = configurator.store.revision()
    entries = [Entry(Kind.COMPONENT, "good", "<definition/>"), Entry(Kind.DATASOURCE, "bad", "<definition>")]
    with pytest.raises(WrongXMLError, match="datasource 'bad' is not well-formed"):
        configurator.store_entries(entries)
    with pytest.raises(WrongJSONError, match="selection 's' is not JSON"):
        configurator.store_entries([Entry(Kind.SELECTION, "s", "{")])
    assert (configurator.names(Kind.COMPONENT), configurator.store.revision()) == ([], revision)


@pytest.mark.parametrize("variables", ["{", "[]", "3", '"x"'])
def test_variables_that_are_no_object_are_refused(configurator, variables):
    put(configurator, a=field("f"))
    with pytest.raises(WrongJSONError, match="Variables"):
        configurator.create_configuration(["a"], Options(variables=variables))


def test_datasources_that_refer_to_each_other_are_reported(configurator):
    put(configurator, a=field("f", "$datasources.p"))
    ring = '<definition><datasource name="x" type="PYEVAL">$datasources.{}</datasource></definition>'
    put(configurator, Kind.DATASOURCE, p=ring.format("q"), q=ring.format("p"))
    with pytest.raises(CircularReferenceError, match="p -> q -> p"):
        configurator.create_configuration(["a"])
    with pytest.raises(CircularReferenceError):
        configurator.component_datasources("a")


def test_what_stands_in_comments_refers_to_nothing(configurator):
    text = f"<!-- $components.gone -->{field('f', '<!-- $datasources.gone $var.x -->1')}"
    put(configurator, a=text)
    assert configurator.dependent_components(["a"]) == ["a"]
    assert configurator.instantiate(Kind.COMPONENT, ["a"]) == [text]
    assert '<field name="f">1</field>' in configurator.create_configuration(["a"]).xml


def test_a_datasource_with_namespaces_is_put_in(configurator):
    put(configurator, a=field("f", "$datasources.d"))
    put(
        configurator,
        Kind.DATASOURCE,
        d='<definition xmlns:x="http://x"><datasource x:y="1" name="d"></datasource></definition>',
    )
    assert 'name="d"' in configurator.create_configuration(["a"]).xml


def test_a_circle_through_a_variable_and_a_datasource_is_reported(configurator):
    put(configurator, a=field("f", "$datasources.d"))
    put(configurator, Kind.DATASOURCE, d='<definition><datasource name="d">$var.x</datasource></definition>')
    with pytest.raises(CircularReferenceError, match="datasource d"):
        configurator.create_configuration(["a"], Options(variables='{"x": "$datasources.d"}'))


def test_a_stored_text_that_is_no_component_is_named_when_merging(configurator):
    put(configurator, a="<anything/>")
    with pytest.raises(UndefinedTagError):
        configurator.create_configuration(["a"])


def test_a_datasource_that_broke_in_the_database_is_named(configurator):
    put(configurator, a=field("f", "$datasources.bad"))
    bad = "<definition><datasource name='x'><record></datasource></definition>"
    configurator.store.store([Entry(Kind.DATASOURCE, "bad", bad)])
    with pytest.raises(WrongXMLError, match="datasource 'bad' is not well-formed"):
        configurator.create_configuration(["a"])


def test_a_thousand_nested_dependencies_are_merged(configurator):
    texts = {f"c{n}": f"{HEAD}<field name='f{n}'/>{TAIL[:-13]}$components.c{n + 1}</definition>" for n in range(1000)}
    put(configurator, **texts, c1000="<definition/>")
    assert configurator.create_configuration(["c0"]).xml.count("<field") == 1000
    assert len(configurator.dependent_components(["c0"])) == 1001


several = st.lists(components, min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(several)
def test_the_preview_is_the_configuration_with_origins(texts):
    store = open_store("sqlite://", create=True)
    configurator = Configurator(store)
    names = [f"c{number}" for number in range(len(texts))]
    put(configurator, **dict(zip(names, texts, strict=True)))
    put(configurator, Kind.DATASOURCE, m1=DIODE)
    options = Options(link=("m1",), step=("m2",))
    try:
        xml = configurator.create_configuration(names, options).xml
    except NXSConfigError:
        return
    merged = configurator.preview(names, options)
    assert pretty_document(merged.root) == xml
    assert all(merged.origin(element) and set(merged.origin(element)) <= set(names) for element in merged.root.iter())
    store.close()


def test_threads_see_whole_configurations_while_others_store(tmp_path):
    url = f"sqlite:///{tmp_path}/store.db"
    store, writer = open_store(url, create=True), open_store(url)
    configurator = Configurator(store)
    put(Configurator(writer), a=field("x", "0"), b=field("y", "0"))
    seen, failures, stop = set(), [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                root = configurator.preview(["a", "b"]).root
                seen.add(tuple(element.text for element in root.iter("field")))
            except Exception as err:
                failures.append(err)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 60):
        put(Configurator(writer), a=field("x", str(number)), b=field("y", str(number)))
    stop.set()
    for thread in threads:
        thread.join(20)
    store.close()
    writer.close()
    assert not failures
    assert all(x == y for x, y in seen)


def test_cached_and_direct_configurations_have_the_same_tree_as_the_merge(configurator):
    put(configurator, a=field("x", "1"), b=field("y", "2"))
    assert canonical(configurator.merge(["a", "b"])) == canonical(configurator.create_configuration(["a", "b"]).xml)
