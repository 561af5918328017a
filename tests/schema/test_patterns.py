"""Patterns mean what ECMA-262 defines, with the fast engine and without it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dynaclient import lint
from dynaclient.redaction import MASK
from dynaclient.schema import engines, pattern_folding
from dynaclient.schema.pattern_matcher import compile_own
from dynaclient.schema.pattern_tree import TooManySteps
from dynaclient.schema.patterns import adapt_for_fast_engine, compile_pattern, find_doubts, forget_patterns, translate
from dynaclient.schema.validation import Schema, Validator
from tests.support import DATA
from tests.support.pattern_oracles import judge_with_regress

CASES = [
    # pattern, what it matches, what it does not match
    ("a", ["bab"], ["b", ""]),
    (r"^a$", ["a"], ["a\n", "\na", "A"]),
    (r"a|^$", ["a", ""], ["\n"]),
    (r"^\d$", ["5"], ["٣"]),
    (r"^[\D]$", ["٣", "a"], ["5"]),
    (r"^\w+$", ["aZ_9"], ["aé", "ſ"]),
    (r"^\W$", ["é", "-"], ["_"]),
    (r"^\s$", [" ", "\u2003", "\ufeff", "\u1680", "\u2029"], ["\x85", "\u180e", "\u200b"]),
    (r"^[^\S]$", ["\u00a0", "\u3000"], ["a"]),
    (r"\bé", ["aé"], ["é", "-é"]),
    (r"é\B", ["é", "é-"], ["éa"]),
    (r"^.$", ["é", "😀", "\x85", "\x0b"], ["\n", "\r", "\u2028", "\u2029"]),
    (r"^[^]$", ["\n", "a"], [""]),
    (r"[]", [], ["", "a"]),
    (r"^[^a-c]$", ["d", "\n", "😀"], ["b"]),
    (r"^[😀-😂]$", ["😁"], ["😃"]),
    (r"^\t\n\v\f\r\0$", ["\t\n\v\f\r\0"], []),
    (r"^[\b\0\/]+$", ["\x08\0/"], ["b"]),
    (r"^\cA\cz$", ["\x01\x1a"], []),
    (r"^\x41\u0042\u{43}\u{1F600}$", ["ABC😀"], []),
    (r"^\uD83D\uDE00$", ["😀"], []),
    (r"^[\uD83D\uDE00-\uD83D\uDE02]$", ["😁"], ["😃"]),
    (r"^\p{L}\P{Lu}\p{Script=Greek}$", ["éaα"], ["1aα", "éAα", "éaa"]),
    (r"^[\p{Nd}\p{scx=Grek}_]$", ["٣", "α", "_"], ["a"]),
    (r"^[^\p{Alphabetic}]$", ["1"], ["é"]),
    (r"^\p{ASCII}\P{Any}?\p{gc=Punctuation}$", ["a!"], ["é!"]),
    (r"^[&&||~~]+$", ["&|~"], ["-"]),
    (r"^[+--]$", [",", "-"], ["."]),
    (r"^[a&&b]$", ["a", "&", "b"], []),
    (r"^[[a]+$", ["[a"], []),
    (r"^(?:a|b)+$", ["abab"], ["abc"]),
    (r"^(?:a|b|)$", ["", "b"], ["ab"]),
    (r"^a{2}b{1,2}?c{2,}$", ["aabccc"], ["abcc"]),
    (r"^(?<year>\d{4})$", ["2026"], ["202"]),
    (r"[ab]{1,2}c", ["abc"], ["aab"]),
    (r"^(?:x[ab]{1,2}y?)+$", ["xabyxabyxab"], ["xabyx"]),
    (r"^\S{1,9000}$", ["a" * 9000], ["a" * 9001]),
    (r"^(?:.....){4000}$", ["a" * 20_000], ["a" * 20_001]),
    # lookaround and references
    (r"^(?=.*a)b", ["ba"], ["b"]),
    (r"^(?!a)", ["b"], ["a"]),
    (r"(?<=a)b", ["ab"], ["b"]),
    (r"(?<!a)b", ["b"], ["ab"]),
    (r"(?<=^|a{2,3}\bé*)-", ["-", "aa-", "aaé-"], ["a-"]),
    (r"^(?:a|.)(?!b)c?$", ["a", "bc"], ["ab"]),
    (r"^[^a]+(?=b)", ["".join(map(chr, range(0x4E00, 0x6400))) + "b"], ["\u4e00"]),
    (r"^(?:(?!--).)+$", ["a-b"], ["a--b", "a\nb"]),
    (r"^(a)\1$", ["aa"], ["ab", "a"]),
    (r"^(?:(a)|b)*\1$", ["ab", "aa"], []),
    (r"\1(a)$", ["a"], []),
    (r"^\k<x>(?<x>a)$", ["a"], ["aa"]),
    (r"^(?<x>a+)-\k<x>$", ["aa-aa"], ["aa-a"]),
    (r"^(?:(?<x>a)|(?<x>b))\k<x>$", ["aa", "bb"], ["ab"]),
    (r"(?<=(\d+)(\d+))-\1$", ["123-1"], ["123-12"]),
    (r"(?<=\1(a))-", ["aa-"], ["a-"]),
    (r"^(?=(a+?))\1b", ["ab"], ["aab"]),
    (r"^(?:a?){3}(b|\1c)+?$", ["aab"], ["aaaab"]),
    (r"^(?:(a)|)*?c\1$", ["aaca", "c"], ["aac"]),
    (r"^(a{2})*?(?:b\1){0,2}$", ["aabaa"], ["aaba"]),
    # flags of groups
    (r"^(?i:aé)b$", ["AÉb", "aéb"], ["aéB"]),
    (r"^(?i:k[^s]\w)$", ["\u212aaſ", "Kaa"], ["kSa", "kſa"]),
    (r"^(?i:\bſ)$", ["s"], []),
    (r"(?i:é\B)", ["É"], ["éS"]),
    (r"a|\B|A\D", ["AΣm", "Σ"], ["A", "b"]),
    (r"(?!\B)Σ", ["aΣ"], ["Σ"]),
    (r"^(?i:\p{Lu})\P{Lu}$", ["aa", "Aa"], ["1a"]),
    (r"^(?s:.)(?-s:.)$", ["\na"], ["a\n"]),
    (r"(?m:^a$)", ["b\u2028a\nb"], ["ba"]),
    (r"^(?i:a(?-i:b))$", ["Ab"], ["AB"]),
]
"""What the flag `u` allows."""
ANNEX_B = [
    (r"^\<a\>$", ["<a>"], ["a"]),
    (r"^\/\ \@\é$", ["/ @é"], []),
    (r"^\_\-\#$", ["_-#"], []),
    (r"^\A\Z\z\a\e\Q\E\h\G$", ["AZzaeQEhG"], []),
    (r"^[[:alpha:]]$", ["a]", ":]"], ["b]", "a"]),
    (r"^[\w--a]$", ["a", "-", "_"], ["#"]),
    (r".*{{.+}}.*", ["a{{b}}c"], ["a{b}c"]),
    (r"^a{,3}]}$", ["a{,3}]}"], ["aa"]),
    (r"^\x{41}$", ["x" * 41], ["A"]),
    (r"^\u{3}\u00\x4$", ["uuuu00x4"], []),
    (r"^\012\101\8\9\377$", ["\nA89\xff"], []),
    (r"^(a)\1\2$", ["aa\x02"], []),
    (r"^[\1\08\c1\c_\B\d-x]+$", ["\x01\x008\x11\x1fB5-x"], ["c"]),
    (r"^\c\c1[\c]$", ["\\c\\c1c", "\\c\\c1\\"], []),
    (r"^\k<x>[\k]\p{L}[\p{L}]$", ["k<x>kp{L}{"], []),
    (r"^(?=a)*(?!b){0}a$", ["a"], ["b"]),
    (r"^[\w-.][a-\d]$", ["--", ".5"], ["#5"]),
    (r"^(?i:ſK[^s])\-\_$", ["ſka-_"], ["ska-_", "ſkS-_"]),
    (r"(?<=\_)\-", ["_-"], ["-"]),
]
"""What only annex B allows, where `u` is not given."""
INVALID = [
    # pattern, a part of the reason, and of what to write instead
    ("(", "not closed", r"`\("), ("[", "not closed", r"`\["), ("a)", "closes no group", r"`\)`"), ("\\", "escapes nothing", r"`\\`"),
    ("a**", "nothing before it", r"`\*`"), ("{1}", "nothing before it", r"`\{`"), ("a|?", "nothing before it", r"`\?`"), ("^*", "repeats a position", "remove"),
    (r"\b+", "repeats a position", "remove"), ("(?<=a)*", "repeats a position", "remove"), ("a++", "possessive", "`+`"), ("a{1,2}+", "possessive", "`{1,2}`"),
    ("a{2,1}", "wrong order", "exchange"), (f"a{{{'9' * 30},{'9' * 5}}}", "wrong order", "exchange"), ("[z-a]", "before it begins", "escape"), ("[a--b]", "before it begins", "escape"),
    ("(?i)x", "sets flags", "`(?i:…)`"), ("(?x:a)", "flags other", "remove"), ("(?ii:a)", "twice", "once"), ("(?-:a)", "twice, or none", "once"), ("(?P<n>x)", "Python", "`(?<name>…)`"),
    ("(?P=n)", "Python", r"\k<name>"), ("(?'n'x)", "named", "`(?<name>…)`"), ("(?#x)", "comment", "remove"), ("(?>a)", "atomic", "`(?:…)`"), ("(?|a)", "resets", "`(?:…)`"),
    ("(?(1)a|b)", "condition", "alternatives"), ("(?R)", "recursion", "write out"), ("(?~a)", "not a group", r"`\(`"), ("(?", "not a group", r"`\(`"), ("(?<1>a)", "name", "letters"),
    (r"(?<\u{110000}>a)", "name", "letters"), ("(?<n>a)(?<n>b)", "name of another", "rename"), (r"(?<n>a)\k<m>", "no group", r"\k<name>"), (r"(?<n>a)\k", "no group", r"\k<name>"),
    (r"(?<n>a)[\k]", "followed by `<name>`", "ECMA-262"), ("(?=" * 101 + ")" * 101, "nested", "fewer"), ("." * 100_001, "longer", "split"),
    ("((a{500}){500}b){500}", "repeat more than", "repeat less"), ("(?:(?:){9999}){9999}", "repeat more than", "repeat less"),
]  # fmt: skip
DOUBTFUL = [
    # pattern, how it is read, and what to write instead
    (r"\A", "the character `A`", "write `^`"), (r"\Z", "the character `Z`", "write `$`"), (r"[\h]", "the character `h`", "write `[ \\t]`"), (r"\y", "the character `y`", "write `y`"),
    ("[[:alpha:]]", "`[:alpha:]` is not a class", "write `[A-Za-z]`"), ("[[:foo:]]", "`[:foo:]` is not a class", "write `[…]`"),
    (r"\p{Print}", r"`\p{Print}` is not a property", "write `[ -~]`"), (r"\pL", "the character `p`", "write `p`"), ("[a-z&&[^b]]", "`&&` is not an intersection", "lookahead"),
]  # fmt: skip


def _verdicts(cases: list[tuple[str, list[str], list[str]]]) -> list[tuple[str, str, bool]]:
    return [(pattern, value, value in matched) for pattern, matched, others in cases for value in matched + others]


VERDICTS = _verdicts(CASES + ANNEX_B)


@pytest.mark.parametrize(("pattern", "value", "expected"), VERDICTS)
@pytest.mark.parametrize("compiled", [compile_pattern, compile_own])
def test_a_pattern_means_what_ecma_262_defines(
    compiled: Callable[[str], Callable[[str], bool]], pattern: str, value: str, expected: bool
) -> None:
    assert compiled(pattern)(value) is expected


@pytest.mark.uncounted
@pytest.mark.parametrize("dialect", engines.DIALECTS)
def test_a_whole_schema_means_the_same(dialect: str) -> None:
    wrong = [
        (pattern, value)
        for pattern, value, expected in VERDICTS
        if Validator({"pattern": pattern}, dialect).is_valid(value) is not expected
        or Validator({"patternProperties": {pattern: {"not": {}}}}, dialect).is_valid({value: 1}) is expected
    ]
    assert wrong == []


@pytest.mark.parametrize(("pattern", "value", "expected"), _verdicts(CASES))
def test_the_same_pattern_has_the_same_meaning_in_another_engine(pattern: str, value: str, expected: bool) -> None:
    verdict = judge_with_regress(pattern, [value])
    assert verdict is None or verdict == ("u", [expected])


@pytest.mark.parametrize(("pattern", "reason", "hint"), INVALID)
def test_an_invalid_pattern_is_refused_with_the_reason(pattern: str, reason: str, hint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        compile_pattern(pattern)
    (problem,) = Schema({"pattern": pattern}, (), "2020-12").problems()
    assert hint in str(problem)
    assert engines.compile_fast({"pattern": translate(pattern)}, "2020-12") is None
    assert find_doubts(pattern) == ()


@pytest.mark.parametrize(("pattern", "reading", "hint"), DOUBTFUL)
def test_lint_reports_what_other_dialects_read_differently(pattern: str, reading: str, hint: str) -> None:
    compile_pattern(pattern)
    (problem,) = lint({"dynaclient": 1, "resources": {}, "schemas": {"a": {"pattern": pattern}}})
    assert (problem.rule, problem.pointer) == ("pattern-dialect", "/schemas/a/pattern")
    assert reading in problem.message
    assert hint in str(problem)


def test_lint_finds_patterns_in_parameters_and_reports_nothing_else() -> None:
    parameter = {"in": "query", "schema": {"patternProperties": {"\\A": {"pattern": "^\\<a>$"}}}}
    resources = {"a": {"parameters": {"q": parameter}, "actions": {}}}
    found = {(problem.rule, problem.pointer) for problem in lint({"dynaclient": 1, "resources": resources})}
    assert found == {("pattern-dialect", "/resources/a/parameters/q/schema/patternProperties/\\A")}


def test_patterns_with_one_translation_stay_two() -> None:
    schema = {
        "patternProperties": {
            ".": {"type": "string"},
            "[^\n\r\u2028\u2029]": {"minLength": 2},
            "[^\r\n\u2029\u2028]": {},
        }
    }
    assert len(adapt_for_fast_engine(schema)["patternProperties"]) == 3
    assert [Validator(schema).is_valid({"a": value}) for value in (1, "x", "xx")] == [False, False, True]


def test_a_pattern_that_means_the_same_is_not_rewritten() -> None:
    schema = {"pattern": "^[A-Fa-f0-9]{24}$", "patternProperties": {r"^x-\d+[\w.]$": {}}, "enum": [{"pattern": "."}]}
    assert adapt_for_fast_engine(schema) is schema


def test_without_the_flag_u_case_is_ignored_by_upper_case_letters() -> None:
    pattern_folding._raised_families.cache_clear()  # which tests without coverage may have filled
    assert compile_own(r"^(?i:ſK[^s])\-\_$")("ſka-_")


def test_half_of_a_surrogate_pair_is_a_character() -> None:
    assert Validator({"pattern": "^.$"}).is_valid("\ud83d")
    assert Validator({"pattern": r"^\uD83D$"}).is_valid("\ud83d")
    assert Validator({"pattern": r"^[\uD800-\uDFFF]\p{Cs}$"}).is_valid("\ud83d\ud83d")
    assert not Validator({"pattern": r"^\P{Lu}$"}).is_valid("A")
    assert not Validator({"pattern": r"^[\uD800-\uDFFF]$"}).is_valid("a")


def test_whether_a_pattern_matches_is_decided_in_a_limited_number_of_steps() -> None:
    pattern, value = r"^(a+)+(a*)*\1\2!$", "a" * 5_000
    with pytest.raises(TooManySteps):
        compile_pattern(pattern)(value)
    (violation,) = Validator({"pattern": pattern}).find_violations(value)
    assert violation.rule == "time"
    assert violation.message == (
        "cannot be validated: whether the pattern '^(a+)+(a*)*\\\\1\\\\2!$' matches is not decided after 600,000 steps"
    )


def test_a_validation_with_many_slow_matches_ends_in_time() -> None:
    pattern = r"^(a+)+\1\1!$"
    schema = {"items": {"not": {"pattern": pattern}}, "patternProperties": {pattern: False}}
    started = time.monotonic()
    texts = [f"{'a' * 40}{number}" for number in range(10_000)]
    for value in (texts, dict.fromkeys(texts, 1)):
        (violation,) = Validator(schema).find_violations(value, seconds=0.5)
        assert violation.rule == "time"
    assert time.monotonic() - started < 15  # not the hour that 20,000 matches would take


def test_a_secret_whose_name_is_undecided_is_redacted() -> None:
    pattern = r"^(a+)+(a*)*\1\2!$"
    schema = Schema({"schemas": {"a": {"patternProperties": {pattern: {"secret": True}}}}}, ("schemas", "a"), "2020-12")
    assert schema.redact_secrets({"a" * 5_000: "s", "b": "t"}) == {"a" * 5_000: MASK, "b": "t"}


@pytest.mark.usefixtures("no_fast_engine")
@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [*VERDICTS, (r"^\p{LC}\p{Zs}$", "a ", True), (r"^\p{LC}$", "中", False)],
)
def test_without_the_fast_engine_patterns_mean_the_same(pattern: str, value: str, expected: bool) -> None:
    if re.search(r"\\p\{(?:Script|scx|Alphabetic)", pattern):
        with pytest.raises(ValueError, match="no engine here supports"):
            compile_pattern(pattern)
    else:
        assert compile_pattern(pattern)(value) is expected


@pytest.fixture
def no_fast_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def missing(name: str) -> Callable[[], None]:
        raise ImportError(name)

    engines.fast_engine.cache_clear()
    forget_patterns()
    monkeypatch.setattr(
        "dynaclient.schema.engines.importlib.import_module",
        lambda name: missing(name) if name == "jsonschema_rs" else __import__(name, fromlist=["x"]),
    )
    yield
    engines.fast_engine.cache_clear()
    forget_patterns()


@pytest.mark.usefixtures("no_fast_engine")
def test_without_the_fast_engine_jsonschema_validates_alone() -> None:
    validator = Validator({"type": "object", "properties": {"a": {"pattern": "^x$"}}, "additionalProperties": False})
    assert validator.is_valid({"a": "x"})
    assert not validator.is_valid({"a": "x\n"})
    assert not validator.is_valid({"b": 1})


@pytest.mark.parametrize("file", [DATA / "every-key.json", pytest.param(None, marks=pytest.mark.full)])
def test_without_the_fast_engine_lint_finds_the_same(file: Path | None, request: pytest.FixtureRequest) -> None:
    problems = lint(file)
    request.getfixturevalue("no_fast_engine")
    assert lint(file) == problems


@pytest.mark.usefixtures("no_fast_engine")
def test_without_the_fast_engine_problems_of_schemas_are_still_found() -> None:
    rules = {problem.rule for problem in Schema({"type": "strin", "pattern": "("}, (), "2020-12").problems()}
    assert rules == {"schema", "pattern"}
    assert Schema(True, (), "2020-12").problems() == []
    assert Schema(True, (), "draft-04").problems() != []


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"unevaluatedProperties": False, "patternProperties": {"(": {}}}, {"x": 1}),
        ({"$ref": "#/nowhere"}, 1),
        ({"$ref": "http://127.0.0.1:1/x"}, 1),
        ({"multipleOf": 0}, 1),
        ({"type": "nothing"}, 1),
        ({"maximum": "x"}, 1),
    ],
)
def test_an_unusable_schema_raises_nothing(schema: object, value: object) -> None:
    assert [violation.rule for violation in Validator(schema).find_violations(value)] == ["schema"] or not Validator(
        schema
    ).is_valid(value)


def test_a_value_nested_too_deeply_is_not_valid() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    rules = [
        violation.rule for violation in Validator({"items": {"$ref": "#"}, "not": {"const": 1}}).find_violations(deep)
    ]
    assert rules == ["depth"]


@pytest.mark.parametrize(
    ("value", "schema", "valid"),
    [
        ("eyJhIjogMX0=", {"contentEncoding": "base64", "contentMediaType": "application/json"}, True),
        ("e w==", {"contentEncoding": "base64"}, False),
        ("{", {"contentMediaType": "application/json"}, False),
        ("{}", {"contentMediaType": "application/json"}, True),
        ("x", {"contentMediaType": "text/plain", "contentEncoding": "quoted-printable"}, True),
        ("%", {"contentEncoding": "base64", "contentMediaType": "application/json"}, False),
    ],
)
def test_encoded_content_is_validated_in_draft_07(value: str, schema: object, valid: bool) -> None:
    assert (Validator(schema, "draft-07").find_violations(value) == []) is valid
    assert Validator(schema, "draft-07").is_valid(5)


def test_multiple_of_applies_only_to_numbers_and_divides_in_decimals() -> None:
    assert Validator({"multipleOf": 2}).find_violations("x") == []
    assert [violation.rule for violation in Validator({"multipleOf": 0.3}).find_violations(1)] == ["multipleOf"]


def test_a_dot_matches_no_line_end_at_any_location() -> None:
    schema = {
        "anyOf": [{"type": "integer"}, {"pattern": "^.$"}],
        "patternProperties": {"^.$": {"enum": ["."]}},
        "minLength": 1,
    }
    validator = Validator(schema)
    assert validator.is_valid("x")
    assert not validator.is_valid("\u2028")
    assert validator.is_valid({"\r": 5})
    assert not validator.is_valid({"x": 5})


@pytest.mark.parametrize(("value", "violated"), [(float("inf"), True), (4, False)])
def test_an_infinite_number_is_not_a_multiple(value: float, violated: bool) -> None:
    assert bool(Validator({"multipleOf": 2}).find_violations(value)) is violated


def test_nothing_is_fetched_for_a_schema() -> None:
    assert not Validator({"$ref": "http://127.0.0.1:1/x"}).is_valid(1)
    assert engines.compile_fast({"$ref": "http://127.0.0.1:1/x"}, "2020-12") is None
