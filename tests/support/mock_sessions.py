"""
Random sessions with a mock server, compared with a model: a dict of what should be stored.

A session creates, reads, lists, changes and deletes items of one collection, for two parents.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from dynaclient import Action, Api, ApiError, Client, DynaclientError
from dynaclient.client.origins import UrlOfAll
from dynaclient.messages import Headers, Request, Response
from dynaclient.mock.exchange import MockRequest, MockResponse
from dynaclient.mock.reading.authorization import token_for
from dynaclient.mock.responding.success import items_pointer
from dynaclient.mock.service import Service
from dynaclient.mock.state.ids import key_of
from dynaclient.mock.state.inference import Role
from dynaclient.mock.state.patches import MERGE_PATCHES
from dynaclient.mock.state.plans import Plan, plan_for
from dynaclient.mock.state.showing import items_in
from dynaclient.mock.state.store import Store
from dynaclient.runtime.media_types import is_json
from dynaclient.schema.references import value_at
from dynaclient.schema.samples import NoSample, ValueGenerator
from dynaclient.testing import RecordingTransport

STEPS = 25
"""Actions in a session."""
GONE = 404


class Server:
    """
    A service, and a client of it without a network between them; or with one, if a client is passed.

    Args:
        api: The description.
        client: A client of a mock server of it.
    """

    def __init__(self, api: Api, client: Client | None = None) -> None:
        self.api = api
        self.store = Store()
        self.service = Service(api, None, self.store)
        self.last = MockResponse(200)
        options: dict[str, Any] = {
            "url": UrlOfAll("http://127.0.0.1"),
            "trust_env": False,
            "validate_responses": "raise",
        }
        token = token_for(api) if api.auth else None
        transport = RecordingTransport(self._answer)
        self.client = client or Client(api, token=token, transport=transport, **options)

    def _answer(self, request: Request) -> Response:
        url = urlsplit(request.url)
        body = request.body if isinstance(request.body, bytes) else b""
        sent = MockRequest(request.method, url.path, url.query, request.headers, body)
        self.last = self.service.handle(sent).response
        fields = [("Content-Type", self.last.media)] if self.last.media else []
        return Response(self.last.status, Headers([*fields, *self.last.headers]), self.last.body)

    def collections(self) -> Iterator[dict[str, Role]]:
        """Yield the roles of a session by behavior, for each collection with ids that items can be added to."""
        found: dict[str, dict[str, Role]] = {}
        for role in self.service.roles.all():
            if hasattr(Session, f"_{role.behavior}") and not role.is_single:
                found.setdefault(role.path_key, {}).setdefault(role.behavior, role)
        for roles in found.values():
            reader = roles.get("read") or roles.get("delete")
            inside = reader is not None and self.api.action(reader.action).mock.get("inside")  # an item of another one
            if "create" in roles and reader is not None and reader.key and not inside:
                yield roles


class Session:
    """One session with one collection: `run` raises AssertionError where the server and the model differ."""

    def __init__(self, server: Server, roles: Mapping[str, Role], seed: int) -> None:
        self.server = server
        self.rng = random.Random(seed)
        self.actions = {name: server.api.action(role.action) for name, role in roles.items()}
        self.plans: dict[str, Plan] = {
            name: plan_for(action, server.service.roles) for name, action in self.actions.items()
        }
        self.model: dict[tuple[int, str], dict[str, Any]] = {}
        self.gone: set[tuple[int, str]] = set()
        self.parents = list(dict.fromkeys(self._parents(number) for number in range(2)))
        server.store.clear()
        self.steps: list[str] = []

    def _parents(self, number: int) -> tuple[Any, ...]:
        action = self.actions["create"]
        return tuple(self._value(action, name, number) for _, name in action.pieces if name)

    def _value(self, action: Action, name: str, attempt: int) -> Any:
        schema = action.parameters[name].schema
        for number in range(attempt, attempt + 60):
            with suppress(NoSample):
                value = ValueGenerator(number + 1000).value([schema.view])
                if schema.is_valid(value) and value not in ("", None, ".", ".."):
                    return value
        return self.server.client[action.resource][action.key].example().get(name)

    def run(self) -> None:
        """Run the session."""
        for _ in range(STEPS):
            behavior = self.rng.choice([*self.actions, "create"])
            step = getattr(self, f"_{behavior}")
            step(self.rng.randrange(len(self.parents)))

    def _arguments(self, behavior: str, parent: int, key: str = "") -> dict[str, Any]:
        action = self.actions[behavior]
        found = dict(self.server.client[action.resource][action.key].example())
        own = [name for _, name in action.pieces if name]
        known = dict(zip(own, self.parents[parent], strict=False))
        return {**found, **known, **({self.plans[behavior].role.key: key} if key else {})}

    def _body(self, behavior: str) -> dict[str, Any]:
        """Return a random body by its name; none if the action has none that is an object in JSON."""
        body = self.actions[behavior].body
        if body is None or (body.content and not is_json(next(iter(body.content)))):
            return {}
        for attempt in range(self.rng.randrange(40), 100):
            with suppress(NoSample):
                value = body.schema.without_hidden(ValueGenerator(attempt).value([body.schema.view]))
                if body.schema.is_valid(value) and isinstance(value, dict):
                    return {body.name: value}
        return {}

    def _call(self, behavior: str, arguments: Mapping[str, Any]) -> tuple[int, Any]:
        action = self.actions[behavior]
        self.steps.append(f"{action.name} {dict(arguments)}")
        try:
            return 200, self.server.client.call(action.name, dict(arguments))
        except ApiError as error:
            return error.status, None

    def _item(self, behavior: str, value: Any) -> dict[str, Any] | None:
        """Return the item in the response of an action; None if it has none."""
        found = items_in(self.plans[behavior], value) if self.server.last.status != 204 else []
        return found[-1] if found else None

    def _chosen(self, parent: int) -> str:
        keys = [key for owner, key in [*self.model, *self.gone] if owner == parent]
        return self.rng.choice(keys) if keys else ""

    # The steps.

    def _create(self, parent: int) -> None:
        arguments = {**self._arguments("create", parent), **self._body("create")}
        status, value = self._call("create", arguments)
        plan = self.plans["create"]
        sent = self._sent("create", arguments)
        if status in (400, 409, 422):  # the last one that is declared
            assert (parent, key_of(sent, plan.ids)) in self.model, self.told("refused an id that is not taken")
            return
        assert status == 200, self.told(f"did not create: {status}")
        item = self._item("create", value)
        key = key_of(item or {}, plan.ids)
        if item is None or not key:
            self._adopt(parent)
            return
        assert (parent, key) not in self.model, self.told(f"used the id {key} twice")
        self._covers(item, sent, "create")
        self.model[parent, key] = item
        self.gone.discard((parent, key))

    def _adopt(self, parent: int) -> None:
        """Take over what the server has where its responses do not tell which item was created."""
        lists = "list" in self.actions and self.plans["list"].media
        found: dict[str, Any] = {key: {} for key in self._listed(parent)} if lists else {}
        self.model = {place: item for place, item in self.model.items() if place[0] != parent}
        self.model.update({(parent, key): item for key, item in found.items()})

    def _read(self, parent: int) -> None:
        self._compare("read", parent, self._chosen(parent))

    def _compare(self, behavior: str, parent: int, key: str, changes: Any = None) -> None:
        if not key:
            return
        arguments = {**self._arguments(behavior, parent, key), **(changes or {})}
        status, value = self._call(behavior, arguments)
        known = self.model.get((parent, key))
        if known is None:
            assert status == GONE, self.told(f"has {key}, which is not there")
            return
        assert status == 200, self.told(f"lacks {key}: {status}")
        item = self._item(behavior, value)
        if item is None:
            if changes is not None:
                self.model[parent, key] = {}
            return
        assert key_of(item, self.plans[behavior].ids) in ("", key), self.told("has another id")
        if changes is None:
            # A creation shows the secrets of an item once, also those inside what is the server's.
            different = [name for name in known.keys() & item.keys() if not _has(known[name], item[name])]
            assert different == [], self.told(f"has other values of {different}")
        else:
            self._covers(item, self._sent(behavior, arguments), behavior)
            self.model[parent, key] = item

    def _update(self, parent: int) -> None:
        self._compare("update", parent, self._chosen(parent), self._body("update"))

    def _replace(self, parent: int) -> None:
        key = self._chosen(parent)
        if (parent, key) in self.model:
            self._compare("replace", parent, key, self._body("replace"))

    def _delete(self, parent: int) -> None:
        key = self._chosen(parent)
        if key:
            status, _ = self._call("delete", self._arguments("delete", parent, key))
            assert status == (200 if (parent, key) in self.model else GONE), self.told(f"did not delete: {status}")
            self.model.pop((parent, key), None)
            self.gone.add((parent, key))

    def _list(self, parent: int) -> None:
        plan = self.plans["list"]
        selects = any(one.required and one.location == "query" for one in self.actions["list"].parameters.values())
        if selects or plan.rules.selection.is_usual or not plan.media:
            return  # the model does not know what is selected, or no content is described
        expected = [key for owner, key in self.model if self._lists_too(owner, parent)]
        assert sorted(self._listed(parent)) == sorted(expected), self.told("lists other items")

    def _lists_too(self, owner: int, parent: int) -> bool:
        """Return whether a list for one parent has the items of another: its path may have none, or the outer ones."""
        named = zip(self.plans["list"].parents, self.parents[owner], self.parents[parent], strict=False)
        return all(own == other for name, own, other in named if name)

    def _listed(self, parent: int) -> list[str]:
        action, plan = self.actions["list"], self.plans["list"]
        arguments = self._arguments("list", parent)
        self.steps.append(f"{action.name} {arguments}")
        if action.paginate:
            items = list(self.server.client[action.resource][action.key].items(**arguments))
        else:
            found = value_at(self.server.client.call(action.name, arguments), items_pointer(action) or "")
            items = list(found.values()) if isinstance(found, dict) else found or []
        return [next(filter(None, (key_of(item, (path,)) for path in plan.ids)), "") for item in items]

    # What was sent comes back.

    def _sent(self, behavior: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        body = self.actions[behavior].body
        sent = arguments.get(body.name, {}) if body is not None else {}
        envelope = self.plans[behavior].envelope
        inner = sent.get(envelope) if isinstance(sent, dict) else None
        return inner if envelope and len(sent) == 1 and isinstance(inner, dict) else sent

    def _covers(self, item: Mapping[str, Any], sent: Any, behavior: str) -> None:
        ignored = {name.split(".")[1] for name in self.server.last.ignored if "." in name}
        is_merged = (next(iter(body.content), "") if (body := self.actions[behavior].body) else "") in MERGE_PATCHES
        for name, value in sent.items() if isinstance(sent, dict) and "body" not in self.server.last.ignored else ():
            if name in ignored or value is None or name not in item or is_merged:
                continue  # it was hidden, removed, or named as ignored
            assert _has(item[name], value), self.told(f"returned {item[name]!r} for {name}")

    def told(self, difference: str) -> str:
        """Return a difference between the server and the model, with the last steps."""
        return f"the server {difference}, after:\n" + "\n".join(step[:300] for step in self.steps[-6:])


def _has(value: Any, sent: Any) -> bool:
    """Return whether a value has all that was sent; it may have more: what is the server's, and defaults."""
    if isinstance(sent, dict) and isinstance(value, dict):
        return all(
            name not in value or _has(value[name], member) for name, member in sent.items() if member is not None
        )
    if isinstance(sent, list) and isinstance(value, list):
        return len(sent) == len(value) and all(map(_has, value, sent))
    return bool(value == sent)


def run_sessions(server: Server, seeds: Iterable[int], every: int = 1) -> int:
    """
    Run random sessions with the collections of a description, and return how many collections there were.

    Args:
        server: The server.
        seeds: The seeds of the sessions with each collection.
        every: 10 for each tenth collection.
    """
    chosen = [roles for index, roles in enumerate(server.collections()) if index % every == 0]
    for roles in chosen:
        for seed in seeds:
            session = Session(server, roles, seed)
            try:
                session.run()
            except DynaclientError as error:
                raise AssertionError(session.told(f"failed: {error}")) from error
    return len(chosen)
