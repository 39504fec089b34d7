"""From files and directories to subjects, and which configurations are made of them."""

import json
from pathlib import Path

import pytest

from nxsconfig.configurator.holdings import Holdings
from nxsconfig.configurator.options import Options
from nxsconfig.db.records import Kind
from nxsconfig.errors import ExchangeError, JSONArgumentError, NonregisteredDBRecordError
from nxsconfig.validate import Library, Text
from nxsconfig.validate.choosing import default_choice, of_components, of_profiles, whole_choice, with_options
from nxsconfig.validate.entries import report_of
from nxsconfig.validate.loading import guess_kind, is_data_file, library_of, load, with_texts

COMPONENT = '<definition><group type="NXentry" name="scan">{}</group></definition>'
DATASOURCE = '<definition><datasource name="m" type="CLIENT"><record name="m"/></datasource></definition>'
PROFILE = {"ComponentSelection": '{"a": true, "b": false}', "ConfigVariables": '{"v": "1"}'}


def put(directory: Path, **files: str) -> str:
    """Files by path; two underscores are a slash, one stays, and a dot comes from the suffix."""
    for name, text in files.items():
        path = directory / name.replace("__", "/").replace("_ds_xml", ".ds.xml").replace("_xml", ".xml").replace(
            "_json", ".json"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return str(directory)


def entries(library: Library) -> list[tuple[str, str]]:
    return sorted((kind.value, name) for kind, name in library.texts)


def components(**texts: str) -> Library:
    """A library of components, with a profile under ``profile``."""
    profile = texts.pop("profile", "")
    found = [Text(Kind.COMPONENT, name, text) for name, text in texts.items()]
    return library_of([*found, *([Text(Kind.SELECTION, "night", profile)] if profile else [])])


def test_a_directory_without_manifest_is_a_whole_configuration(tmp_path: Path) -> None:
    place = put(tmp_path, components__a_xml=COMPONENT, datasources__m_ds_xml=DATASOURCE, profiles__p_json="{}")
    (library,) = load([place]).libraries
    assert entries(library) == [("component", "a"), ("datasource", "m"), ("selection", "p")]
    assert library.complete
    assert library.get(Kind.COMPONENT, "a").file == f"{place}/components/a.xml"


def test_a_bare_directory_holds_what_the_names_of_its_files_say(tmp_path: Path) -> None:
    place = put(tmp_path, a_xml=COMPONENT, m_ds_xml=DATASOURCE, p_json=json.dumps(PROFILE), package_json='{"x": 1}')
    assert entries(load([place]).libraries[0]) == [("component", "a"), ("datasource", "m"), ("selection", "p")]


def test_files_in_the_folders_that_are_called_otherwise_are_told(tmp_path: Path) -> None:
    place = put(tmp_path, components__a_xml=COMPONENT, components__more__b_xml=COMPONENT, datasources__m_xml=DATASOURCE)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "p.json").symlink_to(tmp_path / "gone.json")
    (library,) = load([place]).libraries
    files = ("components/more/b.xml", "datasources/m.xml", "profiles/p.json")
    assert library.strangers == tuple(f"{place}/{file}" for file in files)


def test_the_order_of_files_and_one_given_twice_change_nothing(tmp_path: Path) -> None:
    put(tmp_path, a_xml=COMPONENT, m_xml=DATASOURCE)
    a, m = (str(tmp_path / name) for name in ("a.xml", "m.xml"))
    (one,), (other,) = load([a, m]).libraries, load([m, a, m]).libraries
    assert list(one.texts) == list(other.texts)


def test_single_files_are_a_part_of_a_configuration(tmp_path: Path) -> None:
    put(tmp_path, a_xml=COMPONENT, m_xml=DATASOURCE)
    (library,) = load([str(tmp_path / "a.xml"), str(tmp_path / "m.xml")]).libraries
    assert (entries(library), library.complete) == ([("component", "a"), ("datasource", "m")], False)


def test_a_file_that_is_no_text_is_an_entry_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"<definition>\xff</definition>")
    text = load([str(tmp_path)]).libraries[0].get(Kind.COMPONENT, "a")
    assert "not a text in the encoding utf-8" in str(text.problem)


@pytest.mark.parametrize("start", [0, 512, 2048])
def test_nexus_files_are_known_by_their_signature(tmp_path: Path, start: int) -> None:
    (tmp_path / "scan").write_bytes(b" " * start + b"\x89HDF\r\n\x1a\nrest")
    assert is_data_file(str(tmp_path / "scan"))
    assert len(load([str(tmp_path / "scan")]).files) == 1


def test_two_files_of_one_entry_are_refused_with_both_names(tmp_path: Path) -> None:
    place = put(tmp_path, components__a_xml=COMPONENT)
    (tmp_path / "components" / "%61.xml").write_text(COMPONENT)
    with pytest.raises(ExchangeError, match=r"%61\.xml.*a\.xml|a\.xml.*%61\.xml"):
        load([place])


