"""Time series: what was written to logs, summed up by intervals; and the last value of each field."""

from __future__ import annotations

import hashlib
import math
import statistics
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...records import dataclass, replace
from ...schema.references import format_pointer
from ...schema.values import to_string
from .. import schema_views
from ..exchange import GENERATED, STORED, MockResponse
from ..responding.responses import conforming, data_response, put
from ..responding.success import ANY_NAME, item_path
from .calls import Call
from .fields import asked_fields, fields_of, holder_of
from .lists import list_response
from .matching import look_up
from .moments import length_of, moment_of, write_moment
from .parents import parents_of
from .queries import pairs_of
from .rules import TIMES
from .selection import whole_number
from .sorting import by_time

Item = dict[str, Any]
_MOST = 1000
"""How many points are made at most."""
_USUAL = 10
"""How many points are generated, if the time that is asked for has no start."""
_MINUTE = 60.0
_SHORTEST, _LONGEST = 0.001, 1e9
"""The lengths between which intervals are, in seconds."""
_MARGIN = 1e-5
"""Seconds by which a point in time may be less than what was written: floats are not exact."""
MAX_LEVELS = 6
"""How deep the points are looked for in the schema of a response."""


@dataclass(frozen=True)
class Log:
    """The entries of one log in the time that is asked for, the oldest first, and the item that they belong to."""

    owner: Item
    key: str
    entries: list[Item]
    is_new: bool
    """Whether nothing was ever written to it."""


def _logs(call: Call) -> list[Log]:
    rules = call.plan.rules
    found = []
    with call.collection.lock:
        for owner, collection in parents_of(call):
            entries = rules.selection.within(collection.all(), call.arguments, call.now)
            key = to_string(look_up(owner, rules.parents.kind.ids[0])) if rules.parents else ""
            ordered = by_time(entries, rules.time, oldest_first=True)
            found.append(Log(owner, key, ordered, collection.is_new()))
    return found


def _are_new(call: Call, logs: list[Log]) -> bool:
    """Return whether entries are to be generated: nothing was ever written to any of the logs, or removed."""
    return call.plan.rules.parents is not None and bool(logs) and all(log.is_new for log in logs)


# --- last values -----------------------------------------------------------------------------------------------------


def latest(call: Call) -> MockResponse:
    """Return the last value of each field, in the shape that the response declares."""
    plan = call.plan
    logs = _logs(call)
    if plan.rules.parents is not None and not plan.rules.is_map and plan.rules.pointer:
        return list_response(call, [{**log.owner, **_beside(call, log)} for log in logs])
    origin = STORED
    if _are_new(call, logs):
        logs = [replace(log, entries=[_generated(call, log, call.now)]) for log in logs]
        origin = GENERATED
    if plan.rules.is_map and plan.rules.parents is None:
        body: Any = _last_values(call, logs[0], map_members(plan.schema.view if plan.schema else {}))
    else:
        points = {log.key: point for log in logs if (point := _last_point(call, log)) is not None}
        body = points if plan.rules.is_map else next(iter(points.values()), {})
    return _data_response(call, body, origin)


def map_members(view: Any) -> list[Any]:
    """Return the schemas of the members of an object that have no names of their own."""
    found: list[Any] = []
    for part in schema_views.parts(view):
        others = [*(part.get("patternProperties") or {}).values(), part.get("additionalProperties")]
        found += [schema for schema in others if isinstance(schema, Mapping)]
    return found


def _beside(call: Call, log: Log) -> Item:
    """Return the property of the items of a list that has the last values of each."""
    plan = call.plan
    views = schema_views.at_path(plan.schema.view if plan.schema else {}, item_path(plan.action))
    for name, schemas in schema_views.properties(*views).items():
        members = [member for schema in schemas for member in map_members(schema)]
        if members:
            return {name: _last_values(call, log, members)}
    return {}


def _last_values(call: Call, log: Log, members: list[Any]) -> Item:
    """Return the last value of each field with its time."""
    declared = schema_views.properties(*members)
    time = next((name for name in (call.plan.rules.time, *TIMES) if name in declared), "")
    name = next((name for name in declared if name != time), "")
    holder, asked = holder_of(call.plan), asked_fields(call)
    found: Item = {}
    for entry in log.entries:
        for field, value in fields_of(call.plan, entry, holder).items():
            if asked is None or field in asked:
                moment = write_moment(_moment(call, entry), declared.get(time, []))
                found[field] = {name: value, **({time: moment} if time else {})} if name else value
    return found


def _last_point(call: Call, log: Log) -> Item | None:
    """Return the last entry with a value of a field that is asked for, with these fields alone."""
    asked, holder = asked_fields(call), holder_of(call.plan)
    for entry in reversed(log.entries):
        own = fields_of(call.plan, entry, holder)
        fields = {name: value for name, value in own.items() if asked is None or name in asked}
        if fields:
            return _point(call, _moment(call, entry), fields, holder)
    return None


