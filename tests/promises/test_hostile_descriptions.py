"""
A description from an untrusted source is loaded or refused: in time, in little memory, without access to anything else.

Each is used in a sandbox: it is loaded and linted, its help is rendered, and calls are prepared.
`sandbox.find_failures` compares the results with what is promised.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest

from dynaclient.description.loading import bundled
from dynaclient.schema.engines import DIALECTS
from dynaclient.schema.pattern_matcher import compile_own
from dynaclient.schema.pattern_parser import parse
from dynaclient.schema.pattern_tree import TooManySteps, count_repetitions, split_lookaheads
from dynaclient.schema.pattern_writer import write
from dynaclient.schema.patterns import compile_pattern
from dynaclient.schema.subschemas import child_schemas, combined_schemas
from dynaclient.schema.validation import Schema, Validator
from tests.support.sandbox import Report, Sandbox, find_failures, nested

NAME = "#/schemas/"
Cases = dict[str, Any]
HIDDEN = (
    "".join(map(chr, (*range(32), *range(127, 160)))) + "\u202e\u2066\u200f\u061c\u2028\u200b\ufeff\x1b[2J\x1b]0;x\x07"
)


def api(schema: Any = True, **more: Any) -> dict[str, Any]:
    """Return a description with this schema for a query parameter, a body and a response."""
    actions: dict[str, Any] = {
        "get": {"method": "GET", "parameters": {"q": {"in": "query", "schema": schema}}},
        "post": {"method": "POST", "parameters": {"b": {"in": "body", "schema": schema}}, "responses": {"200": {"schema": schema}}},
    }  # fmt: skip
    return {
        "dynaclient": 1, "server": "https://a.example", "schemas": {}, "resources": {"things": {"path": "/t", "actions": actions}}, **more
    }  # fmt: skip


def at(pointer: str, value: Any, **more: Any) -> dict[str, Any]:
    """Return a description with a value at a pointer."""
    description: dict[str, Any] = api(**more)
    parent: Any = description
    *keys, last = [key.replace("~1", "/") for key in pointer.split("/")]
    for key in keys:
        parent = parent.setdefault(key, {})
    parent[last] = value
    return description


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"{NAME}{name}"}


GET = "resources/things/actions/get"
QUERY = f"{GET}/parameters/q"


# --- references ------------------------------------------------------------------------------------------------------

GOALS = (
    "http://127.0.0.1:9/x", "https://evil.example/s.json", "file:///etc/passwd", "/etc/passwd", "other.json", "other.json#/a", "//evil.example/x",
    "ftp://x/y", "data:application/json,{}", "#anchor", "#", "", "urn:x", "#/schemas/%zz", "#/~2", "\x00", "http://[::1", "#/" + "a/" * 10_000,
    "x" * 100_000, "jar:file:///x!/y", "\ud800", "python:os.system", "https://json-schema.org/draft/2020-12/schema",
)  # fmt: skip
BASES: tuple[Any, ...] = (
    {"$id": "http://127.0.0.1:9/", "$ref": "other"}, {"$id": "http://127.0.0.1:9/x", "$defs": {"a": {"$ref": "#/$defs/a"}}},
    {"$schema": "http://127.0.0.1:9/meta"}, {"$schema": "http://json-schema.org/draft-03/schema#"}, {"$dynamicRef": "http://127.0.0.1:9/#x"},
    {"$recursiveRef": "http://127.0.0.1:9/#"}, {"$recursiveRef": "#"}, {"$dynamicRef": "#meta"}, {"$anchor": "x", "$ref": "#x"},
    {"$vocabulary": {"http://x": True}}, {"id": "http://127.0.0.1:9/"}, {"$id": 5}, {"$schema": 5}, {"$id": "#x"}, {"$dynamicAnchor": "x", "$dynamicRef": "#x"},
    {"properties": {"a": {"$id": "file:///etc/", "$ref": "passwd"}}},
)  # fmt: skip


def references() -> Iterator[tuple[str, Any]]:
    for number, goal in enumerate(GOALS):
        yield f"reference {number} of a schema", api({"$ref": goal})
        yield f"reference {number} of an action", at(GET, {"$ref": goal})
        yield f"reference {number} of a resource", at("resources/things", {"$ref": goal})
    for number, schema in enumerate(BASES):
        for dialect in DIALECTS:
            yield f"base {number} in {dialect}", api(schema, dialect=dialect)


def cycles() -> Iterator[tuple[str, Any]]:
    combined = {
        "itself": ref("a"), "allOf": {"allOf": [ref("a")]}, "anyOf": {"anyOf": [ref("a"), {"type": "null"}]}, "oneOf": {"oneOf": [ref("a")]},
        "not": {"not": ref("a")}, "if": {"if": ref("a"), "then": {"type": "string"}}, "then": {"if": True, "then": ref("a")},
        "dependent": {"dependentSchemas": {"x": ref("a")}}, "ten times": {"allOf": [ref("a")] * 10}, "properties": {"properties": {"x": ref("a")}},
        "required": {"properties": {"x": ref("a")}, "required": ["x"]}, "items": {"items": ref("a")}, "additional": {"additionalProperties": ref("a")},
        "patterns": {"patternProperties": {".": ref("a")}}, "names": {"propertyNames": ref("a")}, "contains": {"contains": ref("a")},
        "unevaluated": {"unevaluatedProperties": ref("a")}, "its own property": {"properties": {"x": ref("a/properties/x")}},
        "its own part": {"$defs": {"b": ref("a")}, "$ref": f"{NAME}a/$defs/b"}, "twice in depth": {"allOf": [{"properties": {"x": ref("a")}}] * 2},
    }  # fmt: skip
    for name, schema in combined.items():
        yield f"cycle of {name}", api(ref("a"), schemas={"a": schema})
    yield "cycle of two", api(ref("a"), schemas={"a": ref("b"), "b": ref("a")})
    yield "cycle of three", api(ref("a"), schemas={"a": ref("b"), "b": ref("c"), "c": ref("a")})
    yield (
        "cycle of two, ten times each",
        api(ref("a"), schemas={"a": {"allOf": [ref("b")] * 10}, "b": {"allOf": [ref("a")] * 10}}),
    )
    for pointer, goal in {
        "resources/things": "things", "resources/things/resources/x": "things", "resources/things/actions": "things/actions", GET: "things/actions/get",
        f"{GET}/parameters": "things/actions/get", QUERY: "things/actions/get/parameters/q", f"{GET}/links/a": "things/actions/get/links",
        f"{GET}/responses/200": "things/actions/get/responses", f"{QUERY}/schema": "things/actions/get/parameters/q/schema",
    }.items():  # fmt: skip
        yield f"cycle at {pointer}", at(pointer, {"$ref": f"#/resources/{goal}"})
    yield "cycle of all resources", at("resources", {"$ref": "#/resources"})
    yield "cycle of scopes", at("scopes/sets/a", [{"$ref": "#/scopes/sets/a"}])
    yield "cycle of the server", at("server", {"$ref": "#/server"})
    yield "cycle of what is common", at("common", {"$ref": "#/common"})
    yield "cycle of auth", at("auth/a", {"$ref": "#/auth"})


def _laughs(depth: int, key: str) -> dict[str, Any]:
    schemas = {f"s{level}": {key: [ref(f"s{level - 1}")] * 10} for level in range(1, depth + 1)}
    return api(ref(f"s{depth}"), schemas={"s0": {"type": "object"}, **schemas})


def _laughs_in_depth(depth: int) -> dict[str, Any]:
    schemas: dict[str, Any] = {"s0": {"type": "string"}}
    for level in range(1, depth + 1):
        below = {f"p{number}": ref(f"s{level - 1}") for number in range(10)}
        schemas[f"s{level}"] = {"type": "object", "required": list(below), "properties": below}
    return api(ref(f"s{depth}"), schemas=schemas)


def _laughing_values(depth: int) -> dict[str, Any]:
    values = {f"v{level}": [{"$ref": f"#/x-v/v{level - 1}"}] * 10 for level in range(1, depth + 1)}
    return {**at(f"{GET}/links", {"$ref": f"#/x-v/v{depth}"}), "x-v": {"v0": "lol", **values}}


def _laughing_scopes(depth: int) -> dict[str, Any]:
    sets = {f"s{level}": [{"$ref": f"#/scopes/sets/s{level - 1}"}] * 10 for level in range(1, depth + 1)}
    return {**at(f"{GET}/scopes", {"$ref": f"#/scopes/sets/s{depth}"}), "scopes": {"sets": {"s0": ["a"], **sets}}}


def bombs() -> Iterator[tuple[str, Any]]:
    for depth in range(1, 13):
        for key in ("allOf", "anyOf", "oneOf"):
            yield f"laughs of {key}, {depth} deep", _laughs(depth, key)
        yield f"laughs in properties, {depth} deep", _laughs_in_depth(depth)
        yield f"laughing values, {depth} deep", _laughing_values(depth)
        yield f"laughing scopes, {depth} deep", _laughing_scopes(depth)
    leaf = {"a": {"type": "object"}}
    yield "wide allOf", api({"allOf": [ref("a")] * 2_000}, schemas=leaf)
    yield "too wide anyOf", api({"anyOf": [ref("a")] * 20_000}, schemas=leaf)
    yield "wide properties", api({"properties": {f"p{number}": ref("a") for number in range(5_000)}}, schemas=leaf)
    yield "wide enum", api({"enum": [f"v{number}" for number in range(20_000)]})
    yield "many parameters", at(f"{GET}/parameters", {f"p{number}": {"in": "query"} for number in range(500)})
    resources = {f"r{number}": {"actions": {"get": {"method": "GET"}}} for number in range(1_000)}
    yield "many resources", at("resources", resources)
    for name, link in {
        "$ref": lambda goal: goal,
        "allOf": lambda goal: {"allOf": [goal]},
        "properties": lambda goal: {"properties": {"a": goal}},
    }.items():
        chain = {f"s{level}": link(ref(f"s{level + 1}")) for level in range(500)}  # type: ignore[no-untyped-call]
        yield f"chain of {name}", api(ref("s0"), schemas={**chain, "s500": {}})


# --- depth, size, and data that is not a description -----------------------------------------------------------------


def depths() -> Iterator[tuple[str, Any]]:
    for levels in (100, 300, 500, 520, 900, 5_000, 100_000):
        front = b'{"dynaclient":1,"resources":{"a":{"actions":{"g":{"method":"GET",'
        lists = b"[" * levels + b"]" * levels
        schema = b'{"not":' * levels + b"{}" + b"}" * levels
        yield f"lists {levels} deep", front + b'"links":' + lists + b"}}}}}"
        yield f"an example {levels} deep", front + b'"parameters":{"q":{"in":"query","example":' + lists + b"}}}}}}}"
        yield f"a schema {levels} deep", front + b'"parameters":{"q":{"in":"query","schema":' + schema + b"}}}}}}}"
        yield f"an extension {levels} deep", b'{"dynaclient":1,"resources":{},"x-a":' + lists + b"}"
        resources = b'{"a":{"resources":' * levels + b"{}" + b"}}" * levels
        yield f"resources {levels} deep", b'{"dynaclient":1,"resources":' + resources + b"}"


NO_DESCRIPTIONS = (
    b"", b"null", b"5", b"[]", b'"x"', b"{}", b"\0" * 1000, b"[" * 100_000, b'{"dynaclient":1,"title":"\xff"}', '{"dynaclient":1}'.encode("utf-16"),
    b'{"dynaclient":NaN}', b'{"dynaclient":1e999,"resources":{}}', b'{"dynaclient":' + b"1" * 100_000 + b"}", b'{"dynaclient":true,"resources":{}}',
    b'{"dynaclient":1,"dynaclient":1,"resources":{},"resources":{}}', b'{"dynaclient":1,"resources":[]}', b'{"dynaclient":1,"resources":{"a":5}}',
    b'{"dynaclient":1,"resources":{"a":{"actions":5}}}', b'{"dynaclient":1,"resources":{"a":{"actions":{"b":5}}}}', b'{"dynaclient":1,"resources":{"a":null}}',
    b'{"dynaclient":1,"resources":{"a":{"resources":"x"}}}', b'{"dynaclient":1,"resources":{},"dialect":{}}', b'{"dynaclient":1,"resources":{},"dialect":"draft-03"}',
)  # fmt: skip


def sizes() -> Iterator[tuple[str, Any]]:
    yield from ((f"no description {number}", data) for number, data in enumerate(NO_DESCRIPTIONS))
    yield "4 MB of empty lists", b'{"dynaclient":1,"resources":{},"x-a":[' + b"[]," * 1_300_000 + b"0]}"
    yield "4 MB of objects", b'{"dynaclient":1,"resources":{},"x-a":[' + b'{"":0},' * 570_000 + b"0]}"
    yield "4 MB of prose", api(description="a " * 2_000_000)
    yield "a word of 1 MB", at(f"{QUERY}/description", "a" * 1_000_000)
    yield "a description of 1 MB", at(f"{GET}/description", "word. " * 170_000)
    yield "sentences without end", at(f"{GET}/description", "!" * 200_000)
    yield "a name of 1 MB", api(schemas={"a" * 1_000_000: {}})
    yield "more than 64 MiB", b" " * (64 * 1024 * 1024 + 1)


# --- values, names, addresses, paths, strings ------------------------------------------------------------------------

MALFORMED: tuple[Any, ...] = (
    5, "x", [], None, 1.5, {"multipleOf": 0}, {"multipleOf": -1}, {"multipleOf": 10**400}, {"multipleOf": 1e-320}, {"maximum": "x"}, {"maximum": 10**400},
    {"minimum": -(10**400)}, {"exclusiveMinimum": "x"}, {"minimum": 1, "exclusiveMinimum": True}, {"maximum": 1e308, "multipleOf": 5e-324},
    {"type": "nothing"}, {"type": 5}, {"type": []}, {"type": [5]}, {"type": {}}, {"pattern": "("}, {"pattern": 5}, {"pattern": "\\"}, {"pattern": "\ud800"},
    {"pattern": "a{100000}"}, {"pattern": "((a{1,1000}){1,1000}){1,1000}"}, {"pattern": "(" * 5000 + ")" * 5000}, {"pattern": "(?:" * 300 + "a" + ")*" * 300},
    {"pattern": "(a{1,100}){1,100}(?=b)"}, {"pattern": "(?=" * 200 + ")" * 200}, {"pattern": "[" * 10_000}, {"patternProperties": {"(": {}}}, {"patternProperties": 5},
    {"properties": []}, {"properties": {"a": 5}}, {"items": 5}, {"items": "x"}, {"allOf": {}}, {"allOf": []}, {"allOf": 5}, {"anyOf": [5]}, {"oneOf": "x"},
    {"not": 5}, {"if": 5}, {"then": []}, {"enum": 5}, {"enum": {}}, {"enum": []}, {"enum": ["\ud800"]}, {"required": 5}, {"required": [5]}, {"required": "abc"},
    {"minLength": -1}, {"minLength": 10**30}, {"maxLength": "5"}, {"minItems": 1.5}, {"maxItems": True}, {"uniqueItems": "x"}, {"const": {"$ref": "#"}},
    {"dependencies": 5}, {"dependentRequired": {"a": 5}}, {"dependentSchemas": {"a": 5}}, {"propertyNames": 5}, {"contains": 5}, {"prefixItems": {}},
    {"additionalProperties": 5}, {"unevaluatedProperties": 5}, {"format": 5}, {"contentEncoding": 5}, {"$ref": 5}, {"$ref": {"$ref": "#"}}, {"$ref": ["#"]},
    {"$defs": 5}, {"examples": 5}, {"examples": "x"}, {"title": 5}, {"description": 5}, {"file": 5}, {"file": "true"}, {"secret": 5}, {"errorMessage": 5},
    {"default": {"$ref": "http://x"}},
)  # fmt: skip
NAMES = (
    "__init__", "__class__", "__dict__", "__getattr__", "__reduce__", "__del__", "__name__", "_session", "_client", "_shared", "close", "call", "token", "api",
    "find", "can", "with_options", "prepare", "action", "self", "self_", "cls", "mro", "import", "class", "None", "True", "", "a" * 10_000, "\u202e", "\u202eabc", "a\x00b",
    "a\x1b[31mb", "\n", "a.b", "a/b", "..", "~", "~1", "é", "\ud800", "😀", "ａ", "{x}", "%s", "{0.__class__}", "x-y", "$ref", "0", "1a", "_", "__",
)  # fmt: skip
ADDRESSES: tuple[Any, ...] = (
    "@evil.example", "https://a@evil.example", "https://a:b@evil.example", "//evil.example", "\\\\evil", "http://evil", "https://evil\\@good", "https://[",
    "https://[::1", "https://a:99999", "https://a:-1", "https://a:0", "https://a b", "https://a\n", "https://é.example", "javascript:alert(1)", "file:///etc/passwd",
    "https://", "", "https://a/../b", "https://a/%2e%2e/b", "https://a?x", "https://a#x", "https://{x}.example", "https://{x.__class__}", "https://{",
    "https://a" + "/x" * 100_000, "https://{x}" * 1000, 5, {"url": "https://{x}", "variables": {"x": {"default": "evil.example/"}}},
    {"url": "https://{x}.good.example", "variables": {"x": {"default": "evil.example/#"}}}, {"url": "https://{x}", "variables": {"x": {"default": "@"}}},
    {"url": "https://{x}", "variables": {}}, {"url": "{x}" * 10_000, "variables": {"x": {"default": "https://a" * 100}}},
)  # fmt: skip
PATHS = (
    "/{id.__class__}", "/{id.__init__.__globals__}", "/{id[0]}", "/{id!r}", "/{id:>1000000000}", "/{}", "/{0}", "{id}", "/{id", "/id}", "/{{id}}", "/{id}{id}",
    "/../x", "/./x", "/a/../../b", "/%2e%2e/", "//x", "/a?b", "/a#b", "/\x00", "/\n", "/a b", "/é", "/\ud800", "/" + "{q}" * 5000, "/{q}" * 2000, "/" + "a" * 1_000_000,
    "@evil", "\\evil", "http://evil/", "/{__class__}", "/%(x)s", "/$x", "/;..;/", "/a;x=1", "/\u202e",
)  # fmt: skip
WIRE_NAMES = ("a\r\nb", "Host", "Authorization", "Cookie", "Content-Length", "Transfer-Encoding", "a b", "é", "", " ")


def values() -> Iterator[tuple[str, Any]]:
    for number, schema in enumerate(MALFORMED):
        for dialect in DIALECTS:
            yield f"malformed {number} in {dialect}", api(schema, dialect=dialect)


def names() -> Iterator[tuple[str, Any]]:
    for number, name in enumerate(NAMES):
        actions = {name: {"method": "GET", "parameters": {name: {"in": "query"}}}}
        below = {f"{name}2": {"actions": {"get": {"method": "GET"}}}}
        resource = {"path": "/t", "actions": actions, "resources": below}
        yield f"name {number} of everything", at("resources", {name: resource})
        schema = {"properties": {name: {"type": "string"}}, "title": name}
        parameters = {location: {"in": location, "name": name} for location in ("query", "header", "cookie")}
        made = at(f"{GET}/parameters", parameters, schemas={name: schema})
        made["auth"] = {name: {"type": "apiKey", "in": "header", "name": name}}
        yield f"name {number} on the wire", made
    for location in ("header", "cookie", "path", "query", "part", "body"):
        for number, name in enumerate(WIRE_NAMES):
            yield f"wire name {number} in {location}", at(f"{GET}/parameters", {"p": {"in": location, "name": name}})


def addresses() -> Iterator[tuple[str, Any]]:
    for number, address in enumerate(ADDRESSES):
        yield f"address {number} of all", at("server", address)
        yield f"address {number} of one", at(f"{GET}/server", address)
    for number, path in enumerate(PATHS):
        yield f"path {number}", at(f"{GET}/path", path)
        made = at(f"{GET}/at", path)
        made["resources"]["things"]["actions"]["get"]["parameters"] = {"id": {"in": "path"}, "q": {"in": "path"}}
        yield f"whole path {number}", made


def strings() -> Iterator[tuple[str, Any]]:
    for front in ("", "x"):
        text = front + HIDDEN
        schema = {"type": "string", "enum": ["ok\x1b[31m", text], "examples": [text]}
        schema |= dict.fromkeys(("title", "description", "default"), text)
        made = api(schema, title=text, version=text, description=text)
        thing = made["resources"]["things"]
        thing["description"] = text
        thing["actions"]["get"].update(
            description=text, deprecated=text, since=text, links=[{"title": text, "url": "https://a"}], responses={"200": {"description": text}}
        )  # fmt: skip
        thing["actions"]["get"]["parameters"]["q"].update(
            description=text, deprecated=text, since=text, default=text, preset="ok\x1b[31m", example=text
        )  # fmt: skip
        yield f"strings that begin with {front!r}", made
    for key in ("method", "scopes", "description", "since", "deprecated"):
        yield f"a hidden {key}", at(f"{GET}/{key}", HIDDEN)
    yield "a method with a line", at(f"{GET}/method", "GET\r\nX: y")


GROUPS = {
    "references": references, "cycles": cycles, "bombs": bombs, "depths": depths, "sizes": sizes, "values": values, "names": names,
    "addresses": addresses, "strings": strings,
}  # fmt: skip


# --- tests -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("hostile")) as running:
        yield running


def _failures(sandbox: Sandbox, cases: Cases) -> list[str]:
    return [f"{name}: {failure}" for name, case in cases.items() for failure in find_failures(sandbox.report(case))]


@pytest.mark.parametrize("complete", [False, pytest.param(True, marks=pytest.mark.full)])
@pytest.mark.parametrize("group", GROUPS)
def test_hostile_descriptions_are_loaded_or_refused(sandbox: Sandbox, group: str, complete: bool) -> None:
    cases = dict(GROUPS[group]())
    # Every tenth row of long tables, which are long because of dialects and locations; every third row of the others.
    step = 1 if complete else 3 if len(cases) < 60 else 10
    assert _failures(sandbox, dict(islice(cases.items(), 0, None, step))) == []


def test_the_bundled_description_passes_too(sandbox: Sandbox) -> None:
    report = sandbox.report(bundled().read_bytes())
    assert list(find_failures(report)) == []
    assert (report.refused, report.problems) == (False, 0)


def test_an_external_reference_is_reported_with_its_pointer(sandbox: Sandbox) -> None:
    message = sandbox.report(api({"$ref": "http://127.0.0.1:9/x"})).message
    assert "/resources/things/actions/get/parameters/q/schema" in message
    assert "nothing is fetched" in message


def test_each_failure_in_the_sandbox_is_reported() -> None:
    report = Report(True, 0, 3.0, "load", 1 << 30, ["open"], ["ValueError"], ["\x1b"], "")
    assert len(list(find_failures(report))) == 5


# --- patterns --------------------------------------------------------------------------------------------------------

EVIL = (
    r"^(a+)+$", r"^(a|a)*$", r"^(a|aa)+$", r"^([a-zA-Z]+)*$", r"(x+x+)+y", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"^(a*)*$", r"^(a*)+b",
    r"(.*)(.*)(.*)(.*)(.*)=(.*)", r"^(.*a){20}$", r"^(.*?,){11}P", r"\s+$", r"^\s*((\s*\S+\s*)*)\s*$", r"^(\w+\s?)*$",
    r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$", r"^(?:(?:a?){30})a{30}$",
    r"(a?){100}a{100}", r'^(?:[^"\\]|\\.)*"$', r"^(\d+)*\.(\d+)*$", r"^((ab)*)+$", r"(?:\.|[^.])*x$", r"<!--.*?(-->|$)x", r"^(?:.|\s)*?x$",
    r"^((((a+)+)+)+)+$", r"(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?(x|y)+z", r"^(https?:\/\/)?([\da-z\.-]+)\.([a-z\.]{2,6})([\/\w \.-]*)*\/?$",
    r"\b(\w+)+\b!", r"([a-z]{1,1000}){2}z!", r"^(?=a)(a+)+$", r"^(?!b)(a|a)*$", r"^(?=.*(a+)+b)(?!.*(a|a)+c)x", r"^(?=(a+)+$)a",
)  # fmt: skip
"""Patterns whose time is exponential with a backtracking engine; the last ones have lookaheads."""
BACKTRACKING = (
    r"^(a+)+\1$", r"(?<=a)(a+)+$", r"^(?=(a+))\1+$", r"^((a+)+)(?=b)", r"{{(a+)+$", r"^(a|aa)+(?!x)\1$", r"(?=.*(a+)+b)x", r"(.*){50}(?=x)", r"[[](a+)+$",
    r"(?<x>a+)+\k<x>$", r"[](a+)+b", r"^((?!b).)*(a+)+$",
)  # fmt: skip
"""Patterns that are not the fast engine's."""
COUNTED = (
    "((a{1,100}){1,100}){1,10}$",
    "^(a{1,100}){1,100}$",
    "(.{9}.{0,99}){60}",
    "[a-z]{1,65536}z!",
    "^.{0,262144}$",
    "(.{0,9999}a){3}b",
)
"""Patterns that repeat too often for the fast engine."""
LONG = (
    "a" * 100_000, "a" * 100_000 + "!", "ab" * 50_000 + "!", "0" * 100_000 + "!", " " * 100_000 + "x", "." * 100_000 + "!", "a," * 50_000 + "!", "<!--" * 25_000,
)  # fmt: skip
SHORT = tuple(short for text in LONG for short in (text[:5_000], text[:4_999] + "!", text[:30] + "!"))


