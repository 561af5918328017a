"""
The documentation of a description: one Markdown page a resource, one for all schemas, a first page, and `mkdocs.yml`.

A page of a resource has each action with how it is called, what it needs, takes and answers. The pages read well as
they are, on a code host say; with `mkdocs.yml` a generator makes a site of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..call.arguments import is_json
from ..description.api import Api, Resource
from ..description.model import UNSET, Action, Parameter, ResponseDescription, Scope
from . import calls, front, site
from .catalogue import EXAMPLE, PAGE, Catalogue, value_cell
from .markdown import code, inline, link, literal, prose, slug, table, web_link
from .plan import EVERY_ACTION, Plan

FOLDER = "docs"
"""Where the pages stand, below `mkdocs.yml`."""

_PARAMETER_COLUMNS = ("Name", "Type", "Required", "Description", "Default", "Example")
_RESPONSE_COLUMNS = ("Code", "Type", "Description")


def pages(api: Api) -> Mapping[str, str]:
    """
    Give the documentation of an API: the text of each file by its name, relative to the folder it is to stand in.

    Raises:
        DescriptionError: Something in the description is wrong.
    """
    plan = Plan(api)
    catalogue = Catalogue(api)
    made = {f"{FOLDER}/index.md": front.page(api, plan)}
    for resource in api.all_resources.values():
        made[f"{FOLDER}/{plan.files[resource.name]}"] = _Page(api, plan, catalogue, resource).text()
    made[f"{FOLDER}/{PAGE}"] = catalogue.page()
    looks = {f"{FOLDER}/site/site.css": site.STYLE, f"{FOLDER}/site/site.js": site.SCRIPT}
    return {"mkdocs.yml": site.config(api, plan), **made, **looks}


class _Page:
    """The page of one resource."""

    def __init__(self, api: Api, plan: Plan, catalogue: Catalogue, resource: Resource) -> None:
        self.api = api
        self.plan = plan
        self.catalogue = catalogue
        self.resource = resource
        self.actions = list(resource.actions.values())
        self.links = _shared_links(self.actions)
        self.common = [each for each in _shared(self.actions) if each.name in plan.common]

    def text(self) -> str:
        """Give its Markdown."""
        sections = [*self._head(), *self._contents()]
        for action in self.actions:
            sections += self._action(action)
        sections += self._every_action()
        return "\n\n".join(filter(None, sections)) + "\n"

    # The head.

    def _head(self) -> Iterator[str]:
        yield f"# {literal(self.plan.titles[self.resource.name])} Actions"
        yield prose(self.resource.description)
        reached = calls.resource_of(self.api, self.resource.name)
        yield f"In Python: {code(reached)}, of a [client](index.md#in-python)."
        yield self._links(self.links)

    def _contents(self) -> Iterator[str]:
        headings = self.plan.actions[self.resource.name]
        lines = [f"- {link(literal(each), f'#{slug(each)}')}" for each in headings.values()]
        lines += [f"- {link(EVERY_ACTION, f'#{slug(EVERY_ACTION)}')}"] if self.common else []
        for key in self.resource.resource_names:
            below = f"{self.resource.name}.{key}"
            lines.append(f"- {link(literal(self.plan.titles[below]), self.plan.files[below])}")
        yield "## Contents"
        yield "\n".join(lines) or "It has no actions."

    def _links(self, links: Sequence[tuple[str, str]]) -> str:
        return f"See also: {', '.join(self._linked(*each) for each in links)}." if links else ""

    def _linked(self, name: str, place: str) -> str:
        """Give a link to the page of a resource that has this name, else to the place."""
        if name in self.plan.files:
            return link(literal(self.plan.titles[name]), self.plan.files[name])
        return web_link(name, place) or f"{literal(name)} ({code(place)})"

    # One action.

    def _action(self, action: Action) -> Iterator[str]:
        yield f"## {literal(self.plan.actions[self.resource.name][action.key])}"
        if action.deprecated:
            yield f"**Deprecated.** {inline(action.deprecated)}"
        yield prose(action.description)
        yield self._request_line(action)
        yield calls.block(self.api, action)
        for heading, section in _ACTION_SECTIONS.items():
            told = [each for each in section(self, action) if each]
            yield from [f"### {heading}", *told] if told else ()

    def _request_line(self, action: Action) -> str:
        facts = [code(f"{action.method} {action.path}")]
        facts += [f"at {code(action.server.template)}"] if action.server else []
        facts += [f"since {literal(action.since)}"] if action.since else []
        own = [each for each in _links_of(action) if each not in self.links]
        return "\n\n".join(filter(None, [", ".join(facts), self._links(own)]))

    def _authentication(self, action: Action) -> Iterator[str]:
        if not action.auth:
            yield "None: no credential is sent."
            return
        schemes = " or ".join(" and ".join(map(code, each)) for each in action.auth)
        begin = "The client needs" if action.auth_required else "It works without a credential; one that is sent is"
        told = f"{begin} a [credential](index.md#authentication) ({schemes})"
        if not action.scopes:
            yield f"{told}; no scope is asked for."
        else:
            yield f"{told} with at least one of these scopes: {_listed(map(_scope, action.scopes))}."

    def _parameters(self, action: Action) -> Iterator[str]:
        common = {(each.name, each.pointer) for each in self.common}
        own = [each for each in action.parameters.values() if (each.name, each.pointer) not in common]
        more = f"the [parameters of every action](#{slug(EVERY_ACTION)})"
        if own:
            yield self._parameter_table(own)
            yield from (self._body_text(each) for each in own)
        if self.common:
            yield f"And {more}." if own else f"Only {more}."
        elif not own:
            yield "None."

    def _parameter_table(self, parameters: Iterable[Parameter]) -> str:
        ordered = sorted(parameters, key=lambda each: each.location not in ("path", "body", "part"))
        return table(_PARAMETER_COLUMNS, [self._parameter_row(each) for each in ordered])

    def _parameter_row(self, parameter: Parameter) -> Sequence[str]:
        return (
            code(parameter.name),
            self._type(parameter),
            "Y" if parameter.required else "N",
            " ".join(filter(None, _told(parameter))),
            _default(parameter),
            self._example(parameter),
        )

    def _type(self, parameter: Parameter) -> str:
        structured = parameter.schema.types & {"object", "array"} or parameter.location == "body"
        if parameter.schema.has_files or not structured:
            return literal(parameter.type)
        return " or ".join(dict.fromkeys(map(self.catalogue.type_of, parameter.content.values()))) or (
            self.catalogue.type_of(parameter.schema)
        )

    def _example(self, parameter: Parameter) -> str:
        if parameter.example is not UNSET:
            return value_cell(parameter.example)
        known = parameter.schema.name in self.catalogue.headings and not parameter.schema.has_files
        structured = parameter.schema.types & {"object", "array"} or parameter.location == "body"
        return self.catalogue.linked(parameter.schema.name, ending=EXAMPLE) if known and structured else ""

    def _body_text(self, parameter: Parameter) -> str:
        text = "" if parameter.schema.has_files else self.catalogue.own_text(parameter.schema)
        return f"{code(parameter.name)}:\n\n{text}" if text and parameter.location in ("body", "part") else ""

    def _pages(self, action: Action) -> Iterator[str]:
        if action.paginate and not action.stream:
            yield _paging(action.paginate)
            yield calls.paging_block(self.api, action)

    def _download(self, action: Action) -> Iterator[str]:
        if _gives_files(action):
            yield "To have the answer in a file, and go on where a connection breaks:"
            yield calls.download_block(self.api, action)

    def _events(self, action: Action) -> Iterator[str]:
        for response in action.responses.values():
            if response.events:
                rows = [(code(name), self.catalogue.type_of(schema)) for name, schema in response.events.items()]
                yield table(("Event", "Data"), rows)
            if response.end:
                yield f"{code(response.end)} ends the stream."

    def _successes(self, action: Action) -> Iterator[str]:
        yield self._responses([each for each in action.responses.values() if _is_success(each, action)])

    def _errors(self, action: Action) -> Iterator[str]:
        yield self._responses([each for each in action.responses.values() if not _is_success(each, action)])

    def _responses(self, responses: list[ResponseDescription]) -> str:
        rows = [(literal(each.status), self._answer(each), inline(each.description)) for each in responses]
        texts = [self.catalogue.own_text(schema) for each in responses for schema in each.content.values()]
        return "\n\n".join([table(_RESPONSE_COLUMNS, rows), *filter(None, texts)]) if rows else ""

    def _answer(self, response: ResponseDescription) -> str:
        if response.stream:
            return _STREAMS[response.stream]
        kinds = [
            self.catalogue.type_of(schema) if "json" in media else f"{code(media)}"
            for media, schema in response.content.items()
        ]
        return " or ".join(dict.fromkeys(kinds))

    # What all of them take.

    def _every_action(self) -> Iterator[str]:
        if self.common:
            yield f"## {EVERY_ACTION}"
            yield "What each of the actions above takes as well."
            yield "### Available Parameters"
            yield self._parameter_table(self.common)


_ACTION_SECTIONS = {
    "Authentication": _Page._authentication,
    "Available Parameters": _Page._parameters,
    "Pages": _Page._pages,
    "Download": _Page._download,
    "Events": _Page._events,
    "Successful Responses": _Page._successes,
    "Error Responses": _Page._errors,
}
"""The sections of an action, in their order; one with nothing to tell is left out."""

_STREAMS = {"sse": "stream of events", "ndjson": "stream of values", "bytes": "stream of bytes"}


# --- what is told of one thing ---------------------------------------------------------------------------------------


def _shared(actions: Sequence[Action]) -> list[Parameter]:
    """Give the parameters of the first action that all others have too, from the same place."""
    sets = [{(each.name, each.pointer) for each in action.parameters.values()} for action in actions]
    first = actions[0].parameters.values() if actions else ()
    return [each for each in first if all((each.name, each.pointer) in others for others in sets)]


def _shared_links(actions: Sequence[Action]) -> list[tuple[str, str]]:
    lists = [_links_of(each) for each in actions]
    return [each for each in lists[0] if all(each in others for others in lists)] if lists else []


def _links_of(action: Action) -> list[tuple[str, str]]:
    """Give the links of an action, each with what it is called."""
    given = action.links
    entries = given.items() if isinstance(given, Mapping) else (("", each) for each in given or ())
    return [_link_of(name, each) for name, each in entries]


def _link_of(name: str, said: Any) -> tuple[str, str]:
    place = str(said.get("url") or said.get("href") or "") if isinstance(said, Mapping) else str(said)
    title = str(said.get("title") or "") if isinstance(said, Mapping) else ""
    return name or title or place, place


def _told(parameter: Parameter) -> Iterator[str]:
    """Give what is told of a parameter in its table."""
    if parameter.deprecated:
        yield f"**Deprecated.** {inline(parameter.deprecated)}"
    yield inline(parameter.description)
    if parameter.accepted:
        yield f"Accepted values: {', '.join(map(value_cell, parameter.accepted))}."
    if parameter.since:
        yield f"Since {literal(parameter.since)}."


def _default(parameter: Parameter) -> str:
    if parameter.preset is not UNSET:
        return f"{value_cell(parameter.preset)} *sent*"
    return value_cell(parameter.default) if parameter.default is not UNSET else ""


def _scope(scope: Scope) -> str:
    return code(scope) if isinstance(scope, str) else f"({' and '.join(map(code, scope))})"


def _listed(several: Iterable[str]) -> str:
    *front, last = several
    return f"{', '.join(front)} or {last}" if front else last


def _paging(paginate: Mapping[str, Any]) -> str:
    """Give which parameters lead through the pages of a list."""
    facts = [f"{code(str(paginate[key]))} takes {role}" for key, role in _PAGING.items() if key in paginate]
    for key, role in _ARRANGING.items():
        names = " and ".join(code(str(each)) for each in (paginate.get(key) or {}).values() if isinstance(each, str))
        facts += [f"{names} {role}"] if names else []
    return " ".join(
        filter(None, ["The list comes in pages.", f"{', '.join(facts)}." if facts else "", "All its items:"])
    )


_PAGING = {
    "page": "the number of the page",
    "offset": "how many items to pass over",
    "cursor": "where the page begins",
    "size": "how many items it may have",
    "limit": "how many items it may have",
}
_ARRANGING = {"sort": "order the items", "filter": "narrow them"}
"""What the parameters do that a list is turned, sorted and filtered by."""


def _is_success(response: ResponseDescription, action: Action) -> bool:
    """Say whether a response is none of the errors; what holds for all others is one, unless nothing else is told."""
    if response.status == "default":
        return not any(each[0] in "123" for each in action.responses)
    return response.status[0] in "123"


def _gives_files(action: Action) -> bool:
    """Say whether an answer of the action is, or may be, something to keep in a file."""
    good = [each for each in action.responses.values() if each.status[:1] == "2" and not each.stream]
    medias = {media for each in good for media in each.content}
    return action.method == "GET" and any(not is_json(each) and not each.startswith("text/") for each in medias)
