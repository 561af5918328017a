"""
A credential belongs to one origin: redirects, addresses and paths that could send it to another, observed on the wire.

Two servers listen, each plainly and over TLS. The first one is trusted ("home"). What the second one ("elsewhere")
receives is searched for canaries, in every encoding in which they are sent.
"""

from __future__ import annotations

import itertools
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import requests

from dynaclient import (
    Client,
    DescriptionError,
    DynaclientError,
    InvalidCall,
    Redirected,
    Request,
    Response,
    Unauthorized,
)
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import THREADS, backend_kind_fixture, patch_sleep, threads_only
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, ServerConnection, head, whole
from tests.support.raw_server import Received

backend_kind = backend_kind_fixture(everywhere=True)
CANARY = "canary/7f3a+91=c"
"""The credential that is searched for: with characters that are encoded in a query."""
FORMS = [form.encode() for form in (CANARY, quote(CANARY, safe=""), quote(CANARY), b64encode(f"me:{CANARY}".encode()).decode())]  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
STATUSES = {301: "Moved", 302: "Found", 303: "See Other", 307: "Temporary Redirect", 308: "Permanent Redirect"}
SCHEMES = ("http", "https")

# --- two servers


@dataclass
class Servers:
    """The servers: home and elsewhere, with and without TLS."""

    servers: dict[tuple[str, str], FaultServer]
    ca: str
    location: str = ""
    """The target of the redirect; ``{query}`` stands for the query of the request."""
    status: int = 302

    def url(self, place: str, scheme: str) -> str:
        return self.servers[place, scheme].url

    def begin(self, location: str = "", status: int = 302) -> None:
        self.location, self.status = location, status
        for server in self.servers.values():
            server.ledger.arrived.clear()

    def arrived(self, *places: str) -> list[Received]:
        return [
            seen for (place, _), server in self.servers.items() if place in places for seen in server.ledger.arrived
        ]

    def leaked(self, *places: str, host: str = "") -> list[bytes]:
        """Return the heads of requests with a canary in them to these servers, or to home by another name."""
        requests_seen = self.arrived(*places) + [
            request for request in self.arrived("home") if host and host in request.values("Host")[0]
        ]
        return [seen.head for seen in requests_seen if any(form in seen.head + seen.body for form in FORMS)]

    def play(self, place: str) -> Callable[[ServerConnection], None]:
        def answers(wire: ServerConnection) -> None:
            while True:
                received = wire.request()
                path, _, query = received.target.partition("?")
                empty = received.method == "HEAD"
                if place == "home" and path == "/things" and self.location:
                    location = self.location.replace("{query}", query)
                    wire.send(
                        head(
                            "Content-Length: 0",
                            f"Location: {location}",
                            status=f"{self.status} {STATUSES[self.status]}",
                        )
                    )
                else:
                    wire.send(head("Content-Length: 2") if empty else whole(b"{}"))

        return answers


@pytest.fixture(scope="module")
def servers(tls: tuple[ssl.SSLContext, str]) -> Iterator[Servers]:
    secure, ca = tls
    made = Servers({}, ca)
    for place, scheme in itertools.product(("home", "elsewhere"), SCHEMES):
        made.servers[place, scheme] = FaultServer(made.play(place), secure=secure if scheme == "https" else None)
    for server in made.servers.values():
        server.__enter__()
    yield made
    for server in made.servers.values():
        server.__exit__()


# --- redirects

