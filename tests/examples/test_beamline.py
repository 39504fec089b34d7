"""The example beamline is complete, consistent and good NeXus."""

import json
import re
import runpy
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from nxsconfig.dialect.schema import check, schema_text
from nxsconfig.dialect.xml import parse
from nxsconfig.merge import Source, merge_components
from tests.examples.beamline import (
    COMPONENTS,
    DATASOURCES,
    FOLDER,
    INIT,
    PROFILES,
    RECORDS,
    chosen,
    closure,
    demo_components,
    demo_values,
    kind_of,
    references,
)
from tests.schemas.profiles import PROFILE_KEYS, problems

PROFILE_NAMES = sorted(PROFILES)
WITHOUT_UNITS = frozenset("reflection harmonic number_of_points point granted_shifts".split())


def test_there_are_enough_of_everything():
    assert len(COMPONENTS) >= 12
    assert len(DATASOURCES) >= 30
    assert sorted(PROFILES) == ["demo", "live"]
    assert len(RECORDS) == 10


def test_all_kinds_of_datasources_are_there():
    assert set(Counter(map(kind_of, DATASOURCES))) == {"CLIENT", "TANGO", "DB", "PYEVAL"}


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_components_are_the_language(name):
    assert check(COMPONENTS[name]) == []


@pytest.mark.parametrize("name", sorted(DATASOURCES))
def test_datasources_are_the_language_and_named_as_their_file(name):
    assert check(DATASOURCES[name]) == []
    assert [source.get("name") for source in parse(DATASOURCES[name]).iter("datasource")] == [name]


def test_every_reference_leads_somewhere():
    everything = [*COMPONENTS.values(), *DATASOURCES.values()]
    assert set().union(*(references("components", text) for text in everything)) <= set(COMPONENTS)
    assert set().union(*(references("datasources", text) for text in everything)) <= set(DATASOURCES)


def test_every_datasource_is_used():
    everything = [*COMPONENTS.values(), *DATASOURCES.values()]
    assert set().union(*(references("datasources", text) for text in everything)) == set(DATASOURCES)


def test_every_component_is_used_by_a_profile_or_is_a_template():
    used = closure([name for profile in PROFILES.values() for name in chosen(profile)], COMPONENTS, "components")
    assert {name for name in COMPONENTS if name not in used} == {"__template__stage", "cryostat"}


def test_components_and_datasources_share_no_name():
    assert not set(COMPONENTS) & set(DATASOURCES)


def test_all_variables_have_defaults_but_those_that_may_be_empty():
    texts = "\n".join([*COMPONENTS.values(), *DATASOURCES.values()])
    assert set(re.findall(r"\$var\.(\w+)\b(?!#')", texts)) == {"serialno", "stage_motor"}


def test_the_stage_is_made_from_its_template():
    made = COMPONENTS["__template__stage"].replace("$datasources.stage_position", "$datasources.sample_x_motor")
    assert made.replace("$datasources.stage_state", "$datasources.sample_x_motor_state") == COMPONENTS["stage"]


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_profiles_are_what_the_selector_stores(name):
    assert problems(PROFILES[name]) == []
    assert set(PROFILES[name]) == PROFILE_KEYS
    assert PROFILES[name]["MntGrp"] == name


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_profiles_name_only_what_exists(name):
    profile = {key: json.loads(text) for key, text in PROFILES[name].items() if str(text)[:1] in ("[", "{")}
    assert {*profile["ComponentSelection"], *profile["ComponentPreselection"]} <= set(COMPONENTS)
    sources = [profile[key] for key in ("DataSourceSelection", "OrderedChannels", "Timer", "UnplottedComponents")]
    assert set().union(*sources, profile["PreselectingDataSources"], profile["UserData"]) <= set(DATASOURCES)


def test_the_demo_asks_the_client_only():
    used = set().union(*(references("datasources", COMPONENTS[name]) for name in demo_components()))
    assert {kind_of(name) for name in closure(used, DATASOURCES, "datasources")} == {"CLIENT"}


