"""Security of OpenAPI 3 and Swagger 2.0: what credentials a call sends, and what it requires."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import lint
from dynaclient.description.api import Api
from dynaclient.formats.lazy import plain
from dynaclient.formats.security_schemes import FLOWS
from tests.support.openapi_documents import action_of, notes_of, openapi, operation, sent, swagger, translation_of
from tests.support.security_parts import differences

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
    "saml": {"type": "saml"},
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


AUTHORIZE, TOKEN = "https://a.example/authorize", "https://a.example/token"
SCHEME_TEXTS = {"read": "Read.", "a b": "Both.", "": "None.", "none": None, "$ref": "No."}
CODE = {"authorizationUrl": AUTHORIZE, "tokenUrl": TOKEN, "scopes": SCHEME_TEXTS}
GATEWAY = {"type": "apiKey", "in": "header", "name": "Authorization", "x-amazon-apigateway-authtype": "awsSigv4"}


def flows(**found: Any) -> dict[str, Any]:
    return {"type": "oauth2", "flows": found}


def obtained(**ways: Any) -> dict[str, Any]:
    return {"type": "bearer", "obtain": {by: {"by": by, **keys} for by, keys in ways.items()}}


READ: dict[str, tuple[Any, Any]] = {
    "digest": ({"type": "http", "scheme": "Digest"}, {"type": "digest"}),
    "a signature": ({"type": "http", "scheme": "Payone-HMAC-SHA256"}, {"type": "http", "scheme": "Payone-HMAC-SHA256"}),
    "negotiate": ({"type": "http", "scheme": "negotiate", "description": "D."}, {"type": "http", "scheme": "negotiate", "description": "D."}),
    "the format of a token": ({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}, {"type": "bearer", "format": "JWT"}),
    "a certificate": ({"type": "mutualTLS", "description": "D."}, {"type": "mutualTLS", "description": "D."}),
    "deprecated": ({**KEY, "deprecated": True}, {**KEY, "deprecated": True}),
    "not deprecated": ({**KEY, "deprecated": False}, KEY),
    "code": (
        flows(authorizationCode={**CODE, "refreshUrl": "/refresh"}),
        obtained(authorizationCode={"authorizationUrl": AUTHORIZE, "tokenUrl": TOKEN, "refreshUrl": "/refresh", "scopes": {"read": "Read.", "a b": "Both.", "none": ""}}),
    ),
    "a device": (
        {**flows(deviceAuthorization={"deviceAuthorizationUrl": AUTHORIZE, "tokenUrl": TOKEN, "scopes": {}}), "oauth2MetadataUrl": "/m"},
        obtained(deviceAuthorization={"deviceAuthorizationUrl": AUTHORIZE, "tokenUrl": TOKEN, "oauth2MetadataUrl": "/m"}),
    ),
    "several": (
        flows(clientCredentials={"tokenUrl": "/a"}, password={"tokenUrl": "/b"}, implicit={"authorizationUrl": "/c"}),
        obtained(clientCredentials={"tokenUrl": "/a"}, password={"tokenUrl": "/b"}, implicit={"authorizationUrl": "/c"}),
    ),
    "no flow": (flows(), {"type": "bearer"}),
    "an extension of flows": (flows(**{"x-a": 1}), {"type": "bearer"}),
    "OpenID": ({"type": "openIdConnect", "openIdConnectUrl": TOKEN}, obtained(openIdConnect={"openIdConnectUrl": TOKEN})),
    "a gateway": (GATEWAY, {"type": "awsSigv4", "service": "execute-api"}),
    "S3": ({**GATEWAY, "x-amazon-apigateway-authtype": "awsS3"}, {"type": "awsSigv4", "service": "s3"}),
    "an old signature": ({**GATEWAY, "x-amazon-apigateway-authtype": "awsSigv2"}, {**KEY, "name": "Authorization"}),
    "a custom authorizer": ({**KEY, "x-amazon-apigateway-authtype": "custom"}, KEY),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_a_scheme_is_that_of_the_description(name: str) -> None:
    scheme, expected = READ[name]
    document = secured([{"a": []}], {"a": scheme})
    assert plain(translation_of(document).document["auth"]) == {"a": expected}
    assert action_of(document)["auth"] == "a"
    assert lint(document) == []


SIGNED_FOR = {
    "https://lambda.{region}.amazonaws.com": {"service": "lambda", "region": "{region}"},
    "http://id.execute-api.eu-west-1.amazonaws.com/prod": {"service": "execute-api", "region": "eu-west-1"},
    "https://ec2.us-gov-west-1.amazonaws.com.cn": {"service": "ec2", "region": "us-gov-west-1"},
    "https://iam.amazonaws.com/": {"service": "iam"},
    "https://{region}.amazonaws.com": {"region": "{region}"},
    "https://api.example.com": {"service": "execute-api"},
    "/v1": {"service": "execute-api"},
}


@pytest.mark.parametrize("url", SIGNED_FOR)
def test_a_signature_is_for_the_service_and_the_region_of_the_host(url: str) -> None:
    server = {"url": url, "variables": {"region": {"default": "eu-west-1"}}}
    document = secured([{"a": []}], {"a": GATEWAY}) | {"servers": [server]}
    assert translation_of(document).document["auth"]["a"] == {"type": "awsSigv4", **SIGNED_FOR[url]}


def test_a_signature_is_for_the_host_of_swagger() -> None:
    document = swagger({"/a": {"get": operation()}}, host="s3.amazonaws.com", securityDefinitions={"a": GATEWAY})
    assert translation_of(document).document["auth"]["a"] == {"type": "awsSigv4", "service": "s3"}


WITHOUT_FLOW: dict[str, tuple[Any, str]] = {
    "a URL that is missing": (flows(authorizationCode={"authorizationUrl": AUTHORIZE}), "`tokenUrl` is missing"),
    "a URL that is none": (flows(password={"tokenUrl": "a b"}), "`tokenUrl` is missing"),
    "a flow that is none": (flows(implicit=1), "`authorizationUrl` is missing"),
    "an unknown flow": (flows(magic={}), "it is not a flow of OAuth 2"),
    "OpenID without a URL": ({"type": "openIdConnect"}, "the URL of the OpenID provider is missing"),
}


@pytest.mark.parametrize("name", WITHOUT_FLOW)
def test_a_flow_that_cannot_be_carried_out_is_left_out_with_a_note(name: str) -> None:
    scheme, message = WITHOUT_FLOW[name]
    document = secured([{"a": []}], {"a": scheme})
    (note,) = lint(document)
    assert note.pointer == "/components/securitySchemes/a"
    assert message in note.message
    assert sent(document, token={"a": "t"}).headers["Authorization"] == "Bearer t"


def test_what_is_kept_of_schemes_is_beside_them() -> None:
    schemes = {
        "key": {**KEY, "x-a": {"$ref": "#/none"}, "x-dynaclient": {"prefix": "Token "}},
        "none": {**flows(), "oauth2MetadataUrl": "/m"},
        "code": flows(**{"x-b": 1, "password": {"tokenUrl": "/t", "x-c": 2}}),
        "old": {**GATEWAY, "x-amazon-apigateway-authtype": "awsS3"},
    }
    document = translation_of(secured([], schemes)).document
    assert document["auth"]["key"] == {**KEY, "prefix": "Token "}
    assert document["x-openapi"] == {
        "securitySchemes": {
            "key": {"x-a": {"$ref": "#/none"}},
            "none": {"type": "oauth2", "oauth2MetadataUrl": "/m"},
            "code": {"flows": {"x-b": 1, "password": {"x-c": 2}}},
            "old": {"x-amazon-apigateway-authtype": "awsS3"},
        }
    }
    assert list(differences(secured([], schemes))) == []


LEFT_OUT: dict[str, Any] = {
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
    "a certificate": ([{"mtls": []}], "mtls"),
    "a certificate and a key": ([{"mtls": [], "key": []}], {"all": ["mtls", "key"]}),
    "digest or a key": ([{"digest": []}, {"key": []}], ["digest", "key"]),
    "one that the client does not have, or a key": ([{"saml": []}, {"key": []}], "key"),
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
    document = secured([{"saml": []}], {"saml": SCHEMES["saml"]})
    assert notes_of(document) == [("/components/securitySchemes/saml", "auth")]


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
    "those of a certificate": ([{"oauth": ["read"], "mtls": ["a"]}], {"all": [{"oauth": ["read"]}, {"mtls": ["a"]}]}),
    "none": ([{"key": []}], "key"),
    "several in one": ([{"oauth": ["a b", 1, "", "read"]}], {"oauth": ["a", "b", "read"]}),
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


@pytest.mark.parametrize(
    ("flow", "by"),
    [
        ("accessCode", "authorizationCode"),
        ("application", "clientCredentials"),
        ("password", "password"),
        ("implicit", "implicit"),
    ],
)
def test_the_schemes_of_swagger_are_those_of_the_description(flow: str, by: str) -> None:
    urls = {key: f"https://a.example/{key}" for key in FLOWS[by]}
    scheme = {"type": "oauth2", "flow": flow, **urls, "scopes": {"read": "Read."}, "x-a": 1}
    document = swagger(
        {"/things": {"get": operation(security=[{"o": ["read"]}])}},
        securityDefinitions={"o": scheme, "b": {"type": "basic"}, "k": KEY},
    )
    auth = translation_of(document).document["auth"]
    assert auth == {"o": obtained(**{by: {**urls, "scopes": {"read": "Read."}}}), "b": {"type": "basic"}, "k": KEY}
    assert action_of(document)["auth"] == {"o": ["read"]}
    assert sent(document, token={"o": "t"}).headers["Authorization"] == "Bearer t"
    assert list(differences(document)) == []
