"""Reports of a run, each format from the same `Report`: for people, for programs, for the forges' pages."""

from collections.abc import Callable, Mapping

from nxsconfig.validate.reports.json_report import json_report
from nxsconfig.validate.reports.junit import junit_report
from nxsconfig.validate.reports.sarif import sarif_report
from nxsconfig.validate.reports.text import text_report
from nxsconfig.validate.task import Report

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": text_report,
    "json": json_report,
    "sarif": sarif_report,
    "junit": junit_report,
}
"""The whole report as a text, with a newline at its end."""

__all__ = ["FORMATS"]
