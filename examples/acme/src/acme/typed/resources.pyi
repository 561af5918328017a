# Made from a description by `dynaclient stubs`: change that, and make this anew.
# ruff: noqa
# fmt: off
import builtins as _builtins
import collections.abc as _abc
import typing as _typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from dynaclient.client import typed as _typed

from . import types as _types

class Customers(_typed.Resource[_typed.Mode]):
    """Who buys."""
    @_typed.Lists[_types.Customers, _types.Customer, _types.CustomersListArguments]()
    def list(self, *, page: _typed.Whole | None = ..., perPage: _typed.Whole | None = ..., filterField: Literal["name", "email"] | _typed.Choice | None = ..., filter: _typed.Text | None = ...) -> _types.Customers:
        """
        Lists the customers, page by page.

        Args:
            page: Which page; the first is 1. Default: 1
            perPage: The most items on a page. Default: 20
            filterField: What to filter by.
            filter: What it has to be; `*` stands for anything.
        """
    @_typed.Calls[_types.Customer, _types.CustomersAddArguments]()
    def add(self, *, customer: _types.CustomerPost) -> _types.Customer:
        """
        Adds a customer.

        Args:
            customer: body
        """
    @_typed.Reads[_types.Customer, _types.CustomersGetArguments]()
    def get(self, *, customerId: _typed.Whole) -> _types.Customer:
        """
        Gives one customer.

        Args:
            customerId: Which customer.
        """
    @_typed.Calls[_types.Customer, _types.CustomersChangeArguments]()
    def change(self, *, customerId: _typed.Whole, customer: _types.CustomerPatch) -> _types.Customer:
        """
        Changes what is given of a customer, and leaves the rest as it is.

        Args:
            customerId: Which customer.
            customer: body
        """

class Orders(_typed.Resource[_typed.Mode]):
    """What was bought."""
    @_typed.Lists[_types.Orders, _types.Order, _types.OrdersListArguments]()
    def list(self, *, page: _typed.Whole | None = ..., perPage: _typed.Whole | None = ...) -> _types.Orders:
        """
        Lists the orders, page by page.

        Args:
            page: Which page; the first is 1. Default: 1
            perPage: The most items on a page. Default: 20
        """
    @_typed.Calls[_types.Order, _types.OrdersPlaceArguments]()
    def place(self, *, order: _types.OrderPost) -> _types.Order:
        """
        Places an order.

        Args:
            order: body
        """
    @_typed.Reads[_types.Order, _types.OrdersGetArguments]()
    def get(self, *, orderId: _typed.Whole) -> _types.Order:
        """
        Gives one order.

        Args:
            orderId: Which order.
        """
    @_typed.Calls[None, _types.OrdersCancelArguments]()
    def cancel(self, *, orderId: _typed.Whole) -> None:
        """
        Cancels an order that was not shipped yet.

        Args:
            orderId: Which order.
        """
    @_typed.Streams[_typed.Event]()
    def watch(self) -> _typed.Event:
        """Tells what happens to orders, as it happens."""
    @_typed.Reads[_builtins.list[_types.Order], Mapping[str, Any]]()
    @_typed.deprecated("Use orders.list.")
    def recent(self) -> _builtins.list[_types.Order]:
        """
        Lists the last orders.

        Deprecated: Use orders.list.
        """

class Invoices(_typed.Resource[_typed.Mode]):
    """What is owed."""
    @_typed.Lists[_types.Invoices, _types.Invoice, _types.InvoicesListArguments]()
    def list(self, *, page: _typed.Whole | None = ..., perPage: _typed.Whole | None = ...) -> _types.Invoices:
        """
        Lists the invoices, page by page.

        Args:
            page: Which page; the first is 1. Default: 1
            perPage: The most items on a page. Default: 20
        """
    @_typed.Calls[_types.Invoice, _types.InvoicesUploadArguments]()
    def upload(self, *, orderId: _typed.Whole, document: _typed.File) -> _types.Invoice:
        """
        Adds an invoice for an order, as a PDF.

        Args:
            orderId: What it is for.
            document: The PDF.
        """
    @_typed.Reads[_types.Invoice, _types.InvoicesGetArguments]()
    def get(self, *, invoiceId: _typed.Whole) -> _types.Invoice:
        """
        Gives one invoice.

        Args:
            invoiceId: Which invoice.
        """
    @_typed.Reads[bytes, _types.InvoicesDocumentArguments]()
    def document(self, *, invoiceId: _typed.Whole) -> bytes:
        """
        Gives the PDF of an invoice.

        Args:
            invoiceId: Which invoice.
        """
