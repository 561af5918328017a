"""The parts of a file that is in use: only a file with another content is refused, whatever is done to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from dynaclient import DescriptionError
from dynaclient.description.file_slices import FileSlices, facts_of, open_slices
from dynaclient.description.sharing import digest

OLD, NEW = b"the old content", b"the new content"

pytestmark = pytest.mark.skipif(not hasattr(os, "pread"), reason="this system has no pread")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(OLD)
    return path


def slices_of(file: Path) -> FileSlices:
    slices = open_slices(str(file), facts_of(file.stat()), digest(file.read_bytes()))
    assert slices is not None
    return slices


def _replace(file: Path) -> None:
    other = file.with_name("other")
    other.write_bytes(NEW)
    other.replace(file)


def _copy_over(file: Path) -> None:
    other = file.with_name("other")
    shutil.copy(file, other)
    file.unlink()
    other.rename(file)


def _edit_and_revert(file: Path) -> None:
    file.write_bytes(NEW)
    file.write_bytes(OLD)


def _move(file: Path) -> None:
    file.rename(file.with_name("moved"))
    file.mkdir()


HARMLESS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "touched": lambda file: os.utime(file, (1, 1)),
    "linked": lambda file: os.link(file, file.with_name("link")),
    "of another mode": lambda file: file.chmod(0o600),
    "replaced": _replace,
    "replaced by a copy": _copy_over,
    "removed": lambda file: file.unlink(),
    "moved": _move,
    "written again": lambda file: file.write_bytes(OLD),
    "edited, and reverted": _edit_and_revert,
}


@pytest.mark.parametrize("case", HARMLESS)
def test_a_file_in_use_goes_on_as_long_as_its_content_is_there(case: str, file: Path) -> None:
    slices = slices_of(file)
    HARMLESS[case](file)
    assert [slices(4, 3), slices(8, 7)] == [b"old", b"content"]


HARMFUL: dict[str, Callable[[Path], object]] = {
    "edited": lambda file: file.write_bytes(NEW),
    "longer": lambda file: file.write_bytes(OLD + b" "),
    "cut off": lambda file: file.write_bytes(OLD[:5]),
    "empty": lambda file: file.write_bytes(b""),
}


@pytest.mark.parametrize("case", HARMFUL)
def test_a_file_that_was_changed_in_place_is_refused(case: str, file: Path) -> None:
    slices = slices_of(file)
    status = file.stat()
    HARMFUL[case](file)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(DescriptionError, match="the file was changed while it was in use"):
        slices(0, 3)
    file.write_bytes(OLD)
    assert slices(4, 3) == b"old"


def test_a_change_while_a_part_is_read_is_noticed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slices, read = slices_of(file), os.pread

    def late(descriptor: int, length: int, start: int) -> bytes:
        file.write_bytes(NEW)
        return read(descriptor, length, start)

    monkeypatch.setattr(os, "pread", late)
    with pytest.raises(DescriptionError, match="the file was changed while it was in use"):
        slices(0, 3)


AS_A_DAEMON = """
import os, sys
from pathlib import Path
from tests.description.test_file_slices import slices_of
slices = slices_of(Path(sys.argv[1]))
os.closerange(3, 100)
others = [os.open(path, os.O_RDONLY) for path in (os.devnull, os.getcwd(), os.devnull)] + [*os.pipe()]
print(slices(4, 3), slices(8, 7))
del slices
again = slices_of(Path(sys.argv[1]))
os.closerange(8, 100)
Path(sys.argv[1]).unlink()
try:
    again(0, 3)
except Exception as error:
    print(type(error).__name__)
del again
print(len([os.fstat(descriptor) for descriptor in others]))
"""


def test_a_daemon_that_closes_all_files_reads_on_and_keeps_those_that_it_opens_then(file: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", AS_A_DAEMON, str(file)], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.stderr == ""
    assert result.stdout.splitlines() == ["b'old' b'content'", "DescriptionError", "5"]


def test_a_file_that_others_have_closed_is_opened_again(file: Path) -> None:
    slices = slices_of(file)
    os.close(slices._descriptor)
    assert slices(4, 3) == b"old"


def test_the_file_is_closed_when_it_is_out_of_use(file: Path) -> None:
    descriptors = set()
    for _ in range(100):
        slices = slices_of(file)
        descriptors.add(slices._descriptor)
        del slices
    assert len(descriptors) == 1


def test_a_file_is_opened_once(file: Path) -> None:
    first, second = slices_of(file), slices_of(file)
    assert first is second
    os.utime(file, (1, 1))
    assert slices_of(file) is not first


def test_another_file_is_not_opened(file: Path) -> None:
    facts = facts_of(file.stat())
    _replace(file)
    assert open_slices(str(file), facts, digest(OLD)) is None
    file.unlink()
    assert open_slices(str(file), facts, digest(OLD)) is None


def test_threads_read_from_one_file(file: Path) -> None:
    slices = slices_of(file)
    os.utime(file, (1, 1))
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(slices(4, 3))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [b"old"] * 8
