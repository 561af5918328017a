"""Generated documentation: that it is complete and correct, and that no string of a description becomes markup."""

from __future__ import annotations

import ast
import asyncio
import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from dynaclient import AsyncClient, Client, load
from dynaclient.render import call_examples
from dynaclient.render.docs import pages
from dynaclient.render.markdown import (
    Headings,
    code,
    fenced,
    has_portable_anchor,
    inline,
    literal,
    prose,
    slug,
    web_link,
)
from dynaclient.render.schemas_page import value_cell
from dynaclient.render.site_map import SiteMap, title_of
from tests.support.descriptions import action, describe

API = load()
PAGES = pages(API)
NAMES = list(API.actions)


# --- a small description with every feature --------------------------------------------------------------------------

PICTURE = {
    "title": "Picture",
    "type": "object",
    "description": "One picture.",
    "properties": {"id": {"type": "integer"}, "by": {"$ref": "#/schemas/person"}},
    "required": ["id"],
    "examples": [{"id": 7, "by": {"name": "Ann"}}],
}
GALLERY: dict[str, Any] = {
    "dynaclient": 1,
    "title": "Gallery",
    "version": "2.0",
    "description": "Pictures, and who made them.",
    "server": "https://gallery.example.com",
    "servers": {"sandbox": {"url": "https://sandbox.example.com", "description": "To *test*."}},
    "auth": {
        "key": {"type": "apiKey", "in": "query", "name": "api_key", "description": "A *key*."},
        "login": {"type": "basic"},
        "word": {"type": "apiKey", "in": "header", "name": "Authorization", "prefix": "Token "},
    },
    "common": ["language"],
    "parameters": {
        "language": {"in": "header", "name": "Accept-Language", "schema": {"type": "string"}, "preset": "en"},
        "pictureId": {"in": "path", "schema": {"type": "integer"}, "example": 7},
    },
    "schemas": {
        "picture": PICTURE,
        "person": {"type": "object", "properties": {"name": {"type": "string"}}},
        "Picture": {"title": "Picture", "type": "string"},
        "grün/1": {"title": "Größe"},
        "none": {"type": "integer", "minimum": 3, "maximum": 2},
    },
    "resources": {
        "pictures": {
            "description": "All pictures.",
            "path": "/pictures",
            "resources": {
                "votes": {"path": "/votes", "actions": {"list": {"method": "GET", "auth": False}}},
            },
            "actions": {
                "list": {
                    "method": "GET",
                    "since": "1.5",
                    "auth": ["key", {"all": ["key", "login"]}, "optional"],
                    "scopes": ["pictures.read", {"all": ["pictures.*", "people.read"]}],
                    "links": [{"title": "Guide", "url": "https://example.com/guide?a=1&b=2"}, {"url": "/pictures"}],
                    "parameters": {
                        "pageToken": {"in": "query", "schema": {"type": "string"}},
                        "tags": {"in": "query", "schema": {"type": "array", "items": {"$ref": "#/schemas/person"}}},
                        "which": {"in": "query", "schema": {"$ref": "#/schemas/person"}, "style": "json"},
                        "old": {"in": "query", "schema": {"type": "string"}, "deprecated": "Use `tags`.", "since": "1.2"},
                    },
                    "paginate": {"style": "cursor", "cursor": "pageToken", "next": "/next", "items": "/items"},
                    "responses": {
                        "200": {"schema": {"type": "object", "properties": {"items": {"type": "array"}}}},
                        "default": {"description": "Something | went wrong."},
                    },
                },
                "add": {
                    "method": "POST",
                    "deprecated": "Use `upload`.",
                    "destructive": True,
                    "links": {"votes": "/pictures/votes", "more": {"url": "https://example.com/more"}},
                    "server": "https://uploads.example.com",
                    "parameters": {"picture": {"in": "body", "required": True, "schema": {"type": "array", "items": {"$ref": "#/schemas/picture"}, "examples": [[{"id": 1}]]}}},
                    "responses": {"201": {"content": {"application/json": {"$ref": "#/schemas/picture"}, "text/plain": {"type": "string"}}}},
                },
                "upload": {
                    "method": "POST",
                    "content": "multipart/form-data",
                    "parameters": {
                        "image": {"in": "part", "required": True, "schema": {"file": True}},
                        "more": {"in": "part", "required": True, "schema": {"type": "array", "items": {"file": True}}},
                        "notes": {"in": "part", "schema": {"type": "object", "properties": {"a": {}}}},
                    },
                    "responses": {"default": {"description": "What came of it."}},
                },
                "image": {
                    "method": "GET",
                    "path": "/{pictureId}.png",
                    "parameters": {"pictureId": {"$ref": "#/parameters/pictureId"}},
                    "responses": {"200": {"content": {"image/png": {}}}},
                },
                "watch": {
                    "method": "GET",
                    "path": "/watch",
                    "responses": {"200": {"stream": "sse", "events": {"made": {"$ref": "#/schemas/picture"}}, "end": "[DONE]"}},
                },
                "lines": {"method": "GET", "path": "/lines", "responses": {"200": {"stream": "ndjson"}}},
                "pieces": {"method": "GET", "path": "/pieces", "responses": {"200": {"stream": "bytes"}}},
                "authentication": {"method": "GET", "path": "/a", "parameters": {"language": None}},
            },
        },
        "Pictures": {"actions": {"get": {"method": "GET", "absolutePath": "/"}}},
        "index": {"resources": {"class": {"path": "/class", "actions": {"import": {"method": "GET"}}}}},
        "find": {"path": "/find", "actions": {"_hidden": {"method": "GET"}, "twoWords": {"method": "GET"}, "two_words": {"method": "GET"}}},
    },
}  # fmt: skip
GALLERY_API = load(GALLERY)
GALLERY_PAGES = pages(GALLERY_API)
PICTURES = GALLERY_PAGES["docs/pictures.md"]


