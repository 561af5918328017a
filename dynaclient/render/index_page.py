"""The first page: what the API is, how to start, all resources, and what holds for every action."""

from __future__ import annotations

from collections.abc import Iterator

from ..auth.kinds.rows import kind_of
from ..auth.sources.flows import FLOWS
from ..client.environment import SERVER, TOKEN
from ..description.api import Api, Resource
from ..description.loading import bundled
from ..description.model import AuthScheme, Obtain, first_sentence
from ..description.prose import named_links
from ..errors import ApiError, api_error_for
from . import call_examples, schemas_page
from .markdown import code, fenced, inline, link, literal, prose, slug, table, web_link
from .site_map import SiteMap

_STATUSES = (300, 400, 401, 403, 404, 409, 429, 500)
_FLOWS = {
    "authorizationCode": "OAuth 2, authorization code",
    "clientCredentials": "OAuth 2, client credentials",
    "deviceAuthorization": "OAuth 2, device authorization",
    "password": "OAuth 2, password",
    "implicit": "OAuth 2, implicit",
    "openIdConnect": "OpenID Connect",
}
_FIRST_URLS = ("authorizationUrl", "deviceAuthorizationUrl", "openIdConnectUrl", "tokenUrl")
"""Where a flow begins: the first of these that it has."""

_CONVENTIONS = """\
In the tables, **Default** is the value that the server assumes when nothing is sent. A value marked *sent* is sent by
the client unless you pass another one; pass `None` to leave it out. Parameters are keyword arguments, named as in the
tables or in snake case. Arguments are validated before anything is sent: an invalid call raises `InvalidCall`, which
lists every problem.

Paginated lists have `.items(…)` and `.pages(…)`, which fetch page after page as you iterate. Iterate over a stream with
`for` or `async for`; the request is sent with the first step. A file in a request is a `Path`, bytes, an open file or
an iterator of bytes, and is never read into memory as a whole; `.download(path, …)` writes a response to a file."""


