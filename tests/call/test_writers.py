"""What every writer makes of every kind of value: the table of docs/values.md, and random values."""

from __future__ import annotations

import enum
import io
import json
import os
import random
import re
import uuid
from collections import UserString
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy
import pandas
import polars
import pydantic
import pytest

from dynaclient import AsyncClient, Client, InvalidCall
from dynaclient.schema.plain_data import to_plain
from tests.support.descriptions import action, client_of, describe, query
from tests.support.pages import Page
from tests.support.writers import JSON_WRITERS, SCHEMAS, STRING_WRITERS, WRITERS, Writing


class Colour(enum.Enum):
    RED = "red"


class Model(pydantic.BaseModel):
    id: int = pydantic.Field(alias="itemId")
    at: date
    model_config = pydantic.ConfigDict(populate_by_name=True)


@dataclass
class Point:
    x: int
    y: float


NAMES = {
    **{kind.__name__: kind for kind in (Decimal, date, datetime, time, timedelta, timezone, Colour, Model, Point, UserString)},
    "numpy": numpy, "pandas": pandas, "UUID": uuid.UUID,
}  # fmt: skip
TEXT = Page("docs/values.md").text.partition("\n## XML")[0]
CELLS = re.findall(r"^\| `(.*?)` \| `(.*?)` \| (.*?) \| (.*?) \| (.*?) ?\|$", TEXT, re.MULTILINE)
TABLE = [(value, schema, string, text, row) for value, schema, string, text, row in CELLS]


def written_or_refused(outcome: str, write: Any, value: Any) -> None:
    quoted = re.findall("`(.*?)`", outcome)
    if outcome.startswith("refused"):
        with pytest.raises(InvalidCall, match=re.escape(quoted[0])):
            write(value)
    else:
        assert write(value) == quoted


def test_the_table_has_all_rows() -> None:
    assert len(TABLE) == TEXT.count("\n| `") > 45


@pytest.mark.parametrize(
    ("value", "schema", "string", "text", "row"), TABLE, ids=[f"{row[0]} {row[1]}" for row in TABLE]
)
def test_each_writer_writes_what_the_table_shows(value: str, schema: str, string: str, text: str, row: str) -> None:
    passed = eval(value, dict(NAMES))  # noqa: S307 - the table of our own page
    for writer in WRITERS:
        outcome = string if writer in STRING_WRITERS else text
        if outcome == "by its style":
            continue
        writing = Writing(writer, SCHEMAS[schema])
        written_or_refused(outcome, writing.call, passed)
        if row != "left out":
            written_or_refused(outcome, writing.row, passed)
        elif writer != "path":
            assert writing.row(passed) is None


def test_none_is_null_in_json_and_left_out_everywhere_else() -> None:
    assert {writer: Writing(writer, {}).call(None) for writer in ("body", "member of a body", "part")} == {
        "body": ["null"], "member of a body": ["null"], "part": ["null"],
    }  # fmt: skip
    assert Writing("query", {}).call(None) == Writing("form", {}).call(None) == []


FRAMES = [
    (pandas.DataFrame({"v": [101, None]}), "101"),
    (pandas.DataFrame({"v": [101.0, None]}, dtype="Float64"), "101"),
    (pandas.DataFrame({"v": [1.5, None]}), "1.5"),
]


@pytest.mark.parametrize(("frame", "sent"), FRAMES)
@pytest.mark.parametrize("schema", ["string", "integer", "number"])
def test_whole_floats_of_a_frame_are_written_as_whole_numbers(frame: Any, sent: str, schema: str) -> None:
    parameters = {"v": {"in": "query", "schema": {"type": schema}}}
    client, transport = client_of(describe({"post": {"method": "POST", "parameters": parameters}}))
    outcomes = client.things.post.map(frame)
    urls = sorted(request.url.partition("?")[2] for request in transport.requests)
    assert (urls == ["", f"v={sent}"]) is (outcomes.failed == 0) is not (schema == "integer" and sent == "1.5")


