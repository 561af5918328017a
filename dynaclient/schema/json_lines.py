"""Any value as one line of JSON, for files and tables that take nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from ..messages import Headers
from ..strings.encoding import is_encodable
from .plain_data import MAX_DEPTH


def plain_data(value: Any, depth: int = 0) -> Any:
    """Return a value as JSON data; the name of the type stands for what JSON cannot express or is nested too deeply."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, Headers):
        return value.redacted()
    if isinstance(value, Mapping) and depth < MAX_DEPTH:
        return {str(key): plain_data(member, depth + 1) for key, member in value.items()}
    if isinstance(value, (list, tuple)) and depth < MAX_DEPTH:
        return [plain_data(item, depth + 1) for item in value]
    return f"<{type(value).__name__}>"


def encode_line(data: Any) -> str:
    """Return JSON data as one line that can be encoded as UTF-8."""
    line = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # A server may send half of a surrogate pair, in JSON's notation: \ud800.
    return line if is_encodable(line) else json.dumps(data, separators=(",", ":"))
