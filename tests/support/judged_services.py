"""The calls for the documents about services: errors, redirects, pages, media types, versions, Azure; see `judged_calls`."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from typing import Any

from dynaclient import InvalidCall

from .judged_calls import CALLS, REQUEST_ID, UTC, Call, Calls, Status, body, failing, raising, refused, returning

CLIENTS: dict[str, dict[str, Any]] = {
    "httpInfrastructure": {"redirects": 3},
    "httpInfrastructure.quirks": {"redirects": 3},
    "security-key": {"token": "123456789"},
    "security-aad": {"token": "https://security.microsoft.com/.default"},
}
"""Document → options of the client."""
ABSENT = ("azure-resource", "azure-resource-x", "complex-model", "storage")
"""Documents whose operations the server does not have."""
PATHS = {f"multiapi-v{version}-custom-base-url": f"/multiapiCustomBaseUrl/v{version}" for version in (1, 2)}
"""Document → the path of its base URL, where the document leaves that to an argument."""


# --- HTTP ------------------------------------------------------------------------------------------------------------

_FAILING = """
    httpClientFailure_get400 httpClientFailure_put400 httpClientFailure_post400 httpClientFailure_delete400
    httpClientFailure_options400 httpClientFailure_head400 httpClientFailure_patch400 httpClientFailure_head401
    httpClientFailure_get402 httpClientFailure_get403 httpClientFailure_options403 httpClientFailure_put404
    httpClientFailure_patch405 httpClientFailure_post406 httpClientFailure_delete407 httpClientFailure_put409
    httpClientFailure_head410 httpClientFailure_get411 httpClientFailure_get412 httpClientFailure_options412
    httpClientFailure_put413 httpClientFailure_patch414 httpClientFailure_post415 httpClientFailure_get416
    httpClientFailure_delete417 httpClientFailure_head429 httpServerFailure_get501 httpServerFailure_head501
    httpServerFailure_post505 httpServerFailure_delete505 httpSuccess_head404
    httpRetry_head408 httpRetry_put500 httpRetry_patch500 httpRetry_get502 httpRetry_options502 httpRetry_post503
    httpRetry_delete503 httpRetry_put504 httpRetry_patch504
    httpRedirects_get300 httpRedirects_head300 httpRedirects_put301 httpRedirects_patch302 httpRedirects_post303
    HttpRedirects_put307 httpRedirects_post307 httpRedirects_delete307 httpRedirects_options307 httpRedirects_patch307
"""
"""Operations whose status is the end of their names; only GET and HEAD follow redirects."""
_FAILING_WITH_400 = """
    get200Model204NoModelDefaultError400Valid get200Model201ModelDefaultError400Valid
    get200ModelA201ModelC404ModelDDefaultError400Valid get202None204NoneDefaultError400Valid
    get202None204NoneDefaultNone400None get202None204NoneDefaultNone400Invalid getDefaultModelA400Valid
    getDefaultModelA400None getDefaultNone400Invalid getDefaultNone400None get200ModelA400None get200ModelA400Valid
    get200ModelA400Invalid
