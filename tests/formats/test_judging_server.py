"""
A server that judges clients, used by nothing but its own documents: every scenario that a description can say is met.

It counts the scenarios that were met, and responds with an error to a request that is not exactly what it wants.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest

from dynaclient import ApiError, BadResponse, Client, DynaclientError
from dynaclient.call.examples import example
from dynaclient.description.model import Action
from tests.support.both_clients import LOOP, BlockingAsyncClient
from tests.support.judged_calls import ANYTHING, BODY, CALLS, Call, Header, Status
from tests.support.judged_scenarios import DIFFERING, SCENARIOS, UNMET
from tests.support.judged_services import ABSENT, CALLS_OF_SERVICES, CLIENTS, PATHS
from tests.support.judging_server import JudgingServer, running_judge

pytestmark = pytest.mark.uncounted
ALL_CALLS = {**CALLS, **CALLS_OF_SERVICES}


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgingServer]:
    with running_judge(tmp_path_factory.mktemp("judge")) as running:
        yield running
    LOOP.end()


def client_of(judge: JudgingServer, document: str, kind: Any = Client, **options: Any) -> Any:
    """Return a client for a document, which does not retry: the server tells a retry by a cookie."""
    more = {"retries": 0, **CLIENTS.get(document, {}), **options}
    return kind(str(judge.document(document)), url=judge.url + PATHS.get(document, ""), **more)


# --- all that a document has -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Client, BlockingAsyncClient])
@pytest.mark.parametrize("document", SCENARIOS)
def test_all_scenarios_of_values_in_urls_headers_and_bodies_are_met(
    judge: JudgingServer, document: str, kind: Any
) -> None:
    judge.clear()
    assert list(problems_of(client_of(judge, document, kind), CALLS.get(document, {}))) == []
    assert judge.met() == set(SCENARIOS[document].split())


@pytest.mark.full
def test_all_scenarios_of_all_documents_are_met_but_those_that_have_a_reason(judge: JudgingServer) -> None:
    judge.clear()
    documents = [name for name in judge.documents if name not in ABSENT]
    assert len(documents) == 74 - len(ABSENT)
    problems = {name: list(problems_of(client_of(judge, name), ALL_CALLS.get(name, {}))) for name in documents}
    assert {name: found for name, found in problems.items() if found} == {}
    assert judge.scenarios() - judge.met() == {name for names in UNMET.values() for name in names.split()}


def problems_of(client: Any, rows: dict[str, list[Call]]) -> Iterator[str]:
    """Call all operations of a document, and yield for each call what differs from what is expected."""
    actions = client.api.actions.values()
    yield from rows.keys() - {action.operation_id for action in actions}
    for action in actions:
        calls = rows.get(action.operation_id)
        for call in [default_call(client, action)] if calls is None else calls:
            found = difference(client, action, call)
            if found:
                yield f"{action.operation_id}({call.arguments}): {found}"


def default_call(client: Any, action: Action) -> Call:
    """Return the call with the example; with what GET returns at the same path, if there is one."""
    arguments = example(action)
    if action.method == "PUT" and action.body is not None:
        for other in client.api.actions.values():
            if (other.method, other.path) == ("GET", action.path):
                arguments[action.body.name] = client.call(other.name, example(other))
    return Call(arguments)


def difference(client: Any, action: Action, call: Call) -> str:
    """Return how a call differs from what is expected; empty if it does not."""
    expected = call.expected
    try:
        value, headers = called(client.with_options(**call.options), action, call.arguments)
    except DynaclientError as error:
        if isinstance(expected, Status):
            is_expected = isinstance(error, ApiError) and error.status == expected.status
        else:
            is_expected = isinstance(expected, type) and isinstance(error, expected)
        return "" if is_expected else f"{type(error).__name__}: {error}"
    if isinstance(expected, Header):
        value, expected = headers.get(expected.name), expected.value
    return "" if expected is ANYTHING or value == expected else f"{value!r:.200}, not {expected!r}"


def called(client: Any, action: Action, passed: dict[str, Any] | None) -> tuple[Any, Any]:
    """Return the value of a call, or all items of its pages, and the headers of its response."""
    arguments = example(action) if passed is None else dict(passed)
    if BODY in arguments and action.body is not None:
        arguments[action.body.name] = arguments.pop(BODY)
    if action.paginate:
        return list(reduce(getattr, action.name.split("."), client).items(**arguments)), {}
    result = client.with_response.call(action.name, arguments)
    return result.data, result.headers


# --- the schemas of responses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DIFFERING)
def test_only_the_responses_that_differ_from_their_description_are_refused(judge: JudgingServer, document: str) -> None:
    client = client_of(judge, document, validate_responses="raise")
    assert set(refused_by(client)) == set(DIFFERING[document].split())


def refused_by(client: Any) -> Iterator[str]:
    """Yield the operations that read something and whose responses are refused."""
    for action in client.api.actions.values():
        if action.method == "GET":
            try:
                client.call(action.name, example(action))
            except BadResponse:
                yield action.operation_id
            except ApiError:
                pass
