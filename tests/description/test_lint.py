"""Lint reports every problem of a description: its pointer, its line, and what to write instead."""

from __future__ import annotations

import contextlib
import copy
import functools
import json
import math
import operator
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Api, Client, DescriptionError, DynaclientError, DynaclientWarning, Problem, lint, load
from dynaclient.description.document import TOP_LEVEL
from dynaclient.description.positions import Positions
from dynaclient.schema import engines
from tests.support import DATA
from tests.support.descriptions import action, client_of, describe, query

GET = "/resources/things/actions/get"
BEARER = {"accessToken": {"type": "bearer"}}


def only(**parameters: Any) -> dict[str, Any]:
    return describe({"get": action(parameters)})


def with_schema(schema: Any, **top: Any) -> dict[str, Any]:
    return describe({"get": action({"q": query(schema)})}, **top)


def deep(levels: int) -> list[Any]:
    """Return lists in lists."""
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def deep_schema(levels: int) -> dict[str, Any]:
    """Return an invalid schema, deeply nested in others."""
    schema: dict[str, Any] = {"type": "strin"}
    for _ in range(levels):
        schema = {"not": schema}
    return schema


Q = f"{GET}/parameters/q"


TOKEN = {"schema": {"type": "object", "properties": {"token": {}, "user": {"properties": {"id": {}}}}}}


def scheme(**keys: Any) -> dict[str, Any]:
    """Return a description with an auth scheme `a`, and an action that returns a token."""
    login = {"method": "POST", "auth": False, "parameters": {"kind": query()}, "responses": {"200": TOKEN}}
    me = action({"id": query({"type": "string"}, preset="me", required=True)}, responses={"200": TOKEN})
    return describe({"get": action(), "login": login, "me": me}, auth={"a": keys})