"""
HTTP: Calls = {
    **{name: failing(int(name[-3:])) for name in _FAILING.split()},
    **{f"multipleResponses_{name}": failing(400) for name in _FAILING_WITH_400.split()},
    **{f"httpFailure_{name}": failing(400) for name in ("getEmptyError", "getNoModelError", "getNoModelEmpty")},
    "multipleResponses_get200ModelA201ModelC404ModelDDefaultError404Valid": failing(404),
    **raising("httpSuccess_options200"),  # the server does not have it, and lists its methods as HTML
}
ERRORS: Calls = {
    "Pet_GetPetById": [
        Call({"petId": "tommy"}, {"name": "Tommy Tomson", "aniType": "Dog"}),
        Call({"petId": "django"}, None),
        *(
            Call({"petId": pet}, Status(status))
            for pet, status in {"coyoteUgly": 404, "weirdAlYankovic": 404, "ringo": 400, "alien123": 501}.items()
        ),
    ],
    "Pet_DoSomething": [
        Call({"whatAction": "stay"}, {"name": "Tommy Tomson", "aniType": "Dog"}),
        Call({"whatAction": "jump"}, Status(500)),
        Call({"whatAction": "fetch"}, Status(404)),
    ],
    "Pet_HasModelsParam": failing(500, models="value1"),
}

# --- pages -----------------------------------------------------------------------------------------------------------


def item(number: int, name: str = "product") -> dict[str, Any]:
    return {"properties": {"id": number, "name": name}}


ONE = [item(1, "Product")]
TEN = [*ONE, *map(item, range(2, 11))]
_FRAGMENT = {"tenant": "test_user", "api_version": "1.6"}
PAGES: Calls = {
    **returning(
        Paging_getNoItemNamePages=ONE,
        Paging_getEmptyNextLinkNamePages=ONE,
        Paging_getSinglePages=ONE,
        Paging_firstResponseEmpty=ONE,
        Paging_getMultiplePages=TEN,
        Paging_getOdataMultiplePages=TEN,
        Paging_pageWithMaxPageSize=[],
    ),
    "Paging_getSinglePagesWithBodyParams": [Call({"parameters": {"name": "body"}}, ONE)],
    "Paging_getSinglePagesFailure": failing(400),
    "Paging_getWithQueryParams": failing(400, requiredQueryParameter=100),
    "Paging_nextOperationWithQueryParams": [Call({})],
    "Paging_duplicateParams": [Call({"filter": "foo"}, ONE)],
    "Paging_getMultiplePagesWithOffset": [
        Call({"offset": 100}, [*ONE, *(item(number + 100) for number in range(2, 11))])
    ],
    "Paging_getMultiplePagesRetryFirst": failing(500),
    "Paging_getMultiplePagesRetrySecond": failing(500),
    "Paging_getMultiplePagesFailure": failing(400),
    "Paging_getMultiplePagesFailureUri": failing(404),
    # The next link is an argument of another operation, which is in `x-ms-paths`.
    "Paging_getMultiplePagesFragmentNextLink": failing(400, **_FRAGMENT),
    "Paging_getMultiplePagesFragmentWithGroupingNextLink": failing(400, **_FRAGMENT),
    # The link to the second page has not the version that the server wants there.
    "Paging_appendApiVersion": failing(400, api_version="1.0.0"),
    "Paging_replaceApiVersion": failing(400, api_version="1.0.0"),
}

# --- bodies ----------------------------------------------------------------------------------------------------------

_PUPPY = {"birthdate": datetime(2017, 12, 13, 2, 29, 51, tzinfo=UTC), "complexProperty": {"color": "Red"}}
_SIZES = {"additionalProperties": {"height": 5.61, "weight": 599, "footsize": 11.5}}
FURTHER_PROPERTIES: Calls = {
    "Pets_CreateAPTrue": body({"id": 1, "name": "Puppy", **_PUPPY}),
    "Pets_CreateCatAPTrue": body({"id": 1, "name": "Lisa", "friendly": True, **_PUPPY}),
    "Pets_CreateAPObject": body(
        {"id": 2, "name": "Hira", "siblings": [{"id": 1, "name": "Puppy", **_PUPPY}], "picture": "//////4="}
    ),
    "Pets_CreateAPString": body({"id": 3, "name": "Tommy", "color": "red", "weight": "10 kg", "city": "Bombay"}),
    "Pets_CreateAPInProperties": body({"id": 4, "name": "Bunny", **_SIZES}),
    "Pets_CreateAPInPropertiesWithAPString": body(
        {"id": 5, "name": "Funny", "@odata.location": "westus", **_SIZES, "color": "red", "city": "Seattle", "food": "tikka masala"}
    ),
}  # fmt: skip
_CONSTANT = {"constProperty": "constant"}
_TAGS = {"tags": {"tag1": "value1", "tag2": "value3"}}


def flat(name: str) -> dict[str, Any]:
    return {"properties": {"p.name": name, "type": "Flat"}}


_RESOURCES = {
    "Resource1": {"location": "West US", **_TAGS, **flat("Product1")},
    "Resource2": {"location": "Building 44", **flat("Product2")},
}
_PRODUCT = {
    "base_product_id": "123", "base_product_description": "product description",
    "details": {
        "max_product_display_name": "max name", "max_product_capacity": "Large",
        "max_product_image": {"@odata.value": "http://foo"},
    },
}  # fmt: skip
_IMAGE = {"@odata.value": "http://foo", "generic_value": "https://generic"}
_GENERIC_PRODUCT = {**_PRODUCT, "details": {**_PRODUCT["details"], "max_product_image": _IMAGE}}  # type: ignore[dict-item]
FLATTENED: Calls = {
    "putArray": body([{"location": "West US", **_TAGS}, {"location": "Building 44"}]),
    "putDictionary": body(_RESOURCES),
    "putResourceCollection": body(
        {
            "arrayofresources": [_RESOURCES["Resource1"], {"location": "East US", **flat("Product2")}],
            "dictionaryofresources": _RESOURCES,
            "productresource": {"location": "India", **flat("Azure")},
        }
    ),
    "getWrappedArray": failing(400),  # the server does not have it
    "putWrappedArray": [],  # and does not even respond
    "putSimpleProduct": body(_GENERIC_PRODUCT),
    "postFlattenedSimpleProduct": body(_PRODUCT),
    "putSimpleProductWithGrouping": [Call({"name": "groupproduct", "SimpleBodyProduct": _PRODUCT}, _PRODUCT)],
}
_CAT = {"likesMilk": False, "meows": True, "hisses": False}
PARENTS: Calls = {
    "putHorse": body({"name": "General", "isAShowHorse": False}),
    "putPet": body({"name": "Butter"}),
    "putFeline": body({"meows": False, "hisses": True}),
    "putCat": body({"name": "Boots", **_CAT}),
    "putKitten": body({"name": "Kitty", **_CAT, "eatsMiceYet": True}),
}
_HELLO = {"hello": "world"}


def as_type(media: str, **arguments: Any) -> Call:
    return Call(arguments, options={"content": media})


MEDIA_TYPES: Calls = {
    "AnalyzeBody": [
        Call({"input": {"source": "foo"}}, "Nice job with JSON"),
        Call({"input": b"PDF"}, "Nice job with PDF", {"content": "application/pdf"}),
    ],
    "AnalyzeBodyNoAcceptHeader": [Call({"input": {"source": "foo"}}), as_type("application/pdf", input=b"PDF")],
    "contentTypeWithEncoding": [Call({"input": "foo"}, "Nice job sending content type with encoding")],
    "binaryBodyWithTwoContentTypes": [Call({"message": b"hello, world"})],
    "binaryBodyWithThreeContentTypes": [
        Call({"message": b"hello, world"}),
        as_type("text/plain", message=b"hello, world"),
    ],
    "bodyThreeTypes": [
        Call({"message": _HELLO}),
        as_type("text/plain", message="hello, world"),
        as_type("application/octet-stream", message=b"hello, world"),
    ],
    "putTextAndJsonBody": failing(404, message="hello, world"),  # the server does not have it
}
ACL = """<SignedIdentifiers><SignedIdentifier><Id>MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=</Id><AccessPolicy>
<Start>2009-09-28T08:49:37.123Z</Start><Expiry>2009-09-29T08:49:37.123Z</Expiry><Permission>rwd</Permission>
</AccessPolicy></SignedIdentifier></SignedIdentifiers>"""
"""What an operation takes whose GET returns something else; the other documents are passed as they were received."""

# --- versions --------------------------------------------------------------------------------------------------------

V1, V2, V3 = ({"api_version": f"{number}.0.0"} for number in (1, 2, 3))
_HELLOS = {"greetingInEnglish": "hello", "greetingInChinese": "nihao", "greetingInFrench": "bonjour"}
VERSION_1: Calls = {
    "testOne": [Call({"id": 1, **V1})],
    "OperationGroupOne_testTwo": [Call(V1)],
    "testDifferentCalls": [Call({**V1, "greetingInEnglish": "hello"})],
}
VERSION_2: Calls = {
    "testOne": [Call({"id": 1, **V2}, {"id": "1", "message": "This was called with api-version 2.0.0"})],
    "OperationGroupOne_testTwo": [Call(V2, {"id": "1", "message": "This was called with api-version 2.0.0"})],
    "OperationGroupOne_testThree": [Call(V2)],
    "OperationGroupTwo_testFour": [Call({"parameterOne": True, **V2})],
    "testDifferentCalls": [Call({**V2, "greetingInEnglish": "hello", "greetingInChinese": "nihao"})],
}
VERSION_3: Calls = {
    "OperationGroupOne_testTwo": [Call(V3, {"optionalProperty": "This was called with api-version 3.0.0"})],
    "OperationGroupTwo_testFour": [
        Call({"input": {"source": "foo"}, **V3}),
        as_type("application/pdf", input=b"PDF", **V3),
    ],
    "OperationGroupTwo_testFive": [Call(V3)],
    "testDifferentCalls": [Call({**V3, **_HELLOS})],
    # The link to the second page has not the version that the server wants there.
    "testPaging": failing(400),
    "OperationGroupOne_testOperationGroupPaging": failing(400),
}

# --- Azure -----------------------------------------------------------------------------------------------------------

_SUBSCRIPTION = "1234-5678-9012-3456"
_ID = {"headers": {"x-ms-client-request-id": REQUEST_ID}}
_SUBSCRIPTIONS = """
    subscriptionInCredentials_postMethodGlobalValid subscriptionInCredentials_postPathGlobalValid
    subscriptionInCredentials_postSwaggerGlobalValid subscriptionInMethod_postMethodLocalValid
    subscriptionInMethod_postPathLocalValid subscriptionInMethod_postSwaggerLocalValid
