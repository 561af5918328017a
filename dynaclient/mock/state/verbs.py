"""
Actions on a collection that its path names: ``POST /pets/delete``, ``POST /pets:batchCreate``, ``GET /pets/count``.

Only words that say it all are here, and each behavior has a condition that the action satisfies: otherwise nothing is
inferred.
"""

from __future__ import annotations

from collections.abc import Callable

from ...description.model import Action
from ...strings.expressions import expression
from .. import schema_views
from ..responding.success import data_schema, items_pointer, success
from .facts import infer_facts

_LAST_WORD = expression(r"(.+)[/:]([A-Za-z][A-Za-z_-]*)")
_MANY = ("many", "bulk", "batch", "all")

_VERBS = {
    "deleteMany": ("delete", "remove", "destroy"),
    "truncate": ("truncate", "clear", "purge", "empty"),
    "createMany": ("create", "add", "insert", "import"),
    "updateMany": ("update", "patch"),
    "restore": ("restore", "undelete", "recover"),
    "count": ("count",),
    "list": ("search", "query", "find", "list", "filter"),
}
"""Behavior → the words that mean it. All but the last three may have a word for several before or after them."""
_ALONE = {"createMany": ("bulk", "batch", "many")}
"""Words that mean it by themselves."""


def verb_of(path: str) -> tuple[str, str]:
    """Return the path before the last word of another one, and the behavior that the word means; empty if none."""
    found = _LAST_WORD.fullmatch(path)
    if found is None:
        return "", ""
    word = schema_views.normalized(found[2])
    for behavior, words in _VERBS.items():
        others = [other for one in words for many in _MANY for other in (one + many, many + one)]
        if word in (*words, *others, *_ALONE.get(behavior, ())):
            return found[1], behavior
    return "", ""


def _has_list(action: Action) -> bool:
    """Return whether a body is a list, or has one."""
    view = action.body.schema.view if action.body else {}
    lists = [name for name, schemas in schema_views.properties(view).items() if "array" in schema_views.types(*schemas)]
    return "array" in schema_views.types(view) or len(lists) == 1


def _counts(action: Action) -> bool:
    return action.method in ("GET", "POST") and "count" in infer_facts(data_schema(success(action)[1])[1]).values()


CONDITIONS: dict[str, Callable[[Action], bool]] = {
    "deleteMany": lambda action: (
        action.method in ("POST", "DELETE") and (action.body is not None or bool(action.parts))
    ),
    "truncate": lambda action: action.method in ("POST", "DELETE") and not _requires_body(action),
    "createMany": lambda action: action.method in ("POST", "PUT") and _has_list(action),
    "updateMany": lambda action: action.method in ("POST", "PUT", "PATCH") and _has_list(action),
    "restore": lambda action: action.method in ("POST", "PUT", "PATCH"),
    "count": _counts,
    "list": lambda action: action.method in ("GET", "POST", "QUERY") and items_pointer(action) is not None,
}
"""What an action has to be like, so that the word in its path is believed."""


def _requires_body(action: Action) -> bool:
    return any(
        parameter.required and parameter.location in ("body", "part") for parameter in action.parameters.values()
    )