LARGE = 1234567890123456789
GAPS = [
    pandas.DataFrame({"v": [LARGE, None]}), pandas.DataFrame({"v": [2.0**53, None]}), pandas.DataFrame({"v": [-(2**53), None]}),
    polars.DataFrame({"v": [float(LARGE)]}), pandas.DataFrame({"v": [[float(LARGE)]]}),
]  # fmt: skip


@pytest.mark.parametrize("frame", GAPS)
@pytest.mark.parametrize("writer", [name for name in WRITERS if name != "path"])
@pytest.mark.parametrize(
    "schema", [{}, {"type": ["string", "array"]}, {"type": ["integer", "array"], "items": {"type": "integer"}}]
)
def test_a_float_of_a_frame_that_may_be_another_integer_is_refused(frame: Any, writer: str, schema: Any) -> None:
    outcomes, requests = Writing(writer, schema).frame(frame)
    assert "cannot hold all digits of so large a number" in str(outcomes[0].error)
    assert len(requests) == len(outcomes) - 1


WIDE = [
    (pandas.DataFrame({"v": [LARGE, None]}, dtype="Int64"), "string", f"v={LARGE}"),
    (pandas.DataFrame({"v": [str(LARGE), None]}), "string", f"v={LARGE}"),
    (pandas.DataFrame({"v": [1e22, None]}), "number", "v=1e%2B22"),
    (pandas.DataFrame({"v": [2.0**53 - 1, None]}), "string", f"v={2**53 - 1}"),
    (pandas.DataFrame({"v": [[101.0, 1.5], None]}), "anything", "v=101&v=1.5"),
    (pandas.DataFrame({"v": [{"a": 101.0}, None]}), "object", "a=101"),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "schema", "sent"), WIDE)
def test_numbers_of_a_frame_keep_all_their_digits(frame: Any, schema: str, sent: str) -> None:
    _, requests = Writing("query", SCHEMAS[schema]).frame(frame)
    assert sent in [request.url.partition("?")[2] for request in requests]


class Unreadable(dict[str, Any]):
    def items(self) -> Any:
        raise OSError("disk")


class Selfish:
    def model_dump(self) -> Any:
        return self


class Extended(float):
    shape = ()

    def item(self) -> Any:
        return self


class Wide:
    shape, dtype = (), None

    def item(self) -> Any:
        return self