def way(value: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return scheme(type="bearer", obtain={"w": {**value, **keys}})


LOGIN = {"by": "action", "action": "things.login", "token": "/token"}
ROBOT = {"by": "clientCredentials", "tokenUrl": "https://a.example/t"}
WAY = "/auth/a/obtain/w"
KEY = {"type": "apiKey", "in": "header", "name": "K"}
NOT_HERE = [
    ("basic", "in", "header"), ("digest", "name", "a"), ("bearer", "prefix", "a "), ("basic", "format", "a"), ("bearer", "scheme", "dpop"),
    ("mutualTLS", "service", "a"), ("bearer", "region", "a"), ("basic", "obtain", {}), ("awsSigv4", "obtain", {}),
]  # fmt: skip
NOT_IN_WAY: list[tuple[dict[str, Any], str, Any]] = [
    (LOGIN, "tokenUrl", "/t"), (LOGIN, "scopes", {}), (LOGIN, "parameters", {}), (LOGIN, "cookie", "a"), (ROBOT, "action", "things.get"),
    (ROBOT, "expires", "/a"), (ROBOT, "authorizationUrl", "/a"), (ROBOT, "deviceAuthorizationUrl", "/a"), (ROBOT, "openIdConnectUrl", "/a"),
    ({"by": "implicit", "authorizationUrl": "/a"}, "tokenUrl", "/t"), ({"by": "openIdConnect", "openIdConnectUrl": "/a"}, "refreshUrl", "/t"),
    ({"by": "openIdConnect", "openIdConnectUrl": "/a"}, "oauth2MetadataUrl", "/t"),
]  # fmt: skip
MISSING = {
    "action": ({"token": "/a"}, "action"), "action ": ({"action": "a.b"}, "token"), "authorizationCode": ({"authorizationUrl": "/a"}, "tokenUrl"),
    "clientCredentials": ({}, "tokenUrl"), "deviceAuthorization": ({"tokenUrl": "/a"}, "deviceAuthorizationUrl"),
    "password": ({}, "tokenUrl"), "implicit": ({}, "authorizationUrl"), "openIdConnect": ({}, "openIdConnectUrl"),
}  # fmt: skip
Row = tuple[dict[str, Any], str, str, str]
WRONG_IN_AUTH: dict[str, Row] = {
    **{f"{key} of {kind}": (scheme(type=kind, **{key: value}), f"/auth/a/{key}", "not", f"`{key}` is only for") for kind, key, value in NOT_HERE},
    **{f"{key} by {value['by']}": (way(value, **{key: wrong}), f"{WAY}/{key}", "not", "use either" if key == "cookie" else "remove") for value, key, wrong in NOT_IN_WAY},
    **{f"{by} without its {key}": (way({"by": by.strip(), **keys}), WAY, "required", f"`{key}`") for by, (keys, key) in MISSING.items()},
    "no scheme of HTTP": (scheme(type="http"), "/auth/a", "required", "`scheme`"),
    "a scheme of HTTP with a space": (scheme(type="http", scheme="a b"), "/auth/a/scheme", "pattern", "such as negotiate"),
    "a scheme of HTTP that is a type": (scheme(type="http", scheme="Basic"), "/auth/a/scheme", "not", "types of their own"),
    "a service with a space": (scheme(type="awsSigv4", service="a b"), "/auth/a/service", "pattern", "AWS"),
    "a region with a brace": (scheme(type="awsSigv4", region="{a"), "/auth/a/region", "pattern", "in braces"),
    "a name of a way": (scheme(type="bearer", obtain={"a b": LOGIN}), "/auth/a/obtain", "pattern", "for the name of a way"),
    "an unknown way": (way({"by": "authorizationcode"}), f"{WAY}/by", "enum", "did you mean authorizationCode?"),
    "no pointer": (way(LOGIN, token="token"), f"{WAY}/token", "pattern", "JSON pointer"),
    "no name of an action": (way(LOGIN, action="login"), f"{WAY}/action", "pattern", "the full name of an action"),
    "a URL with a space": (way(ROBOT, tokenUrl="a b"), f"{WAY}/tokenUrl", "pattern", "without white space"),
    "a scope that is empty": (way(ROBOT, scopes={"": "a"}), f"{WAY}/scopes", "not", "is not empty"),
    "refresh without an action": (way(LOGIN, refresh="/a"), WAY, "dependentRequired", ""),
    "csrf in two places": (
        scheme(**{**KEY, "in": "cookie", "obtain": {"w": {"by": "action", "action": "things.login", "cookie": "K", "csrf": {"header": "A", "token": "", "cookie": "a"}}}}),
        f"{WAY}/csrf/cookie", "not", "use either",
    ),
    "csrf in no place": (way({"by": "action", "action": "a.b", "cookie": "K", "csrf": {"header": "A"}}), f"{WAY}/csrf", "required", "`token`"),
    "whoami without a name": (scheme(type="bearer", whoami={"action": "things.get"}), "/auth/a/whoami", "required", "`name`"),
}  # fmt: skip
"""What the format does not allow of an auth scheme."""
ADVICE_ON_AUTH: dict[str, Row] = {
    "an action that does not exist": (way(LOGIN, action="things.logn"), f"{WAY}/action", "obtain", "did you mean things.login?"),
    "a login that requires what it obtains": (way(LOGIN, action="things.get"), f"{WAY}/action", "obtain", '"auth": false'),
    "a refresh that requires what it obtains": (way(LOGIN, refresh="/user", refreshAction="things.get"), f"{WAY}/refreshAction", "obtain", '"auth": false'),
    "an argument that does not exist": (way(LOGIN, arguments={"knd": 1}), f"{WAY}/arguments", "obtain", "did you mean kind?"),
    "a member that does not exist": (way(LOGIN, token="/tokn"), f"{WAY}/token", "obtain", "did you mean token?"),
    "an inner member that does not exist": (way(LOGIN, expires="/user/name"), f"{WAY}/expires", "obtain", "declares no member 'name'"),
    "a cookie elsewhere": (way({"by": "action", "action": "things.login", "cookie": "sid"}), f"{WAY}/cookie", "obtain", '"in": "cookie"'),
    "http": (way(ROBOT, tokenUrl="http://localhost.example/t"), f"{WAY}/tokenUrl", "obtain", "unencrypted"),
    "another scheme of URLs": (way(ROBOT, tokenUrl="ftp://a.example/t"), f"{WAY}/tokenUrl", "obtain", "https://host/path"),
    "a variable in a URL": (way(ROBOT, tokenUrl="https://{a}.example/t"), f"{WAY}/tokenUrl", "obtain", "braces"),
    "a fragment": (way(ROBOT, tokenUrl="https://a.example/t#a"), f"{WAY}/tokenUrl", "obtain", "fragment"),
    "what is no URL": (way(ROBOT, tokenUrl="https://[a/t"), f"{WAY}/tokenUrl", "obtain", "is not a URL"),
    "an unknown variable in a region": (scheme(type="awsSigv4", region="{regon}"), "/auth/a/region", "server", "no server has"),
    "a scope that cannot be asked for": (
        {**way(ROBOT, scopes={"read": "", "write": ""}), "requires": {"a": ["raed"]}}, "/requires", "obtain", "did you mean read?",
    ),
    "whoami that does not exist": (scheme(type="bearer", whoami={"action": "things.gte", "name": ""}), "/auth/a/whoami/action", "whoami", "did you mean things.get or"),
    "the name of whoami": (scheme(type="bearer", whoami={"action": "things.me", "name": "/usr"}), "/auth/a/whoami/name", "whoami", "did you mean user?"),
}  # fmt: skip
"""What only lint looks for in an auth scheme."""
TITLED: dict[str, Any] = {
    "properties": {"title": {}, "author": {"properties": {"name": {}}}, "tags": {"type": "array"}}
}
LISTED: dict[str, Any] = {
    "type": "object", "additionalProperties": False,
    "properties": {
        "data": {"type": "array", "items": {"properties": {"id": {"type": "integer"}, "tags": {"type": "array"}}}},
        "total": {"type": ["integer", "null"]}, "more": {"type": "boolean"}, "meta": {"$ref": "#/schemas/meta"},
    },
}  # fmt: skip
META = {"allOf": [{"properties": {"next": {"type": "string"}}}]}
PAGED: dict[str, Any] = {
    "style": "cursor",
    "cursor": "q",
    "next": "/meta/next",
    "items": "/data",
    "total": "/total",
    "hasMore": "/more",
}


def pages(schema: Any = None, *, responses: Any = None, **keys: Any) -> dict[str, Any]:
    described = responses or {
        "200": {"schema": LISTED if schema is None else schema}, "default": {"schema": {"properties": {"error": {}}}},
    }  # fmt: skip
    named = {**PAGED, **keys} if "style" not in keys else {"cursor": "q", "items": "/data", **keys}
    return describe({"get": action({"q": query()}, paginate=named, responses=described)}, schemas={"meta": META})


PAGING = f"{GET}/paginate"
ADVICE_ON_PAGES: dict[str, Row] = {
    "items that are not declared": (pages(items="/dta"), f"{PAGING}/items", "paginate", "declares no member 'dta', to which `items` leads — did you mean data?"),
    "an inner cursor that is not declared": (pages(next="/meta/nxt"), f"{PAGING}/next", "paginate", "did you mean next?"),
    "a cursor below a string": (pages(next="/meta/next/url"), f"{PAGING}/next", "paginate", "declares no member 'url'"),
    "a total that is not declared": (pages(total="/totl"), f"{PAGING}/total", "paginate", "did you mean total?"),
    "more that is not declared": (pages(hasMore="/mor"), f"{PAGING}/hasMore", "paginate", "did you mean more?"),
    "more that is a number": (pages(hasMore="/total"), f"{PAGING}/hasMore", "paginate", "has type integer at /total, to which `hasMore` leads — use the pointer of one with type boolean"),
    "items that are a string": (pages(items="/meta/next"), f"{PAGING}/items", "paginate", "type array or object"),
    "a list in an object": (describe({"get": action({"q": query()}, paginate={"style": "page", "page": "q"}, responses={"200": {"schema": {"type": "object"}}})}), PAGING, "paginate", "has type object as its body"),
    "an object in a list": (pages({"type": "array"}, next="header:Next", total="header:A", hasMore="header:B"), f"{PAGING}/items", "paginate", "no member 'data'"),
    "a key that is not declared": (pages(style="keyset", key="/idd"), f"{PAGING}/key", "paginate", "did you mean id?"),
    "a key that is a list": (pages(style="keyset", key="/tags"), f"{PAGING}/key", "paginate", "type integer or number or string"),
    "in the default response": (pages(items="/dta", responses={"default": {"schema": LISTED}}), f"{PAGING}/items", "paginate", "did you mean data?"),
    "in shared paging": (
        describe({"get": action({"q": query()}, paginate={"$ref": "#/pagination/p"}, responses={"200": {"schema": {**LISTED, "allOf": [{"additionalProperties": False, **META}]}}})}, pagination={"p": {**PAGED, "next": "/nxt"}}, schemas={"meta": META}),
        PAGING, "paginate", "did you mean next?",
    ),
}  # fmt: skip
"""What only lint looks for in `paginate`."""
PROBLEMS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    **{f"in pages, {name}": row for name, row in ADVICE_ON_PAGES.items()},
    "the total at no place": (pages(total="header:"), f"{PAGING}/total", "pattern", "or `header:` and the name of a header"),
    # name: the description, the pointer, the rule, a part of the message or the suggestion
    "unknown key of the top": (describe(pagniation={}), "/pagniation", "unknown-key", "did you mean pagination?"),
    "unknown key of another format": (describe(paths={}), "/paths", "unknown-key", "write `resources.NAME.actions.NAME`"),
    "unknown key of a resource": (describe(resource={"pth": "/x"}), "/resources/things/pth", "unknown-key", "path"),
    "unknown key of an action": (describe({"get": action(sopes=[])}), f"{GET}/sopes", "unknown-key", "scopes"),
    "unknown key of a parameter": (only(q=query(requird=True)), f"{Q}/requird", "unknown-key", "required"),
    "a file inside a member of a form": (
        only(b={"in": "body", "content": {"multipart/form-data": {"properties": {"o": {"properties": {"f": {"file": True}}}}}}}),
        f"{GET}/parameters/b", "content", "the file b.o.f is where no file can be written",
    ),
    "a file in a form that is URL-encoded": (
        only(b={"in": "body", "content": {"application/x-www-form-urlencoded": {"additionalProperties": {"allOf": [{"file": True}]}}}}),
        f"{GET}/parameters/b", "content", "the file b.* is where no file can be written",
    ),
    "a file in a JSON body": (
        only(b={"in": "body", "schema": {"prefixItems": [{"anyOf": [{"file": True}, {"file": True}]}]}}),
        f"{GET}/parameters/b", "content", "the file b.0 is where no file can be written",
    ),
    "a file in a query": (only(q=query({"file": True})), Q, "content", "the file q is where no file can be written"),
    "a file inside a part": (
        describe({"get": action({"p": {"in": "part", "schema": {"items": {"properties": {"f": {"file": True}}}}}}, content="multipart/form-data")}),
        f"{GET}/parameters/p", "content", "the file p.0.f is where no file can be written",
    ),
    "parts as XML": (
        describe({"get": action({"p": {"in": "part"}}, content="application/xml")}), f"{GET}/content", "content",
        "parts of a body cannot be written as 'application/xml'",
    ),
    "a file in JSON": (
        describe({"get": action({"p": {"in": "part", "schema": {"file": True}}}, content=["application/json"])}),
        f"{GET}/content", "content", "the part 'p' is a file, which needs a multipart body",
    ),
    "a server variable that is not described": (
        describe(server={"url": "https://{regoin}.example.com", "variables": {"region": {"default": "eu"}}}), "/server", "server",
        "the server's URL has a variable 'regoin' that is not described",
    ),
    "a server variable that is not in the URL": (
        describe(servers={"eu": {"url": "https://example.com", "variables": {"region": {"default": "eu"}}}}), "/servers/eu", "server",
        "'region' is a server variable, but the URL has no {region}",
    ),
    "a server variable of an action": (
        describe({"get": action(server="https://{a}.example.com")}), f"{GET}/server", "server", 'add "a": {"default": …} to `variables`',
    ),
    "a server variable of a resource": (
        describe(resource={"server": "https://{a}.example.com"}), "/resources/things/server", "server", "not described",
    ),
    "the name of a server": (describe(servers={"-eu": "https://a.example"}), "/servers", "pattern", "a letter or a digit first"),
    "a choice that is not a URL": (describe(servers={"eu": "a.example"}), "/servers/eu", "pattern", "begins with http"),
    "values of a server variable without a default": (
        describe(server={"url": "https://{a}.example", "variables": {"a": {"enum": ["b"]}}}), "/server/variables/a", "dependentRequired", "",
    ),
    "a server that begins with text": (describe(server={"url": "api.{a}.example"}), "/server/url", "pattern", "or with a variable"),
    "reserved characters in JSON": (
        describe({"get": action({"p": {"in": "part", "allowReserved": True}})}), f"{GET}/parameters/p/allowReserved", "content", "urlencoded only",
    ),
    "reserved characters in a member of another body": (
        describe({"get": action({"p": {"in": "body", "content": {"multipart/form-data": {}}, "encoding": {"a": {"allowReserved": True}}}})}),
        f"{GET}/parameters/p/encoding/a/allowReserved", "content", "urlencoded only",
    ),
    "reserved characters in a header": (only(q={"in": "header", "allowReserved": True}), f"{Q}/allowReserved", "not", "is only for `in: path`"),
    "reserved characters of another kind": (only(q=query(allowReserved="decoded")), f"{Q}/allowReserved", "enum", "did you mean encoded?"),
    "a whole query beside a parameter": (
        only(q=query(), w={"in": "query", "content": {"application/json": {}}}), f"{GET}/parameters/w", "query", "is the whole query",
    ),
    "a whole query as text": (only(q={"in": "query", "content": {"text/plain": {}}}), f"{Q}/content", "content", "cannot be written as 'text/plain'"),
    "a whole query of two kinds": (
        only(q={"in": "query", "content": {"application/json": {}, "application/x-www-form-urlencoded": {}}}), f"{Q}/content", "content", "cannot be written as",
    ),
    "a style of a whole query": (only(q=query(style="form", content={"application/json": {}})), f"{Q}/style", "not", "has no style"),
    "an unknown method": (describe({"get": {"method": "GOT"}}), f"{GET}/method", "method", "did you mean GET"),
    "a method in small letters": (describe({"get": {"method": "get"}}), f"{GET}/method", "pattern", "in capitals"),
    "a method of a proxy": (describe({"get": {"method": "CONNECT"}}), f"{GET}/method", "not", "not one for an action"),
    "a body of TRACE": (describe({"get": {"method": "TRACE", "parameters": {"b": {"in": "part"}}}}), f"{GET}/parameters/b", "method", "no body"),
    "a body of TRACE beside a query": (
        describe({"get": {"method": "TRACE", "parameters": {"q": {"in": "query"}, "b": {"in": "body"}}}}), f"{GET}/parameters/b", "method", "no body",
    ),
    "an action that changes nothing and destroys something": (
        describe({"get": {"method": "GET", "readonly": True, "destructive": True}}), f"{GET}/destructive", "destructive", "remove one of them",
    ),
    "no method": (describe({"get": {}}), GET, "required", "`method` is missing"),
    "a name in the path that is not declared": (
        describe({"get": action({"thingId": {"in": "path"}}, path="/{thingID}")}), f"{GET}/path", "path",
        "did you mean thingId?",
    ),
    "a space in a path": (describe({"get": action(path="/{a b}")}), f"{GET}/path", "pattern", "is not allowed here"),
    "braces without a name": (describe({"get": action(path="/{a}}")}), f"{GET}/path", "path", "braces"),
    "braces beside braces": (describe({"get": action(path="/{a}}x")}), f"{GET}/path", "path", "braces"),
    "a path parameter that is not in the path": (only(q={"in": "path"}), Q, "path", "the path has no {q}"),
    "a path that does not begin with a slash": (
        describe(resource={"path": "things"}), f"{GET}/path", "path", "does not begin with a slash",
    ),
    "a path with dot segments": (describe({"get": action(path="/../x")}), f"{GET}/path", "path", "dot segments"),
    "a name twice in the path": (
        describe({"get": action({"a": {"in": "path"}}, path="/{a}/{a}")}), f"{GET}/path", "path", "twice",
    ),
    "an optional path parameter": (
        describe({"get": action({"a": {"in": "path", "required": False}}, path="/{a}")}),
        f"{GET}/parameters/a/required", "not", "",
    ),
    "two parameters with one name in the request": (
        only(a=query(name="x"), b=query(name="x")), f"{GET}/parameters/b", "twice", "the same name 'x'",
    ),
    "two headers that differ in case only": (
        only(a={"in": "header", "name": "X-A"}, b={"in": "header", "name": "x-a"}), f"{GET}/parameters/b", "twice", "",
    ),
    "two bodies": (only(a={"in": "body"}, b={"in": "body"}), f"{GET}/parameters/b", "twice", ""),
    "a body beside parts": (only(a={"in": "body"}, b={"in": "part"}), f"{GET}/parameters/b", "body", "either one"),
    "a reference that does not resolve": (
        with_schema({"$ref": "#/schemas/thng"}, schemas={"thing": {}}), f"{Q}/schema", "dangling-ref",
        "did you mean #/schemas/thing?",
    ),
    "a reference to an index of thousands of digits": (
        with_schema({"$ref": f"#/schemas/a/enum/{'1' * 5_000}"}, schemas={"a": {"enum": [1]}}), f"{Q}/schema",
        "dangling-ref", "",
    ),
    "a reference to another host": (
        with_schema({"$ref": "http://example.com/x.json"}), f"{Q}/schema", "remote-ref", "nothing is fetched",
    ),
    "a parameter on another host": (
        only(p={"$ref": "http://example.com/p.json"}, q=query({"type": "string"})), f"{GET}/parameters/p", "remote-ref",
        "nothing is fetched",
    ),
    "a reference to a file": (with_schema({"$ref": "other.json#/x"}), f"{Q}/schema", "remote-ref", "into this file"),
    "references in a circle": (
        with_schema({"$ref": "#/schemas/a"}, schemas={"a": {"$ref": "#/schemas/b"}, "b": {"$ref": "#/schemas/a"}}),
        "/schemas/a", "circular-ref", "leads back to itself",
    ),
    "a scope set that contains itself": (
        describe({"get": action(scopes=[{"$ref": "#/scopes/sets/a"}])},
                 scopes={"sets": {"a": ["x", [{"$ref": "#/scopes/sets/a"}]]}}),
        f"{GET}/scopes", "circular-ref", "never end",
    ),
    "a scope set that does not exist": (
        describe({"get": action(scopes=[{"$ref": "#/scopes/sets/raed"}])}, scopes={"sets": {"read": ["x"]}}),
        f"{GET}/scopes/0", "scope-set", "did you mean #/scopes/sets/read?",
    ),
    "resources that collide in snake case": (
        {"dynaclient": 1, "resources": {"aB": {}, "a_b": {}}}, "/resources/a_b", "collision", "the same name 'a_b'",
    ),
    "actions that collide in snake case": (
        describe({"getIt": action(), "get_it": action()}), "/resources/things/actions/get_it", "collision", "",
    ),
    "a resource of the client's own name": (
        {"dynaclient": 1, "resources": {"call": {}}}, "/resources/call", "own-name", 'client["call"]',
    ),
    "a resource with an underscore": ({"dynaclient": 1, "resources": {"_x": {}}}, "/resources/_x", "own-name", "underscore"),
    "an action with an underscore": (describe({"_x": action()}), "/resources/things/actions/_x", "own-name", "underscore"),
    "an action named like a resource beside it": (
        describe({"list": action()}, {"resources": {"list": {}}}), "/resources/things/resources/list", "collision", "",
    ),
    "two actions with one operation id": (
        describe({"a": action(operationId="x"), "b": action(operationId="x")}),
        "/resources/things/actions/b/operationId", "collision", "things.a has the same operation id",
    ),
    "an invalid schema": (with_schema({"type": "strin"}), f"{Q}/schema/type", "schema", "does not satisfy"),
    "an invalid shared schema": (describe(schemas={"a": {"maxItems": "3"}}), "/schemas/a/maxItems", "schema", '3'),
    "the name of a query parameter that cannot be encoded": (
        describe({"get": action(parameters={"a": {"in": "query", "name": "\ud800"}})}), f"{GET}/parameters/a/name", "name", "surrogate",
    ),
    "the name of a part that cannot be encoded": (
        describe({"get": action(method="POST", parameters={"a": {"in": "part", "name": "\ud800"}})}), f"{GET}/parameters/a/name", "name", "surrogate",
    ),
    "the name of a parameter in the path, where it is written": (
        describe({"get": action(path="/{a}", parameters={"a": {"in": "path", "name": "\ud800", "style": "matrix"}})}), f"{GET}/parameters/a/name", "name", "surrogate",
    ),
    "a path that cannot be encoded": (
        describe(resource={"path": "/\ud800"}), "/resources/things/actions/get/path", "path", "surrogate",
    ),
    "a pattern that does not compile": (with_schema({"pattern": "a("}), f"{Q}/schema/pattern", "pattern", "compile"),
    "a pattern of another language": (
        with_schema({"properties": {"a": {"pattern": "(?i)a"}}}), f"{Q}/schema/properties/a/pattern", "pattern", "`(?i:…)`",
    ),
    "a pattern of property names": (
        with_schema({"patternProperties": {"a(": {}}}), f"{Q}/schema/patternProperties/a(", "pattern", "",
    ),
    "an example that does not satisfy its schema": (
        only(q=query({"enum": ["a"]}, example="b")), f"{Q}/example", "example", "does not satisfy its schema",
    ),
    "a default that does not satisfy its schema": (only(q=query({"type": "integer"}, default="x")), f"{Q}/default", "example", ""),
    "a preset that does not satisfy its schema": (only(q=query({"type": "integer"}, preset=[])), f"{Q}/preset", "example", ""),
    "presets of a body without members": (
        describe({"post": {"method": "POST", "parameters": {"b": {"in": "body", "content": {"text/plain": {}}, "presets": {"a": 1}}}}}),
        "/resources/things/actions/post/parameters/b/presets", "content", "remove `presets`",
    ),
    "a named example that does not satisfy its schema": (
        only(q=query({"type": "integer"}, examples={"a": {"value": 1}, "b": {"value": "x"}})),
        f"{Q}/examples/b/value", "example", "fix the example or the schema",
    ),
    "a named example of a media type that there is not": (
        describe({"post": {"method": "POST", "parameters": {"b": {"in": "body", "schema": {}, "examples": {"a": {"value": 1, "contentType": "a/b"}}}}}}),
        "/resources/things/actions/post/parameters/b/examples/a/value", "example", "use one of: application/json",
    ),
    "a media type of an example where there is no content": (
        only(q=query(examples={"a": {"value": 1, "contentType": "a/b"}})), f"{Q}/examples/a/value", "example", "remove `contentType`",
    ),
    "an example of a response that does not satisfy its schema": (
        describe({"get": action(responses={"200": {"schema": {"type": "array"}, "examples": {"a": {"value": 1}}}})}),
        f"{GET}/responses/200/examples/a/value", "example", "fix the example or the schema",
    ),
    "an example of a response of a media type that there is not": (
        describe({"get": action(responses={"200": {"schema": {}, "examples": {"a": {"value": 1, "contentType": "a/b"}}}})}),
        f"{GET}/responses/200/examples/a/value", "example", "use one of: application/json",
    ),
    "an example in a schema": (
        describe(schemas={"a": {"type": "integer", "examples": [1, "x"]}}), "/schemas/a/examples/1", "example", "",
    ),
    "an id in a schema": (with_schema({"$id": "http://x/"}), f"{Q}/schema/$id", "schema-id", "remove it"),
    "keywords beside a reference before 2019-09": (
        describe(schemas={"a": {"$ref": "#/schemas/b", "minLength": 1}, "b": {}}, dialect="draft-07"),
        "/schemas/a", "ref-siblings", "allOf",
    ),
    "a style that the location does not allow": (only(q=query(style="matrix")), f"{Q}/style", "style", "one of: form"),
    "explode where it is not applicable": (
        only(q=query({"type": "object"}, style="deepObject", explode=False)), f"{Q}/explode", "style", "remove",
    ),
    "a delimited style for a scalar": (
        only(q=query({"type": "string"}, style="pipeDelimited")), f"{Q}/style", "style", "arrays and objects",
    ),
    "a header of the message": (only(q={"in": "header", "name": "Content-Length"}), Q, "header", "cannot set"),
    "a credential as a header parameter": (only(q={"in": "header", "name": "Authorization"}), Q, "header", "`auth`"),
    "a fixed header of the message": (
        describe({"get": action(headers={"Host": "x"})}), f"{GET}/headers", "header", "",
    ),
    "a scheme whose name is an extension": (
        describe({"get": action(auth={"x-key": ["a"], "accessToken": []})}, auth={**BEARER, "x-key": {"type": "bearer"}}),
        f"{GET}/auth", "auth", 'write {"all": ["x-key", …]}',
    ),
    "a scheme that does not exist for all actions": (
        describe(auth=BEARER, requires="accessTokn"), "/requires", "auth", "did you mean accessToken?",
    ),
    "a scheme that does not exist with scopes": (
        describe({"get": action(auth=[{"accessTokn": ["a"]}])}, auth=BEARER), f"{GET}/auth", "auth", "did you mean accessToken?",
    ),
    "an auth scheme that does not exist": (
        describe({"get": action(auth="accessTokn")}, auth=BEARER), f"{GET}/auth", "auth", "did you mean accessToken?",
    ),
    "a common parameter that does not exist": (
        describe(common=["linsk"], parameters={"links": query()}), "/common/0", "unknown-parameter", "links",
    ),
    "pages by a parameter that does not exist": (
        describe({"get": action({"page": query()}, paginate={"style": "page", "page": "pgae"})}), f"{GET}/paginate",
        "paginate", "did you mean page?",
    ),
    "a mock that filters by a parameter that does not exist": (
        describe({"get": action({"page": query()}, mock={"filter": {"pgae": "limit"}})}), f"{GET}/mock",
        "mock", "did you mean page?",
    ),
    "a mock that stores what does not exist": (
        describe({"get": action({"page": query()}, mock={"values": {"a": "page", "b": {"value": 1}, "c": {"argument": ["/y/z"]}}})}),
        f"{GET}/mock", "mock", "no parameter '/y/z'",
    ),
    **{
        f"a mock with a misspelt property in {next(iter(mock))}": (
            describe({"get": action({"q": query()}, mock=mock, responses={"200": {"schema": schema}})}), f"{GET}/mock",
            "mock", f"have no property '{wrong}' — did you mean {right}?",
        )
        for mock, schema, wrong, right in (
            ({"filter": {"q": {"titel": "contains"}}}, {"type": "array", "items": TITLED}, "titel", "title"),
            ({"sort": ["-titel"]}, {"properties": {"items": {"type": "array", "items": {"allOf": [TITLED]}}}}, "titel", "title"),
            ({"unique": ["auhtor.name"]}, {"properties": {"data": TITLED}}, "auhtor", "author"),
            ({"time": "tiem"}, {"properties": {"time": {}}}, "tiem", "time"),
        )
    },
    "a common parameter with a problem": (
        describe(common=["links"], parameters={"links": {"schema": {}}}), "/parameters/links", "required", "`in`",
    ),
    "an auth scheme of an unknown type": (
        describe({"get": action(scopes=["x"])}, auth={"key": {"type": "magic"}}), "/auth/key/type", "enum", "is not one of the allowed values",
    ),
    **{f"in auth, {name}": row for name, row in WRONG_IN_AUTH.items()},
    **{f"in auth, {name}": row for name, row in ADVICE_ON_AUTH.items()},
    "a resource without actions beside one with some": (
        {"dynaclient": 1, "resources": {"empty": {"resources": {}}, "aB": {}, "a_b": {}}}, "/resources/a_b", "collision", "",
    ),
    "a reference to something of another kind": (
        describe({"get": action(responses={"200": {"content": {"$ref": "#/resources/things"}}})}, {"parameters": {"q": query({})}}),
        f"{GET}/responses/200/content", "ref-kind", "leads to a resource, and an object of schemas is expected here",
    ),
    "a schema as a parameter": (
        describe({"get": action({"q": {"$ref": "#/schemas/a"}})}, schemas={"a": {"type": "object"}}), Q, "ref-kind",
        'leads to a schema, and a parameter is expected here — write {"in": …, "schema": {"$ref": "#/schemas/a"}}',
    ),
    "a schema as a response": (
        describe({"get": action(responses={"200": {"$ref": "#/schemas/a"}})}, schemas={"a": {}}), f"{GET}/responses/200",
        "ref-kind", 'write {"schema": {"$ref": "#/schemas/a"}}',
    ),
    "a response that is not one": (describe({"get": action(responses={"200": {"content": 5}})}), f"{GET}/responses/200/content", "type", ""),
    "a description of a parameter that is a number": (only(q=query(description=5)), f"{Q}/description", "type", "expected type string"),
    "responses that are a list": (describe({"get": action(responses=[])}), f"{GET}/responses", "type", ""),
    "parameters that are a list": (describe({"get": action([5])}), f"{GET}/parameters", "type", ""),  # type: ignore[arg-type]
    "a status without a name": (describe({"get": action(responses={"": {}})}), f"{GET}/responses", "pattern", ""),
    "a status that does not exist": (describe({"get": action(responses={"20x": {}})}), f"{GET}/responses", "pattern", "20x"),
    "a keyword that is misspelt": (
        with_schema({"requird": ["n"], "properties": {"n": {"maximun": 5}}}), f"{Q}/schema/properties/n/maximun", "keyword",
        "did you mean maximum",
    ),
    "a keyword of OpenAPI": (with_schema({"items": [{"nullable": True}]}, dialect="draft-07"), f"{Q}/schema/items/0/nullable", "keyword", '"null"'),
    "a keyword `xml` that is not an object": (with_schema({"xml": "pet"}), f"{Q}/schema/xml", "keyword", "expected an object, got 'pet'"),
    "a member of `xml` that is misspelt": (with_schema({"items": {"xml": {"wraped": True, "x-a": 1}}}), f"{Q}/schema/items/xml/wraped", "keyword", "did you mean wrapped?"),
    "a name in XML that is not a string": (with_schema({"xml": {"name": 1, "prefix": "p"}}), f"{Q}/schema/xml/name", "keyword", "write a string"),
    "a member of `xml` that is neither true nor false": (with_schema({"xml": {"attribute": "yes"}}), f"{Q}/schema/xml/attribute", "keyword", "write true or false"),
    "a mark that is neither true nor false": (with_schema({"items": {"secret": "yes"}}), f"{Q}/schema/items/secret", "keyword", "true or false"),
    "a mark of a file that is neither true nor false": (with_schema({"file": 1}), f"{Q}/schema/file", "keyword", "true or false"),
    "what is neither sent nor returned": (
        describe(schemas={"a": {"properties": {"b": {"readOnly": True, "writeOnly": True}}}}), "/schemas/a/properties/b/writeOnly", "direction", "remove one",
    ),
    "a keyword of an earlier draft": (with_schema({"dependencies": {}}), f"{Q}/schema/dependencies", "keyword", "write dependentRequired or"),
    "a keyword of a later draft": (
        describe(schemas={"a": {"allOf": [{"minContains": 1}]}}, dialect="draft-07"), "/schemas/a/allOf/0/minContains", "keyword",
        "it is of 2019-09, 2020-12",
    ),
    "references that do not resolve in the end": (
        with_schema({"$ref": "#/schemas/a"}, schemas={"a": {"$ref": "#/schemas/b"}}), "/schemas/a", "dangling-ref", "",
    ),
    "a description nested without end": (describe({"get": action(links=deep(600))}), "/" + "/".join(["resources", "things", "actions", "get", "links", *["0"] * 508]), "depth", "512"),
    "a schema nested without end": (with_schema(deep_schema(400)), f"{Q}/schema", "depth", ""),
    "a schema with half a surrogate": (with_schema({"\ud800": 1, "type": "strin"}), f"{Q}/schema/type", "schema", ""),
    "a name that is not an identifier": (
        {"dynaclient": 1, "resources": {"a-b": {"actions": {"get": action()}}}}, "/resources/a-b/actions/get", "name", "",
    ),
}  # fmt: skip