def _sections(page: str, level: int = 2) -> dict[str, str]:
    """Return the text below each heading of a page, including code."""
    found = re.split(rf"^{'#' * level} (.*)$", page, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


SECTIONS_OF_PICTURES = _sections(PICTURES)
FACTS: list[tuple[str, str]] = [
    ("Contents", "- [List](#list)"),
    ("Contents", "- [Authentication \\(authentication\\)](#authentication-authentication)"),
    ("Contents", "- [Pictures Votes](pictures.votes.md)"),
    ("List", "`GET /pictures`, since 1.5"),
    ("List", "See also: [Guide](https://example.com/guide?a=1&amp;b=2), /pictures (`/pictures`)."),
    ("List", "Accepts, but does not require, a [credential](index.md#authentication): "),
    ("List", ": `key` (apiKey) or `key` (apiKey) and `login` (basic)"),
    ("List", "scopes: `pictures.read` or (`pictures.*` and `people.read`)."),
    ("List", "The list is paginated. `pageToken` is the cursor of the page. To get all items:"),
    ("List", "async for item in client.pictures.list.items():"),
    ("List", "| `tags` | array of [person](_schemas.md#person) | N |"),
    ("List", "| `which` | [person](_schemas.md#person) | N |   |   | [person Example](_schemas.md#person-example) |"),
    ("List", "| `old` | string | N | **Deprecated.** Use `tags`. Since 1.2. |"),
    ("List", '```\n{"type": "object", "properties": {"items": {"type": "array"}}}\n```'),
    ("List", "### Error Responses\n\n| Code | Type | Description |\n| --- | --- | --- |\n| default |   | Something &#124; went wrong. |"),
    ("Add", "**Deprecated.** Use `upload`."),
    ("Add", "**Destroys:** what it removes or overwrites may be gone for good.\n\n`POST /pictures`"),
    ("Add", "`POST /pictures`, at `https://uploads.example.com`"),
    ("Add", "See also: votes (`/pictures/votes`), [more](https://example.com/more)."),
    ("Add", "| `picture` | array of [Picture](_schemas.md#picture) | Y |"),
    ("Add", "| 201 | [Picture](_schemas.md#picture) or `text/plain` |"),
    ("Upload", 'from pathlib import Path\n\n# with Client\nresult = client.pictures.upload(image=Path("image"), more=[Path("more")])'),
    ("Upload", "| `image` | file | Y |"),
    ("Upload", '`notes`:\n\n```\n{"type": "object", "properties": {"a": {}}}\n```'),
    ("Upload", "### Successful Responses\n\n| Code | Type | Description |\n| --- | --- | --- |\n| default |   | What came of it. |"),
    ("Image", 'download = await client.pictures.image.download("image.png", pictureId=7)'),
    ("Image", "| `pictureId` | integer | Y |   |   | `7` |"),
    ("Watch", "for event in client.pictures.watch():\n    print(event.event, event.data)"),
    ("Watch", "| `made` | [Picture](_schemas.md#picture) |"),
    ("Watch", "`[DONE]` ends the stream."),
    ("Watch", "| 200 | stream of events |"),
    ("Lines", "for value in client.pictures.lines():\n    print(value)"),
    ("Pieces", "async for chunk in client.pictures.pieces():"),
    ("Authentication \\(authentication\\)", "### Available Parameters\n\nNone."),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "text"), FACTS)
def test_a_page_has_everything_that_the_description_has_about_an_action(heading: str, text: str) -> None:
    assert text in SECTIONS_OF_PICTURES[heading]


def test_parameters_of_all_actions_are_documented_once() -> None:
    votes = GALLERY_PAGES["docs/pictures.votes.md"]
    assert "Only the [parameters of every action](#every-action)." in votes
    assert "| `language` | string | N |   | `en` *sent* |   |" in _sections(votes)["Every Action"]
    assert votes.count("| `language`") == 1


