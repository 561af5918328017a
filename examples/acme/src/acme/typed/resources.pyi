# Generated from a description by `dynaclient stubs`. Edit the description, and run the command again.
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
    """The customers of Acme."""
    @_typed.Lists[_types.Customers, _types.Customer, _types.CustomersListArguments]()
    def list(self, *, page: _typed.Integer | None = ..., perPage: _typed.Integer | None = ..., filterField: Literal["name", "email"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.Customers:
        """
        Lists the customers, page by page.

        Args:
            page: The number of the page, from 1. Default: 1
            perPage: The maximum number of items on a page. Default: 20
            filterField: The property to filter by.
            filter: The value of the property; `*` matches anything.
        """
    @_typed.Calls[_types.Customer, _types.CustomersAddArguments]()
    def add(self, *, customer: _types.CustomerPost) -> _types.Customer:
        """
        Adds a customer.

        Args:
            customer: body
        """
    @_typed.Reads[_types.Customer, _types.CustomersGetArguments]()
    def get(self, *, customerId: _typed.Integer) -> _types.Customer:
        """
        Returns one customer.

        Args:
            customerId: The ID of the customer.
        """
    @_typed.Calls[_types.Customer, _types.CustomersChangeArguments]()
    def change(self, *, customerId: _typed.Integer, customer: _types.CustomerPatch) -> _types.Customer:
        """
        Changes the properties of a customer that are in the body.

        Args:
            customerId: The ID of the customer.
            customer: body
        """

class Orders(_typed.Resource[_typed.Mode]):
    """The orders of customers."""
    @_typed.Lists[_types.Orders, _types.Order, _types.OrdersListArguments]()
    def list(self, *, page: _typed.Integer | None = ..., perPage: _typed.Integer | None = ...) -> _types.Orders:
        """
        Lists the orders, page by page.

        Args:
            page: The number of the page, from 1. Default: 1
            perPage: The maximum number of items on a page. Default: 20
        """
    @_typed.Calls[_types.Order, _types.OrdersPlaceArguments]()
    def place(self, *, order: _types.OrderPost) -> _types.Order:
        """
        Places an order.

        Args:
            order: body
        """
    @_typed.Reads[_types.Order, _types.OrdersGetArguments]()
    def get(self, *, orderId: _typed.Integer) -> _types.Order:
        """
        Returns one order.

        Args:
            orderId: The ID of the order.
        """
    @_typed.Calls[None, _types.OrdersCancelArguments]()
    def cancel(self, *, orderId: _typed.Integer) -> None:
        """
        Cancels an order that is not shipped yet.

        Args:
            orderId: The ID of the order.
        """
    @_typed.Streams[_typed.Event]()
    def watch(self) -> _typed.Event:
        """Streams events about orders, as they happen."""
    @_typed.Reads[_builtins.list[_types.Order], Mapping[str, Any]]()
    @_typed.deprecated("Use orders.list.")
    def recent(self) -> _builtins.list[_types.Order]:
        """
        Lists the last orders.

        Deprecated: Use orders.list.
        """

class Invoices(_typed.Resource[_typed.Mode]):
    """The invoices for orders."""
    @_typed.Lists[_types.Invoices, _types.Invoice, _types.InvoicesListArguments]()
    def list(self, *, page: _typed.Integer | None = ..., perPage: _typed.Integer | None = ...) -> _types.Invoices:
        """
        Lists the invoices, page by page.

        Args:
            page: The number of the page, from 1. Default: 1
            perPage: The maximum number of items on a page. Default: 20
        """
    @_typed.Calls[_types.Invoice, _types.InvoicesUploadArguments]()
    def upload(self, *, orderId: _typed.Integer, document: _typed.File) -> _types.Invoice:
        """
        Adds an invoice for an order, as a PDF.

        Args:
            orderId: The ID of the order.
            document: The PDF.
        """
    @_typed.Reads[_types.Invoice, _types.InvoicesGetArguments]()
    def get(self, *, invoiceId: _typed.Integer) -> _types.Invoice:
        """
        Returns one invoice.

        Args:
            invoiceId: The ID of the invoice.
        """
    @_typed.Reads[bytes, _types.InvoicesDocumentArguments]()
    def document(self, *, invoiceId: _typed.Integer) -> bytes:
        """
        Returns the PDF of an invoice.

        Args:
            invoiceId: The ID of the invoice.
        """