def test_a_mock_may_name_properties_that_the_response_does_not_show() -> None:
    mock = {
        "filter": {"q": {"title": "contains", "tag": "eq", "tagKey": "eq", "author.name": "eq", "hidden": "eq", "titleOfAll": "eq"}, "of": "limit"},
        "sort": "-title",
    }  # fmt: skip
    schema = {"type": "array", "items": TITLED}
    described = describe(
        {"get": action({"q": query(), "of": query()}, mock=mock, responses={"200": {"schema": schema}, "404": {}})}
    )
    assert lint(described) == []
    counted = {"behavior": "count", "filter": {"q": {"titel": "eq"}}}
    assert lint(describe({"get": action({"q": query()}, mock=counted, responses={"200": {"schema": schema}})})) == []


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_is_reported_with_its_pointer_and_what_to_write(name: str) -> None:
    description, pointer, rule, message = PROBLEMS[name]
    problems = [problem for problem in lint(description) if (problem.pointer, problem.rule) == (pointer, rule)]
    assert problems, [str(problem) for problem in lint(description)]
    assert message in str(problems[0])


RIGHT_PAGES: dict[str, dict[str, Any]] = {
    "as declared": pages(),
    "in headers": pages(total="header:X-Total", hasMore="header:X-More", next="header:X-Next"),
    "of anything": pages({}),
    "of open objects": pages({"type": "object"}),
    "of other members": pages({"properties": {"a": {}}, "additionalProperties": {}}),
    "of members by pattern": pages({"properties": {"a": {}}, "patternProperties": {"^d": {}}}),
    "in one of several media types": pages(responses={"200": {"content": {"application/json": {"properties": {"a": {}}}, "application/problem+json": LISTED}}}),
    "not JSON": pages(responses={"200": {"content": {"text/csv": {"type": "string"}}}}),
    "in one of several": pages({"anyOf": [{"properties": {"a": {}}}, LISTED]}),
    "of one item": pages({"type": "array", "items": LISTED}, items="/0/data", next="/0/meta/next", total="/0/total", hasMore="/0/more"),
    "pairs": pages({"properties": {"by": {"type": "object"}}}, items="/by", style="keyset", key="/1/id"),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT_PAGES)
