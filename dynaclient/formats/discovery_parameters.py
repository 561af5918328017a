"""Parameters of Discovery documents: those of a method, and those that all methods have."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from ..strings.expressions import expression
from .discovery_schemas import DiscoverySchemas
from .discovery_values import typed
from .lazy import LazyDict
from .members import as_text, named
from .naming import parameter_keys
from .secrets import is_secret_at
from .source import Place
from .translation import Translation

API_KEY = "key"
"""The parameter that is a credential."""
LOCATIONS = frozenset({"path", "query"})
_NAME = expression("[^\x00-\x1f\x7f\ud800-\udfff]+")
_NOT_IN_SCHEMA = frozenset({"default", "deprecated", "description", "location", "required"})
"""What a parameter of the description has beside its schema."""


class SourceParameter(NamedTuple):
    """A parameter of the source."""

    name: str
    """Its name in the request."""
    location: str
    value: dict[str, Any]
    place: Place


def read_parameters(declared: Any, place: Place, translation: Translation) -> list[SourceParameter]:
    """Return the parameters that are declared in an object; what cannot be sent is noted."""
    if declared is not None and not isinstance(declared, dict):
        translation.note(place, "type", "`parameters` has to be an object: it is left out")
    found = []
    for name, value in named(declared).items():
        below = place.below(name)
        location = value.get("location") if isinstance(value, dict) else None
        if not isinstance(location, str) or location not in LOCATIONS:
            message = "a parameter is an object with the `location` path or query: it is left out"
            translation.note(below, "location", message)
        elif not _NAME.fullmatch(name):
            translation.note(below, "name", "the name has characters that cannot be sent: the parameter is left out")
        else:
            found.append(SourceParameter(name, location, value, below))
    return found


def translate_parameter(parameter: SourceParameter, key: str, schemas: DiscoverySchemas) -> dict[str, Any]:
    """Return a parameter of the description, which has this key."""
    name, location, value, place = parameter
    result: dict[str, Any] = {"in": location}
    if name != key:
        result["name"] = name
    description = as_text(value.get("description"))
    if description:
        result["description"] = description
    if value.get("required") is True and location != "path":
        result["required"] = True
    schema = schemas.schema({key: member for key, member in value.items() if key not in _NOT_IN_SCHEMA}, place)
    if schema:
        result["schema"] = schema
    if "default" in value:
        try:
            result["default"] = _default(value)
        except ValueError:
            schemas.note_value(value["default"], "default", place.tokens)
    if value.get("type") == "object":
        result["style"] = "json"  # no document says how objects are written
    if value.get("deprecated") is True:
        result["deprecated"] = True
    if is_secret_at(location, name):
        result["secret"] = True
    return result


def _default(value: dict[str, Any]) -> Any:
    """Return the default of a parameter: a list for one that is repeated; ValueError if it has another type."""
    default, type_name = value["default"], value.get("type")
    if value.get("repeated") is not True:
        return typed(default, type_name)
    return [typed(item, type_name) for item in (default if isinstance(default, list) else [default])]


def add_origins(translation: Translation, tokens: tuple[Any, ...], parameter: SourceParameter) -> None:
    """Add where a parameter of the description, and its schema, come from: both are one object in the source."""
    for below in ((), ("schema",), *([("schema", "items")] if parameter.value.get("repeated") is True else ())):
        translation.origins.add((*tokens, *below), parameter.place)


class CommonParameters:
    """The parameters that all methods have, except for the API key."""

    def __init__(self, declared: Any, schemas: DiscoverySchemas) -> None:
        place = Place(("parameters",))
        found = read_parameters(declared, place, schemas.translation)
        self.api_key = next((one for one in found if one.name == API_KEY and one.location == "query"), None)
        """The parameter for the API key, if there is one."""
        sent = [one for one in found if one is not self.api_key and one.location == "query"]
        keys = parameter_keys([(one.name, one.location) for one in sent])
        self._parameters = dict(zip(keys, sent, strict=True))
        self._schemas = schemas

    @property
    def keys(self) -> list[str]:
        """Their keys in the description."""
        return list(self._parameters)

    def table(self) -> LazyDict:
        """Return them as parameters of the description."""
        return LazyDict(self._parameters, self._make)

    def _make(self, key: str) -> dict[str, Any]:
        parameter = self._parameters[key]
        add_origins(self._schemas.translation, ("parameters", key), parameter)
        return translate_parameter(parameter, key, self._schemas)

    def beside(self, own: Collection[str]) -> dict[str, SourceParameter]:
        """Return by their keys those that a method has beside its own parameters in the query, which replace them."""
        return {key: one for key, one in self._parameters.items() if one.name not in own}