def test_a_parameter_that_one_action_lacks_is_documented_with_the_others() -> None:
    assert "Every Action" not in SECTIONS_OF_PICTURES
    assert "| `language` |" in SECTIONS_OF_PICTURES["List"]


def test_an_action_without_authentication_is_documented_as_such() -> None:
    assert "None: no credential is sent." in GALLERY_PAGES["docs/pictures.votes.md"]


def test_an_action_with_authentication_and_no_scopes_is_documented_as_such() -> None:
    page = pages(load(describe(auth={"key": {"type": "bearer"}})))["docs/things.md"]
    assert "Requires a [credential](index.md#authentication): `key` (bearer); it needs no scope." in page


def test_texts_tags_and_links_are_documented() -> None:
    actions = {"get": action(summary="Get it", description="It is *there*.", tags=["a", "b_c"], deprecated=True)}
    links = [{"title": "Manual", "url": "https://a.example"}, {"title": "x", "url": "/b"}]
    found = pages(load(describe(actions, links=links)))
    assert "**Deprecated.**\n\nGet it\n\nIt is *there*.\n\n`GET /things`\n\nTags: a, b\\_c." in found["docs/things.md"]
    assert "See also: [Manual](https://a.example), x (`/b`)." in found["docs/index.md"]


def test_named_examples_are_documented_with_what_they_show() -> None:
    named = {"small_1": {"summary": "A *little*", "description": "Not `much`.", "value": {"a": 1}}}
    text = {"page": {"value": "<a>\n```", "contentType": "text/html"}}
    body = {"in": "body", "schema": {"type": "object"}, "examples": named, "presets": {"b": True}}
    content: dict[str, Any] = {"application/json": {}, "text/html": {}}
    actions = {
        "post": {
            "method": "POST",
            "parameters": {"body": body},
            "responses": {"200": {"content": content, "examples": text}},
        }
    }
    page = pages(load(describe(actions)))["docs/things.md"]
    assert '`body`, example small\\_1: A *little*\n\nNot `much`.\n\n```\n{"a": 1}\n```' in page
    assert "`200`, example page, `text/html`:\n\n````\n<a>\n```\n````" in page
    assert '| `body` | object | N |   | `{"b": true}` *sent* | `{"a": 1}` |' in page


def test_the_scopes_of_an_alternative_are_documented_with_it() -> None:
    auth = {"oauth": {"type": "bearer"}, "key": {"type": "bearer"}}
    described = describe({"get": action(auth=[{"oauth": ["read", "write"]}, {"oauth": ["all"]}, "key"])}, auth=auth)
    page = pages(load(described))["docs/things.md"]
    assert ": `oauth` (bearer) with the scope (`read` and `write`) or `all`; or `key` (bearer)." in page


def test_a_resource_without_actions_links_to_those_below_it() -> None:
    page = GALLERY_PAGES["docs/index-2.md"]
    assert "- [Index Class](index.class.md)" in page
    assert (
        "This resource has no actions."
        in pages(load({"dynaclient": 1, "resources": {"nothing": {}}}))["docs/nothing.md"]
    )


def test_links_of_all_actions_are_at_the_top() -> None:
    page = PAGES["docs/applicationKeys.md"]
    assert "See also: [Application](application.md)." in page.partition("## Contents")[0]
    assert page.count("See also") == 1


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GALLERY_API.actions)
def test_the_expression_of_a_method_evaluates_to_its_action(name: str) -> None:
    expression = call_examples.method_expression(GALLERY_API, GALLERY_API.action(name))
    method = eval(expression, {"client": Client(GALLERY_API)})  # noqa: S307 - ours
    assert method.action.name == name


def test_file_names_are_unique_without_regard_to_case_and_none_is_reserved() -> None:
    files = SiteMap(GALLERY_API).files
    assert (files["pictures"], files["Pictures"], files["index"]) == ("pictures.md", "Pictures-2.md", "index-2.md")
    assert len({name.lower() for name in GALLERY_PAGES}) == len(GALLERY_PAGES)


def test_the_name_of_a_resource_is_never_a_path() -> None:
    files = SiteMap(load({"dynaclient": 1, "resources": {name: {} for name in ("a/b", "<b>", "\\\\x", "a-b")}})).files
    assert files == {"a/b": "a-b.md", "<b>": "-b-.md", "\\\\x": "--x.md", "a-b": "a-b-2.md"}


def test_schemas_with_one_title_have_their_own_headings_and_unusual_names_have_portable_anchors() -> None:
    page = GALLERY_PAGES["docs/_schemas.md"]
    headings = list(_sections(page))
    assert headings == ["Picture", "person", "Picture \\(Picture\\)", "Schema 4", "none"]
    assert "## Schema 4\n\nGröße" in page
    assert "### Schema 4 Example" in page


