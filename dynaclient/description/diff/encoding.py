"""
Whether two versions of a parameter, or of a path, write the same bytes: found with the functions that write them.

The values tried stand for all others of their kind: a writer looks at single characters, at the items of a list and at
the members of an object, and at nothing else. `call` is above this package, and is imported when it is needed.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from ...records import replace
from ...schema.plain_data import EncodingError
from ..model import Action, Parameter
from .bounds import effective_bound
from .views import Node

_STRINGS = ("a", "ab", "", *string.printable, "é", "\u200b", "%20", "..", "1e+5")
_FEW_STRINGS = ("a", "", *"|, .;=&[]/+", "é")
_NAMES = ("a", "b", "a[b", "c]", "d.e", "f,g", "h=i", "|", " ", "é")
_SCALARS: dict[str, tuple[Any, ...]] = {
    "boolean": (True, False),
    "integer": (5, -7, "1e+5"),
    "fraction": (0.5, -1.5, 1e22),
}
"""Values of each kind. A number may be passed as a string."""
_DEEPEST = 2
AFTER_DOT = ";x"
"""A value that makes a dot segment of a dot before it: some servers ignore what follows a semicolon."""
_VALUES_AFTER_DOT: tuple[Any, ...] = (AFTER_DOT, [AFTER_DOT], {AFTER_DOT: AFTER_DOT})
"""The same in each form: a string may be passed for a list of strings too."""


def values_of(node: Node, depth: int = 0) -> Iterator[Any]:
    """Yield values that stand for all that a schema allows; some of them it may not allow."""
    view = node.view
    if view.all_values is not None:
        yield from view.all_values
        return
    if "null" in view.kinds and depth:
        yield None
    for kind in sorted(view.kinds & _SCALARS.keys()):
        yield from _SCALARS[kind]
    if "string" in view.kinds:
        yield from _FEW_STRINGS if depth else _STRINGS
    if "array" in view.kinds:
        yield from _lists(node, depth)
    if "object" in view.kinds:
        yield from _objects(node, depth)


def _lists(node: Node, depth: int) -> Iterator[list[Any]]:
    yield []
    most = -effective_bound(node.view, "maxItems")[0]
    items = [node.view.item(index) for index in range(node.view.longest_prefix + 1)] if depth < _DEEPEST else []
    for item in dict.fromkeys(items):
        for value in values_of(item, depth + 1):
            yield [value]
            if most > 1:
                yield [value, value]


def _objects(node: Node, depth: int) -> Iterator[dict[str, Any]]:
    view = node.view
    yield {}
    is_open = any(view.patterns_of_names) or not view.others.view.rejects_all
    names = dict.fromkeys([*view.names, *(_NAMES if is_open else ())])
    for name in names if depth < _DEEPEST else ():
        values = values_of(view.member(name), depth + 1)
        # How a value is written does not depend on its name, so one value is enough for each undeclared name.
        for value in values if name in view.names or name == _NAMES[0] else islice(values, 1):
            yield {name: value}
            yield {name: value, "other": value}


class Comparison(NamedTuple):
    """How the values of a parameter are written in both versions."""

    refused: tuple[Any, ...] = ()
    """A value that the new version cannot write; empty if there is none."""
    otherwise: tuple[str, str] | None = None
    """A value that is written in another way: as it was, and as it is."""
    gained: tuple[Any, ...] = ()
    """A value that only the new version can write; empty if there is none."""

    @property
    def is_same(self) -> bool:
        """Whether all values are written alike."""
        return not self.refused and self.otherwise is None


def compare_encodings(old: Parameter, new: Parameter, values: Iterable[Any]) -> Comparison:
    """Return how the two versions write these values; what the old version cannot write does not count."""
    otherwise = None
    gained: tuple[Any, ...] = ()
    for value in values:
        before, after = _encoded(old, value), _encoded(new, value)
        if before is None and after is not None and not gained and old.schema.is_valid(value):
            gained = (value,)
        if before is None or before == after:
            continue
        if after is None and old.schema.is_valid(value):
            return Comparison((value,))
        otherwise = otherwise or (before, "nothing" if after is None else after)
    return Comparison((), otherwise, gained)


def _encoded(parameter: Parameter, value: Any) -> str | None:
    from ...call.styles import encode_parameter

    try:
        encoded = encode_parameter(parameter, value)
    except EncodingError:
        return None
    return f"{parameter.wire}: {encoded}" if parameter.location == "header" else encoded


def as_in(old: Parameter, new: Parameter) -> Parameter:
    """Return the old version with the name in the request, and the reserved characters, of the new one."""
    return replace(old, wire=new.wire, allow_reserved=new.allow_reserved, keeps_encoded=new.keeps_encoded)


def refused_in_path(old: Action, new: Action) -> list[str]:
    """Return the path parameters of which a value makes a dot segment in the new path only, as ``;x`` in ``/.{a}``."""
    names = [name for _, name in old.pieces if name and name in new.parameters]
    tried = [
        (name, value) for name in names for value in _VALUES_AFTER_DOT if old.parameters[name].schema.is_valid(value)
    ]
    found = [name for name, value in tried if _is_path(old, {name: value}) and not _is_path(new, {name: value})]
    return list(dict.fromkeys(found))


def _is_path(action: Action, values: dict[str, Any]) -> bool:
    from ...call.plans import plan_of
    from ...call.problems import Problems
    from ...call.urls import encode_path

    problems = Problems()
    encode_path(plan_of(action), {name: values.get(name, "a") for _, name in action.pieces}, problems)
    return not problems
