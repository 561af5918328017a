"""
A credential belongs to one origin: redirects, addresses and paths that would carry it elsewhere, seen on the wire.

Two servers listen, each plainly and over TLS. The first one is at home; what the second one gets is searched for
canaries, in every form in which they are sent.
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
import trustme

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
from tests.support.colours import THREADS, both, in_threads, let_pass
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, Wire, head, whole
from tests.support.raw_server import Received

colour = both(everywhere=True)
CANARY = "canary/7f3a+91=c"
"""What is looked for: with characters that are written otherwise in a query."""
FORMS = [each.encode() for each in (CANARY, quote(CANARY, safe=""), quote(CANARY), b64encode(f"me:{CANARY}".encode()).decode())]  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
STATUSES = {301: "Moved", 302: "Found", 303: "See Other", 307: "Temporary Redirect", 308: "Permanent Redirect"}
SCHEMES = ("http", "https")

# --- two servers


@dataclass
class House:
    """The servers at one address each: home and elsewhere, plain and secure."""

    servers: dict[tuple[str, str], FaultServer]
    ca: str
    location: str = ""
    """Where home redirects to; ``{query}`` stands for the query that came."""
    status: int = 302

    def url(self, place: str, scheme: str) -> str:
        return self.servers[place, scheme].url

    def begin(self, location: str = "", status: int = 302) -> None:
        self.location, self.status = location, status
        for each in self.servers.values():
            each.ledger.arrived.clear()

    def arrived(self, *places: str) -> list[Received]:
        return [
            each for (place, _), server in self.servers.items() if place in places for each in server.ledger.arrived
        ]

    def leaked(self, *places: str, host: str = "") -> list[bytes]:
        """Give each request with a canary in it that came to these servers, or to home by another name."""
        told = self.arrived(*places) + [
            each for each in self.arrived("home") if host and host in each.values("Host")[0]
        ]
        return [each.head for each in told if any(form in each.head + each.body for form in FORMS)]

    def play(self, place: str) -> Callable[[Wire], None]:
        def answers(wire: Wire) -> None:
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
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    authority = trustme.CA()
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(secure)
    ca = str(tmp_path_factory.mktemp("authority") / "ca.pem")
    authority.cert_pem.write_to_path(ca)
    made = House({}, ca)
    for place, scheme in itertools.product(("home", "elsewhere"), SCHEMES):
        made.servers[place, scheme] = FaultServer(made.play(place), secure=secure if scheme == "https" else None)
    for each in made.servers.values():
        each.__enter__()
    yield made
    for each in made.servers.values():
        each.__exit__()


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
"""Each place that a redirect may name, and what comes of it."""

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
"""Each kind of credential: the scheme and the token, or where else the caller put it."""

PARAMETERS = {"mine": {"in": "header", "name": "X-Mine", "secret": True}, "hidden": {"in": "query", "secret": True}}


def client_of(house: House, kind: str, scheme: str, **more: Any) -> Client:
    row = CREDENTIALS[kind]
    actions = {each.lower(): {"method": each, "parameters": PARAMETERS} for each in METHODS}
    described = describe(actions, **({"auth": {"key": row["auth"]}} if "auth" in row else {}))
    options = {"token": row.get("token"), "ca": house.ca, "redirects": 3, **row.get("options", {}), **more}
    return Client(described, url=house.url("home", scheme), trust_env=False, **options)


def location_of(house: House, template: str, scheme: str) -> str:
    other = "http" if scheme == "https" else "https"
    home, elsewhere = house.url("home", scheme), house.url("elsewhere", scheme)
    names = {
        "home": home, "elsewhere": elsewhere, "scheme": scheme, "elsewhere-authority": elsewhere.partition("//")[2],
        "home-by-name": home.replace("127.0.0.1", "localhost"), "other-scheme": house.url("home", other),
        "elsewhere-other-scheme": house.url("elsewhere", other),
    }  # fmt: skip
    for name, value in names.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def outcome_of(client: Client, kind: str, method: str) -> str:
    try:
        client.call(f"things.{method.lower()}", CREDENTIALS[kind].get("arguments", {}))
    except Redirected as error:
        return "told" if any(form.decode() in str(error) for form in FORMS) else "refused"
    return "followed"


def expected(comes: str, kind: str, method: str, scheme: str) -> set[str]:
    if method not in ("GET", "HEAD") or comes == "never" or (comes == "upgrades" and scheme == "https"):
        return {"refused"}
    # A secret that the server has copied from the query is a reason not to go.
    return {"followed"} if comes == "stays" or "secret parameter" not in kind else {"followed", "refused"}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", CREDENTIALS)
@pytest.mark.parametrize("target", TARGETS)
def test_no_redirect_carries_a_credential_elsewhere(
    house: House, kind: str, target: str, scheme: str, colour: str
) -> None:
    template, comes = TARGETS[target]
    with client_of(house, kind, scheme) as client:
        # Each colour has every second case; which ones, differs from target to target.
        begin = (list(TARGETS).index(target) + (colour == THREADS)) % 2
        for method, status in itertools.islice(itertools.product(METHODS, STATUSES), begin, None, 2):
            house.begin(location_of(house, template, scheme), status)
            outcome = outcome_of(client, kind, method)
            assert outcome in expected(comes, kind, method, scheme), (method, status)
            assert house.leaked("elsewhere", host="localhost") == []
            other = [each for each in house.arrived("home", "elsewhere") if each.target.startswith("/stolen")]
            assert not any(each.values("Cookie") or each.values("Authorization") for each in other)
            assert outcome == "followed" or not other


@pytest.mark.parametrize("kind", [each for each in CREDENTIALS if each != "a header of the caller's"])
@pytest.mark.parametrize("written", [CANARY, quote(CANARY, safe=""), "".join(f"%{ord(each):02x}" for each in CANARY)])
def test_a_redirect_that_names_a_secret_leads_nowhere_else(house: House, kind: str, written: str) -> None:
    with client_of(house, kind, "http") as client:
        house.begin(f"{house.url('elsewhere', 'http')}/?q={written}")
        assert outcome_of(client, kind, "GET") == "refused"
    assert house.arrived("elsewhere") == []


def test_there_are_more_than_five_hundred_cases() -> None:
    assert len(TARGETS) * len(CREDENTIALS) * len(SCHEMES) * len(METHODS) * len(STATUSES) > 500


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_at_home_the_credential_is_there_after_a_redirect(house: House, kind: str) -> None:
    house.begin("/there?{query}")
    with client_of(house, kind, "http") as client:
        assert outcome_of(client, kind, "GET") == "followed"
    assert len(house.leaked("home")) == 2


@pytest.mark.parametrize("kind", ["bearer", "a cookie", "a header of the caller's"])
def test_what_is_trusted_gets_the_credential(house: House, kind: str) -> None:
    house.begin(house.url("elsewhere", "http") + "/there")
    with client_of(house, kind, "http", trusted_origins=house.url("elsewhere", "http")) as client:
        assert outcome_of(client, kind, "GET") == "followed"
    assert len(house.leaked("elsewhere")) == 1


@pytest.mark.parametrize("kind", ["bearer", "basic", "a header", "a cookie"])
def test_elsewhere_gets_the_request_with_nothing_of_ours(house: House, kind: str) -> None:
    house.begin(house.url("elsewhere", "http") + "/there?signed=1")
    with client_of(house, kind, "http", headers={"X-Mine": "1"}) as client:
        assert outcome_of(client, kind, "GET") == "followed"
    [there] = house.arrived("elsewhere")
    assert {name.lower() for name, _ in there.fields} <= {
        "host",
        "accept",
        "accept-encoding",
        "user-agent",
        "connection",
    }
    assert there.target == "/there?signed=1"


@pytest.mark.parametrize("method", METHODS)
def test_unless_asked_for_no_redirect_is_followed(house: House, method: str) -> None:
    house.begin("/there")
    with client_of(house, "bearer", "http", redirects=0) as client:
        assert outcome_of(client, "bearer", method) == "refused"
    assert len(house.arrived("home", "elsewhere")) == 1


@in_threads
def test_a_session_of_the_callers_does_not_go_elsewhere(house: House) -> None:
    session = requests.Session()
    session.trust_env = False
    session.headers["X-Mine"] = CANARY
    with Client(describe(), url=house.url("home", "http"), session=session, redirects=3) as client:
        house.begin("/there")
        client.things.get()
        house.begin(house.url("elsewhere", "http") + "/there")
        with pytest.raises(Redirected, match="a session of your own"):
            client.things.get()
    assert house.arrived("elsewhere") == []
    session.close()


# --- redirects, without a network

AUTH = {"key": {"type": "bearer"}}
HOME = "https://api.example.com"


def moved(location: str | None, status: int = 302) -> Response:
    return response({"why": "moved"}, status, {} if location is None else {"Location": location})


class Seen:
    """A transport that keeps requests as they are, credentials included."""

    def __init__(self, *answers: Response) -> None:
        self.requests: list[Request] = []
        self._answers = list(answers)

    def send(self, request: Request, _limits: Any) -> Response:
        self.requests.append(request)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    @property
    def urls(self) -> list[str]:
        return [each.url for each in self.requests]

    @property
    def carried(self) -> list[bool]:
        return ["Authorization" in each.headers for each in self.requests]


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
def test_where_a_redirect_leads_is_read_as_it_is_written(location: str, url: str | None) -> None:
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
        (None, "no Location"), ("http://[::1", "is no URL"), ("https://a:99999/", "is no URL"), ("https://a:0/", "form"),
        ("mailto:a@b", "form"), ("javascript:alert(1)", "form"), ("https://", "has been"), ("https://ä.example/", "no URL has"),
        ("/a b", "no URL has"), ("/a, /b", "no URL has"), ("\\\\evil.example\\x", "no URL has"), ("/\x00", "no URL has"),
        ("https://a@evil.example/", "user name"), ("http://api.example.com/", "from https to http"), ("/things", "has been"),
        ("https://evil.example/abcdefgh", "holds a credential"), ("https://evil.example/?t=%61bcdefgh", "holds a credential"), ("https://evil.example/%2561bcdefgh", "holds a credential"),
    ],
)  # fmt: skip
def test_a_redirect_that_leads_nowhere_is_an_error_that_says_why(location: str | None, why: str) -> None:
    with pytest.raises(Redirected, match=f"the redirect is not followed: .*{why}") as caught:
        called(moved(location), response({}))
    assert (caught.value.status, caught.value.attempts, caught.value.action) == (302, 1, "things.get")


def test_three_redirects_are_followed_and_no_more() -> None:
    steps = [moved(f"/{each}") for each in "abcd"]
    assert called(*steps[:3], response({})).urls[-1] == f"{HOME}/c"
    with pytest.raises(Redirected, match="more than 3 in one call"):
        called(*steps, response({}))


@pytest.mark.parametrize("locations", [["/things"], ["/a", "/things"], ["/a", "/b", "/a"]])
def test_a_loop_is_an_error(locations: list[str]) -> None:
    with pytest.raises(Redirected, match="back to where the call has been"):
        called(*map(moved, locations), response({}))


def test_who_was_led_astray_brings_no_credential_back() -> None:
    seen = called(moved("https://evil.example/x"), moved(f"{HOME}/applications/secret"), response({}))
    assert seen.carried == [True, False, False]


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_not_every_3xx_names_another_place(status: int) -> None:
    with pytest.raises(Redirected) as caught:
        called(moved("/there", status), response({}))
    assert "not followed" not in str(caught.value)


def test_a_redirect_to_a_server_that_fails_is_tried_again_there(monkeypatch: pytest.MonkeyPatch) -> None:
    let_pass(monkeypatch, lambda _: None)
    seen = called(moved("/there"), response({}, 503), response({}))
    assert seen.urls[1:] == [f"{HOME}/there"] * 2


def test_a_get_with_a_body_is_not_sent_elsewhere() -> None:
    get = {"method": "GET", "parameters": {"data": {"in": "body"}}}
    seen = Seen(moved("/there"), response({}))
    with pytest.raises(Redirected):
        Client(describe({"get": get}), transport=seen, redirects=3).things.get(data={})
    assert len(seen.requests) == 1


@pytest.mark.parametrize("secret", [True, False])
def test_a_recording_shows_no_secret_that_a_server_copied(secret: bool) -> None:
    get = {"method": "GET", "parameters": {"q": {"in": "query", "secret": secret}}}
    recording = RecordingTransport([moved("/there?q=hunter22"), moved("https://other.example/x?y=1"), response({})])
    Client(describe({"get": get}), transport=recording, redirects=3).things.get(q="hunter22")
    shown = "/there?***" if secret else "/there?q=hunter22"
    assert recording.requests[1].url == HOME + shown
    assert recording.requests[2].url == "https://other.example/x?" + ("***" if secret else "y=1")


@pytest.mark.parametrize("value", [4, -1, True, 1.5, "3", None])
def test_redirects_are_a_number_from_none_to_three(value: Any) -> None:
    with pytest.raises(InvalidCall, match="give a whole number from 0 to 3"):
        Client(describe(), redirects=value)


def test_redirects_may_be_asked_for_later() -> None:
    client = Client(describe(), transport=Seen(moved("/there"), response({"at": "there"})))
    assert client.with_options(redirects=1).things.get() == {"at": "there"}


# --- addresses and paths

TRICKS = (
    "@{elsewhere}", ".{elsewhere}", "//{elsewhere}", "\\{elsewhere}", "/\\{elsewhere}", "/..//{elsewhere}", "@{elsewhere}/x",
    ":{elsewhere-port}", ":{elsewhere-port}/x", "#@{elsewhere}/", "?@{elsewhere}/", ";@{elsewhere}/", "\t@{elsewhere}/",
    "%40{elsewhere}/", "%2f%2f{elsewhere}", "/@{elsewhere}", "///{elsewhere}/x", "/%5c{elsewhere}", "\u2044\u2044{elsewhere}",
    "\uff20{elsewhere}", "/\u3002\u3002/{elsewhere}", "http://{elsewhere}/", "/http://{elsewhere}/", "\r\nHost: {elsewhere}\r\n", "\x00@{elsewhere}",
)  # fmt: skip
"""What is appended, in the hope that the credential then goes elsewhere."""


def at_server(house: House, trick: str) -> Client:
    described = describe({"get": {"method": "GET"}}, auth=AUTH)
    return Client({**described, "server": house.url("home", "http") + trick}, token=CANARY, trust_env=False)


def at_url(house: House, trick: str) -> Client:
    return Client(describe(auth=AUTH), url=house.url("home", "http") + trick, token=CANARY, trust_env=False)


def at_variable(house: House, trick: str) -> Client:
    server = {"url": house.url("home", "http") + "{more}", "variables": {"more": {"default": "/v1"}}}
    described = {**describe(auth=AUTH), "server": server}
    return Client(described, token=CANARY, variables={"more": trick}, trust_env=False)


def at_path(house: House, trick: str) -> Client:
    described = describe({"get": {"method": "GET", "absolutePath": trick}}, auth=AUTH)
    return Client({**described, "server": house.url("home", "http")}, token=CANARY, trust_env=False)


def at_resource(house: House, trick: str) -> Client:
    return Client(
        describe(resource={"path": trick}, auth=AUTH), url=house.url("home", "http"), token=CANARY, trust_env=False
    )


def at_action(house: House, trick: str) -> Client:
    get = {"method": "GET", "server": house.url("home", "http") + trick}
    return Client(describe({"get": get}, auth=AUTH), url=house.url("home", "http"), token=CANARY, trust_env=False)


def at_value(house: House, trick: str) -> Client:
    get = {"method": "GET", "path": "{id}", "parameters": {"id": {"in": "path", "preset": trick}}}
    return Client(
        describe({"get": get}, {"path": ""}, auth=AUTH), url=house.url("home", "http"), token=CANARY, trust_env=False
    )


def at_reserved_value(house: House, trick: str) -> Client:
    parameter = {"in": "path", "preset": trick, "allowReserved": True}
    get = {"method": "GET", "path": "/{id}", "parameters": {"id": parameter}}
    return Client(
        describe({"get": get}, {"path": ""}, auth=AUTH), url=house.url("home", "http"), token=CANARY, trust_env=False
    )


PLACES = [at_server, at_url, at_variable, at_path, at_resource, at_action, at_value, at_reserved_value]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("trick", TRICKS)
def test_no_address_and_no_path_carries_the_credential_elsewhere(
    house: House, place: Callable[[House, str], Client], trick: str
) -> None:
    elsewhere = house.url("elsewhere", "http").partition("//")[2]
    written = trick.replace("{elsewhere}", elsewhere).replace("{elsewhere-port}", elsewhere.partition(":")[2])
    house.begin()
    try:
        with place(house, written) as client:
            client.with_options(retries=0, timeout=5).things.get()
    except DynaclientError:
        pass  # refused, or an answer that is no good: what counts is where the credential went
    assert house.leaked("elsewhere") == []


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
def test_an_address_that_could_be_read_in_two_ways_is_refused(house: House, server: str) -> None:
    written = server.replace("{elsewhere}", house.url("elsewhere", "http").partition("//")[2])
    house.begin()
    with pytest.raises(InvalidCall):
        Client(describe(auth=AUTH), url=written, token=CANARY)
    with pytest.raises(DescriptionError):
        Client({**describe(auth=AUTH), "server": written}, token=CANARY, trust_env=False).things.get()
    assert house.arrived("home", "elsewhere") == []


@pytest.mark.parametrize("kind", ["bearer", "basic", "a header", "the query", "a cookie", "a function"])
def test_an_action_that_lives_elsewhere_gets_no_credential(house: House, kind: str) -> None:
    row = CREDENTIALS[kind]
    get = {"method": "GET", "server": house.url("elsewhere", "http")}
    described = describe({"get": get}, auth={"key": row["auth"]})
    house.begin()
    with Client(described, url=house.url("home", "http"), token=row["token"], trust_env=False) as client:
        client.things.get()
    assert len(house.arrived("elsewhere")) == 1
    assert house.leaked("elsewhere") == []


def test_a_401_from_elsewhere_asks_for_no_new_token() -> None:
    asked: list[int] = []

    def source() -> str:
        asked.append(1)
        return "abcdefgh"

    seen = Seen(moved("https://other.example/x"), response({}, 401))
    with pytest.raises(Unauthorized):
        Client(describe(auth=AUTH), token=source, transport=seen, redirects=3).things.get()
    assert (len(asked), len(seen.requests)) == (1, 2)
