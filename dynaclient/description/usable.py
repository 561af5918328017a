"""The actions of a description that can be called, whatever is wrong with others."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import DescriptionError
from .api import Api
from .model import Action


def usable_actions(api: Api) -> Iterator[Action]:
    """Yield the actions without problems: those of another one are reported where it is used."""
    for name in api.actions:
        try:
            action = api.action(name)
        except DescriptionError:
            continue
        yield action
