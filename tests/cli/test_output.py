"""How the command line writes responses: JSON, lines, tables, a part of them; and where arguments come from."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dynaclient import Api, Client
from dynaclient.cli import exit_codes
from dynaclient.cli.arguments import connection
from dynaclient.cli.output import console
from dynaclient.cli.output.tables import MAX_COLUMN_WIDTH, format_table, table_columns
from dynaclient.cli.program import program
from dynaclient.cli.run import calls
from dynaclient.codes.exit_codes import NOT_WRITTEN
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe, query
from tests.support.raw_server import RawServer, Received, raw_response
from tests.support.stream_server import StreamServer

ITEMS = [{"id": "1", "name": "one", "size": 5, "on": True}, {"id": "22", "name": "two", "tags": [{"a": 1}]}]
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"n": query({"type": "integer"})}},
    "list": {
        "method": "GET", "path": "/list", "parameters": {"page": query({"type": "integer"})},
        "paginate": {"style": "page", "page": "page", "items": "/items", "first": 0, "total": "/total"},
    },
    "post": {
        "method": "POST",
        "parameters": {
            "perPage": query({"type": "integer"}),
            "thing": {"in": "body", "schema": {"type": "object", "properties": {"name": {"type": "string"}}}},
        },
    },
    "add": {
        "method": "POST",
        "parameters": {
            "item": {"in": "body", "spread": True, "schema": {"properties": {"name": {}, "size": {}, "at": {}}}}
        },
    },
    "watch": {"method": "GET", "path": "/watch", "responses": {"200": {"stream": "sse"}}},
    "bytes": {"method": "GET", "path": "/bytes", "responses": {"200": {"stream": "bytes"}}},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "api.json").write_text(json.dumps(describe(ACTIONS)))
    monkeypatch.setenv("DYNACLIENT_API", str(tmp_path / "api.json"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def responding(monkeypatch: pytest.MonkeyPatch) -> Callable[..., RecordingTransport]:
    def use(*responses: Any) -> RecordingTransport:
        transport = RecordingTransport(list(responses))
        create_client: Callable[..., Client] = lambda api, *_: Client(api, transport=transport, retries=0)  # noqa: E731
        monkeypatch.setattr(connection, "create_client", create_client)
        return transport

    return use


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the standard output a terminal of sixty columns."""
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="dynaclient", **more)


PAGE = {"items": ITEMS, "total": 2}
LINES = "".join(json.dumps(item) + "\n" for item in ITEMS)
TABLE = """\
id  name  size  on    tags
1   one      5  true
22  two               [{"a": 1}]
"""


# --- one response ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ("", json.dumps(PAGE, indent=2) + "\n"),
        ("-o json", json.dumps(PAGE, indent=2) + "\n"),
        ("-o ndjson", LINES),
        ("--output table", TABLE),
        ("--query items[].name", '[\n  "one",\n  "two"\n]\n'),
        ("--query items[].name -o ndjson", '"one"\n"two"\n'),
        ("--query total -o ndjson", "2\n"),
        ("--query items[].[id,name] -o table", "1   2\n1   one\n22  two\n"),
        ("--query items[].id -o table", "value\n1\n22\n"),
        ("--query items[1] -o table", 'name  value\nid    22\nname  two\ntags  [{"a": 1}]\n'),
        ("--query total -o table", "value\n    2\n"),
        ("--query nothing", "null\n"),
        ("--with-response --query [status,data.total]", "[\n  200,\n  2\n]\n"),
    ],
)
def test_a_response_is_written_in_the_selected_format(
    responding: Callable[..., RecordingTransport], options: str, written: str
) -> None:
    responding(response(PAGE))
    done = run("things.list", *options.split())
    assert (done.exit_code, done.stdout, done.stderr) == (0, written, "")


@pytest.mark.parametrize("page", [{"other": 1}, [1, 2], 5])
def test_a_response_without_the_described_items_is_written_whole(
    responding: Callable[..., RecordingTransport], page: Any
) -> None:
    responding(response(page))
    lines = page if isinstance(page, list) else [page]
    assert run("things.list", "-o", "ndjson").stdout == "".join(f"{json.dumps(line)}\n" for line in lines)


@pytest.mark.parametrize("data", [[], {}])
def test_a_table_without_rows_is_reported(responding: Callable[..., RecordingTransport], data: Any) -> None:
    responding(response(data))
    done = run("things.get", "-o", "table")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no rows\n")