def _moment(call: Call, entry: Item) -> float:
    return moment_of(entry.get(call.plan.rules.time)) or 0.0


def _point(call: Call, moment: float, fields: Item, holder: str) -> Item:
    time = call.plan.rules.time
    written = write_moment(moment, [{"type": "string"}])
    return {time: written, **({holder: fields} if holder else fields)}


def _data_response(call: Call, body: Any, origin: str) -> MockResponse:
    plan = call.plan
    shown = body if plan.schema is None else conforming(plan.schema, body)
    return replace(data_response(plan.status, shown, plan.media, plan.schema), origin=origin)


# --- time series -----------------------------------------------------------------------------------------------------


def _numbers(values: list[Any]) -> list[float]:
    return [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]


def _of_numbers(put_together: Callable[[list[float]], float]) -> Callable[[list[Any]], Any]:
    return lambda values: put_together(numbers) if (numbers := _numbers(values)) else values[-1]


AGGREGATIONS: dict[str, Callable[[list[Any]], Any]] = {
    "first": lambda values: values[0],
    "last": lambda values: values[-1],
    "count": len,
    "sum": _of_numbers(math.fsum),
    "mean": _of_numbers(statistics.fmean),
    "median": _of_numbers(statistics.median),
    "min": _of_numbers(min),
    "max": _of_numbers(max),
    "stddev": _of_numbers(statistics.pstdev),
}
"""How the values of an interval become one, what is not a number by the last one."""
_OTHER_NAMES = {"avg": "mean", "average": "mean", "total": "sum", "minimum": "min", "maximum": "max", "stdev": "stddev"}


@dataclass(frozen=True)
class _Interval:
    """What is asked for: the time, the length of an interval in seconds, and how its values are put together."""

    start: float | None
    end: float
    resolution: float | None
    aggregation: str
    """A key of `AGGREGATIONS`; empty if the values stay as they are."""
    limit: int | None
    descending: bool


def series(call: Call) -> MockResponse:
    """Return what was written to the logs, by intervals; if nothing ever was, points that are generated."""
    logs = _logs(call)
    asked = _interval(call)
    is_generated = _are_new(call, logs)
    if is_generated:
        logs = [replace(log, entries=list(_all_generated(call, log, asked))) for log in logs]
    body = _series_body(call, logs, asked)
    return _data_response(call, body, GENERATED if is_generated else STORED)


def _interval(call: Call) -> _Interval:
    rules, arguments = call.plan.rules, call.arguments
    start, end = rules.selection.period(arguments, call.now)
    length = rules.selection.value("resolution", arguments)
    resolution = length_of(length, rules.selection.unit("resolution"))
    resolution = resolution if resolution is None else min(max(resolution, _SHORTEST), _LONGEST)
    wanted = rules.selection.value("aggregation", arguments)
    wanted = wanted.get("type") if isinstance(wanted, Mapping) else wanted
    name = schema_views.normalized(to_string(wanted)) if wanted is not None else "mean" if resolution else "none"
    name = _OTHER_NAMES.get(name, name)
    aggregation = "" if name in ("none", "raw") else name if name in AGGREGATIONS else "last"
    start, end = (None if moment is None else math.floor(moment * 1000) / 1000 for moment in (start, end))
    limit = rules.selection.value("limit", arguments)
    most = whole_number(limit)
    most = None if most is None or most < 0 else most
    descending = rules.sort.direction_in(arguments) == "desc"
    return _Interval(start, call.now if end is None else end, resolution, aggregation, most, descending)


def _points(call: Call, log: Log, asked: _Interval) -> list[Item]:
    """Return the points of one log."""
    holder, names = holder_of(call.plan), asked_fields(call)
    values: dict[float, dict[str, list[Any]]] = {}
    start = asked.start if asked.start is not None else 0.0
    for entry in log.entries:
        moment = _moment(call, entry)
        if asked.aggregation:
            passed = (moment - start + _MARGIN) // asked.resolution if asked.resolution else 0
            moment = start + passed * (asked.resolution or 0)
        for name, value in fields_of(call.plan, entry, holder).items():
            if names is None or name in names:
                values.setdefault(moment, {}).setdefault(name, []).append(value)
    together = AGGREGATIONS[asked.aggregation or "last"]
    points = [
        _point(call, moment, {name: together(several) for name, several in fields.items()}, holder)
        for moment, fields in sorted(values.items(), reverse=asked.descending)
    ]
    return points[: asked.limit]


# --- generated points ------------------------------------------------------------------------------------------------


def _all_generated(call: Call, log: Log, asked: _Interval) -> Iterator[Item]:
    """Yield generated entries, the oldest first: one for each of the last intervals."""
    known = asked.start if asked.start is not None and asked.start > _MINUTE else None
    step = asked.resolution or ((asked.end - known) / _USUAL if known is not None else _MINUTE) or _MINUTE
    number = _USUAL if known is None else math.ceil((asked.end - known) / step) if asked.end > known else 0
    number = max(0, min(number, _MOST))
    first = known if known is not None and number < _MOST else asked.end - number * step
    return (_generated(call, log, first + index * step) for index in range(number))


