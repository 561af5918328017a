"""Parameters and responses that a document declares once, for references."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ..schema.fragments import quote_pointer
from .context import Context
from .lazy import LazyDict
from .members import as_object, as_text, named
from .naming import parameter_keys
from .parameters import UNREADABLE, SourceParameter, is_sendable, read_parameter, translate_parameter
from .responses import translate_response
from .source import Place
from .swagger import media_types_of

_IN_BODY = ("body", "formData")


class Shared:
    """The shared parameters and responses of a document."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._document = context.source.document

    def _declared(self, key: str) -> tuple[dict[str, Any], Place]:
        if self._context.is_swagger:
            return named(self._document.get(key)), Place((key,))
        return named(as_object(self._document.get("components")).get(key)), Place(("components", key))

    # --- parameters ---

    @cached_property
    def _sendable(self) -> dict[str, SourceParameter]:
        """The shared parameters outside of bodies, by their names in the source."""
        declared, place = self._declared("parameters")
        found = {}
        for name, value in declared.items():
            parameter = read_parameter(self._context, value, place.below(name))
            if parameter is None or parameter.location in (*_IN_BODY, UNREADABLE):
                continue
            if is_sendable(self._context, parameter):
                found[name] = parameter
        return found

    @cached_property
    def parameter_keys(self) -> dict[str, str]:
        """The names of the shared parameters in the source, and those in the description."""
        names = list(self._sendable)
        return dict(zip(names, parameter_keys([(name, "query") for name in names]), strict=True))

    @cached_property
    def parameters(self) -> LazyDict:
        """The shared parameters of the description."""
        found = {key: self._sendable[name] for name, key in self.parameter_keys.items()}
        return LazyDict(found, lambda key: self._parameter(key, found[key]))

    def _parameter(self, key: str, parameter: SourceParameter) -> dict[str, Any]:
        add_parameter_origins(self._context, ("parameters", key), parameter.place, parameter.schema_place)
        return translate_parameter(self._context, parameter)

    # --- responses ---

    @cached_property
    def responses(self) -> LazyDict:
        """The shared responses of the description."""
        return LazyDict(self._declared("responses")[0], self._response)

    @cached_property
    def produced(self) -> list[str]:
        """The media types of all responses of a document of Swagger 2.0."""
        return media_types_of({}, self._document, "produces")

    def _response(self, name: str) -> dict[str, Any]:
        declared, place = self._declared("responses")
        value, place = self._context.follow(declared[name], place.below(name))
        response, origins = translate_response(self._context, value, place, self.produced)
        add_origins(self._context, ("responses", name), place, origins)
        return response

    def response_reference(self, value: Any) -> str | None:
        """Return the reference to the shared response that a reference of the source leads to."""
        reference = as_text(as_object(value).get("$ref"))
        prefix = "#/responses/" if self._context.is_swagger else "#/components/responses/"
        name = reference.removeprefix(prefix)
        if name == reference or name not in self.responses:
            return None
        return "#" + quote_pointer(("responses", name))


def add_origins(
    context: Context, tokens: tuple[Any, ...], place: Place, inner: list[tuple[tuple[Any, ...], Place]]
) -> None:
    """Note where a part of the description comes from, and parts of it whose location in it is another."""
    context.translation.origins.add(tokens, place)
    for below, origin in inner:
        context.translation.origins.add((*tokens, *below), origin)


def add_parameter_origins(context: Context, tokens: tuple[Any, ...], place: Place, schema_place: Place) -> None:
    """Note where a parameter and its schema come from."""
    context.translation.origins.add(tokens, place)
    context.translation.origins.add((*tokens, "schema"), schema_place)
