"""JSON values as XML and back, by the `xml` keyword: the examples of OpenAPI, what is malformed, what is hostile."""

from __future__ import annotations

import random
from typing import Any
from xml.etree import ElementTree

import pytest

from dynaclient.schema.validation import Schema
from dynaclient.schema.xml_values import InvalidXML, read_xml, write_xml
from tests.support.timing import takes_at_most

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def view_of(schema: Any) -> Any:
    return Schema({"schemas": {"it": schema}}, ("schemas", "it"), "2020-12").view


def listed(*, items: Any = None, **xml: Any) -> dict[str, Any]:
    """Return an object with a list `animals`, as in the examples of OpenAPI."""
    animals = {"type": "array", "items": {**TEXT, **({"xml": items} if items else {})}, **({"xml": xml} if xml else {})}
    return {"type": "object", "xml": {"name": "zoo"}, "properties": {"animals": animals}}


ANIMALS = {"animals": ["cat", "dog"]}
PERSON = {
    "type": "object", "xml": {"name": "Person"},
    "properties": {
        "id": {**NUMBER, "xml": {"attribute": True}},
        "name": {**TEXT, "xml": {"namespace": "http://example.com/schema/sample", "prefix": "sample"}},
        "tall": {"type": "boolean"}, "size": {"type": "number"}, "note": {"type": ["string", "null"]},
    },
}  # fmt: skip
EXAMPLES: dict[str, tuple[Any, Any, str]] = {
    "no names": (listed(), ANIMALS, "<zoo><animals>cat</animals><animals>dog</animals></zoo>"),
    "the name of the items": (listed(items={"name": "animal"}), ANIMALS, "<zoo><animal>cat</animal><animal>dog</animal></zoo>"),
    "a name of the list that is not wrapped": (
        listed(items={"name": "animal"}, name="aliens"), ANIMALS, "<zoo><animal>cat</animal><animal>dog</animal></zoo>",
    ),
    "wrapped": (listed(wrapped=True), ANIMALS, "<zoo><animals><animals>cat</animals><animals>dog</animals></animals></zoo>"),
    "wrapped, with the name of the items": (
        listed(items={"name": "animal"}, wrapped=True), ANIMALS, "<zoo><animals><animal>cat</animal><animal>dog</animal></animals></zoo>",
    ),
    "wrapped, with both names": (
        listed(items={"name": "animal"}, name="aliens", wrapped=True), ANIMALS,
        "<zoo><aliens><animal>cat</animal><animal>dog</animal></aliens></zoo>",
    ),
    "wrapped, with the name of the list": (
        listed(name="aliens", wrapped=True), ANIMALS, "<zoo><aliens><aliens>cat</aliens><aliens>dog</aliens></aliens></zoo>",
    ),
    "an empty list that is wrapped": (listed(wrapped=True), {"animals": []}, "<zoo><animals></animals></zoo>"),
    "attributes, a prefix and types": (
        PERSON, {"id": 123, "name": "a & <b>", "tall": True, "size": 1.5, "note": None},
        '<Person id="123"><sample:name xmlns:sample="http://example.com/schema/sample">a &amp; &lt;b&gt;</sample:name>'
        '<tall>true</tall><size>1.5</size><note xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></Person>',
    ),
    "a namespace without a prefix": (
        {"type": "object", "xml": {"name": "a", "namespace": "urn:x"}, "properties": {"b": TEXT}}, {"b": "c"}, '<a xmlns="urn:x"><b>c</b></a>',
    ),
    "text beside an attribute": (
        {"type": "object", "properties": {"lang": {**TEXT, "xml": {"attribute": True}}, "text": {**TEXT, "xml": {"x-ms-text": True}}}},
        {"lang": 'e"n', "text": "hi"}, "<root lang='e\"n'>hi</root>",
    ),
    "a list of objects at the top": (
        {"type": "array", "xml": {"name": "people"}, "items": PERSON}, [{"id": 1}, {"id": 2}], '<people><Person id="1"></Person><Person id="2"></Person></people>',
    ),
    "a list of lists": (
        {"type": "object", "properties": {"m": {"type": "array", "items": {"type": "array", "items": NUMBER}}}}, {"m": [[1, 2], [3]]},
        "<root><m><m>1</m><m>2</m></m><m><m>3</m></m></root>",
    ),
    "a scalar": ({**NUMBER, "xml": {"name": "n"}}, 5, "<n>5</n>"),
    "line ends and characters of all planes": ({**TEXT, "xml": {"name": "t"}}, "a\r\n\t é 😀 ]]>", "<t>a&#13;\n\t é 😀 ]]&gt;</t>"),
    "combined schemas": (
        {"allOf": [{"type": "object", "properties": {"a": NUMBER}}, {"properties": {"b": {"xml": {"name": "B"}, "type": "boolean"}}}]},
        {"a": 1, "b": False}, "<root><a>1</a><B>false</B></root>",
    ),
    "undeclared members": (True, {"a": "1", "b": {"c": "2"}}, "<root><a>1</a><b><c>2</c></b></root>"),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_values_are_written_and_read(name: str) -> None:
    schema, value, text = EXAMPLES[name]
    assert write_xml(value, view_of(schema)) == HEAD + text
    ElementTree.fromstring(HEAD + text)  # noqa: S314 - it is ours
    assert read_xml((HEAD + text).encode(), view_of(schema)) == value


READ: list[tuple[Any, str, Any]] = [
    (PERSON, "<!-- c --><Person id='x'><tall>maybe</tall><size>1e3</size><more a='1'>t</more></Person>", {"id": "x", "tall": "maybe", "size": 1000.0, "more": {"a": "1", "#text": "t"}}),
    (PERSON, "<Person><other/><other>b</other><other>c</other></Person>", {"other": ["", "b", "c"]}),
    (listed(), "<zoo/>", {}),
    ({"type": ["integer", "null"]}, "<a> </a>", None),
    ({"type": "boolean"}, "<a> true </a>", True),
    ({"type": "object", "properties": {"a": NUMBER}}, '<?xml version="1.0" encoding="iso-8859-1"?><r><a>7</a><b>\xe9</b></r>', {"a": 7, "b": "é"}),
    (TEXT, "<a><![CDATA[<b>]]></a>", "<b>"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "text", "value"), READ)
def test_what_a_server_may_write_is_read(schema: Any, text: str, value: Any) -> None:
    assert read_xml(text.encode("latin-1" if "8859" in text else "utf-8"), view_of(schema)) == value


BOMB = (
    '<!DOCTYPE a [<!ENTITY x "'
    + "y" * 1000
    + '">'
    + "".join(f'<!ENTITY x{n} "&x{n - 1 or ""};&x{n - 1 or ""};">' for n in range(1, 30))
    + "]><a>&x29;</a>"
)
REFUSED = {
    "entities that multiply": (BOMB, "document type declaration"),
    "an external entity": (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///nothing">]><a>&x;</a>',
        "document type declaration",
    ),
    "an external subset": ('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', "document type declaration"),
    "an entity that is not declared": ("<a>&b;</a>", "undefined entity"),
    "nothing": ("", "no element found"),
    "text": ("hello", "syntax error"),
    "JSON": ('{"a": 1}', "not well-formed|syntax error"),
    "an open element": ("<a><b></a>", "mismatched tag"),
    "two roots": ("<a/><b/>", "junk after document element"),
    "nested too deeply": ("<a>" * 5000 + "</a>" * 5000, "nested too deeply"),
    "an unknown encoding": ('<?xml version="1.0" encoding="nothing"?><a/>', "encoding"),
    "a character that XML cannot have": ("<a>\x01</a>", "not well-formed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_malformed_or_hostile_is_refused(name: str) -> None:
    text, reason = REFUSED[name]
    with pytest.raises(InvalidXML, match=reason):
        read_xml(text.encode(), view_of(True))


UNWRITABLE: list[tuple[Any, str]] = [
    ({"a b": 1}, "name of an element"), ({"<x": 1}, "name of an element"), ({"a": "\x00"}, "characters"), ({"a": "\ud800"}, "characters"),
    ({"at": {}}, "attribute"), ({"at": None}, "attribute"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "reason"), UNWRITABLE)
def test_what_xml_cannot_have_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(InvalidXML, match=reason):
        write_xml(value, view_of({"properties": {"at": {"xml": {"attribute": True}}}}))
    deep: Any = "x"
    for _ in range(300):
        deep = {"a": deep}
    with pytest.raises(InvalidXML, match="deeply"):
        write_xml(deep, view_of(True))


def test_random_values_come_back() -> None:
    choose = random.Random(4)

    def schema(depth: int) -> Any:
        kind = choose.choice(["string", "integer", "boolean", *(["object", "array"] * 2 if depth else [])])
        if kind == "object":
            return {"type": "object", "properties": {name: schema(depth - 1) for name in choose.sample("abcdef", 3)}}
        if kind == "array":
            return {"type": "array", "items": schema(depth - 1), "xml": {"wrapped": True}}
        return {"type": kind}

    def value(of: Any) -> Any:
        if of["type"] == "object":
            return {name: value(member) for name, member in of["properties"].items()}
        if of["type"] == "array":
            return [value(of["items"]) for _ in range(choose.randint(1, 3))]
        return {
            "string": "".join(choose.choices("a<&>'\" é\n", k=3)) + "x",
            "integer": choose.randint(-9, 9),
            "boolean": choose.random() < 0.5,
        }[of["type"]]

    for _ in range(300):
        found = {"type": "object", "properties": {"x": schema(3), "y": schema(2)}}
        wanted = value(found)
        assert read_xml(write_xml(wanted, view_of(found)).encode(), view_of(found)) == wanted


def test_a_large_document_is_read_in_linear_time() -> None:
    schema = view_of(listed(items={"name": "animal"}))
    text = "<zoo>" + "<animal>cat</animal>" * 50_000 + "</zoo>"
    assert takes_at_most(10, lambda: read_xml(text, schema))
