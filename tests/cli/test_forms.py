"""CSV, TSV and YAML, chosen columns, bodies as they are, and streams that end after a number of events."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from dynaclient import Client, load
from dynaclient.cli import exit_codes
from dynaclient.cli.completion.columns import complete_columns
from dynaclient.cli.output import console
from dynaclient.cli.output.columns import all_columns, parse_columns
from dynaclient.cli.output.delimited import DelimitedWriter
from dynaclient.cli.output.yaml_output import yaml_formatter
from dynaclient.cli.program import program
from dynaclient.description.yaml_text import parse_yaml
from dynaclient.display.columns import flatten
from dynaclient.errors import NotFound
from tests.support.descriptions import action, describe, query
from tests.support.raw_server import RawServer, Received, raw_response
from tests.support.stream_server import StreamServer

ITEMS = [
    {"id": 1, "name": 'a, "b"', "owner": {"name": "x\ny", "tags": [1, {"a": 2}]}, "on": True, "note": None},
    {"id": 2, "name": "Müller", "owner": None, "more": {"deep": {"er": 1.5}}},
]
OWNER = {"type": "object", "properties": {"name": {"type": "string"}, "x.y": {}}}
ITEM = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "owner": OWNER}}
NAMES: dict[str, Any] = {"a,b": {}, "c[0]": {}, "d:e": {"properties": {"f=g": {}}}}
ACTIONS: dict[str, Any] = {
    "get": {**action({"n": query({"type": "integer"})}), "responses": {"200": {"schema": ITEM}}},
    "list": {
        **action({"page": query({"type": "integer"})}, path="/list"),
        "paginate": {"style": "page", "page": "page", "items": "/items", "first": 0, "total": "/total"},
        "responses": {"200": {"schema": {"type": "object", "properties": {"items": {"type": "array", "items": ITEM}}}}, "404": {"schema": {"properties": {"error": {}}}}},
    },
    "plain": {**action(path="/plain"), "responses": {"200": {"schema": {"type": "array", "items": ITEM}}}},
    "names": {**action(path="/names"), "responses": {"200": {"schema": {"properties": NAMES}}}},
    "hidden": {**action(path="/hidden"), "paginate": {"style": "page", "page": "n", "items": "/rows"}, "responses": {"200": {"schema": ITEM}}},
    "watch": {"method": "GET", "path": "/watch", "responses": {"200": {"stream": "sse"}}},
    "lines": {"method": "GET", "path": "/lines", "responses": {"200": {"stream": "ndjson"}}},
    "bytes": {"method": "GET", "path": "/bytes", "responses": {"200": {"stream": "bytes"}}},
}  # fmt: skip
ACTIONS["hidden"]["parameters"] = {"n": query({"type": "integer"})}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "api.json").write_text(json.dumps(describe(ACTIONS)))
    monkeypatch.setenv("DYNACLIENT_API", str(tmp_path / "api.json"))
    monkeypatch.chdir(tmp_path)


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, list(words), **more)


def page(received: Received) -> bytes:
    """Respond with one item a page."""
    number = int(received.target.split("page=")[1][:1]) if "page=" in received.target else 0
    return raw_response(json.dumps({"items": ITEMS[number : number + 1], "total": 2}).encode())


def responding(data: Any) -> Callable[[Received], bytes]:
    return lambda _: raw_response(json.dumps(data).encode())


CSV = (
    "id,name,on,note,owner.name,more.deep.er,owner.tags\r\n"
    '1,"a, ""b""",true,,"x\ny",,"[1, {""a"": 2}]"\r\n'
    "2,Müller,,,,1.5,\r\n"
)
YAML = """\
- id: 1
  name: a, "b"
  owner:
    name: |-
      x
      y
    tags:
    - 1
    - a: 2
  'on': true
  note: null
- id: 2
  name: Müller
  owner: null
  more:
    deep:
      er: 1.5
"""

