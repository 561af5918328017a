"""Many rows, and downloads, on the command line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dynaclient import Headers, InvalidCall, Request
from dynaclient.call.files import FileStream
from dynaclient.call.preview import request_data
from dynaclient.cli import exit_codes
from dynaclient.cli.arguments.options import shows_progress
from dynaclient.cli.output import console
from dynaclient.cli.program import program
from dynaclient.codes.exit_codes import exit_code_of
from tests.support.descriptions import describe, query
from tests.support.raw_server import RawServer, Received, raw_response

ME = [sys.executable, "-m", "dynaclient"]
BODY = {
    "in": "body",
    "schema": {"type": "object", "properties": {"name": {"type": "string"}, "size": {"type": "integer"}}},
}
ACTIONS: dict[str, Any] = {
    "get": {
        "method": "GET",
        "parameters": {
            "n": query({"type": "integer"}),
            "note": query({"type": "string"}),
            "key": {"in": "query", "secret": True},
        },
    },
    "post": {"method": "POST", "parameters": {"n": query({"type": "integer"}), "thing": BODY}},
    "send": {
        "method": "PUT",
        "parameters": {
            "n": query(),
            "data": {"in": "part", "schema": {"type": "string", "file": True}},
        },
    },
    "watch": {"method": "GET", "path": "/watch", "responses": {"200": {"stream": "sse"}}},
    "other": {"method": "GET", "path": "/other", "parameters": {"colour": query()}},
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(tmp_path, "api.json").write_text(json.dumps(describe(ACTIONS)))
    monkeypatch.setenv("DYNACLIENT_API", str(tmp_path / "api.json"))
    monkeypatch.chdir(tmp_path)


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, list(words), **more)


def respond(received: Received) -> bytes:
    """Respond with the target of the request; with an error for 3."""
    if "n=3" in received.target:
        return raw_response(b"{}", status=404)
    return raw_response(json.dumps(received.target).encode())


def outcomes(done: Result) -> list[Any]:
    return [json.loads(line) for line in done.stdout.splitlines()]


# --- rows ------------------------------------------------------------------------------------------------------------


def test_each_row_of_a_file_has_its_outcome_on_a_line() -> None:
    Path("rows.csv").write_text("n,note\n1,a\n2,\n3,c\n")
    with RawServer(respond) as server:
        done = run("map", "things.get", "rows.csv", "--url", server.url)
    one, two, three = outcomes(done)
    assert (one, two) == (
        {"row": 0, "line": 2, "status": "done", "value": "/things?n=1&note=a"}, {"row": 1, "line": 3, "status": "done", "value": "/things?n=2"},
    )  # fmt: skip
    assert (three["row"], three["status"], three["error"]["kind"], three["error"]["status"]) == (
        2,
        "failed",
        "NotFound",
        404,
    )
    assert (done.exit_code, done.stderr) == (1, "2 done, 1 failed, 0 unknown\n")


def test_the_command_succeeds_if_all_rows_are_done() -> None:
    Path("rows.ndjson").write_text('{"n": 1}\n\n{"n": 2}\n')
    with RawServer(respond) as server:
        done = run("map", "things.get", "rows.ndjson", "--url", server.url)
    assert (done.exit_code, [outcome["status"] for outcome in outcomes(done)]) == (0, ["done", "done"])


def test_rows_come_from_the_standard_input_too() -> None:
    with RawServer(respond) as server:
        done = run("map", "things.get", "-", "--url", server.url, input='{"n": 1}\n\n{"n": \n5\n{"n": 2}\n')
    first, broken, number, last = outcomes(done)
    assert [first["value"], last["value"]] == ["/things?n=1", "/things?n=2"]
    assert "  FILE: standard input line 3 is not valid JSON: " in broken["error"]["text"]
    assert "  FILE: standard input line 4 is not a JSON object — fix the line" in number["error"]["text"]
    assert [outcome["line"] for outcome in (first, broken, number, last)] == [1, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "message"), [("\nn,note\n1,a\n", "line 2 is not valid JSON: "), ("5\n", "line 1 is not a JSON object; ")]
)
def test_a_standard_input_of_another_format_ends_the_command(text: str, message: str) -> None:
    done = run("map", "things.get", "-", "--dry-run", input=text)
    assert (done.exit_code, done.stdout) == (exit_codes.USAGE, "")
    assert f"standard input {message}" in done.stderr
    assert "the standard input takes a JSON object per line; pass CSV as a file: map things.get rows.csv" in done.stderr


def test_no_row_on_the_standard_input_is_none() -> None:
    assert run("map", "things.get", "-", "--dry-run", input="\n").stderr == "0 valid, 0 invalid; nothing was sent\n"


def test_a_file_for_each_row_is_for_python() -> None:
    Path("rows.csv").write_text("n,data\n1,a.bin\n")
    (failed,) = outcomes(run("map", "things.send", "rows.csv", "--dry-run"))
    assert "a file for each row takes Python" in failed["error"]["text"]
    assert "a file for each row takes Python" in failed["error"]["problems"][0]["suggestion"]


def test_a_row_has_its_line_in_the_file_wherever_it_is_named() -> None:
    Path("rows.csv").write_text("n,thing\n1,a\n2,b\n")
    shown = outcomes(run("map", "things.post", "rows.csv", "--dry-run"))
    assert [(outcome["row"], outcome["line"]) for outcome in shown] == [(0, 2), (1, 3)]
    words = ["map", "things.post", "rows.csv", "--column", "thing=", "--journal", "run.sqlite"]
    with RawServer(respond) as server:
        run(*words, "--url", server.url)
        Path("rows.csv").write_text("n,thing\n1,a\n5,b\n")
        changed = run(*words, "--resume", "--url", server.url)
    assert "things.post: row 1 in line 3 is not the row 1 that is recorded in " in changed.stderr


def test_columns_become_the_arguments_of_their_paths() -> None:
    Path("rows.csv").write_text("Name,Size,Remark\nPump,7,old\n")
    columns = ["--column", "Name=thing.name", "--column", "Size=thing.size", "--column", "Remark="]
    with RawServer(respond) as server:
        done = run("map", "things.post", "rows.csv", *columns, "n=5", "--url", server.url)
    (received,) = server.requests
    assert (done.exit_code, received.target, json.loads(received.body)) == (
        0,
        "/things?n=5",
        {"name": "Pump", "size": 7},
    )


def test_values_of_a_row_override_those_for_all_rows() -> None:
    Path("rows.csv").write_text("n,note\n1,own\n2,\n")
    with RawServer(respond) as server:
        done = run("map", "things.get", "rows.csv", "note=common", "--url", server.url)
    assert [outcome["value"] for outcome in outcomes(done)] == ["/things?n=1&note=own", "/things?n=2&note=common"]


@pytest.mark.parametrize("words", [["thing.size=5"], ['thing:={"size":5}']])
def test_members_of_an_object_apply_to_rows_that_do_not_have_them(words: list[str], monkeypatch: Any) -> None:
    profile = {
        "api": str(Path("api.json").absolute()),
        "defaults": {"n": 1, "thing": {"size": 2, "name": "of the profile"}},
    }
    monkeypatch.setenv("DYNACLIENT_CONFIG", str(Path("profiles.json").absolute()))
    monkeypatch.delenv("DYNACLIENT_API")
    Path("profiles.json").write_text(json.dumps({"default": "p", "profiles": {"p": profile}}))
    Path("rows.ndjson").write_text('{"thing": {"name": "a"}}\n{"thing": {"size": 7}}\n{"thing": {"size": "x"}}\n')
    *done, failed = outcomes(run("map", "things.post", "rows.ndjson", "--profile", "p", *words, "--dry-run"))
    assert [outcome["request"]["body"] for outcome in done] == [
        {"size": 5, "name": "a"}, {"size": 7, "name": "of the profile"},
    ]  # fmt: skip
    assert "thing.size (body): expected type integer" in failed["error"]["text"]


def test_outcomes_are_written_to_a_file_instead_of_the_standard_output() -> None:
    Path("rows.csv").write_text("n\n1\n2\n")
    with RawServer(respond) as server:
        done = run("map", "things.get", "rows.csv", "--results", "out.csv", "--url", server.url)
    assert (done.exit_code, done.stdout) == (0, "")
    assert len(Path("out.csv").read_text().splitlines()) == 3


def test_a_journal_is_resumed_and_failed_rows_are_rerun() -> None:
    Path("rows.csv").write_text("n\n1\n3\n")
    words = ["map", "things.get", "rows.csv", "--journal", "run.sqlite"]
    handlers: dict[str, Callable[[Received], bytes]] = {"now": respond}
    with RawServer(lambda received: handlers["now"](received)) as server:  # noqa: PLW0108 - it changes
        first = run(*words, "--url", server.url)
        handlers["now"] = lambda _: raw_response(b'"late"')
        second = run(*words, "--resume", "--url", server.url)
        third = run(*words, "--resume", "--rerun", "failed", "--rerun", "unknown", "--url", server.url)
    assert [result.exit_code for result in (first, second, third)] == [1, 1, 0]
    assert (outcomes(second), outcomes(third)[1]["value"]) == (outcomes(first), "late")
    assert len(server.requests) == 3


@pytest.mark.parametrize(("rate", "code"), [("1000", 0), ("1000/second", 0), ("often", 3), ("0", 3)])
def test_a_rate_is_a_number_or_a_string(rate: str, code: int) -> None:
    Path("rows.csv").write_text("n\n1\n2\n")
    with RawServer(respond) as server:
        done = run("map", "things.get", "rows.csv", "--rate", rate, "--concurrency", "1", "--url", server.url)
    assert done.exit_code == code


@pytest.mark.parametrize(
    ("words", "on_terminal", "shown"),
    [([], False, False), ([], True, True), (["--progress"], False, True), (["--no-progress"], True, False)],
)
def test_progress_is_shown_on_a_terminal_by_default(
    words: list[str], on_terminal: bool, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "stderr_is_terminal", lambda: on_terminal)
    Path("rows.csv").write_text("n\n1\n")
    with RawServer(respond) as server:
        done = run("map", "things.get", "rows.csv", *words, "--url", server.url)
    assert ("things.get: 1 rows" in done.stderr) is shown
    assert done.stdout == '{"row": 0, "line": 2, "status": "done", "value": "/things?n=1"}\n'


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["things.get", "no-such-file.csv"], 2, "does not exist"),
        (["things.get", "api.json"], 3, "'api.json' is not a file of rows"),
        (["things.get", "rows.csv", "nonsense"], 2, "name=value"),
        (["things.get", "rows.csv", "notes=1"], 2, "things.get has no argument notes; did you mean note?"),
        (["things.get", "rows.csv", "colour=1"], 2, "things.get has no argument colour; it has: n, note"),
        (["things.get", "rows.csv", "--column", "n"], 2, "--column expects NAME=PATH"),
        (
            ["things.get", "rows.csv", "--column", "n=note", "--column", "n="],
            2,
            "--column was passed twice for 'n': omit one",
        ),
        (["things.get", "rows.csv", "--column", "n=m"], 3, "things.get has no such argument"),
        (["things.get", "rows.csv", "--resume"], 3, "--journal: --resume and --rerun need a journal"),
        (["things.get", "rows.csv", "--rerun", "done"], 2, "done"),
        (["things.get", "rows.csv", "--concurrency", "0"], 2, "0 is not in the range"),
        (["things.get", "rows.csv", "--results", "out.txt"], 3, "--results: is not the path of a results file"),
        (["things.get", "-", "--token-stdin"], 2, "the standard input cannot contain both the rows and the token"),
        (["things.watch", "rows.csv"], 2, "things.watch returns a stream, which cannot be the value of a row"),
        (["things.gte", "rows.csv"], 2, "did you mean things.get"),
    ],
)
def test_an_invalid_command_line_is_reported_and_nothing_is_sent(words: list[str], code: int, message: str) -> None:
    Path("rows.csv").write_text("n\n1\n")
    with RawServer(respond) as server:
        done = run("map", *words, "--url", server.url)
    assert (done.exit_code, done.stdout, server.requests) == (code, "", [])
    assert message in done.stderr


def test_rows_can_use_a_mock_server() -> None:
    Path("rows.csv").write_text("n\n1\n2\n")
    done = run("map", "things.get", "rows.csv", "--mock")
    assert (done.exit_code, len(outcomes(done))) == (0, 2)


class Gate:
    """Responds to the first request, and to the others when it is opened."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def __call__(self, received: Received) -> bytes:
        if "n=1" not in received.target:
            self.open.wait(10)
        return respond(received)


