"""The page about editors: its commands write what it describes, and its files are valid."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner

from dynaclient import lint, load
from dynaclient.cli.program import program
from tests.support import ROOT
from tests.support.pages import Page

PAGE = Page("docs/editors.md")
WRITE, AGAIN, PROFILES = PAGE.blocks("sh")
DESCRIPTION, SETTINGS, OF_PROFILES = map(json.loads, PAGE.blocks("json"))
(YAML,) = PAGE.blocks("yaml")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to a folder with a document in OpenAPI; it is also the home folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("DYNACLIENT_API", raising=False)
    shutil.copy(ROOT / "examples" / "library.yaml", tmp_path / "openapi.yaml")
    return tmp_path


def run(commands: str) -> None:
    """Run the lines of a block, as a shell does."""
    for line in commands.splitlines():
        words = [str(Path(word).expanduser()) for word in shlex.split(line)]
        if words[:2] == ["mkdir", "-p"]:
            Path(words[2]).mkdir(parents=True)
            continue
        assert words[0] == "dynaclient"
        done = CliRunner().invoke(program, words[1:], prog_name="dynaclient")
        assert done.exit_code == 0, done.output


def problems(schema: Path, document: object) -> list[str]:
    judge = jsonschema_rs.Draft202012Validator(json.loads(schema.read_text("utf-8")))
    return [error.message for error in judge.iter_errors(document)]


def test_its_commands_write_descriptions_whose_schema_is_there(here: Path) -> None:
    run(WRITE)
    files = ["pets.json", "shop.json", "my-shop/src/my_shop/api.json"]
    for file in map(Path, files):
        document = json.loads(file.read_text("utf-8"))
        assert problems(file.parent / document["$schema"], document) == []
    assert sorted(path.as_posix() for path in Path().rglob("*.schema.json")) == [
        "api.schema.json",
        "my-shop/api.schema.json",
    ]


def test_its_descriptions_are_valid(here: Path) -> None:
    run(AGAIN)
    Path("pets.yaml").write_text(YAML)
    assert lint(DESCRIPTION) == lint(Path("pets.yaml")) == []
    assert problems(Path(DESCRIPTION["$schema"]), DESCRIPTION) == []
    assert load(DESCRIPTION).document == {"$schema": "api.schema.json", **load(Path("pets.yaml")).document}
    assert re.match(r"# yaml-language-server: \$schema=api\.schema\.json\n", YAML)


def test_its_settings_name_the_schema_that_the_command_writes(here: Path) -> None:
    run(AGAIN)
    (association,) = SETTINGS["json.schemas"]
    assert Path(association["url"]).exists()
    assert association.keys() == {"fileMatch", "url"}
    assert "a new description" in json.loads(Path("api.schema.json").read_text("utf-8"))["defaultSnippets"][0]["label"]


def test_its_profiles_are_valid_with_the_schema_beside_them(here: Path) -> None:
    run(PROFILES)
    schema = here / ".config" / "dynaclient" / OF_PROFILES["$schema"]
    assert problems(schema, OF_PROFILES) == []
    assert problems(schema, {**OF_PROFILES, "profile": {}})


@pytest.mark.parametrize("path", PAGE.links, ids=str)
def test_its_links_have_targets(path: Path) -> None:
    assert path.exists()
