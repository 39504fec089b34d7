"""The peers' data writer as a Python class, and what plug-ins of beamlines are made of."""

import importlib
import struct
import subprocess
import sys
from pathlib import Path
from xml.sax import SAXParseException

import h5py
import numpy as np
import pytest

import nxsconfig
import nxswriter
from nxsconfig import errors
from nxsconfig.h5.objects.file import H5PYFile
from nxswriter import DecoderPool, Errors, StreamSet
from nxswriter.DataSources import DataSource
from nxswriter.TangoDataWriter import DEFAULTWRITERS, WRITERS, TangoDataWriter
from nxswriter.Types import NTP, Converters
from tests.compat.logs import Device
from tests.writer.support import entry, field

ERRORS = {
    "ThreadError": errors.RecordError,
    "CorruptedFieldArrayError": errors.WriterError,
    "XMLSettingSyntaxError": errors.DefinitionError,
    "DataSourceError": errors.SourceError,
    "PackageError": errors.SourceError,
    "DataSourceSetupError": errors.DefinitionError,
    "XMLSyntaxError": errors.DefinitionError,
    "UnsupportedTagError": errors.UnsupportedElementError,
}
FRAME = struct.pack("!IHHqiiHHHH", 0x5644454F, 1, 1, 7, 3, 2, 0, 32, 0, 0) + np.arange(6, dtype="u2").tobytes()


class Five(DataSource):
    """A plug-in of a beamline."""

    def getData(self):  # noqa: N802  the name that the writer calls
        return {"rank": "SCALAR", "value": 5, "tangoDType": "DevLong64", "shape": [1, 0]}


@pytest.fixture
def writer(tmp_path):
    """A writer with an open file."""
    writer = TangoDataWriter()
    writer.fileName = str(tmp_path / "f.nxs")
    writer.openFile()
    yield writer
    writer.closeFile()


def test_the_version_is_that_of_nxsconfig():
    assert nxswriter.__version__ == nxsconfig.__version__


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_has_the_name_that_scripts_look_for_and_is_one_of_ours(name):
    kind = getattr(Errors, name)
    assert (kind.__module__, issubclass(kind, ERRORS[name])) == ("nxswriter.Errors", True)
    assert str(kind("what happened")) == "what happened"


@pytest.mark.tango
def test_the_tango_class_stands_where_starters_look():
    pytest.importorskip("tango")
    module = importlib.import_module("nxswriter.NXSWriter")
    assert module.NXSDataWriterClass is module.NXSDataWriter.TangoClassClass


def test_importing_the_writer_loads_no_tango():
    code = "import sys, nxswriter.TangoDataWriter, nxswriter.DataSources; sys.exit('tango' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_fresh_writer_has_the_values_that_scripts_expect():
    writer = TangoDataWriter()
    assert (writer.fileName, writer.xmlsettings, writer.jsonrecord, writer.currentfileid) == ("", "", "{}", 0)
    assert (writer.canfail, writer.defaultCanFail, writer.skipacquisition, writer.addingLogs) == (
        *(False, True, False, True),
    )
    assert (writer.numberOfThreads, writer.stepsperfile, writer.getFile()) == (100, 0, None)


def test_the_layers_are_named(writer):
    assert (DEFAULTWRITERS[0], WRITERS["h5py"].__name__) == ("h5cpp", "nxstools.h5pywriter")


def test_the_open_file_is_an_object_of_the_layer(writer):
    writer.xmlsettings = entry(field("x"))
    writer.openEntry()
    writer.record('{"data": {"x": 4}}')
    file = writer.getFile()
    assert isinstance(file, H5PYFile)
    assert file.root().open("scan").open("x").read().tolist() == [4]


def test_steps_without_file_do_nothing():
    writer = TangoDataWriter()
    writer.openEntry()
    writer.record("{}")
    writer.closeEntry()
    writer.closeFile()


def test_an_entry_without_file_is_refused():
    writer = TangoDataWriter()
    writer.xmlsettings = entry(field("x"))
    with pytest.raises(Errors.XMLSettingSyntaxError, match="File object for the last element does not exist"):
        writer.openEntry()


