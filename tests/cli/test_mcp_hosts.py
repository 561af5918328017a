"""What `mcp --install` adds to the configurations of agent hosts, and what it leaves as it was."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from errno import EACCES
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient.cli.run import host_files, mcp_hosts
from dynaclient.cli.run.mcp_hosts import HOSTS, Machine, absolute_paths, config_file, find_host, install
from dynaclient.errors import DynaclientError, UnknownName

_TOML: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
COMMAND = "/opt/Müller/bin/dynaclient"
ARGUMENTS = ("mcp", "--api", "/home/me/Bücher & mehr/api.json", "--allow", "write")
ENTRY = {"command": COMMAND, "args": list(ARGUMENTS)}
HOST_NAMES = list(HOSTS)
JSON_HOSTS = [name for name, host in HOSTS.items() if host.format is not host_files.TOML]


@pytest.fixture(autouse=True)
def _toml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tomllib", _TOML)  # Python 3.10 has none


class Installation:
    """A user with a home of their own, who is shown a change and asked."""

    def __init__(self, home: Path, platform: str = "linux", **variables: str) -> None:
        self.machine = Machine(home, platform, variables, (COMMAND,))
        self.lines: list[str] = []
        self.questions: list[str] = []
        self.agrees = True

    def __call__(self, host: str, *arguments: str, name: str = "books", **options: Any) -> int:
        """Install a server, and return the exit code; the lines are those of this time."""
        self.lines.clear()
        return install(
            host,
            name,
            arguments or ARGUMENTS,
            machine=self.machine,
            confirm=self._confirm,
            write=self._write,
            **options,
        )

    def _write(self, line: str) -> None:
        self.lines.extend(line.split("\n"))

    def _confirm(self, question: str) -> bool:
        self.questions.append(question)
        return self.agrees

    @property
    def text(self) -> str:
        """Everything that was printed."""
        return "\n".join(self.lines)

    def file(self, host: str) -> Path:
        """Return the file of the user, in a folder that exists."""
        path = config_file(find_host(host), self.machine, None)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


@pytest.fixture
def user(tmp_path: Path) -> Installation:
    """Return a user of Linux with an empty home, whose name is not ASCII."""
    home = tmp_path / "Zoë"
    home.mkdir()
    return Installation(home)


def servers(host: str, content: bytes) -> Any:
    """Return the servers of a file, read by the strict reader of its format."""
    text = content.decode("utf-8-sig")
    return (_TOML.loads(text) if host == "codex" else json.loads(text))[HOSTS[host].key]


def entry_of(host: str) -> dict[str, Any]:
    return {"type": "stdio", **ENTRY} if host == "vscode" else ENTRY


# --- which file ------------------------------------------------------------------------------------------------------

PLACES: dict[tuple[str, str], str] = {
    ("claude-code", "linux"): ".claude.json",
    ("claude-code", "darwin"): ".claude.json",
    ("claude-code", "win32"): ".claude.json",
    ("claude-desktop", "linux"): ".config/Claude/claude_desktop_config.json",
    ("claude-desktop", "darwin"): "Library/Application Support/Claude/claude_desktop_config.json",
    ("claude-desktop", "win32"): "AppData/Roaming/Claude/claude_desktop_config.json",
    ("cursor", "linux"): ".cursor/mcp.json",
    ("cursor", "darwin"): ".cursor/mcp.json",
    ("cursor", "win32"): ".cursor/mcp.json",
    ("vscode", "linux"): ".config/Code/User/mcp.json",
    ("vscode", "darwin"): "Library/Application Support/Code/User/mcp.json",
    ("vscode", "win32"): "AppData/Roaming/Code/User/mcp.json",
    ("vscode", "freebsd14"): ".config/Code/User/mcp.json",
    ("codex", "linux"): ".codex/config.toml",
    ("codex", "darwin"): ".codex/config.toml",
    ("codex", "win32"): ".codex/config.toml",
}


@pytest.mark.parametrize(("host", "platform"), PLACES)
def test_the_file_of_a_user(host: str, platform: str, tmp_path: Path) -> None:
    user = Installation(tmp_path, platform)
    assert config_file(find_host(host), user.machine, None) == tmp_path / PLACES[host, platform]
    assert user(host) == 0
    assert servers(host, (tmp_path / PLACES[host, platform]).read_bytes()) == {"books": entry_of(host)}


MOVED = [
    ("claude-code", "linux", "CLAUDE_CONFIG_DIR", ".claude.json"),
    ("claude-desktop", "linux", "XDG_CONFIG_HOME", "Claude/claude_desktop_config.json"),
    ("claude-desktop", "win32", "APPDATA", "Claude/claude_desktop_config.json"),
    ("vscode", "linux", "XDG_CONFIG_HOME", "Code/User/mcp.json"),
    ("vscode", "win32", "APPDATA", "Code/User/mcp.json"),
    ("codex", "darwin", "CODEX_HOME", "config.toml"),
]


@pytest.mark.parametrize(("host", "platform", "variable", "place"), MOVED)
def test_a_variable_moves_it_if_it_has_an_absolute_path(
    host: str, platform: str, variable: str, place: str, tmp_path: Path
) -> None:
    moved = Installation(tmp_path, platform, **{variable: str(tmp_path / "else where")})
    assert config_file(find_host(host), moved.machine, None) == tmp_path / "else where" / place
    not_moved = Installation(tmp_path, platform, **{variable: "else where"})
    assert config_file(find_host(host), not_moved.machine, None) == tmp_path / PLACES[host, platform]


@pytest.mark.parametrize("host", [name for name, host in HOSTS.items() if host.project])
def test_the_file_of_a_project(host: str, user: Installation, tmp_path: Path) -> None:
    expected = {
        "claude-code": ".mcp.json",
        "cursor": ".cursor/mcp.json",
        "vscode": ".vscode/mcp.json",
        "codex": ".codex/config.toml",
    }
    assert user(host, project=tmp_path) == 0
    path = tmp_path / expected[host]
    assert servers(host, path.read_bytes()) == {"books": entry_of(host)}
    assert "paths of this machine" in user.text
    assert path.stat().st_mode & 0o777 == 0o644  # it is shared; that of a user is private
    assert user(host) == 0
    assert user.file(host).stat().st_mode & 0o777 == 0o600


def test_a_host_without_projects_has_only_the_file_of_the_user(user: Installation, tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="Claude Desktop has no configuration of a project"):
        user("claude-desktop", project=tmp_path)
    with pytest.raises(click.UsageError, match="nowhere is not a folder"):
        user("cursor", project=tmp_path / "nowhere")
    assert list(tmp_path.rglob("*.json")) == []


def test_a_packaged_claude_desktop_reads_a_file_of_its_package(tmp_path: Path) -> None:
    user = Installation(tmp_path, "win32", APPDATA=str(tmp_path / "Roaming"), LOCALAPPDATA=str(tmp_path / "Local"))
    package = tmp_path / "Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude"
    package.mkdir(parents=True)
    (tmp_path / "Roaming/Claude").mkdir(parents=True)
    assert user("claude-desktop") == 0
    assert [path.parent for path in tmp_path.rglob("*.json")] == [package]


def test_of_two_packages_none_is_chosen(tmp_path: Path) -> None:
    user = Installation(tmp_path, "win32", LOCALAPPDATA=str(tmp_path))
    for name in ("Claude_one", "Claude_two"):
        (tmp_path / "Packages" / name / "LocalCache/Roaming/Claude").mkdir(parents=True)
    with pytest.raises(click.UsageError, match=r"may read .*Claude_one.* or .*Claude_two.*--print"):
        user("claude-desktop")
    assert list(tmp_path.rglob("*.json")) == []


def test_an_unknown_host_is_an_error_with_similar_names(user: Installation) -> None:
    with pytest.raises(UnknownName, match=r"write one of claude-code, .*codex; did you mean claude-code\?") as caught:
        user("claude_code")
    assert caught.value.suggestions == ("claude-code",)


# --- what is inserted ------------------------------------------------------------------------------------------------

SMALL = {"command": "d", "args": ["mcp"]}
NEW = '{\n{0}{1}"command": "d",\n{0}{1}"args": [\n{0}{1}{1}"mcp"\n{0}{1}]\n{0}}'


def new(indentation: str = "    ", unit: str = "  ") -> str:
    """Return the small entry as it is inserted."""
    return '"new": ' + NEW.replace("{0}", indentation).replace("{1}", unit)


COMPACT = '"new": {"command": "d", "args": ["mcp"]}'
EDITS: dict[str, tuple[str, str]] = {
    "nothing": ("", '{\n  "servers": {\n    ' + new() + "\n  }\n}\n"),
    "white space": (" \n", ' \n{\n  "servers": {\n    ' + new() + "\n  }\n}\n"),
    "an empty object": ("{}", '{\n  "servers": {\n    ' + new() + "\n  }\n}"),
    "an empty object of lines": ("{\n}\n", '{\n  "servers": {\n    ' + new() + "\n  }\n}\n"),
    "no servers yet": ('{\n  "servers": {}\n}\n', '{\n  "servers": {\n    ' + new() + "\n  }\n}\n"),
    "no servers yet, on one line": ('{"servers": {}}', '{"servers": {\n  ' + new("  ") + "\n}}"),
    "other keys only": ('{\n  "a": [1,2]\n}\n', '{\n  "a": [1,2],\n  "servers": {\n    ' + new() + "\n  }\n}\n"),
    "others": (
        '{\n  "servers": {\n    "b": {"url": "x"}\n  },\n  "z": 1\n}\n',
        '{\n  "servers": {\n    "b": {"url": "x"},\n    ' + new() + '\n  },\n  "z": 1\n}\n',
    ),
    "tabs": (
        '{\n\t"servers": {\n\t\t"b": {}\n\t}\n}\n',
        '{\n\t"servers": {\n\t\t"b": {},\n\t\t' + new("\t\t", "\t") + "\n\t}\n}\n",
    ),
    "four spaces": (
        '{\n    "servers": {}\n}\n', '{\n    "servers": {\n        ' + new(" " * 8, " " * 4) + "\n    }\n}\n",
    ),
    "one line": ('{"servers":{"b":{}},"z":1}', '{"servers":{"b":{}, ' + COMPACT + '},"z":1}'),
    "one line without servers": ('{"a": 1}', '{"a": 1, "servers": {' + COMPACT + "}}"),
    "one line with spaces": ('{ "servers": { "b": {} } }', '{ "servers": { "b": {}, ' + COMPACT + " } }"),
    "a brace behind the last member": (
        '{\n  "servers": {"a": 1,\n    "b": {}}\n}', '{\n  "servers": {"a": 1,\n    "b": {},\n    ' + new() + "\n  }\n}",
    ),
    "a member behind the brace": (
        '{"servers": {"b": {}\n}}', '{"servers": {"b": {},\n  ' + new("  ") + "\n}}",
    ),
    "strings that look like something else": (
        '{"servers": {"a//b": {"u": "http://x/*,}{ \\" "}\n}}',
        '{"servers": {"a//b": {"u": "http://x/*,}{ \\" "},\n  ' + new("  ") + "\n}}",
    ),
    "UTF-8": ('{"servers": {"größe": {"名": "😀"}}}', '{"servers": {"größe": {"名": "😀"}, ' + COMPACT + "}}"),
}  # fmt: skip
COMMENTED: dict[str, tuple[str, str]] = {
    "a comment at the end of the line": (
        '{\n  // all\n  "servers": {\n    "b": {} // mine\n  }\n}\n',
        '{\n  // all\n  "servers": {\n    "b": {}, // mine\n    ' + new() + "\n  }\n}\n",
    ),
    "a comment behind the last one": (
        '{\n  "servers": {\n    "b": {}\n    // "c": {},\n  }\n}',
        '{\n  "servers": {\n    "b": {},\n    // "c": {},\n    ' + new() + "\n  }\n}",
    ),
    "a comma after the last one": (
        '{\n  "servers": {\n    "b": {},\n  },\n}\n', '{\n  "servers": {\n    "b": {},\n    ' + new() + "\n  },\n}\n",
    ),
    "both": (
        '{\n  "servers": {\n    "b": [1, 2,], /* , } */ // , }\n  }\n}\n',
        '{\n  "servers": {\n    "b": [1, 2,], /* , } */ // , }\n    ' + new() + "\n  }\n}\n",
    ),
    "only comments": (
        '{ /* no servers */ }', '{ /* no servers */\n  "servers": {\n    ' + new() + "\n  }\n }",
    ),
    "a comment in one line": ('{"servers": {"b": {} /* b */}}', '{"servers": {"b": {}, /* b */ ' + COMPACT + "}}"),
    "a comment with a key": (
        '{\n  // "servers": {},\n  "servers": {} // {\n}', '{\n  // "servers": {},\n  "servers": {\n    ' + new() + "\n  } // {\n}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("before", [*EDITS.values(), *COMMENTED.values()], ids=[*EDITS, *COMMENTED])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_entry_is_inserted_and_all_else_stays(before: tuple[str, str], newline: str, mark: str) -> None:
    text, expected = (mark + part.replace("\n", newline) for part in before)
    if "\n" not in text:
        expected = expected.replace("\r\n", "\n")  # a file of one line has no line ends to go by
    assert host_files.COMMENTED_JSON.edit(text, "servers", "new", SMALL).after == expected


@pytest.mark.parametrize("case", EDITS)
def test_strict_json_is_edited_in_the_same_way(case: str) -> None:
    before, expected = EDITS[case]
    edit = host_files.JSON.edit(before, "servers", "new", SMALL)
    assert edit.after == expected
    assert json.loads(edit.after)["servers"]["new"] == SMALL


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(st.text(), VALUES, max_size=4)


@given(
    document=DOCUMENTS, servers=st.none() | DOCUMENTS, indent=st.none() | st.sampled_from([0, 1, 2, 4, "\t"]),
    ascii_only=st.booleans(), newline=st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_any_json_has_the_entry_and_what_it_had(
    document: dict[str, Any], servers: dict[str, Any] | None, indent: Any, ascii_only: bool, newline: str
) -> None:
    whole = {**document, **({} if servers is None else {"~servers": servers})}
    text = json.dumps(whole, indent=indent, ensure_ascii=ascii_only).replace("\n", newline)
    for form in (host_files.JSON, host_files.COMMENTED_JSON):
        edit = form.edit(text, "~servers", "~new", ENTRY)
        assert json.loads(edit.after) == {**whole, "~servers": {**(servers or {}), "~new": ENTRY}}
        assert list(json.loads(edit.after)["~servers"])[-1] == "~new"
        if newline in text:
            assert edit.after.count("\n") == edit.after.count(newline)


TOML_EDITS = {
    "nothing": ("", ""),
    "a table": ("[a]\nb = 1\n", "[a]\nb = 1\n\n"),
    "no line end": ("a = 1 # one", "a = 1 # one\n\n"),
    "others": ("[mcp_servers.b]\ncommand = 'x'\n", "[mcp_servers.b]\ncommand = 'x'\n\n"),
    "another in one line": ("mcp_servers.b = { command = 'x' }\n", "mcp_servers.b = { command = 'x' }\n\n"),
    "a table of servers": ("[mcp_servers]\nb = { command = 'x' }\n", "[mcp_servers]\nb = { command = 'x' }\n\n"),
    "all in one value": ("mcp_servers = { b = { command = 'x' } }\n", None),
    "UTF-8": ("['größe']\n'名' = '😀'\n", "['größe']\n'名' = '😀'\n\n"),
}
TABLE = '[mcp_servers.new]\ncommand = "d"\nargs = ["mcp"]\n'


@pytest.mark.parametrize("case", TOML_EDITS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_is_added_to_toml(case: str, newline: str, mark: str) -> None:
    before, kept = TOML_EDITS[case]
    text = mark + before.replace("\n", newline)
    if kept is None:
        with pytest.raises(host_files.NotEditable, match="has mcp_servers in a form to which no entry can be added"):
            host_files.TOML.edit(text, "mcp_servers", "new", SMALL)
        return
    used = "\n" if "\n" not in before else newline
    assert host_files.TOML.edit(text, "mcp_servers", "new", SMALL).after == mark + (kept + TABLE).replace("\n", used)


@given(command=st.text(), args=st.lists(st.text()), value=st.text())
def test_any_string_is_the_same_in_toml(command: str, args: list[str], value: str) -> None:
    entry = {"command": command, "args": args, "env": {"A_B": value}}
    after = host_files.TOML.edit("", "mcp_servers", "new", entry).after
    assert _TOML.loads(after) == {"mcp_servers": {"new": entry}}


# --- what is shown, and asked ----------------------------------------------------------------------------------------

SECRETS = """{
  "mcpServers": {
    "other": {
      "url": "https://example.com/?key=hunter2",
      // "token": "hunter2",
      "headers": {"Authorization": "Bearer hunter2"}, /* hunter2 */
      "env": {"TOKEN": "hunter2"}
    }
  }
}
"""


def test_the_change_is_shown_before_it_is_made(user: Installation) -> None:
    path = user.file("cursor")
    path.write_text('{\n  "mcpServers": {}\n}\n')
    user.agrees = False
    assert user("cursor", "mcp") == 1
    assert path.read_text() == '{\n  "mcpServers": {}\n}\n'
    assert user.lines == [
        f"--- {path}",
        f"+++ {path}",
        "@@ -1,3 +1,10 @@",
        " {",
        '-  "mcpServers": {}',
        '+  "mcpServers": {',
        '+    "books": {',
        f'+      "command": "{COMMAND}",',
        '+      "args": [',
        '+        "mcp"',
        "+      ]",
        "+    }",
        "+  }",
        " }",
        "No credential is written. The server takes it from a profile, or from DYNACLIENT_TOKEN where the host starts it.",
        "Nothing was written.",
    ]
    assert user.questions == [f"This will be added to {path}."]
    user.agrees = True
    assert user("cursor", "mcp") == 0
    assert user.lines[-1] == f"books was added to {path}. Start Cursor again."


@pytest.mark.parametrize(
    "content", [SECRETS, SECRETS.replace("\n", " ").replace("// ", "/* */ "), SECRETS.replace("\n", "\r\n")]
)
def test_nothing_of_other_servers_is_shown(content: str, user: Installation) -> None:
    content = content.replace("mcpServers", "servers")
    path = user.file("vscode")
    path.write_bytes(content.encode())
    assert user("vscode") == 0
    assert b"hunter2" in path.read_bytes()
    assert "hunter2" not in user.text
    assert '"***"' in user.text
    assert json.dumps(COMMAND, ensure_ascii=False) in user.text


def test_nothing_of_other_servers_in_toml_is_shown(user: Installation) -> None:
    path = user.file("codex")
    path.write_text("[mcp_servers.b.env]\nTOKEN = 'hunter2'")
    assert user("codex") == 0
    assert servers("codex", path.read_bytes()) == {"b": {"env": {"TOKEN": "hunter2"}}, "books": ENTRY}
    assert "hunter2" not in user.text
    assert "+[mcp_servers.books]" in user.lines


def test_a_new_file_is_announced(user: Installation) -> None:
    assert user("cursor") == 0
    path = user.file("cursor")
    assert user.questions == [f"This will be added to {path}, a new file."]


NOTES: dict[str, tuple[str, dict[str, str], tuple[str, ...], str]] = {
    "a host that passes on few variables": ("claude-desktop", {}, (), "takes it from a profile: Claude Desktop passes on few variables, and not DYNACLIENT_TOKEN."),
    "a host that passes on those that are named": ("codex", {}, (), 'or from DYNACLIENT_TOKEN if env_vars = ["DYNACLIENT_TOKEN"] is added to the entry: Codex passes on few.'),
    "a description in a variable": ("cursor", {"DYNACLIENT_API": "/a.json"}, ("mcp",), "DYNACLIENT_API is set here, and may not be there: --api is certain."),
    "a URL in a variable": ("cursor", {"DYNACLIENT_URL": "https://a.b"}, (), "DYNACLIENT_URL is set here, and may not be there: --url is certain."),
    "a server in a variable": ("cursor", {"DYNACLIENT_SERVER": "sandbox"}, (), "DYNACLIENT_SERVER is set here, and may not be there: --server is certain."),
}  # fmt: skip


@pytest.mark.parametrize("case", NOTES)
def test_notes(case: str, tmp_path: Path) -> None:
    host, variables, arguments, note = NOTES[case]
    user = Installation(tmp_path, **variables)
    assert user(host, *arguments) == 0
    assert note in user.text


@pytest.mark.parametrize("words", [("mcp", "--api", "/b.json"), ("mcp", "--api=/b.json")])
def test_an_option_needs_no_note_about_its_variable(words: tuple[str, ...], tmp_path: Path) -> None:
    user = Installation(tmp_path, DYNACLIENT_API="/a.json")
    assert user("cursor", *words) == 0
    assert "DYNACLIENT_API" not in user.text


def test_notes_about_a_project(user: Installation, tmp_path: Path) -> None:
    assert user("codex", project=tmp_path) == 0
    assert "Codex reads the file only if you trust the project." in user.lines
    assert user("cursor", project=tmp_path) == 0
    assert user.lines[-2].startswith("The entry has paths of this machine")


@pytest.mark.parametrize("host", HOST_NAMES)
def test_only_the_snippet(host: str, user: Installation) -> None:
    assert user(host, only_snippet=True) == 0
    assert servers(host, user.text.encode()) == {"books": entry_of(host)}
    assert (user.questions, list(user.machine.home.iterdir())) == ([], [])


# --- no credential ---------------------------------------------------------------------------------------------------


def test_the_entry_has_no_secret_of_the_environment(tmp_path: Path) -> None:
    variables = {
        "DYNACLIENT_TOKEN": "hunter2",
        "DYNACLIENT_CONFIG": "/home/me/profiles.json",
        "DYNACLIENT_PROFILE": "work",
        "DYNACLIENT_URL": "https://a.b",
        "OTHER": "hunter3",
    }
    user = Installation(tmp_path, **variables)
    for host in HOST_NAMES:
        assert user(host) == 0
        content = user.file(host).read_bytes()
        assert servers(host, content)["books"]["env"] == {
            "DYNACLIENT_CONFIG": "/home/me/profiles.json",
            "DYNACLIENT_PROFILE": "work",
        }
        assert "hunter" not in content.decode() + user.text


def test_a_program_of_a_package_has_variables_of_its_own(tmp_path: Path) -> None:
    variables = {"SHOP_PROFILE": "work", "DYNACLIENT_PROFILE": "other"}
    user = Installation(tmp_path)
    user.machine = Machine(tmp_path, "linux", variables, ("/bin/shop",), "shop")
    assert user("cursor", "mcp") == 0
    assert servers("cursor", user.file("cursor").read_bytes()) == {
        "books": {"command": "/bin/shop", "args": ["mcp"], "env": {"SHOP_PROFILE": "work"}}
    }
    assert "or from SHOP_TOKEN where the host starts it" in user.text


REFUSED = {
    "the token": (("mcp", "--header", "X: s3cret-9"), "credential"),
    "a password in a URL": (("mcp", "--api", "https://me:s3cret@a.b/api.json"), "credential"),
    "a variable of the host": (("mcp", "--api", "/a/${HOME}/api.json"), "hosts replace"),
    "a control character": (("mcp", "--api", "/a/s3cret\x1b[2J.json"), "control characters"),
    "half a character": (("mcp", "--api", "/a/s3cret\udcff.json"), "not Unicode"),
}


@pytest.mark.parametrize("host", ["cursor", "codex"])
@pytest.mark.parametrize("case", REFUSED)
def test_an_argument_that_is_not_written(case: str, host: str, tmp_path: Path) -> None:
    user = Installation(tmp_path, DYNACLIENT_TOKEN="s3cret-9")
    words, reason = REFUSED[case]
    with pytest.raises(click.UsageError, match=reason) as caught:
        user(host, *words)
    assert "s3cret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "example"),
    [("my books", "my-books"), ("größe.1", "gr-e-1"), ("", "my-api"), ("b" * 41, "b" * 40), ("-a", "a"), ("a]\n[b", "a-b"), ("名", "my-api")],
)  # fmt: skip
def test_a_name_that_not_every_host_takes_is_refused(name: str, example: str, user: Installation) -> None:
    with pytest.raises(click.UsageError, match=f"for example: {example}$"):
        user("cursor", name=name)


# --- what is there already -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", HOST_NAMES)
def test_the_same_entry_again_changes_nothing(host: str, user: Installation) -> None:
    assert user(host) == 0
    before = user.file(host).read_bytes()
    user.questions.clear()
    assert user(host) == 0
    assert user.lines == [f"{HOSTS[host].title} has books in {user.file(host)} already."]
    assert (user.questions, user.file(host).read_bytes()) == ([], before)


@pytest.mark.parametrize("host", HOST_NAMES)
def test_another_entry_of_the_name_stays(host: str, user: Installation) -> None:
    assert user(host) == 0
    before = user.file(host).read_bytes()
    assert user(host, "mcp", "--allow", "all") == 1
    assert "choose a name with --name, or remove that one" in user.text
    assert user.file(host).read_bytes() == before
    assert user(host, "mcp", "--allow", "all", name="books-2") == 0
    assert list(servers(host, user.file(host).read_bytes())) == ["books", "books-2"]


SAME: dict[str, tuple[Any, bool]] = {
    "what Claude Code writes": ({"type": "stdio", **ENTRY, "env": {}}, True),
    "settings of the user": ({**ENTRY, "disabled": True, "timeout": 60}, True),
    "another transport": ({**ENTRY, "type": "http"}, False),
    "other variables": ({**ENTRY, "env": {"A": "hunter2"}}, False),
    "no command": ({"args": list(ARGUMENTS)}, False),
    "no object": (COMMAND, False),
    "null": (None, False),
}


@pytest.mark.parametrize("case", SAME)
def test_which_entries_are_the_same(case: str, user: Installation) -> None:
    found, is_same = SAME[case]
    content = json.dumps({"mcpServers": {"books": found}}, ensure_ascii=False)
    user.file("cursor").write_text(content, encoding="utf-8")
    assert user("cursor") == (0 if is_same else 1)
    assert user.file("cursor").read_text(encoding="utf-8") == content
    assert "hunter2" not in user.text


# --- files that are not changed --------------------------------------------------------------------------------------

INVALID: dict[str, tuple[str, bytes, str]] = {
    "JSON": ("cursor", b'{\n  "mcpServers": {,\n}', "JSON: line 2: Expecting property name"),
    "JSON with comments": ("vscode", b"{\n  // a\n\n  b: 1}", "JSON with comments: line 4: Expecting property name"),
    "comments, and worse": ("cursor", b"{\n  // a\n\n  b: 1}", "JSON: line 2: Expecting property name"),
    "a comment without an end": ("vscode", b'{"servers": {}} /* a', "line 1: Extra data"),
    "a string without an end": ("vscode", b'{"servers": {}, "a": "// }', "line 1: "),
    "not an object": ("cursor", b"[]", "line 1: an object is expected"),
    "NaN": ("cursor", b'{"a": NaN}', "NaN is not JSON"),
    "too many levels": ("cursor", b'{"a":' * 100_000, "recursion"),
    "TOML": ("codex", b"[a]\nb = \n", "TOML: Invalid value .at line 2"),
    "a table twice": ("codex", b"[a]\n[b]\n[a]\n", "TOML: Cannot declare .* twice .at line 3"),
}


@pytest.mark.parametrize("case", INVALID)
def test_a_file_that_is_not_valid_is_an_error_with_its_line(case: str, user: Installation) -> None:
    host, content, reason = INVALID[case]
    path = user.file(host)
    path.write_bytes(content)
    with pytest.raises(click.UsageError, match=reason) as caught:
        user(host)
    assert str(caught.value).startswith(f"{path} is not valid ")
    assert (path.read_bytes(), user.questions) == (content, [])


def test_a_file_that_is_not_utf_8_is_an_error_with_its_line(user: Installation) -> None:
    path = user.file("cursor")
    path.write_bytes(b"{\n\xff}")
    with pytest.raises(click.UsageError, match="mcp.json, line 2: is not UTF-8"):
        user("cursor")


BY_HAND: dict[str, tuple[str, str, str]] = {
    "comments": ("cursor", '{"mcpServers": {} // a\n}', "has comments, or a comma after a last element"),
    "a last comma": ("claude-code", '{"mcpServers": {},}', "has comments, or a comma after a last element"),
    "the key twice": ("vscode", '{"servers": {"a": {}}, "servers": {}}', "has servers 2 times"),
    "the key with a list": ("cursor", '{"mcpServers": []}', "has a value for mcpServers that has no names"),
    "the key with null": ("cursor", '{"mcpServers": null}', "has a value for mcpServers that has no names"),
    "an old line end in a comment": (
        "vscode",
        '{"a": 1 // b\r}',
        "has servers in a form to which no entry can be added",
    ),
    "TOML in one value": ("codex", "mcp_servers = {}\n", "has mcp_servers in a form to which no entry can be added"),
    "a list in TOML": ("codex", "mcp_servers = []\n", "has a value for mcp_servers that has no names"),
}


@pytest.mark.parametrize("case", BY_HAND)
def test_a_file_that_cannot_be_edited_with_certainty_is_left_to_the_user(case: str, user: Installation) -> None:
    host, content, reason = BY_HAND[case]
    path = user.file(host)
    path.write_bytes(content.encode())
    assert user(host) == 1
    assert user.lines[0].startswith(f"{path} {reason}")
    assert user.lines[0].endswith(". Nothing was written. Add this to it yourself:")
    assert servers(host, "\n".join(user.lines[1:]).encode()) == {"books": entry_of(host)}
    assert (path.read_bytes(), user.questions) == (content.encode(), [])


def test_without_a_reader_of_toml_the_file_is_left_to_the_user(
    user: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tomllib", None)
    assert user("codex") == 1
    assert "TOML is read from 3.11 on. Nothing was written" in user.lines[0]
    assert user.lines[1] == "[mcp_servers.books]"
    assert not user.file("codex").exists()


# --- the file system -------------------------------------------------------------------------------------------------


def test_the_mode_of_a_file_stays(user: Installation) -> None:
    path = user.file("cursor")
    path.write_text("{}")
    path.chmod(0o640)
    assert user("cursor") == 0
    assert path.stat().st_mode & 0o777 == 0o640
    assert [found.name for found in path.parent.iterdir()] == ["mcp.json"]


def test_a_link_stays_one(user: Installation, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.json"
    real.write_text('{"mcpServers": {}}')
    path = user.file("cursor")
    path.symlink_to(real)
    assert user("cursor") == 0
    assert (path.is_symlink(), path.resolve()) == (True, real)
    assert servers("cursor", real.read_bytes()) == {"books": ENTRY}
    assert user.questions == [f"This will be added to {path}, a link to {real}."]
    assert sorted(found.name for found in path.parent.iterdir()) == ["mcp.json"]


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link to nothing": (lambda path: path.symlink_to("/nowhere/at/all"), "is a link to /nowhere/at/all, which does not exist"),
    "a link to itself": (lambda path: path.symlink_to(path), "cannot be read: "),
    "a folder": (lambda path: path.mkdir(), "cannot be read: Is a directory"),
    "a pipe": (os.mkfifo, "is not a regular file"),
    "a file for reading only": (lambda path: path.touch(0o444), "is read-only"),
    "a file that is too large": (lambda path: path.write_bytes(b" " * 101), "is larger than "),
}  # fmt: skip


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_is_not_a_file_that_can_be_changed(case: str, user: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    create, reason = UNUSABLE[case]
    path = user.file("cursor")
    create(path)
    monkeypatch.setattr(mcp_hosts, "MAX_BYTES", 100)
    before = path.lstat()
    with pytest.raises(click.UsageError) as caught:
        user("cursor")
    assert str(caught.value).startswith(f"{path} {reason}")
    assert path.lstat() == before


def test_a_file_in_the_place_of_a_folder(user: Installation) -> None:
    (user.machine.home / ".cursor").touch()
    with pytest.raises(click.UsageError, match="mcp.json cannot be read: Not a directory"):
        user("cursor")


def test_a_folder_that_cannot_be_written_to(user: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    path = user.file("cursor")
    path.write_text("{}")

    def refuse(*_: object) -> int:
        raise PermissionError(EACCES, "Permission denied")

    monkeypatch.setattr("dynaclient.runtime.user_files.create_file", refuse)  # a superuser may write to any folder
    with pytest.raises(DynaclientError, match="mcp.json cannot be written: Permission denied"):
        user("cursor")
    assert [found.name for found in path.parent.iterdir()] == ["mcp.json"]
    assert path.read_text() == "{}"


def test_a_disk_that_is_full_changes_nothing(user: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    path = user.file("cursor")
    path.write_text("{}")

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DynaclientError, match="mcp.json cannot be written: No space left"):
        user("cursor")
    assert [found.name for found in path.parent.iterdir()] == ["mcp.json"]
    assert path.read_text() == "{}"


@pytest.mark.parametrize("before", [None, "{}"])
def test_a_change_by_another_program_is_not_lost(before: str | None, user: Installation) -> None:
    path = user.file("claude-code")
    if before is not None:
        path.write_text(before)

    def change(_: str) -> bool:
        path.write_text('{"a": 1}')
        return True

    with pytest.raises(click.UsageError, match="changed by another program since it was read: run this again"):
        install("claude-code", "books", ["mcp"], machine=user.machine, confirm=change, write=lambda _: None)
    assert path.read_text() == '{"a": 1}'


# --- the words of the entry ------------------------------------------------------------------------------------------


def test_the_program_runs_from_any_folder(tmp_path: Path) -> None:
    machine = mcp_hosts.this_machine()
    assert machine.home.is_absolute()
    done = subprocess.run([*machine.command, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("dynaclient ")


def test_which_words_run_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "dynaclient"
    program.touch(0o755)
    link = tmp_path / "bin" / "dynaclient"
    link.parent.mkdir()
    link.symlink_to(program)
    module = (sys.executable, "-m", "dynaclient")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(link.parent))
    cases: Mapping[str, tuple[str, ...]] = {
        str(program): (str(program),),
        "./dynaclient": (str(program),),
        "dynaclient": (str(link),),
        str(link): (str(link),),
        str(tmp_path / "gone" / "dynaclient"): module,
        str(tmp_path / "dynaclient" / "__main__.py"): module,
        "-c": module,
    }
    assert {started: mcp_hosts.program_command(started) for started in cases} == cases
    with pytest.raises(click.UsageError, match="a host can only run shop as a program"):
        mcp_hosts.program_command(str(program), "shop")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert mcp_hosts.program_command("./other") == (sys.executable,)


def test_paths_of_arguments_are_made_absolute() -> None:
    words = [
        "--api",
        "a/../b.json",
        "mcp",
        "--files",
        ".",
        "--log=x.log",
        "--allow",
        "write",
        "--token-file",
        "/t",
        "--patch",
    ]
    assert absolute_paths(words, Path("/home/me")) == [
        "--api", "/home/me/b.json", "mcp", "--files", "/home/me", "--log=/home/me/x.log", "--allow", "write", "--token-file", "/t", "--patch",
    ]  # fmt: skip
    assert absolute_paths(["--api", "https://a.b/c.json"], Path("/home/me")) == ["--api", "https://a.b/c.json"]