"""
_VERSIONS = "getMethodGlobalValid getMethodGlobalNotProvidedValid getPathGlobalValid getSwaggerGlobalValid"
_NAMED = ("header_customNamedRequestId", "header_customNamedRequestIdParamGrouping", "header_customNamedRequestIdHead")
SPECIAL: Calls = {
    **{name: [Call({"subscriptionId": _SUBSCRIPTION}, options=_ID)] for name in _SUBSCRIPTIONS.split()},
    "subscriptionInCredentials_postMethodGlobalNotProvidedValid": [
        Call({"subscriptionId": _SUBSCRIPTION, "api_version": "2015-07-01-preview"}, options=_ID)
    ],
    "subscriptionInCredentials_postMethodGlobalNull": [Call({"subscriptionId": "null"}, options=_ID), *refused()],
    "subscriptionInMethod_postMethodLocalNull": refused({"subscriptionId": None}),
    **{f"apiVersionDefault_{name}": [Call({"api_version": "2015-07-01-preview"})] for name in _VERSIONS.split()},
    **{name: [Call({"foo_client_request_id": REQUEST_ID})] for name in _NAMED},
    "x-ms-client-request-id_Get": [
        Call({}),
        Call({}, options=_ID),
        Call({}, Status(400), {"headers": {"x-ms-client-request-id": "another"}}),
    ],
    "x-ms-client-request-id_ParamGet": [Call({"x_ms_client_request_id": REQUEST_ID})],
    "skipUrlEncoding_getMethodPathValid": [Call({"unencodedPathParam": "path1/path2/path3"})],
    "skipUrlEncoding_getPathPathValid": [Call({"unencodedPathParam": "path1/path2/path3"})],
    **{
        f"skipUrlEncoding_get{where}QueryValid": failing(400, q1="value1&q2=value2&q3=value3")
        for where in ("Method", "Path", "Swagger")
    },
    "odata_getWithFilter": [Call({"filter": "id gt 5 and name eq 'foo'", "top": 10, "orderby": "id"})],
}
GROUPED: Calls = {
    "parameterGrouping_postRequired": [
        Call({"path": "path", "body": 1234}),
        Call({"path": "path", "body": 1234, "customHeader": "header", "query": 21}),
    ],
    "parameterGrouping_postReservedWords": [Call({"from": "bob", "accept": "yes"})],
    "parameterGrouping_groupWithConstant": [Call({"groupedConstant": "foo", "groupedParameter": "bar"})],
}
_RETRIED = """
    LRORetrys_put201CreatingSucceeded200 LRORetrys_putAsyncRelativeRetrySucceeded
    LRORetrys_deleteProvisioning202Accepted200Succeeded LRORetrys_delete202Retry200
    LRORetrys_deleteAsyncRelativeRetrySucceeded LRORetrys_post202Retry200 LRORetrys_postAsyncRelativeRetrySucceeded
