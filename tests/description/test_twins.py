"""Actions that do the same under different resources are one result with twins."""

from __future__ import annotations

import pytest

from dynaclient import load
from dynaclient.description.twins import Found
from tests.support.descriptions import action

Actions = dict[str, dict[str, str]]


def described(actions: Actions) -> dict[str, object]:
    """Return a description with these actions: resource → key → summary."""
    resources = {
        name: {"path": f"/{name}", "actions": {key: action(summary=summary) for key, summary in members.items()}}
        for name, members in actions.items()
    }
    return {"dynaclient": 1, "server": "https://api.example.com", "resources": resources}


MAIL: Actions = {
    "groups": {"listMail": "List mail of groups"},
    "me": {"sendMail": "Send mail", "listMail": "List mail"},
    "users": {"sendMail": "Send mail", "listMail": "list MAIL"},
}


def test_twins_are_beside_the_best_of_them() -> None:
    assert load(described(MAIL)).search_grouped("send mail")[0] == Found("me.sendMail", ("users.sendMail",))


def test_the_one_that_matches_best_comes_first_whatever_their_order() -> None:
    found = load(described(MAIL)).search_grouped("list mail users")[0]
    assert (found.name, found.twins) == ("users.listMail", ("groups.listMail", "me.listMail"))


def test_a_twin_that_does_not_match_is_beside_the_other_too() -> None:
    api = load(described({"me": {"sendMail": "Send mail"}, "users.of.tenants": {"sendMail": "Send mail"}}))
    assert api.search("me.sendMail")[0] == "me.sendMail"
    assert api.search_grouped("me.sendMail") == [Found("me.sendMail", ("users.of.tenants.sendMail",))]


def test_each_action_is_in_one_result() -> None:
    api = load()
    found = api.search_grouped("token")
    names = [name for one in found for name in (one.name, *one.twins)]
    assert len(names) == len(set(names))
    assert set(api.search("token")) <= set(names)
    assert [one.name for one in found] == [name for name in api.search("token") if name in {one.name for one in found}]


TWINS: dict[str, tuple[Actions, bool]] = {
    "the same summary": ({"a": {"get": "Reads it."}, "b": {"get": "Reads it."}}, True),
    "another summary": ({"a": {"get": "Reads it."}, "b": {"get": "Reads her."}}, False),
    "another key": ({"a": {"get": "Reads it."}, "b": {"read": "Reads it."}}, False),
    "no summary": ({"a": {"get": ""}, "b": {"get": ""}}, False),
    "the resource at the end": ({"a": {"getPhoto": "Get photo from a"}, "b": {"getPhoto": "Get photo from b"}}, True),
    "the resource with an article": ({"a": {"getIt": "Get it of the a"}, "b": {"getIt": "Get it of the b"}}, True),
    "the resource elsewhere": ({"a": {"getIt": "Get the a for it"}, "b": {"getIt": "Get the b for it"}}, False),
    "another resource": ({"a": {"getPhoto": "Get photo from x"}, "b": {"getPhoto": "Get photo from y"}}, False),
    "only verbs in the key": ({"a": {"get": "Get photo from a"}, "b": {"get": "Get photo from b"}}, False),
    "only the resource": ({"of": {"getIt": "of"}, "for": {"getIt": "for"}}, False),
}  # fmt: skip


@pytest.mark.parametrize("case", TWINS)
def test_twins_have(case: str) -> None:
    actions, are_twins = TWINS[case]
    found = load(described(actions)).search_grouped(" ".join(key for members in actions.values() for key in members))
    assert [len(one.twins) for one in found] == ([1] if are_twins else [0, 0])
