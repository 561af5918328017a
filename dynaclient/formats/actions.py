"""One operation of OpenAPI or Swagger as an action of the description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..runtime.media_types import SSE, without_parameters
from ..schema.references import format_pointer
from .bodies import Body, Entry, translate_body, translate_swagger_body, unreadable_entry
from .body_members import only_members
from .context import Context
from .credentials import without_credentials
from .extension import is_key, ours, own_members
from .hints import declared_hints
from .idempotency_keys import key_argument, needs_key
from .members import as_list, as_text, extensions, links_to, strings
from .naming import parameter_keys
from .operations import SourceOperation
from .pages import find_pages
from .parameters import UNREADABLE, SourceParameter, is_sendable, read_parameter, translate_parameter, unreadable
from .path_templates import PathTemplate, parse_path
from .responses import statuses, translate_response
from .security import Security
from .servers import own_server
from .shared import Shared, add_origins
from .source import Place
from .streams import asks_for_stream, chooses_stream, with_stream_preset
from .swagger import media_types_of
from .words import squash

_IDEMPOTENCY_KEY = "idempotency-key"
_IN_BODY = ("body", "formData")
Tokens = tuple[Any, ...]


class ActionTranslator:
    """Translates operations, one at a time."""

    def __init__(self, context: Context, security: Security, shared: Shared, server: Any) -> None:
        self._context = context
        self._security = security
        self._shared = shared
        self._server = server

    def translate(self, operation: SourceOperation, tokens: Tokens) -> dict[str, Any]:
        """
        Return the action of an operation.

        Args:
            operation: The operation.
            tokens: The location of the action in the description.
        """
        context, value = self._context, operation.value
        context.translation.origins.add(tokens, operation.place)
        template = parse_path(operation.path)
        auth, declared = without_credentials(
            self._security, self._security.requirement_of(operation), self._parameters(operation)
        )
        body = self._body(operation, declared)
        in_path = self._path_entries(template, declared, operation)
        others = self._other_entries(template, declared)
        entries = [*in_path, *others, *body.entries]
        keys = _keys(entries)
        action: dict[str, Any] = {"method": operation.method, "path": template.written(keys[: len(in_path)])}
        action.update(_texts(operation))
        action.update({} if auth is None else {"auth": auth})
        action.update(self._own_server(operation, tokens))
        parameters = {key: self._keyed(entry, key, tokens) for key, entry in zip(keys, entries, strict=True)}
        if operation.is_stream:
            action["headers"] = {"Accept": SSE}
            if asks_for_stream(context, operation, declared):
                parameters = {
                    key: with_stream_preset(value) if value.get("in") == "body" else value
                    for key, value in parameters.items()
                }
        if parameters:
            action["parameters"] = parameters
        if body.content:
            action["content"] = body.content if len(body.content) > 1 else body.content[0]
        if body.is_required and not any(entry.value.get("required") for entry in body.entries):
            action["emptyBody"] = True
        action.update(self._idempotency_key(operation, dict(zip(keys, entries, strict=True)), declared))
        responses = self._responses(operation, tokens)
        if responses:
            action["responses"] = responses
        action.update(self._pages(operation, dict(zip(keys, entries, strict=True)), declared))
        traits = declared_hints(value)
        return {**action, **traits, **extensions(value, "callbacks"), **own_members(value, "action")}

    def _keyed(self, entry: Entry, key: str, tokens: Tokens) -> dict[str, Any]:
        """Return a parameter without what its key already says, and note where it comes from."""
        add_origins(self._context, (*tokens, "parameters", key), entry.place, list(entry.origins))
        if entry.value.get("name") == key:
            return {name: member for name, member in entry.value.items() if name != "name"}
        return entry.value

    # --- parameters ---

    def _parameters(self, operation: SourceOperation) -> list[SourceParameter]:
        """Return the parameters of a path item and an operation; those of the operation override the others."""
        found: dict[tuple[str, str], SourceParameter] = {}
        for owner, place in ((operation.item, operation.item_place), (operation.value, operation.place)):
            where, declared = place.below("parameters"), owner.get("parameters")
            if declared and not isinstance(declared, list):
                found[UNREADABLE, ""] = unreadable(self._context, declared, declared, where)
            for index, raw in enumerate(as_list(declared)):
                parameter = read_parameter(self._context, raw, where.below(index))
                if parameter is not None:
                    name = parameter.name.lower() if parameter.location == "header" else parameter.name
                    name = parameter.place.pointer if parameter.location == UNREADABLE else name
                    found[parameter.location, name] = parameter
        return list(found.values())

    def _body(self, operation: SourceOperation, declared: list[SourceParameter]) -> Body:
        if not self._context.is_swagger:
            return translate_body(self._context, operation.value, operation.place)
        consumed = media_types_of(operation.value, self._context.source.document, "consumes")
        in_body = [parameter for parameter in declared if parameter.location in _IN_BODY]
        return translate_swagger_body(self._context, in_body, consumed)

    def _path_entries(
        self, template: PathTemplate, declared: list[SourceParameter], operation: SourceOperation
    ) -> list[Entry]:
        """Return a parameter for each variable of the path, in its order."""
        known = {parameter.name: parameter for parameter in declared if parameter.location == "path"}
        entries: list[Entry] = []
        for name, own in _distinct(template.variables):
            parameter = known.get(name)
            if parameter is None:
                value: dict[str, Any] = {"in": "path", "name": own, "schema": {"type": "string"}}
                self._context.note(operation.place, "path", f"the path has {{{name[:80]}}}, which is not declared")
                entries.append(Entry(own, "path", value, operation.place))
                continue
            entry = self._entry(parameter)
            if own != name:
                message = f"the path has {{{name[:80]}}} twice: the second is a parameter of its own"
                self._context.note(operation.place, "path", message)
                entry = Entry(own, "path", {**entry.value, "name": own}, entry.place)
            if name in template.with_slashes:
                entry = Entry(entry.name, "path", {**entry.value, "allowReserved": True}, entry.place, entry.origins)
            entries.append(entry)
        for name in known.keys() - set(template.variables) - _queried(template):
            message = f"{name!r:.80} is a path parameter, but the path does not have it: it is left out"
            self._context.note(known[name].place, "path", message)
        return entries

    def _other_entries(self, template: PathTemplate, declared: list[SourceParameter]) -> list[Entry]:
        """Return the parameters in the query, headers and cookies, those that the path has in its query included."""
        written = dict(template.query)
        in_body = _IN_BODY if self._context.is_swagger else ()
        entries = []
        for parameter in declared:
            is_elsewhere = parameter.location == "path" or parameter.location in in_body
            if parameter.location == UNREADABLE:
                entries.append(unreadable_entry(parameter))
                continue
            if is_elsewhere or (parameter.location == "query" and parameter.name in written):
                continue
            if not _is_key_header(parameter) and is_sendable(self._context, parameter):
                entries.append(self._entry(parameter))
        in_path = {parameter.name: parameter for parameter in declared if parameter.location == "path"}
        return [*(_in_query(self._context, name, value, in_path) for name, value in template.query), *entries]

    def _entry(self, parameter: SourceParameter) -> Entry:
        key = self._shared.parameter_keys.get(parameter.reference) if parameter.reference else None
        own_key = as_text(ours(parameter.value).get("key"))
        if key is not None:
            value = {"$ref": f"#/parameters/{key}", **parameter.overrides}
            return Entry(parameter.name, parameter.location, value, parameter.place, key=own_key)
        value = translate_parameter(self._context, parameter)
        origins: Any = ((("schema",), parameter.schema_place),)
        return Entry(parameter.name, parameter.location, value, parameter.place, origins, own_key)

    # --- the rest ---

    def _own_server(self, operation: SourceOperation, tokens: Tokens) -> dict[str, Any]:
        """Return the server of an operation or of its path; if none of them can be used, a reference to nothing."""
        for owner, place in ((operation.value, operation.place), (operation.item, operation.item_place)):
            where = place.below("servers")
            server = own_server(self._context, owner.get("servers"), where)
            if server is not None:
                return {"server": server.described} if server.value != self._server else {}
            if as_list(owner.get("servers")):
                message = "none of these servers can be used, and no other one is called in their place"
                hint = "if they are relative, give the URL of the document: dynaclient import --base URL"
                self._context.note(where, "reference", message, hint)
                self._context.translation.origins.add((*tokens, "server"), where)
                return {"server": {"$ref": f"#/{UNREADABLE}/server"}}
        return {}

    def _responses(self, operation: SourceOperation, tokens: Tokens) -> dict[str, Any]:
        context, shared = self._context, self._shared
        produced = media_types_of(operation.value, context.source.document, "produces") if context.is_swagger else []
        if chooses_stream(context, operation) and not operation.is_stream:
            produced = [media for media in produced if without_parameters(media) != SSE]
        place = operation.place.below("responses")
        result: dict[str, Any] = {}
        for status, (raw, where) in statuses(context, operation.value.get("responses"), place).items():
            reference = shared.response_reference(raw)
            is_stream = operation.is_stream and status[:1] == "2"
            if reference is not None and not is_stream and (not context.is_swagger or produced == shared.produced):
                result[status] = {"$ref": reference}
                continue
            value, found = context.follow(raw, where)
            if value is None and raw is not None:
                continue
            response, origins = translate_response(context, value, found, produced, is_stream=is_stream)
            add_origins(context, (*tokens, "responses", status), found, origins)
            result[status] = response
        return result

    def _idempotency_key(
        self, operation: SourceOperation, entries: dict[str, Entry], declared: list[SourceParameter]
    ) -> dict[str, Any]:
        header = next((parameter.name for parameter in declared if _is_key_header(parameter)), None)
        if header is not None:
            return {"idempotencyKey": header}
        is_needed = needs_key(operation.method) and not ours(operation.value)
        found = key_argument(self._context, operation, entries, declared) if is_needed else ""
        return {"idempotencyKey": found} if found else {}

    def _pages(
        self, operation: SourceOperation, entries: dict[str, Entry], declared: list[SourceParameter]
    ) -> dict[str, Any]:
        if operation.is_stream:
            return {}
        if operation.method != "GET":
            return self._pages_of_search(operation, entries, declared)
        in_query = {parameter.name: parameter for parameter in declared if parameter.location == "query"}
        keys = {
            key: in_query[entry.name]
            for key, entry in entries.items()
            if entry.location == "query" and entry.name in in_query
        }
        pages = find_pages(self._context, operation.value, operation.place, keys)
        return {"paginate": pages} if pages else {}

    def _pages_of_search(
        self, operation: SourceOperation, entries: dict[str, Entry], declared: list[SourceParameter]
    ) -> dict[str, Any]:
        """Return the pages of an operation whose body has the cursor; a body that may be something else has none."""
        body = next((key for key, entry in entries.items() if entry.location == "body"), None)
        members = only_members(self._context, operation, declared) if body and operation.method == "POST" else None
        in_body = {format_pointer((body, name)): found for name, found in members.schemas.items()} if members else {}
        pages = find_pages(self._context, operation.value, operation.place, {}, in_body) if in_body else {}
        return {"paginate": pages} if pages else {}


def _keys(entries: list[Entry]) -> list[str]:
    """Return the keys of the parameters: those of our extension where it has them, if all are different then."""
    made = parameter_keys([(entry.name, entry.location) for entry in entries])
    keys = [entry.key if is_key(entry.key) else key for entry, key in zip(entries, made, strict=True)]
    return keys if len(set(map(squash, keys))) == len(keys) else made


def _distinct(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the names of variables, each with one that no other has: a number is added from the second on."""
    taken = set(names)
    numbers: dict[str, int] = {}
    for name in names:
        number = numbers.get(name, 0) + 1
        own = name if number == 1 else f"{name}{number}"
        while number > 1 and own in taken:
            number += 1
            own = f"{name}{number}"
        numbers[name] = number
        taken.add(own)
        yield name, own


