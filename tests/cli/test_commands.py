"""The commands: what they write, where, and their exit codes."""

from __future__ import annotations

import importlib
import json
import os
import re
import runpy
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynaclient import Api, Client, DynaclientError, NotDelivered, UnknownName, __version__, cli, load
from dynaclient.cli import exit_codes
from dynaclient.cli.arguments import connection
from dynaclient.cli.commands.exploring import MOST_LISTED
from dynaclient.cli.output import console
from dynaclient.cli.program import _warnings_printed, program
from dynaclient.codes.exit_codes import NOT_WRITTEN, exit_code_of
from dynaclient.description.loading import bundled
from dynaclient.testing import RecordingTransport, response
from tests.cli.conftest import Recorder, Shell
from tests.support.descriptions import ID, describe, query
from tests.support.mock_descriptions import pets

BUNDLED = load()
ME = [sys.executable, "-m", "dynaclient"]


Describe = Callable[..., str]


@pytest.fixture
def described(tmp_path: Path) -> Describe:
    """Return a function that writes a description and returns the path of its file."""

    def write(description: Any, name: str = "api.json") -> str:
        file = tmp_path / name
        file.write_text(description if isinstance(description, str) else json.dumps(description))
        return str(file)

    return write


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, list(words), **more)


Responding = Callable[..., RecordingTransport]


@pytest.fixture
def responding(monkeypatch: pytest.MonkeyPatch) -> Responding:
    """Return a function that sets the responses of all calls, and returns the transport that records the requests."""

    def use(*responses: Any, **options: Any) -> RecordingTransport:
        transport = RecordingTransport(list(responses))

        def create_client(api: Api, *_: Any) -> Client:
            return Client(api, transport=transport, retries=0, **options)

        monkeypatch.setattr(connection, "create_client", create_client)
        return transport

    return use


# --- list, describe --------------------------------------------------------------------------------------------------


def test_list_shows_each_action_on_a_line() -> None:
    lines = run("list").stdout.splitlines()
    (line,) = [line for line in lines if line.startswith("applicationApiTokens.get ")]
    assert line.split(maxsplit=3)[1:3] == ["GET", "/applications/{applicationId}/tokens"]
    assert line.endswith("Lists an application's API tokens, page by page.")


def test_list_prints_what_matches_best_first() -> None:
    lines = run("list", "revokes", "token", "instance").stdout.splitlines()
    assert lines[0].split()[0] == "instanceApiToken.delete"


MANY = {f"get{number}": {"method": "GET"} for number in range(MOST_LISTED + 1_000)}


@pytest.mark.parametrize(
    ("options", "is_terminal", "lines", "rest"),
    [
        ([], False, 1_500, ""),
        ([], True, 500, "1,000 more actions: add words to search for, or --all to see them\n"),
        (["--all"], True, 1_500, ""),
        (["things"], False, 25, "1,475 match less well: add words, or --all to see them\n"),
        (["things"], True, 25, "1,475 match less well: add words, or --all to see them\n"),
        (["things", "--all"], True, 1_500, ""),
    ],
)
def test_list_is_short_and_reports_what_it_left_out(
    options: list[str], is_terminal: bool, lines: int, rest: str, described: Describe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: is_terminal)
    listed = run("list", *options, "--api", described(describe(MANY)))
    assert (len(listed.stdout.splitlines()), listed.stderr) == (lines, rest)