def _slowest(found: Callable[[str], bool], texts: tuple[str, ...], *, may_stop: bool) -> float:
    slowest = 0.0
    for text in texts:
        started = time.process_time()
        try:
            found(text)
        except TooManySteps:
            assert may_stop
        slowest = max(slowest, time.process_time() - started)
    return slowest


@pytest.mark.parametrize("pattern", EVIL)
def test_a_pattern_matches_in_linear_time(pattern: str) -> None:
    assert _slowest(compile_pattern(pattern), LONG + SHORT, may_stop=False) < 0.1


def _part(texts: tuple[str, ...], number: int, *, complete: bool) -> tuple[str, ...]:
    """Return the texts for a pattern: for each another fourth of them, so that four patterns have all."""
    return texts if complete else texts[number % 4 :: 4]


ALL_TEXTS = pytest.mark.parametrize("complete", [False, pytest.param(True, marks=pytest.mark.full)])


@pytest.mark.uncounted
@ALL_TEXTS
@pytest.mark.parametrize(("number", "pattern"), list(enumerate(BACKTRACKING + COUNTED)))
def test_backtracking_is_limited(number: int, pattern: str, complete: bool) -> None:
    assert _slowest(compile_pattern(pattern), _part(LONG + SHORT, number, complete=complete), may_stop=True) < 4


