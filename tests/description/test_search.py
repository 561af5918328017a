"""A search in the user's own words finds the action among the first results."""

from __future__ import annotations

import pytest

from dynaclient import load
from dynaclient.client.base import MOST_FOUND
from dynaclient.description.search import MOST, Entry, Index, is_typing_mistake, stem, words_of
from tests.support.descriptions import action, client_of, describe, query
from tests.support.timing import takes_at_most

BUNDLED = load()

QUERIES = {
    "token list": "applicationApiTokens.get instanceApiTokens.get userApiTokens.get",
    "list tokens": "applicationApiTokens.get",
    "create token": "applicationApiTokens.post",
    "create api token": "applicationApiTokens.post instanceApiTokens.post userApiTokens.post",
    "revoke application token": "applicationApiToken.delete",
    "device": "device.get",
    "get device": "device.get devices.get",
    "list devices": "devices.get",
    "all devices": "devices.get",
    "delete device": "device.delete",
    "remove a device": "device.delete",
    "new device": "devices.post",
    "rename device": "device.patch",
    "create many devices": "deviceRecipe.bulkCreate",
    "restore deleted devices": "devices.restore",
    "send command": "device.sendCommand devices.sendCommand",
    "device state": "device.getState device.sendState device.stateStream",
    "stream device state": "device.stateStream",
    "watch commands": "device.commandStream",
    "subscribe mqtt": "application.mqttSubscriptionStream",
    "publish message": "application.mqttPublishMessage",
    "login": "auth.authenticateUser",
    "log in with github": "auth.authenticateUserGithub",
    "two factor": "me.enableTwoFactorAuth me.disableTwoFactorAuth",
    "change my password": "me.changePassword",
    "upload file": "file.upload privateFile.upload",
    "rename file": "file.move",
    "run notebook": "notebook.execute",
    "copy app": "application.clone",
    "export data": "data.export",
    "time series": "data.timeSeriesQuery",
    "add row": "dataTableRows.post",
    "remove column": "dataTable.removeColumn",
    "create workflow": "flows.post",
    "workflow errors": "flow.errors flowVersion.errors",
    "press button": "flow.pressVirtualButton",
    "invite member": "org.inviteMember",
    "organization members": "instanceOrgMembers.get",
    "audit log": "auditLog.get auditLogs.get",
    "create dashboard": "dashboards.post",
    "certificate authorities": "applicationCertificateAuthorities.get",
    "webhooks": "webhooks.get",
    "payload counts": "device.payloadCounts application.payloadCounts",
    "refresh token": "me.refreshToken",
    "how do i cancel a notebook": "notebook.cancelExecution",
    "job log": "applicationJobLog.get",
    "tokne list": "applicationApiTokens.get",
    "dashbord": "dashboard.get dashboards.get",
    "experience endpoints": "experienceEndpoints.get",
}
"""Queries, and the actions that have to be among the first three results."""


@pytest.mark.parametrize("text", QUERIES)
def test_the_action_is_among_the_first_three_results(text: str) -> None:
    assert set(QUERIES[text].split()) <= set(BUNDLED.search(text)[:3])


@pytest.mark.parametrize("name", [f"{resource.name}.{key}" for resource, key in BUNDLED.action_keys()][::19])
def test_an_exact_name_comes_first(name: str) -> None:
    assert BUNDLED.search(name)[0] == name
    assert BUNDLED.search(name.upper())[0] == name or name != name.lower()


@pytest.mark.parametrize("text", ["applicationApiTokens", "application_api_tokens", "application api tokens"])
def test_the_actions_of_a_resource_that_is_named_come_first(text: str) -> None:
    assert BUNDLED.search(text)[:2] == ["applicationApiTokens.get", "applicationApiTokens.post"]


@pytest.mark.parametrize("text", ["", "  ", "…", "xylophone", "xylophone zither", "x" * 10_000])
def test_words_that_are_nowhere_find_nothing(text: str) -> None:
    assert BUNDLED.search(text) == []


@pytest.mark.parametrize("text", ["token list", "send command", "rename device"])
def test_a_word_that_is_nowhere_excludes_nothing(text: str) -> None:
    assert BUNDLED.search(f"{text} xylophone") == BUNDLED.search(text) != []


