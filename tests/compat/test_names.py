"""The names that old code imports are there, and importing them is cheap and safe."""

import importlib
import subprocess
import sys

import pytest

import nxsconfig
import nxsconfigserver
from nxsconfig import errors
from nxsconfigserver import Errors
from nxsconfigserver.Release import __version__ as release

SHARED_NAMES = [
    "NonregisteredDBRecordError",
    "IncompatibleNodeError",
    "UndefinedTagError",
    "WrongXMLError",
    "WrongJSONError",
]
CLASSES = [
    "XMLConfigurator",
    "Merger",
    "MYSQLDataBase",
    "StreamSet",
    "NXSConfigServer",
]


def test_the_version_is_that_of_nxsconfig():
    assert nxsconfigserver.__version__ == release == nxsconfig.__version__


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_stands_in_the_module_of_its_name(name):
    assert isinstance(getattr(importlib.import_module(f"nxsconfigserver.{name}"), name), type)


@pytest.mark.parametrize("name", SHARED_NAMES)
def test_an_error_has_the_qualified_name_that_clients_look_for(name):
    assert getattr(Errors, name).__module__ == "nxsconfigserver.Errors"


@pytest.mark.parametrize("name", SHARED_NAMES)
def test_an_error_is_caught_by_the_handlers_of_nxsconfig_too(name):
    assert issubclass(getattr(Errors, name), getattr(errors, name))


def test_an_incompatible_node_error_shows_the_repr_of_its_value():
    err = Errors.IncompatibleNodeError("two\nlines", ["node"])
    assert (str(err), err.value, err.nodes) == (r"'two\nlines'", "two\nlines", ["node"])


def test_an_incompatible_node_error_without_nodes_has_an_empty_list():
    assert Errors.IncompatibleNodeError("text").nodes == []


def test_importing_the_configurator_loads_no_tango():
    code = "import sys, nxsconfigserver.XMLConfigurator; sys.exit('tango' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
