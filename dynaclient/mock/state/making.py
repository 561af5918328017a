"""Items that no caller created: examples, or generated ones."""

from __future__ import annotations

import copy
from typing import Any

from ...schema.samples import NoSample, generate_value, get_examples
from .. import schema_views
from ..exchange import EXAMPLE, GENERATED
from ..responding.named_examples import first_valid
from ..responding.success import ANY_NAME, data_media, success
from .members import are_in, without_hidden
from .plans import Plan


def make_item(plan: Plan) -> tuple[dict[str, Any], str]:
    """Return an item for the response of an action, and where it comes from: an example, or the schemas."""
    example = _example(plan)
    if example is not None:
        return _visible(plan, example), EXAMPLE
    generated: dict[str, Any] = {}
    for name, schemas in plan.declared.items():
        try:
            generated[name] = generate_value(schemas)
        except NoSample:
            continue
    return _visible(plan, generated), GENERATED


def _visible(plan: Plan, item: dict[str, Any]) -> dict[str, Any]:
    members = plan.members
    shown: dict[str, Any] = without_hidden(item, members.known) if are_in(members.hidden, item) else item
    return shown


def _example(plan: Plan) -> dict[str, Any] | None:
    """Return the example that the response has for an item; None if there is none."""
    views = schema_views.at_path(plan.schema.view if plan.schema else {}, plan.path)
    example = next((example for view in views for example in get_examples(view)), None)
    _, response = success(plan.action)
    for whole in first_valid(response, data_media(response), plan.schema) if response and response.examples else ():
        example = copy.deepcopy(_at(whole, plan.path))
    if isinstance(example, dict) and plan.envelope and isinstance(example.get(plan.envelope), dict):
        example = example[plan.envelope]
    return example if isinstance(example, dict) else None


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    """Return what is at a path of a value; None if there is nothing."""
    for step in path:
        if step == ANY_NAME and isinstance(value, dict):
            step = next(iter(value), step)  # noqa: PLW2901 - that of the first item
        is_there = step < len(value) if isinstance(value, list) and isinstance(step, int) else isinstance(value, dict)
        value = value[step] if is_there and (isinstance(value, list) or step in value) else None
    return value
