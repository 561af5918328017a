"""The file of a description: its content, or what the cache has of it, and the files that it refers to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import DescriptionError
from ..formats.detection import translate
from ..formats.places import Place
from ..formats.translation import Description, Options, Translation
from ..runtime.log import log_debug
from ..schema.references import Tokens
from .file_slices import Facts, open_slices
from .json_index import JsonIndex, Read, StoredIndex, slices_of
from .other_files import OtherFiles
from .sharing import Content
from .text import LARGE, is_yaml, parse_text

if TYPE_CHECKING:
    from .translation_cache import CacheEntry


class FileSource:
    """
    The file of a description.

    Args:
        path: Its path, absolute.
        read: Returns its content; DescriptionError if it cannot be read.
        decode: Returns the text of its content; DescriptionError if it is not UTF-8.
        is_kept: Whether the cache is used, for descriptions that it is worth for.
        index: Returns the index that came with it; None if there is none.
    """

    def __init__(
        self,
        path: str,
        read: Callable[[], bytes],
        decode: Callable[[bytes], str],
        *,
        is_kept: bool = True,
        index: Callable[[], bytes | None] = lambda: None,
    ) -> None:
        self.path = path
        self.other_files = OtherFiles(path)
        self._read = read
        self._decode = decode
        self._data: bytes | None = None
        self._entry: CacheEntry | None = None
        self._index: StoredIndex | None = None
        self._slices: Read | None = None
        """Returns parts of the file, if it has an index."""
        self._known: Content | None = None
        self._is_yaml = False
        self._lacks_index = False
        """Whether the cache has no index of it, or none that is recognized by what the file is."""
        self._is_new = True
        """Whether the cache does not have it yet."""
        if is_kept:
            self._look_up_index()
        if self._index is None and self._is_described_by(StoredIndex.read(index()), None):
            self._lacks_index = self._entry is not None and self._entry.is_settled
        if self._index is None and self._data is None and self._entry is not None:
            known = self._entry.known_digest()
            self._known = Content(self._entry.size, digest=known) if known is not None else None
        if self._data is None and self._known is None:
            self._data = self._read()
        self.content = self._known or Content.of(self._data or b"")
        """Its content."""

    def _is_described_by(self, index: StoredIndex | None, facts: Facts | None) -> bool:
        """
        Return whether an index fits this file, and is used; the file is read for that unless its facts show it.

        Args:
            index: The index.
            facts: What the file is if it has the content that the index was made of; None if that is not known.
        """
        if index is None:
            return False
        is_known = facts is not None and facts[0] == index.size and self._data is None
        self._slices = open_slices(self.path, facts, index.content) if is_known and facts is not None else None
        if self._slices is None:
            self._data = self._read() if self._data is None else self._data
            if not index.fits(self._data):
                log_debug("the index of a description is that of another content")
                return False
            self._slices = slices_of(self._data)
        self._index = index
        self._known = Content(index.size, self._data, index.content)
        return True

    def _look_up_index(self) -> None:
        """Use the index that the cache has of this file, if it has one."""
        from .translation_cache import CacheEntry

        self._entry = entry = CacheEntry.of(self.path)
        if entry is None:
            return
        index = StoredIndex.read(entry.index())
        facts = entry.status if index is not None and index.is_of(entry.status) else None
        if self._is_described_by(index, facts):
            self._lacks_index = facts is None and entry.is_settled

    @property
    def is_sound(self) -> bool:
        """Whether its index says that the description is sound (see `soundness`)."""
        return self._index is not None and self._index.is_sound

    def document(self) -> Any:
        """Return its document: a description, translated or not, or a document that is to be translated."""
        found = self._indexed() or self._kept()
        if found is not None:
            return found
        data = self._read() if self._data is None else self._data
        if self._data is None:
            self.content = Content.of(data)  # it may have changed since
        self._forget_data()
        text = self._decode(data)
        self._is_yaml = self._entry is not None and is_yaml(text, self.path)
        return parse_text(text, self.path)

    def _indexed(self) -> Any | None:
        """Return its description, most of which is parsed when it is looked at; None if it is small, or not indexed."""
        if self._index is not None and self._slices is not None:
            return self._index.document(self._slices)
        data = self._data
        index = JsonIndex.of(data) if data is not None and len(data) > LARGE else None
        if data is None or index is None:
            return None
        self._lacks_index = True
        return index.document(slices_of(data))

    def _kept(self) -> Any | None:
        """Return its description as the cache has it; None if it has none."""
        found = self._entry.document(self.content.digest, self.other_files) if self._entry else None
        if self._entry is None or found is None:
            return None
        self._is_new = False
        self._forget_data()
        if self._known is None:
            self._entry.keep_digest(self.content.digest)
        if isinstance(found, Description):
            found.translation.origins.steps_in_source = self._steps_in_source
        return found

    def _forget_data(self) -> None:
        self._data = None
        self.content.forget_data()

    def _steps_in_source(self, place: Place, tokens: Tokens) -> Tokens:
        """Return the steps in the source for those in a description of the cache: the source is translated for it."""
        translation = self._translated_again
        return translation.origins.steps_in_source(place, tokens) if translation else tokens

    @cached_property
    def _translated_again(self) -> Translation | None:
        """The translation of the source; None if it has changed."""
        try:
            data = self._read()
            text = self._decode(data) if Content.of(data) == self.content else "{}"
            return translate(parse_text(text, self.path), Options(read_file=self.other_files.read))
        except DescriptionError:
            return None

    def keep(self, document: Any) -> None:
        """Keep the description that was made of its document in the cache, if that is worth it."""
        if self._entry is None or not self._is_new:
            return
        from .translation_cache import keep_index_later, keep_later

        if self._is_yaml:
            self._entry.keep(document, self.content.digest, self.other_files)
        elif isinstance(document, Description) and self._entry.is_large:
            keep_later(self._entry, document, self.content.digest, self.other_files)
        elif self._lacks_index and self._data is not None:
            keep_index_later(self._entry, self._data, is_sound=self.is_sound)
