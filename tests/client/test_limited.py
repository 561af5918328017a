"""A limited client sends what it is allowed to, by whatever way it is called, and nothing else."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, DynaclientError, InvalidCall, NotAllowed, load
from dynaclient.client.allowance import Allowance, allowance, matching
from dynaclient.codes.exit_codes import exit_code_of
from dynaclient.testing import RecordingTransport, response
from tests.support import ROOT
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.descriptions import describe, query

backend_kind = backend_kind_fixture()

PAGES = {"style": "cursor", "cursor": "after", "items": "/items", "next": "/next"}
LISTED = {"parameters": {"after": query()}, "responses": {"200": {"schema": {}}}, "paginate": PAGES}
READS: dict[str, Any] = {
    "get": {"method": "GET"},
    "head": {"method": "HEAD"},
    "query": {"method": "POST", "readonly": True},
    "list": {"method": "GET", **LISTED},
    "watch": {"method": "GET", "responses": {"200": {"stream": "ndjson"}}},
}
WRITES: dict[str, Any] = {
    "post": {"method": "POST"},
    "put": {"method": "PUT"},
    "patch": {"method": "PATCH"},
    "archive": {"method": "GET", "readonly": False},
    "drain": {"method": "GET", "readonly": False, **LISTED},
    "feed": {"method": "POST", "responses": {"200": {"stream": "bytes"}}},
    "forget": {"method": "DELETE", "destructive": False},
}
DESTROYS: dict[str, Any] = {
    "delete": {"method": "DELETE"},
    "bulkDelete": {"method": "POST", "destructive": True},
    "reset": {"method": "GET", "destructive": True},
    "sweep": {"method": "DELETE", **LISTED},
}
ACTIONS = {name: {**described, "path": f"/{name}"} for name, described in {**READS, **WRITES, **DESTROYS}.items()}
DESCRIPTION = describe(ACTIONS)
DESCRIPTION["resources"]["tableRows"] = {
    "path": "/rows",
    "actions": {"bulkPost": {"method": "POST"}, "get": {"method": "GET"}},
}
API = load(DESCRIPTION)
ALL = list(API.actions)
READING = {*(f"things.{name}" for name in READS), "tableRows.get"}
WRITING = {*(f"things.{name}" for name in WRITES), "tableRows.bulkPost"}
DESTROYING = {f"things.{name}" for name in DESTROYS}


def client_of(**options: Any) -> Client:
    return Client(DESCRIPTION, transport=RecordingTransport(response({"items": []})), **options)


def sent_by(client: Client) -> int:
    return len(client._shared.transport.requests)


# --- which actions ---------------------------------------------------------------------------------------------------

LIMITS: dict[str, tuple[Any, Any, set[str]]] = {
    "nothing": ((), (), READING),
    "write": ("write", (), READING | WRITING),
    "destructive": ("destructive", (), READING | WRITING | DESTROYING),
    "write and the name of one that destroys": (
        ["write", "things.delete"], (), READING | WRITING | {"things.delete"},
    ),
    "a resource": ("tableRows.*", (), READING | {"tableRows.bulkPost"}),
    "in the other spelling": ("table_rows.bulk_post", (), READING | {"tableRows.bulkPost"}),
    "one that destroys, in the other spelling": ("things.bulk_delete", (), READING | {"things.bulkDelete"}),
    "by a part of the name": ("*.p*", (), READING | {"things.post", "things.put", "things.patch"}),
    "a generator": ((name for name in ("things.put",)), (), READING | {"things.put"}),
    "denied, though it reads": ((), "things.get", READING - {"things.get"}),
    "denied wins over everything": ("destructive", "things.*", {"tableRows.bulkPost", "tableRows.get"}),
    "denied wins over the same name": ("things.post", "things.post", READING),
    "denied in the other spelling": ("write", ["table_rows.bulk_*"], READING | WRITING - {"tableRows.bulkPost"}),
    "all are denied": ("destructive", "*", set()),
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_allowed_is_sent_and_nothing_else(name: str) -> None:
    allow, deny, allowed = LIMITS[name]
    client = client_of().limited(allow=allow, deny=deny)
    passed = set()
    for action in ALL:
        with suppress(NotAllowed):
            result = client.call(action)
            list(result) if API.action(action).stream else None
            passed.add(action)
    assert passed == allowed
    assert {request.action for request in client._shared.transport.requests} == allowed


WORDS: dict[str, tuple[Any, Any, str, str]] = {
    "changes": ((), (), "things.post", 'it changes something; "write" or "things.post" in allow would allow it'),
    "destroys": (
        "write", (), "things.delete",
        'it destroys something; "destructive" or "things.delete" in allow would allow it',
    ),
    "denied": ("destructive", ["things.p*", "things.d*"], "things.delete", '"things.d*" in deny forbids it'),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_the_error_names_what_would_allow_the_action(name: str) -> None:
    allow, deny, action, words = WORDS[name]
    with pytest.raises(NotAllowed) as caught:
        client_of().limited(allow=allow, deny=deny).call(action)
    assert str(caught.value) == f"{action} is not allowed, nothing was sent: {words}"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a misspelt action": ({"allow": "things.gett"}, "did you mean things.get"),
    "a misspelt resource": ({"allow": ["thing.*"]}, "did you mean things"),
    "a misspelt word": ({"allow": "writes"}, "did you mean write"),
    "one of several": ({"allow": ["write", "tablerows.bulkPst"]}, "tableRows.bulkPost"),
    "denied, and misspelt": ({"deny": "things.delte"}, "did you mean things.delete"),
    "denied, a word of allow": ({"deny": "write"}, "'write', which matches no action"),
    "in another case": ({"deny": "Things.delete"}, "did you mean things.delete"),
    "with a space": ({"deny": " things.delete"}, "did you mean things.delete"),
    "like nothing": ({"allow": "x7"}, "patterns are full names of actions"),
    "empty": ({"deny": ""}, "matches no action"),
    "a number": ({"allow": 5}, "is not a pattern"),
    "None": ({"deny": None}, "is not a pattern"),
    "bytes": ({"allow": b"write"}, "is not a pattern"),
    "a list of lists": ({"allow": [["write"]]}, "is not a pattern"),
    "very long": ({"deny": "y" * 5000}, f"{'y' * 100!r}, which matches no action"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_pattern_that_matches_nothing_is_refused_with_near_names(name: str) -> None:
    options, words = REFUSED[name]
    with pytest.raises(InvalidCall) as caught:
        client_of().limited(**options)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 400


def test_actions_match_patterns_in_the_order_of_the_description() -> None:
    assert matching(API, ["table_rows.*", "things.p*"], "tools") == [
        "things.post", "things.put", "things.patch", "tableRows.bulkPost", "tableRows.get",
    ]  # fmt: skip
    assert matching(API, [], "tools") == []


def test_more_than_reads_is_allowed_only_if_each_limit_allows_it() -> None:
    reading, writing = Allowance(), Allowance(("write",))
    assert [limit.allows_writes for limit in (reading, writing)] == [False, True]
    assert not allowance(API, "destructive", outer=reading).allows_writes
    assert allowance(API, "things.post", outer=writing).allows_writes


# --- all ways to call ------------------------------------------------------------------------------------------------


def _stream(client: Any, name: str) -> Any:
    return list(_method(client, name)())


def _method(client: Any, name: str) -> Any:
    resource, _, key = name.partition(".")
    return client[resource][key]


def _download(client: Any, name: str) -> Any:
    return _method(client, name).download(Path("never-written"))


def _submit(client: Any, name: str) -> Any:
    future: Future[Any] = _method(client, name).submit()
    return future.result(10)


def _map(client: Any, name: str) -> Any:
    _raise_first(_method(client, name).map([{}, {}]))


def _imap(client: Any, name: str) -> Any:
    _raise_first(_method(client, name).imap([{}, {}]))


def _raise_first(outcomes: Any) -> None:
    raise next(iter(outcomes)).error


CALLS: dict[str, tuple[str, Callable[[Any, str], Any]]] = {
    "call": ("things.post", lambda client, name: client.call(name)),
    "call in the other spelling": ("things.bulkDelete", lambda client, _: client.call("things.bulk_delete")),
    "an attribute": ("things.post", lambda client, _: client.things.post()),
    "an attribute in the other spelling": ("things.bulkDelete", lambda client, _: client.things.bulk_delete()),
    "an item": ("things.delete", lambda client, _: client["things"]["delete"]()),
    "submit": ("things.post", _submit),
    "download": ("things.put", _download),
    "pages": ("things.drain", lambda client, name: list(_method(client, name).pages())),
    "items": ("things.drain", lambda client, name: list(_method(client, name).items())),
    "items of what destroys": ("things.sweep", lambda client, name: list(_method(client, name).items())),
    "a stream": ("things.feed", _stream),
    "map": ("things.post", _map),
    "imap": ("things.post", _imap),
}
DERIVED: dict[str, Callable[[Any], Any]] = {
    "itself": lambda client: client,
    "with_options": lambda client: client.with_options(timeout=5, validate="off", headers={"X-A": "b"}),
    "with_defaults": lambda client: client.with_defaults(after="x"),
    "with_response": lambda client: client.with_response,
    "copied": copy.copy,
    "deeply copied": copy.deepcopy,
    "pickled": lambda client: pickle.loads(pickle.dumps(client)),
    "pickled by the oldest protocol": lambda client: pickle.loads(pickle.dumps(client, 0)),
    "limited once more, to more": lambda client: client.limited(allow="destructive"),
}


@with_both_clients
@pytest.mark.parametrize("derived", DERIVED)
@pytest.mark.parametrize("way", CALLS)
def test_no_way_to_call_leads_around_the_limit(way: str, derived: str) -> None:
    name, call = CALLS[way]
    limited = DERIVED[derived](client_of().limited())
    with pytest.raises(NotAllowed):
        call(limited, name)
    assert sent_by(limited) == 0
    assert not Path("never-written").exists()


@with_both_clients
@pytest.mark.parametrize("derived", DERIVED)
def test_what_is_derived_still_calls_what_is_allowed(derived: str) -> None:
    limited = DERIVED[derived](client_of().limited(allow="things.post"))
    limited.things.post()
    assert list(limited.things.list.items()) == []
    assert sent_by(limited) == 2


@with_both_clients
@pytest.mark.parametrize("derived", ["with_options", "with_defaults", "with_response", "pickled"])
def test_a_derived_client_can_be_limited(derived: str) -> None:
    limited = DERIVED[derived](client_of()).limited(deny="things.get")
    for name in ("things.get", "things.post"):
        with pytest.raises(NotAllowed):
            limited.call(name)


NARROWED: dict[str, tuple[list[dict[str, Any]], set[str]]] = {
    "more does not widen": ([{}, {"allow": "destructive"}], READING),
    "both have to allow": ([{"allow": "things.p*"}, {"allow": ["things.post", "things.delete"]}], READING | {"things.post"}),
    "a denial stays": ([{"allow": "write", "deny": "things.*"}, {"allow": "write"}], {"tableRows.get", "tableRows.bulkPost"}),
    "denials add up": ([{"deny": "things.*"}, {"deny": "tableRows.*"}], set()),
    "three": ([{"allow": "destructive"}, {"allow": "write"}, {"allow": "things.put"}], READING | {"things.put"}),
}  # fmt: skip


@pytest.mark.parametrize("name", NARROWED)
def test_a_limit_of_a_limited_client_only_narrows_it(name: str) -> None:
    limits, allowed = NARROWED[name]
    client = client_of()
    for limit in limits:
        client = client.limited(**limit)
    granted = client._settings.allowance
    assert granted is not None
    assert {name for name in ALL if not granted.refusal(API.action(name))} == allowed


def test_the_function_of_a_method_is_limited_as_well() -> None:
    limited = client_of().limited()
    with pytest.raises(NotAllowed):
        limited.things.post.__func__(limited.things)
    assert sent_by(limited) == 0


def test_the_client_itself_is_not_limited() -> None:
    client = client_of()
    client.limited()
    client.things.delete()
    assert sent_by(client) == 1


@with_both_clients
def test_what_sends_nothing_still_works() -> None:
    limited = client_of().limited()
    assert limited.things.delete.prepare().method == "DELETE"
    assert "things.delete" in [action.name for action in limited.find("delete a thing")]
    assert limited.can("things.delete") is True
    assert limited.things.post.example() == {}
    assert limited.api.action("things.delete").destructive
    assert sent_by(limited) == 0


@with_both_clients
def test_arguments_that_are_not_valid_are_reported_as_ever() -> None:
    with pytest.raises(InvalidCall, match="things\\.post"):
        client_of().limited().things.post(nothing=1)


class SameProcess(Executor):
    """An executor that runs what it is sent in this process, from a pickle, as one in another process does."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        function, args, kwargs = pickle.loads(pickle.dumps((function, args, kwargs)))
        future.set_result(function(*args, **kwargs))
        return future


