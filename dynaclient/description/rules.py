"""
The rules for an action that a JSON Schema cannot express: paths, names, styles, headers, examples.

Each rule is a function here and a row in ``tests/description/test_lint.py``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from ..errors import Problem, close_matches, did_you_mean
from ..messages import FORBIDDEN_HEADERS
from ..runtime.media_types import has_members, is_form, is_json, is_json_or_form, is_multipart
from ..schema.plain_data import EncodingError, to_plain
from ..schema.subschemas import find_files
from ..schema.validation import Schema
from ..schema.values import validate_value
from ..schema.xml_hints import property_names
from ..strings.encoding import is_encodable
from .argument_paths import find_path
from .document import Node
from .model import STYLES_OF_CONTAINERS, UNSET, Parameter, ResponseDescription, Server
from .named_examples import Example, examples_of
from .page_places import PAGE_PARAMETERS

STYLES: dict[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix", "json"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject", "brackets", "json"),
    "header": ("simple", "json"),
    "cookie": ("form", "json"),
    "part": ("form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject", "brackets", "json"),
    "body": (),
}
"""Location → its styles, the default first (OpenAPI 3.1, Style Values, and `tabDelimited`, `brackets`, `json`)."""

FIXED_EXPLODE = {"spaceDelimited": False, "pipeDelimited": False, "tabDelimited": False, "deepObject": True}
"""Styles for which the other value of `explode` is n/a in OpenAPI."""


# --- the path --------------------------------------------------------------------------------------------------------


def path_problems(path: str, pointer: str, *, has_valid_braces: bool) -> Iterator[Problem]:
    """Yield the problems of the whole path of an action."""
    if not has_valid_braces:
        message = f"the path {path!r:.200} has braces that are not around a name"
        yield Problem.in_description(pointer, "path", message, "write {name} for a parameter, and no other braces")
    if not path.startswith("/"):
        message = f"the path {path!r:.200} does not begin with a slash"
        yield Problem.in_description(pointer, "path", message, "begin it with /")
    if any(segment in (".", "..") for segment in path.split("/")):
        message = f"the path {path!r:.200} has dot segments"
        yield Problem.in_description(pointer, "path", message, "write the path without . and .. segments")
    yield from _half_problems(f"the path {path!r:.200}", path, pointer, "path")


def _half_problems(what: str, text: str, pointer: str, rule: str) -> Iterator[Problem]:
    """Yield the problem of text in URLs and bodies that has half of a character."""
    if not is_encodable(text):
        message = f"{what} has half of a surrogate pair, which cannot be encoded"
        yield Problem.in_description(pointer, rule, message, "write the whole character, or remove it")


def path_parameter_problems(
    names: list[str], parameters: Mapping[str, Parameter], pointer: str, faulty: Container[str] = ()
) -> Iterator[Problem]:
    """Yield where the names in the path and the path parameters differ, except for parameters with other problems."""
    for name in names:
        if name in faulty:
            continue
        if name not in parameters or parameters[name].location != "path":
            message = f"the path has {{{name}}}, but the action has no path parameter {name!r}"
            hint = did_you_mean(close_matches(name, parameters)) or f'add "{name}": {{"in": "path", …}} to `parameters`'
            yield Problem.in_description(pointer, "path", message, hint)
    if len(set(names)) != len(names):
        message = "the path has the same parameter twice"
        yield Problem.in_description(pointer, "path", message, "use two parameters with different names")
    for name, parameter in parameters.items():
        if parameter.location == "path" and name not in names:
            message = f"{name!r} is a path parameter, but the path has no {{{name}}}"
            hint = f"add {{{name}}} to the path, or remove the parameter"
            yield Problem.in_description(parameter.pointer, "path", message, hint)


# --- servers ---------------------------------------------------------------------------------------------------------


def server_problems(server: Server, pointer: str) -> Iterator[Problem]:
    """Yield the variables in the URL of a server that are not described."""
    names = [name for name, _ in server.parts if name]
    for name in names:
        if name not in server.variables:
            message = f"the server's URL has a variable {name!r} that is not described"
            add = f'add "{name}": {{"default": …}} to `variables`'
            hint = did_you_mean(close_matches(name, server.variables)) or add
            yield Problem.in_description(pointer, "server", message, hint)


def server_advice(server: Server, pointer: str) -> Iterator[Problem]:
    """Yield the variables of a server that are not in its URL."""
    names = [name for name, _ in server.parts]
    for name in server.variables:
        if name not in names:
            message = f"{name!r} is a server variable, but the URL has no {{{name}}}"
            yield Problem.in_description(
                pointer, "server", message, f"add {{{name}}} to the URL, or remove the variable"
            )


# --- the method ------------------------------------------------------------------------------------------------------

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "TRACE")
"""The methods that nearly all APIs have; others are those of WebDAV, or of a single API."""
_OTHER_METHODS = frozenset(
    {
        "ACL", "BIND", "CHECKIN", "CHECKOUT", "COPY", "LABEL", "LINK", "LIST", "LOCK", "MERGE", "MKCALENDAR", "MKCOL",
        "MOVE", "NOTIFY", "ORDERPATCH", "PROPFIND", "PROPPATCH", "PURGE", "REBIND", "REPORT", "SEARCH", "SUBSCRIBE",
        "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UNSUBSCRIBE", "UPDATE", "VIEW",
    }
)  # fmt: skip


def method_problems(method: str, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield the parameters in the body of a method that has none (RFC 9110, section 9.3.8)."""
    for parameter in parameters.values() if method == "TRACE" else ():
        if parameter.location in ("body", "part"):
            message = "a TRACE request has no body"
            yield Problem.in_description(parameter.pointer, "method", message, "remove it, or use another method")


