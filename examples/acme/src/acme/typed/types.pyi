# Generated from a description by `dynaclient stubs`. Edit the description, and run the command again.
# ruff: noqa
# fmt: off
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from dynaclient.client import typed as _typed
from typing_extensions import Required, TypeAlias

class Customers(TypedDict):
    items: list[Customer]
    total: int

class Customer(TypedDict, total=False):
    id: Required[int]
    name: Required[str]
    email: str

class CustomersListArguments(TypedDict, total=False):
    """Arguments of customers.list."""
    page: _typed.Integer | None
    perPage: _typed.Integer | None
    filterField: Literal["name", "email"] | _typed.EnumMember | None
    filter: _typed.String | None

class CustomerPost(TypedDict, total=False):
    name: Required[str]
    email: str

class CustomersAddArguments(TypedDict):
    """Arguments of customers.add."""
    customer: CustomerPost

class CustomersGetArguments(TypedDict):
    """Arguments of customers.get."""
    customerId: _typed.Integer

class CustomerPatch(TypedDict, total=False):
    name: str
    email: str

class CustomersChangeArguments(TypedDict):
    """Arguments of customers.change."""
    customerId: _typed.Integer
    customer: CustomerPatch

class Orders(TypedDict):
    items: list[Order]
    total: int

class Order(TypedDict, total=False):
    id: Required[int]
    customerId: Required[int]
    state: Literal["open", "shipped", "cancelled"]
    lines: Required[list[Line]]

class Line(TypedDict):
    """One line of an order."""
    article: str
    count: int

class OrdersListArguments(TypedDict, total=False):
    """Arguments of orders.list."""
    page: _typed.Integer | None
    perPage: _typed.Integer | None

class OrderPost(TypedDict):
    customerId: int
    lines: Sequence[LineBody]

class LineBody(TypedDict):
    """One line of an order."""
    article: str
    count: int

class OrdersPlaceArguments(TypedDict):
    """Arguments of orders.place."""
    order: OrderPost

class OrdersGetArguments(TypedDict):
    """Arguments of orders.get."""
    orderId: _typed.Integer

class OrdersCancelArguments(TypedDict):
    """Arguments of orders.cancel."""
    orderId: _typed.Integer

class Invoices(TypedDict):
    items: list[Invoice]
    total: int

class Invoice(TypedDict, total=False):
    id: Required[int]
    orderId: int
    total: float
    paid: bool

class InvoicesListArguments(TypedDict, total=False):
    """Arguments of invoices.list."""
    page: _typed.Integer | None
    perPage: _typed.Integer | None

class InvoicesUploadArguments(TypedDict):
    """Arguments of invoices.upload."""
    orderId: _typed.Integer
    document: _typed.File

class InvoicesGetArguments(TypedDict):
    """Arguments of invoices.get."""
    invoiceId: _typed.Integer

class InvoicesDocumentArguments(TypedDict):
    """Arguments of invoices.document."""
    invoiceId: _typed.Integer

ActionName: TypeAlias = Literal["customers.list", "customers.add", "customers.get", "customers.change", "orders.list", "orders.place", "orders.get", "orders.cancel", "orders.watch", "orders.recent", "invoices.list", "invoices.upload", "invoices.get", "invoices.document"]
Defaults = TypedDict(
    "Defaults",
    {
        "customerId": Any,
        "orderId": Any,
        "invoiceId": Any,
        "page": Any,
        "perPage": Any,
        "filterField": Any,
        "filter": Any,
        "customer": Any,
        "order": Any,
        "document": Any,
    },
    total=False,
)
class ClientOptions(_typed.ClientOptions, total=False):
    """The options of a client besides a description."""