def test_each_outcome_is_written_when_it_is_known_and_an_interruption_prints_nothing() -> None:
    Path("rows.csv").write_text("n\n1\n2\n")
    gate = Gate()
    with RawServer(gate) as server:
        command = [*ME, "map", "things.get", "rows.csv", "--journal", "run.sqlite", "--url", server.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            first = process.stdout.readline()
            assert b'"status": "done"' in first, process.stderr.read()
            process.send_signal(signal.SIGINT)
            _, message = process.communicate(timeout=10)
        gate.open.set()
        assert process.returncode == exit_codes.INTERRUPTED
        assert message.startswith(b"1 done, 0 failed, 0 unknown, 1 in flight when it was ended: ")
        assert message.endswith(b": continue with --resume\n")
        done = run("map", "things.get", "rows.csv", "--journal", "run.sqlite", "--resume", "--url", server.url)
    assert (done.exit_code, [outcome["status"] for outcome in outcomes(done)]) == (0, ["done", "done"])


# --- downloads -------------------------------------------------------------------------------------------------------

PICTURE = raw_response(b"\x89PNG" * 500, media="image/png")


def test_a_download_is_written_to_the_file() -> None:
    with RawServer(lambda _: PICTURE) as server:
        done = run("download", "things.get", "picture.png", "n=1", "--url", server.url)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "picture.png: 2.0 kB of image/png\n")
    assert (Path("picture.png").read_bytes(), server.requests[0].target) == (b"\x89PNG" * 500, "/things?n=1")


