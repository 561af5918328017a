"""Parameters in path, query, headers and cookies; those of Swagger 2.0 in the form of OpenAPI 3 (see `swagger`)."""

from __future__ import annotations

from typing import Any

from ..messages import FIELD_NAME, FORBIDDEN_HEADERS
from ..records import dataclass, field, replace
from ..runtime.media_types import JSON, is_form, is_json
from ..schema.fragments import quote_pointer
from ..schema.references import get_reference
from ..strings.expressions import expression
from .context import Context
from .extension import WHOLE_QUERY, ours, own_members
from .members import as_object, as_text, extensions, named
from .schema_facts import annotation, item_schema, members_of, named_examples, only_value, other_members, types_of
from .secrets import is_secret_at
from .source import Place
from .swagger import swagger_parameter

LOCATIONS = ("path", "query", "header", "cookie")
STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
"""Location → the styles of OpenAPI, the default first."""
UNREADABLE = "unreadable"
"""The location of what cannot be read."""
NOT_CALLABLE = "no operation with it can be called"
_DELIMITED = ("spaceDelimited", "pipeDelimited", "tabDelimited")
_CONTAINERS = frozenset({"array", "object"})
_NAME = expression("[^\x00-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True, eq=False, repr=False)
class SourceParameter:
    """A parameter as the source declares it, in the form of OpenAPI 3."""

    value: dict[str, Any]
    place: Place
    schema_place: Place
    reference: str = ""
    """The name of the shared parameter that it is, if it is one and nothing stands beside the reference."""
    overrides: dict[str, Any] = field(default_factory=dict)
    """What stands beside the reference."""

    @property
    def name(self) -> str:
        """Its name in the request."""
        return str(self.value["name"])

    @property
    def location(self) -> str:
        """Where it is in the request."""
        return "query" if self.is_whole_query else str(self.value["in"])

    @property
    def is_whole_query(self) -> bool:
        """Whether it is the whole query (OpenAPI 3.2)."""
        return self.value["in"] == "querystring" or ours(self.value).get(WHOLE_QUERY) is True

    @property
    def media(self) -> str:
        """The first media type of its `content`; an empty string if it has none."""
        return next(iter(named(self.value.get("content"))), "")


def read_parameter(context: Context, value: Any, place: Place) -> SourceParameter | None:
    """Return a parameter of the source, with its reference followed; None if there is none, or it has no name."""
    reference = get_reference(value)
    if reference is None or len(value) > 1 or place.file:
        return _read(context, value, place)
    known: SourceParameter | None = context.known.get(reference)
    if known is None:
        known = _read(context, value, place)
        if known is not None and known.location != UNREADABLE:
            context.known[reference] = known
    return known


def _read(context: Context, value: Any, place: Place) -> SourceParameter | None:
    found, where = context.follow(value, place, NOT_CALLABLE)
    if not isinstance(found, dict):
        return None if value is None else unreadable(context, found, value, place)
    name, location = found.get("name"), found.get("in")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not isinstance(location, str):
        context.note(where, "name", "a parameter needs `name` and `in`: it is left out")
        return None
    if context.is_swagger:
        return SourceParameter(swagger_parameter(context, found, where), where, where, *_sharing(context, value))
    schema_place = where.below("schema")
    if "schema" not in found and named(found.get("content")):
        schema_place = where.below("content", next(iter(named(found["content"]))), "schema")
    return SourceParameter(found, where, schema_place, *_sharing(context, value))


def _sharing(context: Context, value: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the name of the shared parameter that a reference leads to, and what stands beside it."""
    reference = as_text(value.get("$ref"))
    prefix = "#/parameters/" if context.is_swagger else "#/components/parameters/"
    name = reference.removeprefix(prefix)
    if name == reference or "/" in name:
        return "", {}
    description = value.get("description")
    has_own = isinstance(description, str) and context.dialect == "3.1"
    return name.replace("~1", "/").replace("~0", "~"), {"description": description} if has_own else {}


def unreadable(context: Context, found: Any, value: Any, place: Place) -> SourceParameter:
    """
    Return what stands for a parameter or a body that cannot be read, so that the operation has a problem there.

    Without it, the request would be sent as if the document did not have it.

    Args:
        context: The translation.
        found: What its value leads to; None if it is a reference that cannot be followed, which is noted.
        value: The value.
        place: Its location.
    """
    if found is not None:
        context.note(place, "reference", f"a parameter or a body is an object; {NOT_CALLABLE}")
    reference = as_text(as_object(value).get("$ref"))
    name = reference.rpartition("/")[2] or UNREADABLE
    # A reference that leads to nothing in the source may lead to something in the description.
    kept = reference if reference.startswith("#/components/") else "#" + quote_pointer((UNREADABLE, reference))
    return SourceParameter({"in": UNREADABLE, "name": name, "$ref": kept}, place, place)


def is_sendable(context: Context, parameter: SourceParameter) -> bool:
    """Return whether a parameter is one that a request can have; what is lost is noted."""
    location, name = parameter.location, parameter.name
    if parameter.is_whole_query and not (is_json(parameter.media) or is_form(parameter.media)):
        context.note(parameter.place, "content", "such a query cannot be written: it is left out")
        return False
    if location not in LOCATIONS:
        context.note(parameter.place, "in", f"a parameter in {location!r:.40} cannot be sent: it is left out")
        return False
    if location in ("header", "cookie") and not FIELD_NAME.fullmatch(name):
        context.note(parameter.place, "name", f"{name!r:.80} is not the name of a {location}: it is left out")
        return False
    if location == "header" and name.lower() in FORBIDDEN_HEADERS:
        if name.lower() not in ("content-type", "authorization"):
            context.note(parameter.place, "header", f"the client sets the header {name} itself: it is left out")
        return False
    return True


def translate_parameter(context: Context, parameter: SourceParameter) -> dict[str, Any]:
    """Return a parameter of the description, with its name in the request."""
    parameter = _as_text(context, parameter)
    value, location = parameter.value, parameter.location
    schema, place = _schema_of(parameter)
    result: dict[str, Any] = {"in": location, "name": parameter.name}
    description = as_text(value.get("description"))
    if description:
        result["description"] = description
    if value.get("required") is True and location != "path":
        result["required"] = True
    if parameter.is_whole_query:
        result["content"] = {parameter.media: {} if schema is None else context.schemas.inline(schema, place)}
    elif schema is not None:
        result["schema"] = context.schemas.inline(schema, place)
    result.update(_values(context, parameter, schema))
    if not parameter.is_whole_query:
        result.update(_style(context, parameter, schema, place))
    reserved = None if parameter.is_whole_query else _reserved(value)
    if location in ("path", "query") and reserved is not None:
        result["allowReserved"] = reserved
    if is_secret_at(location, parameter.name):
        result["secret"] = True
    if value.get("deprecated") is True:
        result["deprecated"] = True
    result.update(own_members(value, "parameter"))
    result.update(extensions(value, "allowEmptyValue"))
    return result


def _as_text(context: Context, parameter: SourceParameter) -> SourceParameter:
    """Return a parameter whose value is text, if it has structure in a media type that the client does not write."""
    value = parameter.value
    media = next(iter(named(value.get("content"))), JSON) if "schema" not in value else JSON
    types = types_of(context, *_schema_of(parameter))
    if (
        is_json(media)
        or parameter.is_whole_query
        or value["in"] not in LOCATIONS
        or (types and not types & _CONTAINERS)
    ):
        return parameter
    message = f"a value as {media!r:.80} is not written by the client: pass it as text"
    context.note(parameter.place.below("content"), "content", message)
    others = {key: member for key, member in value.items() if key not in ("content", "example", "examples")}
    return replace(parameter, value={**others, "schema": {"type": "string"}})


def _schema_of(parameter: SourceParameter) -> tuple[Any, Place]:
    value = parameter.value
    if "schema" in value:
        return value["schema"], parameter.schema_place
    media = next(iter(named(value.get("content")).values()), None)
    return as_object(media).get("schema"), parameter.schema_place


def _reserved(value: dict[str, Any]) -> Any:
    """Return the value of `allowReserved`; None if there is none."""
    if value.get("x-ms-skip-url-encoding") is True:
        return "encoded"  # the clients of Azure send the value as it is
    is_reserved = value.get("allowReserved") is True
    return True if is_reserved or (value.get("in") == "path" and value.get("x-multi-segment") is True) else None


def _values(context: Context, parameter: SourceParameter, schema: Any) -> dict[str, Any]:
    """Return its default, its example, and the value that is always sent if it is required and allows only one."""
    value, place = parameter.value, parameter.schema_place
    result: dict[str, Any] = {}
    for default in annotation(context, schema, place, "default"):
        result["default"] = default
    owner, where = value, parameter.place
    if parameter.media and "schema" not in value and "example" not in value and "examples" not in value:
        owner = as_object(value["content"][parameter.media])
        where = where.below("content", parameter.media)
    if "example" in owner:
        result["example"] = owner["example"]
    examples = named_examples(context, owner, where)
    if examples:
        result["examples"] = {name: example for name, (example, _) in examples.items()}
    if value.get("required") is True and ours(value).get("hasPreset") is not False:
        for only in only_value(context, schema, place):
            result["preset"] = only
    return result


# --- styles ----------------------------------------------------------------------------------------------------------


def _style(context: Context, parameter: SourceParameter, schema: Any, place: Place) -> dict[str, Any]:
    value, location = parameter.value, parameter.location
    if "schema" not in value and named(value.get("content")):
        media = next(iter(named(value["content"])))
        return {"style": "json"} if is_json(media) else {}
    styles = STYLES[location]
    style = value.get("style", styles[0])
    explode = value.get("explode") if isinstance(value.get("explode"), bool) else None
    is_of_swagger = context.is_swagger and style in _DELIMITED  # where `tabDelimited` is one
    if style not in styles and not is_of_swagger:
        context.note(parameter.place.below("style"), "style", f"{style!r:.40} is not a style of a {location} parameter")
        style, explode = styles[0], None
    if location == "query" and style == "form" and schema is not None and _is_nested_list(context, schema, place):
        message = "arrays and objects in an array have no form in a query: only a value without them can be sent"
        context.note(parameter.place, "style", message)
    if "style" not in value and "explode" not in value:
        return {}
    return form_style(context, style, explode, (schema, place))


def form_style(context: Context, style: str, explode: bool | None, schema: tuple[Any, Place]) -> dict[str, Any]:
    """Return the `style` and `explode` of the description for those of a parameter or a member of a form."""
    types = types_of(context, *schema)
    if style in _DELIMITED:
        if types and not types & _CONTAINERS:
            return {}
        return {"explode": True} if explode and "object" not in types else {"style": style}
    if style == "deepObject":
        if types and not types & _CONTAINERS:
            return {}
        return {"style": "brackets" if _is_nested(context, *schema) or "array" in types else "deepObject"}
    default = style == "form"
    result: dict[str, Any] = {} if style in ("simple", "form") else {"style": style}
    if explode is not None and explode is not default:
        result["explode"] = explode
    return result


def _is_nested_list(context: Context, schema: Any, place: Place) -> bool:
    """Return whether the items of an array are arrays or objects."""
    is_list = "array" in types_of(context, schema, place)
    return is_list and bool(types_of(context, *item_schema(context, schema, place)) & _CONTAINERS)


def _is_nested(context: Context, schema: Any, place: Place) -> bool:
    """Return whether a member of an object, or an item of an array, is an object or an array itself."""
    members = members_of(context, schema, place)
    inner = [*members.schemas.values(), item_schema(context, schema, place), *other_members(context, schema, place)]
    return any(types_of(context, *found) & _CONTAINERS for found in inner)
