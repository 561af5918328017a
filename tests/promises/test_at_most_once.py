"""
Nothing is done twice: calls against a server that breaks in every way there is, and notes what it has done.

Each call meets some faults in a row, and then a server that works. Waits are made short: what is looked at is what comes
out and what was done, not when.
"""

from __future__ import annotations

import contextlib
import random
import ssl
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme

from dynaclient import (
    ApiError,
    BadResponse,
    Client,
    ConnectError,
    DynaclientError,
    Limits,
    NotDelivered,
    OutcomeUnknown,
    Request,
    RequestsTransport,
)
from tests.support.colours import both
from tests.support.fault_server import CUTS, KEY, LIES, PROBLEMS, REFUSALS, STALLS, FaultServer, Play, Wire, whole
from tests.support.raw_server import Received

colour = both(everywhere=True)
INJECTED = 10_000
"""Faults at full size, in each colour."""
STALL_SHARE = 0.01
SHORT = 0.2
"""Seconds that a call may take that meets a stall."""
NO_CONNECTION = "refuses the connection"
AT_ONCE = ("closes at once", "resets at once", "never reads")
"""What happens before the server has read anything."""
REFUSED = {name for name in REFUSALS if name[0] in "34"} | {"answers before it has read"}
"""The faults by which the server says that it has not done what it was asked for."""
KINDS = [*CUTS, *LIES, *REFUSALS, NO_CONNECTION]
QUICK = [*KINDS, *[NO_CONNECTION] * 5]
"""Where the second attempt finds nobody, what the first one did must not be forgotten."""

DATA = {"data": {"in": "body", "schema": {"type": "object"}}}
ACTIONS: dict[str, dict[str, Any]] = {
    "get": {"method": "GET"},
    "put": {"method": "PUT", "parameters": DATA},
    "post": {"method": "POST", "parameters": DATA},
    "patch": {"method": "PATCH", "parameters": DATA},
    "keyed": {"method": "POST", "parameters": DATA, "idempotencyKey": KEY},
}
THINGS = {"path": "/things/{id}", "parameters": {"id": {"in": "path", "schema": {"type": "string"}}}}
DESCRIPTION = {"dynaclient": 1, "auth": {"key": {"type": "bearer"}}, "resources": {"things": {**THINGS, "actions": ACTIONS}}}  # fmt: skip
ONCE = ("post", "patch")
"""What may be done once, and has no key by which the server would know a repeat."""


class _Another(Exception):
    """The fault was for one request, and a second one is wanted."""


class _One:
    """A wire on which one request comes, which is noted in the plan."""

    def __init__(self, wire: Wire, name: str, plan: Plan) -> None:
        self._wire = wire
        self._name = name
        self._plan: Plan | None = plan

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wire, name)

    def read(self, count: int) -> None:
        self._wire.read(count)
        if self._plan:
            self._plan.touched = True

    def request(self) -> Received:
        if self._plan is None:
            raise _Another
        received = self._wire.request()
        self._plan.note(received, done=self._name not in REFUSED)
        self._plan = None
        return received


def _works(wire: Any) -> None:
    wire.request()
    wire.send(whole())
    raise _Another


@dataclass
class Plan:
    """What the server plays, request by request, and what came of it; it works where nothing is planned."""

    left: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    touched: bool = False
    """Whether anything of the present call came."""
    done: list[Received] = field(default_factory=list)
    """What came whole, and was not refused, in the present call."""

    def begin(self, faults: list[str]) -> None:
        self.left, self.touched, self.done = list(faults), False, []

    def __call__(self, wire: Wire) -> None:
        """Play on one connection."""
        if not (self.left and self.left[0] in AT_ONCE):
            wire.read(1)
        while True:
            name = self.take()
            play: Play = PROBLEMS.get(name, _works)
            try:
                play(_One(wire, name, self))  # type: ignore[arg-type]
            except _Another:
                wire.read(1)
            else:
                return

    def take(self) -> str:
        name = self.left.pop(0) if self.left else ""
        self.met[name] += 1
        return name

    def note(self, received: Received, *, done: bool) -> None:
        self.touched = True
        if done:
            self.done.append(received)

    @property
    def effects(self) -> int:
        """How often the thing was done: what comes with the same key is done once."""
        keys = [each.values(KEY) for each in self.done]
        return len([each for each in keys if not each]) + len({each[0] for each in keys if each})


