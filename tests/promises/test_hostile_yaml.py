"""A text in YAML from an untrusted source is read or refused: soon, in little memory, and nothing in it is executed."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dynaclient import DescriptionError
from dynaclient.description.positions import Positions
from dynaclient.description.yaml_text import MAX_REPEATED, parse_yaml
from tests.support.memory import traced


def laughs(levels: int, width: int = 9) -> str:
    """Return a mapping whose last value has `width` to the power of `levels` values."""
    lines = [f"a0: &a0 [{', '.join('x' * width)}]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines)


def chain(levels: int) -> str:
    """Return a mapping whose last value is nested this deep through aliases."""
    return "\n".join(["a0: &a0 {b: c}", *(f"a{n}: &a{n} {{b: *a{n - 1}}}" for n in range(1, levels))])


def merges(count: int) -> str:
    """Return mappings into which the same large one is merged."""
    members = ", ".join(f"k{n}: {n}" for n in range(2_000))
    return f"a: &a {{{members}}}\n" + "\n".join(f"b{n}: {{<<: *a}}" for n in range(count))


REFUSED: dict[str, tuple[str, str]] = {
    "a billion laughs": (laughs(9), "aliases"),
    "many more": (laughs(400), "aliases"),
    "aliases of aliases, once each": (chain(600), "depth"),
    "one mapping merged into many": (merges(1_100), "aliases"),
    "lists in lists": ("[" * 100_000, "yaml or depth"),  # a newer libyaml has a limit of its own
    "mappings in mappings": ('{"a": ' * 100_000, "depth"),
    "lists in lists on one line": ("- " * 100_000, "depth"),
    "lists in lists, indented": ("\n".join(" " * n + "-" for n in range(1_000)), "depth"),
    "a key in a key": ("? " * 100_000, "yaml"),
    "tags": ("a: " + "!a " * 100_000, "yaml"),
    "one long tag": ("a: !" + "a" * 1_000_000 + " 1", "yaml"),
    "an anchor for each value": ("\n".join(f"- &a{n} [*a{n}]" for n in range(10_000)), "yaml"),
    "code": ("a: !!python/object/new:subprocess.Popen [[touch, x]]", "yaml"),
    "a module": ("a: !!python/module:antigravity", "yaml"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_text_is_refused_at_once_in_little_memory(case: str) -> None:
    text, rule = REFUSED[case]
    with traced() as memory:
        start = time.process_time()
        with pytest.raises(DescriptionError) as caught:
            parse_yaml(text)
        assert time.process_time() - start < 5
        assert memory.peak() < 100_000_000
    (problem,) = caught.value.problems
    assert problem.rule in rule.split(" or ")
    assert len(str(caught.value)) < 1_000


ACCEPTED: dict[str, str] = {
    "aliases that repeat little": laughs(4),
    "one value many times": "a: &a {b: c}\nd: [" + "*a, " * 100_000 + "*a]",
    "a merge of the same into few": merges(100),
    "as deep as a description may be": "[" * 500 + "]" * 500,
    "many anchors": "\n".join(f"- &a{n} x" for n in range(50_000)),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_is_only_unusual_is_read(case: str) -> None:
    start = time.process_time()
    assert isinstance(parse_yaml(ACCEPTED[case]), (dict, list))
    assert time.process_time() - start < 5


def test_the_limit_of_aliases_counts_what_they_add() -> None:
    repeated = ", ".join(["*a"] * (MAX_REPEATED // 1_000 + 1))
    small: Any = parse_yaml(f"a: &a [{', '.join(['1'] * 500)}]\nb: [{repeated}]")
    assert len(small["b"]) > 2_000
    with pytest.raises(DescriptionError, match="its aliases repeat more than 2,000,000 values"):
        parse_yaml(f"a: &a [{', '.join(['1'] * 1_000)}]\nb: [{repeated}]")


def test_lines_of_a_hostile_text_take_no_longer() -> None:
    positions, start = Positions(), time.process_time()
    with pytest.raises(DescriptionError):
        parse_yaml("- " * 100_000, positions)
    assert time.process_time() - start < 5
    assert len(positions.lines) < 600
