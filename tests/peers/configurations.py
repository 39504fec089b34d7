"""Random configurations as beamlines have them: every part of the language, names that meet, and some conflicts.

The peers' server takes components in the order of a hash. What would come out by chance is made with one component
only: groups without a name, links for one of many fields of a datasource, and two values given to one variable.
"""

import json
import random
from dataclasses import dataclass, field
from typing import Any

MODES = ["INIT", "FINAL", "STEP", "POSTRUN"]
TYPES = ["NXinstrument", "NXcollection", "NXdetector", "NXtransformations", "NXsample"]
KINDS = ["mot", "ctr", "temp", "time", "calc"]
COMMON = [f"{kind}_common" for kind in KINDS]
"""Datasources of many fields."""
SINGLE = [f"{kind}{number}" for kind in KINDS for number in range(4)]
LISTS = {
    "STEPDataSources": COMMON + SINGLE,
    "LinkDataSources": SINGLE,
    "ExtraLinkDataSources": SINGLE,
    "CanFailDataSources": COMMON + SINGLE,
}


@dataclass
class Configuration:
    """What is stored, and how it is asked for."""

    datasources: dict[str, str] = field(default_factory=dict)
    components: dict[str, str] = field(default_factory=dict)
    mandatory: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    wanted: list[str] = field(default_factory=list)


class Maker:
    """Makes one configuration from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._alone = self._random.random() < 0.4
        self._count = 1 if self._alone else self._random.randrange(2, 7)
        self._unused = self._random.sample(SINGLE, len(SINGLE))

    def make(self) -> Configuration:
        made = Configuration({name: self._datasource(name) for name in COMMON + SINGLE})
        for number in range(self._count):
            made.components[f"cp{number}"] = self._component(number)
        names = list(made.components)
        made.mandatory = self._some(names, 0.2)
        made.wanted = self._some(names, 0.7)
        made.attributes = {
            name: json.dumps(self._some(COMMON + SINGLE if self._alone else LISTS[name], 0.3)) for name in LISTS
        }
        made.attributes["Variables"] = self._one(["{}", '{"name": "sam", "serial": 7}', '{"mode": "INIT", "x": true}'])
        return made

    def _one(self, choices: list[Any]) -> Any:
        return self._random.choice(choices)

    def _some(self, choices: list[Any], share: float) -> list[Any]:
        return [each for each in choices if self._random.random() < share]

    def _maybe(self, text: str, share: float = 0.5) -> str:
        return text if self._random.random() < share else ""

    def _datasource(self, name: str) -> str:
        inner = {
            "mot": '<device name="p/mot/1" member="attribute" hostname="h" port="10000"/><record name="Position"/>',
            "ctr": '<record name="counts"/>',
            "temp": '<database dbtype="MYSQL" dbname="log"/><query format="SCALAR">SELECT t FROM log</query>',
            "time": '<record name="time"/><doc>$var.name#"nobody"</doc>',
            "calc": '$datasources.mot_common<result name="calc">ds.calc = ds.mot_common * 2</result>',
        }
        base = name.rstrip("0123456789").removesuffix("_common")
        kind = {"mot": "TANGO", "temp": "DB", "calc": "PYEVAL"}.get(base, "CLIENT")
        text = f'<datasource name="{name}" type="{kind}">{inner[base]}</datasource>'
        return text if base == "ctr" else f"<definition>\n {text}\n</definition>"

    def _component(self, number: int) -> str:
        parts = "".join(self._group(2) for _ in range(self._random.randrange(6 if self._alone else 3)))
        name = f"part{self._random.randrange(2) if self._alone else number}"
        given = self._maybe(f"<doc>about {number} $var({name}=yes{number})</doc>", 0.3)
        needs = self._maybe(f"$components.cp{self._random.randrange(self._count)}", 0.4)
        entry = f'<group type="NXentry" name="{self._entry()}">{self._field()}{parts}{given}</group>'
        return f"<definition>{entry}{needs}{self._maybe('<doc>root</doc>', 0.1)}</definition>"

    def _entry(self) -> str:
        return str(self._one(["scan", "scan", "scan$var.serial", "$var.entryname#'scan'"]))

    def _group(self, depth: int) -> str:
        kind = self._one(TYPES)
        name = self._maybe(f' name="{self._one([kind[2:], kind[2:], "dev"])}"', 0.7 if self._alone else 1)
        inner = "".join(
            self._group(depth - 1) if depth and self._random.random() < 0.3 else self._member()
            for _ in range(self._random.randrange(4))
        )
        return f'<group type="{kind}"{name}>{inner}</group>'

    def _member(self) -> str:
        return str(
            self._one(
                [self._field, self._field, self._field, self._link, self._attribute, lambda: "<doc>words</doc>"]
            )()
        )

    def _link(self) -> str:
        return f'<link name="l{self._random.randrange(4)}" target="/scan/{self._one(["a", "b"])}"/>'

    def _attribute(self) -> str:
        return f'<attribute name="at{self._random.randrange(4)}" type="NX_CHAR">{self._one(["x", "$var.name"])}</attribute>'

    def _field(self) -> str:
        name, value = self._value()
        units = self._maybe(' units="mm"', 0.05)
        canfail = self._maybe(' canfail="false"', 0.1)
        strategy = self._maybe(f'<strategy mode="{self._one(MODES)}"{canfail}/>', 0.8)
        shape = self._maybe('<dimensions rank="1"><dim index="1" value="$var.size#\'5\'"/></dimensions>', 0.2)
        inner = f"{value}{strategy}{shape}{self._maybe(self._attribute(), 0.2)}"
        return f'<field name="{name}" type="NX_FLOAT64"{units}>{inner}</field>'

    def _value(self) -> tuple[str, str]:
        """Name and value of a field; one with a datasource is called after it."""
        if self._random.random() < 0.3:
            number = self._random.randrange(12)
            return f"v{number}", self._one([f"{number}.5", f'$var.part{number}#"no"'])
        source = self._unused.pop() if self._unused and self._random.random() < 0.5 else self._one(COMMON)
        inline = f'<datasource name="{source}" type="CLIENT"><record name="{source}"/></datasource>'
        return f"f_{source}", self._one([f"$datasources.{source}", f"$datasources.{source}", inline])
