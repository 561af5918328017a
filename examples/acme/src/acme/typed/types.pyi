# Made from a description by `dynaclient stubs`: change that, and make this anew.
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
    """What customers.list takes."""
    page: _typed.Whole | None
    perPage: _typed.Whole | None
    filterField: Literal["name", "email"] | _typed.Choice | None
    filter: _typed.Text | None

class CustomerPost(TypedDict, total=False):
    name: Required[str]
    email: str

class CustomersAddArguments(TypedDict):
    """What customers.add takes."""
    customer: CustomerPost

class CustomersGetArguments(TypedDict):
    """What customers.get takes."""
    customerId: _typed.Whole

class CustomerPatch(TypedDict, total=False):
    name: str
    email: str

class CustomersChangeArguments(TypedDict):
    """What customers.change takes."""
    customerId: _typed.Whole
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
    """What orders.list takes."""
    page: _typed.Whole | None
    perPage: _typed.Whole | None

class OrderPost(TypedDict):
    customerId: int
    lines: Sequence[LineBody]

class LineBody(TypedDict):
    """One line of an order."""
    article: str
    count: int

class OrdersPlaceArguments(TypedDict):
    """What orders.place takes."""
    order: OrderPost

class OrdersGetArguments(TypedDict):
    """What orders.get takes."""
    orderId: _typed.Whole

class OrdersCancelArguments(TypedDict):
    """What orders.cancel takes."""
    orderId: _typed.Whole

class Invoices(TypedDict):
    items: list[Invoice]
    total: int

class Invoice(TypedDict, total=False):
    id: Required[int]
    orderId: int
    total: float
    paid: bool

class InvoicesListArguments(TypedDict, total=False):
    """What invoices.list takes."""
    page: _typed.Whole | None
    perPage: _typed.Whole | None

class InvoicesUploadArguments(TypedDict):
    """What invoices.upload takes."""
    orderId: _typed.Whole
    document: _typed.File

class InvoicesGetArguments(TypedDict):
    """What invoices.get takes."""
    invoiceId: _typed.Whole

class InvoicesDocumentArguments(TypedDict):
    """What invoices.document takes."""
    invoiceId: _typed.Whole

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