def test_no_content_is_written_as_nothing(responding: Callable[..., RecordingTransport]) -> None:
    responding(response(None, 204), response(None, 204))
    assert run("things.get", "-o", "table").stdout == ""
    assert '"status": 204' in run("things.get", "--with-response").stdout


@pytest.mark.parametrize("options", [["-o", "table"], ["--query", "a"]])
@pytest.mark.parametrize("received", [response("plain"), response(b"\0", headers={"Content-Type": "image/png"})])
def test_a_response_that_is_not_json_has_no_other_format(
    responding: Callable[..., RecordingTransport], options: list[str], received: Any
) -> None:
    responding(received)
    done = run("things.get", *options)
    assert (done.exit_code, done.stdout) == (NOT_WRITTEN, "")
    assert "the response is not JSON (" in done.stderr
    assert "; things.get was called [output-not-written]" in done.stderr


@pytest.mark.parametrize(
    ("expression", "end"),
    [("items[", "Incomplete expression"), ("items[.title", 'column 6, token "." (DOT)'), ('"open', "delimiter")],
)
def test_an_invalid_expression_is_reported_before_anything_is_sent(expression: str, end: str) -> None:
    with RawServer() as server:
        done = run("things.get", "--query", expression, "--url", server.url)
    assert (done.exit_code, server.requests) == (exit_codes.USAGE, [])
    assert "--query is not a JMESPath expression" in done.stderr
    assert done.stderr.rstrip().endswith(end)


@pytest.mark.parametrize("expression", ["sort(@)", "abs(total)", "nothing_of_the_kind(@)"])
def test_an_expression_that_cannot_be_applied_is_reported(
    responding: Callable[..., RecordingTransport], expression: str
) -> None:
    responding(response({"total": "x", "items": []}))
    done = run("things.list", "--query", expression)
    assert (done.exit_code, done.stdout) == (NOT_WRITTEN, "")
    assert "--query cannot be applied to the response: " in done.stderr
    assert "; things.list was called [output-not-written]" in done.stderr


def test_control_characters_of_a_server_are_escaped_in_every_format(
    responding: Callable[..., RecordingTransport],
) -> None:
    hostile = [{"na\x1bme": "\x1b]0;owned\x07\u202e", "line": "a\nb\tc"}]
    for form in ("json", "ndjson", "table"):
        responding(response(hostile))
        output = run("things.get", "-o", form).stdout
        assert not {"\x1b", "\x07", "\u202e"} & set(output)
        assert "a\\nb\\tc" in output


