"""Typical calls against the mock server; the fixtures are those that the package ships."""

from __future__ import annotations

import pytest
from dynaclient import DynaclientWarning, Forbidden, InvalidCall

from acme import typed


@pytest.fixture
def customer(acme_client: typed.Client) -> int:
    return acme_client.customers.add(customer={"name": "Canyon Tools", "email": "tools@example.com"})["id"]


def test_orders_are_placed_listed_and_cancelled(acme_client: typed.Client, customer: int) -> None:
    placed = [
        acme_client.orders.place(order={"customerId": customer, "lines": [{"article": "anvil", "count": count}]})["id"]
        for count in (1, 2, 3)
    ]
    acme_client.orders.cancel(orderId=placed[0])
    assert [order["id"] for order in acme_client.orders.list.items(perPage=1)] == placed[1:]


@pytest.mark.usefixtures("customer")
def test_customers_are_filtered_by_name(acme_client: typed.Client) -> None:
    acme_client.customers.add(customer={"name": "Mesa Rentals"})
    customers = acme_client.customers.list(filterField="name", filter="Canyon*")["items"]
    assert [customer["name"] for customer in customers] == ["Canyon Tools"]


def test_an_order_without_lines_is_rejected_before_it_is_sent(acme_client: typed.Client, customer: int) -> None:
    with pytest.raises(InvalidCall, match="lines"):
        acme_client.orders.place(order={"customerId": customer, "lines": []})


def test_an_invoice_is_a_file(acme_client: typed.Client) -> None:
    invoice = acme_client.invoices.upload(orderId=1, document=("invoice.pdf", b"%PDF-1.7", "application/pdf"))
    assert acme_client.invoices.get(invoiceId=invoice["id"]) == invoice


def test_orders_are_watched_event_by_event(acme_client: typed.Client) -> None:
    with acme_client.with_options(reconnect=0).orders.watch() as events:
        assert {event.event for event in events} == {"state"}


def test_a_deprecated_action_warns_and_names_its_replacement(acme_client: typed.Client) -> None:
    with pytest.warns(DynaclientWarning, match=r"orders\.list"):
        acme_client.orders.recent()


def test_a_token_for_reading_cannot_place_orders(acme_reader: typed.Client) -> None:
    assert acme_reader.orders.list()["total"] == 0
    with pytest.raises(Forbidden, match=r"orders\.place"):
        acme_reader.orders.place(order={"customerId": 1, "lines": [{"article": "anvil", "count": 1}]})
