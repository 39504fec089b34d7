"""Definitions for tests, made of short pieces."""

from nxsconfig.writer import FileSession, Options, compile_definition
from nxsconfig.writer.sinks.memory import MemorySink


def entry(*items: str, name: str = "scan") -> str:
    """A definition with one entry."""
    return f'<definition><group name="{name}" type="NXentry">{"".join(items)}</group></definition>'


def client(record: str) -> str:
    """A datasource of the client."""
    return f'<datasource name="{record}" type="CLIENT"><record name="{record}"/></datasource>'


def field(name: str, nxtype: str = "NX_INT", *, mode: str = "STEP", rank: int = 0, dims=(), more: str = "") -> str:
    """A field that takes the value of the same name."""
    sizes = "".join(f'<dim index="{index}" value="{size}"/>' for index, size in enumerate(dims, 1))
    shape = f'<dimensions rank="{rank}">{sizes}</dimensions>' if rank else ""
    return f'<field name="{name}" type="{nxtype}">{shape}<strategy mode="{mode}" {more}/>{client(name)}</field>'


def session_in_memory(text: str, data=None, **options) -> tuple[FileSession, MemorySink]:
    """An open entry in memory."""
    sink = MemorySink()
    session = FileSession(sink, "", Options(**options))
    session.open_entry(compile_definition(text), data)
    return session, sink