@pytest.mark.parametrize("name", ["notes.txt", "empty", "folders"])
def test_what_holds_nothing_to_validate_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "folders" / "components").mkdir(parents=True)
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(ExchangeError, match=name):
        load([str(tmp_path / name)])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (COMPONENT, Kind.COMPONENT),
        (DATASOURCE, Kind.DATASOURCE),
        ('<datasource name="m" type="CLIENT"/>', Kind.DATASOURCE),
        (' {"Timer": "[]"}', Kind.SELECTION),
        ("<broken", Kind.COMPONENT),
        ("<definition/>", Kind.COMPONENT),
    ],
)
def test_the_kind_of_a_text_is_told_by_what_it_holds(text: str, kind: Kind) -> None:
    assert guess_kind(text) is kind


def test_every_profile_is_chosen_and_every_component_that_none_has() -> None:
    library = components(a=COMPONENT, b=COMPONENT, __template__c=COMPONENT, profile=json.dumps(PROFILE))
    assert [one.name for one in default_choice(library)] == ["profile night", "component b"]


def test_what_a_profile_pulls_in_is_not_chosen_again() -> None:
    library = components(a=COMPONENT.format("$components.b"), b=COMPONENT, profile=json.dumps(PROFILE))
    assert [one.name for one in default_choice(library)] == ["profile night"]


def test_a_profile_brings_its_variables_and_those_of_the_recorder() -> None:
    (chosen,) = of_profiles(components(a=COMPONENT, profile=json.dumps(PROFILE)), ["night"])
    values = chosen.options.values()
    assert (values["v"], values["serialno"]) == ("1", "1")


def test_optional_components_and_missing_ones_are_not_chosen() -> None:
    profile = {"ComponentSelection": '{"a": true, "gone": true}', "OptionalComponents": '["b"]'}
    library = components(a=COMPONENT, b=COMPONENT, profile=json.dumps(profile))
    assert of_profiles(library, ["night"])[0].components == ("a",)


def test_a_channel_with_the_name_of_a_component_selects_it() -> None:
    library = components(a=COMPONENT, profile='{"DataSourceSelection": "{\\"a\\": true, \\"b\\": true}"}')
    assert of_profiles(library, ["night"])[0].components == ("a",)


def test_channels_that_may_fail_are_those_of_the_profile() -> None:
    profile = {**PROFILE, "ChannelProperties": '{"canfail": {"m": true, "n": false}}'}
    assert of_profiles(components(a=COMPONENT, profile=json.dumps(profile)), ["night"])[0].options.canfail == ("m",)


@pytest.mark.parametrize("value", ["", "[]", "{", '{"canfail": 3}'])
def test_odd_properties_of_channels_do_no_harm(value: str) -> None:
    profile = {**PROFILE, "ChannelProperties": value, "ConfigVariables": value}
    assert len(default_choice(components(a=COMPONENT, profile=json.dumps(profile)))) == 1


def test_unknown_names_are_refused_with_those_that_there_are() -> None:
    library = components(a=COMPONENT, profile="{}")
    with pytest.raises(NonregisteredDBRecordError, match="there are: night"):
        of_profiles(library, ["day"])
    with pytest.raises(NonregisteredDBRecordError, match="'z'"):
        of_components(library, ["a", "z"])


def test_without_profiles_all_public_components_make_a_whole_file() -> None:
    (chosen,) = whole_choice(components(a=COMPONENT, b=COMPONENT, __template__c=COMPONENT))
    assert chosen.components == ("a", "b")


def test_what_somebody_gives_wins_over_the_profile() -> None:
    (chosen,) = of_profiles(components(a=COMPONENT, profile=json.dumps(PROFILE)), ["night"])
    assert with_options(chosen, Options('{"v": 7}', step=("m",))).options.values()["v"] == "7"
    with pytest.raises(JSONArgumentError):
        with_options(chosen, Options("[]"))


def test_texts_in_front_of_a_library_count_as_stored() -> None:
    library = Library({}, Holdings(), complete=False)
    changed = with_texts(library, [Text(Kind.COMPONENT, "a", COMPONENT)])
    assert (entries(changed), changed.complete) == ([("component", "a")], False)


def test_a_new_text_is_told_what_it_breaks_elsewhere_and_nothing_older() -> None:
    old = COMPONENT.format('<field name="x" units="mm"/>')
    library = components(a=old, bad="<definition>$components.gone</definition>", profile=json.dumps(PROFILE))
    library = library_of(library.texts.values(), frozenset({"m"}))
    changed = Text(Kind.COMPONENT, "m", COMPONENT.format('<field name="x" units="m"/>'))
    assert {finding.rule for finding in report_of(library, [changed]).findings} == {"NX301"}
