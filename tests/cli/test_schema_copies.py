"""What `new`, `copy` and `import` write for editors: the `$schema` of a description names something that is there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dynaclient import __version__, format_description, load
from dynaclient.cli.program import program
from dynaclient.cli.run import schema_copies
from dynaclient.description.editors import addresses
from dynaclient.description.editors.schemas import description_schema
from tests.support import ROOT
from tests.support.descriptions import describe

LIBRARY = str(ROOT / "examples" / "library.yaml")
BASE = "https://schemas.example/dynaclient"
URL = f"{BASE}/{__version__}/api.schema.json"
COMMANDS: dict[str, tuple[list[str], str]] = {
    "new": (["new", "shop"], "shop/src/shop/api.json"),
    "new of a description": (["new", "shop", "--api", "given.json"], "shop/src/shop/api.json"),
    "copy of the bundled one": (["copy", "mine.json"], "mine.json"),
    "copy": (["copy", "mine.json", "--api", "given.json"], "mine.json"),
    "copy with a patch": (["copy", "mine.json", "--api", "given.json", "--patch", "patch.json"], "mine.json"),
    "copy of OpenAPI": (["copy", "mine.json", "--api", LIBRARY], "mine.json"),
    "copy of YAML": (["copy", "mine.json", "--api", "given.yaml"], "mine.json"),
    "import": (["import", LIBRARY, "-o", "mine.json"], "mine.json"),
    "import into a folder": (["import", LIBRARY, "-o", "apis/mine.json"], "apis/mine.json"),
}
"""A command line, and the description that it writes."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to a folder with a description that names a schema which is not there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DYNACLIENT_API", raising=False)
    given = {"$schema": "no/such/api.schema.json", **describe()}
    Path("given.json").write_text(json.dumps(given))
    Path("given.yaml").write_text(
        "dynaclient: 1\n$schema: no/such\nresources: {a: {path: /a, actions: {get: {method: GET}}}}\n"
    )
    Path("patch.json").write_text('{"title": "Patched"}')
    Path("apis").mkdir()
    return tmp_path


def run(*words: str) -> Result:
    done = CliRunner().invoke(program, words, prog_name="dynaclient")
    assert done.exit_code == 0, done.output
    return done


def written(file: str | Path) -> Any:
    return json.loads(Path(file).read_text("utf-8"))


# --- before schemas are published ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "file"), COMMANDS.values(), ids=COMMANDS)
def test_the_schema_of_what_they_write_is_there(here: Path, words: list[str], file: str) -> None:
    run(*words)
    document = written(file)
    assert next(iter(document)) == "$schema"
    schema = Path(file).parent / document["$schema"]
    assert schema.read_text("utf-8") == description_schema()
    assert load(here / file).actions


@pytest.mark.parametrize("name", ["copy of OpenAPI", "copy of YAML", "copy with a patch", "import"])
def test_what_is_written_in_the_one_layout_stays_in_it(here: Path, name: str) -> None:
    words, file = COMMANDS[name]
    run(*words)
    assert format_description(Path(file).read_text("utf-8")) == Path(file).read_text("utf-8")


def test_what_is_written_is_printed(here: Path) -> None:
    printed = run("copy", "mine.json", "--api", "given.json").stderr.splitlines()
    assert printed[1:] == ["api.schema.json: written; editors complete and validate the description with it"]
    assert run("copy", "another.json", "--api", "given.json").stderr.splitlines()[1:] == []
    assert "mine.json: replaced, 3 actions, 0 notes\n" in run("import", LIBRARY, "-o", "mine.json").stderr


REPLACED: dict[str, tuple[str, str | None]] = {
    "the schema in the top folder": ("../api.schema.json", "../api.schema.json"),
    "a schema that is not there": ("../../api.schema.json", None),
    "a file that is no schema of ours": ("../given.json", None),
    "no path": ("5", None),
    "no description": ("", None),
}
"""The `$schema` of a description before it is replaced, and what stays of it."""


@pytest.mark.parametrize(("before", "after"), REPLACED.values(), ids=REPLACED)
def test_a_description_that_is_replaced_keeps_the_schema_that_is_there(
    here: Path, before: str, after: str | None
) -> None:
    run("schema", "-o", "api.schema.json")
    Path("apis/mine.json").write_text(json.dumps({"$schema": before}) if before else "[]")
    run("import", LIBRARY, "-o", "apis/mine.json")
    assert written("apis/mine.json")["$schema"] == (after or "api.schema.json")
    assert Path("apis/api.schema.json").exists() is (after is None)


def of_version(version: str) -> str:
    """Return a schema as that version would have written it."""
    schema = {"title": "dynaclient description"}
    return json.dumps({"$comment": addresses.comment_of(schema, version), **schema})


OLDER, NEWER = of_version("0.0.1"), of_version("99.0.0")


@pytest.mark.parametrize(
    "words", [["copy", "mine.json", "--api", "given.json"], ["import", LIBRARY, "-o", "mine.json"]]
)
@pytest.mark.parametrize(("before", "after"), [(OLDER, None), (NEWER, NEWER)], ids=["older", "newer"])
def test_an_older_copy_is_replaced_and_a_newer_one_stays(
    here: Path, words: list[str], before: str, after: str | None
) -> None:
    Path("api.schema.json").write_text(before)
    printed = run(*words).stderr
    assert Path("api.schema.json").read_text("utf-8") == (after or description_schema())
    assert written("mine.json")["$schema"] == "api.schema.json"
    assert ("api.schema.json: written" in printed) is (after is None)


