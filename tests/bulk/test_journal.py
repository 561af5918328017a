"""The journal of many calls: what is written is read back, nobody else's file is touched, and one run holds it."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynaclient import DynaclientError, InvalidCall, NotFound, OutcomeUnknown
from dynaclient.bulk.journal import VERSION, Beginning, Journal
from dynaclient.bulk.outcomes import Outcome
from dynaclient.messages import Headers, Result

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
    kept(path, Outcome(0))
    opened = Journal.open(path, ACTION, resume=True)
    yield opened
    opened.close()


def begin(journal: Journal, number: int = 0, turn: int = 1) -> None:
    journal.write([Beginning(number, f"digest {number}", turn)])


def kept(path: Path, outcome: Outcome) -> Any:
    """Give what a later run finds of an outcome."""
    journal = Journal.open(path, ACTION)
    begin(journal, outcome.number)
    journal.write(ended=[outcome])
    journal.close()
    later = Journal.open(path, ACTION, resume=True)
    try:
        entry = later.find(outcome.number, f"digest {outcome.number}")
    finally:
        later.close()
    assert entry is not None
    return entry


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_a_row_that_was_never_begun_is_not_known(journal: Journal) -> None:
    begin(journal, 5)
    assert (journal.find(4, "digest 4"), journal.find(6, "digest 6")) == (None, None)


def test_a_row_that_was_begun_is_known_to_be(path: Path) -> None:
    journal = Journal.open(path, ACTION)
    begin(journal, 3)
    journal.close()
    later = Journal.open(path, ACTION, resume=True)
    entry = later.find(3, "digest 3")
    gap = later.find(2, "digest 2")
    later.close()
    assert entry is not None
    assert (entry.state, entry.turn, entry.outcome, gap) == ("begun", 1, None, None)
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
def test_a_value_comes_back_as_it_was(path: Path, value: Any) -> None:
    entry = kept(path, Outcome(0, value))
    assert (entry.state, entry.outcome.value) == ("done", value)
    assert type(entry.outcome.value) is type(value)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON)
def test_any_json_comes_back_as_it_was(resumed: Journal, value: Any) -> None:
    resumed.write(ended=[Outcome(0, value)])
    entry = resumed.find(0, "digest 0")
    assert entry is not None
    assert entry.outcome == Outcome(0, value)


@pytest.mark.parametrize(
    ("error", "state"),
    [(NotFound(ACTION, 404, body={"a": b"1".decode()}), "failed"), (OutcomeUnknown("no answer", ACTION), "unknown")],
)
def test_an_error_comes_back_as_it_was(path: Path, error: DynaclientError, state: str) -> None:
    entry = kept(path, Outcome(0, error=error))
    assert (entry.state, type(entry.outcome.error), str(entry.outcome.error)) == (state, type(error), str(error))


def test_what_no_journal_can_hold_is_told_and_leaves_the_row_as_begun(path: Path) -> None:
    journal = Journal.open(path, ACTION)
    begin(journal)
    journal.write()
    with pytest.raises(DynaclientError, match=r"row 0 gave cannot be kept in a journal \(TypeError"):
        journal.write([Beginning(1, "digest 1", 1)], [Outcome(0, object())])
    journal.close()
    later = Journal.open(path, ACTION, resume=True)
    entry = later.find(0, "digest 0")
    assert (entry and entry.state, later.find(1, "digest 1")) == ("begun", None)
    later.close()


def test_a_row_that_did_not_begin_after_all_is_ready_again(path: Path) -> None:
    journal = Journal.open(path, ACTION)
    begin(journal, 0, turn=2)
    journal.write(withdrawn=[0])
    journal.close()
    later = Journal.open(path, ACTION, resume=True)
    entry = later.find(0, "digest 0")
    later.close()
    assert entry is not None
    assert (entry.state, entry.turn, entry.outcome) == ("ready", 2, None)


def test_a_row_that_begins_again_has_no_outcome_any_more(path: Path) -> None:
    kept(path, Outcome(0, error=NotFound(ACTION, 404)))
    later = Journal.open(path, ACTION, resume=True)
    begin(later, 0, turn=2)
    entry = later.find(0, "digest 0")
    later.close()
    assert entry is not None
    assert (entry.state, entry.turn, entry.outcome) == ("begun", 2, None)


def test_the_key_of_a_call_is_its_own_and_lasts(path: Path) -> None:
    keys = []
    for _ in range(2):
        journal = Journal.open(path, ACTION, resume=True)
        keys.append([journal.key(0, 1), journal.key(1, 1), journal.key(0, 2)])
        journal.close()
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == 3


def test_two_journals_have_no_key_in_common(tmp_path: Path) -> None:
    journals = [Journal.open(tmp_path / name, ACTION) for name in "ab"]
    keys = {each.key(0, 1) for each in journals}
    for each in journals:
        each.close()
    assert len(keys) == 2


# --- whose it is -----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("there", [False, True])
def test_only_its_owner_can_read_it(path: Path, there: bool) -> None:
    if there:
        path.touch(0o644)
    journal = Journal.open(path, ACTION)
    begin(journal)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    journal.close()
    assert modes == {path.name: 0o600, f"{path.name}-wal": 0o600}


def test_it_is_one_file_when_it_is_closed(path: Path) -> None:
    journal = Journal.open(path, ACTION)
    begin(journal)
    journal.close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_one_with_rows_is_never_begun_anew(path: Path) -> None:
    kept(path, Outcome(0, 1))
    before = path.read_bytes()
    with pytest.raises(InvalidCall, match=r"is there already — give resume=True to go on with it"):
        Journal.open(path, ACTION)
    assert path.read_bytes() == before


def test_one_without_rows_can_be_begun_again(path: Path) -> None:
    Journal.open(path, ACTION).close()
    Journal.open(path, ACTION).close()
    assert path.exists()


def test_one_that_is_in_use_is_left_alone(journal: Journal, path: Path) -> None:
    with pytest.raises(InvalidCall, match="is in use by another run"):
        Journal.open(path, ACTION, resume=True)


def test_that_of_another_action_is_left_alone(path: Path) -> None:
    Journal.open(path, "things.get").close()
    with pytest.raises(InvalidCall, match=r"is the journal of things\.get"):
        Journal.open(path, ACTION, resume=True)


def test_a_row_with_other_arguments_is_told(resumed: Journal, path: Path) -> None:
    found = [resumed.find(0, each) for each in ("digest 0", "another")]
    assert [each and each.same for each in found] == [True, False]
    assert str(resumed.other_row(3)).startswith(f"things.post: row 3 is not the row 3 that {path} is about; resume")


@pytest.mark.parametrize("name", [":memory:", "a ?*b.sqlite"])
def test_any_name_is_that_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    if sys.platform == "win32":
        pytest.skip("no names of files there")
    monkeypatch.chdir(tmp_path)
    Journal.open(name, ACTION).close()
    assert (tmp_path / name).stat().st_size > 0


# --- what is no journal ----------------------------------------------------------------------------------------------


def test_it_is_made_in_no_directory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidCall, match="cannot be made: No such file or directory"):
        Journal.open(tmp_path / "none" / "journal", ACTION)


def test_a_directory_is_no_journal(tmp_path: Path) -> None:
    with pytest.raises(InvalidCall, match="cannot be read, unable to open database file"):
        Journal.open(tmp_path, ACTION, resume=True)


def test_a_file_of_something_else_is_left_alone(path: Path) -> None:
    path.write_text("row,status\n" * 1000)
    before = path.read_bytes()
    with pytest.raises(InvalidCall, match="cannot be read, file is not a database"):
        Journal.open(path, ACTION, resume=True)
    assert path.read_bytes() == before


def test_another_database_is_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE row (number INTEGER)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(InvalidCall, match="is no journal — give another path"):
        Journal.open(path, ACTION, resume=True)
    assert path.read_bytes() == before


def changed(path: Path, statement: str) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(statement)
    database.close()


def test_one_of_another_form_is_left_alone(path: Path) -> None:
    Journal.open(path, ACTION).close()
    changed(path, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(
        InvalidCall, match=f"has the form {VERSION + 1}, and this version of dynaclient writes {VERSION}"
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
def test_a_row_that_cannot_be_read_is_told(path: Path, statement: str) -> None:
    kept(path, Outcome(0, 1))
    changed(path, statement)
    later = Journal.open(path, ACTION, resume=True)
    with pytest.raises(InvalidCall, match="cannot be read"):
        later.find(0, "digest 0")
    later.close()


@pytest.mark.parametrize("statement", ["DELETE FROM run", "UPDATE run SET identity = 'x'", "DROP TABLE row"])
def test_one_that_is_not_whole_is_told(path: Path, statement: str) -> None:
    kept(path, Outcome(0, 1))
    changed(path, statement)
    with pytest.raises(InvalidCall, match="cannot be read"):
        Journal.open(path, ACTION, resume=True)


@pytest.mark.parametrize("begins", [4096, 8192, 20_000])
def test_one_that_is_damaged_is_told(path: Path, begins: int) -> None:
    journal = Journal.open(path, ACTION)
    journal.write([Beginning(number, "d" * 100, 1) for number in range(500)])
    journal.close()
    with path.open("r+b") as file:
        file.seek(begins)
        file.write(os.urandom(5000))
    with pytest.raises(InvalidCall, match="cannot be read"):
        Journal.open(path, ACTION, resume=True)


def test_a_disk_that_is_full_ends_the_run_with_what_to_do(journal: Journal) -> None:
    journal._database.execute("PRAGMA max_page_count = 4")
    with pytest.raises(DynaclientError, match="cannot be written: database or disk is full.*mend it and resume"):
        journal.write([Beginning(number, "d" * 1000, 1) for number in range(100)])
    assert journal._database.execute("SELECT count(*) FROM row").fetchone() == (0,)
