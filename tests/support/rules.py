"""The codes that the package can raise: found in its syntax, so that none is forgotten in the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from dynaclient.schema.engines import DIALECTS
from dynaclient.schema.keywords import _keywords
from tests.support.prose import modules

_SLUG = re.compile(r"[a-z][A-Za-z-]*[a-zA-Z]")
_OF_PROBLEMS = {"in_description": 1, "in_call": 3, "Problem": 0, "Failure": 0, "Violation": 1}
"""What makes a problem, and where its argument `rule` is."""
NEVER_BY_THEMSELVES = {
    "$dynamicRef", "$recursiveRef", "$ref", "allOf", "dependentSchemas", "if", "patternProperties", "prefixItems",
    "properties",
}  # fmt: skip
"""Keywords that lead to other schemas, of which the keywords are what a value does not satisfy."""


def rules() -> set[str]:
    """Return the rules of problems: those that are written somewhere in the package, and the keywords of schemas."""
    keywords = {name for dialect in DIALECTS for name in _keywords(dialect)}
    return {rule for tree in modules().values() for rule in _rules_in(tree)} | keywords - NEVER_BY_THEMSELVES


def codes() -> set[str]:
    """Return the codes of errors, warnings and failures that are written in the package."""
    return {code for tree in modules().values() for code in _codes_in(tree)}


@cache
def _nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Return the nodes of a module that may have a rule or a code, and those that have them."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.Call, ast.Assign, ast.AnnAssign, ast.Tuple, ast.For)
    return tuple(node for node in ast.walk(tree) if isinstance(node, kinds))


# --- rules -----------------------------------------------------------------------------------------------------------


def _rules_in(tree: ast.Module) -> Iterator[str]:
    positions = {**_positions(), **_positions_in(tree)}
    for node in _nodes(tree):
        if isinstance(node, ast.Call):
            rule = _argument(node, "rule", positions)
            yield from _looped(tree, rule.id) if isinstance(rule, ast.Name) else _strings(rule)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            yield from _assigned(node)
    widths = set(_unpacked(tree))
    for node in _nodes(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) in widths and isinstance(node.ctx, ast.Load):
            yield from _strings(node.elts[0])


@cache
def _positions() -> dict[str, int]:
    """Return where functions of the whole package take a rule: those with names of their own."""
    found: dict[str, int] = dict(_OF_PROBLEMS)
    for tree in modules().values():
        found |= {name: position for name, position in _positions_in(tree).items() if name[0] != "_"}
    return found


def _positions_in(tree: ast.Module) -> dict[str, int]:
    """Return the position of the argument `rule` for each function, method and class of a module that has one."""
    found: dict[str, int] = {}
    for node in _nodes(tree):
        for child in node.body if isinstance(node, (ast.ClassDef, ast.Module)) else ():
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                names = [argument.arg for argument in child.args.args]
                name = node.name if isinstance(node, ast.ClassDef) and child.name == "__init__" else child.name
                if "rule" in names and not child.name.startswith("in_"):
                    found[name] = names.index("rule") - (names[0] in ("self", "cls"))
    return found


def _argument(call: ast.Call, name: str, positions: dict[str, int]) -> ast.AST | None:
    function = call.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    position = positions.get(called)
    return call.args[position] if position is not None and len(call.args) > position else None


def _assigned(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    """Yield the rule that is assigned to a variable `rule`, alone or among others."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, ast.Name) and target.id == "rule":
            yield from _strings(node.value)
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = zip(target.elts, node.value.elts, strict=True)
            yield from (rule for name, value in pairs if getattr(name, "id", "") == "rule" for rule in _strings(value))


def _looped(tree: ast.Module, name: str) -> Iterator[str]:
    """Yield what a variable is in loops over rows that are written there."""
    for node in _nodes(tree):
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple) and isinstance(node.target, ast.Tuple):
            names = [getattr(target, "id", "") for target in node.target.elts]
            rows = [row for row in node.iter.elts if isinstance(row, ast.Tuple) and name in names]
            yield from (rule for row in rows for rule in _strings(row.elts[names.index(name)]))


def _unpacked(tree: ast.Module) -> Iterator[int]:
    """Yield the widths of the tuples whose first member is unpacked into a variable `rule`."""
    for node in _nodes(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            for target in node.targets:
                if isinstance(target, ast.Tuple) and getattr(target.elts[0], "id", "") == "rule":
                    yield len(target.elts)


# --- codes -----------------------------------------------------------------------------------------------------------


def _codes_in(tree: ast.Module) -> Iterator[str]:
    for node in _nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from (code for word in node.keywords if word.arg == "code" for code in _strings(word.value))
        elif isinstance(node, ast.Call):
            yield from _strings(_argument(node, "code", _CODE_POSITIONS))
        elif isinstance(node, ast.Assign):
            yield from _assigned_codes(node)
        elif isinstance(node, ast.FunctionDef):
            pairs = zip(reversed(node.args.args), reversed(node.args.defaults), strict=False)
            yield from (code for name, value in pairs if name.arg == "code" for code in _strings(value))


_CODE_POSITIONS = {"warn_caller": 1, "reject": 1, "_warn_once": 2, "Cause": 4}


def _assigned_codes(node: ast.Assign) -> Iterator[str]:
    names = [name for target in node.targets for name in getattr(target, "elts", [target])]
    values = getattr(node.value, "elts", [node.value] * len(names))
    for name, value in zip(names, values, strict=False):
        called = getattr(name, "id", getattr(name, "attr", ""))
        if called in ("code", "_CODE", "_CLOSED", "_UNREACHABLE"):
            yield from _strings(value)


def _strings(node: ast.AST | None) -> Iterator[str]:
    """Yield the slugs that an expression may be: a string, or one of two by a condition."""
    if isinstance(node, ast.IfExp):
        yield from (*_strings(node.body), *_strings(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _SLUG.fullmatch(node.value):
        yield node.value