def test_an_action_that_lacks_a_word_comes_after_those_that_have_all() -> None:
    entries = [Entry("a.b", "GET", summary="Red"), Entry("c.d", "GET", summary="Red paint"), Entry("e.f", "GET")]
    assert Index(entries).search("red paint") == ["c.d"]
    assert Index([*entries, *entries]).search("red") == ["a.b", "a.b", "c.d", "c.d"]


def test_what_matches_far_worse_is_left_out() -> None:
    found = BUNDLED.search("refresh token")
    assert found[0] == "me.refreshToken"
    assert len(found) < 10 < len(BUNDLED.search("token"))


def test_the_number_of_results_is_limited() -> None:
    entries = [Entry(f"things.get{number}", "GET", summary="The same") for number in range(MOST + 9)]
    assert len(Index(entries).search("same")) == len(Index(entries).search("things")) == MOST
    assert len(Index(entries).search("same", None)) == len(Index(entries).search("things", None)) == MOST + 9


def test_stop_words_count_if_there_are_no_others() -> None:
    assert Index([Entry("its.get", "GET")]).search("its") == ["its.get"]


@pytest.mark.parametrize("before", ["how do I ", "I want to ", "please ", "can you ", "which is the "])
@pytest.mark.parametrize("text", ["create token", "cancel a notebook", "upload file"])
def test_words_before_what_is_asked_for_do_not_count(before: str, text: str) -> None:
    assert BUNDLED.search(before + text) == BUNDLED.search(text)


def test_results_are_deterministic() -> None:
    assert load(dict(BUNDLED.document)).search("token list") == BUNDLED.search("token list")


def test_a_second_search_is_fast_and_builds_no_action() -> None:
    api = load(dict(BUNDLED.document))
    api.search("device")
    assert takes_at_most(0.05, lambda: api.search("list device state of application"))
    assert api._actions == {}


EVERYDAY = {
    "list orders": "orders.list",
    "browse orders": "orders.list",
    "see an order": "orders.get",
    "all my orders": "me.listOrders",
    "who am I": "me.getUser",
    "add an order": "orders.create",
    "remove an order": "orders.delete",
    "discard order": "orders.delete",
    "close an order": "orders.update",
    "change an order": "orders.update",
    "edit": "orders.update",
    "duplicate an order": "orders.clone",
    "stop an order": "orders.cancel",
    "ship an order": "orders.ship",
    "order": "orders.get",
    "mail an invoice": "bills.email",
    "re-run a payment": "bills.rerunCharge",
    "rerun charge": "bills.rerunCharge",
    "file": "documents.get",
}
"""What people ask for, and the action of a shop that comes first."""
SHOP = [
    Entry("orders.list", "GET", "/orders", "List orders"), Entry("orders.get", "GET", "/orders/{id}", "Get an order"),
    Entry("orders.create", "POST", "/orders", "Create an order"),
    Entry("orders.update", "PATCH", "/orders/{id}", "Update an order"),
    Entry("orders.delete", "DELETE", "/orders/{id}", "Delete an order"),
    Entry("orders.clone", "POST", "/orders/{id}/clone", "Copy an order"),
    Entry("orders.cancel", "POST", "/orders/{id}/cancel", "Cancel an order"),
    Entry("orders.getShipment", "GET", "/orders/{id}/ship", "Get whether an order was shipped"),
    Entry("orders.ship", "POST", "/orders/{id}/ship", "Ship an order"),
    Entry("me.getUser", "GET", "/me", "Get the authenticated user"),
    Entry("me.listOrders", "GET", "/me/orders", "List orders of the authenticated user"),
    Entry("bills.email", "POST", "/bills/{id}/email", "Send a bill by email"),
    Entry("bills.rerunCharge", "POST", "/bills/{id}/rerun", "Re-run a failed charge"),
    Entry("documents.get", "GET", "/documents/{id}", "Get a document"),
]  # fmt: skip


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_find(text: str) -> None:
    assert Index(SHOP).search(text)[0] == EVERYDAY[text]


def test_the_beginning_of_a_word_finds_what_is_called_so_first() -> None:
    entries = [Entry(f"a.{key}", "GET") for key in ("repositoryRules", "repoRules")]
    assert Index(entries).search("repo rules") == ["a.repoRules", "a.repositoryRules"]
    assert Index(entries).search("repository rules")[0] == "a.repositoryRules"
    assert Index(entries[1:]).search("repository rules") == ["a.repoRules"]


