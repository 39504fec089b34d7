"""One contract for every sink: an HDF5 file and memory."""

import h5py
import numpy as np
import pytest

from nxsconfig.errors import NexusFileError
from nxsconfig.sources import Decoders
from nxsconfig.writer import FieldLayout, Recording
from nxsconfig.writer.plan import Filter, LinkTarget
from nxsconfig.writer.sinks import behind
from nxsconfig.writer.sinks.chunks import MAX_CHUNK_BYTES, chunk_shape
from nxsconfig.writer.sinks.h5 import H5Sink
from nxsconfig.writer.sinks.memory import MemorySink
from tests.vectors.writer.simdevice import lima_frame
from tests.writer.support import entry, field


def text(value):
    return np.array(value, dtype=object)


def read(sink, path):
    if isinstance(sink, MemorySink):
        return sink.value(path)
    field = sink.native[path]
    return field.asstr()[()] if h5py.check_string_dtype(field.dtype) else field[()]


@pytest.fixture(params=["h5", "memory"])
def sink(request, tmp_path):
    sink = H5Sink(str(tmp_path / "scan.nxs")) if request.param == "h5" else MemorySink()
    yield sink
    sink.close()


class TestSink:
    def test_a_new_sink_has_a_root_and_nothing_else(self, sink):
        assert sink.has("/")
        assert not sink.has("/scan")

    @pytest.mark.parametrize("dtype", ["int8", "uint64", "float32", "complex64", "string", "bool"])
    def test_a_field_has_its_type(self, sink, dtype):
        sink.make_field("/x", FieldLayout(dtype, (0,), 0))
        assert sink.dtype("/x") == dtype

    def test_a_group_has_no_type(self, sink):
        sink.make_group("/x", "NXentry")
        with pytest.raises(NexusFileError, match="is no data set"):
            sink.dtype("/x")

    def test_a_group_has_its_class(self, sink):
        sink.make_group("/scan", "NXentry")
        assert sink.attribute("/scan", "NX_class") == "NXentry"

    def test_groups_above_are_made_without_class(self, sink):
        sink.make_group("/a/b", "NXdata")
        assert sink.attribute("/a", "NX_class") is None
        assert sink.has("/a/b")

    @pytest.mark.parametrize("kind", ["group", "field", "link"])
    def test_an_existing_name_is_refused(self, sink, kind):
        sink.make_group("/x", "NXentry")
        make = {
            "group": lambda: sink.make_group("/x", "NXentry"),
            "field": lambda: sink.make_field("/x", FieldLayout("int32", (0,), 0)),
            "link": lambda: sink.make_link("/x", LinkTarget("/y")),
        }
        with pytest.raises(NexusFileError):
            make[kind]()

    @pytest.mark.parametrize(("dtype", "zero"), [("int8", 0), ("float32", 0.0), ("bool", False), ("string", "")])
    def test_a_field_starts_with_zeros(self, sink, dtype, zero):
        sink.make_field("/x", FieldLayout(dtype, (2, 2), None, (2, 2)))
        assert read(sink, "/x").tolist() == [[zero, zero], [zero, zero]]

    def test_a_field_keeps_its_values_when_it_grows(self, sink):
        sink.make_field("/x", FieldLayout("int64", (2,), 0))
        sink.put("/x", (0,), np.array([1, 2]))
        sink.resize("/x", (4,))
        sink.put("/x", (3,), np.array([4]))
        assert sink.shape("/x") == (4,)
        assert read(sink, "/x").tolist() == [1, 2, 0, 4]

    def test_a_block_is_put_inside_an_image(self, sink):
        sink.make_field("/x", FieldLayout("uint16", (2, 3), 0, (3,)))
        sink.put("/x", (1, 1), np.array([[7, 8]], "uint16"))
        assert read(sink, "/x").tolist() == [[0, 0, 0], [0, 7, 8]]

    def test_texts_are_kept_as_they_are(self, sink):
        sink.make_field("/x", FieldLayout("string", (2,), 0))
        sink.put("/x", (0,), text(["żółw", ""]))
        assert list(read(sink, "/x")) == ["żółw", ""]

    def test_a_scalar_is_written_without_offset(self, sink):
        sink.make_field("/x", FieldLayout("string", ()))
        sink.put("/x", (), text("one"))
        assert read(sink, "/x") == "one"

    @pytest.mark.parametrize("value", [np.array(3, "int64"), np.array([1.5, 2.0]), np.array([True]), text("mm")])
    def test_attributes_keep_value_and_shape(self, sink, value):
        sink.set_attribute("/", "a", text("before"))
        sink.set_attribute("/", "a", value)
        stored = sink.attribute("/", "a")
        assert np.asarray(stored).tolist() == value.tolist()

    def test_attributes_survive_the_first_data_of_unknown_size(self, sink):
        sink.make_field("/x", FieldLayout("int32", (0, 0), 0, (0,)))
        sink.set_attribute("/x", "units", text("mm"))
        sink.resize("/x", (1, 5))
        assert sink.attribute("/x", "units") == "mm"
        assert sink.shape("/x") == (1, 5)

    @pytest.mark.unsound_files("link", "external link")
    def test_links_may_dangle(self, sink):
        sink.make_link("/soft", LinkTarget("/nowhere"))
        sink.make_link("/external", LinkTarget("/data", "other.nxs"))
        assert sink.has("/soft")
        assert sink.has("/external")

    def test_a_missing_object_is_told_by_its_path(self, sink):
        with pytest.raises(NexusFileError, match="/nothing"):
            sink.resize("/nothing", (1,))

    def test_closing_twice_is_harmless(self, sink):
        sink.flush()
        sink.close()
        sink.close()


