"""
A description with a hostile string in each of its texts, of every kind that one of our outputs could act on.

In `TEXTS` the mark § stands for a string, ¶ for one without white space, and ¦ for a string in a pattern.
`planted` replaces each mark by a payload with its own number, so that an output that acts on one names the place.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Any

PAYLOADS: dict[str, tuple[str, str]] = {
    "element": ('<script>hit(¤)</script><img src=x onerror="hit(¤)"><svg onload=hit(¤)>', "<svg/onload=hit(¤)>"),
    "end of an element": (
        '"></title></textarea></style>--><script>hit(¤)</script><a href="javascript:hit(¤)" autofocus onfocus=\'hit(¤)\'>',
        "\"'><svg/onload=hit(¤)>",
    ),
    "attribute": ('" autofocus tabindex=0 onfocus="hit(¤)" onmouseover=\'hit(¤)\' x="', '"/onfocus="hit(¤)"/x="'),
    "character references": ("&lt;script&gt;hit(¤)&lt;/script&gt; &#60;b&#62; &copy ¤", "&lt;svg/onload=hit(¤)&gt;"),
    "link": ("[¤](javascript:hit(¤)) <javascript:hit(¤)> ![¤](data:text/html,hit) [¤][¤]\n\n[¤]: javascript:hit(¤)", "[¤](javascript:hit(¤))"),
    "template": ("{{ hit(¤) }} {% raw %} ${hit(¤)} $title {0} {title} %s %(title)s {: onclick=hit(¤) } #{hit(¤)}", "{{hit(¤)}}${title}%s"),
    "block": ("\n\n# ¤\n\n| ¤ |\n| --- |\n\n---\ntitle: hit(¤)\n---\n\n--8<-- \"hit(¤)\"\n\n::: hit(¤)\n\n!!! hit\n", "---|---|#|¤"),
    "YAML": ('"\nN: !!python/object/apply:os.system ["hit ¤"]\nextra_javascript:\n  - hit(¤).js\n# \': - {', "'\"!!¤:-{&*"),
    "Python": ('"""\nhit(¤)\n"""\\\n\\" \'\'\' \\x22\\N{QUOTATION MARK} \\', '"""+hit(¤)+"""\\'),
    "TOML": ('"\n[tool.hatch.build.hooks.custom]\nN = "hit(¤)"\n"""\\', '"]=hit(¤)\\'),
    "shell": ("'; hit ¤; '\"; hit ¤; \" $(hit ¤) `hit ¤` \\\n; hit ¤ | hit ¤ & hit ¤ > hit", "$(hit;¤)`hit`';hit;'"),
    "terminal": ("¤\x1b[2J\x1b]0;hit\x07\x1b]8;;http://hit\x1b\\\x9b31m\r\b\x7f\x00\u202eN\u2066\u200f\u2028\x85", "¤\u202e\u2066\u200f"),
    "markup of rich": ("[bold red]¤[/] [link=http://hit]¤[/link] [/bold] :bomb: \b [on red blink]hit[/on red blink] \\[", "[link=hit]¤[/link][/]"),
}  # fmt: skip
"""For each kind a string, and one for ¶; ¤ is the number of the place."""