TARGETS: dict[str, tuple[str, str]] = {
    "elsewhere": ("{elsewhere}/stolen?{query}", "goes"),
    "elsewhere, without a scheme": ("//{elsewhere-authority}/stolen?{query}", "goes"),
    "home by another name": ("{home-by-name}/stolen?{query}", "goes"),
    "the other scheme": ("{other-scheme}/stolen?{query}", "upgrades"),
    "elsewhere, in the other scheme": ("{elsewhere-other-scheme}/stolen?{query}", "upgrades"),
    "home": ("{home}/there?{query}", "stays"),
    "home, by a path": ("/there?{query}", "stays"),
    "home, by a relative path": ("there", "stays"),
    "with a user": ("{scheme}://home@{elsewhere-authority}/stolen?{query}", "never"),
    "with home as the user": ("{home}@{elsewhere-authority}/stolen?{query}", "never"),
    "with a backslash": ("/\\{elsewhere-authority}/stolen?{query}", "never"),
    "another protocol": ("ftp://{elsewhere-authority}/stolen?{query}", "never"),
    "with a line of its own": ("{elsewhere}/stolen\tX", "never"),
    "to itself": ("/things?{query}", "never"),
}
"""Targets of a redirect, and the expected outcome."""

CREDENTIALS: dict[str, dict[str, Any]] = {
    "bearer": {"auth": {"type": "bearer"}, "token": CANARY},
    "basic": {"auth": {"type": "basic"}, "token": ("me", CANARY)},
    "a header": {"auth": {"type": "apiKey", "in": "header", "name": "X-Key"}, "token": CANARY},
    "the query": {"auth": {"type": "apiKey", "in": "query", "name": "api key"}, "token": CANARY},
    "a cookie": {"auth": {"type": "apiKey", "in": "cookie", "name": "session"}, "token": CANARY},
    "a function": {"auth": {"type": "bearer"}, "token": lambda: CANARY},
    "a header of the caller's": {"options": {"headers": {"X-Mine": CANARY}}},
    "a secret parameter in a header": {"arguments": {"mine": CANARY}},
    "a secret parameter in the query": {"arguments": {"hidden": CANARY}},
}
"""Kinds of credentials: the scheme and the token, or where else the caller passes it."""

PARAMETERS = {"mine": {"in": "header", "name": "X-Mine", "secret": True}, "hidden": {"in": "query", "secret": True}}


def client_of(servers: Servers, kind: str, scheme: str, **more: Any) -> Client:
    row = CREDENTIALS[kind]
    actions = {method.lower(): {"method": method, "parameters": PARAMETERS} for method in METHODS}
    described = describe(actions, **({"auth": {"key": row["auth"]}} if "auth" in row else {}))
    options = {"token": row.get("token"), "ca": servers.ca, "redirects": 3, **row.get("options", {}), **more}
    return Client(described, url=servers.url("home", scheme), trust_env=False, **options)


def location_of(servers: Servers, template: str, scheme: str) -> str:
    other = "http" if scheme == "https" else "https"
    home, elsewhere = servers.url("home", scheme), servers.url("elsewhere", scheme)
    names = {
        "home": home, "elsewhere": elsewhere, "scheme": scheme, "elsewhere-authority": elsewhere.partition("//")[2],
        "home-by-name": home.replace("127.0.0.1", "localhost"), "other-scheme": servers.url("home", other),
        "elsewhere-other-scheme": servers.url("elsewhere", other),
    }  # fmt: skip
    for name, value in names.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def outcome_of(client: Client, kind: str, method: str) -> str:
    try:
        client.call(f"things.{method.lower()}", CREDENTIALS[kind].get("arguments", {}))
    except Redirected as error:
        return "leaked" if any(form.decode() in str(error) for form in FORMS) else "refused"
    return "followed"


def expected(comes: str, kind: str, method: str, scheme: str) -> set[str]:
    if method not in ("GET", "HEAD") or comes == "never" or (comes == "upgrades" and scheme == "https"):
        return {"refused"}
    # A redirect with a secret that the server copied from the query may be refused.
    return {"followed"} if comes == "stays" or "secret parameter" not in kind else {"followed", "refused"}