def method_advice(method: str, pointer: str) -> Iterator[Problem]:
    """Yield a method that is similar to one of the usual ones: it is hardly meant."""
    similar = close_matches(method, METHODS) if method not in (*METHODS, *_OTHER_METHODS) else ()
    if similar:
        message = f"{method!r:.80} is not a usual HTTP method"
        yield Problem.in_description(pointer, "method", message, did_you_mean(similar))


# --- parameters ------------------------------------------------------------------------------------------------------


def header_problem(name: str, pointer: str) -> Problem | None:
    """Return the problem with setting a header of this name; None if a description may set it."""
    if name.lower() not in FORBIDDEN_HEADERS:
        return None
    is_credential = "auth" in name.lower() or name.lower() == "cookie"
    hint = "describe the credential under the top-level `auth`" if is_credential else "remove it"
    return Problem.in_description(pointer, "header", f"a description cannot set the header {name}", hint)


def parameter_problems(parameter: Parameter) -> Iterator[Problem]:
    """Yield the problems of the name and the style of a parameter."""
    location, style = parameter.location, parameter.style
    if location == "header":
        problem = header_problem(parameter.wire, parameter.pointer)
        if problem is not None:
            yield problem
    if location in ("query", "part") or style == "matrix":  # where the name is written
        name = f"the name {parameter.wire!r:.200}"
        yield from _half_problems(name, parameter.wire, f"{parameter.pointer}/name", "name")
    styles = STYLES[location]
    if styles and style not in styles:
        message = f"a {location} parameter cannot have the style {style}"
        yield Problem.in_description(f"{parameter.pointer}/style", "style", message, f"use one of: {', '.join(styles)}")
    for name in parameter.headers:
        if name.lower() in ("content-type", "content-disposition", "content-length", "content-transfer-encoding"):
            message = f"a part cannot set the header {name}, which it has already"
            hint = "use `contentType`" if name.lower() == "content-type" else "remove it"
            yield Problem.in_description(f"{parameter.pointer}/headers", "header", message, hint)
    fixed = FIXED_EXPLODE.get(style)
    if fixed is not None and parameter.explode is not fixed:
        message = f"the style {style} cannot be combined with `explode` {str(not fixed).lower()}"
        yield Problem.in_description(f"{parameter.pointer}/explode", "style", message, "remove `explode`")


