"""The pages that `help`, IPython and notebooks show: their content, and that no content is interpreted as markup."""

from __future__ import annotations

import pydoc
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.core.oinspect import getdoc
from markdown_it import MarkdownIt

from dynaclient import AsyncClient, Client, load
from dynaclient.client.methods import docstring
from dynaclient.help.bounds import FULL
from dynaclient.help.pages import METHOD_EXTRAS, action_page
from dynaclient.help.resource_pages import api_page, resource_page
from dynaclient.runtime.page import Page, Row, Section, shorten, split_paragraphs
from dynaclient.schema.outline import format_value, outline, summarize
from dynaclient.testing import RecordingTransport
from tests.support.descriptions import action, api_of, describe, query

BUNDLED = load()
CLIENT = Client(BUNDLED, transport=RecordingTransport())
LINES, COLUMNS = 88, 100
"""Two screens of a large terminal: the longest page has every section, and a body of three levels."""


def text_of(parameters: Mapping[str, Any] | None = None, **more: Any) -> str:
    """Return the page of one GET with these parameters."""
    return action_page(api_of(parameters, **more).action("things.get")).text()


def page_of_body(schema: Any, **top: Any) -> str:
    """Return the page of an action with such a body."""
    parameters = {"thing": {"in": "body", "schema": schema}}
    api = load(describe({"post": {"method": "POST", "parameters": parameters}}, **top))
    return action_page(api.action("things.post")).text()


def section(text: str, title: str) -> str:
    """Return the section with a title."""
    parts = [part for part in text.split("\n\n") if part.startswith(title)]
    assert len(parts) == 1, text
    return parts[0]


# --- the page of an action -------------------------------------------------------------------------------------------


def test_the_page_of_an_action_has_all_sections() -> None:
    page = action_page(BUNDLED.action("applicationApiTokens.get"), common=BUNDLED.common, extras=METHOD_EXTRAS)
    assert page.title == "applicationApiTokens.get: GET /applications/{applicationId}/tokens"
    assert page.prose == "Lists an application's API tokens, page by page.\n\nAuthentication: accessToken (bearer)"
    assert [part.title for part in page.sections] == [
        "Call", "Parameters", "Scopes (any one of these)", "Responses", "Pagination", "Also available",
    ]  # fmt: skip


def _checked_page(name: str) -> None:
    described = BUNDLED.action(name)
    paged = ("items", "pages") if described.paginate else ()
    extras = [extra for extra in METHOD_EXTRAS if extra not in ("items", "pages") or extra in paged]
    page = action_page(described, common=BUNDLED.common, extras=extras)
    lines = page.text().splitlines()
    code = {f"    {line}" for part in page.sections for line in part.code.splitlines()}
    assert len(lines) <= LINES
    assert [line for line in lines[1:] if len(line) > COLUMNS and line not in code] == []
    assert [parameter for parameter in described.parameters if not _is_in(parameter, lines)] == []


def _is_in(name: str, lines: list[str]) -> bool:
    return any(name in line for line in lines)


NAMES = [f"{resource.name}.{key}" for resource, key in BUNDLED.action_keys()]
LARGEST = ["devices.get", "flow.patch", "instanceCustomNode.patch"]


@pytest.mark.parametrize("name", [*LARGEST, *NAMES[::40]])
def test_the_page_of_an_action_is_short_and_lists_every_parameter(name: str) -> None:
    _checked_page(name)


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
def test_the_pages_of_all_actions_are_short_and_list_every_parameter(name: str) -> None:
    _checked_page(name)


def test_the_call_has_required_arguments_first() -> None:
    text = text_of({"b": query(), "a": query(required=True), "from": query(preset=5)})
    assert section(text, "Call") == "Call\n    client.things.get(a=…, b=None, from_=5)"


def test_a_long_call_is_wrapped() -> None:
    many = {f"aVeryLongNameOfAParameter{number}": query(required=number < 6) for number in range(20)}
    call = section(text_of(many), "Call").splitlines()
    assert call[1] == "    client.things.get("
    assert call[-2:] == ["        …,", "    )"] or call[-2].endswith("…,")
    assert max(map(len, call)) <= COLUMNS