def _queried(template: PathTemplate) -> set[str]:
    """Return the variables in the query that is written after the path."""
    return {value[1:-1] for _, value in template.query if value.startswith("{") and value.endswith("}")}


def _in_query(context: Context, name: str, value: str, in_path: dict[str, SourceParameter]) -> Entry:
    """Return the parameter for a member of a query that is written after the path."""
    parameter = in_path.get(value[1:-1]) if value.startswith("{") and value.endswith("}") else None
    if parameter is None:
        fixed = {"in": "query", "name": name, "required": True, "schema": {"const": value}, "preset": value}
        return Entry(name, "query", fixed, Place(("paths",)))
    moved = SourceParameter({**parameter.value, "in": "query", "name": name}, parameter.place, parameter.schema_place)
    return Entry(name, "query", translate_parameter(context, moved), parameter.place)


def _is_key_header(parameter: SourceParameter) -> bool:
    """Return whether a parameter is the header for an idempotency key; it is not an argument, unless ours says so."""
    is_plain = parameter.value.get("required") is not True and not ours(parameter.value)
    return parameter.location == "header" and parameter.name.lower() == _IDEMPOTENCY_KEY and is_plain


def _texts(operation: SourceOperation) -> dict[str, Any]:
    """Return the description, the links, and the other prose of an operation."""
    value = operation.value
    result: dict[str, Any] = {}
    for key in ("summary", "description"):
        text = as_text(value.get(key)).strip()
        if text:
            result[key] = text
    tags = list(dict.fromkeys(filter(None, strings(value.get("tags")))))
    name = as_text(ours(value).get("name"))
    if tags and tags[0] == name.partition(".")[0]:
        tags = tags[1:]  # it was exported, and this is its resource
    if tags:
        result["tags"] = tags
    if operation.operation_id and operation.operation_id != name and not operation.is_stream:
        result["operationId"] = operation.operation_id
    if value.get("deprecated") is True:
        result["deprecated"] = True
    return {**result, **links_to(value.get("externalDocs"))}
