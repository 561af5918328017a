"""Lint of schemas: keywords that have no effect, because they are misspelt, of another draft, or of OpenAPI alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Problem, close_matches, did_you_mean
from ..schema.references import LITERAL, Tokens, child_shape, format_pointer
from ..schema.validation import Schema
from ..schema.value_texts import value_key

_OLD, _NEW = ("draft-04", "draft-06", "draft-07"), ("2019-09", "2020-12")

_EVERYWHERE = frozenset(
    """
    $comment $id $ref $schema additionalProperties allOf anyOf const contains contentEncoding contentMediaType
    default definitions deprecated description else enum enumDescriptions example examples exclusiveMaximum
    exclusiveMinimum file format if items maxItems maxLength maxProperties maximum minItems minLength minProperties
    minimum multipleOf not oneOf pattern patternProperties properties propertyNames readOnly required secret then
    title type uniqueItems writeOnly xml
    """.split()  # noqa: SIM905 - a line an entry would be too many
)
"""Keywords that every dialect has, or do no harm in it; some, as `secret`, are ours, `xml` is OpenAPI's."""

_BY_DIALECT: dict[str, tuple[tuple[str, ...], str]] = {
    # keyword: the dialects that have it, and what to write in the others
    "$anchor": (_NEW, "`$ref` with a JSON Pointer"),
    "$defs": (_NEW, "definitions"),
    "$dynamicAnchor": (("2020-12",), "`$ref` with a JSON Pointer"),
    "$dynamicRef": (("2020-12",), "$ref"),
    "$recursiveAnchor": (("2019-09",), "`$ref` with a JSON Pointer"),
    "$recursiveRef": (("2019-09",), "$ref"),
    "$vocabulary": (_NEW, ""),
    "additionalItems": ((*_OLD, "2019-09"), "items beside prefixItems"),
    "contentSchema": (_NEW, ""),
    "dependencies": (_OLD, "dependentRequired or dependentSchemas"),
    "dependentRequired": (_NEW, "dependencies"),
    "dependentSchemas": (_NEW, "dependencies"),
    "id": (("draft-04",), "$id"),
    "maxContains": (_NEW, ""),
    "minContains": (_NEW, ""),
    "prefixItems": (("2020-12",), "items as a list"),
    "unevaluatedItems": (_NEW, "additionalItems"),
    "unevaluatedProperties": (_NEW, "additionalProperties"),
}
OPENAPI = {
    "discriminator": "give each alternative a `const` at the property that tells them apart",
    "externalDocs": "write it into `description`",
    "nullable": 'write "type": ["string", "null"] with the type that it has, or "anyOf": [{…}, {"type": "null"}]',
}
"""Keywords of OpenAPI that have no effect here, and what to write."""
OUR_MARKS = {"secret": "it is taken for a secret unless it is empty", "file": "it is not taken for a file"}
"""Keywords of this library that are true or false, and what another value means."""
XML = {"name": str, "namespace": str, "prefix": str, "attribute": bool, "wrapped": bool, "nodeType": str}
"""The members of the keyword `xml`, and their types."""
KNOWN = (*_EVERYWHERE, *_BY_DIALECT)
"""The keywords of all dialects, and ours."""


def keyword_advice(schema: Schema) -> Iterator[Problem]:
    """Yield the keywords of a schema that have no effect, or another one than their author may think."""
    for tokens, keywords in _schemas_in(schema.tokens, schema.raw):
        for keyword in keywords:
            hint = _advice(keyword, schema.dialect)
            if hint is not None:
                message = f"the keyword `{keyword}` has no effect in {schema.dialect}"
                yield Problem.in_description(format_pointer((*tokens, keyword)), "keyword", message, hint)
        if keywords.get("readOnly") is True and keywords.get("writeOnly") is True:
            message = "is both `readOnly` and `writeOnly`: it is neither sent nor returned"
            pointer = format_pointer((*tokens, "writeOnly"))
            yield Problem.in_description(pointer, "direction", message, "remove one of them")
        yield from _xml_advice((*tokens, "xml"), keywords.get("xml", {}))
        yield from _enum_descriptions_advice(tokens, keywords)
        for keyword, meaning in OUR_MARKS.items():
            if not isinstance(keywords.get(keyword, True), bool):
                message = f"expected true or false, got {repr(keywords[keyword])[:80]}: {meaning}"
                pointer = format_pointer((*tokens, keyword))
                yield Problem.in_description(pointer, "keyword", message, "write true or false")