def test_pages_that_may_be_where_paginate_has_them_are_fine(name: str) -> None:
    assert lint(RIGHT_PAGES[name]) == []


LINT_ONLY = {
    *(f"in pages, {name}" for name in ADVICE_ON_PAGES),
    "a mock that filters by a parameter that does not exist", "a mock that stores what does not exist",
    *(f"a mock with a misspelt property in {key}" for key in ("filter", "sort", "unique", "time")),
    *(f"in auth, {name}" for name in ADVICE_ON_AUTH),
    # Problems that concern no single action, or only advice, are reported by lint only.
    "unknown key of the top", "unknown key of another format", "resources that collide in snake case", "actions that collide in snake case",
    "a resource without actions beside one with some", "a resource of the client's own name", "a resource with an underscore", "an action with an underscore",
    "an action named like a resource beside it", "two actions with one operation id", "an invalid shared schema", "an example in a schema",
    "keywords beside a reference before 2019-09", "a delimited style for a scalar", "a default that does not satisfy its schema",
    "a preset that does not satisfy its schema", "an example that does not satisfy its schema", "a keyword that is misspelt",
    "a named example that does not satisfy its schema", "a named example of a media type that there is not",
    "a media type of an example where there is no content", "an example of a response that does not satisfy its schema",
    "an example of a response of a media type that there is not", "presets of a body without members",
    "a file inside a member of a form", "a file in a form that is URL-encoded", "a file in a JSON body", "a file in a query", "a file inside a part",
    "a mark that is neither true nor false", "a mark of a file that is neither true nor false", "a keyword `xml` that is not an object",
    "a member of `xml` that is misspelt", "a name in XML that is not a string", "a member of `xml` that is neither true nor false",
    "a keyword of OpenAPI", "a keyword of an earlier draft", "a keyword of a later draft", "what is neither sent nor returned",
    "an action that changes nothing and destroys something", "an unknown method", "reserved characters in JSON", "reserved characters in a member of another body", "a server variable that is not in the URL", "the name of a server", "a choice that is not a URL",
}  # fmt: skip
OF_ALL_CALLS = {
    "values of a server variable without a default",
    "a server that begins with text",
    "a server variable that is not described",
}
"""Problems of the whole description that no action has, and each call raises."""
LEFT_OUT = {
    # What a problem without effect on the request is in is left out.
    "a description nested without end", "a pattern of another language", "a pattern of property names", "a pattern that does not compile",
    "a reference to something of another kind", "a schema with half a surrogate", "a scope set that contains itself", "a response that is not one",
    "a scope set that does not exist", "an id in a schema", "the total at no place", "an invalid schema", "pages by a parameter that does not exist", "a schema as a response",
    "a description of a parameter that is a number", "responses that are a list", "a status that does not exist", "a status without a name",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(PROBLEMS) - LINT_ONLY - LEFT_OUT - OF_ALL_CALLS))
