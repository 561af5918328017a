"""The page of an action, for `help`, IPython, notebooks, ``dynaclient describe`` and agents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from ..description.granted_scopes import Scope, described_scopes, scope_texts
from ..description.idempotency import key_sentence
from ..description.model import (
    UNSET,
    Action,
    Parameter,
    ResponseDescription,
)
from ..description.prose import whole_query_media, with_replacement
from ..description.spellings import argument_name
from ..description.successes import successful
from ..description.traits import destruction_sentence
from ..records import dataclass
from ..results.page_styles import STYLES, has_pages
from ..runtime.media_types import is_json
from ..runtime.page import WIDTH, Page, Row, Section, shorten, shorten_prose
from ..schema.outline import MAX_CHOICES, format_value, further_names, is_whole, listed_texts, outline, summarize
from ..schema.validation import Schema
from .bounds import FULL, MAX_BYTES, Bounds, fitting_page
from .calls import call_line

MAX_SCOPES = MAX_SCHEMES = 6
MAX_NAMES = 3 * WIDTH
"""Characters of a list of names."""

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


@dataclass(frozen=True, eq=False, repr=False)
class Wording:
    """What of a page depends on where it is read: in Python, in a shell, or by an agent."""

    argument: Callable[[str], str]
    """Returns the name of an argument."""
    content: str
    """What selects another media type for a body; empty if nothing does."""
    pages: str
    """What fetches further pages of a list, with its verb."""
    part: Callable[[str, str], str] | None = None
    """Returns how a part of an action is shown, from the name of the action and the path to the part."""
    call: str = "Call"
    """The title of the example call."""
    parameters: str = "Parameters"
    """The title of the parameters."""
    credentials: bool = True
    """Whether a page has the credentials that a call needs; an agent has none."""
    spreads: bool = True
    """Whether the members of a body may be passed by name."""
    responses: bool = False
    """Whether the body of a response has an outline."""
    effect: Callable[[Action], str] = lambda _action: ""
    """Returns what an action does to the data of the API, in a sentence; empty if only its description has that."""
    clean: Callable[[str], str] = str
    """Returns a string of the description as it is shown."""


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
    most: int = MAX_BYTES,
) -> Page:
    """
    Return the page of an action, with as much of it as fits.

    Args:
        action: The action.
        common: The names of the parameters that most actions have; the page only lists their names.
        extras: The attributes that the method has, of `METHOD_EXTRAS`.
        awaits: Whether calls are awaited.
        wording: The words for Python, for a shell, or for an agent.
        call: An example call, if not in Python.
        most: The bytes that its text may have, in UTF-8.
    """
    common_names = set(common)
    listed: list[Parameter] = []
    folded: list[Parameter] = []
    for parameter in sorted(action.parameters.values(), key=lambda parameter: not parameter.required):
        (folded if parameter.name in common_names and not parameter.required else listed).append(parameter)
    title = shorten(f"{action.name}: {action.method} {action.path}", 6 * WIDTH)
    example = Section(wording.call, code=call or call_line(action, listed, has_more=bool(folded), awaits=awaits))
    path = _example_path(action) if wording.part else ""
    more = wording.part(action.name, path) if wording.part and path else ""

    def page(bounds: Bounds) -> Page:
        is_cut = bounds is not FULL or len(listed) > bounds.parameters
        sections = [
            example,
            _parameters(listed, folded, wording, bounds),
            *_bodies(action, wording, bounds),
            _scopes(action, bounds),
            _responses(action, bounds),
            *(_response_bodies(action, bounds) if wording.responses else ()),
            _examples(action, wording, bounds),
            _pagination(action, wording),
            _extras(extras, awaits=awaits),
            Section("More", more if more and (is_cut or not _is_whole(action, listed, wording)) else ""),
        ]
        filled = tuple(section for section in sections if section.code or section.rows or section.notes)
        return Page(title, _prose(action, wording, bounds), filled).with_strings(wording.clean)

    return fitting_page(page, more or "The description has more than fits on a page.", most)


def _example_path(action: Action) -> str:
    """Return the path to a part, if there is one: to what the page does not show as a whole, else to the first."""
    hidden = (parameter.name for parameter in action.parameters.values() if not _is_shown(parameter))
    cut = (response.status for response in _success(action) if not _is_shown_of(response))
    known = (response.status for response in _success(action) if response.schema is not None)
    return next((path for path in chain(hidden, cut, action.parameters, known) if len(path) <= WIDTH), "")


def _is_whole(action: Action, listed: list[Parameter], wording: Wording) -> bool:
    """Return whether the page, at its longest, shows all that is described of these parameters and of the response."""
    responses = _success(action) if wording.responses else ()
    return all(map(_is_shown, listed)) and all(map(_is_shown_of, responses))


def _is_shown_of(response: ResponseDescription) -> bool:
    """Return whether the page, at its longest, shows the body of a response as a whole."""
    return response.schema is None or is_whole(response.schema.view, FULL.response)


def _is_shown(parameter: Parameter) -> bool:
    """Return whether the page shows all that is described of a parameter."""
    view = parameter.schema.view
    if parameter.location == "body":
        return is_whole(view)
    return len(parameter.accepted) <= MAX_CHOICES and not outline(view) and "…" not in summarize(view)


def _prose(action: Action, wording: Wording, bounds: Bounds) -> str:
    effect = wording.effect(action)
    introduction = shorten_prose(_introduction(action, "" if effect else destruction_sentence(action)), bounds.prose)
    return _paragraphs(effect, introduction, _authentication(action) if wording.credentials else "")


def _introduction(action: Action, effect: str) -> str:
    deprecated = with_replacement("Deprecated", action.deprecated, ".") if action.deprecated else ""
    since = f"Added in version {action.since}." if action.since else ""
    tags = f"Tags: {', '.join(action.tags)}." if action.tags else ""
    return _paragraphs(action.text, effect, deprecated, since, key_sentence(action), tags)


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


# --- parameters, bodies, scopes --------------------------------------------------------------------------------------


def _parameters(listed: list[Parameter], folded: list[Parameter], wording: Wording, bounds: Bounds) -> Section:
    rows = tuple(_parameter_row(parameter, wording, bounds) for parameter in listed[: bounds.parameters])
    further = listed[bounds.parameters :]
    notes = []
    if further:
        names = ", ".join(wording.argument(parameter.name) for parameter in further)
        notes.append(f"And {len(further)} more: {shorten(names, MAX_NAMES)}")
    if folded:
        names = ", ".join(wording.argument(parameter.name) for parameter in folded)
        notes.append(f"Common parameters: {shorten(names, MAX_NAMES)}")
    return Section(wording.parameters, rows=rows, notes=tuple(notes))


def _parameter_row(parameter: Parameter, wording: Wording, bounds: Bounds) -> Row:
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
    cells["Sent as"] = _code(shorten(parameter.content_type, WIDTH)) if parameter.content_type else ""
    media = whole_query_media(parameter)
    if media:
        cells["Sent as"] = f"the whole query, {_code(media)}"
    cells["Since"] = shorten(parameter.since, WIDTH)
    deprecated = with_replacement("Deprecated", parameter.deprecated, ".") if parameter.deprecated else ""
    texts = (shorten(text, bounds.description) for text in (parameter.description, deprecated))
    description = " ".join(texts).strip()
    return Row(wording.argument(parameter.name), {title: cell for title, cell in cells.items() if cell}, description)


def _code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"


def _type(parameter: Parameter) -> str:
    name = parameter.type
    if parameter.location != "body":
        described = summarize(parameter.schema.view)
        if described != "any" or parameter.schema.types:
            name = described
    secret = ", secret" if parameter.secret and not name.endswith(", secret") else ""
    return shorten(name, MAX_NAMES) + secret


def _bodies(action: Action, wording: Wording, bounds: Bounds) -> Iterator[Section]:
    """Yield the outline of the body, if it has properties or several media types."""
    if action.body is not None:
        parameter = action.body
        code = outline(parameter.schema.view, bounds.lines)
        first, *others = parameter.content or [""]
        notes = [] if not first or (is_json(first) and not others) else [f"Sent as {shorten(first, WIDTH)}"]
        if others and wording.content:
            notes = [f"{notes[0]}; {wording.content} selects another: {shorten(', '.join(others), MAX_NAMES)}"]
        names = further_names(parameter.schema.view, bounds.lines)
        notes += [f"Further properties: {shorten(', '.join(names), MAX_NAMES)}"] if names else []
        notes += _members(action, wording) if wording.spreads else ()
        if code or notes:
            title = f"Body: {wording.argument(parameter.name)} ({parameter.type})"
            yield Section(shorten(title, WIDTH), code, notes=tuple(notes))


def _members(action: Action, wording: Wording) -> Iterator[str]:
    if action.members:
        marks = ((name, " (deprecated)" if member.deprecated else "") for name, member in action.members.items())
        names = ", ".join(f"{wording.argument(name)}{mark}" for name, mark in marks)
        yield f"Its members are arguments, too: {shorten(names, MAX_NAMES)}"


def _authentication(action: Action) -> str:
    """Return which credentials a call needs: each alternative with the types of its schemes."""
    shown = [" + ".join(_scheme(action, name) for name in names) for names in action.auth[:MAX_SCHEMES]]
    further = len(action.auth) - len(shown)
    alternatives = " or ".join([*shown, *([f"{further} more"] if further > 0 else [])])
    verb = "" if action.auth_required else "optional, "
    return f"Authentication: {f'{verb}{alternatives}' if shown else 'none is needed'}"


def _scheme(action: Action, name: str) -> str:
    kind = action.auth_types.get(name)
    return shorten(f"{name} ({kind})" if kind else name, WIDTH)


def _scopes(action: Action, bounds: Bounds) -> Section:
    schemes = action.auth[:MAX_SCOPES] if action.auth_scopes else ()
    if len(schemes) == 1 and list(action.auth_scopes.get(schemes[0], ())) == list(action.scopes):
        schemes = ()  # the one credential needs the scopes that are listed anyway
    with_schemes = [_scopes_with(action, names) for names in schemes]
    with_schemes += [f"And {len(action.auth) - MAX_SCOPES} more."] if schemes and len(action.auth) > MAX_SCOPES else []
    rows = _scope_rows(action, bounds)
    if not action.scopes:
        return Section("Scopes", rows=rows, notes=tuple(with_schemes) or ("No scope is required.",))
    return Section("Scopes (any one of these)", rows=rows, notes=(_scope_list(action.scopes), *with_schemes))


def _scope_rows(action: Action, bounds: Bounds) -> tuple[Row, ...]:
    """Return what the scopes of an action allow, as far as it is described."""
    texts = described_scopes(action.scopes, action.auth_scopes.values(), action.scope_descriptions)
    listed = list(texts.items())[:MAX_SCOPES]
    return tuple(Row(shorten(name, WIDTH), {}, shorten(text, bounds.description)) for name, text in listed)


def _scopes_with(action: Action, schemes: tuple[str, ...]) -> str:
    """Return the scopes that one of the alternatives of the credentials needs."""
    scopes = action.auth_scopes.get(schemes)
    return f"With {shorten(' + '.join(schemes), WIDTH)}: {_scope_list(scopes) if scopes else 'none'}"


def _scope_list(scopes: Iterable[Scope]) -> str:
    names = scope_texts(scopes)
    if len(names) > MAX_SCOPES:
        # The last ones are those of the action itself.
        names = [*names[: MAX_SCOPES - 2], f"… ({len(names) - MAX_SCOPES} more) …", *names[-2:]]
    return ", ".join(shorten(name, WIDTH) for name in names)


# --- responses, pagination, attributes -------------------------------------------------------------------------------


def _responses(action: Action, bounds: Bounds) -> Section:
    responses = list(action.responses.values())
    further = len(responses) - bounds.responses
    if further > 0:
        successes = successful(action.responses)
        responses = sorted(responses, key=lambda response: response not in successes)[: bounds.responses]
    rows = tuple(row for response in responses for row in _response_rows(response, bounds))
    return Section("Responses", rows=rows, notes=(f"And {further} more.",) if further > 0 else ())


def _success(action: Action) -> list[ResponseDescription]:
    """Return the first response that is a success, if there is one."""
    return successful(action.responses)[:1]


def _response_bodies(action: Action, bounds: Bounds) -> Iterator[Section]:
    """Yield the outline of the body of the first response that is a success, if it has properties."""
    for response in _success(action):
        if response.schema is not None:
            yield Section(f"Response {response.status}", outline(response.schema.view, bounds.response))


def _examples(action: Action, wording: Wording, bounds: Bounds) -> Section:
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
            shorten(example.summary or example.description, bounds.description),
        )
        for owner, examples, is_secret in owners
        for example in examples
    ]
    further = len(rows) - bounds.examples
    notes = (f"And {further} more.",) if further > 0 else ()
    return Section("Examples", rows=tuple(rows[: bounds.examples]), notes=notes)


def _response_rows(response: ResponseDescription, bounds: Bounds) -> Iterator[Row]:
    description = shorten(response.description, bounds.description)
    yield Row(response.status, {}, ". ".join(part for part in (_response_type(response), description) if part))
    for name, schema in list(response.events.items())[: bounds.events]:
        yield Row(f"event {shorten(name, 40)}", {}, _type_name(schema))
    if len(response.events) > bounds.events:
        yield Row("…", {}, f"And {len(response.events) - bounds.events} more events")


def _response_type(response: ResponseDescription) -> str:
    streams = {"sse": "Server-sent events", "ndjson": "JSON lines", "json-seq": "JSON values", "bytes": "Bytes"}
    if response.stream:
        return streams.get(response.stream, response.stream)
    return "" if response.schema is None else _type_name(response.schema)


def _type_name(schema: Schema) -> str:
    return shorten(schema.title or summarize(schema.view), MAX_NAMES)


def _pagination(action: Action, wording: Wording) -> Section:
    paginate = action.paginate
    if not has_pages(action):
        return Section("Pagination")
    style = STYLES[paginate["style"]]
    keys = (style.parameter_key, "size", "limit")
    names = [f"`{shorten(paginate[key], WIDTH)}`" for key in keys if paginate.get(key)]
    first = f"; first page: {paginate.get('first', 0)}" if style.counts == "pages" else ""
    parameters = f" ({', '.join(names)}{first})" if names else ""
    total = " The response has the total number of items." if paginate.get("total") else ""
    return Section("Pagination", notes=(f"{wording.pages} {style.way}{parameters}.{total}",))


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
