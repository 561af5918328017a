"""`$schema` of a description: which one it has, and how it is written into a text that stays as it is otherwise."""

from __future__ import annotations

import json

import pytest

from dynaclient import __version__
from dynaclient.description.editors import addresses
from dynaclient.description.editors.addresses import (
    comment_of,
    is_address_of_others,
    is_newer,
    published_address,
    with_reference,
)
from dynaclient.description.editors.schemas import description_schema

BASE = "https://schemas.example/dynaclient"

TEXTS: dict[str, tuple[str, str | None, str]] = {
    "before the first member": ('{\n  "a": 1\n}\n', "s.json", '{\n  "$schema": "s.json",\n  "a": 1\n}\n'),
    "on one line": ('{"a": 1.0}', "s.json", '{"$schema": "s.json", "a": 1.0}'),
    "after a mark and spaces": ('\ufeff { "a":1 }', "s", '\ufeff { "$schema": "s", "a":1 }'),
    "in place of another": ('{"a": "$schema", "$schema" : "x" , "b": {}}', "s", '{"a": "$schema", "$schema" : "s" , "b": {}}'),
    "in an inner object it is another key": ('{"a": {"$schema": 1}}', "s", '{"$schema": "s", "a": {"$schema": 1}}'),
    "left out, the first": ('{"$schema": "x", "a": 1}', None, '{"a": 1}'),
    "left out, the last": ('{"a": 1,\n "$schema": "x"\n}', None, '{"a": 1\n}'),
    "left out, between": ('{"a": [],\n "$schema": "x",\n "b": 2}', None, '{"a": [],\n "b": 2}'),
    "not there, and left out": ('{"a": 1}', None, '{"a": 1}'),
    "escaped": ('{"a": 1}', 'a"b', '{"$schema": "a\\"b", "a": 1}'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "reference", "written"), TEXTS.values(), ids=TEXTS)
def test_the_text_stays_as_it_is_written(text: str, reference: str | None, written: str) -> None:
    assert with_reference(text, reference) == written
    before, after = json.loads(text.lstrip("\ufeff")), json.loads(written.lstrip("\ufeff"))
    assert after.get("$schema") == reference
    assert {**before, "$schema": ""} == {**after, "$schema": ""}


def test_nothing_is_published_before_the_first_release() -> None:
    assert addresses.BASE == ""
    assert published_address("api.schema.json") is None
    assert "$id" not in json.loads(description_schema())


def test_once_it_is_published_each_version_has_its_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "BASE", BASE)
    assert published_address("api.schema.json") == f"{BASE}/{__version__}/api.schema.json"
    assert json.loads(description_schema())["$id"] == f"{BASE}/{__version__}/api.schema.json"


REFERENCES = [
    (None, False, False), (1, False, False), ("api.schema.json", False, False), ("dynaclient/api.schema.json", False, False),
    (f"{BASE}/0.0.1/api.schema.json", True, False), (f"{BASE}-other/api.schema.json", True, True), ("https://other.example/a.json", True, True),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "before", "after"), REFERENCES, ids=str)
def test_a_url_is_that_of_others_unless_it_is_below_ours(
    reference: object, before: bool, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_address_of_others(reference) is before
    monkeypatch.setattr(addresses, "BASE", BASE)
    assert is_address_of_others(reference) is after


OURS = {"title": "dynaclient description"}
COPIES = [
    (description_schema(), False), (json.dumps(json.loads(description_schema())), False),
    (json.dumps({**json.loads(description_schema()), "description": "changed"}), None),
    (json.dumps({**OURS, "$comment": comment_of(OURS, "99.0")}), True),
    (json.dumps({**OURS, "$comment": comment_of(OURS, "0.0.9")}), False),
    (json.dumps({**OURS, "$comment": comment_of(OURS, "9" * 5_000)}), None),
    (json.dumps({**OURS, "$comment": 1}), None), (json.dumps(OURS), None),
    (json.dumps({"title": "another", "$comment": comment_of({"title": "another"})}), None),
    (json.dumps({"title": "another"}), None), ("[]", None), ("", None), ("{", None), ("[" * 100_000, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "newer"), COPIES, ids=range(len(COPIES)))
def test_a_copy_of_ours_is_known_and_so_is_its_version(text: str, newer: bool | None) -> None:
    assert is_newer(text) is newer
