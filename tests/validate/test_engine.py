"""The engine: where faults are, and each of them once."""

from nxsconfig.configurator.holdings import Holdings
from nxsconfig.db.records import Kind
from nxsconfig.validate import Chosen, Finding, Library, Text, validate

ENTRY = '<definition><group type="NXentry" name="scan">{}</group></definition>'


def library(**components: str) -> Library:
    """A library of components only."""
    texts = {(Kind.COMPONENT, name): Text(Kind.COMPONENT, name, text) for name, text in components.items()}
    return Library(texts, Holdings({Kind.COMPONENT: components}))


def found(rule: str, findings: list[Finding]) -> list[Finding]:
    """Findings of one rule."""
    return [finding for finding in findings if finding.rule == rule]


def test_a_broken_text_is_found_where_it_breaks() -> None:
    (finding,) = validate(library(slits="<definition>\n  <group>\n</definition>"), [])
    assert (finding.rule, finding.place.name, finding.place.line) == ("NX101", "slits", 3)
    assert finding.error == "WrongXMLError"


def test_a_broken_profile_is_found_where_it_breaks() -> None:
    (finding,) = validate(Library({(Kind.SELECTION, "p"): Text(Kind.SELECTION, "p", '{\n  "a": }')}, Holdings({})), [])
    assert (finding.rule, finding.place.line, finding.place.column) == ("NX101", 2, 8)


def test_a_conflict_names_both_components() -> None:
    both = library(
        a=ENTRY.format('<field name="x" units="mm"/>'),
        b=ENTRY.format('<field name="x" units="m"/>'),
    )
    (finding,) = found("NX301", validate(both, [Chosen("both", ("a", "b"))]))
    assert "'a'" in finding.message
    assert "'b'" in finding.message


def test_a_fault_of_two_configurations_is_told_once_with_both() -> None:
    both = library(a=ENTRY.format('<field name="x" units="mm"/>'), b=ENTRY.format('<field name="x" units="m"/>'))
    chosen = [Chosen("one", ("a", "b")), Chosen("two", ("a", "b"))]
    (finding,) = found("NX301", validate(both, chosen))
    assert finding.configurations == ("one", "two")


def test_a_text_that_is_no_component_is_found_by_its_root() -> None:
    (finding,) = validate(library(a='<group type="NXentry"/>'), [])
    assert (finding.rule, finding.place.line, finding.place.column) == ("NX102", 1, 1)
