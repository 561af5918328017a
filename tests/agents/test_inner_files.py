"""Files inside of an answer stand beside it: pictures that a model can see, and small files with their bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from dynaclient import Client
from dynaclient.agents.inner_files import MAX_FILES, MAX_LEVELS, take_out
from dynaclient.agents.kept import MAX_KEPT, Kept, KeptAnswers
from dynaclient.agents.pictures import MAX_PICTURE, is_picture
from dynaclient.agents.results import ToolResult
from dynaclient.agents.toolbox import Toolbox
from dynaclient.testing import RecordingTransport, response
from tests.support.agent_backend import BYTES_URI, PICTURE_URI, PNG
from tests.support.descriptions import describe


@contextmanager
def kept(most: int = MAX_KEPT) -> Iterator[KeptAnswers]:
    """Yield where files are kept."""
    with closing(KeptAnswers(most)) as answers:
        yield answers


def taken(value: Any) -> tuple[Any, list[tuple[str, int]]]:
    """Return what is left of a value, without the names of the files, and the type and size of each file."""
    with kept() as answers:
        left, files = take_out(value, answers.keep)
        for file in files:
            assert answers.read(file.uri, 100) == (file, file.path.read_bytes()[:100])
    return _without_names(left, files), [(file.media, file.size) for file in files]


def _without_names(value: Any, files: tuple[Kept, ...]) -> Any:
    if isinstance(value, dict):
        return {name: _without_names(item, files) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_names(item, files) for item in value]
    for index, file in enumerate(files):
        value = value.replace(file.uri, f"FILE{index}") if isinstance(value, str) else value
    return value


PLACE = "image/png, 70 bytes, kept for 10 minutes as FILE0"


@pytest.mark.parametrize(
    ("value", "left", "files"),
    [
        (PICTURE_URI, PLACE, [("image/png", 70)]),
        ({"a": [1, {"b": PICTURE_URI}], "c": "data:"}, {"a": [1, {"b": PLACE}], "c": "data:"}, [("image/png", 70)]),
        (["data:Image/PNG;name=a;base64,AAAA"], ["image/png, 3 bytes, kept for 10 minutes as FILE0"], [("image/png", 3)]),
        ([BYTES_URI], ["application/octet-stream, 256 bytes, kept for 10 minutes as FILE0"], [("application/octet-stream", 256)]),
    ],
)  # fmt: skip
def test_a_data_uri_becomes_a_file(value: Any, left: Any, files: list[tuple[str, int]]) -> None:
    assert taken(value) == (left, files)


@pytest.mark.parametrize(
    "value",
    [
        "data:,plain", "data:text/plain,plain", "data:text/plain;base64", "data:;base64,AAAA", "data:image/png;base64,AAA",
        "data:image/png;base64,é", "data:image/png;base64,AA AA", "no data:image/png;base64,AAAA", f"data:a/{'b' * 100};base64,AAAA",
        "", 5, None, True, {}, [], {"data:image/png;base64,AAAA": 1},
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_what_is_none_stays_as_it_is(value: Any) -> None:
    with kept() as answers:
        for whole in (value, {"a": [value]}):
            left, files = take_out(whole, answers.keep)
            assert left is whole
            assert files == ()


def test_a_few_are_taken_out_and_none_that_is_deep_or_too_large_to_be_kept() -> None:
    assert len(taken([PICTURE_URI] * (MAX_FILES + 3))[1]) == MAX_FILES
    deep: Any = PICTURE_URI
    for _ in range(MAX_LEVELS + 2):
        deep = [deep]
    assert taken(deep) == (deep, [])
    with kept(most=10) as answers:
        assert take_out([PICTURE_URI], answers.keep) == ([PICTURE_URI], ())


@pytest.mark.parametrize(
    ("media", "data", "shown"),
    [
        ("image/png", PNG, True),
        ("image/jpeg", b"\xff\xd8\xff\xe0", True),
        ("image/gif", b"GIF89a", True),
        ("image/webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", True),
        ("image/webp", b"RIFF\x00\x00\x00\x00WAVEfmt ", False),
        ("image/png", b"<html>", False),
        ("image/jpeg", PNG, False),
        ("image/tiff", b"II*\x00", False),
        ("image/svg+xml", b"<svg/>", False),
        ("image/png", PNG + bytes(MAX_PICTURE), False),
        ("application/pdf", PNG, False),
    ],
)
def test_a_model_sees_pictures_of_these_types_only(media: str, data: bytes, *, shown: bool) -> None:
    assert is_picture(media, data) is shown


def result_of(answer: Any, **passed: Any) -> ToolResult:
    """Return the result of reading something whose answer is this."""
    with closing(Toolbox(Client(describe(), transport=RecordingTransport([response(answer)])))) as toolbox:
        return asyncio.run(toolbox.call("read", {"action": "things.get", **passed}))


def test_a_result_has_the_files_that_it_names() -> None:
    answer = {"user": {"avatar": PICTURE_URI, "name": "n"}, "file": BYTES_URI}
    assert [file.media for file in result_of(answer).files] == ["image/png", "application/octet-stream"]
    selected = result_of(answer, select="user.avatar")
    assert [file.media for file in selected.files] == ["image/png"]
    assert selected.value == f"image/png, 70 bytes, kept for 10 minutes as {selected.files[0].uri}"
    assert result_of(answer, select="user.name").files == ()


def test_a_picture_of_another_type_is_no_picture() -> None:
    class Answer(RecordingTransport):
        def send(self, request: Any, limits: Any) -> Any:
            return response(b"<html>", headers={"Content-Type": "image/png"})

    with closing(Toolbox(Client(describe(), transport=Answer()))) as toolbox:
        result = asyncio.run(toolbox.call("read", {"action": "things.get"}))
        assert result.image is None
        assert result.link is not None
        assert result.link.path.read_bytes() == b"<html>"
