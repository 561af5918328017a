"""The table of the page on problems of a description is complete, and its weights are what happens."""

from __future__ import annotations

import re

from tests.description.test_lint import LEFT_OUT, LINT_ONLY, PROBLEMS
from tests.support.pages import Page
from tests.support.prose import modules

(TABLE,) = Page("docs/description-problems.md").tables
ROWS = TABLE[1:]
WEIGHTS = [(set(re.findall("`(.*?)`", rules)), weight) for rules, _, weight in ROWS]
KNOWN = {
    "error",
    "left out",
    "lint only",
    "error in what is sent; left out elsewhere",
    "a warning once, the rest works",
}
"""What a weight may be; the text above the table explains them."""
SHAPES = WEIGHTS[0][0]
LOADING = {"version", "json", "file", "patch", "type", "enum"}


def weights_of(rule: str) -> str:
    """Return all weights that a rule has."""
    own = "; ".join(weight for rules, weight in WEIGHTS if rule in rules)
    return f"{own}; left out" if rule in SHAPES else own


def test_the_table_has_known_weights_only() -> None:
    assert {weight for _, weight in WEIGHTS} == KNOWN
    assert [row for row in ROWS if not all(row)] == []


def test_each_problem_has_one_of_the_weights_in_the_table() -> None:
    for name, (_, _, rule, _) in PROBLEMS.items():
        weight = "left out" if name in LEFT_OUT else "lint only" if name in LINT_ONLY else "error"
        shared = name in {"unknown key of the top", "unknown key of another format", "an invalid shared schema"}
        assert shared or weight in weights_of(rule), (name, rule)


def test_each_rule_of_the_package_is_in_the_table() -> None:
    calls = re.compile(r'in_description\(\s*[^"]*?, "([a-z-]+)",|"([a-z]+-ref|ref-kind|scope-set)"')
    found = set()
    for place in modules():
        if place.startswith(("description", "schema")):
            text = (Page("README.md").path.parent / "dynaclient" / place).read_text("utf-8")
            found |= {rule for pair in calls.findall(text) for rule in pair if rule}
    listed = {rule for rules, _ in WEIGHTS for rule in rules} | LOADING
    assert found - listed == set()
    assert len(found) > 15