# --- csv, tsv, yaml --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ("-o csv", CSV),
        ("-o tsv --columns id,name", "id\tname\n1\t\"a, \"\"b\"\"\"\n2\tMüller\n"),
        ("-o csv --columns owner.name,id,owner,owner.tags[1]", 'owner.name,id,owner,owner.tags[1]\r\n"x\ny",1,"{""name"": ""x\\ny"", ""tags"": [1, {""a"": 2}]}","{""a"": 2}"\r\n,2,,\r\n'),
        ("-o csv --query [].[id,name]", '1,2\r\n1,"a, ""b"""\r\n2,Müller\r\n'),
        ("-o csv --query [].id", "value\r\n1\r\n2\r\n"),
        ("-o csv --query [].[id,name] --columns 2", '2\r\n"a, ""b"""\r\nMüller\r\n'),
        ("-o table --columns name,owner.tags", 'name    owner.tags\na, "b"  [1, {"a": 2}]\nMüller\n'),
        ("-o yaml", YAML),
        ("-o yaml --query length(@)", "2\n"),
    ],
)  # fmt: skip
def test_all_items_are_written_in_the_form(options: str, written: str) -> None:
    with RawServer(page) as server:
        done = run("things.list", "--all", *options.split(), "--url", server.url)
    assert (done.exit_code, done.stdout_bytes.decode(), done.stderr) == (0, written, "")


@pytest.mark.parametrize(
    ("data", "options", "written", "note"),
    [
        ({"a": {"b": 1}, "c": []}, "-o csv", "a.b,c\r\n1,[]\r\n", ""),
        ({"items": [{"a": 1}]}, "-o csv", 'items\r\n"[{""a"": 1}]"\r\n', ""),
        (5, "-o tsv", "value\n5\n", ""),
        ([{"a": 1}, 2], "-o csv", "a,value\r\n1,\r\n,2\r\n", ""),
        ([], "-o csv", "", "no rows\n"),
        ([], "-o csv --columns id", "id\r\n", ""),
        ([], "-o table --columns id", "id\n", ""),
        ([], "-o yaml", "[]\n", ""),
        ([{"a": "\r"}, {"a": "\t"}], "-o tsv", 'a\n"\r"\n"\t"\n', "2 cells begin like a formula"),
        ([{"a.b": 1, "a": {"b": 2}, "c\\": 3}], "-o csv", "a\\.b,c\\\\,a.b\r\n1,3,2\r\n", ""),
        ([{"a.b": 1, "c,d": 2}], "-o csv --columns a.b,c\\,d", 'a.b,"c,d"\r\n1,2\r\n', ""),
        ([{"a.b": 1, "c,d": 2}], "-o csv --columns c,d", "c,d\r\n,\r\n", "no item has c, d; there are: a\\.b, c\\,d\n"),
        ([{"c,d": 2, "e": 1}], "-o csv --columns c\\,f", '"c,f"\r\n""\r\n', "no item has c\\,f; did you mean c\\,d?; there are: c\\,d, e\n"),
        ([{"c\\": 2, "e": 1}], "-o csv --columns c\\\\,e", "c\\\\,e\r\n2,1\r\n", ""),
        ([{"p[q]": 1}], "-o csv --columns p\\[q\\]", "p\\[q\\]\r\n1\r\n", ""),
        ({"id": 1}, "-o table --columns id", "id\n 1\n", ""),
        ([{"a": "=1+A1"}, {"a": "-5"}, {"a": "+49"}, {"a": -5}, {"a": "@x"}], "-o csv", "a\r\n=1+A1\r\n-5\r\n+49\r\n-5\r\n@x\r\n", "2 cells begin like a formula (= + - @): import"),
        ([{"a": "=1"}], "-o csv", "a\r\n=1\r\n", "1 cell begins like a formula"),
    ],
)  # fmt: skip
def test_a_response_is_written_in_the_form(data: Any, options: str, written: str, note: str) -> None:
    with RawServer(responding(data)) as server:
        done = run("things.get", *options.split(), "--url", server.url)
    assert (done.exit_code, done.stdout_bytes.decode()) == (0, written)
    assert done.stderr.startswith(note) if note else done.stderr == ""


def test_no_items_at_all_are_a_header_or_an_empty_list() -> None:
    with RawServer(responding({"items": [], "total": 0})) as server:
        words = ["things.list", "--all", "--url", server.url]
        outputs = [run(*words, *form.split()).stdout_bytes for form in ("-o csv --columns id", "-o csv", "-o yaml")]
    assert outputs == [b"id\r\n", b"", b"[]\n"]