def test_a_schema_is_documented_with_its_references_and_an_example() -> None:
    section = _sections(GALLERY_PAGES["docs/_schemas.md"])["Picture"]
    assert "One picture." in section
    assert "Refers to [person](#person)." in section
    assert '### Picture Example\n\n```\n{"id": 7, "by": {"name": "Ann"}}\n```' in section
    assert "examples" not in section


def test_characters_that_are_not_printable_are_escaped_as_in_json() -> None:
    api = load(describe(schemas={"it": {"enum": ["\u202e"]}}))
    assert '{"enum": ["\\u202e"]}' in pages(api)["docs/_schemas.md"]


def test_a_schema_without_a_valid_value_has_no_example() -> None:
    assert "No valid value could be generated." in _sections(GALLERY_PAGES["docs/_schemas.md"])["none"]


def test_an_api_without_schemas_is_documented_as_such() -> None:
    assert "The description has no named schemas." in pages(load(describe()))["docs/_schemas.md"]


@pytest.mark.parametrize(
    ("name", "title"),
    [("applicationApiTokens", "Application Api Tokens"), ("users.messages", "Users Messages"), ("_x", "X")],
)
def test_titles_are_names_in_words(name: str, title: str) -> None:
    assert title_of(name) == title


GROUPS = {
    "none": ([], {}),
    "one word": (["shipments", "shipmentEvents", "users"], {"Resources": ["shipments", "shipmentEvents", "users"]}),
    "the same word": (
        ["shipments", "shipmentsOld", "users", "usersOld", "me"],
        {"Shipments": ["shipments", "shipmentsOld"], "Users": ["users", "usersOld"], "Others": ["me"]},
    ),
    "a word in both numbers": (["user", "users", "as", "asOld"], {"User": ["user", "users"], "As": ["as", "asOld"]}),
}


@pytest.mark.parametrize("case", GROUPS)
def test_resources_are_grouped_by_their_first_word(case: str) -> None:
    names, groups = GROUPS[case]
    resources = {name: {"path": "/", "actions": {"get": {"method": "GET"}}} for name in names}
    assert SiteMap(load({"dynaclient": 1, "resources": resources})).groups == groups


EXTENSIONS = {
    "application/pdf": ".pdf",
    "text/csv; charset=utf-8": ".csv",
    "application/octet-stream": ".bin",
    "application/x-unknown": ".download",
    "application/json": ".download",
}


@pytest.mark.parametrize("media", EXTENSIONS)
def test_a_download_has_the_extension_of_its_media_type(media: str) -> None:
    described = load(describe({"get": action(responses={"404": {}, "200": {"content": {media: {}}}})}))
    block = call_examples.download_block(described, described.action("things.get"))
    assert f'.download("get{EXTENSIONS[media]}")' in block


TYPES: dict[str, tuple[Any, str]] = {
    "bounds": ({"type": "integer", "minimum": 1, "maximum": 9}, "integer from 1 to 9 |"),
    "a format": ({"type": "string", "format": "date-time"}, r"string \(date\-time\) |"),
    "a pattern": ({"type": "string", "pattern": "a+", "maxLength": 9}, "string"),
    "choices": ({"enum": ["a", "b"]}, "string"),
    "any": (True, "any"),
}


@pytest.mark.parametrize("case", TYPES)
def test_the_type_of_a_parameter_has_its_bounds(case: str) -> None:
    schema, shown = TYPES[case]
    page = pages(load(describe({"get": action({"q": {"in": "query", "schema": schema}})})))["docs/things.md"]
    assert f"| `q` | {shown}" in page


def test_the_members_of_a_body_are_named_as_in_python() -> None:
    body = {"in": "body", "spread": True, "schema": {"type": "object", "properties": {"from": {}}}}
    page = pages(load(describe({"add": {"method": "POST", "parameters": {"body": body}}})))["docs/things.md"]
    assert "The members of `body` are arguments, too: `from_`." in page


def test_the_sources_of_tokens_are_named_and_what_reads_yaml(tmp_path: Path) -> None:
    way = {"by": "clientCredentials", "tokenUrl": "https://login.example.com/token"}
    auth = {"oauth": {"type": "bearer", "obtain": {"robot": way}}}
    file = tmp_path / "api.yaml"
    file.write_text(json.dumps(describe(auth=auth)), "utf-8")
    page = pages(load(str(file)))["docs/index.md"]
    assert (
        'In Python, after `from dynaclient import auth`: `Client("api.yaml", auth=auth.ClientCredentials(…))`.' in page
    )
    assert "pip install 'dynaclient[yaml]'" in page
    assert "dynaclient[yaml]" not in FRONT


# --- the first page --------------------------------------------------------------------------------------------------

