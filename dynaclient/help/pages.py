"""The pages of an action, a resource and an API, for `help`, IPython, notebooks and ``dynaclient describe``."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping

from ..description.api import Api, Resource
from ..description.granted_scopes import Scope, described_scopes
from ..description.idempotency import key_sentence
from ..description.model import (
    OWN_NAMES,
    UNSET,
    Action,
    Parameter,
    ResponseDescription,
    first_sentence,
)
from ..description.prose import named_links, whole_query_media, with_replacement
from ..description.spellings import snake_case
from ..description.traits import destruction_sentence
from ..records import dataclass
from ..runtime.media_types import is_json
from ..runtime.page import WIDTH, Page, Row, Section, shorten
from ..schema.outline import format_value, listed_texts, outline, summarize

MAX_PARAMETERS = 24
"""Parameters that get a row of their own."""
MAX_DESCRIPTION = 300
"""Characters of a description in a table."""
MAX_OPTIONAL = 6
"""Optional parameters in the example call."""
MAX_SCOPES = 6
MAX_EXAMPLES = 8
MAX_EVENTS = 8

METHOD_EXTRAS = {
    "example": ("()", "Return a minimal set of valid arguments, generated from the description."),
    "prepare": ("(…)", "Return the request without sending it."),
    "items": ("(…)", "Yield the items of all pages, one by one."),
    "pages": ("(…)", "Yield the pages of the list, one by one."),
    "download": ("(target, …)", "Write the response body to a path or a file object."),
    "submit": ("(…, callback)", "Call in the background and return a Future."),
    "map": ("(rows)", "Call once for every row of a table and return all outcomes."),
    "imap": ("(rows)", "Call once for every row and yield the outcomes as they complete."),
}
"""The attributes of a method: name → how it is called, and what it does."""

_SYNCHRONOUS = {"example", "prepare"}
"""The attributes that are not awaited on an asynchronous client."""


def argument_name(name: str) -> str:
    """Return the name of an argument in Python: a keyword gets a trailing underscore."""
    return f"{name}_" if keyword.iskeyword(name) else name


@dataclass(frozen=True, eq=False, repr=False)
class Wording:
    """The words of a page that depend on where it is read: in Python or in a shell."""

    argument: Callable[[str], str]
    """Returns the name of an argument."""
    content: str
    """What selects another media type for a body."""
    pages: str
    """What fetches further pages of a list, with its verb."""


PYTHON = Wording(argument_name, "with_options(content=…)", "`.items(…)` and `.pages(…)` fetch further pages")


# --- an action -------------------------------------------------------------------------------------------------------


def action_page(
    action: Action,
    *,
    common: Iterable[str] = (),
    extras: Iterable[str] = (),
    awaits: bool = False,
    wording: Wording = PYTHON,
    call: str = "",
) -> Page:
    """
    Return the page of an action.

    Args:
        action: The action.
        common: The names of the parameters that most actions have; the page only lists their names.
        extras: The attributes that the method has, of `METHOD_EXTRAS`.
        awaits: Whether calls are awaited.
        wording: The words for Python or for a shell.
        call: An example call, if not in Python.
    """
    common_names = set(common)
    listed: list[Parameter] = []
    folded: list[Parameter] = []
    for parameter in sorted(action.parameters.values(), key=lambda parameter: not parameter.required):
        (folded if parameter.name in common_names and not parameter.required else listed).append(parameter)
    sections = [
        Section("Call", code=call or call_line(action, listed, has_more=bool(folded), awaits=awaits)),
        _parameters(listed, folded, wording),
        *_bodies(action, wording),
        _scopes(action),
        _responses(action),
        _examples(action, wording),
        _pagination(action, wording),
        _extras(extras, awaits=awaits),
    ]
    filled = (section for section in sections if section.code or section.rows or section.notes)
    return Page(f"{action.name}: {action.method} {action.path}", _introduction(action), tuple(filled))


def _introduction(action: Action) -> str:
    deprecated = with_replacement("Deprecated", action.deprecated, ".") if action.deprecated else ""
    since = f"Added in version {action.since}." if action.since else ""
    tags = f"Tags: {', '.join(action.tags)}." if action.tags else ""
    parts = (action.text, destruction_sentence(action), deprecated, since, key_sentence(action), tags)
    return "\n\n".join(filter(None, parts))


def method_name(full_name: str) -> str:
    """Return the expression for a method or a resource: ``client.application_api_tokens.get``."""
    first, *rest = map(snake_case, full_name.split("."))
    start = f'client["{first}"]' if first in OWN_NAMES else f"client.{first}"
    return ".".join([start, *rest])


def call_line(action: Action, parameters: Iterable[Parameter], *, has_more: bool, awaits: bool) -> str:
    """Return an example call with these parameters, wrapped if it is long."""
    parameters = list(parameters)
    optional = [parameter for parameter in parameters if not parameter.required]
    arguments = [
        f"{argument_name(shown.name)}=…"
        for parameter in parameters
        if parameter.required
        for shown in _required_members(action, parameter)
    ]
    arguments += [f"{argument_name(parameter.name)}={_preset(parameter)}" for parameter in optional[:MAX_OPTIONAL]]
    arguments += ["…"] if has_more or len(optional) > MAX_OPTIONAL else []
    before, after = _around_call(action, awaits=awaits)
    before += f"{method_name(action.name)}("
    line = f"{before}{', '.join(arguments)}){after}"
    if len(line) <= WIDTH - 4:
        return line
    return "\n".join([before, *_wrapped(arguments), f"){after}"])


def _required_members(action: Action, parameter: Parameter) -> list[Parameter]:
    """Return the members that stand for a body in an example call, or the parameter itself."""
    members = [member for member in action.members.values() if member.required] if parameter.spread else []
    return members or [parameter]


def _around_call(action: Action, *, awaits: bool) -> tuple[str, str]:
    """Return the code before and after a call."""
    if not action.stream:
        return ("await " if awaits else ""), ""
    return f"{'async ' if awaits else ''}for {'chunk' if action.stream == 'bytes' else 'event'} in ", ": …"


def _preset(parameter: Parameter) -> str:
    return "None" if parameter.preset is UNSET else "…" if parameter.secret else shorten(repr(parameter.preset), 30)


def _wrapped(arguments: Iterable[str]) -> Iterator[str]:
    line = "   "
    for argument in arguments:
        if len(line) > 4 and len(line) + len(argument) > WIDTH - 8:
            yield line
            line = "   "
        line += f" {argument},"
    yield line


# --- parameters, bodies, scopes --------------------------------------------------------------------------------------


def _parameters(listed: list[Parameter], folded: list[Parameter], wording: Wording) -> Section:
    rows = tuple(_parameter_row(parameter, wording) for parameter in listed[:MAX_PARAMETERS])
    further = listed[MAX_PARAMETERS:]
    notes = []
    if further:
        names = ", ".join(wording.argument(parameter.name) for parameter in further)
        notes.append(f"And {len(further)} more: {shorten(names, 3 * WIDTH)}")
    if folded:
        names = ", ".join(wording.argument(parameter.name) for parameter in folded)
        notes.append(f"Common parameters: {names}")
    return Section("Parameters", rows=rows, notes=tuple(notes))


def _parameter_row(parameter: Parameter, wording: Wording) -> Row:
    cells = {"Type": _type(parameter), "Required": "yes" if parameter.required else ""}
    for title, value in (("Default", parameter.default), ("Sent if omitted", parameter.preset)):
        if value is not UNSET and parameter.location != "body":
            cells[title] = _code("…" if parameter.secret else format_value(value, 60))
    if parameter.presets:
        cells["Sent if omitted"] = _code(format_value(dict(parameter.presets), 60))
    if parameter.location != "body":
        meanings = (f"{_code(value)} {text}" for value, text in listed_texts(parameter.schema.view))
        cells["Values"] = "; ".join(meanings)
    shown = parameter.first_example
    if shown is not UNSET and parameter.location != "body":
        example = _code(format_value(shown, 60))
        cells["Example"] = "" if example in cells.values() else example
    cells["Sent as"] = _code(parameter.content_type) if parameter.content_type else ""
    media = whole_query_media(parameter)
    if media:
        cells["Sent as"] = f"the whole query, {_code(media)}"
    cells["Since"] = parameter.since
    deprecated = with_replacement("Deprecated", parameter.deprecated, ".") if parameter.deprecated else ""
    description = f"{shorten(parameter.description, MAX_DESCRIPTION)} {deprecated}".strip()
    return Row(wording.argument(parameter.name), {title: cell for title, cell in cells.items() if cell}, description)


def _code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"


def _type(parameter: Parameter) -> str:
    name = parameter.type
    if parameter.location != "body":
        described = summarize(parameter.schema.view)
        if described != "any" or parameter.schema.types:
            name = described
    return name + (", secret" if parameter.secret and not name.endswith(", secret") else "")


def _bodies(action: Action, wording: Wording) -> Iterator[Section]:
    """Yield the outline of the body, if it has properties or several media types."""
    if action.body is not None:
        parameter = action.body
        code = outline(parameter.schema.view)
        first, *others = parameter.content or [""]
        notes = [] if not first or (is_json(first) and not others) else [f"Sent as {first}"]
        if others:
            notes = [f"Sent as {first}; {wording.content} selects another: {', '.join(others)}"]
        notes += _members(action, wording)
        if code or notes:
            title = f"Body: {wording.argument(parameter.name)} ({parameter.type})"
            yield Section(shorten(title, WIDTH), code, notes=tuple(notes))


def _members(action: Action, wording: Wording) -> Iterator[str]:
    if action.members:
        names = ", ".join(wording.argument(name) for name in action.members)
        yield f"Its members are arguments, too: {shorten(names, 3 * WIDTH)}"


def _scopes(action: Action) -> Section:
    with_schemes = tuple(_scopes_with(action, names) for names in action.auth if action.auth_scopes)
    if not action.scopes:
        return Section("Scopes", rows=_scope_rows(action), notes=with_schemes or ("None required.",))
    notes = (_scope_list(action.scopes), *with_schemes)
    return Section("Scopes (any one of these)", rows=_scope_rows(action), notes=notes)


def _scope_rows(action: Action) -> tuple[Row, ...]:
    """Return what the scopes of an action allow, as far as it is described."""
    texts = described_scopes(action.scopes, action.auth_scopes.values(), action.scope_descriptions)
    listed = list(texts.items())[:MAX_SCOPES]
    return tuple(Row(shorten(name, WIDTH), {}, shorten(text, MAX_DESCRIPTION)) for name, text in listed)


def _scopes_with(action: Action, schemes: tuple[str, ...]) -> str:
    """Return the scopes that one of the alternatives of the credentials needs."""
    scopes = action.auth_scopes.get(schemes)
    return f"With {shorten(' + '.join(schemes), WIDTH)}: {_scope_list(scopes) if scopes else 'none'}"


def _scope_list(scopes: Iterable[Scope]) -> str:
    names = [scope if isinstance(scope, str) else " + ".join(scope) for scope in scopes]
    if len(names) > MAX_SCOPES:
        # The last ones are those of the action itself.
        names = [*names[: MAX_SCOPES - 2], f"… ({len(names) - MAX_SCOPES} more) …", *names[-2:]]
    return ", ".join(shorten(name, WIDTH) for name in names)


# --- responses, pagination, attributes -------------------------------------------------------------------------------


def _responses(action: Action) -> Section:
    rows = tuple(row for response in action.responses.values() for row in _response_rows(response))
    return Section("Responses", rows=rows)


def _examples(action: Action, wording: Wording) -> Section:
    """Return the named examples of bodies and responses, and those of other parameters that have several."""
    owners = [
        (wording.argument(parameter.name), parameter.examples, parameter.holds_secrets)
        for parameter in action.parameters.values()
        if parameter.location == "body" or len(parameter.examples) > 1
    ]
    owners += [(response.status, response.examples, False) for response in action.responses.values()]
    rows = [
        Row(
            shorten(f"{owner}: {example.name}", 40),
            {"Value": _code("…" if is_secret else format_value(example.value, WIDTH))},
            shorten(example.summary or example.description, MAX_DESCRIPTION),
        )
        for owner, examples, is_secret in owners
        for example in examples
    ]
    further = len(rows) - MAX_EXAMPLES
    return Section("Examples", rows=tuple(rows[:MAX_EXAMPLES]), notes=(f"And {further} more.",) if further > 0 else ())


def _response_rows(response: ResponseDescription) -> Iterator[Row]:
    description = shorten(response.description, MAX_DESCRIPTION)
    yield Row(response.status, {}, ". ".join(part for part in (_response_type(response), description) if part))
    for name, schema in list(response.events.items())[:MAX_EVENTS]:
        yield Row(f"event {shorten(name, 40)}", {}, schema.title or summarize(schema.view))
    if len(response.events) > MAX_EVENTS:
        yield Row("…", {}, f"And {len(response.events) - MAX_EVENTS} more events")


def _response_type(response: ResponseDescription) -> str:
    streams = {"sse": "Server-sent events", "ndjson": "JSON lines", "json-seq": "JSON values", "bytes": "Bytes"}
    if response.stream:
        return streams.get(response.stream, response.stream)
    schema = response.schema
    return "" if schema is None else schema.title or summarize(schema.view)


_PAGINATION = {
    "page": ("by page number", "page"),
    "offset": ("by offset", "offset"),
    "cursor": ("by a cursor from the response", "cursor"),
    "keyset": ("by the key of the last item", "cursor"),
    "link": ("by a link from the response", ""),
}
"""Style of `paginate` → how the next page is found, and the key that names the parameter for it."""


def _pagination(action: Action, wording: Wording) -> Section:
    paginate = action.paginate
    style = paginate.get("style")
    if style not in _PAGINATION:
        return Section("Pagination")
    how, key = _PAGINATION[style]
    names = [f"`{paginate[name]}`" for name in (key, "size", "limit") if name and paginate.get(name)]
    first = f"; first page: {paginate.get('first', 0)}" if style == "page" else ""
    parameters = f" ({', '.join(names)}{first})" if names else ""
    total = " The response has the total number of items." if paginate.get("total") else ""
    return Section("Pagination", notes=(f"{wording.pages} {how}{parameters}.{total}",))


def _extras(names: Iterable[str], *, awaits: bool) -> Section:
    available = set(names)
    rows = []
    for name, (signature, description) in METHOD_EXTRAS.items():
        if name in available:
            rows.append(Row(f".{name}{signature}", {}, f"{description}{_how_to_wait(name) if awaits else ''}"))
    return Section("Also available", rows=tuple(rows))


def _how_to_wait(name: str) -> str:
    if name in _SYNCHRONOUS:
        return ""
    return " With `async for`." if name in ("items", "pages", "imap") else " With `await`."


# --- a resource, an API ----------------------------------------------------------------------------------------------


def description_page(described: Api | Resource) -> Page:
    """Return the page of a loaded description, or of one of its resources."""
    return api_page(described) if isinstance(described, Api) else resource_page(described)


def resource_page(resource: Resource) -> Page:
    """Return the page of a resource: its description, its actions and its inner resources."""
    actions = tuple(
        Row(snake_case(key), {"Request": request} if request else {}, shorten(summary, MAX_DESCRIPTION))
        for key, (request, summary) in _summaries(resource).items()
    )
    inner = tuple(_resource_row(name, described) for name, described in resource.resources.items())
    first = next(iter(resource.action_names), "")
    notes = (f"`help({method_name(f'{resource.name}.{first}')})` shows the details of an action.",) if first else ()
    sections = (Section("Actions", rows=actions, notes=notes), Section("Resources", rows=inner))
    return Page(resource.name, resource.description, tuple(section for section in sections if section.rows))


def _summaries(resource: Resource) -> Mapping[str, tuple[str, str]]:
    """Return the requests and the summaries of all actions, without building the actions if possible."""
    summaries = {item.name: (f"{item.method} {item.path}", item.summary) for item in resource.outlines()}
    broken = ("", "Cannot be called: its description has problems (see `dynaclient lint`).")
    return {key: summaries.get(f"{resource.name}.{key}", broken) for key in resource.action_names}


def _resource_row(name: str, resource: Resource) -> Row:
    names = ", ".join(map(snake_case, [*resource.action_names, *resource.resource_names]))
    summary = shorten(first_sentence(resource.description), MAX_DESCRIPTION)
    return Row(snake_case(name), {"Actions": shorten(names, 60)}, summary)


def api_page(api: Api, *, title: str = "", own: Mapping[str, str] | None = None) -> Page:
    """
    Return the page of a loaded description: its description and its resources.

    Args:
        api: The description.
        title: The title of the page, if not the name of the API.
        own: For a client: the descriptions of its own methods and attributes, by name.
    """
    rows = tuple(_resource_row(name, resource) for name, resource in api.resources.items())
    title = title or f"{api.title} {api.version}".strip()
    own_rows = tuple(Row(name, {}, first_sentence(description)) for name, description in (own or {}).items())
    first = next(iter(api.resources), "")
    notes = (
        (f'`help({method_name(first)})` shows the actions of a resource, `client.find("…")` finds actions.',)
        if first
        else ()
    )
    servers = tuple(
        Row(name, {}, first_sentence(server.description) or server.template) for name, server in api.servers.items()
    )
    sections = (
        Section("Methods and attributes", rows=own_rows),
        Section("Servers, for Client(server=…)", rows=servers),
        Section("Resources", rows=rows, notes=notes, folded=True),
    )
    links = ", ".join(" ".join(dict.fromkeys(pair)) for pair in named_links(api.links))
    description = "\n\n".join(filter(None, (api.description, f"See also: {links}" if links else "")))
    return Page(title, description, tuple(section for section in sections if section.rows))
