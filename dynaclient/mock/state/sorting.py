"""The order of the items of a list: as the request asks for it, else the natural one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ...description.argument_paths import ArgumentPath, path_of
from ...description.model import Action
from ...records import dataclass
from ...schema.values import to_string
from ...strings.expressions import expression
from .. import schema_views
from .arguments import Argument, ItemKind, Properties, argument_at, arguments_of, find_property
from .matching import look_up, text_of
from .moments import moment_of

Item = dict[str, Any]
_NAMES_OF_FIELDS = frozenset(["sort", "sortby", "orderby", "sortfield", "ordering", "sortcolumn"])
_NAMES_OF_DIRECTIONS = frozenset(["sortdirection", "sortorder", "order", "direction", "dir", "sortdir", "orderdir"])
_DIRECTIONS = frozenset(["asc", "desc", "ascending", "descending", "1", "-1", ""])
_PART = expression(r"\s*([-+]?)([^\s:+-][^\s:]*)(?:[\s:]+(\w+|-1))?\s*")


@dataclass(frozen=True)
class Key:
    """One property that items are sorted by."""

    property: str
    descending: bool = False
    values: tuple[Any, ...] = ()
    """Its values from the lowest to the highest, if that is not their own order."""

    def rank(self, value: Any) -> tuple[int, float, str]:
        """Return what a value is compared by."""
        if value in self.values:
            return 0, float(self.values.index(value)), ""
        return (0, value, "") if isinstance(value, (int, float)) else (1, 0.0, text_of(value))


@dataclass(frozen=True)
class Sort:
    """How the items of a list are sorted."""

    field: Argument | None = None
    """The argument with the properties to sort by."""
    direction: Argument | None = None
    natural: tuple[Key, ...] = ()
    """The order if the request asks for none; empty for the order in which the items were created."""
    time: str = ""
    """The property with the time of the entries of a log, whose natural order is from the newest to the oldest."""
    declared: Properties | None = None

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments that sort."""
        return tuple(argument for argument in (self.field, self.direction) if argument is not None)

    def keys(self, arguments: Mapping[str, Any]) -> list[Key]:
        """Return what a request wants the items sorted by; an empty list if it asks for nothing."""
        value = (self.field.sent if self.natural else self.field.value)(arguments) if self.field else None
        keys = list(self._asked(value)) or list(self.natural)
        if self.direction_in(arguments) != "desc":
            return keys
        return [Key(key.property, not key.descending, key.values) for key in keys]

    def direction_in(self, arguments: Mapping[str, Any]) -> str:
        """Return ``asc`` or ``desc``; an empty string if the request asks for neither."""
        value = self.direction.value(arguments) if self.direction else None
        return "" if value is None else "desc" if _is_descending(to_string(value)) else "asc"

    def _asked(self, value: Any) -> Iterator[Key]:
        written = [to_string(part) for part in value] if isinstance(value, list) else [to_string(value or "")]
        for found in map(_PART.fullmatch, ",".join(written).split(",")):
            if found is not None:
                name = find_property(self.declared or {}, found[2]) or found[2]
                yield Key(name, (found[1] == "-") is not _is_descending(found[3] or ""))

    def sort(self, items: list[Item], arguments: Mapping[str, Any]) -> list[Item]:
        """Return the items in their order: those without the property last, the others in the order they had."""
        keys = self.keys(arguments)
        if not keys and self.time:
            return by_time(items, self.time, oldest_first=self.direction_in(arguments) == "asc")
        for key in reversed(keys):
            items = _sorted(items, key)
        return items

    def unused(self, items: list[Item], arguments: Mapping[str, Any]) -> Iterator[ArgumentPath]:
        """Yield the arguments of a request that change no order: there is no such property, or nothing to reverse."""
        keys = self.keys(arguments)
        known = self.declared or {}
        if self.field and keys and not any(key.property in known or _is_in(key, items) for key in keys):
            yield self.field.path
        if self.direction and not keys and not self.time:
            yield self.direction.path


def by_time(items: list[Item], time: str, *, oldest_first: bool) -> list[Item]:
    """Return the entries of a log by their time, those of the same time in the order in which they were created."""
    moments = [(moment_of(item.get(time)) or 0.0, number) for number, item in enumerate(items)]
    return [items[index] for index in sorted(range(len(items)), key=moments.__getitem__, reverse=not oldest_first)]


def _is_in(key: Key, items: list[Item]) -> bool:
    return any(look_up(item, key.property) is not None for item in items)


def _is_descending(word: str) -> bool:
    return word.lower().startswith("desc") or word == "-1"


def _sorted(items: list[Item], key: Key) -> list[Item]:
    values = [look_up(item, key.property) for item in items]
    present = [(key.rank(value), item) for value, item in zip(values, items, strict=True) if value is not None]
    present.sort(key=lambda pair: pair[0], reverse=key.descending)
    return [item for _, item in present] + [item for value, item in zip(values, items, strict=True) if value is None]


# --- which arguments sort --------------------------------------------------------------------------------------------


def sort_of(action: Action, kind: ItemKind, natural: Collection[str]) -> Sort:
    """Return how an action sorts: by the parameters that `paginate` names, else by those with the usual names."""
    keys = tuple(_natural_key(name, kind.declared) for name in natural)
    named = action.paginate.get("sort", {})
    if named:
        paths = {key: path_of(action, named[key]) for key in named}
        field, direction = (argument_at(action, paths[key]) if key in paths else None for key in ("field", "direction"))
        return Sort(field, direction, keys, kind.time, kind.declared)
    arguments = list(arguments_of(action))
    direction = next(filter(_is_direction, arguments), None)
    others = (other for other in arguments if other is not direction)
    return Sort(next(filter(_is_field, others), None), direction, keys, kind.time, kind.declared)


def _natural_key(name: str, declared: Properties) -> Key:
    wanted = name.removeprefix("-")
    values = [value for schema in declared.get(wanted, ()) for value in schema.get("enum", ())]
    return Key(wanted, name.startswith("-"), tuple(values))


def _is_field(argument: Argument) -> bool:
    return schema_views.normalized(argument.name) in _NAMES_OF_FIELDS


def _is_direction(argument: Argument) -> bool:
    name = schema_views.normalized(argument.name)
    values = {str(value).lower() for view in argument.views for value in view.get("enum", ())}
    if not values:
        return name in _NAMES_OF_DIRECTIONS and name != "order"
    return values <= _DIRECTIONS and name in (*_NAMES_OF_DIRECTIONS, "sort")
