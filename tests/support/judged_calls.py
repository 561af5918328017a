"""
The calls for the npm package `@microsoft.azure/autorest.testserver`: what is passed, and what has to come of it.

An operation without a row is called with its example, and has to succeed. One whose path another reads with GET is passed
what that returned. The server counts the scenarios that were met, and responds 400 to a wrong request.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, NamedTuple

from dynaclient import BadResponse, InvalidCall

UTC = timezone.utc
ANYTHING = object()
BODY = ""
"""Stands for the name of the body."""


class Status(NamedTuple):
    """The status of an error that a call ends with."""

    status: int


class Header(NamedTuple):
    """A header of a response."""

    name: str
    value: str | None


class Call(NamedTuple):
    """A call of an operation: its arguments, what it returns or raises, and the options of `with_options`."""

    arguments: dict[str, Any] | None
    """None for its example."""
    expected: Any = ANYTHING
    """The value, or the class of an error, its status, or a header."""
    options: Mapping[str, Any] = MappingProxyType({})


Calls = dict[str, list[Call]]


def body(value: Any, **options: Any) -> list[Call]:
    """Return the call with a body, whatever its name is, and nothing else."""
    return [Call({BODY: value}, options=options)]


def refused(*arguments: dict[str, Any]) -> list[Call]:
    """Return calls that the client refuses before anything is sent."""
    return [Call(passed, InvalidCall) for passed in arguments or ({},)]


def failing(status: int, **arguments: Any) -> list[Call]:
    """Return the call that the server ends with this status."""
    return [Call(arguments, Status(status))]


def raising(*operations: str) -> Calls:
    """Return operations whose responses are not the JSON that they are declared to be."""
    return {operation: [Call({}, BadResponse)] for operation in operations}


def returning(**values: Any) -> Calls:
    """Return operations without arguments, and their values."""
    return {operation: [Call({}, value)] for operation, value in values.items()}


REQUEST_ID = "9C4D50EE-2D56-4CD3-8152-34347DC9F2B0"
MULTIBYTE = "5ZWK6b2E5LiC54ub54uc76ex76Ss76ex76iM76ip"
RESERVED = "begin!*'();:@ &=+$,/?#[]end"
LIST = ["ArrayQuery1", RESERVED, "", ""]
"""What lists in a query have to be; the null that is in the server's is written like an empty string."""

# --- in the URL ------------------------------------------------------------------------------------------------------

_IN_PATH = ("String", "Byte", "Date", "DateTime")
_PATH_ITEM = {
    "globalStringPath": "globalStringPath", "pathItemStringPath": "pathItemStringPath",
    "localStringPath": "localStringPath",
}  # fmt: skip


def path_item(*names: str) -> list[Call]:
    return [Call({**_PATH_ITEM, **{name: name for name in names}})]