def test_the_calls_of_an_async_client_are_awaited() -> None:
    client = AsyncClient(BUNDLED, transport=RecordingTransport())
    assert "    await client.application_api_token.get(" in (client.application_api_token.get.__doc__ or "")
    assert "With `await`." in (client.application_api_token.get.__doc__ or "")
    assert "    async for event in client.device.state_stream(" in (client.device.state_stream.__doc__ or "")


def test_a_stream_is_iterated_over_and_its_events_are_listed() -> None:
    text = CLIENT.device.state_stream.__doc__
    assert "    for event in client.device.state_stream(" in text
    assert "event deviceState  Device State" in section(text, "Responses")
    assert ".map(rows)" not in text


def test_a_stream_of_bytes_has_chunks() -> None:
    events = {f"event{number}": {"type": "string"} for number in range(10)}
    api = api_of(responses={"200": {"stream": "bytes"}})
    assert "for chunk in client.things.get(): …" in action_page(api.action("things.get")).text()
    text = text_of(responses={"200": {"stream": "sse", "events": events}})
    assert "event event7  string\n    …             And 2 more events" in section(text, "Responses")


def test_common_parameters_are_only_listed_by_name() -> None:
    text = section(CLIENT.application_api_tokens.get.__doc__, "Parameters")
    assert text.endswith("Common parameters: losantdomain, _actions, _links, _embedded")
    assert "\n    losantdomain" not in text
    api = load(describe(common=["team"], parameters={"team": query()}))
    assert "    Common parameters: team" in action_page(api.action("things.get"), common=api.common).text()


FACTS: dict[str, tuple[dict[str, Any], str]] = {
    "a type": (query({"type": "integer"}), "integer"),
    "several types": (query({"type": ["string", "null"]}), "string or null"),
    "no type": (query(), "any"),
    "a choice": (query({"enum": ["a", 2, None]}), "one of a, 2, null"),
    "a choice of one": (query({"enum": ["a"]}), "a"),
    "a constant": (query({"const": 5}), "5"),
    "a choice of many": (query({"enum": list(range(11))}), "one of 0, 1, 2, 3, 4, 5, 6, 7, … and 3 more"),
    "a pattern": (query({"type": "string", "pattern": "^a+$"}), "string like /^a+$/"),
    "a format": (query({"type": "string", "format": "date-time"}), "string (date-time)"),
    "limits": (query({"type": "integer", "minimum": 0, "maximum": 9}), "integer from 0 to 9"),
    "a list": (query({"type": "array", "items": {"type": "string"}}), "list of string"),
    "a list of anything": (query({"type": "array"}), "list"),
    "alternatives": (query({"anyOf": [{"type": "string"}, {"type": "integer"}, True]}), "string or integer"),
    "all of several": (query({"allOf": [{"type": "string"}]}), "string"),
    "alternatives without types": (query({"anyOf": [{}]}), "any"),
    "required": (query({"type": "string"}, required=True), "string; required"),
    "a default": (query({"type": "string"}, default="b`c"), "string; default `b'c`"),
    "a preset": (query({"type": "integer"}, preset=5), "integer; sent if omitted `5`"),
    "an example": (query({"type": "string"}, example="  "), 'string; example `"  "`'),
    "presets": ({"in": "body", "presets": {"a": 1}}, 'any; sent if omitted `{"a": 1}`'),
    "a named example": (query({"type": "string"}, examples={"a": {"value": "x"}}), "string; example `x`"),
    "an example like the default": (query({"type": "string"}, example="a", default="a"), "string; default `a`"),
    "since when": (query({"type": "string"}, since="2.0"), "string; since 2.0"),
    "a secret": (query({"type": "string"}, secret=True, preset="p", example="e"),
                 "string, secret; sent if omitted `…`; example `e`"),
    "a secret schema": (query({"type": "string", "secret": True}, secret=True), "string, secret"),
}  # fmt: skip


