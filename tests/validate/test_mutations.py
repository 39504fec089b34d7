"""Rules find nearly every mistake that breaks the scan of the example, or changes its file."""

from pathlib import Path

from tests.support.mutations import MISTAKES
from tests.validate.mutation_check import Beamline, tries

COUNT, SEED = 200, 1


def test_of_200_mistakes_that_matter_nineteen_in_twenty_are_found(tmp_path: Path) -> None:
    matter = [one for one in tries(Beamline(tmp_path), MISTAKES, COUNT, SEED) if one.effect]
    missed = [(one.kind, one.entry) for one in matter if not one.found]
    assert len(matter) > COUNT / 2, "most mistakes matter"
    assert len(missed) <= len(matter) / 20, missed
