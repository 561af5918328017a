"""Paths of actions, and the names of parameters in them."""

from __future__ import annotations

from collections.abc import Iterable

from ..description.api import Api
from ..description.model import Action
from ..errors import DescriptionError
from ..strings.expressions import expression

NAME = expression(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def without_names(path: str) -> str:
    """Return a path without the names in its braces."""
    return NAME.sub("{}", path)


def names_in(path: str) -> tuple[str, ...]:
    """Return the names of the parameters in a path."""
    return tuple(NAME.findall(path))


def filled(path: str, values: Iterable[str]) -> str:
    """Return a path without names with values in place of its first braces."""
    for value in values:
        path = path.replace("{}", value, 1)
    return path


def build_or_none(api: Api, name: str) -> Action | None:
    """Return an action, or None if its description has problems."""
    try:
        return api.action(name)
    except DescriptionError:
        return None