def test_what_makes_the_request_wrong_is_raised_when_its_action_is_accessed(name: str) -> None:
    description, _, rule, _ = PROBLEMS[name]
    api = load(description)
    with pytest.raises(DescriptionError) as caught:
        api.action(next(iter(api.actions)))
    assert {rule, "schema-size"} & {problem.rule for problem in caught.value.problems}


@pytest.mark.parametrize("name", sorted(LEFT_OUT))
def test_what_does_not_affect_the_request_is_left_out_and_warned_of_once(name: str) -> None:
    description, pointer, rule, _ = PROBLEMS[name]
    client, transport = client_of(description)
    (action_name,) = client.api.actions
    with pytest.warns(DynaclientWarning, match="the description has problems, and what they are in is left out"):
        client.call(action_name, {"q": "x"} if "q" in client.api.action(action_name).parameters else {})
    client.call(action_name)
    assert len(transport.requests) == 2
    assert {(problem.pointer, problem.rule) for problem in client.api.action(action_name).problems} >= {(pointer, rule)}


@pytest.mark.parametrize("name", sorted(LINT_ONLY - {"a preset that does not satisfy its schema"}))
def test_advice_of_lint_never_prevents_a_call_nor_is_warned_of(name: str) -> None:
    description, *_ = PROBLEMS[name]
    client, transport = client_of(description)
    for action_name in client.api.actions:
        client.call(action_name)
    assert len(transport.requests) == len(client.api.actions)


