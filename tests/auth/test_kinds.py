"""Each kind of credential is one row: how it is passed, sent, redacted, shown and read back. One of a caller's is as well."""

from __future__ import annotations

import json
import ssl
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import trustme
from click.testing import CliRunner

from dynaclient import Client, ConnectError, InvalidCall, Request, Response, TransportError, Unauthorized
from dynaclient.auth import Kind, SentIn, add_kind
from dynaclient.auth.kinds import rows
from dynaclient.auth.kinds.curl import header_option
from dynaclient.auth.kinds.mutual_tls import CERTIFICATE
from dynaclient.auth.kinds.rows import MODULES, kind_of
from dynaclient.auth.steps import MAX_REQUESTS
from dynaclient.cli.program import program
from dynaclient.description.lint import lint
from dynaclient.description.model import AuthScheme
from dynaclient.messages import Headers
from dynaclient.redaction import Secret
from dynaclient.render.docs import pages
from dynaclient.render.openapi.document import to_openapi
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, respond_normally
from tests.support.raw_server import RawServer

backend_kind = backend_kind_fixture()


def client_of(auth: dict[str, Any], token: Any, *responses: Any, **options: Any) -> tuple[Client, list[Request]]:
    """Return a client, and the requests that it sends, as they are sent."""
    requests: list[Request] = []
    left = list(responses)

    def choose(request: Request) -> Response:
        requests.append(request)
        return left.pop(0) if left else response({})

    return Client(describe(auth={"key": auth}), transport=RecordingTransport(choose), token=token, **options), requests


# --- what is sent ----------------------------------------------------------------------------------------------------

KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
SENT: list[tuple[dict[str, Any], Any, str, str, str]] = [
    # the scheme, the token, the header field, its value, and how it is shown
    ({"type": "bearer"}, "abc", "Authorization", "Bearer abc", "Bearer ***"),
    ({"type": "basic"}, ("u", "p:w"), "Authorization", "Basic dTpwOnc=", "Basic ***"),
    (KEY, "abc", "X-Key", "abc", "***"),
    ({**KEY, "prefix": "Token "}, Secret("abc"), "X-Key", "Token abc", "Token ***"),
    ({**KEY, "in": "cookie", "name": "sid"}, "s%3Aa+/=", "Cookie", "sid=s%3Aa+/=", "***"),
    ({**KEY, "in": "cookie", "name": "sid"}, "a;c%", "Cookie", "sid=a%3Bc%25", "***"),
    ({"type": "http", "scheme": "Negotiate"}, "YII+/=", "Authorization", "Negotiate YII+/=", "Negotiate ***"),
    ({"type": "http", "scheme": "Hawk"}, 'id="a", mac="b"', "Authorization", 'Hawk id="a", mac="b"', "Hawk ***"),
]  # fmt: skip


class Sent:
    """A request as the mock server has it."""

    def __init__(self, request: Request) -> None:
        self.method, self.headers, self.body = request.method, request.headers, b""
        self.path, _, self.query = request.url.removeprefix("https://api.example.com").partition("?")


@with_both_clients
@pytest.mark.parametrize(("auth", "token", "field", "value", "shown"), SENT)
def test_a_credential_is_sent_and_redacted(
    auth: dict[str, Any], token: Any, field: str, value: str, shown: str, backend_kind: str
) -> None:
    client, requests = client_of(auth, token)
    client.things.get()
    (request,) = requests
    assert request.headers[field] == value
    assert request.without_credentials().headers[field] == shown
    assert value not in f"{request!r} {request.headers!r} {client!r}"


@pytest.mark.parametrize(("auth", "token", "field", "value", "shown"), SENT)
def test_a_server_reads_the_same_credential(
    auth: dict[str, Any], token: Any, field: str, value: str, shown: str
) -> None:
    client, requests = client_of(auth, token)
    client.things.get()
    scheme = client.api.auth["key"]
    expected = ":".join(token) if isinstance(token, tuple) else token.reveal() if isinstance(token, Secret) else token
    kind = kind_of(scheme.type)
    assert kind.received(scheme, Sent(requests[0]), [expected]) == expected
    assert kind.received(scheme, Sent(Request("GET", requests[0].url)), None) == ""
    other = Headers([(field, "Other x")])
    assert kind.received(scheme, Sent(Request("GET", requests[0].url, other)), None) in ("", "Other x")


