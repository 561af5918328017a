"""What is said of a name that there is not: an argument, an action, a resource, what a method has."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import pytest

import dynaclient
from dynaclient import AsyncClient, Client, DynaclientError, UnknownName, load
from dynaclient.render.openapi.document import to_openapi
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action, describe, query

BODY = {
    "in": "body", "spread": True,
    "schema": {"properties": {"id": {"type": "integer", "readOnly": True}, "title": {"type": "string"}}},
}  # fmt: skip
SHOP: dict[str, Any] = {
    "dynaclient": 1, "title": "Shop", "server": "https://shop.example", "resources": {
        "books": {"path": "/books", "actions": {
            "list": action({"page": query(), "perPage": query(name="_limit")}, operationId="listBooks"),
            "add": {"method": "POST", "parameters": {"book": BODY}, "operationId": "addBook"},
            "watch": action(responses={"200": {"stream": "sse"}}),
            "pages": action({"page": query()}, paginate={"style": "page", "page": "page"}),
        }},
        "bookCopy": {"path": "/copies/1", "actions": {"get": action()}},
        "bookCopies": {"path": "/copies", "actions": {"lend": {"method": "POST", "operationId": "lendCopy"}}},
    },
}  # fmt: skip
FAULTY = describe({
    "list": action({"page": query()}, paginate={"style": "page", "page": "pge"}),
    "styled": action({"page": query()}, paginate={"style": "leaf"}),
})  # fmt: skip
SHARED_PAGES = describe(
    {"list": action({"page": query()}, paginate={"$ref": "#/pagination/leaf"})}, pagination={"leaf": {"style": "leaf"}}
)
IMPORTED = {
    "openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": "https://shop.example"}],
    "paths": {"/books": {"get": {"operationId": "books_list"}}},
}  # fmt: skip
MANY = {"dynaclient": 1, "title": "Many", "resources": {f"resource{number}": {} for number in range(30)}}


def patched(paginate: Any) -> Any:
    return Client(IMPORTED, patch={"resources": {"books": {"actions": {"list": {"paginate": paginate}}}}})


KNOWN = "known arguments: page, perPage"
SAID: dict[str, tuple[Callable[[Any], Any], str]] = {
    # what is asked of a client, and the end of the error
    "the client itself": (lambda shop: shop.books.list(client=1), "no such argument — leave it out: a client is what its actions are called on"),
    "part of the name of an option": (lambda shop: shop.books.add(page=3), "no such argument — known arguments: book, title; pass an undeclared value with client.with_options(query={…}) or (headers={…})"),
    "an option, misspelt": (lambda shop: shop.books.list(timout=3), f"no such argument — pass it with client.with_options(timeout=3); {KNOWN}"),
    "an option": (lambda shop: shop.books.list(timeout=3), "is an option, not an argument — pass it with client.with_options(timeout=3)"),
    "the name that is sent": (lambda shop: shop.books.list(_limit=3), f"no such argument — did you mean perPage? {KNOWN}; pass an undeclared value with client.with_options(query={{…}}) or (headers={{…}})"),
    "what the server sets": (lambda shop: shop.books.add(id=3), "no such argument — leave it out: it is `readOnly`, so the server sets it"),
    "items without pages": (lambda shop: shop.books.list.items(), "books.list has no 'items': the description declares no pages of this action; add `paginate` to it, in a patch if it is imported, or try `dynaclient import --infer-pages`"),
    "pages without pages": (lambda shop: shop.books.list.pages, "books.list has no 'pages': the description declares no pages of this action; add `paginate` to it, in a patch if it is imported, or try `dynaclient import --infer-pages`"),
    "items of a wrong `paginate`": (lambda _: Client(FAULTY).things.list.items, "things.list has no 'items': its `paginate` was left out, since it is wrong: the action has no parameter 'pge'; fix it (`dynaclient lint` has the place)"),
    "pages of a wrong style": (lambda _: Client(FAULTY).things.styled.pages, "things.styled has no 'pages': its `paginate` was left out, since it is wrong: "),
    "items of a wrong style that is shared": (lambda _: Client(SHARED_PAGES).things.list.items, "its `paginate` was left out, since it is wrong: \"leaf\" is not one of the allowed values; fix"),
    "items of a wrong `paginate` in a patch of another format": (lambda _: patched({"style": "page", "page": "pge"}).books.list.items, "its `paginate` was left out, since it is wrong: the action has no parameter 'pge'; fix"),
    "items of a wrong style in a patch of another format": (lambda _: patched({"style": "pge"}).books.list.items, "its `paginate` was left out, since it is wrong: \"pge\" is not one of the allowed values; fix"),
    "items of a stream": (lambda shop: shop.books.watch.items, "books.watch has no 'items'"),
    "another action": (lambda shop: shop.books.create, "books has no action 'create' (actions: list, add, watch, pages); did you mean add?"),
    "another action, by name": (lambda shop: shop.call("books.create"), "No action 'books.create'; did you mean books.add?"),
    "a word for nothing": (lambda shop: shop.books.frobnicate, "books has no action 'frobnicate' (actions: list, add, watch, pages)"),
    "what shells ask for": (lambda shop: shop.books._create, "books has no action '_create' (actions: list, add, watch, pages)"),
    "an action of a resource that is named alike": (lambda shop: shop.book_copy.lend, "bookCopy has no action 'lend'; did you mean book_copies.lend?"),
    "the same, by name": (lambda shop: shop.call("bookCopy.lend"), "No action 'bookCopy.lend'; did you mean bookCopies.lend?"),
    "an action, misspelt": (lambda shop: shop.books.lst, "books has no action 'lst' (actions: list, add, watch, pages); did you mean list?"),
    "another resource": (lambda shop: shop.zzz, "Shop has no resource 'zzz' (resources: books, book_copy, book_copies)"),
    "a resource, misspelt": (lambda shop: shop.book, "Shop has no resource 'book' (resources: books, book_copy, book_copies); did you mean books?"),
    "one of many resources": (lambda _: Client(MANY).resorce7, "Many has no resource 'resorce7'; did you mean resource7 or "),
    "none of many resources": (lambda _: Client(MANY).zzz, "resource18, resource19, … (30 in all))"),
    "an operation id in Python": (lambda shop: shop.call("add_book"), "No action 'add_book'; did you mean addBook?"),
    "an operation id in small letters": (lambda shop: shop.call("listbooks"), "No action 'listbooks'; did you mean listBooks?"),
    "an operation id, misspelt": (lambda shop: shop.call("adBok"), "No action 'adBok'; did you mean addBook?"),
}  # fmt: skip

MEANT: dict[str, str] = {
    # a name of the bundled API, and what is suggested
    "device.create": "devices.post", "device.add": "devices.post", "device.new": "devices.post", "device.post": "devices.post",
    "device.create_device": "devices.post", "devices.create": "post", "application.create": "applications.post",
    "experience_user.add": "experience_users.post", "webhook.create": "webhooks.post", "data_table.insert": "data_tables.post",
    "data_table.add": "data_tables.post add_column",
    "device.list": "devices.get", "device.all": "devices.get", "devices.all": "get", "application.list": "applications.get",
    "device.get_device": "get", "device.fetch": "get", "applications.getAll": "get",
    "device.remove": "delete remove_data", "devices.delete_all": "delete", "applications.remove": "application.delete",
    "device.update": "patch", "device.edit": "patch", "experience_users.update": "experience_user.patch", "devices.patchh": "patch",
    "device.send": "send_command send_state", "devices.send": "send_command", "dashboard.send": "send_report",
    "flows.api_import": "import_", "applications.upload": "import_", "device.frobnicate": "", "application.frobnicate": "",
}  # fmt: skip


@pytest.mark.parametrize("name", MEANT)
def test_what_the_bundled_api_has_is_found_by_everyday_names(name: str) -> None:
    client = Client(token="t", transport=RecordingTransport([]))
    resource, key = name.split(".")
    with pytest.raises(UnknownName) as caught:
        getattr(client[resource], key)
    assert list(caught.value.suggestions) == MEANT[name].split()
    assert all(callable(attrgetter(one)(client[resource] if "." not in one else client)) for one in MEANT[name].split())


BY_ID = {"addBook": "add", "add_book": "add", "ADDBOOK": "add", "listBooks": "list", "lendCopy": "book_copies.lend", "lend_copyy": "book_copies.lend"}  # fmt: skip


@pytest.mark.parametrize("kind", ["plain", "limited", "imported"])
@pytest.mark.parametrize("name", BY_ID)
def test_an_operation_id_leads_to_its_action_which_is_a_member(name: str, kind: str) -> None:
    document = to_openapi(load(SHOP)) if kind == "imported" else SHOP
    shop = Client(document, transport=RecordingTransport([]))
    shop = shop.limited() if kind == "limited" else shop
    for ask in (getattr, lambda books, key: books[key]):
        with pytest.raises(UnknownName) as caught:
            ask(shop.books, name)
        assert caught.value.suggestions == (BY_ID[name],)
    with pytest.raises(UnknownName) as caught:
        shop.call(f"books.{name}")
    assert shop.api.action(caught.value.suggestions[0]).name == {"add": "books.add", "list": "books.list"}.get(
        BY_ID[name], "bookCopies.lend"
    )


SETS: dict[str, tuple[str, str]] = {
    # the attribute that is set, and the error
    "auth_token": ("The client's 'auth_token' cannot be set; did you mean token?", "Losant has no resource 'auth_token'; did you mean token or user_oauth_token or user_oauth_tokens?"),
    "api_key": ("The client's 'api_key' cannot be set; did you mean token?", "Losant has no resource 'api_key'; did you mean token or api or application_key?"),
    "tokn": ("The client's 'tokn' cannot be set; did you mean token?", "Losant has no resource 'tokn'; did you mean token?"),
    "read_timeout": ("The client's 'read_timeout' cannot be set; change options with with_options(…)", "Losant has no resource 'read_timeout'"),
    "url": ("The client's 'url' cannot be set; pass url=… to the client", "Losant has no resource 'url'"),
    "base_url": ("The client's 'base_url' cannot be set; pass the URL of the API as url=…", "Losant has no resource 'base_url'"),
    "devise": ("The client's 'devise' cannot be set", "Losant has no resource 'devise'; did you mean device or devices?"),
}  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_only_the_token_is_suggested_where_nothing_else_can_be_set(name: str) -> None:
    client = Client(token="t", transport=RecordingTransport([]))
    of_setting, of_reading = SETS[name]
    with pytest.raises(UnknownName) as caught:
        setattr(client, name, "x")
    assert str(caught.value) == of_setting
    with pytest.raises(UnknownName) as caught:
        getattr(client, name)
    assert str(caught.value).startswith(of_reading)


def test_a_name_of_losant_rest_leads_to_what_takes_its_place() -> None:
    words = "'LosantError'.*: ApiError takes its place, and InvalidCall where arguments are wrong$"
    with pytest.raises(ImportError, match=f"^cannot import name {words}"):
        from dynaclient import LosantError  # type: ignore[attr-defined]  # noqa: F401
    with pytest.raises(AttributeError, match=f"has no attribute {words}"):
        dynaclient.LosantError  # type: ignore[attr-defined]  # noqa: B018
    assert not hasattr(dynaclient, "LosantError")
    with pytest.raises(ImportError, match="^cannot import name 'Clint' from 'dynaclient'"):
        from dynaclient import Clint  # type: ignore[attr-defined]  # noqa: F401


@pytest.mark.parametrize("name", SAID)
def test_an_error_says_what_there_is_and_what_to_do(name: str) -> None:
    ask, message = SAID[name]
    with pytest.raises(DynaclientError) as caught:
        ask(Client(SHOP, transport=RecordingTransport([])))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("begin", "name"),
    [
        (lambda shop: shop.books.list(), "books.list"),
        (lambda shop: shop.call("books.list"), "books.list"),
        (lambda shop: shop.books.list.map([]), "books.list.map"),
        (lambda shop: shop.books.list.download("file"), "books.list.download"),
    ],
)
def test_what_is_not_awaited_shows_the_name_of_the_action(begin: Any, name: str) -> None:
    coroutine = begin(AsyncClient(SHOP, transport=RecordingTransport([])))
    assert repr(coroutine).startswith(f"<coroutine object {name} at ")
    with pytest.warns(RuntimeWarning, match=f"^coroutine '{name}' was never awaited"):
        coroutine = gc.collect()


def test_pages_for_an_event_loop_name_the_other_loop() -> None:
    async def iterate() -> None:
        async with AsyncClient(SHOP, transport=RecordingTransport([])) as shop:
            with pytest.raises(TypeError, match="^Items of an AsyncClient is iterated over with `async for`$"):
                list(shop.books.pages.items())
            with pytest.raises(TypeError, match="^imap of an AsyncClient is iterated over with `async for`$"):
                list(shop.books.list.imap([{}]))

    asyncio.run(iterate())


def test_pages_for_a_thread_name_the_other_loop() -> None:
    async def iterate() -> None:
        pages = Client(SHOP, transport=RecordingTransport([])).books.pages.pages()
        with pytest.raises(TypeError, match="^Pages of a Client is iterated over with `for`; `async for` is for"):
            aiter(pages)

    asyncio.run(iterate())


REFUSED = 'Bearer error="invalid_token", error_description="the key is not known"'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            {"message": "the key is not known"},
            "401 Unauthorized: the key is not known (WWW-Authenticate: invalid_token)",
        ),
        ({"message": "invalid_token: the key is not known"}, "401 Unauthorized: invalid_token: the key is not known"),
        (None, "401 Unauthorized: WWW-Authenticate: invalid_token: the key is not known"),
    ],
)
def test_a_refused_credential_is_reported_once_and_with_what_to_do(body: Any, text: str) -> None:
    transport = RecordingTransport([response(body, 401, {"WWW-Authenticate": REFUSED})])
    described = {**SHOP, "auth": {"key": {"type": "bearer"}}, "requires": "key"}
    with pytest.raises(DynaclientError) as caught:
        Client(described, token="k", transport=transport).books.list()
    hint = "the server refused the credential: check that it is valid, and one of this server"
    assert str(caught.value) == f"books.list: {text} — {hint}"


MODES = "one of: raise, warn, off"


@pytest.mark.parametrize(
    ("value", "rejection"),
    [
        (True, f"is True, which is not a mode of validation — {MODES}"),
        (None, f"is None, which is not a mode of validation — {MODES}"),
        (1, f"is of type int, which is not a mode of validation — {MODES}"),
        pytest.param(10**5000, f"is of type int, which is not a mode of validation — {MODES}", id="long"),
        (["raise"], f"is of type list, which is not a mode of validation — {MODES}"),
        ("wran", f"is of type str, which is not a mode of validation — did you mean warn? it is {MODES}"),
    ],
)
def test_an_unknown_mode_is_reported_beside_those_that_there_are(value: Any, rejection: str) -> None:
    with pytest.raises(DynaclientError) as caught:
        Client(SHOP, validate_responses=value)
    assert rejection in str(caught.value)