@pytest.mark.uncounted
@ALL_TEXTS
@pytest.mark.parametrize(("number", "pattern"), list(enumerate(EVIL + BACKTRACKING + COUNTED)))
def test_our_own_matcher_is_limited(number: int, pattern: str, complete: bool) -> None:
    assert _slowest(compile_own(pattern), _part(SHORT, number, complete=complete), may_stop=True) < 4


LINEAR = (
    r"^(a+)+$", r"(a+)+$", r"^(a|a)*$", r"(x+x+)+y", r"^(.*a){20}$", r"\s+$", r"^((((a+)+)+)+)+$", r"[a-z]{1,65536}z!", r"^.{0,262144}$",
    r"^(a{2})*(?=b)", r"^((?!b).)*(a+)+$", r"(?<=b[^x]{1,4000})-", r"^(a+)+\1\1$",
)  # fmt: skip


@pytest.mark.uncounted
@pytest.mark.parametrize("pattern", LINEAR)
def test_our_own_matcher_decides_what_others_would_backtrack_in(pattern: str) -> None:
    found = compile_own(pattern)
    texts = [text[:300] if "\\1" in pattern else text for text in SHORT]
    assert _slowest(found, tuple(texts), may_stop=False) < 4


def test_there_are_enough_evil_patterns() -> None:
    assert len(EVIL) >= 30