@pytest.mark.parametrize("value", ["Basic ***", "Basic /w==", "Basic", "basic x"])
def test_a_server_refuses_a_pair_that_it_cannot_read(value: str) -> None:
    request = Request("GET", "https://api.example.com/", Headers([("Authorization", value)]))
    assert kind_of("basic").received(AuthScheme("key", "basic"), Sent(request), None) == ""


def test_a_key_in_the_query_is_read_by_a_server() -> None:
    auth = {"type": "apiKey", "in": "query", "name": "my key"}
    client, requests = client_of(auth, "a+b&c")
    client.things.get()
    assert requests[0].url.endswith("?my%20key=a%2Bb%26c")
    assert kind_of("apiKey").received(client.api.auth["key"], Sent(requests[0]), None) == "a+b&c"


CHALLENGES = [
    ({"type": "bearer"}, "Bearer"), ({"type": "basic"}, 'Basic realm="mock"'), ({"type": "http", "scheme": "Hawk"}, "Hawk"), (KEY, ""),
    ({**KEY, "name": "Authorization", "prefix": "Token "}, "Token"), ({**KEY, "name": "Authorization", "prefix": "a=b c "}, ""), ({"type": "mutualTLS"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("auth", "challenge"), CHALLENGES)
def test_a_server_asks_for_it(auth: dict[str, Any], challenge: str) -> None:
    client, _ = client_of(auth, None)
    assert kind_of(auth["type"]).challenge(client.api.auth["key"]) == challenge


@pytest.mark.parametrize(
    "token", ["", "Negotiate abc", "negotiate abc", "a\r\nb", " a", "a ", "\xe9", "a\x7f", 5, ("a", "b"), None]
)
def test_what_cannot_follow_a_scheme_of_http_is_refused(token: Any) -> None:
    with pytest.raises(InvalidCall):
        kind_of("http").accept(AuthScheme("key", "http", scheme="Negotiate"), token)


@pytest.mark.parametrize("scheme_type", MODULES)
def test_each_row_is_complete(scheme_type: str) -> None:
    kind, scheme = kind_of(scheme_type), AuthScheme("key", scheme_type, scheme="x", service="s", region="r")
    assert kind.sent_in(scheme).location
    assert kind.passed_as
    assert (kind.add is None) != (kind.steps is None)
    assert kind.accept(scheme, kind.sample) is not None
    assert kind.of_connection or kind.curl(scheme, "TOKEN") is not None


# --- the certificate of the client -----------------------------------------------------------------------------------

CERT = {"cert": {"type": "mutualTLS"}, "key": {"type": "bearer"}}
BOTH = {"get": {"method": "GET", "auth": {"all": ["cert", "key"]}}}
ALONE = {"get": {"method": "GET", "auth": "cert"}}


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str, str]:
    """Return the TLS context of a server that requires a certificate, its CA file, and the file of a certificate."""
    folder, authority = tmp_path_factory.mktemp("tls"), trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert("me@example.com").private_key_and_cert_chain_pem.write_to_path(str(folder / "me.pem"))
    return context, str(folder / "ca.pem"), str(folder / "me.pem")


@with_both_clients
@pytest.mark.parametrize(("actions", "token"), [(ALONE, None), (BOTH, "abc")])
def test_a_certificate_of_the_client_satisfies_its_scheme(
    actions: Any, token: Any, certified: tuple[ssl.SSLContext, str, str], backend_kind: str
) -> None:
    context, ca, mine = certified
    with (
        FaultServer(respond_normally, secure=context) as server,
        Client(describe(actions, auth=CERT), url=server.url, ca=ca, cert=mine, token=token) as client,
    ):
        assert client.things.get()["done"] is True


@with_both_clients
def test_without_the_certificate_half_a_set_is_refused_unsent(
    certified: tuple[ssl.SSLContext, str, str], backend_kind: str
) -> None:
    context, ca, _ = certified
    with FaultServer(respond_normally, secure=context) as server:
        with (
            Client(describe(BOTH, auth=CERT), url=server.url, ca=ca, token="abc") as client,
            pytest.raises(
                InvalidCall,
                match="the action needs cert and key, and there is none for cert — pass cert=… with the certificate",
            ),
        ):
            client.things.get()
        assert server.ledger.connections == 0


@with_both_clients
def test_without_the_certificate_alone_the_server_refuses(
    certified: tuple[ssl.SSLContext, str, str], backend_kind: str
) -> None:
    context, ca, _ = certified
    with FaultServer(respond_normally, secure=context) as server:
        client = Client(describe(ALONE, auth=CERT), url=server.url, ca=ca, retries=0)
        with client, pytest.raises(ConnectError, match="cert=…"):
            client.things.get()


def test_a_certificate_is_no_token() -> None:
    with pytest.raises(
        InvalidCall, match=r"the auth scheme cert is the certificate of the client — pass Client\(cert=…\)"
    ):
        Client(describe(auth=CERT), token={"cert": "abc"})
    with pytest.raises(InvalidCall):
        Client(describe(auth={"cert": {"type": "mutualTLS"}}), token="abc")
    kind = kind_of("mutualTLS")
    assert kind.secret_values(CERTIFICATE) == ()
    assert kind.received(AuthScheme("cert", "mutualTLS"), Sent(Request("GET", "")), None) == ""


def test_a_transport_of_the_callers_may_have_the_certificate() -> None:
    client = Client(describe(BOTH, auth=CERT), transport=RecordingTransport(), token="abc")
    assert client.things.get() == {}


# --- a kind of the caller's ------------------------------------------------------------------------------------------


def checksum(request: Any, secret: str, nonce: str) -> str:
    target = request.url if isinstance(request, Request) else f"https://api.example.com{request.path}"
    return str(sum(f"{request.method} {target.rpartition('/')[2]} {secret} {nonce}".encode()))


def sum_steps(request: Request, scheme: AuthScheme, secret: Secret) -> Generator[Any, Any, None]:
    """Yield the request, and the one that responds to the nonce of the server."""
    answer = yield request.with_credential("X-Sum", checksum(request, secret.reveal(), ""))
    if answer.status == 401 and "X-Nonce" in answer.headers:
        yield request.with_credential("X-Sum", checksum(request, secret.reveal(), answer.headers["X-Nonce"]))


def received_sum(scheme: AuthScheme, request: Any, granted: Any) -> str:
    sent = request.headers.get("X-Sum", "")
    return next(
        (
            secret
            for secret in granted or ["any"]
            if sent and (granted is None or sent == checksum(request, secret, ""))
        ),
        "",
    )


SUM = Kind(
    accept=lambda scheme, value: Secret(value),
    steps=sum_steps,
    sent_in=lambda scheme: SentIn("header", "X-Sum", "a sum"),
    passed_as="the secret of the sum",
    sample="mock-sum",
    received=received_sum,
    challenge=lambda scheme: "Sum",
    curl=lambda scheme, variable: header_option("X-Secret", "", variable),
)
X_SUM = {"type": "x-sum", "x-own": 1}


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_added", {})
    add_kind("x-sum", SUM)


@with_both_clients
def test_a_kind_of_the_callers_is_sent_by_both_clients(added: None, backend_kind: str) -> None:
    client, requests = client_of(X_SUM, "geheim", response({}, 401, {"X-Nonce": "n"}))
    assert client.things.get() == {}
    assert [request.headers["X-Sum"] for request in requests] == [
        checksum(requests[0], "geheim", nonce) for nonce in ("", "n")
    ]
    assert requests[0].without_credentials().headers["X-Sum"] == "***"


@with_both_clients
def test_a_mock_server_knows_it(added: None, backend_kind: str) -> None:
    with Client.mock(describe(auth={"key": X_SUM})) as client:
        client.things.get()
    with Client.mock(describe(auth={"key": X_SUM}), grants={"geheim": []}) as client:
        client.things.get()
        client.token = "other"
        with pytest.raises(Unauthorized):
            client.things.get()


X_QUERY = {"type": "x-query"}
IN_QUERY = Kind(
    accept=lambda scheme, value: Secret(value),
    add=lambda request, scheme, secret: request.with_query_credential("sig", secret.reveal()),
    sent_in=lambda scheme: SentIn("query", "sig"),
    passed_as="a word",
    sample="mock-word",
    received=lambda scheme, request, granted: request.query.partition("sig=")[2],
)


def test_what_a_kind_of_the_callers_has_in_the_query_is_taken_out_of_redirects(added: None) -> None:
    add_kind("x-query", IN_QUERY)
    moved = response({}, 302, {"Location": "/elsewhere?a=1&sig=old"})
    client, requests = client_of(X_QUERY, "geheim", moved, redirects=1)
    client.things.get()
    assert [request.url.partition("?")[2] for request in requests] == ["sig=geheim", "a=1&sig=geheim"]


def test_what_a_kind_of_the_callers_has_in_the_query_is_no_parameter(added: None) -> None:
    add_kind("x-query", IN_QUERY)
    api = describe(auth={"key": X_QUERY})
    with Client.mock(api) as client:
        client.things.get()
        with pytest.raises(InvalidCall, match="writes the name 'sig' into the request, as the API key of the client"):
            client.with_options(query={"sig": "own"}).things.get()


def test_the_documentation_describes_it(added: None) -> None:
    client, _ = client_of(X_SUM, None)
    page = pages(client.api)["docs/index.md"]
    assert "header `X-Sum`, a sum" in page
    assert "Pass `token=` to the client: the secret of the sum" in page


def test_it_is_part_of_a_description_in_openapi(added: None) -> None:
    client, _ = client_of(X_SUM, None)
    assert to_openapi(client.api)["components"]["securitySchemes"]["key"] == {"type": "http", "scheme": "x-sum"}


def test_the_command_line_shows_it(added: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "api.json").write_text(json.dumps(describe(auth={"key": X_SUM})))
    words = ["--api", str(tmp_path / "api.json"), "things.get"]
    dry, curl = (
        CliRunner().invoke(program, [*words, option], env={"DYNACLIENT_TOKEN": "geheim"}).stdout
        for option in ("--dry-run", "--curl")
    )
    assert "X-Sum: ***" in dry
    assert '--header "X-Secret: $DYNACLIENT_TOKEN"' in curl


def test_lint_accepts_types_of_the_callers() -> None:
    assert [
        problem for problem in lint(describe(auth={"key": X_SUM})) if (problem.pointer or "").startswith("/auth")
    ] == []


def test_a_type_without_a_kind_is_refused_with_what_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_added", {})
    client, _ = client_of(X_SUM, None)
    client.things.get()
    with pytest.raises(
        InvalidCall, match=r"the auth type 'x-sum' is not known — add it with dynaclient.auth.add_kind\(\"x-sum\", …\)"
    ):
        client.token = "abc"


@pytest.mark.parametrize(("name", "kind"), [("sum", SUM), (5, SUM), ("x-sum", object())])
def test_what_is_no_kind_is_refused(name: Any, kind: Any) -> None:
    with pytest.raises(InvalidCall, match="add_kind"):
        add_kind(name, kind)


# --- the requests of a kind ------------------------------------------------------------------------------------------


@with_both_clients
def test_a_kind_makes_three_requests_at_most(backend_kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(request: Request, *_: Any) -> Generator[Any, Any, None]:
        while True:
            yield request

    monkeypatch.setattr(rows, "_added", {})
    add_kind(
        "x-endless", Kind(lambda _, value: value, lambda _: SentIn("nowhere"), "", "", lambda *_: "", steps=endless)
    )
    client, requests = client_of({"type": "x-endless"}, "abc", *[response({}, 401)] * 9)
    with pytest.raises(Unauthorized):
        client.things.get()
    assert len(requests) == MAX_REQUESTS
    requests.clear()
    client, requests = client_of({"type": "x-endless"}, "abc")
    assert client.things.get() == {}
    assert len(requests) == 1


@with_both_clients
def test_two_kinds_with_requests_of_their_own_are_one_in_the_other(added: None, backend_kind: str) -> None:
    auth = {"sum": X_SUM, "login": {"type": "digest"}}
    seen: list[Request] = []

    def choose(request: Request) -> Response:
        seen.append(request)
        accepted = request.headers.get("Authorization", "").startswith("Digest ") and "X-Sum" in request.headers
        return (
            response({})
            if accepted
            else response({}, 401, {"WWW-Authenticate": 'Digest realm="r", nonce="n"', "X-Nonce": "n"})
        )

    actions = {"get": {"method": "GET", "auth": {"all": ["sum", "login"]}}}
    client = Client(
        describe(actions, auth=auth), transport=RecordingTransport(choose), token={"sum": "geheim", "login": ("u", "p")}
    )
    assert client.things.get() == {}
    assert len(seen) == 2


@with_both_clients
def test_an_error_of_the_transport_ends_the_requests_of_a_kind(added: None, backend_kind: str) -> None:
    closed: list[bool] = []

    def steps(request: Request, *_: Any) -> Generator[Any, Any, None]:
        try:
            yield request
        finally:
            closed.append(True)

    add_kind("x-closed", Kind(lambda _, value: value, lambda _: SentIn("nowhere"), "", "", lambda *_: "", steps=steps))
    with RawServer(lambda _: b"") as server:
        client = Client(describe(auth={"key": {"type": "x-closed"}}), url=server.url, token="abc", retries=0)
        with client, pytest.raises(TransportError, match="closed"):
            client.things.get()
    assert closed == [True]


def failing(_request: Request, *_: Any) -> Generator[Any, Any, None]:
    raise KeyError("geheim")
    yield


def refusing(request: Request, *_: Any) -> Generator[Any, Any, None]:
    yield request
    raise InvalidCall("things.get", [])


@with_both_clients
@pytest.mark.parametrize(
    ("steps", "message"), [(failing, "the kind of the credential raised KeyError"), (refusing, "things.get")]
)
def test_an_error_of_a_kind_is_one_of_ours(steps: Any, message: str, added: None, backend_kind: str) -> None:
    add_kind("x-failing", Kind(lambda _, value: value, lambda _: SentIn("nowhere"), "", "", lambda *_: "", steps=steps))
    client, _ = client_of({"type": "x-failing"}, "abc")
    with pytest.raises(InvalidCall, match=message) as caught:
        client.things.get()
    assert "geheim" not in f"{caught.value} {caught.value.__context__}"


def raising(*_: Any) -> Any:
    raise KeyError("geheim")


NO_REQUEST = "yielded no request — yield request.with_credential"
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"steps": lambda *_: None}, "returned no generator — yield request.with_credential"),
    ({"steps": lambda *_: (step for step in ("x",))}, NO_REQUEST),
    ({"steps": lambda *_: (step for step in "")}, NO_REQUEST),
    ({"steps": raising}, "raised KeyError — fix what its `steps` does"),
    ({"add": lambda *_: None}, "returned no request — have its `add` return request.with_credential"),
    ({"add": raising}, "raised KeyError — fix what its `add` does"),
    ({"accept": raising, "add": lambda request, *_: request}, "raised KeyError — fix what its `accept` does"),
]


