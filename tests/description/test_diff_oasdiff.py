"""
What `diff` says, held against the catalogue of oasdiff: for each of its rules a pair of descriptions and our verdict.

`tests/data/oasdiff.json` has the names of its rules and their levels. Each rule either has the same verdict here, or is in
one of the groups that `docs/compatibility.md` explains, or is about something that a description here does not have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from dynaclient import load
from dynaclient.description.diff.changes import SEVERITIES, differences
from tests.support import ROOT
from tests.support.descriptions import action, describe, query
from tests.support.pages import Page

RULES: dict[str, str] = json.loads((ROOT / "tests/data/oasdiff.json").read_text("utf-8"))["rules"]
LEVELS = {"ERR": "breaking", "WARN": "unclear", "INFO": "safe"}
"""Its levels, and the severities here. What is no difference here counts as safe."""

# --- places of a schema ----------------------------------------------------------------------------------------------

Describe = Callable[[Any], dict[str, Any]]
KEY = {"a": {"type": "bearer"}}


def body(schema: Any, **more: Any) -> dict[str, Any]:
    parameters = {"thing": {"in": "body", "schema": schema, **more}}
    return describe({"post": {"method": "POST", "parameters": parameters}})


def answer(schema: Any) -> dict[str, Any]:
    return describe({"get": action(responses={"200": {"schema": schema}})})


def parameter(schema: Any = None, **more: Any) -> dict[str, Any]:
    return describe({"get": action({"a": query(schema, **more)})})


def in_object(schema: Any, *, required: bool = False, **more: Any) -> dict[str, Any]:
    names = {"required": ["p"]} if required else {}
    return {"type": "object", "properties": {"p": {**schema, **more}}, **names}


PLACES: dict[str, Describe] = {
    "request-read-only-property": lambda schema: body(in_object(schema, readOnly=True)),
    "request-parameter-property": lambda schema: parameter(in_object(schema), style="deepObject"),
    "request-property": lambda schema: body(in_object(schema)),
    "request-parameter": parameter,
    "request-body": body,
    "response-write-only-property": lambda schema: answer(in_object(schema, writeOnly=True)),
    "response-property": lambda schema: answer(in_object(schema)),
    "response-body": answer,
    "response-mediatype": answer,
    "response-header": lambda schema: describe({"get": action(responses={"200": {"headers": {"A": {"schema": schema}}}})}),
    "request-header-property": lambda schema: describe({"get": action({"a": {"in": "header", "schema": in_object(schema)}})}),
}  # fmt: skip

# --- changes of a schema ---------------------------------------------------------------------------------------------

STRING, NUMBER, LIST, OBJECT = ({"type": kind} for kind in ("string", "number", "array", "object"))
IF = {"required": ["a"]}
NAMED = {"a": {"maxProperties": 2}}


def bound(kind: dict[str, Any], keyword: str, low: Any, high: Any) -> dict[str, tuple[Any, Any]]:
    """Return the changes of one bound, as oasdiff names them."""
    small, large = {**kind, keyword: low}, {**kind, keyword: high}
    name = re.sub(r"imum$", "", re.sub(r"([a-z])([A-Z])", r"\1-\2", keyword).lower()).replace("-minimum", "-min")
    return {
        f"{name}-set": (kind, small), f"{name}-unset": (small, kind),
        f"{name}-increased": (small, large), f"{name}-decreased": (large, small),
    }  # fmt: skip


def keyword(name: str, kind: dict[str, Any], key: str, value: Any) -> dict[str, tuple[Any, Any]]:
    """Return the addition and the removal of one keyword."""
    return {f"{name}-added": (kind, {**kind, key: value}), f"{name}-removed": ({**kind, key: value}, kind)}


ONE, TWO = {"type": "string", "maxLength": 1}, {"type": "string", "minLength": 3}
CHANGES: dict[str, tuple[Any, Any]] = {
    **bound(NUMBER, "maximum", 1, 2), **bound(NUMBER, "minimum", 1, 2), **bound(NUMBER, "exclusiveMaximum", 1, 2),
    **bound(NUMBER, "exclusiveMinimum", 1, 2), **bound(STRING, "maxLength", 1, 2), **bound(STRING, "minLength", 1, 2),
    **bound(LIST, "maxItems", 1, 2), **bound(LIST, "minItems", 1, 2),
    **bound({"type": "array", "contains": STRING}, "minContains", 1, 2), **bound({"type": "array", "contains": STRING}, "maxContains", 1, 2),
    **keyword("pattern", STRING, "pattern", "^a"), **keyword("const", STRING, "const", "a"), **keyword("all-of", STRING, "allOf", [{"maxLength": 3}]),
    **keyword("if", {**OBJECT, "then": {"required": ["b"]}}, "if", IF), **keyword("then", {**OBJECT, "if": IF}, "then", {"required": ["b"]}),
    **keyword("else", {**OBJECT, "if": IF}, "else", {"required": ["b"]}), **keyword("contains", LIST, "contains", STRING),
    **keyword("dependent-required", OBJECT, "dependentRequired", {"a": ["b"]}), **keyword("dependent-schema", OBJECT, "dependentSchemas", NAMED),
    **keyword("pattern-property", OBJECT, "patternProperties", {"^a": STRING}), **keyword("property-names", OBJECT, "propertyNames", {"maxLength": 3}),
    **keyword("unevaluated-items", LIST, "unevaluatedItems", False), **keyword("unevaluated-properties", OBJECT, "unevaluatedProperties", False),
    **keyword("content-schema", {**STRING, "contentMediaType": "application/json"}, "contentSchema", OBJECT), **keyword("default-value", STRING, "default", "a"),
    **keyword("discriminator", OBJECT, "discriminator", {"propertyName": "a"}),
    "all-of-added-annotation-only": (STRING, {**STRING, "allOf": [{"title": "a"}]}), "all-of-removed-annotation-only": ({**STRING, "allOf": [{"title": "a"}]}, STRING),
    "any-of-added": ({"anyOf": [ONE, TWO]}, {"anyOf": [ONE, TWO, NUMBER]}), "any-of-removed": ({"anyOf": [ONE, TWO, NUMBER]}, {"anyOf": [ONE, TWO]}),
    "one-of-added": ({"oneOf": [ONE, TWO]}, {"oneOf": [ONE, TWO, NUMBER]}), "one-of-removed": ({"oneOf": [ONE, TWO, NUMBER]}, {"oneOf": [ONE, TWO]}),
    "wrapped-in-one-of": (STRING, {"oneOf": [STRING, NUMBER]}),
    "became-enum": (STRING, {**STRING, "enum": ["a"]}), "enum-value-added": ({"enum": ["a"]}, {"enum": ["a", "b"]}), "enum-value-removed": ({"enum": ["a", "b"]}, {"enum": ["a"]}),
    "became-nullable": (STRING, {"type": ["string", "null"]}), "became-not-nullable": ({"type": ["string", "null"]}, STRING),
    "default-value-changed": ({"default": "a"}, {"default": "b"}), "const-changed": ({"const": "a"}, {"const": "b"}),
    "pattern-changed": ({**STRING, "pattern": "^a"}, {**STRING, "pattern": "^b"}), "pattern-generalized": ({**STRING, "pattern": "^a"}, {**STRING, "pattern": ".*"}),
    "type-changed": (NUMBER, {"type": "boolean"}), "type-generalized": ({"type": "integer"}, NUMBER), "type-specialized": (NUMBER, {"type": "integer"}),
    "type-compatible": ({"type": "number", "format": "double"}, {"type": "number", "format": "float"}),
    "list-of-types-widened": (STRING, {"type": ["string", "boolean"]}), "list-of-types-narrowed": ({"type": ["string", "boolean"]}, STRING),
    "prefix-items-added": ({**LIST, "prefixItems": [STRING], "items": False}, {**LIST, "prefixItems": [STRING, STRING], "items": False}),
    "prefix-items-removed": ({**LIST, "prefixItems": [STRING, STRING], "items": False}, {**LIST, "prefixItems": [STRING], "items": False}),
    "dependent-required-changed": ({**OBJECT, "dependentRequired": {"a": ["b"]}}, {**OBJECT, "dependentRequired": {"a": ["c"]}}),
    "content-media-type-changed": ({**STRING, "contentMediaType": "text/a"}, {**STRING, "contentMediaType": "text/b"}),
    "content-encoding-changed": ({**STRING, "contentEncoding": "base64"}, {**STRING, "contentEncoding": "base32"}),
    "deprecated": (STRING, {**STRING, "deprecated": True}), "reactivated": ({**STRING, "deprecated": True}, STRING),
    "discriminator-property-name-changed": ({**OBJECT, "discriminator": {"propertyName": "a"}}, {**OBJECT, "discriminator": {"propertyName": "b"}}),
    "discriminator-mapping-added": ({**OBJECT, "discriminator": {"propertyName": "a"}}, {**OBJECT, "discriminator": {"propertyName": "a", "mapping": {"b": "c"}}}),
    "discriminator-mapping-deleted": ({**OBJECT, "discriminator": {"propertyName": "a", "mapping": {"b": "c"}}}, {**OBJECT, "discriminator": {"propertyName": "a"}}),
    "discriminator-mapping-changed": (
        {**OBJECT, "discriminator": {"propertyName": "a", "mapping": {"b": "c"}}}, {**OBJECT, "discriminator": {"propertyName": "a", "mapping": {"b": "d"}}},
    ),
}  # fmt: skip
"""A change of a schema as oasdiff names it, after the name of the place → the old schema and the new one."""

# --- all other changes -----------------------------------------------------------------------------------------------


def get(**keys: Any) -> dict[str, Any]:
    return describe({"get": action(**keys)}, auth=KEY)


def answers(*statuses: str, **keys: Any) -> dict[str, Any]:
    return describe({"get": action(responses=dict.fromkeys(statuses, keys))})


def media(*types: str) -> dict[str, Any]:
    return describe(
        {"post": {"method": "POST", "parameters": {"a": {"in": "body", "content": dict.fromkeys(types, True)}}}}
    )


def headers(**names: Any) -> dict[str, Any]:
    return describe({"get": action(responses={"200": {"headers": names}})})


def marked(place: Describe, mark: str, *, required: bool, begins: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two descriptions: in one of them a property is read-only or write-only."""
    plain, other = (place(in_object(STRING, required=required, **marks)) for marks in ({}, {mark: True}))
    return (plain, other) if begins else (other, plain)


