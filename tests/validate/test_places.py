"""Where findings are shown: lines as XML counts them, columns of several tags in a line, components of merged elements."""

import pytest

from nxsconfig.configurator.holdings import Holdings
from nxsconfig.db.records import Kind
from nxsconfig.validate import Chosen, Finding, Library, Text, validate

WRONG = '<field name="{}" type="NX_INT">no number</field>'


def findings(*inside: str) -> list[Finding]:
    """The constants that don't fit, in a component with these lines in a group."""
    text = "\n".join(('<definition><group type="NXcollection" name="c">', *inside, "</group></definition>"))
    library = Library({(Kind.COMPONENT, "a"): Text(Kind.COMPONENT, "a", text)}, Holdings({Kind.COMPONENT: {"a": text}}))
    return [one for one in validate(library, [Chosen("all", ("a",))]) if one.rule == "NX331"]


@pytest.mark.parametrize("mark", ["\x85", "\u2028"])
def test_lines_are_those_of_xml(mark: str) -> None:
    (finding,) = findings(f"<!-- {mark} -->", WRONG.format("x"))
    assert (finding.place.line, finding.place.column, finding.quoted) == (3, 1, WRONG.format("x"))


def test_of_several_tags_in_a_line_that_with_the_name_is_meant() -> None:
    columns = [finding.place.column for finding in findings("".join(map(WRONG.format, ("x", "a&gt;b", "y"))))]
    length = len(WRONG.format("x"))
    assert columns == [1, length + 1, 2 * length + 6]


def test_references_in_names_lead_to_the_component_that_has_them() -> None:
    (finding,) = findings(WRONG.format("y").replace("no number", "1"), WRONG.format("$var.v#'x'"))
    assert (finding.place.kind, finding.place.line) == ("component", 3)


def test_elements_without_a_name_are_found_under_that_of_what_they_were_merged_with() -> None:
    texts = {
        "a": '<definition><group type="NXcollection" name="c"/></definition>',
        "b": f'<definition>\n<group type="NXcollection">{WRONG.format("x")}</group></definition>',
    }
    library = Library(
        {(Kind.COMPONENT, name): Text(Kind.COMPONENT, name, text) for name, text in texts.items()},
        Holdings({Kind.COMPONENT: texts}),
    )
    (finding,) = (one for one in validate(library, [Chosen("all", ("a", "b"))]) if one.rule == "NX331")
    assert (finding.place.name, finding.place.line, finding.place.path) == ("b", 2, "/collection:NXcollection/x")
