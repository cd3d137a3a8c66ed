"""A first order, seen by everybody who has a part in it.

`source .baedal/data/demo.env` of a running system, and then `python examples/first_order.py`. It checks what it sees, so it
is the SDK's smoke test too.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

import grpc
from google.type.latlng_pb2 import LatLng

import baedal
from baedal.dashboard.v1.dashboard_pb2 import OrderView, WatchOrderViewsRequest
from baedal.dashboard.v1.dashboard_pb2_grpc import DashboardServiceStub
from baedal.delivery.v1 import delivery_pb2 as delivery
from baedal.delivery.v1.delivery_pb2_grpc import DeliveryServiceStub
from baedal.order.v1 import order_pb2 as order
from baedal.order.v1.order_pb2_grpc import OrderServiceStub
from baedal.store.v1 import ticket_pb2 as ticket
from baedal.store.v1.ticket_pb2_grpc import TicketServiceStub


def first_order() -> None:
    customer = connect("CUSTOMER")
    orders = OrderServiceStub(customer)

    def place(card: str, request_id: str) -> order.PlaceOrderResponse:
        return orders.PlaceOrder(
            order.PlaceOrderRequest(
                request_id=request_id,
                store_id=os.environ["CHICKEN_STORE"],
                lines=[order.PlaceOrderLine(item_id=os.environ["CHICKEN_ITEM"], quantity=1)],
                fulfillment=order.FULFILLMENT_DELIVERY,
                delivery_address=order.DeliveryAddress(
                    text="Sajik-ro 161, Seoul", location=LatLng(latitude=37.58, longitude=126.98)
                ),
                card_token=card,
            )
        )

    # A card that is declined: nothing to try again, and the reason says why.
    declined = failure(lambda: baedal.retry(lambda request_id: place("card_decline", request_id), idempotent=True))
    assert declined.code is grpc.StatusCode.FAILED_PRECONDITION, declined
    assert declined.reason == "CARD_DECLINED", declined

    # Fields that are wrong are named.
    wrong = order.PlaceOrderRequest(request_id=baedal.new_request_id(), store_id="nowhere")
    refused = failure(lambda: orders.PlaceOrder(wrong))
    assert refused.reason == "INVALID_FIELDS", refused
    assert "store_id" in [violation.field for violation in refused.field_violations], refused

    # A provider that is down: the server says how long to wait, and every try names the same attempt.
    request_ids = []

    def place_in_vain(request_id: str) -> order.PlaceOrderResponse:
        request_ids.append(request_id)
        return place("card_unavailable", request_id)

    unavailable = failure(lambda: baedal.retry(place_in_vain, idempotent=True, tries=2))
    assert unavailable.code is grpc.StatusCode.UNAVAILABLE, unavailable
    assert unavailable.retry_after, unavailable
    assert len(request_ids) == 2 and len(set(request_ids)) == 1, request_ids

    # An order, and the same request once more: the same order, charged once.
    request_id = baedal.new_request_id()
    placed = baedal.retry(lambda request_id: place("card_approve", request_id), request_id=request_id, idempotent=True)
    assert place("card_approve", request_id).order.order_id == placed.order.order_id

    see_through(placed.order.order_id, customer)


class Step(NamedTuple):
    """What somebody does when its time has come."""

    due: Callable[[OrderView], bool]
    act: Callable[[OrderView], None]


def see_through(order_id: str, customer: grpc.Channel) -> None:
    """Follows an order to its end; the store, the rider and the customer do their parts."""
    orders = OrderServiceStub(customer)
    tickets = TicketServiceStub(connect("OWNER"))
    deliveries = DeliveryServiceStub(connect("RIDER"))
    dashboard = DashboardServiceStub(customer)

    def cook(_: OrderView) -> None:
        send(lambda id: tickets.AcceptTicket(ticket.AcceptTicketRequest(order_id=order_id, request_id=id)))
        send(lambda id: tickets.StartCooking(ticket.StartCookingRequest(order_id=order_id, request_id=id)))
        send(lambda id: tickets.FinishCooking(ticket.FinishCookingRequest(order_id=order_id, request_id=id)))

    def carry(view: OrderView) -> None:
        ours = view.delivery_id
        send(lambda id: deliveries.ClaimDelivery(delivery.ClaimDeliveryRequest(delivery_id=ours, request_id=id)))
        send(lambda id: deliveries.PickUpDelivery(delivery.PickUpDeliveryRequest(delivery_id=ours, request_id=id)))
        send(lambda id: deliveries.CompleteDelivery(delivery.CompleteDeliveryRequest(delivery_id=ours, request_id=id)))

    def confirm(_: OrderView) -> None:
        send(lambda id: orders.ConfirmReceipt(order.ConfirmReceiptRequest(order_id=order_id, request_id=id)))

    steps = [
        Step(lambda view: view.ticket_status == ticket.TICKET_STATUS_NEW, cook),
        Step(lambda view: view.order_status == order.ORDER_STATUS_COOKED and view.delivery_id != "", carry),
        Step(lambda view: view.order_status == order.ORDER_STATUS_DELIVERED, confirm),
    ]
    view = OrderView()
    for message in baedal.follow(dashboard, WatchOrderViewsRequest(order_id=order_id, after_version=0)):
        if message.HasField("order_view"):
            view = message.order_view
            print(" ", order.OrderStatus.Name(view.order_status))
        if view.order_status == order.ORDER_STATUS_COMPLETED:
            return
        if steps and steps[0].due(view) and done(steps[0], view):
            steps.pop(0)


def done(step: Step, view: OrderView) -> bool:
    """False while delivery has not heard from the kitchen: the next message, if only a heartbeat, is time to ask again."""
    try:
        step.act(view)
    except grpc.RpcError as error:
        if baedal.error_detail(error).reason != "NOT_READY":
            raise
        return False
    return True


def send(call: Callable[[str], object]) -> None:
    baedal.retry(call, idempotent=True)


def failure(call: Callable[[], object]) -> baedal.ErrorDetail:
    try:
        call()
    except grpc.RpcError as error:
        return baedal.error_detail(error)
    raise AssertionError("the call should have failed")


def connect(who: str) -> grpc.Channel:
    return baedal.connect(os.environ["GATEWAY"], token=os.environ[who], plaintext=True)


if __name__ == "__main__":
    first_order()
