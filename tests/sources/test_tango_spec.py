"""The device and record tags: addresses, labels, names for the client."""

import pytest

from nxsconfig.sources.tango import spec as tango_spec_module
from tests.sources.support import spec


def detail(device, record="Pos"):
    return spec(f'<datasource type="TANGO" name="p"><device {device}/><record name="{record}"/></datasource>').detail


@pytest.mark.parametrize(
    ("device", "address", "host"),
    [
        ('name="a/b/c"', "a/b/c", ""),
        ('name="a/b/c" hostname="h" port="10"', "h:10/a/b/c", "h:10"),
        ('name="a/b/c" hostname="h"', "a/b/c", ""),
        ('name="a/b/c" port="10"', "a/b/c", ""),
        ('name="tango://h:10/a/b/c"', "tango://h:10/a/b/c", "h:10"),
        ('name="h:10/a/b/c"', "h:10/a/b/c", "h:10"),
    ],
)
def test_host_and_port_count_together(device, address, host):
    found = detail(device)
    assert (found.address, found.host, found.device) == (address, host, "a/b/c")


@pytest.mark.parametrize(("word", "member"), [("", "attribute"), ("command", "command"), ("Property", "attribute")])
def test_other_words_mean_attributes(word, member):
    assert detail(f'name="a/b/c" member="{word}"').member == member


def test_the_label_is_the_peers():
    assert (
        detail('name="a/b/c" hostname="h" port="1" member="command"').label == " TANGO Device h:1/a/b/c : Pos (command)"
    )


def test_the_client_may_use_full_and_short_host_names(monkeypatch):
    monkeypatch.setattr(tango_spec_module.socket, "getfqdn", lambda host: f"{host}.Site.org")
    tango_spec_module._spellings.cache_clear()
    keys = detail('name="A/b/c" hostname="h" port="1" group="__CLIENT__"').client_keys("p")
    assert keys[:5] == (
        "tango://h.Site.org:1/A/b/c/pos",
        "h.Site.org:1/A/b/c/pos",
        "h.Site.org:1/A/b/c",
        "tango://h.Site.org:1/A/b/c",
        "tango://h.site.org:1/a/b/c/pos",
    )
    assert keys[-1] == "p"
    assert "h:1/a/b/c" in keys
    tango_spec_module._spellings.cache_clear()


def test_the_default_database_counts_for_the_client(monkeypatch):
    monkeypatch.setenv("TANGO_HOST", "127.0.0.1:10")
    keys = detail('name="a/b/c" group="__CLIENT__"').client_keys("p")
    assert "tango://127:10/a/b/c/pos" in keys


def test_without_any_database_the_device_name_counts(monkeypatch):
    monkeypatch.delenv("TANGO_HOST", raising=False)
    assert "a/b/c/pos" in detail('name="a/b/c" group="__CLIENT__"').client_keys("p")


def test_other_groups_have_no_names_for_the_client():
    assert detail('name="a/b/c" group="g"').client_keys("p") == ()