def test_a_column_that_no_item_has_is_reported_with_those_there_are() -> None:
    with RawServer(page) as server:
        words = ["things.list", "--all", "--url", server.url]
        one = run(*words, "-o", "csv", "--columns", "id,nmae")
        two = run(*words, "-o", "table", "--columns", "a,b,id")
    assert (one.exit_code, one.stdout) == (0, "id,nmae\n1,\n2,\n")
    known = "there are: id, name, owner.name, owner.tags, on, note, owner, more.deep.er\n"
    assert one.stderr == f"no item has nmae; did you mean name?; {known}"
    assert two.stderr == f"no item has a, b; {known}"


def test_rows_are_written_as_they_are_received_if_the_columns_are_chosen() -> None:
    go_on = threading.Event()

    def slowly(received: Received) -> bytes:
        if "page=1" in received.target:
            assert go_on.wait(20)
        return page(received)

    with RawServer(slowly) as server:
        command = ["things.list", "--all", "-o", "csv", "--columns", "id", "--url", server.url]
        process = subprocess.Popen([sys.executable, "-m", "dynaclient", *command], stdout=subprocess.PIPE)
        assert process.stdout is not None
        first = [process.stdout.readline() for _ in range(2)]
        go_on.set()
        rest, _ = process.communicate(timeout=20)
    assert (first, rest) == ([b"id\r\n", b"1\r\n"], b"2\r\n")


def test_what_was_received_before_an_error_is_written() -> None:
    def failing(received: Received) -> bytes:
        return raw_response(b"{}", status=404) if "page=1" in received.target else page(received)

    with RawServer(failing) as server:
        done = run("things.list", "--all", "-o", "csv", "--url", server.url)
        none = run("things.list", "page=1", "-o", "csv", "--columns", "id", "--url", server.url)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (4, "id,name,on,note,owner.name,owner.tags")
    assert (none.exit_code, none.stdout) == (4, "")


def test_several_calls_have_one_header_and_documents_of_their_own() -> None:
    Path("in.ndjson").write_text('{"n": 1}\n{"n": 2}\n')
    with RawServer(lambda received: raw_response(json.dumps({"at": received.target[-1]}).encode())) as server:
        words = ["things.get", "--input", "in.ndjson", "--url", server.url]
        written = [run(*words, "-o", form).stdout for form in ("csv", "yaml")]
    assert written == ["at\n1\n2\n", "---\nat: '1'\n---\nat: '2'\n"]


def test_control_characters_are_escaped_for_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(responding([{"a": "\x1b[2J\u202e\r\n"}])) as server:
        words = ["things.get", "--url", server.url, "-o"]
        plain = run(*words, "csv").stdout_bytes
        monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
        monkeypatch.setenv("NO_COLOR", "1")
        shown = run(*words, "csv").stdout_bytes
        quoted = run(*words, "yaml").stdout_bytes
    assert plain == 'a\r\n"\x1b[2J\u202e\r\n"\r\n'.encode()
    assert shown == b'a\n"\\u001b[2J\\u202e\\u000d\n"\n'
    assert quoted == b'- a: "\\e[2J\\u202e\\r\\n"\n'


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("things.list --columns id", "--columns requires --output table, csv or tsv"),
        ("things.list -o csv --columns a..b", "--columns expects names such as id,owner.name,tags[0]; 'a..b' has no name"),
        ("things.list -o csv --columns price[usd]", "'price[usd]' has no name where one is expected: 'price[usd]'; if that is one name, write 'price\\[usd\\]'\n"),
        ("things.list -o csv --columns a,b\\[c]", "if that is one name, write 'b\\[c\\]'\n"),
        ("things.list -o csv --columns=", "tags[0]; '' has no name where one is expected: ''\n"),
        ("things.watch -o csv", "which is written as it is received: omit --output csv"),
        ("things.get --max-events 2", "things.get returns no events: omit --max-events"),
        ("things.bytes --max-events 2", "things.bytes returns no events: omit --max-events"),
        ("things.watch --max-events 0", "0 is not in the range"),
        (f"things.watch --max-events {sys.maxsize + 1}", "is not in the range"),
        ("things.list --raw --all -o csv", "--raw writes the body as it is: omit --output, --all"),
        ("things.list --raw --query a --with-response", "omit --query, --with-response"),
        ("things.list --raw --dry-run", "omit --dry-run"),
        ("things.list --raw --curl", "omit --curl\n"),
        ("things.watch --raw --max-events 1", "omit --max-events"),
        ("things.get --raw --input in.ndjson", "--raw would write 2 bodies without anything between them"),
    ],
)  # fmt: skip
def test_contradicting_options_are_reported_and_nothing_is_sent(words: str, message: str) -> None:
    Path("in.ndjson").write_text('{"n": 1}\n{"n": 2}\n')
    with RawServer() as server:
        done = run(*words.split(), "--url", server.url)
    assert (done.exit_code, done.stdout, server.requests) == (exit_codes.USAGE, "", [])
    assert message in done.stderr


