"""A small shop, as people write services with FastAPI: its document is the one that FastAPI makes."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, FastAPI, File, Form, HTTPException, Query, Response, UploadFile
from fastapi.responses import PlainTextResponse
from fastapi.security import APIKeyHeader, OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pydantic import BaseModel, Field

app = FastAPI(title="Shop", version="1.0")
bearer = OAuth2PasswordBearer(tokenUrl="token")
api_key = APIKeyHeader(name="X-Admin-Key")


class NewItem(BaseModel):
    name: str = Field(min_length=1, examples=["hammer"])
    price: float = Field(gt=0)
    tags: list[str] = []
    kind: Literal["tool", "toy"] = "tool"


class Item(NewItem):
    id: int


class Page(BaseModel):
    items: list[Item]
    total: int


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"


ITEMS: dict[int, Item] = {}
PICTURES: dict[int, bytes] = {}


def user(token: Annotated[str, Depends(bearer)]) -> str:
    if not token.startswith("token-of-"):
        raise HTTPException(401, "who are you?", {"WWW-Authenticate": "Bearer"})
    return token.removeprefix("token-of-")


def item_of(item_id: int) -> Item:
    if item_id not in ITEMS:
        raise HTTPException(404, f"item {item_id} is not in the shop")
    return ITEMS[item_id]


@app.post("/token", tags=["users"])
def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Token:
    if form.password != "open sesame":
        raise HTTPException(400, "wrong password")
    return Token(access_token=f"token-of-{form.username}")


@app.get("/users/me", tags=["users"])
def read_me(name: Annotated[str, Depends(user)]) -> dict[str, str]:
    return {"name": name}


@app.post("/items", status_code=201, tags=["items"])
def create_item(item: NewItem, name: Annotated[str, Depends(user)]) -> Item:
    made = Item(id=len(ITEMS) + 1, **item.model_dump())
    ITEMS[made.id] = made
    return made


@app.get("/items", tags=["items"])
def list_items(
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 2,
    tag: Annotated[list[str] | None, Query()] = None,
) -> Page:
    found = [item for item in ITEMS.values() if not tag or set(tag) <= set(item.tags)]
    return Page(items=found[offset : offset + limit], total=len(found))


@app.get("/items/{item_id}", tags=["items"])
def read_item(item: Annotated[Item, Depends(item_of)]) -> Item:
    return item


@app.put("/items/{item_id}", tags=["items"])
def update_item(change: NewItem, item: Annotated[Item, Depends(item_of)], name: Annotated[str, Depends(user)]) -> Item:
    ITEMS[item.id] = Item(id=item.id, **change.model_dump())
    return ITEMS[item.id]


@app.delete("/items/{item_id}", status_code=204, tags=["items"])
def delete_item(item: Annotated[Item, Depends(item_of)], key: Annotated[str, Depends(api_key)]) -> None:
    if key != "the-key":
        raise HTTPException(403, "only for admins")
    del ITEMS[item.id]


@app.put("/items/{item_id}/picture", tags=["items"])
async def upload_picture(
    item: Annotated[Item, Depends(item_of)], picture: Annotated[UploadFile, File()], caption: Annotated[str, Form()]
) -> dict[str, str | int | None]:
    PICTURES[item.id] = await picture.read()
    return {"size": len(PICTURES[item.id]), "filename": picture.filename, "caption": caption}


@app.get(
    "/items/{item_id}/picture",
    tags=["items"],
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
def download_picture(item: Annotated[Item, Depends(item_of)]) -> Response:
    return Response(PICTURES[item.id], media_type="image/png")


@app.get("/motto", response_class=PlainTextResponse)
def motto() -> str:
    return "everything fits"
