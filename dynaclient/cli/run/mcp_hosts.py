"""
`mcp --install`: add the server to the configuration of an agent host.

The change is shown before it is made. Nothing in the file is replaced or removed, and no credential is written to it.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ...auth.profiles import VARIABLE as CONFIG
from ...client.environment import PROGRAM, variable
from ...errors import UnknownName, close_matches
from ...records import dataclass
from ...runtime.paths import is_remote
from ...runtime.user_files import read_file, replace_file
from ...runtime.user_folders import home_folder
from ...strings.expressions import expression
from ..exit_codes import PROBLEMS
from ..output.console import printable
from ..output.files import writing
from .host_files import COMMENTED_JSON, JSON, TOML, Entry, Format, NotEditable, NotValid

MAX_BYTES = 64 * 1024 * 1024
"""The largest configuration that is read; that of Claude Code also has its history."""
MAX_NAME = 40
"""The most characters of a server's name: hosts put it in front of the names of tools, which are limited to 64."""

PATH_OPTIONS = frozenset({"--api", "--patch", "--files", "--save", "--reveal", "--log", "--token-file"})
"""Options of the server whose values are paths."""

_NAME = expression(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
_PASSWORD = expression(r"://[^/\s@]*:[^/\s@]*@")
_NEW_FILE, _NEW_PROJECT_FILE = 0o600, 0o644


# --- the hosts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Host:
    """An agent host: where its configuration is, and what an entry looks like there."""

    name: str
    title: str
    format: Format
    key: str
    """The key that holds the servers."""
    user: Mapping[str, tuple[str, ...]]
    """Platform → where the file of the user is. The first one counts whose variable is set and whose `*` matches."""
    next_step: str
    project: str | None = None
    """Where the file of a project is, in its folder."""
    project_note: str = ""
    is_typed: bool = False
    """Whether an entry names its transport."""
    credential: str = "from a profile, or from {} where the host starts it."
    """Where the server takes its credential from; `{}` stands for the environment variable of the token."""


_ROAMING = ("$APPDATA", "~/AppData/Roaming")
_DARWIN = "~/Library/Application Support"
_LINUX = ("$XDG_CONFIG_HOME", "~/.config")


def _everywhere(*places: str) -> Mapping[str, tuple[str, ...]]:
    return {"win32": places, "darwin": places, "linux": places}


HOSTS: Mapping[str, Host] = {
    host.name: host
    for host in (
        # "Connect Claude Code to tools via MCP" (documentation of Claude Code): project scope is .mcp.json, user scope
        # ~/.claude.json, names of `mcpServers`, `/mcp`, the question about project servers; anthropics/claude-code
        # issue 4193 (user scope) and issue 48448 (CLAUDE_CONFIG_DIR).
        Host(
            "claude-code", "Claude Code", JSON, "mcpServers",
            user=_everywhere("$CLAUDE_CONFIG_DIR/.claude.json", "~/.claude.json"),
            project=".mcp.json",
            project_note="Claude Code asks you once whether a project may use its servers.",
            next_step="Start Claude Code again; /mcp lists its servers.",
        ),
        # "Connect to local MCP servers" (documentation of the Model Context Protocol): macOS, Windows, the restart;
        # "Debugging" (the same): which variables a server gets; anthropics/claude-code issues 25579 and 26073: as
        # an MSIX package it reads another file; aaddrick/claude-desktop-debian, README "Claude Desktop for Linux".
        Host(
            "claude-desktop", "Claude Desktop", JSON, "mcpServers",
            user={
                "win32": tuple(
                    f"{folder}/Claude/claude_desktop_config.json"
                    for folder in ("$LOCALAPPDATA/Packages/Claude_*/LocalCache/Roaming", *_ROAMING)
                ),
                "darwin": (f"{_DARWIN}/Claude/claude_desktop_config.json",),
                "linux": tuple(f"{folder}/Claude/claude_desktop_config.json" for folder in _LINUX),
            },
            next_step="Quit Claude Desktop completely, and start it again.",
            credential="from a profile: Claude Desktop passes on few variables, and not {}.",
        ),
        # "Model Context Protocol (MCP)" (documentation of Cursor): both files, `mcpServers`, command, args and env.
        Host(
            "cursor", "Cursor", JSON, "mcpServers",
            user=_everywhere("~/.cursor/mcp.json"),
            project=".cursor/mcp.json",
            next_step="Start Cursor again.",
        ),
        # "MCP configuration reference" (documentation of Visual Studio Code): `servers`, type, .vscode/mcp.json, the
        # user profile, MCP: List Servers; microsoft/vscode, src/vs/platform/environment/node/userDataPath.ts: where
        # that is; issue 255943: mcp.json in it; src/vs/platform/mcp/common/mcpResourceScannerService.ts: comments and
        # commas after a last element are read.
        Host(
            "vscode", "VS Code", COMMENTED_JSON, "servers",
            user={
                "win32": tuple(f"{folder}/Code/User/mcp.json" for folder in _ROAMING),
                "darwin": (f"{_DARWIN}/Code/User/mcp.json",),
                "linux": tuple(f"{folder}/Code/User/mcp.json" for folder in _LINUX),
            },
            project=".vscode/mcp.json",
            next_step="Start it with the command `MCP: List Servers`.",
            is_typed=True,
        ),
        # "Config basics" (documentation of Codex): ~/.codex/config.toml, and .codex/config.toml in trusted projects;
        # openai/codex, docs/config.md: CODEX_HOME, [mcp_servers.NAME], command, args, env; openai/codex,
        # codex-rs/rmcp-client/src/utils.rs: which variables a server gets, and env_vars.
        Host(
            "codex", "Codex", TOML, "mcp_servers",
            user=_everywhere("$CODEX_HOME/config.toml", "~/.codex/config.toml"),
            project=".codex/config.toml",
            project_note="Codex reads the file only if you trust the project.",
            next_step="Start Codex again; /mcp lists its servers.",
            credential='from a profile, or from {0} if env_vars = ["{0}"] is added to the entry: Codex passes on few.',
        ),
    )
}  # fmt: skip
"""The hosts by name. Each row has been compared with the pages that are named above it."""


@dataclass(frozen=True)
class Machine:
    """What an entry and the place of its file depend on."""

    home: Path
    platform: str
    """As in `sys.platform`."""
    variables: Mapping[str, str]
    """The environment variables."""
    command: tuple[str, ...]
    """The words that run this program from any folder."""
    program: str = PROGRAM
    """The program, which has variables of its own."""

    def setting(self, name: str) -> str:
        """Return an environment variable of the program; an empty string if it is not set."""
        return self.variables.get(variable(name, self.program), "")


def this_machine(program: str = PROGRAM) -> Machine:
    """Return the machine that this process runs on."""
    return Machine(home_folder(), sys.platform, dict(os.environ), program_command(sys.argv[0], program), program)


def program_command(started: str, program: str = PROGRAM) -> tuple[str, ...]:
    """
    Return the words that run a program from any folder: its path, or Python with a module.

    Args:
        started: The path by which it was started.
        program: Its name.

    Raises:
        UsageError: It was started in another way, and only dynaclient is known to be a module.
    """
    from shutil import which

    if getattr(sys, "frozen", False):
        return (sys.executable,)
    # links stay: that of an installer leads to the next release, too
    found = which(started) if Path(started).stem == program else None
    if found:
        return (os.path.abspath(found),)  # noqa: PTH100 - links stay
    if program != PROGRAM:
        raise click.UsageError(f"a host can only run {program} as a program: install its package, and run {program}")
    return (sys.executable, "-m", PROGRAM)


def absolute_paths(words: Sequence[str], folder: Path) -> list[str]:
    """Return the words of a command line with absolute paths for those in a folder: a host runs it in another one."""
    found: list[str] = []
    for word in words:
        option, equals, value = word.partition("=")
        if option in PATH_OPTIONS and equals:
            found.append(f"{option}={_absolute(value, folder)}")
        else:
            found.append(_absolute(word, folder) if found and found[-1] in PATH_OPTIONS else word)
    return found


def _absolute(path: str, folder: Path) -> str:
    return path if is_remote(path) else os.path.normpath(folder / path)


# --- the command -----------------------------------------------------------------------------------------------------


def install(
    host: str,
    name: str,
    arguments: Sequence[str],
    *,
    machine: Machine,
    confirm: Callable[[str], bool],
    write: Callable[[str], None],
    project: Path | None = None,
    only_snippet: bool = False,
) -> int:
    """
    Add a server to the configuration of a host, and return the exit code: 0 if it is there.

    Args:
        host: The name of the host.
        name: The name of the server there.
        arguments: The words behind the program, such as ``["mcp", "--api", "/home/me/api.json"]``; paths are absolute.
        machine: Where the files are, and the program.
        confirm: Returns whether a person agrees; called with a sentence after the change was shown.
        write: Receives the lines that are printed.
        project: The folder of the project whose configuration is changed; by default that of the user is.
        only_snippet: Write what would be in an empty file, and change nothing.

    Raises:
        UnknownName: There is no such host.
        UsageError: The name, an argument or the file cannot be used. Nothing was written.
    """
    row = find_host(host)
    entry = create_entry(row, name, arguments, machine)
    if only_snippet:
        write(row.format.snippet(row.key, name, entry))
        return 0
    path = config_file(row, machine, project)
    file = _File.read(path)
    try:
        servers = row.format.servers(file.text, row.key)
        if name in servers:
            return _compare(servers[name], entry, f"{row.title} has {name} in {path}", write)
        edit = row.format.edit(file.text, row.key, name, entry)
    except NotEditable as reason:
        write(f"{path} {reason}. Nothing was written. Add this to it yourself:")
        write(row.format.snippet(row.key, name, entry))
        return PROBLEMS
    except NotValid as reason:
        raise click.UsageError(f"{path} is not valid {row.format.title}: {reason}. Nothing was written") from None
    for line in edit.difference(str(path)):
        write(line)
    for note in _notes(row, arguments, machine, project):
        write(note)
    if not confirm(f"This will be added to {file.described}."):
        write("Nothing was written.")
        return PROBLEMS
    file.replace(edit.after, _NEW_FILE if project is None else _NEW_PROJECT_FILE)
    write(f"{name} was added to {path}. {row.next_step}")
    return 0


def find_host(name: str) -> Host:
    """Return a host by its name; UnknownName, with similar names, if there is none."""
    if name not in HOSTS:
        message = f"no host has the name {name!r:.60}: write one of {', '.join(HOSTS)}"
        raise UnknownName(message, name, close_matches(name, HOSTS))
    return HOSTS[name]


def create_entry(host: Host, name: str, arguments: Sequence[str], machine: Machine) -> Entry:
    """Return the entry of a server, which has no credential in it; UsageError if its name or an argument cannot be."""
    if len(name) > MAX_NAME or not _NAME.fullmatch(name):
        similar = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:MAX_NAME].strip("-") or "my-api"
        rule = f"use at most {MAX_NAME} letters of ASCII, digits, - and _, not at its ends; for example: {similar}"
        raise click.UsageError(f"{name!r:.100} cannot be the name of a server: {rule}")
    command, *words = *machine.command, *arguments
    settings = {CONFIG: machine.variables.get(CONFIG), variable("PROFILE", machine.program): machine.setting("PROFILE")}
    variables = {key: value for key, value in settings.items() if value}
    for word in (command, *words, *variables.values()):
        _check(word, machine)
    transport = {"type": "stdio"} if host.is_typed else {}
    return {**transport, "command": command, "args": words, **({"env": variables} if variables else {})}


