"""The first page: what the API is, how to begin, all resources, and what holds for every action."""

from __future__ import annotations

from collections.abc import Iterator

from ..description.api import Api, Resource
from ..description.document import bundled
from ..description.model import AuthScheme, first_sentence
from ..errors import api_error_for
from . import calls
from .catalogue import PAGE
from .markdown import code, fenced, inline, link, literal, prose, slug, table
from .plan import Plan

_STATUSES = (300, 400, 401, 403, 404, 409, 429, 500)
_GIVEN = {
    "bearer": "the token as text",
    "basic": "a pair of user name and password",
    "apiKey": "the key as text",
}
"""How each type of credential is given to a client."""

_READING = """\
In the tables, **Default** is what the server assumes when nothing is sent; where it says *sent*, the client sends it
unless you give something else, and `None` withdraws it. Parameters are keyword arguments, by the names in the tables
or in snake case. Values are checked before anything is sent: what does not fit raises `InvalidCall`, which tells
everything that is wrong at once.

Lists that come in pages have `.items(…)` and `.pages(…)`, which fetch page after page as you go. A stream is gone
through with `for`, or `async for`, and begins with the first step. Files in a request are a `Path`, bytes, an open
file or an iterator of bytes, and never read whole; `.download(path, …)` writes an answer to a file."""


def page(api: Api, plan: Plan) -> str:
    """Give the first page."""
    sections = [
        f"# {literal(api.title)}",
        prose(api.description),
        f"Version {literal(api.version)}." if api.version else "",
        *_in_python(api),
        *_resources(api, plan),
        *_authentication(api),
        *_errors(),
        "## Reading these pages",
        _READING,
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def _in_python(api: Api) -> Iterator[str]:
    yield "## In Python"
    yield fenced("pip install dynaclient", "sh")
    given = _client_arguments(api)
    first = next(iter(api.actions), None)
    lines = [f"from dynaclient import Client\n\nclient = Client({given})"]
    if first is not None:
        action = api.action(first)
        lines.append(f"help({calls.method_of(api, action)})")
    yield fenced("\n".join(lines), "python")
    yield "`AsyncClient` (`pip install 'dynaclient[async]'`) is the same, awaited:"
    yield fenced(f"from dynaclient import AsyncClient\n\nasync with AsyncClient({given}) as client:\n    ...", "python")
    yield "`Client.mock(…)` serves the API on your own machine, made from its description, to try things out."


def _client_arguments(api: Api) -> str:
    inside = api.source is not None and api.source == str(bundled())
    name = (api.source or "api.json").replace("\\", "/").rpartition("/")[2]
    token = ['token="…"'] if api.auth else []
    return ", ".join([*([] if inside else [calls.text(name)]), *token])


def _resources(api: Api, plan: Plan) -> Iterator[str]:
    yield "## Resources"
    for group, names in plan.groups.items():
        if len(plan.groups) > 1:
            yield f"### {literal(group)}"
        yield "\n".join(_line(api.resource(name), plan) for name in names)
    yield f"What bodies and answers are like is told in [Schemas]({PAGE})."


def _line(resource: Resource, plan: Plan) -> str:
    file = plan.files[resource.name]
    headings = plan.actions[resource.name].values()
    actions = ", ".join(link(literal(each), f"{file}#{slug(each)}") for each in headings)
    told = inline(first_sentence(resource.description))
    return f"- {link(f'**{literal(plan.titles[resource.name])}**', file)}. {told} {actions}".rstrip()


def _authentication(api: Api) -> Iterator[str]:
    yield "## Authentication"
    if not api.auth:
        yield "The API takes no credentials."
        return
    rows = [(code(each.name), _where(each), inline(each.description)) for each in api.auth.values()]
    yield table(("Name", "Sent in", "Description"), rows)
    ways = {each.type: _GIVEN[each.type] for each in api.auth.values()}
    yield (
        f"Give the client `token=`: {', or '.join(ways.values())}; or a function that gives it, which is asked again "
        "when the API answers 401. Where there are several kinds, a dict of them by name. `Client.from_env()` takes it "
        "from the variable `DYNACLIENT_TOKEN`. Of the scopes that an action lists, the credential needs any one."
    )


def _where(scheme: AuthScheme) -> str:
    if scheme.type == "apiKey":
        return f"{scheme.location} {code(scheme.wire)}"
    return f"header {code('Authorization')}, {scheme.type}"


def _errors() -> Iterator[str]:
    yield "## Errors"
    yield "An answer that is not 2xx is raised, with `.status`, `.type`, `.message`, `.body` and `.headers`:"
    rows = [(_shown(each), code(api_error_for(each).__name__)) for each in _STATUSES]
    yield table(("Code", "Raised as"), rows)
    yield (
        "All of them are an `ApiError`. What has no answer at all is a `TransportError`, and every error of the client "
        "is a `DynaclientError`."
    )


def _shown(status: int) -> str:
    return f"{status // 100}xx" if status % 100 == 0 and status != 400 else str(status)
