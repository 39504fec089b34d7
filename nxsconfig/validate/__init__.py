"""Tells before the scan what would go wrong in it: rules over texts, configurations and finished files.

```
 directory, store, server, files ─► Library ─► rules ─► findings ─► suppressions ─► text, JSON, SARIF, JUnit
                                       └─► each selection ─► Configuration ─┘
```
"""

from nxsconfig.validate.engine import (
    configuration,
    together,
    validate,
    validate_configuration,
    validate_file,
    validate_texts,
)
from nxsconfig.validate.model import Fault, Finding, Place, Severity
from nxsconfig.validate.rule import Rule
from nxsconfig.validate.rules import ALL, RuleSet
from nxsconfig.validate.subjects import Chosen, Configuration, DataFile, Library, Text

__all__ = [
    "ALL",
    "Chosen",
    "Configuration",
    "DataFile",
    "Fault",
    "Finding",
    "Library",
    "Place",
    "Rule",
    "RuleSet",
    "Severity",
    "Text",
    "configuration",
    "together",
    "validate",
    "validate_configuration",
    "validate_file",
    "validate_texts",
]
