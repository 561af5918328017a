"""Any locale and any kind of path: nothing raises, data is UTF-8, and a path of Windows is not taken for a URL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from dynaclient import cli
from dynaclient.call.targets import find_target
from dynaclient.cli.arguments import assignments
from dynaclient.cli.arguments.assignments import _ASSIGNMENT
from dynaclient.cli.arguments.decoding import decoded, quoted
from dynaclient.cli.arguments.options import DESCRIPTION_TYPE
from dynaclient.cli.output.console import print_message
from dynaclient.runtime.paths import is_remote, is_url, path_of_file_url, show_path
from tests.cli.conftest import Recorder
from tests.support.descriptions import action, api_of, describe, query
from tests.support.raw_server import RawServer, raw_response

DESCRIPTION = describe(
    {"get": action({"q": query({"enum": ["größe", "例"]}, description="Maß → 例")}, description="Listet „alles“ → 例 😀")},
    title="Übung → 例",
)  # fmt: skip
LOCALES: dict[str, dict[str, str]] = {
    "C": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "ascii": {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "ascii"},
    "cp1252": {"LC_ALL": "C", "PYTHONIOENCODING": "cp1252", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
}
SEVERAL = """
import sys
from dynaclient.cli import main
for line in sys.stdin.buffer.read().decode().splitlines():
    sys.argv[1:] = line.encode().decode(sys.getfilesystemencoding(), "surrogateescape").split()
    try:
        main()
    except SystemExit as left:
        print("left with", left.code, flush=True)
