"""The order of calls, and State while one of them takes long."""

import json
import time

import pytest

from tests.support.waiting import until

tango = pytest.importorskip("tango")
pytestmark = [pytest.mark.tango, pytest.mark.mysql]


def running(device):
    return device.state() == tango.DevState.RUNNING


def test_state_and_status_are_answered_while_a_command_runs(config_server, component, held, start):
    with held():
        call = start(config_server.proxy().CreateConfiguration, ["a"])
        until(lambda: running(component))
        assert component.Status() == "The device is in RUNNING state."
        assert component.read_attribute("State").value == tango.DevState.RUNNING
        assert not call.done()
    call.result(20)
    assert component.state() == tango.DevState.OPEN


def test_the_result_arrives_after_the_client_has_given_up(config_server, component, held):
    impatient = config_server.proxy()
    impatient.set_timeout_millis(300)
    with held(), pytest.raises(tango.DevFailed, match="API_DeviceTimedOut"):
        impatient.CreateConfiguration(["a"])
    until(lambda: impatient.state() != tango.DevState.RUNNING)
    assert 'name="a"' in impatient.XMLString


def test_a_command_waits_for_the_one_before_and_finds_the_device_open(config_server, component, held, start):
    with held():
        first = start(config_server.proxy().CreateConfiguration, ["a"])
        until(lambda: running(component))
        second = start(config_server.proxy().AvailableComponents)
        time.sleep(0.3)
        assert not second.done()
    assert second.result(20) == ["a"]
    first.result(20)


def test_reading_a_result_waits_for_the_command_that_makes_it(config_server, component, held, start):
    component.XMLString = "old"
    with held():
        first = start(config_server.proxy().CreateConfiguration, ["a"])
        until(lambda: running(component))
        second = start(lambda: config_server.proxy().XMLString)
        time.sleep(0.3)
        assert not second.done()
    assert 'name="a"' in second.result(20)
    first.result(20)


def test_writing_waits_for_the_command_before(config_server, component, held, start):
    with held():
        first = start(config_server.proxy().CreateConfiguration, ["a"])
        until(lambda: running(component))
        second = start(config_server.proxy().write_attribute, "XMLString", "<new/>")
        time.sleep(0.3)
        assert not second.done()
    first.result(20)
    second.result(20)
    assert component.XMLString == "<new/>"


def test_waiting_calls_are_served_in_the_order_of_their_arrival(config_server, component, held, start):
    done = []
    with held():
        calls = [start(config_server.proxy().CreateConfiguration, ["a"])]
        until(lambda: running(component))
        for number in range(8):
            proxy = config_server.proxy()
            proxy.state()  # connected: the calls below differ by nothing but their time
            calls.append(
                start(lambda proxy=proxy, number=number: (proxy.StoreEntries(entry(number)), done.append(number)))
            )
            time.sleep(0.1)
    for each in calls:
        each.result(20)
    names = [change["name"] for change in changes(component) if change["name"] != "a"]
    assert names == [f"c{number}" for number in reversed(range(8))]


def entry(number):
    text = "<definition/>"
    return json.dumps({"entries": [{"kind": "component", "name": f"c{number}", "text": text}]})


def changes(device):
    return json.loads(device.History("{}"))["changes"]


def test_init_waits_for_the_command_before_and_closes(config_server, component, held, start):
    with held():
        first = start(config_server.proxy().CreateConfiguration, ["a"])
        until(lambda: running(component))
        second = start(config_server.proxy().Init)
        time.sleep(0.3)
        assert not second.done()
    first.result(20)
    second.result(20)
    assert component.state() == tango.DevState.ON


def test_a_command_that_waited_is_refused_when_the_device_was_closed_meanwhile(config_server, component, held, start):
    with held():
        first = start(config_server.proxy().CreateConfiguration, ["a"])
        until(lambda: running(component))
        second = start(config_server.proxy().Close)
        time.sleep(0.2)
        third = start(config_server.proxy().AvailableComponents)
        time.sleep(0.2)
    first.result(20)
    second.result(20)
    with pytest.raises(tango.DevFailed, match="API_CommandNotAllowed"):
        third.result(20)


def test_many_clients_read_and_write_at_once_and_each_gets_whole_texts(config_server, component, start):
    texts = [chr(97 + number) * (20_000 + 7919 * number) for number in range(8)]

    def work(text):
        proxy = config_server.proxy()
        for _ in range(25):
            proxy.Variables = text
            assert proxy.read_attributes(["Variables", "State", "Version"])[0].value in texts
        return True

    assert all(future.result(60) for future in [start(work, text) for text in texts])


def test_a_waiting_call_outlives_the_limit_of_tangos_monitor(config_server, component, held, start):
    with held():
        first = start(config_server.proxy().CreateConfiguration, ["a"])
        until(lambda: running(component))
        second = start(config_server.proxy().AvailableComponents)
        time.sleep(4)  # Tango's own limit is 3.2 seconds
        assert running(component)
    assert second.result(20) == ["a"]
    first.result(20)