def flow(**keys: Any) -> dict[str, Any]:
    """Return a description with a scheme whose tokens are obtained by a flow of OAuth 2."""
    code = {"by": "authorizationCode", "authorizationUrl": "https://a.example", "tokenUrl": "https://a.example/t"}
    return describe(auth={"a": {"type": "bearer", "obtain": {"code": {**code, "scopes": {"a": "A"}, **keys}}}})


TWO_ACTIONS = describe({"get": action(), "list": action(path="/all")})
ONE_ACTION = describe({"get": action()})
NO_BODY = describe({"post": {"method": "POST"}})
OTHERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "endpoint-added": (ONE_ACTION, TWO_ACTIONS), "endpoint-deprecated": (get(), get(deprecated="a")), "endpoint-reactivated": (get(deprecated="a"), get()),
    "api-path-removed-without-deprecation": (TWO_ACTIONS, ONE_ACTION), "api-removed-without-deprecation": (TWO_ACTIONS, ONE_ACTION),
    "api-path-removed-with-deprecation": (describe({"get": action(), "list": action(deprecated="a")}), ONE_ACTION),
    "api-removed-with-deprecation": (describe({"get": action(), "list": action(deprecated="a")}), ONE_ACTION),
    "api-security-component-removed": (describe(auth={**KEY, "b": {"type": "basic"}}), describe(auth=KEY)),
    "api-security-component-added": (describe(auth=KEY), describe(auth={**KEY, "b": {"type": "basic"}})),
    "api-security-component-type-changed": (describe(auth=KEY), describe(auth={"a": {"type": "basic"}})),
    "api-security-component-oauth-scope-added": (flow(), flow(scopes={"a": "A", "b": "B"})), "api-security-component-oauth-scope-removed": (flow(scopes={"a": "A", "b": "B"}), flow()),
    "api-security-component-oauth-scope-changed": (flow(), flow(scopes={"a": "B"})), "api-security-component-oauth-url-changed": (flow(), flow(authorizationUrl="https://b.example")),
    "api-security-component-oauth-token-url-changed": (flow(), flow(tokenUrl="https://b.example/t")),
    "api-security-removed": (get(auth="a"), get(auth=False)), "api-security-added": (get(auth=False), get(auth="a")),
    "api-security-scope-added": (get(scopes=["a"]), get(scopes=[{"all": ["a", "b"]}])), "api-security-scope-removed": (get(scopes=[{"all": ["a", "b"]}]), get(scopes=["a"])),
    "api-global-security-removed": (describe(auth=KEY), describe()), "api-global-security-added": (describe(), describe(auth=KEY)),
    "api-global-security-scope-added": (describe({"get": action(scopes=["a"])}, scopes={"always": ["b"]}), describe({"get": action(scopes=["a"])}, scopes={"always": ["b", "c"]})),
    "api-global-security-scope-removed": (describe({"get": action(scopes=["a"])}, scopes={"always": ["b", "c"]}), describe({"get": action(scopes=["a"])}, scopes={"always": ["b"]})),
    "api-schema-removed": (describe(schemas={"a": {}}), describe()),
    "new-required-request-parameter": (get(), parameter(required=True)), "new-optional-request-parameter": (ONE_ACTION, parameter()),
    "new-required-request-default-parameter-to-existing-path": (ONE_ACTION, parameter({"default": 1}, required=True)),
    "new-optional-request-default-parameter-to-existing-path": (ONE_ACTION, parameter({"default": 1})),
    "new-request-path-parameter": (ONE_ACTION, describe({"get": action({"a": {"in": "path"}}, path="/{a}")})),
    "new-required-request-header-property": (
        describe({"get": action({"a": {"in": "header", "schema": OBJECT}})}), describe({"get": action({"a": {"in": "header", "schema": in_object(STRING, required=True)}})}),
    ),
    "request-header-property-became-required": (
        describe({"get": action({"a": {"in": "header", "schema": in_object(STRING)}})}), describe({"get": action({"a": {"in": "header", "schema": in_object(STRING, required=True)}})}),
    ),
    "new-required-request-property": (body(OBJECT), body(in_object(STRING, required=True))), "new-optional-request-property": (body(OBJECT), body(in_object(STRING))),
    "new-required-request-property-with-default": (body(OBJECT), body(in_object(STRING, required=True, default="a"))),
    "request-property-removed": (body(in_object(STRING)), body(OBJECT)),
    "request-property-became-required": (body(in_object(STRING)), body(in_object(STRING, required=True))),
    "request-property-became-required-with-default": (body(in_object(STRING, default="a")), body(in_object(STRING, required=True, default="a"))),
    "request-property-became-optional": (body(in_object(STRING, required=True)), body(in_object(STRING))),
    "request-parameter-removed": (parameter(), ONE_ACTION), "request-parameter-removed-with-deprecation": (parameter(deprecated="a"), ONE_ACTION),
    "request-parameter-became-required": (parameter(), parameter(required=True)), "request-parameter-became-optional": (parameter(required=True), parameter()),
    "request-parameter-deprecated": (parameter(), parameter(deprecated="a")), "request-parameter-reactivated": (parameter(deprecated="a"), parameter()),
    **{f"request-parameter-default-value-{verb}": (parameter(**old), parameter(**new)) for verb, old, new in (
        ("added", {}, {"default": 1}), ("removed", {"default": 1}, {}), ("changed", {"default": 1}, {"default": 2}),
    )},
    "request-body-added-required": (NO_BODY, body(STRING, required=True)), "request-body-added-optional": (NO_BODY, body(STRING)), "request-body-removed": (body(STRING), NO_BODY),
    "request-body-became-optional": (body(STRING, required=True), body(STRING)), "request-body-became-required": (body(STRING), body(STRING, required=True)),
    "request-body-media-type-added": (media("a/a"), media("a/a", "b/b")), "request-body-media-type-removed": (media("a/a", "b/b"), media("a/a")),
    "request-body-media-type-schema-added": (body({}), body(STRING)), "request-body-media-type-schema-removed": (body(STRING), body({})),
    "response-body-media-type-schema-added": (answer({}), answer(STRING)), "response-body-media-type-schema-removed": (answer(STRING), answer({})),
    "response-media-type-removed": (answers("200", content={"a/a": {}, "b/b": {}}), answers("200", content={"a/a": {}})),
    "response-media-type-added": (answers("200", content={"a/a": {}}), answers("200", content={"a/a": {}, "b/b": {}})),
    "response-media-type-name-changed": (answers("200", content={"application/a+json": {}}), answers("200", content={"application/b+json": {}})),
    "response-media-type-name-generalized": (answers("200", content={"application/a+json": {}}), answers("200", content={"application/json": {}})),
    "response-media-type-name-specialized": (answers("200", content={"application/json": {}}), answers("200", content={"application/a+json": {}})),
    "response-header-added": (headers(), headers(A={})), "optional-response-header-removed": (headers(A={}), headers()),
    "response-optional-property-removed": (answer(in_object(STRING)), answer(OBJECT)), "response-optional-property-added": (answer(OBJECT), answer(in_object(STRING))),
    "response-required-property-removed": (answer(in_object(STRING, required=True)), answer(OBJECT)), "response-required-property-added": (answer(OBJECT), answer(in_object(STRING, required=True))),
    "response-optional-write-only-property-removed": (answer(in_object(STRING, writeOnly=True)), answer(OBJECT)),
    "response-optional-write-only-property-added": (answer(OBJECT), answer(in_object(STRING, writeOnly=True))),
    "response-required-write-only-property-removed": (answer(in_object(STRING, required=True, writeOnly=True)), answer(OBJECT)),
    "response-required-write-only-property-added": (answer(OBJECT), answer(in_object(STRING, required=True, writeOnly=True))),
    "response-property-became-optional": (answer(in_object(STRING, required=True)), answer(in_object(STRING))),
    "response-property-became-required": (answer(in_object(STRING)), answer(in_object(STRING, required=True))),
    "response-write-only-property-became-optional": (answer(in_object(STRING, required=True, writeOnly=True)), answer(in_object(STRING, writeOnly=True))),
    "response-write-only-property-became-required": (answer(in_object(STRING, writeOnly=True)), answer(in_object(STRING, required=True, writeOnly=True))),
    "api-operation-id-removed": (describe({"get": action(operationId="a")}), describe({"get": action()})),
    "api-operation-id-added": (describe({"get": action()}), describe({"get": action(operationId="a")})),
    "response-success-status-removed": (answers("200", "201"), answers("200")), "response-success-status-added": (answers("200"), answers("200", "201")),
    "response-non-success-status-removed": (answers("200", "404"), answers("200")), "response-non-success-status-added": (answers("200"), answers("200", "404")),
    **{
        f"{side}-{need}-property-became-{'' if begins else 'not-'}{name}": marked(place, mark, required=need == "required", begins=begins)
        for side, place in (("request", body), ("response", answer)) for need in ("optional", "required")
        for name, mark in (("read-only", "readOnly"), ("write-only", "writeOnly")) for begins in (True, False)
    },
}  # fmt: skip
"""Rules that are not about one schema → the old description and the new one."""

