"""How the pages of a list are turned: as `paginate` declares it, else by two parameters that leave no doubt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ...description.model import UNSET, Action
from ...formats.page_words import OFFSETS, PAGES, SIZES, STARTS, plain
from ...schema.references import format_pointer
from .. import schema_views
from .arguments import Argument, Properties, arguments_of, find_property

_NUMBERS = frozenset(["integer", "number", "null"])


def turning_of(action: Action, declared: Properties) -> Mapping[str, Any]:
    """
    Return the `paginate` of an action that lists; one that is inferred if it declares none.

    It is inferred from a size and a number that says where to begin: `page` and `per_page`, `offset` and `limit`. A
    list whose pages are linked may have the number of a page as well.

    Args:
        action: The action.
        declared: The properties of its items: a parameter that is named like one is a filter.
    """
    paginate = action.paginate
    if paginate and paginate.get("style") != "link":
        return paginate
    page = _find(action, declared, PAGES)
    if paginate:
        return paginate if page is None else {**paginate, "page": _written(page), "first": _first(page, 1)}
    size = _find(action, declared, SIZES)
    start = _find(action, declared, OFFSETS | STARTS)
    if size is None or (page is None and start is None):
        return {}
    if start is not None:
        return {"style": "offset", "offset": _written(start), "limit": _written(size), "first": _first(start, 0)}
    return {"style": "page", "page": _written(page), "size": _written(size), "first": _first(page, 1)} if page else {}


def _find(action: Action, declared: Properties, names: Collection[str]) -> Argument | None:
    """Return the argument in the query or the body that is a number and has one of these names."""
    for argument in arguments_of(action):
        types = schema_views.types(*argument.views)
        is_asked = action.parameters[argument.path[0]].location in ("query", "body")
        if is_asked and types and types <= _NUMBERS and plain(argument.name) in names:
            return None if find_property(declared, argument.name) else argument
    return None


def _written(argument: Argument) -> str:
    return argument.path[0] if len(argument.path) == 1 else format_pointer(argument.path)


def _first(argument: Argument, usual: int) -> int:
    """Return the number that the first page has, as the argument declares it."""
    known = [argument.default, *(view.get("minimum") for view in argument.views), usual]
    return int(next(number for number in known if number is not UNSET and number in (0, 1)))
