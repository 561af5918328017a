"""A call as a curl command: curl sends what the client would send."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from multipart import MultipartParser  # of the package `multipart`

from dynaclient.call.bodies import Multipart, _head
from dynaclient.call.files import FileStream, file_stream
from dynaclient.cli.output.curl import curl_command
from dynaclient.cli.program import program
from dynaclient.messages import Request
from tests.support.descriptions import describe, query
from tests.support.programs import require_programs
from tests.support.raw_server import RawServer, Received

KINDS = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
FILE = {"type": "string", "file": True}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"filter": query(), "X": {"in": "header", "name": "X-Note"}}},
    "head": {"method": "HEAD"},
    "delete": {"method": "DELETE", "path": "/{id}", "parameters": {"id": {"in": "path"}}},
    "post": {
        "method": "POST", "content": KINDS,
        "parameters": {"a": {"in": "part"}, "b": {"in": "part", "schema": {"type": "object"}}, "file": {"in": "part", "schema": FILE}},
    },
    "put": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"application/octet-stream": FILE, "text/plain": {}}}}},
    "patch": {"method": "PATCH", "parameters": {"secret": {"in": "header", "name": "X-Key", "secret": True}}},
}  # fmt: skip
NASTY = 'it\'s "so"; $HOME `id` \\ é @x'


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    auth = {"key": {"type": "bearer"}, "login": {"type": "basic"}}
    (tmp_path / "api.json").write_text(json.dumps(describe(ACTIONS, auth={"key": auth["key"]})))
    (tmp_path / "basic.json").write_text(json.dumps(describe(ACTIONS, auth={"login": auth["login"]})))
    (tmp_path / "na;me \"'.bin").write_bytes(bytes(range(256)))
    (tmp_path / "-").write_bytes(b"dash")
    monkeypatch.setenv("DYNACLIENT_API", str(tmp_path / "api.json"))
    monkeypatch.chdir(tmp_path)


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="dynaclient", **more)


def parts_of(received: Received) -> list[tuple[str, str | None, str | None, bytes]]:
    (kind,) = received.values("Content-Type")
    match = re.search(r"boundary=(\S+)", kind)
    assert match is not None
    import io

    parser = MultipartParser(io.BytesIO(received.body), match[1])
    return [(part.name, part.filename, part.headers.get("Content-Type"), part.raw) for part in parser]


def comparable(received: Received) -> tuple[Any, ...]:
    """Return what has to be the same."""
    kind = (received.values("Content-Type") or [""])[0].partition(";")[0]
    body = parts_of(received) if kind == "multipart/form-data" else received.body
    headers = {name: received.values(name) for name in ("Authorization", "Accept-Version", "X-Note", "Host")}
    return received.head.split(b"\r\n", 1)[0], kind, body, headers


CALLS = [
    ["things.get", f"filter={NASTY}", f"X={NASTY.replace('é', 'e')}"],
    ["things.get", "X="],
    ["things.head"],
    ["things.delete", "id=[1]{2}/3?"],
    ["things.post", f"a={NASTY}", 'b:={"c": [1, "é"]}'],
    ["things.post", "--content", KINDS[1], f"a={NASTY}", "b:={\"c\": 1}"],
    ["things.post", "--content", KINDS[2], f"a={NASTY}", "b:={\"c\": 1}", "file=@na;me \"'.bin"],
    ["things.put", "data=@na;me \"'.bin"],
    ["things.put", "data=@./-"],
    ["things.put", "--content", "text/plain", f"data={NASTY}"],
]  # fmt: skip


@pytest.fixture
def servers() -> Iterator[tuple[RawServer, RawServer]]:
    """Yield a server for the requests of the client, and one for those of curl."""
    require_programs("curl")
    with RawServer() as ours, RawServer() as theirs:
        yield ours, theirs


@pytest.mark.parametrize("words", CALLS, ids=lambda words: " ".join(words)[:40])
def test_what_curl_sends_is_what_the_client_sends(words: list[str], servers: tuple[RawServer, RawServer]) -> None:
    ours, theirs = servers
    environment = {"DYNACLIENT_TOKEN": "t0ken"}
    assert run(*words, "--url", ours.url, env=environment).exit_code == 0
    shown = run(*words, "--curl", "--url", theirs.url, env=environment)
    assert (shown.exit_code, shown.stderr) == (0, "nothing was sent\n")
    assert "t0ken" not in shown.stdout
    done = subprocess.run(
        ["/bin/sh", "-c", f"{shown.stdout.rstrip()} --silent --max-time 10"],
        env={**os.environ, **environment}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [str(comparable(request)).replace(theirs.url[7:], ours.url[7:]) for request in theirs.requests] == [
        str(comparable(request)) for request in ours.requests
    ]


def test_curl_reads_the_standard_input_too(servers: tuple[RawServer, RawServer]) -> None:
    _, theirs = servers
    shown = run("things.put", "data=@-", "--curl", "--url", theirs.url).stdout
    subprocess.run(["/bin/sh", "-c", f"{shown.rstrip()} --silent"], input=b"\0a", check=True)
    assert theirs.requests[0].body == b"\0a"


def test_user_name_and_password_are_passed_to_curl(servers: tuple[RawServer, RawServer]) -> None:
    _, theirs = servers
    environment = {"DYNACLIENT_TOKEN": "me:geheim", "DYNACLIENT_API": "basic.json"}
    shown = run("things.get", "--curl", "--url", theirs.url, env=environment).stdout
    assert "geheim" not in shown
    subprocess.run(["/bin/sh", "-c", f"{shown.rstrip()} --silent"], env={**os.environ, **environment}, check=True)
    assert theirs.requests[0].values("Authorization") == ["Basic bWU6Z2VoZWlt"]


def test_other_secrets_are_redacted_with_a_message() -> None:
    done = run("things.patch", "secret=geheim", "--curl", "--url", "https://api.example.com")
    assert "geheim" not in done.stdout
    assert "--header 'X-Key: ***'" in done.stdout
    needed = "no credential is set; this action needs key\n"
    assert done.stderr == f"replace *** with the secret\n{needed}nothing was sent\n"


def test_several_calls_are_printed_one_after_the_other() -> None:
    Path("two.ndjson").write_text('{"filter": "a"}\n{"filter": "b"}\n')
    done = run("things.get", "--input", "two.ndjson", "--curl", "--url", "https://api.example.com")
    assert re.findall(r"filter=(\w)", done.stdout) == ["a", "b"]


# --- hostile names and values ----------------------------------------------------------------------------------------

HOSTILE = (
    "x=@FILE;y", "@FILE", "<FILE", "=@FILE", "=", "a=b", "x;type=text/html", "x;filename=y", "x;headers=@FILE", "(", ")", '"', '\\"', "\\", "a\\",
    '"@FILE"', '";type=x/y;"', "a,b", "a;b", "$(cat FILE)", "`cat FILE`", "$HOME", "'", "!x", "-", "--", "-K FILE", "--config=FILE", "#", "~",
    "[a-z]", "{a,b}", "%22", "%0D%0A", " a ", "a\nb", "a\tb", "é", "\\u0041", "\u2019", "*", "?", "&a=b", "+", "",
)  # fmt: skip
"""What curl or a shell would read as something else, in each place of a request."""
_hostile = st.sampled_from(HOSTILE) | st.text(st.sampled_from("@<=;,\"'\\$`()[]{}!#%&-~* \n\té"), max_size=6)
_wire_name = _hostile.filter(lambda name: name.isprintable() and name)
_header = _hostile.filter(lambda text: text.isprintable() and text.isascii() and text == text.strip())
_file_name = _hostile.filter(lambda name: "/" not in name and 0 < len(name.encode()) < 200)


def _hostile_description(name: str) -> dict[str, Any]:
    """Return a description in which a part, a value of a form, a query parameter and a cookie have this name."""
    part, form = {"in": "part", "name": name}, {"method": "POST", "content": KINDS[1]}
    actions = {
        "form": {"method": "POST", "content": KINDS[2], "parameters": {"part": part, "file": {**part, "schema": FILE, "name": f"{name}2"}}},
        "pairs": {**form, "parameters": {"part": part}},
        "data": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"text/plain": {}}}}},
        "file": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"application/octet-stream": FILE}}}},
        "get": {"method": "GET", "parameters": {
            "query": {"in": "query", "name": name}, "cookie": {"in": "cookie", "name": "c"}, "header": {"in": "header", "name": "X-Note"},
        }},
    }  # fmt: skip
    return describe(actions)


def _bytes_of(received: Received, url: str) -> tuple[bytes, ...]:
    """Return the bytes of a request that a server acts on, with one name for the boundary of each form."""
    boundary = re.search(rb"boundary=(\S+)", received.head)
    names = (b"authorization:", b"content-type:", b"cookie:", b"x-note:", b"host:")
    lines = [line.rstrip() for line in received.head.split(b"\r\n") if line.lower().startswith(names)]
    parts = (received.line, received.body, *sorted(lines))
    return tuple(
        (part.replace(boundary[1], b"BOUNDARY") if boundary else part).replace(url[7:].encode(), b"HOST")
        for part in parts
    )


@pytest.fixture(scope="module")
def raw_servers() -> Iterator[tuple[RawServer, RawServer]]:
    require_programs("curl")
    with RawServer() as ours, RawServer() as theirs:
        yield ours, theirs


def _compare(name: str, words: list[str], arguments: dict[str, Any], servers: tuple[RawServer, RawServer]) -> bool:
    """Return whether the call can be written for curl; if so, curl has sent what the client sent."""
    Path("hostile.json").write_text(json.dumps(_hostile_description(name)), "utf-8")
    Path("input.json").write_text(json.dumps(arguments), "utf-8")
    Path("FILE").write_text("a file of the reader")
    ours, theirs = servers
    ours.requests.clear()
    theirs.requests.clear()
    options = ["--api", "hostile.json", "call", *words, "--input", "input.json"]
    assert run(*options, "--url", ours.url).exit_code == 0
    shown = run(*options, "--curl", "--url", theirs.url)
    if shown.exit_code:
        assert (shown.exit_code, shown.stdout) == (2, "")
        assert "the request cannot be written for curl" in shown.stderr
        return False
    script = f"{shown.stdout.rstrip()} --silent --max-time 10"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, (script, done.stderr)
    assert _bytes_of(theirs.requests[0], theirs.url) == _bytes_of(ours.requests[0], ours.url)
    assert b"a file of the reader" not in theirs.requests[0].body
    return True


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=_wire_name, value=_hostile, header=_header, file_name=_file_name, action=st.sampled_from(["form", "pairs", "data", "file", "get"]))  # fmt: skip
def test_names_and_values_are_never_in_the_language_of_curl(
    name: str, value: str, header: str, file_name: str, action: str, raw_servers: tuple[RawServer, RawServer]
) -> None:
    folder = Path("files")
    folder.mkdir(exist_ok=True)
    path = folder / file_name
    path.write_bytes(b"\x00\xff\r\n")
    arguments: dict[str, dict[str, Any]] = {
        "form": {"part": value}, "pairs": {"part": value}, "data": {"data": value}, "file": {},
        "get": {"query": value, "cookie": header, "header": header},
    }  # fmt: skip
    words = {"form": [f"file=@{path}"], "file": [f"data=@{path}"]}.get(action, [])
    is_written = _compare(name, [f"things.{action}", *words], arguments[action], raw_servers)
    assert is_written or action == "form"


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "the name of a file to send": ("x=@FILE;y", {"part": "a"}, "a part of its form has the name 'x=@FILE;y', and curl needs one without ="),
    "a value that a terminal cannot show": ("a", {"part": "a\x1b[31m"}, "it has characters that a terminal cannot show"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_curl_cannot_be_given_is_refused(name: str, arguments: dict[str, Any], reason: str) -> None:
    Path("hostile.json").write_text(json.dumps(_hostile_description(name)))
    Path("input.json").write_text(json.dumps(arguments))
    done = run("--api", "hostile.json", "call", "things.form", "file=@./-", "--input", "input.json", "--curl", "--url", "https://api.example.com")  # fmt: skip
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"the request cannot be written for curl: {reason}; --dry-run shows the request" in done.stderr


def _form(head: bytes, data: Any = b"a", media: str = "multipart/form-data") -> Multipart:
    return Multipart(media, "boundary", ((head, file_stream(data)),))


@pytest.mark.parametrize(
    ("body", "method", "reason"),
    [
        (b"\xff", "POST", "its body is not UTF-8"),
        (b"a", "HEAD", "it is a HEAD request with a body"),
        (_form(_head("", None, None)), "POST", "a part of its form has the name ''"),
        (_form(_head("a", None, None), media="multipart/mixed"), "POST", "its body is multipart/mixed"),
        (_form(_head("a", "b", "text/plain; charset=x"), Path(__file__)), "POST", "the media type of the part 'a' has parameters"),
        (_form(_head("a", "b", None)), "POST", "the data of a file is not in a file"),
        (_form(b"X: y\r\n\r\n"), "POST", "the head of a part of its form cannot be read"),
        (FileStream(b"a", 1), "POST", "the data of a file is not in a file"),
    ],
)  # fmt: skip
def test_a_request_without_an_equal_in_curl_is_refused(body: Any, method: str, reason: str) -> None:
    with pytest.raises(click.UsageError, match=re.escape(reason)):
        curl_command(Request(method, "https://api.example.com/", body=body))