def _check(word: str, machine: Machine) -> None:
    """Raise UsageError, which does not show it, for a word that must not be in a file, or would be another there."""
    token = machine.setting("TOKEN")
    problem = ""
    if (token and token in word) or _PASSWORD.search(word):
        problem = "has a credential in it, which is not written to a file: use a profile"
    elif "${" in word:
        problem = "has ${ in it, which hosts replace by a variable"
    elif printable(word) != word:
        problem = "has control characters in it, or is not Unicode"
    if problem:
        raise click.UsageError(f"an argument {problem}. Nothing was written")


def config_file(host: Host, machine: Machine, project: Path | None) -> Path:
    """Return the file that a host reads for a user or a project, which need not exist; UsageError if there is none."""
    if project is not None:
        if host.project is None:
            raise click.UsageError(f"{host.title} has no configuration of a project: add it to that of the user")
        if not project.is_dir():
            raise click.UsageError(f"{project} is not a folder")
        return project.resolve() / host.project
    places = host.user.get(machine.platform, host.user["linux"])
    found = next(filter(None, (_expand(place, machine) for place in places)))
    if len(found) > 1:
        listed = " or ".join(map(str, found))
        advice = "add the snippet that --print prints to the one that it reads"
        raise click.UsageError(f"{host.title} may read {listed}: {advice}. Nothing was written")
    return found[0]