def test_broken_xml_is_told_with_its_place():
    with pytest.raises(SAXParseException) as caught:
        TangoDataWriter().xmlsettings = "<definition>\n<group></definition>"
    assert caught.value.getLineNumber() == 2


@pytest.mark.parametrize("text", ["5", '"a"', "[1]", "true"])
def test_a_json_record_that_is_no_object_is_not_taken(text):
    writer = TangoDataWriter()
    with pytest.raises(AttributeError, match="must be a JSON object"):
        writer.jsonrecord = text
    assert writer.jsonrecord == "{}"


def test_a_json_record_may_be_nothing():
    writer = TangoDataWriter()
    writer.jsonrecord = "null"
    assert writer.jsonrecord == "null"


def test_missing_values_are_told_as_clients_parse_them(writer):
    writer.xmlsettings = entry(field("x"))
    writer.openEntry()
    with pytest.raises(Errors.ThreadError) as caught:
        writer.record("{}")
    assert str(caught.value).startswith("Problems in storing data: [('Data for /scan:NXentry/x not found. DATASOURCE:")


def test_a_file_that_cannot_be_made_is_an_error_of_the_system(tmp_path):
    writer = TangoDataWriter()
    writer.fileName = str(tmp_path / "no" / "f.nxs")
    with pytest.raises(FileNotFoundError):
        writer.openFile()


def test_a_plug_in_made_of_the_base_class_is_read(writer):
    writer.jsonrecord = '{"datasources": {"FIVE": "tests.compat.test_writer.Five"}}'
    writer.xmlsettings = entry(
        '<field name="x" type="NX_INT"><strategy mode="INIT"/><datasource type="FIVE" name="f"/></field>'
    )
    writer.openEntry()
    writer.closeFile()
    with h5py.File(writer.fileName) as file:
        assert file["scan/x"][...].tolist() == [5]


def test_what_may_be_missing_leaves_a_warning_in_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr(StreamSet, "stderrflag", False)
    device = Device()
    writer = TangoDataWriter(device)
    writer.fileName, writer.canfail = str(tmp_path / "f.nxs"), True
    writer.openFile()
    writer.xmlsettings = entry(field("x", mode="INIT"))
    writer.openEntry()
    writer.closeFile()
    assert "/scan:NXentry/x while opening the entry: Data without value" in "".join(device.texts["log_warn"])


def test_an_entry_leaves_its_metadata_in_a_file_when_asked(writer):
    writer.metadataOutput = "file"
    writer.xmlsettings = entry(field("x", mode="INIT"))
    writer.jsonrecord = '{"data": {"x": 1}}'
    writer.openEntry()
    writer.closeEntry()
    assert Path(f"{writer.fileName}.scan.json").read_text(encoding="utf-8")


def test_a_slow_step_leaves_a_warning(writer, capsys):
    writer.maxRecordRuntime = 1e-9
    writer.record("{}")
    assert "record took" in capsys.readouterr().err


def test_warnings_go_to_the_terminal_as_the_flag_of_this_package_says(monkeypatch, capsys):
    monkeypatch.setattr(StreamSet, "stderrflag", False)
    StreamSet.StreamSet(None).warn("one")
    StreamSet.StreamSet(None).warn("two", std=True)
    assert capsys.readouterr().err.endswith(": WARNING: two\n")


@pytest.mark.parametrize(
    ("name", "data", "shape", "dtype"),
    [
        ("UTF8", ("f", b"abc"), [1, 0], "string"),
        ("UINT32", ("f", struct.pack("3I", 1, 2, 3)), [3, 0], "uint32"),
        ("LIMA_VIDEO_IMAGE", ("VIDEO", FRAME), [2, 3], "uint16"),
    ],
)
def test_a_decoder_of_the_pool_tells_shape_and_type(name, data, shape, dtype):
    decoder = DecoderPool.DecoderPool().get(name)
    decoder.load(data)
    assert (decoder.shape(), decoder.dtype, decoder.format) == (shape, dtype, data[0])


