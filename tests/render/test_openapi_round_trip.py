"""Each key of a description, in a document of OpenAPI and back: the same description, which sends the same requests."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, OpenAPIV32SpecValidator

from dynaclient import Api, Client, InvalidCall, load, to_openapi
from dynaclient.description.diff.changes import differences as description_differences
from dynaclient.description.rules import STYLES
from dynaclient.formats.parameters import STYLES as OPENAPI_STYLES
from dynaclient.render.openapi.parameters import OWN_STYLES
from tests.description.test_diff_keys import ROWS
from tests.render.test_openapi import differences
from tests.support.descriptions import action, describe, query

OBJECT = {
    "type": "object", "required": ["a"],
    "properties": {
        "a": {"type": "string"},
        "b": {"type": "array", "items": {"type": "integer"}},
        "c": {"type": "object", "properties": {"d": {"type": "string"}}},
    },
}  # fmt: skip
XML = {
    "type": "object",
    "xml": {"name": "Pet", "namespace": "urn:a", "prefix": "p"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "tags": {
            "type": "array",
            "xml": {"wrapped": True, "name": "Tags"},
            "items": {"type": "string", "xml": {"name": "tag"}},
        },
        "text": {"type": "string", "xml": {"x-ms-text": True}},
    },
}


def post(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"post": {"method": "POST", "parameters": {"body": {"in": "body", **body}}, **more}}


def parts(media: Any, **parameters: Any) -> dict[str, Any]:
    named = {name: {"in": "part", **part} for name, part in parameters.items()}
    return {"post": {"method": "POST", "content": media, "parameters": named}}


def get(parameters: Any = None, **more: Any) -> dict[str, Any]:
    return {"get": action(parameters, **more)}


AUTH = {
    "oauth": {"type": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key", "prefix": "Token "},
    "tok": {"type": "apiKey", "in": "header", "name": "Authorization", "prefix": "Token token="},
    "q": {"type": "apiKey", "in": "query", "name": "q"},
    "basic": {"type": "basic"},
    "a b": {"type": "bearer"},
}
OAUTH = {
    "code": {
        "by": "authorizationCode",
        "authorizationUrl": "https://a.example/a",
        "tokenUrl": "/t",
        "scopes": {"r": "R", "w": ""},
        "parameters": {"audience": "a"},
    },
    "robot": {"by": "clientCredentials", "tokenUrl": "/t", "oauth2MetadataUrl": "/m"},
    "other": {"by": "clientCredentials", "tokenUrl": "/u"},
}
OPENID = {"by": "openIdConnect", "openIdConnectUrl": "https://a.example/o"}
DEVICE = {"by": "deviceAuthorization", "deviceAuthorizationUrl": "/d", "tokenUrl": "/t", "oauth2MetadataUrl": "/m"}
LOGIN = {"by": "action", "action": "things.get", "token": "/token", "arguments": {"a": [1]}}
KINDS = {
    "oauth": {"type": "bearer", "format": "JWT", "obtain": OAUTH},
    "mixed": {"type": "bearer", "obtain": {"in": LOGIN, "device": DEVICE, "openIdConnect": OPENID}},
    "device": {"type": "bearer", "obtain": {"deviceAuthorization": DEVICE}, "deprecated": "Use oauth."},
    "open": {"type": "bearer", "obtain": {"openIdConnect": OPENID}, "whoami": {"action": "things.get", "name": "/a"}},
    "named": {"type": "bearer", "obtain": {"google": {**OPENID, "scopes": {"r": ""}}}},
    "login": {"type": "bearer", "format": "JWT", "obtain": {"in": LOGIN}},
    "session": {"type": "apiKey", "in": "cookie", "name": "s", "obtain": {"in": {"by": "action", "action": "things.get", "cookie": "s"}}},
    "shop": {"type": "apiKey", "in": "header", "name": "X-Shop", "deprecated": True, "obtain": {"code": OAUTH["code"]}},
    "no prefix": {"type": "apiKey", "in": "header", "name": "X", "description": 'with required prefix "Token"'},
    "aws": {"type": "awsSigv4", "service": "s3", "region": "eu-west-1"},
    "gateway": {"type": "awsSigv4"},
    "digest": {"type": "digest"},
    "cert": {"type": "mutualTLS", "description": "D."},
    "dpop": {"type": "http", "scheme": "DPoP", "obtain": {"code": OAUTH["code"]}},
}  # fmt: skip
NODE = {
    "type": "object",
    "$dynamicAnchor": "node",
    "properties": {"a": {"type": "string"}, "next": {"$dynamicRef": "#node"}},
}
DESCRIPTIONS: dict[str, dict[str, Any]] = {
    "servers": describe(
        servers={
            "sandbox": {
                "url": "https://{env}.example.com/v1",
                "variables": {"env": {"default": "sbx", "enum": ["sbx", "dev"], "description": "Which."}},
                "description": "For tests.",
            },
            "EU_west": "https://eu.example.com",
            "plain": "http://eu.example.com",
        }
    ),
    "server is one of servers": describe(
        server={"$ref": "#/servers/eu"}, servers={"us": "https://us.example.com", "eu": "https://eu.example.com"}
    ),
    "server is http": describe(server="http://localhost:8000", servers={"us": "https://us.example.com"}),
    "the same url twice": describe(servers={"us": "https://us.example.com", "eu": "https://us.example.com"}),
    "one named server": {k: v for k, v in describe(servers={"us": "https://us.example.com"}).items() if k != "server"},
    "servers without server": {
        k: v
        for k, v in describe(servers={"us": "https://us.example.com", "eu": "https://eu.example.com"}).items()
        if k != "server"
    },
    "server of a first variable": describe(
        server={"url": "{endpoint}/v1", "variables": {"endpoint": {"description": "Yours."}}}
    ),
    "server of action with variables": describe(
        get(
            server={
                "url": "https://{r}.example.com",
                "variables": {"r": {"default": "x", "enum": ["x", "y"]}},
                "description": "Mine.",
            }
        )
    ),
    "server variable name": describe(server={"url": "https://{a}.example.com", "variables": {"a": {"default": "b"}}}),
    "examples of parameter": describe(
        get(
            {
                "a": query(
                    {"type": "string"},
                    examples={"one": {"summary": "S", "description": "D", "value": "v"}, "two": {"value": "w"}},
                )
            }
        )
    ),
    "example and examples": describe(
        get({"a": query({"type": "string"}, example="x", examples={"one": {"value": "v"}})})
    ),
    "an example named example": describe(post({"schema": OBJECT, "examples": {"example": {"value": {"a": "x"}}}})),
    "body example": describe(post({"schema": OBJECT, "example": {"a": "1"}})),
    "examples of body": describe(
        post(
            {
                "content": {"application/json": OBJECT, "text/plain": {"type": "string"}},
                "examples": {
                    "one": {"value": {"a": "x"}, "summary": "S"},
                    "two": {"value": "t", "contentType": "text/plain"},
                },
            }
        )
    ),
    "body example and examples": describe(
        post({"schema": OBJECT, "example": {"a": "1"}, "examples": {"one": {"value": {"a": "x"}}}})
    ),
    "examples of response": describe(
        get(
            responses={
                "200": {
                    "content": {"application/json": OBJECT, "text/plain": {"type": "string"}},
                    "examples": {
                        "one": {"value": {"a": "x"}, "summary": "S"},
                        "two": {"value": "t", "contentType": "text/plain"},
                    },
                }
            }
        )
    ),
    "part example": describe(
        parts(
            "multipart/form-data", a={"schema": {"type": "string"}, "example": "q", "examples": {"one": {"value": "v"}}}
        )
    ),
    "encoding form": describe(
        post(
            {
                "content": {"application/x-www-form-urlencoded": OBJECT},
                "encoding": {"b": {"explode": False}, "c": {"style": "deepObject"}},
            }
        )
    ),
    "encoding brackets": describe(
        post(
            {
                "content": {"application/x-www-form-urlencoded": OBJECT},
                "encoding": {"b": {"style": "pipeDelimited"}, "c": {"style": "brackets"}},
            }
        )
    ),
    "encoding multipart": describe(
        post(
            {
                "content": {"multipart/form-data": OBJECT},
                "encoding": {
                    "a": {"contentType": "text/csv", "headers": {"X-A": "1"}},
                    "c": {"contentType": "application/xml"},
                    "b": {"style": "json"},
                },
            }
        )
    ),
    "multipart/related": describe(
        parts(
            "multipart/related",
            meta={"schema": OBJECT, "contentType": "application/json"},
            file={"schema": {"file": True}, "contentType": "image/png", "headers": {"X-B": "2"}},
        )
    ),
    "multipart/mixed": describe(
        parts(
            "multipart/mixed", meta={"schema": OBJECT}, more={"schema": {"type": "array", "items": {"type": "string"}}}
        )
    ),
    "two contents of parts": describe(
        parts(
            ["multipart/form-data", "application/x-www-form-urlencoded"],
            a={"schema": {"type": "string"}, "required": True},
            b={"schema": OBJECT, "style": "json"},
            c={"schema": {"type": "array", "items": {"type": "string"}}, "style": "tabDelimited"},
        )
    ),
    "part form reserved": describe(
        parts(
            "application/x-www-form-urlencoded",
            a={"schema": {"type": "string"}, "allowReserved": True},
            b={"schema": {"type": "string"}, "allowReserved": "encoded"},
            c={"schema": {"type": "string"}, "preset": "x", "since": "2"},
        )
    ),
    "parts as json": describe(
        parts("application/json", a={"schema": {"type": "string"}}, b={"schema": OBJECT, "required": True})
    ),
    "empty body": describe(
        {
            "post": {
                "method": "POST",
                "content": "application/json",
                "emptyBody": True,
                "parameters": {"a": {"in": "part", "schema": {"type": "string"}}},
            }
        }
    ),
    "whole query": describe(
        get(
            {
                "q": {
                    "in": "query",
                    "content": {"application/x-www-form-urlencoded": OBJECT},
                    "description": "All.",
                    "examples": {"x": {"value": {"a": "1"}}},
                }
            }
        )
    ),
    "whole query json": describe(
        get({"q": {"in": "query", "content": {"application/json": OBJECT}, "required": True, "example": {"a": "1"}}})
    ),
    "reserved": describe(
        get(
            {
                "p": {"in": "path", "schema": {"type": "string"}, "allowReserved": True},
                "e": query({"type": "string"}, allowReserved="encoded"),
                "f": query({"type": "string"}, allowReserved=True),
                "g": {"in": "path", "schema": {"type": "string"}, "allowReserved": "encoded"},
            },
            path="/{p}/{g}",
        )
    ),
    "stream actions": describe(
        {
            "create": {
                "method": "POST",
                "parameters": {"body": {"in": "body", "schema": OBJECT, "spread": True}},
                "responses": {"200": {"schema": OBJECT}},
            },
            "createStream": {
                "method": "POST",
                "headers": {"Accept": "text/event-stream"},
                "parameters": {
                    "body": {
                        "in": "body",
                        "schema": {
                            "allOf": [{"properties": OBJECT["properties"]}, {"properties": {"stream": {"const": True}}}]
                        },
                        "presets": {"stream": True},
                        "spread": True,
                    }
                },
                "responses": {"200": {"stream": "sse", "events": {"*": OBJECT}, "end": "[DONE]"}},
            },
        }
    ),
    "scopes": describe(
        get(auth=[{"oauth": ["read", "more"]}, "key", {"all": [{"q": ["x"]}, "basic"]}, "optional"]), auth=AUTH
    ),
    "scopes twice": describe(get(auth=[{"oauth": ["read"]}, {"oauth": ["all"]}]), auth=AUTH),
    "kinds of authentication": describe(
        get(auth=[{"all": [{"oauth": ["r"]}, {"mixed": ["w"]}, "cert"]}, {"all": ["cert", {"mixed": ["r"]}]}, "dpop"]),
        auth=KINDS,
    ),
    "two schemes with scopes": describe(get(auth={"all": [{"oauth": ["r"]}, {"mixed": ["w"]}]}), auth=KINDS),
    "any credential": describe(get(), auth=KINDS),
    "requires": describe(auth=AUTH, requires=[{"oauth": ["read"]}, "tok"]),
    "action scopes": describe(
        get(scopes=["a", {"all": ["b", "c"]}], auth="oauth"), auth=AUTH, scopes={"always": ["{resource}.*"]}
    ),
    "no auth": describe(get(auth=False), auth=AUTH),
    "optional auth": describe(get(auth="optional"), auth=AUTH),
    "scheme texts": describe(auth={k: {**v, "description": "With it."} for k, v in AUTH.items()}),
    "spread off": describe(post({"schema": OBJECT, "spread": False})),
    "spread and presets": describe(
        post({"schema": OBJECT, "spread": True, "presets": {"b": [1]}, "required": True, "default": {"a": "x"}})
    ),
    "xml": describe(
        post({"content": {"application/xml": XML}}, responses={"200": {"content": {"application/xml": XML}}})
    ),
    "xml named": describe(
        post(
            {"content": {"application/xml": {"$ref": "#/schemas/Pet"}}},
            responses={"200": {"content": {"text/xml": {"$ref": "#/schemas/Pet"}}}},
        ),
        schemas={"Pet": {k: v for k, v in XML.items() if k != "xml"}},
    ),
    "xml and json": describe(post({"content": {"application/json": OBJECT, "application/xml": XML}, "spread": True})),
    "header next": describe(
        get(
            {"cursor": query(), "size": query({"type": "integer"})},
            paginate={
                "style": "cursor",
                "cursor": "cursor",
                "next": "header:X-Next",
                "size": "size",
                "items": "/items",
            },
            responses={
                "200": {
                    "schema": {"type": "object"},
                    "headers": {"X-Next": {"description": "N", "schema": {"type": "string"}}},
                }
            },
        )
    ),
    "body cursor": describe(
        {
            "list": {
                "method": "POST",
                "parameters": {
                    "body": {
                        "in": "body",
                        "spread": True,
                        "schema": {"type": "object", "properties": {"next": {"type": "string"}}},
                    }
                },
                "paginate": {"style": "cursor", "cursor": "/body/next", "next": "/next", "items": "/items"},
            }
        }
    ),
    "json lines": describe(
        post(
            {"content": {"application/x-ndjson": {"type": "array", "items": OBJECT}}},
            responses={"200": {"stream": "ndjson", "content": {"application/x-ndjson": OBJECT}}},
        )
    ),
    "json lines of text": describe(post({"content": {"application/jsonl": {"type": "string"}}})),
    "json lines of any": describe(post({"content": {"application/jsonl": {}}})),
    "json lines of lists": describe(
        post(
            {
                "content": {
                    "application/jsonl": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}
                }
            }
        )
    ),
    "texts": describe(
        get(
            summary="S",
            description="D",
            tags=["one", "two"],
            links=[{"url": "https://a.example/x", "title": "T", "description": "more"}],
            deprecated=True,
            operationId="getIt",
        ),
        links={"docs": "https://a.example"},
    ),
    "tags with resource": describe(get(tags=["x", "things"], links=[{"url": "https://a.example/x", "title": "T"}])),
    "tags with resource first": describe(get(tags=["things", "x"])),
    "deprecated true": describe(
        get({"a": query(deprecated=True), "b": query(deprecated="Use a.")}, deprecated="Use b."), {"deprecated": True}
    ),
    "query method": describe({"find": {"method": "QUERY", "parameters": {"body": {"in": "body", "schema": OBJECT}}}}),
    "trace": describe({"find": {"method": "TRACE"}}),
    "other methods": describe(
        {
            "find": {"method": "PROPFIND", "readonly": True},
            "two": {"method": "PROPFIND", "path": ""},
            "three": {"method": "PURGE", "idempotent": True, "readonly": False},
        }
    ),
    "what actions do to the server": describe(
        {
            "clear": {"method": "POST", "destructive": True},
            "drop": {"method": "GET", "destructive": True},
            "refresh": {"method": "GET", "path": "/refresh", "readonly": False, "idempotent": False},
            "cancel": {"method": "DELETE", "destructive": False},
            "look": {"method": "DELETE", "path": "/look", "readonly": True},
        }
    ),
    "tsv": describe(
        get(
            {
                "a": query({"type": "array", "items": {"type": "string"}}, style="tabDelimited"),
                "b": query({"type": "object"}, style="brackets"),
                "c": query({"type": "object"}, style="json"),
                "d": query({"type": "object", "properties": {"x": {"type": "string"}}}, style="deepObject"),
            }
        )
    ),
    "read and write only": describe(
        post(
            {
                "schema": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string", "readOnly": True},
                        "pin": {"type": "string", "writeOnly": True},
                    },
                    "required": ["id", "pin"],
                }
            }
        )
    ),
    "times": describe(
        get(
            {
                "a": query({"type": "integer", "format": "unix-time"}),
                "b": {"in": "header", "name": "If-Modified-Since", "schema": {"type": "string", "format": "http-date"}},
            }
        )
    ),
    "base64": describe(
        post(
            {
                "schema": {
                    "type": "object",
                    "properties": {
                        "x": {"type": "string", "contentEncoding": "base64"},
                        "y": {"type": "string", "contentEncoding": "base64url"},
                        "z": {"type": "string", "format": "byte"},
                    },
                }
            }
        )
    ),
    "cookies and headers": describe(
        get(
            {
                "a_b": {"in": "cookie", "name": "a-b", "schema": {"type": "string"}},
                "h": {
                    "in": "header",
                    "name": "X-H",
                    "schema": {"type": "array", "items": {"type": "string"}},
                    "explode": True,
                },
            },
            headers={"X-Fixed": "1"},
        )
    ),
    "bytes stream": describe(get(responses={"200": {"stream": "bytes"}})),
    "bytes stream with type": describe(get(responses={"200": {"stream": "bytes", "content": {"image/png": {}}}})),
    "parts of any and of no value": describe(
        parts("multipart/form-data", a={"schema": True, "since": "3", "name": "x-a"}, b={"schema": False, "since": "2"})
    ),
    "an example of another media type": describe(
        post(
            {"schema": OBJECT, "examples": {"one": {"value": {"a": "x"}}, "two": {"value": "t", "contentType": "a/b"}}}
        )
    ),
    "a form and JSON": describe(
        post(
            {
                "content": {"application/x-www-form-urlencoded": OBJECT, "application/json": OBJECT},
                "encoding": {"b": {"explode": False}},
            }
        )
    ),
    "any media type": describe(post({"content": {"*/*": {"file": True}}})),
    "raw body": describe(post({"content": {"image/png": {"file": True}, "application/octet-stream": {"file": True}}})),
    "mixed raw": describe(
        post({"content": {"application/json": OBJECT, "image/png": {"file": True}, "text/plain": {"type": "string"}}})
    ),
    "idempotency": describe(post({"schema": OBJECT}, idempotencyKey="Idempotency-Key", timeout=3)),
    "links list": describe(links=[{"url": "https://a.example"}, {"title": "No url"}]),
    "preset": describe(
        get(
            {
                "v": query({"const": "2"}, preset="2", required=True),
                "w": {"in": "header", "name": "W", "schema": {"enum": ["a"]}, "required": True},
            }
        )
    ),
    "secrets": describe(get({"token": query({"type": "string"}, secret=True)})),
    "items of pairs": describe(
        get(
            {"page": query({"type": "integer"})},
            paginate={"style": "page", "page": "page", "items": "/by", "first": 0, "total": "header:X-Total"},
            responses={"200": {"schema": {"type": "object"}}},
        )
    ),
}

OTHER_WORDS = {"xml named": {"xml changed body", "xml changed responses/200"}}
"""Descriptions of which the document says more: what the outermost element is called."""


def document_of(api: Api) -> dict[str, Any]:
    """Return the document of a description, as it is in a file."""
    found: dict[str, Any] = json.loads(json.dumps(to_openapi(api)))
    return found


def changes(api: Api) -> set[str]:
    """Return what differs between a description and the one that its document becomes, in either direction."""
    again = load(document_of(api))
    found = [*description_differences(api, again), *description_differences(again, api)]
    return {f"{change.rule} {change.what}".strip() for change in found}


def problems(document: dict[str, Any]) -> list[str]:
    """Return what is wrong with a document of OpenAPI."""
    is_newer = document["openapi"].startswith("3.2")
    validator = (OpenAPIV32SpecValidator if is_newer else OpenAPIV31SpecValidator)(document)
    return [error.message for error in validator.iter_errors()]


DIALECT, VERSION = "dialect changed dialect", "version changed version"
WITH_DIFFERENCES = {
    ".dialect": {DIALECT},  # all schemas of OpenAPI 3.1 are 2020-12
    ".version": {VERSION},  # OpenAPI demands one
    "parameter.default": {"default changed parameters/a"},  # it is in the schema then, for other readers
    "schema.file": {  # no JSON has one, see `lint`
        "file changed body/a", "format narrowed body/a", "contentMediaType narrowed body/a", "format widened body/a",
        "contentMediaType widened body/a",
    },
}  # fmt: skip
"""Keys of which OpenAPI has to say something else, or more."""


@pytest.mark.parametrize("key", ROWS)
def test_each_key_is_in_the_document(key: str) -> None:
    for description in ROWS[key][:2]:
        described = {"version": "1", **description} if key != ".version" else description
        api = load(described)
        assert changes(api) <= WITH_DIFFERENCES.get(key, set())
        assert problems(document_of(api)) == []


def test_dynamic_references_keep_their_meaning() -> None:
    word = {
        "type": "object",
        "properties": {"password": {"$ref": "#/schemas/word"}, "node": {"$ref": "#/schemas/node"}},
    }
    schemas = {"node": NODE, "word": {"type": "string", "writeOnly": True}, "all": word}
    document = document_of(load(describe(post({"schema": {"$ref": "#/schemas/all"}}), schemas=schemas)))
    assert document["components"]["schemas"]["node"]["properties"]["next"] == {"$dynamicRef": "#node"}
    call = Client(document).things.post
    assert call.prepare(body={"node": {"next": {"a": "x"}}}).body == b'{"node":{"next":{"a":"x"}}}'
    with pytest.raises(InvalidCall, match="body.node.next.a "):
        call.prepare(body={"node": {"next": {"a": 1}}})


def test_names_that_become_the_same_are_told_apart() -> None:
    schemas = {"a b": {"type": "string"}, "a_b": {"type": "integer"}}
    properties = {"x": {"$ref": "#/schemas/a b"}, "y": {"$ref": "#/schemas/a_b"}}
    described = describe(post({"schema": {"type": "object", "properties": properties}}), schemas=schemas)
    assert document_of(load(described))["components"]["schemas"] == {
        "a_b": {"type": "string"},
        "a_b_2": {"type": "integer"},
    }


def test_a_keyword_without_effect_is_kept_under_another_name() -> None:
    tagged = {
        "discriminator": {"propertyName": "a", "mapping": {"x": "#/schemas/node"}},
        "oneOf": [{"$ref": "#/schemas/node"}],
    }
    described = describe(post({"schema": {"$ref": "#/schemas/tagged"}}), schemas={"node": NODE, "tagged": tagged})
    document = document_of(load(described))
    assert document["components"]["schemas"]["tagged"]["x-discriminator"]["propertyName"] == "a"
    assert problems(document) == []


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_description_is_the_same_after_export_and_import(name: str) -> None:
    api = load({"version": "1", **DESCRIPTIONS[name]})
    document = document_of(api)
    assert changes(api) == OTHER_WORDS.get(name, set())
    assert problems(document) == []
    assert document_of(load(document)) == document


@pytest.mark.parametrize("name", sorted(DESCRIPTIONS.keys() - {"server of a first variable"}))
def test_the_requests_are_the_same_after_export_and_import(name: str) -> None:
    counts: Counter[str] = Counter()
    assert differences(load(DESCRIPTIONS[name]), counts) == []
    assert counts["calls"]
    assert not counts["failures"]


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_authentication_is_the_same_after_export_and_import(name: str) -> None:
    api = load(describe(get(auth=name), auth={name: KINDS[name]}))
    document = document_of(api)
    assert load(document).auth == api.auth
    assert problems(document) == []
    assert document["openapi"] == (
        "3.2.0" if {"device", "deprecated", "oauth2MetadataUrl"} & words(document) else "3.1.1"
    )


def words(document: dict[str, Any]) -> set[str]:
    """Return the words of what OpenAPI has since 3.2 that a document has."""
    (scheme,) = document["components"]["securitySchemes"].values()
    return {*scheme, *(flow[:6] for flow in scheme.get("flows", ()))}


def test_each_scheme_keeps_its_own_scopes() -> None:
    document = document_of(load(DESCRIPTIONS["two schemes with scopes"]))
    assert document["paths"]["/things"]["get"]["security"] == [{"oauth": ["r"], "mixed": ["w"]}]


def test_what_is_called_like_a_secret_is_one_after_import() -> None:
    again = load(to_openapi(load(describe(get({"password": query({"type": "string"})})))))
    assert again.action("things.get").parameters["password"].secret


def test_the_names_of_newer_openapi_for_xml_become_those_of_3_1() -> None:
    members = {
        kind: {"type": "string", "xml": {"nodeType": kind}} for kind in ("attribute", "element", "text", "cdata")
    }
    document = document_of(load(describe(post({"content": {"application/xml": {"properties": members}}}))))
    body = document["paths"]["/things"]["post"]["requestBody"]["content"]["application/xml"]["schema"]["properties"]
    text = {"x-ms-text": True}
    assert {kind: schema["xml"] for kind, schema in body.items()} == {
        "attribute": {"attribute": True}, "element": {"wrapped": True}, "text": text, "cdata": text,
    }  # fmt: skip


def test_a_method_that_3_1_does_not_have_makes_a_document_of_3_2() -> None:
    document = document_of(load(DESCRIPTIONS["other methods"]))
    assert document["openapi"] == "3.2.0"
    assert set(document["paths"]["/things"]["additionalOperations"]) == {"PROPFIND", "PURGE"}


def test_servers_have_their_names() -> None:
    document = document_of(load(DESCRIPTIONS["servers"]))
    assert [server.get("x-name") for server in document["servers"]] == [None, "sandbox", "EU_west", "plain"]
    again = load(document)
    assert list(again.servers) == ["sandbox", "EU_west", "plain"]
    assert again.server is not None
    assert again.server.template == "https://api.example.com"


def test_each_style_is_one_of_openapi_or_has_one_like_it_there() -> None:
    ours, theirs = ({style for styles in table.values() for style in styles} for table in (STYLES, OPENAPI_STYLES))
    assert ours - theirs == OWN_STYLES.keys()
    assert {style for style in OWN_STYLES.values() if style} <= theirs