URL: Calls = {
    "paths_enumValid": [Call({"enumPath": "green color"})],
    "paths_enumNull": refused({"enumPath": None}),
    "paths_stringNull": refused({"stringPath": None}),
    "paths_byteNull": refused({"bytePath": None}),
    "paths_DateNull": refused({"datePath": None}),
    "paths_DateTimeNull": refused({"dateTimePath": None}),
    "paths_base64Url": [Call({"base64UrlPath": "bG9yZW0"})],
    "paths_unixTimeUrl": [Call({"unixTimeUrlPath": 1460505600})],
    "paths_byteMultiByte": [Call({"bytePath": MULTIBYTE})],
    "paths_DateValid": [Call({"datePath": date(2012, 1, 1)})],
    "paths_DateTimeValid": [Call({"dateTimePath": datetime(2012, 1, 1, 1, 1, 1, tzinfo=UTC)})],
    "paths_ArrayCsvInPath": [Call({"arrayPath": ["ArrayPath1", RESERVED, "", ""]})],
    "queries_enumValid": [Call({"enumQuery": "green color"})],
    "queries_byteMultiByte": [Call({"byteQuery": MULTIBYTE})],
    "queries_DateValid": [Call({"dateQuery": date(2012, 1, 1)})],
    "queries_DateTimeValid": [Call({"dateTimeQuery": datetime(2012, 1, 1, 1, 1, 1, tzinfo=UTC)})],
    "queries_ArrayStringCsvValid": [Call({"arrayQuery": LIST})],
    "queries_ArrayStringCsvEmpty": [Call({"arrayQuery": [""]}), Call({"arrayQuery": []}, InvalidCall)],
    "queries_ArrayStringNoCollectionFormatEmpty": [Call({"arrayQuery": ["hello", "nihao", "bonjour"]})],
    # No receiver can tell the space in an item from the one between items: the client refuses the server's own list.
    "queries_ArrayStringSsvValid": [Call({"arrayQuery": LIST}, InvalidCall), Call({"arrayQuery": " ".join(LIST).split(" ")})],
    "queries_ArrayStringPipesValid": [Call({"arrayQuery": LIST})],
    "queries_ArrayStringTsvValid": [Call({"arrayQuery": LIST}, None)],
    "pathItems_getAllWithValues": path_item("pathItemStringQuery", "globalStringQuery", "localStringQuery"),
    "pathItems_getGlobalQueryNull": path_item("pathItemStringQuery", "localStringQuery"),
    "pathItems_getGlobalAndLocalQueryNull": path_item("pathItemStringQuery"),
    "pathItems_getLocalPathItemQueryNull": path_item("globalStringQuery"),
}  # fmt: skip

# --- headers ---------------------------------------------------------------------------------------------------------

_SENT: dict[str, dict[str, Any]] = {
    "Integer": {"positive": 1, "negative": -2},
    "Long": {"positive": 105, "negative": -2},
    "Float": {"positive": 0.07, "negative": -3.0},
    "Double": {"positive": 7e120, "negative": -3.0},
    "Bool": {"true": True, "false": False},
    "String": {"valid": "The quick brown fox jumps over the lazy dog", "null": None, "empty": ""},
    "Date": {"valid": date(2010, 1, 1), "min": date.min},
    "Datetime": {"valid": datetime(2010, 1, 1, 12, 34, 56, tzinfo=UTC), "min": datetime.min.replace(tzinfo=UTC)},
    "DatetimeRfc1123": {"valid": "Fri, 01 Jan 2010 12:34:56 GMT", "min": "Mon, 01 Jan 0001 00:00:00 GMT"},
    "Duration": {"valid": "P123DT22H14M12.011S"},
    "Byte": {"valid": MULTIBYTE},
    "Enum": {"valid": "GREY", "null": None},
}
"""Type → scenario → the value of a header."""
_RECEIVED = {
    **{kind: {name: str(value) for name, value in values.items()} for kind, values in _SENT.items()},
    "Float": {"positive": "0.07", "negative": "-3"},
    "Double": {"positive": "7e+120", "negative": "-3"},
    "Bool": {"true": "true", "false": "false"},
    "String": {**_SENT["String"], "null": "null"},
    "Datetime": {"valid": "2010-01-01T12:34:56Z", "min": "0001-01-01T00:00:00Z"},
    "Enum": {"valid": "GREY", "null": ""},
}
HEADER: Calls = {
    **{
        f"header_param{kind}": [Call({"scenario": scenario, "value": value}) for scenario, value in values.items()]
        for kind, values in _SENT.items()
    },
    **{
        f"header_response{kind}": [
            Call({"scenario": scenario}, Header("value", value)) for scenario, value in values.items()
        ]
        for kind, values in _RECEIVED.items()
    },
    "header_paramExistingKey": [Call({"User_Agent": "overwrite"})],
    "header_responseExistingKey": [Call({}, Header("User-Agent", "overwrite"))],
    "header_paramProtectedKey": failing(400),
    "header_customRequestId": [Call({}, options={"headers": {"x-ms-client-request-id": REQUEST_ID}})],
}

# --- bodies ----------------------------------------------------------------------------------------------------------