@pytest.mark.uncounted
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", CREDENTIALS)
@pytest.mark.parametrize("target", TARGETS)
def test_no_redirect_sends_a_credential_to_another_origin(
    servers: Servers, kind: str, target: str, scheme: str, backend_kind: str
) -> None:
    template, comes = TARGETS[target]
    with client_of(servers, kind, scheme) as client:
        # Each backend_kind runs every second case, which ones differs between targets.
        begin = (list(TARGETS).index(target) + (backend_kind == THREADS)) % 2
        for method, status in itertools.islice(itertools.product(METHODS, STATUSES), begin, None, 2):
            servers.begin(location_of(servers, template, scheme), status)
            outcome = outcome_of(client, kind, method)
            assert outcome in expected(comes, kind, method, scheme), (method, status)
            assert servers.leaked("elsewhere", host="localhost") == []
            other = [seen for seen in servers.arrived("home", "elsewhere") if seen.target.startswith("/stolen")]
            assert not any(seen.values("Cookie") or seen.values("Authorization") for seen in other)
            assert outcome == "followed" or not other


@pytest.mark.parametrize("kind", [name for name in CREDENTIALS if name != "a header of the caller's"])
@pytest.mark.parametrize(
    "written", [CANARY, quote(CANARY, safe=""), "".join(f"%{byte:02x}" for byte in CANARY.encode())]
)
def test_a_redirect_with_a_secret_leads_to_no_other_origin(servers: Servers, kind: str, written: str) -> None:
    with client_of(servers, kind, "http") as client:
        servers.begin(f"{servers.url('elsewhere', 'http')}/?q={written}")
        assert outcome_of(client, kind, "GET") == "refused"
    assert servers.arrived("elsewhere") == []


def test_there_are_more_than_five_hundred_cases() -> None:
    assert len(TARGETS) * len(CREDENTIALS) * len(SCHEMES) * len(METHODS) * len(STATUSES) > 500


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_a_redirect_within_the_origin_keeps_the_credential(servers: Servers, kind: str) -> None:
    servers.begin("/there?{query}")
    with client_of(servers, kind, "http") as client:
        assert outcome_of(client, kind, "GET") == "followed"
    assert len(servers.leaked("home")) == 2


@pytest.mark.parametrize("kind", ["bearer", "a cookie", "a header of the caller's"])
def test_a_trusted_origin_gets_the_credential(servers: Servers, kind: str) -> None:
    servers.begin(servers.url("elsewhere", "http") + "/there")
    with client_of(servers, kind, "http", trusted_origins=servers.url("elsewhere", "http")) as client:
        assert outcome_of(client, kind, "GET") == "followed"
    assert len(servers.leaked("elsewhere")) == 1


@pytest.mark.parametrize("kind", ["bearer", "basic", "a header", "a cookie"])
def test_another_origin_gets_the_request_without_our_headers(servers: Servers, kind: str) -> None:
    servers.begin(servers.url("elsewhere", "http") + "/there?signed=1")
    with client_of(servers, kind, "http", headers={"X-Mine": "1"}) as client:
        assert outcome_of(client, kind, "GET") == "followed"
    [there] = servers.arrived("elsewhere")
    assert {name.lower() for name, _ in there.fields} <= {
        "host",
        "accept",
        "accept-encoding",
        "user-agent",
        "connection",
    }
    assert there.target == "/there?signed=1"


@pytest.mark.parametrize("method", METHODS)
def test_by_default_no_redirect_is_followed(servers: Servers, method: str) -> None:
    servers.begin("/there")
    with client_of(servers, "bearer", "http", redirects=0) as client:
        assert outcome_of(client, "bearer", method) == "refused"
    assert len(servers.arrived("home", "elsewhere")) == 1


@threads_only
def test_a_callers_session_follows_no_redirect_to_another_origin(servers: Servers) -> None:
    session = requests.Session()
    session.trust_env = False
    session.headers["X-Mine"] = CANARY
    with Client(describe(), url=servers.url("home", "http"), session=session, redirects=3) as client:
        servers.begin("/there")
        client.things.get()
        servers.begin(servers.url("elsewhere", "http") + "/there")
        with pytest.raises(Redirected, match="session=…"):
            client.things.get()
    assert servers.arrived("elsewhere") == []
    session.close()


