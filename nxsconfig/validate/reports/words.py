"""What all reports say of findings in words."""

from nxsconfig.validate.model import Finding, Place, Severity
from nxsconfig.validate.task import Report

_FEW = 3


def entry(place: Place) -> str:
    """``component slits``, without the word for what needs none."""
    if place.kind == "library":
        return "the configuration as a whole"
    return place.name if place.kind in ("configuration", "baseline") else f"{place.kind} {place.name}".strip()


def where(place: Place) -> str:
    """File with line and column, as editors and terminals understand it; the entry when there is no file."""
    position = "".join(f":{number}" for number in (place.line, place.column) if number)
    return f"{place.file or entry(place)}{position}"


def shared(finding: Finding) -> str:
    """The configurations where it was found, the first ones by name; nothing for faults of single texts."""
    names = finding.configurations
    rest = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + rest


def summary(report: Report) -> str:
    """``2 errors and 1 warning in 31 texts and 3 configurations``."""
    counts = [_counted(report.count(severity), _WORDS[severity]) for severity in Severity if report.count(severity)]
    kinds = {"configuration": 0, "file": 0, "text": 0}
    for place in report.checked:
        kinds[place.kind if place.kind in kinds else "text"] += 1
    looked = [_counted(kinds[kind], kind) for kind in ("text", "configuration", "file") if kinds[kind]]
    hidden = f"; {len(report.suppressed)} suppressed" if report.suppressed else ""
    return f"{_listed(counts) or 'no findings'} in {_listed(looked) or 'nothing'}{hidden}"


_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