_DATES = [date(2000, 12, 1), date(1980, 1, 2), date(1492, 10, 12)]
_TIMES = [
    datetime(2000, 12, 1, 0, 0, 1, tzinfo=UTC),
    datetime(1980, 1, 2, 0, 11, 35, tzinfo=UTC),
    datetime(1492, 10, 12, 10, 15, 1, tzinfo=UTC),
]
_ZONED = [
    _TIMES[0],
    datetime(1980, 1, 1, 23, 11, 35, tzinfo=UTC),
    datetime(1492, 10, 12, 18, 15, 1, tzinfo=UTC),
]
_DURATIONS = ["P123DT22H14M12.011S", "P5DT1H"]
_LAST = datetime(9999, 12, 31, 23, 59, 59, 999000)
_UNCHECKED = {"validate": "off"}
"""For a value that the server wants, and the document does not allow."""
_WORDS = ["1, 2, 3, 4", "", None, "&S#$(*Y", "The quick brown fox jumps over the lazy dog"]
_PROGRAMS = {"txt": "notepad", "bmp": "mspaint", "xls": "excel", "exe": "", "": None}
_SHARK = {"fishtype": "shark", "age": 6, "length": 20.0, "species": "predator"}
_SALMON = {"fishtype": "salmon", "location": "alaska", "iswild": True, "species": "king", "length": 1.0}
_SIBLINGS = [
    {**_SHARK, "birthday": datetime(2012, 1, 5, 1, tzinfo=UTC)},
    {
        "fishtype": "sawshark", "age": 105, "birthday": datetime(1900, 1, 5, 1, tzinfo=UTC), "length": 10.0,
        "picture": "//////4=", "species": "dangerous",
    },
    {
        "fishtype": "goblin", "age": 1, "birthday": datetime(2015, 8, 8, tzinfo=UTC), "length": 30.0,
        "species": "scary", "jawsize": 5, "color": "pinkish-gray",
    },
]  # fmt: skip

