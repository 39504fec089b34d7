"""Which file is open is remembered across a kill."""

import logging

import pytest

from nxsconfig.writer.memory import FileMemory


@pytest.fixture
def memory(tmp_path):
    made = FileMemory("haso000:10000/p98/nxsdatawriter/haso000", str(tmp_path / "state"))
    yield made
    made.settle()


def again(tmp_path, owner="haso000:10000/p98/nxsdatawriter/haso000"):
    return FileMemory(owner, str(tmp_path / "state")).remembered()


def test_a_new_writer_remembers_nothing(memory):
    assert memory.remembered() == ""


def test_the_open_file_is_found_again(memory, tmp_path):
    memory.note("/data/überlauf 1.nxs")
    memory.settle()
    assert again(tmp_path) == "/data/überlauf 1.nxs"


def test_a_closed_file_is_forgotten(memory, tmp_path):
    memory.note("/data/a.nxs")
    memory.note("")
    memory.settle()
    assert again(tmp_path) == ""
    assert list((tmp_path / "state").iterdir()) == []


def test_writers_do_not_mix_their_files_up(memory, tmp_path):
    memory.note("/data/a.nxs")
    memory.settle()
    assert again(tmp_path, "haso000:10000/p98/nxsdatawriter_haso000") == ""


def test_a_folder_that_cannot_be_made_costs_a_warning_only(tmp_path, caplog):
    (tmp_path / "state").write_text("no folder")
    memory = FileMemory("a/b/c", str(tmp_path / "state"))
    with caplog.at_level(logging.WARNING):
        memory.note("/data/a.nxs")
        memory.settle()
    assert "can't keep which file is open" in caplog.text


def test_systemd_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    memory = FileMemory("a/b/c")
    memory.note("/data/a.nxs")
    memory.settle()
    assert [path.parent for path in tmp_path.iterdir()] == [tmp_path]