def _generated(call: Call, log: Log, moment: float) -> Item:
    holder, time = holder_of(call.plan), call.plan.rules.time
    names = asked_fields(call) or _known_fields(log.owner) or ["value"]
    fields = {name: _generated_value(log, name, moment) for name in names}
    return {time: write_moment(moment, []), **({holder: fields} if holder else fields)}


def _named_objects(owner: Item) -> Iterator[Item]:
    for members in owner.values():
        for member in members if isinstance(members, list) else ():
            if isinstance(member, dict) and isinstance(member.get("name"), str):
                yield member


def _known_fields(owner: Item) -> list[str]:
    """Return the names of the fields that an item declares: those of the objects with a name in it."""
    return [member["name"] for member in _named_objects(owner)]


def _generated_value(log: Log, name: str, moment: float) -> Any:
    """Return a value that is the same for the same item, field and time, of the type that the item declares."""
    digest = hashlib.sha256(f"{log.key}/{name}/{int(moment)}".encode()).digest()
    declared = next((member for member in _named_objects(log.owner) if member["name"] == name), {})
    kind = next((str(value) for key, value in declared.items() if schema_views.normalized(key).endswith("type")), "")
    if kind == "boolean":
        return digest[0] % 2 == 0
    if kind == "gps":
        return f"{digest[0] % 90}.{digest[1]},{digest[2] % 180}.{digest[3]}"
    number = round(int.from_bytes(digest[:2], "big") / 655.35, 1)
    return to_string(number) if kind in ("string", "blob") else number


# --- the body --------------------------------------------------------------------------------------------------------


def _series_body(call: Call, logs: list[Log], asked: _Interval) -> Any:
    plan = call.plan
    view = plan.schema.view if plan.schema else {}
    path = find_entries(view, (plan.rules.time, *TIMES))
    body: Any = {}
    if path is not None and ANY_NAME in path:
        before, after = path[: path.index(ANY_NAME)], path[path.index(ANY_NAME) + 1 :]
        members = [member for schema in schema_views.at_path(view, before) for member in map_members(schema)]
        of_each = {log.key: _of_owner(call, log, asked, members, after) for log in logs}
        body = put(body, format_pointer(before), of_each)
    elif path is not None:
        body = put(body, format_pointer(path), [point for log in logs for point in _points(call, log, asked)])
    return {**_echoed(call, asked, view), **body} if isinstance(body, dict) else body


def find_entries(view: Any, times: tuple[str, ...], depth: int = 0) -> tuple[Any, ...] | None:
    """Return the path to a list of objects with a time in them; `ANY_NAME` is the step to any member of an object."""
    items = schema_views.properties(*schema_views.at_path(view, (0,)))
    if "array" in schema_views.types(view) and any(name in items for name in times):
        return ()
    if depth >= MAX_LEVELS:
        return None
    steps = [(name, schemas) for name, schemas in schema_views.properties(view).items()]
    for name, schemas in [*steps, (ANY_NAME, map_members(view))]:
        for schema in schemas:
            found = find_entries(schema, times, depth + 1)
            if found is not None:
                return (name, *found)
    return None


def _of_owner(call: Call, log: Log, asked: _Interval, members: list[Any], path: tuple[Any, ...]) -> Any:
    """Return what the response has for one item: its points, and those of its properties that are declared there."""
    points = _points(call, log, asked)
    if not path:
        return points
    declared = schema_views.properties(*members)
    own = {name: _fitted(log.owner[name], declared[name]) for name in declared if name in log.owner}
    return put(own, format_pointer(path), points)


def _fitted(value: Any, schemas: list[Any]) -> Any:
    """Return a list of keys and values as an object, where an object is declared."""
    if not isinstance(value, list) or "object" not in schema_views.types(*schemas):
        return value
    found: dict[str, list[Any]] = {}
    for key, member in pairs_of([value, *value]):
        found.setdefault(to_string(key), []).append(member)
    return found


def _echoed(call: Call, asked: _Interval, view: Any) -> Item:
    """Return the properties of the response that repeat what was asked for."""
    selection, arguments = call.plan.rules.selection, call.arguments
    known: Item = {
        "start": asked.start, "end": asked.end, "limit": asked.limit, "order": "desc" if asked.descending else "asc",
        "resolution": selection.value("resolution", arguments),
        "aggregation": selection.value("aggregation", arguments) or (asked.aggregation.upper() or "NONE"),
    }  # fmt: skip
    found: Item = {}
    for name, schemas in schema_views.properties(view).items():
        value = known.get(schema_views.normalized(name))
        if name in ("start", "end") and value is not None:
            value = write_moment(value, schemas)
        if value is not None or (name in known and "null" in schema_views.types(*schemas)):
            found[name] = value
    return found
