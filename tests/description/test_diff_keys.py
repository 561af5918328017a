"""Each key of the format has a row: what its change means. A key without a row is a failure, so none goes unlisted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from dynaclient import load
from dynaclient.description.diff.changes import differences
from dynaclient.description.document import format_schema
from tests.support.descriptions import action, describe, query

KEYS = {
    f"{name}.{key}"
    for name, definition in {"": format_schema(), **format_schema()["$defs"]}.items()
    for key in definition.get("properties", {})
    if key != "$ref"
}
"""All keys of the format, each with the definition that has it."""

OBJECT = {"properties": {"a": {"type": "string"}}}
PATH = {"in": "path", "schema": {"type": "string"}}
PAGES = {"style": "page", "page": "page", "size": "size"}
PAGED = {name: query() for name in ("page", "size", "other", "more")}
STREAM = {"stream": "sse", "events": {"a": {"type": "string"}}, "end": "END"}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
SERVER = {"url": "https://{a}.example.com", "variables": {"a": {"default": "b", "enum": ["b", "c"]}}}
TEXT = {"safe: texts changed"}
WIRE = "safe: wire changed"


def top(**keys: Any) -> dict[str, Any]:
    return describe(**keys)


def resource(**keys: Any) -> dict[str, Any]:
    return describe({"get": action()}, keys)


def act(**keys: Any) -> dict[str, Any]:
    return describe({"get": action(**keys)}, auth={"token": {"type": "bearer"}, "other": {"type": "bearer"}})


def post(**keys: Any) -> dict[str, Any]:
    return describe({"post": {"method": "POST", **keys}})


def parameter(**keys: Any) -> dict[str, Any]:
    return describe({"get": action({"a": {"in": "query", **keys}})})


def in_path(**keys: Any) -> dict[str, Any]:
    return describe({"get": action({"a": {**PATH, **keys}}, path="/{a}")})


def answer(**keys: Any) -> dict[str, Any]:
    return describe({"get": action(responses={"200": keys})})


def body(schema: Mapping[str, Any]) -> dict[str, Any]:
    return describe({"post": {"method": "POST", "parameters": {"a": {"in": "body", "schema": schema}}}})


def paged(**keys: Any) -> dict[str, Any]:
    keys = {name: value for name, value in {**PAGES, **keys}.items() if value is not None}
    return describe({"get": action(PAGED, paginate=keys)})


def part(**keys: Any) -> dict[str, Any]:
    return describe(
        {"post": {"method": "POST", "parameters": {"a": {"in": "part", **keys}}, "content": "multipart/form-data"}}
    )


PAIRS = "application/x-www-form-urlencoded"


def form(encoding: dict[str, Any], media: str = "multipart/form-data") -> dict[str, Any]:
    body = {"in": "body", "content": {media: OBJECT}, "encoding": encoding}
    return describe({"post": {"method": "POST", "parameters": {"a": body}}})


def scoped(scopes: Any, **general: Any) -> dict[str, Any]:
    return describe({"get": action(scopes=scopes)}, scopes=general)


def scheme(**keys: Any) -> dict[str, Any]:
    return describe(auth={"a": {**KEY, **keys}})


def typed(**keys: Any) -> dict[str, Any]:
    return describe(auth={"a": keys})


LOGIN = {"by": "action", "action": "things.get", "token": "/token"}
SESSION = {"by": "action", "action": "things.get", "cookie": "sid"}
CSRF = {"header": "X-Csrf", "token": "/csrf"}
FLOW = {"by": "authorizationCode", "authorizationUrl": "https://a.example/a", "tokenUrl": "https://a.example/t"}
DEVICE = {
    "by": "deviceAuthorization",
    "deviceAuthorizationUrl": "https://a.example/d",
    "tokenUrl": "https://a.example/t",
}
OPENID = {"by": "openIdConnect", "openIdConnectUrl": "https://a.example/o"}


def way(value: Mapping[str, Any], **keys: Any) -> dict[str, Any]:
    return typed(type="bearer", obtain={"w": {**value, **keys}})


def session(**keys: Any) -> dict[str, Any]:
    return typed(**{"type": "apiKey", "in": "cookie", "name": "sid", "obtain": {"w": {**SESSION, **keys}}})


def who(**keys: Any) -> dict[str, Any]:
    return typed(type="bearer", whoami={"action": "things.get", "name": "/a", **keys})


def choice(value: Any) -> dict[str, Any]:
    return describe(servers={"a": value})


def variable(**keys: Any) -> dict[str, Any]:
    return describe(server={**SERVER, "variables": {"a": {"default": "b", "enum": ["b", "c"], **keys}}})


Row = tuple[dict[str, Any], dict[str, Any], set[str]]
OFFSETS = {"style": "offset", "page": None, "size": None, "offset": "page"}
CURSORS = {"style": "cursor", "page": None, "cursor": "page", "next": "/next"}
KEYSETS = {"style": "keyset", "page": None, "cursor": "page", "key": "/id"}
OTHER_PAGING = {"unclear: paginate changed paginate"}
ROWS: dict[str, Row] = {
    ".$schema": (top(), top(**{"$schema": "a.json"}), set()),
    ".dynaclient": (top(), top(), set()),  # the only value is 1
    ".title": (top(title="a"), top(title="b"), TEXT),
    ".version": (top(version="1"), top(version="2"), {"safe: version changed version"}),
    ".description": (top(description="a"), top(description="b"), TEXT),
    ".links": (top(links=[{"url": "/a"}]), top(links=[{"url": "/b"}]), TEXT),
    ".server": (top(), {key: value for key, value in top().items() if key != "server"}, {"breaking: server removed server"}),
    ".servers": (top(servers={"a": "https://a.example"}), top(servers={"b": "https://a.example"}), {"breaking: server removed servers/a", "safe: server added servers/b"}),
    ".dialect": (top(), top(dialect="draft-07"), {"unclear: dialect changed dialect"}),
    ".auth": (top(auth={"a": KEY}), top(auth={"a": KEY, "b": KEY}), {"safe: auth added auth/b", "safe: auth widened auth"}),
    ".requires": (top(auth={"a": KEY}), top(auth={"a": KEY}, requires=[{"a": ["x"]}]), {"breaking: scopes narrowed scopes"}),
    ".headers": (top(headers={"A": "1"}), top(headers={"A": "2"}), {f"{WIRE} headers"}),
    ".errors": (top(errors={"type": "/a"}), top(), {"unclear: errors removed errors/type"}),
    ".scopes": (scoped(["a"]), scoped(["a"], always=["b"]), {"safe: scopes widened scopes"}),
    ".pagination": (
        describe({"get": action(PAGED, paginate={"$ref": "#/pagination/p"})}, pagination={"p": PAGES}),
        describe({"get": action(PAGED, paginate={"$ref": "#/pagination/p"})}, pagination={"p": {**PAGES, "items": "/a"}}), OTHER_PAGING,
    ),
    ".common": (top(parameters={"a": query()}), top(parameters={"a": query()}, common=["a"]), {"safe: parameter added parameters/a"}),
    ".parameters": (
        top(parameters={"a": query()}, common=["a"]), top(parameters={"a": query(required=True)}, common=["a"]), {"breaking: parameter required parameters/a"},
    ),
    ".schemas": (
        describe({"get": action({"a": query({"$ref": "#/schemas/a"})})}, schemas={"a": {"maximum": 2}}),
        describe({"get": action({"a": query({"$ref": "#/schemas/a"})})}, schemas={"a": {"maximum": 1}}), {"breaking: maximum narrowed parameters/a"},
    ),
    ".responses": (
        describe({"get": action(responses={"200": {"$ref": "#/responses/a"}})}, responses={"a": {"schema": {"maximum": 1}}}),
        describe({"get": action(responses={"200": {"$ref": "#/responses/a"}})}, responses={"a": {"schema": {"maximum": 2}}}), {"breaking: maximum widened responses/200"},
    ),
    ".resources": (top(), {**top(), "resources": {"other": top()["resources"]["things"]}}, {"breaking: resource removed", "safe: resource added"}),
    "resource.description": (resource(description="a"), resource(description="b"), TEXT),
    "resource.path": (resource(path="/a"), resource(path="/b"), {f"{WIRE} path"}),
    "resource.parameters": (resource(), resource(parameters={"a": query()}), {"safe: parameter added parameters/a"}),
    "resource.responses": (resource(), resource(responses={"200": {}}), {"unclear: response added responses/200"}),
    "resource.actions": (resource(), describe({"list": action()}), {"breaking: action removed", "safe: action added"}),
    "resource.resources": (resource(), resource(resources={"more": {"actions": {"get": action()}}}), {"safe: resource added"}),
    "resource.auth": (
        {**resource(), "auth": {"a": KEY}}, {**resource(auth=False), "auth": {"a": KEY}}, {"safe: auth optional auth", f"{WIRE} auth"},
    ),
    "resource.headers": (resource(headers={"A": "1"}), resource(), {f"{WIRE} headers"}),
    "resource.server": (resource(server="https://a.example"), resource(server="https://b.example"), {f"{WIRE} server"}),
    "resource.deprecated": (resource(), resource(deprecated="a"), {"safe: deprecated added deprecated"}),
    "resource.since": (resource(since="1"), resource(since="2"), TEXT),
    "resource.links": (resource(), resource(links=[{"url": "/a"}]), TEXT),
    "resource.mock": (resource(), resource(mock={"id": "a"}), TEXT),
    "action.method": (act(), act(method="OPTIONS"), {f"{WIRE} method"}),
    "action.path": (act(path="/a"), act(path="/b"), {f"{WIRE} path"}),
    "action.absolutePath": (act(), act(absolutePath="/b"), {f"{WIRE} path"}),
    "action.description": (act(description="a"), act(description="b"), TEXT),
    "action.summary": (act(summary="a"), act(summary="b"), TEXT),
    "action.tags": (act(tags=["a"]), act(tags=["b"]), TEXT),
    "action.scopes": (act(scopes=["a"]), act(scopes=["b"]), {"breaking: scopes narrowed scopes"}),
    "action.operationId": (act(operationId="a"), act(operationId="b"), {"breaking: operationId changed operationId"}),
    "action.parameters": (act(), act(parameters={"a": query(required=True)}), {"breaking: parameter added parameters/a"}),
    "action.content": (
        post(parameters={"a": {"in": "part"}}), post(parameters={"a": {"in": "part"}}, content="multipart/form-data"),
        {"breaking: content type removed content", "safe: content type added content", "unclear: content type changed content"},
    ),
    "action.emptyBody": (
        post(parameters={"a": {"in": "part"}}), post(parameters={"a": {"in": "part"}}, emptyBody=True), {f"{WIRE} emptyBody"},
    ),
    "action.responses": (act(responses={"200": {}}), act(), {"breaking: response removed responses/200"}),
    "action.paginate": (act(parameters=PAGED, paginate=PAGES), act(parameters=PAGED), {"breaking: paginate removed paginate"}),
    "action.auth": (act(auth="token"), act(auth="other"), {"breaking: auth narrowed auth"}),
    "action.headers": (act(headers={"A": "1"}), act(headers={"A": "2"}), {f"{WIRE} headers"}),
    "action.server": (act(), act(server="https://a.example"), {f"{WIRE} server", "breaking: server not trusted server"}),
    "action.readonly": (act(), act(readonly=False), {"unclear: readonly removed readonly"}),
    "action.destructive": (post(), post(destructive=True), {"unclear: destructive added destructive"}),
    "action.idempotent": (act(), act(idempotent=False), {"unclear: idempotent removed idempotent"}),
    "action.idempotencyKey": (post(idempotencyKey="A"), post(idempotencyKey="B"), {f"{WIRE} idempotencyKey"}),
    "action.deprecated": (act(deprecated="a"), act(), {"safe: deprecated removed deprecated"}),
    "action.since": (act(since="1"), act(since="2"), TEXT),
    "action.links": (act(), act(links={"a": "/a"}), TEXT),
    "action.timeout": (act(timeout=1), act(timeout=2), {"unclear: timeout changed timeout"}),
    "action.mock": (act(), act(mock={"behavior": "list"}), TEXT),
    "parameter.in": (parameter(), parameter(**{"in": "header"}), {"unclear: location changed parameters/a"}),
    "parameter.name": (parameter(name="a"), parameter(name="b"), {f"{WIRE} parameters/a"}),
    "parameter.description": (parameter(description="a"), parameter(description="b"), TEXT),
    "parameter.required": (parameter(required=True), parameter(), {"safe: parameter optional parameters/a"}),
    "parameter.schema": (parameter(schema={"maximum": 1}), parameter(), {"safe: maximum widened parameters/a"}),
    "parameter.content": (
        describe({"post": {"method": "POST", "parameters": {"a": {"in": "body"}}}}),
        describe({"post": {"method": "POST", "parameters": {"a": {"in": "body", "content": {"text/plain": {}}}}}}),
        {"breaking: content type removed parameters/a", "safe: content type added parameters/a", "unclear: content type changed parameters/a"},
    ),
    "parameter.default": (parameter(default=1), parameter(default=2), {"unclear: default changed parameters/a"}),
    "parameter.preset": (parameter(preset="a" * 99), parameter(preset="a" * 99 + "b"), {"unclear: preset changed parameters/a"}),
    "parameter.example": (parameter(example=1), parameter(example=2), TEXT),
    "parameter.presets": (
        post(parameters={"a": {"in": "body", "presets": {"a": 1}}}), post(parameters={"a": {"in": "body", "presets": {"a": 2}}}), {"unclear: presets changed parameters/a"},
    ),
    "parameter.examples": (parameter(examples={"a": {"value": 1}}), parameter(examples={"a": {"value": 2}}), TEXT),
    "parameter.style": (
        parameter(schema={"type": "array"}), parameter(schema={"type": "array"}, style="pipeDelimited"), {"breaking: style changed parameters/a"},
    ),
    "parameter.explode": (parameter(), parameter(explode=False), {"unclear: style changed parameters/a"}),
    "parameter.allowReserved": (in_path(), in_path(allowReserved=True), {"unclear: allowReserved added parameters/a"}),
    "parameter.contentType": (part(), part(contentType="image/png"), {"unclear: encoding changed parameters/a"}),
    "parameter.headers": (part(), part(headers={"X-A": "b"}), {"unclear: encoding changed parameters/a"}),
    "parameter.encoding": (form({}), form({"b": {"style": "json"}}), {"unclear: encoding changed parameters/a"}),
    "parameter.spread": (
        post(parameters={"a": {"in": "body", "schema": OBJECT}}), post(parameters={"a": {"in": "body", "schema": {**OBJECT, "properties": {"b": {}, **OBJECT["properties"]}}, "spread": True}}),
        {"safe: member added parameters/a", "safe: property added body/b"},
    ),
    "parameter.secret": (parameter(secret=True), parameter(), {"unclear: secret removed parameters/a"}),
    "parameter.deprecated": (parameter(), parameter(deprecated="a"), {"safe: deprecated added parameters/a"}),
    "parameter.since": (parameter(since="1"), parameter(since="2"), TEXT),
    "schema.file": (body(OBJECT), body({"properties": {"a": {"type": "string", "file": True}}}), {"breaking: file changed body/a"}),
    "schema.secret": (body({"anyOf": [{"secret": True}, {"type": "null"}]}), body({"anyOf": [{}, {"type": "null"}]}), {"unclear: secret changed body"}),
    "schema.readOnly": (body({"readOnly": True}), body({}), {"safe: readOnly removed body"}),
    "schema.writeOnly": (body({"writeOnly": True}), body({}), {"safe: writeOnly removed body"}),
    "schema.enumDescriptions": (body({"enum": ["a"], "enumDescriptions": {"a": "A."}}), body({"enum": ["a"], "enumDescriptions": {"a": "B."}}), TEXT),
    "schema.examples": (body({"examples": [1]}), body({"examples": [2]}), TEXT),
    "memberEncoding.style": (form({"b": {"style": "json"}}), form({"b": {"style": "brackets"}}), {"unclear: encoding changed parameters/a"}),
    "memberEncoding.explode": (form({"b": {"explode": False}}), form({"b": {}}), {"unclear: encoding changed parameters/a"}),
    "memberEncoding.allowReserved": (form({"b": {"allowReserved": True}}, PAIRS), form({"b": {}}, PAIRS), {"unclear: encoding changed parameters/a"}),
    "memberEncoding.contentType": (form({"b": {"contentType": "a/b"}}), form({"b": {}}), {"unclear: encoding changed parameters/a"}),
    "memberEncoding.headers": (form({"b": {"headers": {"X-A": "b"}}}), form({"b": {"headers": {"X-A": "c"}}}), {"unclear: encoding changed parameters/a"}),
    "response.description": (answer(description="a"), answer(description="b"), TEXT),
    "response.schema": (answer(schema=OBJECT), answer(schema={}), {"breaking: property removed responses/200/a"}),
    "response.content": (
        answer(content={"a/a": {}, "b/b": {}}), answer(content={"a/a": {}}), {"unclear: content type removed responses/200"},
    ),
    "response.headers": (answer(headers={"A": {}}), answer(), {"unclear: header removed responses/200/headers/A"}),
    "response.examples": (answer(examples={"a": {"value": 1}}), answer(), TEXT),
    "namedExample.summary": (answer(examples={"a": {"value": 1}}), answer(examples={"a": {"value": 1, "summary": "a"}}), TEXT),
    "namedExample.description": (answer(examples={"a": {"value": 1}}), answer(examples={"a": {"value": 1, "description": "a"}}), TEXT),
    "namedExample.value": (answer(examples={"a": {"value": 1}}), answer(examples={"a": {"value": 2}}), TEXT),
    "namedExample.contentType": (answer(examples={"a": {"value": 1}}), answer(examples={"a": {"value": 1, "contentType": "a/a"}}), TEXT),
    "response.stream": (answer(stream="sse"), answer(stream="ndjson"), {"breaking: stream changed responses/200"}),
    "response.events": (answer(**STREAM), answer(**{**STREAM, "events": {}}), {"unclear: event removed responses/200/events/a"}),
    "response.end": (answer(**STREAM), answer(**{**STREAM, "end": "OFF"}), {"unclear: end changed responses/200"}),
    "responseHeader.description": (answer(headers={"A": {"description": "a"}}), answer(headers={"A": {}}), set()),  # read by nothing
    "responseHeader.schema": (answer(headers={"A": {"schema": {"maximum": 1}}}), answer(headers={"A": {}}), {"breaking: maximum widened responses/200/headers/A"}),
    "server.url": (top(server=SERVER), top(server={**SERVER, "url": "https://{a}.b.example.com"}), {f"{WIRE} server"}),
    "server.variables": (
        top(server=SERVER), top(server="https://b.example.com"), {f"{WIRE} server", "breaking: variable removed server/variables/a"},
    ),
    "server.description": (choice({"url": "https://a.example"}), choice({"url": "https://a.example", "description": "b"}), TEXT),
    "serverVariable.description": (variable(description="a"), variable(description="b"), set()),  # read by nothing
    "serverVariable.default": (variable(), variable(default="c"), {f"{WIRE} server/variables/a"}),
    "serverVariable.enum": (variable(), variable(enum=["b"]), {"breaking: variable narrowed server/variables/a"}),
    "authScheme.type": (top(auth={"a": {"type": "basic"}}), top(auth={"a": {"type": "bearer"}}), {"breaking: auth changed auth/a"}),
    "authScheme.in": (scheme(), scheme(**{"in": "query"}), {f"{WIRE} auth/a"}),
    "authScheme.name": (scheme(), scheme(name="X-B"), {f"{WIRE} auth/a"}),
    "authScheme.prefix": (scheme(), scheme(prefix="Token "), {f"{WIRE} auth/a"}),
    "authScheme.description": (scheme(description="a"), scheme(description="b"), TEXT),
    "authScheme.format": (typed(type="bearer"), typed(type="bearer", format="JWT"), TEXT),
    "authScheme.scheme": (typed(type="http", scheme="hoba"), typed(type="http", scheme="dpop"), {"breaking: auth changed auth/a"}),
    "authScheme.service": (typed(type="awsSigv4"), typed(type="awsSigv4", service="s3"), {f"{WIRE} auth/a"}),
    "authScheme.region": (typed(type="awsSigv4", region="a"), typed(type="awsSigv4", region="b"), {f"{WIRE} auth/a"}),
    "authScheme.obtain": (typed(type="bearer"), way(FLOW), {"safe: obtain added auth/a/obtain/w"}),
    "authScheme.whoami": (typed(type="bearer"), who(), {"safe: whoami changed auth/a/whoami"}),
    "authScheme.deprecated": (scheme(), scheme(deprecated="Use b."), {"safe: deprecated added auth/a"}),
    "obtain.by": (way(FLOW), way(DEVICE), {"breaking: obtain changed auth/a/obtain/w"}),
    "obtain.description": (way(FLOW), way(FLOW, description="b"), TEXT),
    "obtain.action": (way(LOGIN), way(LOGIN, action="things.other"), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.arguments": (way(LOGIN), way(LOGIN, arguments={"a": 1}), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.token": (way(LOGIN), way(LOGIN, token="/b"), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.cookie": (session(), session(cookie="b"), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.csrf": (session(), session(csrf=CSRF), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.expires": (way(LOGIN), way(LOGIN, expires="/b"), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.refresh": (
        way(LOGIN, refresh="/a", refreshAction="things.get"), way(LOGIN, refresh="/b", refreshAction="things.get"), {f"{WIRE} auth/a/obtain/w"},
    ),
    "obtain.refreshAction": (
        way(LOGIN, refresh="/a", refreshAction="things.get"), way(LOGIN, refresh="/a", refreshAction="things.b"), {f"{WIRE} auth/a/obtain/w"},
    ),
    "obtain.authorizationUrl": (way(FLOW), way(FLOW, authorizationUrl="https://a.example/b"), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.tokenUrl": (way(FLOW), way(FLOW, tokenUrl="https://b.example/t"), {"unclear: obtain changed auth/a/obtain/w"}),
    "obtain.refreshUrl": (way(FLOW), way(FLOW, refreshUrl="https://a.example/b"), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.deviceAuthorizationUrl": (way(DEVICE), way(DEVICE, deviceAuthorizationUrl="/b"), {"unclear: obtain changed auth/a/obtain/w"}),
    "obtain.openIdConnectUrl": (way(OPENID), way(OPENID, openIdConnectUrl="https://a.example/b"), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.oauth2MetadataUrl": (way(FLOW), way(FLOW, oauth2MetadataUrl="https://a.example/b"), {f"{WIRE} auth/a/obtain/w"}),
    "obtain.scopes": (
        way(FLOW, scopes={"a": "A", "c": ""}), way(FLOW, scopes={"b": "B", "c": "C"}),
        {"unclear: scopes removed auth/a/obtain/w/scopes", "safe: scopes added auth/a/obtain/w/scopes", *TEXT},
    ),
    "obtain.parameters": (way(FLOW), way(FLOW, parameters={"audience": "a"}), {f"{WIRE} auth/a/obtain/w"}),
    "csrf.header": (session(csrf=CSRF), session(csrf={**CSRF, "header": "X-B"}), {f"{WIRE} auth/a/obtain/w"}),
    "csrf.token": (session(csrf=CSRF), session(csrf={**CSRF, "token": "/b"}), {f"{WIRE} auth/a/obtain/w"}),
    "csrf.cookie": (session(csrf={"header": "A", "cookie": "a"}), session(csrf={"header": "A", "cookie": "b"}), {f"{WIRE} auth/a/obtain/w"}),
    "whoami.action": (who(), who(action="things.b"), {"safe: whoami changed auth/a/whoami"}),
    "whoami.name": (who(), who(name="/b"), {"safe: whoami changed auth/a/whoami"}),
    "authRequirement.all": (
        act(auth={"all": ["token"]}), act(auth={"all": ["token", "other"]}), {"breaking: auth narrowed auth"},
    ),
    "scopes.always": (scoped(["a"], always=["b"]), scoped(["a"], always=["c"]), {"breaking: scopes narrowed scopes"}),
    "scopes.descriptions": (scoped(["a"], descriptions={"a": "A."}), scoped(["a"], descriptions={"a": "B."}), TEXT),
    "scopes.sets": (
        scoped({"$ref": "#/scopes/sets/s"}, sets={"s": ["a"]}), scoped({"$ref": "#/scopes/sets/s"}, sets={"s": ["b"]}), {"breaking: scopes narrowed scopes"},
    ),
    "actionScopes.only": (scoped({"only": ["a"]}), scoped({"only": ["b"]}), {"breaking: scopes narrowed scopes"}),
    "scopeEntry.all": (scoped([{"all": ["a"]}]), scoped([{"all": ["a", "b"]}]), {"breaking: scopes narrowed scopes"}),
    "paginate.style": (paged(), paged(**OFFSETS), OTHER_PAGING),
    "paginate.page": (paged(), paged(page="other"), OTHER_PAGING),
    "paginate.size": (paged(), paged(size="other"), OTHER_PAGING),
    "paginate.first": (paged(), paged(first=1), OTHER_PAGING),
    "paginate.offset": (paged(**OFFSETS), paged(**{**OFFSETS, "offset": "other"}), OTHER_PAGING),
    "paginate.limit": (paged(**OFFSETS), paged(**OFFSETS, limit="size"), OTHER_PAGING),
    "paginate.cursor": (paged(**CURSORS), paged(**{**CURSORS, "cursor": "other"}), OTHER_PAGING),
    "paginate.key": (paged(**KEYSETS), paged(**{**KEYSETS, "key": "/b"}), OTHER_PAGING),
    "paginate.next": (paged(**CURSORS), paged(**{**CURSORS, "next": "/b"}), OTHER_PAGING),
    "paginate.items": (paged(), paged(items="/b"), OTHER_PAGING),
    "paginate.total": (paged(total="/b"), paged(total="header:X-Total-Count"), OTHER_PAGING),
    "paginate.hasMore": (paged(), paged(hasMore="header:X-More"), OTHER_PAGING),
    "paginate.sort": (paged(), paged(sort={"field": "other"}), OTHER_PAGING),
    "paginate.filter": (paged(), paged(filter={"value": "other"}), OTHER_PAGING),
    "paginateSort.field": (paged(sort={"field": "other"}), paged(sort={"field": "more"}), OTHER_PAGING),
    "paginateSort.direction": (paged(sort={"field": "other"}), paged(sort={"field": "other", "direction": "more"}), OTHER_PAGING),
    "paginateFilter.field": (paged(filter={"value": "other"}), paged(filter={"value": "other", "field": "more"}), OTHER_PAGING),
    "paginateFilter.value": (paged(filter={"value": "other"}), paged(filter={"value": "more"}), OTHER_PAGING),
    "errors.type": (top(errors={"type": "/a"}), top(errors={"type": "/b"}), {"unclear: errors changed errors/type"}),
    "errors.message": (top(), top(errors={"message": "/b"}), {"safe: errors added errors/message"}),
    "link.title": (act(links=[{"title": "a"}]), act(links=[{"title": "b"}]), TEXT),
    "link.url": (act(links=[{"url": "a"}]), act(links=[{"url": "b"}]), TEXT),
    "link.description": (act(links=[{"description": "a"}]), act(links=[{"description": "b"}]), TEXT),
    "mock.behavior": (act(mock={"behavior": "list"}), act(mock={"behavior": "read"}), TEXT),
    "mock.collection": (act(mock={"collection": "/a"}), act(mock={"collection": "/b"}), TEXT),
    "mock.id": (act(mock={"id": "a"}), act(mock={"id": "b"}), TEXT),
    "mock.unique": (act(mock={"unique": ["a"]}), act(mock={"unique": ["b"]}), TEXT),
    "mock.filter": (act(mock={"filter": {"a": "query"}}), act(mock={"filter": {"a": {"b": "eq"}}}), TEXT),
    "mock.where": (act(mock={"where": {"a": 1}}), act(mock={"where": {"a": 2}}), TEXT),
    "mock.sort": (act(mock={"sort": "a"}), act(mock={"sort": ["-a", "b"]}), TEXT),
    "mock.time": (act(mock={"time": "a"}), act(mock={"time": "b"}), TEXT),
    "mock.values": (act(mock={"values": {"a": "b"}}), act(mock={"values": {"a": ["b", "c"]}}), TEXT),
    "mock.response": (act(mock={"response": {"/a": "count"}}), act(mock={"response": {"": "ids"}}), TEXT),
    "mock.forEach": (act(mock={"forEach": "/a"}), act(mock={"forEach": "/b"}), TEXT),
    "mock.inside": (act(mock={"inside": "a"}), act(mock={"inside": "b"}), TEXT),
    "mock.property": (act(mock={"property": "a"}), act(mock={"property": "b.c"}), TEXT),
    "mockValue.argument": (act(mock={"values": {"a": {"argument": "b"}}}), act(mock={"values": {"a": {"argument": "c"}}}), TEXT),
    "mockValue.words": (act(mock={"values": {"a": {"words": {}}}}), act(mock={"values": {"a": {"words": {"b": 1}}}}), TEXT),
    "mockValue.value": (act(mock={"values": {"a": {"value": 1}}}), act(mock={"values": {"a": {"value": 2}}}), TEXT),
}  # fmt: skip
"""Definition and key → two descriptions that differ in it, and what is listed."""


def test_each_key_of_the_format_has_a_row() -> None:
    assert ROWS.keys() == KEYS


@pytest.mark.parametrize("key", ROWS)
def test_a_change_of_each_key_is_listed_as_what_it_means(key: str) -> None:
    old, new, expected = ROWS[key]
    found = differences(load(old), load(new))
    assert {f"{change.severity}: {change.rule} {change.what}".strip() for change in found} == expected
    assert json.dumps(old) != json.dumps(new) or key == ".dynaclient"


@pytest.mark.parametrize("key", ROWS)
def test_what_is_called_safe_one_way_is_listed_the_other_way(key: str) -> None:
    old, new, expected = ROWS[key]
    assert bool(differences(load(new), load(old))) == bool(expected)