def test_an_existing_file_is_opened_and_keeps_its_content(tmp_path):
    path = str(tmp_path / "scan.nxs")
    for name in ("/one", "/two"):
        sink = H5Sink(path)
        sink.make_group(name, "NXentry")
        sink.close()
    with h5py.File(path) as file:
        assert sorted(file) == ["one", "two"]
        assert file.attrs["file_name"] == path


@pytest.mark.parametrize("name", ["no/such/folder/scan.nxs", "", "."])
def test_a_file_that_cannot_be_opened_is_named(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NexusFileError, match="can't be"):
        H5Sink(name)


@pytest.mark.unsound_files
def test_a_file_that_is_no_hdf5_stays_untouched(tmp_path):
    path = tmp_path / "scan.nxs"
    path.write_text("diary")
    with pytest.raises(NexusFileError, match="opened for writing"):
        H5Sink(str(path))
    assert path.read_text() == "diary"


def test_compression_and_shuffle_reach_the_file(tmp_path):
    sink = H5Sink(str(tmp_path / "scan.nxs"))
    sink.make_field("/x", FieldLayout("int32", (0, 4), 0, (4,), (Filter(2), Filter(1, (3,)))))
    field = sink.native["x"]
    assert (field.shuffle, field.compression, field.compression_opts) == (True, "gzip", 3)
    sink.close()


def test_chunks_follow_the_first_data_of_unknown_size(tmp_path):
    sink = H5Sink(str(tmp_path / "scan.nxs"))
    sink.make_field("/x", FieldLayout("uint16", (0, 0, 0), 0, (0, 0)))
    sink.resize("/x", (1, 512, 512))
    assert sink.native["x"].chunks == (1, 512, 512)
    sink.close()


@pytest.mark.parametrize(
    ("layout", "shape", "chunk"),
    [
        (FieldLayout("float64", (0,), 0), (0,), (1024,)),
        (FieldLayout("uint32", (0, 2048), 0, (2048,)), (0, 2048), (16, 2048)),
        (FieldLayout("uint32", (0, 2048), 0, (2048,), (Filter(2), Filter(1, (2,)))), (0, 2048), (1, 2048)),
        (FieldLayout("int32", (3, 0), 1, (3,)), (3, 0), (3, 1024)),
        (FieldLayout("int32", (1,), None, (1,)), (1,), (1,)),
    ],
)
def test_chunks_hold_useful_amounts(layout, shape, chunk):
    assert chunk_shape(layout, shape, np.dtype(layout.dtype).itemsize) == chunk


