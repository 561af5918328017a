"""Arguments as they are shown: without what their parameters mark secret."""

from __future__ import annotations

from typing import Any

from ..redaction import MASK
from .model import Parameter


def redacted_argument(parameter: Parameter, value: Any) -> Any:
    """
    Return the value of an argument with its secrets redacted: the same object if there are none.

    What the schema of any media type marks is secret. A value may have been meant for another than the one it is for.
    """
    if parameter.secret:
        return MASK
    for schema in parameter.schemas if parameter.holds_secrets else ():
        value = schema.redact_secrets(value)
    return value
