"""Problems of a call: how each rule that a value does not satisfy is worded, and what the caller can do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..description.argument_paths import views_at
from ..description.model import UNSET, Action, Parameter
from ..description.secret_values import redacted_argument
from ..errors import Problem, close_matches, did_you_mean, list_some
from ..records import dataclass, replace
from ..redaction import MASK
from ..runtime.media_types import JSON, is_json
from ..schema.subschemas import combined_schemas, named_schemas
from ..schema.violations import UNKNOWN_PROPERTY, Violation
from ..strings.printing import cut_short

MAX_SHOWN_NUMBER = 1e9
"""Larger numbers are not repeated in a suggestion."""
MAX_VALUES = 20
"""Accepted values in a suggestion."""
MAX_SUGGESTION = 480
"""Characters of a suggestion that lists values."""
MUCH = 0.8
"""How similar the name of an option must be, which is hardly meant where an argument is expected."""
MAX_BOUND = 200
"""Characters of a pattern in a message."""
MAX_KNOWN = 120
"""Characters of the known names that are listed beside a similar one: more of them would only hide it."""


class Problems(list[Problem]):
    """The problems of one call."""

    def add(self, parameter: Parameter, message: str, rule: str = "encodable", hint: str = "") -> None:
        """Add a problem of a parameter whose value cannot be encoded."""
        expected = "a value that can be encoded"
        self.append(Problem.in_call(parameter.location, parameter.name, (), rule, expected, None, message, hint))


def unknown_argument(
    action: Action, spelling: Any, value: Any, options: Iterable[str] = (), *, compared: bool = True
) -> Problem:
    """
    Return the problem of an argument that the description does not declare; it may be one of the `options`.

    Without `compared` no similar names are looked for, because the message does not list the problem.
    """
    known, options = (*action.parameters, *action.members), tuple(options)
    name = str(spelling)
    message, hint = "no such argument", own_hint(action, name)
    if not hint and name in options:
        message, hint = "is an option, not an argument", _option_hint(name, value)
    hint = hint or _body_hint(action, name)
    if not hint:
        similar = _similar_arguments(action, name) if compared else ()
        listed = _known_names(similar, known, "arguments") if known else "the action has no arguments"
        option = next(iter(close_matches(name, options, 1, MUCH) if compared and not similar else ()), "")
        hint = f"{_option_hint(option, value)}; {listed}" if option else f"{listed}{_UNDECLARED}"
    hint += _member_hint(action, name)
    return Problem.in_call("call", name[:200], (), "unknown", known, None, message, hint)


_UNDECLARED = "; pass an undeclared value with client.with_options(query={…}) or (headers={…})"


def _member_hint(action: Action, name: str) -> str:
    """Return that a name may be one of a member of the body, if its schema is that of any object."""
    body = action.body
    if body is None or not any(map(is_json, body.content or (JSON,))) or action.members:
        return ""
    view, types = body.schema.view, body.schema.types
    keys = view.keys() if isinstance(view, Mapping) else ()
    is_open = view is not False and {"properties", "additionalProperties"}.isdisjoint(keys)
    takes_objects = is_open and (not types or "object" in types)
    return f"; as a member of the body it is {body.name}.{name:.200}" if takes_objects else ""


def _option_hint(name: str, value: Any) -> str:
    shown = value if isinstance(value, (int, float)) and abs(value) < MAX_SHOWN_NUMBER else "…"
    return f"pass it with client.with_options({name}={shown})"


def own_hint(action: Action, name: str) -> str:
    """Return what to do about an argument that is not one for a known reason; an empty string if there is none."""
    if name == "client":  # as in the functions that generators of clients write
        return "leave it out: a client is what its actions are called on"
    body = next((parameter for parameter in action.parameters.values() if parameter.spread), None)
    members = dict(body.schema.properties_at(body.schema.tokens)) if body is not None else {}
    if body is None or name not in members or body.schema.get_keyword("readOnly", members[name]) is not True:
        return ""
    return "leave it out: it is `readOnly`, so the server sets it"


def _body_hint(action: Action, name: str) -> str:
    """Return where an argument belongs that is a property of the body; an empty string if it is none."""
    body = action.body
    if body is None or body.spread:
        return ""
    schemas = (schema for view in views_at(action, (body.name,)) for schema in combined_schemas(view))
    return f"did you mean {body.name}={{{name!r}: …}}?" if any(named_schemas(one, name) for one in schemas) else ""


def _similar_arguments(action: Action, name: str) -> tuple[str, ...]:
    """Return the arguments with a similar name; first those that are sent by just this name."""
    declared = {**action.parameters, **action.members}
    sent_so = [one for one, parameter in declared.items() if parameter.wire == name]
    return tuple(dict.fromkeys([*sent_so, *close_matches(name, declared)]))


def missing_argument(parameter: Parameter) -> Problem:
    """Return the problem of a required argument that was not passed."""
    hint = f"pass it{', or its members by name' if parameter.spread else ''}"
    hint = hint if parameter.example is UNSET else f"for example {_shown(parameter.example)}"
    return Problem.in_call(parameter.location, parameter.name, (), "required", True, None, "is missing", hint)


def schema_problem(parameter: Parameter, violation: Violation) -> Problem:
    """Return the problem of a value that the schema of its parameter does not allow."""
    got = MASK if parameter.secret and violation.got is not None else violation.got
    message, hint = _RULES.get(violation.rule, _any_rule)(violation, got)
    rule, path = violation.rule, violation.path
    if violation.name is not None:
        rule, path, message = "propertyNames", (*path, violation.name), f"the name {message}"
    elif rule in UNKNOWN_PROPERTY and violation.got is None:
        rule = "unknown"
    message += f" (as {violation.branch})" if violation.branch else ""
    return Problem.in_call(parameter.location, parameter.name, path, rule, violation.expected, got, message, hint)


def without_secrets(parameter: Parameter, violations: Iterable[Violation], value: Any) -> list[Violation]:
    """Return the violations by an argument with what the schema of any media type marks secret masked."""
    try:
        redacted = redacted_argument(parameter, value)
    except RecursionError:
        redacted = MASK
    return [one if one.got is None else _masked(one, value, redacted) for one in violations]


def _masked(violation: Violation, value: Any, redacted: Any) -> Violation:
    for step in violation.path:
        if redacted is value or redacted == MASK:
            break
        value, redacted = value[step], redacted[step]
    if redacted is value:
        return violation
    # Where the schema that it was validated against masks something else, what is left would show it.
    return replace(violation, got=redacted if violation.got == value else MASK)


@dataclass(frozen=True)
class _Unseen:
    """A value that is not shown: its kind stands for it."""

    kind: str


def difference(violation: Violation) -> str:
    """Return how a value of a response differs from its schema, in the words for arguments and without the value."""
    if violation.rule == "time":
        return violation.message
    if violation.rule in _WITH_VALUES or violation.name is not None:
        return f"does not satisfy {violation.rule}"
    got = MASK if violation.got == MASK else _Unseen(_KINDS.get(type(violation.got), "a number"))
    message, hint = _RULES.get(violation.rule, _any_rule)(violation, got)
    values = f" ({hint})" if violation.rule in ("enum", "const") and len(hint) <= MAX_KNOWN else ""
    return message + values


def has_words(rule: str) -> bool:
    """Return whether `difference` shows what a rule expects."""
    return rule in _RULES and rule not in _WITH_VALUES


_WITH_VALUES = frozenset({"schema", "depth", "uniqueItems", "oneOf", "anyOf"})
"""Rules whose messages for arguments have more of the value, or are not about the response."""
_KINDS: dict[type, str] = {
    type(None): "null", str: "a string", bool: "a boolean", list: "a list", dict: "an object", bytes: "bytes",
}  # fmt: skip


# --- the words for each rule -----------------------------------------------------------------------------------------

Words = tuple[str, str]
"""A message and a suggestion."""


def _shown(value: Any) -> str:
    if isinstance(value, _Unseen) or value == MASK:
        return value.kind if isinstance(value, _Unseen) else MASK
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "…"


def _enum_rule(violation: Violation, got: Any) -> Words:
    allowed = violation.expected if isinstance(violation.expected, (list, tuple)) else [violation.expected]
    names = close_matches(got, [value for value in allowed if isinstance(value, str)]) if isinstance(got, str) else ()
    near = did_you_mean(map(_shown, names))
    listed = "" if len(names) == len(allowed) else _one_of(allowed, MAX_SUGGESTION - len(near))
    return f"{_shown(got)} is not one of the allowed values", " ".join(filter(None, (near, listed)))


def _one_of(values: Sequence[Any], room: int = MAX_SUGGESTION) -> str:
    """Return values as a list, of many the first ones that are no longer than this together, and how many more."""
    shown = list(map(_shown, values[:MAX_VALUES]))
    while len(shown) > 1 and sum(map(len, shown)) + 2 * len(shown) > room:
        shown.pop()
    more = len(values) - len(shown)
    return f"one of: {', '.join(shown)}{f', and {more:,} more' if more else ''}"


def _known_names(similar: Sequence[str], known: Sequence[str], kind: str) -> str:
    """Return the similar names, and the known ones where these are few or none is similar."""
    near, listed = did_you_mean(similar), f"known {kind}: {list_some(known)}"
    if not near:
        return listed
    return f"{near} {listed}" if len(known) > len(similar) and len(listed) <= MAX_KNOWN else near


def _unknown_rule(violation: Violation, _got: Any) -> Words:
    name = str(violation.path[-1]) if violation.path else ""
    if not violation.known:
        return "unknown property", "leave it out"
    return "unknown property", _known_names(close_matches(name, violation.known), violation.known, "properties")


def _required_rule(violation: Violation, _got: Any) -> Words:
    name = violation.expected[0]
    message = f"is missing the required property {name!r}"
    if violation.meant:
        return message, f"did you mean {name} instead of {violation.meant}?"
    return message, _one_of(violation.choices) if violation.choices else "add it"


def _dependent_rule(violation: Violation, _got: Any) -> Words:
    message = f"is missing the property {violation.expected[0]!r}, which is required beside {violation.cause!r}"
    return message, f"add it, or leave out {violation.cause}"


def _alternatives_rule(violation: Violation, got: Any) -> Words:
    one = "exactly one" if violation.rule == "oneOf" else "one"
    return f"{_shown(got)} {violation.cause}", f"pass a value that fits {one} of them"


def _type_rule(violation: Violation, got: Any) -> Words:
    types = [violation.expected] if isinstance(violation.expected, str) else violation.expected or ()
    nouns = " or ".join(_NOUNS.get(name, str(name)) for name in types)
    return f"expected type {' or '.join(map(str, types))}, got {_shown(got)}", f"pass {nouns}"


_NOUNS = {
    "string": "a string", "integer": "an integer", "number": "a number", "boolean": "a boolean",
    "array": "a list", "object": "an object", "null": "null",
}  # fmt: skip


def _bound_rule(message: str, hint: str) -> Callable[[Violation, Any], Words]:
    def words(violation: Violation, got: Any) -> Words:
        bound = cut_short(str(violation.expected), MAX_BOUND)
        return f"{_shown(got)} {message.format(bound)}", hint.format(bound)

    return words


def _any_rule(violation: Violation, got: Any) -> Words:
    if violation.rule in ("schema", "depth", "time"):
        return violation.message, 'simplify the value, or the schema; or use client.with_options(validate="off")'
    return (
        f"{_shown(got)} does not satisfy {violation.rule}",
        f"the schema has {violation.rule}: {_shown(violation.expected)}",
    )


_ITEM_RULE = _bound_rule("is an item that the schema does not allow", "leave it out")

_RULES: dict[str, Callable[[Violation, Any], Words]] = {
    "false": lambda _violation, got: (f"{_shown(got)} is not allowed: the schema allows no value", "leave it out"),
    "enum": _enum_rule,
    "const": _enum_rule,
    "additionalProperties": _unknown_rule,
    "unevaluatedProperties": _unknown_rule,
    "required": _required_rule,
    "dependentRequired": _dependent_rule,
    "dependencies": _dependent_rule,
    "oneOf": _alternatives_rule,
    "anyOf": _alternatives_rule,
    "items": _ITEM_RULE,
    "additionalItems": _ITEM_RULE,
    "unevaluatedItems": _ITEM_RULE,
    "uniqueItems": lambda violation, _got: (f"has an item twice: {violation.cause}", "remove one of them"),
    "type": _type_rule,
    "pattern": _bound_rule("does not match the pattern {}", "pass a value that matches it"),
    "minLength": _bound_rule("is shorter than the minimum length of {}", "pass at least {} characters"),
    "maxLength": _bound_rule("is longer than the maximum length of {}", "pass at most {} characters"),
    "minimum": _bound_rule("is less than the minimum of {}", "pass {} or more"),
    "maximum": _bound_rule("is more than the maximum of {}", "pass {} or less"),
    "exclusiveMinimum": _bound_rule("is not more than {}", "pass more than {}"),
    "exclusiveMaximum": _bound_rule("is not less than {}", "pass less than {}"),
    "minItems": _bound_rule("has fewer items than the minimum of {}", "pass {} or more items"),
    "minProperties": _bound_rule("has fewer properties than the minimum of {}", "pass {} or more properties"),
    "maxProperties": _bound_rule("has more properties than the maximum of {}", "pass {} or fewer properties"),
    "maxItems": _bound_rule("has more items than the maximum of {}", "pass {} or fewer items"),
    "multipleOf": _bound_rule("is not a multiple of {}", "pass a multiple of {}"),
}
"""JSON Schema keyword → the message and the suggestion for a value that does not satisfy it."""
