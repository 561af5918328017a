"""`import`, `cache`, and a URL in place of a file."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from dynaclient import Client, format_description, lint, load
from dynaclient.cli.completion.shells import Zsh
from dynaclient.cli.program import program
from dynaclient.description import translation_cache
from tests.support import ROOT
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, raw_response
from tests.support.standin_format import register, standin

LIBRARY = ROOT / "examples" / "library.yaml"
LOSS = standin(calls={"get": {"method": "GET", "path": "/a", "loss": 1}, "post": {"method": "POST", "path": "/b"}})


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments, prog_name="dynaclient")


@pytest.fixture(autouse=True)
def _standin_format(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch)


@pytest.fixture
def source(tmp_path: Path) -> str:
    file = tmp_path / "source.yaml"
    file.write_text(yaml.dump(LOSS, sort_keys=False))
    return str(file)


@pytest.fixture
def server() -> Iterator[RawServer]:
    text = json.dumps(describe({"get": {"method": "GET"}}))
    with RawServer(lambda _: raw_response(text.encode())) as running:
        yield running


# --- import


READ = "is what is read, and would be replaced: choose another name"


@pytest.mark.parametrize(
    "words",
    [
        "import own.yaml -o own.yaml",
        "import own.yaml -o ./link.json",
        "import own.yaml --names names.json -o names.json",
        "import own.yaml --patch patch.json -o patch.json",
        "export openapi --api own.yaml -o link.json",
        "export openapi --api own.yaml --patch patch.json -o patch.json",
    ],
)
def test_what_a_document_is_made_from_is_not_replaced(
    words: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_bytes(Path(source).read_bytes())
    Path("link.json").symlink_to("own.yaml")
    for name in ("names.json", "patch.json"):
        Path(name).write_text("{}")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    done = run(*words.split())
    assert (done.exit_code, READ in done.stderr) == (2, True)
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


@pytest.mark.parametrize("words", ["import {} --patch patch.json", "--patch patch.json import {}"])
def test_patches_are_in_what_is_converted(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("patch.json").write_text('{"title": "Patched"}')
    done = run(*words.format(LIBRARY).split(), "-o", "api.json")
    assert (done.exit_code, load("api.json").title) == (0, "Patched")
    assert run("diff", str(LIBRARY), "api.json", "--patch", "patch.json").stderr == "no differences\n"
    assert "title" in run("diff", str(LIBRARY), "api.json", "--texts").stdout


PATCHES = {
    "{": ":1: /: invalid JSON",
    '{"resources": {"boks": {}}}': ": /resources/boks: the description has no resource 'boks'",
}


@pytest.mark.parametrize(("patch", "problem"), PATCHES.items(), ids=["JSON", "a misspelt name"])
def test_the_problem_of_a_patch_is_in_the_patch(
    patch: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("patch.json").write_text(patch)
    done = run("lint", str(LIBRARY), "--patch", "patch.json")
    assert (done.exit_code, done.stdout.startswith(f"patch.json{problem}")) == (1, True), done.stdout


BROKEN = {"method": "GET", "path": "/{x"}
PARTS = {
    "resources": {
        "items": {
            "path": "/items",
            "actions": {"list": {"method": "GET"}, "broken": BROKEN},
            "resources": {"tags": {"path": "/tags", "actions": {"list": {"method": "GET"}}}},
        }
    }
}
OF_PATCHES: dict[str, tuple[Any, str]] = {
    "an action": (
        {"resources": {"items": {"actions": {"lst": BROKEN}}}},
        "/resources/items/actions/lst/path: the path",
    ),
    "a key": (
        {"resources": {"items": {"actions": {"list": {"mthod": "GET"}}}}},
        "/resources/items/actions/list/mthod: ",
    ),
    "a path": ({"resources": {"items": {"path": "/{y"}}}, "/resources/items/actions/list/path: "),
    "a resource": ({"resources": {"items": 5}}, "/resources/items: "),
    "below": (
        {"resources": {"items": {"resources": {"tags": {"actions": {"list": {"path": "/{"}}}}}}},
        "/tags/actions/list/path",
    ),
    "shared": ({"schemas": {"A": {"$ref": "#/schemas/B"}}}, "/schemas/A: `$ref` '#/schemas/B' does not resolve"),
    "another format": ({"openapi": "3.1.0", "paths": {}}, "openapi"),
    "a name": ({"resources": {"items": {"actions": {"List": {"method": "GET"}}}}}, "'List'"),
    "nothing": ({"resources": {"items": {"actions": {"broken": {"description": "Other."}}}}}, ""),
    "no object": ([], "a description has to be a JSON object"),
}


@pytest.mark.parametrize(
    "words", ["diff own.json own.json", "import own.json -o new.json", "copy new.json --api own.json"]
)
@pytest.mark.parametrize(("patch", "problem"), OF_PATCHES.values(), ids=list(OF_PATCHES))
def test_problems_that_a_patch_makes_end_the_command(
    words: str, patch: Any, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.json").write_text(json.dumps({"dynaclient": 1, "title": "T", "server": "https://a.example", **PARTS}))
    Path("patch.json").write_text(json.dumps(patch))
    done = run(*words.split(), "--patch", "patch.json")
    if problem:
        assert (done.exit_code, Path("new.json").exists()) == (3, False)
        assert "patch.json has" in done.stderr
        assert problem in done.stderr
    else:
        assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize("words", ["lint http://a.example/api.json", "import http://a.example/api.json"])
def test_an_unencrypted_url_is_refused_in_the_words_of_a_shell(words: str) -> None:
    done = run(*words.split())
    assert done.exit_code in (1, 3)
    assert "— use https://, or download it" in done.output
    assert "allow_http" not in done.output


def test_what_copy_does_not_replace_is_replaced_by_the_command_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("patch.json").write_text('{"title": "Patched"}')
    Path("api.json").write_text("{}")
    done = run("copy", "api.json", "--api", str(LIBRARY), "--patch", "patch.json")
    command = done.stderr.strip().rpartition("or replace it: dynaclient ")[2]
    assert (done.exit_code, run(*shlex.split(command)).exit_code) == (2, 0)
    run("copy", "other.json", "--api", str(LIBRARY), "--patch", "patch.json")
    assert Path("api.json").read_text("utf-8") == Path("other.json").read_text("utf-8")


DASH = "- is not the standard output here; pass the path of a "


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("import own.yaml -o -", ""),
        ("export openapi --api own.yaml -o -", ""),
        ("schema -o -", ""),
        ("copy - --api own.yaml", f"{DASH}file, or write ./-"),
        ("download things.get - --api own.yaml", f"{DASH}file, or write ./-"),
        ("map things.get own.yaml --journal - --api own.yaml", f"{DASH}file, or write ./-"),
        ("map things.get own.yaml --results - --api own.yaml", f"{DASH}file, or write ./-"),
        ("mcp --log - --api own.yaml", f"{DASH}file, or write ./-"),
        ("mock own.yaml --record -", f"{DASH}file, or write ./-"),
        ("docs --api own.yaml -", f"{DASH}folder, or write ./-"),
        ("lint -", "a description is not read from the standard input: write it to a file"),
    ],
)
def test_a_dash_is_never_the_name_of_a_file(
    words: str, message: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_bytes(Path(source).read_bytes())
    done = run(*words.split())
    assert (done.exit_code, message in done.stderr) == (2 if message else 0, True)
    assert (done.stdout.startswith("{"), Path("-").exists()) == (not message, False)


EMPTY: dict[str, tuple[list[str], str]] = {
    # command → its words, and how the message begins
    "copy": (["copy", ""], "Invalid value for 'FILE': the path is empty; pass the path of a file"),
    "import": (["import", "own.yaml", "-o", ""], "Invalid value for '-o' / '--output': the path is empty"),
    "schema": (["schema", "-o", ""], "Invalid value for '-o' / '--output': the path is empty"),
    "alias": (["alias", "shop", "--folder", ""], "Invalid value for '--folder': the path is empty; pass the path of a folder"),
    "download": (["download", "things.get", ""], "Invalid value for 'TARGET': the path is empty"),
    "docs": (["docs", ""], "Invalid value for 'DIR': the path is empty"),
    "mcp": (["mcp", "--log", ""], "Invalid value for '--log': the path is empty"),
    "mock": (["mock", "own.yaml", "--store", ""], "Invalid value for '--store': the path is empty"),
    "a description": (["list", "--api", ""], "Invalid value for '--api': the path is empty; pass the path of a file"),
    "a patch": (["list", "--patch", ""], "Invalid value for '--patch': the path is empty"),
    "rows": (["map", "things.get", ""], "Invalid value for 'FILE': the path is empty"),
    "arguments": (["call", "things.get", "--input", ""], "Invalid value for '--input': the path is empty"),
    "a description to format": (["fmt", ""], "Invalid value for 'FILE…': the path is empty"),
    "a token": (["mcp", "--token-file", ""], "Invalid value for '--token-file': the path is empty"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "message"), EMPTY.values(), ids=EMPTY)
def test_an_empty_path_is_refused_by_the_name_of_its_option(
    words: list[str], message: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_bytes(Path(source).read_bytes())
    before = sorted(path.name for path in tmp_path.iterdir())
    done = run(*words)
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_document_is_converted_and_what_is_lost_is_noted(source: str) -> None:
    result = run("import", source)
    assert result.exit_code == 0
    assert result.stdout == format_description(result.stdout)
    assert load(json.loads(result.stdout)).action("things.post").path == "/t/b"
    assert result.stderr == f"{source}:6: /calls/get/loss: is left out [loss]\n"


def test_it_is_written_to_a_file_in_place_of_an_earlier_one(source: str, tmp_path: Path) -> None:
    target = tmp_path / "api.json"
    result = run("import", source, "-o", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-2] == f"{target}: written, 2 actions, 1 note"
    assert lint(target) == []
    target.chmod(0o640)
    target.write_text("{}")
    assert f"{target}: replaced, 2 actions, 1 note\n" in run("import", source, "-o", str(target)).stderr
    assert (lint(target), target.stat().st_mode & 0o777) == ([], 0o640)


def test_it_cannot_be_written_where_there_is_no_folder(source: str, tmp_path: Path) -> None:
    result = run("import", source, "-o", str(tmp_path / "no" / "api.json"))
    assert (result.exit_code, "cannot be written" in result.stderr) == (2, True)


def test_strict_writes_nothing_if_anything_is_lost(source: str, tmp_path: Path) -> None:
    target = tmp_path / "api.json"
    result = run("import", source, "-o", str(target), "--strict")
    assert (result.exit_code, target.exists()) == (1, False)
    assert "/calls/get/loss" in result.stderr
    Path(source).write_text(yaml.dump(standin()))
    assert run("import", source, "-o", str(target), "--strict").exit_code == 0


def test_a_person_chooses_names(source: str, tmp_path: Path) -> None:
    names = tmp_path / "names.json"
    names.write_text('{"get": "fetch"}')
    result = run("import", source, "--names", str(names), "--base", "https://a.example/x", "--infer-pages")
    document = json.loads(result.stdout)
    assert list(document["resources"]["things"]["actions"]) == ["fetch", "post"]
    assert document["server"] == "https://a.example/x"


def test_what_is_for_other_formats_is_refused_for_our_own(tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(describe()))
    (tmp_path / "names.json").write_text('{"x": "y"}')
    others = ["--names", str(tmp_path / "names.json"), "--infer-pages", "--base", "https://a.example"]
    done = run("import", str(file), *others)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{file} has the format of api.json already: omit --names, --infer-pages, --base" in done.stderr


def test_names_are_chosen_with_a_patch_of_everything(source: str, tmp_path: Path) -> None:
    (tmp_path / "patch.json").write_text(
        '{"resources": {"things": {"actions": {"fetch": {"summary": "a"}}}}, "title": "b"}'
    )
    (tmp_path / "names.json").write_text('{"get": "fetch"}')
    words = ["--names", str(tmp_path / "names.json"), "--patch", str(tmp_path / "patch.json")]
    assert json.loads(run("import", source, *words).stdout)["title"] == "b"


@pytest.mark.parametrize(
    ("base", "reason"),
    [("https://u:SECRET@a.example/x", "contains a user name or password"), ("ftp://a.example", "is not of the form"),
     ("nonsense", "is not of the form"), ("https://a.example:99999", "is not a valid URL")],
)  # fmt: skip
def test_a_base_is_a_url_without_a_password(base: str, reason: str, source: str, tmp_path: Path) -> None:
    target = tmp_path / "api.json"
    result = run("import", source, "--base", base, "-o", str(target))
    assert (result.exit_code, reason in result.stderr, "SECRET" in result.stderr) == (2, True, False)
    assert not target.exists()


@pytest.mark.parametrize("url", ["https://a.example/openapi.json?v=1#top", "http://a.example/"])
def test_a_base_may_be_the_whole_url_of_the_document(url: str, source: str) -> None:
    assert run("import", source, "--base", url).exit_code == 0


def test_a_problem_in_another_file_is_shown_there(tmp_path: Path) -> None:
    main = tmp_path / "main.json"
    main.write_text(
        json.dumps(
            standin(calls={"get": {"$ref": "sub/b.json#/x"}, "z": {"loss": 1, "method": "GET", "path": "/z"}}), indent=1
        )
    )
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.json").write_text('{\n"x": {"method": "GET", "path": "/a",\n"loss": 1}}')
    expected = [f"{main}:8: /calls/z/loss: is left out [loss]", f"{tmp_path}/sub/b.json:3: /x/loss: is left out [loss]"]
    assert run("lint", str(main)).stdout.splitlines() == expected
    assert sorted(run("import", str(main)).stderr.splitlines()) == sorted(expected)


def test_a_problem_of_the_names_is_shown_in_their_file(source: str, tmp_path: Path) -> None:
    names = tmp_path / "names.json"
    names.write_text("{")
    result = run("import", source, "--names", str(names))
    assert (result.exit_code, f"{names}: / (line 1): invalid JSON" in result.stderr) == (2, True)


@pytest.mark.parametrize("text", ["[]", '{"get": 5}'])
def test_names_are_an_object_of_strings(text: str, source: str, tmp_path: Path) -> None:
    names = tmp_path / "names.json"
    names.write_text(text)
    result = run("import", source, "--names", str(names))
    assert (result.exit_code, "is not a JSON object of names" in result.stderr) == (2, True)


def test_a_description_in_yaml_becomes_json(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(yaml.dump(describe()))
    assert json.loads(run("import", str(file)).stdout) == describe()


def test_what_is_no_description_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text("a: [")
    result = run("import", str(file))
    assert (result.exit_code, "(line 1)" in result.stderr) == (3, True)


# --- a URL

COMMANDS: dict[str, tuple[str, ...]] = {
    "lint": ("lint", "URL"),
    "lint --api": ("lint", "--api", "URL"),
    "list": ("--api", "URL", "list"),
    "describe": ("describe", "things.get", "--api", "URL"),
    "diff": ("diff", "URL", "URL"),
    "docs": ("docs", "DIR/docs", "--api", "URL"),
    "stubs": ("stubs", "DIR/stubs", "--api", "URL"),
    "copy": ("copy", "DIR/mine.json", "--api", "URL"),
    "call": ("--api", "URL", "things.get", "--mock"),
    "help": ("--api", "URL", "--help"),
    "import": ("import", "URL", "-o", "DIR/api.json"),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_a_command_downloads_a_url_once(case: str, server: RawServer, tmp_path: Path) -> None:
    url = f"{server.url}/api.json"
    result = run(*(word.replace("URL", url).replace("DIR", str(tmp_path)) for word in COMMANDS[case]))
    assert (result.exit_code, len(server.requests)) == (0, 1), result.output


def test_new_ships_what_was_downloaded(server: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "shop", "--api", server.url).exit_code == 0
    assert load(tmp_path / "shop" / "src" / "shop" / "api.json").document == {
        "$schema": "../../api.schema.json",
        **describe(),
    }
    assert len(server.requests) == 1


def test_problems_of_a_url_are_shown_without_its_query() -> None:
    text = json.dumps(describe({"get": {"method": "GOT"}}), indent=1).encode()
    with RawServer(lambda _: raw_response(text)) as server:
        result = run("lint", f"{server.url}/api.json?key=hunter2")
        assert result.stdout.startswith(f"{server.url}/api.json:")
    assert (result.exit_code, "hunter2" in result.output) == (1, False)


def test_a_url_with_a_password_is_not_shown() -> None:
    result = run("lint", "https://user:hunter2@h.example/api.json")
    assert (result.exit_code, "hunter2" in result.output) == (1, False)
    assert result.stdout.startswith("the URL: /: the URL contains a user name or password")


def test_a_url_is_not_downloaded_to_complete_a_line(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_BREAKS", "")
    monkeypatch.setenv("_DYNACLIENT_COMPLETE", f"{Zsh.name}_complete")
    monkeypatch.setenv("DYNACLIENT_API", server.url)
    for typed, completed in {"lis": ["list"], "things.": [], "call things.": []}.items():
        monkeypatch.setenv("COMP_LINE", f"dynaclient {typed}")
        result = CliRunner().invoke(program, prog_name="dynaclient", complete_var="_DYNACLIENT_COMPLETE")
        assert [line.split("\t")[0] for line in result.stdout.splitlines() if line] == completed
    assert server.requests == []


def test_copy_of_another_format_is_a_description(source: str, tmp_path: Path) -> None:
    assert run("copy", str(tmp_path / "mine.json"), "--api", source).exit_code == 0
    assert lint(tmp_path / "mine.json") == []


def test_what_is_lost_is_no_reason_against_a_package_or_a_client(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert [problem.rule for problem in lint(source)] == ["loss"]
    assert run("new", "shop", "--api", source).exit_code == 0
    assert lint(tmp_path / "shop" / "src" / "shop" / "api.json") == []
    with Client(source, lint=True) as client:
        assert client.things.get.action.path == "/t/a"


# --- cache


def test_what_is_kept_is_shown_and_removed(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cache"
    monkeypatch.setenv("DYNACLIENT_CACHE", str(folder))
    monkeypatch.setattr(translation_cache, "RESOLUTION", 0)
    assert run("cache").stdout == f"{folder}: 0 files, 0.0 MB\n"
    run("--api", source, "list")
    assert run("cache").stdout == f"{folder}: 2 files, 0.0 MB\n"
    assert run("cache", "--clear").stdout == f"{folder}: 2 files, 0.0 MB removed\n"
    assert run("cache").stdout == f"{folder}: 0 files, 0.0 MB\n"
    monkeypatch.setenv("DYNACLIENT_CACHE", "")
    assert run("cache", "--clear").stdout == "nothing is kept\n"


def test_a_description_is_exported(tmp_path: Path) -> None:
    output = tmp_path / "openapi.json"
    done = run("export", "openapi", "--api", str(LIBRARY), "-o", str(output))
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"{output}: written\n")
    assert run("export", "openapi", "--api", str(LIBRARY), "-o", str(output)).stderr == f"{output}: replaced\n"
    printed = run("export", "openapi", "--api", str(LIBRARY))
    assert json.loads(printed.stdout) == json.loads(output.read_text("utf-8"))
    assert list(load(output).actions) == list(load(LIBRARY).actions)
