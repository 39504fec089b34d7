"""Random configurations come out of our server as they come out of the peers'."""

import pytest

pytest.importorskip("tango")

from tests.peers.configurations import Configuration, Maker
from tests.peers.side import Side, shapes

pytestmark = [pytest.mark.peers, pytest.mark.tango, pytest.mark.mysql]

ROUNDS, EACH = 6, 25
COMMANDS = ("Merge", "InstantiatedComponents")
LISTINGS = ("ComponentsDataSources", "ComponentsVariables", "DependentComponents")


def fill(side: Side, made: Configuration) -> None:
    """Replace the components; the datasources are the same each time."""
    for name in side.call("AvailableComponents").value:
        side.call("DeleteComponent", name)
    known = side.call("AvailableDataSources").value
    for name, text in made.datasources.items():
        if name not in known:
            side.store("DataSource", name, text)
    for name, text in made.components.items():
        side.store("Component", name, text)
    side.call("SetMandatoryComponents", made.mandatory)
    for name, value in made.attributes.items():
        side.proxy.write_attribute(name, value)


def outcomes(side: Side, made: Configuration) -> dict[str, object]:
    """What the commands give, without order; of one component the words of errors as well."""
    fill(side, made)
    done = {name: side.call(name, made.wanted) for name in (*COMMANDS, *LISTINGS)}
    done["CreateConfiguration"] = side.configuration(made.wanted)
    found: dict[str, object] = {}
    for name, got in done.items():
        found[name] = sorted(got.value) if name in LISTINGS and not got.error else shapes(got)
        if len(made.components) == 1:
            found[f"{name}, words"] = got.message
    return found


@pytest.mark.parametrize("start", range(0, ROUNDS * EACH, EACH))
def test_random_configurations_are_the_same(start: int, two_databases: tuple[Side, Side]) -> None:
    ours, theirs = two_databases
    for seed in range(start, start + EACH):
        made = Maker(seed).make()
        assert outcomes(ours, made) == outcomes(theirs, made), f"seed {seed}: {made}"
