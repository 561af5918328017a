"""A call: deadline → redirects → retries → throttling → authorization → one attempt."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from dynaclient import (
    BadRequest,
    BadResponse,
    Client,
    ConnectError,
    DeadlineExceeded,
    DescriptionError,
    InvalidCall,
    Limits,
    NotDelivered,
    OutcomeUnknown,
    Request,
    Response,
    Secret,
    ServerError,
    TransportError,
    Unauthorized,
)  # fmt: skip
from dynaclient.messages import Headers
from dynaclient.strings.retry_after import parse_retry_after
from dynaclient.testing import response as answer
from tests.support.both_clients import backend_kind_fixture, patch_sleep, threads_only
from tests.support.descriptions import client_of, describe

backend_kind = backend_kind_fixture(everywhere=True)
AUTH = {"key": {"type": "bearer"}}
ACTIONS = {"get": {"method": "GET"}, "post": {"method": "POST", "parameters": {"data": {"in": "body"}}}}


class Seen:
    """A transport that records requests unredacted."""

    def __init__(self, choose: Callable[[Request], Response] | None = None) -> None:
        self.requests: list[Request] = []
        self.limits: list[Limits] = []
        self._choose = choose or (lambda _: answer({}))

    def send(self, request: Request, limits: Limits) -> Response:
        self.requests.append(request)
        self.limits.append(limits)
        return self._choose(request)


def seen_of(auth: Any, token: Any, path: str = "", **options: Any) -> Request:
    seen = Seen()
    action = {"method": "GET", **({"path": path} if path else {})}
    Client(describe({"get": action}, auth=auth), token=token, transport=seen, **options).things.get()
    return seen.requests[0]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let each wait end immediately, and return the seconds of the waits."""
    waits: list[float] = []
    patch_sleep(monkeypatch, waits.append)
    monkeypatch.setattr("dynaclient.http.sender.monotonic", lambda: time.monotonic() + sum(waits))
    monkeypatch.setattr("random.random", lambda: 1.0)
    return waits


# --- authorize


@pytest.mark.parametrize("token", ["abc", Secret("abc"), {"key": "abc"}, lambda: "abc", lambda: Secret("abc")])
def test_a_bearer_token_may_have_many_forms(token: Any) -> None:
    assert seen_of(AUTH, token).headers["Authorization"] == "Bearer abc"