@pytest.mark.parametrize("case", FACTS)
def test_a_parameter_is_described(case: str) -> None:
    described, facts = FACTS[case]
    assert section(text_of({"a": described}), "Parameters") == f"Parameters\n    a  {facts}"


def test_a_file_has_the_type_file() -> None:
    part = {"in": "part", "schema": {"type": "string", "file": True}}
    posted = describe({"post": {"method": "POST", "parameters": {"a": part}}})
    assert "    a  file" in action_page(load(posted).action("things.post")).text()


def test_a_parameter_has_its_description_and_its_replacement_below() -> None:
    text = text_of({"a": query({"type": "string"}, description="All\n of it.", deprecated="Use `b`.")})
    assert section(text, "Parameters").endswith("    a  string\n       All of it. Deprecated: Use `b`.")


def test_of_very_many_parameters_the_last_are_only_listed_by_name() -> None:
    text = text_of({f"a{number}": query() for number in range(FULL.parameters + 2)})
    assert section(text, "Parameters").endswith(f"    And 2 more: a{FULL.parameters}, a{FULL.parameters + 1}")


def test_a_name_that_is_longer_than_its_column_has_its_own_line() -> None:
    text = text_of({"a" * 30: query({"type": "string"})})
    assert f"    {'a' * 30}\n{' ' * 30}string" in text


def test_deprecated_and_since_are_shown() -> None:
    text = text_of(deprecated="Use list.", since="1.2", description="Gets.")
    assert text.startswith(
        "things.get: GET /things\n\nGets.\nDeprecated: Use list.\nAdded in version 1.2.\nAuthentication: none is needed\n\nCall"
    )


def test_an_action_that_destroys_something_says_so() -> None:
    text = text_of(description="Clears it.", destructive=True, deprecated="Use list.")
    assert text.startswith(
        "things.get: GET /things\n\nClears it.\nDestroys: what it removes or overwrites may be gone for good.\n"
        "Deprecated: Use list.\nAuthentication: none is needed\n\nCall"
    )
    assert "Destroys" not in text_of()


def test_the_summary_and_the_tags_are_shown_with_the_description() -> None:
    text = text_of(summary="Get it", description="It is there.", tags=["a", "b c"], deprecated=True)
    assert text.startswith(
        "things.get: GET /things\n\nGet it\nIt is there.\nDeprecated.\nTags: a, b c.\nAuthentication: none is needed\n\nCall"
    )
    assert "Deprecated." in section(text_of({"a": query(deprecated=True)}), "Parameters")


def test_named_examples_are_listed_and_secrets_in_them_are_not() -> None:
    named = {"small": {"summary": "Little", "value": {"a": 1}}, "big": {"description": "Much.", "value": "x"}}
    several = {f"e{number}": {"value": number} for number in range(9)}
    body = {"in": "body", "schema": {}, "examples": named}
    text = text_of({"body": body, "key": query(secret=True, examples=named)}, responses={"200": {"examples": several}})
    found = section(text, "Examples")
    assert all(f"    {label}  " in found for label in ("key: small", "key: big", "body: small", "200: e0"))
    assert 'value `{"a": 1}`' in found
    assert found.count("value `…`") == 2
    assert found.endswith("And 5 more.")


def test_the_links_of_an_api_are_shown_with_its_description() -> None:
    links = [{"title": "Manual", "url": "https://a.example"}, {"url": "/b"}]
    text = api_page(load(describe(description="All of it.", links=links))).text()
    assert "All of it.\nSee also: Manual https://a.example, /b" in text


AUTH = {"key": {"type": "apiKey", "in": "query", "name": "k"}, "login": {"type": "basic"}}
REQUIRED: dict[str, tuple[Any, str]] = {
    "any": (None, "key (apiKey) or login (basic)"),
    "one": (["login"], "login (basic)"),
    "two together": ([{"all": ["login", "key"]}], "login (basic) + key (apiKey)"),
    "none": (False, "none is needed"),
    "optional": (["key", "optional"], "optional, key (apiKey)"),
}


