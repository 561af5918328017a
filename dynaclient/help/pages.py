"""What there is to know of an action, a resource and a whole API: the pages that `help`, IPython and notebooks show."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..description.model import OWN_NAMES, UNSET, Action, Parameter, ResponseDescription, first_sentence, snake_case
from ..runtime.page import WIDTH, Page, Row, Section, shortened
from ..schema.outline import kind, outline, shown

PARAMETERS = 24
"""Parameters that are told one by one."""
TEXT = 300
"""Characters that are told of a parameter."""
OPTIONAL = 6
"""Parameters in the call line that need not be given."""
SCOPES = 6
EVENTS = 8

BESIDE = {
    "example": ("()", "Gives the least arguments that fit, made from the description."),
    "prepare": ("(…)", "Gives the request that would be sent, and sends nothing."),
    "items": ("(…)", "Gives the items of the list one by one, page after page."),
    "pages": ("(…)", "Gives the list page by page."),
    "download": ("(target, …)", "Writes the answer to a path or a file object."),
    "submit": ("(…, callback)", "Calls in the background, and gives a Future."),
    "map": ("(rows)", "Calls for each row of a table, and gives all outcomes."),
    "imap": ("(rows)", "Calls for each row of a table, and gives each outcome as it comes."),
}
"""What a method has beside being called: how that is called, and what it does."""

_STEPS = {"example", "prepare"}
"""What is there without waiting, also for those who await all else."""


def argument_name(name: str) -> str:
    """Give the name of an argument: a word that Python keeps for itself gets an underscore."""
    return f"{name}_" if keyword.iskeyword(name) else name


@dataclass(frozen=True, eq=False, repr=False)
class Speech:
    """How a page says what one does, where it is read."""

    argument: Callable[[str], str]
    """How an argument is named."""
    content: str
    """How another media type of a body is chosen."""
    pages: str
    """What turns the pages of a list."""


PYTHON = Speech(argument_name, "with_options(content=…) has", "`.items(…)` and `.pages(…)` turn them")


# --- an action -------------------------------------------------------------------------------------------------------


def action_page(
    action: Action,
    *,
    common: Iterable[str] = (),
    beside: Iterable[str] = (),
    awaits: bool = False,
    speech: Speech = PYTHON,
    call: str = "",
) -> Page:
    """
    Give the page of an action.

    Args:
        action: The action.
        common: The names of the parameters that most actions have, which are only named.
        beside: What the method has beside being called, of `BESIDE`.
        awaits: Whether the caller awaits calls.
        speech: How the page says what one does.
        call: The call as one would write it, if not as Python has it.
    """
    folded = [each for each in action.parameters.values() if each.name in set(common) and not each.required]
    told = sorted(
        (each for each in action.parameters.values() if each not in folded), key=lambda each: not each.required
    )
    sections = [
        Section("Call", code=call or call_line(action, told, folded=bool(folded), awaits=awaits)),
        _parameters(told, folded, speech),
        *_bodies(action, speech),
        _scopes(action),
        _answers(action),
        _paging(action, speech),
        _beside(beside, awaits=awaits),
    ]
    filled = (each for each in sections if each.code or each.rows or each.notes)
    return Page(f"{action.name}: {action.method} {action.path}", _prose(action), tuple(filled))


def _prose(action: Action) -> str:
    deprecated = f"Deprecated: {action.deprecated}" if action.deprecated else ""
    since = f"There since {action.since}." if action.since else ""
    return "\n\n".join(each for each in (action.description.strip(), deprecated, since) if each)


def method_name(full: str) -> str:
    """Give how a method or a resource is reached from a client: ``client.application_api_tokens.get``."""
    first, *rest = map(snake_case, full.split("."))
    start = f'client["{first}"]' if first in OWN_NAMES else f"client.{first}"
    return ".".join([start, *rest])


def call_line(action: Action, told: Iterable[Parameter], *, folded: bool, awaits: bool) -> str:
    """Give the call as one would write it, broken into lines where it is long."""
    parameters = list(told)
    words = [f"{argument_name(each.name)}=…" for each in parameters if each.required]
    optional = [each for each in parameters if not each.required]
    words += [f"{argument_name(each.name)}={_preset(each)}" for each in optional[:OPTIONAL]]
    words += ["…"] if folded or len(optional) > OPTIONAL else []
    start, end = _around(action, awaits=awaits)
    start += f"{method_name(action.name)}("
    whole = f"{start}{', '.join(words)}){end}"
    if len(whole) <= WIDTH - 4:
        return whole
    return "\n".join([start, *_broken(words), f"){end}"])


def _around(action: Action, *, awaits: bool) -> tuple[str, str]:
    """Give what stands before and after a call."""
    if not action.stream:
        return ("await " if awaits else ""), ""
    return f"{'async ' if awaits else ''}for {'piece' if action.stream == 'bytes' else 'event'} in ", ": …"


def _preset(parameter: Parameter) -> str:
    return "None" if parameter.preset is UNSET else "…" if parameter.secret else shortened(repr(parameter.preset), 30)


def _broken(words: Iterable[str]) -> Iterator[str]:
    line = "   "
    for each in words:
        if len(line) > 4 and len(line) + len(each) > WIDTH - 8:
            yield line
            line = "   "
        line += f" {each},"
    yield line


# --- what it takes ---------------------------------------------------------------------------------------------------


def _parameters(told: list[Parameter], folded: list[Parameter], speech: Speech) -> Section:
    rows = tuple(_parameter_row(each, speech) for each in told[:PARAMETERS])
    further, everywhere = told[PARAMETERS:], ", ".join(speech.argument(each.name) for each in folded)
    named = shortened(", ".join(speech.argument(each.name) for each in further), 3 * WIDTH)
    notes = [f"And {len(further)} more: {named}"] if further else []
    notes += [f"{'And, as' if told else 'As'} everywhere: {everywhere}"] if everywhere else []
    return Section("Parameters", rows=rows, notes=tuple(notes))


def _parameter_row(parameter: Parameter, speech: Speech) -> Row:
    cells = {"Type": _type(parameter), "Required": "yes" if parameter.required else ""}
    for title, value in (("Default", parameter.default), ("Sent unless given", parameter.preset)):
        if value is not UNSET and parameter.location != "body":
            cells[title] = _code("…" if parameter.secret else shown(value, 60))
    if parameter.example is not UNSET and parameter.location != "body":
        example = _code(shown(parameter.example, 60))
        cells["Example"] = "" if example in cells.values() else example
    cells["Since"] = parameter.since
    deprecated = f" Deprecated: {parameter.deprecated}" if parameter.deprecated else ""
    text = f"{shortened(parameter.description, TEXT)}{deprecated}".strip()
    return Row(speech.argument(parameter.name), {title: each for title, each in cells.items() if each}, text)


def _code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"


def _type(parameter: Parameter) -> str:
    if parameter.location == "body":
        told = parameter.type
    else:
        told = kind(parameter.schema.view)
        if told == "any" and not parameter.schema.types:
            told = parameter.type
    return told + (", secret" if parameter.secret and not told.endswith(", secret") else "")


def _bodies(action: Action, speech: Speech) -> Iterator[Section]:
    """Give the outline of each body: of `part` parameters, those that hold more than a value."""
    if action.body is not None:
        parameter = action.body
        code = outline(parameter.schema.view)
        many = list(parameter.content)
        notes = (f"Sent as {many[0]}; {speech.content}: {', '.join(many[1:])}",) if len(many) > 1 else ()
        if code or notes:
            title = f"Body: {speech.argument(parameter.name)} ({parameter.type})"
            yield Section(shortened(title, WIDTH), code, notes=notes)


def _scopes(action: Action) -> Section:
    names = [each if isinstance(each, str) else " + ".join(each) for each in action.scopes]
    if not names:
        return Section("Scopes", notes=("None needed.",))
    if len(names) > SCOPES:
        # Those of the action itself come last.
        names = [*names[: SCOPES - 2], f"… ({len(names) - SCOPES} more) …", *names[-2:]]
    return Section("Scopes, any one of", notes=(", ".join(shortened(each, WIDTH) for each in names),))


# --- what it answers -------------------------------------------------------------------------------------------------


def _answers(action: Action) -> Section:
    return Section("Answers", rows=tuple(row for each in action.responses.values() for row in _answer_rows(each)))


def _answer_rows(response: ResponseDescription) -> Iterator[Row]:
    told = ". ".join(each for each in (_answer_type(response), shortened(response.description, TEXT)) if each)
    yield Row(response.status, {}, told)
    for name, schema in list(response.events.items())[:EVENTS]:
        yield Row(f"event {shortened(name, 40)}", {}, f"{schema.title or kind(schema.view)}")
    if len(response.events) > EVENTS:
        yield Row("…", {}, f"And {len(response.events) - EVENTS} more events")


def _answer_type(response: ResponseDescription) -> str:
    streams = {"sse": "Server-sent events", "ndjson": "Lines of JSON", "bytes": "Bytes"}
    if response.stream:
        return streams.get(response.stream, response.stream)
    schema = response.schema
    return "" if schema is None else schema.title or kind(schema.view)


_PAGES = {
    "page": ("by number", "page"),
    "offset": ("by how many items come before", "offset"),
    "cursor": ("by a mark that each answer gives", "cursor"),
    "keyset": ("by the last item of the one before", "cursor"),
    "link": ("by a link that each answer gives", ""),
}
"""For each style of `paginate`, what leads from page to page, and the key that names the parameter for that."""


def _paging(action: Action, speech: Speech) -> Section:
    said = action.paginate
    style = said.get("style")
    if style not in _PAGES:
        return Section("Pages")
    words, key = _PAGES[style]
    names = [f"`{said[each]}`" for each in (key, "size", "limit") if each and said.get(each)]
    first = f"; the first is {said.get('first', 0)}" if style == "page" else ""
    total = " The answer tells how many items there are." if said.get("total") else ""
    by = f" ({', '.join(names)}{first})" if names else ""
    return Section("Pages", notes=(f"{speech.pages} {words}{by}.{total}",))


def _beside(beside: Iterable[str], *, awaits: bool) -> Section:
    there = set(beside)
    named = ((name, *BESIDE[name]) for name in BESIDE if name in there)
    rows = (Row(f".{name}{how}", {}, f"{told}{_wait(name) if awaits else ''}") for name, how, told in named)
    return Section("Beside being called", rows=tuple(rows))


def _wait(name: str) -> str:
    if name in _STEPS:
        return ""
    return " With `async for`." if name in ("items", "pages", "imap") else " With `await`."


# --- a resource, an API ----------------------------------------------------------------------------------------------


def resource_page(resource: Any) -> Page:
    """Give the page of a resource of an `Api`: what it is, its actions, the resources below it."""
    reached = method_name(resource.name)
    actions = tuple(
        Row(snake_case(name), {"Request": told[0]}, shortened(told[1], TEXT)) for name, told in _lines(resource).items()
    )
    below = tuple(_resource_row(name, each) for name, each in resource.resources.items())
    example = next(iter(resource.action_names), None)
    notes = (f"`help({reached}.{snake_case(example)})` tells all of one.",) if example else ()
    sections = (Section("Actions", rows=actions, notes=notes), Section("Resources", rows=below))
    return Page(resource.name, resource.description, tuple(each for each in sections if each.rows))


def _lines(resource: Any) -> Mapping[str, tuple[str, str]]:
    """Give for each action its request and what it does; none of them is built if it can be helped."""
    outlines = {each.name: (f"{each.method} {each.path}", each.summary) for each in resource.outlines()}
    faulty = ("", "Cannot be called: its description has faults.")
    return {key: outlines.get(f"{resource.name}.{key}", faulty) for key in resource.action_names}


def _resource_row(name: str, resource: Any) -> Row:
    held = ", ".join(map(snake_case, [*resource.action_names, *resource.resource_names]))
    return Row(
        snake_case(name), {"Actions": shortened(held, 60)}, shortened(first_sentence(resource.description), TEXT)
    )


def api_page(api: Any, *, title: str = "", own: Mapping[str, str] | None = None) -> Page:
    """
    Give the page of a loaded description: what it is, and its resources.

    Args:
        api: The description.
        title: What stands above it, if not the API's own name.
        own: What a client for it has of its own: by name, what is said of that.
    """
    rows = tuple(_resource_row(name, each) for name, each in api.resources.items())
    title = title or f"{api.title} {api.version}".strip()
    named = tuple(Row(name, {}, first_sentence(text)) for name, text in (own or {}).items())
    example = next(iter(api.resources), None)
    notes = (
        (f'`help({method_name(example)})` tells what one has, `client.find("…")` finds actions.',) if example else ()
    )
    sections = (Section("Of the client itself", rows=named), Section("Resources", rows=rows, notes=notes, folded=True))
    return Page(title, api.description, tuple(each for each in sections if each.rows))
