"""Request bodies: one parameter for the whole body, or for a form one parameter for each of its members."""

from __future__ import annotations

from typing import Any

from ..messages import FIELD_NAME, FIELD_VALUE
from ..records import dataclass, field, replace
from ..redaction import is_secret_name
from ..runtime.media_types import JSON, has_members, is_form, is_json, is_media_type, is_multipart, is_range
from .context import Context
from .examples import EXAMPLE, examples_of, written
from .extension import OURS, ours, own_members
from .media import Media, concrete_types, file_schema, is_file, is_same_schema, read_content, translate_content
from .members import as_object, as_text, named
from .parameters import NOT_CALLABLE, UNREADABLE, SourceParameter, form_style, unreadable
from .schema_facts import Found, annotation, first_example, item_schema, members_of, only_value, types_of
from .schema_files import PART, TYPED
from .source import Place
from .swagger import body_types, form_types

_CONTAINERS = frozenset({"array", "object"})
Sent = list[tuple[str, Media]]
"""The media types of a body, each with the one in which it is sent."""


@dataclass(frozen=True, eq=False, repr=False)
class Entry:
    """A parameter of an action that has no key yet."""

    name: str
    """Its name in the request, or that of a body."""
    location: str
    value: dict[str, Any]
    place: Place
    origins: tuple[tuple[tuple[Any, ...], Place], ...] = ()
    """Where parts of it come from whose location in it is another than in the source."""
    key: str = ""
    """The key that the source has for it; empty if it is made of its name."""


@dataclass(frozen=True, eq=False, repr=False)
class Body:
    """The body of an action: its parameters, and the media types in which they are written if they are parts."""

    entries: list[Entry] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    is_required: bool = False
    """Whether it is sent without any of its parts, too."""


@dataclass(frozen=True, eq=False, repr=False)
class Member:
    """A member of a form."""

    name: str
    schema: Any
    place: Place
    is_required: bool = False
    encoding: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    is_ours: bool = False
    """Whether our extension has what the schema does not say; otherwise it is inferred."""
    example: dict[str, Any] = field(default_factory=dict)
    """The `example` of its parameter, if it has one."""


# --- OpenAPI 3 -------------------------------------------------------------------------------------------------------


def translate_body(context: Context, operation: dict[str, Any], place: Place) -> Body:
    """Return the body of an operation of OpenAPI 3."""
    if "requestBody" not in operation:
        return Body()
    declared, where = operation["requestBody"], place.below("requestBody")
    value, where = context.follow(declared, where, NOT_CALLABLE)
    if not isinstance(value, dict):
        return Body() if declared is None else Body([unreadable_entry(unreadable(context, value, declared, where))])
    media = read_content(context, value.get("content"), where.below("content"))
    if not media:
        return Body()
    is_required = value.get("required") is True
    location = ours(value).get("in")
    is_form_only = all(is_form(one.type) or is_multipart(one.type) for one in media)
    if location != "body" and (is_form_only or location == "part") and is_same_schema(media):
        members = members_of(context, media[0].schema, media[0].place)
        if members.schemas and (members.is_closed or location == "part"):
            encoding = as_object(media[0].value.get("encoding"))
            example = as_object(next(iter(first_example(context, media[0].value, media[0].whole or where)), None))
            parts = [
                Member(
                    name,
                    *found,
                    name in members.required,
                    as_object(encoding.get(name)),
                    is_ours=location == "part",
                    example={"example": example[name]} if name in example else {},
                )
                for name, found in members.schemas.items()
            ]
            return replace(translate_form(context, parts, [one.type for one in media]), is_required=is_required)
    name = as_text(operation.get("x-codegen-request-body-name")) or "body"
    about = {**_about(as_text(value.get("description")), is_required=is_required), **own_members(value, "parameter")}
    as_described = [(one.type, one) for one in media]  # what was exported is in its order, ranges included
    sent = as_described if location == "body" else _in_order(context, media)
    body = _whole(context, name, sent, where, about)
    return Body([replace(body, key=as_text(ours(value).get("key")))])


def unreadable_entry(parameter: SourceParameter) -> Entry:
    """Return what stands for a parameter or a body that cannot be read."""
    return Entry(parameter.name, UNREADABLE, {"$ref": parameter.value["$ref"]}, parameter.place)


