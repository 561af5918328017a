"""Files are read below the folders that a person has named, and nowhere else: no path, link or device leads out."""

from __future__ import annotations

import base64
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from dynaclient import Client, InvalidCall, load
from dynaclient.agents import files
from dynaclient.agents.files import FileRoots, with_files
from dynaclient.agents.sending import CallContext
from dynaclient.agents.toolbox import Toolbox
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, Received, raw_response
from tests.support.toolboxes import Agent, recorded_agent, requests_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there files cannot be opened without following links")

FILE = {"file": True}
FORM = "multipart/form-data"
NESTED = {"type": "object", "properties": {"inner": {"type": "array", "items": {"properties": {"file": FILE}}}}}
ACTIONS: dict[str, Any] = {
    "whole": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"application/octet-stream": FILE}}}},
    "part": {
        "method": "POST", "path": "/part", "content": FORM,
        "parameters": {"title": {"in": "part"}, "upload": {"in": "part", "schema": FILE}},
    },
    "parts": {
        "method": "POST", "path": "/parts", "content": FORM,
        "parameters": {"uploads": {"in": "part", "schema": {"type": "array", "items": FILE}}},
    },
    "member": {
        "method": "POST", "path": "/member",
        "parameters": {"data": {"in": "body", "content": {
            FORM: {"type": "object", "properties": {"title": {"type": "string"}, "upload": FILE}}}}},
    },
    "nested": {"method": "POST", "path": "/nested", "parameters": {"data": {"in": "body", "content": {FORM: NESTED}}}},
    "plain": {"method": "POST", "path": "/plain", "parameters": {"data": {"in": "body", "schema": {"type": "object"}}}},
    "remove": {
        "method": "DELETE", "path": "/remove",
        "parameters": {"data": {"in": "body", "content": {"application/octet-stream": FILE}}},
    },
}  # fmt: skip
API = load(describe(ACTIONS))
CONTENT = b"a,b\n1,2\n"
OUTSIDE = b"0utside, and n0t to be sent"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder of files, beside which there are others."""
    folder = tmp_path / "root"
    (folder / "sub").mkdir(parents=True)
    (folder / "plan.csv").write_bytes(CONTENT)
    (folder / "sub" / "plan.csv").write_bytes(CONTENT)
    (tmp_path / "outside.txt").write_bytes(OUTSIDE)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "plan.csv").write_bytes(OUTSIDE)
    return folder


def open_files() -> set[str]:
    """Return the descriptors that are open."""
    return {path.name for path in Path("/dev/fd").iterdir()}


@contextmanager
def no_open_files() -> Iterator[None]:
    """Check that what is opened is closed again."""
    before = open_files()
    yield
    assert open_files() == before


# --- paths -----------------------------------------------------------------------------------------------------------


def _link(root: Path) -> None:
    (root / "link").symlink_to(root.parent / "outside.txt")


def _link_inside(root: Path) -> None:
    (root / "link").symlink_to("plan.csv")


def _link_to_a_folder(root: Path) -> None:
    (root / "link").symlink_to(root.parent / "elsewhere")


def _link_in_a_folder(root: Path) -> None:
    (root / "sub" / "link").symlink_to(root.parent / "elsewhere")


def _pipe(root: Path) -> None:
    os.mkfifo(root / "pipe")


def _socket(root: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        descriptor = os.open(root, os.O_RDONLY)
        server.bind(f"/proc/self/fd/{descriptor}/socket" if sys.platform == "linux" else str(root / "socket"))
        os.close(descriptor)


def _large(root: Path) -> None:
    with (root / "large").open("wb") as file:
        file.truncate(files.MAX_FILE + 1)


def _unreadable(root: Path) -> None:
    (root / "x").mkdir()
    (root / "x" / "y").symlink_to("y")


def _nothing(_: Path) -> None:
    """Leave the folder as it is."""


NOT_A_PATH, LINK, MISSING = (
    "is not the path of a file below the folder",
    "is a link, or leads through one",
    "is not there",
)
TRICKS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    # what is done to the folder, the path, why it is refused
    "..": (_nothing, "../outside.txt", NOT_A_PATH),
    ".. inside": (_nothing, "sub/../../outside.txt", NOT_A_PATH),
    ".. that stays inside": (_nothing, "sub/../plan.csv", NOT_A_PATH),
    "..at the end": (_nothing, "sub/..", NOT_A_PATH),
    "absolute": (_nothing, "{root}/../outside.txt", NOT_A_PATH),
    "absolute, inside": (_nothing, "{root}/plan.csv", NOT_A_PATH),
    "of the system": (_nothing, "/etc/passwd", NOT_A_PATH),
    "two slashes": (_nothing, "//etc/passwd", NOT_A_PATH),
    "an empty step": (_nothing, "sub//plan.csv", NOT_A_PATH),
    "a step .": (_nothing, "./plan.csv", NOT_A_PATH),
    "empty": (_nothing, "", NOT_A_PATH),
    "a slash at the end": (_nothing, "plan.csv/", NOT_A_PATH),
    "the home": (_nothing, "~/plan.csv", NOT_A_PATH),
    "the home of a user": (_nothing, "~root/.ssh/id_rsa", NOT_A_PATH),
    "a backslash": (_nothing, "sub\\..\\..\\outside.txt", NOT_A_PATH),
    "NUL": (_nothing, "plan.csv\0.png", NOT_A_PATH),
    "a line break": (_nothing, "plan.csv\n", NOT_A_PATH),
    "half a surrogate pair": (_nothing, "plan\ud800.csv", NOT_A_PATH),
    "percent-encoded": (_nothing, "%2e%2e/outside.txt", MISSING),
    "percent-encoded slashes": (_nothing, "..%2foutside.txt", MISSING),
    "a URL": (_nothing, "file:plan.csv", MISSING),
    "in another case": (_nothing, "PLAN.CSV", MISSING),
    "a variable": (_nothing, "$HOME", MISSING),
    "what is not there": (_nothing, "other.csv", MISSING),
    "a very long name": (_nothing, "x" * 5000, "cannot be read: File name too long"),
    "a link": (_link, "link", LINK),
    "a link that stays inside": (_link_inside, "link", LINK),
    "through a link": (_link_to_a_folder, "link/plan.csv", LINK),
    "through a link in a folder": (_link_in_a_folder, "sub/link/plan.csv", LINK),
    "a link to itself": (_unreadable, "x/y", LINK),
    "through a file": (_nothing, "plan.csv/plan.csv", "leads through what is not a folder"),
    "a folder": (_nothing, "sub", "is not a regular file"),
    "a pipe": (_pipe, "pipe", "is not a regular file"),
    "a socket": (_socket, "socket", "is not a regular file"),
    "through a pipe": (_pipe, "pipe/plan.csv", "leads through what is not a folder"),
    "a file that is too large": (_large, "large", "has more than 100 MB"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_a_path_that_leads_elsewhere_is_refused_at_once_and_nothing_is_opened(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, path, reason = TRICKS[name]
    change(root)
    opened: list[Any] = []
    real = os.open

    def watched(target: Any, *rest: Any, **more: Any) -> int:
        opened.append(target)
        return real(target, *rest, **more)

    roots = FileRoots([root])
    with no_open_files(), monkeypatch.context() as patch:
        patch.setattr(os, "open", watched)
        before = monotonic()
        found = roots.open(path.format(root=root))
    assert isinstance(found, str)
    assert found.startswith(reason)
    assert monotonic() - before < 1
    assert set(opened) <= {root, "sub", "x"}  # folders alone


def _to_a_link(root: Path) -> None:
    (root / "plan.csv").unlink()
    (root / "plan.csv").symlink_to(root.parent / "outside.txt")


def _to_a_pipe(root: Path) -> None:
    (root / "plan.csv").unlink()
    os.mkfifo(root / "plan.csv")


def _to_a_large_file(root: Path) -> None:
    with (root / "plan.csv").open("wb") as file:
        file.truncate(files.MAX_FILE + 1)


def _folder_to_a_link(root: Path) -> None:
    (root / "sub").rename(root / "other")
    (root / "sub").symlink_to(root.parent / "elsewhere")


def _to_nothing(root: Path) -> None:
    (root / "plan.csv").unlink()


SWAPS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a link": (_to_a_link, "plan.csv", "cannot be read: Too many levels of symbolic links"),
    "a pipe": (_to_a_pipe, "plan.csv", "is not a regular file"),
    "a large file": (_to_a_large_file, "plan.csv", "has more than 100 MB"),
    "a folder that becomes a link": (_folder_to_a_link, "sub/plan.csv", "cannot be read: Not a directory"),
    "nothing": (_to_nothing, "plan.csv", MISSING),
}


@pytest.mark.parametrize("name", SWAPS)
def test_what_is_swapped_after_the_check_is_refused_as_well(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap, path, reason = SWAPS[name]
    roots, real = FileRoots([root]), os.stat

    def checked(target: Any, *rest: Any, **more: Any) -> os.stat_result:
        status = real(target, *rest, **more)
        if target == path.split("/")[0]:
            swap(root)
        return status

    with no_open_files(), monkeypatch.context() as patch:
        patch.setattr(os, "stat", checked)
        assert roots.open(path) == reason


def test_a_hard_link_is_a_file_of_the_folder(root: Path) -> None:
    (root / "hard").hardlink_to(root / "plan.csv")
    with no_open_files(), ExitStack() as stack:
        found = FileRoots([root]).open("hard")
        assert not isinstance(found, str)
        assert stack.enter_context(found).read() == CONTENT


def test_a_folder_may_be_a_link_that_the_person_has_named(root: Path, tmp_path: Path) -> None:
    (tmp_path / "named").symlink_to(root)
    with no_open_files():
        found = FileRoots([tmp_path / "named"]).open("sub/plan.csv")
        assert not isinstance(found, str)
        with found:
            assert found.read() == CONTENT


def test_a_file_is_looked_for_in_each_folder_and_the_first_that_has_it_counts(root: Path, tmp_path: Path) -> None:
    roots = FileRoots([root / "sub", tmp_path / "elsewhere", root])
    with no_open_files():
        found = roots.open("plan.csv")
        assert not isinstance(found, str)
        with found:
            assert found.read() == CONTENT
        assert roots.open("none.csv") == MISSING
        assert roots.open("sub") == "is not a regular file"  # of the last one


def test_without_a_folder_a_file_is_refused_in_words_that_say_what_to_do() -> None:
    with Agent(Client(API), allow="write") as agent:
        result = agent.call("things.whole", data={"file": "plan.csv"})
    assert result.is_error
    assert (
        "data: cannot be read: a person has to start the server with the folder of files that may be sent"
        in result.text
    )
    assert '"base64"' in result.text


@pytest.mark.parametrize("folder", ["none", "plan.csv"])
def test_a_folder_of_files_that_is_not_one_is_an_error_at_the_start(folder: str, root: Path) -> None:
    with pytest.raises(InvalidCall, match="which is not a folder"):
        Toolbox(Client(API), files=[root / folder])


@pytest.mark.parametrize("reveal", [".", "sub", "sub/../sub"])
def test_secrets_are_not_written_where_an_agent_could_send_them_from(reveal: str, root: Path) -> None:
    with pytest.raises(InvalidCall, match="an agent could send what is written there"):
        Toolbox(Client(API), files=[root], reveal=root / reveal)


def test_a_folder_for_secrets_beside_the_files_is_fine(root: Path, tmp_path: Path) -> None:
    Toolbox(Client(API), files=[root], reveal=tmp_path / "elsewhere").close()


# --- what is sent ----------------------------------------------------------------------------------------------------

TEXT = base64.b64encode(CONTENT).decode()
SENT: dict[str, tuple[str, dict[str, Any], int]] = {
    # the action, the arguments, how often the content is in the body
    "a whole body": ("whole", {"data": {"file": "plan.csv"}}, 1),
    "a whole body in base64": ("whole", {"data": {"base64": TEXT}}, 1),
    "a whole body as a string": ("whole", {"data": CONTENT.decode()}, 1),
    "a part": ("part", {"title": "t", "upload": {"file": "sub/plan.csv"}}, 1),
    "a part in base64": ("part", {"upload": {"base64": TEXT}}, 1),
    "a list of files": ("parts", {"uploads": [{"file": "plan.csv"}, {"base64": TEXT}, {"file": "sub/plan.csv"}]}, 3),
    "one file in place of a list": ("parts", {"uploads": [{"file": "plan.csv"}]}, 1),
    "a member of a form": ("member", {"data": {"title": "t", "upload": {"file": "plan.csv"}}}, 1),
    "in a confirmed call": ("remove", {"data": {"file": "plan.csv"}}, 1),
}  # fmt: skip


async def _agrees(_: str) -> str:
    return "accept"


@pytest.mark.parametrize("name", SENT)
def test_files_are_sent_whole_and_closed(name: str, root: Path) -> None:
    action, arguments, times = SENT[name]
    received: list[Received] = []

    def respond(request: Received) -> bytes:
        received.append(request)
        return raw_response()

    with RawServer(respond) as server:
        client = Client(API, url=server.url, trust_env=False)
        with Agent(client, allow="destructive", files=[root]) as agent:
            passed = {"action": f"things.{action}", "arguments": arguments}
            agent("preview", passed)
            before = open_files()
            result = agent("write", passed, CallContext(ask=_agrees))
            assert len(open_files()) <= len(before) + 2  # a connection that is kept, at both of its ends
    assert not result.is_error
    assert received[0].body.count(CONTENT) == times
    assert all(CONTENT.decode() not in text for text in agent.read if "base64" not in name and "string" not in name)


REFUSED: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "a path that leads out": ("whole", {"data": {"file": "../outside.txt"}}, [f"data: {NOT_A_PATH}"]),
    "several of a list": (
        "parts", {"uploads": [{"file": "plan.csv"}, {"file": "/etc/passwd"}, {"file": "none"}]},
        [f"uploads[1]: {NOT_A_PATH}", f"uploads[2]: {MISSING}"],
    ),
    "a member": ("member", {"data": {"upload": {"file": "none"}}}, [f"data.upload: {MISSING}"]),
    "deep inside": ("nested", {"data": {"inner": [{}, {"file": {"file": "none"}}]}}, [f"data.inner[1].file: {MISSING}"]),
    "no base64": ("whole", {"data": {"base64": "%%%"}}, ["data: is not base64"]),
    "base64 with line breaks": ("whole", {"data": {"base64": f"{TEXT}\n"}}, ["data: is not base64"]),
    "too much base64": (
        "whole", {"data": {"base64": base64.b64encode(bytes(files.MAX_INLINE + 1)).decode()}},
        ["data: has more than 64 kB: pass it as a file"],
    ),
    "very much base64": ("whole", {"data": {"base64": "A" * 1_000_000}}, ["data: has more than 64 kB"]),
    "a number": ("whole", {"data": 5}, ["data: is not a file"]),
    "a list": ("whole", {"data": [{"file": "plan.csv"}]}, ["data: is not a file"]),
    "another member": ("whole", {"data": {"path": "plan.csv"}}, ["data: is not a file"]),
    "two members": ("whole", {"data": {"file": "plan.csv", "base64": ""}}, ["data: is not a file"]),
    "an empty object": ("whole", {"data": {}}, ["data: is not a file"]),
    "a path that is a number": ("whole", {"data": {"file": 1}}, ["data: is not a file"]),
}  # fmt: skip


@pytest.mark.parametrize("tool", ["write", "preview"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_file_is_refused_and_nothing_is_sent(name: str, tool: str, root: Path) -> None:
    action, arguments, problems = REFUSED[name]
    with recorded_agent(API, allow="write", files=[root]) as agent, no_open_files():
        result = agent(tool, {"action": f"things.{action}", "arguments": arguments})
    assert result.is_error
    assert [problem for problem in problems if f"- {problem}" not in result.text] == []
    assert requests_of(agent) == []


def test_64_kilobytes_of_base64_are_sent(root: Path) -> None:
    with ExitStack() as stack:
        data = bytes(files.MAX_INLINE)
        passed = {"data": {"base64": base64.b64encode(data).decode()}}
        assert with_files(API.action("things.whole"), passed, FileRoots([root]), stack) == {"data": data}


UNTOUCHED: dict[str, tuple[str, dict[str, Any]]] = {
    "where no file is declared": ("plain", {"data": {"file": "plan.csv"}}),
    "beside a file": ("member", {"data": {"title": {"file": "plan.csv"}}}),
    "an argument that there is not": ("whole", {"other": {"file": "plan.csv"}}),
    "another shape": ("nested", {"data": 5}),
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_only_looks_like_a_file_stays_as_it_is(name: str, root: Path) -> None:
    action, arguments = UNTOUCHED[name]
    with ExitStack() as stack:
        assert with_files(API.action(f"things.{action}"), arguments, FileRoots([root]), stack) == arguments


def test_files_that_were_opened_are_closed_if_another_one_is_refused(root: Path) -> None:
    passed = {"uploads": [{"file": "plan.csv"}] * 20 + [{"file": "none"}]}
    with no_open_files(), pytest.raises(InvalidCall), ExitStack() as stack:
        with_files(API.action("things.parts"), passed, FileRoots([root]), stack)
