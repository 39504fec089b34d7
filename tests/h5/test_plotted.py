"""Which data set of a file is to be plotted (cli-config §6.3)."""

import pytest

from nxsconfig.h5.objects import h5pywriter


@pytest.fixture
def plotted(file, scan):
    """Make fields, and attributes ``path@name``; what is to be plotted then."""

    def make(fields, attributes, **how):
        for path in fields:
            file.root().create_field(path, "int32")
        for place, text in attributes.items():
            path, _, name = place.partition("@")
            (file.root().open(path) if path else file.root()).attributes.create(name, "string").write(text)
        found = file.root().default_field(**how)
        return found and found.path.replace("/scan:NXentry/data:NXdata", "D")

    return make


@pytest.mark.parametrize(
    ("fields", "attributes", "found"),
    [
        (["scan/data/b"], {}, "D/b"),
        (["scan/data/a", "scan/data/b"], {"scan/data@signal": "b"}, "D/b"),
        (["scan/data/a", "scan/data/data"], {}, "D/data"),
        (["scan/data/a", "scan/y"], {"@default": "scan", "scan@default": "y"}, "/scan:NXentry/y"),
        (["scan/data/a", "scan/data/b"], {"@default": "scan/data/b"}, "D/b"),
        (["scan/data/a"], {"@default": "scan", "scan@signal": "x"}, "/scan:NXentry/x"),
        (["scan/data/a"], {"@default": "nope"}, "D/a"),
        ([], {}, None),
    ],
)
def test_what_is_to_be_plotted_follows_attributes_and_classes(plotted, fields, attributes, found):
    assert plotted(fields, attributes) == found


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ({"signals": ["nope", "b"]}, "D/b"),
        ({"nexuspath": "/scan:NXentry/data:NXdata/b"}, "D/b"),
        ({"nexuspath": "/scan/x"}, "/scan:NXentry/x"),
    ],
)
def test_what_is_to_be_plotted_may_be_said(plotted, how, found):
    assert plotted(["scan/data/a", "scan/data/b"], {}, **how) == found


def test_a_link_to_nothing_is_not_plotted(file, scan, plotted):
    h5pywriter.link("/nowhere", scan.open("data"), "a")
    assert plotted(["scan/data/b"], {"scan/data@signal": "a"}) == "D/b"
    assert file.default_field().path.endswith("/b")


def test_defaults_that_lead_in_a_circle_end(scan, plotted):
    h5pywriter.link("/scan", scan, "circle")
    found = plotted([], {"@default": "scan", "scan@default": "circle", "scan@signal": "x"})
    assert found.endswith("circle:NXentry/x")
