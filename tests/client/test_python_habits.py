"""What people do with Python objects works: looking, completing, copying, pickling, patching."""

from __future__ import annotations

import ast
import atexit
import copy
import functools
import inspect
import pickle
import pydoc
import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any
from unittest import mock

import pytest
from IPython.core import interactiveshell
from IPython.core.completer import provisionalcompleter

from dynaclient import AsyncClient, Client, InvalidCall, UnknownName
from dynaclient.bulk.options import MEANINGS, BulkOptions
from dynaclient.client.method_members import DOCUMENTS
from dynaclient.help.pages import METHOD_EXTRAS
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action, client_of, describe, query

ID = "575ec8687ae143cd83dc4a97"
TOKEN = "a-token-that-nobody-may-see"


def _token() -> str:
    return "from-a-function"


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport(response({"items": []}))


@pytest.fixture
def client(transport: RecordingTransport) -> Client:
    return Client(token=TOKEN, transport=transport)


def _nested() -> Client:
    act = {"method": "GET", "parameters": {"from": {"in": "query"}, "maxSize": {"in": "query", "preset": 5}}}
    resources = {
        "userMails": {
            "path": "/m",
            "actions": {"getAll": act},
            "resources": {"oldOnes": {"actions": {"get": act, "import": act}}},
        },
        "find": {"path": "/f", "actions": {"get": act}},
    }
    return Client({"dynaclient": 1, "server": "https://e.org", "resources": resources}, transport=RecordingTransport())


# --- names -----------------------------------------------------------------------------------------------------------

THERE: dict[str, bool] = {
    # a name -> whether the client has it; each that it has can be looked up
    "user_mails": True, "userMails": True, "find": True, "user_mails.old_ones": True, "userMails.oldOnes": True,
    "call": False, "api": False, "user_mails.get_all": False, "user_mails.": False, "": False, "zzz": False,
}  # fmt: skip


@pytest.mark.parametrize("name", THERE)
def test_a_client_has_the_names_of_its_resources(name: str) -> None:
    client = _nested()
    assert (name in client) is THERE[name]
    with nullcontext() if THERE[name] else pytest.raises(UnknownName):
        assert client[name] in (client.user_mails, client.user_mails.old_ones, client["find"])


def test_the_names_of_a_client_and_of_a_resource_are_listed() -> None:
    client = _nested()
    assert (list(client), list(client.user_mails), [*client.user_mails.old_ones]) == (
        ["find", "user_mails"], ["get_all", "old_ones"], ["get", "import_"],
    )  # fmt: skip
    assert all(client[name] is not None for name in client)
    mails = client.user_mails
    assert all(name in mails and mails[name] is not None for name in ("get_all", "getAll", *mails))
    assert not any(name in mails for name in ("get", "zzz", "", 5, None))
    assert not any(name in client for name in (5, None, client.user_mails))
    with pytest.raises(UnknownName, match="^The name of a resource is a string, not int"):
        client[0]  # type: ignore[index]
    assert list(AsyncClient(client.api, transport=RecordingTransport())) == list(client)


# --- looking ---------------------------------------------------------------------------------------------------------


def test_keys_are_completed_in_the_spelling_of_python() -> None:
    client = _nested()
    assert client._ipython_key_completions_() == ["find", "user_mails"]
    assert client.user_mails._ipython_key_completions_() == ["get_all", "old_ones"]


def test_help_shows_a_method_as_it_shows_functions(client: Client) -> None:
    page = pydoc.plain(pydoc.render_doc(client.application_api_tokens.get))
    assert "get(*, applicationId" in page
    assert "sortDirection" in page
    assert "Scopes" in page


def test_help_on_the_client_and_on_a_resource_tells_of_them(client: Client) -> None:
    assert "token" in pydoc.plain(pydoc.render_doc(client))
    assert "post" in pydoc.plain(pydoc.render_doc(client.application_api_tokens))