def make_foreign(kind: str) -> None:
    file = Path("api.schema.json")
    if kind == "folder":
        file.mkdir()
    else:
        changed = OLDER.replace('"title"', '"type": "object", "title"').encode()
        file.write_bytes(
            {"schema": b'{"title": "Pets"}', "changed": changed, "not text": b"\xff", "large": b" " * 4_000_001}[kind]
        )


@pytest.mark.parametrize(
    "words", [["copy", "mine.json", "--api", "given.json"], ["import", LIBRARY, "-o", "mine.json"]]
)
@pytest.mark.parametrize("kind", ["schema", "changed", "not text", "large", "folder"])
def test_a_foreign_file_is_not_changed_and_not_named(here: Path, words: list[str], kind: str) -> None:
    make_foreign(kind)
    before = None if kind == "folder" else Path("api.schema.json").read_bytes()
    assert "api.schema.json is another file and was not changed, so mine.json has no `$schema`" in run(*words).stderr
    assert (None if kind == "folder" else Path("api.schema.json").read_bytes()) == before
    assert "$schema" not in written("mine.json")


@pytest.mark.parametrize("name", ["copy", "import"])
@pytest.mark.parametrize("kind", ["dangling", "to another file", "FIFO"])
def test_nothing_is_written_through_what_is_no_file(here: Path, name: str, kind: str) -> None:
    copy = Path("api.schema.json")
    if kind == "FIFO":
        os.mkfifo(copy)
    else:
        copy.symlink_to("apis/outside.json")
    if kind == "to another file":
        Path("apis/outside.json").write_text("mine")
    before = copy.lstat()
    assert "api.schema.json is another file and was not changed" in run(*COMMANDS[name][0]).stderr
    assert (copy.lstat().st_ino, copy.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert [file.read_text() for file in Path("apis").iterdir()] == (["mine"] if kind == "to another file" else [])


def test_a_link_to_a_schema_of_ours_is_named_and_stays(here: Path) -> None:
    Path("apis/shared.json").write_text(OLDER)
    Path("api.schema.json").symlink_to("apis/shared.json")
    run(*COMMANDS["import"][0])
    assert (Path("api.schema.json").is_symlink(), Path("apis/shared.json").read_text()) == (True, OLDER)
    assert written("mine.json")["$schema"] == "api.schema.json"


def test_the_url_of_another_schema_stays(here: Path) -> None:
    Path("given.json").write_text(json.dumps({"$schema": "https://other.example/a.json", **describe()}))
    run("copy", "mine.json", "--api", "given.json")
    run("new", "shop", "--api", "given.json")
    assert (
        written("mine.json")["$schema"]
        == written("shop/src/shop/api.json")["$schema"]
        == "https://other.example/a.json"
    )
    assert [*here.rglob("api.schema.json")] == []


def test_an_import_to_the_standard_output_names_no_schema(here: Path) -> None:
    assert "$schema" not in json.loads(run("import", LIBRARY).stdout)
    assert "$schema" not in json.loads(run("import", "given.yaml").stdout)
    assert not Path("api.schema.json").exists()


def test_an_import_to_a_pipe_names_no_schema_and_the_pipe_stays(here: Path) -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    run("import", LIBRARY, "-o", "pipe")
    text = os.read(reader, 1_000_000).decode()
    os.close(reader)
    assert "$schema" not in json.loads(text)
    assert (Path("pipe").is_fifo(), Path("api.schema.json").exists()) == (True, False)


def test_a_description_in_the_place_of_the_copy_names_no_schema(here: Path) -> None:
    run("copy", "api.schema.json", "--api", "given.json")
    assert written("api.schema.json") == describe()


def test_a_schema_that_cannot_be_written_is_reported(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(schema_copies, "replace_file", fail)
    printed = run("copy", "mine.json", "--api", "given.json").stderr
    assert "api.schema.json cannot be written: Permission denied, and editors do not find the schema there" in printed
    assert Path("mine.json").exists()


def test_nothing_is_written_for_a_description_that_cannot_be_written(here: Path) -> None:
    Path("mine.json").write_text("{}")
    assert CliRunner().invoke(program, ["copy", "mine.json"]).exit_code == 2
    assert not Path("api.schema.json").exists()


# --- once they are published -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "file"), COMMANDS.values(), ids=COMMANDS)
def test_once_schemas_are_published_their_url_is_named_and_no_copy_written(
    here: Path, words: list[str], file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "BASE", BASE)
    run(*words)
    assert written(file)["$schema"] == URL
    assert [*here.rglob("api.schema.json")] == []
    assert load(here / file).actions


def test_the_url_of_an_older_version_is_replaced(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "BASE", BASE)
    Path("given.json").write_text(json.dumps({"$schema": f"{BASE}/0.0.1/api.schema.json", **describe()}))
    run("copy", "mine.json", "--api", "given.json")
    assert written("mine.json")["$schema"] == URL


# --- schema ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "title"), [([], "dynaclient description"), (["--profiles"], "dynaclient profiles")]
)
def test_the_schemas_are_printed_and_written(here: Path, options: list[str], title: str) -> None:
    done = run("schema", *options)
    assert (json.loads(done.stdout)["title"], done.stderr) == (title, "")
    assert run("schema", *options, "-o", "a.json").stderr == "a.json: written\n"
    assert Path("a.json").read_text("utf-8") == done.stdout


def test_a_schema_that_was_written_is_taken_for_a_copy(here: Path) -> None:
    run("schema", "-o", "api.schema.json")
    run("copy", "mine.json", "--api", "given.json")
    assert written("mine.json")["$schema"] == "api.schema.json"