NOTHING = {"$ref": "#/x/none"}
AT_THE_TOP: dict[str, tuple[dict[str, Any], str, str]] = {
    # name: top-level keys, the pointer, and the message
    **{f"a reference of {key}": ({key: NOTHING}, f"/{key}", "`$ref` '#/x/none' does not resolve") for key in TOP_LEVEL},
    "a reference inside servers": ({"servers": {"a": NOTHING}}, "/servers/a", "`$ref` '#/x/none' does not resolve"),
    "a reference inside errors": ({"errors": {"type": NOTHING}}, "/errors/type", "`$ref` '#/x/none' does not resolve"),
    "a target of another form": (
        {"server": {"$ref": "#/servers/a"}, "servers": {"a": {"description": "A"}}}, "/servers/a", "the required key `url` is missing",
    ),
    "a target that is a list": ({"errors": {"$ref": "#/tags"}, "tags": []}, "/errors", "expected type object, got []"),
}  # fmt: skip
"""What is wrong with a reference at the top of a description."""


@pytest.mark.parametrize("name", AT_THE_TOP)
def test_references_at_the_top_are_followed_and_reported_as_what_they_are(name: str) -> None:
    keys, pointer, message = AT_THE_TOP[name]
    known = [problem for problem in lint(describe(**keys)) if problem.pointer != "/tags"]
    assert {(problem.pointer, problem.message) for problem in known} == {(pointer, message)}


def test_a_title_may_be_a_reference() -> None:
    api = load(describe(title={"$ref": "#/version"}, version="Books", description=NOTHING))
    assert (api.title, api.version, api.description) == ("Books", "Books", "")


def test_who_is_authenticated_is_returned_by_an_action_without_arguments() -> None:
    who = {"a": {"type": "bearer", "whoami": {"action": "things.get", "name": "/id"}}}
    (problem,) = lint(describe({"get": action({"id": query(required=True)})}, auth=who))
    assert (
        str(problem)
        == "/auth/a/whoami/action: things.get requires the argument 'id', and is called without any — name an action that requires none"
    )