def test_the_signature_has_the_parameters_by_keyword_with_those_required_first(client: Client) -> None:
    shown = inspect.signature(client.application_api_tokens.get)
    kinds = {each.kind for each in shown.parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    assert next(iter(shown.parameters)) == "applicationId"
    assert shown.parameters["applicationId"].default is inspect.Parameter.empty


@pytest.mark.parametrize("taker", [Client, AsyncClient, Client.mock, AsyncClient.mock])
def test_a_signature_has_no_private_parameters(taker: Any) -> None:
    assert [name for name in inspect.signature(taker).parameters if name.startswith("_")] == []
    assert "_everywhere" not in pydoc.plain(pydoc.render_doc(taker))


def test_the_signature_can_be_bound_as_a_caller_would(client: Client) -> None:
    shown = inspect.signature(client.application_api_tokens.get)
    assert shown.bind(applicationId=ID, perPage=5).arguments == {"applicationId": ID, "perPage": 5}
    with pytest.raises(TypeError):
        shown.bind()


def test_a_parameter_may_be_called_self() -> None:
    described = describe({"get": action({"self": query(), "self_": query()})})
    shown = inspect.signature(client_of(described)[0].things.get)
    assert list(shown.parameters) == ["self", "self_"]


def test_a_signature_shows_presets_and_words_that_python_keeps_for_itself() -> None:
    shown = inspect.signature(_nested().user_mails.get_all)
    assert shown.parameters["maxSize"].default == 5
    assert "from_" in shown.parameters


def test_a_method_looks_like_one(client: Client) -> None:
    method = client.applicationApiTokens.get
    assert (method.__name__, inspect.ismethod(method), callable(method)) == ("get", True, True)
    assert method.__qualname__ == "applicationApiTokens.get"
    assert inspect.getdoc(method)


def test_a_method_lists_what_it_has_beside_being_called(client: Client) -> None:
    assert {"action", "example", "items", "map", "pages", "prepare", "__self__"} <= set(
        dir(client.application_api_tokens.get)
    )
    assert "items" not in dir(client.application_api_tokens.post)


MEMBERS = sorted(DOCUMENTS)


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_what_a_method_has_is_documented_with_an_example(kind: Any, name: str) -> None:
    method = kind(token=TOKEN).devices.get
    if kind is AsyncClient and name == "submit":
        return
    member = getattr(method, name)
    page = pydoc.plain(pydoc.render_doc(member))
    assert f"{name}(" in page
    example = str(inspect.getdoc(member)).rpartition("::\n\n")[2].strip()
    compile(example.replace("…", "..."), "example", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    assert f"client.devices.get.{name}(" in example
    assert ("await " in example) == (kind is AsyncClient and name in ("map", "download"))
    assert repr(member).startswith(f"<dynaclient method devices.get.{name}: ")
    assert inspect.isfunction(member)


def test_what_a_method_has_has_a_signature(client: Client) -> None:
    get = client.devices.get
    signatures = {name: inspect.signature(getattr(get, name)) for name in MEMBERS}
    own = inspect.signature(get)
    assert {name for name in MEMBERS if signatures[name] == own} == {"items", "pages", "prepare", "submit"}
    assert list(signatures["download"].parameters) == ["target", *own.parameters]
    assert list(signatures["example"].parameters) == []
    assert list(signatures["map"].parameters) == list(signatures["imap"].parameters) == ["rows", *MEANINGS]
    assert tuple(MEANINGS) == BulkOptions.__match_args__
    assert signatures["map"].parameters["chunk"].default == 50


def test_all_that_a_method_has_is_documented(client: Client) -> None:
    assert set(MEMBERS) == set(METHOD_EXTRAS) == set(client.devices.get.__func__.more)


POSITIONAL: list[tuple[Callable[[Client], Any], str, str]] = [
    (lambda client: client.applications.post("x"), "arguments are passed by name", "application={…}"),
    (
        lambda client: client.devices.post(ID, {"name": "x"}),
        "arguments are passed by name",
        "applicationId=…, device={…}",
    ),
    (lambda client: client.devices.get(ID), "arguments are passed by name", "applicationId=…"),
    (lambda client: client.applications.get("x"), "arguments are passed by name", "losantdomain=…, _actions=…"),
    (lambda client: client.applications.post({"name": "x"}, name="y"), "passed twice", "application={…}"),
]


@pytest.mark.parametrize(("call", "wrong", "written"), POSITIONAL)
def test_what_is_passed_by_position_is_written_by_name(
    call: Callable[[Client], Any], wrong: str, written: str, client: Client
) -> None:
    with pytest.raises(InvalidCall) as caught:
        call(client)
    assert wrong in str(caught.value)
    assert f"({written}) or pass one dict" in str(caught.value)


@pytest.mark.parametrize("passed", [{"name": "x"}, {"name": "x", "_actions": True}])
def test_a_property_of_the_body_is_named_with_its_place(passed: dict[str, Any], client: Client) -> None:
    for positional, named in (((passed,), {}), ((), passed)):
        with pytest.raises(InvalidCall) as caught:
            client.applications.post(*positional, **named)
        assert "  name (call): no such argument — did you mean application={'name': …}?" in str(caught.value)


@pytest.mark.parametrize("passed", [{"nme": "x"}, {1: "x"}, {}, {"application": {"name": "x"}, "name": "x"}])
def test_a_dict_that_is_not_the_body_has_arguments(passed: Any, client: Client) -> None:
    with pytest.raises(InvalidCall) as caught:
        client.applications.post(passed)
    assert "body alone" not in str(caught.value)


def test_what_a_method_has_not_is_told_with_what_it_has(client: Client) -> None:
    with pytest.raises(UnknownName) as caught:
        client.application_api_tokens.get.item  # noqa: B018 - looking is what is tried
    assert caught.value.suggestions[0] == "items"
    assert not hasattr(client.application_api_tokens.get, "_item")


def test_nothing_can_be_hung_on_a_method(client: Client) -> None:
    with pytest.raises(AttributeError):
        client.application_api_tokens.get.note = "mine"


def test_what_stands_for_the_function_of_a_method_can_be_called(client: Client) -> None:
    method = client.application_api_tokens.get
    assert method.__func__(method.__self__, applicationId=ID) == {"items": []}


def test_a_function_can_be_wrapped_to_look_like_a_method(client: Client) -> None:
    @functools.wraps(client.application_api_tokens.get)
    def wrapped(**_: Any) -> None: ...

    assert wrapped.__name__ == "get"
    assert inspect.signature(wrapped) == inspect.signature(client.application_api_tokens.get)


def test_methods_are_equal_where_they_call_the_same() -> None:
    one, other = _nested(), _nested()
    assert one.user_mails.get_all == one.userMails.getAll
    assert one.user_mails.get_all != other.user_mails.get_all
    assert one.user_mails.get_all != one.user_mails.old_ones.get
    assert one.user_mails.get_all != "get_all"


def test_a_method_can_be_referred_to_weakly(client: Client) -> None:
    method = client.application_api_tokens.get
    assert weakref.ref(method)() is method


def test_a_resource_looks_the_same_in_both_spellings(client: Client) -> None:
    assert client.applicationApiTokens is client.application_api_tokens
    assert client.applicationApiTokens.get == client.application_api_tokens.get
    assert client["applicationApiTokens"] is client.application_api_tokens


def test_dir_lists_what_there_is_in_the_spelling_of_python(client: Client) -> None:
    assert {"application_api_tokens", "call", "with_options"} <= set(dir(client))
    assert dir(client.application_api_tokens) == ["get", "post"]
    assert dir(_nested().user_mails.old_ones) == ["get", "import_"]


def test_everything_that_dir_lists_is_there(client: Client) -> None:
    assert [name for name in dir(client) if not hasattr(client, name)] == []
    resource = client.application_api_tokens
    assert [name for name in dir(resource) if not hasattr(resource, name)] == []


def test_getmembers_walks_a_client_without_an_error(client: Client) -> None:
    names = {name for name, _ in inspect.getmembers(client)}
    assert "application_api_tokens" in names


# --- completing ------------------------------------------------------------------------------------------------------


@pytest.fixture
def complete(
    client: Client, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], list[str]]]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # the shell replaces it
    shell: Any = interactiveshell.InteractiveShell()  # type: ignore[no-untyped-call]
    shell.history_manager.enabled = False
    shell.push({"client": client, "nested": _nested()})

    def completions(text: str) -> list[str]:
        with provisionalcompleter():
            return [each.text.rpartition(".")[2] for each in shell.Completer.completions(text, len(text))]

    yield completions
    shell.history_manager.end_session()
    shell.atexit_operations()
    atexit.unregister(shell.atexit_operations)


