"""
What does an action do to which collection? It is seen from paths and methods, and a description may say otherwise.

A path that has GET or POST, and below which ``/{name}`` has more, is a collection: ``/tokens`` and ``/tokens/{id}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..description.api import Api, Outline
from ..description.model import Action
from .routes import built, names_in, normal
from .shapes import items_pointer

ON_COLLECTION = {"GET": "list", "HEAD": "list", "POST": "create"}
ON_ITEM = {"GET": "read", "HEAD": "read", "PATCH": "update", "PUT": "replace", "DELETE": "delete"}
_LAST_NAME = re.compile(r"(.*)/\{([A-Za-z_][A-Za-z0-9_]*)\}([^/{}]*)")

_VERBS = {
    "list": "lists", "create": "creates in", "read": "reads from", "update": "updates in", "replace": "replaces in",
    "delete": "deletes from",
}  # fmt: skip


@dataclass(frozen=True)
class Role:
    """What one action does."""

    action: str
    acts: str = "respond"
    collection: str = ""
    """The collection's path, with names."""
    id: str = ""
    """The property, or the path parameter, that holds an item's id."""
    key: str = ""
    """The parameter of the action that says which item is meant; empty where it means none."""

    @property
    def place(self) -> str:
        """The collection's path without names: where its items are kept."""
        return normal(self.collection)

    def __str__(self) -> str:
        if self.acts == "respond":
            return f"{self.action} answers with an example or a made value, and keeps nothing"
        return f"{self.action} {_VERBS[self.acts]} {self.collection}, id: {self.id or 'id'}"


@dataclass
class _Collection:
    path: str
    id: str = ""
    makes: bool = False
    """Whether the API has a way to put something into it."""
    posts: bool = False
    """Whether something can be put into it without saying under which id."""
    on_items: list[tuple[str, str, str]] = field(default_factory=list)
    """The actions on its items: method, name, and the parameter that says which item is meant."""