@pytest.mark.parametrize("pattern", ["(((a{9}b){1,1000}){1,1000}){1,1000}$", "(?:(?:(?:){5000}){5000}){5000}"])
def test_a_pattern_whose_counts_multiply_too_much_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="quantifiers"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("^(?!b|c)(?=a[0-9])d+$", [("^(?:b|c)", False), ("^a[0-9]", True), ("^d+$", True)]), (r"^(?=[)](\)))x", [(r"^\x29(?:\x29)", True), ("^x", True)]),
        (r"^(?!a)x|y", None), (r"^(?=a)*b", None), ("^(a)b", None), ("(?=a)b", None), ("a", None), ("^", None),
    ],
)  # fmt: skip
def test_lookaheads_are_split_off(pattern: str, parts: Any) -> None:
    split = split_lookaheads(parse(pattern).tree)
    assert len(split) == 1 if parts is None else [(write(part), expected) for part, expected in split] == parts


@pytest.mark.parametrize(
    ("pattern", "count"), [("a", 1), ("a{5}", 5), ("(a{2,3}){4,}", 12), ("((a{2}){3}b{9}){2}", 18), ("{{a}", 1), ("[{2}]", 1), ("(a|b{3})?c*", 3)]
)  # fmt: skip
def test_repetitions_multiply(pattern: str, count: int) -> None:
    assert count_repetitions(parse(pattern).tree) == count


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^(?!.*admin)[a-z]+$", "user" * 50_000, True), (r"^(?!.*admin)[a-z]+$", "user" * 50_000 + "admin", False), (r"^(a)\1+$", "a" * 4_000, True),
        (r"^(a)\1+$", "a" * 6_000, True), (r"(?<=x)[\D]\b", "x٣", False), (r"(?<=x)[\W]", "xé", True), (r"(?<=x)[\S]", "x\ufeff", False),
        (r"(?<=x)\d", "x٣", False), (r"(?<=x)\w\B", "xab", True), (r"(?<=\u{78})\x41", "xA", True), (r"^(?:(?<n>a)(b))\k<n>$", "aba", True),
        (r"(?<=a+)b{2}c(\1)", "aabbc", True), (r"^\k<n>(?<n>a)$", "a", True), (r"(a)(?:(?:){4999}){1}\1", "aa", True),
    ],
)  # fmt: skip
def test_a_backtracking_pattern_matches_correctly(pattern: str, text: str, found: bool) -> None:
    assert compile_pattern(pattern)(text) is found


