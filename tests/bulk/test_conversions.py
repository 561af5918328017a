"""What a row of a frame reports that has a string where the schema wants a number."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from dynaclient import Client, TransportError
from dynaclient.testing import RecordingTransport
from tests.support.descriptions import describe

pandas: Any = import_module("pandas")
polars: Any = import_module("polars")

PROPERTIES = {
    "n": {"type": "integer"}, "x": {"type": ["number", "null"]}, "flag": {"type": "boolean"},
    "short": {"type": "string", "maxLength": 1}, "inner": {"type": "object", "properties": {"n": {"type": "integer"}}},
}  # fmt: skip
THING = {"in": "body", "spread": True, "schema": {"type": "object", "properties": PROPERTIES}}
ACTION = {"method": "POST", "parameters": {"thing": THING}}
CLIENT = Client(describe({"post": ACTION}), transport=RecordingTransport())
AN_INTEGER = "pass an integer"


def hint_of(rows: Any, **options: Any) -> str:
    """Return the suggestion for the only problem of the first row."""
    (problem,) = CLIENT.things.post.map(rows, **options)[0].error.problems
    return str(problem.suggestion)


CASES: dict[str, tuple[dict[Any, Any], dict[Any, str], str]] = {
    "integer": ({"n": "1"}, {}, f"{AN_INTEGER}; the column has strings: frame['n'].{{}}(int) converts it"),
    "number": ({"x": "1.5"}, {}, "pass a number or null; the column has strings: frame['x'].{}(float) converts it"),
    "mapped": (
        {"Count": "1"},
        {"Count": "thing.inner.n"},
        f"{AN_INTEGER}; the column has strings: frame['Count'].{{}}(int) converts it",
    ),
    "no integer": ({"n": "1.5"}, {}, AN_INTEGER),
    "no number": ({"x": "many"}, {}, "pass a number or null"),
    "a boolean": ({"flag": "true"}, {}, "pass a boolean"),
    "another rule": ({"short": "12"}, {}, "pass at most 1 characters"),
    "a number": ({"n": 1.5}, {}, AN_INTEGER),
}


@pytest.mark.parametrize(("row", "columns", "expected"), CASES.values(), ids=CASES)
def test_a_column_of_strings_is_to_be_converted(row: dict[Any, Any], columns: dict[Any, str], expected: str) -> None:
    cells = {name: [value] for name, value in row.items()}
    assert hint_of(pandas.DataFrame(cells), columns=columns) == expected.format("astype")
    assert hint_of(polars.DataFrame(cells), columns=columns) == expected.format("cast")
    assert "column has" not in hint_of([row], columns=columns)


def test_the_conversion_converts() -> None:
    for frame in (pandas.DataFrame({"n": ["1"], "x": ["1.5"]}), polars.DataFrame({"n": ["1"], "x": ["1.5"]})):
        convert = getattr(frame["n"], "astype", None) or frame["n"].cast
        assert convert(int).to_list() == [1]


def test_only_the_cells_of_the_column_are_meant() -> None:
    assert hint_of(pandas.DataFrame({"inner": [{"n": "1"}]})) == AN_INTEGER


def test_errors_of_calls_stay_as_they_are() -> None:
    client = Client(describe({"post": ACTION}), transport=RecordingTransport(TransportError("down")), retries=0)
    assert type(client.things.post.map(pandas.DataFrame({"n": [1]}))[0].error) is TransportError
