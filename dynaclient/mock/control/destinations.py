"""Where items belong that no request has brought: the collection that a path names, and what its items look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

from ...call.problems import schema_problem
from ...description.argument_paths import get_value, with_value
from ...description.model import ANYTHING, Parameter
from ...errors import Problem, close_matches, did_you_mean, list_some
from ...records import dataclass, replace
from ...schema.validation import Schema
from ...schema.values import validate_value
from ...schema.violations import UNKNOWN_PROPERTY, Violation
from .. import schema_views
from ..paths import NAME, filled, names_in, without_names
from ..responding.success import item_path
from ..service import Service
from ..state.ids import key_of, with_key
from ..state.parents import DELETED
from ..state.plans import Plan
from ..state.store import ANY

_PREFERRED = {"create": 0, "list": 1, "read": 2, "replace": 3, "update": 4}
"""Behaviors, by how much the plan of an action knows of the items of its collection; others know less."""
_SHOWING = ("read", "list", "create", "replace", "update")
"""Behaviors, by how well the response of an action shows what an item is."""


@dataclass(frozen=True, eq=False)
class Destination:
    """A collection that items are added to, of certain parents."""

    path: str
    """The path of the collection, with the names of its parameters."""
    parents: tuple[str, ...]
    """The values of these parameters."""
    plans: tuple[Plan, ...]
    """The plans of the actions on it, the one that knows most of its items first."""

    @property
    def key(self) -> str:
        """What identifies the collection in the store, besides the parents."""
        return without_names(self.path)

    @cached_property
    def declared(self) -> dict[str, list[Any]]:
        """The properties of an item, as any action declares them."""
        found: dict[str, list[Any]] = {}
        for plan in self.plans:
            for name, schemas in plan.declared.items():
                found.setdefault(name, []).extend(schemas)
        return found

    @property
    def _plan(self) -> Plan:
        return self.plans[0]

    @property
    def is_single(self) -> bool:
        """Whether it is a single item, which has no id."""
        return self._plan.role.is_single

    @property
    def has_flat_items(self) -> bool:
        """Whether its items are also at a path without their parents: those of all parents have different ids then."""
        return self.key in self._plan.flat

    def parents_of(self, item: Mapping[str, Any]) -> Iterator[str]:
        """Yield the id of each parent; one that is `ANY` is that of an item, and an empty string if that has none."""
        for name, parent in zip(names_in(self.path), self.parents, strict=True):
            own = (other for other in item if schema_views.is_same_name(other, name) and (other,) != self.id_path)
            yield parent or key_of(item, tuple((other,) for other in own))

    @property
    def id_path(self) -> tuple[str, ...]:
        """The names that lead to the property that identifies an item; an empty tuple for a single item."""
        return () if self.is_single else self._plan.ids[0]

    def key_of(self, item: Mapping[str, Any]) -> str:
        """Return the id that an item has; an empty string if it has none."""
        return "" if self.is_single else key_of(item, self._plan.ids)

    @property
    def key_parameter(self) -> Parameter | None:
        """The parameter that identifies an item."""
        return self._plan.key

    @property
    def key_schemas(self) -> list[Any]:
        """The schemas of the property that identifies an item."""
        first, *rest = self.id_path
        found = self.declared.get(first, [])
        return schema_views.at_path({"allOf": found}, rest) if rest else found

    def completed(self, item: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Return an item with its id and with the ids of its parents; what it has stays as it is."""
        whole = {**self._parent_ids(), **item}
        if self.is_single:
            return whole
        given = get_value(item, self.id_path)
        if isinstance(given, float) and given.is_integer():  # an integer in JSON Schema
            return with_value(whole, self.id_path, int(given))
        return whole if given is not None else with_key(whole, key, self._plan.ids, self.declared, {})

    def _parent_ids(self) -> dict[str, Any]:
        return {
            name: schema_views.coerced(value, schemas)
            for parent, value in zip(names_in(self.path), self.parents, strict=True)
            for name, schemas in self.declared.items()
            if schema_views.is_same_name(parent, name)
        }

    # What is wrong with an item.

    def problems(self, index: int, item: Mapping[str, Any], key: str, written: str = "") -> Iterator[Problem]:
        """
        Yield what the description does not allow in an item; what it lacks is generated when it is returned.

        Args:
            index: Its index in the list.
            item: The item, with all its ids.
            key: Its id.
            written: What the seed names the collection by; by default its address.
        """
        place = Parameter(written or self.address, "", "seed", required=False, schema=ANYTHING, content={})
        found = [schema_problem(place, violation) for violation in self._violations(item)]
        wrong = {problem.path for problem in found}
        if self.key_of(item):
            of_key = [schema_problem(place, violation) for violation in self._violations_of_key(key)]
            found += [problem for problem in of_key if problem.path not in wrong]
        elif not self.is_single and self.id_path not in wrong:
            message, hint = "is not an id", "pass a string with something in it, or a number, or leave it out"
            found.append(Problem.in_call("seed", place.name, self.id_path, "id", None, None, message, hint))
        for problem in found:
            yield replace(problem, path=problem.path if self.is_single else (index, *problem.path))

    def _violations_of_key(self, key: str) -> list[Violation]:
        if self.key_parameter is None:
            return []
        violations = validate_value(self.key_parameter.schema, key)[1]
        return [_moved(violation, (*self.id_path, *violation.path)) for violation in violations]

    @cached_property
    def address(self) -> str:
        """The path of the collection with its parents, percent-encoded."""
        values = iter(self.parents)
        return NAME.sub(lambda _: quote(next(values), safe=""), self.path)

    def _violations(self, item: Mapping[str, Any]) -> Iterator[Violation]:
        schema, path = self._shown
        if schema is None:
            return
        whole = _wrapped(item, path)
        for violation in [] if schema.is_clearly_valid(whole) else schema.find_violations(whole):
            inside, below = violation.path[: len(path)] == path, violation.path[len(path) :]
            # A member that a request may have, and no response, is stored all the same.
            is_stored = violation.rule in UNKNOWN_PROPERTY and len(below) == 1 and below[0] in self.declared
            if inside and violation.rule != "required" and not is_stored:
                yield _moved(violation, below)

    @cached_property
    def _shown(self) -> tuple[Schema | None, tuple[Any, ...]]:
        """The schema of the response that shows an item, and where the item is in it."""
        by_behavior = {plan.role.behavior: plan for plan in reversed(self.plans) if plan.schema and plan.returns_item}
        plan = next((by_behavior[behavior] for behavior in _SHOWING if behavior in by_behavior), None)
        if plan is None:
            return None, ()
        if plan.role.behavior == "list":
            return plan.schema, item_path(plan.action)
        return plan.schema, (plan.envelope,) if plan.envelope else ()


