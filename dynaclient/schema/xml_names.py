"""What XML 1.0 and Namespaces in XML 1.0 allow: characters, and prefixes with their namespaces."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from ..strings.expressions import expression
from .plain_data import EncodingError

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
"""The namespace of `xsi:nil`, and of other attributes about a document that are not data."""
_RESERVED = {"xml": "http://www.w3.org/XML/1998/namespace", "xmlns": "http://www.w3.org/2000/xmlns/"}
_NAMESPACE = expression(r'[^\x00-\x20{}<>"\ud800-\udfff\ufffe\uffff]+')
_FORBIDDEN = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot have, not even as references."""


class InvalidXML(EncodingError, ValueError):
    """A value that XML cannot represent, or a string that is not XML."""


def check_characters(text: str) -> str:
    """Return a string that XML can have; raise InvalidXML for any other."""
    if _FORBIDDEN.search(text):
        raise InvalidXML("has characters that XML cannot have")
    return text


def escaped(text: str) -> str:
    """Return a string as the content of an element; raises InvalidXML."""
    return escape(check_characters(text), {"\r": "&#13;"})


class Scope:
    """
    The prefixes of one element: each means one namespace in it, and is declared once.

    Args:
        outer: The namespaces of the elements around it, by prefix; that of the empty prefix is the default one.
    """

    def __init__(self, outer: dict[str, str]) -> None:
        self._outer = outer
        self._here: dict[str, str] = {}
        """What the names of the element and its attributes use, and so cannot mean anything else."""
        self._declared: dict[str, str] = {}
        self._generated: dict[str, str] = {}
        """Prefixes of attributes that have none of their own, by namespace."""
        self._count = 0

    @property
    def inner(self) -> dict[str, str]:
        """The namespaces for the elements in it."""
        return {**self._outer, **self._declared} if self._declared else self._outer

    def declarations(self) -> str:
        """Return the attributes that declare its prefixes."""
        found = ((f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in self._declared.items())
        return "".join(f" {name}={quoteattr(uri)}" for name, uri in found)

    def element(self, name: str, prefix: str, namespace: str) -> str:
        """
        Return the name of the element, with its prefix.

        A prefix that no namespace belongs to is left out: with it, no server that knows namespaces could read the
        document, and one that does not reads the local name.
        """
        prefix = self._meaning(prefix, namespace)
        uri = namespace or self._outer.get(prefix, "")
        if prefix != "xml" and uri:
            self._bind(prefix, uri)
        return f"{prefix}:{name}" if prefix else name

    def attribute(self, name: str, prefix: str, namespace: str) -> tuple[str, str]:
        """Return the name of an attribute with its prefix, and its namespace: without a prefix it has none."""
        prefix = self._meaning(prefix, namespace)
        if prefix == "xml" or not (prefix or namespace):
            return (f"xml:{name}" if prefix else name), (_RESERVED["xml"] if prefix else "")
        uri = namespace or self._here.get(prefix) or self._outer[prefix]
        prefix = self._free_prefix(prefix, uri)
        self._bind(prefix, uri)
        return f"{prefix}:{name}", uri

    def _meaning(self, prefix: str, namespace: str) -> str:
        """Return a prefix, without one that has no namespace; refuse what is reserved."""
        if prefix == "xmlns" or namespace == _RESERVED["xmlns"]:
            raise InvalidXML("has the prefix or the namespace of `xmlns`, which is reserved")
        if (prefix == "xml" and namespace) or namespace == _RESERVED["xml"]:
            if (prefix, namespace) != ("xml", _RESERVED["xml"]):
                raise InvalidXML("has the prefix or the namespace of `xml`, which is reserved")
            return prefix
        if namespace and not _NAMESPACE.fullmatch(namespace):
            raise InvalidXML(f"has a namespace that is not a URI: {namespace!r:.80}")
        return prefix if namespace or prefix == "xml" or prefix in self._here or prefix in self._outer else ""

    def _free_prefix(self, wanted: str, uri: str) -> str:
        """Return the prefix of an attribute: another one than is wanted if that has another meaning here."""
        if wanted and self._here.get(wanted, uri) == uri:
            return wanted
        while uri not in self._generated:
            self._count += 1
            if f"ns{self._count}" not in self._here:
                self._generated[uri] = f"ns{self._count}"
        return self._generated[uri]

    def _bind(self, prefix: str, uri: str) -> None:
        if prefix not in self._here and self._outer.get(prefix, "") != uri:
            self._declared[prefix] = uri
        self._here[prefix] = uri
