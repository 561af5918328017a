"""What has become of the names of actions that a person chose: a name that is not taken is noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..strings.similarity import similar_names
from .naming import parts_of
from .source import Place
from .translation import Translation

VERY_SIMILAR = 0.8
"""How similar an id is, from 0 to 1, that is suggested for one that no operation has: the name is of what it does."""


class Named(NamedTuple):
    """An operation with its name."""

    keys: tuple[str, ...]
    """What it can be chosen by, the most important first: ``METHOD /path``, its id."""
    place: Place
    name: str


def note_choices(translation: Translation, names: Mapping[str, str], operations: Iterable[Named]) -> None:
    """Note the chosen names that no operation has, each where its operation is."""
    if not names:
        return
    known: dict[str, None] = {}
    made: dict[str, str] = {}
    for operation in operations:
        keys = tuple(key for key in operation.keys if key)
        known.update(dict.fromkeys(keys))
        made[operation.name] = keys[-1]
        choices = sorted((names[key] for key in keys if key in names), key=lambda choice: not choice)
        chosen = choices[0] if choices else None
        if chosen is not None and chosen != (operation.name if "." in chosen else operation.name.rpartition(".")[2]):
            reason = "is not free" if ".".join(parts_of(chosen)) == chosen != "" else "is not a name"
            message = f"the chosen name {chosen!r:.200} {reason}: the action is {operation.name:.200}"
            translation.note(operation.place, "names", message, f"choose another name, or {operation.name:.200}")
    for key in (key for key in names if key not in known):
        similar = similar_names(key, tuple(known), 1, VERY_SIMILAR)
        hint = f"did you mean {similar[0]:.200}?" if similar else "use an operation id, or METHOD /path"
        if names[key] in made:
            other = f"{made[names[key]]:.200}"
            hint = f"{names[key]:.200} is made of {other}: remove this name, or choose it for {other}"
        translation.note(Place(), "names", f"no operation is {key!r:.200}, for which a name is chosen", hint)
