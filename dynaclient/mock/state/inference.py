"""
What does an action do to which collection? That is inferred from paths and methods; a description may override it.

A path with GET or POST, below which ``/{name}`` has other methods, is a collection: ``/tokens`` and ``/tokens/{id}``.
So is what is before ``/{name}`` if an item is read there, and changed or deleted: ``/repos/{owner}/{repo}``. Another
path where PATCH or PUT sends what GET returns is a single item: ``/me``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...description.api import Api
from ...description.model import Action
from ...description.outlines import Outline
from ...records import dataclass, field, replace
from ...strings.expressions import expression
from ..paths import build_or_none, filled, names_in, without_names
from ..responding.success import data_schema, items_pointer, success
from .kinds import is_same_item, sends_what
from .names import Expanded, expanded_paths
from .shallow import Shallow, find_shallow
from .verbs import CONDITIONS, verb_of

ON_COLLECTION = {"GET": "list", "HEAD": "list", "POST": "create", "DELETE": "deleteMany"}
ON_ITEM = {"GET": "read", "HEAD": "read", "PATCH": "update", "PUT": "replace", "DELETE": "delete"}
_LAST_NAME = expression(r"(.*)/\{([A-Za-z_][A-Za-z0-9_]*)\}([^/{}]*)")

_AFTER_ID = expression(r"\{\}[^{}]+")
"""An id, and what follows it in the same segment of a path: ``.json``, or a verb of Google's."""

_VERBS = {
    "list": "lists", "create": "creates in", "read": "reads from", "update": "updates in", "replace": "replaces in",
    "delete": "deletes from", "createMany": "creates several in", "put": "creates or replaces in",
    "updateMany": "updates those selected in", "deleteMany": "deletes those selected from", "restore": "restores in",
    "count": "counts those selected in", "first": "reads the first from", "distinct": "lists the values in",
    "latest": "reads the last values from", "series": "sums up",
}  # fmt: skip

_ON_PATH = frozenset(_VERBS) - frozenset(ON_ITEM.values())
"""The behaviors whose collection is that of the action's path, if `mock` has no other."""


@dataclass(frozen=True)
class Role:
    """What one action does to which collection."""

    action: str
    behavior: str = "respond"
    collection: str = ""
    """The path of the collection, with the names of its parameters."""
    id: str = ""
    """The property, or the path parameter, with an item's id."""
    key: str = ""
    """The parameter of the action that identifies an item; empty if there is none."""
    is_single: bool = False
    """Whether the collection is a single item, which no parameter identifies."""

    @property
    def path_key(self) -> str:
        """The path of the collection without names, which identifies it in the store."""
        return without_names(self.collection)

    def __str__(self) -> str:
        if self.behavior == "respond":
            return f"{self.action} returns an example or a generated response, and stores nothing"
        if self.is_single:
            return f"{self.action} {_VERBS[self.behavior].partition(' ')[0]} {self.collection}, a single item"
        return f"{self.action} {_VERBS[self.behavior]} {self.collection}, id: {self.id or 'id'}"


@dataclass(frozen=True)
class Above:
    """An item whose path an action's path begins with. Paths are without the names of parameters."""

    item_path: str
    path_key: str
    """Its collection."""
    parents: int
    """How many of the first parameters in the path identify the parents of the collection."""
    is_single: bool = False
    name: str = ""
    """The resource name of the item, without names, if that identifies it."""

    def parents_in(self, ids: list[str]) -> list[str]:
        """Return the ids of the parents of its collection, for the values of the parameters in the path."""
        unknown = 0 if self.is_single else self.path_key.count("{}") - self.parents
        return [*ids[: self.parents], *([""] * unknown)]  # ANY of them

    def key(self, ids: list[str]) -> str:
        """Return the id of the item, for the values of the parameters in the path."""
        if self.is_single:
            return ""
        count = self.name.count("{}")
        return filled(self.name, ids[self.parents + 1 - count : self.parents + 1]) if count else ids[self.parents]