"""
_WITH_ID = "putAsyncRetrySucceeded put201CreatingSucceeded200 post202Retry200 postAsyncRetrySucceeded"
LONG_RUNNING: Calls = {
    **{name: failing(500) for name in _RETRIED.split()},
    **{f"LROsCustomHeader_{name}": [Call({}, options=_ID)] for name in _WITH_ID.split()},
    **{f"LROSADs_{name}": failing(400) for name in ("putNonRetry400", "deleteNonRetry400", "postNonRetry400")},
    **raising("LROSADs_put200InvalidJson"),
}
_REQUIRED = """
    Integer,Parameter Integer,Property Integer,Header String,Parameter String,Property String,Header Class,Parameter
    Class,Property Array,Parameter Array,Property Array,Header
"""
REQUIRED: Calls = {
    "implicit_getRequiredPath": refused({"pathParameter": None}),
    **{f"explicit_postRequired{name.replace(',', '')}": refused() for name in _REQUIRED.split()},
    **{
        f"explicit_postRequired{kind}Property": [*refused(), Call({"bodyParameter": {}}, InvalidCall)]
        for kind in ("Integer", "String", "Class", "Array")
    },
    "implicit_getRequiredGlobalPath": refused(),
    "implicit_getRequiredGlobalQuery": refused(),
}


def missing(*operations: str) -> Calls:
    """Return operations that the server does not have."""
    return {operation: [Call(None, Status(404))] for operation in operations}


_CONSTANTS = product(("NoModel", "Model"), ("NoRequired", "Required"), ("One", "Two"), ("NoDefault", "Default"))
CALLS_OF_SERVICES: dict[str, Calls] = {
    "additionalProperties": FURTHER_PROPERTIES,
    "any-type": {"putObject": body({"foo": "bar"})},
    "azure-parameter-grouping": GROUPED,
    "azure-special-properties": SPECIAL,
    "body-binary": {"Upload_File": body(b'{"more":"cowbell"}'), "Download_ErrorStream": failing(400)},
    "body-boolean.quirks": CALLS["body-boolean"],
    "body-number.quirks": raising("number_getInvalidFloat", "number_getInvalidDouble"),
    "body-string.quirks": CALLS["body-string"],
    "constants": missing(*(f"contants_put{a}AsString{b}{c}Value{d}" for a, b, c, d in _CONSTANTS)),
    "custom-baseUrl-more-options": {"paths_getEmpty": [Call({"subscriptionId": "test12", "keyName": "key1", "keyVersion": "v1"})]},
    "dpg-customization": {
        "getModel": [Call({"mode": mode}, {"received": mode}) for mode in ("raw", "model")],
        "postModel": [Call({"mode": mode, "input": {"hello": "world!"}}, {"received": mode}) for mode in ("raw", "model")],
        "getPages": [Call({"mode": mode}, [{"received": mode}] * 2) for mode in ("raw", "model")],
        "lro": [Call({"mode": mode}) for mode in ("raw", "model")],
    },
    "dpg-initial": {"params_postParameters": body({"url": "http://example.org/myimage.jpeg"})},
    "dpg-update1": {
        "params_postParameters": [
            Call({"parameter": {"url": "http://example.org/myimage.jpeg"}}),
            as_type("image/jpeg", parameter=b"\xff\xd8"),
        ]
    },
    "error-with-secrets": {"CreateSecret": failing(400), "GetErrorWithSecrets": failing(403)},
    "extensible-enums-swagger": {
        "Pet_GetByPetId": [Call({"petId": pet}) for pet in ("tommy", "casper", "scooby")],
        "Pet_AddPet": [Call({"petParam": {"name": "Retriever", "IntEnum": "3", "DaysOfWeek": "Friday"}})],
    },
    "head": {"httpSuccess_head404": failing(404)},
    "head-exceptions": {"headException_head404": failing(404)},
    "httpInfrastructure": HTTP,
    "httpInfrastructure.quirks": HTTP,
    "incorrect-error-response": {"getIncorrectErrorFromServer": failing(444)},
    "lro": LONG_RUNNING,
    "media_types": MEDIA_TYPES,
    "merge-patch": {"patchSingle": failing(400, body={"foo": "bar"})},
    "model-flattening": FLATTENED,
    "multiapi-v0": {"OperationGroupOne_testTwo": [Call(V1)]},
    "multiapi-v1": VERSION_1,
    "multiapi-v1-custom-base-url": {"test": [Call({"id": 1, **V1})]},
    "multiapi-v2": VERSION_2,
    "multiapi-v2-custom-base-url": {"test": [Call({"id": 2, **V2})]},
    "multiapi-v3": VERSION_3,
    "multiple-inheritance": PARENTS,
    "non-string-enum": {"Int_put": body(200), "Float_put": body(200.4)},
    "object-type": {"put": [Call({"putObject": {"foo": "bar"}}), Call({"putObject": {"bar": "foo"}}, Status(400))]},
    "paging": PAGES,
    "parameter-flattening": missing("AvailabilitySets_Update"),
    "required-optional": REQUIRED,
    "reserved-words": {
        "import_operationOne": [Call({"parameter1": "foo"})],
        "operationWithContentParam": body(b"hello, world"),
        "operationWithJsonParam": body(_HELLO),
        "operationWithDataParam": [Call({"data": "hello", "world": "world"})],
        "operationWithUrl": [Call({"url": "foo", "headerParameters": "x-ms-header", "queryParameters": ["one", "two"]})],
    },
    "subscriptionId-apiVersion": {"group_getSampleResourceGroup": [Call({"subscriptionId": _SUBSCRIPTION, "resourceGroupName": "testgroup101", "api_version": "2014-04-01-preview"})]},
    "validation": {
        **missing("validationOfMethodParameters", "validationOfBody"),
        "postWithConstantInBody": [
            Call({"body": {"constString": "constant", "constInt": 0, "child": _CONSTANT, "constChild": {**_CONSTANT, "constProperty2": "constant2"}}})
        ],
    },
    "xml-service": {"xml_putAcls": body(ACL), "xml_jsonInput": body({"id": 42})},
    "xms-error-responses": ERRORS,
}  # fmt: skip
"""Document → operation → calls."""