ARRAY: Calls = {
    **raising("array_getInvalid"),
    "array_putDateValid": body(_DATES),
    "array_putDateTimeValid": body(_TIMES),
    "array_putDurationValid": body(_DURATIONS),
}
COMPLEX: Calls = {
    "basic_putValid": [Call({"api_version": "2016-02-29", "complexBody": {"id": 2, "name": "abc", "color": "Magenta"}})],
    "primitive_putDate": body({"field": date.min, "leap": date(2016, 2, 29)}),
    "primitive_putDateTime": body({"field": datetime.min.replace(tzinfo=UTC), "now": datetime(2015, 5, 18, 18, 38, tzinfo=UTC)}
    ),
    "primitive_putString": [
        Call({"complexBody": {"field": "goodrequest", "empty": "", "null": None}}, InvalidCall),
        Call({"complexBody": {"field": "goodrequest", "empty": ""}}),
    ],
    "array_putValid": body({"array": _WORDS}, **_UNCHECKED),
    "dictionary_putValid": body({"defaultProgram": _PROGRAMS}, **_UNCHECKED),
    "polymorphism_putValid": body({**_SALMON, "siblings": _SIBLINGS}),
    "polymorphism_putMissingDiscriminator": body({**_SALMON, "siblings": _SIBLINGS}),
    # In Swagger 2.0 only the value of the discriminator leads to the schema that requires a birthday.
    "polymorphism_putValidMissingRequired": failing(400, complexBody={**_SALMON, "siblings": [_SHARK]}),
    "readonlyproperty_putValid": body({"size": 2}),
    "flattencomplex_getValid": failing(404),  # the server does not have it
}  # fmt: skip
DATES: Calls = {
    "date_putMaxDate": body(date.max),
    "date_putMinDate": body(date.min),
    **returning(date_getOverflowDate="10000000000-12-31", date_getUnderflowDate="0000-00-00", date_getNull=None),
}
DATETIMES: Calls = {
    "datetime_putUtcMaxDateTime": body(_LAST.replace(tzinfo=UTC)),
    "datetime_putUtcMaxDateTime7Digits": body("9999-12-31T23:59:59.9999999Z"),
    "datetime_putLocalPositiveOffsetMaxDateTime": body(_LAST.replace(tzinfo=timezone(timedelta(hours=14)))),
    "datetime_putLocalNegativeOffsetMaxDateTime": body(_LAST.replace(tzinfo=timezone(timedelta(hours=-14)))),
    "datetime_putUtcMinDateTime": body(datetime.min.replace(tzinfo=UTC)),
    **returning(
        datetime_getUtcLowercaseMaxDateTime="9999-12-31t23:59:59.999z",
        datetime_getLocalNoOffsetMinDateTime="0001-01-01T00:00:00",
    ),
}
DICTIONARY: Calls = {
    **raising("dictionary_getNullKey", "dictionary_getInvalid"),
    "dictionary_putDateValid": body(dict(zip("012", _DATES, strict=True))),
    "dictionary_putDateTimeValid": body(dict(zip("012", _ZONED, strict=True))),
    **returning(dictionary_getEmptyStringKey={"": "val1"}, dictionary_getNullValue={"key1": None}),
}
FORMS: Calls = {
    "formdata_UploadFile": [
        Call({"fileContent": b"\x89PNG\x00", "fileName": "a.png"}, b"\x89PNG\x00"),
        Call({"fileContent": ("ä.txt", "text ü".encode(), "text/plain"), "fileName": "ä.txt"}, "text ü".encode()),
    ],
    "formdata_UploadFileViaBody": [Call({"fileContent": b"abc"}, b"abc")],
    "formdata_UploadFiles": failing(404, fileContent=[b"a", b"b"]),  # the server does not have it
}
URL_ENCODED: Calls = {
    "formdataurlencoded_updatePetWithForm": [
        Call({"petId": 1, "pet_type": "dog", "pet_food": "meat", "pet_age": 42, "name": "Fido"})
    ],
    "formdataurlencoded_partialConstantBody": [Call({"service": "bar", "access_token": "foo"})],
}
INTEGER: Calls = {
    **raising("int_getInvalid", "int_getInvalidUnixTime"),
    "int_putMax32": body(2**31 - 1),
    "int_putMin32": body(-(2**31)),
    "int_putMax64": body(2**63 - 1),
    "int_putMin64": body(-(2**63)),
    **returning(int_getOverflowInt64=9223372036854775910, int_getUnderflowInt32=-2147483656, int_getNull=None),
}
NUMBER: Calls = raising("number_getInvalidFloat", "number_getInvalidDouble", "number_getInvalidDecimal")
FILES: Calls = {
    "files_GetFileLarge": [Call({}, BadResponse)],  # 3 GB: more than the client keeps in memory
    **returning(files_GetEmptyFile=None),
}

CALLS: dict[str, Calls] = {
    "url": URL,
    "url-multi-collectionFormat": {"queries_ArrayStringMultiValid": [Call({"arrayQuery": LIST})]},
    "header": HEADER,
    "body-array": ARRAY,
    "body-boolean": raising("bool_getInvalid"),
    "body-byte": returning(byte_getNull=None, byte_getEmpty=""),
    "body-complex": COMPLEX,
    "body-date": DATES,
    "body-datetime": DATETIMES,
    "body-datetime-rfc1123": {"datetimerfc1123_putUtcMaxDateTime": body("Fri, 31 Dec 9999 23:59:59 GMT")},
    "body-dictionary": DICTIONARY,
    "body-duration": {"duration_putPositiveDuration": body(_DURATIONS[0])},
    "body-file": FILES,
    "body-formdata": FORMS,
    "body-formdata-urlencoded": URL_ENCODED,
    "body-integer": INTEGER,
    "body-number": NUMBER,
    "body-string": {
        "enum_putReferencedConstant": body({"ColorConstant": "green-color"}),
        "string_putNull": [Call({})],  # null is no body at all there
        **returning(string_getNotProvided=None),
    },
    "body-time": {"time_put": body("08:07:56")},
}
"""Document → operation → calls."""
