"""Security of OpenAPI 3 and Swagger 2.0: what credentials a call sends, and what it requires."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient.description.api import Api
from tests.support.openapi_documents import action_of, notes_of, openapi, operation, sent, swagger, translation_of

KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
OAUTH = {
    "type": "oauth2",
    "flows": {"implicit": {"authorizationUrl": "https://a.example", "scopes": {"read": "Read."}}},
}
SCHEMES = {
    "key": KEY,
    "a/b": KEY,
    "oauth": OAUTH,
    "mtls": {"type": "mutualTLS"},
    "digest": {"type": "http", "scheme": "digest"},
}


def secured(security: Any = None, schemes: Any = None, **top: Any) -> dict[str, Any]:
    own = {} if security is None else {"security": security}
    declared = SCHEMES if schemes is None else schemes
    return openapi({"/things": {"get": operation(**own)}}, "3.1.0", components={"securitySchemes": declared}, **top)


SENT: dict[str, tuple[Any, Any, str]] = {
    "bearer": ({"type": "http", "scheme": "Bearer"}, "t", "Authorization: Bearer t"),
    "basic": ({"type": "http", "scheme": "basic"}, ("u", "p"), "Authorization: Basic dTpw"),
    "oauth2": (OAUTH, "t", "Authorization: Bearer t"),
    "openIdConnect": ({"type": "openIdConnect", "openIdConnectUrl": "https://a.example"}, "t", "Authorization: Bearer t"),
    "a header": (KEY, "k", "X-Key: k"),
    "Authorization": ({**KEY, "name": "Authorization"}, "k", "Authorization: k"),
    "a scheme of its own": ({"type": "http", "scheme": "SharedAccessKey"}, "k", "Authorization: SharedAccessKey k"),
    "a prefix in the words of drf-spectacular": (
        {**KEY, "description": 'Token-based authentication with required prefix "Token"'}, "k", "X-Key: Token k",
    ),
    "a prefix in other words": ({**KEY, "description": 'Write "Token" first.'}, "k", "X-Key: k"),
    "a cookie": ({**KEY, "in": "cookie", "name": "sid"}, "k", "Cookie: sid=k"),
    "a query": ({**KEY, "in": "query", "name": "key"}, "k", "?key=k"),
    "a reference": ({"$ref": "#/components/securitySchemes/other"}, "k", "X-Key: k"),
}  # fmt: skip


@pytest.mark.parametrize("name", SENT)
def test_a_credential_is_sent_as_its_scheme_declares(name: str) -> None:
    scheme, token, expected = SENT[name]
    document = secured([{"a": []}], {"a": scheme, **({"other": KEY} if name == "a reference" else {})})
    request = sent(document, token={"a": token})
    field, _, value = expected.partition(": ")
    assert request.url.endswith(expected) if expected[0] == "?" else request.headers[field] == value


LEFT_OUT: dict[str, Any] = {
    "digest": {"type": "http", "scheme": "digest"},
    "a signature": {"type": "http", "scheme": "Payone-HMAC-SHA256"},
    "what is no scheme": {"type": "http", "scheme": "a b"},
    "no scheme": {"type": "http"},
    "an unknown type": {"type": "saml"},
    "a key without a name": {"type": "apiKey", "in": "header"},
    "a key in a path": {**KEY, "in": "path"},
    "a key in a header that cannot be": {**KEY, "name": "a b"},
    "a number": 1,
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_scheme_that_the_client_does_not_have_is_left_out_with_a_note(name: str) -> None:
    document = secured([{"a": []}], {"a": LEFT_OUT[name]})
    assert action_of(document).get("auth") in (None, False)
    assert "Authorization" not in sent(document).headers
    assert ("/components/securitySchemes/a", "auth") in notes_of(document)


REQUIREMENTS: dict[str, tuple[Any, Any]] = {
    "one": ([{"key": []}], "key"),
    "either": ([{"key": []}, {"oauth": []}], ["key", "oauth"]),
    "both": ([{"key": [], "oauth": []}], {"all": ["key", "oauth"]}),
    "one or none": ([{"key": []}, {}], ["key", "optional"]),
    "none": ([], False),
    "nothing": ([{}], False),
    "a certificate": ([{"mtls": []}], False),
    "a certificate and a key": ([{"mtls": [], "key": []}], "key"),
    "one that the client does not have, or a key": ([{"digest": []}, {"key": []}], "key"),
    "one that is not declared": ([{"none": []}], False),
    "a reference": ([{"#/components/securitySchemes/key": []}], "key"),
    "a reference to a name with a slash": ([{"#/components/securitySchemes/a~1b": []}], "a/b"),
    "a reference to nothing": ([{"#/components/securitySchemes/none": []}], False),
    "no list": ({"key": []}, None),
    "no objects": (["key"], False),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_the_requirement_of_an_operation_is_that_of_its_action(name: str) -> None:
    security, expected = REQUIREMENTS[name]
    assert action_of(secured(security)).get("auth") == expected


@pytest.mark.parametrize("schemes", [{}, {"key": KEY}])
def test_a_scheme_that_is_not_declared_is_noted(schemes: Any) -> None:
    assert notes_of(secured([{"none": []}], schemes)) == [("/paths/~1things/get/security/0", "auth")]
    everywhere = secured(None, schemes) | {"security": [{"none": []}]}
    assert notes_of(everywhere) == [("/security/0", "auth")]


def test_the_only_scheme_is_noted_once_if_the_client_does_not_have_it() -> None:
    document = secured([{"digest": []}], {"digest": SCHEMES["digest"]})
    assert notes_of(document) == [("/components/securitySchemes/digest", "auth")]


def test_the_requirement_of_all_is_at_the_top() -> None:
    document = secured(security=None) | {"security": [{"key": []}]}
    assert "auth" not in action_of(document)
    assert translation_of(document).document["requires"] == "key"
    assert Api(translation_of(document).document).action("op").auth_required
    assert sent(document, token={"key": "k"}).headers["X-Key"] == "k"


def test_without_a_requirement_nothing_is_required_and_what_is_given_is_sent() -> None:
    assert not Api(translation_of(secured()).document).action("op").auth_required
    assert sent(secured(), token={"key": "k"}).headers["X-Key"] == "k"


SCOPES: dict[str, tuple[Any, Any]] = {
    "one": ([{"oauth": ["read"]}], {"oauth": ["read"]}),
    "all": ([{"oauth": ["read", "write"]}], {"oauth": ["read", "write"]}),
    "either": ([{"oauth": ["read"]}, {"oauth": ["write"]}], [{"oauth": ["read"]}, {"oauth": ["write"]}]),
    "none for another scheme": ([{"oauth": ["read"]}, {"key": []}, {}], [{"oauth": ["read"]}, "key", "optional"]),
    "those of one of two schemes": ([{"oauth": ["read"], "key": []}], {"all": [{"oauth": ["read"]}, "key"]}),
    "those of a certificate": ([{"oauth": ["read"], "mtls": ["a"]}], {"oauth": ["read"]}),
    "none": ([{"key": []}], "key"),
    "what is no scope": ([{"oauth": ["a b", 1, "", "read"]}], {"oauth": ["read"]}),
}  # fmt: skip


@pytest.mark.parametrize("name", SCOPES)
def test_scopes_are_those_of_the_schemes_of_an_alternative(name: str) -> None:
    security, expected = SCOPES[name]
    assert action_of(secured(security))["auth"] == expected
    assert action_of(secured(None) | {"security": security}).get("auth") is None
    assert translation_of(secured(None) | {"security": security}).document["requires"] == expected


def test_scopes_of_a_scheme_whose_name_would_be_an_extension_are_left_out_with_a_note() -> None:
    document = secured([{"x-key": ["a"], "oauth": ["b"]}], {"x-key": KEY, "oauth": OAUTH})
    assert action_of(document)["auth"] == {"all": ["x-key", {"oauth": ["b"]}]}
    assert ("/paths/~1things/get/security/0/x-key", "scopes") in notes_of(document)


def test_flows_are_kept_for_later() -> None:
    auth = translation_of(secured()).document["auth"]
    assert auth["oauth"] == {"type": "bearer", "x-openapi": {"type": "oauth2", "flows": OAUTH["flows"]}}


@pytest.mark.parametrize("name", ["optional", "all"])
def test_a_scheme_of_a_reserved_name_has_another(name: str) -> None:
    document = secured([{name: []}], {name: {**KEY, "description": "From the settings."}})
    assert action_of(document)["auth"] == f"{name}_"
    assert translation_of(document).document["auth"] == {f"{name}_": {**KEY, "description": "From the settings."}}


AUTHORIZATION = {"in": "header", "name": "authorization", "required": True, "schema": {"type": "string"}}


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("make", [openapi, swagger])
def test_a_credential_that_is_only_a_parameter_is_a_scheme(make: Any, shared: bool) -> None:
    prefix = "#/parameters/a" if make is swagger else "#/components/parameters/a"
    components = (
        {"parameters": {"a": AUTHORIZATION}}
        if make is swagger
        else {"components": {"parameters": {"a": AUTHORIZATION}}}
    )
    parameter = {"$ref": prefix} if shared else AUTHORIZATION
    paths = {"/things": {"get": operation(parameter)}, "/open": {"get": operation(operationId="open")}}
    document = make(paths, **components)
    assert sent(document, token="t").headers["Authorization"] == "t"
    assert "Authorization" not in sent(document, name="open", token="t").headers


LOCATED = {"query": "?p=t", "header": "p: t", "cookie": "Cookie: p=t"}
OTHER = {"type": "apiKey", "in": "query", "name": "other"}


def with_key(location: str, security: Any, **own: Any) -> dict[str, Any]:
    """Return a document with an operation that has the key of a scheme as a parameter."""
    parameter = {"in": location, "name": "P" if location == "header" else "p", "schema": {"type": "string"}, **own}
    schemes = {
        "k": {"type": "apiKey", "in": location, "name": "p"},
        "o": OTHER,
        "b": {"type": "http", "scheme": "basic"},
    }
    secure = {} if security is None else {"security": security}
    components = {"parameters": {"p": parameter}, "securitySchemes": schemes}
    reference = {"$ref": "#/components/parameters/p"}
    return openapi({"/things": {"get": operation(reference, **secure)}}, components=components)


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("security", [None, [{"k": []}], [{"k": []}, {}], [{"k": [], "o": []}], [{"o": []}, {"k": []}]])
@pytest.mark.parametrize("location", LOCATED)
def test_a_credential_that_is_a_parameter_as_well_is_sent_once(location: str, security: Any, required: bool) -> None:
    document = with_key(location, security, required=required)
    token = {"k": "t", "o": "x"} if security == [{"k": [], "o": []}] else {"k": "t"}
    request = sent(document, token=token)
    assert "parameters" not in action_of(document)
    field, _, value = LOCATED[location].partition(": ")
    if location == "query":
        assert sorted(request.url.partition("?")[2].split("&")) in (["p=t"], ["other=x", "p=t"])
    else:
        assert request.headers[field] == value


@pytest.mark.parametrize(
    ("security", "expected"), [(None, "k"), ([{"k": []}, {}], "k"), ([{"o": []}, {"k": []}], ["o", "k"])]
)
def test_a_credential_is_required_where_its_parameter_is(security: Any, expected: Any) -> None:
    assert action_of(with_key("query", security, required=True))["auth"] == expected
    optional = with_key("query", security)
    assert Api(translation_of(optional).document).action("op").auth_required == (security == [{"o": []}, {"k": []}])


def test_two_parameters_may_be_credentials() -> None:
    document = with_key("query", [{"k": [], "o": []}, {}], required=True)
    document["paths"]["/things"]["get"]["parameters"].append({"in": "query", "name": "other", "required": True})
    assert action_of(document)["auth"] == {"all": ["k", "o"]}


@pytest.mark.parametrize("security", [[], [{"o": []}], [{"b": []}]])
def test_a_parameter_that_is_the_credential_of_other_operations_stays(security: Any) -> None:
    document = with_key("query", security, required=True)
    assert (
        sent(document, {"p": "v"}, token={"k": "t", "o": "x", "b": ("u", "p")}).url.partition("?")[2].startswith("p=v")
    )


def test_the_schemes_of_swagger_are_those_of_the_description() -> None:
    flow = {"type": "oauth2", "flow": "accessCode", "tokenUrl": "https://a.example", "scopes": {"read": "Read."}}
    document = swagger(
        {"/things": {"get": operation(security=[{"o": ["read"]}])}},
        securityDefinitions={"o": flow, "b": {"type": "basic"}, "k": KEY},
    )
    assert {name: scheme["type"] for name, scheme in translation_of(document).document["auth"].items()} == {
        "o": "bearer",
        "b": "basic",
        "k": "apiKey",
    }
    assert action_of(document)["auth"] == {"o": ["read"]}
    assert sent(document, token={"o": "t"}).headers["Authorization"] == "Bearer t"