# --- redirects, without a network

AUTH = {"key": {"type": "bearer"}}
HOME = "https://api.example.com"


def moved(location: str | None, status: int = 302) -> Response:
    return response({"why": "moved"}, status, {} if location is None else {"Location": location})


class Seen:
    """A transport that records requests unredacted."""

    def __init__(self, *answers: Response) -> None:
        self.requests: list[Request] = []
        self._answers = list(answers)

    def send(self, request: Request, _limits: Any) -> Response:
        self.requests.append(request)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    @property
    def urls(self) -> list[str]:
        return [request.url for request in self.requests]

    @property
    def carried(self) -> list[bool]:
        return ["Authorization" in request.headers for request in self.requests]


def called(*answers: Response, **options: Any) -> Seen:
    seen = Seen(*answers)
    Client(describe(auth=AUTH), token="abcdefgh", transport=seen, redirects=3, **options).things.get()
    return seen


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/there", "/there"), ("there", "/there"), ("?page=2", "/things?page=2"), ("/there#part", "/there"),
        ("https://API.example.com:443/there", None), ("./there/../here", "/here"), ("", None),
    ],
)  # fmt: skip
def test_a_location_is_resolved_as_rfc_3986_says(location: str, url: str | None) -> None:
    if location == "":
        with pytest.raises(Redirected, match="it has no Location"):
            called(moved(location), response({}))
        return
    seen = called(moved(location), response({}))
    assert seen.urls[1] == (HOME + url if url else location)
    assert seen.carried == [True, True]


@pytest.mark.parametrize(
    ("location", "why"),
    [
        (None, "no Location"), ("http://[::1", "is not a valid URL"), ("https://a:99999/", "is not a valid URL"), ("https://a:0/", "port"),
        ("mailto:a@b", "form"), ("javascript:alert(1)", "form"), ("https://", "has visited"), ("https://ä.example/", "not allowed in a URL"),
        ("/a b", "not allowed in a URL"), ("/a, /b", "not allowed in a URL"), ("\\\\evil.example\\x", "not allowed in a URL"), ("/\x00", "not allowed in a URL"),
        ("https://a@evil.example/", "user name"), ("http://api.example.com/", "from https to http"), ("/things", "has visited"),
        ("https://evil.example/abcdefgh", "contains a credential"), ("https://evil.example/?t=%61bcdefgh", "contains a credential"), ("https://evil.example/%2561bcdefgh", "contains a credential"),
    ],
)  # fmt: skip
def test_an_invalid_redirect_is_an_error_with_the_reason(location: str | None, why: str) -> None:
    with pytest.raises(Redirected, match=f"the redirect is not followed: .*{why}") as caught:
        called(moved(location), response({}))
    assert (caught.value.status, caught.value.attempts, caught.value.action) == (302, 1, "things.get")


def test_three_redirects_are_followed_and_no_more() -> None:
    steps = [moved(f"/{character}") for character in "abcd"]
    assert called(*steps[:3], response({})).urls[-1] == f"{HOME}/c"
    with pytest.raises(Redirected, match="more than 3 times"):
        called(*steps, response({}))


@pytest.mark.parametrize("locations", [["/things"], ["/a", "/things"], ["/a", "/b", "/a"]])
def test_a_redirect_loop_is_an_error(locations: list[str]) -> None:
    with pytest.raises(Redirected, match="back to a URL that the call has visited"):
        called(*map(moved, locations), response({}))


def test_after_an_untrusted_redirect_no_credential_is_sent_back() -> None:
    seen = called(moved("https://evil.example/x"), moved(f"{HOME}/applications/secret"), response({}))
    assert seen.carried == [True, False, False]


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_not_every_3xx_is_a_redirect(status: int) -> None:
    with pytest.raises(Redirected) as caught:
        called(moved("/there", status), response({}))
    assert "not followed" not in str(caught.value)


