"""No message that a command prints gives advice in Python: what the library says in Python, a command says in a shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dynaclient.cli.output.wording import PHRASES, shell_words
from dynaclient.cli.program import program
from tests.support.descriptions import describe, query
from tests.support.wording import PYTHON, library_messages

ONLY_IN_PYTHON = (
    "the description is frozen, and shared by all clients of it",
    "only what Client.mock(…) returns has one", "Client(api, url=…) calls a server that runs already", "Client(api, url=server.url)",
    "AsyncClient runs calls in its event loop", "SELECT count(*)", "SELECT max(number)", "tuple[", "str | None", "multipart/form-data; boundary=",
    "text/plain; charset=", "; change options with with_options(…)", "see client.api for the parameters", "see help(dynaclient.Client)",
    "use client.with_options({}=…)", "was passed twice, in the dict and as a keyword", "write {}({}) or pass one dict", "is not a dict", "a dict of names",
    "use Client with executor=…", "use Client, or pass transport=…", "resume=True continues the run with another executor",
    "use only dicts, lists, strings", "session=…", "is a tuple, but not of", "open it with 'rb'", "is None, which marks the end", "is None: leave it out",
    "expected a string or None, got {}", "it leads to another origin", "SELECT action", "a path, or a file opened with 'wb'", "open it with 'wb'", "xsi:nil=", "float | None", "idempoten(?!tly)", "str | int",
    "set the proxy in the environment (HTTPS_PROXY)", "pass it with client.with_options({}={})",
    "it is an option of the client: client.", 'from_profile("work", timeout=…)', "pass api=… with that description", "dynaclient.auth.Kind(…)", "dynaclient.auth.add_kind(",
    "or `dynaclient.auth.AwsSigV4()`", 'realm="', "pass lambda: credential.get_token(", "pass auth=Login(…) again", "pass auth={}(…)", "or a source such as dynaclient.auth.", "Client(api, token=…)", "from_env(api, timeout=…)", 'write from_env("api.json", program=', "mock(api, grants={…})", "download(path, name=value)",
    'AwsSigV4("key id"', "request.with_credential(…)", "Kind(accept=…", 'PrivateKey("…"', "AuthorizationCode(", "DeviceAuthorization(",
    "ClientCredentials(", 'Password("', "JwtBearer(", "TokenExchange(", "RefreshToken(", 'Token("…"',
    "map(rows, columns={…})", "AsyncClient.load(url, …)", "load(api, token=…)", "pass an object with send(", "Headers: pass Headers(", ", or raise NotDelivered", "patch=… is a path", "pass its path, or json.load(file)", "expected a path or a dict",
    "or call to_frame()", "more: str(error)", "unknown_names.py: ", "both in a tuple", "one of which is None", "maps a column to an argument", "True shows a bar", "whether outcomes come in", "valid, as a dict", "mathjax_ignore", "resume=True continues", "with journal=path a run", "no actions found; client.api.actions has",
)  # fmt: skip
"""Messages that no command causes: values of types that a command line cannot pass, and options that it does not have."""


@pytest.mark.uncounted
def test_no_command_gives_advice_in_python() -> None:
    untranslated = [
        f"{path}: {message}"
        for path, message in library_messages()
        if PYTHON.search(shell_words(message)) and not any(part in f"{path}: {message}" for part in ONLY_IN_PYTHON)
    ]
    assert untranslated == []  # else: add a row to PHRASES of cli/output/wording.py, or to ONLY_IN_PYTHON


@pytest.mark.uncounted
def test_each_phrase_is_part_of_a_message() -> None:
    written = "\n".join(message for _, message in library_messages())
    assert [phrase for phrase in PHRASES if phrase not in written] == []  # else: the message has changed


def test_what_a_shell_is_told_instead_is_not_python() -> None:
    assert [words for words in PHRASES.values() if PYTHON.search(words)] == []


def test_another_program_has_variables_of_its_own() -> None:
    for phrase in PHRASES:
        assert "DYNACLIENT_TOKEN" not in shell_words(phrase, "my-shop")
    hint = "log in with `my-shop login`, set MY_SHOP_TOKEN, or use --token-stdin"
    assert shell_words("pass Client(token=…)", "my-shop") == hint
    assert shell_words("'DYNACLIENT_TOKEN' is a value", "my-shop") == "'DYNACLIENT_TOKEN' is a value"


GENERAL = {
    "pass it with client.with_options(timeout=3)": "pass it with --timeout 3",
    "the redirect is not followed; allow it with client.with_options(redirects=1)": "no redirect is followed on the command line: pass the base URL of the new address with --url",
    "use with_options(url='https://a b')": "use --url 'https://a b'",
    "raise it with client.with_options(max_response_bytes=…)": "raise it with the option max_response_bytes of Python",
    'no credential was sent; pass Client(token=("user", "password"))': "no credential was sent; log in with `dynaclient login`, set DYNACLIENT_TOKEN to user:password, or use --token-stdin",
    "pass Client(cert=…)": "client certificates are passed in Python",
    "continue with resume=True": "continue with --resume",
    "expected a string, got a dict": "expected a string, got an object",
    "is a NoneType, which has no form as text/plain": "is null, which has no form as text/plain",
    "is a dictionary, got a listing": "is a dictionary, got a listing",
    "the token may lack a scope; obtain one with it (scopes=[…])": "the token may lack a scope; obtain one with it: `dynaclient login --scope SCOPE`",
    "timed out waiting for the response (read_timeout 30 s)": "timed out waiting for the response (no byte for 30 s)",
    "timed out connecting (connect_timeout 0.5 s)": "timed out connecting (not within 0.5 s)",
    "Client: 2 problems, nothing was sent\n  max_size (option): is": "2 problems, nothing was sent\n  max size: is",
    'add the word to the description: patch={"auth": {"key": {"prefix": "Token "}}}': 'add the word to the description: write {"auth": {"key": {"prefix": "Token "}}} into a FILE, and pass it with --patch',
    "a.b: 1 problem, nothing was sent\n  target (call): is a folder": "a.b: 1 problem, nothing was sent\n  TARGET: is a folder",
    "a.b: 1 problem, nothing was sent\n  rows (call): no such argument": "a.b: 1 problem, nothing was sent\n  rows: no such argument",
    "set columns=… and rate=…": "set --column and --rate",
    "did you mean b={'a.b': …}?": r"did you mean b.a\.b=VALUE?",
    "columns={'a b': 'parameter'} maps the column, {'a b': None} skips it": "--column 'a b=PARAMETER' maps the column, --column 'a b=' skips it",
    "columns={'cut: 'parameter'} maps the column, {'cut: None} skips it": "--column NAME=PARAMETER maps the column, --column NAME= skips it",
    "'timeout=3' and my_resume=True": "'timeout=3' and my_resume=True",
}  # fmt: skip


@pytest.mark.parametrize(("python", "shell"), GENERAL.items())
def test_options_have_their_names_of_the_shell(python: str, shell: str) -> None:
    assert shell_words(python) == shell


# --- what commands print ---------------------------------------------------------------------------------------------

ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"q": query(), "n": query({"type": "object"}, style="json")}},
    "post": {"method": "POST", "parameters": {"b": {"in": "body", "schema": {"type": "object", "properties": {"name": {"type": "integer"}}}}}},
    "put": {"method": "PUT", "parameters": {"file": {"in": "part", "schema": {"type": "string", "file": True}}}},
}  # fmt: skip
PRINTED: dict[str, tuple[list[str], str]] = {
    "a property of the body": (["things.post", "name=5"], "  name: no such argument — did you mean b.name=VALUE?"),
    "an option as an argument": (["things.get", "timeout=3"], "  timeout: is an option, not an argument — pass it with --timeout"),
    "a flag as an argument": (["things.get", "allow_http=true"], "is an option, not an argument — pass it with --allow-http\n"),
    "an option of Python alone": (["things.get", "retries=3"], "is an option, not an argument — pass it with the option retries of Python"),
    "an option as an argument of map": (["map", "things.get", "rows.csv", "rate=3"], "rate is an option: write --rate R"),
    "an option without a metavar": (["things.get", "output=table"], "output is an option: write --output VALUE"),
    "an unknown argument": (["things.get", "x=3"], "pass undeclared values with --extra and --header"),
    "an object": (["things.get", "n=3"], "things.get: 1 problem"),
    "a media type": (["things.post", "b:={}", "--content", "text/plain"], "  --content: the body cannot be sent as"),
    "a file": (["things.put", "file=a.txt"], "write NAME=@FILE"),
    "a column": (["map", "things.get", "rows.csv"], "--column a=PARAMETER maps the column, --column a= skips it"),
    "semicolons": (["map", "things.get", "semicolons.csv"], "if semicolons separate the columns, save it with commas"),
    "another kind of file": (["map", "things.get", "rows.txt"], "pass the path of a .csv, .tsv, .ndjson or .jsonl file, or -"),
    "resume": (["map", "things.get", "rows.csv", "--column", "a=q", "--resume"], "add --journal FILE"),
    "rerun": (["map", "things.get", "rows.csv", "--column", "a=q", "--journal", "j", "--rerun", "failed"], "add --resume"),
    "two columns for one parameter": (["map", "things.get", "two.csv", "--column", "a=q", "--column", "b=q"], "--column NAME="),
    "results": (["map", "things.get", "rows.csv", "--column", "a=q", "--results", "x.txt"], "pass a path that ends with .ndjson, .jsonl or .csv"),
    "a device": (["download", "things.get", "/dev/null"], "call the action and redirect its output"),
    "http": (["things.get", "--url", "http://example.com"], "use https://, or add --allow-http"),
    "a password in a URL": (["things.get", "--url", "https://a:b@example.com"], "pass a credential with DYNACLIENT_TOKEN or --token-stdin"),
    "a credential as a header": (["things.get", "--header", "Authorization: x"], "pass a credential with DYNACLIENT_TOKEN or --token-stdin"),
    "an option without an action": (["--server", "eu"], "--server is an option of actions: write the name of one, too"),
    "an option that there is not, before the action": (["--servr", "eu", "things.get"], "No such option '--servr'"),
    "no pages": (["things.get", "--all"], "omit --all"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "printed"), PRINTED.values(), ids=PRINTED)
def test_a_command_gives_advice_for_the_command_line(
    words: list[str], printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DYNACLIENT_API", "api.json")
    monkeypatch.setenv("DYNACLIENT_TOKEN", "token")
    Path("api.json").write_text(json.dumps(describe(ACTIONS, auth={"key": {"type": "bearer"}})))
    texts = {
        "rows.csv": "a\n1\n",
        "two.csv": "a,b\n1,2\n",
        "semicolons.csv": "a;b\n1;2\n",
        "rows.txt": "1\n",
        "a.txt": "a",
    }
    for name, text in texts.items():
        Path(name).write_text(text)
    done = CliRunner().invoke(program, words, prog_name="dynaclient")
    assert done.exit_code in (2, 3)
    assert printed in done.stderr
    assert not PYTHON.search(done.stderr.replace("SECONDS", "")) or words[-1] == "retries=3"


def test_the_outcome_of_a_row_gives_advice_for_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DYNACLIENT_API", "api.json")
    Path("api.json").write_text(json.dumps(describe(ACTIONS)))
    done = CliRunner().invoke(
        program, ["map", "things.put", "-", "--mock"], prog_name="dynaclient", input='{"file": "a.txt"}\n[1]\n'
    )
    assert "write NAME=@FILE" in done.stdout
    assert done.stdout.count("\n") == 2
    assert not PYTHON.search(done.stdout)


def test_a_refused_connection_names_the_host() -> None:
    done = CliRunner().invoke(program, ["applications.get", "--url", "http://127.0.0.1:9"], prog_name="dynaclient")
    assert done.exit_code == 6
    assert "could not connect" in done.stderr