NO_PLACE: dict[str, str] = {
    r"sunset": "sunset",
    r"stability": "stability",
    r"x-extensible-enum": "x-extensible-enum",
    r"^api-(version|major-version)": "the version fits",
    r"^api-tag": "tags",
    r"^webhook": "webhook",
    r"response-header-became-optional|^required-response-header": "required",
}
"""Patterns of rules about something that a description has no key for, with a word of the row that says so."""


def is_without_place(rule: str) -> bool:
    return rule not in OTHERS and any(re.search(pattern, rule) for pattern in NO_PLACE)


def pair(rule: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the two descriptions that differ as a rule of oasdiff describes it."""
    if rule in OTHERS:
        return OTHERS[rule]
    place = next(place for place in PLACES if rule.startswith(f"{place}-"))
    old, new = CHANGES[rule.removeprefix(f"{place}-")]
    return PLACES[place](old), PLACES[place](new)


@cache
def verdict(rule: str) -> str:
    """Return the worst severity of the differences; safe if there are none."""
    found = differences(*map(load, pair(rule)))
    return min((difference.severity for difference in found), key=SEVERITIES.index, default="safe")


# --- where we differ -------------------------------------------------------------------------------------------------

GROUPS: dict[str, str] = {
    "a new limit of an argument": r"^request-.*(max|min|length|items)-set$",
    "another type of a member of a parameter": r"^request-parameter-property-type-changed$",
    "the id of an operation removed": r"^api-operation-id-removed$",
    "something removed that was deprecated before, or a parameter": r"^api-.*-with-deprecation$|^request-parameter-removed",
    "credentials and scopes": r"^api-(global-)?security",
    "properties with `readOnly` or `writeOnly`": r"read-only|write-only",
    "the keyword `discriminator`": r"discriminator",
    "the default of an argument": r"^request-.*-default-value",
    "keywords without a proof": r"-(if|then|else|contains|dependent-schema|unevaluated-\w+|content-[a-z-]+)-(added|removed|increased|decreased|changed)$",
    "the constant of a response": r"^response-.*-const",
    "patterns": r"-pattern-",
    "the keyword `format`": r"-type-compatible$",
    "alternatives and combinations of responses": r"^response-.*-(all|any|one)-of",
    "combinations of arguments": r"^request-.*-(all-of-removed|wrapped-in-one-of)$",
    "media types of responses": r"^response-media-type-",
    "statuses of success": r"^response-success-status-",
    "a schema or a property of a response removed": r"^response-(optional-property|body-media-type-schema)-removed$",
    "a new optional property of a body": r"^new-optional-request-property$",
    "fewer types of a parameter": r"^request-parameter-list-of-types-narrowed$",
}
"""The first cell of a row of the page → a pattern of the rules that it is about."""

APPLICABLE = [rule for rule in RULES if not is_without_place(rule)]
PAGE = Page("docs/compatibility.md")
ROWS = {
    cells[0]: cells[1:]
    for cells in (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.text.splitlines()
        if line.startswith("| ")
    )
    if len(cells) == 5
}


def differing() -> dict[str, list[str]]:
    """Return the rules with another verdict here, by the row of the page that explains them."""
    found: dict[str, list[str]] = {}
    for rule in APPLICABLE:
        if verdict(rule) != LEVELS[RULES[rule]]:
            rows = [row for row, pattern in GROUPS.items() if re.search(pattern, rule)]
            found.setdefault(rows[0] if rows else rule, []).append(rule)
    return found


def listed(words: set[str]) -> str:
    return " or ".join(severity for severity in SEVERITIES if severity in words)


@pytest.mark.uncounted
@pytest.mark.parametrize("rule", APPLICABLE)
def test_each_rule_has_the_same_verdict_or_a_row_that_explains_the_other_one(rule: str) -> None:
    same = verdict(rule) == LEVELS[RULES[rule]]
    assert same or any(re.search(pattern, rule) for pattern in GROUPS.values()), verdict(rule)


@pytest.mark.parametrize("group", GROUPS)
def test_each_row_of_the_page_counts_its_rules_and_has_both_verdicts(group: str) -> None:
    rules = differing()[group]
    theirs, ours = {LEVELS[RULES[rule]] for rule in rules}, {verdict(rule) for rule in rules}
    assert ROWS[group][:3] == [str(len(rules)), listed(theirs), listed(ours)]


def test_the_page_counts_all_rules() -> None:
    total, without = len(RULES), len(RULES) - len(APPLICABLE)
    count = sum(map(len, differing().values()))
    assert f"Of its {total} rules, {without} are about something that a description here" in PAGE.text
    assert f"{len(APPLICABLE) - count} have the same verdict here, and {count} another one" in PAGE.text


def test_each_change_is_a_difference_or_the_same_in_other_words() -> None:
    silent = {rule for rule in APPLICABLE if not differences(*map(load, pair(rule)))}
    # What is never in a response may as well be required there.
    never_returned = {f"response-write-only-property-became-{word}" for word in ("optional", "required")}
    assert silent == {"api-schema-removed", *never_returned}


@pytest.mark.parametrize("pattern", NO_PLACE)
def test_each_thing_without_a_key_is_named_on_the_page(pattern: str) -> None:
    assert NO_PLACE[pattern] in PAGE.text
    assert any(is_without_place(rule) and re.search(pattern, rule) for rule in RULES)