@pytest.mark.parametrize("case", REQUIRED)
def test_the_credentials_of_an_action_are_listed_with_their_types(case: str) -> None:
    requirement, text = REQUIRED[case]
    more = {} if requirement is None else {"auth": requirement}
    page = action_page(load(describe({"get": action(**more)}, auth=AUTH)).action("things.get")).text()
    assert f"\nAuthentication: {text}\n" in page


def test_of_very_many_auth_schemes_the_first_are_listed() -> None:
    auth = {f"k{index}": {"type": "bearer"} for index in range(9)}
    page = action_page(load(describe(auth=auth)).action("things.get")).text()
    assert " or k5 (bearer) or 3 more Call" in " ".join(page.split())


def test_scopes_are_listed_and_of_many_the_first_and_the_last() -> None:
    assert section(text_of(), "Scopes") == "Scopes\n    No scope is required."
    some = text_of(scopes=["a", {"all": ["b", "c"]}])
    assert section(some, "Scopes (any one of these)").endswith("    a, b + c")
    many = text_of(scopes=list("abcdefgh"))
    assert section(many, "Scopes (any one of these)").endswith("    a, b, c, d, … (2 more) …, g, h")


def test_the_scopes_of_an_alternative_are_listed_with_it() -> None:
    auth = {"oauth": {"type": "bearer"}, "key": {"type": "bearer"}}
    described = describe({"get": action(auth=[{"oauth": ["a", "b"]}, {"all": ["oauth", "key"]}])}, auth=auth)
    text = action_page(load(described).action("things.get")).text()
    assert section(text, "Scopes") == "Scopes\n    With oauth: a + b\n    With oauth + key: none"


def test_a_scope_that_is_listed_is_not_repeated_with_the_only_credential() -> None:
    def scopes(**more: Any) -> str:
        described = describe({"get": action(**more)}, auth={"oauth": {"type": "bearer"}, "key": {"type": "bearer"}})
        return section(action_page(load(described).action("things.get")).text(), "Scopes (any one of these)")

    assert scopes(scopes=["a"], auth=[{"oauth": ["a"]}]).split("\n")[1:] == ["    a"]
    assert scopes(scopes=["a", "b"], auth=[{"oauth": ["a"]}, {"oauth": ["b"]}]).split("\n")[1:] == ["    a, b"]
    assert "With oauth: a + b" in scopes(scopes=["a"], auth=[{"oauth": ["a", "b"]}])
    assert "With oauth: a" in scopes(scopes=["a"], auth=[{"oauth": ["a"]}, "key"])


def test_responses_are_listed_with_the_titles_of_their_schemas() -> None:
    responses = {
        "200": {"schema": {"title": "A thing", "type": "object"}, "description": "It."},
        "400": {"schema": {"type": "string"}},
        "204": {},
    }
    assert section(text_of(responses=responses), "Responses").splitlines()[1:] == [
        "    200  A thing. It.", "    204", "    400  string",
    ]  # fmt: skip


STYLES: dict[str, tuple[dict[str, Any], str]] = {
    "page": ({"page": "n", "size": "s", "first": 1, "total": "/t"}, "by page number (`n`, `s`; first page: 1). The"),
    "offset": ({"offset": "o", "limit": "l"}, "by offset (`o`, `l`)."),
    "cursor": ({"cursor": "c", "next": "/n"}, "by a cursor from the response (`c`)."),
    "keyset": ({"cursor": "c", "key": "/id"}, "by the key of the last item (`c`)."),
    "link": ({"next": "/n"}, "by a link from the response."),
}


@pytest.mark.parametrize("style", STYLES)
def test_pagination_is_described(style: str) -> None:
    paginate, how = STYLES[style]
    parameters = {name: query({"type": "string"}) for name in "nsolc"}
    api = api_of(parameters, paginate={"style": style, "items": "/items", **paginate})
    text = " ".join(action_page(api.action("things.get")).text().split())
    assert f"`.items(…)` and `.pages(…)` fetch further pages {how}" in text


def test_the_page_of_a_method_lists_its_attributes() -> None:
    lines = section(CLIENT.application_api_tokens.get.__doc__, "Also available").splitlines()
    assert [line.split("(")[0].strip(" .") for line in lines[1:]] == list(METHOD_EXTRAS)


