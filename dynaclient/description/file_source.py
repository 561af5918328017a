"""The file of a description: its content, or what the cache has of it, and the files that it refers to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from ..errors import DescriptionError
from ..formats.detection import translate
from ..formats.places import Place
from ..formats.translation import Description, Options, Translation
from ..schema.references import Tokens
from .other_files import OtherFiles
from .sharing import digest
from .text import is_yaml, parse_text
from .translation_cache import CacheEntry, keep_later


class FileSource:
    """
    The file of a description.

    Args:
        path: Its path, absolute.
        read: Returns its content; DescriptionError if it cannot be read.
        decode: Returns the text of its content; DescriptionError if it is not UTF-8.
        is_kept: Whether the cache is used, for descriptions that it is worth for.
    """

    def __init__(
        self, path: str, read: Callable[[], bytes], decode: Callable[[bytes], str], *, is_kept: bool = True
    ) -> None:
        self.path = path
        self.other_files = OtherFiles(path)
        self._read = read
        self._decode = decode
        self._entry = CacheEntry.of(path) if is_kept else None
        self._data: bytes | None = None
        self._is_yaml = False
        self._is_new = True
        """Whether the cache does not have it yet."""
        self._known = self._entry.known_digest() if self._entry else None
        self.content = self._known or self._read_content()
        """The digest of its content."""

    def _read_content(self) -> bytes:
        self._data = self._read()
        return digest(self._data)

    def document(self) -> Any:
        """Return its document: a description, translated or not, or a document that is to be translated."""
        found = self._entry.document(self.content, self.other_files) if self._entry else None
        if self._entry is not None and found is not None:
            self._is_new, self._data = False, None
            if self._known is None:
                self._entry.keep_digest(self.content)
            if isinstance(found, Description):
                found.translation.origins.steps_in_source = self._steps_in_source
            return found
        data = self._read() if self._data is None else self._data
        self.content = digest(data) if self._data is None else self.content  # it may have changed since
        self._data = None
        text = self._decode(data)
        self._is_yaml = self._entry is not None and is_yaml(text, self.path)
        return parse_text(text, self.path)

    def _steps_in_source(self, place: Place, tokens: Tokens) -> Tokens:
        """Return the steps in the source for those in a description of the cache: the source is translated for it."""
        translation = self._translated_again
        return translation.origins.steps_in_source(place, tokens) if translation else tokens

    @cached_property
    def _translated_again(self) -> Translation | None:
        """The translation of the source; None if it has changed."""
        try:
            data = self._read()
            text = self._decode(data) if digest(data) == self.content else "{}"
            return translate(parse_text(text, self.path), Options(read_file=self.other_files.read))
        except DescriptionError:
            return None

    def keep(self, document: Any) -> None:
        """Keep the description that was made of its document in the cache, if that is worth it."""
        if self._entry is None or not self._is_new:
            return
        if self._is_yaml:
            self._entry.keep(document, self.content, self.other_files)
        elif isinstance(document, Description) and self._entry.is_large:
            keep_later(self._entry, document, self.content, self.other_files)
