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


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"x": 1}\r\n{"x": 2}\r\n')
    assert list(read_records(path)) == [Record({"x": 1}), Record({"x": 2})]


@pytest.mark.parametrize("line", [b"\xff\xfe", '{"x": "ł"}'.encode("latin2"), b"[" * 100_000])
def test_a_line_that_is_no_text_or_too_deep_is_named(tmp_path, line):
    path = tmp_path / "records.jsonl"
    path.write_bytes(b'{"x": 1}\n' + line)
    with pytest.raises(WrongJSONError, match=r"records\.jsonl, line 2"):
        list(read_records(path))


def test_a_text_that_is_nested_too_deeply_is_refused():
    with pytest.raises(WrongJSONError, match="too deeply"):
        parse_record("[" * 100_000)