def test_list_looks_at_no_more_actions_than_it_prints(described: Describe, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    outlines_of = Api.outlines_of

    def note(api: Api, actions: Any) -> Any:
        looked_at.extend(key for _, key in actions)
        return outlines_of(api, actions)

    monkeypatch.setattr(Api, "outlines_of", note)
    listed = run("list", "things", "--api", described(describe(MANY)))
    assert [f"things.{key}" for key in looked_at] == [line.split()[0] for line in listed.stdout.splitlines()]


def test_list_reports_that_nothing_matches(described: Describe) -> None:
    assert run("list", "xylophone").stderr.startswith("no action matches in Losant, the bundled API; ")
    assert (
        run("list", "--api", described({"dynaclient": 1, "resources": {}})).stderr == "the description has no actions\n"
    )


def test_list_continues_after_an_action_with_problems(described: Describe) -> None:
    actions = {"bad": {"path": "/no/method"}, "good": {"method": "GET"}}
    bad, good = run("list", "--api", described(describe(actions))).stdout.splitlines()
    assert "cannot be called: its description has problems" in bad
    assert good == "things.good  GET    /things"


@pytest.mark.parametrize("before", [True, False])
def test_a_patch_adds_an_action_wherever_the_options_stand(described: Describe, before: bool) -> None:
    patch = described({"resources": {"things": {"actions": {"new": {"method": "PUT"}}}}}, "patch.json")
    options = ["--api", described(describe()), "--patch", patch]
    listed = run(*options, "list") if before else run("list", *options)
    assert "things.new  PUT    /things\n" in listed.stdout


def test_patches_after_the_command_override_those_before_it(described: Describe) -> None:
    first = described({"resources": {"things": {"path": "/first", "description": "kept"}}}, "1.json")
    second = described({"resources": {"things": {"path": "/second"}}}, "2.json")
    listed = run("--patch", first, "list", "--api", described(describe()), "--patch", second)
    assert listed.stdout == "things.get  GET    /second\n"


@pytest.mark.parametrize("name", ["applicationApiTokens.post", "application_api_tokens.post"])
def test_describe_explains_an_action_in_either_spelling(name: str) -> None:
    output = run("describe", name).stdout
    assert "applicationApiTokens.post: POST /applications/{applicationId}/tokens" in output
    assert "client.application_api_tokens.post(applicationId='575ec8687ae143cd83dc4a97', apiToken={" in output


def test_the_example_that_describe_prints_for_the_shell_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(Path(cli.__file__).with_name("__main__.py"))])
    line = run("describe", "applicationApiTokens.post").stdout.split("In the shell:\n")[1].splitlines()[0]
    done = subprocess.run(["/bin/sh", "-c", f"{line} --dry-run"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("POST https://api.losant.com/applications/575ec8687ae143cd83dc4a97/tokens")


def test_describe_names_the_description_that_was_given(described: Describe) -> None:
    file = described(describe())
    output = run("--api", file, "describe", "things.get", "--patch", file).stdout
    assert f"dynaclient --api {file} --patch {file} things.get\n" in output


def test_describe_has_values_for_parameters_without_examples(described: Describe) -> None:
    parameters = {
        "plain": query({"type": "string"}, required=True), "choice": query({"enum": ["b", "a"]}, required=True),
        "import": query({"examples": [7]}, required=True), "default": query({"type": "integer"}, required=True, default=3),
        "upload": {"in": "part", "required": True, "schema": {"file": True}}, "more": query(True),
    }  # fmt: skip
    actions = {"post": {"method": "POST", "parameters": parameters}}
    description = describe(actions)
    description["resources"]["find"] = description["resources"].pop("things")
    output = run("describe", "find.post", "--api", described(description)).stdout
    assert output.endswith(
        "client[\"find\"].post(plain='…', choice='b', import_=7, default=3, upload=Path(\"FILE\"))\n"
    )
    assert "find.post 'plain=…' choice=b import:=7 default:=3 upload=@FILE\n" in output


# --- call ------------------------------------------------------------------------------------------------------------


def test_a_call_writes_its_data_as_json(responding: Responding) -> None:
    transport = responding(response({"items": [1], "name": "é\x9b2J\u202e"}))
    result = run("call", "applicationApiTokens.get", f"applicationId={ID}", "perPage=5")
    assert result.stdout == '{\n  "items": [\n    1\n  ],\n  "name": "é\\u009b2J\\u202e"\n}\n'
    assert "perPage=5" in transport.requests[0].url


@pytest.mark.parametrize(
    ("received", "written"),
    [
        (response(None, 204), b""),
        (response("one\x1b[2J\n"), b"one\x1b[2J\n"),
        (response("é"), "é\n".encode()),
        (response("text", headers={"Content-Type": "application/json"}, status=200), None),
        (response(b"\x00\xff\r\n", headers={"Content-Type": "image/png"}), b"\x00\xff\r\n"),
        (response(b"null", headers={"Content-Type": "application/json"}), b"null\n"),
        (response(b'"text"', headers={"Content-Type": "application/json"}), b'"text"\n'),
    ],
)
def test_strings_and_bytes_are_written_to_a_pipe_unchanged(
    responding: Responding, described: Describe, received: Any, written: Any
) -> None:
    responding(received)
    result = run("call", "things.get", "--api", described(describe()))
    assert (result.stdout_bytes if result.exit_code == 0 else None) == written


def test_a_terminal_gets_no_control_characters_of_a_server(
    responding: Responding, described: Describe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
    responding(response("one\x1b[2J\x9b\r\ttwo\nthree\n"))
    assert (
        run("call", "things.get", "--api", described(describe())).stdout == "one\\u001b[2J\\u009b\\u000d\ttwo\nthree\n"
    )


def test_a_terminal_gets_no_bytes(responding: Responding, described: Describe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
    responding(response(b"\x00" * 9, headers={"Content-Type": "image/png"}))
    result = run("call", "things.get", "--api", described(describe()))
    assert (result.exit_code, result.stdout) == (NOT_WRITTEN, "")
    assert "9 bytes of image/png, which a terminal cannot show" in result.stderr
    assert "or use `dynaclient download`; things.get was called [output-not-written]" in result.stderr


FORGED = "Reads it.\nother.delete  DELETE /all  \t\x1b[31mYours\x85\u2028x"


@pytest.mark.parametrize(
    ("words", "channel"),
    [(["list"], "stdout"), (["list", "forged"], "stdout"), (["lint"], "stdout"), (["diff"], "stdout")],
)
def test_a_row_is_one_line_whatever_the_description_has_in_it(
    words: list[str], channel: str, described: Describe
) -> None:
    forged = {"method": "GET", "summary": FORGED, "description": FORGED, "path": f"/{FORGED}"}
    file = described(describe({"forged": forged, "get": {"method": "GET"}}))
    files = [described(describe(), "old.json"), file] if words == ["diff"] else ["--api", file]
    lines = getattr(run(*words, *files), channel).splitlines()
    assert lines
    assert all(
        line.startswith(("things.", Path(file).name, "breaking", "compatible", "safe", "unclear", file))
        for line in lines
    )
    assert not any("\x1b" in line or "\t" in line for line in lines)


def test_a_message_of_a_server_cannot_control_the_terminal(responding: Responding, described: Describe) -> None:
    responding(response("no\x1b[2J", 400))
    result = run("call", "things.get", "--api", described(describe()))
    assert result.stderr == "dynaclient: things.get: 400 Bad Request: no [2J [bad-request]\n"


@pytest.mark.parametrize(
    ("received", "key", "value"),
    [(response([1], 201), "data", [1]), (response(b"\x00", headers={"Content-Type": "image/png"}), "base64", "AA==")],
)
def test_with_response_writes_status_and_headers_too(
    responding: Responding, described: Describe, received: Any, key: str, value: Any
) -> None:
    responding(received)
    output = json.loads(run("call", "things.get", "--with-response", "--api", described(describe())).stdout)
    assert output == {"status": received.status, "headers": dict(received.headers), "attempts": 1, key: value}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["call", "applicationApiTokens.gte", f"applicationId={ID}"], 2),
        (["call", "applicationApiTokens.get", "applicationId"], 2),
        (["call", "applicationApiTokens.get", "--no-such-option"], 2),
        (["call", "applicationApiTokens.get", "--header", "nonsense"], 2),
        (["call", "applicationApiTokens.get", "--header", "X-A: 1", "--header", "x-a: 2"], 2),
        (["call", "applicationApiTokens.get", "--api", "no-such-file.json"], 2),
        (["call", "applicationApiTokens.get", "--mock", "--dry-run"], 2),
        (["call", "applicationApiTokens.get", "--mock", "--server", "a"], 2),
        (["call", "applicationApiTokens.get", "--token-stdin"], 2),
        (["describe", "nonsense"], 2),
        (["nonsense"], 2),
        (["call", "applicationApiTokens.get", "applicationId=x"], 3),
        (["call", "applicationApiTokens.get", f"applicationId={ID}", "--timeout", "-1"], 3),
        (["call", "applicationApiTokens.get", f"applicationId={ID}", "--url", "nonsense"], 3),
        (["call", "applicationApiTokens.post", f"applicationId={ID}", "--content", "text/plain"], 3),
        (["call", "applicationApiTokens.get", f"applicationId={ID}", "--url", "http://127.0.0.1:9"], 6),
    ],
)
def test_the_exit_code_shows_what_is_wrong_and_nothing_is_on_the_standard_output(words: list[str], code: int) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr


@pytest.mark.parametrize(
    ("received", "code"),
    [(302, 4), (400, 4), (404, 4), (429, 4), (500, 5), (503, 5), (NotDelivered("x", sent=True), 6)],
)
def test_the_exit_code_shows_who_failed(responding: Responding, described: Describe, received: Any, code: int) -> None:
    responding(response({}, received) if isinstance(received, int) else received)
    assert run("call", "things.get", "--api", described(describe())).exit_code == code


def test_an_unauthorized_caller_learns_how_to_set_the_token(responding: Responding, described: Describe) -> None:
    responding(response({}, 401))
    done = run("call", "things.get", "--api", described(describe()))
    assert done.stderr.endswith("set the token with DYNACLIENT_TOKEN or --token-stdin.\n")


def test_a_missing_scope_ends_with_three(responding: Responding) -> None:
    responding(scopes=["devices.get"])
    result = run("call", "applicationApiTokens.get", f"applicationId={ID}")
    assert result.exit_code == 3
    assert "The action needs one of: all.Application," in result.stderr


def test_an_invalid_description_ends_with_three(described: Describe) -> None:
    assert run("call", "things.get", "--api", described("{}")).exit_code == 3


def test_an_error_of_a_kind_that_is_not_listed_ends_with_three() -> None:
    assert exit_code_of(DynaclientError) == 3


def test_without_similar_names_an_unknown_action_is_reported_with_the_list_command() -> None:
    assert "; `dynaclient list` prints all actions [unknown-name]\n" in run("describe", "xylophone.play").stderr
    assert "did you mean applications.get? [unknown-name]\n" in run("describe", "applications.gett").stderr


def test_all_problems_of_a_call_are_reported() -> None:
    message = run(
        "call", "applicationApiTokens.post", "aplicationId=1", "apiToken.status=on", "apiToken.defaultRole=x"
    ).stderr
    assert "5 problems, nothing was sent" in message
    assert "did you mean applicationId" in message
    assert "pass undeclared values with --extra and --header\n" in message
    assert "with_options" not in message


def test_a_call_takes_headers_query_values_and_the_media_type(recorder: Recorder, described: Describe) -> None:
    content = {"application/json": {"type": "object"}, "text/plain": {"type": "string"}}
    file = described(describe({"post": {"method": "POST", "parameters": {"text": {"in": "body", "content": content}}}}))
    more = ["--header", "X-One: 1", "--extra", "two=2", "--content", "text/plain", "--timeout", "5"]
    result = run("call", "things.post", "text=3", *more, "--url", recorder.url, "--api", file)
    assert (result.exit_code, recorder.requests[0].split(b"\r\n")[0]) == (0, b"POST /things?two=2 HTTP/1.1")
    assert b"X-One: 1\r\n" in recorder.requests[0]
    assert recorder.requests[0].endswith(b"\r\n\r\n3")


@pytest.mark.parametrize("option", ["--extra", "--variable"])
def test_a_value_without_a_name_is_refused(option: str) -> None:
    result = run("call", "applicationApiTokens.get", option, "=x")
    assert (result.exit_code, f"{option} expects NAME=VALUE, and the name is empty" in result.stderr) == (2, True)


def test_an_action_that_a_patch_adds_is_listed_explained_called_and_mocked(
    recorder: Recorder, described: Describe
) -> None:
    added = {"actions": {"renew": {"method": "PUT", "path": "/renewal", "description": "Renews it.",
                                   "parameters": {"body": {"in": "body", "schema": {"type": "object"}}}}}}  # fmt: skip
    patch = ["--patch", described({"resources": {"applicationApiToken": added}}, "patch.json")]
    words = ["call", "application_api_token.renew", f"applicationId={ID}", f"apiTokenId={ID}", "body.days:=3", *patch]
    assert "applicationApiToken.renew" in run("list", "renews", *patch).stdout
    assert "Renews it." in run("describe", "applicationApiToken.renew", *patch).stdout
    assert (run(*words, "--url", recorder.url).exit_code, run(*words, "--mock").exit_code) == (0, 0)
    assert recorder.requests[0].startswith(f"PUT /applications/{ID}/tokens/{ID}/renewal?".encode())


def test_a_call_can_use_a_mock_server() -> None:
    result = run("call", "--mock", "--timeout", "9", "applicationApiTokens.get", f"applicationId={ID}")
    assert isinstance(json.loads(result.stdout)["items"], list)


# --- tokens ----------------------------------------------------------------------------------------------------------

BASIC = describe(auth={"login": {"type": "basic"}})
CALL = ["call", "applicationApiTokens.get", f"applicationId={ID}"]


def authorization(recorder: Recorder) -> bytes:
    headers = [header for header in recorder.requests[-1].split(b"\r\n") if header.startswith(b"Authorization")]
    return headers[0] if headers else b""


def test_the_token_comes_from_the_environment(recorder: Recorder) -> None:
    run(*CALL, "--url", recorder.url, env={"DYNACLIENT_TOKEN": "abc"})
    assert authorization(recorder) == b"Authorization: Bearer abc"


def test_the_token_comes_from_the_standard_input_with_the_option(recorder: Recorder) -> None:
    run(*CALL, "--url", recorder.url, "--token-stdin", input="def\n", env={"DYNACLIENT_TOKEN": "abc"})
    assert authorization(recorder) == b"Authorization: Bearer def"


def test_a_token_on_the_standard_input_that_is_not_ascii_is_refused() -> None:
    result = run(*CALL, "--dry-run", "--token-stdin", input=b"\xff\x00")
    assert (result.exit_code, "a token is a string of visible ASCII characters" in result.stderr) == (3, True)


def test_a_terminal_prompts_for_the_token_without_an_echo(
    shell: Shell, recorder: Recorder, described: Describe
) -> None:
    shell.at_a_terminal("ghi")
    done = shell(*CALL, "--url", recorder.url, "--token-stdin")
    assert authorization(recorder) == b"Authorization: Bearer ghi"
    assert done.stderr.startswith("Token: ")


TOKEN_COMMANDS = {
    "call": CALL,
    "map": ["map", *CALL[1:2], "rows.csv"],
    "download": ["download", *CALL[1:2], "target", *CALL[2:]],
    "login": ["login"],
}
LEFT = {
    "Ctrl-C": (KeyboardInterrupt(), 130, ""),
    "Ctrl-D": (EOFError(), 2, "Token: the input has ended"),
    "Enter": ("", 2, "Token: nothing was entered"),
}


@pytest.mark.parametrize(("typed", "code", "printed"), LEFT.values(), ids=LEFT)
@pytest.mark.parametrize("words", TOKEN_COMMANDS.values(), ids=TOKEN_COMMANDS)
def test_a_prompt_for_the_token_that_is_left_ends_each_command(
    shell: Shell, words: list[str], typed: Any, code: int, printed: str
) -> None:
    Path("rows.csv").write_text(f"applicationId\n{ID}\n")
    shell.at_a_terminal(typed)
    done = shell(*words, "--token-stdin")
    assert (done.exit_code, printed in done.stderr) == (code, True), done.stderr
    assert "Aborted" not in done.stderr


def test_ctrl_c_ends_help_that_loads_a_description(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dynaclient.cli.arguments.connection.Source.load", interrupted)
    done = run("--help")
    assert (done.exit_code, done.stderr) == (130, "")


def test_user_name_and_password_are_separated_by_a_colon(recorder: Recorder, described: Describe) -> None:
    words = ["call", "things.get", "--api", described(BASIC), "--url", recorder.url]
    run(*words, env={"DYNACLIENT_TOKEN": "me:pass:word"})
    assert authorization(recorder) == b"Authorization: Basic bWU6cGFzczp3b3Jk"


def test_a_token_in_the_environment_is_ignored_by_an_api_without_authentication(
    recorder: Recorder, described: Describe
) -> None:
    words = ["call", "things.get", "--api", described(describe()), "--url", recorder.url]
    assert run(*words, env={"DYNACLIENT_TOKEN": "abc"}).exit_code == 0
    assert authorization(recorder) == b""


def test_a_token_is_sent_unencrypted_to_another_machine_only_with_the_option() -> None:
    words = [*CALL, "--url", "http://api.example.com", "--dry-run"]
    refused = run(*words, env={"DYNACLIENT_TOKEN": "abc"})
    allowed = run(*words, "--allow-http", env={"DYNACLIENT_TOKEN": "abc"})
    assert (refused.exit_code, allowed.exit_code) == (3, 0)


# --- dry runs --------------------------------------------------------------------------------------------------------


def test_a_dry_run_shows_the_request_and_sends_nothing(recorder: Recorder) -> None:
    words = [*CALL[:1], "applications.post", "application.name=é", "--dry-run", "--url", recorder.url]
    result = run(*words, env={"DYNACLIENT_TOKEN": "abc"})
    first, *lines = result.stdout.splitlines()
    assert first == f"POST {recorder.url}/applications?_actions=false&_links=true&_embedded=true"
    assert lines[-5:] == ["Authorization: Bearer ***", "", "{", '  "name": "é"', "}"]
    assert (result.stderr, recorder.requests) == ("nothing was sent\n", [])


BY_KEY = {"key": {"type": "bearer"}, "user": {"type": "basic"}, "id": {"type": "apiKey", "in": "query", "name": "id"}}
NEEDED: dict[str, tuple[Any, dict[str, str], str]] = {
    "one": ("key", {}, "no credential is set; this action needs key\nnothing was sent\n"),
    "several": ([{"key": []}, {"user": [], "id": []}], {}, "this action needs key or user and id\nnothing was sent\n"),
    "one that is set": ("key", {"DYNACLIENT_TOKEN": "abc"}, "nothing was sent\n"),
    "none": (None, {}, "nothing was sent\n"),
}


@pytest.mark.parametrize("option", ["--dry-run", "--curl"])
@pytest.mark.parametrize(("auth", "variables", "printed"), NEEDED.values(), ids=NEEDED)
def test_a_dry_run_names_the_credential_that_is_not_set(
    described: Describe, auth: Any, variables: dict[str, str], printed: str, option: str
) -> None:
    action = {"method": "GET", **({"auth": auth} if auth else {})}
    file = described(describe({"get": action}, **({"auth": BY_KEY} if auth else {})))
    assert run("things.get", "--api", file, option, env=variables).stderr.endswith(printed)
    rows = run("map", "things.get", "-", "--api", file, "--dry-run", env=variables, input="{}\n").stderr
    assert ("no credential is set" in rows) is ("this action" in printed)


def test_a_dry_run_shows_no_secret(described: Describe) -> None:
    secret = {"type": "string", "secret": True}
    parameters = {
        "key": query({"type": "string"}, secret=True), "X": {"in": "header", "name": "X-Key", "secret": True},
        "session": {"in": "cookie", "secret": True}, "plain": {"in": "header", "name": "X-Plain"},
        "body": {"in": "body", "schema": {"type": "object", "properties": {"password": secret}}},
    }  # fmt: skip
    file = described(describe({"post": {"method": "POST", "parameters": parameters}}))
    words = ["key=geheim", "X=geheim", "session=geheim", "plain=plain", "body.password=geheim", "body.name=n"]
    output = run("call", "things.post", *words, "--dry-run", "--api", file).stdout
    assert "geheim" not in output
    assert (output.count("***"), "X-Plain: plain" in output) == (4, True)


@pytest.mark.parametrize(
    ("parameters", "words", "shown"),
    [
        ({"a": {"in": "part"}, "b": {"in": "part", "secret": True}}, ["a=1", "b=2"], '{\n  "a": "1",\n  "b": "***"\n}'),
        ({"a": {"in": "part"}}, ["--content", "application/x-www-form-urlencoded", "a=1"], "a=1"),
        ({"a": {"in": "part", "secret": True}}, ["--content", "application/x-www-form-urlencoded", "a=1"],
         "a=***"),
        ({"a": {"in": "body", "secret": True}}, ["a=1"], '"***"'),
        ({"a": {"in": "part", "schema": {"file": True}}}, ["--content", "multipart/form-data", f"a=@{__file__}"],
         " bytes, not shown)"),
        ({"a": {"in": "part"}, "b": {"in": "part", "secret": True}, "c": {"in": "part", "schema": {"file": True}},
          "d": {"in": "part", "schema": {"type": "object", "properties": {"k": {"type": "string", "secret": True}}}}},
         ["--content", "multipart/form-data", "a=1", "b=2", f"c=@{__file__}", "d.k=3"],
         '\n\nContent-Disposition: form-data; name="a"\n1\n\nContent-Disposition: form-data; name="b"\n***\n\n'
         'Content-Disposition: form-data; name="c"; filename="test_commands.py"\nContent-Type: text/x-python\n'
         f"({Path(__file__).stat().st_size} bytes, not shown)\n\n"
         'Content-Disposition: form-data; name="d"\nContent-Type: application/json\n{"k":"***"}'),
    ],
)  # fmt: skip
def test_a_dry_run_redacts_secrets_in_bodies(
    described: Describe, parameters: Any, words: list[str], shown: str
) -> None:
    offered = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
    actions = {"post": {"method": "POST", "parameters": parameters, "content": offered}}
    output = run("call", "things.post", "--dry-run", "--api", described(describe(actions)), *words)
    assert output.stdout.endswith(shown + "\n"), output.stderr


def test_a_body_of_unknown_size_is_shown_as_such() -> None:
    from dynaclient import Request
    from dynaclient.call.files import file_stream
    from dynaclient.call.preview import format_request

    request = Request("POST", "https://api.example.com/", body=file_stream(iter([b"x"])))
    assert format_request(request).endswith("(an unknown number of bytes, not shown)")


# --- lint, copy ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "hint"), [("get", "in capitals, such as GET"), ("GTE", "did you mean GET?"), ("GET IT", "in capitals")]
)
def test_lint_prints_each_problem_with_its_line(described: Describe, method: str, hint: str) -> None:
    file = described('{"dynaclient": 1,\n "resources": {\n  "a": {"actions": {"b": {"method": "' + method + '"}}}}}')
    result = run("lint", file)
    found = result.stdout.splitlines()[0]
    assert (result.exit_code, found.startswith(f"{file}:3: /resources/a/actions/b/method: ")) == (1, True)
    assert hint in found


def test_lint_validates_several_files(described: Describe) -> None:
    fine, wrong = described(describe()), described(describe({"get": {"method": "G T"}}), "wrong.json")
    result = run("lint", fine, wrong, fine)
    assert (result.exit_code, {line.split(":")[0] for line in result.stdout.splitlines()}) == (
        exit_codes.PROBLEMS,
        {wrong},
    )
    assert run("lint", fine, fine).stderr == "no problems\n"
    assert run("lint", "--api", fine).stderr == f"{fine}: no problems\n"


def test_lint_prints_problems_that_have_no_line(described: Describe) -> None:
    patch = described({"resources": {"things": {"actions": {"get": {"method": "GTE"}}}}}, "patch.json")
    file = described(describe())
    assert f"{file}: /resources/things/actions/get/method: " in run("lint", file, "--patch", patch).stdout


def test_lint_reports_one_problem_of_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_bytes(b"\xff")
    result = run("lint", str(file))
    assert (result.exit_code, result.stdout.startswith(f"{file}: /: the file is not UTF-8")) == (1, True)


@pytest.mark.uncounted
def test_lint_of_the_bundled_description_finds_nothing() -> None:
    result = run("lint")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "api.json (bundled): no problems\n")


