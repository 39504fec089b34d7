"""Records as texts and as files."""

import pytest

from nxsconfig.errors import WrongJSONError
from nxsconfig.writer import Record, parse_record, read_records


@pytest.mark.parametrize("text", [None, "", "null", "[]", "{}", '{"data": [1]}'])
def test_texts_that_say_nothing_are_empty_records(text):
    assert parse_record(text) == Record()


def test_a_record_has_data_and_triggers():
    assert parse_record('{"data": {"x": 1}, "triggers": ["t"], "other": 1}') == Record({"x": 1}, ("t",))


@pytest.mark.parametrize("text", ["{bad", '"text"', "5", "[1]"])
def test_other_texts_are_refused(text):
    with pytest.raises(WrongJSONError):
        parse_record(text)


def test_a_file_holds_records_in_either_form(tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_text('{"x": 1}\n\n{"data": {"x": 2}, "triggers": ["t"]}\n{"data": 3}\n')
    assert list(read_records(path)) == [Record({"x": 1}), Record({"x": 2}, ("t",)), Record({"data": 3})]


@pytest.mark.parametrize("line", ["{bad", "[1, 2]", "7"])
def test_a_broken_line_is_named(tmp_path, line):
    path = tmp_path / "records.jsonl"
    path.write_text('{"x": 1}\n' + line + "\n")
    with pytest.raises(WrongJSONError, match=r"records\.jsonl, line 2"):
        list(read_records(path))
