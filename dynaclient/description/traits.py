"""What an action does to the server: whether it changes nothing, may be repeated, or destroys something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..errors import Problem
from ..messages import METHODS_WITHOUT_EFFECT
from .document import Node
from .model import Action

_IDEMPOTENT = METHODS_WITHOUT_EFFECT | {"PUT", "DELETE"}


class Traits(NamedTuple):
    """What an action does to the server, by the keys of the description."""

    readonly: bool
    destructive: bool
    idempotent: bool


def traits_of(method: str, declared: Mapping[str, Any]) -> Traits:
    """
    Return the traits of an action: those that are declared, and of the others those of its method.

    What changes nothing destroys nothing; and what is declared to destroy is not taken for harmless because of its
    method.
    """
    destroys = bool(declared.get("destructive", method == "DELETE"))
    readonly = bool(declared.get("readonly", method in METHODS_WITHOUT_EFFECT and not destroys))
    idempotent = bool(declared.get("idempotent", readonly or method in _IDEMPOTENT))
    return Traits(readonly, destroys and not readonly, idempotent)


def declared_traits(action: Action) -> dict[str, bool]:
    """Return the traits of an action that have to be declared: all others are those of its method."""
    declared: dict[str, bool] = {}
    for name in Traits._fields:
        trait = getattr(action, name)
        if trait is not getattr(traits_of(action.method, declared), name):
            declared[name] = trait
    return declared


def trait_advice(node: Node) -> Iterator[Problem]:
    """Yield the contradiction of an action that is declared to change nothing, and to destroy something."""
    if node.get("readonly") and node.get("destructive"):
        message = "the action is `readonly` as well, so it counts as one that destroys nothing"
        yield Problem.in_description(node.pointer_of("destructive"), "destructive", message, "remove one of them")


def destruction_sentence(action: Action) -> str:
    """Return the sentence that warns of an action that destroys something; an empty string for all others."""
    return "Destroys: what it removes or overwrites may be gone for good." if action.destructive else ""
