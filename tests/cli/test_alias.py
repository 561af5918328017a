"""A saved alias: the command that it writes, run in real shells, and what it refuses to write, replace and remove."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from click.testing import Result

from dynaclient.cli import aliased
from dynaclient.cli.arguments.connection import Source
from dynaclient.cli.run import alias as aliases
from dynaclient.cli.run.alias import RESERVED, name_problem
from dynaclient.cli.run.alias_script import Alias, file_name, read_script, script_of
from tests.cli.conftest import Recorder, Shell
from tests.support.descriptions import action, describe, query
from tests.support.programs import require_programs

DESCRIPTION = describe(
    {"list": action({"sortField": query({"enum": ["name", "size"]})})}, auth={"key": {"type": "bearer"}}
)
Writing = Callable[..., Result]


@pytest.fixture
def folder(shell: Shell, tmp_path: Path) -> Path:
    """Return an empty folder, beside a description."""
    (tmp_path / "my pets").mkdir()
    (tmp_path / "my pets" / "it's.json").write_text(json.dumps(DESCRIPTION))
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


@pytest.fixture
def write(shell: Shell, folder: Path) -> Writing:
    """Return a function that writes an alias."""

    def run(name: str = "pets", *words: str) -> Result:
        return shell("alias", name, "--api", "my pets/it's.json", "--folder", "bin", *words)

    return run


def call(*words: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the folder as a shell finds it."""
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(["env", *words], capture_output=True, text=True, check=False, env=environment, cwd="/")