class Unreachable:
    """The usual transport, for which there is no connection where the plan says so."""

    def __init__(self, plan: Plan, ca: str | None) -> None:
        self._plan = plan
        self._carrier = RequestsTransport(ca=ca, trust_env=False)

    def send(self, request: Request, limits: Limits) -> Any:
        if self._plan.left and self._plan.left[0] == NO_CONNECTION:
            self._plan.take()
            raise NotDelivered("no connection could be made", sent=False)
        return self._carrier.send(request, limits)

    def close(self) -> Any:
        return self._carrier.close()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.sender.BACKOFF", 0.001)
    monkeypatch.setattr("dynaclient.http.sender.BACKOFF_THROTTLED", 0.002)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@contextlib.contextmanager
def unreliable(authority: trustme.CA | None, folder: Path) -> Iterator[tuple[Client, Plan]]:
    """Give a client of a server that breaks as planned, over TLS where there is an authority, and the plan."""
    plan, secure, ca = Plan(), None, None
    if authority is not None:
        secure, ca = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), str(folder / "ca.pem")
        authority.issue_cert("127.0.0.1").configure_cert(secure)
        authority.cert_pem.write_to_path(ca)
    with (
        FaultServer(plan, secure=secure) as server,
        Client(DESCRIPTION, url=server.url, token="t", transport=Unreachable(plan, ca)) as client,
    ):
        yield client, plan


def faults_of_a_call(source: random.Random) -> list[str]:
    if source.random() < STALL_SHARE:
        return [*source.choices(QUICK, k=source.randrange(2)), source.choice(list(STALLS))]
    return source.choices(QUICK, k=source.choice((1, 1, 2, 3)))


def outcome_of(client: Client, plan: Plan, action: str, number: int, faults: list[str]) -> str:
    """Make one call, and say what is wrong with what came of it; an empty text where nothing is."""
    plan.begin(faults)
    client._shared.restraints.reset_after_fork()  # each call has all of its repeats
    stalled = any(each in STALLS for each in faults)
    caller = client.with_options(timeout=SHORT if stalled else 10)
    arguments = {"id": str(number), **({"data": {"n": number}} if action != "get" else {})}
    try:
        result = caller.call(f"things.{action}", arguments)
    except DynaclientError as error:
        return _wrong_with_error(error, action, plan)
    except Exception as error:  # noqa: BLE001 - whatever else leaves is what this is about
        return f"{error!r} left"
    if result == {"evil": True}:
        return "an answer that nobody asked for was taken"
    return "" if action in ("get", "put") or plan.effects == 1 else f"done {plan.effects} times, and a result"


def _wrong_with_error(error: DynaclientError, action: str, plan: Plan) -> str:
    says_nothing_sent = isinstance(error, ConnectError) or "nothing was sent" in str(error)
    if says_nothing_sent and plan.touched:
        return f"something was sent: {error}"
    if action in ("get", "put"):
        return "" if not isinstance(error, OutcomeUnknown) else "a repeat would do no harm"
    if plan.effects > 1:
        return f"done {plan.effects} times: {error}"
    owned_up = isinstance(error, (OutcomeUnknown, BadResponse, ApiError)) or action == "keyed"
    return "" if owned_up or not plan.effects else f"it was done, and the error does not say so: {error!r}"


def run(client: Client, plan: Plan, count: int) -> None:
    source, wrong, number = random.Random(count), [], 0
    while sum(plan.met.values()) - plan.met[""] < count:
        number += 1
        action, faults = source.choice(list(ACTIONS)), faults_of_a_call(source)
        told = outcome_of(client, plan, action, number, faults)
        if told:
            wrong.append((action, faults, told))
    assert wrong == []
    assert len([name for name in plan.met if name]) >= 30


@pytest.mark.parametrize("count", [INJECTED // 40, pytest.param(INJECTED // 2, marks=pytest.mark.full)])
@pytest.mark.parametrize("secure", [False, True], ids=["TCP", "TLS"])
def test_each_call_ends_once_and_is_done_once_at_most(
    count: int, secure: bool, authority: trustme.CA, tmp_path: Path
) -> None:
    with unreliable(authority if secure else None, tmp_path) as (client, plan):
        run(client, plan, count)


@pytest.mark.parametrize("fault", [*KINDS, *STALLS])
@pytest.mark.parametrize("action", ONCE)
def test_a_post_or_a_patch_is_done_once_at_most_whatever_breaks(fault: str, action: str, tmp_path: Path) -> None:
    with unreliable(None, tmp_path) as (client, plan):
        assert outcome_of(client, plan, action, 1, [fault]) == ""
        assert plan.effects <= 1


@pytest.mark.parametrize("fault", ["closes instead of answering", "closes in the body", "500", "429", NO_CONNECTION])
def test_with_a_key_it_is_done_once_and_the_call_succeeds(fault: str, tmp_path: Path) -> None:
    with unreliable(None, tmp_path) as (client, plan):
        plan.begin([fault])
        assert client.things.keyed(id="1", data={})["done"] is True
        assert plan.effects == 1
        assert plan.left == []
