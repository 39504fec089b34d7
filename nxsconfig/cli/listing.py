"""list, variables, sources, components and record: results that are lists of words (cli-config §2.2)."""

from collections.abc import Callable, Sequence

from nxsconfig.cli.jsontext import emit_json
from nxsconfig.cli.request import Request
from nxsconfig.cli.session import Session, open_session, require
from nxsconfig.cli.streams import Stop, emit, on_terminal, visible
from nxsconfig.configurator.naming import public_names
from nxsconfig.db.records import Kind


def list_names(request: Request) -> None:
    """Print the names of one kind."""
    with open_session(request) as session:
        names = _names(session, request)
        as_table = on_terminal() and names and not (request.json or request.no_newlines)
        flagged = session.mandatory() if as_table and request.kind is Kind.COMPONENT else []
    if as_table:
        from nxsconfig.cli.pretty import name_table  # noqa: PLC0415  rich is slow to import and pipes don't need it

        name_table(request.kind, names, flagged)
    else:
        emit_list(request, names)


def sources(request: Request) -> None:
    """Print the datasources of components: one after the other, or with -m of all merged."""
    with open_session(request) as session:
        require(session, Kind.COMPONENT, request.names, strict=request.strict)
        if request.mandatory:
            names = session.merged_datasources(request.names)
        else:
            names = _of_each(request.names, session.component_datasources)
    emit_list(request, names)


def variables(request: Request) -> None:
    """Print the variables of components: one after the other, or with -m of all merged."""
    with open_session(request) as session:
        require(session, Kind.COMPONENT, request.names, strict=request.strict)
        if request.mandatory:
            names = session.merged_variables(request.names)
        else:
            names = _of_each(request.names, session.component_variables)
    emit_list(request, names)


def components(request: Request) -> None:
    """Print components and everything they pull in."""
    with open_session(request) as session:
        require(session, Kind.COMPONENT, request.names, strict=request.strict)
        names = session.dependent_components(request.names)
    emit_list(request, names)


def records(request: Request) -> None:
    """Print where a datasource, or each datasource of a component, takes its values from."""
    with open_session(request) as session:
        emit_list(request, _records(session, request) if request.name or request.names else [])


def emit_list(request: Request, items: Sequence[str]) -> None:
    """Print a list the way the options ask for."""
    if request.json:
        emit_json(list(items))
    else:
        shown = [visible(item) for item in items] if on_terminal() else items
        emit((" " if request.no_newlines else "\n").join(shown))


def _names(session: Session, request: Request) -> list[str]:
    if request.kind is not Kind.COMPONENT:
        return [] if request.datasources and request.mandatory else session.names(request.kind)
    if request.mandatory:
        return session.mandatory()
    return public_names(session.names(Kind.COMPONENT), private=request.private)


def _of_each(names: Sequence[str], parts: Callable[[str], list[str]]) -> list[str]:
    return [part for name in names for part in parts(name)]


def _records(session: Session, request: Request) -> list[str]:
    from nxsconfig.configurator.describe import component_records, datasource_record  # noqa: PLC0415  lists of names
    # must not wait for the XML library

    if not request.datasources:
        require(session, Kind.COMPONENT, [request.name], strict=request.strict)
        return component_records(session, request.name)
    if request.name not in session.names(Kind.DATASOURCE):
        text = f"Error: Datasource '{request.name}' not stored in the configuration server\n"
        raise Stop(text, 255 if request.strict else 0)
    return [datasource_record(session, request.name)]