@dataclass
class _Collection:
    path: str
    id: str = ""
    item_path: str = ""
    """The path of its items, without names and without what follows the id in the same segment."""
    name: str = ""
    """The resource name of its items, without names, if that identifies them."""
    can_create: bool = False
    """Whether an action of the API can add to it."""
    assigns_ids: bool = False
    """Whether an item can be added to it without an id."""
    can_restore: bool = False
    """Whether an action restores what was deleted from it."""
    on_items: list[tuple[str, str, str]] = field(default_factory=list)
    """The actions on its items: method, name, and the parameter that identifies the item."""
    by_order: list[str] = field(default_factory=list)
    """The actions that the description itself has declared to be on it."""


class Roles:
    """The roles of all actions of a description; each is inferred when it is first needed."""

    def __init__(self, api: Api, known: Iterable[Outline]) -> None:
        self._api = api
        self._known = {outline.name: outline for outline in known}
        self._expanded = expanded_paths(api, self._known)
        for name, expanded in self._expanded.items():
            self._known[name] = replace(self._known[name], path=expanded.path)
        self._methods: dict[str, dict[str, str]] = {}
        for outline in self._known.values():
            self._methods.setdefault(without_names(outline.path), {}).setdefault(outline.method, outline.name)
        self._collections: dict[str, _Collection] = {}
        self._owners: dict[str, str] = {}
        self._items: dict[str, str] = {}
        """The path of items → that of their collection, both without names."""
        self._singles: dict[str, _Collection | None] = {}
        self._found: dict[str, Role] = {}
        self.flat: dict[str, str] = {}
        """Collections whose items are also at a path without their parents → that path, without names."""
        self.shared: dict[tuple[str, ...], Any] = {}
        """What `shared` has worked out for the actions on a collection, by their names."""
        for outline in self._known.values():
            self._find_collection(outline)
        for shallow in find_shallow(api, self._methods, self._collections_in_mock()):
            self._join(shallow)
        for outline in self._known.values():
            path, behavior = verb_of(outline.path)
            key = self._owners.get(without_names(path), without_names(path))
            restored = (self._collections.get(key) or self._pair(path)) if behavior == "restore" else None
            if restored is not None:
                restored.can_restore = True
            if outline.has_mock:
                self._apply_override(outline.name)

    def of(self, action: Action) -> Role:
        """Return the role of an action."""
        found = self._found.get(action.name)
        if found is None:
            found = self._found.setdefault(
                action.name, self._overridden(action, self._by_word(action) or self._inferred(action))
            )
        return found

    def all(self) -> list[Role]:
        """Return the roles of all actions, built for that; actions with problems are left out."""
        actions = (build_or_none(self._api, name) for name in self._known)
        return [self.of(action) for action in actions if action is not None]

    def collections(self) -> dict[str, str]:
        """Return the path of each collection, with the names of its parameters, by its path without names."""
        found = {key: owned.path for key, owned in list(self._collections.items())}
        others = (there["GET"] for path_key, there in self._methods.items() if "GET" in there and path_key not in found)
        roles = [self.of(action) for name in others if (action := build_or_none(self._api, name)) is not None]
        found = {**{role.path_key: role.collection for role in roles if role.behavior == "list"}, **found}
        return {key: path for key, path in found.items() if key == without_names(path)}

    def acting_on(self, path_key: str) -> list[Action]:
        """Return the actions on a collection and on its items, except those that have problems."""
        owned = self._collections.get(path_key)
        on_items = [name for _, name, _ in (owned.on_items if owned else ())]
        by_order = owned.by_order if owned else []
        names = dict.fromkeys([*self._methods.get(path_key, {}).values(), *on_items, *by_order])
        actions = [action for name in names if (action := build_or_none(self._api, name)) is not None]
        return [action for action in actions if self.of(action).behavior != "respond"]

    def can_create(self, role: Role) -> bool:
        """Return whether an action of the API can add to the role's collection."""
        owned = self._owned(role)
        return owned is not None and owned.can_create

    def assigns_ids(self, role: Role) -> bool:
        """Return whether an item can be added to the role's collection without an id."""
        owned = self._owned(role)
        return owned is not None and owned.assigns_ids

    def can_restore(self, role: Role) -> bool:
        """Return whether an action of the API restores what was deleted from the role's collection."""
        owned = self._owned(role)
        return owned is not None and owned.can_restore

    def item_path(self, role: Role) -> str:
        """Return the path of the role's items without names, below which their children are."""
        if role.is_single:
            return role.path_key
        owned = self._collections.get(role.path_key)
        return (owned.item_path if owned else "") or f"{role.path_key}/{{}}"

    def on_item(self, role: Role, method: str = "") -> tuple[Action | None, str]:
        """Return an action on an item of the role's collection, and the parameter that identifies the item."""
        owned = self._owned(role)
        found = owned.on_items if owned else []
        if role.path_key in self.flat:  # those without a parent that the action does not have either are first
            own = set(names_in(self._known[role.action].path))
            found = sorted(found, key=lambda item: len(set(names_in(self._known[item[1]].path)) - own))
        for its_method, name, key in found:
            action = build_or_none(self._api, name) if method in ("", its_method) else None
            if action is not None:
                return action, key
        return None, ""

    def name_of(self, role: Role) -> str:
        """Return the resource name of the role's items, without names; empty if they have none."""
        owned = self._owned(role)
        return owned.name if owned else ""

    def path(self, action: Action) -> str:
        """Return the path of an action, with its resource names expanded."""
        return self._known[action.name].path if action.name in self._known else action.path

    def expanded(self, action: Action) -> Expanded | None:
        """Return the expanded path of an action; None if it has no resource name."""
        return self._expanded.get(action.name)

    def sharing(self, role: Role) -> list[Action]:
        """Return all actions on the role's collection and on its items."""
        owned = self._owned(role)
        names = [name for _, name, _ in owned.on_items] if owned else []
        there = self._methods.get(role.path_key, {})
        names += [there[method] for method in ON_COLLECTION if method in there and not role.is_single]
        found = (build_or_none(self._api, name) for name in dict.fromkeys(names))
        return [action for action in found if action is not None and self.of(action).path_key == role.path_key]

    def above(self, role: Role, action: Action) -> list[Above]:
        """Return the items that an action is below of, the outermost first."""
        template = role.path_key or without_names(self.path(action))
        steps = template.split("/")
        if role.behavior == "respond" and verb_of(template)[1] == "restore":
            steps = steps[: -1 if ":" in steps[-1] else -2]  # it is for an item that was deleted
        found = []
        for length in range(1, len(steps) + 1):
            above = "/".join([*steps[: length - 1], _AFTER_ID.sub("{}", steps[length - 1])])
            if above == template and role.is_single:
                break
            parents = above.count("{}")
            if above in self._items:
                owner = self._items[above]
                found.append(Above(above, owner, parents - 1, name=self._collections[owner].name))
            elif self._single(above) is not None:
                found.append(Above(above, above, parents, is_single=True))
        return found

    def _owned(self, role: Role) -> _Collection | None:
        if role.is_single:
            return self._singles.get(role.path_key)
        return self._collections.get(role.path_key) or self._pair(role.collection)

    def lister(self, role: Role) -> Action | None:
        """Return the action that lists the role's collection."""
        name = self._methods.get(role.path_key, {}).get("GET", "")
        return build_or_none(self._api, name) if name else None

    def _find_collection(self, outline: Outline) -> None:
        found = _LAST_NAME.fullmatch(outline.path)
        if found is None:
            return
        front, name, suffix = found.groups()
        if suffix.startswith(":"):
            return  # a verb of Google's
        methods = self._methods[without_names(outline.path)]
        for path in dict.fromkeys((front + suffix, front)):
            there = self._methods.get(without_names(path), {})
            if ("GET" in there or "POST" in there) and methods.keys() & ON_ITEM.keys():
                self._claim(path, name, outline, assigns_ids="POST" in there, puts="PUT" in methods)
                return
        if "GET" in methods and methods.keys() & {"PUT", "PATCH", "DELETE"}:
            self._claim(front, name, outline, assigns_ids=False, puts="PUT" in methods)

    def _claim(self, path: str, name: str, item: Outline, *, assigns_ids: bool, puts: bool) -> None:
        item_path = without_names(_LAST_NAME.sub(r"\1/{\2}", item.path))
        expanded = self._expanded.get(item.name)
        template, name = (expanded.template(name), expanded.owner(name)) if expanded else ("", name)
        owned = self._collections.setdefault(without_names(path), _Collection(path, name, item_path, template))
        self._items.setdefault(item_path, without_names(path))
        owned.can_create = owned.can_create or assigns_ids or puts
        owned.assigns_ids = owned.assigns_ids or assigns_ids
        owned.on_items.append((item.method, item.name, name))
        self._owners[without_names(item.path)] = without_names(path)

    def _collections_in_mock(self) -> set[str]:
        """Return the collections that the description itself declares, without names."""
        built = (build_or_none(self._api, outline.name) for outline in self._known.values() if outline.has_mock)
        return {without_names(str(action.mock.get("collection", ""))) for action in built if action is not None}

    def _join(self, shallow: Shallow) -> None:
        """Add the actions on items at a flat path to the nested collection, if they have the same id in both."""
        on_item = self._methods[shallow.on_item]
        name = names_in(self._known[next(iter(on_item.values()))].path)[-1]
        path = self._known[self._methods[shallow.nested]["POST"]].path
        owned = self._collections.get(shallow.nested) or _Collection(path, name)
        if owned.on_items and not is_same_item(self._api, owned.on_items, [(*pair, name) for pair in on_item.items()]):
            return
        self._collections[shallow.nested] = self._collections[shallow.flat] = owned
        owned.can_create = owned.assigns_ids = True
        owned.on_items += [(*pair, name) for pair in on_item.items()]
        self._owners[shallow.on_item] = self._items[shallow.item] = shallow.nested
        self.flat[shallow.nested] = shallow.item

    def _apply_override(self, name: str) -> None:
        action = build_or_none(self._api, name)
        role = self.of(action) if action is not None else None
        if action is None or role is None or role.behavior == "respond":
            return
        if role.is_single:
            single = self._singles.get(role.path_key) or _Collection(role.collection)
            single.on_items.append((action.method, name, ""))
            self._singles[role.path_key] = single
            return
        owned = self._owned(role) or self._collections.setdefault(role.path_key, _Collection(role.collection, role.id))
        self._items.setdefault(f"{role.path_key}/{{}}", role.path_key)
        creates = role.behavior in ("create", "createMany")
        posts = creates or self._methods.get(role.path_key, {}).get("POST", name) != name
        owned.can_create = owned.can_create or posts or role.behavior in ("put", "replace")
        owned.assigns_ids = owned.assigns_ids or posts
        owned.can_restore = owned.can_restore or role.behavior == "restore"
        owned.id = owned.id or role.id
        owned.by_order.append(name)
        if role.key:
            owned.on_items.append((action.method, name, role.key))
            path = without_names(self.path(action))
            if path.endswith("/{}") and path.count("{}") <= role.path_key.count("{}"):
                self._items[path] = role.path_key
                self.flat.setdefault(role.path_key, path)

    # One action.

    def _inferred(self, action: Action) -> Role:
        path_key = without_names(self.path(action))
        if action.paginate:
            owned = self._collections.get(path_key) or _Collection(self.path(action))
            return Role(action.name, "list", owned.path, owned.id)
        owner = self._owners.get(path_key)
        if owner is not None and self._has_items(owner):
            owned = self._collections[owner]
            behavior = ON_ITEM.get(action.method) or self._posted(action, path_key)
            key = action.pieces[-2][1]
            return Role(action.name, behavior, owned.path, owned.id, key) if behavior else Role(action.name)
        single = self._single(path_key)
        if single is not None:
            behavior = ON_ITEM.get(action.method) or (
                "replace" if single.can_create and action.method == "POST" else ""
            )
            return Role(action.name, behavior, single.path, is_single=True) if behavior else Role(action.name)
        owned_here = self._collections.get(path_key) or self._pair(self.path(action))
        behavior = ON_COLLECTION.get(action.method, "")
        if owned_here is None or not behavior or not self._has_items(path_key):
            return Role(action.name)
        if behavior == "list" and items_pointer(action) is None:
            return Role(action.name)
        return Role(action.name, behavior, owned_here.path, owned_here.id)

    def _by_word(self, action: Action) -> Role | None:
        """Return the role of an action that the last word of its path names, if its collection is known."""
        path, behavior = verb_of(self.path(action))
        owner = self._owners.get(without_names(path), "")
        owned = self._collections.get(owner or without_names(path)) or self._pair(path)
        if owned is None or not CONDITIONS[behavior](action) or (owner and behavior != "restore"):
            return None
        behavior = "deleteMany" if behavior == "truncate" else behavior
        return Role(action.name, behavior, owned.path, owned.id, action.pieces[-2][1] if owner else "")

    def _has_items(self, path_key: str) -> bool:
        """Return whether a collection has items: it has none if only files can be read there, and no JSON."""
        owned = self._collections.get(path_key)
        names = [name for method, name, _ in (owned.on_items if owned else ()) if method == "GET"]
        names += [name for method, name in self._methods.get(path_key, {}).items() if method == "GET"]
        actions = (build_or_none(self._api, name) for name in names)
        responses = [response for action in actions if action and (response := success(action)[1]) and response.content]
        return not responses or any(data_schema(response)[0] for response in responses)

    def _single(self, path_key: str) -> _Collection | None:
        """Return the single item of a path, if what PATCH or PUT sends there is what GET returns."""
        if path_key not in self._singles:
            self._singles[path_key] = self._find_single(path_key)
        return self._singles[path_key]

    def _find_single(self, path_key: str) -> _Collection | None:
        methods = self._methods.get(path_key, {})
        if "GET" not in methods or path_key in self._collections or path_key in self._owners:
            return None
        built = {method: build_or_none(self._api, name) for method, name in methods.items()}
        reader = built["GET"]
        if reader is None or not any(sends_what(reader, built.get(method)) for method in ("PATCH", "PUT")):
            return None
        posts = "DELETE" in methods and sends_what(reader, built.get("POST"))
        found = _Collection(self.path(reader), can_create=posts)
        found.on_items += [(method, name, "") for method, name in methods.items() if method in ON_ITEM or posts]
        return found

    def _posted(self, action: Action, path_key: str) -> str:
        """Return what a POST to an item does: it updates the item if no other action does."""
        others = self._methods[path_key]
        return "update" if action.method == "POST" and not {"PATCH", "PUT"} & others.keys() else ""

    def _pair(self, path: str) -> _Collection | None:
        """Return the collection of a path with one action that lists and one that creates."""
        path_key = without_names(path)
        there = self._methods.get(path_key, {})
        lister = build_or_none(self._api, there["GET"]) if {"GET", "POST"} <= there.keys() else None
        if lister is None or items_pointer(lister) is None:
            return None
        return self._collections.setdefault(path_key, _Collection(path, can_create=True, assigns_ids=True))

    def _overridden(self, action: Action, inferred: Role) -> Role:
        override = action.mock
        if not override:
            return inferred
        collection = str(override.get("collection", "")) or inferred.collection
        if not collection and override.get("behavior") in _ON_PATH:
            collection = getattr(self._collections.get(without_names(self.path(action))), "path", self.path(action))
        behavior = str(override.get("behavior", "")) or (inferred.behavior if inferred.behavior != "respond" else "")
        key_name = str(override.get("id", ""))
        if key_name and collection.endswith(f"/{{{key_name}}}"):
            collection = collection[: -len(key_name) - 3]
        key = _key(action, collection, key_name)
        behavior = behavior or (ON_ITEM if key else ON_COLLECTION).get(action.method, "respond")
        if behavior == "respond" or not collection:
            return Role(action.name)
        if behavior in ON_ITEM.values() and not key:
            return Role(action.name, behavior, collection, is_single=True)
        owned = self._collections.get(without_names(collection))
        known_id = key_name or (owned.id if owned else "")
        has_key = behavior in ON_ITEM.values() or (behavior in ("restore", "put") and key not in names_in(collection))
        return Role(action.name, behavior, collection, known_id, key if has_key else "")


def _key(action: Action, collection: str, declared: str) -> str:
    """Return the parameter that identifies an item."""
    if declared in action.parameters and action.parameters[declared].location not in ("body", "part"):
        return declared
    own = [name for _, name in action.pieces if name and name not in names_in(collection)]
    return own[-1] if own else ""