class Roles:
    """The roles of all actions of a description; each is found when it is asked for."""

    def __init__(self, api: Api, known: Iterable[Outline]) -> None:
        self._api = api
        self._known = {each.name: each for each in known}
        self._methods: dict[str, dict[str, str]] = {}
        for each in self._known.values():
            self._methods.setdefault(normal(each.path), {}).setdefault(each.method, each.name)
        self._collections: dict[str, _Collection] = {}
        self._owners: dict[str, str] = {}
        self._found: dict[str, Role] = {}
        for each in self._known.values():
            self._look_at_item(each)
        for each in self._known.values():
            if each.overruled:
                self._look_at_override(each.name)

    def of(self, action: Action) -> Role:
        """Give the role of an action."""
        found = self._found.get(action.name)
        if found is None:
            found = self._found.setdefault(action.name, self._overruled(action, self._inferred(action)))
        return found

    def all(self) -> list[Role]:
        """Give the roles of all actions; it builds each of them, and leaves out those that are faulty."""
        actions = (built(self._api, name) for name in self._known)
        return [self.of(each) for each in actions if each is not None]

    def makes(self, role: Role) -> bool:
        """Say whether the API has a way to put something into the role's collection."""
        owned = self._collections.get(role.place)
        return owned is not None and owned.makes

    def posts(self, role: Role) -> bool:
        """Say whether something can be put into the role's collection without saying under which id."""
        owned = self._collections.get(role.place)
        return owned is not None and owned.posts

    def on_item(self, role: Role, method: str = "") -> tuple[Action | None, str]:
        """Give an action on an item of the role's collection, and the parameter that says which item is meant."""
        owned = self._collections.get(role.place)
        for each, name, key in owned.on_items if owned else ():
            found = built(self._api, name) if method in ("", each) else None
            if found is not None:
                return found, key
        return None, ""

    def _look_at_item(self, outline: Outline) -> None:
        found = _LAST_NAME.fullmatch(outline.path)
        if found is None:
            return
        front, name, suffix = found.groups()
        methods = self._methods[normal(outline.path)]
        for path in dict.fromkeys((front + suffix, front)):
            there = self._methods.get(normal(path), {})
            if ("GET" in there or "POST" in there) and methods.keys() & ON_ITEM.keys():
                self._claim(path, name, outline, posts="POST" in there, puts="PUT" in methods)
                return
        if {"GET", "PUT"} <= methods.keys():
            self._claim(front, name, outline, posts=False, puts=True)

    def _claim(self, path: str, name: str, item: Outline, *, posts: bool, puts: bool) -> None:
        owned = self._collections.setdefault(normal(path), _Collection(path, name))
        owned.makes = owned.makes or posts or puts
        owned.posts = owned.posts or posts
        owned.on_items.append((item.method, item.name, name))
        self._owners[normal(item.path)] = normal(path)

    def _look_at_override(self, name: str) -> None:
        action = built(self._api, name)
        role = self.of(action) if action is not None else None
        if action is None or role is None or role.acts == "respond":
            return
        owned = self._collections.setdefault(role.place, _Collection(role.collection, role.id))
        owned.makes = owned.makes or role.acts in ("create", "replace")
        owned.posts = owned.posts or role.acts == "create"
        owned.id = owned.id or role.id
        if role.key:
            owned.on_items.append((action.method, name, role.key))

    # One action.

    def _inferred(self, action: Action) -> Role:
        place = normal(action.path)
        owner = self._owners.get(place)
        if owner is not None:
            owned = self._collections[owner]
            acts = ON_ITEM.get(action.method) or self._posted(action, place)
            key = action.pieces[-2][1]
            return Role(action.name, acts, owned.path, owned.id, key) if acts else Role(action.name)
        owned_here = self._collections.get(place) or self._pair(action, place)
        acts = ON_COLLECTION.get(action.method, "")
        if owned_here is None or not acts or (acts == "list" and items_pointer(action) is None):
            return Role(action.name)
        return Role(action.name, acts, owned_here.path, owned_here.id)

    def _posted(self, action: Action, place: str) -> str:
        """Give what a POST at an item does: it changes the item where nothing else does."""
        others = self._methods[place]
        return "update" if action.method == "POST" and not {"PATCH", "PUT"} & others.keys() else ""

    def _pair(self, action: Action, place: str) -> _Collection | None:
        """Two actions at one path, of which one lists and one creates, are a collection too."""
        there = self._methods.get(place, {})
        if action.method not in ("GET", "POST") or not {"GET", "POST"} <= there.keys():
            return None
        if items_pointer(self._api.action(there["GET"])) is None:
            return None
        return self._collections.setdefault(place, _Collection(action.path, makes=True, posts=True))

    def _overruled(self, action: Action, inferred: Role) -> Role:
        said = action.mock
        if not said:
            return inferred
        collection = str(said.get("collection", "")) or inferred.collection
        acts = str(said.get("behavior", "")) or (inferred.acts if inferred.acts != "respond" else "")
        key_name = str(said.get("id", ""))
        if key_name and collection.endswith(f"/{{{key_name}}}"):
            collection = collection[: -len(key_name) - 3]
        key = _key(action, collection, key_name)
        acts = acts or (ON_ITEM if key else ON_COLLECTION).get(action.method, "respond")
        if acts == "respond" or not collection:
            return Role(action.name)
        owned = self._collections.get(normal(collection))
        known_id = key_name or (owned.id if owned else "")
        return Role(action.name, acts, collection, known_id, key if acts in ON_ITEM.values() else "")


def _key(action: Action, collection: str, said: str) -> str:
    """Give the parameter that says which item is meant."""
    if said in action.parameters and action.parameters[said].location not in ("body", "part"):
        return said
    own = [name for _, name in action.pieces if name and name not in names_in(collection)]
    return own[-1] if own else ""