# --- on a terminal ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("terminal")
def test_a_terminal_gets_json_in_colours(responding: Callable[..., RecordingTransport]) -> None:
    responding(response({"name": "é\x1b", "size": 5}))
    output = run("things.get").stdout
    assert "\x1b[32m" in output
    assert "\\u001b" in output


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_can_be_disabled(
    responding: Callable[..., RecordingTransport], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    responding(response(PAGE), response(PAGE))
    assert run("things.list").stdout == json.dumps(PAGE, indent=2) + "\n"
    assert "\x1b" not in run("things.list", "-o", "table").stdout


@pytest.mark.usefixtures("terminal")
def test_without_rich_json_has_no_colours_and_a_table_names_the_extra(
    responding: Callable[..., RecordingTransport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    responding(response(5), response([5]))
    assert run("things.get").stdout == "5\n"
    done = run("things.get", "-o", "table")
    assert (done.exit_code, "pip install 'dynaclient[cli]'" in done.stderr) == (exit_codes.USAGE, True)


def test_without_jmespath_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jmespath", None)
    done = run("things.get", "--query", "a")
    assert (done.exit_code, "pip install 'dynaclient[cli]'" in done.stderr) == (exit_codes.USAGE, True)


@pytest.mark.parametrize("form", ["table", "csv", "tsv"])
def test_rows_of_which_each_has_other_columns_are_no_table(
    form: str, responding: Callable[..., RecordingTransport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dynaclient.display.columns.MAX_GAPS", 100)
    rows = [{f"c{number}": number} for number in range(12)]
    responding(response(rows), response(rows))
    done = run("things.get", "-o", form)
    assert done.exit_code == exit_codes.USAGE
    assert "12 rows have 12 different columns, which are too many for one table: --columns chooses" in done.stderr
    assert run("things.get", "-o", form, "--columns", "c1").exit_code == 0


@pytest.mark.usefixtures("terminal")
def test_a_table_fits_the_terminal_and_hidden_columns_are_reported(
    responding: Callable[..., RecordingTransport],
) -> None:
    row = {"note": "x" * 50, "second": "y" * 50, "third": "z", "list": [1], "id": "日本"}
    responding(response([row]))
    done = run("things.get", "-o", "table")
    assert "日本" in done.stdout
    assert "x" * (MAX_COLUMN_WIDTH - 1) + "…" in done.stdout
    assert done.stderr == "columns that do not fit: second, third, list; --columns chooses columns\n"


def test_plain_values_come_before_lists_and_ids_before_all() -> None:
    rows = [{"b": [1], "name": "n"}, {"a": 1, "id": 2, "b": None}]
    assert [column.title for column in table_columns(rows)] == ["id", "name", "a", "b"]


def test_lists_of_several_lengths_are_rows_with_gaps() -> None:
    assert format_table([[1, "a"], [2]], None, coloured=False)[0] == "1  2\n1  a\n2\n"


def test_one_column_may_use_the_whole_width() -> None:
    assert "…" not in format_table(["x" * 70], 80, coloured=False)[0]
    assert "…" in format_table(["x" * 90], 80, coloured=False)[0]


# --- all pages -------------------------------------------------------------------------------------------------------


def pages(received: Received) -> bytes:
    page = int(received.target.split("page=")[1][:1]) if "page=" in received.target else 0
    return raw_response(json.dumps({"items": ITEMS[page : page + 1], "total": 2}).encode())


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ("", LINES),
        ("-o ndjson", LINES),
        ("-o json", json.dumps(ITEMS, indent=2) + "\n"),
        ("-o table", TABLE),
        ("--query length(@)", "2\n"),
        ("--query [?size].name -o table", "value\none\n"),
        ("--max-items 1 --query [].id", '[\n  "1"\n]\n'),
    ],
)
def test_all_items_are_written_in_the_selected_format(options: str, written: str) -> None:
    with RawServer(pages) as server:
        done = run("things.list", "--all", *options.split(), "--url", server.url)
    assert (done.exit_code, done.stdout, done.stderr) == (0, written, "")


@pytest.mark.parametrize(
    ("form", "on_terminal", "is_piped", "shown"),
    [("", False, False, True), ("", True, False, False), ("", False, True, False), ("json", False, True, True)],
)
def test_the_progress_of_all_pages_is_shown_if_it_does_not_mix_with_the_output(
    monkeypatch: pytest.MonkeyPatch, form: str, on_terminal: bool, is_piped: bool, shown: bool
) -> None:
    monkeypatch.setattr(console, "stderr_is_terminal", lambda: True)
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: on_terminal)
    monkeypatch.setattr(console, "stdout_is_pipe", lambda: is_piped)
    with RawServer(pages) as server:
        done = run("things.list", "--all", "--url", server.url, *(["-o", form] if form else []))
    assert ("things.list: 2" in done.stderr) is shown


def test_the_progress_of_all_pages_is_shown_with_the_option() -> None:
    with RawServer(pages) as server:
        assert "things.list: 2" in run("things.list", "--all", "--url", server.url, "--progress").stderr


def test_a_pipe_is_detected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w") as pipe, (tmp_path / "file").open("w") as file:
        pipes = []
        for stream in (pipe, file, io.StringIO()):
            monkeypatch.setattr(sys, "stdout", stream)
            pipes.append(console.stdout_is_pipe())
    assert pipes == [True, False, False]


# --- streams ---------------------------------------------------------------------------------------------------------


def test_a_query_selects_a_part_of_each_event_and_skips_null() -> None:
    def send(exchange: Any) -> None:
        exchange.send_head()
        for event in ("event: a\ndata: 1\n\n", "event: b\ndata: 2\n\n"):
            exchange.send(event)
        exchange.end()

    with StreamServer(send, lambda exchange: exchange.respond(204)) as server:
        done = run("things.watch", "--query", "event == 'b' && data || null", "--url", server.url)
    assert (done.exit_code, done.stdout) == (0, '"2"\n')


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("things.watch -o table", "omit --output table"),
        ("things.watch --with-response", "omit --with-response"),
        ("things.bytes -o ndjson", "omit --output and --query"),
        ("things.bytes --query a", "omit --output and --query"),
        ("things.get --all", "things.get does not return pages: omit --all"),
        ("things.list --all --with-response", "omit --with-response"),
        ("things.list --max-items 3", "--max-items requires --all"),
        (
            "things.list --content text/plain",
            "--content is the media type of a body, and things.list has none: omit it",
        ),
        ("things.get --input - --token-stdin", "both the arguments and the token"),
        ("things.post thing:=@- --token-stdin", "both the value of thing and the token"),
        ("things.post thing:=@- --input -", "both the arguments and the value of thing"),
        ("call things.post thing.a:=@- thing.b:=@-", "both the value of thing.a and the value of thing.b"),
        ("map things.post - thing.name=@-", "both the rows and the value of thing.name"),
    ],
)
def test_contradicting_options_are_reported_and_nothing_is_sent(words: str, message: str) -> None:
    with RawServer() as server:
        done = run(*words.split(), "--url", server.url, input="t\n")
    assert (done.exit_code, done.stdout, server.requests) == (exit_codes.USAGE, "", [])
    assert message in done.stderr


