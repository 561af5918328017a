"""The URL of a server with variables: no value changes more than its own part of the template."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import Client, InvalidCall
from dynaclient.call.server_urls import expand_server
from dynaclient.description.model import Server
from dynaclient.testing import RecordingTransport
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe

backend_kind = backend_kind_fixture(everywhere=True)
TEMPLATES: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "tenant": ("https://{v}.example.com/api", {"v": ("demo",)}),
    "host": ("https://{v}/api", {"v": ("api.example.com",)}),
    "port": ("https://example.com:{v}/api", {"v": ("443",)}),
    "after the port": ("https://example.com:443{v}", {"v": ("/v1",)}),
    "scheme": ("{v}://example.com/api", {"v": ("https",)}),
    "segment": ("https://example.com/{v}/api", {"v": ("v1",)}),
    "part of a segment": ("https://example.com/v{v}", {"v": ("1",)}),
    "base path": ("https://example.com/{v}", {"v": ("",)}),
    "whole": ("{v}/api", {"v": ("https://example.com",)}),
    "listed": ("{v}/api", {"v": ("https://example.com", "https://example.com", "https://eu.example.com")}),
}


@pytest.mark.parametrize(
    ("template", "value", "url"),
    [
        ("tenant", "acme-2", "https://acme-2.example.com/api"),
        ("tenant", None, "https://demo.example.com/api"),
        ("host", "api.acme.com", "https://api.acme.com/api"),
        ("port", "8443", "https://example.com:8443/api"),
        ("port", "65535", "https://example.com:65535/api"),
        ("after the port", None, "https://example.com:443/v1"),
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


@pytest.mark.parametrize(
    ("template", "value", "message"),
    [
        *(("tenant", value, "part of the host, which has only letters, digits and hyphens") for value in AUTHORITY),
        *(("host", value, "and dots between them") for value in AUTHORITY if value != "evil.com"),
        *(("port", value, "a number from 1 to 65535") for value in ("", "0", "65536", "80/", "80@evil.com", "٣", "-1")),
        *(("after the port", value, "more than one part") for value in ("0", "/v2", "@evil.com", "")),
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


@pytest.mark.parametrize("value", ["%2e%2e", "%252e%252e"])
def test_values_that_form_an_invalid_url_are_the_callers(value: str) -> None:
    server = {"url": "https://example.com/{v}", "variables": {"v": {"default": "v1"}}}
    with pytest.raises(InvalidCall, match="dot segments"):
        Client({**describe(), "server": server}, variables={"v": value})
