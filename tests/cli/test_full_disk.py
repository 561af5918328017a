"""A disk that is full while a command writes files: each file is whole, or as it was before, or not there."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.support import ROOT
from tests.support.descriptions import describe

ROOM = 600
"""Bytes of each file for which there is room; none of the files that are looked at has so few."""
COMMANDS: dict[str, tuple[str, str]] = {
    "alias": ("alias pets --api api.json --folder out", "out/pets"),
    "copy": ("copy --api api.json out/copy.json", "out/copy.json"),
    "docs": ("docs --api api.json out", "out/docs/things.md"),
    "export": ("export openapi --api api.json -o out/openapi.json", "out/openapi.json"),
    "fmt": ("fmt out/layout.json", "out/layout.json"),
    "import": (f"import {ROOT / 'examples' / 'library.yaml'} -o out/api.json", "out/api.json"),
    "man": ("man out", "out/dynaclient.1"),
    "new": ("new shop", "shop/README.md"),
    "schema": ("schema -o out/schema.json", "out/schema.json"),
    "stubs": ("stubs --api api.json out", "out/types.pyi"),
}
"""Command → its words, and a file that it writes."""
REPLACED = tuple(name for name in COMMANDS if name not in ("copy", "new"))
"""Those that replace an earlier file."""
DESCRIPTION = describe(
    {f"get{number}": {"method": "GET", "path": f"/{number}"} for number in range(20)}, auth={"key": {"type": "bearer"}}
)


@contextmanager
def full_disk() -> Iterator[None]:
    """Allow no file to become larger than `ROOM`: the system writes as much, and refuses the rest."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def disk(shell: Shell) -> Shell:
    """Return the program in a folder with a description, and another one in a layout that is not ours."""
    Path("api.json").write_text(json.dumps(DESCRIPTION))
    Path("out").mkdir()
    Path("out/layout.json").write_text(json.dumps(DESCRIPTION))
    return shell


def files() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_file_is_half_written(disk: Shell, command: str) -> None:
    words, file = COMMANDS[command]
    before = files()
    with full_disk():
        done = disk(*words.split())
    assert (done.exit_code, "cannot be written: File too large" in done.stderr) == (7, True), done.output
    left = files()
    assert left.get(file) == before.get(file)
    disk(*words.split())
    whole = files()
    assert len(whole[file]) > ROOM
    assert {name for name, data in left.items() if data not in (before.get(name), whole.get(name))} == set()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("map things.get0 rows.ndjson --journal out/run.sqlite", "could not write the journal "),
        ("login --token-stdin", "cannot be used: "),
    ],
)
def test_a_database_without_room_is_a_file_that_cannot_be_written(disk: Shell, words: str, message: str) -> None:
    Path("rows.ndjson").write_text("{}\n")
    before = files()
    with full_disk():
        done = disk(*words.split(), "--api", "api.json", "--url", "https://127.0.0.1:9", stdin="secret-5")
    assert (done.exit_code, message in done.stderr, "disk I/O error" in done.stderr) == (7, True, True), done.output
    assert files() == before


@pytest.mark.parametrize("command", REPLACED)
def test_an_earlier_file_stays(disk: Shell, command: str) -> None:
    words, file = COMMANDS[command]
    disk(*words.split())
    if command != "alias":  # an alias that was changed is not replaced
        Path(file).write_text(json.dumps(DESCRIPTION) if command == "fmt" else "earlier")
    before = files()
    with full_disk():
        assert disk(*words.split()).exit_code == 7
    assert files() == before
