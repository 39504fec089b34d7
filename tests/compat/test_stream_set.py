"""StreamSet: who gets a message, the log or the terminal."""

import pytest

from nxsconfigserver.StreamSet import StreamSet
from tests.compat.logs import Device

ALARMS = {"fatal": "FATAL", "error": "ERROR", "warn": "WARNING"}
NOTES = {"info": "INFO", "debug": "DEBUG"}


@pytest.mark.parametrize("level", [*ALARMS, *NOTES])
def test_a_message_goes_into_the_log_of_its_level(level):
    device = Device()
    getattr(StreamSet(device), level)("text", std=False)
    assert device.texts == {f"log_{level}": ["text\n"]}


@pytest.mark.parametrize("level", ALARMS)
def test_an_alarm_goes_to_standard_error_even_with_a_log(level, capsys):
    getattr(StreamSet(Device()), level)("text")
    assert capsys.readouterr().err.endswith(f": {ALARMS[level]}: text\n")


@pytest.mark.parametrize("level", NOTES)
def test_a_note_with_a_log_stays_off_the_terminal(level, capsys):
    getattr(StreamSet(Device()), level)("text", std=True)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("level", NOTES)
def test_a_note_without_a_log_goes_to_standard_output_when_the_flag_is_set(level, capsys, monkeypatch):
    monkeypatch.setattr("nxsconfigserver.StreamSet.stdoutflag", True)
    getattr(StreamSet(None), level)("text")
    assert capsys.readouterr().out.endswith(f": {NOTES[level]}: text\n")


@pytest.mark.parametrize("level", NOTES)
def test_a_note_without_a_log_is_dropped_when_the_flag_is_not_set(level, capsys):
    getattr(StreamSet(None), level)("text")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("level", ALARMS)
def test_the_flag_keeps_alarms_off_standard_error(level, capsys, monkeypatch):
    monkeypatch.setattr("nxsconfigserver.StreamSet.stderrflag", False)
    getattr(StreamSet(None), level)("text")
    assert capsys.readouterr() == ("", "")
