"""The schemas of a description as those of OpenAPI 3.1, which are JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from ...formats.extension import OURS
from ...formats.places import Place
from ...formats.schema_walk import Walk
from ...formats.walker import Scope
from ...runtime.media_types import is_xml
from ...schema.references import (
    Tokens,
    map_schemas,
    parse_pointer,
    resolve_pointer,
)
from ...schema.validation import Schema
from ...schema.xml_hints import hints_of
from ...schema.xml_values import ROOT
from ...strings.expressions import expression

_NOT_IN_NAME = expression(r"[^A-Za-z0-9._-]+")
_NEWER = frozenset({"2019-09", "2020-12"})
FILE = {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"}
"""The schema of a file: in the words of OpenAPI 3.0 and of 3.1."""

_XML_OF_NODES: dict[str, dict[str, Any]] = {
    "attribute": {"attribute": True},
    "element": {"wrapped": True},
    "text": {"x-ms-text": True},
    "cdata": {"x-ms-text": True},
}


class Components:
    """
    The schemas under `components`: those with a name, and whatever else references lead to.

    Args:
        document: The description.
        dialect: The dialect of its schemas.
    """

    def __init__(self, document: Mapping[str, Any], dialect: str) -> None:
        self.dialect = "3.1" if dialect in _NEWER else "3.0"
        """How the schemas are read: whether keywords beside a `$ref` count."""
        self.counts_siblings = dialect in _NEWER
        self.schemas: dict[str, Any] = {}
        """The schemas by name, for `components`."""
        self._document = document
        self._names: dict[Tokens, str] = {}

    def add_named(self, names: Mapping[str, Any]) -> None:
        """Add all schemas of the description that have names."""
        for name in names:
            self._name_of(("schemas", name))

    def convert(self, schema: Schema) -> Any:
        """Return a schema of the description."""
        return self._converted(schema.raw, schema.tokens)

    def content(self, schema: Schema, media: str) -> Any:
        """Return the schema of the content of a media type; by its reference, a reader would name an XML element."""
        made = self.convert(schema)
        if not is_xml(media) or not isinstance(made, dict) or "$ref" not in made or hints_of([schema.view]).name:
            return made
        return {**made, "xml": {**made.get("xml", {}), "name": ROOT}}

    def _converted(self, raw: Any, tokens: Tokens) -> Any:
        return map_schemas(Walk(self, Place(tokens), "", {}).schema(map_schemas(raw, _readable), None), _with_extension)

    def _name_of(self, tokens: Tokens) -> str:
        name = self._names.get(tokens)
        if name is None:
            name = self._names[tokens] = self._new_name(tokens)
            self.schemas[name] = {}  # it may refer to itself
            self.schemas[name] = self._converted(resolve_pointer(self._document, tokens), tokens)
        return name

    def _new_name(self, tokens: Tokens) -> str:
        steps = tokens[1:] if tokens[0] == "schemas" else tokens
        return _new_name("_".join(map(str, steps)), self.schemas)

    # What `Walk` asks for.

    def note(self, source: Place, rule: str, message: str) -> None:
        """Ignore what `lint` reports for the description itself."""

    def known(self, _reference: str, _file: str) -> None:
        """Return None: nothing is remembered."""

    def refer(self, reference: tuple[str, str], _place: Place, _files: str, _scope: Scope) -> dict[str, Any]:
        """Return the reference for a keyword with a reference."""
        keyword, target = reference
        if keyword != "$ref":
            return {keyword: target}
        return {"$ref": f"#/components/schemas/{self._name_of(parse_pointer(target))}"}

    def follow(self, value: Any, place: Place) -> tuple[Any, Place]:
        """Return a value itself: a description has no `discriminator`."""
        return value, place

    def locate(self, reference: str, _place: Place) -> Place:
        """Return where a reference leads."""
        return Place(parse_pointer(reference))

    def at(self, place: Place) -> Any:
        """Return the value at a location."""
        return resolve_pointer(self._document, place.tokens)

    def tagged(self, target: str, place: Place) -> Place | None:
        """Return None: a description has no `mapping`."""

    def pointer(self, place: Place) -> str:  # pragma: no cover - only asked for what `tagged` returns
        """Return the reference for the schema at a location."""
        return f"#/components/schemas/{self._name_of(place.tokens)}"


def component_names(names: Iterable[str]) -> dict[str, str]:
    """Return names that components may have, by these names."""
    found: dict[str, str] = {}
    for name in names:
        found[name] = _new_name(name, found.values())
    return found


def _new_name(wanted: str, taken: Container[str]) -> str:
    base = _NOT_IN_NAME.sub("_", wanted).strip("_") or "unnamed"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


_ANCHORS = {"$anchor": "x-anchor", "$dynamicAnchor": "x-dynamicAnchor", "$recursiveAnchor": "x-recursiveAnchor"}
"""Keywords that the walk leaves out, and what they are called for it."""
_ANCHORS_AGAIN = {name: keyword for keyword, name in _ANCHORS.items()}


def _readable(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose keywords that are ours alone are as in a document that is read."""
    made = {_ANCHORS.get(key, key): member for key, member in schema.items()}
    if made.pop("file", None) is True:
        made |= FILE
    if made.pop("secret", False):
        made[OURS] = {"secret": True}
    if isinstance(made.get("xml"), dict):
        made["xml"] = _xml(made["xml"])
    return made


def _xml(hints: dict[str, Any]) -> dict[str, Any]:
    """Return the `xml` of a schema in the words of OpenAPI 3.1: what 3.2 says as `nodeType` has several there."""
    others = {key: value for key, value in hints.items() if key != "nodeType"}
    return {**_XML_OF_NODES.get(hints.get("nodeType", ""), {}), **others}


def _with_extension(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that was read, with the keywords that are ours alone in our extension again."""
    made = {_ANCHORS_AGAIN.get(key, key): member for key, member in schema.items()}
    if "enumDescriptions" in made:
        made["x-enum-descriptions"] = made.pop("enumDescriptions")
    if made.pop("secret", False) and made.get("format") != "password":
        made[OURS] = {"secret": True}
    return made