def test_huge_frames_are_cut_into_chunks():
    layout = FieldLayout("uint32", (0, 8192, 8192), 0, (8192, 8192))
    assert np.prod(chunk_shape(layout, layout.shape, 4)) * 4 <= MAX_CHUNK_BYTES


def test_a_frame_goes_from_the_bytes_it_came_in_into_its_chunk(tmp_path, monkeypatch):
    path, data, written, write = tmp_path / "scan.nxs", lima_frame(1, "uint16", 512, 256), [], behind.write_chunk
    monkeypatch.setattr(behind, "write_chunk", lambda *given: written.append(given[-1]) or write(*given))
    more = 'compression="false" shuffle="false"'
    with Recording(str(path), entry(field("x", "NX_UINT16", rank=2, dims=(256, 512), more=more))) as recording:
        recording.record({"x": Decoders().decode("VIDEO_IMAGE", ("VIDEO_IMAGE", data)).value})
    assert [np.shares_memory(block, np.frombuffer(data, "u1")) for block in written] == [True]
    with h5py.File(path) as file:
        assert file["scan/x"][0].tobytes() == data[32:]


@pytest.mark.parametrize("dtype", ["int8", "uint64", "float32"])
def test_blocks_of_other_numbers_are_converted(tmp_path, dtype):
    with_blocks = H5Sink(str(tmp_path / "scan.nxs"))
    with_blocks.make_field("/x", FieldLayout(dtype, (0, 2), 0, (2,)))
    with_blocks.resize("/x", (3, 2))
    with_blocks.put("/x", (1, 0), np.array([[1, 2], [3, 4]], dtype="int64"))
    assert read(with_blocks, "/x").tolist() == [[0, 0], [1, 2], [3, 4]]
    with_blocks.close()


def test_an_attribute_name_that_the_format_cannot_hold_is_refused_and_the_object_stays_readable(tmp_path):
    path = tmp_path / "scan.nxs"
    sink = H5Sink(str(path))
    sink.make_field("/x", FieldLayout("int64", (), None))
    with pytest.raises(NexusFileError, match="at most 65534 bytes, not 65535"):
        sink.set_attribute("/x", "n" * 65_535, text("a"))
    sink.set_attribute("/x", "n" * 65_534, text("a"))
    sink.close()
    with h5py.File(path) as file:
        assert [len(name) for name in file["x"].attrs] == [65_534]


def test_fields_that_are_alike_but_for_values_of_their_attributes_keep_their_own(tmp_path):
    path = tmp_path / "scan.nxs"
    sink = H5Sink(str(path))
    given = [{"units": text(unit), "nexdatas_source": text(f"<{number}/>")} for number, unit in enumerate("mmsmms")]
    for number, attributes in enumerate(given):
        sink.make_field(f"/group/f{number}", FieldLayout("float64", (0,), 0), attributes)
        sink.resize(f"/group/f{number}", (number,))
    sink.close()
    with h5py.File(path) as file:
        found = [(dict(item.attrs), item.shape) for item in file["group"].values()]
    assert found == [({name: value[()] for name, value in one.items()}, (size,)) for size, one in enumerate(given)]


def test_values_of_patterns_differ_by_type(tmp_path):
    sink = H5Sink(str(tmp_path / "scan.nxs"))
    values = [np.array(1), np.array(1.0), np.array(True), np.array([1]), np.array(1), np.array(1.0), np.array(True)]
    for number, value in enumerate(values * 2):
        sink.make_field(f"/f{number}", FieldLayout("float32", (), None), {"a": value})
        assert sink.attribute(f"/f{number}", "a").dtype == value.dtype
        assert np.shape(sink.attribute(f"/f{number}", "a")) == value.shape
    sink.close()
