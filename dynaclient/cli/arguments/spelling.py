r"""
How names are spelled on a command line: ``per_page`` or ``perPage``, ``body.path.to``, ``list[0].key``.

A backslash removes the special meaning of the next character: ``labels.a\.b`` is the property ``a.b`` of ``labels``.
"""

from __future__ import annotations

import keyword

from ...description.spellings import snake_case
from ...strings.expressions import expression

_SPECIAL = expression(r"[\\=:.\[\]]")


def shell_name(name: str) -> str:
    """Return a name in snake case; unlike in Python, a Python keyword gets no underscore."""
    return name if keyword.iskeyword(name) else snake_case(name)


def spell_path(steps: tuple[str | int, ...]) -> str:
    """Return the path with these steps, with special characters escaped."""
    parts = (
        f"[{step}]" if isinstance(step, int) else "." + _SPECIAL.sub(lambda match: "\\" + match[0], step)
        for step in steps
    )
    return "".join(parts)[1:]