# --- combined schemas ------------------------------------------------------------------------------------------------


def _first(schemas: Cases) -> str:
    return str(Schema({"schemas": schemas}, ("schemas", "a"), "2020-12").problems()[0])


def _problems(schemas: Cases) -> set[str]:
    return {problem.rule for problem in Schema({"schemas": schemas}, ("schemas", "a"), "2020-12").problems()}


@pytest.mark.parametrize(
    "schema",
    [{"allOf": [ref("a")]}, {"dependentSchemas": {"x": ref("a")}}, {"not": ref("a")}, {"anyOf": [ref("b")] * 101}, {"oneOf": [True] * 10_000}],
)  # fmt: skip
def test_a_schema_that_combines_too_much_is_refused(schema: Any) -> None:
    assert _problems({"a": schema, "b": {"anyOf": [{}] * 101}}) == {"schema-size"}


@pytest.mark.parametrize(
    "parent", [{"properties": {"x": ref("b")}}, {"items": ref("b")}, {"if": {"contains": ref("b")}}]
)
@pytest.mark.parametrize("schema", [{"not": ref("b")}, {"allOf": [ref("c")]}, {"if": ref("b"), "then": ref("c")}])
def test_a_subschema_that_combines_too_much_is_refused(parent: Any, schema: Any) -> None:
    assert _problems({"a": parent, "b": schema, "c": {"oneOf": [ref("b"), True]}}) == {"schema-size"}