def markdown(api: Api, site_map: SiteMap) -> str:
    """Return the Markdown of the first page."""
    sections = [
        f"# {literal(api.title)}",
        prose(api.description),
        _see_also(api),
        f"Version {literal(api.version)}." if api.version else "",
        *_in_python(api),
        *_resources(api, site_map),
        *_servers(api),
        *_authentication(api),
        *_ways_to_obtain(api, site_map),
        *_errors(),
        "## Reading these pages",
        _CONVENTIONS,
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def _see_also(api: Api) -> str:
    """Return the links of the API; one whose target is not in the web is shown as it is written."""
    links = [web_link(*pair) or f"{literal(pair[0])} ({code(pair[1])})" for pair in named_links(api.links)]
    return f"See also: {', '.join(links)}." if links else ""


def _in_python(api: Api) -> Iterator[str]:
    yield "## In Python"
    is_yaml = (api.source or "").lower().endswith((".yaml", ".yml"))
    yield fenced("pip install 'dynaclient[yaml]'" if is_yaml else "pip install dynaclient", "sh")
    arguments = _client_arguments(api)
    name = next(iter(api.actions), None)
    lines = [f"from dynaclient import Client\n\nclient = Client({arguments})"]
    if name is not None:
        lines.append(f"help({call_examples.method_expression(api, api.action(name))})")
    yield fenced("\n".join(lines), "python")
    yield "`AsyncClient` has the same methods, used with `await`:"
    yield fenced(
        f"from dynaclient import AsyncClient\n\nasync with AsyncClient({arguments}) as client:\n    ...", "python"
    )
    yield "`Client.mock(…)` starts a mock server of the API on your own machine, to try things out."


def _client_arguments(api: Api, *, token: bool = True) -> str:
    is_bundled = api.source is not None and api.source == str(bundled())
    name = (api.source or "api.json").replace("\\", "/").rpartition("/")[2]
    credential = ['token="…"'] if api.auth and token else []
    required = [] if api.server is None else api.server.required_variables
    values = ", ".join(f'{call_examples.quote(variable)}: "…"' for variable in required)
    variables = [f"variables={{{values}}}"] if required else []
    return ", ".join([*([] if is_bundled else [call_examples.quote(name)]), *credential, *variables])


def _resources(api: Api, site_map: SiteMap) -> Iterator[str]:
    yield "## Resources"
    for group, names in site_map.groups.items():
        if len(site_map.groups) > 1:
            yield f"### {literal(group)}"
        yield "\n".join(_resource_line(api.resource(name), site_map) for name in names)
    yield f"[Schemas]({schemas_page.FILE}) has the bodies of requests and responses."


def _resource_line(resource: Resource, site_map: SiteMap) -> str:
    file = site_map.files[resource.name]
    headings = site_map.actions[resource.name].values()
    actions = ", ".join(link(literal(heading), f"{file}#{slug(heading)}") for heading in headings)
    summary = inline(first_sentence(resource.description))
    return f"- {link(f'**{literal(site_map.titles[resource.name])}**', file)}. {summary} {actions}".rstrip()


def _servers(api: Api) -> Iterator[str]:
    if not api.servers:
        return
    yield "## Servers"
    rows = [(code(name), code(server.template), inline(server.description)) for name, server in api.servers.items()]
    yield table(("Name", "URL", "Description"), rows)
    default = f"Without it, calls go to {code(api.server.template)}. " if api.server else ""
    yield (
        f"Choose one with `server=` when you make the client. {default}`Client.from_env()` reads the variable "
        f"`{SERVER}`. The credential is sent to the chosen server."
    )


def _authentication(api: Api) -> Iterator[str]:
    yield "## Authentication"
    if not api.auth:
        yield "The API takes no credentials."
        return
    rows = [(code(scheme.name), _sent_in(scheme), inline(_described(scheme))) for scheme in api.auth.values()]
    yield table(("Name", "Sent in", "Description"), rows)
    values = {scheme.type: kind_of(scheme.type).passed_as for scheme in api.auth.values()}
    yield (
        f"Pass `token=` to the client: {', or '.join(values.values())}; or a function that returns it, which is called "
        "again after a response with status 401. For several kinds of credentials, pass a dict of them by name. "
        f"`Client.from_env()` reads the variable `{TOKEN}`. Where an action lists scopes, the credential needs "
        "one of them."
    )


def _described(scheme: AuthScheme) -> str:
    """Return the description of a scheme; one that is deprecated begins with that."""
    instead = f": {scheme.deprecated}" if isinstance(scheme.deprecated, str) else "."
    return f"Deprecated{instead} {scheme.description}".rstrip() if scheme.deprecated else scheme.description


def _sent_in(scheme: AuthScheme) -> str:
    location, field, note = kind_of(scheme.type).sent_in(scheme)
    return f"{location}{f' {code(field)}' if field else ''}{f', {literal(note)}' if note else ''}"


def _ways_to_obtain(api: Api, site_map: SiteMap) -> Iterator[str]:
    """Yield how credentials are obtained, if the description has it."""
    ways = [(scheme, way) for scheme in api.auth.values() for way in scheme.obtain.values()]
    if not ways:
        return
    yield "How credentials are obtained:"
    rows = [
        (code(scheme.name), code(way.name), _obtained_by(way, site_map), _scopes(way), inline(_about(way)))
        for scheme, way in ways
    ]
    yield table(("Name", "Way", "Obtained by", "Scopes", "Description"), rows)
    sources = dict.fromkeys(FLOWS[way.by][1] for _, way in ways if way.by in FLOWS)
    if sources:
        arguments = "".join(f"{argument}, " for argument in [_client_arguments(api, token=False)] if argument)
        calls = " or ".join(code(f"Client({arguments}auth=auth.{source}(…))") for source in sources)
        yield f"In Python, after `from dynaclient import auth`: {calls}. In a shell: `dynaclient login`."


def _obtained_by(way: Obtain, site_map: SiteMap) -> str:
    """Return what obtains a credential: an action, or a flow with the URL where it begins."""
    name = str(way.values.get("action", ""))
    if not name:
        url = next((str(way.values[key]) for key in _FIRST_URLS if key in way.values), "")
        return f"{_FLOWS[way.by]}, {code(url)}"
    resource, _, key = name.rpartition(".")
    heading = site_map.actions.get(resource, {}).get(key)
    return link(code(name), f"{site_map.files[resource]}#{slug(heading)}") if heading else code(name)


def _scopes(way: Obtain) -> str:
    return ", ".join(map(code, way.values.get("scopes", ())))


def _about(way: Obtain) -> str:
    return str(way.values.get("description", ""))


def _errors() -> Iterator[str]:
    yield "## Errors"
    yield (
        "A response with a status other than 2xx raises an error with `.status`, `.type`, `.message`, `.body` and "
        "`.headers`:"
    )
    rows = [(_status_cell(status), code(api_error_for(status).__name__)) for status in _STATUSES]
    rows.append(("other", code(ApiError.__name__)))
    yield table(("Code", "Raised as"), rows)
    yield (
        "All of them are subclasses of `ApiError`. A call that gets no response raises a `TransportError`, and every "
        "error of the client is a `DynaclientError`."
    )


def _status_cell(status: int) -> str:
    return f"{status // 100}xx" if status % 100 == 0 and status != 400 else str(status)
