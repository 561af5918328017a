"""The index of a description in JSON: what is loaded by it is what all of the file says, at any time."""

from __future__ import annotations

import gc
import json
import logging
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dynaclient
from dynaclient import Api, DescriptionError, lint
from dynaclient.description import file_source, json_index, loading, translation_cache
from dynaclient.description.json_index import JsonIndex, StoredIndex, make_index, slices_of
from dynaclient.description.sharing import Content, digest
from dynaclient.description.text import parse_text
from dynaclient.description.translation_cache import LATER
from dynaclient.formats.lazy import LazyDict, plain
from tests.support import ROOT
from tests.support.descriptions import describe


def index_path(file: Path) -> Path:
    """Return the path of the index beside a file."""
    return Path(json_index.index_path(str(file)))


def load(source: Any = None, **options: Any) -> Api:
    """Load a description that is not in use any more."""
    gc.collect()
    return dynaclient.load(source, **options)


def indexed(data: bytes) -> list[Any]:
    """Return the descriptions that are made by an index in memory, and by one that was stored."""
    index, made = JsonIndex.of(data), make_index(data)
    assert index is not None
    assert made is not None
    json.loads(made)
    stored = StoredIndex.read(made)
    assert stored is not None
    assert stored.fits(data)
    assert stored.content == digest(data)
    return [index.document(slices_of(data)), stored.document(slices_of(data))]


def in_order(value: Any) -> Any:
    """Return a value in which the order of keys counts."""
    if isinstance(value, dict):
        return [(key, in_order(member)) for key, member in value.items()]
    return [in_order(item) for item in value] if isinstance(value, list) else value