def test_a_response_without_a_media_type_is_reported_without_one() -> None:
    with RawServer(lambda _: b"HTTP/1.1 200 Fine\r\nContent-Length: 1\r\n\r\nx") as server:
        assert run("download", "things.get", "x", "--url", server.url).stderr == "x: 1 B\n"


def test_a_download_that_is_refused_leaves_no_file() -> None:
    with RawServer(lambda _: raw_response(b"{}", status=404)) as server:
        done = run("download", "things.get", "picture.png", "--url", server.url)
    assert (done.exit_code, [path.name for path in Path().iterdir()]) == (4, ["api.json"])


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["things.watch", "x"], 2, "things.watch cannot be downloaded: call it, and write the output to a file"),
        (["things.get", "no/such/folder"], 3, "  TARGET: is in a folder that does not exist"),
        (["things.get", "api.json/x"], 3, "  TARGET: is below a file, not a folder — pass another path"),
        (["things.get", "."], 2, "is a directory"),
        (
            ["things.get", "n=1"],
            2,
            "n=1 stands in the place of TARGET, the file to write: put TARGET before it, or ./ ",
        ),
        (["things.get", "key=abc"], 2, "key=*** stands in the place of TARGET"),
        (["things.post", "thing.name=a"], 2, "thing.name=a stands in the place of TARGET"),
        (["things.get", "m=1", "n=one"], 3, "nothing was sent"),
        (["things.get", "./n=1", "n=one"], 3, "nothing was sent"),
        (["things.get", "x", "n=one"], 3, "nothing was sent"),
    ],
)
def test_an_impossible_download_is_reported_and_nothing_is_sent(words: list[str], code: int, message: str) -> None:
    with RawServer() as server:
        done = run("download", *words, "--url", server.url)
    assert (done.exit_code, server.requests) == (code, [])
    assert message in done.stderr