def _wrapped(item: Any, path: tuple[Any, ...]) -> Any:
    for step in reversed(path):
        item = [item] if step == 0 else {step: item}
    return item


def _moved(violation: Violation, path: tuple[Any, ...]) -> Violation:
    return replace(violation, path=path)


class Destinations:
    """The collections of a description."""

    def __init__(self, service: Service) -> None:
        self._service = service
        roles = service.roles
        singles = {role.path_key: role.collection for role in roles.all() if role.is_single}
        self._paths = {**singles, **roles.collections()}
        self._found: dict[tuple[str, tuple[str, ...]], Destination | None] = {}

    def path_of(self, key: str) -> str:
        """Return the path of a collection with the names of its parameters; the path without names if it is unknown."""
        own = key.removesuffix(DELETED)
        return self._paths.get(own, own) + key[len(own) :]

    def find(self, path: str) -> Destination | None:
        """Return the destination that a path with concrete parents names; None if it names none."""
        segments = path.rstrip("/").split("/")
        # Literals win over parameters.
        for template in sorted(self._paths.values(), key=lambda path: path.count("{")):
            parents = _values(template.split("/"), segments)
            found = self.of(template, parents) if parents is not None else None
            if found is not None:
                return found
        return None

    def named(self, name: str) -> list[str]:
        """Return the paths that end with a name: those without parents, or if there are none, all."""
        found = [path for key, path in self._paths.items() if path.endswith(f"/{name}") and self._is_acted_on(key)]
        return [path for path in found if "{" not in path] or found

    def placed(self, written: str) -> Destination | None:
        """
        Return the destination that a key of a seed means; None if it means none.

        That is a path with concrete parents, the path at which the items of all parents are, or the last word of a
        single path. Parents are `ANY` where each item has to have their id.
        """
        path = written if written.startswith("/") else f"/{written}"
        found = self.find(path) or self._flat(path)
        if found is None and "/" not in written:
            named = self.named(written)
            return self.of(named[0], (ANY,) * len(names_in(named[0]))) if len(named) == 1 else None
        return found

    def _flat(self, path: str) -> Destination | None:
        for key, flat in self._service.roles.flat.items():
            names = names_in(self._paths.get(key, ""))
            outer = flat.rpartition("/")[0]
            values = _values(_with_names(outer, names).split("/"), path.rstrip("/").split("/"))
            if values is not None and len(values) <= len(names):
                return self.of(self._paths[key], (*values, *(ANY for _ in names[len(values) :])))
        return None

    def _is_acted_on(self, key: str) -> bool:
        return bool(self._service.roles.acting_on(key))

    def of(self, path: str, parents: tuple[str, ...]) -> Destination | None:
        """Return the destination of a collection and its parents; None if nothing is stored there."""
        key = without_names(path)
        if (key, parents) not in self._found:
            self._found[key, parents] = self._made(key, parents)
        return self._found[key, parents]

    def _made(self, key: str, parents: tuple[str, ...]) -> Destination | None:
        owner = key.removesuffix(DELETED)  # what was deleted, and can be restored, is like what was not
        path = self._paths.get(owner)
        if path is None or len(names_in(path)) != len(parents):
            return None
        plans = [self._service.plan(action) for action in self._service.roles.acting_on(owner)]
        own = [plan for plan in plans if plan.role.path_key == owner]
        own.sort(key=lambda plan: _PREFERRED.get(plan.role.behavior, len(_PREFERRED)))
        return Destination(path + key[len(owner) :], parents, tuple(own)) if own else None

    def unknown(self, path: str) -> Problem:
        """Return the problem of a path that names no collection."""
        known = [path for key, path in self._paths.items() if self._is_acted_on(key)]
        named = self.named(path.rpartition("/")[2])
        message = "the description has no collection with this path"
        if len(named) > 1 and "/" not in path:
            message, hint = "several collections end with this name", f"write the path of one: {list_some(named)}"
        elif "{" in path:
            message, hint = "has a parameter in place of its value", "write the id of the parent there"
        else:
            near = named or close_matches(path, known) or _owners(path, known)
            hint = did_you_mean(near) or (f"collections: {list_some(known)}" if known else "it stores nothing")
        return Problem.in_call("seed", path[:200], (), "unknown", tuple(known), None, message, hint)


def _with_names(path: str, names: tuple[str, ...]) -> str:
    """Return a path without names with these names in place of its first braces."""
    return filled(path, (f"{{{name}}}" for name in names))


def _values(template: list[str], segments: list[str]) -> tuple[str, ...] | None:
    """Return the values of the parameters of a path; None if the path does not match."""
    if len(template) != len(segments):
        return None
    values = []
    for piece, segment in zip(template, segments, strict=True):
        if NAME.fullmatch(piece) and segment and "{" not in segment:
            values.append(unquote(segment))
        elif unquote(piece) != unquote(segment):
            return None
    return tuple(values)


def _owners(path: str, known: list[str]) -> list[str]:
    """Return the collection that a path is an item of."""
    outer = path.rstrip("/").rpartition("/")[0].split("/")
    return [template for template in known if _values(template.split("/"), outer) is not None]