@pytest.mark.parametrize(
    "schema", [{"properties": {"x": ref("a")}}, {"items": ref("a")}, {"allOf": [ref("b")] * 50}, True]
)
def test_a_schema_that_is_only_recursive_or_wide_is_accepted(schema: Any) -> None:
    assert _problems({"a": schema, "b": {"anyOf": [{}] * 50}}) == set()


def test_a_long_chain_of_schemas_is_refused() -> None:
    chain = {f"s{level}": {"allOf": [ref(f"s{level + 1}")]} for level in range(300)}
    assert _problems({**chain, "s300": {}, "a": ref("s0")}) == {"schema-size"}
    assert _problems({**chain, "s50": {}, "a": ref("s0")}) == set()


@pytest.mark.parametrize(
    ("schemas", "problem"),
    [
        (
            {"a": {"allOf": [{"type": "object"}, ref("a")]}},
            "/schemas/a/allOf/1: the schema combines itself without end: `$ref` '#/schemas/a' leads back to where it is"
            " combined — remove this `$ref`",
        ),
        ({"a": {"allOf": [ref("c"), ref("b")]}, "b": {"anyOf": [ref("c"), ref("a")]}, "c": {}}, "/schemas/b/anyOf/1: "),
        (
            {"a": {"anyOf": [ref("b")] * 101}, "b": {"anyOf": [{}] * 101}},
            "/schemas/a: the schema combines more than 10,",
        ),
    ],
)
def test_a_reference_to_itself_is_named(schemas: Cases, problem: str) -> None:
    assert _first(schemas).startswith(problem)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_property_with_the_name_ref_is_a_property(dialect: str) -> None:
    schemas = {"a": {"properties": {"$ref": ref("b"), "$refs": ref("b")}}, "b": {"type": "string"}}
    schema = Schema({"schemas": schemas}, ("schemas", "a"), dialect)
    combined = combined_schemas(child_schemas(schema.view, "$ref")[0])
    assert [part["type"] for part in combined if "type" in part] == ["string"]
    assert [violation.path for violation in schema.find_violations({"$ref": 5})] == [("$ref",)]


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf", "allOf"])
def test_a_value_with_very_many_combinations_is_validated_in_time(keyword: str) -> None:
    node = {"type": "object", "properties": {"next": ref("a")}, "required": ["end"]}
    document = {"schemas": {"a": {keyword: [node, {**node, "title": "b"}]}}}
    validator = Validator(Schema(document, ("schemas", "a"), "2020-12").validator.schema, fast_schema=False)
    value: dict[str, Any] = nested(40, lambda inside: {"next": inside}, {})
    found = {(violation.path, violation.rule) for violation in validator.find_violations(value)}
    assert found == {(("next",) * depth, "required") for depth in range(41)}


def test_the_number_of_violations_is_limited() -> None:
    assert len(Validator({"items": {"type": "string"}}).find_violations([1] * 5_000)) == 1_000
    assert len(Validator({"items": {"items": False}}).find_violations([[1] * 3] * 1_100_000)) == 1_000


def test_nested_returns_so_many_levels() -> None:
    assert json.dumps(nested(3, lambda inside: [inside], 1)) == "[[[1]]]"