TEXTS: dict[str, Any] = {
    "dynaclient": 1, "title": "Shop §", "version": "1 §", "description": "All about §. More: §\n\n- §\n\n```§\n§\n```\n\n`§`",
    "x-§": {"§": "§"}, "links": [{"title": "§", "url": "https://example.com/¶", "description": "§"}],
    "server": {"url": "https://{r}.example.com", "variables": {"r": {"default": "eu", "enum": ["eu", "§"], "description": "§"}}},
    "auth": {"token": {"type": "bearer", "description": "§", "format": "§", "deprecated": "§", "obtain": {"robot": {"by": "clientCredentials", "description": "§", "tokenUrl": "/t", "scopes": {"b": "§"}, "parameters": {"§": "§"}}}}, "§": {"type": "apiKey", "in": "query", "name": "k¶", "description": "§"}},
    "scopes": {"always": ["{resource}.{action}"], "sets": {"§": ["¶"]}, "descriptions": {"b": "§"}},
    "common": ["tenant"],
    "parameters": {"tenant": {"in": "query", "name": "t¶", "description": "§", "default": "§", "example": "§"}},
    "schemas": {
        "item": {
            "title": "Item §", "description": "§", "type": "object", "required": ["a"], "$comment": "§", "x-§": "§",
            "properties": {
                "a": {"type": "string", "description": "§", "examples": ["§"]}, "§": {"type": "string", "title": "§"},
                "b": {"enum": ["§", "§"], "default": "§"}, "c": {"const": "§"}, "d": {"type": "string", "format": "§"}, "e": {"enum": ["one"], "enumDescriptions": {"one": "§"}}, "class": {"type": "string"},
            },
            "patternProperties": {"^¦$": {"type": "string"}}, "examples": [{"a": "§", "§": "§"}],
        },
        "§": {"title": "§", "type": "object", "properties": {"item": {"$ref": "#/schemas/item"}}},
        "plain": {"title": "§", "description": "§", "enum": ["§"]},
    },
    "resources": {
        "items": {
            "description": "§. And §", "path": "/items", "deprecated": "§", "since": "§",
            "links": {"§": "§", "guide": {"title": "§", "url": "https://example.com/¶", "description": "§"}},
            "actions": {
                "list": {
                    "method": "GET", "operationId": "§", "summary": "§", "tags": ["§"], "description": "§. And §\n\n§", "deprecated": "§", "since": "§", "scopes": ["¶", {"all": ["¶", "b"]}],
                    "links": [{"title": "§", "url": "https://example.com/¶"}, {"url": "§"}, {"title": "§", "url": "javascript:hit(0)"}],
                    "parameters": {
                        "q": {"in": "query", "name": "q¶", "description": "§", "schema": {"type": "string", "title": "§"}, "example": "§", "examples": {"§": {"summary": "§", "description": "§", "value": "§"}}, "default": "§", "deprecated": "§", "since": "§", "required": True},
                        "p": {"in": "query", "description": "§", "schema": {"enum": ["§", "§"]}},
                        "o": {"in": "query", "name": "o¶", "schema": {"type": "string"}, "preset": "§"},
                        "page": {"in": "query", "schema": {"type": "integer"}},
                    },
                    "paginate": {"style": "page", "page": "page", "items": "/items"},
                    "responses": {
                        "200": {"description": "§", "schema": {"type": "object", "title": "§", "properties": {"§": {}, "items": {"type": "array", "items": {"$ref": "#/schemas/item"}}}}},
                        "4XX": {"description": "§", "content": {"text/plain": {}}},
                        "default": {"description": "§"},
                    },
                },
                "add": {
                    "method": "POST", "description": "§", "deprecated": "§",
                    "parameters": {"item": {"in": "body", "description": "§", "required": True, "schema": {"$ref": "#/schemas/item"}}},
                    "responses": {"201": {"schema": {"$ref": "#/schemas/item"}, "headers": {"X-A": {"description": "§"}}}},
                },
                "upload": {
                    "method": "PUT", "content": "multipart/form-data",
                    "parameters": {"file": {"in": "part", "name": "f¶", "description": "§", "schema": {"file": True}}, "class": {"in": "part", "name": "c¶", "description": "§"}},
                },
                "watch": {"method": "GET", "path": "/watch", "responses": {"200": {"stream": "sse", "end": "§", "events": {"§": {"title": "§", "type": "object", "properties": {"§": {}}}}}}},
                "free": {"method": "GET", "path": "/free"},
            },
            "resources": {"parts": {"description": "§", "path": "/parts", "actions": {"get": {"method": "GET", "path": "/{id}", "parameters": {"id": {"in": "path", "description": "§", "example": "§"}}}}}},
        },
        "users": {"description": "§", "actions": {"get": {"method": "GET", "path": "/users"}}},
    },
}  # fmt: skip


_MARKS = re.compile("[§¶¦]")
_SYNTAX = re.compile(r"[\\^$.*+?()\[\]{}|/]")
"""What is escaped in a pattern."""


def planted(kind: str, *, ordinary: bool = False) -> dict[str, Any]:
    """Return the description with the payload of this kind in each place, or with an ordinary word of its length."""
    text, word = PAYLOADS[kind]
    if ordinary:
        text, word = f"¤ {'w' * min(len(ascii(text)), 120)}", "¤"
    payloads = {"§": text, "¶": word, "¦": _SYNTAX.sub(r"\\\g<0>", text)}
    numbers = count(1)

    def plant(value: Any) -> Any:
        if isinstance(value, dict):
            return {plant(name): plant(member) for name, member in value.items()}
        if isinstance(value, list):
            return list(map(plant, value))
        return _MARKS.sub(replacement, value) if isinstance(value, str) else value

    def replacement(mark: re.Match[str]) -> str:
        return payloads[mark[0]].replace("¤", str(next(numbers)))

    return dict(plant(TEXTS))
