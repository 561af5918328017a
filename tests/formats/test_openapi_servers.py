"""Servers of OpenAPI 3 and Swagger 2.0: where a call goes."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import DescriptionError
from dynaclient.description.api import Api
from tests.support.openapi_documents import action_of, notes_of, openapi, operation, sent, swagger, translation_of

PATHS = {"/things": {"get": operation()}}


def server(url: str, /, **variables: Any) -> dict[str, Any]:
    return {"url": url, **({"variables": variables} if variables else {})}


def regional(**more: Any) -> dict[str, Any]:
    return {"default": "eu", **more}


MISSING = "a variable without a default"
SERVERS: dict[str, tuple[Any, str | None, str | None]] = {
    "one": ([server("https://a.example")], None, "https://a.example/things"),
    "with a path": ([server("https://a.example/v1/")], None, "https://a.example/v1/things"),
    "https before http": ([server("http://a.example"), server("https://b.example")], None, "https://b.example/things"),
    "http alone": ([server("http://a.example")], None, "http://a.example/things"),
    "a variable": ([server("https://{region}.a.example", region=regional(enum=["eu", "us"]))], None, "https://eu.a.example/things"),
    "a variable without a default": ([server("https://{region}.a.example", region={"enum": ["us"]})], None, "https://us.a.example/things"),
    "a variable of another name": ([server("https://{my-region}.a.example", **{"my-region": regional()})], None, "https://eu.a.example/things"),
    "a number": ([server("https://a.example:{port}", port={"default": 8443})], None, "https://a.example:8443/things"),
    "a variable for the scheme": ([server("{scheme}://a.example", scheme={"default": "https"})], None, "https://a.example/things"),
    "a variable for all": ([server("{url}/v1", url={"default": "https://a.example"})], None, "https://a.example/v1/things"),
    "a query": ([server("https://a.example/v1?x=1")], None, "https://a.example/v1/things"),
    "a relative one": ([server("/v1")], "https://a.example/docs/openapi.json", "https://a.example/v1/things"),
    "one without a scheme": ([server("//b.example")], "https://a.example/openapi.json", "https://b.example/things"),
    "an empty one": ([server("")], "https://a.example/docs/openapi.json", "https://a.example/things"),
    "none": ([], "https://a.example/openapi.json", "https://a.example/things"),
    "none of a file": ([], None, None),
    "a relative one of a file": ([server("/v1")], None, None),
    "a variable without a URL": ([server("{path}/v1", path={"default": ""})], None, MISSING),
    "a variable for the host alone": ([server("{host}/v1", host={"default": "a.example"})], None, MISSING),
    "another scheme": ([server("{scheme}://a.example", scheme={"default": "wss"})], None, MISSING),
    "an undeclared variable": ([server("https://{x}.a.example")], None, MISSING),
    "a missing one after another": ([server("{x}/v1"), server("http://a.example")], None, "http://a.example/things"),
    "a relative path in a variable": ([server("{base}/x", base={"default": "/v1"})], "https://a.example/docs/openapi.json", "https://a.example/v1/x/things"),
    "a relative path in a variable of a file": ([server("{base}/x", base={"default": "/v1"})], None, None),
    "two variables at the beginning": ([server("{scheme}{host}/x")], "https://a.example/openapi.json", None),
    "braces that are not a variable": ([server("{a b/v1")], None, None),
    "no URL": ([{}], None, None),
    "no object": ([1], None, None),
    "no list": ("https://a.example", None, None),
    "spaces": ([server("https://a b.example")], None, None),
    "braces": ([server("https://{a.example")], None, None),
    "in capitals": ([server("HTTPS://a.example/V1")], None, "https://a.example/V1/things"),
    "a default that is not among the values": ([server("https://{r}.a.example", r=regional(enum=["us"]))], None, "https://eu.a.example/things"),
    "an empty default that is not among the values": ([server("https://{r}.a.example", r={"default": "", "enum": ["us"]})], None, "https://us.a.example/things"),
    "an empty default that is": ([server("https://a.example{p}", p={"default": "", "enum": ["", "/v2"]})], None, "https://a.example/things"),
    "an unusable one before another": ([server("/v1"), server("https://a.example")], None, "https://a.example/things"),
}  # fmt: skip


def url_of(document: Any, base_url: str | None) -> str | None:
    description = translation_of(document, base_url=base_url).document
    if "server" not in description:
        return None
    described = Api(description.copy()).server
    return MISSING if described is not None and described.required_variables else sent(description.copy()).url


@pytest.mark.parametrize("name", SERVERS)
def test_calls_go_to_the_first_server_that_can_be_used(name: str) -> None:
    servers, base_url, expected = SERVERS[name]
    assert url_of(openapi(PATHS, servers=servers), base_url) == expected


UNUSABLE = {
    "https://u:SECRET@a.example": "user name or password",
    "https://münchen.example": "not allowed in a URL",
    "https://a.example:99999": "not a valid URL",
    "https://[a/": "not a valid URL",
    "//[a/": "not a valid URL",
    "https://a.example/x/../y": "dot segments",
    "https://{a.example": "a brace",
}


@pytest.mark.parametrize("url", UNUSABLE)
def test_what_no_client_can_use_is_noted_and_the_next_server_is_taken(url: str) -> None:
    document = openapi(PATHS, servers=[server(url), server("https://b.example")])
    translation = translation_of(document, base_url="https://c.example/openapi.json")
    assert sent(translation.document.copy()).url == "https://b.example/things"
    [note] = translation.notes
    assert (note.pointer, UNUSABLE[url] in note.message, "SECRET" in note.message) == ("/servers/0/url", True, False)


def test_a_server_that_cannot_be_used_is_noted() -> None:
    assert notes_of(openapi(PATHS, servers=[server("/v1")])) == [("/servers", "server")]


def test_a_caller_sets_a_variable() -> None:
    region = regional(enum=["eu", "us"], description="Where.")
    document = openapi(PATHS, servers=[server("https://{region}.a.example", region=region)])
    assert sent(document, variables={"region": "us"}).url == "https://us.a.example/things"


ENTERPRISE = server(
    "{protocol}://{hostname}/api/v3",
    protocol={"default": "http", "enum": ["http", "https"]},
    hostname={"default": "HOSTNAME"},
)


@pytest.mark.parametrize(
    ("declared", "variables", "url"),
    [
        (ENTERPRISE, {"protocol": "https", "hostname": "git.example.com"}, "https://git.example.com/api/v3/things"),
        (server("{endpoint}/v1", endpoint={"default": ""}), {"endpoint": "https://a.example"}, "https://a.example/v1/things"),
        (server("{endpoint}"), {"endpoint": "https://a.example/x/"}, "https://a.example/x/things"),
        (server("{my-host}/v1", **{"my-host": {"default": "a.example"}}), {"my_host": "https://a.example"}, "https://a.example/v1/things"),
        (server("https://{tenant}.example.com"), {"tenant": "acme"}, "https://acme.example.com/things"),
    ],
)  # fmt: skip
def test_a_caller_sets_a_variable_at_the_beginning_and_one_without_a_default(
    declared: Any, variables: dict[str, str], url: str
) -> None:
    document = openapi(PATHS, servers=[declared])
    assert sent(document, variables=variables).url == url
    assert notes_of(document) == []


def test_a_path_and_an_operation_may_have_their_own_server() -> None:
    item = {
        "servers": [server("https://item.example")],
        "get": operation(),
        "post": operation(servers=[server("https://own.example")], operationId="post"),
    }
    document = openapi({"/things": item})
    assert (sent(document).url, sent(document, name="post").url) == (
        "https://item.example/things",
        "https://own.example/things",
    )
    assert "server" not in action_of(
        openapi({"/things": {"get": operation(servers=[server("https://api.example.com")])}})
    )


@pytest.mark.parametrize("level", ["item", "operation"])
@pytest.mark.parametrize("unusable", [server("/v2"), server("https://{a.example"), server(""), {}])
def test_no_other_server_is_called_in_place_of_one_that_cannot_be_used(unusable: Any, level: str) -> None:
    own = {"servers": [unusable]}
    item = {"get": operation(**own)} if level == "operation" else {"get": operation(), **own}
    document = openapi({"/things": item, "/others": {"get": operation(operationId="other")}})
    pointer = "/paths/~1things/get/servers" if level == "operation" else "/paths/~1things/servers"
    with pytest.raises(DescriptionError, match="no other one is called in their place") as caught:
        sent(document)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    assert sent(document, name="other").url == "https://api.example.com/others"
    assert sent(document | {"servers": [{"url": "https://a.example"}]}, name="other").url == "https://a.example/others"


def test_servers_of_an_operation_may_be_empty() -> None:
    assert sent(openapi({"/things": {"get": operation(servers=[])}})).url == "https://api.example.com/things"


SWAGGER: dict[str, tuple[dict[str, Any], str | None, str | None]] = {
    "a host": ({"host": "a.example"}, None, "https://a.example/things"),
    "a path": ({"host": "a.example", "basePath": "/v1"}, None, "https://a.example/v1/things"),
    "a path with slashes": ({"host": "a.example", "basePath": "//v1//"}, None, "https://a.example/v1/things"),
    "a path that is a slash": ({"host": "a.example", "basePath": "/"}, None, "https://a.example/things"),
    "a host with a scheme": ({"host": "http://a.example"}, None, "http://a.example/things"),
    "a host with its scheme": ({"host": "HTTPS://a.example:81/", "basePath": "/v1", "schemes": ["http"]}, None, "https://a.example:81/v1/things"),
    "a host with a path": ({"host": "a.example/v1/", "basePath": "/v2"}, None, "https://a.example/v1/v2/things"),
    "a path without a slash": ({"host": "a.example", "basePath": "v1"}, None, "https://a.example/v1/things"),
    "http": ({"host": "a.example", "schemes": ["http"]}, None, "http://a.example/things"),
    "https before http": ({"host": "a.example", "schemes": ["http", "https", "ws"]}, None, "https://a.example/things"),
    "no schemes": ({"host": "a.example", "schemes": None}, None, "https://a.example/things"),
    "the scheme of the document": ({"host": "a.example", "schemes": []}, "http://b.example/swagger.json", "http://a.example/things"),
    "the host of the document": ({"host": None, "basePath": "/v1"}, "https://b.example/swagger.json", "https://b.example/v1/things"),
    "the host of the document alone": ({"host": None}, "https://b.example/docs/swagger.json", "https://b.example/things"),
    "no host": ({"host": None, "basePath": "/v1"}, None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", SWAGGER)
def test_calls_go_to_the_host_of_swagger(name: str) -> None:
    top, base_url, expected = SWAGGER[name]
    assert url_of(swagger(PATHS, **top), base_url) == expected


@pytest.mark.parametrize("host", ["https://a.example", "a.example/v1", "a.example/"])
def test_a_host_that_is_a_url_is_noted(host: str) -> None:
    assert notes_of(swagger(PATHS, host=host)) == [("/host", "server")]
    assert notes_of(swagger(PATHS)) == []


def test_variables_whose_names_become_the_same_are_kept_apart() -> None:
    variables = {"a-b": regional(), "a_b": regional(default="us")}
    document = openapi(PATHS, servers=[server("https://{a-b}.{a_b}.example", **variables)])
    assert sent(document).url == "https://eu.us.example/things"
    assert sent(document, variables={"a_b_2": "xx"}).url == "https://eu.xx.example/things"


SANDBOX, LIVE = "https://sandbox.example.com", "https://api.example.com"
CHOICES: dict[str, tuple[list[Any], dict[str, str]]] = {
    # name: the servers, and the URL for each name that a caller may choose
    "by description": (
        [{**server(LIVE), "description": "Production (uses live data)"}, {**server(SANDBOX), "description": "The sandbox server."}],
        {"production": LIVE, "sandbox": SANDBOX},
    ),
    "by name": ([{**server(LIVE), "name": "Live"}, {**server(SANDBOX), "x-name": "Test data", "description": "Sandbox"}], {"live": LIVE, "test-data": SANDBOX}),
    "by host": ([server(LIVE), server(SANDBOX)], {"api": LIVE, "sandbox": SANDBOX}),
    "by host, which is a part of another": ([server(LIVE), server("https://api.eu.example.com")], {"api-example-com": LIVE, "eu": "https://api.eu.example.com"}),
    "by path": ([server(f"{LIVE}/v1"), server(f"{LIVE}/v2/")], {"v1": f"{LIVE}/v1", "v2": f"{LIVE}/v2"}),
    "by host, for prose": (
        [{**server(LIVE), "description": "Generated server url"}, {**server(SANDBOX), "description": "Where you may try all of it without any cost"}],
        {"api": LIVE, "sandbox": SANDBOX},
    ),
    "this machine": ([server(LIVE), server("http://localhost:8080"), server("http://127.0.0.1:80")], {"api-example-com": LIVE, "localhost-8080": "http://localhost:8080", "127001-80": "http://127.0.0.1:80"}),
    "the same name": (
        [{**server(f"https://{host}.example.com"), "description": "Test"} for host in ("a", "b", "b.b")],
        {"test": "https://a.example.com", "test-b": "https://b.example.com", "test-b-b": "https://b.b.example.com"},
    ),
    "the same words": ([{**server(f"https://{host}.example.com"), "name": "a"} for host in ("a-b", "a_b", "a--b")], {"a": "https://a-b.example.com", "a-a-b-example-com": "https://a_b.example.com", "a-a-b-example-com-2": "https://a--b.example.com"}),
    "http and https": ([{**server("http://api.example.com"), "description": "Live"}, server(LIVE), server(f"{LIVE}/")], {}),
    "http and https, and others": ([server("http://api.example.com"), server(LIVE), server(SANDBOX)], {"api": LIVE, "sandbox": SANDBOX}),
    "one that cannot be used": ([server(LIVE), server("/v1"), 1], {}),
    "variables": (
        [server("https://{region}.example.com", region=regional()), {**server("https://{region}.example.com", region=regional(default="us")), "description": "US"}],
        {"region-example-com": "https://eu.example.com", "us": "https://us.example.com"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
def test_the_caller_chooses_one_of_several_servers(name: str) -> None:
    servers, expected = CHOICES[name]
    document = openapi(PATHS, servers=servers)
    assert list(translation_of(document).document.get("servers", {})) == list(expected)
    for chosen, url in expected.items():
        assert sent(document, server=chosen).url == f"{url}/things"
    assert sent(document).url == f"{next(iter(expected.values()), LIVE)}/things"
    assert notes_of(document) == []


def test_a_server_has_its_description() -> None:
    servers = [server(LIVE), {**server("https://{region}.example.com", region=regional()), "description": "Elsewhere."}]
    described = Api(translation_of(openapi(PATHS, servers=servers)).document).servers
    assert [server.description for server in described.values()] == ["", "Elsewhere."]


def test_further_servers_of_an_operation_are_noted() -> None:
    own = operation(
        servers=[server("http://own.example"), server("https://other.example"), server("https://own.example")]
    )
    document = openapi({"/things": {"get": own}})
    assert sent(document).url == "https://own.example/things"
    assert notes_of(document) == [("/paths/~1things/get/servers", "server")]
