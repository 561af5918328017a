"""Tests of what this package ships: the description, its types, the command, and the fixture."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from dynaclient import format_description, lint, load

from acme import DESCRIPTION, typed


def test_the_description_has_no_problems() -> None:
    assert lint(DESCRIPTION) == []


def test_the_description_is_formatted() -> None:
    text = DESCRIPTION.read_text(encoding="utf-8")
    assert text == format_description(text)  # else: dynaclient fmt src/acme/api.json


def test_the_types_match_the_description(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dynaclient", "stubs", "--api", str(DESCRIPTION), str(tmp_path)]
    subprocess.run(command, check=True)
    shipped = Path(typed.__file__).parent
    for file in tmp_path.iterdir():  # else: dynaclient stubs --api src/acme/api.json src/acme/typed
        assert (shipped / file.name).read_text(encoding="utf-8") == file.read_text(encoding="utf-8")


def test_the_command_lists_every_action() -> None:
    command = shutil.which("acme", path=str(Path(sys.executable).parent))
    assert command is not None
    listed = subprocess.run([command, "list"], capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert {line.split()[0] for line in listed.splitlines()} == set(load(DESCRIPTION).actions)


def test_the_fixture_calls_a_server_on_this_machine(acme_client: typed.Client) -> None:
    assert repr(acme_client).partition(" at ")[2].startswith("http://127.0.0.1:")


def test_a_call_succeeds(acme_client: typed.Client) -> None:
    assert acme_client.with_response.call("customers.list").status < 300
