"""What may be typed next: names of resources, actions and parameters, values, files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from ..call.arguments import media_of
from ..description.model import Action, Parameter, first_sentence
from ..errors import printable
from ..schema.references import Tokens
from ..schema.validation import Schema
from ..schema.values import text
from .actions import shell_name
from .words import spelled

if TYPE_CHECKING:
    from ..description.api import Api

OPEN = "open"
"""The kind of a candidate after which one goes on typing: no space follows it."""
PLAIN = "plain"
MOST = 500
"""Candidates that are shown at most."""


def names(api: Api, incomplete: str) -> list[CompletionItem]:
    """Give the resources that begin so; after a dot, the actions."""
    if "." in incomplete:
        return action_names(api, incomplete)
    named = ((_alike(key, incomplete), each) for key, each in api.resources.items())
    return [CompletionItem(name, help=_short(each.description)) for name, each in named if name.startswith(incomplete)]


def action_names(api: Api, incomplete: str) -> list[CompletionItem]:
    """Give the full names of the actions that begin so."""
    named = ((_alike(each.name, incomplete), each) for each in api.outlines())
    return [CompletionItem(name, help=_short(each.summary)) for name, each in named if name.startswith(incomplete)]


def words(action: Action, given: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Give the words that an action may take next; those that were given are not given again."""
    path, sign, begun = incomplete.partition("=")
    found = _values(action, path, begun) if sign else _places(action, path, set(given))
    return list(islice(found, MOST))


def files(begun: str) -> Iterator[tuple[str, str]]:
    """Give the paths that begin so, each with the kind of candidate that it is."""
    folder, _, name = begun.rpartition("/")
    try:
        entries = sorted((Path(folder + "/") if folder or begun.startswith("/") else Path()).iterdir())
    except OSError:
        return
    front = begun[: len(begun) - len(name)]
    for each in entries:
        if each.name.startswith(name) and (name or not each.name.startswith(".")):
            yield (f"{front}{each.name}/", OPEN) if each.is_dir() else (f"{front}{each.name}", PLAIN)


def _alike(name: str, incomplete: str) -> str:
    """Give a name in the spelling that was begun: as Python has it, unless it can only be the description's own."""
    python = ".".join(map(shell_name, name.split(".")))
    return name if name.startswith(incomplete) and not python.startswith(incomplete) else python


def _short(text: str) -> str:
    return printable(" ".join(first_sentence(text).split()))[:80]


# --- words -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Spot:
    """
    A place in the arguments of an action, as far as its schema is looked at by hand.

    What the rest of the program looks at places with takes longer to import than anyone wants to wait for a key.
    """

    parameter: Parameter
    schema: Schema
    tokens: Tokens
    is_inside: bool = False

    @classmethod
    def of(cls, action: Action, path: str) -> _Spot | None:
        """Give the place that a text names; None where there is none."""
        from ..call.places import NoPlace, steps_of

        try:
            name, *steps = steps_of(path)
        except NoPlace:
            return None
        key = action.spellings.get(str(name))
        return None if key is None else cls.whole(action, action.parameters[key])._at(steps)

    @classmethod
    def whole(cls, action: Action, parameter: Parameter) -> _Spot:
        """Give the place of a whole argument."""
        schema = parameter.content.get(media_of(action, None), parameter.schema)
        return cls(parameter, schema, schema.tokens)

    def _at(self, steps: list[str | int]) -> _Spot | None:
        spot: _Spot | None = self
        for each in steps:
            spot = None if spot is None else spot._below(each)
        return spot

    def _below(self, step: str | int) -> _Spot | None:
        is_item = isinstance(step, int) or step.isdigit()
        items = self.schema.items_at(self.tokens) if is_item else None
        place = dict(self.schema.properties_at(self.tokens)).get(str(step), items)
        return None if place is None else _Spot(self.parameter, self.schema, place, is_inside=True)

    def properties(self) -> dict[str, _Spot]:
        """Give what is inside an object that one may write into."""
        if self.parameter.location not in ("body", "part") and self.parameter.style != "json":
            return {}
        found = self.schema.properties_at(self.tokens)
        return {key: _Spot(self.parameter, self.schema, place, is_inside=True) for key, place in found if key}

    @property
    def told(self) -> str:
        """What is said of it."""
        said = self.schema.said("description", self.tokens) if self.is_inside else self.parameter.description
        return said if isinstance(said, str) else ""

    def accepted(self) -> list[str]:
        """Give the values that it may have, where they are few and known, or an example."""
        found = [text(each) for each in self.schema.choices_at(self.tokens) if isinstance(each, (str, int, float))]
        if set(self.schema.types_at(self.tokens)) == {"boolean"}:
            found += ["true", "false"]
        if not found and not self.is_inside and isinstance(self.parameter.example, str):
            found.append(self.parameter.example)
        return list(dict.fromkeys(found))


def _places(action: Action, path: str, given: set[str]) -> Iterator[CompletionItem]:
    """Give the places that begin so: parameters, and what is inside a body."""
    taken = {each.partition("=")[0].rstrip(":") for each in given}
    front, dot, _ = path.rpartition(".")
    for name, spot in _inside(action, front) if dot else _parameters(action, path):
        if name.startswith(path) and name not in taken:
            yield CompletionItem(f"{name}{'.' if spot.properties() else '='}", OPEN, _short(spot.told))


def _parameters(action: Action, path: str) -> Iterator[tuple[str, _Spot]]:
    """Give the parameters, those that are needed first, in the spelling that was begun."""
    for each in sorted(action.parameters.values(), key=lambda each: not each.required):
        name = each.name if each.name.startswith(path) else shell_name(each.name)
        yield name, _Spot.whole(action, each)


def _inside(action: Action, front: str) -> Iterator[tuple[str, _Spot]]:
    spot = _Spot.of(action, front)
    for key, each in {} if spot is None else spot.properties().items():
        yield f"{front}.{spelled((key,))}", each


def _values(action: Action, path: str, begun: str) -> Iterator[CompletionItem]:
    """Give the values that may stand at a place."""
    front = f"{path}="
    if begun.startswith("@"):
        yield from (CompletionItem(f"{front}@{each}", kind) for each, kind in files(begun[1:]))
        return
    spot = _Spot.of(action, path.removesuffix(":"))
    for value in () if spot is None else spot.accepted():
        if value.startswith(begun):
            yield CompletionItem(f"{front}{value}")