def _expand(place: str, machine: Machine) -> list[Path]:
    """Return the files of a place: none if its variable is not set, or no folder has the name with a `*`."""
    first, _, rest = place.partition("/")
    base = machine.home if first == "~" else Path(machine.variables.get(first[1:], ""))
    if not base.is_absolute():
        return []
    folder, _, name = rest.rpartition("/")
    if "*" in folder:
        return [found / name for found in sorted(base.glob(folder))]
    return [base / rest]


def _compare(found: Any, entry: Entry, subject: str, write: Callable[[str], None]) -> int:
    """Report whether an entry of the name is the same, and return the exit code. What it has besides is the user's."""
    defaults: Entry = {"type": "stdio", "command": None, "args": [], "env": {}}
    same = isinstance(found, dict) and all(
        found.get(key, default) == entry.get(key, default) for key, default in defaults.items()
    )
    if same:
        write(f"{subject} already.")
        return 0
    write(f"{subject}, and it is another one. Nothing was written: choose a name with --name, or remove that one.")
    return PROBLEMS


def _notes(host: Host, arguments: Sequence[str], machine: Machine, project: Path | None) -> Iterator[str]:
    """Yield what a person should know before agreeing."""
    source = host.credential.format(variable("TOKEN", machine.program))
    yield f"No credential is written. The server takes it {source}"
    for name, option in (("API", "--api"), ("URL", "--url"), ("SERVER", "--server")):
        if machine.setting(name) and option not in {word.partition("=")[0] for word in arguments}:
            yield f"{variable(name, machine.program)} is set here, and may not be there: {option} is certain."
    if project is not None:
        yield "The entry has paths of this machine in it, which are others on that of a colleague."
        if host.project_note:
            yield host.project_note


