"""Tango devices: what is read, and how often."""

import numpy as np
import pytest
from tango import DevState

from nxsconfig.errors import DefinitionError
from nxsconfig.sources import Point
from tests.sources.support import outcomes, script_text, slow_text, spec, tango_text, values

pytestmark = pytest.mark.tango


@pytest.mark.parametrize(
    ("record", "value"),
    [
        ("CurrentDouble", 100.125),
        ("State", DevState.ON),
        ("Comment", "step 0"),
        ("Valve", 0),
        ("Names", ("mot0_0", "mot1_0", "mot2_0")),
    ],
)
def test_attributes_are_read(host, record, value):
    assert values([tango_text(record, host)]) == [value]


def test_images_come_with_their_type_and_shape(host):
    reading = outcomes([tango_text("ImageULong", host)])[0][0].reading
    assert (reading.rank, reading.type_name, reading.value.shape) == (2, "uint32", (3, 4))


def test_an_empty_spectrum_has_its_rank_and_type(slow_host):
    reading = outcomes([slow_text("Nothing", slow_host)])[0][0].reading
    assert (reading.rank, reading.type_name) == (1, "float")


def test_states_come_as_they_are_and_count_as_texts(slow_host):
    reading = outcomes([slow_text("States", slow_host)])[0][0].reading
    assert ([str(state) for state in reading.value], reading.type_name) == (["ON", "MOVING"], "str")


def test_commands_may_return_arrays(host):
    spectrum, texts = values([tango_text(name, host, member="command") for name in ("GetSpectrum", "GetTexts")])
    assert list(spectrum) == [1.0, 2.0]
    assert texts == ["p", "q0"]


def test_a_command_without_result_gives_no_value(host):
    assert outcomes([tango_text("GetNothing", host, member="command")])[0][0].take() is None


@pytest.mark.parametrize(("record", "value"), [("beamlineNAME", "P99"), ("Slits", ["s1", "s2", "s3"])])
def test_properties_are_lists_or_their_only_text(host, record, value):
    assert values([tango_text(record, host, member="property")]) == [value]


@pytest.mark.parametrize(
    ("record", "member", "said"),
    [
        ("NoSuch", "attribute", "API_AttrNotFound"),
        ("NoSuch", "command", "API_CommandNotFound"),
        ("NoSuch", "property", "has no property 'NoSuch'"),
        ("Twice", "command", "argument"),
    ],
)
def test_what_a_device_does_not_have_is_an_error_of_its_source_alone(host, record, member, said):
    failed, read = values([tango_text(record, host, member=member), tango_text("CurrentDouble", host)])
    assert said in failed
    assert read == 100.125


def test_encoded_values_are_decoded(host):
    assert values([tango_text("EncUtf8", host, encoding="UTF8")]) == ["Héllo 0"]


def test_an_encoded_value_needs_an_encoding(host):
    assert "please set encoding in the device tag" in values([tango_text("EncUtf8", host)])[0]


def test_a_frame_is_not_copied(host):
    value = values([tango_text("EncLima", host, encoding="VIDEO_IMAGE")])[0]
    assert isinstance(value.base.base if value.base.base is not None else value.base, bytes)


def test_members_of_a_group_share_one_reading(host):
    assert values([tango_text("Reads", host, group="g"), tango_text("reads", host, group="g")], Point(1), Point(2)) == [
        2,
        2,
    ]


def test_sources_without_group_have_readings_of_their_own(host):
    assert values([tango_text("Reads", host), tango_text("Reads", host)], Point(1), Point(2)) == [3, 4]


def test_all_attributes_of_a_device_come_in_one_call(host, monkeypatch):
    import tango

    calls = []
    real = tango.DeviceProxy.read_attributes
    monkeypatch.setattr(tango.DeviceProxy, "read_attributes", lambda *args: calls.append(args[1]) or real(*args))
    values([tango_text(name, host) for name in ("CurrentDouble", "CountsLong", "Comment")], Point(1), Point(2))
    assert calls == [["CurrentDouble", "CountsLong", "Comment"]] * 2


def calls_for(monkeypatch, name):
    """The names in calls of a method of devices, which are made."""
    import tango

    calls = []
    real = getattr(tango.DeviceProxy, name)
    monkeypatch.setattr(tango.DeviceProxy, name, lambda *args: calls.append(args[1]) or real(*args))
    return calls


def test_a_single_attribute_comes_by_the_call_that_copies_least(host, monkeypatch):
    one, many = calls_for(monkeypatch, "read_attribute"), calls_for(monkeypatch, "read_attributes")
    values([tango_text("EncLima", host, encoding="VIDEO_IMAGE")], Point(1), Point(2))
    assert (one, many) == (["EncLima"] * 2, [])


def test_a_single_attribute_that_fails_is_asked_twice_in_all(host, monkeypatch, beamline):
    beamline.proxy("sim/beamline/1").write_attribute("FailStep", 0)
    one, many = calls_for(monkeypatch, "read_attribute"), calls_for(monkeypatch, "read_attributes")
    assert "Failed to read_attributes on device" in values([tango_text("Fragile", host)])[0]
    assert (one, many) == (["Fragile"], [["Fragile"]])


def test_a_failed_attribute_is_asked_once_more(host, beamline):
    proxy = beamline.proxy("sim/beamline/1")
    proxy.write_attribute("FailStep", 0)
    assert "interlock broken" in values([tango_text("Fragile", host)])[0]


def test_the_client_may_send_the_value_of_a_device(host):
    text = tango_text("CurrentDouble", host, group="__CLIENT__")
    for key in (f"tango://{host}/sim/beamline/1/currentdouble", f"{host}/sim/beamline/1", "currentdouble"):
        assert values([text], Point(1, {key: -1})) == [-1]


def test_a_device_is_asked_when_the_client_sends_nothing(host):
    text = tango_text("CurrentDouble", host, group="__CLIENT__")
    assert values([text], Point(1, {"sim/beamline/1/currentdouble": -1})) == [100.125]


def test_scripts_see_what_devices_give(host):
    inputs = [tango_text("State", host), tango_text("McaDouble", host), tango_text("EncUtf8", host, encoding="UTF8")]
    script = "ds.value = [type(x).__name__ for x in (ds.state, ds.mcadouble, ds.encutf8)]"
    assert values([script_text(script, *inputs)]) == [["DevState", "ndarray", "bytes"]]


def test_an_unknown_device_says_so(host):
    assert "DB_DeviceNotDefined" in values([tango_text("x", host, "sim/nodevice/1")])[0]


@pytest.mark.parametrize("tags", ["<device name='a/b/c'/>", "<record name='x'/>", "<device/><record name='x'/>"])
def test_device_and_record_need_names(tags):
    with pytest.raises(DefinitionError, match="name"):
        spec(f"<datasource type='TANGO' name='x'>{tags}</datasource>")


def test_big_integers_keep_their_type(host):
    value = values([tango_text("CountsULong64", host)])[0]
    assert value == 2**60
    assert np.uint64(value) == 2**60