def _whole(context: Context, name: str, media: Sent, place: Place, about: dict[str, Any]) -> Entry:
    """Return the parameter that is the whole body."""
    value: dict[str, Any] = {"in": "body", **about}
    content: dict[str, Any] = {}
    origins: list[tuple[tuple[Any, ...], Place]] = []
    for sent, one in media:
        if sent in content:
            continue
        content[sent] = translate_content(context, one, sent)
        origins.append((("content", sent), one.place))
    first, source = media[0]
    if (
        value.get("spread") is not False
        and has_members(first)
        and members_of(context, source.schema, source.place).schemas
    ):
        value["spread"] = True
    files = [sent for sent, schema in content.items() if isinstance(schema, dict) and schema.get("file") is True]
    ordered = [(sent, one) for sent, one in media if sent not in files]
    found = examples_of(context, ordered, first=next(iter(content)))
    examples, of_examples = written(found)
    has_single = any(EXAMPLE in one.value for _, one in ordered)
    if has_single and list(found) == [EXAMPLE] and found[EXAMPLE][0].keys() == {"value"}:
        examples, of_examples = {"example": found[EXAMPLE][0]["value"]}, []
    if "examples" in value:
        examples = {"examples": {**examples.get("examples", {}), **value["examples"]}}
    value.update(examples)
    if list(content) == [JSON]:
        value["schema"] = content[JSON]
        origins = [(("schema",), origins[0][1])]
    else:
        value["content"] = content
    origins += of_examples
    return Entry(name, "body", {**value, **_encodings(context, [one for _, one in media])}, place, tuple(origins))


def _about(description: str, *, is_required: bool) -> dict[str, Any]:
    return {**({"description": description} if description else {}), **({"required": True} if is_required else {})}


def _in_order(context: Context, media: list[Media]) -> Sent:
    """Return the types in which a body is sent, JSON first: but for a file, JSON is not what it is sent as."""
    found = [(concrete_types(context, one), one) for one in media]
    found.sort(key=lambda pair: not is_json(pair[0][0]) or is_file(context, pair[1].schema, pair[1].place))
    return [(sent, one) for types, one in found for sent in types]


# --- Swagger 2.0 -----------------------------------------------------------------------------------------------------


def translate_swagger_body(context: Context, parameters: list[SourceParameter], consumed: list[str]) -> Body:
    """Return the body of an operation of Swagger 2.0: its parameters in `body` or `formData`."""
    body = next((parameter for parameter in parameters if parameter.location == "body"), None)
    if body is not None:
        for other in parameters:
            if other is not body:
                message = f"a request has one body, which is {body.name!r:.80}: {other.name!r:.80} is left out"
                context.note(other.place, "body", message)
        place = body.place.below("schema")
        media = [Media(media, body.value.get("schema"), place) for media in body_types(consumed)]
        about = _about(as_text(body.value.get("description")), is_required=body.value.get("required") is True)
        return Body([_whole(context, body.name, _in_order(context, media), body.place, about)])
    members = [
        Member(
            parameter.name, parameter.value["schema"], parameter.schema_place,
            parameter.value.get("required") is True,
            {key: parameter.value[key] for key in ("style", "explode") if key in parameter.value},
            as_text(parameter.value.get("description")),
        )
        for parameter in parameters if parameter.location == "formData"
    ]  # fmt: skip
    has_files = any(as_object(member.schema).get("type") == "file" for member in members)
    return translate_form(context, members, form_types(consumed, has_files=has_files)) if members else Body()


# --- forms -----------------------------------------------------------------------------------------------------------


def translate_form(context: Context, members: list[Member], content: list[str]) -> Body:
    """Return the members of a form as parameters."""
    entries = []
    multipart = [media for media in content if is_multipart(media)]
    has_files = False
    for member in members:
        if as_object(context.look_up(member.schema, member.place)[0]).get("readOnly") is True:
            continue
        value = _part(context, member, is_multipart=bool(multipart))
        has_files = has_files or _has_file(value)
        origin: Any = ((("schema",), member.place),)
        key = as_text(ours(member.schema).get("key")) if member.is_ours else ""
        entries.append(Entry(member.name, "part", value, member.place, origin, key))
    return Body(entries, multipart if has_files else content)


def _has_file(value: dict[str, Any]) -> bool:
    schema = as_object(value.get("schema"))
    return "file" in schema or "file" in as_object(schema.get("items"))