def test_without_pyyaml_the_extra_is_named_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with RawServer() as server:
        done = run("things.get", "-o", "yaml", "--url", server.url)
    assert (done.exit_code, server.requests) == (exit_codes.USAGE, [])
    assert "--output yaml needs its extra: pip install 'dynaclient[yaml]'" in done.stderr


# --- what any reader reads -------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["no", "On", "y", "1e3", "0o17", "2024-01-01", "12:30", "~", "null", ".inf", "nan", "", " a ", "a: b", "- x", "# c", "a\n", "\n", "x\n y\n\n", "=1", "'", '"', "%", "!x", "&a", "*a", "\x85", "\ufeff", "true ", "No\n"],
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_yaml_means_the_same_for_readers_of_both_versions(value: Any) -> None:
    text = yaml_formatter()(value)
    assert yaml.safe_load(text) == value
    assert parse_yaml(text) == value


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(TEXT.filter(bool), TEXT, min_size=1, max_size=3), min_size=1, max_size=3))
def test_csv_and_tsv_are_read_again_as_what_they_are(rows: list[dict[str, str]]) -> None:
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        lines: list[str] = []
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(console, "write_row", lambda text, end, lines=lines: lines.append(text + end))
            patched.setattr(console, "print_message", lambda *_: None)
            writer = DelimitedWriter(form)
            writer.add_all(rows)
            writer.finish()
        read = list(csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter, strict=True))
        titles, *cells = read
        assert [dict(zip(titles, row, strict=True)) for row in cells] == [
            {title: flatten(row).get(title, "") for title in titles} for row in rows
        ]


def test_aliases_are_not_written_and_lone_surrogates_can_be() -> None:
    same = [1]
    assert yaml_formatter()([same, same]) == "- - 1\n- - 1\n"
    assert yaml_formatter()("a\ud800") == "a\\ud800\n"


@pytest.mark.parametrize("kind", [list, dict])
def test_yaml_is_as_deep_as_json(kind: Any) -> None:
    before = sys.getrecursionlimit()
    data = kind()
    for _ in range(900):
        data = [data] if kind is list else {"a": data}
    assert yaml_formatter()(data).count("- " if kind is list else "a:") == 900
    for _ in range(20_000):
        data = [data]
    with pytest.raises(click.UsageError, match="nested too deeply for YAML"):
        yaml_formatter()(data)
    assert sys.getrecursionlimit() == before


def test_an_index_of_a_column_is_of_any_length() -> None:
    for index in ("9" * 30, "9" * 5_000):
        assert parse_columns(f"l.{index}").cells({"l": [1]}) == [None]
    assert parse_columns("l.0,n\udcc3\udca4me").cells({"l": [1], "näme": 2}) == [1, 2]


def test_an_object_that_is_nested_deeply_is_flattened() -> None:
    nested: Any = 1
    for _ in range(5000):
        nested = {"a": nested}
    assert list(flatten(nested).values()) == [1]


def test_an_empty_object_has_its_column_only_if_none_has_members() -> None:
    assert sorted(all_columns([{"a": {}, "b": {}}, {"a": {"x": 1}}])) == ["a.x", "b"]


def test_a_path_ends_where_a_value_has_no_members() -> None:
    selection = parse_columns("a.b, c[5] ,d.0")
    assert selection.titles == ["a.b", "c[5]", "d.0"]
    assert [values for _, values in selection.values([{"a": 1, "c": [1], "d": ["x"]}])][2] == ["x"]
    assert selection.problem() == "no item has a.b, c[5]; there are: a, c, d"