def test_the_limit_goes_to_other_processes() -> None:
    outcomes = client_of().limited().things.post.map([{}, {}], executor=SameProcess())
    assert [type(outcome.error) for outcome in outcomes] == [NotAllowed, NotAllowed]


# --- the bundled description -----------------------------------------------------------------------------------------


def test_limits_of_the_bundled_api_are_by_meaning_not_by_method() -> None:
    api = load()
    granted = allowance(api)
    refused = {name for name in api.actions if granted.refusal(api.action(name))}
    gets = {name for name in api.actions if api.action(name).method == "GET"}
    assert gets & refused == {
        "application.archiveData", "application.backfillArchiveData", "application.fullDataTablesArchive",
        "application.fullEventsArchive", "me.refreshToken",
    }  # fmt: skip
    assert set(api.actions) - gets - refused == {
        "dashboard.validateContext", "data.lastValueQuery", "data.timeSeriesQuery", "dataTableRows.query",
    }  # fmt: skip


def test_no_action_of_the_bundled_api_that_destroys_is_allowed_as_a_write() -> None:
    api = load()
    granted = allowance(api, "write")
    destroying = {name for name in api.actions if api.action(name).destructive}
    assert {name for name in api.actions if granted.refusal(api.action(name))} == destroying
    assert destroying >= {name for name in api.actions if api.action(name).method == "DELETE"}
    assert destroying >= {
        "dataTableRows.delete", "dataTableRows.truncate", "devices.delete", "devices.removeData", "edgeDeployments.remove",
        "embeddedDeployments.remove", "events.delete", "flowVersions.delete", "me.delete",
    }  # fmt: skip


# --- the error -------------------------------------------------------------------------------------------------------


def test_the_error_can_be_pickled_and_is_one_of_ours() -> None:
    error: NotAllowed = pickle.loads(pickle.dumps(NotAllowed("things.post", "it changes something")))
    assert issubclass(NotAllowed, DynaclientError)
    assert (error.action, error.may_be_processed) == ("things.post", False)


def test_on_the_command_line_it_counts_as_refused_before_sending() -> None:
    assert exit_code_of(NotAllowed) == exit_code_of(InvalidCall)


@pytest.mark.parametrize("file", ["docs/errors.md", "dynaclient/errors.py"])
def test_the_error_is_in_the_lists_of_errors(file: str) -> None:
    assert "├── NotAllowed" in (ROOT / file).read_text("utf-8")


def test_help_of_the_client_has_limited() -> None:
    assert "limited" in dir(client_of())
    assert "NotAllowed" in (Client.limited.__doc__ or "")
