"""Digest authentication: the examples of its RFCs, httpbin, and servers that send anything as a challenge."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import json
import pickle
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpbin.helpers
import pytest

from dynaclient import AsyncClient, Client, InvalidCall, Unauthorized
from dynaclient.auth.challenges import parse_challenges
from dynaclient.auth.kinds import digest
from dynaclient.auth.kinds.rows import kind_of
from dynaclient.description.model import AuthScheme
from dynaclient.messages import Headers, Request
from dynaclient.redaction import Secret
from dynaclient.testing import RecordingTransport, response
from tests.support.auth_servers import Attempts
from tests.support.auth_servers import httpbin as running_httpbin
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, Received, raw_response

backend_kind = backend_kind_fixture()
SECRET = "p"
AUTH = {"login": {"type": "digest"}}
SCHEME = AuthScheme("login", "digest")
FILE = {"type": "string", "file": True}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET"},
    "post": {"method": "POST", "parameters": {"data": {"in": "body", "content": {"application/octet-stream": FILE}}}},
}

# --- the examples of the RFCs ----------------------------------------------------------------------------------------

REALM, NONCE = "http-auth@example.org", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
OPAQUE, CNONCE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
OLD = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
EXAMPLES = {
    "RFC 7616, 3.9.1, MD5": (
        f'Digest realm="{REALM}", qop="auth, auth-int", algorithm=MD5, nonce="{NONCE}", opaque="{OPAQUE}"',
        "Mufasa", "Circle of Life", "/dir/index.html", CNONCE, "8ca523f5e9506fed4657c9700eebdbec",
    ),
    "RFC 7616, 3.9.1, SHA-256": (
        f'Digest realm="{REALM}", qop="auth, auth-int", algorithm=SHA-256, nonce="{NONCE}", opaque="{OPAQUE}"',
        "Mufasa", "Circle of Life", "/dir/index.html", CNONCE,
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    ),
    "RFC 2617, 3.5": (
        f'{OLD}, qop="auth,auth-int"', "Mufasa", "Circle Of Life", "/dir/index.html", "0a4f113b", "6629fae49393a05397450978507c4ef1",
    ),
    "RFC 2069, 2.4, with erratum 749": (OLD, "Mufasa", "CircleOfLife", "/dir/index.html", "", "1949323746fe6a43ef61f9606e7febea"),
}  # fmt: skip


def hashed(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def answer(challenge: str, user: str, password: str, url: str) -> dict[str, str]:
    """Return the parameters with which a request responds to a challenge."""
    steps = kind_of("digest").steps
    assert steps is not None
    generator = steps(Request("GET", url), SCHEME, digest.DigestCredential(user, Secret(password)))
    next(generator)
    sent = generator.send(response({}, 401, {"WWW-Authenticate": challenge}))
    assert isinstance(sent, Request)
    (found,) = parse_challenges(sent.headers["Authorization"])
    return dict(found.parameters)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_rfcs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    challenge, user, password, path, nonce, expected = EXAMPLES[name]
    monkeypatch.setattr(secrets, "token_hex", lambda _: nonce)
    sent = answer(challenge, user, password, f"http://www.example.org{path}")
    assert (sent["response"], sent["username"], sent["uri"]) == (expected, user, path)
    assert ("qop" in sent, sent.get("cnonce", ""), sent.get("nc", "00000001")) == (bool(nonce), nonce, "00000001")


def test_the_example_with_a_hashed_user_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 7616, section 3.9.2, whose hashes erratum 4897 corrects: they had been those of SHA-512."""
    monkeypatch.setattr(secrets, "token_hex", lambda _: "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v")
    challenge = (
        'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", '
        'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true'
    )
    sent = answer(challenge, "J\u00e4s\u00f8n Doe", "Secret, or not?", "http://api.example.org/doe.json")
    assert sent["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert (sent["response"], sent["userhash"]) == (
        "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5",
        "true",
    )