def test_of_many_columns_some_are_named() -> None:
    selection = parse_columns("nothing")
    for number in range(300):
        selection.cells({f"column{number}": 1})
    assert selection.problem().endswith("column19, … (200 in all)")


# --- --raw -----------------------------------------------------------------------------------------------------------

BODY = b'{"a" :  1,\r\n "b": "\\u00e9\x1b"}\xff'


@pytest.mark.parametrize(("status", "code"), [(200, 0), (404, 4), (302, 4), (500, 5)])
def test_a_body_is_written_as_it_is_with_the_exit_code_of_the_call(status: int, code: int) -> None:
    with RawServer(lambda _: raw_response(BODY, status=status)) as server:
        done = run("things.get", "--raw", "--url", server.url)
    assert (done.exit_code, done.stdout_bytes) == (code, BODY)
    assert ("dynaclient: things.get: " in done.stderr) is bool(code)


def test_a_compressed_body_is_decoded_and_no_body_is_nothing() -> None:
    packed = gzip.compress(BODY)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    responses = iter([head + packed, b"HTTP/1.1 204 No Content\r\n\r\n"])
    with RawServer(lambda _: next(responses)) as server:
        assert [run("things.get", "--raw", "--url", server.url).stdout_bytes for _ in range(2)] == [BODY, b""]


@pytest.mark.parametrize("name", ["watch", "lines", "bytes"])
def test_the_body_of_a_stream_is_written_as_it_arrives(name: str) -> None:
    def send(exchange: Any) -> None:
        exchange.send_head(media="text/plain")
        for piece in (": comment\r\n", "data: {\n\n", "\xe9".encode()):
            exchange.send(piece)
        exchange.end()

    with StreamServer(send) as server:
        done = run(f"things.{name}", "--raw", "--url", server.url)
    assert (done.exit_code, done.stdout_bytes) == (0, ": comment\r\ndata: {\n\n\xe9".encode())


def test_the_error_of_a_stream_has_its_body_too() -> None:
    with RawServer(lambda _: raw_response(BODY, status=404)) as server:
        done = run("things.watch", "--raw", "--url", server.url)
    assert (done.exit_code, done.stdout_bytes) == (4, BODY)


def test_a_part_that_was_not_requested_is_not_written() -> None:
    head = b"HTTP/1.1 206 Part\r\nContent-Range: bytes 0-0/9\r\nContent-Length: 1\r\n\r\nx"
    with RawServer(lambda _: head) as server:
        done = run("things.get", "--raw", "--url", server.url)
    assert (done.exit_code, done.stdout) == (6, "")


@pytest.mark.parametrize(
    ("body", "shown", "note"),
    [(b"a\x1b[2J\r\n\xff", b"a\\u001b[2J\\u000d\n\\xff", ""), (b"\0\1", b"", "2 bytes, which a terminal cannot show; write them to a file: append > FILE\n")],
)  # fmt: skip
def test_a_terminal_is_not_controlled_by_a_body(
    monkeypatch: pytest.MonkeyPatch, body: bytes, shown: bytes, note: str
) -> None:
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
    with RawServer(lambda _: raw_response(body)) as server:
        done = run("things.get", "--raw", "--url", server.url)
    assert (done.exit_code, done.stdout_bytes, done.stderr) == (0, shown, note)


def test_the_library_passes_on_the_body_of_an_error_and_raises_it_without_the_secret() -> None:
    from dynaclient.client.raw import pass_on

    written: list[bytes] = []
    described = describe({"get": action()}, {"auth": "a"}, auth={"a": {"type": "bearer"}})
    with RawServer(lambda _: raw_response(b'{"message": "geheim-77 is wrong"}', status=404)) as server:
        client = Client(described, token="geheim-77", url=server.url)
        with client, pytest.raises(NotFound) as caught:
            pass_on(client, "things.get", {}, written.append)
    assert b"geheim-77" in b"".join(written)
    assert "geheim-77" not in str(caught.value)


# --- bodies from the standard input ----------------------------------------------------------------------------------