def test_user_and_password_are_encoded_as_basic_authentication() -> None:
    request = seen_of({"login": {"type": "basic"}}, ("Aladdin", "open sesame"))
    assert request.headers["Authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="  # RFC 7617, section 2


@pytest.mark.parametrize(
    ("location", "expected"),
    [("header", "X-Key: a&b"), ("query", "?X-Key=a%26b"), ("cookie", "Cookie: X-Key=a&b")],
)
def test_an_api_key_is_sent_in_the_declared_location(location: str, expected: str) -> None:
    request = seen_of({"key": {"type": "apiKey", "in": location, "name": "X-Key"}}, "a&b")
    wire = request.url + "".join(f"\n{name}: {value}" for name, value in request.headers.items())
    assert expected in wire


PREFIXED = {"key": {"type": "apiKey", "in": "header", "name": "Authorization", "prefix": "Token "}}


@pytest.mark.parametrize("prefix", ["Token ", "Api-Key key=", "k:"])
@pytest.mark.parametrize("name", ["Authorization", "X-Key"])
def test_a_prefix_is_sent_before_a_key_and_is_no_secret(name: str, prefix: str) -> None:
    request = seen_of({"key": {**PREFIXED["key"], "name": name, "prefix": prefix}}, "abc")
    assert request.headers[name] == f"{prefix}abc"
    assert request.without_credentials().headers[name] == f"{prefix}***"


@pytest.mark.parametrize("token", ["Token abc", "token abc", lambda: "Token abc"])
def test_a_key_that_has_its_prefix_already_is_rejected(token: Any) -> None:
    with pytest.raises(
        InvalidCall, match=r"sends 'Token ' before the key of the auth scheme key — pass the key"
    ) as caught:
        seen_of(PREFIXED, token)
    assert "abc" not in str(caught.value)


@pytest.mark.parametrize(("key", "has_hint"), [("Token abc", True), ("a b c", False), (" abc", False), (5, False)])
def test_a_key_with_a_word_before_it_leads_to_the_prefix(key: Any, has_hint: bool) -> None:
    scheme = {"type": "apiKey", "in": "header", "name": "Authorization"}
    with pytest.raises(InvalidCall) as caught:
        seen_of({"key": scheme}, key)
    assert ('patch={"auth": {"key": {"prefix": "Token "}}}' in str(caught.value)) is has_hint


def test_a_key_whose_name_cannot_be_encoded_is_a_problem_of_the_description() -> None:
    with pytest.raises(DescriptionError, match="/auth/key/name: the name has half of a surrogate pair"):
        seen_of({"key": {"type": "apiKey", "in": "query", "name": "k\ud800"}}, "a")


def test_a_key_in_a_cookie_is_sent_with_the_other_cookies() -> None:
    auth = {"key": {"type": "apiKey", "in": "cookie", "name": "k"}}
    description = describe({"get": {"method": "GET", "parameters": {"c": {"in": "cookie"}}}}, auth=auth)
    seen = Seen()
    Client(description, token="abc", transport=seen).things.get(c=1)
    assert seen.requests[0].headers["Cookie"] == "c=1; k=abc"


def test_the_first_set_of_schemes_with_credentials_is_used() -> None:
    auth = {"a": {"type": "bearer"}, "b": {"type": "apiKey", "in": "header", "name": "B"}, "c": {"type": "basic"}}
    description = describe({"get": {"method": "GET", "auth": [{"all": ["a", "c"]}, {"all": ["a", "b"]}]}}, auth=auth)
    seen = Seen()
    Client(description, token={"a": "x", "b": "y"}, transport=seen).things.get()
    assert (seen.requests[0].headers["Authorization"], seen.requests[0].headers["B"]) == ("Bearer x", "y")


def test_an_action_without_auth_gets_no_credential() -> None:
    seen = Seen()
    description = describe({"get": {"method": "GET", "auth": False}}, auth=AUTH)
    Client(description, token="abc", transport=seen).things.get()
    assert "Authorization" not in seen.requests[0].headers


@pytest.mark.parametrize(
    ("auth", "token"),
    [
        ({}, "abc"), (AUTH, ""), (AUTH, "a b"), (AUTH, "a\n"), (AUTH, "é"), (AUTH, 5), (AUTH, ("u", "p")), (AUTH, {"kye": "abc"}),
        ({"login": {"type": "basic"}}, "abc"), ({"login": {"type": "basic"}}, ("a:b", "c")),
        ({"login": {"type": "basic"}}, {"login": "abc"}), ({"login": {"type": "basic"}}, ("abc", 5)),
        ({"login": {"type": "basic"}}, ("abc", "\ud800")),
    ],
)  # fmt: skip
def test_an_invalid_token_is_rejected_without_echo(auth: Any, token: Any) -> None:
    with pytest.raises(InvalidCall) as caught:
        Client(describe(auth=auth), token=token, transport=Seen())
    assert "abc" not in str(caught.value) + repr(caught.value.problems)


def test_a_token_can_be_replaced_for_all_derived_clients() -> None:
    seen = Seen()
    client = Client(describe(auth=AUTH), token="one", transport=seen)
    other = client.with_options(timeout=5)
    client.token = "two"
    other.things.get()
    assert seen.requests[0].headers["Authorization"] == "Bearer two"
    assert repr(client.token) == "Secret(***)"


def test_an_invalid_token_does_not_replace_the_old_one() -> None:
    seen = Seen()
    client = Client(describe(auth=AUTH), token="one", transport=seen)
    with pytest.raises(InvalidCall):
        client.token = "not one\n"
    client.things.get()
    assert seen.requests[0].headers["Authorization"] == "Bearer one"


# --- token functions


def test_a_token_function_is_called_once_and_once_more_after_a_401() -> None:
    tokens = iter(["old", "new"])
    seen = Seen(lambda request: answer({}, 401 if request.headers["Authorization"].endswith("old") else 200))
    client = Client(describe(auth=AUTH), token=lambda: next(tokens), transport=seen)
    client.things.get()
    client.things.get()
    assert [request.headers["Authorization"] for request in seen.requests] == ["Bearer old", "Bearer new", "Bearer new"]


@threads_only
def test_a_token_function_is_called_once_more_across_all_threads() -> None:
    calls: list[int] = []
    barrier = threading.Barrier(8)

    def source() -> str:
        calls.append(1)
        return f"token{len(calls)}"

    def choose(request: Request) -> Response:
        if request.headers["Authorization"] == "Bearer token1":
            barrier.wait(5)
            return answer({}, 401)
        return answer({})

    client = Client(describe(auth=AUTH), token=source, transport=Seen(choose))
    threads = [threading.Thread(target=client.things.get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 2


def test_a_second_401_is_an_error() -> None:
    client = Client(describe(auth=AUTH), token=lambda: "abc", transport=Seen(lambda _: answer({}, 401)))
    with pytest.raises(Unauthorized):
        client.things.get()


def test_a_literal_token_is_not_sent_twice() -> None:
    seen = Seen(lambda _: answer({}, 401))
    with pytest.raises(Unauthorized):
        Client(describe(auth=AUTH), token="abc", transport=seen).things.get()
    assert len(seen.requests) == 1


def test_an_error_of_a_token_function_is_an_invalid_call() -> None:
    def source() -> str:
        raise RuntimeError("abc")

    with pytest.raises(InvalidCall, match="raised RuntimeError"):
        Client(describe(auth=AUTH), token=source, transport=Seen()).things.get()


# --- origins


@pytest.mark.parametrize(
    ("server", "url", "trust", "goes"),
    [
        (None, None, (), True),
        ("https://other.example.com", None, (), False),
        ("https://other.example.com", None, ["https://other.example.com/x"], True),
        ("https://other.example.com", None, "https://other.example.com", True),
        ("https://api.example.com:444", None, (), False),
        ("https://API.example.com/v2", None, (), True),
        (None, "https://mine.example.com", (), True),
        ("https://api.example.com", "https://mine.example.com", (), False),
    ],
)
def test_a_credential_belongs_to_one_origin(server: str | None, url: str | None, trust: Any, goes: bool) -> None:
    action = {"method": "GET", **({"server": server} if server else {})}
    seen = Seen()
    Client(
        describe({"get": action}, auth=AUTH), token="abc", url=url, trusted_origins=trust, transport=seen
    ).things.get()
    assert ("Authorization" in seen.requests[0].headers) is goes


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:8080", "https://a.b"])
def test_a_credential_may_be_sent_encrypted_or_to_this_machine(url: str) -> None:
    assert seen_of(AUTH, "abc", url=url).headers["Authorization"] == "Bearer abc"


@pytest.mark.parametrize("url", ["http://a.b", "http://127.0.0.1.evil.example", "http://10.0.0.1"])
def test_a_credential_is_not_sent_unencrypted(url: str) -> None:
    with pytest.raises(InvalidCall, match="unencrypted"):
        seen_of(AUTH, "abc", url=url)
    assert seen_of(AUTH, "abc", url=url, allow_http=True).headers["Authorization"] == "Bearer abc"
    assert "Authorization" not in seen_of(AUTH, None, url=url).headers


# --- retry


def failing(*outcomes: Any) -> Seen:
    left = list(outcomes)

    def choose(_: Request) -> Response:
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome if isinstance(outcome, Response) else answer({}, outcome)

    return Seen(choose)


NO_CONNECTION = NotDelivered("no connection", sent=False)
NO_RESPONSE = NotDelivered("no response", sent=True)
CUT = NotDelivered("the response was cut off", sent=True, answered=True)
TOO_LARGE = NotDelivered("the response is larger than 1 bytes", sent=True, answered=True, final=True)


def refusing(status: int, *, final: bool = False) -> NotDelivered:
    failure = NotDelivered("the response was cut off", sent=True, answered=True, final=final)
    failure.response = Response(status, Headers([("Retry-After", "7")]), b"no", complete=False)
    return failure


def test_the_status_of_an_error_decides_whatever_comes_of_its_body(no_waiting: list[float]) -> None:
    seen = failing(refusing(503), refusing(429, final=True), 200)
    assert Client(describe(ACTIONS), transport=seen, timeout=None).things.get() == {}
    assert [round(seconds) for seconds in no_waiting] == [7, 7]
    seen = failing(refusing(429), refusing(400))
    with pytest.raises(
        BadRequest,
        match="^things.post: 400 Bad Request: no .Retry-After: 7; its body could not be read: the response was cut off; after 2 attempts.$",
    ) as caught:
        Client(describe(ACTIONS), transport=seen, timeout=None).things.post(data={})
    assert (caught.value.body, caught.value.attempts) == ("no", 2)


@pytest.mark.parametrize("outcome", [500, 502, 503, 504, 429, NO_CONNECTION, NO_RESPONSE, CUT])
def test_an_idempotent_call_is_retried(outcome: Any) -> None:
    seen = failing(outcome, 200)
    assert Client(describe(ACTIONS), transport=seen).things.get() == {}
    assert len(seen.requests) == 2


@pytest.mark.parametrize("outcome", [429, NO_CONNECTION])
def test_a_post_is_retried_if_it_cannot_have_been_carried_out(outcome: Any) -> None:
    seen = failing(outcome, 200)
    Client(describe(ACTIONS), transport=seen).things.post(data={})
    assert len(seen.requests) == 2


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        (500, ServerError), (503, ServerError), (NO_RESPONSE, OutcomeUnknown), (CUT, OutcomeUnknown), (TOO_LARGE, BadResponse),
        (NotDelivered("timed out waiting for the response", sent=True, slow=True, answered=True), OutcomeUnknown),
    ],
)  # fmt: skip
def test_a_post_that_may_have_been_carried_out_is_not_retried(outcome: Any, error: type[Exception]) -> None:
    seen = failing(outcome)
    with pytest.raises(error):
        Client(describe(ACTIONS), transport=seen).things.post(data={})
    assert len(seen.requests) == 1


def test_with_an_idempotency_key_a_post_is_retried_with_the_same_key() -> None:
    post = {"method": "POST", "idempotencyKey": "Idempotency-Key"}
    seen = failing(NO_RESPONSE, 500, 200)
    Client(describe({"post": post}), transport=seen).things.post()
    keys = {request.headers["Idempotency-Key"] for request in seen.requests}
    assert (len(seen.requests), len(keys)) == (3, 1)


def test_the_caller_may_set_the_key() -> None:
    post = {"method": "POST", "idempotencyKey": "Idempotency-Key"}
    seen = failing(200)
    Client(describe({"post": post}), transport=seen, headers={"Idempotency-Key": "mine"}).things.post()
    assert seen.requests[0].headers["Idempotency-Key"] == "mine"


def test_the_key_may_be_an_argument_and_is_otherwise_generated_for_each_call() -> None:
    parameters = {"key": {"in": "header", "name": "Idempotency-Key"}}
    seen = failing(503, 200)
    post = {"method": "POST", "idempotencyKey": "Idempotency-Key", "parameters": parameters}
    client = Client(describe({"post": post}), transport=seen)
    client.things.post(key="mine")
    client.things.post()
    client.things.post()
    keys = [request.headers["Idempotency-Key"] for request in seen.requests]
    assert keys[:2] == ["mine", "mine"]
    assert [UUID(key).version for key in keys[2:]] == [4, 4]
    assert keys[2] != keys[3]


@pytest.mark.parametrize(
    ("first", "message"),
    [(CUT, "an earlier attempt reached the server"), (500, "an earlier attempt"), (NO_CONNECTION, "nothing was sent")],
)
def test_nothing_was_sent_is_reported_only_if_no_attempt_was_sent(first: Any, message: str) -> None:
    with pytest.raises(TransportError, match=f"no connection; {message}") as caught:
        Client(describe(ACTIONS), transport=failing(first, NO_CONNECTION)).things.get()
    assert isinstance(caught.value, ConnectError) is (first is NO_CONNECTION)


def test_a_post_that_was_throttled_and_then_not_sent_has_a_known_outcome() -> None:
    with pytest.raises(TransportError, match="earlier attempts were rejected"):
        Client(describe(ACTIONS), transport=failing(429, NO_CONNECTION)).things.post(data={})


def test_three_attempts_are_made_and_counted() -> None:
    client = Client(describe(ACTIONS), transport=failing(503))
    with pytest.raises(ServerError) as caught:
        client.things.get()
    assert caught.value.attempts == 3


def test_with_retries_0_nothing_is_retried() -> None:
    seen = failing(503)
    with pytest.raises(ServerError):
        Client(describe(ACTIONS), transport=seen, retries=0).things.get()
    assert len(seen.requests) == 1


@pytest.mark.parametrize(
    ("outcome", "error"),
    [(TOO_LARGE, BadResponse), (NotDelivered("the certificate does not exist", sent=False, final=True), ConnectError)],
)
def test_a_final_failure_is_not_retried(outcome: NotDelivered, error: type[Exception]) -> None:
    seen = failing(outcome)
    with pytest.raises(error, match=outcome.reason):
        Client(describe(ACTIONS), transport=seen).things.get()
    assert len(seen.requests) == 1


def test_a_body_that_can_be_read_only_once_is_sent_once() -> None:
    parameters = {"f": {"in": "part", "schema": {"file": True}}}
    seen = failing(NO_CONNECTION)
    with pytest.raises(ConnectError):
        Client(describe({"put": {"method": "PUT", "parameters": parameters}}), transport=seen).things.put(
            f=iter([b"x"])
        )
    assert len(seen.requests) == 1


@pytest.mark.parametrize(
    ("response", "wait"),
    [
        (answer(status=503), 0.05),
        (answer(status=429), 1.0),
        (answer(status=429, headers={"Retry-After": "7"}), 7.0),
        (answer(status=503, headers={"Retry-After": "7000"}), None),
        (answer(status=503, headers={"Retry-After": "banana"}), 0.05),
    ],
)
def test_the_wait_is_that_of_retry_after_or_the_backoff(
    response: Response, wait: float | None, no_waiting: list[float]
) -> None:
    client = Client(describe(ACTIONS), transport=failing(response, 200))
    if wait is None:
        # The wait is at most 60 s, and this call times out before.
        with pytest.raises(ServerError):
            client.things.get()
    else:
        client.things.get()
    assert no_waiting == ([] if wait is None else [pytest.approx(wait, abs=0.01)])


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:27:00 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 0.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT", "Date": "yesterday"}, 90.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT"}, 90.0),
        ({"Retry-After": "Wednesday, 21-Oct-26 07:28:30 GMT"}, 90.0),
        ({"Retry-After": "Wed Oct 21 07:28:30 2026"}, 90.0),
        ({"Retry-After": "Wed, 21 Oct 2026 08:28:30 +0100"}, 90.0),
        ({"Retry-After": "Wed, 21 Oct 2020 07:28:30 GMT"}, 0.0),
        ({"Retry-After": "Wed, 41 Oct 2026 07:28:30 GMT"}, None),
        ({"Retry-After": "Wed, 21 Oct 99999999999999999999 07:28:30 GMT"}, None),
        ({"Retry-After": "2.5"}, 3.0),
        ({"Retry-After": "0.01"}, 1.0),
        ({"Retry-After": "0.0"}, 0.0),
        ({"Retry-After": "  7\t"}, 7.0),
        ({"Retry-After": "2, 30"}, 30.0),
        ({"Retry-After": "2, Wed, 21 Oct 2026 07:28:30 GMT, 5"}, 90.0),
        ({"Retry-After": "banana, 5"}, 5.0),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "+5"}, None),
        ({"Retry-After": "1e3"}, None),
        ({"Retry-After": "1.2.3"}, None),
        ({"Retry-After": "."}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "5 seconds"}, None),
        ({"Retry-After": ""}, None),
        ({"Retry-After": "٣"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_parsed_or_ignored(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], seconds: float | None
) -> None:
    monkeypatch.setattr("dynaclient.strings.retry_after.time", lambda: 1792567620.5)  # Wed, 21 Oct 2026 07:27:00.5 GMT
    assert parse_retry_after(Headers(headers.items())) == seconds


def test_five_thousand_digits_do_no_harm() -> None:
    assert parse_retry_after(Headers([("Retry-After", "9" * 5000)])) == 9999999999.0


# --- deadline


def test_limits_are_always_set() -> None:
    seen = Seen()
    Client(describe(ACTIONS), transport=seen).things.get()
    limits = seen.limits[0]
    assert (limits.connect_timeout, limits.read_timeout) == (5.0, 30.0)
    assert 59 < limits.deadline - time.monotonic() <= 60.1
    assert 0 < limits.seconds(5) <= 5


def test_an_action_and_the_caller_may_set_the_timeout() -> None:
    seen = Seen()
    client = Client(describe({"get": {"method": "GET", "timeout": 7}}), transport=seen)
    client.things.get()
    client.with_options(timeout=3).things.get()
    assert seen.limits[0].deadline - time.monotonic() <= 7
    assert seen.limits[1].deadline - time.monotonic() <= 3


def test_an_upload_has_no_deadline() -> None:
    seen = Seen()
    parameters = {"f": {"in": "part", "schema": {"file": True}}}
    Client(describe({"post": {"method": "POST", "parameters": parameters}}), transport=seen).things.post(f=b"x")
    assert seen.limits[0].deadline == float("inf")


def test_deadline_exceeded_has_its_attributes() -> None:
    slow = NotDelivered("timed out waiting for the response", sent=True, slow=True, answered=True)
    with pytest.raises(DeadlineExceeded) as caught:
        Client(describe(ACTIONS), transport=failing(slow), timeout=2).things.get()
    assert (caught.value.deadline, caught.value.attempts, caught.value.action) == (2, 3, "things.get")


def test_no_attempt_starts_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.0, 100.0, 100.0, 100.0, 100.0])
    monkeypatch.setattr("dynaclient.http.sender.monotonic", lambda: next(clock, 100.0))
    seen = failing(NO_CONNECTION)
    with pytest.raises(TransportError):
        Client(describe(ACTIONS), transport=seen, timeout=50).things.get()
    assert len(seen.requests) <= 1


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        (NO_CONNECTION, ConnectError),
        (NotDelivered("no connection in time", sent=False, slow=True), ConnectError),
        (NO_RESPONSE, TransportError),
        (NotDelivered("no byte", sent=True, slow=True), DeadlineExceeded),
        (CUT, BadResponse),
    ],
)
def test_each_failure_has_its_error(outcome: NotDelivered, error: type[TransportError]) -> None:
    with pytest.raises(error) as caught:
        Client(describe(ACTIONS), transport=failing(outcome)).things.get()
    assert type(caught.value) is error
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