# --- the file --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _File:
    """A configuration as it was read; missing files are empty."""

    path: Path
    real: Path
    """Where the link is to, if the path is one."""
    content: bytes | None
    mode: int = 0

    @staticmethod
    def read(path: Path) -> _File:
        """Return a file, or UsageError if it cannot be read, or could not be written."""
        real = Path(os.path.realpath(path))
        try:
            content, status = read_file(real, MAX_BYTES)
        except FileNotFoundError:
            if path.is_symlink():
                raise click.UsageError(f"{path} is a link to {real}, which does not exist") from None
            return _File(path, real, None)
        except OSError as error:
            raise click.UsageError(f"{path} cannot be read: {error.strerror}") from None
        except ValueError as error:
            raise click.UsageError(f"{path} {error}") from None
        mode = stat.S_IMODE(status.st_mode)
        if not mode & stat.S_IWUSR:
            raise click.UsageError(f"{path} is read-only, and was not changed")
        return _File(path, real, content, mode)

    @property
    def text(self) -> str:
        """Its content; UsageError if it is not UTF-8."""
        try:
            return (self.content or b"").decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise click.UsageError(f"{self.path}, line {line}: is not UTF-8. Nothing was written") from None

    @property
    def described(self) -> str:
        """Its path, and what is special about it."""
        if self.content is None:
            return f"{self.path}, a new file"
        return str(self.path) if self.path == self.real else f"{self.path}, a link to {self.real}"

    def replace(self, text: str, new_mode: int) -> None:
        """Write another content at once, unless it is not any more what was read; UsageError if that is impossible."""
        if _File.read(self.path).content != self.content:
            raise click.UsageError(f"{self.path} was changed by another program since it was read: run this again")
        with writing(self.path):
            if self.content is None:
                self.real.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.real, text.encode("utf-8"), new_mode if self.content is None else self.mode)