def test_copy_writes_the_bundled_description_as_it_is_but_for_its_schema(tmp_path: Path) -> None:
    target = tmp_path / "mine.json"
    assert run("copy", str(target)).exit_code == 0
    copied, given = target.read_text("utf-8").splitlines(), bundled().read_text("utf-8").splitlines()
    assert [line for line in zip(copied, given, strict=True) if line[0] != line[1]] == [
        ('  "$schema": "api.schema.json",', '  "$schema": "dynaclient/api.schema.json",')
    ]


def test_copy_overwrites_nothing(tmp_path: Path) -> None:
    target = tmp_path / "mine.json"
    target.write_text("mine")
    result = run("copy", str(target))
    assert (result.exit_code, target.read_text()) == (2, "mine")
    assert "already exists and was not changed" in result.stderr


def test_copy_reports_that_it_cannot_write(tmp_path: Path) -> None:
    result = run("copy", str(tmp_path / "no" / "such" / "folder.json"))
    reason = f"cannot be written: No such file or directory; create the folder {tmp_path / 'no' / 'such'} first"
    assert (result.exit_code, reason in result.stderr) == (2, True)


def test_copy_applies_patches(described: Describe, tmp_path: Path) -> None:
    file, patch = described(describe()), described({"title": "é"}, "patch.json")
    run("--api", file, "copy", str(tmp_path / "mine.json"), "--patch", patch)
    assert json.loads((tmp_path / "mine.json").read_text()) == {
        "$schema": "api.schema.json", **describe(), "title": "é",
    }  # fmt: skip