# --- log lines


def log_of(caplog: pytest.LogCaptureFixture, level: int, *outcomes: Any) -> list[str]:
    caplog.set_level(level, "dynaclient")
    description = describe({"get": {"method": "GET", "parameters": {"q": {"in": "query", "secret": True}}}}, auth=AUTH)
    Client(description, transport=failing(*outcomes), token="hunter2").things.get(q="hunter3")
    assert "hunter" not in caplog.text
    return [re.sub(r"0\.\d\d\d", "…", record.getMessage()) for record in caplog.records]


def test_each_attempt_is_one_log_line(caplog: pytest.LogCaptureFixture) -> None:
    lines = log_of(caplog, logging.INFO, NO_CONNECTION, 200)
    assert lines[::2] == ["things.get: attempt 1 failed after … s: no connection", "things.get: 200 in … s, attempt 2"]


@pytest.mark.parametrize(
    ("outcome", "reason"), [(NO_CONNECTION, "no connection"), (503, "the status was 503"), (429, "the status was 429")]
)
def test_each_wait_is_logged_with_its_reason(caplog: pytest.LogCaptureFixture, outcome: Any, reason: str) -> None:
    assert log_of(caplog, logging.INFO, outcome, 200)[1].endswith(f" s, attempt 2: {reason}")


def test_nothing_is_logged_by_default() -> None:
    client, transport = client_of(describe())
    client.things.get()
    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    ("raised", "error"), [(RuntimeError("any"), OutcomeUnknown), (BadResponse("ours", "things.post"), BadResponse)]
)
def test_a_callers_transport_may_raise_anything(raised: Exception, error: type[Exception]) -> None:
    with pytest.raises(error):
        Client(describe(ACTIONS), transport=failing(raised)).things.post(data={})


def test_a_call_after_its_deadline_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 100.0])
    monkeypatch.setattr("dynaclient.http.sender.monotonic", lambda: next(clock, 100.0))
    seen = failing(200)
    with pytest.raises(DeadlineExceeded):
        Client(describe(ACTIONS), transport=seen, timeout=50, retries=0).things.get()
    assert seen.requests == []
