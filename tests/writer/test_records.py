"""Records as texts and as files."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(2**70), 2**70) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def exactly(value):
    """A text that tells 1 from 1.0 and True, and one NaN from no other."""
    return repr(value)


def outcome(read, text):
    try:
        return exactly(read(text))
    except (ValueError, WrongJSONError) as err:
        return str(err).removeprefix("the record: ")


@settings(deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=4), st.booleans())
def test_values_are_what_pythons_own_reader_makes_of_them(data, ascii_only):
    text = json.dumps({"data": data}, ensure_ascii=ascii_only)
    assert exactly(parse_record(text).whole) == exactly(json.loads(text))


@settings(deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=3), st.data())
def test_so_are_broken_texts_and_what_is_said_of_them(data, choice):
    text = json.dumps({"data": data})
    at = choice.draw(st.integers(0, len(text)))
    inserted = choice.draw(st.text(alphabet='{}[]",:0123456789.eE+-\\ \t\n\x00ntuINé', max_size=3))
    text = text[:at] + inserted + text[choice.draw(st.integers(at, min(at + 3, len(text)))) :]
    assert outcome(lambda text: parse_record(text).whole, text) == outcome(json.loads, text)


@pytest.mark.parametrize(
    "number", ["NaN", "-Infinity", "1e400", "1e-400", "-0", "-0.0", "18446744073709551616", "9" * 400, "1E5", "0.1"]
)
def test_numbers_are_what_pythons_own_reader_makes_of_them(number):
    text = f'{{"data": {{"x": {number}}}}}'
    assert exactly(parse_record(text).whole) == exactly(json.loads(text))


@pytest.mark.parametrize("text", ["\\ud800", "\\ud83d\\ude00", "\\u0000", "\x7f"])
def test_so_are_texts(text):
    record = f'{{"data": {{"x": "{text}"}}}}'
    assert exactly(parse_record(record).whole) == exactly(json.loads(record))
