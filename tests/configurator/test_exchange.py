"""A configuration as a directory."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nxsconfig.configurator import Kind
from nxsconfig.configurator.exchange import files_between, read_directory, write_files
from nxsconfig.configurator.holdings import Holdings
from nxsconfig.errors import ExchangeError

NAMES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=100),
    st.sampled_from(["a/b", "..", ".a", "A", "a", "x.ds", "CON", "a" * 100, "ä" * 100, "%41", "~", "#a", " a"]),
)
XML = st.sampled_from(["<a/>", "<?xml version='1.0' encoding='latin-1'?>\r\n<a>é</a>\r\n", "<a>\n\n</a>  ", "<ä/>"])


def plain(**components: str) -> Holdings:
    return Holdings({Kind.COMPONENT: components, Kind.DATASOURCE: {}, Kind.SELECTION: {}})


def write(directory: Path, holdings: Holdings) -> list[str]:
    """Make the directory an image of the holdings; the steps as `action file`."""
    steps = write_files(directory, files_between(directory, holdings))
    return [f"{step.action} {step.file}" for step in steps]


def files(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


def test_layout_is_what_show_and_upload_name_their_files(tmp_path: Path) -> None:
    contents = {Kind.COMPONENT: {"slit": "<a/>"}, Kind.DATASOURCE: {"motor": "<b/>"}, Kind.SELECTION: {"night": "{}"}}
    write(tmp_path, Holdings(contents, frozenset(["slit"])))
    entries = {"components/slit.xml", "datasources/motor.ds.xml", "profiles/night.json"}
    assert files(tmp_path) == {*entries, "nxsconfig.json", "mandatory.txt"}
    assert (tmp_path / "mandatory.txt").read_text().splitlines()[1:] == ["slit"]


@given(texts=st.dictionaries(NAMES, XML, max_size=8), flagged=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_what_was_written_is_read_back_whatever_it_was(tmp_path: Path, texts: dict[str, str], flagged: bool) -> None:
    contents = {Kind.COMPONENT: texts, Kind.DATASOURCE: texts, Kind.SELECTION: dict.fromkeys(texts, "[1]")}
    holdings = Holdings(contents, frozenset(texts) if flagged else frozenset())
    write(tmp_path, holdings)
    assert read_directory(tmp_path) == holdings
    assert write(tmp_path, holdings) == []


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    write(tmp_path, plain(a="<a/>", b="<b/>", c="<c/>"))
    steps = write(tmp_path, plain(a="<a/>", b="<new/>", d="<d/>"))
    assert steps == ["changed components/b.xml", "created components/d.xml", "deleted components/c.xml"]


def test_files_of_others_are_never_touched(tmp_path: Path) -> None:
    write(tmp_path, plain(a="<a/>"))
    foreign = {
        "README.md",
        "components/notes.txt",
        "components/.a.xml",
        "components/deep/x.xml",
        "datasources/plain.xml",
        "x.xml",
    }
    for name in foreign:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    assert write(tmp_path, plain()) == ["deleted components/a.xml"]
    assert files(tmp_path) == {*foreign, "nxsconfig.json", "mandatory.txt"}
    assert read_directory(tmp_path) == plain()


def test_leftovers_of_a_killed_run_are_removed_but_not_young_files(tmp_path: Path) -> None:
    write(tmp_path, plain(a="<a/>"))
    old, young = tmp_path / "components/.nxsconfig-1", tmp_path / ".nxsconfig-2"
    for path in (old, young):
        path.write_text("half")
    os.utime(old, (0, 0))
    write(tmp_path, plain(b="<b/>"))
    assert (old.exists(), young.exists()) == (False, True)


def test_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    outside = tmp_path / "outside.xml"
    outside.write_text("mine")
    directory = tmp_path / "store"
    write(directory, plain(a="<a/>"))
    (directory / "components/a.xml").unlink()
    (directory / "components/a.xml").symlink_to(outside)
    write(directory, plain(a="<b/>"))
    assert (outside.read_text(), (directory / "components/a.xml").read_text()) == ("mine", "<b/>")


@pytest.mark.parametrize("name", ["components", "datasources", "profiles", "mandatory.txt"])
def test_directory_of_somebody_else_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(ExchangeError, match=name):
        files_between(tmp_path, plain(a="<a/>"))


def test_directory_with_other_files_is_taken(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    assert len(write(tmp_path, plain(a="<a/>"))) == 3


def test_directory_without_manifest_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"nxsconfig\.json"):
        read_directory(tmp_path)


@pytest.mark.parametrize(
    "text", ['{"format": 2}', "{}", '{"format": 1, "names": []}', '{"format": 1, "names": {"a": 1}}']
)
def test_manifest_of_another_format_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "nxsconfig.json").write_text(text)
    with pytest.raises(ExchangeError):
        read_directory(tmp_path)


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    write(tmp_path, plain(good="<a/>"))
    for name, data in {"broken": b"<a", "latin": b"<a>\xe9</a>", "%67ood": b"<a/>"}.items():
        (tmp_path / f"components/{name}.xml").write_bytes(data)
    (tmp_path / "mandatory.txt").write_text("gone\n")
    with pytest.raises(ExchangeError, match="4 of the files") as caught:
        read_directory(tmp_path)
    assert all(part in str(caught.value) for part in ("broken.xml", "latin.xml", "good.xml: another", "'gone'"))


def test_without_list_of_mandatory_components_nothing_is_said_about_them(tmp_path: Path) -> None:
    write(tmp_path, plain(a="<a/>"))
    (tmp_path / "mandatory.txt").unlink()
    assert read_directory(tmp_path).flags is None
