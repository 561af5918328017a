"""The values of headers, as werkzeug reads them: the door to it, which names the extra where it is not installed."""

from __future__ import annotations

from ..errors import DynaclientError

try:
    from werkzeug.http import parse_date, parse_etags, parse_options_header
except ImportError:
    message = "the mock server needs the mock extra: pip install 'dynaclient[mock]'"
    raise DynaclientError(message, code="extra-missing") from None

__all__ = ["parse_date", "parse_etags", "parse_options_header"]
