"""
Where the cursor is: inside which call, brackets and string, after which words.

The text before a cursor is seldom complete Python, and `tokenize` refuses what is not, in each version of Python in
another way. So a regular expression splits it into tokens here, whatever it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..records import dataclass, field
from ..strings.expressions import expression

_OPENING = {"(": ")", "[": "]", "{": "}"}
_TOKEN = expression(
    r"""
      (?P<BLANK> (?: [^\S\n] | \\\r?\n | \#[^\n]* )+ )
    | (?P<NEWLINE> \n )
    | (?P<STRING> (?P<prefix> (?: [fFtT][rR]? | [rR][bBfFtT]? | [bB][rR]? | [uU] )? )
        (?P<quote> (?P<long> '{3} | "{3} ) | ['"] )
        (?P<content> (?: \\(?:.|\Z) | (?!(?P=quote)) (?(long) [^\\] | [^\\\n] ) )* )
        (?P<closing> (?P=quote)? ) )
    | (?P<NUMBER> \.?\d (?: [eE][+-] | [\w.] )* )
    | (?P<NAME> \w+ )
    | (?P<OP> \.{3} | \*\* | // | << | >> | -> | [=!<>:+\-*/%&|^@]= | . )
    """,
    re.DOTALL | re.VERBOSE,
)
_BRACES = expression(r"\{\{|\}\}|[{}]")
_EXPRESSION_TYPES = ("NAME", "NUMBER", "STRING")


class Token(NamedTuple):
    """A token: the name of its group in the regular expression, and its text."""

    kind: str
    text: str


@dataclass(frozen=True)
class Bracket:
    """Brackets that are still open, with the text inside them up to the cursor."""

    text: str
    """The opening bracket; empty for what is around all brackets."""
    owner: ast.expr | None
    """The expression that is called, or that the brackets select from; None if there is none."""
    parts: list[list[Token]] = field(default_factory=lambda: [[]])
    """The tokens between its commas; the last part is the one with the cursor."""

    @property
    def current(self) -> list[Token]:
        """The part with the cursor."""
        return self.parts[-1]

    @property
    def first(self) -> ast.expr | None:
        """The argument that comes first, by its position; None if the cursor is in it, or if it has a name."""
        return _parsed(" ".join(token.text for token in self.parts[0])) if len(self.parts) > 1 else None

    @property
    def names(self) -> set[str]:
        """The names of the arguments, or the keys of the dict, before the current part."""
        return {name for part in self.parts[:-1] if (name := _name_of(part, self.text)) is not None}

    @property
    def name(self) -> str | None:
        """The name of the argument, or the key of the dict, whose value the cursor is in; None if it is in none."""
        return _name_of(self.current, self.text)


@dataclass(frozen=True)
class Reading:
    """What is before the cursor."""

    brackets: tuple[Bracket, ...]
    """The open brackets, innermost first; the last one stands for what is around all of them."""
    typed: str
    """What has been typed of the word, or of the string."""
    quote: str
    """The quote that began the string; empty outside a string."""
    dotted: ast.expr | None
    """The expression before the dot, if the word is an attribute."""

    @property
    def innermost(self) -> Bracket:
        """The brackets that the cursor is in."""
        return self.brackets[0]


def read(code: str) -> Reading:
    """Return what is before the cursor, which is at the end of the code."""
    tokens, typed, quote = _split(code)
    brackets = _open_brackets(tokens)
    part = brackets[-1].current
    is_dotted = not quote and bool(part) and part[-1].text == "."
    dotted = _expression(part[:-1]) if is_dotted else None
    return Reading(tuple(reversed(brackets)), typed, quote, dotted)


def _split(text: str) -> tuple[list[Token], str, str]:
    """Return the tokens before the word or string at the end, what was typed of that, and the quote it began with."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind, is_last = str(match.lastgroup), match.end() == len(text)
        if is_last and kind == "NAME":
            return tokens, match[0], ""
        if is_last and kind == "STRING" and not match["closing"]:
            return _split_open_string(tokens, text[match.start("content") :], match)
        if kind != "BLANK":
            tokens.append(Token(kind, match[0]))
    return tokens, "", ""


def _split_open_string(tokens: list[Token], content: str, match: re.Match[str]) -> tuple[list[Token], str, str]:
    """Return the same for a string that has not ended; in braces of an f-string or a template is code again."""
    starts: list[int] = []
    for brace in _BRACES.finditer(content if set(match["prefix"]) & set("fFtT") else ""):
        if brace[0] == "{":
            starts.append(brace.end())
        elif brace[0] == "}" and starts:
            starts.pop()
    if not starts:
        return tokens, content, match["quote"]
    inside, typed, quote = _split(content[starts[-1] :])
    return [*tokens, Token("OP", "{"), *inside], typed, quote


def _open_brackets(tokens: Iterable[Token]) -> list[Bracket]:
    """Return the brackets that are open at the end, outermost first, with the expressions that they belong to."""
    brackets = [Bracket("", None)]
    for token in tokens:
        if token.text in _OPENING:
            part = brackets[-1].current
            owner = _expression(part)
            part.append(token)
            brackets.append(Bracket(token.text, owner))
        elif len(brackets) > 1 and token.text == _OPENING[brackets[-1].text]:
            closed = brackets.pop()
            brackets[-1].current.extend(_joined(closed.parts))
            brackets[-1].current.append(token)
        elif token.text == "," or (token.kind == "NEWLINE" and len(brackets) == 1):
            brackets[-1].parts.append([])
        elif token.kind == "NEWLINE":
            continue
        else:
            brackets[-1].current.append(token)
    return brackets


def _joined(parts: list[list[Token]]) -> list[Token]:
    first, *rest = parts
    return [*first, *(token for part in rest for token in (Token("OP", ","), *part))]


def _expression(tokens: list[Token]) -> ast.expr | None:
    """Return the expression at the end of tokens: names, attributes, calls and selections; None if there is none."""
    start = len(tokens)
    is_operand = False
    while start:
        token = tokens[start - 1]
        if token.text in _OPENING.values():
            if is_operand:
                break
            start = _begin_of_group(tokens, start)
            is_operand = False
        elif token.kind in _EXPRESSION_TYPES and not is_operand:
            start, is_operand = start - 1, True
        elif token.text == "." and is_operand:
            start, is_operand = start - 1, False
        else:
            break
    return _parsed(" ".join(token.text for token in tokens[start:]))


def _begin_of_group(tokens: list[Token], end: int) -> int:
    """Return where the brackets begin that close at an index."""
    depth = 0
    for index in range(end - 1, -1, -1):
        text = tokens[index].text
        depth += (text in _OPENING.values()) - (text in _OPENING)
        if not depth:
            return index
    return 0


def _parsed(code: str) -> ast.expr | None:
    try:
        return ast.parse(code, mode="eval").body if code else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _name_of(part: list[Token], bracket: str) -> str | None:
    if len(part) < 2:
        return None
    key, operator = part[:2]
    if bracket == "(" and key.kind == "NAME" and operator.text == "=":
        return key.text
    if bracket == "{" and key.kind == "STRING" and operator.text == ":":
        return string_of(key)
    return None


def string_of(token: Token) -> str | None:
    """Return the string that a token is; None if it is anything else."""
    value = literal(_parsed(token.text)) if token.kind == "STRING" else None
    return value if isinstance(value, str) else None


def literal(node: ast.expr | None, default: Any = None) -> Any:
    """Return the value of a string or number as it is written; the default for all else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -node.operand.value if isinstance(node.operand.value, int) else default
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, (str, int)) else default
