"""The folders of a user: where the specification says, never the working directory, and for their owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from dynaclient import InvalidCall
from dynaclient.auth.store import Store
from dynaclient.runtime import user_files, user_folders
from dynaclient.runtime.user_folders import (
    cache_home,
    config_folder,
    create_private_folder,
    folder_problem,
    state_folder,
)


@pytest.mark.parametrize("value", [None, "", "relative/state", "./x"])
def test_the_folders_are_in_the_home_unless_others_are_named(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setattr("sys.platform", "linux")
    for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
        if value is not None:
            monkeypatch.setenv(variable, value)
    assert [str(config_folder()), str(state_folder()), str(cache_home())] == [
        "/home/ann/.config/dynaclient",
        "/home/ann/.local/state/dynaclient",
        "/home/ann/.cache/dynaclient",
    ]


@pytest.mark.parametrize(
    ("platform", "expected"), [("darwin", "Library/Caches/dynaclient"), ("win32", "AppData/Local/dynaclient")]
)
def test_other_systems_have_other_folders(monkeypatch: pytest.MonkeyPatch, platform: str, expected: str) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setattr("sys.platform", platform)
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    assert cache_home() == Path("/home/ann", expected)


def test_variables_name_other_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/s")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/c")
    assert [str(config_folder()), str(Store("work", "key").path.parent)] == ["/c/dynaclient", "/s/dynaclient"]


@pytest.mark.parametrize("home", ["relative", None])
def test_without_a_home_the_variable_is_named(monkeypatch: pytest.MonkeyPatch, home: str | None) -> None:
    def fail() -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", fail if home is None else lambda: Path(home))
    with pytest.raises(InvalidCall, match="this user has no home folder — set XDG_STATE_HOME to an absolute path"):
        state_folder()


def test_missing_folders_are_created_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    create_private_folder(folder)
    create_private_folder(folder)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)] == [0o700, 0o700]
    assert folder_problem(folder) == ("", "")


def test_a_folder_that_does_not_exist_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        folder_problem(tmp_path / "none")


def test_where_files_have_no_modes_none_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr("dynaclient.runtime.user_folders.os.name", "nt")
    assert user_folders.access_problem(tmp_path, tmp_path.stat(), 0o700) == ("", "")


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for data in (b"one", b"two"):
        user_files.replace_file(path, data)
        assert [path.read_bytes(), stat.S_IMODE(path.stat().st_mode), len(list(tmp_path.iterdir()))] == [data, 0o600, 1]


def test_nothing_is_left_of_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        user_files.replace_file(tmp_path / "file", b"x")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_where_a_file_cannot_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        user_files.replace_file(tmp_path / "folder", b"x")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


def test_a_file_for_others_keeps_its_mode_and_a_new_one_has_that_of_the_umask(tmp_path: Path) -> None:
    path, modes = tmp_path / ("n" * 250), []
    before = os.umask(0o027)
    try:
        for _ in range(2):
            user_files.replace_file(path, b"x", mode=None)
            modes.append(stat.S_IMODE(path.stat().st_mode))
            path.chmod(0o754)
        user_files.replace_file(path, b"x", mode=None)
    finally:
        os.umask(before)
    assert (modes, stat.S_IMODE(path.stat().st_mode)) == ([0o640, 0o754], 0o754)


def test_a_new_file_replaces_nothing(tmp_path: Path) -> None:
    path, folder, link, dangling = (tmp_path / name for name in ("file", "folder", "link", "dangling"))
    folder.mkdir()
    link.symlink_to(path)
    dangling.symlink_to(tmp_path / "nothing")
    user_files.write_new_file(path, b"one")
    for taken in (path, folder, link, dangling):
        with pytest.raises(FileExistsError):
            user_files.write_new_file(taken, b"two")
    assert (path.read_bytes(), (tmp_path / "nothing").exists()) == (b"one", False)
