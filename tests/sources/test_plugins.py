"""Data sources and decoders of the user."""

import time

import pytest

from nxsconfig.errors import DefinitionError, PluginError
from nxsconfig.sources import EntrySources, Point, SharedSources
from tests.sources.support import outcomes, script_text, spec, values

USERS = "tests.vectors.writer.userplugins"
OURS = "tests.sources.plugin_module"


@pytest.fixture
def shared():
    shared = SharedSources()
    shared.register(
        {
            "datasources": {
                "RAMP": f"{USERS}.RampSource",
                "HALFS": f"{USERS}.HalfSource",
                "NONE": f"{USERS}.NoSource",
                **{name.upper(): f"{OURS}.{name}" for name in ("Seeing", "Refusing", "Failing", "Leaving")},
            },
            "decoders": {"HALF": f"{USERS}.HalfDecoder", "BROKEN": f"{USERS}.BrokenDecoder"},
        }
    )
    return shared


def text(kind, inside="<ramp start='3' step='2'/>"):
    return f'<datasource name="r" type="{kind}">{inside}</datasource>'


def test_a_plug_in_gives_values(shared):
    assert values([text("RAMP"), text("RAMP", "<ramp size='2'/>")], Point(1), Point(2), shared=shared)[0] == 5


def test_a_plug_in_is_named_as_it_says(shared):
    with EntrySources(shared) as sources:
        assert sources.open(spec(text("RAMP"))).label == " RAMP 3+2"


def test_encoded_values_of_plug_ins_are_decoded(shared):
    assert values([text("HALFS")], shared=shared)[0].tolist() == [3.0, 3.5, 1.0]


def test_a_class_that_is_no_data_source_is_left_out(shared):
    assert values([text("NONE")], shared=shared) == [None]


def test_a_class_that_is_no_decoder_is_left_out(shared):
    assert not shared.decoders.has("BROKEN")
    assert shared.decoders.has("HALF")


def test_a_plug_in_that_wants_to_end_the_program_fails_at_once_and_again(shared):
    with EntrySources(shared) as sources:
        batch = sources.batch([sources.open(spec(text("LEAVING")))])
        began = time.monotonic()
        for counter in (1, 2, 3):
            (outcome,) = batch.read(Point(counter))
            assert "SystemExit: enough" in str(outcome.error)
        assert time.monotonic() - began < 5


def test_scripts_may_use_plug_ins(shared):
    inner = text("RAMP").replace('name="r"', 'name="rr"')
    assert values([script_text("ds.value = ds.rr * 10", inner)], shared=shared) == [30]


def test_a_plug_in_gets_its_text_and_the_json_objects(shared):
    point = Point(1, {"a": 2}, shared={"data": {"a": 1}, "x": 5}, local={"data": {"a": 2}})
    seen = values([text("SEEING", "<x/>")], point, shared=shared)[0]
    json = "({'data': {'a': 1}, 'x': 5}, {'data': {'a': 2}})"
    assert seen == ["(True, 'r')", '<datasource name="r" type="SEEING"><x></x></datasource>', json, "None"]


def test_a_plug_in_without_json_objects_gets_the_data(shared):
    assert values([text("SEEING")], Point(1, {"a": 2}), shared=shared)[0][2] == "({'data': {'a': 2}}, None)"


def test_an_input_of_a_script_is_made_without_arguments(shared):
    inner = text("SEEING").replace('name="r"', 'name="seen"')
    assert values([script_text("ds.value = ds.seen[0]", inner)], shared=shared) == ["(False, None)"]


def test_a_plug_in_that_refuses_its_text_stops_the_entry(shared):
    with EntrySources(shared) as sources, pytest.raises(DefinitionError, match="REFUSING: ValueError: no ramp"):
        sources.open(spec(text("REFUSING")))


def test_a_plug_in_that_fails_has_no_value(shared):
    assert "OSError: the crate is off" in str(outcomes([text("FAILING")], shared=shared)[0][0].error)


@pytest.mark.parametrize("name", ["no.such.Module", f"{USERS}.NoSuch", "", "x", 5])
def test_a_class_that_cannot_be_imported_is_refused_and_nothing_entered(name):
    shared = SharedSources()
    with pytest.raises(PluginError, match="can't be imported"):
        shared.register({"datasources": {"RAMP": f"{USERS}.RampSource", "X": name}})
    assert not shared.plugins.hasDataSource("RAMP")


@pytest.mark.parametrize("record", [{}, {"datasources": None}, {"datasources": [1]}, {"decoders": "x"}])
def test_records_without_plug_ins_are_fine(record):
    SharedSources().register(record)