def _part(context: Context, member: Member, *, is_multipart: bool) -> dict[str, Any]:
    found = member.schema, member.place
    schema = file_schema(context, found, untyped="contentType" not in member.encoding) if is_multipart else None
    value: dict[str, Any] = {"in": "part", "name": member.name}
    own = as_object(context.look_up(*found)[0])
    description = member.description or as_text(own.get("description"))
    if description:
        value["description"] = description
    if member.is_required:
        value["required"] = True
    files = (TYPED if "contentType" in member.encoding else PART) if is_multipart else ""
    value["schema"] = context.schemas.inline(*found, files) if schema is None else schema
    for default in annotation(context, *found, "default"):
        value["default"] = default
    for only in only_value(context, *found) if member.is_required and not member.is_ours else ():
        value["preset"] = only
    if not _has_file(value):
        value.update(member.example)
        value.update({} if member.is_ours else _part_style(context, member, found, is_multipart=is_multipart))
    value.update(_sent_as(context, member, is_multipart=is_multipart))
    if is_secret_name(member.name):
        value["secret"] = True
    if own.get("deprecated") is True:
        value["deprecated"] = True
    if member.is_ours:
        return value | own_members(member.schema, "parameter")
    return value


def _sent_as(context: Context, member: Member, *, is_multipart: bool) -> dict[str, Any]:
    """Return the media type and the headers with which a member of a form is sent, and whether it is encoded."""
    is_reserved = member.encoding.get("allowReserved") is True and not is_multipart
    reserved: dict[str, Any] = {"allowReserved": True} if is_reserved else {}
    if OURS in member.encoding:
        return {**reserved, **own_members(member.encoding, "encoding")}
    if not is_multipart:
        return reserved
    result: dict[str, Any] = {}
    media = as_text(member.encoding.get("contentType"))
    if is_media_type(media) and not is_range(media):  # of several, or a range, the name of the file decides
        result["contentType"] = media
    headers: dict[str, str] = {}
    for name, header in named(member.encoding.get("headers")).items():
        schema = as_object(as_object(context.follow(header, member.place)[0]).get("schema"))
        values = [*only_value(context, schema, member.place), *annotation(context, schema, member.place, "default")]
        if name.lower() == "content-type":
            continue
        if values and FIELD_NAME.fullmatch(name) and FIELD_VALUE.fullmatch(str(values[0])):
            headers[name] = str(values[0])
        else:
            message = f"the part {member.name!r:.80} is sent without its header {name!r:.80}, which has no fixed value"
            context.note(member.place, "encoding", message)
    return {**result, **({"headers": headers} if headers else {})}


def _encodings(context: Context, media: list[Media]) -> dict[str, Any]:
    """Return how the members of a form that is one parameter are encoded."""
    found: dict[str, Any] = {}
    for one in media:
        has_parts = is_multipart(one.type)
        declared = members_of(context, one.schema, one.place).schemas
        for name, encoding in named(one.value.get("encoding") if has_parts or is_form(one.type) else None).items():
            member = Member(name, *declared.get(name, (None, one.place)), encoding=as_object(encoding))
            schema = member.schema, member.place
            style = _part_style(context, member, schema, is_multipart=has_parts)
            written = {**style, **_sent_as(context, member, is_multipart=has_parts)}
            if written:
                found.setdefault(name, written)
    return {"encoding": found} if found else {}


def _part_style(context: Context, member: Member, found: Found, *, is_multipart: bool) -> dict[str, Any]:
    """Return the style of a member of a form; a member that no style can write is JSON, as OpenAPI prescribes."""
    encoding = member.encoding
    explode = encoding.get("explode")
    style = encoding.get("style")
    types = types_of(context, *found)
    if isinstance(style, str) or isinstance(explode, bool):
        written = form_style(
            context, style if isinstance(style, str) else "form", explode if isinstance(explode, bool) else None, found
        )
        is_ignored = is_multipart and context.dialect == "3.0"  # as OpenAPI 3.0 prescribes, unlike 2.0 and 3.1
        if written.get("style") in ("brackets", "deepObject") or not (is_ignored or _nests(context, types, found)):
            return written
    is_as_json = is_json(as_text(encoding.get("contentType")))
    if is_multipart:
        return {"style": "json"} if is_as_json and "array" in types else {}
    return {"style": "json"} if is_as_json or "object" in types or _nests(context, types, found) else {}


def _nests(context: Context, types: frozenset[str], found: Found) -> bool:
    """Return whether an array has arrays or objects as items."""
    return "array" in types and bool(types_of(context, *item_schema(context, *found)) & _CONTAINERS)