def _xml_advice(tokens: Tokens, hints: Any) -> Iterator[Problem]:
    """Yield what is wrong with the keyword `xml`; without effect are members of others and values of other types."""
    if not isinstance(hints, Mapping):
        message = f"expected an object, got {repr(hints)[:80]}: it has no effect"
        yield Problem.in_description(format_pointer(tokens), "keyword", message, 'write {"name": "…"}')
        return
    for name, value in hints.items():
        pointer = format_pointer((*tokens, name))
        if name not in XML:
            if not name.startswith("x-"):
                message = f"the member `{name}` of `xml` has no effect"
                yield Problem.in_description(pointer, "keyword", message, did_you_mean(close_matches(name, XML)))
        elif not isinstance(value, XML[name]):
            hint = f"write {'a string' if XML[name] is str else 'true or false'}"
            yield Problem.in_description(
                pointer, "keyword", f"`{name}` of `xml` is {repr(value)[:80]}: it has no effect", hint
            )


def _enum_descriptions_advice(tokens: Tokens, keywords: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield descriptions of values that are not strings, or whose value the schema does not have."""
    if "enumDescriptions" not in keywords:
        return
    texts, pointer = keywords["enumDescriptions"], format_pointer((*tokens, "enumDescriptions"))
    is_read = isinstance(texts, Mapping) and all(isinstance(text, str) for text in texts.values())
    if not is_read:
        message = f"expected an object of strings, got {repr(texts)[:80]}: what is not one is left out"
        yield Problem.in_description(pointer, "keyword", message, 'write {"value": "what it means"}')
        return
    values = keywords["enum"] if isinstance(keywords.get("enum"), list) else []
    keys = [value_key(value) for value in values]
    for unknown in [key for key in texts if key not in keys]:
        message = f"the `enum` of the schema does not have {unknown!r:.80}"
        hint = did_you_mean(close_matches(unknown, keys)) or "add it there, or remove its description"
        yield Problem.in_description(pointer + format_pointer((unknown,)), "keyword", message, hint)


def _advice(keyword: str, dialect: str) -> str | None:
    """Return what to write in place of a keyword; None if there is nothing wrong with it."""
    if keyword in _EVERYWHERE or keyword.startswith("x-"):
        return None
    dialects, instead = _BY_DIALECT.get(keyword, ((), ""))
    if dialects:
        return None if dialect in dialects else f"write {instead}" if instead else f"it is of {', '.join(dialects)}"
    if keyword in OPENAPI:
        return OPENAPI[keyword]
    return did_you_mean(close_matches(keyword, KNOWN)) or None


def _schemas_in(tokens: Tokens, value: Any) -> Iterator[tuple[Tokens, Mapping[str, Any]]]:
    """Yield each schema in a schema, with its location; what unknown keywords have is not one."""
    pending = [(tokens, "schema", value)]
    while pending:
        location, shape, current = pending.pop()
        if isinstance(current, list):
            pending += [((*location, index), shape, item) for index, item in enumerate(current)]
        elif isinstance(current, dict):
            if shape == "schema":
                yield location, current
            members = [(key, member) for key, member in current.items() if shape == "schemas" or key in KNOWN]
            pending += [
                ((*location, key), child_shape(shape, key), member)
                for key, member in members
                if child_shape(shape, key) != LITERAL
            ]
