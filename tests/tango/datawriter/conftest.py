"""A fresh device for each test."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import h5py
import pytest

from tests.support.sound_files import watch
from tests.writer.support import entry, field

POINT = json.dumps({"data": {"x": 1}})


@pytest.fixture(autouse=True)
def sound_files(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every file that a test leaves is looked at."""
    yield from watch(request)


def tango_field(name: str, tango_host: str, device: str, attribute: str, *, mode: str = "STEP", inner: str = "") -> str:
    """A field that takes an attribute of a device of this database."""
    host, port = tango_host.split(":")
    asked = f'<device name="{device}" hostname="{host}" port="{port}"/><record name="{attribute}"/>'
    source = f'<datasource name="{name}" type="TANGO">{asked}</datasource>'
    return f'<field name="{name}" type="NX_FLOAT">{inner}<strategy mode="{mode}"/>{source}</field>'


def columns(path: Path, entry_name: str = "scan") -> dict[str, list[Any]]:
    """What is in the fields of an entry."""
    with h5py.File(path) as file:
        return {name: item[()].tolist() for name, item in file[entry_name].items()}


@pytest.fixture
def writer(data_writer):
    """The device in state ON."""
    proxy = data_writer.fresh(AddingLogs="False")
    yield proxy
    proxy.Init()


@pytest.fixture
def scan(writer, tmp_path) -> Callable[..., Path]:
    """Open a file and an entry with these fields (`x` of the client if none); gives the file."""

    def begin(*fields: str, data: dict[str, object] | None = None) -> Path:
        writer.FileName = str(tmp_path / "scan.nxs")
        writer.OpenFile()
        writer.XMLSettings = entry(*(fields or (field("x"),)))
        writer.JSONRecord = json.dumps({"data": data or {}})
        writer.OpenEntry()
        return tmp_path / "scan.nxs"

    return begin


@pytest.fixture
def slow(slow_server) -> Iterator[Any]:
    """A client of the device that is slow: its `Delay` in seconds; back to 0 behind the test."""
    proxy = slow_server.proxy("sim/slow/1")
    proxy.set_timeout_millis(60_000)
    proxy.Delay = 0.0
    yield proxy
    proxy.Delay = 0.0


@pytest.fixture
def slow_field(slow_server) -> Callable[..., str]:
    """A field `slow` that this device gives the value 1.5."""
    host = slow_server.database.tango_host
    return lambda mode="STEP", host=host: tango_field("slow", host, "sim/slow/1", "Slow", mode=mode)


@pytest.fixture
def slow_scan(slow, slow_field, scan) -> Callable[[float], Path]:
    """Open an entry whose points take so many seconds; gives the file. Its fields are x and slow."""

    def begin(seconds: float) -> Path:
        slow.Delay = 0.0
        path = scan(field("x"), slow_field())
        slow.Delay = seconds
        return path

    return begin


@pytest.fixture
def start() -> Iterator[Callable[..., Future[Any]]]:
    """Run something in the background; all of it has to end with the test."""
    with ThreadPoolExecutor(8) as pool:
        yield pool.submit


@pytest.fixture
def script_field() -> Callable[[str], str]:
    """A field whose value a script makes."""
    return lambda script: (
        '<field name="made" type="NX_INT"><strategy mode="STEP"/><datasource name="made" type="PYEVAL">'
        f'<result name="r">{script}</result></datasource></field>'
    )