def collision_problems(parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield the parameters of an action that write the same part of the request."""
    first_names: dict[tuple[str, str], str] = {}
    for name, parameter in parameters.items():
        location = parameter.location
        wire = parameter.wire.lower() if location == "header" else "" if location == "body" else parameter.wire
        first = first_names.setdefault((location, wire), name)
        if first == name:
            continue
        if location == "body":
            message, hint = f"{first!r} and {name!r} are both the whole body", "keep one, or use `in: part` for both"
        else:
            message = f"{first!r} and {name!r} have the same name {parameter.wire!r} in the {location}"
            hint = "remove one (null removes an inherited one), or give one another `name`"
        yield Problem.in_description(parameter.pointer, "twice", message, hint)


def body_problems(parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield the problem of an action that has both a whole body and parts of one."""
    parts = [parameter for parameter in parameters.values() if parameter.location == "part"]
    if parts and any(parameter.location == "body" for parameter in parameters.values()):
        message = "an action has either one `body` parameter or `part` parameters, not both"
        yield Problem.in_description(parts[0].pointer, "body", message, "remove one of them")


def whole_query_problems(parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield the problems of a parameter that is the whole query."""
    in_query = [parameter for parameter in parameters.values() if parameter.location == "query"]
    for parameter in in_query:
        media = list(parameter.content)
        if media and (len(media) > 1 or not (is_json(media[0]) or is_form(media[0]))):
            message = f"the whole query cannot be written as {', '.join(media)!r:.80}"
            hint = "use one of: application/x-www-form-urlencoded, application/json"
            yield Problem.in_description(f"{parameter.pointer}/content", "content", message, hint)
        if media and len(in_query) > 1:
            message = f"{parameter.name!r} is the whole query, and the action has other parameters in the query"
            hint = "remove them (null removes an inherited one), or `content`"
            yield Problem.in_description(parameter.pointer, "query", message, hint)


def encoding_advice(parameters: Mapping[str, Parameter], part_content: Iterable[str]) -> Iterator[Problem]:
    """Yield what is written of how parts of a form are sent, and has no effect on the body."""
    for parameter in parameters.values():
        content = part_content if parameter.location == "part" else parameter.content
        keys = [key for key in ("encoding", "headers", "content_type") if getattr(parameter, key)]
        if keys and not any(is_multipart(media) or (is_form(media) and keys != ["headers"]) for media in content):
            key = {"content_type": "contentType"}.get(keys[0], keys[0])
            message = f"`{key}` is about the parts of a form, and the body is none"
            hint = "add a media type of forms to `content`, or remove it"
            yield Problem.in_description(f"{parameter.pointer}/{key}", "encoding", message, hint)
        declared = dict(parameter.schema.properties_at(parameter.schema.tokens)) if parameter.encoding else {}
        for name in parameter.encoding if declared else ():
            similar = () if name in declared else close_matches(name, declared)
            if similar:
                message = f"the schema declares no member {name!r:.80}"
                pointer = parameter.encoding[name].pointer
                yield Problem.in_description(pointer, "encoding", message, did_you_mean(similar))


def empty_body_advice(node: Node, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield the `emptyBody` of an action that has no parts, one of which could be missing."""
    parts = [parameter for parameter in parameters.values() if parameter.location == "part"]
    if node.get("emptyBody") and not parts:
        message = "`emptyBody` is about a body of `part` parameters, and the action has none"
        yield Problem.in_description(f"{node.pointer}/emptyBody", "emptyBody", message, "remove it")


def spread_advice(parameters: Mapping[str, Parameter], members: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield the body whose members cannot be passed by name."""
    for name, parameter in parameters.items():
        if not parameter.spread:
            continue
        pointer, hint = f"{parameter.pointer}/spread", "remove `spread`"
        if not any(map(has_members, parameter.content or ("application/json",))):
            message = f"{name!r} is neither JSON nor XML, and only the members of these may be passed by name"
            yield Problem.in_description(pointer, "spread", message, hint)
        elif not members and not property_names([parameter.schema.view]):  # else parameters have all their names
            message = f"the schema of {name!r} declares no member that may be passed by name"
            yield Problem.in_description(pointer, "spread", message, f"declare its `properties`, or {hint}")


def media_type_problems(
    part_content: Iterable[str], parameters: Mapping[str, Parameter], pointer: str
) -> Iterator[Problem]:
    """Yield the media types in which the parts of a body cannot be written."""
    pointer = f"{pointer}/content"
    for media in part_content:
        if not is_json_or_form(media):
            message = f"parts of a body cannot be written as {media!r:.80}"
            hint = (
                "use JSON, application/x-www-form-urlencoded or multipart/form-data, or one parameter with `in: body`"
            )
            yield Problem.in_description(pointer, "content", message, hint)
    files = [
        name for name, parameter in parameters.items() if parameter.location == "part" and parameter.schema.has_files
    ]
    if files and not any(map(is_multipart, part_content)):
        message = f"the part {files[0]!r} is a file, which needs a multipart body"
        yield Problem.in_description(pointer, "content", message, "add multipart/form-data to `content`")


def pagination_problems(
    paginate: Mapping[str, Any], parameters: Mapping[str, Parameter], members: Mapping[str, Parameter], pointer: str
) -> Iterator[Problem]:
    """Yield the parameters that `paginate` names and the action does not have."""
    names = [paginate.get(key) for key in PAGE_PARAMETERS]
    names += [paginate.get(key, {}).get(role) for key in ("sort", "filter") for role in ("field", "direction", "value")]
    for name in names:
        if name is not None and find_path(parameters, members, str(name)) is None:
            hint = (
                did_you_mean(close_matches(str(name), (*parameters, *members)))
                or "use the name of a parameter of this action"
            )
            yield Problem.in_description(pointer, "paginate", f"the action has no parameter {name!r}", hint)


# --- schemas and examples --------------------------------------------------------------------------------------------


def style_advice(parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield the styles that do not match the types of their schemas."""
    for parameter in parameters.values():
        yield from _container_problems(parameter)
        if parameter.presets and not any(map(is_json_or_form, parameter.content or ("application/json",))):
            message = f"the body {parameter.name!r} has no members, so that its `presets` are never sent"
            hint = "use JSON or a form as `content`, or remove `presets`"
            yield Problem.in_description(f"{parameter.pointer}/presets", "content", message, hint)


def reserved_advice(parameters: Mapping[str, Parameter], part_content: Iterable[str]) -> Iterator[Problem]:
    """Yield the parts that `allowReserved` has no effect on: only a form of pairs is percent-encoded."""
    bodies = (parameter for parameter in parameters.values() if not any(map(is_form, parameter.content)))
    members = [member for parameter in bodies for member in parameter.encoding.values()]
    parts = [] if any(map(is_form, part_content)) else parameters.values()
    for parameter in (*parts, *members):
        if parameter.location == "part" and parameter.allow_reserved:
            message = "`allowReserved` of a part has an effect in application/x-www-form-urlencoded only"
            hint = "remove it, or add that media type to `content`"
            yield Problem.in_description(f"{parameter.pointer}/allowReserved", "content", message, hint)


def file_advice(parameters: Mapping[str, Parameter], part_content: Iterable[str]) -> Iterator[Problem]:
    """Yield the files that can be written in none of the media types of the body, and those outside of a body."""
    for name, parameter in parameters.items():
        is_part = parameter.location == "part"
        content = dict.fromkeys(part_content, parameter.schema) if is_part else parameter.content
        if is_part and parameter.schema.has_files and not any(map(is_multipart, content)):
            continue  # see `media_type_problems`
        files = [
            (path, _is_writable_file(parameter.location, media, path))
            for media, schema in (content or {"": parameter.schema}).items()
            for path in (find_files(schema.view) if schema.marks_files and not schema.problems() else ())
        ]
        writable = {path for path, is_writable in files if is_writable}
        for path in [path for path, _ in files if path not in writable][:1]:
            message = f"the file {name}{''.join(f'.{step}' for step in path)} is where no file can be written"
            hint = "a file can be a member of a multipart form, or a whole body that is not a form"
            yield Problem.in_description(parameter.pointer, "content", message, hint)


def _is_writable_file(location: str, media: str, path: tuple[str | int, ...]) -> bool:
    """Return whether a file can be written: as a member of a multipart form, as an item of one, or as a raw body."""
    if is_multipart(media):
        in_part = path if location == "part" else path[1:]
        return in_part in ((), (0,)) and (location == "part" or path not in ((), (0,)))
    return location == "body" and not path and not is_form(media)


def value_advice(
    parameters: Mapping[str, Parameter], responses: Mapping[str, ResponseDescription]
) -> Iterator[Problem]:
    """Yield the examples, defaults and presets that do not satisfy their schemas."""
    from .keyword_advice import keyword_advice

    for parameter in parameters.values():
        if not any(schema.problems() for schema in parameter.schemas):
            yield from _value_problems(parameter)
        yield from _media_type_problems(parameter.examples, parameter.content, f"the parameter {parameter.name!r}")
    for response in responses.values():
        yield from _media_type_problems(
            response.examples, response.described.content, f"the response {response.status}"
        )
        if not response.stream and not any(schema.problems() for schema in response.described.content.values()):
            yield from _response_example_problems(response)
    of_parameters = (schema for parameter in parameters.values() for schema in parameter.schemas)
    of_responses = (schema for response in responses.values() for schema in response.described.all)
    for schema in {schema.tokens: schema for schema in (*of_parameters, *of_responses)}.values():
        yield from keyword_advice(schema)
        if not schema.problems():
            yield from example_problems(schema)


def _container_problems(parameter: Parameter) -> Iterator[Problem]:
    types = parameter.schema.types if parameter.style in STYLES_OF_CONTAINERS else frozenset()
    if types and not types & {"array", "object"}:
        message = f"the style {parameter.style} is for arrays and objects, but the schema has the type {_listed(types)}"
        hint = f"remove `style`, or use {STYLES[parameter.location][0]}"
        yield Problem.in_description(f"{parameter.pointer}/style", "style", message, hint)


def _listed(types: Iterable[str]) -> str:
    return " or ".join(sorted(types))


def _value_problems(parameter: Parameter) -> Iterator[Problem]:
    """Yield the problems of the `default`, `preset` and `example` of a parameter."""
    if parameter.schema.has_files:
        return
    strict = parameter.location == "body" or parameter.style == "json"
    values = [
        (key, getattr(parameter, key), f"{parameter.pointer}/{key}", parameter.schema)
        for key in ("default", "preset", "example")
    ]
    values += [
        ("example", example.value, example.pointer, parameter.schema_for(example.media))
        for example in parameter.examples
    ]
    for key, value, pointer, schema in values:
        if value is UNSET or (value is None and not strict):
            continue
        subject = f"the {key} of {parameter.name!r}"
        try:
            _, violations = validate_value(schema, to_plain(value, schema), strict=strict)
        except EncodingError as error:
            yield Problem.in_description(pointer, "example", f"{subject} {error.reason}", "use another value")
            continue
        for violation in violations[:1]:
            message = f"{subject} does not satisfy its schema ({violation.rule}: {violation.expected!r:.100})"
            yield Problem.in_description(pointer, "example", message, f"fix the {key} or the schema")


def _response_example_problems(response: ResponseDescription) -> Iterator[Problem]:
    """Yield the problems of the examples of a response that do not satisfy its schema."""
    content = response.described.content
    for media, schema in content.items():
        for example in examples_of(response.examples, content, media) if is_json(media) else ():
            for violation in schema.validator.find_violations(example.value)[:1]:
                subject = f"the example of the response {response.status}"
                message = f"{subject} does not satisfy its schema ({violation.rule}: {violation.expected!r:.100})"
                yield Problem.in_description(example.pointer, "example", message, "fix the example or the schema")


def _media_type_problems(examples: Iterable[Example], content: Mapping[str, Schema], owner: str) -> Iterator[Problem]:
    """Yield the examples whose media type their parameter or response does not have."""
    for example in examples:
        if example.media and example.media not in content:
            message = f"{owner} has no content as {example.media!r:.80}, which this example is"
            hint = f"use one of: {', '.join(content)}" if content else "remove `contentType`, or add `content`"
            yield Problem.in_description(example.pointer, "example", message, hint)


def example_problems(schema: Schema) -> list[Problem]:
    """Return the problems of the `examples` of a schema that do not satisfy it."""
    raw = schema.raw
    if not isinstance(raw, Mapping):
        return []
    problems = []
    for index, example in enumerate(raw["examples"] if isinstance(raw.get("examples"), list) else ()):
        for violation in schema.validator.find_violations(example)[:1] if not schema.is_valid(example) else ():
            path = "".join(f"/{step}" for step in violation.path)
            message = (
                f"the example does not satisfy its schema{f' at {path}' if path else ''} "
                f"({violation.rule}: {violation.expected!r:.100})"
            )
            pointer = f"{schema.pointer}/examples/{index}"
            problems.append(Problem.in_description(pointer, "example", message, "fix the example or the schema"))
    return problems