WHERE = {
    "the name of the action": ("chase", ["things.chase"]),
    "the description": ("hunting", ["things.chase"]),
    "what follows the first sentence": ("slowly", ["things.chase"]),
    "the summary": ("pounce", ["things.patch"]),
    "what is not the summary": ("stealthy", ["things.patch"]),
    "a tag": ("feline", ["things.patch"]),
    "the resource": ("menagerie", ["things.chase", "things.get", "things.patch"]),
    "a parameter": ("speed limit", ["things.chase"]),
    "the name of a schema": ("wildcat", ["things.get"]),
    "the name of the schema of items": ("kitten", ["things.get"]),
    "the name of the schema of a body": ("prey", ["things.chase"]),
    "the path": ("hunts", ["things.chase"]),
    "what the method does": ("modify", ["things.patch"]),
    "the beginning of a word": ("menag", ["things.chase", "things.get", "things.patch"]),
    "two letters": ("go", []),
    "more than a word": ("huntings", ["things.chase"]),
}


@pytest.mark.parametrize("where", WHERE)
def test_words_are_found_in(where: str) -> None:
    text, names = WHERE[where]
    actions = {
        "chase": {
            "method": "POST", "path": "/hunts", "description": "Goes hunting. Slowly.",
            "parameters": {"speedLimit": query(), "it": {"in": "body", "schema": {"$ref": "#/schemas/prey"}}},
        },
        "get": action(
            responses={
                "200": {"schema": {"$ref": "#/schemas/wildcat"}}, "400": {"schema": {"$ref": "#/schemas/odd"}},
                "201": {"schema": {"type": "array", "items": {"$ref": "#/schemas/kitten"}}},
            }
        ),
        "patch": {"method": "PATCH", "summary": "Pounces.", "description": "Is stealthy.", "tags": ["feline", "big"]},
    }  # fmt: skip
    schemas = dict.fromkeys(["wildcat", "odd", "prey", "kitten"], True)
    api = load(describe(actions, {"description": "A menagerie."}, schemas=schemas))
    assert sorted(api.search(text)) == names


FORMS = {
    "delete deletes deleted deleting": "delet",
    "copy copies copied": "copy",
    "list lists listed listing": "list",
    "get gets getting": "get",
    "box boxes": "box",
    "match matches matching": "match",
    "class classes": "class",
    "status": "status",
    "call calling": "call",
}


@pytest.mark.parametrize("forms", FORMS)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    stems = set(map(stem, forms.split()))
    assert stems == {FORMS[forms]}


@pytest.mark.parametrize(
    ("one", "other", "is_mistake"),
    [
        ("token", "tokens", True), ("tokne", "token", True), ("tken", "token", True), ("tokem", "token", True),
        ("otken", "token", False), ("dveices", "devices", True), ("edvices", "devices", True), ("token", "token", False),
        ("tok", "toke", False), ("pets", "gets", False), ("tokens", "tokyo", False), ("abcdefg", "abcdefghi", False),
    ],
)  # fmt: skip
def test_one_typing_mistake_is_accepted(one: str, other: str, is_mistake: bool) -> None:
    assert is_typing_mistake(one, other) is is_mistake


def test_words_are_split_from_names_and_prose() -> None:
    assert words_of("applicationApiTokens.get, an `XML` file: it's über_alles 5") == [
        "application", "api", "tokens", "get", "an", "xml", "file", "it", "s", "über", "alles", "5",
    ]  # fmt: skip


def test_a_client_finds_only_actions_that_can_be_called() -> None:
    client, _ = client_of(describe({"good": action(), "bad": {"path": "/x"}}))
    assert [found.name for found in client.find("things")] == ["things.good"]
    assert client.find("good") == [client.api.action("things.good")]


def test_a_client_finds_the_best_actions_that_can_be_called() -> None:
    bad = action({"x": {"in": "nowhere"}})
    actions = {f"get{number}": action() if number % 2 else bad for number in range(90)}
    client, _ = client_of(describe(actions))
    names = client.api.search("things")
    assert len(names) == 90
    assert [found.name for found in client.find("things")] == names[1 : 2 * MOST_FOUND : 2]


def test_an_api_without_actions_finds_nothing() -> None:
    assert load({"dynaclient": 1, "resources": {}}).search("token") == []
