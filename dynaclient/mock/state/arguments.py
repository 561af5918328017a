"""The arguments of an action that may select items: parameters, and members of a body that is an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...description.argument_paths import ArgumentPath, get_value, views_at
from ...description.model import UNSET, Action
from ...description.spellings import snake_case
from ...records import dataclass
from .. import schema_views
from .moments import means_moment

Properties = Mapping[str, "list[Any]"]
_KEY = "mock arguments"
"""The key of the arguments in what is derived from an action."""
_ENDINGS_OF_TIMES = ("at", "on", "date", "time")


@dataclass(frozen=True)
class ItemKind:
    """What is known of the items of a collection."""

    declared: Properties
    """Their properties."""
    ids: tuple[str, ...]
    """Those with the id, the one that identifies an item first; and how parameters call it."""
    time: str = ""
    """The one with the time, if they are entries of a log."""


@dataclass(frozen=True)
class Argument:
    """One argument, and how it is declared."""

    path: ArgumentPath
    name: str
    """Its name in the request, without brackets at the end."""
    views: tuple[Any, ...]
    description: str = ""
    default: Any = UNSET
    is_moment: bool = False
    """Whether it is declared as a point in time."""
    in_body: bool = False

    def value(self, arguments: Mapping[str, Any]) -> Any:
        """Return its value in a request, else its default; None if it has neither."""
        value = self.sent(arguments)
        value = self.default if value is None else value
        return None if value is UNSET or value == "" else value

    def sent(self, arguments: Mapping[str, Any]) -> Any:
        """Return its value in a request; None if it was not sent."""
        return get_value(arguments, self.path)

    @property
    def words(self) -> list[str]:
        """Its name in words of lower case."""
        return [word for word in snake_case(self.name.replace("[", "_").replace("]", "")).lower().split("_") if word]


def arguments_of(action: Action) -> tuple[Argument, ...]:
    """Return the arguments of an action outside its path; the whole body, and then its members."""
    found: tuple[Argument, ...] | None = action.derived.get(_KEY)
    if found is None:
        found = action.derived[_KEY] = tuple(_arguments_of(action))
    return found


def _arguments_of(action: Action) -> Iterator[Argument]:
    for parameter in action.parameters.values():
        if parameter.location == "path":
            continue
        view = parameter.schema.view
        name = parameter.wire.removesuffix("[]")
        yield Argument(
            (parameter.name,), name, (view,), parameter.description, parameter.default, means_moment(parameter),
            in_body=parameter.location in ("body", "part"),
        )  # fmt: skip
        for member, views in schema_views.properties(view).items() if parameter.location == "body" else ():
            yield _member((parameter.name, member), views)


def _member(path: ArgumentPath, views: list[Any]) -> Argument:
    description = " ".join(str(view.get("description", "")) for view in views)
    default = next((view["default"] for view in views if "default" in view), UNSET)
    words = description.lower()
    is_moment = "time" in words or "since the epoch" in words
    return Argument(path, path[-1], tuple(views), description, default, is_moment, in_body=True)


def find_argument(action: Action, path: ArgumentPath) -> Argument | None:
    """Return the argument at a path, if it is among those of `arguments_of`."""
    return next((argument for argument in arguments_of(action) if argument.path == path), None)


def argument_at(action: Action, path: ArgumentPath) -> Argument:
    """Return the argument at a path, also that of a member of a member."""
    return find_argument(action, path) or Argument(path, path[-1], tuple(views_at(action, path)))


def find_property(declared: Properties, name: str) -> str:
    """Return the declared property that a name in a request means; an empty string if there is none."""
    if name in declared:
        return name
    wanted = schema_views.normalized(name)
    for other in declared:
        found = schema_views.normalized(other)
        if found == wanted or any(found == wanted + ending for ending in _ENDINGS_OF_TIMES):
            return other
    plural = next((other for other in declared if schema_views.normalized(other) == f"{wanted}s"), "")
    if plural and "array" in schema_views.types(*declared[plural]):
        return plural
    return _nested(declared, name)


def _nested(declared: Properties, name: str) -> str:
    """Return the path to a property of an inner object: ``owner.name`` or ``owner[name]``."""
    first, dot, rest = name.replace("[", ".").replace("]", "").partition(".")
    outer = find_property(declared, first) if dot and rest else ""
    if not outer:
        return ""
    inner = schema_views.properties(*declared[outer]) or schema_views.properties(
        *schema_views.at_path({"allOf": declared[outer]}, (0,))
    )
    found = find_property(inner, rest)
    return f"{outer}.{found}" if found else ""


def schemas_of(declared: Properties, name: str) -> list[Any]:
    """Return the schemas of a property by its path: ``owner.name``; an empty list if nothing is known of it."""
    first, dot, rest = name.partition(".")
    if name in declared or not dot:
        return declared.get(name, [])
    outer = declared.get(first, [])
    return schemas_of({**members_of_items(outer), **schema_views.properties(*outer)}, rest)


def members_of_items(schemas: list[Any]) -> Properties:
    """Return the properties of the objects in a list."""
    return schema_views.properties(*schema_views.at_path({"allOf": schemas}, (0,)))