# --- bodies ----------------------------------------------------------------------------------------------------------

PERSON = {
    "type": "object", "title": "Person", "required": ["name"],
    "properties": {"friends": {"type": "array", "items": {"$ref": "#/schemas/person"}}, "name": {"type": "string"}},
}  # fmt: skip


def test_the_outline_of_a_body_has_required_properties_first() -> None:
    text = page_of_body({"$ref": "#/schemas/person"}, schemas={"person": PERSON})
    assert section(text, "Body").splitlines() == [
        "Body: thing (Person)",
        "    name *       string",
        "    friends      list of object",
        "      name *     string",
        "      friends    list of object",
        "        name *   string",
        "        friends  list of object",
    ]


BODIES: dict[str, tuple[Any, str]] = {
    "alternatives with titles": (
        {"oneOf": [{"title": "A", "properties": {"a": {}}}, {"title": "As", "items": {"properties": {"a": {}}}}]},
        "(either A)\n  a  any\n(or As)\n  a  any",
    ),
    "alternatives with a tag": (
        {"oneOf": [{"properties": {"kind": {"const": "x"}}}, {"properties": {"kind": {"enum": ["y"]}}}]},
        "(either kind x)\n  kind  x\n(or kind y)\n  kind  y",
    ),
    "alternatives that only require": (
        {"properties": {"a": {}, "b": True}, "anyOf": [{"required": ["a", "b"]}, {"required": []}]},
        "a  any\nb  any\n(either with a and b)\n(or any)",
    ),
    "alternatives of plain values": ({"properties": {"a": {"oneOf": [{"type": "string"}, {"type": "null"}, True]}}}, "a  string or null"),
    "alternatives without a tag": (
        {"oneOf": [{"title": "T", "properties": {"a": True}}, {"properties": {"b": {"type": "string"}}}]},
        "(either T)\n  a  any\n(or object)\n  b  string",
    ),
    "many alternatives": (
        {"oneOf": [{"title": f"T{number}", "required": ["a"]} for number in range(6)]},
        "(either T0)\n(or T1)\n(or T2)\n(or T3)\n(or one of 2 more)",
    ),
    "an object or null": (
        {"properties": {"a": {"anyOf": [{"type": "null"}, {"type": "object", "properties": {"b": {}}}]}}}, "a    null or object\n  b  any",
    ),
    "objects without names": (
        {"oneOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}, {"type": "string"}]},
        "(either object)\n  a  any\n(or object)\n  b  any\n(or string)",
    ),
    "many types": (
        {"properties": {"a": {"oneOf": [{"const": number} for number in range(6)]}}}, "a  0 or 1 or 2 or 3 or …",
    ),
    "all of several": (
        {"allOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"b": {}, "a": {}}}]},
        "a *  any\nb    any",
    ),
    "names that are not listed": (
        {"patternProperties": {"^x": {}}, "additionalProperties": {"type": "string"}},
        "(names like /^x/)  any\n(any other name)   string",
    ),
    "marks": (
        {"properties": {"a": {"type": "integer", "readOnly": True}, "b": {"secret": True, "writeOnly": True}}},
        "a  integer, read-only\nb  any, secret, write-only",
    ),
    "an object without a type": ({"properties": {"a": {"properties": {"b": {}}}}}, "a    object\n  b  any"),
    "a list": ({"items": {"items": {"properties": {"a": {}}}}}, "(a list, each of)\na  any"),
    "a list of strings": ({"type": "array", "items": {"type": "string"}}, ""),
    "a string": ({"type": "string"}, ""),
    "anything": (True, ""),
    "a long choice": (
        {"properties": {"a": {"type": "array", "items": {"enum": ["x" * 30] * 4}}}},
        f"a  list of one of {', '.join(['x' * 30] * 2)}, {'x' * 9}…",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BODIES)
def test_the_outline_of_a_body_lists_its_properties(case: str) -> None:
    schema, text = BODIES[case]
    assert outline(schema) == text


def _wide(count: int) -> dict[str, Any]:
    return {"properties": {f"a{number:04}": {"properties": {"b": {}}} for number in range(count)}}


@pytest.mark.parametrize(
    ("count", "lines", "last"),
    [(20, 40, "  b"), (21, 21, "a0020"), (40, 40, "a0039"), (41, 40, "… and 2 more"), (2000, 40, "… and many more")],
)
def test_an_outline_is_as_deep_as_its_lines_allow(count: int, lines: int, last: str) -> None:
    written = outline(_wide(count)).splitlines()
    assert len(written) == lines
    assert written[-1].startswith(last)


def test_lists_of_lists_without_end_have_an_end() -> None:
    text = page_of_body(
        {"$ref": "#/schemas/nest"}, schemas={"nest": {"type": "array", "items": {"$ref": "#/schemas/nest"}}}
    )
    assert "thing  nest" in text
    endless: dict[str, Any] = {"type": "array"}
    endless["items"] = endless
    assert summarize(endless) == "list of list of list of list of any"


@pytest.mark.parametrize("odd", [5, None, {"enum": 5}, {"type": 5}, {"properties": 5}, {"items": 5}, {"oneOf": 5}])
def test_an_invalid_schema_is_any(odd: Any) -> None:
    assert (summarize(odd), outline(odd)) == ("any", "")


def test_values_that_are_not_json_are_left_out() -> None:
    assert (format_value({1, 2}), format_value("a" * 50), format_value([1, "é"])) == ("…", f"{'a' * 39}…", '[1, "é"]')


def test_the_other_media_types_of_a_body_are_listed() -> None:
    body = {"in": "body", "content": {"application/json": {}, "text/plain": {"type": "string"}}}
    api = load(describe({"post": {"method": "POST", "parameters": {"thing": body}}}))
    text = section(action_page(api.action("things.post")).text(), "Body")
    assert text.endswith("    Sent as application/json; with_options(content=…) selects another: text/plain")


# --- resources, clients ----------------------------------------------------------------------------------------------


def test_the_page_of_a_resource_lists_its_actions_and_inner_resources() -> None:
    below = {"parts": {"description": "Their parts. All.", "actions": {"list": {"method": "GET"}}}}
    described = describe(
        {"get": action(description="Gets. All."), "bad": {}}, {"description": "Things.", "resources": below}
    )
    text = resource_page(load(described).resource("things")).text()
    assert text.split("\n\n") == [
        "things", "Things.",
        "Actions\n    get  GET /things\n         Gets.\n    bad  Cannot be called: its description has problems (see `dynaclient lint`).\n"
        "    `help(client.things.get)` shows the details of an action.",
        "Resources\n    parts  actions list\n           Their parts.",
    ]  # fmt: skip


def test_a_resource_without_actions_has_a_page() -> None:
    assert resource_page(load(describe(None, {"actions": {}})).resource("things")).text() == "things"


def test_the_page_of_a_client_lists_its_attributes_and_its_resources_one_a_line() -> None:
    own, resources = (section(CLIENT.__doc__ or "", title) for title in ("Methods and attributes", "Resources"))
    assert "\n    with_options " in own
    assert resources.count("\n") == len(BUNDLED.resources) + 1
    assert "\n    application_api_tokens               The API tokens of an application" in resources


def test_the_page_of_a_description_lists_its_resources() -> None:
    assert api_page(BUNDLED).title == "Losant 1.31.0"
    assert api_page(load({"dynaclient": 1, "resources": {}})).text() == "API"


def test_classes_keep_their_own_docstrings() -> None:
    class Mine(Client):
        """A client of mine."""

    assert (Mine.__doc__, (Client.__doc__ or "").split()[:3]) == ("A client of mine.", ["A", "complete", "client"])
    assert type(CLIENT.devices).__doc__ == "The actions of one resource, as methods, and the resources below it."


# --- where it is shown -----------------------------------------------------------------------------------------------


def test_help_shows_the_page() -> None:
    page = pydoc.plain(pydoc.render_doc(CLIENT.application_api_tokens.get))
    assert "    applicationApiTokens.get: GET /applications/{applicationId}/tokens\n" in page
    assert "    applicationApiTokens\n" in pydoc.plain(pydoc.render_doc(CLIENT.application_api_tokens))
    assert "Methods and attributes" in pydoc.plain(pydoc.render_doc(CLIENT))


@pytest.mark.parametrize("shown", [CLIENT.application_api_tokens.get, CLIENT.application_api_tokens, CLIENT])
def test_a_question_mark_in_ipython_shows_the_page(shown: Any) -> None:
    assert getdoc(shown) == shown.__doc__


def test_a_method_shows_what_it_calls() -> None:
    method = CLIENT.application_api_tokens.get
    assert repr(method) == "<dynaclient method applicationApiTokens.get: GET /applications/{applicationId}/tokens>"


SHOWN = {
    "a method": CLIENT.application_api_tokens.get,
    "a resource": CLIENT.application_api_tokens,
    "a client": CLIENT,
    "an asynchronous client": AsyncClient(BUNDLED, transport=RecordingTransport()),
    "a description": BUNDLED,
    "a described resource": BUNDLED.resource("devices"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_notebooks_get_html_and_markdown(name: str) -> None:
    formatter: Any = DisplayFormatter()
    formatter.active_types = list(formatter.formatters)
    found, _ = formatter.format(SHOWN[name])
    assert set(found) == {"text/plain", "text/html", "text/markdown"}
    assert found["text/html"].startswith('<div class="tex2jax_ignore mathjax_ignore"><h3>')
    assert found["text/markdown"].startswith("### `")


def test_long_lists_of_resources_are_collapsed_in_html() -> None:
    assert f"<details><summary><b>Resources ({len(BUNDLED.resources)})</b></summary>" in CLIENT._repr_html_()


def test_the_command_line_shows_the_page_without_the_attributes_of_a_method() -> None:
    assert "Also available" not in docstring(BUNDLED.action("devices.get"))


def test_none_of_it_is_imported_before_it_is_used() -> None:
    code = (
        "import sys; from dynaclient import Client; from dynaclient.testing import RecordingTransport; "
        "client = Client(transport=RecordingTransport()); client.application_api_tokens.get(applicationId='5'*24); "
        "print([name for name in ('help.pages', 'runtime.page', 'schema.outline', 'description.search', 'description.display', 'call.examples') if f'dynaclient.{name}' in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- no content of a description is markup --------------------------------------------------------------------------

MARKUP_LIKE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a`</code><b>`b", "| a | b |\n|---|---|", "# heading",
    "[x](javascript:alert(1))", "![x](http://e.org/x.png)", "*a* _b_ **c**", "```\n<b>\n```", "&lt;b&gt;", "<!-- -->",
    "1. one", "- item", "+ item", "> quote", "a\n===", "---", "\\`a\\`", "``a`b``", "[x]: http://e.org", "<http://e.org>",
    "\x1b[31mred\x07\u202e", "$x$", "~~x~~", "a\\", "`", "``", "` `", "</td></tr></table><b>", "\"' style=x",
]  # fmt: skip
"""Strings with a meaning in a terminal, in Markdown or in HTML."""


def _everywhere(text: str) -> dict[str, Any]:
    """Return a description with a string wherever one is allowed."""
    schema = {"type": "object", "title": text, "properties": {text: {"enum": [text, text]}}}
    general = {"description": text, "deprecated": text, "since": text}
    facts = {**general, "example": text, "default": text}
    got = {
        "method": "POST", "description": text, "deprecated": text,
        "parameters": {"a": query({"enum": [text]}, preset=text, **facts), "b": {"in": "body", "schema": schema, **general}},
        "responses": {"200": {"description": text, "stream": "sse", "events": {text: {"title": text}}}},
    }  # fmt: skip
    return describe({"get": got}, {"description": text}, title=text, description=text)


@lru_cache
def _pages(text: str) -> list[Page]:
    api = load(_everywhere(text))
    row = Row(text, {"Type": text, "Example": text}, text)
    whole = Page(text, text, (Section(text, text, (row, row), (text,)), Section(text, rows=(row,), folded=True)))
    return [whole, action_page(api.action("things.get")), resource_page(api.resource("things")), api_page(api)]


class _Tags(HTMLParser):
    """Collects the tags, attributes and comments of an HTML document."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.others: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)


OURS = {"div", "h3", "p", "b", "code", "pre", "table", "thead", "tr", "th", "td", "details", "summary"}


@pytest.mark.parametrize("text", MARKUP_LIKE)
def test_no_string_of_a_description_is_html(text: str) -> None:
    for page in _pages(text):
        found = _Tags(page.html())
        assert found.tags <= OURS
        assert found.attributes <= {("style", "text-align:left"), ("class", "tex2jax_ignore mathjax_ignore")}
        assert found.others == []


MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
RENDERED = {"h3", "h4", "p", "code", "pre", "table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("text", MARKUP_LIKE)
def test_no_string_of_a_description_is_markdown(text: str) -> None:
    for page in _pages(text):
        found = _Tags(MARKDOWN.render(page.markdown()))
        assert found.tags <= RENDERED
        assert {name for name, _ in found.attributes} <= {"class"}
        assert found.others == []


@pytest.mark.parametrize("text", MARKUP_LIKE)
def test_no_table_of_markdown_has_a_cell_too_many(text: str) -> None:
    for page in _pages(text):
        heads = sum(1 + len(_columns(part)) for part in page.sections for _ in part.rows[:1])
        rendered = MARKDOWN.render(page.markdown())
        assert rendered.count("<th>") == heads
        assert rendered.count("<td>") == sum((1 + len(_columns(part))) * len(part.rows) for part in page.sections)


def _columns(part: Section) -> set[str]:
    titles = {title for row in part.rows for title in row.cells}
    return titles | ({"Description"} if any(row.description for row in part.rows) else set())


@pytest.mark.parametrize("text", MARKUP_LIKE)
def test_no_string_of_a_description_controls_a_terminal(text: str) -> None:
    for page in _pages(text):
        forms = (page.text(), page.markdown(), page.html())
        assert [line for form in forms for line in form.split("\n") if not line.isprintable()] == []


def test_code_between_backquotes_is_code() -> None:
    page = Page("t", "Say `a|b` or `` c`d ``, not <e>.", (Section("s", rows=(Row("n", description="`a|b`"),)),))
    assert "Say <code>a|b</code> or <code> c`d </code>, not &lt;e&gt;." in page.html()
    assert r"Say `a\|b` or" in page.markdown()
    assert "<td>n" not in MARKDOWN.render(page.markdown())


# --- strings ---------------------------------------------------------------------------------------------------------


def test_paragraphs_and_list_items_are_split() -> None:
    assert split_paragraphs("a\nb\n\nc\n- d\n  e\n1. f") == ["a b", "c", "- d e", "1. f"]


def test_links_are_written_out() -> None:
    assert split_paragraphs("See [the site](https://e.org).") == ["See the site (https://e.org)."]


def test_of_a_long_description_the_beginning_is_shown() -> None:
    lines = Page("t", "\n\n".join(map(str, range(50)))).text().splitlines()
    assert lines[2:] == [*map(str, range(12)), "…"]


def test_a_string_is_shortened_to_a_line() -> None:
    assert (shorten("a\n b", 9), shorten("a" * 9, 9), shorten("a" * 10, 9)) == ("a b", "a" * 9, f"{'a' * 8}…")
    assert shorten("a" + " " * 100, 9) == "a…"


def test_the_page_of_an_api_lists_its_servers() -> None:
    servers = {
        "sandbox": {"url": "https://sandbox.example.com", "description": "To test. Always."},
        "eu": "https://eu.example.com",
    }
    text = api_page(load(describe(servers=servers))).text()
    assert section(text, "Servers, for Client(server=…)").split() == [
        "Servers,",
        "for",
        "Client(server=…)",
        "sandbox",
        "To",
        "test.",
        "eu",
        "https://eu.example.com",
    ]
