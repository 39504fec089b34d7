"""Definitions that the writer refuses: through the device with the names that it has in process."""

import json
from pathlib import Path

import pytest

pytest.importorskip("tango")

import tango

pytestmark = pytest.mark.tango
FOLDER = Path(__file__).parents[2] / "vectors" / "writer" / "cases"
STEPS = {"xmlsettings", "openEntry"}


def refusal(case):
    """The class that refuses the definition, as recorded; "" when nothing does."""
    results = [one["result"] for one in case["expected"]["actions"] if one["do"].split()[-1] in STEPS]
    return next((result["raises"] for result in results if isinstance(result, dict) and "raises" in result), "")


RECORDED = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
CASES = {name: case for name, case in RECORDED.items() if "scan" in case and case["parity"] == "must" and refusal(case)}


def open_entry(writer, xml):
    writer.XMLSettings = xml
    writer.OpenEntry()


@pytest.fixture
def refused_by(writer, tmp_path):
    """The name of the error with which the device refuses a case."""

    def ask(case):
        writer.CanFail = False
        writer.FileName = str(tmp_path / "scan.nxs")
        writer.OpenFile()
        writer.JSONRecord = json.dumps(case["scan"].get("init", {}))
        with pytest.raises(tango.DevFailed) as caught:
            open_entry(writer, "\n".join(case["xml"]["main"]))
        assert caught.value.args[0].reason == "PyDs_PythonError"
        return caught.value.args[0].desc.partition(":")[0]

    return ask


@pytest.mark.parametrize("name", CASES)
def test_a_definition_is_refused_with_the_name_that_clients_know(name, refused_by):
    assert refused_by(CASES[name]).rpartition(".")[2] == refusal(CASES[name])


@pytest.mark.parametrize(
    ("name", "error"), [("group-no-type", "nxswriter.Errors.XMLSyntaxError"), ("filter-outside", "AttributeError")]
)
def test_names_of_the_writer_have_its_module(name, error, refused_by):
    assert refused_by(CASES[name]) == error


@pytest.mark.parametrize(("text", "error"), [("5", "AttributeError"), ("{", "json.decoder.JSONDecodeError")])
def test_a_json_record_that_is_no_object_is_refused(text, error, writer):
    with pytest.raises(tango.DevFailed) as caught:
        writer.JSONRecord = text
    assert (caught.value.args[0].desc.partition(":")[0], writer.JSONRecord) == (error, "{}")
