"""The URL of a server with variables: no value changes more than its own part of the template."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, InvalidCall
from dynaclient.call.server_urls import expand_server
from dynaclient.call.urls import origin_of
from dynaclient.description.model import Server
from dynaclient.runtime.base_urls import normalize_base_url
from dynaclient.testing import RecordingTransport
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe

backend_kind = backend_kind_fixture(everywhere=True)
TEMPLATES: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "tenant": ("https://{v}.example.com/api", {"v": ("demo",)}),
    "host": ("https://{v}/api", {"v": ("api.example.com",)}),
    "host of one label": ("https://{v}/api", {"v": ("HOSTNAME",)}),
    "port": ("https://example.com:{v}/api", {"v": ("443",)}),
    "after the port": ("https://example.com:443{v}", {"v": ("/v1",)}),
    "scheme": ("{v}://example.com/api", {"v": ("https",)}),
    "segment": ("https://example.com/{v}/api", {"v": ("v1",)}),
    "part of a segment": ("https://example.com/v{v}", {"v": ("1",)}),
    "base path": ("https://example.com/{v}", {"v": ("",)}),
    "whole": ("{v}/api", {"v": ("https://example.com",)}),
    "path after the host": ("https://api.example.com{v}", {"v": ("/v1",)}),
    "several segments": ("https://example.com{v}", {"v": ("/api/v1",)}),
    "slash after the path": ("https://example.com/{v}api", {"v": ("v1/",)}),
    "slash": ("https://example.com{v}", {"v": ("/",)}),
    "port with colon": ("https://example.com{v}/api", {"v": (":443",)}),
    "suffix of the host": ("https://h{v}/api", {"v": (".example.com",)}),
    "prefix of the host": ("https://{v}example.com/api", {"v": ("eu.",)}),
    "part of a label": ("https://api-{v}.example.com", {"v": ("eu",)}),
    "beginning of a label": ("https://{v}-api.example.co.uk", {"v": ("eu",)}),
    "end of a domain": ("https://example{v}.com", {"v": ("-test",)}),
    "end of a domain of a country": ("https://example{v}.co.uk/a.b.c", {"v": ("-test",)}),
    "beginning of a domain": ("https://{v}example.com:443", {"v": ("my",)}),
    "end of the host": ("https://api.example.com{v}", {"v": ("x",)}),
    "empty": ("https://api.example.com{v}", {"v": ("",)}),
    "host and port": ("https://{v}/api", {"v": ("example.com:8080",)}),
    "host and path": ("https://api{v}", {"v": (".example.com/v1",)}),
    "two": ("https://api.example.com{first}{v}", {"first": ("", "", "/x"), "v": ("y",)}),
    "listed": ("{v}/api", {"v": ("https://example.com", "https://example.com", "https://eu.example.com")}),
}


@pytest.mark.parametrize(
    ("template", "value", "url"),
    [
        ("tenant", "acme-2", "https://acme-2.example.com/api"),
        ("tenant", None, "https://demo.example.com/api"),
        ("host", "api.acme.com", "https://api.acme.com/api"),
        ("host of one label", "api.acme.com", "https://api.acme.com/api"),
        ("port", "8443", "https://example.com:8443/api"),
        ("port", "65535", "https://example.com:65535/api"),
        ("after the port", None, "https://example.com:443/v1"),
        ("after the port", "/v2", "https://example.com:443/v2"),
        ("path after the host", "/v2", "https://api.example.com/v2"),
        ("path after the host", "/a/b", "https://api.example.com/a%2Fb"),
        ("path after the host", "/@evil", "https://api.example.com/%40evil"),
        ("several segments", "/api/v2/eu", "https://example.com/api/v2/eu"),
        ("several segments", "/a?b/:80", "https://example.com/a%3Fb/%3A80"),
        ("slash after the path", "v2/", "https://example.com/v2/api"),
        ("slash", "/v1", "https://example.com/v1"),
        ("port with colon", ":8443", "https://example.com:8443/api"),
        ("suffix of the host", ".eu.example.com", "https://h.eu.example.com/api"),
        ("prefix of the host", "us.", "https://us.example.com/api"),
        ("part of a label", "us", "https://api-us.example.com"),
        ("beginning of a label", "us", "https://us-api.example.co.uk"),
        ("end of a domain", None, "https://example-test.com"),
        ("scheme", "http", "http://example.com/api"),
        ("segment", "v2", "https://example.com/v2/api"),
        ("segment", "a/b?c#d@e:f\\g", "https://example.com/a%2Fb%3Fc%23d%40e%3Af%5Cg/api"),
        ("segment", "%2f", "https://example.com/%252f/api"),
        ("segment", "é", "https://example.com/%C3%A9/api"),
        ("part of a segment", "2/x", "https://example.com/v2%2Fx"),
        ("base path", "", "https://example.com"),
        ("whole", "https://example.com", "https://example.com/api"),
        ("listed", "https://eu.example.com", "https://eu.example.com/api"),
    ],
)
def test_a_value_fills_its_part_of_the_template(template: str, value: str | None, url: str) -> None:
    server = Server(*TEMPLATES[template])
    assert expand_server(server, {} if value is None else {"v": value}).rstrip("/") == url


AUTHORITY = [
    "evil.com/", "evil.com", "evil.com#", "a?b", "user@evil", "a:80", "a\\b", "a%2fb", "evil\u3002com", "évil", "a b",
    "a\nb", "", ".", "..", "a_b", "[::1]", "\u2488com", "\ud800",
]  # fmt: skip
"""Values that would change the host, or that programs read differently."""
AUTHORITY_ENDS = [value for value in AUTHORITY if value not in ("evil.com", "évil")]


REQUIRED: dict[str, str] = {
    "beginning": "{v}/v1",
    "all": "{v}",
    "origin": "{v}.example.com/v1",
    "scheme": "{v}://example.com",
    "host": "https://{v}/api",
    "host before a port": "https://{v}:8443",
    "label": "https://{v}.example.com",
    "port": "https://example.com:{v}",
    "segment": "https://example.com/{v}/api",
    "path": "https://example.com/{v}",
}
"""Templates with a variable that has no default."""


@pytest.mark.parametrize(
    ("template", "value", "url"),
    [
        ("beginning", "https://mine.example", "https://mine.example/v1"),
        ("beginning", "https://mine.example:8443/a/", "https://mine.example:8443/a/v1"),
        ("all", "http://localhost:8080", "http://localhost:8080"),
        ("origin", "https://eu", "https://eu.example.com/v1"),
        ("origin", "https://a.eu/", "https://a.eu.example.com/v1"),
        ("scheme", "https", "https://example.com"),
        ("host", "mine.example", "https://mine.example/api"),
        ("host before a port", "mine.example", "https://mine.example:8443"),
        ("label", "acme", "https://acme.example.com"),
        ("port", "8443", "https://example.com:8443"),
        ("segment", "v/2", "https://example.com/v%2F2/api"),
        ("path", "v2", "https://example.com/v2"),
    ],
)
def test_a_variable_without_a_default_is_what_its_position_shows(template: str, value: str, url: str) -> None:
    assert expand_server(Server(REQUIRED[template], {"v": ()}), {"v": value}) == url


@pytest.mark.parametrize(
    ("template", "value", "message"),
    [
        *(("beginning", value, "with which the URL begins, is not of the form https://host") for value in
          ("", "evil.com", "//evil.com", "ftp://evil.com", "/v1", "https://", "https:///evil.com")),
        ("beginning", "https://me:evil@a.b", "contains a user name or password"),
        *(("all", f"https://a.b{end}", "contains a query or a fragment") for end in ("?evil", "#evil", "/?", "/#")),
        ("beginning", "https://a.b/evil/../c", "contains dot segments"),
        ("beginning", "https://a.b\\evil", "characters that are not allowed"),
        *(("origin", f"https://evil{end}", "is more than a scheme and the beginning of a host") for end in ("/a", ":80", ":80/a")),
        ("origin", "https://evil.com?", "contains a query"),
        ("scheme", "ftp", "pass http or https"),
        *(("host", value, "and dots between them") for value in AUTHORITY_ENDS),
        *(("label", value, "which has only letters, digits and hyphens") for value in ("evil.com", *AUTHORITY_ENDS)),
        *(("port", value, "a number from 1 to 65535") for value in ("", "0", "80@evil.com", "80/")),
        *(("segment", value, "is a segment of the path") for value in ("", ".", "..")),
    ],
)  # fmt: skip
def test_a_value_for_it_that_is_more_is_rejected_without_echo(template: str, value: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        expand_server(Server(REQUIRED[template], {"v": ()}), {"v": value})
    assert "evil" not in str(caught.value)


def test_two_variables_at_the_beginning_are_refused() -> None:
    with pytest.raises(ValueError, match="'b' is more than one part of the URL"):
        expand_server(Server("{a}{b}/v1", {"a": ("https:",), "b": ()}), {"b": "//evil.com"})


FRONT = {"url": "{endpoint}/v1", "variables": {"endpoint": {"description": "Your instance."}}}


def test_calls_and_their_credentials_go_to_what_the_url_begins_with() -> None:
    description = {**describe(auth={"key": {"type": "bearer"}}), "server": FRONT}
    transport = RecordingTransport()
    client = Client(description, token="abc", variables={"endpoint": "https://mine.example/a"}, transport=transport)
    client.things.get()
    called = transport.requests[0]
    assert (called.url, called.headers.get("Authorization")) == ("https://mine.example/a/v1/things", "Bearer ***")


def test_a_value_that_is_missing_is_named_by_the_call() -> None:
    client = Client({**describe(), "server": FRONT}, transport=RecordingTransport())
    assert "no server yet" in repr(client)
    with pytest.raises(InvalidCall, match="a variable 'endpoint' without a default") as caught:
        client.things.get()
    assert "pass variables={…} with it, or url=…" in str(caught.value)
    with pytest.raises(InvalidCall, match="'endpoint', with which the URL begins, is not of the form https://host"):
        Client({**describe(), "server": FRONT}, variables={"endpoint": "mine.example"})


def test_a_mock_server_has_the_path_after_a_variable() -> None:
    with Client.mock({**describe(), "server": FRONT}) as client:
        base = client.things.get.prepare().url.removesuffix("/things")
        assert Client(describe(), url=f"{base}/v1", trust_env=False).things.get() is None


@pytest.mark.parametrize(
    ("template", "value", "message"),
    [
        *(("tenant", value, "part of the host, which has only letters, digits and hyphens") for value in AUTHORITY),
        *(("host", value, "and dots between them") for value in AUTHORITY if value != "evil.com"),
        *(("host of one label", value, "and dots between them") for value in AUTHORITY if value != "evil.com"),
        *(("port", value, "a number from 1 to 65535") for value in ("", "0", "65536", "80/", "80@evil.com", "٣", "-1")),
        *((template, value, "begins with '/', as its default") for value in ("0", "@evil", "", "puter", "v2", ".evil")
          for template in ("after the port", "path after the host", "several segments", "slash")),
        *(("path after the host", value, "is a segment of the path") for value in ("/", "/.", "/..", "/\n")),
        *(("several segments", value, "is a segment of the path") for value in ("//evil.com", "/a/", "/a/../b")),
        ("slash after the path", "v2", "ends with '/', as its default"),
        *(("port with colon", value, "begins with ':', as its default") for value in ("8443", "", ".evil", "/v1")),
        *(("port with colon", value, "a number from 1 to 65535") for value in (":", ":0", ":80/", ":@evil.com")),
        *(("suffix of the host", value, "begins with '.', as its default") for value in ("evil", "", "/", "@evil.com")),
        *(("suffix of the host", value, "and dots between them") for value in (".", ".a.", ".a/", ".a:80", "..a")),
        ("prefix of the host", "evil", "ends with '.', as its default"),
        *((template, "evil", "is part of the name of a domain") for template in
          ("end of a domain", "end of a domain of a country", "beginning of a domain", "end of the host", "two")),
        *((template, value, "more than one part") for value in ("evil.com", "/v1", ":80", "evil")
          for template in ("empty", "host and port", "host and path")),
        *(("scheme", value, "pass http or https") for value in ("ftp", "", "https://evil.com/?", "javascript")),
        *(("segment", value, "is a segment of the path") for value in ("", ".", "..", "a\nb")),
        ("segment", "\ud800", "half of a surrogate pair"),
        *(("whole", value, "more than one part") for value in ("https://evil.com", "", "evil.com")),
        ("listed", "https://evil.com", "must be one of"),
    ],
)  # fmt: skip
def test_a_value_that_changes_another_part_is_rejected_without_echo(template: str, value: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        expand_server(Server(*TEMPLATES[template]), {"v": value})
    assert "evil" not in str(caught.value)


PATHS = [
    "segment",
    "part of a segment",
    "base path",
    "slash",
    "after the port",
    "path after the host",
    "several segments",
]


@pytest.mark.parametrize("template", PATHS)
def test_no_value_in_the_path_changes_the_origin(template: str) -> None:
    server = Server(*TEMPLATES[template])
    kept = 0
    for value in [f"{front}{value}" for front in ("", "/", "//", "/a/", "/@", "/:") for value in AUTHORITY]:
        try:
            url = normalize_base_url(expand_server(server, {"v": value}))
        except ValueError:
            continue
        kept += 1
        assert origin_of(url) == origin_of(server.default_url)
    assert kept > 10


LEVELS: dict[str, Any] = {
    "API": lambda server: {**describe(auth={"key": {"type": "bearer"}}), "server": server},
    "resource": lambda server: describe(resource={"server": server}, auth={"key": {"type": "bearer"}}),
    "action": lambda server: describe({"get": {"method": "GET", "server": server}}, auth={"key": {"type": "bearer"}}),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("value", ["evil.com/", "x@evil.com", "%2e%2e"])
def test_no_variable_of_any_server_sends_a_call_elsewhere(level: str, value: str) -> None:
    server = {"url": "https://{tenant}.example.com", "variables": {"tenant": {"default": "demo"}}}
    transport = RecordingTransport()
    with pytest.raises(InvalidCall, match="the server variable 'tenant' is part of the host"):
        Client(LEVELS[level](server), token="abc", variables={"tenant": value}, transport=transport).things.get()
    assert transport.requests == []


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("client_type", [Client, AsyncClient])
def test_a_variable_that_no_server_has_is_rejected_with_a_suggestion(client_type: Any, level: str) -> None:
    server = {"url": "https://{tenant}.example.com", "variables": {"tenant": {"default": "demo"}}}
    with pytest.raises(InvalidCall, match="'tenent' is not a variable of any server — did you mean tenant") as caught:
        client_type(LEVELS[level](server), token="abc", variables={"tenant": "acme", "tenent": "evil"})
    assert "evil" not in str(caught.value)
    client_type(LEVELS[level](server), token="abc", variables={"tenant": "acme"}, url="https://example.com")


NAMES: list[tuple[Any, str]] = [
    ("https://example.com", "pass url=… to call another server"), ({"$ref": "#/nothing"}, "pass url=… to call another"),
    ({"url": "https://{a}.example.com/{b}", "variables": {"a": {"default": "x"}, "b": {"default": "y"}}}, "one of: a, b"),
]  # fmt: skip


@pytest.mark.parametrize(("server", "hint"), NAMES)
def test_the_names_of_the_variables_are_listed_if_none_is_similar(server: Any, hint: str) -> None:
    with pytest.raises(InvalidCall, match=hint):
        Client(LEVELS["action"](server), url="https://example.com", variables={"region": "eu"})


@pytest.mark.parametrize("value", ["%2e%2e", "%252e%252e"])
def test_values_that_form_an_invalid_url_are_the_callers(value: str) -> None:
    server = {"url": "https://example.com/{v}", "variables": {"v": {"default": "v1"}}}
    with pytest.raises(InvalidCall, match="dot segments"):
        Client({**describe(), "server": server}, variables={"v": value})


# --- servers by name -------------------------------------------------------------------------------------------------

TENANT = {"url": "https://{tenant}.example.com/v2", "variables": {"tenant": {"default": "demo"}}}
CHOICES: dict[str, Any] = {
    **describe({"get": {"method": "GET"}, "own": {"method": "GET", "server": "https://own.example.com"}}, auth={"key": {"type": "bearer"}}),
    "servers": {"sandbox": "https://sandbox.example.com/v1", "tenant": TENANT, "same": {"$ref": "#/servers/sandbox"}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("server", "variables", "url"),
    [
        (None, {}, "https://api.example.com/things"),
        ("sandbox", {}, "https://sandbox.example.com/v1/things"),
        ("same", {}, "https://sandbox.example.com/v1/things"),
        ("tenant", {}, "https://demo.example.com/v2/things"),
        ("tenant", {"tenant": "acme"}, "https://acme.example.com/v2/things"),
    ],
)
def test_calls_and_their_credentials_go_to_the_server_that_was_chosen(
    server: str | None, variables: dict[str, str], url: str
) -> None:
    transport = RecordingTransport()
    client = Client(CHOICES, token="abc", server=server, variables=variables, transport=transport)
    for made in (client, client.with_options(retries=0)):
        made.things.get()
        made.things.own()
        called, own = transport.requests[-2:]
        assert (called.url, called.headers.get("Authorization")) == (url, "Bearer ***")
        assert (own.url, "Authorization" in own.headers) == ("https://own.example.com/things", False)


@pytest.mark.parametrize("client_type", [Client, AsyncClient])
def test_a_copy_calls_the_same_server(client_type: Any) -> None:
    client = client_type(CHOICES, server="tenant", variables={"tenant": "acme"})
    for again in (copy.deepcopy(client), pickle.loads(pickle.dumps(client))):
        assert again.things.get.prepare().url == "https://acme.example.com/v2/things"


REFUSED_CHOICES: list[tuple[dict[str, Any], str]] = [
    ({"server": "sandbax"}, "'sandbax' is not one of the `servers` of the description — did you mean sandbox"),
    ({"server": "x"}, "one of: sandbox, tenant, same"),
    ({"server": 1}, "is not a string"),
    ({"server": "sandbox", "url": "https://example.com"}, "is passed beside a URL — choose a server by"),
    ({"variables": {"tenant": "acme"}}, "'tenant' is not a variable of this server — choose the server 'tenant', which has it"),
    ({"server": "sandbox", "variables": {"tenant": "acme"}}, "'tenant' is not a variable of this server"),
    ({"server": "tenant", "variables": {"tenent": "acme"}}, "did you mean tenant"),
    ({"server": "tenant", "variables": {"tenant": "evil.com/"}}, "part of the host"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "message"), REFUSED_CHOICES)
@pytest.mark.parametrize("client_type", [Client, AsyncClient])
def test_a_server_that_cannot_be_chosen_is_refused(client_type: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        client_type(CHOICES, token="abc", **options)


def test_without_a_server_for_all_calls_one_has_to_be_chosen() -> None:
    description = {key: value for key, value in CHOICES.items() if key != "server"}
    with pytest.raises(InvalidCall, match="pass server=… with one of: sandbox, tenant, same"):
        Client(description).things.get()
    with pytest.raises(InvalidCall, match=r"not one of the `servers` of the description — pass url=…"):
        Client(describe(), server="sandbox")


def test_a_mock_server_has_the_paths_of_all_servers() -> None:
    with Client.mock(CHOICES) as client:
        base = client.things.get.prepare().url.removesuffix("/things")
        for path in ("", "/v1", "/v2"):
            assert Client(CHOICES, url=base + path, token="abc", trust_env=False, retries=0).things.get() is None