def is_same(data: bytes) -> bool:
    """Return whether all ways lead to the same description."""
    expected = in_order(parse_text(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")))
    return all(in_order(plain(found)) == expected for found in indexed(data))


# --- the same values

FILES = [ROOT / "api.json", ROOT / "examples" / "acme" / "src" / "acme" / "api.json"]


@pytest.mark.uncounted
@pytest.mark.parametrize("file", FILES, ids=["bundled", "acme"])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_index_leads_to_the_same_description(file: Path, indent: int | None) -> None:
    document = json.loads(file.read_bytes())
    assert is_same(file.read_bytes())
    assert is_same(json.dumps(document, indent=indent, ensure_ascii=False).encode())


NESTED = '{"dynaclient":1,"resources":{"a":{"path":"/a","resources":{"b":{"actions":{"get":{"method":"GET"}}}}}}}'
ODD = {
    "a byte order mark": "\ufeff" + NESTED,
    "blanks everywhere": " \t\r\n{ \"dynaclient\" :\r1 ,\n\"resources\" : { } , \"schemas\"\t: { \"a\" : 1 , \"b\"\n:[ ] } } \n",
    "nested resources": NESTED,
    "letters of two, three and four bytes": '{"dynaclient":1,"title":"ü","schemas":{"ä":"€","𝄞":{"ö":1},"c":"\U0001f600"},"responses":{"a":"é"}}',
    "escapes in names": '{"dynaclient":1,"schem\\u0061s":{"\\u00e4\\n\\"":1,"\\ud800":2,"\\\\":3}}',
    "names that cannot be joined": '{"dynaclient":1,"schemas":{"a\\nb":1,"c":2},"parameters":{"":1},"responses":{}}',
    "a table twice": '{"dynaclient":1,"schemas":{"a":1,"b":2},"title":"x","schemas":{"b":3,"c":4}}',
    "a table, and then none": '{"dynaclient":1,"schemas":{"a":1},"schemas":5,"resources":{"a":{"actions":{"b":1},"actions":[]}}}',
    "no table, and then one": '{"dynaclient":1,"schemas":5,"schemas":{"a":1}}',
    "names twice in a table": '{"dynaclient":1,"schemas":{"a":1,"b":2,"a":{"x":1,"x":2}}}',
    "a resource twice": '{"dynaclient":1,"resources":{"a":{"actions":{"x":1}},"b":{},"a":{"actions":{"y":2}}}}',
    "references in place of tables": '{"dynaclient":1,"schemas":{"$ref":"#/x"},"resources":{"$ref":"#/y"},"parameters":{"$ref":5}}',
    "references in resources": '{"dynaclient":1,"resources":{"a":{"$ref":"#/x"},"b":{"actions":{"$ref":"#/y"}},"c":{"resources":{"$ref":"#/z"}}}}',
    "resources of other kinds": '{"dynaclient":1,"resources":{"a":5,"b":[{"actions":{}}],"c":{"actions":null,"resources":"x"},"d":null}}',
    "no object of resources": '{"dynaclient":1,"resources":[],"schemas":null,"parameters":"x"}',
    "nothing else": '{"dynaclient":{}}',
    "numbers": '{"dynaclient":1,"schemas":{"a":-1.5e3,"b":12345678901234567890,"c":0.1,"d":1e-7}}',
    "keys named like tables": '{"dynaclient":1,"resources":{"actions":{"actions":{"resources":{"a":1}}},"schemas":{"schemas":{"a":1}}}}',
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_an_odd_description_is_the_same_too(case: str) -> None:
    assert is_same(ODD[case].encode())


def outcome(document: Any) -> Any:
    """Return the names of a description, or why it cannot be loaded."""
    try:
        api = Api(document)
        return [(name, found.action_names, found.resource_names) for name, found in api.all_resources.items()]
    except DescriptionError as error:
        return str(error)


CIRCLE = '{"dynaclient":1,"resources":{"a":{"resources":{"b":{"$ref":"#/resources/a"}}}}}'
DANGLING = '{"dynaclient":1,"resources":{"good":{"actions":{"get":{}}},"bad":{"actions":{"$ref":"#/nowhere"}}}}'


@pytest.mark.parametrize("text", [*ODD.values(), CIRCLE, DANGLING], ids=[*ODD, "a circle", "dangling"])
def test_the_names_and_the_reasons_to_refuse_it_are_the_same(text: str) -> None:
    data = text.encode()
    expected = outcome(parse_text(text.removeprefix("\ufeff")))
    assert [outcome(document) for document in indexed(data)] == [expected, expected]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.text(max_size=5) | st.sampled_from(["$ref", "actions", "resources", "schemas", "a"])
TABLES = st.dictionaries(NAMES, VALUES, max_size=4) | VALUES
RESOURCES = st.recursive(
    VALUES,
    lambda inner: st.dictionaries(
        NAMES, st.fixed_dictionaries({}, optional={"actions": TABLES, "resources": inner, "path": VALUES}), max_size=3
    ),
    max_leaves=4,
)
DOCUMENTS = st.fixed_dictionaries(
    {"dynaclient": VALUES},
    optional={"schemas": TABLES, "parameters": TABLES, "responses": TABLES, "resources": RESOURCES, "title": VALUES},
)


@given(DOCUMENTS, st.booleans(), st.sampled_from([None, 0, 3, "\t"]), st.booleans())
def test_any_description_is_the_same(document: Any, ascii_only: bool, indent: Any, marked: bool) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent)
    assert is_same((b"\xef\xbb\xbf" if marked else b"") + text.encode("utf-8", "replace"))


NOT_INDEXED = {
    "a list": '["dynaclient"]',
    "another format": '{"openapi":"3.1.0","paths":{}}',
    "the key is elsewhere": '{"openapi":"3.1.0","x":{"dynaclient":1}}',
    "no JSON": '{"dynaclient":1,}',
    "no JSON in a table": '{"dynaclient":1,"schemas":{"a":1 "b":2}}',
    "a number that is too large": '{"dynaclient":1,"schemas":{"a":1e999}}',
    "a constant that is none": '{"dynaclient":1,"schemas":{"a":NaN}}',
    "an escape that is none": '{"dynaclient":1,"schemas":{"\\x":1}}',
    "more after it": '{"dynaclient":1} {}',
    "too deep": '{"dynaclient":1,"schemas":{"a":' + "[" * 100_000 + "]" * 100_000 + "}}",
    "resources too deep": '{"dynaclient":1,"resources":' + '{"a":{"resources":' * 5000 + "1" + "}}" * 5000 + "}",
    "YAML": 'dynaclient: "dynaclient"',
}


@pytest.mark.parametrize("case", NOT_INDEXED)
def test_what_is_no_description_in_json_has_no_index(case: str) -> None:
    assert JsonIndex.of(NOT_INDEXED[case].encode()) is None
    assert make_index(NOT_INDEXED[case].encode()) is None


def test_what_is_not_utf_8_has_no_index() -> None:
    assert JsonIndex.of(b'{"dynaclient":1,"title":"\xff"}') is None


def test_no_beginning_of_a_description_has_an_index() -> None:
    data = ODD["nested resources"].encode() + b" "
    assert [length for length in range(len(data) - 1) if JsonIndex.of(data[:length]) is not None] == []


def test_only_what_is_looked_at_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (ROOT / "api.json").read_bytes()
    _, document = indexed(data)
    parsed: list[Any] = []
    parse = json_index._parsed

    def counted(read: Any, place: tuple[int, int]) -> Any:
        parsed.append(place)
        return parse(read, place)

    monkeypatch.setattr(json_index, "_parsed", counted)
    _, document = indexed(data)
    api = Api(document)
    assert (len(api.actions) > 300, parsed) == (True, [])
    assert api.action("application.get").method == "GET"
    assert 0 < len(parsed) < 20
    assert isinstance(document["schemas"], LazyDict)


def test_the_index_of_the_bundled_description_is_small() -> None:
    made = make_index((ROOT / "api.json").read_bytes())
    assert made is not None
    assert len(json.dumps(json.loads(made)["index"])) < 30_000
    assert len(made) < 100_000


# --- files

DOCUMENT = describe(
    {"get": {"method": "GET", "path": "/old"}},
    resources={
        "things": {"path": "/t", "actions": {"get": {"method": "GET", "path": "/old"}, "bad": {"method": "got"}}},
        "others": {"path": "/o", "resources": {"inner": {"path": "/i", "actions": {"get": {"method": "GET"}}}}},
        "linked": {"$ref": "#/resources/things"},
    },
)


@pytest.fixture(autouse=True)
def sizes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have all files count as large ones."""
    monkeypatch.setattr(file_source, "LARGE", 10)
    monkeypatch.setattr(translation_cache, "LARGE", 10)
    monkeypatch.setattr(translation_cache, "DELAY", 0.0)
    yield
    LATER.finish()


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the contents of the files that were read through, and not loaded by an index that there was."""
    contents: list[bytes] = []

    class Counted(JsonIndex):
        @classmethod
        def of(cls, data: bytes, pause: Callable[[], None] | None = None) -> JsonIndex | None:
            contents.append(data)
            return JsonIndex.of(data, pause)

    monkeypatch.setattr(file_source, "JsonIndex", Counted)
    return contents


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the folder of the cache, which does not exist yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("DYNACLIENT_CACHE", str(folder))
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "package" / "api.json"
    path.parent.mkdir()
    path.write_text(json.dumps(DOCUMENT), "utf-8")
    return path


@pytest.fixture
def package(file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the bundled description of a package, beside which its index is."""
    monkeypatch.setattr(loading, "_PACKAGE", str(file.parent))
    index_path(file).write_bytes(make_index(file.read_bytes()) or b"")
    return file


def check(api: Api, path: str = "/t/old") -> None:
    """Check a description: its names, its actions, and where its problems are."""
    assert set(api.all_resources) == {"things", "others", "others.inner", "linked"}
    assert [api.action(name).path for name in ("things.get", "linked.get", "others.inner.get")] == [path, path, "/o/i"]
    with pytest.raises(DescriptionError) as caught:
        api.action("things.bad")
    assert [problem.line for problem in caught.value.problems] == [1]


def edit(file: Path) -> None:
    """Change a file, and neither its size nor its times."""
    status = file.stat()
    file.write_bytes(file.read_bytes().replace(b"/old", b"/new"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_the_bundled_description_is_loaded_by_the_index_beside_it(package: Path, walked: list[bytes]) -> None:
    check(load())
    check(load(str(package)))
    assert walked == []


def test_an_edit_of_the_bundled_description_is_seen(package: Path, walked: list[bytes]) -> None:
    load()
    edit(package)
    check(load(), "/t/new")
    assert len(walked) == 1


def test_an_edit_of_the_bundled_description_is_seen_where_its_times_do_not_show_it(
    package: Path, walked: list[bytes]
) -> None:
    edit(package)
    for path in (index_path(package), package):  # as where all times are made the same, or the package is copied
        os.utime(path, (1, 1))
    os.utime(index_path(package), (1, 1))
    check(load(), "/t/new")
    assert len(walked) == 1


def test_clients_with_and_without_an_index_share_a_description(package: Path, walked: list[bytes]) -> None:
    with_index = load()
    index_path(package).unlink()
    assert load() is with_index
    del with_index
    gc.collect()
    without = load()
    index_path(package).write_bytes(make_index(package.read_bytes()) or b"")
    assert load() is without
    assert len(walked) == 1


def _replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return a change after which the checksum is right."""

    def replace(data: bytes) -> bytes:
        rest = data[json_index._HEAD_LENGTH :].replace(old, new)
        return json_index._HEAD % (json_index.VERSION, crc32(rest)) + rest

    return replace


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[:-1],
    "empty": lambda _: b"",
    "a bit in its checksum": lambda data: data.replace(b'sum": "', b'sum": "0', 1),
    "a bit in its names": lambda data: data.replace(b"things", b"thinks", 1),
    "another version": lambda data: data.replace(b'index": 1', b'index": 2', 1),
    "not JSON": _replaced(b'{"size"', b'{"size'),
    "no length": _replaced(b', "index"', b'x "index"'),
    "without a digest": _replaced(b'"sha256"', b'"sha255"'),
    "a digest of another kind": _replaced(b'"sha256":"', b'"sha256":"z'),
    "too deep": lambda _: _replaced(b"", b"")(
        json_index._HEAD % (0, 0) + json_index._LENGTH % 100_000 + b"[" * 100_000
    ),
    "a list": lambda _: _replaced(b"", b"")(json_index._HEAD % (0, 0) + json_index._LENGTH % 2 + b"[]"),
    "of another file": lambda _: make_index(b'{"dynaclient":1}') or b"",
}


@pytest.mark.parametrize("case", DAMAGES)
def test_an_index_that_cannot_be_used_is_as_if_there_were_none(
    case: str, package: Path, walked: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "dynaclient")
    beside = index_path(package)
    beside.write_bytes(DAMAGES[case](beside.read_bytes()))
    check(load())
    assert len(walked) == 1
    assert "index of a description" in caplog.text


def test_an_index_that_cannot_be_read_is_as_if_there_were_none(package: Path, walked: list[bytes]) -> None:
    index_path(package).unlink()
    index_path(package).mkdir()
    check(load())
    assert len(walked) == 1


def test_an_index_beside_any_other_file_is_not_used(file: Path, walked: list[bytes]) -> None:
    index_path(file).write_bytes(make_index(file.read_bytes()) or b"")
    check(load(file))
    assert len(walked) == 1


def test_a_file_with_the_checksum_of_another_is_refused_when_it_is_looked_at() -> None:
    data = json.dumps(DOCUMENT).encode()
    index = StoredIndex.read(make_index(data) or b"")
    assert index is not None
    broken = index.document(slices_of(data.replace(b'"GET"', b'"GET}')))
    with pytest.raises(DescriptionError, match="does not match its index") as caught:
        _ = broken["resources"]["things"]["actions"]["get"]
    assert caught.value.problems[0].rule == "index"


def test_a_description_in_an_archive_is_found_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_PACKAGE", "/archive.zip/dynaclient")
    found = loading.bundled()
    assert (found.name, found.is_file()) == ("api.json", False)
    assert str(found).startswith(str(Path(dynaclient.__file__).parent))


def test_a_file_that_is_not_json_is_reported_as_ever(file: Path, walked: list[bytes]) -> None:
    file.write_text('{"dynaclient": 1,\n"resources": {"a": {]}}')
    with pytest.raises(DescriptionError, match=r"invalid JSON: .*column 21") as caught:
        load(file)
    assert ([problem.line for problem in caught.value.problems], len(walked)) == ([2], 1)


def test_small_files_and_other_formats_are_not_indexed(
    file: Path, walked: list[bytes], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(file_source, "LARGE", 10_000)
    check(load(file))
    LATER.finish()
    assert (walked, folder.exists()) == ([], False)


# --- lint


def _other_content(file: Path) -> None:
    index_path(file).write_bytes(make_index(b'{"dynaclient":1}') or b"")


def _damaged(file: Path) -> None:
    index_path(file).write_bytes(index_path(file).read_bytes()[:-9])


def _not_ours(file: Path) -> None:
    index_path(file).write_text("{}")


PROBLEMS: dict[str, tuple[Callable[[Path], None], int]] = {
    "it fits": (lambda _: None, 0),
    "it is of another content": (_other_content, 1),
    "it is damaged": (_damaged, 1),
    "it is another kind of file": (_not_ours, 0),
    "the file was edited": (edit, 1),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_lint_reports_an_index_that_does_not_fit(case: str, package: Path) -> None:
    change, count = PROBLEMS[case]
    change(package)
    found = [problem for problem in lint(package) if problem.rule == "index"]
    assert len(found) == count
    assert all("api.index.json" in problem.message for problem in found)


def test_lint_reports_it_also_where_the_description_cannot_be_loaded(package: Path) -> None:
    package.write_text('{"dynaclient": 2}')
    assert [problem.rule for problem in lint(package)] == ["index", "version", "type"]


# --- the cache


def test_an_index_is_kept_in_the_cache(file: Path, folder: Path, walked: list[bytes]) -> None:
    check(load(file))
    LATER.finish()
    assert [path.name.endswith("-index.cached") for path in folder.iterdir()] == [True]
    check(load(file))
    assert len(walked) == 1
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_description_in_use_goes_on_when_its_file_is_touched(
    file: Path, folder: Path, walked: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_cache, "RESOLUTION", -1)  # its times count, although they are new
    load(file)
    LATER.finish()
    in_use = load(file)
    os.utime(file, (1, 1))
    assert dynaclient.load(file) is in_use
    check(in_use)
    assert len(walked) == 1


def test_the_bundled_description_of_a_checkout_has_its_index_there(
    file: Path, folder: Path, walked: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_PACKAGE", str(file.parent / "dynaclient"))
    check(load())
    LATER.finish()
    check(load())
    assert len(walked) == 1
    edit(file)
    check(load(), "/t/new")
    LATER.finish()
    check(load(), "/t/new")
    assert len(walked) == 2


def test_nothing_is_kept_if_the_variable_is_empty(
    file: Path, walked: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DYNACLIENT_CACHE", "")
    check(load(file))
    LATER.finish()
    check(load(file))
    assert len(walked) == 2


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_index_in_the_cache_is_written_again(
    case: str, file: Path, folder: Path, walked: list[bytes]
) -> None:
    load(file)
    LATER.finish()
    [kept] = folder.iterdir()
    kept.write_bytes(DAMAGES[case](kept.read_bytes()))
    check(load(file))
    LATER.finish()
    check(load(file))
    assert len(walked) == 2


def test_other_code_does_not_use_an_index_of_this_code(
    file: Path, folder: Path, walked: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(file)
    LATER.finish()
    monkeypatch.setattr(translation_cache, "_indexer", lambda: "another release")
    load(file)
    assert len(walked) == 2


def test_code_in_an_archive_is_known_by_its_release(monkeypatch: pytest.MonkeyPatch) -> None:
    here = translation_cache._indexer()
    monkeypatch.setattr(translation_cache, "_FOLDER", "/archive.zip/dynaclient/description")
    assert translation_cache._indexer().splitlines() == [dynaclient.__version__, *translation_cache._INDEXING]
    assert here != translation_cache._indexer()


def test_a_description_that_is_cut_off_while_it_is_kept_has_no_index(file: Path, folder: Path) -> None:
    entry = translation_cache.CacheEntry.of(str(file))
    assert entry is not None
    entry.keep_index(b"{")
    assert not folder.exists()


def test_the_end_of_a_program_does_not_wait_for_an_index_for_long(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_cache, "DELAY", 60.0)
    monkeypatch.setattr(translation_cache, "END_SECONDS", -1.0)
    join = threading.Thread.join
    monkeypatch.setattr("threading.Thread.join", lambda self, _: join(self, 10))
    load(file)
    LATER.finish()
    assert not folder.exists()


# --- contents

DATA = b'{"a": 1}'
FORMS: dict[str, Callable[[], Content]] = {
    "its bytes": lambda: Content.of(DATA),
    "its digest": lambda: Content(len(DATA), digest=digest(DATA)),
    "both": lambda: Content(len(DATA), DATA, digest(DATA)),
}


@pytest.mark.parametrize("one", FORMS)
@pytest.mark.parametrize("other", FORMS)
def test_a_content_is_compared_by_its_bytes_or_its_digest(one: str, other: str) -> None:
    assert FORMS[one]() == FORMS[other]()
    assert hash(FORMS[one]()) == hash(FORMS[other]())
    assert FORMS[one]() != Content.of(DATA[::-1])
    assert FORMS[one]() != Content.of(DATA * 2)
    assert FORMS[one]() != DATA
    assert pickle.loads(pickle.dumps(FORMS[one]())) == FORMS[other]()
    assert DATA not in pickle.dumps(FORMS[one]())


def test_a_content_without_its_bytes_is_the_same() -> None:
    content = Content.of(DATA)
    content.forget_data()
    assert content == Content.of(DATA)
    assert not any(DATA is referent for referent in gc.get_referents(content))