def test_ipython_completes_resources(complete: Callable[[str], list[str]]) -> None:
    assert {"application_api_token", "application_api_tokens"} <= set(complete("client.application_api"))


def test_ipython_completes_actions(complete: Callable[[str], list[str]]) -> None:
    assert "post" in complete("client.application_api_tokens.p")


def test_ipython_completes_actions_of_nested_resources(complete: Callable[[str], list[str]]) -> None:
    assert "import_" in complete("nested.user_mails.old_ones.i")


# --- copying and pickling --------------------------------------------------------------------------------------------

WAYS: list[Callable[[Any], Any]] = [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))]
WAY_NAMES = ["copy", "deepcopy", "pickle"]
ways = pytest.mark.parametrize("again", WAYS, ids=WAY_NAMES)


@ways
def test_a_client_made_again_makes_the_same_requests(again: Callable[[Any], Any], client: Client) -> None:
    made = again(client.with_options(headers={"X-Team": "blue"}, query={"a": "b"}).with_defaults(applicationId=ID))
    request = made.application_api_tokens.get.prepare()
    assert request.url.startswith(f"https://api.losant.com/applications/{ID}/tokens?")
    assert request.url.endswith("&a=b")
    assert request.headers["X-Team"] == "blue"


@ways
def test_a_client_made_again_calls(again: Callable[[Any], Any], client: Client) -> None:
    assert again(client).application_api_tokens.get(applicationId=ID) == {"items": []}