@pytest.mark.parametrize(
    ("shell_path", "told"),
    [
        ("", ('add it to ~/.bashrc: export PATH={}:"$PATH"', '~/.bashrc, at its end: eval "$(pets completion bash)"')),
        ("/bin/dash", ("add it to ~/.bashrc: ", '"$(pets completion bash)"')),
        ("/usr/bin/zsh", ('add it to ~/.zshrc: export PATH={}:"$PATH"', '~/.zshrc, at its end: eval "$(pets completion zsh)"')),
        ("/usr/bin/fish", ("add it to ~/.config/fish/config.fish: fish_add_path {}", "at its end: pets completion fish | source")),
    ],
)  # fmt: skip
def test_the_advice_is_for_the_shell_of_the_user(
    write: Writing, folder: Path, monkeypatch: pytest.MonkeyPatch, shell_path: str, told: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SHELL", shell_path)
    done = write()
    assert "bin is not in PATH; enter this, and add it to ~/" in done.stderr
    assert [line.format(folder) in done.stderr for line in told] == [True, True]


def test_the_command_is_bound_to_the_description(write: Writing, folder: Path, recorder: Recorder) -> None:
    done = write()
    assert (done.exit_code, done.stdout) == (0, "")
    assert "bin/pets is written; try: pets list" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["pets"]
    assert call("pets", "list", folder=folder).stdout == "things.list  GET    /things\n"
    variables = {
        "PETS_TOKEN": "own",
        "PETS_URL": recorder.url,
        "DYNACLIENT_TOKEN": "others",
        "DYNACLIENT_API": "/no/such",
    }
    called = call("pets", "things.list", "sortField=name", folder=folder, **variables)
    assert (called.returncode, called.stderr) == (0, "")
    assert b"GET /things?sortField=name" in recorder.requests[0]
    assert b"Bearer own" in recorder.requests[0]


def test_its_help_and_its_errors_have_its_name(write: Writing, folder: Path) -> None:
    write()
    helped = call("pets", "--help", folder=folder).stdout
    assert helped.startswith("Usage: pets [OPTIONS] COMMAND")
    assert "PETS_PROFILE" in helped
    refused = call("pets", "--api", "x.json", "list", folder=folder)
    assert (refused.returncode, "pets has its own description" in refused.stderr) == (2, True)
    assert call("pets", "thngs", folder=folder).stderr.startswith("pets: No command, resource or action 'thngs'")


def test_the_working_directory_is_not_imported_from(write: Writing, folder: Path, tmp_path: Path) -> None:
    write()
    (tmp_path / "json.py").write_text("raise SystemExit('imported')")
    done = subprocess.run([str(folder / "pets"), "list"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


COMPLETED = {
    "bash": 'eval "$(pets completion bash)"; COMP_LINE="{0}"; COMP_POINT=${{#COMP_LINE}}; _pets_completion pets; printf "%s\\n" "${{COMPREPLY[@]}}"',
    "fish": 'pets completion fish | source; complete -C "{0}"',
}  # fmt: skip


@pytest.mark.parametrize("shell_name", COMPLETED)
def test_a_shell_completes_it(write: Writing, folder: Path, shell_name: str) -> None:
    require_programs(shell_name)
    write()
    options = {"bash": ["--norc", "--noprofile"], "fish": ["--no-config", "--private"]}[shell_name]
    for line, expected in (("pets things.l", "things.list"), ("pets things.list sortField=s", "size")):
        done = call(shell_name, *options, "-c", COMPLETED[shell_name].format(line), folder=folder)
        assert done.stdout.split()[-1].endswith(expected), done.stderr


def test_a_description_that_was_moved_is_one_clear_error(write: Writing, folder: Path, tmp_path: Path) -> None:
    write()
    shutil.rmtree(tmp_path / "my pets")
    done = call("pets", "list", folder=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"pets: its description is not there any more: {tmp_path}/my pets/it's.json; "
        "write the command again: dynaclient alias pets --api FILE --folder FOLDER\n"
    )


def test_an_interpreter_that_was_moved_is_one_clear_error(folder: Path) -> None:
    for python, words in (
        ("/no/such/python", "not there any more: /no/such/python"),
        (bare_python(folder), "not installed"),
    ):
        (folder / "pets").write_text(script_of(Alias("pets", "/x.json"), python, "linux"))
        (folder / "pets").chmod(0o755)
        done = call("pets", "list", folder=folder)
        assert (done.returncode, words in done.stderr, done.stderr.count("\n")) == (3, True, 1), done.stderr


def bare_python(folder: Path) -> str:
    """Return an interpreter that has no packages."""
    path = folder.parent / "bare"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    path.chmod(0o755)
    return str(path)


def test_a_url_may_be_the_description(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    started: list[Any] = []

    def run_program(api: str, name: str, *, is_alias: bool) -> int:
        started.append((api, name, is_alias, list(sys.argv)))
        return 0

    assert aliases._location(Source("https://example.com/api.json")) == "https://example.com/api.json"
    monkeypatch.setattr(aliased, "run_program", run_program)
    monkeypatch.setattr(sys, "argv", ["-c", "pets", "https://example.com/api.json", "list"])
    assert aliased.run() == 0
    monkeypatch.setattr(sys, "argv", ["-c", "pets", "/no/such/file.json", "list"])
    assert aliased.run() == 3
    assert started == [("https://example.com/api.json", "pets", True, ["pets", "list"])]
    assert "its description is not there any more: /no/such/file.json" in capsys.readouterr().err


# --- what is refused --------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[list[str], str]] = {
    "a builtin": (["test"], "it is a builtin or a keyword of a shell"),
    "a keyword": (["while"], "it is a builtin or a keyword of a shell"),
    "another folder": (["../x"], "use at most 64 letters"),
    "a blank": (["a b"], "use at most 64 letters"),
    "an option": (["--", "-x"], "use at most 64 letters"),
    "too long": (["x" * 65], "use at most 64 letters"),
    "this program": (["dynaclient"], "it would read the variables of dynaclient, such as DYNACLIENT_TOKEN"),
    "this program in capitals": (["Dynaclient"], "such as DYNACLIENT_TOKEN"),
    "a variable of this program": (["dynaclient-mcp"], "such as DYNACLIENT_MCP_TOKEN"),
    "a device of Windows": (["com1"], "it has another meaning"),
    "a command that there is": (["sh"], "sh is a command already: "),
    "a patch": (["pets", "--patch", "p.json"], "alias takes no --patch"),
    "a folder that there is not": (["--folder", "no"], "no does not exist"),
    "a removal from a folder that there is not": (
        ["pets", "--remove", "--folder", "no"],
        "there is no command 'pets' in no",
    ),
    "a folder that is a file": (["pets", "--folder", "my pets/it's.json"], "is a file"),
    "no name to remove": (["--remove"], "--remove needs the NAME of a command"),
    "no name to force": (["--force"], "--force needs the NAME of a command"),
    "nothing to remove": (["pets", "--remove"], "there is no command 'pets' in bin"),
    "nothing to remove outside": (["../x", "--remove"], "there is no command '../x' in bin"),
}


@pytest.mark.parametrize(("words", "printed"), REFUSED.values(), ids=REFUSED)
def test_what_is_unsafe_is_refused(shell: Shell, folder: Path, words: list[str], printed: str) -> None:
    Path("p.json").write_text("{}")
    Path("x").write_text("mine")
    options = ["--api", "my pets/it's.json", "--folder", "bin"]
    done = shell("alias", *options, *words)
    assert (done.exit_code, printed in done.stderr, list(folder.iterdir())) == (2, True, []), done.stderr
    assert Path("x").read_text() == "mine"


def test_its_help_lists_no_option_that_it_refuses(shell: Shell) -> None:
    done = shell("alias", "--help")
    assert ("--api FILE" in done.stdout, "--patch" in done.stdout) == (True, False)


def test_the_folder_is_always_named(shell: Shell) -> None:
    assert "Missing option '--folder'" in shell("alias", "pets").stderr


def test_a_description_that_cannot_be_read_is_not_bound(shell: Shell, folder: Path) -> None:
    Path("broken.json").write_text("{")
    done = shell("alias", "pets", "--api", "broken.json", "--folder", "bin")
    assert (done.exit_code, list(folder.iterdir())) == (3, [])
    Path('quo"te.json').write_text("{}")
    assert "choose another one" in shell("alias", "pets", "--api", 'quo"te.json', "--folder", "bin").stderr


def test_another_command_may_have_the_name_if_that_is_said(write: Writing, folder: Path) -> None:
    done = write("sh", "--force")
    assert (done.exit_code, "warning: sh is also /" in done.stderr) == (0, True)
    assert (folder / "sh").exists()


@pytest.mark.parametrize("name", ["my-shop", "My.Shop", "MY_SHOP"])
def test_two_apis_have_no_variable_in_common(shell: Shell, write: Writing, folder: Path, name: str) -> None:
    Path("new.json").write_text(json.dumps(describe()))
    write("my_shop")
    done = shell("alias", name, "--api", "new.json", "--folder", "bin")
    assert (done.exit_code, "it would read the variables of my_shop, which is for another API" in done.stderr) == (
        2,
        True,
    )
    assert [path.name for path in folder.iterdir()] == ["my_shop"]
    assert write(name).exit_code == 0
    assert shell("alias", "my_shops", "--api", "new.json", "--folder", "bin").exit_code == 0


def of_someone_else(path: Path) -> None:
    path.write_text("#!/bin/sh\necho mine\n")


def link(path: Path) -> None:
    of_someone_else(path.parent / "target")
    path.symlink_to(path.parent / "target")


def changed(path: Path) -> None:
    text = path.read_text() if path.exists() else script_of(Alias("pets", "/x.json"), sys.executable, "linux")
    path.write_text(text.replace("exec", "exec "))


def empty_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("prepare", [of_someone_else, link, changed, empty_folder])
@pytest.mark.parametrize("words", [(), ("--force",), ("--remove",)], ids=["written", "forced", "removed"])
def test_what_it_has_not_written_stays(
    write: Writing, folder: Path, prepare: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    prepare(folder / "pets")
    before = (folder / "pets").read_text() if (folder / "pets").is_file() else ""
    done = write("pets", *words)
    assert (done.exit_code, "stays as it is" in done.stderr) == (2, True)
    assert ((folder / "pets").read_text() if (folder / "pets").is_file() else "") == before


def test_an_alias_of_another_description_stays_unless_that_is_gone(write: Writing, shell: Shell, folder: Path) -> None:
    write()
    Path("new.json").write_text(json.dumps(DESCRIPTION))
    again = ["alias", "pets", "--api", "new.json", "--folder", "bin"]
    refused = shell(*again)
    advice = f"pets is the alias for {folder.parent}/my pets/it's.json; choose another name, or replace it with --force"
    assert (refused.exit_code, advice in refused.stderr) == (2, True)
    assert (write().exit_code, "replaces" in write().stderr) == (0, False)
    Path("my pets/it's.json").rename("gone.json")
    assert (shell(*again).exit_code, shell("alias", "--folder", "bin").stdout) == (
        0,
        f"pets  {folder.parent}/new.json\n",
    )


def test_a_folder_is_created(shell: Shell, write: Writing) -> None:
    assert write("pets", "--folder", "new/bin").exit_code == 0
    assert shell("alias", "--folder", "new/bin").stdout.startswith("pets  ")


def test_what_it_has_written_is_replaced_listed_and_removed(shell: Shell, write: Writing, folder: Path) -> None:
    of_someone_else(folder / "other")
    write()
    write("dogs")
    Path("new.json").write_text(json.dumps(describe()))
    replaced = shell("alias", "pets", "--api", "new.json", "--folder", "bin", "--force")
    assert (
        replaced.exit_code,
        f"it replaces the alias for {folder.parent}/my pets/it's.json\n" in replaced.stderr,
    ) == (0, True)
    listed = shell("alias", "--folder", "bin")
    assert listed.stdout == f"dogs  {folder.parent}/my pets/it's.json\npets  {folder.parent}/new.json\n"
    assert oct((folder / "pets").stat().st_mode & 0o777) == "0o755"
    for name in ("pets", "dogs"):
        done = shell("alias", name, "--remove", "--folder", "bin")
        assert (done.exit_code, done.stderr) == (0, f"bin/{name} is removed\n")
    assert [path.name for path in folder.iterdir()] == ["other"]
    assert shell("alias", "--folder", "bin").stderr == "no commands in bin\n"


def test_a_folder_that_cannot_be_written_is_reported(
    write: Writing, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(aliases, "write_new_file", refuse)
        assert "bin/pets cannot be written: Permission denied" in write().stderr
    write()
    with monkeypatch.context() as patched:
        patched.setattr(aliases, "replace_file", refuse)
        assert "bin/pets cannot be written: Permission denied" in write().stderr
        patched.setattr(Path, "unlink", refuse)
        assert "bin/pets cannot be removed: Permission denied" in write("pets", "--remove").stderr


def test_a_folder_of_the_path_needs_no_advice(write: Writing, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    assert "PATH" not in write().stderr


def test_the_names_of_each_shell_are_reserved() -> None:
    require_programs("bash", "zsh", "fish")
    commands = {
        ("bash", "-c", "compgen -b -k"): "",
        ("zsh", "-fc", "print -l ${(k)builtins} ${(k)reswords}"): "",
        ("fish", "--no-config", "-c", "builtin -n"): "",
    }
    for command in commands:
        names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        assert [name for name in names if not name_problem(name) and name[0].isalpha()] == []
    assert all(name_problem(name) for name in RESERVED)


# --- Windows: written for it, and not run -----------------------------------------------------------------------------


def test_the_file_for_windows_is_a_batch_file() -> None:
    python, api = PureWindowsPath(r"C:\Program Files\Python\python.exe"), PureWindowsPath(r"C:\100% mine\api.json")
    alias = Alias("pets", str(api))
    text = script_of(alias, str(python), "win32")
    assert file_name("pets", "win32") == "pets.cmd"
    assert text.splitlines()[-1] == (
        r'"C:\Program Files\Python\python.exe" -c "import sys; sys.path[:] = filter(None, sys.path); '
        r'from dynaclient.cli.aliased import run; sys.exit(run())" pets "C:\100%% mine\api.json" %*'
    )
    assert text.count("\r\n") == text.count("\n") == 8
    assert read_script(text) == (alias, True)
    assert read_script(text.replace("%*", "")) == (alias, False)
    assert read_script("") is None
