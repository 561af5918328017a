"""The generated pages of the reference are those that the package makes now, and what they link to exists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dynaclient import lint, load
from dynaclient.codes.catalogue import entries
from dynaclient.description.document import format_schema
from dynaclient.render.reference.format import (
    MINIMAL,
    SECTIONS,
    TOP,
    examples_of,
    inherited_keys,
    keys_of,
)
from dynaclient.render.reference.format import (
    PAGES as FORMAT_PAGES,
)
from tests.support import ROOT
from tests.support.descriptions import action, client_of, describe, query
from tests.support.losant_rest_table import PAGE as LOSANT_REST
from tests.support.pages import Page
from tests.support.reference_pages import FOLDER, pages

REFERENCE = sorted(path for path in FOLDER.glob("*.md") if path != LOSANT_REST)


def test_the_pages_are_up_to_date() -> None:
    """After a change: ``python -m tests.support.reference_pages``."""
    made = pages()
    assert [name for name, text in made.items() if (ROOT / name).read_text("utf-8") != text] == []
    assert {name for name in made if "/reference/" in name} == {f"docs/reference/{path.name}" for path in REFERENCE}


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.stem)
def test_each_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", path.read_text("utf-8"))
    texts = {page: (FOLDER / (page or path.name)).read_text("utf-8") for page, _ in links}
    assert [(page, anchor) for page, anchor in links if anchor and anchor not in _anchors(texts[page])] == []
    assert len(links) >= 5


def test_each_code_is_in_the_index() -> None:
    listed = re.findall(r"^\| \[`(.*?)`\]\(", (FOLDER / "errors.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(code for entry in entries() for code in entry.codes)


# --- the format


def _objects() -> Iterator[tuple[str, set[str]]]:
    """Yield each object of the schema that has keys of its own."""
    schema = format_schema()
    yield TOP, set(schema["properties"])
    for name, definition in schema["$defs"].items():
        keys = set(definition.get("properties", {}))
        if keys - {"$ref"}:
            yield name, keys - {"$ref"}


def _section(name: str) -> str:
    """Return the section of an object."""
    page = next(page for page, (_, sections) in FORMAT_PAGES.items() if name in sections)
    text = (FOLDER / page).read_text("utf-8")
    return text.partition(f"\n## {SECTIONS[name]}\n")[2].partition("\n## ")[0]


def test_each_key_of_the_format_has_a_row_in_the_section_of_its_object() -> None:
    rows = {name: set(re.findall(r"^\| `(.*?)` \|", _section(name), re.MULTILINE)) for name, _ in _objects()}
    assert rows == dict(_objects())
    assert set(SECTIONS) - {"reference"} == rows.keys()


def test_each_key_of_the_format_has_an_example_in_its_row() -> None:
    rows = re.findall(r"^\| `(.*?)` \|.*\| (.*?) \|$", "\n".join(map(_section, SECTIONS)), re.MULTILINE)
    assert len(rows) > 150
    assert [key for key, example in rows if not example] == []
    assert [(name, key) for name in SECTIONS for key, schema in keys_of(name).items() if not examples_of(schema)] == []


def _with_examples(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield each schema in the schema of the format that has examples; `examples` is also the name of a key."""
    if isinstance(schema, dict):
        if isinstance(schema.get("examples"), list):
            yield schema
        for key, member in schema.items():
            yield from () if key == "examples" and isinstance(member, list) else _with_examples(member)
    elif isinstance(schema, list):
        for item in schema:
            yield from _with_examples(item)


def test_each_example_of_the_format_is_valid() -> None:
    schema, wrong, count = format_schema(), [], 0
    for part in _with_examples(schema):
        validator = jsonschema.Draft202012Validator({**part, "$defs": schema["$defs"]})
        wrong += [example for example in part["examples"] if not validator.is_valid(example)]
        count += len(part["examples"])
    assert wrong == []
    assert count > 200


def test_the_defaults_of_the_format_are_valid() -> None:
    keys = [schema for name in SECTIONS for schema in keys_of(name).values() if "default" in schema]
    defs = {"$defs": format_schema()["$defs"]}
    assert [key for key in keys if not jsonschema.Draft202012Validator({**key, **defs}).is_valid(key["default"])] == []
    assert len(keys) > 5


def test_the_least_description_is_that_of_the_page_and_can_be_called() -> None:
    (block,) = Page("docs/reference/format.md").blocks("json")
    document = json.loads(block)
    assert (document, lint(document)) == (MINIMAL, [])
    client, transport = client_of(document)
    client.books.list()
    assert [request.url for request in transport.requests] == ["https://shop.example.com/books"]


INHERITED: dict[str, tuple[Any, str]] = {
    "path": ("/other", "path"),
    "parameters": ({"q": query()}, "parameters"),
    "responses": ({"404": {}}, "responses"),
    "auth": (False, "auth"),
    "headers": ({"Accept": "text/csv"}, "headers"),
    "server": ("https://eu.example.com", "server"),
    "deprecated": (True, "deprecated"),
    "since": ("2.0", "since"),
    "links": ([{"title": "Guide", "url": "/guide"}], "links"),
    "mock": ({"behavior": "respond"}, "mock"),
}


def test_the_keys_that_are_listed_as_inherited_are_inherited() -> None:
    assert set(inherited_keys()) == set(INHERITED)


@pytest.mark.parametrize("key", INHERITED)
def test_an_inherited_key_holds_for_the_actions(key: str) -> None:
    value, attribute = INHERITED[key]
    top = {"auth": {"key": {"type": "bearer"}}}
    with_key, without = (
        load(describe({"go": action()}, resource, **top)).action("things.go") for resource in ({key: value}, {})
    )
    assert getattr(with_key, attribute) != getattr(without, attribute)