"""
"""Runs the program with each line of the standard input, in one process."""
PRINTED = (
    "--help",
    "list",
    "things.get --help",
    "describe things.get",
    "nothíng",
    "things.get q=ü",
    "list größe",
    "things.get --header ü:1",
    "lint",
    "things.get --url ü",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("größe.json").write_text(json.dumps(DESCRIPTION, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def run(words: list[str], variables: dict[str, str], **more: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LANG", "PYTHONIOENCODING")
    }
    return subprocess.run(
        [sys.executable, *words], capture_output=True, check=False, env={**environment, **variables}, **more
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_help_results_and_errors_are_printed_in_any_locale(folder: Path, locale: str) -> None:
    lines = "\n".join(f"--api größe.json {line}" for line in PRINTED)
    done = run(["-c", SEVERAL], LOCALES[locale], input=lines.encode())
    assert done.stdout.count(b"left with") == len(PRINTED)
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"left with 1\n" not in done.stdout


@pytest.mark.parametrize(("errors", "written"), [("strict", b"\\u2192"), ("replace", b"?")])
def test_a_stream_escapes_what_it_cannot_encode(errors: str, written: bytes) -> None:
    stream = TextIOWrapper(BytesIO(), encoding="ascii", errors=errors)
    cli._escape_what_is_not_encodable(stream)
    stream.write("→")
    stream.flush()
    assert stream.buffer.getvalue() == written
    cli._escape_what_is_not_encodable(StringIO())  # has no encoding


@pytest.mark.parametrize("locale", LOCALES)
def test_arguments_in_utf_8_arrive_intact(folder: Path, recorder: Recorder, locale: str) -> None:
    words = [
        "-m",
        "dynaclient",
        "--api",
        "größe.json",
        "things.get",
        "q=größe",
        "--url",
        recorder.url,
        "--extra",
        "x=ß",
    ]
    done = run(words, LOCALES[locale])
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"GET /things?q=gr%C3%B6%C3%9Fe&x=%C3%9F " in recorder.requests[0]


@pytest.mark.parametrize("name", ["fü ä.json".encode(), b"q\xff'.json"])
@pytest.mark.parametrize(
    ("words", "before", "inside"),
    [
        (["copy"], b" --api ", b""),
        (["alias", "things", "--api", "größe.json", "--folder"], b" --folder ", b""),
        (["man"], b" -l ", b"/dynaclient.1"),
    ],
)
def test_the_name_of_a_file_can_be_pasted_in_the_locale_of_c(
    folder: Path, name: bytes, words: list[str], before: bytes, inside: bytes
) -> None:
    done = run(["-m", "dynaclient", *words, os.fsdecode(name)], LOCALES["C"])
    assert done.returncode == 0
    (word,) = (line.partition(before)[2] for line in done.stderr.splitlines() if before in line)
    assert word.startswith(b"$'")
    pasted = subprocess.run(["bash", "-c", b"printf '%s\\n' " + word], capture_output=True, check=True)
    assert pasted.stdout.splitlines()[0] == name + inside


@pytest.mark.parametrize(("word", "shown"), [("fü", "'fü'"), ("f\udcc3\udcbc x", "'fü x'"), ("q\udcff", r"$'q\xff'")])
def test_a_word_is_quoted_as_it_is_pasted(word: str, shown: str) -> None:
    assert quoted(word).encode("utf-8", "backslashreplace").decode() == shown


def test_a_message_has_the_characters_of_a_name_that_the_locale_could_not_decode(
    capfd: pytest.CaptureFixture[str],
) -> None:
    print_message("f\udcc3\udcbc/q\udcff.bin")
    assert capfd.readouterr().err == "fü/q\\udcff.bin\n"


@pytest.mark.parametrize("form", ["json", "ndjson", "table"])
def test_what_is_written_to_a_file_is_utf_8(folder: Path, form: str) -> None:
    with RawServer(lambda _: raw_response('[{"name": "größe → 例"}]'.encode())) as server:
        words = ["-m", "dynaclient", "--api", "größe.json", "things.get", "--url", server.url, "-o", form]
        done = run(words, LOCALES["cp1252"])
    assert (done.returncode, "größe → 例" in done.stdout.decode("utf-8")) == (0, True)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("gr\udcc3\udcb6\udcc3\udc9fe", "größe"),
        ("größe", "größe"),
        ("\udcff", "\udcff"),
        ("a", "a"),
    ],
)
def test_a_word_that_the_locale_did_not_decode_is_utf_8(word: str, expected: str) -> None:
    assert decoded(word) == expected


# --- Windows: written for it, and not run -----------------------------------------------------------------------------

PATHS = (
    r"C:\dir\api.json",
    "C:api.json",
    "C:/dir/api.json",
    r"\\server\share\api.json",
    r"dir\api.json",
    r"C:\me@home\api.json",
    r"\\?\C:\api.json",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_windows_is_not_a_url(path: str) -> None:
    assert (is_remote(path), is_url(path), path_of_file_url(path, windows=True)) == (False, False, path)
    assert not is_url(str(PureWindowsPath(path)))
    assert show_path(path) == repr(path)


URLS = {
    "file:///C:/my%20dir/api.json": r"C:\my dir\api.json",
    "file:/C:/api.json": r"C:\api.json",
    "FILE://localhost/C:/api.json": r"C:\api.json",
    "file://server/share/api.json": r"\\server\share\api.json",
    "https://example.com/C:/api.json": "https://example.com/C:/api.json",
}


@pytest.mark.parametrize("url", URLS)
def test_a_file_url_is_a_path_of_windows(url: str) -> None:
    path = path_of_file_url(url, windows=True)
    assert path == URLS[url]
    assert url.startswith("https") or PureWindowsPath(path).is_absolute()


def test_a_file_url_is_a_path_elsewhere(folder: Path) -> None:
    assert path_of_file_url("file:///my%20dir/api.json", windows=False) == "/my dir/api.json"
    assert path_of_file_url("file://localhost/dir/x", windows=False) == "/dir/x"
    assert path_of_file_url("file://server/share/x", windows=False) == "file://server/share/x"
    url = (folder / "größe.json").as_uri()
    assert DESCRIPTION_TYPE.convert(url, None, None) == str(folder / "größe.json")


@pytest.mark.parametrize("word", [r"file=@C:\x.png", r"file=@\\server\share\x.png", r"file:=@C:\x.json", r"a.b=@C:x"])
def test_a_path_of_windows_may_follow_an_at_sign(word: str) -> None:
    match = _ASSIGNMENT.fullmatch(word)
    assert match is not None
    assert (match[1], match[3]) == (word.split("=", maxsplit=1)[0].rstrip(":"), word.partition("@")[2])
    action = api_of({"file": {"in": "body", "content": {"image/png": {"file": True}}}}, method="POST").action(
        "things.get"
    )
    assert str(assignments._file(find_target(action, "file"), match[3], "file")) == match[3]