def test_the_decoder_of_texts_gives_their_bytes():
    decoder = DecoderPool.UTF8decoder()
    decoder.load(("f", b"abc"))
    assert decoder.decode() == b"abc"


def test_the_decoder_of_texts_takes_all_bytes():
    decoder = DecoderPool.UTF8decoder()
    decoder.load(("f", b"\xff"))
    assert (decoder.decode(), decoder.shape(), decoder.dtype) == (b"\xff", [1, 0], "string")


def test_the_decoder_of_arrays_knows_the_steps_of_the_header():
    decoder = DecoderPool.DecoderPool().get("DATA_ARRAY")
    assert (type(decoder), decoder.steps()) == (DecoderPool.DATAARRAYdecoder, None)
    head = struct.pack("<IHHIIHH6H6I2I", 0x44544159, 2, 64, 1, 1, 0, 2, 3, 2, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0)
    decoder.load(("f", head + np.arange(6, dtype="u2").tobytes()))
    assert (decoder.shape(), decoder.steps(), decoder.frameNumber()) == ([2, 3], [2, 1], None)


def test_a_thread_error_may_be_empty():
    assert str(Errors.ThreadError()) == ""


def test_frames_and_numbers_have_decoders_of_their_own():
    names = [DecoderPool.VDEOdecoder().name, DecoderPool.UINT32decoder().name, DecoderPool.DATAARRAYdecoder().name]
    assert names == ["LIMA_VIDEO_IMAGE", "UINT32", "DATA_ARRAY"]


def test_a_pool_takes_and_forgets_decoders():
    pool = DecoderPool.DecoderPool({"decoders": {"M": "nxswriter.DecoderPool.UTF8decoder"}})
    assert (pool.hasDecoder("M"), pool.append(DecoderPool.UTF8decoder, "N"), pool.append(Five, "B")) == (
        True,
        "N",
        None,
    )
    pool.pop("N")
    assert (pool.hasDecoder("N"), pool.hasDecoder("B"), pool.get("N")) == (False, False, None)


def test_a_source_without_anything_is_valid_and_has_no_value():
    source = DataSource(name="n")
    source.setup("<datasource/>")
    assert (source.isValid(), source.getData(), str(source)) == (True, None, "unknown DataSource")


@pytest.mark.parametrize(("value", "wanted"), [("False", False), (" 0 ", False), ("", True), ("no", True), (2.5, True)])
def test_texts_are_true_unless_they_say_otherwise(value, wanted):
    assert Converters.toBool(value) is wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (3, (0, [], "int")),
        ([[1, 2], [3, 4]], (2, [2, 2], "int")),
        ([], (1, [0], None)),
        ([np.arange(2)], (2, [1, 2], "int64")),
        (np.array(["a"]), (1, [1], "str")),
        (np.array([]), (1, [0], None)),
        (np.array([1, "a"], dtype=object), (1, [2], "int")),
        (range(3), (1, [3], "int")),
        (np.str_("a"), (0, [], "str")),
    ],
)
def test_rank_shape_and_type_follow_the_first_elements(value, wanted):
    assert NTP().arrayRankShape(value) == wanted
    assert NTP().arrayRankRShape(value)[1] == wanted[1][::-1]
    assert NTP().arrayRank(value) == wanted[0]


def test_types_have_their_names_in_other_worlds():
    assert (NTP.pTt["uint16"], NTP.nTnp["NX_BOOLEAN"], NTP.rTf[2], NTP.aTn["signal"]) == (
        *("DevUShort", "bool", "IMAGE", "NX_INT"),
    )


def test_an_array_is_made_element_by_element():
    assert NTP().createArray([["1"], ["2"]], NTP.convert["float64"]) == [[1.0], [2.0]]
    assert NTP().createArray("5", int) == 5
    assert NTP().createArray((np.arange(2), [3])) == [[0, 1], [3]]
    assert NTP().createArray([["1"], ["2", "3"]], int) == [[1], [2, 3]]
