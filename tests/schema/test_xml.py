"""JSON values as XML and back, by the `xml` keyword: the examples of OpenAPI, what is malformed, what is hostile."""

from __future__ import annotations

import inspect
import random
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

from dynaclient.schema import xml_documents
from dynaclient.schema.validation import Schema
from dynaclient.schema.xml_values import MAX_DEPTH, InvalidXML, read_xml, write_xml
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


XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
P_ATTRIBUTE: dict[str, Any] = {**TEXT, "xml": {"attribute": True, "prefix": "p", "namespace": "urn:x"}}


def named(*, xml: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "xml": {"name": "r", **(xml or {})}, "properties": properties}


NAMESPACES: dict[str, tuple[Any, Any, str]] = {
    "a prefix of two attributes": (
        named(a=P_ATTRIBUTE, b=P_ATTRIBUTE), {"a": "1", "b": "2"}, '<r xmlns:p="urn:x" p:a="1" p:b="2"></r>',
    ),
    "a prefix of an element and its attribute": (
        named(xml={"prefix": "p", "namespace": "urn:x"}, a=P_ATTRIBUTE), {"a": "1"}, '<p:r xmlns:p="urn:x" p:a="1"></p:r>',
    ),
    "one prefix for two namespaces": (
        named(xml={"prefix": "p", "namespace": "urn:y"}, a=P_ATTRIBUTE), {"a": "1"},
        '<p:r xmlns:p="urn:y" xmlns:ns1="urn:x" ns1:a="1"></p:r>',
    ),
    "a prefix that is declared outside": (
        named(xml={"prefix": "p", "namespace": "urn:x"}, a={**TEXT, "xml": {"prefix": "p"}}, b=named(c=P_ATTRIBUTE)),
        {"a": "1", "b": {"c": "2"}}, '<p:r xmlns:p="urn:x"><p:a>1</p:a><r p:c="2"></r></p:r>',
    ),
    "the prefix of the element for an attribute": (
        named(xml={"prefix": "p", "namespace": "urn:x"}, a={**TEXT, "xml": {"attribute": True, "prefix": "p"}}), {"a": "1"},
        '<p:r xmlns:p="urn:x" p:a="1"></p:r>',
    ),
    "a prefix without a namespace": (
        named(a={**TEXT, "xml": {"prefix": "p"}}, b={**TEXT, "xml": {"prefix": "p", "attribute": True}}), {"a": "1", "b": "2"},
        '<r b="2"><a>1</a></r>',
    ),
    "namespaces without a prefix": (
        named(
            xml={"namespace": "urn:r"},
            a={**TEXT, "xml": {"attribute": True, "namespace": "urn:a"}}, b={**TEXT, "xml": {"namespace": "urn:r"}}, c={**TEXT, "xml": {"namespace": "urn:c"}},
        ),
        {"a": "1", "b": "2", "c": "3"}, '<r xmlns="urn:r" xmlns:ns1="urn:a" ns1:a="1"><b>2</b><c xmlns="urn:c">3</c></r>',
    ),
    "attributes of one name in two namespaces": (
        named(a={**TEXT, "xml": {"attribute": True}}, b={**P_ATTRIBUTE, "xml": {**P_ATTRIBUTE["xml"], "name": "a"}}), {"a": "1", "b": "2"},
        '<r xmlns:p="urn:x" a="1" p:a="2"></r>',
    ),
    "elements of one name in two namespaces": (
        named(a={**TEXT, "xml": {"prefix": "p", "namespace": "urn:p"}}, b={**TEXT, "xml": {"name": "a", "prefix": "q", "namespace": "urn:q"}}),
        {"b": "2", "a": "1"}, '<r><q:a xmlns:q="urn:q">2</q:a><p:a xmlns:p="urn:p">1</p:a></r>',
    ),
    "null under the prefix of its attribute": (
        named(a={"type": ["string", "null"], "xml": {"prefix": "xsi", "namespace": "urn:x"}}), {"a": None},
        f'<r><xsi:a xmlns:xsi="urn:x" {XSI.replace(":xsi", ":ns1")} ns1:nil="true"/></r>',
    ),
    "a prefix that is like a generated one": (
        named(
            a={**TEXT, "xml": {"attribute": True, "prefix": "ns1", "namespace": "urn:a"}}, b={**TEXT, "xml": {"attribute": True, "namespace": "urn:b"}},
            c={**TEXT, "xml": {"attribute": True, "namespace": "urn:b"}}, d={**TEXT, "xml": {"attribute": True, "namespace": "urn:d"}},
        ),
        {"a": "1", "b": "2", "c": "3", "d": "4"},
        '<r xmlns:ns1="urn:a" xmlns:ns2="urn:b" xmlns:ns3="urn:d" ns1:a="1" ns2:b="2" ns2:c="3" ns3:d="4"></r>',
    ),
    "the language": (
        named(a={**TEXT, "xml": {"attribute": True, "prefix": "xml", "name": "lang"}}), {"a": "en"}, '<r xml:lang="en"></r>',
    ),
    "a wrapped list with a namespace": (
        named(a={"type": "array", "xml": {"wrapped": True, "prefix": "p", "namespace": "urn:x"}, "items": {**TEXT, "xml": {"name": "i", "prefix": "p"}}}),
        {"a": ["1"]}, '<r><p:a xmlns:p="urn:x"><p:i>1</p:i></p:a></r>',
    ),
    "letters of other languages": (True, {"é": "1", "名": "2"}, "<root><é>1</é><名>2</名></root>"),
    "undeclared attributes and text": (
        True, {"u": {"@a": "1", "@{urn:x}b": "2", "#text": "t & u", "a": "3", "b": "4"}},
        '<root><u xmlns:ns1="urn:x" a="1" ns1:b="2">t &amp; u<a>3</a><b>4</b></u></root>',
    ),
    "a property that is a dictionary": (
        named(d={"type": "object", "additionalProperties": PERSON}), {"d": {"x": {"id": 1}, "y": {"id": 2}}},
        '<r><d><x id="1"></x><y id="2"></y></d></r>',
    ),
    "a dictionary of lists": (
        {"type": "object", "additionalProperties": {"type": "array", "items": {**NUMBER, "xml": {"name": "i"}}}}, {"l": [1, 2], "m": [3]},
        "<root><l>1</l><l>2</l><m>3</m></root>",
    ),
    "a list that is null": (
        named(a={"type": ["array", "null"], "items": TEXT}, b={"type": ["array", "null"], "items": TEXT, "xml": {"wrapped": True}}),
        {"a": None, "b": None}, f'<r><a {XSI} xsi:nil="true"/><b {XSI} xsi:nil="true"/></r>',
    ),
    "items of different types": (
        named(a={"type": "array", "prefixItems": [NUMBER, {"type": "boolean"}], "items": TEXT}), {"a": [1, True, "2"]},
        "<r><a>1</a><a>true</a><a>2</a></r>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMESPACES)
def test_what_is_written_is_well_formed_and_read_again(name: str) -> None:
    schema, value, text = NAMESPACES[name]
    assert write_xml(value, view_of(schema)) == HEAD + text
    ElementTree.fromstring(HEAD + text)  # noqa: S314 - it is ours
    assert read_xml(HEAD + text, view_of(schema)) == value


REQUIRED = {**listed(), "required": ["animals"]}
NULLABLE = {"oneOf": [{"allOf": [REQUIRED]}, {"type": "null"}]}
LANGUAGE = {**TEXT, "xml": {"attribute": True}}
OF_TEXT = named(a=LANGUAGE, n={**NUMBER, "xml": {"x-ms-text": True}}, b=TEXT)
ONE_OR_MANY = named(a={"oneOf": [{"type": "array", "items": TEXT}, TEXT]})
OBJECT_OR_TEXT = named(a={"oneOf": [TEXT, named(i=TEXT)]})
NUMBERS = {
    "boolean": {"type": "boolean"},
    "integer": NUMBER,
    "number": {"type": "number"},
    "both": {"type": ["boolean", "integer"]},
}
FOUND: list[tuple[Any, str, Any]] = [
    # lists that have no elements
    (REQUIRED, "<zoo/>", {"animals": []}),
    ({"required": ["a"], "properties": {"a": {"items": TEXT}}}, "<r/>", {"a": []}),
    (NULLABLE, "<zoo/>", {"animals": []}),
    ({"oneOf": [REQUIRED, named(b=TEXT)]}, "<zoo/>", {}),
    ({**listed(wrapped=True), "required": ["animals"]}, "<zoo/>", {}),
    ({**REQUIRED, "properties": {"animals": {"type": "array", "writeOnly": True}}}, "<zoo/>", {}),
    ({"type": "object", "required": ["a"], "properties": {"a": {"type": ["array", "string"]}}}, "<r/>", {}),
    # lists that are wrapped differently from what is declared
    (listed(), "<zoo><animals><animal>cat</animal></animals></zoo>", {"animals": ["cat"]}),
    (listed(items={"name": "animal"}), "<zoo><animals><animal>cat</animal></animals></zoo>", {"animals": ["cat"]}),
    (listed(wrapped=True), "<zoo><animals><a>b</a></animals><animals><a>c</a><a>d</a></animals></zoo>", {"animals": ["b", "c", "d"]}),
    (listed(wrapped=True), "<zoo><animals>cat</animals></zoo>", {"animals": "cat"}),
    (listed(wrapped=True), "<zoo><animals> </animals></zoo>", {"animals": []}),
    # text beside attributes and elements
    (named(a=LANGUAGE), "<r a='1'>TEXT</r>", {"a": "1", "#text": "TEXT"}),
    (named(), "<r><u a='1'>TEXT</u></r>", {"u": {"a": "1", "#text": "TEXT"}}),
    (named(), "<r>a<u/>b</r>", {"u": "", "#text": "ab"}),
    (named(u=TEXT), "<r><u a='1'>aa<b>bold</b>cc</u></r>", {"u": "aaboldcc"}),
    (OF_TEXT, "<r a='1'>5</r>", {"a": "1", "n": 5}),
    (OF_TEXT, "<r a='1'/>", {"a": "1"}),
    (OF_TEXT, "<r>\n<b>1</b>\n</r>", {"b": "1"}),
    ({**OF_TEXT, "required": ["n"]}, "<r> </r>", {"n": " "}),
    (named(t={**TEXT, "xml": {"nodeType": "text"}}, b=TEXT), "<r/>", {"t": ""}),
    (named(t={**TEXT, "xml": {"nodeType": "text"}}, b=TEXT), "<r> <b>1</b> </r>", {"b": "1"}),
    # alternatives
    (OBJECT_OR_TEXT, "<r><a>hello</a></r>", {"a": "hello"}),
    (OBJECT_OR_TEXT, "<r><a><i>1</i></a></r>", {"a": {"i": "1"}}),
    (ONE_OR_MANY, "<r><a>1</a></r>", {"a": "1"}),
    (ONE_OR_MANY, "<r><a>1</a><a>2</a></r>", {"a": ["1", "2"]}),
    (ONE_OR_MANY, "<r><a><i>1</i><i>2</i></a></r>", {"a": ["1", "2"]}),
    ({"oneOf": [NUMBER, {"type": "object"}]}, "<r/>", {}),
    # what is about the document, and what only looks like it
    (named(nil=LANGUAGE, a=named(nil=LANGUAGE, v=TEXT)), f"<r nil='true'><a nil='1'><v>x</v></a><b {XSI} xsi:nil='1'>1</b></r>", {"nil": "true", "a": {"nil": "1", "v": "x"}, "b": None}),
    (named(type=LANGUAGE), f"<r {XSI} xsi:schemaLocation='urn:x x.xsd' xsi:type='r'/>", {}),
    (named(u=True), f"<r><u {XSI} xsi:type='string'>x</u></r>", {"u": "x"}),
    (named(type={**TEXT, "xml": {"attribute": True, "namespace": "http://www.w3.org/2001/XMLSchema-instance"}}), f"<r {XSI} xsi:type='r'/>", {"type": "r"}),
    # attributes in the place of elements, and of each other
    (named(a=NUMBER), "<r a='5'/>", {"a": 5}),
    (named(a=TEXT), "<r a='1'><a>2</a></r>", {"a": "2", "@a": "1"}),
    (named(a=named(b=TEXT)), "<r a='1'/>", {"@a": "1"}),
    (named(a=LANGUAGE), "<r a='1'><a>2</a></r>", {"a": ["1", "2"]}),
    (named(), "<r xmlns:p='urn:p' xmlns:q='urn:q' p:a='1' q:a='2' a='3'/>", {"a": "1", "@{urn:q}a": "2", "@a": "3"}),
    (named(a=LANGUAGE), "<r xmlns:p='urn:p' a='1' p:a='2'/>", {"a": "1", "@{urn:p}a": "2"}),
    # several elements of what is not a list, and names without their namespaces
    (named(a=NUMBER), "<r><a>1</a><a>2</a></r>", {"a": [1, 2]}),
    (named(l={"type": "object", "additionalProperties": {"type": "array", "items": TEXT}}), "<r><l><k>1</k></l></r>", {"l": {"k": ["1"]}}),
    (named(a={**NUMBER, "xml": {"namespace": "urn:x"}}, b={**TEXT, "xml": {"name": "a"}}), "<r xmlns='urn:y'><a>1</a></r>", {"b": "1"}),
    (named(a={**NUMBER, "xml": {"namespace": "urn:x"}}), "<r xmlns='urn:y'><a>1</a></r>", {"a": 1}),
    # numbers and booleans of XML Schema
    *[
        (NUMBERS[kind], f"<a> {text} </a>", value)
        for kind, text, value in [
            ("boolean", "1", True), ("boolean", "0", False), ("boolean", "true", True), ("boolean", "TRUE", " TRUE "), ("both", "1", 1), ("both", "false", False),
            ("integer", "+5", 5), ("integer", "-007", -7), ("integer", "1.50", " 1.50 "), ("integer", "1.0", 1), ("integer", "1e3", 1000), ("integer", "1e99999", " 1e99999 "),
            ("integer", "1_000", " 1_000 "), ("integer", "٣", " ٣ "), ("number", ".5", 0.5), ("number", "5.", 5.0), ("number", "1e400", " 1e400 "), ("number", "INF", " INF "),
            ("number", "NaN", " NaN "), ("number", "12", 12), ("integer", "9" * 5000, f" {'9' * 5000} "),
        ]
    ],
]  # fmt: skip


@pytest.mark.parametrize(("schema", "text", "value"), FOUND)
def test_nothing_in_a_document_is_lost(schema: Any, text: str, value: Any) -> None:
    found = read_xml(text, view_of(schema))
    assert found == value
    assert repr(type(found)) == repr(type(value))


LATIN = '<?xml version="1.0" encoding="iso-8859-1"?>'
ENCODED: list[tuple[bytes, str, str]] = [
    ("<a>é</a>".encode("latin-1"), "ISO-8859-1", "é"),
    ((LATIN + "<a>é</a>").encode("latin-1"), "", "é"),
    ((LATIN + "<a>é</a>").encode("latin-1"), "utf-8", "é"),  # which it is not
    ((LATIN + "<a>é</a>").encode(), "utf-8", "é"),
    ((LATIN + "<a>é</a>").encode("utf-8-sig"), "iso-8859-1", "é"),
    ("<a>é</a>".encode(), "us-ascii", "é"),
    ("<a>é</a>".encode(), "nothing", "é"),
    ("<a>é</a>".encode(), "iso-8859-99", "é"),
    ('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode(), "utf-16", "é"),  # as some servers write
    ('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode("utf-16"), "", "é"),
    ("<a>é</a>".encode("utf-16-le"), "", "é"),
    ("<a>é</a>".encode("utf-32"), "iso-8859-1", "é"),
    ('<?xml version="1.0" encoding="shift_jis"?><a>あ</a>'.encode("shift_jis"), "", "あ"),
]


@pytest.mark.parametrize(("data", "charset", "value"), ENCODED)
def test_a_document_is_read_in_its_encoding(data: bytes, charset: str, value: str) -> None:
    assert read_xml(data, view_of(TEXT), charset) == value


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
    "an error behind the first line": ("<a>\n<b></a>", "mismatched tag, line 2"),
    "a codec that is not an encoding": (
        '<?xml version="1.0" encoding="unicode_escape"?><a>\\]</a>',
        "encoding cannot be read",
    ),
    "an encoding that it does not have": (
        '<?xml version="1.0" encoding="us-ascii"?><a>é</a>',
        "encoding cannot be read",
    ),
    "a declaration in UTF-16": ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document type declaration"),
    "an encoding that hides a declaration": (
        '<?xml version="1.0" encoding="utf-7"?>+ADw-!DOCTYPE a+AD4-<a/>',
        "encoding cannot be read",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_malformed_or_hostile_is_refused(name: str) -> None:
    text, reason = REFUSED[name]
    with pytest.raises(InvalidXML, match=reason):
        read_xml(text.encode("utf-16" if name.endswith("UTF-16") else "utf-8"), view_of(True))


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InvalidXML, match="encoding cannot be read"):
        read_xml("<a>\ud800</a>", view_of(True))


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_documents, "MAX_ELEMENTS", 3)
    assert read_xml("<a><b/><b/></a>", view_of(True)) == {"b": ["", ""]}
    with pytest.raises(InvalidXML, match="too many elements"):
        read_xml("<a><b/><b/><b/></a>", view_of(True))


AT = named(at=LANGUAGE, t={**TEXT, "xml": {"x-ms-text": True}}, same={**TEXT, "xml": {"attribute": True, "name": "at"}})
UNWRITABLE: list[tuple[Any, Any, tuple[Any, ...], str]] = [
    (AT, {"a b": 1}, ("a b",), "name of an element"),
    (AT, {"<x": 1}, ("<x",), "name of an element"),
    (AT, {"b": [{"c": 1}, {"a²": 1}]}, ("b", 1, "a²"), "name of an element"),
    (AT, {"p:a": 1}, ("p:a",), "name of an element"),
    (AT, {"p:é": 1}, ("p:é",), "name of an element"),
    (AT, {'é a="1"': 1}, ('é a="1"',), "name of an element"),
    (AT, {"é/><b": 1}, ("é/><b",), "name of an element"),
    (AT, {"é\ud800": 1}, ("é\ud800",), "name of an element"),
    (AT, {"": 1}, ("",), "name of an element"),
    (AT, {"\U00010000": 1}, ("\U00010000",), "name of an element"),  # which only the fifth edition of XML 1.0 has
    (AT, {"@a b": 1}, ("@a b",), "name of an element or of an attribute"),
    (AT, {"a": "\x00"}, ("a",), "characters"),
    (AT, {"a": ["x", "\ud800"]}, ("a", 1), "characters"),
    (AT, {"at": "\x0b"}, ("at",), "characters"),
    (AT, {"a": {"b": [["x"], [{"c": "\x0b"}]]}}, ("a", "b", 1, 0, "c"), "characters"),
    (AT, {"at": {}}, ("at",), "is an attribute, which cannot have members"),
    (AT, {"at": ["a"]}, ("at",), "is an attribute, which cannot have members"),
    (AT, {"at": None}, ("at",), "is an attribute, which cannot be null"),
    (AT, {"t": None}, ("t",), "is the text of an element, which cannot be null"),
    (AT, {"a": {"#text": []}}, ("a", "#text"), "is the text of an element, which cannot have members"),
    (AT, {"at": "1", "same": "2"}, ("same",), "second attribute 'at'"),
    (AT, {"a": {"@b": "1", "@{urn:x}c": "2", "@{urn:x}b": "3", "@{}b": "4"}}, ("a", "@{}b"), "second attribute 'b'"),
    (AT, {"@xmlns": "urn:evil"}, ("@xmlns",), "`xmlns` is reserved"),
    (named(xmlns=LANGUAGE), {"xmlns": "urn:evil"}, ("xmlns",), "`xmlns` is reserved"),
    (named(a={**TEXT, "xml": {"prefix": "xmlns", "namespace": "urn:x"}}), {"a": "1"}, ("a",), "`xmlns`, which is reserved"),
    (named(a={**TEXT, "xml": {"namespace": "http://www.w3.org/2000/xmlns/"}}), {"a": "1"}, ("a",), "`xmlns`, which is reserved"),
    (named(a={**TEXT, "xml": {"prefix": "xml", "namespace": "urn:x"}}), {"a": "1"}, ("a",), "`xml`, which is reserved"),
    (named(a={**TEXT, "xml": {"namespace": "http://www.w3.org/XML/1998/namespace"}}), {"a": "1"}, ("a",), "`xml`, which is reserved"),
    (named(a={**TEXT, "xml": {"namespace": "urn:\x01"}}), {"a": "1"}, ("a",), "not a URI"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "path", "reason"), UNWRITABLE)
def test_what_xml_cannot_have_is_refused(schema: Any, value: Any, path: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(InvalidXML, match=reason) as caught:
        write_xml(value, view_of(schema))
    assert caught.value.path == path


def test_the_namespace_of_xml_has_its_own_prefix() -> None:
    space = {"attribute": True, "prefix": "xml", "namespace": "http://www.w3.org/XML/1998/namespace"}
    assert write_xml({"space": "preserve"}, view_of(named(space={**TEXT, "xml": space}))) == (
        HEAD + '<r xml:space="preserve"></r>'
    )


# --- depth -----------------------------------------------------------------------------------------------------------

NODE = {
    "type": "object",
    "xml": {"name": "c"},
    "properties": {"c": {"type": "array", "items": {"$ref": "#/schemas/it"}}, "v": TEXT},
}
LISTS = {"type": "array", "xml": {"name": "c"}, "items": {"$ref": "#/schemas/it"}}


@pytest.mark.parametrize("schema", [NODE, LISTS, {"additionalProperties": True}, listed(wrapped=True)])
def test_what_is_nested_too_deeply_is_refused(schema: Any) -> None:
    view = view_of(schema)
    for depth in (MAX_DEPTH + 1, 5_000, 100_000):
        with pytest.raises(InvalidXML, match="nested too deeply"):
            read_xml("<c>" * depth + "</c>" * depth, view)


@pytest.mark.parametrize("schema", [NODE, LISTS, True])
def test_what_is_read_can_be_written(schema: Any) -> None:
    view = view_of(schema)
    value = read_xml("<c>" * MAX_DEPTH + "</c>" * MAX_DEPTH, view)
    assert read_xml(write_xml(value, view), view) == value
    assert write_xml(value, view).count("</") == MAX_DEPTH
    with pytest.raises(InvalidXML, match="deeply"):
        write_xml([value] if isinstance(value, list) else {"c": [value]}, view)


def test_a_deep_stack_leaves_less_room() -> None:
    view = view_of(NODE)
    text = "<c>" * MAX_DEPTH + "</c>" * MAX_DEPTH
    value = read_xml(text, view)

    def below(depth: int, work: Any) -> Any:
        return below(depth - 1, work) if depth else work()

    room = sys.getrecursionlimit() - len(inspect.stack()) - 40
    for work in (lambda: read_xml(text, view), lambda: write_xml(value, view)):
        with pytest.raises(InvalidXML, match="deeply"):
            below(room, work)


# --- random schemas and values ---------------------------------------------------------------------------------------


def random_hints(choose: random.Random, *, is_scalar: bool) -> dict[str, Any]:
    hints: dict[str, Any] = {}
    if choose.random() < 0.3:
        hints["name"] = choose.choice(["a", "b", "é", "xmlns", "nil", "a-1", "²"])
    if choose.random() < 0.4:
        hints["prefix"] = choose.choice(["p", "q", "xsi", "ns1", "xml", "é"])
    if choose.random() < 0.4:
        hints["namespace"] = choose.choice(["urn:1", "urn:2", 'urn:"&', "http://www.w3.org/2001/XMLSchema-instance"])
    kind = choose.choice(["attribute", "x-ms-text", "wrapped", ""])
    return {**hints, **({kind: True} if kind and (is_scalar or kind == "wrapped") else {})}


def random_schema(choose: random.Random, depth: int) -> Any:
    kind = choose.choice(["string", "null", *(["object"] * 3 + ["array"] if depth else [])])
    schema: dict[str, Any] = {"type": kind, "xml": random_hints(choose, is_scalar=kind == "string")}
    if kind == "object":
        names = choose.sample(["a", "b", "xmlns", "é", "a²", "nil", "p", "@a", "#text"], choose.randint(0, 4))
        schema["properties"] = {name: random_schema(choose, depth - 1) for name in names}
    return {**schema, "items": random_schema(choose, depth - 1)} if kind == "array" else schema


def random_value(choose: random.Random, schema: Any) -> Any:
    if schema["type"] == "object":
        return {name: random_value(choose, member) for name, member in schema["properties"].items()}
    if schema["type"] == "array":
        return [random_value(choose, schema["items"]) for _ in range(choose.randint(0, 2))]
    return "".join(choose.choices("a<&>'\" é\n\r]\x85", k=3)) if schema["type"] == "string" else None


def test_whatever_is_written_is_well_formed() -> None:
    choose, written = random.Random(11), 0
    for _ in range(3_000):
        schema = random_schema(choose, 3)
        value = random_value(choose, schema)
        try:
            text = write_xml(value, view_of(schema))
        except InvalidXML:
            continue
        ElementTree.fromstring(text)  # noqa: S314 - it is ours
        read_xml(text, view_of(schema))
        written += 1
    assert written > 1_000


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
    assert takes_at_most(1, lambda: read_xml(text, schema))


COLUMNS = {"type": "object", "properties": {f"p{number}": TEXT for number in range(30)}}
TABLE = "<r>" + f"<i>{''.join(f'<p{number}>x</p{number}>' for number in range(30))}</i>" * 2_000 + "</r>"


def test_a_table_is_read_and_written_with_one_look_at_its_schemas() -> None:
    view, rows = view_of({"type": "array", "items": COLUMNS}), _rows(TABLE)
    assert read_xml(TABLE, view) == rows
    assert takes_at_most(1, lambda: read_xml(TABLE, view))
    assert takes_at_most(1, lambda: write_xml(rows, view))


def _rows(text: str) -> Any:
    return [{cell.tag: cell.text for cell in row} for row in ElementTree.fromstring(text)]  # noqa: S314 - it is ours


def test_many_namespaces_are_written_in_linear_time() -> None:
    value = {f"@{{urn:{number}}}a": "1" for number in range(10_000)}
    assert takes_at_most(1, lambda: write_xml(value, view_of(True)))


def test_properties_that_are_not_there_take_no_time() -> None:
    wide = {"type": "object", "properties": {f"p{number}": TEXT for number in range(2_000)}}
    view = view_of({"type": "array", "items": wide})
    assert takes_at_most(1, lambda: read_xml("<r>" + "<i><p1>1</p1></i>" * 2_000 + "</r>", view))
    deep = "<r>" + "<a>" * 100 + "x" * 1_000_000 + "</a>" * 100 + "</r>"
    assert takes_at_most(0.5, lambda: read_xml(deep, view_of(True)))