def test_a_user_name_of_other_letters_is_percent_encoded() -> None:
    sent = answer('Digest realm="r", nonce="n", qop="auth"', "J\u00e4s\u00f8n", "x", "http://a.example/")
    assert (sent["username*"], "username" in sent) == ("UTF-8''J%C3%A4s%C3%B8n", False)
    assert "username*" in answer('Digest realm="r", nonce="n"', "a\r\nb", "x", "http://a.example/")


@pytest.mark.parametrize(
    ("url", "target"),
    [("http://a.example", "/"), ("http://a.example?b=1", "/?b=1"), ("http://a.example/c%2Fd?", "/c%2Fd?"), ("http://a.example:80/e?f=g/h", "/e?f=g/h")],
)  # fmt: skip
def test_the_target_is_hashed_as_it_is_sent(url: str, target: str) -> None:
    assert answer('Digest realm="r", nonce="n"', "u", "p", url)["uri"] == target


def test_the_session_variant_hashes_the_nonces_once_more() -> None:
    sent = answer('Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess', "u", "p", "http://a.example/x")
    user = hashed(f"{hashed(b'u:r:p')}:n:{sent['cnonce']}".encode())
    assert sent["response"] == hashed(f"{user}:n:00000001:{sent['cnonce']}:auth:{hashed(b'GET:/x')}".encode())


# --- httpbin ---------------------------------------------------------------------------------------------------------

QOP, ALGORITHM = ("auth", "auth-int", "none"), ("MD5", "SHA-256", "SHA-512")
PATH = {name: {"in": "path"} for name in ("qop", "user", "password", "algorithm")}
COOKIE = {"in": "cookie"}
HTTPBIN: dict[str, Any] = {
    "get": {"method": "GET", "path": "/{qop}/{user}/{password}/{algorithm}", "parameters": PATH},
    "stale": {"method": "GET", "path": "/auth/u/p/MD5/1", "parameters": {"stale_after": COOKIE}},
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_httpbin(tmp_path_factory.mktemp("httpbin")) as found:
        yield found


@pytest.fixture
def attempts(caplog: pytest.LogCaptureFixture) -> Attempts:
    return Attempts(caplog)


def httpbin_client(url: str, password: str = SECRET) -> Client:
    api = describe(HTTPBIN, {"path": "/digest-auth"}, auth=AUTH)
    return Client(api, url=url, token=("u", password))


@with_both_clients
@pytest.mark.parametrize("algorithm", ALGORITHM)
@pytest.mark.parametrize("qop", QOP)
def test_httpbin_accepts_each_variant_and_the_second_call_reuses_the_nonce(
    qop: str, algorithm: str, url: str, attempts: Attempts, backend_kind: str
) -> None:
    with httpbin_client(url) as client:
        call = {"qop": qop, "user": "u", "password": "p", "algorithm": algorithm}
        assert client.things.get(**call) == {"authenticated": True, "user": "u"}
        assert [attempts.count(client.things.get, **call) for _ in range(3)] == [1, 1, 1]


@with_both_clients
def test_a_wrong_password_is_refused_after_two_requests(url: str, attempts: Attempts, backend_kind: str) -> None:
    with httpbin_client(url, "wrong") as client:
        call = {"qop": "auth", "user": "u", "password": "p", "algorithm": "MD5"}
        with pytest.raises(Unauthorized):
            client.things.get(**call)
        assert attempts.count(client.things.get, **call) <= 2


@with_both_clients
def test_a_stale_nonce_is_replaced(url: str, attempts: Attempts, backend_kind: str) -> None:
    with httpbin_client(url) as client:
        assert client.things.stale(stale_after="1")["authenticated"] is True
        assert attempts.count(client.things.stale, stale_after="0") == 2  # httpbin: the nonce of each request is stale
        assert attempts.count(client.things.stale, stale_after="1") == 1


def test_many_threads_share_a_nonce(url: str, attempts: Attempts) -> None:
    with httpbin_client(url) as client, ThreadPoolExecutor(16) as pool:
        call = {"qop": "auth", "user": "u", "password": "p", "algorithm": "SHA-256"}
        found = list(pool.map(lambda _: client.things.get(**call), range(64)))
    assert {result["authenticated"] for result in found} == {True}


def test_many_tasks_share_a_nonce(url: str) -> None:
    async def run() -> list[Any]:
        api = describe(HTTPBIN, {"path": "/digest-auth"}, auth=AUTH)
        async with AsyncClient(api, url=url, token=("u", "p")) as client:
            call = {"qop": "auth", "user": "u", "password": "p", "algorithm": "SHA-256"}
            return await asyncio.gather(*(client.things.get(**call) for _ in range(64)))

    assert {result["authenticated"] for result in asyncio.run(run())} == {True}


# --- bodies ----------------------------------------------------------------------------------------------------------


class DigestServer:
    """A server whose challenge is given; the functions of httpbin judge what it receives."""

    def __init__(self, challenge: str, password: str = SECRET) -> None:
        self.challenge = challenge
        self.counts: list[int] = []
        self._password = password
        self._lock = threading.Lock()

    def __call__(self, received: Received) -> bytes:
        sent = parse_challenges(received.value("Authorization"))
        if not sent or not self.accepts(dict(sent[0].parameters), received):
            return unauthorized(self.challenge)
        with self._lock:
            self.counts.append(int(sent[0].parameters.get("nc", "0"), 16))
        return raw_response(json.dumps({"size": len(received.body)}).encode())

    def accepts(self, sent: dict[str, str], received: Received) -> bool:
        request = {"method": received.method, "uri": received.target, "body": received.body}
        return bool(httpbin.helpers.response(sent, self._password, request) == sent["response"])


def unauthorized(*challenges: str) -> bytes:
    lines = "".join(f"WWW-Authenticate: {challenge}\r\n" for challenge in challenges)
    return f"HTTP/1.1 401 No\r\n{lines}Content-Length: 0\r\n\r\n".encode("latin-1")


AUTH_INT = 'Digest realm="r", nonce="n", qop="auth-int", algorithm=SHA-256'
BODIES: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda _: b"x" * 1000,
    "no bytes": lambda _: b"",
    "a path": lambda path: path,
    "a file": lambda path: path.open("rb"),
}


