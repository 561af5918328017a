"""What an action's good answer looks like: its status, its media type, and where in it the items are."""

from __future__ import annotations

from ..call.arguments import is_json
from ..description.model import Action, ResponseDescription
from ..schema.validation import Schema
from . import views

PREFERRED = ("200", "201", "202", "203", "206")
PREFERRED_FOR_CREATION = ("201", "200", "202")
_NAMES_OF_ITEMS = ("items", "data", "results", "values", "records", "entries", "rows", "list", "content", "value")


def success(action: Action, preferred: tuple[str, ...] = PREFERRED) -> tuple[int, ResponseDescription | None]:
    """Give the status of a good answer and what is said of it; where nothing is, 200."""
    first = next((each for each in preferred if each in action.responses), "")
    chosen = first or next((each for each in action.responses if each.startswith("2")), "")
    if chosen == "2XX" or (not chosen and "default" in action.responses):
        return int(preferred[0]), action.responses[chosen or "default"]
    if not chosen:
        return int(preferred[0]), None
    return int(chosen), action.responses[chosen]


def json_schema(response: ResponseDescription | None) -> tuple[str, Schema | None]:
    """Give the JSON media type of a response and its schema; an empty text and None where it has none."""
    for media, schema in response.content.items() if response else ():
        if is_json(media):
            return media.partition(";")[0], schema
    return "", None


def items_pointer(action: Action) -> str | None:
    """Give the pointer to the list in what the action answers; None where it answers no list."""
    if action.paginate:
        return str(action.paginate.get("items", ""))
    _, response = success(action)
    _, schema = json_schema(response)
    if schema is None:
        return None if response is not None and (response.content or response.stream) else ""
    if "array" in schema.types:
        return ""
    lists = [name for name, each in views.properties(schema.view).items() if "array" in views.types(*each)]
    named = [name for name in _NAMES_OF_ITEMS if name in lists]
    own = [name for name in lists if views.same_name(name, action.resource.rpartition(".")[2])]
    found = (own or named or (lists if len(lists) == 1 else []))[:1]
    return "/" + found[0].replace("~", "~0").replace("/", "~1") if found else None