FRONT = GALLERY_PAGES["docs/index.md"]
FRONT_FACTS = [
    "# Gallery\n\nPictures, and who made them.\n\nVersion 2.0.",
    'client = Client("api.json", token="…")\nhelp(client.pictures.list)',
    "- [**Pictures**](pictures.md). All pictures. [List](pictures.md#list), [Add](pictures.md#add)",
    "- [**Index**](index-2.md).",
    "- [**Find**](find.md).",
    "## Servers\n\n| Name | URL | Description |",
    "| `sandbox` | `https://sandbox.example.com` | To *test*. |",
    "with `server=` when you make the client. Without it, calls go to `https://gallery.example.com`.",
    "| `key` | query `api_key` | A *key*. |",
    "| `login` | header `Authorization`, basic |   |",
    "| `word` | header `Authorization: Token …` |   |",
    "Pass `token=` to the client: the key as a string, or a pair of user name and password; or a function",
    "| 429 | `RateLimited` |",
    "| 5xx | `ServerError` |\n| other | `ApiError` |",
]


@pytest.mark.parametrize("text", FRONT_FACTS)
def test_the_first_page_has_what_the_api_is_and_how_to_start(text: str) -> None:
    assert text in FRONT


def test_the_variables_that_have_to_be_set_are_in_the_example() -> None:
    server = {"url": "{endpoint}/v1", "variables": {"endpoint": {}}}
    front = pages(load(describe(server=server)))["docs/index.md"]
    assert 'client = Client("api.json", variables={"endpoint": "…"})' in front


def test_a_client_of_the_bundled_description_needs_no_file() -> None:
    assert 'client = Client(token="…")' in PAGES["docs/index.md"]


def test_the_file_of_a_description_is_named_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "my-api.json"
    path.write_text(json.dumps({"dynaclient": 1, "resources": {}}))
    front = pages(load(path))["docs/index.md"]
    assert 'client = Client("my-api.json")' in front
    assert "The API takes no credentials." in front
    assert str(tmp_path) not in front


LOGIN = {"by": "action", "action": "things.get", "token": "/token", "description": "A person, or *two*."}
FLOW = {
    "by": "authorizationCode",
    "authorizationUrl": "https://a.example/a",
    "tokenUrl": "/t",
    "scopes": {"r": "R.", "w": ""},
}
OBTAINED = {
    "user": (LOGIN, "| `a` | `user` | [`things.get`](things.md#get) |   | A person, or *two*. |"),
    "nowhere": ({**LOGIN, "action": "things.none"}, "| `a` | `nowhere` | `things.none` |   | A person, or *two*. |"),
    "elsewhere": ({**LOGIN, "action": "none.get"}, "| `a` | `elsewhere` | `none.get` |   | A person, or *two*. |"),
    "browser": (FLOW, "| `a` | `browser` | OAuth 2, authorization code, `https://a.example/a` | `r`, `w` |   |"),
    "robot": ({"by": "clientCredentials", "tokenUrl": "/t"}, "| `a` | `robot` | OAuth 2, client credentials, `/t` |   |   |"),
}  # fmt: skip


@pytest.mark.parametrize("name", OBTAINED)
def test_the_first_page_has_how_credentials_are_obtained(name: str) -> None:
    way, expected = OBTAINED[name]
    front = pages(load(describe(auth={"a": {"type": "bearer", "obtain": {name: way}}})))["docs/index.md"]
    assert expected in front.splitlines()


@pytest.mark.parametrize(
    "kind", [{"type": "digest"}, {"type": "mutualTLS"}, {"type": "awsSigv4"}, {"type": "http", "scheme": "dpop"}]
)
def test_each_kind_of_authentication_is_on_the_first_page(kind: dict[str, Any]) -> None:
    front = pages(load(describe(auth={"a": kind})))["docs/index.md"]
    assert "\n| `a` | " in front
    assert "How credentials are obtained" not in front


def test_one_group_of_resources_has_no_heading() -> None:
    assert "###" not in pages(load(describe()))["docs/index.md"]


# --- every action of the bundled description -------------------------------------------------------------------------


def _blocks(text: str) -> list[tuple[str, str]]:
    """Return the parts of each Python block for `Client` and for `AsyncClient`, without imports."""
    found = re.findall(
        r"^```python\n(?:from pathlib import Path\n\n)?# with Client\n(.*?)\n\n# with AsyncClient\n(.*?)\n```",
        text,
        re.MULTILINE | re.DOTALL,
    )
    return [(sync, awaited) for sync, awaited in found]


SITE_MAP = SiteMap(API)
SECTIONS = {name: _sections(PAGES[f"docs/{file}"]) for name, file in SITE_MAP.files.items()}


def _section_of(name: str) -> str:
    """Return the section of an action on the page of its resource."""
    action = API.action(name)
    return SECTIONS[action.resource][literal(SITE_MAP.actions[action.resource][action.key])]


