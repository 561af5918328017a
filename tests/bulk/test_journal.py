"""The journal: it restores what was recorded, changes no other file, and is used by one run at a time."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynaclient import DynaclientError, InvalidCall, NotFound, OutcomeUnknown
from dynaclient.bulk.journal import VERSION, Journal, StartedRow
from dynaclient.bulk.outcomes import Outcome
from dynaclient.messages import Headers, Result
from dynaclient.runtime.files import create_file
from tests.support.foreign_files import NOT_REGULAR, picture

ACTION = "things.post"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = Journal.open(path, ACTION)
    yield opened
    opened.close()


@pytest.fixture
def resumed(path: Path) -> Iterator[Journal]:
    record(path, Outcome(0))
    opened = Journal.open(path, ACTION, resume=True)
    yield opened
    opened.close()


def start(journal: Journal, number: int = 0, attempt: int = 1) -> None:
    journal.write([StartedRow(number, f"digest {number}", attempt)])


def record(path: Path, outcome: Outcome) -> Any:
    """Record an outcome, and return the entry that a later run finds."""
    journal = Journal.open(path, ACTION)
    start(journal, outcome.number)
    journal.write(outcomes=[outcome])
    journal.close()
    return find_later(path, outcome.number)


def find_later(path: Path, number: int = 0) -> Any:
    """Return the entry of a row that a later run finds."""
    later = Journal.open(path, ACTION, resume=True)
    try:
        return later.find(number, f"digest {number}")
    finally:
        later.close()


# --- what is recorded ------------------------------------------------------------------------------------------------


def test_a_row_that_was_never_started_has_no_entry(journal: Journal) -> None:
    start(journal, 5)
    assert (journal.find(4, "digest 4"), journal.find(6, "digest 6")) == (None, None)


def test_a_row_that_was_started_has_an_entry(path: Path) -> None:
    journal = Journal.open(path, ACTION)
    start(journal, 3)
    journal.close()
    entry = find_later(path, 3)
    assert (entry.state, entry.attempt, entry.outcome, find_later(path, 2)) == ("begun", 1, None, None)
    assert 0 <= entry.age < 60


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, 10**400, 0.1, 1e300, "", "text", "\ud800", "\0", [], {}, {"a": [1, {"b": None}]}, b"", b"\0\xff",
        Result({"a": 1}, 201, Headers([("X-A", "1"), ("x-b", "2")]), 2, False),
        Result(b"\xff", 200, Headers(), 1),
    ],
    ids=repr,
)  # fmt: skip
def test_a_value_is_restored_unchanged(path: Path, value: Any) -> None:
    entry = record(path, Outcome(0, value))
    assert (entry.state, entry.outcome.value) == ("done", value)
    assert type(entry.outcome.value) is type(value)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON)
def test_any_json_is_restored_unchanged(resumed: Journal, value: Any) -> None:
    resumed.write(outcomes=[Outcome(0, value)])
    entry = resumed.find(0, "digest 0")
    assert entry is not None
    assert entry.outcome == Outcome(0, value)


@pytest.mark.parametrize(
    ("error", "state"),
    [(NotFound(ACTION, 404, body={"a": b"1".decode()}), "failed"), (OutcomeUnknown("no response", ACTION), "unknown")],
)
def test_an_error_is_restored_unchanged(path: Path, error: DynaclientError, state: str) -> None:
    entry = record(path, Outcome(0, error=error))
    assert (entry.state, type(entry.outcome.error), str(entry.outcome.error)) == (state, type(error), str(error))


def test_a_value_that_cannot_be_stored_is_an_error_and_leaves_the_row_as_started(path: Path) -> None:
    journal = Journal.open(path, ACTION)
    start(journal)
    journal.write()
    with pytest.raises(DynaclientError, match=r"the value of row 0 cannot be stored in a journal \(TypeError"):
        journal.write([StartedRow(1, "digest 1", 1)], [Outcome(0, object())])
    journal.close()
    assert (find_later(path).state, find_later(path, 1)) == ("begun", None)


def test_a_row_that_did_not_start_after_all_is_ready(path: Path) -> None:
    journal = Journal.open(path, ACTION)
    start(journal, 0, attempt=2)
    journal.write(not_started=[0])
    journal.close()
    entry = find_later(path)
    assert (entry.state, entry.attempt, entry.outcome) == ("ready", 2, None)


def test_a_row_that_is_started_anew_has_no_outcome(path: Path) -> None:
    record(path, Outcome(0, error=NotFound(ACTION, 404)))
    later = Journal.open(path, ACTION, resume=True)
    start(later, 0, attempt=2)
    entry = later.find(0, "digest 0")
    later.close()
    assert entry is not None
    assert (entry.state, entry.attempt, entry.outcome) == ("begun", 2, None)


def test_the_key_of_a_call_is_unique_and_stable(path: Path) -> None:
    keys = []
    for _ in range(2):
        journal = Journal.open(path, ACTION, resume=True)
        keys.append([journal.idempotency_key(0, 1), journal.idempotency_key(1, 1), journal.idempotency_key(0, 2)])
        journal.close()
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == 3


def test_two_journals_share_no_key(tmp_path: Path) -> None:
    journals = [Journal.open(tmp_path / name, ACTION) for name in "ab"]
    keys = {journal.idempotency_key(0, 1) for journal in journals}
    for journal in journals:
        journal.close()
    assert len(keys) == 2


# --- access ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("exists", [False, True])
def test_only_its_owner_can_read_it(path: Path, exists: bool) -> None:
    if exists:
        path.touch(0o644)
    journal = Journal.open(path, ACTION)
    start(journal)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    journal.close()
    assert modes == {path.name: 0o600, f"{path.name}-wal": 0o600}


def test_a_closed_journal_is_one_file(path: Path) -> None:
    journal = Journal.open(path, ACTION)
    start(journal)
    journal.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_journal_with_rows_is_not_overwritten(path: Path) -> None:
    record(path, Outcome(0, 1))
    before = path.read_bytes()
    with pytest.raises(InvalidCall, match=r"already exists — pass resume=True to continue it"):
        Journal.open(path, ACTION)
    assert path.read_bytes() == before


def test_a_journal_without_rows_can_be_opened_without_resume(path: Path) -> None:
    Journal.open(path, ACTION).close()
    Journal.open(path, ACTION).close()
    assert path.exists()


def test_a_journal_in_use_is_refused(journal: Journal, path: Path) -> None:
    with pytest.raises(InvalidCall, match="is in use by another run"):
        Journal.open(path, ACTION, resume=True)


@pytest.mark.parametrize("resume", [False, True])
def test_of_two_runs_that_begin_at_once_one_has_the_journal(path: Path, resume: bool) -> None:
    if resume:
        Journal.open(path, ACTION).close()
    barrier = threading.Barrier(2)

    def begin(_: int) -> Journal | str:
        barrier.wait()
        try:
            return Journal.open(path, ACTION, resume=resume)
        except InvalidCall as error:
            return str(error)

    with ThreadPoolExecutor(2) as executor:
        one, other = sorted(executor.map(begin, range(2)), key=lambda found: isinstance(found, str))
    assert isinstance(one, Journal)
    one.close()
    assert "is in use by another run" in str(other)


def test_a_journal_that_another_run_has_just_created_is_its(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def create(name: str) -> int:
        monkeypatch.undo()
        record(path, Outcome(0, 1))
        return create_file(name)

    monkeypatch.setattr("dynaclient.bulk.journal.create_file", create)
    with pytest.raises(InvalidCall, match="already exists"):
        Journal.open(path, ACTION)


def test_the_journal_of_another_action_is_refused(path: Path) -> None:
    Journal.open(path, "things.get").close()
    with pytest.raises(InvalidCall, match=r"is the journal of things\.get"):
        Journal.open(path, ACTION, resume=True)


def test_a_row_with_other_arguments_is_recognized(resumed: Journal, path: Path) -> None:
    entries = [resumed.find(0, digest) for digest in ("digest 0", "another")]
    assert [entry and entry.has_same_arguments for entry in entries] == [True, False]
    assert str(resumed.mismatch_error(3, None, "failed")).startswith(
        f"{ACTION}: row 3 is not the row 3 that is recorded in {path}; r"
    )


@pytest.mark.parametrize("name", [":memory:", "a ?*b.sqlite"])
def test_any_name_is_the_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    if sys.platform == "win32":
        pytest.skip("no names of files there")
    monkeypatch.chdir(tmp_path)
    Journal.open(name, ACTION).close()
    assert (tmp_path / name).stat().st_size > 0


# --- invalid files ---------------------------------------------------------------------------------------------------


def test_a_missing_directory_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(InvalidCall, match="cannot be created: No such file or directory"):
        Journal.open(tmp_path / "none" / "journal", ACTION)


@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize(("make", "message"), NOT_REGULAR.values(), ids=NOT_REGULAR)
def test_what_is_not_a_regular_file_is_refused_and_stays_unchanged(
    path: Path, make: Callable[[Path], None], message: str, resume: bool
) -> None:
    make(path)
    before = picture(path.parent)
    with pytest.raises(InvalidCall, match=rf"journal \(option\): {re.escape(str(path))} is a ") as caught:
        Journal.open(path, ACTION, resume=resume)
    assert message in str(caught.value)
    assert picture(path.parent) == before


def test_a_link_to_a_journal_is_refused_with_the_path_of_the_journal(path: Path) -> None:
    record(path, Outcome(0, 1))
    link = path.with_name("link")
    link.symlink_to(path.name)
    before = picture(path.parent)
    with pytest.raises(InvalidCall, match=f"is a symbolic link to {re.escape(str(path.resolve()))} — pass the path"):
        Journal.open(link, ACTION, resume=True)
    assert picture(path.parent) == before


def test_the_folder_of_a_journal_may_be_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    assert record(tmp_path / "link" / "journal", Outcome(0, 1)).outcome == Outcome(0, 1)


@pytest.mark.parametrize("content", [b"", b"text", None], ids=["empty", "text", "journal"])
def test_a_file_with_a_second_name_is_refused_and_stays_unchanged(path: Path, content: bytes | None) -> None:
    if content is None:
        record(path, Outcome(0, 1))
    else:
        path.write_bytes(content)
    path.with_name("other").hardlink_to(path)
    before = picture(path.parent)
    with pytest.raises(InvalidCall, match="has a second name"):
        Journal.open(path, ACTION, resume=True)
    assert picture(path.parent) == before


def test_a_file_of_another_user_is_refused_and_stays_unchanged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.touch(0o666)
    before = picture(path.parent)
    monkeypatch.setattr("dynaclient.runtime.files._own_id", lambda: path.stat().st_uid + 1)
    with pytest.raises(InvalidCall, match="belongs to another user, who could read the responses in it"):
        Journal.open(path, ACTION)
    assert picture(path.parent) == before


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("exists", [False, True])
def test_a_new_journal_takes_no_file_that_has_the_name_of_one_of_sqlite(path: Path, suffix: str, exists: bool) -> None:
    if exists:
        path.touch(0o644)
    path.with_name(path.name + suffix).write_text("mine")
    before = picture(path.parent)
    with pytest.raises(InvalidCall, match=f"{suffix} exists, but .* is new — remove it if it is left of"):
        Journal.open(path, ACTION)
    assert picture(path.parent) == before


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_a_link_with_the_name_of_a_file_of_sqlite_is_refused(path: Path, suffix: str) -> None:
    record(path, Outcome(0, 1))
    target = path.with_name("target")
    target.write_text("mine")
    path.with_name(path.name + suffix).symlink_to(target)
    before = picture(path.parent)
    with pytest.raises(InvalidCall, match=f"{suffix} is a symbolic link to"):
        Journal.open(path, ACTION, resume=True)
    assert picture(path.parent) == before


def test_a_file_of_sqlite_that_another_user_made_while_it_was_opened_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_and_create = Journal._create_tables

    def create_and_share(self: Journal) -> None:
        lock_and_create(self)
        path.with_name("other").hardlink_to(f"{path}-wal")

    monkeypatch.setattr(Journal, "_create_tables", create_and_share)
    with pytest.raises(InvalidCall, match="-wal has a second name"):
        Journal.open(path, ACTION)


def test_a_journal_keeps_the_mode_that_its_owner_gave_it(path: Path) -> None:
    record(path, Outcome(0, 1))
    path.chmod(0o640)
    Journal.open(path, ACTION, resume=True).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_folder_that_cannot_be_written_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("dynaclient.bulk.journal.create_file", refuse)
    with pytest.raises(InvalidCall, match="cannot be created: Permission denied — pass the path of a file in a"):
        Journal.open(path, ACTION)
    assert not path.exists()


@pytest.mark.parametrize("name", ["a\0b", "file/journal", "n" * 300])
def test_a_path_that_cannot_exist_is_an_error_of_ours(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidCall, match="cannot be read: "):
        Journal.open(tmp_path / name, ACTION)


def test_a_file_that_is_not_a_database_stays_unchanged(path: Path) -> None:
    path.write_text("row,status\n" * 1000)
    path.chmod(0o644)
    before = picture(path.parent)
    with pytest.raises(InvalidCall, match="cannot be read: file is not a database"):
        Journal.open(path, ACTION, resume=True)
    assert picture(path.parent) == before


def test_another_database_stays_unchanged(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE row (number INTEGER)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(InvalidCall, match="is not a journal — pass another path"):
        Journal.open(path, ACTION, resume=True)
    assert path.read_bytes() == before


def execute(path: Path, statement: str) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(statement)
    database.close()


def test_a_journal_of_another_format_is_refused(path: Path) -> None:
    Journal.open(path, ACTION).close()
    execute(path, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(
        InvalidCall, match=f"has format {VERSION + 1}, but this version of dynaclient supports format {VERSION}"
    ):
        Journal.open(path, ACTION, resume=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE row SET outcome = '{'",
        "UPDATE row SET outcome = NULL",
        "UPDATE row SET outcome = '[]'",
        "UPDATE row SET state = 'other'",
        "UPDATE row SET state = 'failed'",
        "UPDATE row SET state = 'unknown', outcome = '{\"kind\": \"NotFound\"}'",
        "UPDATE row SET begun = 'yesterday'",
    ],
)
def test_a_row_that_cannot_be_read_is_an_error(path: Path, statement: str) -> None:
    record(path, Outcome(0, 1))
    execute(path, statement)
    later = Journal.open(path, ACTION, resume=True)
    with pytest.raises(InvalidCall, match=r"is damaged \(.*\) — restore it from a copy: with a new journal, all rows"):
        later.find(0, "digest 0")
    later.close()


@pytest.mark.parametrize("statement", ["DELETE FROM run", "UPDATE run SET identity = 'x'", "DROP TABLE row"])
def test_an_incomplete_journal_is_an_error(path: Path, statement: str) -> None:
    record(path, Outcome(0, 1))
    execute(path, statement)
    with pytest.raises(InvalidCall, match="is damaged|cannot be read: no such table"):
        Journal.open(path, ACTION, resume=True)


@pytest.mark.parametrize("offset", [4096, 8192, 20_000])
def test_a_damaged_journal_is_an_error(path: Path, offset: int) -> None:
    journal = Journal.open(path, ACTION)
    journal.write([StartedRow(number, "d" * 100, 1) for number in range(500)])
    journal.close()
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(os.urandom(5000))
    with pytest.raises(InvalidCall, match="is damaged|cannot be read: no such table"):
        Journal.open(path, ACTION, resume=True)


def test_a_disk_without_room_for_a_new_journal_is_not_a_wrong_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("dynaclient.bulk.journal.create_file", refuse)
    with pytest.raises(DynaclientError, match="could not write the journal .*No space left on device") as caught:
        Journal.open(tmp_path / "new.sqlite", ACTION)
    assert not isinstance(caught.value, InvalidCall)


def test_a_full_disk_is_an_error_with_a_suggestion(journal: Journal) -> None:
    journal._database.execute("PRAGMA max_page_count = 4")
    with pytest.raises(
        DynaclientError, match="could not write the journal .*: database or disk is full.*fix the problem and resume"
    ):
        journal.write([StartedRow(number, "d" * 1000, 1) for number in range(100)])
    assert journal._database.execute("SELECT count(*) FROM row").fetchone() == (0,)
