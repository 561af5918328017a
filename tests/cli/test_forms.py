"""In which form the command line writes what comes: JSON, lines, tables, a part of it; and where arguments come from."""

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
from dynaclient.cli import connection, output
from dynaclient.cli.commands import program
from dynaclient.cli.inputs import _laid_over
from dynaclient.cli.tables import WIDEST, columns_of, drawn
from dynaclient.testing import RecordingTransport
from dynaclient.testing import response as answer
from tests.support.descriptions import describe, query
from tests.support.raw_server import RawServer, Received
from tests.support.raw_server import answer as raw_answer
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
    "watch": {"method": "GET", "path": "/watch", "responses": {"200": {"stream": "sse"}}},
    "bytes": {"method": "GET", "path": "/bytes", "responses": {"200": {"stream": "bytes"}}},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DYNACLIENT_TOKEN", "DYNACLIENT_URL", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "api.json").write_text(json.dumps(describe(ACTIONS)))
    monkeypatch.setenv("DYNACLIENT_API", str(tmp_path / "api.json"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., RecordingTransport]:
    def use(*answers: Any) -> RecordingTransport:
        transport = RecordingTransport(list(answers))
        made: Callable[..., Client] = lambda api, *_: Client(api, transport=transport, retries=0)  # noqa: E731
        monkeypatch.setattr(connection, "client_of", made)
        return transport

    return use


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have somebody look at the standard output, in a window of sixty columns."""
    monkeypatch.setattr(output, "on_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="dynaclient", **more)


PAGE = {"items": ITEMS, "total": 2}
LINES = "".join(json.dumps(each) + "\n" for each in ITEMS)
TABLE = """\
id  name  size  on    tags
1   one      5  true
22  two               [{"a": 1}]
"""


# --- one answer ------------------------------------------------------------------------------------------------------


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
def test_an_answer_is_written_in_the_form_that_is_wanted(
    answering: Callable[..., RecordingTransport], options: str, written: str
) -> None:
    answering(answer(PAGE))
    done = run("things.list", *options.split())
    assert (done.exit_code, done.stdout, done.stderr) == (0, written, "")


@pytest.mark.parametrize("page", [{"other": 1}, [1, 2], 5])
def test_an_answer_without_the_items_it_should_have_is_written_whole(
    answering: Callable[..., RecordingTransport], page: Any
) -> None:
    answering(answer(page))
    lines = page if isinstance(page, list) else [page]
    assert run("things.list", "-o", "ndjson").stdout == "".join(f"{json.dumps(each)}\n" for each in lines)


@pytest.mark.parametrize("data", [[], {}])
def test_a_table_without_rows_says_so(answering: Callable[..., RecordingTransport], data: Any) -> None:
    answering(answer(data))
    done = run("things.get", "-o", "table")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no rows\n")


def test_no_content_is_written_as_nothing(answering: Callable[..., RecordingTransport]) -> None:
    answering(answer(None, 204), answer(None, 204))
    assert run("things.get", "-o", "table").stdout == ""
    assert '"status": 204' in run("things.get", "--with-response").stdout


@pytest.mark.parametrize("options", [["-o", "table"], ["--query", "a"]])
@pytest.mark.parametrize("given", [answer("plain"), answer(b"\0", headers={"Content-Type": "image/png"})])
def test_what_is_no_json_has_no_parts_and_no_other_form(
    answering: Callable[..., RecordingTransport], options: list[str], given: Any
) -> None:
    answering(given)
    done = run("things.get", *options)
    assert (done.exit_code, done.stdout) == (output.USAGE, "")
    assert "things.get was called, and its answer is no JSON" in done.stderr


def test_an_expression_that_is_none_is_told_before_anything_is_sent() -> None:
    with RawServer() as server:
        done = run("things.get", "--query", "items[", "--url", server.url)
    assert (done.exit_code, server.requests) == (output.USAGE, [])
    assert "--query is no JMESPath" in done.stderr


@pytest.mark.parametrize("expression", ["sort(@)", "abs(total)", "nothing_of_the_kind(@)"])
def test_an_expression_that_does_not_fit_is_told(answering: Callable[..., RecordingTransport], expression: str) -> None:
    answering(answer({"total": "x", "items": []}))
    done = run("things.list", "--query", expression)
    assert (done.exit_code, done.stdout) == (output.USAGE, "")
    assert "--query does not fit the answer, which came: " in done.stderr


def test_control_characters_of_a_server_are_in_no_form(answering: Callable[..., RecordingTransport]) -> None:
    hostile = [{"na\x1bme": "\x1b]0;owned\x07\u202e", "line": "a\nb\tc"}]
    for form in ("json", "ndjson", "table"):
        answering(answer(hostile))
        told = run("things.get", "-o", form).stdout
        assert not {"\x1b", "\x07", "\u202e"} & set(told)
        assert "a\\nb\\tc" in told


# --- on a terminal ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("terminal")
def test_a_terminal_gets_json_in_colours(answering: Callable[..., RecordingTransport]) -> None:
    answering(answer({"name": "é\x1b", "size": 5}))
    told = run("things.get").stdout
    assert "\x1b[32m" in told
    assert "\\u001b" in told


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_who_wants_no_colours_gets_none(
    answering: Callable[..., RecordingTransport], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    answering(answer(PAGE), answer(PAGE))
    assert run("things.list").stdout == json.dumps(PAGE, indent=2) + "\n"
    assert "\x1b" not in run("things.list", "-o", "table").stdout


@pytest.mark.usefixtures("terminal")
def test_without_rich_json_has_no_colours_and_a_table_names_the_extra(
    answering: Callable[..., RecordingTransport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    answering(answer(5), answer([5]))
    assert run("things.get").stdout == "5\n"
    done = run("things.get", "-o", "table")
    assert (done.exit_code, "pip install 'dynaclient[cli]'" in done.stderr) == (output.USAGE, True)


def test_without_jmespath_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jmespath", None)
    done = run("things.get", "--query", "a")
    assert (done.exit_code, "pip install 'dynaclient[cli]'" in done.stderr) == (output.USAGE, True)


@pytest.mark.usefixtures("terminal")
def test_a_table_on_a_terminal_is_no_wider_than_that_and_tells_what_it_leaves_out(
    answering: Callable[..., RecordingTransport],
) -> None:
    row = {"note": "x" * 50, "second": "y" * 50, "third": "z", "list": [1], "id": "日本"}
    answering(answer([row]))
    done = run("things.get", "-o", "table")
    assert "日本" in done.stdout
    assert "x" * (WIDEST - 1) + "…" in done.stdout
    assert done.stderr == "not shown for want of room: second, third, list; --query picks columns\n"


def test_plain_values_come_before_lists_and_ids_before_all() -> None:
    rows = [{"b": [1], "name": "n"}, {"a": 1, "id": 2, "b": None}]
    assert [each.title for each in columns_of(rows)] == ["id", "name", "a", "b"]


def test_lists_of_several_lengths_are_rows_with_gaps() -> None:
    assert drawn([[1, "a"], [2]], None, coloured=False)[0] == "1  2\n1  a\n2\n"


def test_one_column_may_have_all_the_room() -> None:
    assert "…" not in drawn(["x" * 70], 80, coloured=False)[0]
    assert "…" in drawn(["x" * 90], 80, coloured=False)[0]


# --- all pages -------------------------------------------------------------------------------------------------------


def pages(received: Received) -> bytes:
    page = int(received.target.split("page=")[1][:1]) if "page=" in received.target else 0
    return raw_answer(json.dumps({"items": ITEMS[page : page + 1], "total": 2}).encode())


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
def test_all_items_are_written_in_the_form_that_is_wanted(options: str, written: str) -> None:
    with RawServer(pages) as server:
        done = run("things.list", "--all", *options.split(), "--url", server.url)
    assert (done.exit_code, done.stdout, done.stderr) == (0, written, "")


@pytest.mark.parametrize(
    ("form", "on_terminal", "is_piped", "shown"),
    [("", False, False, True), ("", True, False, False), ("", False, True, False), ("json", False, True, True)],
)
def test_how_far_all_pages_are_is_shown_where_it_disturbs_nothing(
    monkeypatch: pytest.MonkeyPatch, form: str, on_terminal: bool, is_piped: bool, shown: bool
) -> None:
    monkeypatch.setattr(output, "tells_terminal", lambda: True)
    monkeypatch.setattr(output, "on_terminal", lambda: on_terminal)
    monkeypatch.setattr(output, "is_piped", lambda: is_piped)
    with RawServer(pages) as server:
        done = run("things.list", "--all", "--url", server.url, *(["-o", form] if form else []))
    assert ("things.list: 2" in done.stderr) is shown


def test_how_far_all_pages_are_is_shown_where_that_is_asked_for() -> None:
    with RawServer(pages) as server:
        assert "things.list: 2" in run("things.list", "--all", "--url", server.url, "--progress").stderr


def test_a_program_that_reads_the_output_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w") as pipe, (tmp_path / "file").open("w") as file:
        found = []
        for each in (pipe, file, io.StringIO()):
            monkeypatch.setattr(sys, "stdout", each)
            found.append(output.is_piped())
    assert found == [True, False, False]


# --- streams ---------------------------------------------------------------------------------------------------------


def test_of_each_event_a_part_is_written_and_those_without_it_are_left_out() -> None:
    def say(visit: Any) -> None:
        visit.begin()
        for each in ("event: a\ndata: 1\n\n", "event: b\ndata: 2\n\n"):
            visit.say(each)
        visit.end()

    with StreamServer(say, lambda visit: visit.answer(204)) as server:
        done = run("things.watch", "--query", "event == 'b' && data || null", "--url", server.url)
    assert (done.exit_code, done.stdout) == (0, '"2"\n')


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("things.watch -o table", "leave out --output table"),
        ("things.watch --with-response", "leave out --with-response"),
        ("things.bytes -o ndjson", "leave out --output and --query"),
        ("things.bytes --query a", "leave out --output and --query"),
        ("things.get --all", "things.get gives no pages: leave out --all"),
        ("things.list --all --with-response", "leave out --with-response"),
        ("things.list --max-items 3", "--max-items goes with --all"),
        ("things.get --input - --token-stdin", "both the arguments and the token"),
    ],
)
def test_what_cannot_be_together_is_told_and_nothing_is_sent(words: str, told: str) -> None:
    with RawServer() as server:
        done = run(*words.split(), "--url", server.url, input="t\n")
    assert (done.exit_code, done.stdout, server.requests) == (output.USAGE, "", [])
    assert told in done.stderr


# --- arguments from a file -------------------------------------------------------------------------------------------


def sent(done: Result, server: RawServer) -> list[tuple[str, Any]]:
    assert done.exit_code == 0, done.stderr
    return [(each.target, json.loads(each.body)) for each in server.requests]


@pytest.mark.parametrize("file", ["arguments.json", "-"])
@pytest.mark.parametrize(
    "text", ['{"perPage": 5, "thing": {"name": "a"}}', '\ufeff{"per_page": 5,\n "thing": {"name": "a"}}\n']
)
def test_the_arguments_of_a_call_come_from_a_file(file: str, text: str) -> None:
    Path("arguments.json").write_text(text, encoding="utf-8")
    with RawServer() as server:
        done = run("things.post", "--input", file, "--url", server.url, input=text.encode())
        assert sent(done, server) == [("/things?perPage=5", {"name": "a"})]


def test_what_the_command_line_says_is_laid_over_what_a_file_says() -> None:
    Path("a.json").write_text('{"per_page": 5, "thing": {"name": "a", "size": {"x": 1}}}')
    with RawServer() as server:
        done = run("things.post", "--input", "a.json", "perPage=6", "thing.size.y:=2", "--url", server.url)
        assert sent(done, server) == [("/things?perPage=6", {"name": "a", "size": {"x": 1, "y": 2}})]
    assert _laid_over({"a": {"b": 1}}, {"a": 2}) == {"a": 2}


@pytest.mark.parametrize("file", ["arguments.ndjson", "arguments.txt", "-"])
def test_of_several_objects_each_is_a_call_and_what_it_gives_a_line(file: str) -> None:
    text = '{"thing": {"name": "a"}}\n\n{"thing": {"name": "b"}}\n'
    for name in ("arguments.ndjson", "arguments.txt"):
        Path(name).write_text(text)
    with RawServer(lambda received: raw_answer(received.body)) as server:
        done = run("things.post", "--input", file, "perPage=1", "--url", server.url, input=text)
        assert sent(done, server) == [("/things?perPage=1", {"name": each}) for each in "ab"]
        assert server.connections == 1
    assert done.stdout == '{"name": "a"}\n{"name": "b"}\n'


def test_a_single_line_of_ndjson_is_one_call() -> None:
    Path("one.ndjson").write_text('{"thing": {}}\n')
    with RawServer() as server:
        assert len(sent(run("things.post", "--input", "one.ndjson", "--url", server.url), server)) == 1


def test_the_first_of_several_calls_that_goes_wrong_is_the_last(tmp_path: Path) -> None:
    def answers(received: Received) -> bytes:
        return raw_answer(b"{}", status=404 if b'"x"' in received.body else 200)

    Path("some.ndjson").write_text("".join(f'{{"thing": {{"name": "{each}"}}}}\n' for each in "axa"))
    with RawServer(answers) as server:
        done = run("things.post", "--input", "some.ndjson", "--url", server.url)
        assert (done.exit_code, done.stdout, len(server.requests)) == (4, "{}\n", 2)
    assert done.stderr.startswith("call 2 of 3 went wrong, and no further one was made:\ndynaclient: things.post: 404")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is no JSON"),
        (b"[1]", "is no JSON object"),
        (b"{", "--input arguments.json is no JSON: "),
        (b'{"a": 1, "a": 2}', "a name stands twice"),
        (b"\xff", "cannot be read: it is not UTF-8 at byte 0"),
        (b'{"a": 1}\n{"b": 2}\n[3]', "line 3 of --input arguments.json is no JSON object"),
    ],
)
def test_a_file_that_holds_no_arguments_is_told_and_nothing_is_sent(data: bytes, told: str) -> None:
    Path("arguments.json").write_bytes(data)
    with RawServer() as server:
        done = run("things.post", "--input", "arguments.json", "--url", server.url)
    assert (done.exit_code, done.stdout, server.requests) == (output.USAGE, "", [])
    assert told in done.stderr


def test_a_file_that_cannot_be_opened_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def invalid_option(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    Path("a.json").write_text("{}")
    monkeypatch.setattr(Path, "read_bytes", invalid_option)
    monkeypatch.setattr(connection.Source, "load", lambda _: Api(describe(ACTIONS)))
    assert "--input a.json cannot be read: Permission denied" in run("things.post", "--input", "a.json").stderr


def test_a_closed_standard_input_holds_no_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    from dynaclient.cli import inputs

    monkeypatch.setattr(sys, "stdin", None)
    assert inputs._standard_input() == b""


def test_an_argument_that_a_file_gives_in_both_spellings_is_told() -> None:
    Path("a.json").write_text('{"per_page": 5, "perPage": 6}')
    assert "is given twice, in two spellings" in run("things.post", "--input", "a.json").stderr