def _call_in(source: str) -> ast.Call:
    """Return the call of the client in a block of code."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return max(nodes, key=lambda node: (not isinstance(node.func, ast.Name), len(ast.unparse(node))))


def _evaluated(node: ast.expr, client: Any) -> Any:
    return eval(ast.unparse(node), {"client": client, "Path": Path})  # noqa: S307 - ours


ACTION_SECTIONS = {name: _section_of(name) for name in NAMES}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client.mock(API) as mock_client:
        yield mock_client


@pytest.mark.parametrize("name", NAMES)
def test_the_example_call_of_each_action_is_valid(
    client: Client, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for parameter in API.action(name).parameters.values():
        if parameter.schema.has_files:
            Path(parameter.name).write_bytes(b"content")
    sync, awaited = _blocks(ACTION_SECTIONS[name])[0]
    call = _call_in(sync)
    method = _evaluated(call.func, client)
    arguments = {str(argument.arg): _evaluated(argument.value, client) for argument in call.keywords}
    assert method.action.name == name
    assert method.prepare(**arguments).method == API.action(name).method
    assert ast.unparse(_call_in(awaited.replace("async for", "for").replace("await ", ""))) == ast.unparse(call)


def test_the_calls_of_a_page_run_unchanged(client: Client) -> None:
    for name in ("applications.post", "applications.get", "me.get"):
        variables: dict[str, Any] = {"client": client}
        exec("\n".join(sync for sync, _ in _blocks(ACTION_SECTIONS[name])), variables)
        assert variables["result"] is not None


def test_the_awaited_calls_of_a_page_run_unchanged() -> None:
    async def run() -> Any:
        async with AsyncClient.mock(API) as client:
            variables: dict[str, Any] = {"client": client}
            names = ("applications.post", "applications.get")
            source = "\n".join(awaited for name in names for _, awaited in _blocks(ACTION_SECTIONS[name]))
            await eval(compile(source, "page", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), variables)  # noqa: S307 - ours
            return variables["item"]

    assert asyncio.run(run())["name"]


@pytest.mark.parametrize("name", NAMES)
def test_each_action_is_documented_with_its_parameters_scopes_and_responses(name: str) -> None:
    action, section = API.action(name), ACTION_SECTIONS[name]
    parameters = section + SECTIONS[action.resource].get("Every Action", "")
    assert [parameter for parameter in action.parameters if f"| `{parameter}` |" not in parameters] == []
    assert [scope for scope in action.scopes if f"`{scope}`" not in section] == []
    assert [status for status in action.responses if f"| {status} |" not in section] == []


def test_there_is_a_page_for_each_resource_and_a_section_for_each_schema() -> None:
    assert len(PAGES) == len(API.all_resources) + 5
    assert len(_sections(PAGES["docs/_schemas.md"])) == len(API.schemas)


def test_no_example_call_has_a_placeholder() -> None:
    assert [name for name, text in ACTION_SECTIONS.items() if "=..." in text.partition("### ")[0]] == []


# --- links -----------------------------------------------------------------------------------------------------------


def _links(text: str) -> list[str]:
    without_blocks = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    without_code = re.sub(r"`[^`\n]+`", "", without_blocks)
    return re.findall(r"\]\(([^)]*)\)", without_code)


def _broken(files: Mapping[str, str]) -> list[tuple[str, str]]:
    anchors = {
        name: {slug(re.sub(r"\\(.)", r"\1", line)) for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
        for name, text in files.items()
    }
    broken = []
    for name, text in files.items():
        for target in _links(text) if name.endswith(".md") else ():
            file, _, anchor = target.partition("#")
            home = f"docs/{file}" if file else name
            if not target.startswith("http") and (home not in files or (anchor and anchor not in anchors[home])):
                broken.append((name, target))
    return broken


@pytest.mark.parametrize("files", [PAGES, GALLERY_PAGES], ids=["bundled", "gallery"])
def test_every_link_of_every_page_has_a_target(files: Mapping[str, str]) -> None:
    assert sum(len(_links(text)) for text in files.values()) > 10
    assert _broken(files) == []


def test_the_pages_are_the_same_each_time() -> None:
    assert pages(load(GALLERY)) == GALLERY_PAGES


# --- rendered to HTML ------------------------------------------------------------------------------------------------


class _Seen(HTMLParser):
    """The tags, attributes and targets in HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: set[str] = set()
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.targets |= {str(value) for name, value in attrs if name in ("href", "src")}
        self.ids += [str(value) for name, value in attrs if name == "id"]


