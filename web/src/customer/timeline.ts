import type { OrderView } from "@baedal/sdk/dashboard/v1";
import { Fulfillment, OrderStatus, type Order } from "@baedal/sdk/order/v1";
import type { Timestamp } from "@bufbuild/protobuf/wkt";

import type { Text } from "../i18n/en.js";

export interface Step {
  name: keyof Text["customer"]["steps"];
  state: "done" | "now" | "ahead" | "ended";
  at: Timestamp | undefined;
}

const reached: Partial<Record<OrderStatus, Step["name"]>> = {
  [OrderStatus.PLACED]: "paid",
  [OrderStatus.ACCEPTED]: "accepted",
  [OrderStatus.COOKING]: "cooking",
  [OrderStatus.COOKED]: "cooked",
  [OrderStatus.PICKED_UP]: "pickedUp",
  [OrderStatus.DELIVERED]: "delivered",
  [OrderStatus.COMPLETED]: "completed",
};

/** The stream may be ahead of what was read, and what was read ahead of the stream: the further of the two counts. */
export function statusOf(order: Order, view: OrderView | undefined): OrderStatus {
  return view && view.orderStatus !== OrderStatus.UNSPECIFIED && isLater(view, order) ? view.orderStatus : order.status;
}

function isLater(view: OrderView, order: Order): boolean {
  const a = view.updatedAt;
  const b = order.updatedAt;
  if (!a || !b) return false;
  return a.seconds === b.seconds ? a.nanos > b.nanos : a.seconds > b.seconds;
}

/** The way of an order, with what has been, what is now and what is to come. */
export function timeline(order: Order, status: OrderStatus): Step[] {
  const times: Partial<Record<Step["name"], Timestamp | undefined>> = {
    placed: order.placedAt,
    paid: order.placedAt,
    accepted: order.acceptedAt,
    cooking: order.cookingStartedAt,
    cooked: order.cookedAt,
    pickedUp: order.pickedUpAt,
    delivered: order.deliveredAt,
    completed: order.completedAt,
  };
  const way: Step["name"][] = ["placed", "paid", "accepted", "cooking", "cooked"];
  if (order.fulfillment === Fulfillment.DELIVERY) way.push("pickedUp", "delivered");
  way.push("completed");

  if (status === OrderStatus.REJECTED || status === OrderStatus.CANCELED) {
    const done = way.filter((name) => times[name]).map((name): Step => ({ name, state: "done", at: times[name] }));
    return status === OrderStatus.REJECTED
      ? [...done, { name: "rejected", state: "ended", at: order.rejectedAt }]
      : [...done, { name: "canceled", state: "ended", at: order.canceledAt }];
  }
  const last = way.reduce((latest, name, index) => (times[name] ? index : latest), 0);
  const now = Math.max(last, way.indexOf(reached[status] ?? "placed"));
  return way.map((name, index) => ({
    name,
    state: index < now || status === OrderStatus.COMPLETED ? "done" : index === now ? "now" : "ahead",
    at: times[name],
  }));
}