def test_a_redirect_to_a_failing_server_is_retried_there(monkeypatch: pytest.MonkeyPatch) -> None:
    patch_sleep(monkeypatch, lambda _: None)
    seen = called(moved("/there"), response({}, 503), response({}))
    assert seen.urls[1:] == [f"{HOME}/there"] * 2


def test_a_get_with_a_body_is_not_redirected() -> None:
    get = {"method": "GET", "parameters": {"data": {"in": "body"}}}
    seen = Seen(moved("/there"), response({}))
    with pytest.raises(Redirected, match=r"\(Location: /there\) — .* only those of a GET or HEAD without a body are$"):
        Client(describe({"get": get}), transport=seen, redirects=3).things.get(data={})
    assert len(seen.requests) == 1


@pytest.mark.parametrize("secret", [True, False])
def test_a_recording_has_no_secret_that_a_server_copied(secret: bool) -> None:
    get = {"method": "GET", "parameters": {"q": {"in": "query", "secret": secret}}}
    recording = RecordingTransport([moved("/there?q=hunter22"), moved("https://other.example/x?y=1"), response({})])
    Client(describe({"get": get}), transport=recording, redirects=3).things.get(q="hunter22")
    shown = "/there?***" if secret else "/there?q=hunter22"
    assert recording.requests[1].url == HOME + shown
    assert recording.requests[2].url == "https://other.example/x?" + ("***" if secret else "y=1")


@pytest.mark.parametrize("value", [4, -1, True, 1.5, "3", None])
def test_redirects_is_a_number_from_0_to_3(value: Any) -> None:
    with pytest.raises(InvalidCall, match="pass a whole number from 0 to 3"):
        Client(describe(), redirects=value)


def test_redirects_can_be_enabled_later() -> None:
    client = Client(describe(), transport=Seen(moved("/there"), response({"at": "there"})))
    assert client.with_options(redirects=1).things.get() == {"at": "there"}


# --- addresses and paths

TRICKS = (
    "@{elsewhere}", ".{elsewhere}", "//{elsewhere}", "\\{elsewhere}", "/\\{elsewhere}", "/..//{elsewhere}", "@{elsewhere}/x",
    ":{elsewhere-port}", ":{elsewhere-port}/x", "#@{elsewhere}/", "?@{elsewhere}/", ";@{elsewhere}/", "\t@{elsewhere}/",
    "%40{elsewhere}/", "%2f%2f{elsewhere}", "/@{elsewhere}", "///{elsewhere}/x", "/%5c{elsewhere}", "\u2044\u2044{elsewhere}",
    "\uff20{elsewhere}", "/\u3002\u3002/{elsewhere}", "http://{elsewhere}/", "/http://{elsewhere}/", "\r\nHost: {elsewhere}\r\n", "\x00@{elsewhere}",
)  # fmt: skip
"""Strings appended to a URL to send the credential to another origin."""


def at_server(servers: Servers, trick: str) -> Client:
    described = describe({"get": {"method": "GET"}}, auth=AUTH)
    return Client({**described, "server": servers.url("home", "http") + trick}, token=CANARY, trust_env=False)


def at_url(servers: Servers, trick: str) -> Client:
    return Client(describe(auth=AUTH), url=servers.url("home", "http") + trick, token=CANARY, trust_env=False)


def at_variable(servers: Servers, trick: str) -> Client:
    server = {"url": servers.url("home", "http") + "{more}", "variables": {"more": {"default": "/v1"}}}
    described = {**describe(auth=AUTH), "server": server}
    return Client(described, token=CANARY, variables={"more": trick}, trust_env=False)


def at_path(servers: Servers, trick: str) -> Client:
    described = describe({"get": {"method": "GET", "absolutePath": trick}}, auth=AUTH)
    return Client({**described, "server": servers.url("home", "http")}, token=CANARY, trust_env=False)


