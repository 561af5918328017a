"""
What a method has besides being called: `prepare`, `example`, and what its kind of action allows.

Lists have `pages` and `items`, everything but streams has `map` and `imap`, and `download` unless it is a HEAD. Each
is imported when used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from ..call.idempotency import with_other_key
from ..description.model import Action
from ..http.redirects import with_url
from ..messages import Request, Result
from ..redaction import strip_traceback, strips_traceback
from ..runtime.signatures import reports_misuse
from . import methods
from .calls import Calls, CleanErrors
from .method_members import MethodMember
from .options import OPTION_NAMES, SETTING_NAMES
from .resources import Resource

NAMES = (*OPTION_NAMES, *SETTING_NAMES)
"""The options of a client."""


class Members(Calls):
    """The methods of a client's resources, with everything that they have besides being called."""

    def _method(self, owner: Resource, action: Action) -> Any:
        awaits = hasattr(type(self), "__aenter__")
        members = self._members_of(action).items()
        return methods.make(
            owner,
            action,
            self._run,
            **{name: MethodMember(name, function, action, awaits=awaits) for name, function in members},
        )

    def _members_of(self, action: Action) -> dict[str, Any]:
        """Return what a method has besides being called, by name."""

        def prepare(*positional: Any, **arguments: Any) -> Request:
            try:
                return self._prepare(action, positional, arguments)
            except BaseException as error:
                strip_traceback(error)  # not by the decorator, as in `call`
                del positional, arguments
                raise

        def example() -> dict[str, Any]:
            from ..call.examples import example as example_of

            return example_of(action)

        members: dict[str, Any] = {
            "prepare": prepare,
            "example": strips_traceback(reports_misuse("example()")(example)),
        }
        if action.stream:
            return members
        if action.paginate:
            members.update(self._pagers(action))
        if action.method != "HEAD":
            members["download"] = self._downloader(action)
        members.update(self._mappers(action))
        return members

    # Pages.

    def _pagers(self, action: Action) -> dict[str, Any]:
        def pages(*positional: Any, **arguments: Any) -> Any:
            from ..results.paging import Pages

            listing = self._listing(action, positional, arguments)
            return listing.iterate(Pages(listing))

        def items(*positional: Any, **arguments: Any) -> Any:
            from ..results.paging import Items

            listing = self._listing(action, positional, arguments)
            return listing.iterate(Items(listing))

        return {"pages": strips_traceback(pages), "items": strips_traceback(items)}

    def _listing(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Any:
        from ..results.page_styles import Listing, with_open_body

        self._warn_of_deprecated(action, positional, arguments)
        validated = with_open_body(action, self._validate(action, positional, arguments))
        self._require_permission(action)
        settings = self._settings

        async def call(arguments_of_page: Mapping[str, Any]) -> Result:
            sent = with_other_key(action, arguments_of_page, validated)
            return await self._result_of(action, self._build(action, sent), dict(sent))

        async def follow(url: str) -> Result:
            return await self._result_of(action, with_url(self._build(action, validated), url), validated)

        return Listing(
            action, validated, call, follow,
            url_of=lambda arguments_of_page: self._build(action, arguments_of_page).url,
            in_query=self._shared.credentials.in_query,
            max_items=settings.max_items, max_pages=settings.max_pages,
            progress=lambda: _item_progress(settings.progress, action),
            full=settings.full, iterate=lambda pages: self._iterate(pages, action, validated),
        )  # fmt: skip

    # Downloads.

    def _downloader(self, action: Action) -> Any:
        @strips_traceback
        @reports_misuse("download(path, name=value)")
        def download(target: Any, /, *positional: Any, **arguments: Any) -> Any:
            from ..results.downloads import RESUMES
            from ..results.downloads import download as write_to
            from ..results.progress import Progress
            from ..results.targets import require_other_target

            self._warn_of_deprecated(action, positional, arguments)
            validated = self._validate(action, positional, arguments)
            require_other_target(target, action.name, (validated, *map(Path, self.api.files)))
            clean = partial(self._clean, action, validated)
            opened = self._opener(action, validated, clean)
            progress = Progress(self._settings.progress)
            resumes = RESUMES if self._settings.options.retries else 0

            async def written() -> Any:
                with CleanErrors(clean):
                    return await write_to(
                        opened, target, action=action, backend=self._backend, progress=progress, resumes=resumes
                    )

            return self._backend.run(f"{action.name}.download", written)

        return download

    # Many calls.

    def _mappers(self, action: Action) -> dict[str, Any]:
        def map_(rows: Any, **options: Any) -> Any:
            from ..bulk.runner import collect_outcomes

            bulk = self._bulk(action, rows, options)
            bulk._clean = partial(self._clean, action, {})
            return self._backend.run(f"{action.name}.map", collect_outcomes, bulk)

        def imap(rows: Any, **options: Any) -> Any:
            return self._iterate(self._bulk(action, rows, options), action, {})

        checked = (reports_misuse("map(rows, columns={…})")(map_), reports_misuse("imap(rows, columns={…})")(imap))
        return dict(zip(("map", "imap"), map(strips_traceback, checked), strict=True))

    def _bulk(self, action: Action, rows: Any, options: dict[str, Any]) -> Any:
        from ..bulk.options import parse_options, require_other_files
        from ..bulk.runner import Bulk

        self._warn_of_deprecated(action, (), {})
        plan = parse_options(action.name, NAMES, **{"progress": self._settings.progress, **options})
        require_other_files(plan, action.name, rows, (self._settings.defaults, *map(Path, self.api.files)))
        validates = self._settings.validate == "raise"
        return Bulk(
            action, rows, plan, lambda: self._engine(plan, action), media=self._settings.content, validates=validates
        )

    def _engine(self, plan: Any, action: Action) -> Any:
        """Return what runs many calls concurrently."""
        raise NotImplementedError


@contextmanager
def _item_progress(option: Any, action: Action) -> Iterator[Callable[[int, int | None], None] | None]:
    """Show the progress of paging; yield the function that counts and totals are reported to."""
    if not option:
        yield None
        return
    from ..results.progress import Progress

    with Progress(option).begin(action.name, None, "items") as progress:
        before = 0

        def report(count: int, total: int | None) -> None:
            nonlocal before
            progress.total(total)
            progress.advance(count - before)
            before = count

        yield report
