"""
Nothing is carried out twice: calls to a server with every kind of fault, which records what it has carried out.

Each call meets some faults in a row, and then a server that works. Waits are short: only the outcome and the effects are
tested, not the time.
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
    HttpTransport,
    Limits,
    NotDelivered,
    OutcomeUnknown,
    Request,
)
from tests.support.both_clients import backend_kind_fixture
from tests.support.fault_server import (
    CUTS,
    FAULTS,
    IDEMPOTENCY_KEY,
    LIES,
    REFUSALS,
    STALLS,
    Behavior,
    FaultServer,
    ServerConnection,
    whole,
)
from tests.support.raw_server import Received

backend_kind = backend_kind_fixture(everywhere=True)
INJECTED = 10_000
"""Faults in the full run, for each client."""
STALL_SHARE = 0.01
SHORT = 0.2
"""The timeout of a call that meets a stall, in seconds."""
NO_CONNECTION = "refuses the connection"
BEFORE_READING = ("closes at once", "resets at once", "never reads")
"""Faults before the server has read anything."""
REJECTED = {name for name in REFUSALS if name[0] in "34"} | {"responds before it has read"}
"""The faults in which the server reports that it has not carried the request out."""
KINDS = [*CUTS, *LIES, *REFUSALS, NO_CONNECTION]
QUICK = [*KINDS, *[NO_CONNECTION] * 5]
"""With many refused connections: if the second attempt is refused, the error must still report the first one."""

DATA = {"data": {"in": "body", "schema": {"type": "object"}}}
ACTIONS: dict[str, dict[str, Any]] = {
    "get": {"method": "GET"},
    "put": {"method": "PUT", "parameters": DATA},
    "post": {"method": "POST", "parameters": DATA},
    "patch": {"method": "PATCH", "parameters": DATA},
    "keyed": {"method": "POST", "parameters": DATA, "idempotencyKey": IDEMPOTENCY_KEY},
}
THINGS = {"path": "/things/{id}", "parameters": {"id": {"in": "path", "schema": {"type": "string"}}}}
DESCRIPTION = {"dynaclient": 1, "auth": {"key": {"type": "bearer"}}, "resources": {"things": {**THINGS, "actions": ACTIONS}}}  # fmt: skip
ONCE = ("post", "patch")
"""Actions that may be carried out once, without a key by which the server would recognize a retry."""


class _NextRequest(Exception):
    """The fault is over after one request, and the next one follows."""


class _SingleRequest:
    """A wire for one request, which is recorded in the plan."""

    def __init__(self, wire: ServerConnection, name: str, plan: Plan) -> None:
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
            raise _NextRequest
        received = self._wire.request()
        self._plan.record(received, accepted=self._name not in REJECTED)
        self._plan = None
        return received


def _works(wire: Any) -> None:
    wire.request()
    wire.send(whole())
    raise _NextRequest


@dataclass
class Plan:
    """The faults of the server, request by request, and their effects; without a planned fault it works."""

    left: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    touched: bool = False
    """Whether anything of the present call arrived."""
    done: list[Received] = field(default_factory=list)
    """The requests of the present call that were complete and not rejected."""

    def begin(self, faults: list[str]) -> None:
        self.left, self.touched, self.done = list(faults), False, []

    def __call__(self, wire: ServerConnection) -> None:
        """Serve one connection."""
        if not (self.left and self.left[0] in BEFORE_READING):
            wire.read(1)
        while True:
            name = self.take()
            play: Behavior = FAULTS.get(name, _works)
            try:
                play(_SingleRequest(wire, name, self))  # type: ignore[arg-type]
            except _NextRequest:
                wire.read(1)
            else:
                return

    def take(self) -> str:
        name = self.left.pop(0) if self.left else ""
        self.met[name] += 1
        return name

    def record(self, received: Received, *, accepted: bool) -> None:
        self.touched = True
        if accepted:
            self.done.append(received)

    @property
    def effects(self) -> int:
        """How often the call was carried out: requests with the same key count once."""
        keys = [request.values(IDEMPOTENCY_KEY) for request in self.done]
        return len([key for key in keys if not key]) + len({key[0] for key in keys if key})


class Unreachable:
    """The default transport, whose connection is refused where the plan says so."""

    def __init__(self, plan: Plan, ca: str | None) -> None:
        self._plan = plan
        self._carrier = HttpTransport(ca=ca, trust_env=False)

    def send(self, request: Request, limits: Limits) -> Any:
        if self._plan.left and self._plan.left[0] == NO_CONNECTION:
            self._plan.take()
            raise NotDelivered("could not connect", sent=False)
        return self._carrier.send(request, limits)

    def close(self) -> Any:
        return self._carrier.close()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.retry.BACKOFF", 0.001)
    monkeypatch.setattr("dynaclient.http.retry.THROTTLED_BACKOFF", 0.002)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@contextlib.contextmanager
def unreliable(authority: trustme.CA | None, folder: Path) -> Iterator[tuple[Client, Plan]]:
    """Yield a client of a server with planned faults, over TLS if there is an authority, and the plan."""
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
    """Make one call, and return what is wrong with its outcome; an empty string if nothing is."""
    plan.begin(faults)
    client._shared.throttles.reset_after_fork()  # each call has the full retry budget
    stalled = any(fault in STALLS for fault in faults)
    caller = client.with_options(timeout=SHORT if stalled else 10)
    arguments = {"id": str(number), **({"data": {"n": number}} if action != "get" else {})}
    try:
        result = caller.call(f"things.{action}", arguments)
    except DynaclientError as error:
        return _wrong_with_error(error, action, plan)
    except Exception as error:  # noqa: BLE001 - any other error is what this test is for
        return f"{error!r} left"
    if result == {"evil": True}:
        return "a response that was not requested was accepted"
    return "" if action in ("get", "put") or plan.effects == 1 else f"carried out {plan.effects} times, and a result"


def _wrong_with_error(error: DynaclientError, action: str, plan: Plan) -> str:
    reports_nothing_sent = isinstance(error, ConnectError) or "nothing was sent" in str(error)
    if reports_nothing_sent and plan.touched:
        return f"something was sent: {error}"
    if action in ("get", "put"):
        return "" if not isinstance(error, OutcomeUnknown) else "a retry would do no harm"
    if plan.effects > 1:
        return f"carried out {plan.effects} times: {error}"
    is_reported = isinstance(error, (OutcomeUnknown, BadResponse, ApiError)) or action == "keyed"
    return "" if is_reported or not plan.effects else f"it was carried out, and the error hides that: {error!r}"


def run(client: Client, plan: Plan, count: int) -> None:
    source, wrong, number = random.Random(count), [], 0
    while sum(plan.met.values()) - plan.met[""] < count:
        number += 1
        action, faults = source.choice(list(ACTIONS)), faults_of_a_call(source)
        problem = outcome_of(client, plan, action, number, faults)
        if problem:
            wrong.append((action, faults, problem))
    assert wrong == []
    assert len([name for name in plan.met if name]) >= 30


@pytest.mark.uncounted
@pytest.mark.parametrize("count", [INJECTED // 40, pytest.param(INJECTED // 2, marks=pytest.mark.full)])
@pytest.mark.parametrize("secure", [False, True], ids=["TCP", "TLS"])
def test_each_call_ends_once_and_is_carried_out_at_most_once(
    count: int, secure: bool, authority: trustme.CA, tmp_path: Path
) -> None:
    with unreliable(authority if secure else None, tmp_path) as (client, plan):
        run(client, plan, count)


@pytest.mark.parametrize("fault", [*KINDS, *STALLS])
@pytest.mark.parametrize("action", ONCE)
def test_a_post_or_a_patch_is_carried_out_at_most_once_whatever_breaks(fault: str, action: str, tmp_path: Path) -> None:
    with unreliable(None, tmp_path) as (client, plan):
        assert outcome_of(client, plan, action, 1, [fault]) == ""
        assert plan.effects <= 1


@pytest.mark.parametrize("fault", ["closes instead of responding", "closes in the body", "500", "429", NO_CONNECTION])
def test_with_an_idempotency_key_it_is_carried_out_once_and_the_call_succeeds(fault: str, tmp_path: Path) -> None:
    with unreliable(None, tmp_path) as (client, plan):
        plan.begin([fault])
        assert client.things.keyed(id="1", data={})["done"] is True
        assert plan.effects == 1
        assert plan.left == []