def at_resource(servers: Servers, trick: str) -> Client:
    return Client(
        describe(resource={"path": trick}, auth=AUTH), url=servers.url("home", "http"), token=CANARY, trust_env=False
    )


def at_action(servers: Servers, trick: str) -> Client:
    get = {"method": "GET", "server": servers.url("home", "http") + trick}
    return Client(describe({"get": get}, auth=AUTH), url=servers.url("home", "http"), token=CANARY, trust_env=False)


def at_value(servers: Servers, trick: str) -> Client:
    get = {"method": "GET", "path": "{id}", "parameters": {"id": {"in": "path", "preset": trick}}}
    return Client(
        describe({"get": get}, {"path": ""}, auth=AUTH), url=servers.url("home", "http"), token=CANARY, trust_env=False
    )


def at_reserved_value(servers: Servers, trick: str) -> Client:
    parameter = {"in": "path", "preset": trick, "allowReserved": True}
    get = {"method": "GET", "path": "/{id}", "parameters": {"id": parameter}}
    return Client(
        describe({"get": get}, {"path": ""}, auth=AUTH), url=servers.url("home", "http"), token=CANARY, trust_env=False
    )


PLACES = [at_server, at_url, at_variable, at_path, at_resource, at_action, at_value, at_reserved_value]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("trick", TRICKS)
def test_no_address_and_no_path_sends_the_credential_to_another_origin(
    servers: Servers, place: Callable[[Servers, str], Client], trick: str
) -> None:
    elsewhere = servers.url("elsewhere", "http").partition("//")[2]
    written = trick.replace("{elsewhere}", elsewhere).replace("{elsewhere-port}", elsewhere.partition(":")[2])
    servers.begin()
    try:
        with place(servers, written) as client:
            client.with_options(retries=0, timeout=5).things.get()
    except DynaclientError:
        pass  # rejected, or a bad response: only the recipients of the credential matter
    assert servers.leaked("elsewhere") == []


@pytest.mark.parametrize(
    "server",
    [
        "http://home.example@{elsewhere}",
        "http://user:word@{elsewhere}",
        "http://{elsewhere}\\@home.example",
        "http://hôme.example",
        "//{elsewhere}",
        "{elsewhere}",
        "ftp://{elsewhere}",
    ],
)
def test_an_address_that_could_be_read_in_two_ways_is_refused(servers: Servers, server: str) -> None:
    written = server.replace("{elsewhere}", servers.url("elsewhere", "http").partition("//")[2])
    servers.begin()
    with pytest.raises(InvalidCall):
        Client(describe(auth=AUTH), url=written, token=CANARY)
    with pytest.raises(DescriptionError):
        Client({**describe(auth=AUTH), "server": written}, token=CANARY, trust_env=False).things.get()
    assert servers.arrived("home", "elsewhere") == []


@pytest.mark.parametrize("kind", ["bearer", "basic", "a header", "the query", "a cookie", "a function"])
def test_an_action_on_another_server_gets_no_credential(servers: Servers, kind: str) -> None:
    row = CREDENTIALS[kind]
    get = {"method": "GET", "server": servers.url("elsewhere", "http")}
    described = describe({"get": get}, auth={"key": row["auth"]})
    servers.begin()
    with Client(described, url=servers.url("home", "http"), token=row["token"], trust_env=False) as client:
        client.things.get()
    assert len(servers.arrived("elsewhere")) == 1
    assert servers.leaked("elsewhere") == []


def test_a_401_from_another_origin_renews_no_token() -> None:
    asked: list[int] = []

    def source() -> str:
        asked.append(1)
        return "abcdefgh"

    seen = Seen(moved("https://other.example/x"), response({}, 401))
    with pytest.raises(Unauthorized):
        Client(describe(auth=AUTH), token=source, transport=seen, redirects=3).things.get()
    assert (len(asked), len(seen.requests)) == (1, 2)
