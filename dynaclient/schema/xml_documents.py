"""XML documents to trees of elements: in any encoding that is declared, without entities, within limits."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import islice
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from ..runtime.media_types import KNOWN_CHARSETS
from ..strings.expressions import expression
from .xml_names import InvalidXML

MAX_ELEMENTS = 1_000_000
_ENCODING = expression(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']""")
Element = ElementTree.Element


class _Started(Exception):
    """The outermost element starts here."""


def parse_document(data: bytes | str, charset: str = "") -> Element:
    """
    Return the outermost element of a document.

    Args:
        data: The document.
        charset: What the `charset` of its media type is.

    Raises:
        InvalidXML: It is not well-formed, has a document type declaration, too many elements, or another encoding than
            it declares.
    """
    text = data if isinstance(data, str) else _decoded(data, charset.lower())
    try:
        _refuse_doctype(text)
        root = ElementTree.fromstring(text)  # noqa: S314 - it has no entities, without a document type declaration
    except ElementTree.ParseError as error:
        reason = f"{expat.ErrorString(error.code)}, line {error.position[0]}"
    except expat.ExpatError as error:
        reason = f"{expat.ErrorString(error.code)}, line {error.lineno}"
    except UnicodeError:
        reason = "its encoding cannot be read"
    else:
        if next(islice(root.iter(), MAX_ELEMENTS, None), None) is None:
            return root
        reason = "it has too many elements"
    raise InvalidXML(reason)


def _refuse_doctype(text: str) -> None:
    """Raise InvalidXML if there is a document type declaration, which can only be before the outermost element."""

    def refuse(*_: Any) -> None:
        raise InvalidXML("it has a document type declaration, which is refused")

    def stop(*_: Any) -> None:
        raise _Started

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, stop
    with suppress(_Started):
        parser.Parse(text, True)


def _decoded(data: bytes, charset: str) -> str:
    """Return a document as a string, in the first of the encodings that it may have that can decode it."""
    for encoding in _encodings(data, charset):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    raise InvalidXML("its encoding cannot be read")


def _encodings(data: bytes, charset: str) -> list[str]:
    """Return the encodings that a document may have, in the order of RFC 7303, section 3: BOM, charset, declaration."""
    found = json.detect_encoding(data)  # which knows a BOM, and characters of two or four bytes without one
    if found != "utf-8":
        return [found]
    match = _ENCODING.match(data)
    declared = match[1].decode("ascii").lower() if match else "utf-8"
    known = filter(KNOWN_CHARSETS.fullmatch, (charset, declared))
    # One of several bytes would have been found: some servers write that they encode so, and do not.
    return ["utf-8" if encoding.startswith(("utf-16", "utf16", "utf-32", "utf32")) else encoding for encoding in known]
