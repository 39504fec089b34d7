"""The peers' tools as Python names: the programs and their sub-commands, tables, servers."""

import json

import pytest

from nxsconfig.cli.main import main
from nxsconfig.cli.nxsdata.main import main as nxsdata_main
from nxsconfig.errors import ServerError
from nxstools import nxsconfig, nxsdata, nxsdevicetools
from nxstools.nxsargparser import ErrorException, NXSArgParser, Runner
from nxstools.nxsparser import ESRFConverter, ParserTools, TableDictTools, TableTools
from tests.cli.conftest import BEAMLINE
from tests.cli.support import VECTORS, fill
from tests.writer.support import entry, field

HELPERS = [
    case
    for name in ("parser", "tables", "esrf")
    for case in json.loads((VECTORS / "helpers" / f"{name}.json").read_text(encoding="utf-8"))
    if case.get("verdict") != "fix" and "result" in case and case["title"] != "transformation attributes"
]
"""Recorded calls; of the excluded ones tests/cli/test_helpers.py says what is better."""


def a_table(kind, rows, title=None, **options):
    table = kind(rows, **{name: value for name, value in options.items() if name != "headers" or kind is TableTools})
    table.title = title
    table.headers = options.get("headers", table.headers)
    return table.generateList()


def call(case):
    args, kwargs = case["args"], case.get("kwargs") or {}
    if case["call"] == "table":
        return a_table(TableTools, *args, **kwargs)
    if case["call"] == "profileTable":
        return a_table(TableDictTools, *args, **kwargs)
    if case["call"] == "esrf":
        return ESRFConverter().convert(*args)
    return getattr(ParserTools, case["call"])(*args)


@pytest.mark.parametrize("case", HELPERS, ids=lambda case: f"{case['call']}: {case['title']}")
def test_a_recorded_call_holds(case):
    assert call(case) == case["result"]


def test_the_record_of_an_element_is_found():
    from lxml import etree

    source = etree.fromstring('<datasource type="CLIENT"><record name="r"/></datasource>')
    assert ParserTools.getRecord(source) == "r"


def test_the_programs_are_ours():
    assert (nxsconfig.main, nxsdata.main) == (main, nxsdata_main)


class One(Runner):
    description = "the one"

    def create(self):
        self._parser.add_argument("-s")

    def postauto(self):
        self._parser.add_argument("files", nargs="*")

    def run(self, options):
        return options.s, options.files


def test_sub_commands_are_runners():
    parser = NXSArgParser(description="a tool")
    parser.cmdrunners = [("one", One)]
    runners = parser.createSubParsers()
    options = parser.parse_args(["one", "-s", "x", "f"])
    assert runners[options.subparser].run(options) == ("x", ["f"])


def test_a_line_that_cannot_be_understood_is_an_exception():
    parser = NXSArgParser()
    parser.cmdrunners = [("one", One)]
    parser.createSubParsers()
    with pytest.raises(ErrorException, match="invalid choice: 'two'"):
        parser.parse_args(["two"])


@pytest.fixture
def system(tango_db, monkeypatch):
    """The Tango system of the environment."""
    pytest.importorskip("tango")
    monkeypatch.setenv("TANGO_HOST", tango_db.tango_host)
    return tango_db.tango_host


@pytest.fixture
def server(config_server, system, tmp_path):
    """A configuration server with a slit, a source and a motor."""
    url = f"sqlite:///{tmp_path}/store.db"
    fill(url, BEAMLINE)
    proxy = config_server.fresh(url)
    yield nxsconfig.ConfigServer(config_server.name)
    proxy.Init()


