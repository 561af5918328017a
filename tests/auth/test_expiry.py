"""A token whose end is known is renewed before it, by one call, while the others go on; nothing depends on wall clocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest

from dynaclient import Client, DeadlineExceeded, InvalidCall, Request, Response, Unauthorized
from dynaclient.auth import held
from dynaclient.auth.tokens import Token
from dynaclient.testing import response
from tests.support.both_clients import THREADS, backend_kind_fixture
from tests.support.clock import Clock, clock_fixture
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer

backend_kind = backend_kind_fixture(everywhere=True)
AUTH = {"key": {"type": "bearer"}}
ACTIONS = {
    "get": {"method": "GET"},
    "up": {"method": "POST", "parameters": {"f": {"in": "body", "content": {"application/octet-stream": {}}}}},
}


clock = clock_fixture()


class Issuer:
    """A source of tokens and the server that accepts them: a token is valid for some seconds of the clock."""

    def __init__(self, clock: Clock, life: float = 3600, *, known: bool = True) -> None:
        self.issued = self.refused = 0
        self._clock, self._life, self._known = clock, life, known
        self._valid_until = 0.0

    def token(self) -> Token:
        """Return the next token."""
        self.issued += 1
        self._valid_until = self._clock() + self._life
        return Token(f"token{self.issued}", expires_in=self._life if self._known else None)

    def send(self, request: Request, _limits: Any) -> Response:
        """Accept the last token until its end."""
        is_last = request.headers.get("Authorization", "").startswith("Bearer token")
        if is_last and self._clock() < self._valid_until:
            return response({})
        self.refused += 1
        return response({}, 401)


def client_of(issuer: Any, source: Callable[[], Any] | None = None, **options: Any) -> Client:
    return Client(describe(ACTIONS, auth=AUTH), token=source or issuer.token, transport=issuer, **options)


def test_a_thousand_calls_over_ten_expiries_get_no_401(clock: Clock) -> None:
    issuer = Issuer(clock)
    client = client_of(issuer)
    for number in range(1000):
        client.things.up(f=iter([b"x"])) if number % 10 == 0 else client.things.get()
        clock.ahead += 36
    assert (issuer.refused, issuer.issued) == (0, 11)


@pytest.mark.parametrize("seconds", [3600, -3600, 86400, -86400])
def test_the_wall_clock_does_not_matter(clock: Clock, monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    issuer, now = Issuer(clock), time.time
    client = client_of(issuer)
    client.things.get()
    monkeypatch.setattr(time, "time", lambda: now() + seconds)
    clock.ahead += 3000
    client.things.get()
    assert (issuer.refused, issuer.issued) == (0, 1)


def test_an_end_that_is_not_known_costs_one_401(clock: Clock) -> None:
    issuer = Issuer(clock, known=False)
    client = client_of(issuer)
    for _ in range(5):
        client.things.get()
        clock.ahead += 3600
        with pytest.raises(Unauthorized):
            client.things.up(f=iter([b"x"]))
        client.things.up(f=iter([b"x"]))
    assert issuer.refused == 5


def test_while_one_call_renews_a_token_the_others_go_on_with_it(clock: Clock) -> None:
    issuer, renewing, released = Issuer(clock), threading.Event(), threading.Event()

    def source() -> Token:
        if issuer.issued:
            renewing.set()
            assert released.wait(10)
        return issuer.token()

    client = client_of(issuer, source)
    client.things.get()
    clock.ahead = 3580  # of 3600 seconds: within the last minute
    with ThreadPoolExecutor(1) as pool:
        renewal = pool.submit(client.things.get)
        assert renewing.wait(10)
        assert client.things.get() == {}
        released.set()
        assert renewal.result(10) == {}
    assert issuer.issued == 2


def test_after_its_end_all_calls_wait_for_one_renewal(clock: Clock) -> None:
    issuer = Issuer(clock)

    def source() -> Token:
        time.sleep(0.05)
        return issuer.token()

    client = client_of(issuer, source)
    for expiry in range(1, 11):
        with ThreadPoolExecutor(32) as pool:
            assert list(pool.map(lambda _: client.things.get(), range(32))) == [{}] * 32
        assert (issuer.issued, issuer.refused) == (expiry, 0)
        clock.ahead += 3601


def test_a_renewal_that_brings_no_later_end_is_not_repeated_at_once(clock: Clock) -> None:
    moments: list[float] = []
    end = clock() + 3600

    def source() -> Token:
        moments.append(clock.ahead)
        return Token("same", expires_in=end - clock())

    client = client_of(Issuer(clock), source)
    client._shared.transport.send = lambda *_: response({})
    for second in range(3000, 3600):
        clock.ahead = second
        client.things.get()
    assert len(moments) <= 2 + 60 / 10
    assert min(after - before for before, after in pairwise(moments[1:])) >= 9.9


def test_if_a_renewal_fails_a_token_is_used_to_its_end(clock: Clock) -> None:
    issuer = Issuer(clock)
    failing: list[bool] = []
    calls: list[float] = []

    def source() -> Token:
        calls.append(clock.ahead)
        if failing:
            raise RuntimeError
        return issuer.token()

    client = client_of(issuer, source)
    client.things.get()
    failing.append(True)
    for second in (3550, 3555, 3561):
        clock.ahead = second
        assert client.things.get() == {}
    assert calls == [0.0, 3550, 3561]
    clock.ahead = 3601
    with pytest.raises(InvalidCall, match="the function that returns the token raised RuntimeError"):
        client.things.get()


def test_a_function_that_takes_longer_than_the_call_is_named_and_a_thread_keeps_its_token(backend_kind: str) -> None:
    asked: list[int] = []

    def source() -> str:
        asked.append(1)
        time.sleep(0.3 if len(asked) == 1 else 0)
        return "t"

    with RawServer() as server:
        client = Client(describe(ACTIONS, auth=AUTH), url=server.url, token=source, timeout=0.1, trust_env=False)
        with pytest.raises(DeadlineExceeded) as caught:
            client.things.get()
        assert str(caught.value) == (
            "things.get: timed out waiting for the function that returns the token (timeout 0.1 s); nothing was sent"
        )
        client.with_options(timeout=5).things.get()
        assert [request.value("Authorization") for request in server.requests] == ["Bearer t"]
        assert len(asked) == (1 if backend_kind == THREADS else 2)


@pytest.mark.parametrize(
    ("life", "renewed_from"), [(3600.0, 3540.0), (300.0, 270.0), (20.0, 18.0), (0.0, held.RENEWAL_PAUSE)]
)
def test_a_token_is_renewed_in_its_last_minute_or_tenth(life: float, renewed_from: float) -> None:
    found = held.obtained(None, "x", Token("x", expires_in=life), 0.0, None)  # type: ignore[arg-type] # no kind
    assert found.renewed_from == renewed_from


# --- tokens ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"value": None}, "is not a token"),
        ({"expires_in": "1h"}, "is not a number of seconds"),
        ({"expires_in": float("nan")}, "is not a number of seconds"),
        ({"expires_in": True}, "is not a number of seconds"),
        ({"scopes": "read"}, "is not a list of strings"),
        ({"scopes": [1]}, "is not a list of strings"),
        ({"refresh_token": 1}, "is not a string"),
        ({"headers": {"a": 1}}, "is not a dict of strings"),
        ({"headers": "x"}, "is not a dict of strings"),
    ],
)
def test_what_a_token_does_not_take_is_refused(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidCall, match=reason):
        Token(**{"value": "x", **options})


def test_a_token_shows_what_is_known_of_it_but_not_itself() -> None:
    token = Token("very secret", expires_in=60, scopes=["read"], refresh_token="very secret too")
    assert repr(token) == "Token(***, expires_in=60, scopes=('read',))"


def test_the_scopes_of_a_token_decide_what_it_can_do() -> None:
    actions = {"get": {"method": "GET", "scopes": ["read"]}, "put": {"method": "PUT", "scopes": ["write"]}}
    sent: list[str] = []

    class Transport:
        def send(self, request: Request, _limits: Any) -> Response:
            sent.append(request.method)
            return response({})

    client = Client(describe(actions, auth=AUTH), token=lambda: Token("x", scopes=["read"]), transport=Transport())
    assert client.can("things.put") is None
    client.things.get()
    assert [client.can("things.get"), client.can("things.put")] == [True, False]
    with pytest.raises(Exception, match="the token's scopes do not allow this action"):
        client.things.put()
    assert sent == ["GET"]