REFUSED: list[tuple[Any, str]] = [
    (Unreadable(a=1), r"cannot be read \(OSError\)"), (Selfish(), "is a Selfish, which cannot"), (Wide(), "is a Wide, which"),
    (pandas.DataFrame({"a": [1]}), "is a DataFrame, which cannot"),
    (polars.DataFrame({"a": [1]}), "is a table, which cannot be encoded — pass one row"), (10**5000, "more digits than can"),
    (Decimal("1e5000"), "more digits than can"), (Decimal("sNaN"), "not a finite"), (numpy.complex128(1), "is a complex,"),
    (time(3), "is a time, but the format is date or date-time"), (iter([1]), "which cannot be encoded"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_cannot_be_read_or_written_is_refused(value: Any, reason: str) -> None:
    schema = {"anyOf": [SCHEMAS["date"], SCHEMAS["date-time"], SCHEMAS["number"]]} if isinstance(value, time) else {}
    for writer in ("query", "body"):
        with pytest.raises(InvalidCall, match=reason):
            Writing(writer, schema).call(value)


class Index:
    def __index__(self) -> int:
        return 7


class Legacy:
    def model_dump(self) -> Any:
        return {"a": Index()}


class Text(str, enum.Enum):
    KEY = "k"


TAKEN: list[tuple[Any, Any, Any]] = [
    (Legacy(), {}, {"a": 7}), ({Text.KEY: Text.KEY}, {}, {"k": "k"}), (Extended(2.0), {"type": "integer"}, 2),
    (datetime(2024, 1, 2), {"anyOf": [SCHEMAS["date"], SCHEMAS["date-time"]]}, "2024-01-02"),
    ({"n": [1.0, 2.0, 3.0]}, {"properties": {"n": {"prefixItems": [{"type": "number"}], "items": {"type": "integer"}}}}, {"n": [1.0, 2, 3]}),
    ([1.0, 2.0], {"items": {"enum": [1, 2]}}, [1, 2]), ({"a": 1.0}, {"additionalProperties": {"const": 1}}, {"a": 1}),
    ({"a": {"a": 1.0}}, {"$ref": "#/schemas/tree"}, {"a": {"a": 1}}),
]  # fmt: skip


@pytest.mark.parametrize(("value", "schema", "plain"), TAKEN)
def test_values_are_written_by_what_their_schema_declares(value: Any, schema: Any, plain: Any) -> None:
    tree = {"anyOf": [{"type": "integer"}, {"additionalProperties": {"$ref": "#/schemas/tree"}}]}
    parameters = {"b": {"in": "body", "schema": schema}}
    client, _ = client_of(describe({"post": {"method": "POST", "parameters": parameters}}, schemas={"tree": tree}))
    body = client.things.post.prepare(b=value).body
    assert body == json.dumps(plain, separators=(",", ":")).encode()


FILES = [("query file", {"v": {"in": "body", "content": {"application/pdf": {"file": True}}}}, "")] + [
    (media, {"v": {"in": "part", "schema": {"file": True}}}, media)
    for media in ("multipart/form-data", "multipart/mixed")
]


@pytest.mark.parametrize(("parameters", "content"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_a_string_is_never_the_content_of_a_file(parameters: Any, content: str) -> None:
    action = {"method": "POST", "parameters": parameters, **({"content": content} if content else {})}
    client, _ = client_of(describe({"post": action}))
    with pytest.raises(
        InvalidCall, match=r"not clear whether it is a path or the data — pass Path\(…\) or data.encode"
    ):
        client.things.post.prepare(v="report.pdf")


FILE, UPLOAD = {"file": True}, Path(__file__)
WITH_FILE = {"type": "object", "properties": {"f": FILE}}
TREE = {"type": "object", "properties": {"in": {"$ref": "#/schemas/tree"}, "f": FILE}}


def at_body(schema: Any, *media: str) -> dict[str, Any]:
    return {"parameters": {"v": {"in": "body", "content": dict.fromkeys(media, schema)}}}


def at_part(schema: Any, *media: str) -> dict[str, Any]:
    return {"parameters": {"v": {"in": "part", "schema": schema}}, "content": list(media)}


FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
NO_FILES: list[tuple[Any, Callable[[Any], Any], str]] = [
    (at_body(WITH_FILE, FORM), lambda file: {"f": file}, "v.f (body)"),
    (at_body({"additionalProperties": {"items": FILE}}, FORM), lambda file: {"x": [file]}, "v.x"),
    (at_body(WITH_FILE, JSON), lambda file: {"f": file}, "v.f (body)"),
    (at_body(WITH_FILE, JSON, MULTIPART), lambda file: {"f": file}, "v.f (body)"),
    (at_body({"$ref": "#/schemas/tree"}, JSON), lambda file: {"in": {"in": {"f": file}}}, "v.in.in.f (body)"),
    (at_body({"allOf": [{"oneOf": [WITH_FILE]}]}, JSON), lambda file: {"f": file}, "v.f (body)"),
    (at_body({"properties": {"o": WITH_FILE}}, MULTIPART), lambda file: {"o": {"f": file}}, "v.o.f (body)"),
    (at_body({"properties": {"o": {"items": {"items": FILE}}}}, MULTIPART), lambda file: {"o": [[file]]}, "v.o[0]"),
    (at_part(WITH_FILE, MULTIPART), lambda file: {"f": file}, "v.f (part)"),
    (at_part(FILE, FORM, MULTIPART), lambda file: file, "v (part)"),
    (at_part(FILE, JSON, MULTIPART), lambda file: file, "v (part)"),
    ({"parameters": {"v": {"in": "query", "schema": {"type": "array", "items": FILE}}}}, lambda file: file, "v (query)"),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "place", "where"), NO_FILES, ids=range(len(NO_FILES)))
@pytest.mark.parametrize(
    "file", [os.fspath(UPLOAD), UPLOAD, b"x", io.BytesIO(b"x"), ("a.txt", b"x"), [UPLOAD], iter([b"x"])], ids=type
)
@pytest.mark.parametrize("validate", ["raise", "off"])
def test_no_value_for_a_file_is_sent_where_no_file_can_be_written(
    parameters: Any, place: Any, where: str, file: Any, validate: str
) -> None:
    client, _ = client_of(describe({"post": {"method": "POST", **parameters}}, schemas={"tree": TREE}))
    with pytest.raises(InvalidCall, match="is declared as a file, and no file can be written here") as caught:
        client.with_options(validate=validate).things.post.prepare(v=place(file))
    assert where in str(caught.value)


EITHER = {"anyOf": [FILE, {"type": "string"}]}
WRITABLE: list[tuple[Any, Any, str]] = [
    (at_body({"properties": {"o": WITH_FILE}}, MULTIPART), {"o": {"g": 1}}, '{"g":1}'),
    (at_body(WITH_FILE, JSON), {"f": None}, '{"f":null}'),
    (at_body(WITH_FILE, FORM), {"g": 1, "f": None}, "g=1"),
    (at_body(FILE, JSON), b'{"f": 1}', '{"f": 1}'),
    (at_body({"properties": {"f": EITHER}}, MULTIPART), {"f": "text"}, 'name="f"\r\n\r\ntext'),
    (at_body({"properties": {"f": EITHER}}, MULTIPART), {"f": b"data"}, 'name="f"; filename="f"'),
    (at_part(EITHER, MULTIPART), "text", 'name="v"\r\n\r\ntext'),
    (at_part(EITHER, MULTIPART), b"data", 'name="v"; filename="v"'),
    (at_part({"allOf": [FILE]}, MULTIPART), b"data", 'name="v"; filename="v"'),
    (at_part({"oneOf": [FILE, {"items": FILE}]}, MULTIPART), [b"data"], 'name="v"; filename="v"'),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "value", "sent"), WRITABLE, ids=range(len(WRITABLE)))
def test_a_file_is_written_where_it_can_be(parameters: Any, value: Any, sent: str) -> None:
    client, _ = client_of(describe({"post": {"method": "POST", **parameters}}))
    body = client.things.post.prepare(v=value).body
    assert sent in (body if isinstance(body, bytes) else b"".join(body)).decode()


IMAGES = {"image/*": {"file": True}}
RANGES: list[tuple[Any, Any, str | None, str]] = [
    (IMAGES, b"x", None, "application/octet-stream"), (IMAGES, b"x", "image/webp", "image/webp"),
    (IMAGES, ("a.png", b"x"), None, "image/png"), (IMAGES, ("a.png", b"x", "image/avif"), None, "image/avif"),
    (IMAGES, Path("photo.png"), None, "image/png"), (IMAGES, ("a.txt", b"x"), None, "application/octet-stream"),
    ({"*/*": {}}, "text", None, "text/plain;charset=utf-8"), ({"*/*": {}}, {"a": 1}, "application/json", "application/json"),
    ({"text/*": {}, "text/csv": {}}, "a,b", None, "text/plain;charset=utf-8"),
    ({"multipart/mixed": {}}, {"a": 1}, None, "multipart/mixed; boundary="),
    ({"application/json; charset=utf-8": {}}, {"a": 1}, None, "application/json; charset=utf-8"),
    ({"text/*": {}}, 5, None, "text/plain;charset=utf-8"),
    ({"multipart/*": {}}, {"a": 1}, None, "multipart/form-data; boundary="),
    ({"multipart/*;x=y": WITH_FILE}, {"f": b"x"}, None, "multipart/form-data; boundary="),
    ({"multipart/*": {}}, {"a": 1}, "multipart/mixed", "multipart/mixed; boundary="),
    ({"application/json": {}, "multipart/*": {}}, {"a": 1}, "multipart/*", "multipart/form-data; boundary="),
    ({"application/*+json": {"type": "object"}}, {"a": 1.0}, None, "application/json"),
    ({"application/*+json": {}}, {"a": 1}, "application/merge-patch+json", "application/merge-patch+json"),
    ({"image/*+xml": FILE}, ("a.svg", b"x"), None, "image/svg+xml"), ({"image/*": FILE}, b"x", "image/*", "application/octet-stream"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "value", "wanted", "sent"), RANGES)
def test_the_media_type_that_is_sent_is_never_a_range(
    content: Any, value: Any, wanted: str | None, sent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("photo.png").write_bytes(b"x")
    parameters = {"v": {"in": "body", "content": content}}
    client, _ = client_of(describe({"post": {"method": "POST", "parameters": parameters}}))
    client = client.with_options(content=wanted)
    content_type = client.things.post.prepare(v=value).headers["Content-Type"]
    assert content_type.startswith(sent)
    assert "*" not in content_type


@pytest.mark.parametrize(
    ("media", "sent"), [("multipart/*", "multipart/form-data"), ("application/*+json", "application/json")]
)
def test_the_media_type_of_parts_is_never_a_range(media: str, sent: str) -> None:
    client, _ = client_of(describe({"post": {"method": "POST", **at_part({}, media)}}))
    assert client.things.post.prepare(v="x").headers["Content-Type"].partition(";")[0] == sent


OUTSIDE = [
    (("a.txt", b"x", "text/plain"), None, r"has the media type 'text/plain', which image/\* does not include"),
    (("a.png", b"x", "image/*"), None, "has a range in place of a media type — pass one like"),
    (("a.png", b"x", "bad type"), None, "has 'bad type' in place of a media type — pass one like"),
    (("\ud800.png", b"x"), None, "has a name that contains half of a surrogate pair, .* — pass another name"),
    (5, None, "expected a file, got an int"),
    (b"x", "text/plain", "the body cannot be sent as 'text/plain'"),
    ({"a": 1}, None, "expected a file, got a dict"),
]


@pytest.mark.parametrize(("value", "wanted", "reason"), OUTSIDE)
def test_a_media_type_outside_the_declared_range_is_refused(value: Any, wanted: str | None, reason: str) -> None:
    parameters = {"v": {"in": "body", "content": IMAGES}}
    client, _ = client_of(describe({"post": {"method": "POST", "parameters": parameters}}))
    client = client.with_options(content=wanted)
    with pytest.raises(InvalidCall, match=reason):
        client.things.post.prepare(v=value)


TEXTS: list[tuple[str, Any, Any, bytes]] = [
    ("text/plain;charset=iso-8859-1", {}, "é", b"\xe9"), ('text/csv; CHARSET="Windows-1252"', {}, "€;é", b"\x80;\xe9"),
    ("text/plain; charset=utf-16le", {}, 5, b"5\0"), ("text/plain;charset=UTF8", {}, "é", "é".encode()), ("text/plain", {}, "é", "é".encode()),
    ("application/xml; charset=latin-1", {}, "<é/>", b"<\xe9/>"), ("text/*", {}, "é", "é".encode()), ("text/plain;x=charset", {}, "é", "é".encode()),
    ("application/json;charset=latin-1", {}, {"é": ["€", 1.5]}, rb'{"\u00e9":["\u20ac",1.5]}'),
    ("application/json;charset=utf-16be", {}, {"a": 1}, '{"a":1}'.encode("utf-16be")),
    ("application/json;charset=utf-8", {}, {"é": 1}, '{"é":1}'.encode()), (f"{FORM};charset=utf-8", {}, {"a": "é"}, b"a=%C3%A9"),
    (f"{FORM};charset=latin-1", {}, {"a": "x&y"}, b"a=x%26y"),
]  # fmt: skip


@pytest.mark.parametrize(("media", "schema", "value", "sent"), TEXTS)
def test_text_is_sent_in_the_declared_charset(media: str, schema: Any, value: Any, sent: bytes) -> None:
    client, _ = client_of(describe({"post": {"method": "POST", **at_body(schema, media)}}))
    request = client.things.post.prepare(v=value)
    assert (request.body, request.headers["Content-Type"]) == (
        sent,
        media if "*" not in media else "text/plain;charset=utf-8",
    )


UNFIT = [
    (
        at_body({}, "text/plain;charset=iso-8859-1"),
        "€",
        "has characters that the declared charset iso8859-1 does not have",
    ),
    (at_body({}, "text/plain;charset=us-ascii"), "é", "declared charset ascii does not have"),
    *(
        (at_body({}, f"text/plain;charset={name}"), "a", "which Python does not know")
        for name in ("x-none", "base64", "rot13", "undefined", "")
    ),
    (at_body({}, "application/json;charset=x-none"), {"a": 1}, "which Python does not know"),
    (at_body({}, "application/json;charset=cp864"), "100%", "declared charset cp864 does not have"),
    (at_body({}, f"{FORM};charset=latin-1"), {"a": "é"}, "has characters outside of ASCII, which a form has in UTF-8"),
    (at_body({}, f"{FORM};charset=x-none"), {"a": "b"}, "which Python does not know"),
    (at_part({}, f"{FORM};charset=latin-1"), "é", "has characters outside of ASCII, which a form has in UTF-8"),
]


@pytest.mark.parametrize(("parameters", "value", "reason"), UNFIT)
@pytest.mark.parametrize("client_type", [Client, AsyncClient])
def test_text_that_does_not_fit_into_the_declared_charset_is_refused(
    parameters: Any, value: Any, reason: str, client_type: Any
) -> None:
    client = client_type(describe({"post": {"method": "POST", **parameters}}))
    with pytest.raises(InvalidCall, match=reason):
        client.things.post.prepare(v=value)


@pytest.mark.parametrize("media", ["image/png\r\nX-A: 1", "image", "", "image/png\x7f"])
def test_only_a_media_type_can_be_chosen_as_content(media: str) -> None:
    with pytest.raises(InvalidCall, match="is not a media type"):
        client_of(describe())[0].with_options(content=media)


ACCEPT: list[tuple[Any, Any, str | None]] = [
    ({}, {}, None), ({"200": {"schema": {}}}, {}, "application/json"),
    ({"400": {"content": {"application/problem+json": {}}}, "2XX": {"content": {"text/csv": {}, "text/plain": {}}}}, {}, "text/csv, text/plain, application/problem+json"),
    ({"200": {"stream": "sse"}}, {}, "text/event-stream"), ({"200": {"content": {"image/*; q=1": {}}}}, {}, "image/*"),
    ({"200": {"schema": {}}}, {"accept": "text/xml"}, "text/xml"),
]  # fmt: skip


@pytest.mark.parametrize(("responses", "headers", "sent"), ACCEPT)
def test_accept_lists_the_declared_responses_unless_headers_has_it(
    responses: Any, headers: Any, sent: str | None
) -> None:
    client, _ = client_of(describe({"get": {"method": "GET", "responses": responses, "headers": headers}}))
    assert client.things.get.prepare().headers.get("Accept") == sent
    assert client.with_options(headers={"Accept": "a/b"}).things.get.prepare().headers["Accept"] == "a/b"


# --- random values ---------------------------------------------------------------------------------------------------

SCALARS: list[Any] = [
    0, -1, 10**20, 1.0, 2.5, 1e22, -0.0, True, False, None, "", "a", "1.0", "ä, b", "x=y&z", " a", "\udfff", "\0", Colour.RED,
    Decimal("10.0"), Decimal("1E+3"), Decimal("0.1"), float("nan"), date(2024, 1, 2), datetime(2024, 1, 2, 3), time(1),
    datetime(2024, 1, 2, tzinfo=timezone.utc), timedelta(1), uuid.UUID(int=5), b"x", numpy.int8(5), numpy.float32(2),
    numpy.datetime64("2024-01-02"), pandas.NaT, pandas.NA, pandas.Timestamp("2024-01-02"), Index(), object(), {1}, range(2),
]  # fmt: skip
AMBIGUOUS = {"path": set(",/"), "header": set(",=")}
"""Characters that mean something else there, so that an item with them is refused, or cannot be told apart here."""


def random_value(rng: random.Random, depth: int = 0) -> Any:
    kind = rng.random()
    if kind < 0.75 or depth > 2:
        return rng.choice(SCALARS)
    if kind < 0.9:
        return [random_value(rng, depth + 1) for _ in range(rng.randrange(3))]
    return {rng.choice(["a", "n", "ä", "\udfff"]): random_value(rng, depth + 1) for _ in range(rng.randrange(3))}


def outcome_of(writing: Writing, value: Any) -> list[str] | str:
    try:
        return writing.call(value)
    except InvalidCall:
        return "refused"


@pytest.mark.uncounted
@pytest.mark.parametrize("count", [1_000, pytest.param(100_000, marks=pytest.mark.full)])
def test_writers_agree_on_random_values_and_raise_only_our_errors(count: int) -> None:
    rng = random.Random(count)
    writings = {name: {writer: Writing(writer, schema) for writer in WRITERS} for name, schema in SCHEMAS.items()}
    for _ in range(count):
        value, schema = random_value(rng), rng.choice(list(SCHEMAS))
        found = {writer: outcome_of(writing, value) for writer, writing in writings[schema].items()}
        assert (
            len({str(found[writer]) for writer in JSON_WRITERS if value is not None or writer != "style json"}) == 1
        ), value
        if (
            isinstance(value, dict)
            or value is None
            or (isinstance(value, list) and any(isinstance(item, (dict, list, range)) for item in value))
        ):
            continue  # by its style, and left out
        assert len({str(found[writer]) for writer in STRING_WRITERS if writer not in ("path", "header")}) == 1, (
            value,
            found,
        )
        for writer in ("path", "header"):
            assert found[writer] in ("refused", found["query"]) or AMBIGUOUS[writer] & set(str(value)), (value, found)


def test_a_time_of_numpy_keeps_all_its_digits() -> None:
    moments = ["2024-01-02T03:04:05.000006", "2024-01-02T03:04:05.000000007"]
    assert to_plain(numpy.array(moments, dtype="datetime64[ns]")) == moments


def test_strings_of_whole_numbers_are_whole_in_lists_and_objects() -> None:
    assert Writing("query", SCHEMAS["integers"]).call(["1.0", "2e1", "3"]) == ["1", "20", "3"]
    members = {"type": "object", "additionalProperties": {"type": "integer"}}
    assert Writing("query", members).call({"a": "1.0"}) == ["1"]


def test_an_empty_list_of_files_is_refused() -> None:
    parameters = {"v": {"in": "part", "schema": {"type": "array", "items": {"file": True}}}}
    client, _ = client_of(describe({"post": {"method": "POST", "parameters": parameters}}))
    with pytest.raises(InvalidCall, match="is an empty list, which a form cannot encode — leave it out"):
        client.things.post.prepare(v=[])


def test_an_undeclared_name_that_cannot_be_encoded_is_refused() -> None:
    client, _ = client_of(describe())
    with pytest.raises(InvalidCall, match="half of a surrogate pair"):
        client.with_options(query={"\udfff": 1}).things.get.prepare()


def test_a_value_without_a_schema_is_converted_too() -> None:
    assert to_plain([1.0, datetime(2024, 1, 2)]) == [1.0, "2024-01-02T00:00:00"]


# --- the dates of HTTP -----------------------------------------------------------------------------------------------

HTTP_DATE = {"type": "string", "format": "http-date"}
NOON = datetime(2024, 1, 2, 12, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize("location", ["query", "header"])
def test_a_datetime_is_written_as_a_date_of_http(location: str) -> None:
    client, transport = client_of(describe({"get": action({"since": {"in": location, "schema": HTTP_DATE}})}))
    client.things.get(since=NOON)
    request = transport.requests[0]
    found = request.headers["since"] if location == "header" else dict(parse_qsl(urlsplit(request.url).query))["since"]
    assert found == "Tue, 02 Jan 2024 10:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (NOON.replace(microsecond=1), "has a fraction of a second"), (NOON.replace(tzinfo=None), "has no time zone"),
        (NOON.date(), "is a date, but the format is http-date"), (NOON.timetz(), "is a time, but the format is"),
        (pandas.Timestamp(NOON) + pandas.Timedelta(1, "ns"), "has a fraction"), (datetime.min.replace(tzinfo=NOON.tzinfo), "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_date_of_http_is_refused(value: Any, message: str) -> None:
    client, _ = client_of(describe({"get": action({"since": query(HTTP_DATE)})}))
    with pytest.raises(InvalidCall, match=message):
        client.things.get(since=value)