@with_both_clients
@pytest.mark.parametrize(("functions", "message"), WRONG)
def test_a_mistake_in_a_kind_is_an_error_in_words(
    functions: dict[str, Any], message: str, added: None, backend_kind: str
) -> None:
    own = {"accept": lambda _, value: value, **functions}
    add_kind("x-wrong", Kind(sent_in=lambda _: SentIn("x"), passed_as="", sample="", received=lambda *_: "", **own))
    with pytest.raises(InvalidCall, match=f"the kind of the credential {message}") as caught:
        client_of({"type": "x-wrong"}, "abc")[0].things.get()
    assert "geheim" not in f"{caught.value} {caught.value.__context__}"


def test_a_kind_of_the_callers_may_add_a_header_and_refuse_a_value(added: None) -> None:
    def accept(_: AuthScheme, value: Any) -> Any:
        return value if value == "abc" else refuse()

    def refuse() -> Any:
        raise InvalidCall("Client", [])

    own: dict[str, Any] = {"accept": accept, "add": lambda request, _, value: request.with_credential("X-Own", value)}
    add_kind("x-add", Kind(sent_in=lambda _: SentIn("x"), passed_as="", sample="", received=lambda *_: "", **own))
    client, requests = client_of({"type": "x-add"}, "abc")
    client.things.get()
    assert requests[0].headers["X-Own"] == "abc"
    with pytest.raises(InvalidCall, match="^Client"):
        client_of({"type": "x-add"}, "other")


# --- headers that many requests share --------------------------------------------------------------------------------


@with_both_clients
def test_an_action_is_sent_with_another_scheme_only_while_a_source_is_at_work(backend_kind: str) -> None:
    auth = {"token": {"type": "bearer"}, "key": KEY}
    sent: list[Request] = []

    def choose(request: Request) -> Response:
        sent.append(request)
        return response({"token": "abc"})

    def source() -> str:
        client.things.get()
        found = client.things.get()["token"]
        return str(found)

    actions = {"get": {"method": "GET", "auth": ["token", "key"]}}
    client = Client(
        describe(actions, auth=auth), transport=RecordingTransport(choose), token={"token": source, "key": "k"}
    )
    client.things.get()
    client.things.get()
    shown = [(request.headers.get("X-Key"), request.headers.get("Authorization")) for request in sent]
    assert shown == [("k", None)] * 2 + [(None, "Bearer abc")] * 2
