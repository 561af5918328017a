"""Files that the library writes: for their owner only, and nothing that it did not make."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dynaclient.runtime import files
from dynaclient.runtime.files import create_file, find_status, kind_problem, make_private, owner_problem, set_mode
from tests.support.foreign_files import NOT_REGULAR, picture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_a_file_is_created_with_its_mode(path: Path, mode: int) -> None:
    descriptor = create_file(path, mode)
    os.write(descriptor, b"content")
    os.close(descriptor)
    assert (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) == (mode, b"content")


def test_a_descriptor_is_not_inherited_by_other_programs(path: Path) -> None:
    descriptor = create_file(path)
    assert not os.get_inheritable(descriptor)
    os.close(descriptor)


@pytest.mark.parametrize("make", [Path.touch, *(make for make, _ in NOT_REGULAR.values())])
def test_nothing_that_exists_is_opened_as_a_new_file(path: Path, make: Callable[[Path], None]) -> None:
    make(path)
    before = picture(path.parent)
    with pytest.raises(FileExistsError):
        create_file(path)
    assert picture(path.parent) == before


def test_a_folder_may_be_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    os.close(create_file(tmp_path / "link" / "file"))
    assert owner_problem(str(tmp_path / "link" / "file")) == ("", "")


@pytest.mark.parametrize(("make", "message"), NOT_REGULAR.values(), ids=NOT_REGULAR)
def test_what_is_not_a_regular_file_has_a_problem(path: Path, make: Callable[[Path], None], message: str) -> None:
    make(path)
    for problem in (kind_problem, owner_problem):
        assert message in " — ".join(problem(str(path)))


def test_the_problem_of_a_link_names_the_file_behind_it(path: Path) -> None:
    path.symlink_to("target")
    assert kind_problem(str(path))[0] == f"is a symbolic link to {path.with_name('target').resolve()}"


def test_a_kind_without_a_name_is_a_special_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.mkdir()
    monkeypatch.setattr(files, "_KINDS", ())
    assert kind_problem(str(path))[0] == "is a special file"


def test_a_free_name_and_a_file_of_our_own_have_no_problem(path: Path) -> None:
    assert (owner_problem(str(path)), find_status(str(path))) == (("", ""), None)
    os.close(create_file(path))
    assert owner_problem(str(path)) == ("", "")


def test_a_file_of_another_user_has_a_problem_only_for_its_owner(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.close(create_file(path))
    monkeypatch.setattr(files, "_own_id", lambda: path.stat().st_uid + 1)
    assert kind_problem(str(path)) == ("", "")
    assert owner_problem(str(path))[0] == "belongs to another user, who could read the responses in it"


def test_a_file_with_a_second_name_has_a_problem(path: Path) -> None:
    path.touch()
    path.with_name("other").hardlink_to(path)
    assert owner_problem(str(path)) == ("has a second name (a hard link)", "copy it, and pass the path of the copy")


def test_an_existing_file_is_made_private(path: Path) -> None:
    path.touch(0o644)
    make_private(str(path), path.stat())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_other_file_is_made_private(path: Path) -> None:
    path.touch(0o644)
    link = path.with_name("link")
    link.symlink_to(path)
    before = picture(path.parent)
    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        make_private(str(link), path.stat())
    with pytest.raises(OSError, match="it was replaced while it was opened"):
        make_private(str(path), path.parent.stat())
    assert picture(path.parent) == before


def test_a_file_system_without_modes_is_no_problem(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(files, "_set_mode", refuse)
    descriptor = create_file(path)
    set_mode(descriptor, 0o644)
    os.close(descriptor)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
