"""A search in the user's own words finds the action among the first results."""

from __future__ import annotations

import pytest

from dynaclient import load
from dynaclient.description.search import Entry, Index, is_typing_mistake, stem, words_of
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


@pytest.mark.parametrize("text", ["", "  ", "…", "xylophone", "token xylophone", "x" * 10_000])
def test_unknown_words_find_nothing(text: str) -> None:
    assert BUNDLED.search(text) == []


def test_if_no_action_has_all_words_those_with_most_of_them_are_found() -> None:
    assert BUNDLED.search("send xylophone command")[:2] == ["device.sendCommand", "devices.sendCommand"]


def test_stop_words_count_if_there_are_no_others() -> None:
    assert Index([Entry("its.get", "get", "its", "GET")]).search("its") == ["its.get"]


def test_results_are_deterministic() -> None:
    assert load(dict(BUNDLED.document)).search("token list") == BUNDLED.search("token list")


def test_a_second_search_is_fast_and_builds_no_action() -> None:
    api = load(dict(BUNDLED.document))
    api.search("device")
    assert takes_at_most(0.05, lambda: api.search("list device state of application"))
    assert api._actions == {}


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
    "the title of a schema": ("lynx", ["things.get"]),
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
            "method": "POST", "description": "Goes hunting. Slowly.", "parameters": {"speedLimit": query()},
        },
        "get": action(responses={"200": {"schema": {"$ref": "#/schemas/wildcat"}}, "400": {"schema": {"$ref": "#/schemas/odd"}}}),
        "patch": {"method": "PATCH", "summary": "Pounces.", "description": "Is stealthy.", "tags": ["feline", "big"]},
    }  # fmt: skip
    schemas = {"wildcat": {"title": "Lynx"}, "odd": True}
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
    assert client.find("good")[0] is client.api.action("things.good")


def test_an_api_without_actions_finds_nothing() -> None:
    assert load({"dynaclient": 1, "resources": {}}).search("token") == []
