"""The stub of one action: its types, its method, and its signatures of `call`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..description.model import UNSET, Action, Parameter, ResponseDescription
from ..description.prose import whole_query_media, with_replacement
from ..description.spellings import argument_name
from ..description.successes import successful
from ..errors import printable
from ..runtime.media_types import is_form, is_json, is_multipart, is_xml
from ..schema.references import Tokens, parse_pointer
from ..schema.validation import Schema
from ..schema.value_texts import value_texts
from . import python_source
from .python_source import class_name, qualified, shared
from .shapes import Locations
from .types import ANY, Members, Types, Use, simplified, union

_DECORATORS = {(False, False): "Calls", (False, True): "Reads", (True, True): "Lists", (True, False): "Searches"}
"""The decorator of an action, by whether it is paginated and whether its response can be downloaded."""
_WHERE = {"member": "member of the body"}
_STREAM_ITEMS = {"sse": "_typed.Event", "bytes": shared("bytes")}


class ActionStub:
    """
    The stub of one action.

    Args:
        action: The action.
        types: The types of the description; those of the action are added.
        common: The names of parameters that every action takes; they are not documented with each one.
        names: The names by which `call` finds it, the full one first.
    """

    def __init__(self, action: Action, types: Types, common: Iterable[str], names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._types = types
        self._common = common
        self.action = action
        self.name = class_name(action.name)
        self.parameters = {name: self._parameter(parameter) for name, parameter in action.parameters.items()}
        self.parameters.update((name, self._member(member)) for name, member in action.members.items())
        self.result = union(self._result())
        self.item = self._item()
        self.arguments = self._arguments()

    def method(self, attribute: str, shadowed: Iterable[str]) -> Iterator[str]:
        """Yield the lines of its method; `shadowed` are the names that have another meaning in the class."""
        returned = self.item if self.action.stream else self.result
        types = ", ".join(qualified(argument, shadowed) for argument in self._decorator_arguments())
        yield f"    @_typed.{self._decorator}[{types}]()"
        if self.action.deprecated:
            deprecated = self.action.deprecated
            message = printable(" ".join(deprecated.split())) if isinstance(deprecated, str) else "Deprecated."
            yield f"    @_typed.deprecated({python_source.quoted(message)})"
        yield f"    def {attribute}({self._signature(shadowed)}) -> {qualified(returned, shadowed)}:"
        yield from python_source.docstring(self._docstring(), "        ") or ["        ..."]

    def calls(self, kind: str) -> Iterator[str]:
        """Yield the signatures of `call` for it: with a mapping, and with keyword arguments if it has any."""
        head = f"    def call(self, action: Literal[{', '.join(map(python_source.quoted, self.names))}], "
        arguments = qualified(self.arguments)
        default = "" if any(required for _, required in self.parameters.values()) else " = ..."
        returned = self._returned(kind)
        yield f"{head}arguments: {arguments}{default}, /) -> {returned}: ..."
        if self.parameters:
            yield f"{head}/, **arguments: Unpack[{arguments}]) -> {returned}: ..."

    def _returned(self, kind: str) -> str:
        if self.action.stream:
            return f"_typed.{kind}Stream[{qualified(self.item)}]"
        result = qualified(self.result)
        return f"Coroutine[Any, Any, {result}]" if kind else result

    @property
    def _decorator(self) -> str:
        if self.action.stream:
            return "Streams"
        return _DECORATORS[bool(self.action.paginate), self.action.readonly or self.action.method == "GET"]

    def _decorator_arguments(self) -> list[str]:
        if self.action.stream:
            return [self.item]
        return [self.result, *([self.item] if self.action.paginate else []), self.arguments]

    def _signature(self, shadowed: Iterable[str]) -> str:
        receiver = "self"
        while receiver in self.parameters:
            receiver += "_"
        ordered = sorted(self.parameters.items(), key=lambda item: not item[1][1])  # required ones first
        keywords = [
            f"{argument_name(name)}: {qualified(expression, shadowed)}{'' if required else ' = ...'}"
            for name, (expression, required) in ordered
        ]
        return ", ".join([receiver, *(["*", *keywords] if keywords else [])])

    def _docstring(self) -> list[str]:
        action = self.action
        fallback = f"{action.method} {action.path}"
        lines = [python_source.summary(action.own_summary or action.description) or python_source.summary(fallback)]
        if action.deprecated:
            lines += ["", python_source.summary(with_replacement("Deprecated", action.deprecated, "."))]
        arguments = {**action.parameters, **action.members}
        documented = {name: value for name, value in arguments.items() if name not in self._common}
        if documented:
            lines += ["", "Args:"]
            for name, parameter in documented.items():
                lines.append(f"    {argument_name(name)}: {_summary_of(parameter)}")
                lines += [
                    f"        {python_source.summary(value)}: {python_source.summary(text)}"
                    for value, text in value_texts(parameter.schema.view).items()
                ]
        return lines

    # Types.

    def _parameter(self, parameter: Parameter) -> tuple[str, bool]:
        """Return the type of a parameter, and whether it is required."""
        required = parameter.required and parameter.preset is UNSET and not parameter.spread
        members = [
            member
            for schema, use in _uses(self.action, parameter)
            for member in self._parameter_members(schema, use, parameter)
        ]
        if parameter.location not in ("body", "part") and not required:
            members.append("None")
        return union(simplified(members)), required

    def _member(self, member: Parameter) -> tuple[str, bool]:
        """Return the type of a member of the body; it is optional, for it may be passed in the body."""
        return union(self._types.of(member.schema.tokens, Use.BODY, class_name(self.name, member.name))), False

    def _parameter_members(self, schema: Schema | None, use: Use | None, parameter: Parameter) -> Members:
        if use is None or schema is None:
            return (shared("str"), "_typed.File")
        return self._types.of(schema.tokens, use, class_name(self.name, parameter.name))

    def _result(self) -> Members:
        members: list[str] = []
        for response in successful(self.action.responses):
            members += self._of_response(response.status, response)
        return simplified(members) or (ANY,)

    def _of_response(self, status: str, response: ResponseDescription) -> Members:
        if status in ("204", "205") or self.action.method == "HEAD":
            return ("None",)
        if not response.content:
            return (ANY,)
        return tuple(member for media, schema in response.content.items() for member in self._of_content(media, schema))

    def _of_content(self, media: str, schema: Schema) -> Members:
        if is_json(media):
            return self._types.of(schema.tokens, Use.RESPONSE, f"{self.name}Response")
        if is_xml(media) and schema.is_structured:
            return self._types.of(schema.tokens, Use.RESPONSE, f"{self.name}Response")
        return (shared("str"),) if media.lower().startswith("text/") else (shared("bytes"),)

    def _item(self) -> str:
        if self.action.stream:
            return _STREAM_ITEMS.get(self.action.stream) or self.result
        location, is_pair = self._location_of_items() if self.action.paginate else (None, False)
        item = ANY if location is None else union(self._types.of(location, Use.RESPONSE, f"{self.name}Item"))
        return shared("tuple", shared("str"), item) if is_pair else item

    def _location_of_items(self) -> tuple[Tokens | None, bool]:
        """Return where the schema of the items of a list is, if it is described, and whether they are in an object."""
        shapes = self._types.shapes
        schemas = [response.schema for response in successful(self.action.responses)]
        schema = next((schema for schema in schemas if schema is not None), None)
        locations: Locations | None = None if schema is None else (schema.tokens,)
        for step in parse_pointer(str(self.action.paginate.get("items") or "")):
            locations = shapes.of(locations).properties.get(str(step)) if locations else None
        shape = shapes.of(locations or ())
        is_object = not shape.items and bool(shape.values)
        return next(iter(shape.values if is_object else shape.items), None), is_object

    def _arguments(self) -> str:
        if not self.parameters:
            return shared("Mapping", shared("str"), ANY)
        return self._types.arguments(f"{self.name}Arguments", f"Arguments of {self.action.name}.", self.parameters)


def _uses(action: Action, parameter: Parameter) -> Iterator[tuple[Schema | None, Use | None]]:
    """Yield each schema that may apply to a parameter, and where the value then is; None for a raw body."""
    if parameter.location == "body":
        for media, schema in (parameter.content or {"application/json": parameter.schema}).items():
            yield (
                schema,
                Use.BODY if is_json(media) else Use.PARAMETER if is_form(media) or is_multipart(media) else None,
            )
            if is_xml(media):
                yield schema, Use.BODY
    elif parameter.location == "part":
        in_json = any(map(is_json, action.part_content)) or parameter.style == "json"
        yield parameter.schema, Use.BODY if in_json else Use.PARAMETER
    else:
        yield parameter.schema, Use.BODY if parameter.style == "json" else Use.PARAMETER


def _summary_of(parameter: Parameter) -> str:
    where = _WHERE.get(parameter.location, parameter.location)
    if whole_query_media(parameter):
        where = "the whole query"
    deprecated = with_replacement("Deprecated", parameter.deprecated, ".") if parameter.deprecated else ""
    text = " ".join(filter(None, map(python_source.summary, (parameter.description, deprecated)))) or where
    default = "" if parameter.default is UNSET else python_source.summary(f"{parameter.default!r:.60}")
    return f"{text} Default: {default}" if default else text