# --- arguments from a file -------------------------------------------------------------------------------------------


def sent(done: Result, server: RawServer) -> list[tuple[str, Any]]:
    assert done.exit_code == 0, done.stderr
    return [(request.target, json.loads(request.body)) for request in server.requests]


@pytest.mark.parametrize("file", ["arguments.json", "-"])
@pytest.mark.parametrize(
    "text", ['{"perPage": 5, "thing": {"name": "a"}}', '\ufeff{"per_page": 5,\n "thing": {"name": "a"}}\n']
)
def test_the_arguments_of_a_call_come_from_a_file(file: str, text: str) -> None:
    Path("arguments.json").write_text(text, encoding="utf-8")
    with RawServer() as server:
        done = run("things.post", "--input", file, "--url", server.url, input=text.encode())
        assert sent(done, server) == [("/things?perPage=5", {"name": "a"})]


def test_the_command_line_overrides_the_file() -> None:
    Path("a.json").write_text('{"per_page": 5, "thing": {"name": "a", "size": {"x": 1}}}')
    with RawServer() as server:
        done = run("things.post", "--input", "a.json", "perPage=6", "thing.size.y:=2", "--url", server.url)
        assert sent(done, server) == [("/things?perPage=6", {"name": "a", "size": {"x": 1, "y": 2}})]


@pytest.mark.parametrize(
    ("file", "words", "expected"),
    [
        ({"name": "a", "at": {"x": 1}}, ["name=Z", "at.y=2"], {"name": "Z", "at": {"x": 1, "y": "2"}}),
        ({"name": "a", "item": {"size": 1}}, ["name=Z"], {"name": "Z", "size": 1}),
        ({"name": "a", "size": 1}, [], {"name": "a", "size": 1}),
        ({"name": "a", "item": {"name": "b"}}, ["size=1"], "was passed twice: in item, and as name"),
        ({"name": "a", "item": [1]}, ["size=1"], {"name": "a", "size": "1"}),
    ],
)
def test_members_of_a_body_in_the_file_are_overridden_by_those_of_the_command_line(
    file: Any, words: list[str], expected: Any
) -> None:
    Path("a.json").write_text(json.dumps(file))
    with RawServer() as server:
        done = run("things.add", "--input", "a.json", *words, "--url", server.url)
    if isinstance(expected, str):
        assert expected in done.stderr
    else:
        assert sent(done, server) == [("/things", expected)]


@pytest.mark.parametrize("file", ["arguments.ndjson", "arguments.txt", "-"])
def test_each_of_several_objects_is_a_call_and_each_result_a_line(file: str) -> None:
    text = '{"thing": {"name": "a"}}\n\n{"thing": {"name": "b"}}\n'
    for name in ("arguments.ndjson", "arguments.txt"):
        Path(name).write_text(text)
    with RawServer(lambda received: raw_response(received.body)) as server:
        done = run("things.post", "--input", file, "perPage=1", "--url", server.url, input=text)
        assert sent(done, server) == [("/things?perPage=1", {"name": name}) for name in "ab"]
        assert server.connections == 1
    assert done.stdout == '{"name": "a"}\n{"name": "b"}\n'