def test_the_progress_of_a_download_is_shown() -> None:
    with RawServer(lambda _: PICTURE) as server:
        done = run("download", "things.get", "x", "--progress", "--url", server.url)
    assert "x: 2.0 kB of 2.0 kB" in done.stderr


def test_a_terminal_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.cli.output.console.sys.stderr.isatty", lambda: True)
    assert shows_progress(None)


def test_a_dry_run_validates_all_rows_prints_the_requests_and_sends_nothing() -> None:
    Path("rows.csv").write_text("n,thing.name\n1,a\nx,b\n3,\n")
    words = ["--rate", "1", "--journal", "run.sqlite", "--results", "out.ndjson", "--dry-run"]
    with RawServer(respond) as server:
        url = server.url
        done = run("map", "things.post", "rows.csv", *words, "--url", url, env={"DYNACLIENT_TOKEN": "geheim-77"})
    one, two, three = outcomes(done)
    assert one == {
        "row": 0, "line": 2, "status": "valid",
        "request": {"method": "POST", "url": f"{url}/things?n=1", "headers": {"Content-Type": "application/json"}, "body": {"name": "a"}},
    }  # fmt: skip
    assert (two["row"], two["status"], two["error"]["problems"][0]["name"]) == (1, "failed", "n")
    assert three["request"].get("body") is None
    assert (done.exit_code, done.stderr) == (1, "2 valid, 1 invalid; nothing was sent\n")
    assert (server.requests, sorted(path.name for path in Path().iterdir())) == ([], ["api.json", "rows.csv"])


