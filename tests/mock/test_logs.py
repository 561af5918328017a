"""Logs of events and time series: what was written is read, by its time, and summed up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from dynaclient.mock.exchange import GENERATED, STORED, MockRequest
from dynaclient.mock.service import Service
from dynaclient.mock.state.moments import asked_moment, length_of, moment_of, unit_of, write_moment
from tests.support.mock_descriptions import api_with, body, json_body, ok, path, send, service_of

TEXT = {"type": "string"}
TIME = {"type": "string", "format": "date-time"}
NUMBER = {"type": "number"}
TEXTS = {"type": "array", "items": TEXT}
POINT = {
    "type": "object", "properties": {"time": TIME, "values": {"type": "object"}}, "additionalProperties": False,
}  # fmt: skip
SENSOR = {
    "type": "object",
    "properties": {
        "id": TEXT, "name": TEXT, "labels": {},
        "fields": {"type": "array", "items": {"type": "object", "properties": {"name": TEXT, "valueType": TEXT}}},
    },
}  # fmt: skip
MILLISECONDS = {"in": "query", "schema": TEXT, "description": "In milliseconds since the epoch."}
ONE = {"sensorId": path(TEXT)}
ASKED = {
    "type": "object",
    "properties": {
        "sensorIds": TEXTS, "fields": TEXTS, "start": {"description": "The time to begin with."},
        "end": {"description": "The time to end with."}, "interval": {"description": "In seconds."}, "aggregation": {},
        "duration": {"description": "In seconds."}, "limit": {}, "order": {"enum": ["asc", "desc"]},
    },
}  # fmt: skip
LAST = {"type": "object", "additionalProperties": {"properties": {"value": {}, "time": TIME}}}
LOG = "/sensors/{sensorId}/points"


def act(method: str, where: str, schema: Any, parameters: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"method": method, "path": where, "parameters": parameters, "responses": ok(schema), **more}


def of_log(behavior: str) -> dict[str, Any]:
    return {"behavior": behavior, "collection": LOG}


WINDOW = {
    "since": MILLISECONDS, "end": MILLISECONDS, "limit": {"in": "query", "schema": TEXT, "default": 2},
    "order": {"in": "query", "schema": {"enum": ["asc", "desc"]}},
    "duration": {"in": "query", "schema": TEXT, "description": "In seconds."},
}  # fmt: skip
SERIES = {"properties": {"start": TIME, "resolution": {"type": ["number", "null"]}, "sensors": {
    "type": "object", "patternProperties": {".": {"properties": {
        "name": TEXT, "labels": {"type": "object"}, "points": {"type": "array", "items": POINT},
    }}},
}}}  # fmt: skip
ACTIONS: dict[str, Any] = {
    "make": act("POST", "/sensors", SENSOR, {"sensor": body(SENSOR)}),
    "sensor": act("GET", "/sensors/{sensorId}", SENSOR, ONE),
    "write": act("POST", LOG, {}, {**ONE, "point": body({"oneOf": [POINT, {"type": "array", "items": POINT}]})}),
    "read": act("GET", LOG, {"type": "array", "items": POINT}, {**ONE, **WINDOW}),
    "last": act("GET", "/sensors/{sensorId}/last", LAST, {**ONE, "fields": {"in": "query"}}, mock=of_log("latest")),
    "lastOfAll": act("POST", "/last", {"type": "object", "additionalProperties": POINT}, {"asked": body(ASKED)}, mock=of_log("latest")),
    "lastOne": act("POST", "/lastOne", POINT, {"asked": body(ASKED)}, mock=of_log("latest")),
    "names": act("POST", "/names", {"properties": {"items": {"type": "array", "items": {"properties": {"id": TEXT}}}}},
                 {"asked": body(ASKED)}, mock=of_log("latest")),
    "overview": act("POST", "/overview", {"properties": {"items": {"type": "array", "items": {"properties": {"id": TEXT, "last": LAST}}}}},
                    {"asked": body(ASKED)}, mock=of_log("latest")),
    "series": act("POST", "/series", SERIES, {"asked": body(ASKED)}, mock=of_log("series")),
    "own": act("POST", "/sensors/{sensorId}/series", {"type": "array", "items": POINT}, {**ONE, "asked": body(ASKED)}, mock=of_log("series")),
    "ownIn": act("POST", "/sensors/{sensorId}/seriesIn", {"properties": {"data": {"type": "array", "items": POINT}}},
                 {**ONE, "asked": body(ASKED)}, mock=of_log("series")),
    "plain": act("POST", "/sensors/{sensorId}/plain", {"additionalProperties": {"type": "array", "items": POINT}},
                 {**ONE, "asked": body(ASKED)}, mock={**of_log("series"), "forEach": "/sensors"}),
    "clear": act("DELETE", LOG, {"properties": {"deleted": NUMBER}}, {**ONE, "since": MILLISECONDS, "field": {"in": "query"}},
                 mock={"behavior": "deleteMany", "filter": {"field": "fields"}}),
    "stream": {"method": "GET", "path": "/sensors/{sensorId}/live", "parameters": ONE, "mock": of_log("list"),
               "responses": {"200": {"stream": "sse", "events": {"point": POINT}, "end": "END"}}},
}  # fmt: skip


@pytest.fixture
def service() -> Service:
    return service_of(api_with(ACTIONS))


def post(service: Service, target: str, sent: Any) -> Any:
    return json_body(send(service, "POST", target, json.dumps(sent).encode()))


def write(service: Service, *values: Mapping[str, Any], sensor: str = "s") -> None:
    """Write one point for each minute of an hour."""
    for minute, each in enumerate(values):
        post(service, f"/sensors/{sensor}/points", {"time": f"2024-01-01T00:{minute:02}:00Z", "values": each})


def read(service: Service, target: str = "") -> list[Any]:
    found: list[Any] = json_body(send(service, "GET", f"/sensors/s/points{target}"))
    return found


def minutes(points: list[Any]) -> list[int]:
    return [int(point["time"][14:16]) for point in points]


MINUTE = 1704067260000
"""The first minute of 2024, in milliseconds since 1970."""


# --- logs ------------------------------------------------------------------------------------------------------------


def test_what_was_written_last_is_read_first(service: Service) -> None:
    write(service, {"a": 1}, {"a": 2}, {"a": 3})
    assert minutes(read(service)) == [2, 1]
    assert read(service, "?limit=1") == [{"time": "2024-01-01T00:02:00Z", "values": {"a": 3}}]


WINDOWS = [
    ("limit=9&order=asc", [0, 1, 2, 3]),
    ("limit=9&order=desc", [3, 2, 1, 0]),
    (f"limit=9&since={MINUTE}", [3, 2, 1]),
    (f"limit=9&end={MINUTE}", [1, 0]),
    (f"since={MINUTE}&duration=60", [2, 1]),
    ("limit=9&end=2024-01-01T00:02:00Z&duration=60", [2, 1]),
    (f"limit=9&since={MINUTE}&end={MINUTE}&duration=1", [1]),
    ("limit=9&since=-1000", []),
    ("limit=9&end=0", [3, 2, 1, 0]),
    ("duration=60", []),
]


@pytest.mark.parametrize(("target", "expected"), WINDOWS, ids=[row[0] for row in WINDOWS])
def test_a_log_is_read_by_its_time(service: Service, target: str, expected: list[int]) -> None:
    write(service, *[{"a": number} for number in range(4)])
    assert minutes(read(service, f"?{target}")) == expected


def test_a_time_that_is_none_is_refused(service: Service) -> None:
    response = send(service, "GET", "/sensors/s/points?since=soon")
    assert (response.status, b"2026-01-31T12:00:00Z" in response.body) == (400, True)


def test_an_entry_without_a_time_gets_that_of_the_servers_clock(service: Service) -> None:
    service.issuer.clock.advance(-3600)
    post(service, "/sensors/s/points", {"values": {"a": 1}})
    service.issuer.clock.advance(3600)
    written = moment_of(read(service)[0]["time"])
    assert written is not None
    assert 3590 < service.issuer.clock.now() - written < 3610
    assert read(service, "?duration=60") == []


def test_several_entries_are_written_at_once(service: Service) -> None:
    post(service, "/sensors/s/points", [{"values": {"a": number}} for number in range(3)])
    assert [point["values"]["a"] for point in read(service, "?limit=9")] == [2, 1, 0]


def test_entries_are_removed_by_their_time_and_by_their_fields(service: Service) -> None:
    write(service, {"a": 1, "b": 1}, {"a": 2}, {"a": 3})
    assert json_body(send(service, "DELETE", f"/sensors/s/points?since={MINUTE + 1}")) == {"deleted": 1}
    send(service, "DELETE", "/sensors/s/points?field=a")
    assert read(service) == [{"time": "2024-01-01T00:00:00Z", "values": {"b": 1}}]
    send(service, "DELETE", "/sensors/s/points")
    assert read(service) == []


def test_a_stream_has_what_was_written(service: Service) -> None:
    assert send(service, "GET", "/sensors/t/live").body.count(b"event: point") == 2  # generated ones
    write(service, {"a": 1}, {"a": 2}, {"a": 3})
    stream = send(service, "GET", "/sensors/s/live")
    chunks = list(stream.chunks)
    assert [b'"a": %d' % number in chunk for number, chunk in enumerate(chunks[:3], 1)] == [True] * 3
    assert (stream.origin, chunks[3]) == (STORED, b"data: END\n\n")
    assert len(list(send(service, "GET", "/sensors/s/live", Last_Event_ID="2").chunks)) == 2


# --- last values -----------------------------------------------------------------------------------------------------


def test_the_last_value_of_each_field_has_its_time(service: Service) -> None:
    assert json_body(send(service, "GET", "/sensors/s/last")) == {}
    write(service, {"a": 1, "b": 2}, {"a": 3})
    a = {"value": 3, "time": "2024-01-01T00:01:00.000Z"}
    assert json_body(send(service, "GET", "/sensors/s/last")) == {
        "a": a,
        "b": {"value": 2, "time": "2024-01-01T00:00:00.000Z"},
    }
    assert json_body(send(service, "GET", "/sensors/s/last?fields=a,c")) == {"a": a}


def test_the_last_entry_of_each_sensor_is_returned(service: Service) -> None:
    for sensor in ("s", "t", "u"):
        post(service, "/sensors", {"id": sensor})
    write(service, {"a": 1}, {"b": 2})
    write(service, {"a": 9}, sensor="t")
    shown = post(service, "/last", {"fields": ["a"]})
    assert {key: point["values"] for key, point in shown.items()} == {"s": {"a": 1}, "t": {"a": 9}}
    assert post(service, "/last", {"sensorIds": ["t"]}).keys() == {"t"}
    assert post(service, "/lastOne", {"sensorIds": ["t"]})["values"] == {"a": 9}


def test_last_values_are_generated_for_what_is_asked_where_nothing_was_written(service: Service) -> None:
    shown, origin = _series(service, {"sensorIds": ["p"], "fields": ["a"]}, "/last")
    assert (origin, {key: list(point["values"]) for key, point in shown.items()}) == (GENERATED, {"p": ["a"]})


def test_each_item_of_a_list_has_its_last_values(service: Service) -> None:
    for sensor in ("s", "t"):
        post(service, "/sensors", {"id": sensor})
    write(service, {"a": 1})
    shown = post(service, "/overview", {})["items"]
    assert [(item["id"], list(item["last"])) for item in shown] == [("s", ["a"]), ("t", [])]
    assert [item["id"] for item in post(service, "/names", {})["items"]] == ["s", "t"]


# --- time series -----------------------------------------------------------------------------------------------------

VALUES = [1, 5, 3, 1]
AGGREGATIONS: list[tuple[Any, list[Any]]] = [
    ("MEAN", [3, 2]), ("avg", [3, 2]), ("SUM", [6, 4]), ("MIN", [1, 1]), ("MAX", [5, 3]), ("COUNT", [2, 2]),
    ("FIRST", [1, 3]), ("LAST", [5, 1]), ("MEDIAN", [3, 2]), ("STD_DEV", [2, 1]), ({"type": "SUM"}, [6, 4]),
    ("UNKNOWN", [5, 1]), (None, [3, 2]), ("NONE", [1, 5, 3, 1]),
]  # fmt: skip


@pytest.mark.parametrize(("aggregation", "expected"), AGGREGATIONS, ids=str)
def test_values_are_summed_up_by_intervals(service: Service, aggregation: Any, expected: list[Any]) -> None:
    write(service, *[{"a": value, "b": "text"} for value in VALUES])
    asked = {"fields": ["a"], "start": "2024-01-01T00:00:00Z", "end": "2024-01-01T01:00:00Z", "interval": 120}
    asked = {**asked, **({"aggregation": aggregation} if aggregation else {})}
    points = post(service, "/sensors/s/series", asked)
    assert [point["values"] for point in points] == [{"a": value} for value in expected]
    assert minutes(points) == ([0, 2] if len(expected) == 2 else [0, 1, 2, 3])


def test_a_series_without_intervals_has_all_points(service: Service) -> None:
    write(service, *[{"a": value} for value in VALUES])
    points = post(service, "/sensors/s/seriesIn", {"limit": 3, "order": "desc"})["data"]
    assert [point["values"]["a"] for point in points] == [1, 3, 5]


def test_what_is_no_number_is_summed_up_as_the_last_one(service: Service) -> None:
    write(service, {"a": "x"}, {"a": "y"})
    points = post(service, "/sensors/s/series", {"aggregation": "SUM"})
    assert [point["values"]["a"] for point in points] == ["y"]


def test_a_series_has_what_each_of_the_asked_sensors_wrote(service: Service) -> None:
    post(service, "/sensors", {"id": "s", "name": "S", "labels": {"x": "y"}})
    post(service, "/sensors", {"id": "t"})
    write(service, {"a": 1})
    shown = post(service, "/series", {"sensorIds": ["s", "t"], "aggregation": "NONE", "start": "2024-01-01"})
    assert shown["start"] == "2024-01-01T00:00:00.000Z"
    assert shown["sensors"] == {
        "s": {"name": "S", "labels": {"x": "y"}, "points": [{"time": "2024-01-01T00:00:00.000Z", "values": {"a": 1}}]},
        "t": {"points": []},
    }


def _series(service: Service, asked: Any, target: str = "/series") -> Any:
    response = service.handle(MockRequest("POST", target, "", body=json.dumps(asked).encode())).response
    return json_body(response), response.origin


def test_points_are_generated_for_what_is_asked_where_nothing_was_written(service: Service) -> None:
    asked = {"sensorIds": ["p", "q"], "fields": ["a", "b"], "interval": 60, "duration": 300, "end": 1704067200}
    shown, origin = _series(service, asked)
    assert (origin, list(shown["sensors"])) == (GENERATED, ["p", "q"])
    points = shown["sensors"]["p"]["points"]
    assert (minutes(points), points[0]["values"].keys()) == ([55, 56, 57, 58, 59], {"a", "b"})
    assert _series(service, asked)[0] == shown
    assert shown["sensors"]["q"]["points"] != points


@pytest.mark.parametrize("removes", [False, True], ids=["another time", "removed"])
@pytest.mark.parametrize("target", ["/series", "/last"])
def test_nothing_is_generated_where_anything_was_ever_written(service: Service, target: str, removes: bool) -> None:
    post(service, "/sensors", {"id": "s"})
    write(service, {"a": 1})
    if removes:
        send(service, "DELETE", "/sensors/s/points")
    shown, origin = _series(service, {"sensorIds": ["s"], "fields": ["a"], "start": "2025-01-01"}, target)
    assert (origin, shown.get("sensors", {}).get("s", {}).get("points", [])) == (STORED, [])


def test_what_is_asked_of_no_sensor_is_nothing(service: Service) -> None:
    post(service, "/sensors", {"id": "s"})
    shown, origin = _series(service, {"sensorIds": ["z"]}, "/last")
    assert (origin, shown) == (STORED, {})


def test_generated_values_have_the_types_that_the_item_declares(service: Service) -> None:
    fields = [{"name": kind, "valueType": kind} for kind in ("number", "boolean", "string", "gps")]
    post(service, "/sensors", {"id": "s", "fields": fields})
    shown, origin = _series(service, {})
    points = shown["sensors"]["s"]["points"]
    assert (origin, len(points)) == (GENERATED, 10)
    assert [type(value) for value in points[0]["values"].values()] == [float, bool, str, str]


def test_there_are_not_more_points_than_can_be_looked_at(service: Service) -> None:
    shown, _ = _series(service, {"sensorIds": ["p"], "interval": 1, "start": "2020-01-01", "end": "2024-01-01"})
    assert len(shown["sensors"]["p"]["points"]) == 1000
    ended, _ = _series(service, {"sensorIds": ["p"], "start": "2024-01-02", "end": "2024-01-01", "interval": 60})
    backwards, _ = _series(service, {"sensorIds": ["p"], "start": "2024-01-02", "end": "2024-01-01"})
    assert ended["sensors"]["p"]["points"] == backwards["sensors"]["p"]["points"] == []
    even, _ = _series(service, {"sensorIds": ["p"], "start": "2024-01-01", "end": "2024-01-01"})
    assert even["sensors"]["p"]["points"] == []


def test_pairs_of_keys_and_values_are_written_as_an_object_where_one_is_declared(service: Service) -> None:
    labels = [{"key": "a", "value": "b"}, {"key": "a", "value": "c"}]
    post(service, "/sensors", {"id": "s", "labels": labels})
    assert post(service, "/series", {})["sensors"]["s"]["labels"] == {"a": ["b", "c"]}


FLAT = {"type": "object", "properties": {"id": TEXT, "at": TIME, "heat": NUMBER, "more": {"type": "array"}}}
FLAT_ACTIONS: dict[str, Any] = {
    "write": act("POST", "/log", {}, {"entry": body(FLAT)}),
    "read": act("GET", "/log", {"properties": {"entries": {"type": "array", "items": FLAT}}}, {}, mock={"time": "at"}),
    "last": act("GET", "/last", {"type": "object", "additionalProperties": NUMBER}, {}, mock={"behavior": "latest", "collection": "/log"}),
    "series": act("GET", "/series", {"properties": {"rows": {"type": "array", "items": FLAT}}},
                  {"interval": {"in": "query", "description": "In seconds."}}, mock={"behavior": "series", "collection": "/log"}),
    "other": act("GET", "/other", {"properties": {"a": {"properties": {"b": {"properties": {"c": {"properties": {"d": {"properties": {
        "e": {"properties": {"f": {"properties": {"g": {}}}}}}}}}}}}}}}, {}, mock={"behavior": "series", "collection": "/log"}),
}  # fmt: skip


def test_the_fields_may_be_properties_of_the_entries_themselves() -> None:
    service = service_of(api_with(FLAT_ACTIONS))
    for minute in range(3):
        post(service, "/log", {"at": f"2024-01-01T00:{minute:02}:00Z", "heat": minute, "more": []})
    assert [entry["heat"] for entry in json_body(send(service, "GET", "/log"))["entries"]] == [2, 1, 0]
    assert json_body(send(service, "GET", "/last")) == {"heat": 2}
    rows = json_body(send(service, "GET", "/series?interval=120"))["rows"]
    assert [(row["at"], row["heat"]) for row in rows] == [
        ("2024-01-01T00:00:00.000Z", 0.5),
        ("2024-01-01T00:02:00.000Z", 2),
    ]
    assert json_body(send(service, "GET", "/other")) == {}


def test_an_entry_whose_time_cannot_be_read_is_in_no_time(service: Service) -> None:
    post(service, "/sensors/s/points", {"time": "soon", "values": {"a": 1}})
    assert (len(read(service)), read(service, "?end=0")) == (1, [])


def test_points_may_be_the_members_of_the_response(service: Service) -> None:
    post(service, "/sensors", {"id": "s"})
    assert list(post(service, "/sensors/s/plain", {"fields": ["a"]})) == ["s"]


HOSTILE: list[dict[str, Any]] = [
    {"limit": -1}, {"limit": "9" * 5000}, {"limit": "²"}, {"interval": 1e-310}, {"interval": 1e308}, {"interval": "1e999"},
    {"start": "1e308", "end": "1e308"}, {"start": "-1e308"}, {"fields": ["a"] * 100}, {"aggregation": []}, {"duration": 1e300},
]  # fmt: skip


@pytest.mark.parametrize("asked", HOSTILE, ids=lambda asked: str(asked)[:30])
@pytest.mark.parametrize("written", [[], [{"a": 1}]], ids=["nothing", "something"])
def test_no_value_makes_a_series_fail(service: Service, asked: Any, written: Any) -> None:
    write(service, *written, sensor="p")
    content = json.dumps({"sensorIds": ["p"], **asked}).encode()
    assert send(service, "POST", "/series", content).status in (200, 400)


# --- points in time --------------------------------------------------------------------------------------------------

MOMENTS: list[tuple[Any, float | None]] = [
    ("2024-01-01T00:00:00Z", 1704067200.0),
    ("2024-01-01", 1704067200.0),
    ("2024-01-01 01:00:00.5+01:00", 1704067200.5),
    ("2024-01-01T01:00+0100", 1704067200.0),
    (1704067200, 1704067200.0),
    (1704067200000, 1704067200.0),
    ("1704067200000", 1704067200.0),
    ({"$date": "2024-01-01"}, 1704067200.0),
    ("2024-13-01", None),
    ("soon", None),
    (True, None),
    (10**400, None),
    (float("inf"), None),
    ({"a": 1, "b": 2}, None),
]


@pytest.mark.parametrize(("value", "expected"), MOMENTS, ids=str)
def test_points_in_time_are_read_in_the_forms_that_apis_write(value: Any, expected: float | None) -> None:
    assert moment_of(value) == expected


def test_a_number_that_is_not_above_0_counts_back_from_now() -> None:
    assert [asked_moment(value, 100.0) for value in (0, "-5000", 7)] == [100.0, 95.0, 7.0]


LENGTHS = [
    (5, 0.001, 0.005),
    ("5", 1.0, 5.0),
    ("5m", None, 300.0),
    ("2d", 1.0, 172800.0),
    (5, None, None),
    (-1, 1.0, None),
    ("x", 1.0, None),
]


@pytest.mark.parametrize(("value", "unit", "expected"), LENGTHS)
def test_lengths_of_time_have_units(value: Any, unit: float | None, expected: float | None) -> None:
    assert length_of(value, unit) == expected


def test_the_unit_is_in_the_description_or_in_the_name() -> None:
    found = [unit_of("duration", "In milliseconds."), unit_of("duration_ms", ""), unit_of("duration", "")]
    assert found == [0.001, 0.001, None]


def test_points_in_time_are_written_as_their_schema_declares() -> None:
    schemas: list[Any] = [[{"type": "integer"}], [{"type": "string", "format": "date"}], []]
    written = [write_moment(1704067200.5, schema) for schema in schemas]
    assert written == [1704067200, "2024-01-01", "2024-01-01T00:00:00.500Z"]
    assert write_moment(1e300, []).startswith("9999")