@ways
def test_a_resource_made_again_calls(again: Callable[[Any], Any], client: Client) -> None:
    assert again(client.application_api_tokens).get(applicationId=ID) == {"items": []}


@ways
def test_a_method_made_again_calls(again: Callable[[Any], Any], client: Client) -> None:
    assert again(client.application_api_tokens.get)(applicationId=ID) == {"items": []}


@ways
def test_a_method_of_a_nested_resource_made_again_calls(again: Callable[[Any], Any]) -> None:
    assert again(_nested().user_mails.old_ones.get)() == {}


def test_a_client_with_its_own_connections_can_be_pickled() -> None:
    made = pickle.loads(pickle.dumps(Client(url="https://e.org", ca="/etc/ca.pem", token=TOKEN)))
    assert "e.org" in repr(made)


def _sent_authorization(client: Client) -> list[str]:
    seen: list[str] = []

    def told(request: Any) -> Any:
        seen.append(request.headers.get("Authorization", "none"))
        return response({})

    client._shared.transport._choose = told
    client.application_api_tokens.get(applicationId=ID)
    return seen


@ways
def test_a_literal_token_stays_behind(again: Callable[[Any], Any], client: Client) -> None:
    made = again(client)
    assert made.token is None
    assert _sent_authorization(made) == ["none"]
    assert client.token is not None


@ways
def test_a_function_that_gives_the_token_travels(again: Callable[[Any], Any], transport: RecordingTransport) -> None:
    made = again(Client(token=_token, transport=transport))
    assert _sent_authorization(made) == ["Bearer from-a-function"]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_no_pickle_holds_the_token(protocol: int, client: Client) -> None:
    client.application_api_tokens.get(applicationId=ID)
    held = [client, client.application_api_tokens, client.application_api_tokens.get, client.with_options(timeout=5)]
    assert [each for each in held if TOKEN.encode() in pickle.dumps(each, protocol)] == []


def test_no_pickle_of_a_request_or_an_error_holds_the_token(client: Client, transport: RecordingTransport) -> None:
    client.application_api_tokens.get(applicationId=ID)
    with pytest.raises(InvalidCall) as caught:
        client.application_api_tokens.get(applicationId="no")
    held = [client.application_api_tokens.get.prepare(applicationId=ID), caught.value, *transport.requests]
    assert [each for each in held if TOKEN.encode() in pickle.dumps(each)] == []


def test_nothing_that_is_shown_holds_the_token(client: Client) -> None:
    shown = [
        repr(client),
        repr(client.token),
        str(client.token),
        repr(client.application_api_tokens.get),
        repr(vars(client)),
    ]
    assert [each for each in shown if TOKEN in each] == []


def test_a_client_made_again_takes_a_new_token(client: Client) -> None:
    made = copy.copy(client)
    made.token = "another"
    assert _sent_authorization(made) == ["Bearer another"]
    assert _sent_authorization(client) == [f"Bearer {TOKEN}"]


# --- patching --------------------------------------------------------------------------------------------------------

spellings = pytest.mark.parametrize("spelling", ["applicationApiTokens", "application_api_tokens"])


@spellings
def test_a_patched_method_is_found_by_both_spellings(
    spelling: str, client: Client, transport: RecordingTransport
) -> None:
    with mock.patch.object(getattr(client, spelling), "get", return_value="patched") as patched:
        assert client.applicationApiTokens.get(applicationId=ID) == "patched"
        assert client.application_api_tokens.get(applicationId=ID) == "patched"
    assert patched.call_args_list == [mock.call(applicationId=ID)] * 2
    assert transport.requests == []


