"""The page of one resource: each action with an example call, its parameters and its responses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..description.api import Api, Resource
from ..description.granted_scopes import Scope, described_scopes
from ..description.idempotency import key_sentence
from ..description.model import UNSET, Action, Parameter, ResponseDescription
from ..description.named_examples import Example
from ..description.prose import named_links, whole_query_media
from ..description.spellings import argument_name
from ..description.traits import destruction_sentence
from ..runtime.media_types import is_json
from ..schema.outline import summarize
from ..schema.value_texts import value_key, value_texts
from . import call_examples
from .markdown import code, fenced, inline, link, literal, prose, slug, table, web_link
from .schemas_page import EXAMPLE, SchemasPage, json_block, value_cell
from .site_map import EVERY_ACTION, SiteMap

_PARAMETER_COLUMNS = ("Name", "Type", "Required", "Description", "Default", "Example")
_RESPONSE_COLUMNS = ("Code", "Type", "Description")


class ResourcePage:
    """The page of one resource."""

    def __init__(self, api: Api, site_map: SiteMap, schemas: SchemasPage, resource: Resource) -> None:
        self.api = api
        self.site_map = site_map
        self.schemas = schemas
        self.resource = resource
        self.actions = list(resource.actions.values())
        self.links = _shared_links(self.actions)
        shared = _shared_parameters(self.actions)
        self.common = [parameter for parameter in shared if parameter.name in site_map.common]

    def markdown(self) -> str:
        """Return the Markdown of the page."""
        sections = [*self._head(), *self._contents()]
        for action in self.actions:
            sections += self._action(action)
        sections += self._every_action()
        return "\n\n".join(filter(None, sections)) + "\n"

    # The head.

    def _head(self) -> Iterator[str]:
        yield f"# {literal(self.site_map.titles[self.resource.name])} Actions"
        yield prose(self.resource.description)
        expression = call_examples.resource_expression(self.api, self.resource.name)
        yield f"In Python: {code(expression)}, of a [client](index.md#in-python)."
        yield self._see_also(self.links)

    def _contents(self) -> Iterator[str]:
        headings = self.site_map.actions[self.resource.name]
        lines = [f"- {link(literal(heading), f'#{slug(heading)}')}" for heading in headings.values()]
        lines += [f"- {link(EVERY_ACTION, f'#{slug(EVERY_ACTION)}')}"] if self.common else []
        for key in self.resource.resource_names:
            name = f"{self.resource.name}.{key}"
            lines.append(f"- {link(literal(self.site_map.titles[name]), self.site_map.files[name])}")
        yield "## Contents"
        yield "\n".join(lines) or "This resource has no actions."

    def _see_also(self, links: Sequence[tuple[str, str]]) -> str:
        return f"See also: {', '.join(self._link(*pair) for pair in links)}." if links else ""

    def _link(self, name: str, target: str) -> str:
        """Return a link to the page of the resource with this name, else to the target."""
        if name in self.site_map.files:
            return link(literal(self.site_map.titles[name]), self.site_map.files[name])
        return web_link(name, target) or f"{literal(name)} ({code(target)})"

    # One action.

    def _action(self, action: Action) -> Iterator[str]:
        yield f"## {literal(self.site_map.actions[self.resource.name][action.key])}"
        if action.deprecated:
            yield deprecation(action.deprecated)
        yield prose(action.text)
        yield destruction_sentence(action).replace("Destroys:", "**Destroys:**")
        yield self._request_line(action)
        yield call_examples.call_block(self.api, action)
        for heading, section in _ACTION_SECTIONS.items():
            parts = [part for part in section(self, action) if part]
            yield from [f"### {heading}", *parts] if parts else ()

    def _request_line(self, action: Action) -> str:
        facts = [code(f"{action.method} {action.path}")]
        facts += [f"at {code(action.server.template)}"] if action.server else []
        facts += [f"since {literal(action.since)}"] if action.since else []
        tags = f"Tags: {', '.join(map(literal, action.tags))}." if action.tags else ""
        own = [pair for pair in named_links(action.links) if pair not in self.links]
        return "\n\n".join(filter(None, [", ".join(facts), key_sentence(action), tags, self._see_also(own)]))

    def _authentication(self, action: Action) -> Iterator[str]:
        if not action.auth:
            yield "None: no credential is sent."
            return
        schemes = ("; or " if action.auth_scopes else " or ").join(_scheme_set(action, names) for names in action.auth)
        verb = "Requires" if action.auth_required else "Accepts, but does not require,"
        sentence = f"{verb} a [credential](index.md#authentication): {schemes}"
        if not action.scopes:
            yield f"{sentence}{'.' if action.auth_scopes else '; it needs no scope.'}"
        else:
            yield f"{sentence}, with at least one of these scopes: {_enumerate(map(_scope, action.scopes))}."
        texts = described_scopes(action.scopes, action.auth_scopes.values(), action.scope_descriptions)
        yield "\n".join(f"- {code(name)}: {inline(text)}" for name, text in texts.items())

    def _parameters(self, action: Action) -> Iterator[str]:
        common = {(parameter.name, parameter.pointer) for parameter in self.common}
        own = [
            parameter for parameter in action.parameters.values() if (parameter.name, parameter.pointer) not in common
        ]
        others = f"the [parameters of every action](#{slug(EVERY_ACTION)})"
        if own:
            yield self._parameter_table(own)
            for parameter in own:
                yield self._body_schema(parameter)
                yield from _named_examples(parameter.name, parameter.examples)
            if action.members:
                names = ", ".join(map(_member_name, action.members.values()))
                yield f"The members of {code(action.body.name if action.body else '')} are arguments, too: {names}."
        if self.common:
            yield f"And {others}." if own else f"Only {others}."
        elif not own:
            yield "None."

    def _parameter_table(self, parameters: Iterable[Parameter]) -> str:
        ordered = sorted(parameters, key=lambda parameter: parameter.location not in ("path", "body", "part"))
        return table(_PARAMETER_COLUMNS, map(self._parameter_row, ordered))

    def _parameter_row(self, parameter: Parameter) -> Sequence[str]:
        return (
            code(parameter.name),
            self._parameter_type(parameter),
            "Y" if parameter.required else "N",
            " ".join(filter(None, _parameter_description(parameter))),
            _default(parameter),
            self._example(parameter),
        )

    def _parameter_type(self, parameter: Parameter) -> str:
        structured = parameter.schema.types & {"object", "array"} or parameter.location == "body"
        if parameter.schema.has_files or not structured:
            return literal(_type(parameter))
        return " or ".join(dict.fromkeys(map(self.schemas.type_of, parameter.content.values()))) or (
            self.schemas.type_of(parameter.schema)
        )

    def _example(self, parameter: Parameter) -> str:
        example = parameter.first_example
        if example is not UNSET:
            return value_cell(example)
        named = parameter.schema.name in self.schemas.headings and not parameter.schema.has_files
        structured = parameter.schema.types & {"object", "array"} or parameter.location == "body"
        return self.schemas.link_to(parameter.schema.name, ending=EXAMPLE) if named and structured else ""

    def _body_schema(self, parameter: Parameter) -> str:
        block = "" if parameter.schema.has_files else self.schemas.inline_schema(parameter.schema)
        return f"{code(parameter.name)}:\n\n{block}" if block and parameter.location in ("body", "part") else ""

    def _pages(self, action: Action) -> Iterator[str]:
        if action.paginate and not action.stream:
            yield _pagination(action.paginate)
            yield call_examples.paging_block(self.api, action)

    def _download(self, action: Action) -> Iterator[str]:
        if _returns_files(action):
            yield "To write the response to a file, and resume it when the connection breaks:"
            yield call_examples.download_block(self.api, action)

    def _events(self, action: Action) -> Iterator[str]:
        for response in action.responses.values():
            if response.events:
                rows = [(code(name), self.schemas.type_of(schema)) for name, schema in response.events.items()]
                yield table(("Event", "Data"), rows)
            if response.end:
                yield f"{code(response.end)} ends the stream."

    def _successes(self, action: Action) -> Iterator[str]:
        yield self._responses([response for response in action.responses.values() if _is_success(response, action)])

    def _errors(self, action: Action) -> Iterator[str]:
        yield self._responses([response for response in action.responses.values() if not _is_success(response, action)])

    def _responses(self, responses: list[ResponseDescription]) -> str:
        rows = [
            (literal(response.status), self._response_type(response), inline(response.description))
            for response in responses
        ]
        blocks = [self.schemas.inline_schema(schema) for response in responses for schema in response.content.values()]
        blocks += [part for response in responses for part in _named_examples(response.status, response.examples)]
        return "\n\n".join([table(_RESPONSE_COLUMNS, rows), *filter(None, blocks)]) if rows else ""

    def _response_type(self, response: ResponseDescription) -> str:
        if response.stream:
            return _STREAMS[response.stream]
        types = [
            self.schemas.type_of(schema) if "json" in media else f"{code(media)}"
            for media, schema in response.content.items()
        ]
        return " or ".join(dict.fromkeys(types))

    # What all actions share.

    def _every_action(self) -> Iterator[str]:
        if self.common:
            yield f"## {EVERY_ACTION}"
            yield "All actions above take these parameters as well."
            yield "### Available Parameters"
            yield self._parameter_table(self.common)


_ACTION_SECTIONS = {
    "Authentication": ResourcePage._authentication,
    "Available Parameters": ResourcePage._parameters,
    "Pages": ResourcePage._pages,
    "Download": ResourcePage._download,
    "Events": ResourcePage._events,
    "Successful Responses": ResourcePage._successes,
    "Error Responses": ResourcePage._errors,
}
"""The sections of an action, in their order; an empty one is left out."""

_STREAMS = {
    "sse": "stream of events",
    "ndjson": "stream of values",
    "json-seq": "stream of values",
    "bytes": "stream of bytes",
}


# --- links -----------------------------------------------------------------------------------------------------------


def _shared_links(actions: Sequence[Action]) -> list[tuple[str, str]]:
    lists = [named_links(action.links) for action in actions]
    return [pair for pair in lists[0] if all(pair in links for links in lists)] if lists else []


# --- parameters and responses ----------------------------------------------------------------------------------------


def _shared_parameters(actions: Sequence[Action]) -> list[Parameter]:
    """Return the parameters of the first action that all others have too, from the same definition."""
    sets = [{(parameter.name, parameter.pointer) for parameter in action.parameters.values()} for action in actions]
    first = actions[0].parameters.values() if actions else ()
    return [parameter for parameter in first if all((parameter.name, parameter.pointer) in others for others in sets)]


def deprecation(deprecated: str | bool) -> str:
    """Return that something is deprecated, and what to use instead."""
    return f"**Deprecated.** {inline(deprecated)}" if isinstance(deprecated, str) else "**Deprecated.**"


def _type(parameter: Parameter) -> str:
    """Return the type of a value that is not structured, with its bounds and its format, but without a pattern."""
    view = parameter.schema.view
    if parameter.schema.has_files or parameter.accepted or not isinstance(view, Mapping):
        return parameter.type
    described = summarize({key: value for key, value in view.items() if key != "pattern"})
    return parameter.type if described == "any" else described


def _parameter_description(parameter: Parameter) -> Iterator[str]:
    """Yield the sentences about a parameter in its table."""
    if parameter.deprecated:
        yield deprecation(parameter.deprecated)
    yield inline(parameter.description)
    media = whole_query_media(parameter)
    if media:
        yield f"It is the whole query, as {code(media)}."
    if parameter.accepted:
        texts = value_texts(parameter.schema.view)
        allowed = [(value_cell(value), inline(texts.get(value_key(value), ""))) for value in parameter.accepted]
        yield f"Allowed values: {', '.join(f'{value} ({text})' if text else value for value, text in allowed)}."
    if parameter.since:
        yield f"Since {literal(parameter.since)}."


def _named_examples(owner: str, examples: Iterable[Example]) -> Iterator[str]:
    """Yield the examples of a parameter or a response, each with what it shows."""
    for example in examples:
        about = [f"{code(owner)}, example {literal(example.name)}", code(example.media) if example.media else ""]
        yield ", ".join(filter(None, about)) + (f": {inline(example.summary)}" if example.summary else ":")
        yield prose(example.description)
        value = example.value
        yield fenced(value) if isinstance(value, str) else json_block(value)


def _member_name(member: Parameter) -> str:
    return f"{code(argument_name(member.name))}{' (deprecated)' if member.deprecated else ''}"


def _default(parameter: Parameter) -> str:
    if parameter.preset is not UNSET:
        return f"{value_cell(parameter.preset)} *sent*"
    if parameter.presets:
        return f"{value_cell(dict(parameter.presets))} *sent*"
    return value_cell(parameter.default) if parameter.default is not UNSET else ""


def _scheme_set(action: Action, names: tuple[str, ...]) -> str:
    """Return a set of schemes, with the scopes that it needs."""
    scopes = action.auth_scopes.get(names, ())
    typed = (f"{code(name)} ({literal(action.auth_types[name])})" for name in names)
    return " and ".join(typed) + (f" with the scope {_enumerate(map(_scope, scopes))}" if scopes else "")


def _scope(scope: Scope) -> str:
    return code(scope) if isinstance(scope, str) else f"({' and '.join(map(code, scope))})"


def _enumerate(items: Iterable[str]) -> str:
    *front, last = items
    return f"{', '.join(front)} or {last}" if front else last


def _pagination(paginate: Mapping[str, Any]) -> str:
    """Return what the parameters of a paginated list do."""
    facts = [f"{code(str(paginate[key]))} is {role}" for key, role in _PAGING_ROLES.items() if key in paginate]
    for key, role in _LIST_ROLES.items():
        names = " and ".join(code(str(name)) for name in (paginate.get(key) or {}).values() if isinstance(name, str))
        facts += [f"{names} {role}"] if names else []
    sentences = ["The list is paginated.", f"{', '.join(facts)}." if facts else "", "To get all items:"]
    return " ".join(filter(None, sentences))


_PAGING_ROLES = {
    "page": "the number of the page",
    "offset": "the number of items to skip",
    "cursor": "the cursor of the page",
    "size": "the maximum number of items on a page",
    "limit": "the maximum number of items on a page",
}
_LIST_ROLES = {"sort": "sort the items", "filter": "filter them"}
"""What the parameters of a list do, by their keys in `paginate`."""


def _is_success(response: ResponseDescription, action: Action) -> bool:
    """Return whether a response is a success; `default` is one only if no success is declared."""
    if response.status == "default":
        return not any(status[0] in "123" for status in action.responses)
    return response.status[0] in "123"


def _returns_files(action: Action) -> bool:
    """Return whether a response of the action is, or may be, content for a file."""
    successes = [
        response for response in action.responses.values() if response.status[:1] == "2" and not response.stream
    ]
    medias = {media for response in successes for media in response.content}
    return action.method == "GET" and any(not is_json(media) and not media.startswith("text/") for media in medias)
