"""Comments and baselines: what they take out of the findings, and nothing else."""

import json
from pathlib import Path

import pytest

from nxsconfig.db.records import Kind
from nxsconfig.errors import WrongJSONError
from nxsconfig.validate import Finding, Place, Severity, Text
from nxsconfig.validate.baseline import baseline_text, read_baseline
from nxsconfig.validate.choosing import default_choice
from nxsconfig.validate.comments import comments_in
from nxsconfig.validate.loading import library_of
from nxsconfig.validate.picking import picked
from nxsconfig.validate.suppressing import Baseline
from nxsconfig.validate.task import Assignment, Report, Task, concluded, work

ODD = '<strategy mode="INIT" compresion="true"/>'
IGNORE = "<!-- nxsconfig: ignore NX103 an old reader needs it -->"


def report(baseline: Baseline | None = None, *, thorough: bool = True, **components: str) -> Report:
    library = library_of([Text(Kind.COMPONENT, name, text) for name, text in components.items()])
    task = Task((Assignment(library, tuple(default_choice(library))),), (), picked(["NX103", "NX301", "NX9"]))
    task = Task(task.assignments, (), task.rules, baseline or Baseline(), thorough)
    return concluded(task, list(work(task)))


def entry(inside: str) -> str:
    return f'<definition><group type="NXentry" name="scan">{inside}</group></definition>'


def field(inside: str, name: str = "title") -> str:
    return f'<field name="{name}">x{inside}</field>'


def rules(found: Report) -> list[str]:
    return [finding.rule for finding in found.findings]


def test_a_comment_takes_out_the_findings_of_the_next_element() -> None:
    found = report(a=entry(field(IGNORE + ODD)))
    assert (rules(found), len(found.suppressed)) == ([], 1)


def test_a_comment_covers_all_that_is_inside_the_element() -> None:
    assert rules(report(a=entry(f"{IGNORE}\n{field(ODD)}"))) == []


def test_a_comment_does_not_cover_what_follows_the_element() -> None:
    assert rules(report(a=entry(f"{IGNORE}{field(ODD)}\n{field(ODD, 'other')}"))) == ["NX103"]


def test_a_comment_in_front_of_the_root_covers_the_whole_text() -> None:
    assert rules(report(a=f"{IGNORE}\n{entry(field(ODD) + field(ODD, 'other'))}")) == []


def test_a_comment_in_front_of_the_root_covers_conflicts_of_the_component() -> None:
    ignore = "<!-- nxsconfig: ignore NX301 known -->"
    mm, m = (entry(f'<field name="x" units="{unit}"/>') for unit in ("mm", "m"))
    library = library_of([Text(Kind.COMPONENT, "a", ignore + mm), Text(Kind.COMPONENT, "b", m)], frozenset("ab"))
    task = Task((Assignment(library, tuple(default_choice(library))),), (), picked(["NX301"]))
    assert rules(concluded(task, list(work(task)))) == []


def test_a_comment_takes_out_other_rules_only_when_it_names_them() -> None:
    assert "NX103" in rules(report(a=entry(field(IGNORE.replace("NX103", "NX301") + ODD))))
    assert "NX103" not in rules(report(a=entry(field(IGNORE.replace("NX103", "NX301, NX103") + ODD))))


def test_a_comment_without_reason_takes_out_nothing() -> None:
    assert sorted(rules(report(a=entry(field(f"<!-- nxsconfig: ignore NX103 -->\n{ODD}"))))) == ["NX103", "NX903"]


def test_a_comment_in_a_comment_or_in_cdata_is_none() -> None:
    text = f"<definition><![CDATA[{IGNORE}]]></definition>"
    assert list(comments_in(Text(Kind.COMPONENT, "a", text))) == []


def test_a_comment_at_the_end_of_its_parent_covers_nothing() -> None:
    assert rules(report(a=entry(field(IGNORE) + field(ODD, "other")))) == ["NX103", "NX901"]


def test_comments_of_a_broken_text_do_no_harm() -> None:
    text = Text(Kind.COMPONENT, "a", f"<definition><group>{IGNORE}")
    assert [comment.numbers for comment in comments_in(text)] == [("NX103",)]


def test_unused_comments_are_told_only_after_a_thorough_look() -> None:
    assert rules(report(a=entry(IGNORE + field("")))) == ["NX901"]
    assert rules(report(a=entry(IGNORE + field("")), thorough=False)) == []


def test_a_baseline_takes_out_what_it_knows_also_when_lines_move(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text(baseline_text(report(a=entry(field(ODD))).findings))
    found = report(Baseline(read_baseline(known)), a=entry(f"\n\n{field(ODD)}"))
    assert (rules(found), len(found.suppressed)) == ([], 1)


def test_a_second_equal_finding_is_new_to_the_baseline(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text(baseline_text(report(a=entry(field(ODD))).findings))
    assert rules(report(Baseline(read_baseline(known)), a=entry(field(ODD + "\n" + ODD)))) == ["NX103"]


def test_what_a_baseline_remembers_for_nothing_is_told(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text(baseline_text(report(a=entry(field(ODD))).findings))
    (finding,) = report(Baseline(read_baseline(known), "known.json"), a=entry(field(""))).findings
    assert (finding.rule, finding.place) == ("NX902", Place("baseline", "known.json", "known.json"))


def test_a_baseline_is_sorted_whatever_the_order_of_the_findings() -> None:
    findings = [Finding("NX103", "x", Severity.INFO, name, "", Place("component", name)) for name in "ba"]
    assert baseline_text(findings) == baseline_text(findings[::-1])


@pytest.mark.parametrize("text", ["[]", "{", "{}", '{"format": 2, "findings": []}', '{"format": 1, "findings": [3]}'])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "known.json").write_text(text)
    with pytest.raises(WrongJSONError, match=r"known\.json"):
        read_baseline(tmp_path / "known.json")


def test_rules_are_picked_by_the_beginning_of_their_numbers() -> None:
    assert {number[:3] for number in picked(["nx2"], ["NX21"]).numbers()} == {"NX2"}
    assert "NX211" not in picked(["NX2"], ["NX21"]).numbers()
    assert json.dumps(picked().numbers()) == json.dumps(picked(["NX"]).numbers())