@spellings
def test_a_patched_method_is_itself_again_afterwards(spelling: str, client: Client) -> None:
    before = client.application_api_tokens.get
    with mock.patch.object(getattr(client, spelling), "get"):
        pass
    assert client.application_api_tokens.get == before
    assert client.application_api_tokens.get(applicationId=ID) == {"items": []}


@pytest.mark.parametrize("name", ["getAll", "get_all"])
def test_both_spellings_of_an_action_are_patched_and_restored(name: str) -> None:
    client = _nested()
    with mock.patch.object(client.user_mails, name, return_value="patched"):
        assert (client.user_mails.getAll(), client.userMails.get_all()) == ("patched", "patched")
    assert (client.user_mails.getAll(), client.userMails.get_all()) == ({}, {})


def test_a_method_patched_with_its_signature_takes_what_the_method_takes(client: Client) -> None:
    with mock.patch.object(client.application_api_tokens, "get", autospec=True, return_value="patched") as patched:
        assert client.application_api_tokens.get(applicationId=ID) == "patched"
        with pytest.raises(TypeError):
            patched(nonsense=1)


def test_an_autospec_of_a_method_takes_what_the_method_takes(client: Client) -> None:
    double = mock.create_autospec(client.application_api_tokens.get, return_value=5)
    assert double(applicationId=ID) == 5
    with pytest.raises(TypeError):
        double(aplicationId=ID)


def test_an_autospec_of_a_resource_has_its_actions_and_no_others(client: Client) -> None:
    double = mock.create_autospec(client.application_api_tokens)
    double.get.return_value = 5
    assert double.get(applicationId=ID) == 5
    with pytest.raises(AttributeError):
        double.put  # noqa: B018 - looking is what is tried


def test_monkeypatch_puts_its_own_in_place_and_takes_it_away(client: Client) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client.application_api_tokens, "get", lambda **_: "patched")
        assert client.applicationApiTokens.get() == "patched"
    assert client.applicationApiTokens.get(applicationId=ID) == {"items": []}


def test_what_there_is_not_cannot_be_patched(client: Client) -> None:
    with pytest.raises(AttributeError), mock.patch.object(client.application_api_tokens, "gte"):
        pass


def test_a_partial_holds_arguments(client: Client, transport: RecordingTransport) -> None:
    page = functools.partial(client.application_api_tokens.get, applicationId=ID)
    assert page(perPage=3) == {"items": []}
    assert "perPage=3" in transport.requests[0].url


def test_a_partial_can_be_pickled(client: Client) -> None:
    page = pickle.loads(pickle.dumps(functools.partial(client.application_api_tokens.get, applicationId=ID)))
    assert page() == {"items": []}


def test_methods_can_be_keys(client: Client) -> None:
    counts = {client.application_api_tokens.get: 1, client.application_api_tokens.post: 2}
    assert counts[client.applicationApiTokens.get] == 1


# --- slips of the pen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        (lambda client: client.aplication_api_tokens, "application_api_tokens"),
        (lambda client: client.applicationApiToken_s, "application_api_tokens"),
        (lambda client: client["applicationApiTokenz"], "application_api_token"),
        (lambda client: client.application_api_tokens.gte, "get"),
        (lambda client: client.application_api_tokens["pots"], "post"),
        (lambda client: client.with_option, "with_options"),
        (lambda client: client.call("applicationApiTokens.gett"), "applicationApiTokens.get"),
    ],
)
def test_a_slip_is_told_what_was_probably_meant(slip: Callable[[Client], Any], meant: str, client: Client) -> None:
    with pytest.raises(UnknownName) as caught:
        slip(client)
    assert meant in caught.value.suggestions
    assert meant in str(caught.value)


def test_a_name_that_is_not_there_is_an_attribute_error(client: Client) -> None:
    assert not hasattr(client, "nonsense")
    assert getattr(client.application_api_tokens, "nonsense", "default") == "default"


def test_an_attribute_cannot_be_set_by_a_slip(client: Client) -> None:
    with pytest.raises(UnknownName) as caught:
        client.tokne = "t"
    assert caught.value.suggestions == ("token",)


def test_a_resource_that_is_named_like_something_of_the_clients_is_reached_by_its_name() -> None:
    client = _nested()
    assert client["find"].get() == {}
    assert client.find("find")[0].name == "find.get"
