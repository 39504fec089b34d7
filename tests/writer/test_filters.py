"""Which filters a field gets, in the file."""

import h5py
import numpy as np
import pytest

from nxsconfig.errors import DefinitionError
from nxsconfig.writer import Recording, compile_definition
from tests.writer.support import client, entry

SHUFFLE, GZIP, FLETCHER, LZF, BITSHUFFLE = 2, 1, 3, 32000, 32008


def image(strategy, inside="", dimensions=""):
    dims = f'<dimensions rank="2"><dim index="1" value="4"/><dim index="2" value="4"/>{dimensions}</dimensions>'
    return entry(
        f'<field name="x" type="NX_UINT16">{dims}<strategy mode="STEP" {strategy}>{inside}</strategy>{client("x")}</field>'
    )


def filters_of(path):
    with h5py.File(path) as file:
        properties = file["scan/x"].id.get_create_plist()
        return [properties.get_filter(index)[0] for index in range(properties.get_nfilters())]


@pytest.mark.parametrize(
    ("definition", "filters"),
    [
        (image('compression="32008"'), [SHUFFLE, BITSHUFFLE]),
        (image('compression="32008" shuffle="false" compression_opts="0,2"'), [BITSHUFFLE]),
        (image("", '<filter name="bitshuffle"/>'), [SHUFFLE, BITSHUFFLE]),
        (image('compression="true"', '<filter id="3"/>'), [SHUFFLE, GZIP, FLETCHER]),
        (image("", '<filter index="1" id="1"/><filter index="0" id="32000"/>'), [SHUFFLE, LZF, GZIP]),
        (image("", "", '<filter name="lzf"/>'), [SHUFFLE, LZF]),
    ],
)
def test_a_pipeline_holds_what_is_asked_for_in_order_and_keeps_the_data(tmp_path, definition, filters):
    frame = np.arange(16, dtype="uint16").reshape(4, 4)
    with Recording(tmp_path / "scan.nxs", definition) as recording:
        recording.record({"x": frame})
    assert filters_of(tmp_path / "scan.nxs") == filters
    with h5py.File(tmp_path / "scan.nxs") as file:
        np.testing.assert_array_equal(file["scan/x"][0], frame)


def test_wrong_parameters_are_named_with_their_place():
    with pytest.raises(DefinitionError, match=r"<filter> .*x \(line 1\): cd_values='a,2' are no integers"):
        compile_definition(image("", '<filter id="1" cd_values="a,2"/>')).check()


def test_numbers_count_only_where_something_is_compressed():
    strategy = '<strategy mode="INIT" rate="fast" compression_opts="x" compression="{}"/>'
    field = '<field name="x" type="NX_INT">' + strategy + "5</field>"
    compile_definition(entry(field.format("false"))).check()
    with pytest.raises(DefinitionError, match="compression_opts='x'"):
        compile_definition(entry(field.format("true"))).check()