UPLOADS: dict[str, Any] = {
    "json": {"method": "POST", "parameters": {"thing": {"in": "body", "schema": {"type": "object"}}}},
    "file": {"method": "POST", "parameters": {"data": {"in": "body", "content": {"image/png": {"file": True}}}}},
}


@pytest.mark.parametrize(
    ("name", "word", "data"), [("json", "thing.a.b:=@-", b'{"c": 1}'), ("file", "data=@-", b"\x89PNG\0")]
)
def test_the_standard_input_is_sent(name: str, word: str, data: bytes) -> None:
    Path("api.json").write_text(json.dumps(describe(UPLOADS)))
    with RawServer() as server:
        command = [sys.executable, "-m", "dynaclient", f"things.{name}", word, "--url", server.url]
        subprocess.run(command, input=data, check=True, capture_output=True, timeout=60)
    (received,) = server.requests
    assert received.body == data if name == "file" else json.loads(received.body) == {"a": {"b": {"c": 1}}}


# --- --max-events ----------------------------------------------------------------------------------------------------


def endless(closed: threading.Event, first: str) -> Callable[[Any], None]:
    """Return a handler that sends an event again and again until the client closes the connection."""

    def send(exchange: Any) -> None:
        exchange.send_head(media="text/event-stream" if first.startswith("data") else "application/x-ndjson")
        try:
            exchange.send(first)
            while True:
                exchange.send("data: 1\n\n" if first.startswith("data") else "1\n")
                threading.Event().wait(0.01)
        except OSError:
            closed.set()

    return send


@pytest.mark.parametrize(
    ("words", "first", "written"),
    [
        ("things.watch", "data: 0\n\n", ['"0"', '"1"']),
        ("things.lines", "0\n", ["0", "1"]),
        ("things.watch --query (data=='1'&&data)||null", "data: 0\n\n", ['"1"', '"1"']),
    ],
)
def test_a_stream_ends_after_so_many_events_and_its_connection_is_closed(
    words: str, first: str, written: list[str]
) -> None:
    closed = threading.Event()
    with StreamServer(endless(closed, first)) as server:
        done = run(*words.split(), "--max-events", "2", "--url", server.url)
        assert closed.wait(20)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, done.stderr) == (0, "")
    assert [json.dumps(line["data"] if isinstance(line, dict) else line) for line in lines] == written


def test_a_stream_that_is_silent_after_the_last_event_is_not_waited_for() -> None:
    over = threading.Event()

    def send(exchange: Any) -> None:
        exchange.send_head()
        exchange.send("data: 1\n\n")
        over.wait(20)

    with StreamServer(send) as server:
        command = ["things.watch", "--max-events", "1", "--url", server.url]
        process = subprocess.Popen([sys.executable, "-m", "dynaclient", *command], stdout=subprocess.PIPE)
        out, _ = process.communicate(timeout=20)
        over.set()
    assert (process.returncode, json.loads(out)["data"]) == (0, "1")


# --- completion of columns -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed", "candidates"),
    [
        ("list", "", ["id", "name", "owner", "owner.name", "owner.x\\.y"]),
        ("plain", "na", ["name"]),
        ("get", "name,o", ["name,owner", "name,owner.name", "name,owner.x\\.y"]),
        ("get", "name,n", []),
        ("names", "", ["a\\,b", "c\\[0\\]", "d:e", "d:e.f=g"]),
        ("names", "a\\,b,c", ["a\\,b,c\\[0\\]"]),
        ("names", "a\\,b,a", []),
        ("hidden", "", []),
        ("watch", "", []),
    ],
)
def test_columns_are_completed_from_the_response(name: str, typed: str, candidates: list[str]) -> None:
    found = complete_columns(load(describe(ACTIONS)).action(f"things.{name}"), typed)
    assert [item.value for item in found] == candidates


def test_a_schema_that_contains_itself_has_columns_to_a_depth() -> None:
    node = {"type": "object", "properties": {"n": {"$ref": "#/schemas/node"}, "": {}}}
    described = describe({"get": {"method": "GET", "responses": {"200": {"schema": node}}}}, schemas={"node": node})
    found = complete_columns(load(described).action("things.get"), "")
    assert [item.value for item in found] == ["n", "n.n", "n.n.n"]