@with_both_clients
@pytest.mark.parametrize("form", BODIES)
@pytest.mark.parametrize("challenge", [AUTH_INT, 'Digest realm="r", nonce="n"', 'Digest realm="r", nonce="n", qop=""'])
def test_bodies_are_sent_twice_the_first_time(
    challenge: str, form: str, tmp_path: Path, attempts: Attempts, backend_kind: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1000)
    size = 0 if form == "no bytes" else 1000
    with (
        RawServer(DigestServer(challenge)) as server,
        Client(describe(ACTIONS, auth=AUTH), url=server.url, token=("u", "p")) as client,
    ):
        body = BODIES[form](path)
        assert client.things.post(data=body) == {"size": size}
        assert attempts.count(client.things.post, data=body) == 1
        if form == "a file":
            body.close()


@with_both_clients
def test_after_an_upload_from_an_iterator_was_refused_the_next_one_succeeds(backend_kind: str) -> None:
    challenge = 'Digest realm="r", nonce="n", qop="auth"'
    with (
        RawServer(DigestServer(challenge)) as server,
        Client(describe(ACTIONS, auth=AUTH), url=server.url, token=("u", "p")) as client,
    ):
        with pytest.raises(Unauthorized):
            client.things.post(data=iter([b"ab", b"c"]))
        assert client.things.post(data=iter([b"ab", b"c"])) == {"size": 3}
        assert len(server.requests) == 2


@with_both_clients
def test_an_iterator_that_would_have_to_be_hashed_is_refused(backend_kind: str) -> None:
    with (
        RawServer(DigestServer(AUTH_INT)) as server,
        Client(describe(ACTIONS, auth=AUTH), url=server.url, token=("u", "p")) as client,
    ):
        with pytest.raises(Unauthorized):
            client.things.post(data=iter([b"abc"]))
        with pytest.raises(InvalidCall, match=r"qop=auth-int\), and the body can be read only once — pass it as bytes"):
            client.things.post(data=iter([b"abc"]))