RIGHT_IN_AUTH: dict[str, dict[str, Any]] = {
    "a login": way(LOGIN, arguments={"kind": 1}, expires="/user/id/any", refresh="", refreshAction="things.login"),
    "a session": scheme(**{**KEY, "in": "cookie", "obtain": {"w": {"by": "action", "action": "things.login", "cookie": "K"}}}),
    "an action with a problem of its own": {**way(LOGIN, action="others.get"), "resources": {"others": {"actions": {"get": {"method": "GET", "path": "/{"}}}}},
    "URLs": way(ROBOT, tokenUrl="http://127.0.0.1:1/t", refreshUrl="token", oauth2MetadataUrl="//a.example/m"),
    "URLs of this machine": way(ROBOT, tokenUrl="http://127.1/t", refreshUrl="http://auth.localhost/t", oauth2MetadataUrl="http://127.0.0.2/m"),
    "scopes": {**way(ROBOT, scopes={"a": ""}), "requires": [{"a": ["a"]}, "optional"]},
    "scopes that are not listed": {**way(ROBOT), "requires": {"a": ["a"]}},
    "a region": {**scheme(type="awsSigv4", region="a-{b}"), "servers": {"x": {"url": "https://{b}.example", "variables": {"b": {"default": "c"}}}}},
    "who": scheme(type="bearer", whoami={"action": "things.me", "name": "/user/id"}),
    "a reference": scheme(type="bearer", obtain={"a": LOGIN, "b": {"$ref": "#/auth/a/obtain/a", "description": "The same."}}),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT_IN_AUTH)
def test_what_is_right_in_auth_is_no_problem(name: str) -> None:
    assert [
        problem for problem in lint(RIGHT_IN_AUTH[name]) if (problem.pointer or "").startswith(("/auth", "/requires"))
    ] == []


def test_a_relative_url_needs_a_server() -> None:
    description = {key: value for key, value in way(ROBOT, tokenUrl="/t").items() if key != "server"}
    assert [problem.pointer for problem in lint(description)] == [f"{WAY}/tokenUrl"]


def test_what_is_in_auth_is_in_the_model() -> None:
    found = load(
        scheme(
            type="bearer",
            format="JWT",
            deprecated=True,
            obtain={"w": ROBOT},
            whoami={"action": "things.me", "name": ""},
        )
    ).auth["a"]
    way = found.obtain["w"]
    assert (found.format, found.deprecated, found.whoami) == ("JWT", True, {"action": "things.me", "name": ""})
    assert (way.name, way.by, way.values) == ("w", "clientCredentials", {"tokenUrl": "https://a.example/t"})
    signed = load(scheme(type="awsSigv4", service="s3", region="a")).auth["a"]
    assert (signed.service, signed.region, load(scheme(type="http", scheme="dpop")).auth["a"].scheme) == (
        "s3",
        "a",
        "dpop",
    )


@pytest.mark.parametrize("name", sorted(OF_ALL_CALLS))
def test_a_problem_of_the_whole_description_is_raised_by_its_calls(name: str) -> None:
    description, pointer, rule, _ = PROBLEMS[name]
    with pytest.raises(DescriptionError) as caught:
        client_of(description)[0].things.get()
    assert [(problem.pointer, problem.rule) for problem in caught.value.problems] == [(pointer, rule)]


KEPT: list[tuple[Any, Any, str | None]] = [
    # a schema with a problem, a value, and the rule of what is left that does not allow it
    ({"type": "object", "pattern": "a("}, 5, "type"), ({"type": "strin", "maximum": 3}, 5, "maximum"), ({"pattern": 5}, "x", None),
    ({"properties": {"a": {"type": "strin"}, "b": {"type": "integer"}}}, {"a": 1, "b": "x"}, "type"),
    ({"patternProperties": {"a(": {"type": "integer"}, "^b": {"type": "integer"}}}, {"b": "x"}, "type"),
    ({"required": ["a", 5], "minProperties": 2}, {"a": 1}, "minProperties"), ({"properties": {"a": 5}, "required": ["c"]}, {}, "required"),
    ({"allOf": [{"maximum": "x", "minimum": 9}, {"maximum": 7}]}, 5, "minimum"), (5, 5, None), ({"enum": 5, "const": 1}, 2, "const"),
    ({"items": {"pattern": "(", "maxLength": 1}}, ["abc"], "maxLength"), ({"$id": "http://x/", "type": "string"}, 5, "type"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "rule"), KEPT)