_MARKDOWN: Any = importlib.import_module("markdown")
_EXTENSIONS = ["tables", "toc", "pymdownx.highlight", "pymdownx.superfences"]
_READERS: dict[str, Callable[[str], str]] = {
    "Python-Markdown": lambda text: _MARKDOWN.markdown(text, extensions=_EXTENSIONS),
    "CommonMark": lambda text: str(MarkdownIt("commonmark").enable("table").render(text)),
}
_HARMLESS = {
    "a", "code", "div", "em", "h1", "h2", "h3", "li", "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
}  # fmt: skip
_QUIET = {"href", "id", "class", "start"}

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "`</code><script>alert(1)</script>`",
    "``x` <script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "[click](java&#115;cript:alert)",
    "[click](JAVASCRIPT:alert)",
    "[click](data:text/html,x)",
    "[click][x]\n\n[x]: javascript:alert(1)",
    "![picture](https://example.com/x.png)",
    "[![p](https://example.com/x.png)](javascript:x)",
    "<javascript:alert(1)>",
    "<!-- comment\n-->",
    "text\n===\n\nmore\n---\n\n# heading\n\n## Get",
    "a | b\n--- | ---\nc | d",
    "| a |\n|---|\n| b |",
    "~~~html\n<script>x</script>",
    "```html\n<script>x</script>\n```\n<script>y</script>",
    "````\n```\n<script>x</script>",
    "* * *\n- - -\n___\n***",
    "{: onclick=alert(1) }",
    "text {: #id .class onclick=alert(1) }",
    "*[HTML]: <b>x</b>",
    "[TOC]",
    "[^1]\n\n[^1]: <script>x</script>",
    "term\n:   <script>x</script>",
    '!!! note "x"\n    <script>x</script>',
    '??? note "x"\n    # y',
    '--8<-- "/etc/passwd"',
    "    <script>indented</script>",
    "\t<script>indented</script>",
    "- item\n\n        <script>x</script>",
    "1. <script>x</script>",
    "> <script>x</script>",
    "&lt;script&gt;x&lt;/script&gt; &#60;script&#62;",
    "\\<script>\\`<b>\\[x](javascript:y)",
    "a\x00b\x1b[31m\u202ec\u2028d\ud800",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03",
    "trailing \\",
    "`|` `\\|` `a\\` | ``",
    "<" * 50 + "[" * 50 + "`" * 49,
    "+++ x\n!!! y\n??? z",
    "+\n-\n*\n1.",
    "https://example.com/<script>",
    "[a\nb](https://example.com)\n`c\nd`",
]  # fmt: skip


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("evil", EVIL)
def test_prose_never_becomes_more_than_a_paragraph(evil: str, reader: str) -> None:
    page = f"## Get\n\n{prose(evil)}\n\n| A | B |\n| --- | --- |\n| {inline(evil)} | {code(evil)} |\n| {literal(evil)} | end |\n\n## {literal(evil) or 'x'}\n\nend\n"
    html = _READERS[reader](page)
    seen = _Seen(html)
    assert seen.tags <= _HARMLESS
    assert seen.attributes <= _QUIET
    assert {target for target in seen.targets if not target.startswith(("https://example.com", "#"))} == set()
    assert (html.count("<h2"), html.count("<table"), html.count("<td"), html.count("<tr")) == (2, 1, 4, 3)


def _hostile(evil: str) -> dict[str, Any]:
    """Return a description with this string wherever a string is allowed."""
    described, scope = {"description": evil}, re.sub(r"[\s\x00-\x20\u2028]", "", evil)
    return {
        "dynaclient": 1, "title": evil, "version": evil, **described,
        "auth": {"key": {"type": "bearer", **described}},
        "schemas": {evil: {"title": evil, "type": "object", "properties": {evil: {"type": "string"}}, **described}, "plain": {"enum": [evil]}},
        "resources": {"things": {
            "path": "/things", **described, "links": {"things": "/things", "other": evil},
            "actions": {"get": {
                "method": "GET", **described, "deprecated": evil, "since": evil, "scopes": [scope, {"all": [scope, "b"]}],
                "parameters": {
                    "a": {"in": "query", "name": "a", "schema": {"enum": [evil]}, "example": evil, "default": evil, "required": True, **described},
                    "b": {"in": "query", "schema": {"type": "string"}, "preset": evil, "deprecated": evil, "since": evil},
                },
                "responses": {"200": {"schema": {"title": evil, "type": "object", "properties": {evil: {}}}, **described}, "4XX": described},
            }},
        }},
    }  # fmt: skip


@pytest.mark.parametrize("evil", [evil for evil in EVIL if "\ud800" not in evil])
def test_a_hostile_description_does_not_break_its_pages(evil: str) -> None:
    files = pages(load(_hostile(evil)))
    texts = [text for name, text in files.items() if name.endswith(".md")]
    for seen in (_Seen(reader(text)) for reader in _READERS.values() for text in texts):
        assert seen.tags <= _HARMLESS
        assert seen.attributes <= _QUIET
        assert {target for target in seen.targets if target.lower().startswith(("javascript", "data", "java"))} == set()
        assert len(set(seen.ids)) == len(seen.ids)
    assert _broken(files) == []