@pytest.mark.tango
@pytest.mark.parametrize(
    ("asks", "wanted"),
    [
        (lambda one: one.listCmd(False), ["other", "slit", "title"]),
        (lambda one: one.listCmd(True), ["motor"]),
        (lambda one: one.listCmd(False, mandatory=True), ["title"]),
        (lambda one: one.listCmd(False, profiles=True), ["night"]),
        (lambda one: one.showCmd(False, []), []),
        (lambda one: one.showCmd(True, ["motor"]), [BEAMLINE["datasources"]["motor"]]),
        (lambda one: one.sourcesCmd(["slit"]), ["motor"]),
        (lambda one: one.sourcesCmd([], True), []),
        (lambda one: one.componentsCmd(["slit"]), ["slit"]),
        (lambda one: one.variablesCmd(["title"]), ["title"]),
        (lambda one: one.recordCmd(True, ["motor"]), ["gap"]),
        (lambda one: one.dataCmd(['{"a": 1}']), ['{"a": 1}']),
        (lambda one: one.describeCmd(True, ["motor"], False, False)[:2], ["", "DataSource: 'motor'"]),
        (lambda one: one.describeCmd(False, ["slit"], False, False, ["units"], ["mm"])[-3].strip(), "mm"),
        (lambda one: one.infoCmd(False, ["slit"], False, False, False)[1], "Component: 'slit'"),
        (lambda one: one.infoCmd(False, [], False, False, True)[1], "Profile: 'night'"),
        (lambda one: one.geometryCmd(["slit"], False, False)[1], "Component: 'slit'"),
    ],
)
def test_a_sub_command_gives_what_it_prints(asks, wanted, server):
    assert asks(server) == wanted


@pytest.mark.tango
def test_get_fills_variables_in_and_merge_does_not(server):
    assert ">none<" in server.getCmd(["slit"])
    assert '$var.title#"none"' in server.mergeCmd(["slit"])


@pytest.mark.tango
def test_an_unknown_name_is_a_message_and_no_result(server, capsys):
    assert (server.showCmd(False, ["x"]), server.getCmd(["x"]), server.mergeCmd(["x"])) == ([], "", "")
    assert capsys.readouterr().err.count("Error: Component 'x' not stored in the configuration server\n") == 3


@pytest.mark.tango
def test_entries_are_uploaded_and_deleted(server, tmp_path):
    (tmp_path / "new.xml").write_text("<definition/>")
    assert server.uploadCmd(False, ["new"], directory=str(tmp_path)) == []
    assert "new" in server.listCmd(False)
    assert server.deleteCmd(False, ["new"], ask=False) == []
    assert "new" not in server.listCmd(False)


@pytest.mark.tango
def test_a_file_that_is_missing_is_an_error_of_the_system(server):
    with pytest.raises(FileNotFoundError):
        server.uploadCmd(False, ["nowhere"])


@pytest.mark.tango
@pytest.mark.parametrize("kind", [nxsconfig.ConfigServer, nxsdata.NexusServer, nxsdevicetools.openServer])
def test_a_server_that_is_unknown_ends_the_program_with_0(kind, system, capsys):
    with pytest.raises(SystemExit) as caught:
        kind("no/such/one")
    assert caught.value.code == 0
    assert capsys.readouterr().err == "Error: Cannot connect to the server: no/such/one\n"


@pytest.mark.tango
def test_servers_are_found(server, config_server, system):
    assert config_server.name in nxsdevicetools.getServers()
    assert config_server.name in nxsdevicetools.listServers(f"{system}/a/b/c")
    assert nxsdevicetools.openServer(config_server.name).dev_name() == config_server.name


@pytest.mark.tango
def test_the_only_server_of_a_class_is_taken(config_server, system, monkeypatch, capsys):
    found = [config_server.name]
    monkeypatch.setattr("nxsconfig.cli.sessions.discovery.exported", lambda _host, _class: found)
    assert nxsdevicetools.checkServer() == config_server.name
    found.clear()
    assert nxsdevicetools.checkServer() == ""
    assert capsys.readouterr().err == "Info: NeXus hasn't been setup yet. \n\n"


@pytest.mark.tango
def test_a_dead_system_has_no_servers(monkeypatch):
    monkeypatch.setenv("TANGO_HOST", "127.0.0.1:1")
    assert (nxsdevicetools.getServers(), nxsdevicetools.listServers(None)) == ([], [])


@pytest.mark.tango
def test_a_data_writer_takes_the_steps_of_a_scan(data_writer, system, tmp_path):
    import h5py

    data_writer.fresh()
    writer = nxsdata.NexusServer(data_writer.name)
    writer.openFile(str(tmp_path / "f.nxs"))
    writer.setData('{"data": {"x": 1}}')
    writer.openEntry(entry(field("x")))
    writer.record("{}")
    writer.record('{"data": {"x": 2}}')
    writer.closeEntry()
    writer.closeFile()
    with h5py.File(tmp_path / "f.nxs") as file:
        assert file["scan/x"][:].tolist() == [1, 2]
    with pytest.raises(ServerError, match="not allowed"):
        writer.closeFile()