@pytest.mark.parametrize("fast", [True, False])
def test_of_a_schema_with_a_problem_the_other_keywords_are_kept(
    schema: Any, value: Any, rule: str | None, fast: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not fast:
        monkeypatch.setattr(engines, "fast_engine", lambda: None)
    parameters = {"b": {"in": "body", "schema": {"$ref": "#/schemas/s"}}}
    description = describe(
        {"get": action(parameters, responses={"200": {"schema": {"$ref": "#/schemas/s"}}})}, schemas={"s": schema}
    )
    found = load(description).action("things.get").parameters["b"].schema.find_violations(value)
    assert [violation.rule for violation in found] == ([] if rule is None else [rule])


FAULTY: dict[str, tuple[dict[str, Any], str]] = {
    # a response, and the rule of the problem in its schemas
    "a reference that leads nowhere": ({"schema": {"$ref": "#/schemas/nothing"}, "headers": {"X": {"schema": {}}}}, "dangling-ref"),
    "a pattern that does not compile": ({"schema": {"pattern": "a("}}, "pattern"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_schemas_of_responses_are_inspected_and_warned_of_when_they_are_used(name: str) -> None:
    response, rule = FAULTY[name]
    description = describe({"get": action(responses={"200": response})})
    client, _ = client_of(description)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.things.get()
    found = client.api.action("things.get")
    assert ([problem.rule for problem in found.problems], found.left_out) == ([rule], ())
    assert found.responses["200"].media_types == tuple(found.responses["200"].content) == ("application/json",)
    assert found.responses["200"].headers == {}  # of a response with a reference that leads nowhere, no schema is left
    with pytest.warns(DynaclientWarning, match="what they are in is left out: .*/responses/200/schema"):
        client_of(description, validate_responses="raise")[0].things.get()
    stream = describe({"get": action(responses={"200": {**response, "stream": "ndjson"}})})
    with pytest.warns(DynaclientWarning, match="what they are in is left out: .*/responses/200/schema"):
        list(client_of(stream)[0].things.get())


def test_lint_lists_independent_problems_of_one_action() -> None:
    parameters = {
        "q": query({"$ref": "#/schemas/x"}),
        "p": {"in": "path"},
        "r": {"in": "querry"},
        "b": {"$ref": "#/schemas/a"},
    }
    get = action(
        parameters,
        scopes=5,
        sopes=[],
        responses={"200": {"schema": {"pattern": "("}}, "404": 5},
        method="got",
        path="/{r}",
    )
    found = {
        (str(problem.pointer).removeprefix(GET), problem.rule)
        for problem in lint(describe({"get": get}, schemas={"a": {"type": "object"}}))
    }
    assert found == {
        ("/parameters/r/in", "enum"), ("/parameters/b", "ref-kind"), ("/scopes", "type"), ("/sopes", "unknown-key"), ("/method", "pattern"),
        ("/parameters/q/schema", "dangling-ref"), ("/parameters/p", "path"), ("/responses/200/schema/pattern", "pattern"),
        ("/responses/404", "type"),
    }  # fmt: skip


def test_all_problems_are_reported_together() -> None:
    description = describe({"get": {"method": "got"}, "post": action({"q": query({"type": "strin"})})}, titel="x")
    assert {problem.rule for problem in lint(description)} == {"pattern", "schema", "unknown-key"}


def test_a_shared_problem_is_reported_once() -> None:
    shared = {"q": query({"pattern": "a("})}
    both = {name: action({"q": {"$ref": "#/parameters/q"}}) for name in ("one", "two")}
    problems = [problem for problem in lint(describe(both, parameters=shared)) if problem.rule == "pattern"]
    assert [problem.pointer for problem in problems] == ["/parameters/q/schema/pattern"]


@pytest.mark.uncounted
def test_the_bundled_description_has_no_problem() -> None:
    assert lint() == []


def test_a_client_can_lint_when_it_is_created() -> None:
    with pytest.raises(DescriptionError, match="got"):
        Client(describe({"get": {"method": "got"}}), lint=True)
    assert Client(describe(), lint=True).api.title == "API"


def test_problems_have_lines_if_the_file_is_known(tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(describe({"get": {"method": "got"}}), indent=1))
    line = file.read_text().split("\n").index('     "method": "got"') + 1
    assert [problem.line for problem in lint(file)] == [line]
    assert [problem.line for problem in lint(load(file))] == [line]


def test_duplicate_keys_are_reported_with_both_lines(tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text('{"dynaclient": 1,\n"title": "a",\n"title": "b",\n"resources": {}}')
    (problem,) = lint(file)
    assert (problem.pointer, problem.rule, problem.line) == ("/title", "duplicate-key", 3)
    assert "line 2" in problem.message


def test_of_a_file_that_cannot_be_loaded_all_known_problems_are_reported(tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text('{"dynaclient": 2,\n"dynaclient": 3}')
    assert {problem.rule for problem in lint(file)} == {"duplicate-key", "version", "type"}


def test_a_patched_description_is_linted_as_a_whole() -> None:
    patch = {"resources": {"things": {"actions": {"get": {"method": "got"}}}}}
    assert [problem.rule for problem in lint(describe(), patch=patch)] == ["pattern"]


def test_positions_are_known_for_keys_with_slashes_and_escapes() -> None:
    found = Positions.of('{"a/b": [1,\n{"c\\n~": 2}]}')
    assert found.lines["/a~1b/1/c\n~0"] == 2
    assert found.line("/a~1b/1/other") == 2
    assert found.line("/nowhere") == 1


def test_positions_of_invalid_json_are_best_effort() -> None:
    assert Positions.of('{"a" 1, "\\x": 2 ]]} , "\\x"').lines["/a"] == 1


def test_positions_are_known_as_deep_as_a_description_may_be() -> None:
    assert len(Positions.of("[\n" * 5_000).lines) < 600


@pytest.mark.parametrize("schema", [True, False])
def test_a_shared_schema_may_be_a_boolean(schema: bool) -> None:
    assert lint(describe(schemas={"a": schema})) == []


def test_an_example_that_is_not_finite_is_reported() -> None:
    api = Api(only(q=query({"type": "number"}, example=math.inf)))
    assert [(problem.pointer, problem.rule) for problem in lint(api)] == [(f"{Q}/example", "example")]


def test_inner_resources_are_allowed() -> None:
    below = {"parts": {"path": "/parts", "actions": {"list": action()}}}
    assert lint(describe(resource={"resources": below})) == []


EVERY_KEY: dict[str, Any] = json.loads((DATA / "every-key.json").read_text("utf-8"))
WRONG: list[Any] = [
    "x y", 5, True, None, ["a", 1], [["x"]], [[[]]], [{"all": [["x"]]}], {"a": [["b"]]}, {"": {}},
]  # fmt: skip


def paths_in(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, member in value.items() if isinstance(value, dict) else ():
        yield (*path, key)
        yield from paths_in(member, (*path, key))


def test_a_mistake_with_schemas_in_it_is_one_problem() -> None:
    content = {"application/json": {"schema": {"type": "string"}}}
    problems = lint(describe({"get": action(responses={"200": {"schema": {}, "content": content}})}))
    assert [problem.message for problem in problems] == ["`content` is not allowed here"]


@pytest.mark.uncounted
@pytest.mark.parametrize("step", [80, pytest.param(1, marks=pytest.mark.full)])
@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_value_of_any_key_raises_only_our_errors(wrong: Any, step: int) -> None:
    paths, number = list(paths_in(EVERY_KEY)), WRONG.index(wrong)
    known = [path for path in paths if path[-1] in ("schemas", "auth")]
    # In the plain run each value has another part of the paths, and every second one of those that others refer to.
    for path in (*(known if step == 1 else known[number % 2 :: 2]), *paths[8 * number % step :: step]):
        description = copy.deepcopy(EVERY_KEY)
        functools.reduce(operator.getitem, path[:-1], description)[path[-1]] = wrong
        assert all(isinstance(problem, Problem) for problem in lint(description))
        with contextlib.suppress(DynaclientError):
            api = load(description)
            assert isinstance(api.schemas, dict)
            for name in api.actions:
                with contextlib.suppress(DescriptionError):
                    api.action(name)


# --- one fault, one problem ------------------------------------------------------------------------------------------


def _reference(pointer: str) -> dict[str, Any]:
    return {"$ref": f"#{pointer}"}


SCHEMA, PARAMETER, RESPONSE = (_reference(f"/{key}/shared") for key in ("schemas", "parameters", "responses"))
THROUGH_REFERENCES: dict[str, tuple[str, Any, str]] = {
    "a key that is not allowed": ("/resources/t/actions/go/body", SCHEMA, "`body` is not a key"),
    "one of another kind": ("/resources/t/actions/go/respones", RESPONSE, "`respones` is not a key"),
    "one that leads nowhere": ("/resources/t/actions/go/body", _reference("/schemas/no"), "`body` is not a key"),
    "in a resource": ("/resources/t/prameters", PARAMETER, "`prameters` is not a key"),
    "in a parameter": ("/resources/t/actions/go/parameters/q", {"in": "query", "schma": SCHEMA}, "`schma` is not a key"),
    "in a response": ("/resources/t/actions/go/responses/200", {"schma": SCHEMA}, "`schma` is not a key"),
    "in a shared parameter": ("/parameters/shared", {"in": "query", "schma": SCHEMA}, "`schma` is not a key"),
    "beside a reference": ("/resources/t/actions/more", {**_reference("/resources/t/actions/go"), "foo": SCHEMA}, "`foo` is not a key"),
    "beside a reference, in a parameter": ("/resources/t/actions/go/parameters/q", {**PARAMETER, "in": "qery"}, '"qery" is not one'),
    "a value of another kind": ("/resources/t/actions/go/paginate", SCHEMA, "`type` is not a key"),
    "a string of another kind": ("/resources/t/actions/go/method", SCHEMA, "is not allowed here"),
    "parameters of another kind": ("/resources/t/actions/go/parameters", _reference("/schemas"), "an object of schemas, and"),
    "an action of another kind": ("/resources/t/actions/more", PARAMETER, "leads to a parameter, and an action is expected"),
    "what a reference leads to": ("/parameters/shared", {"in": "qery"}, '"qery" is not one of the allowed values'),
    "what an override leads to": ("/parameters/shared", {"in": "query", "required": 5}, "expected type boolean"),
    "an action without a method": ("/resources/t/actions/go", {"path": "/x"}, "the required key `method` is missing"),
}  # fmt: skip
"""Where a value is put, and the problem that is reported there or in it, and nowhere else."""


@pytest.mark.parametrize(("pointer", "value", "message"), THROUGH_REFERENCES.values(), ids=THROUGH_REFERENCES)
def test_one_fault_is_one_problem_at_its_own_place(pointer: str, value: Any, message: str) -> None:
    go = {
        "method": "POST",
        "parameters": {"q": PARAMETER, "r": {**PARAMETER, "description": "R"}},
        "responses": {"200": RESPONSE},
    }
    document: Any = {
        "dynaclient": 1, "title": "T", "server": "https://example.com",
        "resources": {"t": {"path": "/t", "actions": {"go": go, "same": _reference("/resources/t/actions/go")}}},
        "schemas": {"shared": {"type": "object"}},
        "parameters": {"shared": {"in": "query"}},
        "responses": {"shared": {"description": "R"}},
    }  # fmt: skip
    assert lint(document) == []
    *steps, last = pointer.split("/")[1:]
    functools.reduce(lambda level, step: level.setdefault(step, {}), steps, document)[last] = value
    (problem,) = lint(document)
    assert message in problem.message
    assert f"{problem.pointer}/".startswith(f"{pointer}/")