@pytest.mark.parametrize("files", [PAGES, GALLERY_PAGES, pages(load(_hostile("\u202e\x1b|`")))])
def test_every_file_can_be_encoded(files: Mapping[str, str]) -> None:
    assert all(text.encode("utf-8").endswith(b"\n") for text in files.values())


# --- parts -----------------------------------------------------------------------------------------------------------

PROSE: list[tuple[str, str]] = [
    ("one *two* **three** `four`", "one *two* **three** `four`"),
    ("see [here](https://example.com/a?b=c&d=e)", "see [here](https://example.com/a?b=c&amp;d=e)"),
    ("write [us](mailto:someone@example.com)", "write [us](mailto:someone@example.com)"),
    ("[](https://example.com)", "[link](https://example.com)"),
    ("see [there](other.md)", "see there"),
    ("text:\n- one\n- two", "text:\n\n- one\n- two"),
    ("* one\n  * two\n\n1. three", "- one\n  - two\n\n1. three"),
    ("one\n\ntwo\nthree", "one\n\ntwo\nthree"),
    ("before\n```python\nx = '<b>'\n```\nafter", "before\n\n```python\nx = '<b>'\n```\n\nafter"),
    ("```\nnever closed", "```\nnever closed\n```"),
    ("a < b & c &lt; d", "a &lt; b &amp; c &lt; d"),
    ("# not a heading", "&#35; not a heading"),
    ("- # not a heading", "- &#35; not a heading"),
    ("{x} [y] !z", "&#123;x} &#91;y&#93; !z"),
    ("a \\* b", "a &#42; b"),
    ("lone ` tick", "lone &#96; tick"),
]


@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_markup_within_a_paragraph_remains(text: str, expected: str) -> None:
    assert prose(text) == expected


CODE = [
    ("a b", "`a b`"),
    ("a|b", "<code>a&#124;b</code>"),
    ("a`b", "<code>a&#96;b</code>"),
    ("  ", ""),
    (" a", "<code> a</code>"),
    ("a\x1b", "<code>a&#92;x1b</code>"),
    ("a\nb", "`a b`"),
]


@pytest.mark.parametrize(("text", "expected"), CODE)
def test_code_is_shown_literally(text: str, expected: str) -> None:
    assert code(text) == expected


def test_a_fence_is_longer_than_any_within() -> None:
    assert fenced("````\n\tx", "sh") == "`````sh\n````\n    x\n`````"


@pytest.mark.parametrize("target", ["/things", "javascript:x", "https://example.com/ x", "https://example.com/)"])
def test_only_targets_on_the_web_are_links(target: str) -> None:
    assert web_link("x", target) == ""


@pytest.mark.parametrize(
    ("heading", "portable"),
    [
        ("API Token", True),
        ("a_b", True),
        ("Größe", False),
        ("a - b", False),
        ("", False),
        ("_a", False),
        ("a (b)", True),
    ],
)
def test_an_anchor_is_portable_if_all_generators_make_the_same(heading: str, portable: bool) -> None:
    assert has_portable_anchor(heading) is portable


def test_no_heading_has_the_anchor_of_a_numbered_one() -> None:
    headings = Headings(["Authentication"])
    assert headings.unique(["Authentication", "Authentication 1", "Authentication x"]) == "Authentication x"
    assert headings.unique(["authentication X", "Other"]) == "Other"


def test_a_long_value_is_truncated_in_a_table() -> None:
    assert value_cell("x" * 300) == f"`{'x' * 200}…`"
    assert (
        value_cell({"a": [True, None]}) == "<code>&#123;&#34;a&#34;&#58; &#91;true, null&#93;&#125;</code>"
        or value_cell({"a": [True, None]}) == '`{"a": [true, null]}`'
    )


FORMATTED: list[tuple[Any, str]] = [
    ({"a": [True, None, 1.5]}, '{"a": [True, None, 1.5]}'),
    ("tab\tnew\nline", '"tab\\tnew\\nline"'),
    ("\u202e", "'\\u202e'"),
    ("größe", '"größe"'),
    (["x" * 40, "y" * 40], '[\n    "' + "x" * 40 + '",\n    "' + "y" * 40 + '",\n]'),
    ({"k": "x" * 40, "l": {"m": "y" * 40}}, '{\n    "k": "' + "x" * 40 + '",\n    "l": {"m": "' + "y" * 40 + '"},\n}'),
]


@pytest.mark.parametrize(("value", "expected"), FORMATTED)
def test_values_are_formatted_as_python_literals(value: Any, expected: str) -> None:
    formatted = call_examples.format_value(value)
    assert formatted == expected
    assert ast.literal_eval(formatted) == value


def test_a_parameter_without_a_valid_value_has_a_placeholder() -> None:
    parameter = {"in": "body", "required": True, "schema": False}
    api = load(describe({"go": {"method": "POST", "parameters": {"thing": parameter}}}))
    assert "client.things.go(thing=...)" in pages(api)["docs/things.md"]
