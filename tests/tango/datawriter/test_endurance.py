"""One server records scan after scan and holds no more than before; `bench/endurance.py` does it 10,000 times."""

import pytest

from tests.tango.datawriter.endurance import client_fields, mixed_fields, samples

pytest.importorskip("tango")

pytestmark = pytest.mark.tango


@pytest.mark.parametrize("fields", ["client", "mixed"])
def test_three_hundred_scans_leave_no_memory_threads_or_files_behind(fields, data_writer, slow_server, tmp_path):
    data_writer.stop()
    data_writer.start()  # so that nothing of other tests ends meanwhile
    made = client_fields() if fields == "client" else mixed_fields(slow_server.database.tango_host)
    first, *others = samples(data_writer, tmp_path, made, range(100, 301, 100))
    assert all(later.rss <= 1.05 * first.rss for later in others)
    assert all(later.threads <= first.threads + 2 for later in others)  # a flusher comes and goes with each file
    assert all(later.files <= first.files for later in others)