# --- mock ------------------------------------------------------------------------------------------------------------


def test_mock_serves_until_it_is_interrupted(described: Describe, tmp_path: Path) -> None:
    actions = {"get": {"method": "GET", "scopes": ["things.get"]}}
    file = described(describe(actions, auth={"token": {"type": "bearer"}}))
    command = [*ME, "mock", file, "--port", "0", "--grant", "abc=things.get", "--grant", "def=other,more",
               "--store", str(tmp_path / "state.db")]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        words = ["call", "things.get", "--api", file, "--url", url]
        codes = [run(*words, env={"DYNACLIENT_TOKEN": token}).exit_code for token in ("abc", "def")]
        server.send_signal(signal.SIGINT)
        _, message = server.communicate(timeout=10)
    assert (codes, server.returncode) == ([0, 4], 0)
    assert message.endswith("stopped\n")
    assert "GET /things 403" in message


def test_mock_has_a_seed_and_watches_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from dynaclient.mock import MockServer

    kept = []
    monkeypatch.setattr(MockServer, "serve_forever", lambda server: kept.append((server.snapshot(), server._watcher)))
    file, seed = tmp_path / "api.json", tmp_path / "seed.json"
    file.write_text(json.dumps(pets()))
    seed.write_text('{"/pets": [{"id": 1}]}')
    assert run("mock", str(file), "--port", "0", "--seed", str(seed), "--watch").exit_code == 0
    assert (kept[0][0]["collections"][0]["items"], kept[0][1] is None) == ([{"id": 1}], False)
    seed.write_text('{"/pots": []}')
    refused = run("mock", str(file), "--port", "0", "--seed", str(seed))
    assert refused.exit_code == 3
    assert "/pots (seed): the description has no collection with this path — did you mean /pets?" in refused.stderr
    assert run("mock", str(file), "--seed", str(tmp_path / "none.json")).exit_code == 2


