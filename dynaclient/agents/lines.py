"""An action on one line, as `find` and `describe` list it: its call, what it does, and marks."""

from __future__ import annotations

from ..description.model import Action
from .cleaning import cut_text, one_line

MAX_BYTES = 200
"""The bytes of a line in UTF-8, unless the name of the action and its marks are longer than that."""
MAX_ARGUMENTS = 60
"""Characters of the arguments."""


def action_line(action: Action) -> str:
    """
    Return an action on one line: ``devices.get(applicationId) GET: Returns the devices. [pages]``.

    In brackets are the arguments that it requires. The marks are ours: strings of the description have no
    square brackets here.
    """
    marks = "".join(f" [{mark}]" for mark in action_marks(action))
    head = f"{action.name}({_arguments(action)}) {action.method}"
    room = MAX_BYTES - len(f"{head}: {marks}".encode())
    summary = one_line(action.summary, MAX_BYTES).replace("[", "(").replace("]", ")")
    summary = cut_text(summary, room) if room > 3 else ""  # the ellipsis alone takes three bytes
    return f"{head}: {summary}{marks}" if summary else f"{head}{marks}"


def action_marks(action: Action) -> list[str]:
    """Return what a caller has to know of an action before anything else, in a word or two each."""
    marks = {
        "writes": not action.readonly,
        "destroys": action.destructive,
        "pages": bool(action.paginate),
        "streams": bool(action.stream),
        "deprecated": bool(action.deprecated),
    }
    return [mark for mark, applies in marks.items() if applies]


def may_overwrite(action: Action) -> bool:
    """
    Return whether an action may remove or overwrite something: whether it is more than an addition.

    A POST adds, unless it is described as destructive; other methods that change something replace what was there.
    """
    return not action.readonly and (action.method != "POST" or action.destructive)


def effect(action: Action) -> str:
    """Return what an action does to the data of the API, and how its response arrives, in a sentence or two."""
    change = "Only reads."
    if action.destructive:
        change = "Changes data, and may remove it."
    elif not action.readonly:
        change = "Changes data, and may overwrite it." if may_overwrite(action) else "Changes data."
    pages = "The response has pages." if action.paginate else ""
    stream = "The response is a stream." if action.stream else ""
    return " ".join(filter(None, (change, pages, stream)))


def _arguments(action: Action) -> str:
    """Return the names of the required arguments, of many the first ones."""
    names = [parameter.name for parameter in action.parameters.values() if parameter.required]
    shown = [name for index, name in enumerate(names) if len(", ".join(names[: index + 1])) <= MAX_ARGUMENTS]
    return ", ".join([*shown, "…"] if len(shown) < len(names) else shown)