def test_the_demo_needs_no_virtual_data_sets():
    assert [name for name in demo_components() if parse(COMPONENTS[name]).find(".//vds") is not None] == []


def test_the_live_profile_shows_every_kind():
    names = closure(chosen(PROFILES["live"]), COMPONENTS, "components")
    used = set().union(*(references("datasources", COMPONENTS[name]) for name in names))
    assert {kind_of(name) for name in used} == {"CLIENT", "TANGO", "DB", "PYEVAL"}


def test_the_scan_gives_exactly_the_values_that_the_demo_takes():
    assert set(INIT["data"]) == demo_values("INIT", "FINAL")
    assert {frozenset(record["data"]) for record in RECORDS} == {frozenset(demo_values("STEP"))}


def test_records_are_what_their_schema_says():
    schema = json.loads(schema_text("records.schema.json"))
    assert [error.message for record in RECORDS for error in Draft202012Validator(schema).iter_errors(record)] == []
    overall = Draft202012Validator({"$ref": "#/$defs/global", "$defs": schema["$defs"]})
    assert [error.message for error in overall.iter_errors(INIT)] == []


def test_the_scan_is_what_its_script_makes(tmp_path):
    runpy.run_path(str(FOLDER / "scan" / "make_records.py"))["main"](tmp_path)
    for name in ("init.json", "records.jsonl"):
        assert (tmp_path / name).read_bytes() == (FOLDER / "scan" / name).read_bytes()


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_the_components_of_a_profile_merge(name):
    names = sorted(closure(chosen(PROFILES[name]), COMPONENTS, "components"))
    root = merge_components([Source(part, COMPONENTS[part]) for part in names]).root
    (entry,) = root.findall("group")
    assert entry.get("type") == "NXentry"
    assert {"NXinstrument", "NXsample", "NXdata", "NXmonitor"} <= {
        group.get("type") for group in entry.findall("group")
    }


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_links_lead_to_fields_of_the_profile(name):
    names = sorted(closure(chosen(PROFILES[name]), COMPONENTS, "components"))
    root = merge_components([Source(part, COMPONENTS[part]) for part in names]).root
    for link in root.iter("link"):
        steps = [step.partition(":")[0] for step in link.get("target").split("/") if step]
        found = root
        for step in steps:
            found = next(child for child in found if child.get("name") == step)
        assert found.tag == "field"


def test_the_default_chain_ends_at_a_signal_with_axes():
    root = merge_components([Source(part, COMPONENTS[part]) for part in sorted(demo_components())]).root
    entry = root.find("group")
    assert root.find("attribute[@name='default']").text == entry.get("name")
    data = next(group for group in entry if group.get("name") == entry.find("attribute[@name='default']").text)
    values = {attribute.get("name"): "".join(attribute.itertext()).strip() for attribute in data.findall("attribute")}
    links = {link.get("name") for link in data.findall("link")}
    assert {values["signal"], values["axes"]} <= links
    assert values[f"{values['axes']}_indices"] == "0"


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_numbers_have_units(name):
    fields = parse(COMPONENTS[name]).iter("field", "vds")
    numbers = [field for field in fields if field.get("type") not in ("NX_CHAR", "NX_DATE_TIME")]
    assert [field.get("name") for field in numbers if not field.get("units")] == [
        field.get("name") for field in numbers if field.get("name") in WITHOUT_UNITS
    ]


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_transformations_form_chains(name):
    for group in parse(COMPONENTS[name]).iter("group"):
        if group.get("type") == "NXtransformations":
            fields = {field.get("name"): field.get("depends_on") for field in group.findall("field")}
            start = group.getparent().find("field[@name='depends_on']").text.removeprefix("transformations/")
            seen = []
            while start != ".":
                seen.append(start)
                start = fields.pop(start)
            assert seen
            assert not fields


def test_files_are_indented_by_two_blanks():
    for text in [*COMPONENTS.values(), *DATASOURCES.values()]:
        assert text.endswith("</definition>\n")
        assert "\t" not in text
        assert max(map(len, text.splitlines())) <= 160
