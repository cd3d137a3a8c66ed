/**
 * A first order, seen by everybody who has a part in it. `source .baedal/data/demo.env` of a running system, and then
 * `npm run example`. It checks what it sees, so it is the SDK's smoke test too.
 */
import assert from "node:assert/strict";

import { Code, createClient, errorDetail, follow, newRequestId, retry, type ErrorDetail, type Transport } from "@baedal/sdk";
import { DashboardService, type OrderView } from "@baedal/sdk/dashboard/v1";
import { DeliveryService } from "@baedal/sdk/delivery/v1";
import { nodeTransport } from "@baedal/sdk/node";
import { Fulfillment, OrderService, OrderStatus } from "@baedal/sdk/order/v1";
import { TicketService, TicketStatus } from "@baedal/sdk/store/v1";
import { webTransport } from "@baedal/sdk/web";

type Connect = (token: string) => Transport;

async function firstOrder(connect: Connect): Promise<void> {
  const customer = connect(env("CUSTOMER"));
  const orders = createClient(OrderService, customer);

  const place = (cardToken: string) => (requestId: string) =>
    orders.placeOrder({
      requestId,
      storeId: env("CHICKEN_STORE"),
      lines: [{ itemId: env("CHICKEN_ITEM"), quantity: 1 }],
      fulfillment: Fulfillment.DELIVERY,
      deliveryAddress: { text: "Sajik-ro 161, Seoul", location: { latitude: 37.58, longitude: 126.98 } },
      cardToken,
    });

  // A card that is declined: nothing to try again, and the reason says why.
  const declined = await failure(retry(place("card_decline"), { idempotent: true }));
  assert.equal(declined.code, Code.FailedPrecondition);
  assert.equal(declined.reason, "CARD_DECLINED");

  // Fields that are wrong are named.
  const refused = await failure(orders.placeOrder({ requestId: newRequestId(), storeId: "nowhere" }));
  assert.equal(refused.reason, "INVALID_FIELDS");
  assert.ok(refused.fieldViolations.some(({ field }) => field === "store_id"));

  // A provider that is down: the server says how long to wait, and every try names the same attempt.
  const requestIds: string[] = [];
  const unavailable = await failure(
    retry(
      (requestId) => {
        requestIds.push(requestId);
        return place("card_unavailable")(requestId);
      },
      { idempotent: true, tries: 2 },
    ),
  );
  assert.equal(unavailable.code, Code.Unavailable);
  assert.ok(unavailable.retryAfterMs! > 0);
  assert.equal(requestIds.length, 2);
  assert.equal(requestIds[0], requestIds[1]);

  // An order, and the same request once more: the same order, charged once.
  const requestId = newRequestId();
  const { order } = await retry(place("card_approve"), { requestId, idempotent: true });
  const again = await place("card_approve")(requestId);
  assert.equal(again.order!.orderId, order!.orderId);

  await seeThrough(order!.orderId, connect);
}

/** Follows an order to its end; the store, the rider and the customer do their parts when their time has come. */
async function seeThrough(orderId: string, connect: Connect): Promise<void> {
  const orders = createClient(OrderService, connect(env("CUSTOMER")));
  const tickets = createClient(TicketService, connect(env("OWNER")));
  const deliveries = createClient(DeliveryService, connect(env("RIDER")));
  const dashboard = createClient(DashboardService, connect(env("CUSTOMER")));

  const steps: Step[] = [
    {
      due: (view) => view.ticketStatus === TicketStatus.NEW,
      act: async () => {
        await retry((requestId) => tickets.acceptTicket({ orderId, requestId }), { idempotent: true });
        await retry((requestId) => tickets.startCooking({ orderId, requestId }), { idempotent: true });
        await retry((requestId) => tickets.finishCooking({ orderId, requestId }), { idempotent: true });
      },
    },
    {
      due: (view) => view.orderStatus === OrderStatus.COOKED && view.deliveryId !== "",
      act: async ({ deliveryId }) => {
        await retry((requestId) => deliveries.claimDelivery({ deliveryId, requestId }), { idempotent: true });
        await retry((requestId) => deliveries.pickUpDelivery({ deliveryId, requestId }), { idempotent: true });
        await retry((requestId) => deliveries.completeDelivery({ deliveryId, requestId }), { idempotent: true });
      },
    },
    {
      due: (view) => view.orderStatus === OrderStatus.DELIVERED,
      act: async () => {
        await retry((requestId) => orders.confirmReceipt({ orderId, requestId }), { idempotent: true });
      },
    },
  ];

  let view: OrderView | undefined;
  for await (const { orderView } of follow(dashboard, { orderId, afterVersion: 0n })) {
    if (orderView) {
      view = orderView;
      console.log(`  ${OrderStatus[view.orderStatus]}`);
    }
    if (view?.orderStatus === OrderStatus.COMPLETED) {
      return;
    }
    if (view && steps[0]?.due(view) && (await done(steps[0], view))) {
      steps.shift();
    }
  }
}

interface Step {
  due: (view: OrderView) => boolean;
  act: (view: OrderView) => Promise<void>;
}

/** False while delivery has not heard from the kitchen: the next message, if only a heartbeat, is time to ask again. */
async function done(step: Step, view: OrderView): Promise<boolean> {
  try {
    await step.act(view);
    return true;
  } catch (error) {
    if (errorDetail(error).reason === "NOT_READY") {
      return false;
    }
    throw error;
  }
}

async function failure(call: Promise<unknown>): Promise<ErrorDetail> {
  try {
    await call;
  } catch (error) {
    return errorDetail(error);
  }
  throw new Error("the call should have failed");
}

function env(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: source .baedal/data/demo.env of a running system`);
  }
  return value;
}

const baseUrl = `http://${env("GATEWAY")}`;
console.log("gRPC");
await firstOrder((token) => nodeTransport({ baseUrl, token }));
console.log("gRPC-Web");
await firstOrder((token) => webTransport({ baseUrl, token }));