def test_a_dry_run_of_valid_rows_succeeds_and_reads_the_standard_input() -> None:
    done = run("map", "things.get", "-", "note=x", "--dry-run", input='{"n": 1}\n{"n": 2}\n')
    urls = [outcome["request"]["url"] for outcome in outcomes(done)]
    assert urls == [f"https://api.example.com/things?n={number}&note=x" for number in (1, 2)]
    assert (done.exit_code, done.stderr) == (0, "2 valid, 0 invalid; nothing was sent\n")


@pytest.mark.parametrize(
    ("media", "body", "shown"),
    [
        ("application/json", b'{"a": 1}', {"body": {"a": 1}}),
        ("text/plain", b"a\xff", {"body": "a\\xff"}),
        ("application/octet-stream", FileStream(b"abc", 3), {"body": "(3 bytes, not shown)"}),
        ("text/plain", None, {}),
    ],
)
def test_the_body_of_a_request_is_data(media: str, body: Any, shown: dict[str, Any]) -> None:
    headers = {"Content-Type": media}
    data = request_data(Request("POST", "https://a.b", Headers(headers.items()), body))
    assert data == {"method": "POST", "url": "https://a.b", "headers": headers, **shown}


def test_a_dry_run_of_a_run_that_is_resumed_says_that_it_has_all_rows() -> None:
    Path("rows.csv").write_text("n\n1\n")
    done = run("map", "things.get", "rows.csv", "--dry-run", "--journal", "j", "--resume")
    assert (done.exit_code, Path("j").exists()) == (0, False)
    assert done.stderr.splitlines()[1:] == ["the journal was not read: the rows that are in it are among these"]


def test_a_dry_run_finds_what_is_wrong_with_the_options() -> None:
    Path("rows.csv").write_text("n\n1\n")
    for words in (["--rate", "often"], ["--resume"], ["--column", "n=nothing"]):
        assert run("map", "things.get", "rows.csv", "--dry-run", *words).exit_code == exit_code_of(InvalidCall)