def test_mock_reports_that_its_port_is_in_use(recorder: Recorder) -> None:
    result = run("mock", "--port", recorder.url.rsplit(":", 1)[1])
    assert (result.exit_code, result.stdout) == (3, "")
    assert "Traceback" not in result.stderr


def test_mock_stops_when_it_is_interrupted(monkeypatch: pytest.MonkeyPatch, described: Describe) -> None:
    from dynaclient.mock import MockServer

    def interrupted(_: MockServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MockServer, "serve_forever", interrupted)
    for command, end in (("mock", ""), ("explore", "/_explore/")):
        result = run(command, described(describe()), "--port", "0")
        assert (result.exit_code, result.stdout.startswith("http://127.0.0.1:")) == (0, True)
        assert result.stdout.endswith(f"{end}\n")
        assert result.stderr.endswith("stopped\n")


# --- the program itself ----------------------------------------------------------------------------------------------


def test_the_version_is_printed_without_the_imports_of_a_call() -> None:
    code = "import sys; from dynaclient.cli.program import program\ntry: program(['--version'])\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, modules = done.stdout.splitlines()
    assert version == f"dynaclient {__version__}"
    assert not {
        "rich",
        "jsonschema",
        "dynaclient.mock",
        "dynaclient.cli.run.demo",
        "dynaclient.cli.arguments.assignments",
        "dynaclient.cli.run.calls",
    } & set(modules.split())