def test_each_use_of_a_nonce_has_its_own_count() -> None:
    judge = DigestServer('Digest realm="r", nonce="n", qop="auth"')
    with (
        RawServer(judge) as server,
        Client(describe(auth=AUTH), url=server.url, token=("u", "p")) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        client.things.get()
        list(pool.map(lambda _: client.things.get(), range(40)))
    assert sorted(judge.counts) == list(range(1, 42))


def test_a_realm_of_other_letters_is_hashed_as_it_was_received() -> None:
    realm = "Caf\u00e9".encode()
    judge = DigestServer('Digest realm="' + realm.decode("latin-1") + '", nonce="n"')
    with RawServer(judge) as server, Client(describe(auth=AUTH), url=server.url, token=("u", "p")) as client:
        with pytest.raises(Unauthorized):  # httpbin hashes other bytes than it has sent
            client.things.get()
        sent = server.requests[-1].value("Authorization")
    secret, call = (hashed(data) for data in (b"u:" + realm + b":p", b"GET:/things"))
    assert f'realm="{realm.decode("latin-1")}"' in sent
    assert hashed(f"{secret}:n:{call}".encode()) in sent


# --- challenges of anyone --------------------------------------------------------------------------------------------

UNUSABLE = {
    "nothing": (),
    "another scheme": ('Basic realm="r"',),
    "garbage": ('\xff"""=,,;{Digest',),
    "no nonce": ('Digest realm="r"',),
    "no realm": ('Digest nonce="n"',),
    "unknown algorithm": ('Digest realm="r", nonce="n", algorithm=ROT-13',),
    "unknown protection": ('Digest realm="r", nonce="n", qop="auth-conf"',),
    "an unfinished string": ('Digest nonce="n", realm="r',),
    "too long to send back": (f'Digest realm="r", nonce="{"n" * 9000}"',),
    "many parameters": ("Digest " + ",".join(f"a{number}=1" for number in range(5000)),),
    "only backslashes": ('Digest realm="' + "\\" * 50_000,),
}
USABLE = {
    "several in one field": ('Basic realm="a, Digest b", Digest realm="r", nonce="n", qop="auth", Bearer',),
    "several fields": ("Negotiate", 'Digest realm="r", nonce="n"', 'Basic realm="x"'),
    "after garbage": ('@@@, Digest realm="r", nonce="n"',),
    "no quotes": ("Digest realm=r, nonce=n, qop=auth",),
    "other letters": ('dIGEST REALM="r", Nonce="n", ALGORITHM="md5"',),
    "quotes": (r'Digest realm="a \"b\" \\c, nonce=\"z\"", nonce="n"',),
    "a later one with a stronger algorithm": ('Digest realm="r", nonce="n", algorithm=ROT-13, Digest realm="r", nonce="m", algorithm=SHA-256, Digest realm="r", nonce="n"',),
    "attributes of its own": ('Digest realm="r", nonce="n", userhash="x\\", evil=\\"y", domain="http://evil.example", charset=X',),
}  # fmt: skip


@with_both_clients
@pytest.mark.parametrize("name", UNUSABLE)
def test_a_challenge_without_a_response_is_a_401(name: str, attempts: Attempts, backend_kind: str) -> None:
    with RawServer(lambda _: unauthorized(*UNUSABLE[name])) as server:
        with Client(describe(auth=AUTH), url=server.url, token=("u", "p")) as client, pytest.raises(Unauthorized):
            client.things.get()
        assert len(server.requests) == 1


@with_both_clients
@pytest.mark.parametrize("name", USABLE)
def test_a_challenge_is_found_among_others(name: str, backend_kind: str) -> None:
    judge = DigestServer("")

    def respond(received: Received) -> bytes:
        sent = parse_challenges(received.value("Authorization"))
        accepted = bool(sent) and judge.accepts({"algorithm": "MD5", **sent[0].parameters}, received)
        return raw_response() if accepted else unauthorized(*USABLE[name])

    with RawServer(respond) as server, Client(describe(auth=AUTH), url=server.url, token=("u", "p")) as client:
        assert client.things.get() == {}
        assert len(server.requests) == 2
        assert "evil" not in server.requests[1].value("Authorization")


def test_the_strongest_algorithm_that_is_known_here_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    both = 'Digest realm="r", nonce="m", algorithm=MD5, Digest realm="r", nonce="s", algorithm=SHA-512-256'
    assert answer(both, "u", "p", "http://a.example/")["nonce"] == "s"
    monkeypatch.setattr("hashlib.algorithms_available", {"md5"})
    assert answer(both, "u", "p", "http://a.example/")["nonce"] == "m"


def test_a_new_challenge_after_each_response_ends_after_two_requests() -> None:
    numbers = iter(range(100))
    with RawServer(lambda _: unauthorized(f'Digest realm="r", nonce="{next(numbers)}"')) as server:
        with Client(describe(auth=AUTH), url=server.url, token=("u", "p")) as client, pytest.raises(Unauthorized):
            client.things.get()
        assert len(server.requests) == 2


# --- secrets ---------------------------------------------------------------------------------------------------------


@with_both_clients
def test_the_password_and_the_response_are_redacted(backend_kind: str) -> None:
    transport = RecordingTransport(
        [response({}, 401, {"WWW-Authenticate": 'Digest realm="r", nonce="n"'}), response({})]
    )
    client = Client(describe(auth=AUTH), transport=transport, token=("user", "geheim99"))
    client.things.get()
    assert transport.requests[1].headers["Authorization"] == "Digest ***"
    shown = f"{client!r} {transport.requests!r} {vars(client)} {client.token!r}"
    assert "geheim99" not in shown


def test_a_copy_has_no_credential() -> None:
    client = Client(describe(auth=AUTH), transport=RecordingTransport(), token=("user", "geheim99"))
    assert b"geheim99" not in pickle.dumps(client)
    assert copy.deepcopy(client).token is None


# --- as a server -----------------------------------------------------------------------------------------------------


class Sent:
    """A request as the mock server has it."""

    def __init__(self, request: Request, body: bytes = b"") -> None:
        self.method, self.headers, self.body = request.method, request.headers, body
        self.path, _, self.query = request.url.removeprefix("http://a.example").partition("?")


def received(token: tuple[str, str], granted: Any, **changes: str) -> str:
    """Return what a server reads from the response to its own challenge."""
    kind, scheme = kind_of("digest"), SCHEME
    assert kind.steps is not None
    steps = kind.steps(Request("GET", "http://a.example/x?y=1"), scheme, kind.accept(scheme, token))
    next(steps)
    request = steps.send(response({}, 401, {"WWW-Authenticate": kind.challenge(scheme)}))
    assert isinstance(request, Request)
    value = request.headers["Authorization"]
    for old, new in changes.items():
        value = value.replace(old, new)
    return kind.received(scheme, Sent(Request("GET", request.url, Headers([("Authorization", value)]))), granted)


@pytest.mark.parametrize("token", [("ann", "pw:x"), ("J\u00e4s\u00f8n", "pw"), ('a"b\\c', "")])
def test_a_server_reads_who_has_responded(token: tuple[str, str]) -> None:
    pair = ":".join(token)
    assert received(token, ["bob:pw", f"{token[0]}:other", pair]) == pair
    assert received(token, None) == token[0]
    assert received(token, [f"{token[0]}:other"]) == ""


@pytest.mark.parametrize(
    "changes", [{"response=\"": "response=\"0"}, {"SHA-256": "ROT-13"}, {"nonce=": "nonce2="}, {"realm=": "realm2="}, {"response=\"": "response=\"\xff"}, {"Digest": "Other"}],
)  # fmt: skip
def test_a_server_refuses_what_it_cannot_read(changes: dict[str, str]) -> None:
    expected = "ann" if 'response="' in changes else ""
    assert received(("ann", "pw"), ["ann:pw"], **changes) == ""
    assert received(("ann", "pw"), None, **changes) == expected