def test_a_single_line_of_ndjson_is_one_call() -> None:
    Path("one.ndjson").write_text('{"thing": {}}\n')
    with RawServer() as server:
        assert len(sent(run("things.post", "--input", "one.ndjson", "--url", server.url), server)) == 1


def test_the_first_of_several_calls_that_fails_is_the_last(tmp_path: Path) -> None:
    def responses(received: Received) -> bytes:
        return raw_response(b"{}", status=404 if b'"x"' in received.body else 200)

    Path("some.ndjson").write_text("\n".join(f'{{"thing": {{"name": "{name}"}}}}\n' for name in "axa"))
    with RawServer(responses) as server:
        done = run("things.post", "--input", "some.ndjson", "--url", server.url)
        assert (done.exit_code, done.stdout, len(server.requests)) == (4, "{}\n", 2)
    assert done.stderr.startswith(
        "call 2 of 3 (line 3 of --input) failed, and the remaining ones were not made:\ndynaclient: things.post: 404"
    )


def test_a_dry_run_checks_each_line_and_names_those_that_are_not_valid() -> None:
    Path("some.ndjson").write_text('{"thing": {}}\n\n{"thing": {}, "a": 1}\n{"thing": {}}\n{"b": 1}\n')
    done = run("things.post", "--input", "some.ndjson", "--dry-run", "--url", "http://127.0.0.1:9")
    assert (done.exit_code, done.stdout.count("POST http")) == (3, 2)
    told = ["call 2 of 4 (line 3 of --input) is not valid:", "call 4 of 4 (line 5 of --input) is not valid:"]
    assert [line for line in done.stderr.splitlines() if line.startswith("call ")] == told
    assert done.stderr.count("dynaclient: things.post: 1 problem, nothing was sent") == 2
    assert done.stderr.endswith("2 of 4 calls invalid; nothing was sent\n")


def test_a_dry_run_of_several_calls_says_once_what_is_wrong_with_all() -> None:
    Path("some.ndjson").write_text('{"thing": {}}\n{"thing": {}}\n')
    done = run("things.post", "--input", "some.ndjson", "--dry-run", "--url", "ftp://127.0.0.1")
    assert (done.exit_code, done.stderr.count("nothing was sent"), "call 1" in done.stderr) == (3, 1, False)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not valid JSON"),
        (b"[1]", "is not a JSON object"),
        (b"{", "--input arguments.json is not valid JSON: "),
        (b'{\n "a": ]\n}', "--input arguments.json is not valid JSON: Expecting value at line 2, column 7;"),
        (b'{"a": 1, "a": 2}', "an object has the same name twice"),
        (b"\xff", "cannot be read: it is not UTF-8 at byte 0"),
        ("{}".encode("utf-16"), "cannot be read: it is UTF-16 or UTF-32, not UTF-8"),
        (b'{"a": 1}\n{"b": 2}\n[3]', "line 3 of --input arguments.json is not a JSON object"),
    ],
)
def test_a_file_without_arguments_is_reported_and_nothing_is_sent(data: bytes, message: str) -> None:
    Path("arguments.json").write_bytes(data)
    with RawServer() as server:
        done = run("things.post", "--input", "arguments.json", "--url", server.url)
    assert (done.exit_code, done.stdout, server.requests) == (exit_codes.USAGE, "", [])
    assert message in done.stderr


def test_a_file_that_cannot_be_opened_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    Path("a.json").write_text("{}")
    monkeypatch.setattr(Path, "read_bytes", refused)
    monkeypatch.setattr(connection.Source, "load", lambda _: Api(describe(ACTIONS)))
    assert "--input a.json cannot be read: Permission denied" in run("things.post", "--input", "a.json").stderr


@pytest.mark.parametrize(("name", "is_reported"), [("things.post", True), ("things.get", False)])
def test_what_an_interrupted_call_may_have_done_is_printed(
    monkeypatch: pytest.MonkeyPatch, name: str, is_reported: bool
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(calls, "_run_call", interrupted)
    done = run(name)
    assert done.exit_code == 130
    assert (
        f"interrupted: the server may have processed {name}; look before you repeat it" in done.stderr
    ) is is_reported


def test_an_argument_in_both_spellings_in_a_file_is_reported() -> None:
    Path("a.json").write_text('{"per_page": 5, "perPage": 6}')
    assert "was passed twice, in two spellings" in run("things.post", "--input", "a.json").stderr