@pytest.mark.parametrize("words", [[], *([name] for name in program.commands)])
def test_each_command_has_help_that_fits_its_column(words: list[str]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert "..." not in result.stdout.split("Commands:")[-1].split("Examples:")[0].replace("[WORDS]...", "")


def test_without_click_one_line_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "click", None)
    assert cli.main() == 2
    assert capsys.readouterr().err == "dynaclient: the command line needs its extra: pip install 'dynaclient[cli]'\n"


def test_an_import_error_inside_click_is_not_hidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("import no_such_module_at_all")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "click")
    importlib.invalidate_caches()
    with pytest.raises(ModuleNotFoundError, match="no_such_module_at_all"):
        cli.main()


def test_the_package_itself_can_be_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["dynaclient", "--version"])
    with pytest.raises(SystemExit) as left:
        runpy.run_module("dynaclient", run_name="__main__")
    assert (left.value.code, capsys.readouterr().out) == (0, f"dynaclient {__version__}\n")


def test_a_reader_that_closes_the_pipe_causes_no_traceback() -> None:
    with subprocess.Popen([*ME, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as lister:
        assert lister.stdout is not None
        lister.stdout.close()
        assert lister.stderr is not None
        message = lister.stderr.read()
    assert (message, lister.returncode) == (b"", exit_codes.BROKEN_PIPE)


def test_an_interruption_has_an_exit_code_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.Source, "load", _raising(KeyboardInterrupt))
    assert run("list").exit_code == exit_codes.INTERRUPTED


def _raising(error: type[BaseException]) -> Callable[[Any], None]:
    def load(_: Any) -> None:
        raise error

    return load


@pytest.mark.parametrize(
    ("stream", "discard"), [("stdout", console.discard_standard_output), ("stderr", console.discard_standard_error)]
)
def test_output_is_discarded_after_the_reader_has_closed_the_pipe(
    stream: str, discard: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "output").open("w") as file:
        monkeypatch.setattr(sys, stream, file)
        discard()
        os.write(file.fileno(), b"lost")
    assert (tmp_path / "output").read_bytes() == b""


def test_characters_that_the_encoding_lacks_are_escaped() -> None:
    done = subprocess.run(
        [*ME, "call", "applications.post", "application.name=日", "--dry-run"],
        capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert rb'"name": "\u65e5"' in done.stdout


names = st.sampled_from(["applicationApiTokens.post", "applications.import", "application.patch", "x", ""])
pieces = ["apiToken", "application", "importBundle", "ownerId", "globals", "=", ":=", "=@", ".", "[0]", "[1]", "\\", "{", "}", "null",
          "1e999", '"', "name", "/dev/null", "\udcff", "\x1b", "…", "--header", "--extra", "--query", "--content", "text/plain", "a:b"]  # fmt: skip


@pytest.mark.uncounted
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names, st.lists(st.lists(st.sampled_from(pieces), max_size=6).map("".join), max_size=4))
def test_any_words_end_with_a_documented_exit_code(name: str, words: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(connection.Source, "load", lambda _: BUNDLED)
        result = run("call", "--dry-run", name, *words)
    assert isinstance(result.exception, SystemExit | None)
    assert result.exit_code in (0, 2, 3)


def test_an_unknown_name_is_shown_without_control_characters() -> None:
    assert isinstance(UnknownName("x", "y"), DynaclientError)
    assert "\x1b" not in run("describe", "a\x1b[2J").stderr


# --- the response of an error ---------------------------------------------------------------------------------------

REFUSALS: dict[str, tuple[Any, str, str]] = {
    "JSON": ({"message": "no\x1b[2J", "trace": ["a"]}, "application/json", '\n{\n  "message": "no\\u001b[2J",\n  "trace": [\n    "a"\n  ]\n}\n'),
    "a string": ("line\nline\x1b[2J", "text/plain", "\nline\nline\\u001b[2J\n"),
    "bytes": (b"\xff\x00", "image/png", "\n(2 bytes, not shown)\n"),
    "nothing": (None, "text/plain", ""),
}  # fmt: skip


@pytest.mark.parametrize("command", [["things.get"], ["call", "things.get"], ["download", "things.get", "saved"]])
@pytest.mark.parametrize(("body", "media", "shown"), REFUSALS.values(), ids=REFUSALS)
def test_verbose_prints_the_response_of_an_error(
    described: Describe,
    responding: Responding,
    command: list[str],
    body: Any,
    media: str,
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DYNACLIENT_API", described(describe()))
    refused = response(body, 404, {"Content-Type": media, "Set-Cookie": "sid=geheim", "X-Trace": "7"})
    responding(refused, refused)
    plain, verbose = run(*command), run(*command, "--verbose")
    assert (plain.exit_code, verbose.exit_code, verbose.stdout) == (4, 4, "")
    assert plain.stderr.count("\n") <= 2
    attempt, rest = verbose.stderr.split("\n", 1)
    assert re.fullmatch(r"GET https://api\.example\.com/things: 404 in [0-9.]+ s, attempt 1", attempt)
    assert rest == f"{plain.stderr}HTTP 404\nContent-Type: {media}\nSet-Cookie: ***\nX-Trace: 7\n{shown}"


def test_verbose_adds_nothing_to_another_error(responding: Responding) -> None:
    responding()
    plain, verbose = run("applications.get", "nope=x"), run("applications.get", "nope=x", "-v")
    assert (plain.exit_code, verbose.stderr) == (3, plain.stderr)


# --- warnings --------------------------------------------------------------------------------------------------------


def test_a_warning_is_a_message_of_the_program(described: Describe, responding: Responding) -> None:
    responding(response({}))
    file = described(describe({"get": {"method": "GET", "deprecated": "Use `find`.\x1b[2J"}}))
    done = run("--api", file, "things.get")
    assert (done.exit_code, done.stderr) == (
        0,
        "dynaclient: warning: things.get is deprecated: Use `find`.\\x1b[2J [deprecated]\n",
    )


def test_a_warning_of_another_library_is_left_to_python() -> None:
    with warnings.catch_warnings(record=True) as others, _warnings_printed("dynaclient"):
        warnings.simplefilter("always")
        warnings.warn("something else", FutureWarning, stacklevel=1)
    assert [str(other.message) for other in others] == ["something else"]


WITH_ESCAPES = {
    "a file that cannot be written": ["schema", "-o", "no\x1b[2J/such/file"],
    "an input that is not there": ["applications.get", "--input", "no\x1b[2J.json"],
    "a description that is not there": ["list", "--api", "no\x1b[2J.json"],
    "one in front of the command": ["--api", "no\x1b[2J.json", "list"],
    "a package": ["new", "no\x1b[2J"],
    "an option": ["list", "--no\x1b[2J"],
    "an option in front of the command": ["--no\x1b[2J", "list"],
    "an argument": ["completion", "no\x1b[2J"],
    "a file to format": ["fmt", "no\x1b[2J"],
    "a folder": ["docs", "file/\x1b[2J"],
}


@pytest.mark.parametrize("words", WITH_ESCAPES.values(), ids=WITH_ESCAPES)
def test_a_usage_error_has_no_control_characters(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    done = run(*words)
    assert (done.exit_code, "\x1b" in done.output, "1b[2J" in done.output) == (2, False, True), done.output


IS_CLOSED = "the standard input is closed: pass a file, or data, in place of -"
CLOSED = {
    "a token": (["things.get", "--token-stdin"], 2, "--token-stdin: no token on the standard input"),
    "a token to keep": (["login", "--token-stdin"], 2, "--token-stdin: no token on the standard input"),
    "JSON": (["things.get", "n:=@-"], 2, IS_CLOSED),
    "arguments": (["things.get", "--dry-run", "--input", "-"], 2, IS_CLOSED),
    "a file to send": (["things.put", "--dry-run", "file=@-"], 2, IS_CLOSED),
    "rows": (["map", "things.get", "-"], 2, IS_CLOSED),
    "a description to format": (["fmt", "-"], 2, IS_CLOSED),
    "tools for an agent": (["mcp"], 0, ""),
}


@pytest.mark.parametrize("case", CLOSED)
def test_a_closed_standard_input_is_not_an_empty_file(case: str, tmp_path: Path) -> None:
    words, code, printed = CLOSED[case]
    content = {"application/octet-stream": {"file": True}}
    upload = {"method": "PUT", "parameters": {"file": {"in": "body", "content": content}}}
    (tmp_path / "api.json").write_text(
        json.dumps(
            describe(
                {"get": {"method": "GET", "parameters": {"n": query()}}, "put": upload}, auth={"k": {"type": "bearer"}}
            )
        )
    )
    command = [
        "sh",
        "-c",
        'exec "$@" <&-',
        "sh",
        sys.executable,
        "-m",
        "dynaclient",
        "--api",
        str(tmp_path / "api.json"),
    ]
    done = subprocess.run([*command, *words], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, printed in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr
