import { create } from "@bufbuild/protobuf";
import { OrderViewSchema } from "@baedal/sdk/dashboard/v1";
import { Fulfillment, OrderSchema, OrderStatus } from "@baedal/sdk/order/v1";
import { expect, test } from "vitest";

import { statusOf, timeline } from "./timeline.js";

const at = (seconds: bigint) => ({ seconds });
const order = create(OrderSchema, {
  status: OrderStatus.ACCEPTED,
  fulfillment: Fulfillment.DELIVERY,
  placedAt: at(1n),
  acceptedAt: at(2n),
  updatedAt: at(2n),
});
const names = (steps: ReturnType<typeof timeline>, state: string) => steps.filter((step) => step.state === state).map((step) => step.name);

test("what was, what is, and what is to come", () => {
  const steps = timeline(order, OrderStatus.ACCEPTED);
  expect(names(steps, "done")).toEqual(["placed", "paid"]);
  expect(names(steps, "now")).toEqual(["accepted"]);
  expect(names(steps, "ahead")).toEqual(["cooking", "cooked", "pickedUp", "delivered", "completed"]);
});

test("nobody rides to a customer who fetches it", () => {
  const steps = timeline({ ...order, fulfillment: Fulfillment.PICKUP }, OrderStatus.ACCEPTED);
  expect(steps.map((step) => step.name)).not.toContain("pickedUp");
});

test("a canceled order ends where it was canceled", () => {
  const steps = timeline({ ...order, canceledAt: order.acceptedAt! }, OrderStatus.CANCELED);
  expect(names(steps, "done")).toEqual(["placed", "paid", "accepted"]);
  expect(names(steps, "ended")).toEqual(["canceled"]);
});

test("the stream counts where it is ahead, and not where it is behind", () => {
  const view = (seconds: bigint) => create(OrderViewSchema, { orderStatus: OrderStatus.COOKING, updatedAt: at(seconds) });
  expect(statusOf(order, view(3n))).toBe(OrderStatus.COOKING);
  expect(statusOf(order, view(1n))).toBe(OrderStatus.ACCEPTED);
  expect(statusOf(order, undefined)).toBe(OrderStatus.ACCEPTED);
});
