"""
Servers of other people are used by their own documents: the same work through both clients, and on the command line.

Each is installed from its registry, and serves the document that describes it.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dynaclient import (
    Api,
    ApiError,
    BadRequest,
    Client,
    DescriptionError,
    Forbidden,
    InvalidCall,
    NotFound,
    Unauthorized,
    load,
)
from dynaclient.cli.program import program
from tests.support.both_clients import LOOP, BlockingAsyncClient
from tests.support.real_servers import RealServer
from tests.support.served_apis import SERVED_APIS, TOKEN, serving

pytestmark = pytest.mark.uncounted

Run = Callable[..., Result]
BEARER = {"auth": {"accessToken": {"type": "bearer"}}}
"""What the document of Jupyter lacks."""


@pytest.fixture(scope="module", params=["shop", "httpbin", pytest.param("jupyter", marks=pytest.mark.full), pytest.param("chroma", marks=pytest.mark.full)])  # fmt: skip
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, RealServer]]:
    """Return the name of a server, and the server."""
    with serving(request.param, tmp_path_factory.mktemp(request.param)) as running:
        yield request.param, running
    LOOP.end()


def document(name: str, server: RealServer) -> str:
    return server.url + SERVED_APIS[name].document


# --- both clients ----------------------------------------------------------------------------------------------------


def shop_session(make: Callable[..., Any]) -> None:
    anyone = make()
    with pytest.raises(BadRequest, match="wrong password"):
        anyone.users.login(username="ada", password="wrong")
    with pytest.raises(Unauthorized, match="Not authenticated — no credential was sent"):
        anyone.users.read_me()
    token = anyone.users.login(username="ada", password="open sesame")["access_token"]
    user = make(token=token)
    assert user.users.read_me() == {"name": "ada"}

    before = user.items.list()["total"]
    with pytest.raises(InvalidCall, match=r"body\.price"):
        user.items.create(body={"name": "saw", "price": -1})
    with pytest.raises(ApiError, match=r"422 .*: body\.price: Input should be greater than 0"):
        user.with_options(validate="off").items.create(body={"name": "saw", "price": -1})
    made = [user.items.create(body={"name": name, "price": 2.5, "tags": [name, "ü&"]}) for name in ("saw", "axe")]
    ids = [item["id"] for item in made]
    assert user.items.list(tag=["axe", "ü&"], offset=0)["items"][-1] == made[1]
    assert user.items.list(limit=1)["total"] == before + 2
    assert user.items.update(item_id=ids[0], body={"name": "saw", "price": 3})["price"] == 3
    assert user.call("read_item_items__item_id__get", {"item_id": ids[0]})["price"] == 3

    sent = user.items.upload_picture(item_id=ids[0], picture=("saw.png", b"\x89PNG"), caption="Säge")
    assert sent == {"size": 4, "filename": "saw.png", "caption": "Säge"}
    assert user.items.download_picture(item_id=ids[0]) == b"\x89PNG"

    with pytest.raises(Unauthorized, match="this action takes APIKeyHeader"):
        user.items.delete(item_id=ids[0])
    admin = make(token={"APIKeyHeader": "the-key"})
    assert [admin.items.delete(item_id=item) for item in ids] == [None, None]
    with pytest.raises(NotFound, match=f"item {ids[0]} is not in the shop"):
        user.items.read(item_id=ids[0])
    assert user.motto.get() == "everything fits"


def httpbin_session(make: Callable[..., Any]) -> None:
    client = make()
    assert client.with_options(query={"a": "1"}).get.get()["args"] == {"a": "1"}
    echo = client.with_options(headers={"X-One": "1"}).anything.replaceByAnything(anything="a b/ü")
    assert (echo["method"], echo["headers"]["X-One"]) == ("PUT", "1")
    assert client.responseHeaders.get(freeform={"a": "b&c"})["a"] == "b&c"
    assert client.base64.get(value="SFRUUEJJTg==") == "HTTPBIN"
    assert client.range.get(numbytes=10) == b"abcdefghij"
    assert client.gzip.get()["gzipped"] is True
    assert client.image.png.get()[:4] == b"\x89PNG"
    with pytest.raises(ApiError, match="status.get: 418"):
        client.status.get(codes="418")
    with pytest.raises(Unauthorized):
        client.bearer.get()
    bearer = {"auth": {"Authorization": {"type": "bearer", "in": None, "name": None}}}  # its document has an API key
    assert make(token="abc", patch=bearer).bearer.get() == {"authenticated": True, "token": "abc"}
    found = client.with_response.etag.get(etag="e")
    assert (found.status, found.headers["ETag"]) == (200, "e")
    assert client.with_options(redirects=3).redirect.get(n=2)["url"].endswith("/get")


def jupyter_session(make: Callable[..., Any]) -> None:
    with pytest.raises(Forbidden):
        make().status.get()
    client = make(token=TOKEN, patch=BEARER)
    assert client.status.get()["kernels"] == 0
    assert client.contents.replace(path="notes", model={"type": "directory"})["type"] == "directory"
    text = {"type": "file", "format": "text", "content": "hällo"}
    assert client.contents.replace(path="notes/a.txt", model=text)["path"] == "notes/a.txt"
    assert client.contents.get(path="notes/a.txt", content=1)["content"] == "hällo"
    assert [item["name"] for item in client.contents.get(path="notes")["content"]] == ["a.txt"]
    assert client.contents.patchApiContentsPath(path="notes/a.txt", pathBody={"path": "b.txt"})["path"] == "b.txt"
    checkpoint = client.contents.checkpoints.create(path="b.txt")
    assert client.contents.checkpoints.list(path="b.txt") == [checkpoint]
    client.contents.delete(path="b.txt")
    with pytest.raises(NotFound, match="'/b.txt' does not exist"):
        client.contents.get(path="b.txt")
    client.contents.delete(path="notes")
    assert client.config.update(section_name="tests", configuration={"a": [1]}) == {"a": [1]}
    assert client.kernels.list() == []


def chroma_session(make: Callable[..., Any]) -> None:
    client = make()
    place = {"tenant": "default_tenant", "database": "default_database"}
    collection = client.collection.create(**place, body={"name": "films"})
    here = {**place, "collection_id": collection["id"]}
    vectors = {"ids": ["a", "b", "c"], "embeddings": [[1, 0], [0, 1], [0.9, 0.1]], "documents": ["x", "y", "z"]}
    client.record.collection_add(**here, body={**vectors, "metadatas": [{"year": 1}, {"year": 2.5}, {"year": True}]})
    assert client.record.collection_count(**here) == 3
    near = client.record.collection_query(**here, body={"query_embeddings": [[1, 0]], "n_results": 2})
    assert near["ids"] == [["a", "c"]]
    assert client.record.collection_get(**here, body={"where": {"year": 2.5}})["documents"] == ["y"]
    assert client.record.collection_delete(**here, body={"ids": ["a"]}) == {"deleted": 1}
    client.collection.update(**here, body={"new_name": "movies"})
    assert [found["name"] for found in client.collection.list(**place)] == ["movies"]
    client.collection.delete(**{**here, "collection_id": "movies"})
    with pytest.raises(NotFound, match="movies"):
        client.collection.get(**{**here, "collection_id": "movies"})


SESSIONS = {"shop": shop_session, "httpbin": httpbin_session, "jupyter": jupyter_session, "chroma": chroma_session}


@pytest.mark.parametrize("kind", [Client, BlockingAsyncClient])
def test_work_is_done_through_the_document_that_a_server_serves(
    kind: Any, server: tuple[str, RealServer], tmp_path: Path
) -> None:
    api = description_of(*server, tmp_path)
    SESSIONS[server[0]](lambda patch=None, **options: kind(load(api, patch=patch), url=server[1].url, **options))


def description_of(name: str, server: RealServer, folder: Path) -> Api | str:
    """Return the description; that of Jupyter, which is only served to its users, as a file."""
    if name != "jupyter":
        return load(document(name, server))
    with pytest.raises(DescriptionError, match="it is HTML or XML, and no description"):  # the page of the login
        load(document(name, server))
    request = urllib.request.Request(document(name, server), headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
        (folder / "jupyter.yaml").write_bytes(response.read())
    return str(folder / "jupyter.yaml")


# --- the command line ------------------------------------------------------------------------------------------------


def shop_commands(run: Run, folder: Path) -> None:
    token = json.loads(run("users", "login", "username=ada", "password=open sesame").stdout)["access_token"]
    refused = run("users", "read_me")
    assert (refused.exit_code, "401 Unauthorized" in refused.stderr) == (4, True)
    made = json.loads(run("items.create", "body.name=saw", "body.price:=2", "body.tags[0]=a", token=token).stdout)
    picture = folder / "saw.png"
    picture.write_bytes(b"\x89PNG")
    place = f"item_id={made['id']}"
    sent = json.loads(run("items", "upload_picture", place, f"picture=@{picture}", "caption=x").stdout)
    assert sent == {"size": 4, "filename": "saw.png", "caption": "x"}
    assert run("download", "items.download_picture", str(folder / "copy.png"), place).exit_code == 0
    assert (folder / "copy.png").read_bytes() == b"\x89PNG"
    assert "saw" in run("items", "list", "limit=100", "--query", "items[].name").stdout
    wrong = run("items", "create", "body.name=saw", "body.price=cheap", token=token)
    assert (wrong.exit_code, "body.price" in wrong.stderr) == (3, True)
    refused = run("items", "delete", place, token=token)
    assert (refused.exit_code, "this action takes APIKeyHeader; pass an API key with --header" in refused.stderr) == (
        4,
        True,
    )
    assert run("items", "delete", place, "--header", "X-Admin-Key:the-key").exit_code == 0
    missing = run("items", "read", place)
    assert (missing.exit_code, f"item {made['id']} is not in the shop" in missing.stderr) == (4, True)


def httpbin_commands(run: Run, folder: Path) -> None:
    assert json.loads(run("get", "get", "--extra", "a=1").stdout)["args"] == {"a": "1"}
    assert "cookies.set.get" in run("list", "cookies").stdout
    assert run("status", "get", "codes=418").exit_code == 4
    assert run("status", "get", "codes=501").exit_code == 5
    assert run("call", "base64.get", "value=SFRUUEJJTg==").stdout.strip() == "HTTPBIN"


def jupyter_commands(run: Run, folder: Path) -> None:
    patch = folder / "patch.json"
    patch.write_text(json.dumps(BEARER))
    options = ("--patch", str(patch))
    content = ("model.type=file", "model.format=text", "model.content=hi")
    assert json.loads(run(*options, "contents.replace", "path=c.txt", *content, token=TOKEN).stdout)["path"] == "c.txt"
    found = run(*options, "contents.get", "path=c.txt", "content=1", token=TOKEN)
    assert json.loads(found.stdout)["content"] == "hi"
    assert run(*options, "contents.delete", "path=c.txt", token=TOKEN).exit_code == 0
    assert "does not exist" in run(*options, "contents.get", "path=c.txt", token=TOKEN).stderr
    assert run("status", "get", token=TOKEN).exit_code == 4  # its document has no place for a token


def chroma_commands(run: Run, folder: Path) -> None:
    place = ("tenant=default_tenant", "database=default_database")
    made = json.loads(run("collection", "create", *place, "body.name=songs").stdout)
    here = (*place, f"collection_id={made['id']}")
    rows = ('body.ids:=["a"]', "body.embeddings:=[[1,0]]", 'body.documents:=["x"]')
    assert run("record", "collection_add", *here, *rows).exit_code == 0
    assert run("record", "collection_count", *here).stdout.strip() == "1"
    assert run("collection", "delete", *place, "collection_id=songs").exit_code == 0
    assert run("collection", "get", *place, "collection_id=songs").exit_code == 4


COMMANDS = {"shop": shop_commands, "httpbin": httpbin_commands, "jupyter": jupyter_commands, "chroma": chroma_commands}


def test_work_is_done_on_the_command_line(server: tuple[str, RealServer], tmp_path: Path) -> None:
    name, running = server
    api = document(name, running) if name != "jupyter" else str(description_of(name, running, tmp_path))

    def run(*words: str, token: str = "") -> Result:
        environment = {"DYNACLIENT_TOKEN": token, "DYNACLIENT_URL": running.url}
        return CliRunner().invoke(program, ["--api", api, *words], prog_name="dynaclient", env=environment)

    assert f"Resources of {load(api).title}" in run("--help").stdout
    COMMANDS[name](run, tmp_path)
