"""The operations of a document, and the tree of resources that their names make."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ..records import dataclass
from ..strings.expressions import expression
from .context import Context
from .glances import Glance, first_of, name_of_schema, name_of_target
from .members import as_list, as_object, as_text, named, strings
from .naming import Operation
from .source import Place

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
ADDITIONAL = "additionalOperations"
"""The key of a path item for operations with other methods (OpenAPI 3.2)."""
_METHOD = expression(r"(?!CONNECT\Z)[A-Z][A-Z0-9]*([-_][A-Z0-9]+)*")
MAX_PATH = 8_192
"""Characters of a path; the longest ones of public APIs have some three hundred."""


@dataclass(frozen=True, eq=False, repr=False)
class SourceOperation:
    """An operation as the source declares it."""

    method: str
    path: str
    value: dict[str, Any]
    place: Place
    item: dict[str, Any]
    """The path item that it is in."""
    item_place: Place
    is_stream: bool = False
    """Whether it is the one for the stream of events, of an operation that may return a whole value too."""

    @property
    def operation_id(self) -> str:
        """Its id; an empty string if it has none."""
        return self.named.operation_id

    @cached_property
    def named(self) -> Operation:
        """What its name is made of."""
        return Operation.read(self.method, self.path, self.value)

    def glance(self) -> Glance:
        """Return what is known of its action without translating it."""
        value, responses = self.value, as_object(self.value.get("responses"))
        parameters = [
            as_object(value) for owner in (self.item, self.value) for value in as_list(owner.get("parameters"))
        ]
        names = [as_text(parameter.get("name")) or name_of_target(parameter) for parameter in parameters]
        bodies = [parameter for parameter in parameters if parameter.get("in") == "body"]
        bodies.append(as_object(value.get("requestBody")))
        bodies += [as_object(responses[status]) for status in responses if str(status)[:1] == "2"]
        media = (as_object(first_of(body.get("content"))) or body for body in bodies)
        names += [name_of_schema(one.get("schema")) for one in media]
        summary, description = as_text(value.get("summary")).strip(), as_text(value.get("description")).strip()
        tags = " ".join(strings(value.get("tags")))
        return Glance(self.method, self.path, summary, description, tags, list(filter(None, names)))


def find_operations(context: Context) -> Iterator[SourceOperation]:
    """Yield the operations of a document in its order."""
    paths = context.source.document.get("paths")
    root = Place(("paths",))
    if not isinstance(paths, dict):
        if paths is not None or context.dialect != "3.1":
            context.note(root, "type", "`paths` has to be an object with the paths of the API")
        return
    for path, raw in paths.items():
        if not _is_path(context, path, root):
            continue
        for item, place in _layers(context, raw, root.below(path)):
            for method in METHODS:
                if method in item:
                    yield from _operation(
                        context, (method.upper(), path), (item[method], place.below(method)), (item, place)
                    )
            _note_capitals(context, item, place)
            for method, value in named(item.get(ADDITIONAL)).items():
                below = place.below(ADDITIONAL, method)
                if not _METHOD.fullmatch(method) or method.lower() in METHODS:
                    context.note(below, "method", "this is not the name of another method: the operation is left out")
                else:
                    yield from _operation(context, (method, path), (value, below), (item, place))


def _note_capitals(context: Context, item: dict[str, Any], place: Place) -> None:
    """Note the operations whose method is not in small letters, as the key of one is."""
    for key in item:
        method = str(key).lower()
        if method in METHODS and key != method:
            message = "the key of an operation is its method in small letters: the operation is left out"
            context.note(place.below(key), "method", message, f"write `{method}`")


def _is_path(context: Context, path: Any, root: Place) -> bool:
    if not isinstance(path, str) or path.startswith("x-"):
        return False
    if len(path) > MAX_PATH:
        message = f"a path of more than {MAX_PATH:,} characters is none that a server takes: it is left out"
        context.note(root.below(path), "path", message)
    return len(path) <= MAX_PATH


def _layers(context: Context, raw: Any, place: Place) -> list[tuple[dict[str, Any], Place]]:
    """Return a path item, as one object with that which its reference leads to."""
    if not isinstance(raw, dict):
        if raw is not None:
            context.note(place, "type", "a path item is an object: it is left out")
        return []
    if "$ref" not in raw:
        return [(raw, place)]
    target, where = context.follow(raw, place)
    own = {key: value for key, value in raw.items() if key != "$ref"}
    if not isinstance(target, dict):
        return [(own, place)]
    inherited = {key: value for key, value in target.items() if key not in own}
    return [(own, place), (inherited, where)] if own else [(target, where)]


def _operation(
    context: Context, target: tuple[str, str], declared: tuple[Any, Place], item: tuple[dict[str, Any], Place]
) -> Iterator[SourceOperation]:
    """Yield an operation: of this method and path, declared so, in this path item."""
    value, where = context.follow(*declared)
    if isinstance(value, dict):
        if target[0] == "TRACE" and "requestBody" in value:
            context.note(where.below("requestBody"), "method", "a TRACE request has no body: it is left out")
            value = {key: member for key, member in value.items() if key != "requestBody"}
        yield SourceOperation(*target, value, where, *item)
    elif value is not None:
        context.note(declared[1], "type", "an operation is an object: it is left out")
