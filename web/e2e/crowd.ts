import { createClient, newRequestId } from "@baedal/sdk";
import { IdentityService, Role } from "@baedal/sdk/identity/v1";
import { nodeTransport } from "@baedal/sdk/node";
import { Fulfillment, OrderService } from "@baedal/sdk/order/v1";
import { CatalogService } from "@baedal/sdk/store/v1";

import { base, someone } from "./people.js";

const SIZE = 8;

/** People who pay with slow cards, one order after the other, so that there is always somebody paying. Answers how to send them home. */
export async function crowd(storeName: string): Promise<() => Promise<void>> {
  let isHere = true;
  const { token } = await createClient(IdentityService, nodeTransport({ baseUrl: base() })).issueToken({
    subject: someone("crowd"),
    roles: [Role.CUSTOMER],
  });
  const transport = nodeTransport({ baseUrl: base(), token });
  const catalog = createClient(CatalogService, transport);
  const store = (await catalog.listStores({ pageSize: 200 })).stores.find(({ name }) => name === storeName);
  const item = (await catalog.listMenuItems({ storeId: store?.storeId ?? "" })).menuItems[0];
  if (!store || !item) throw new Error(`${storeName} sells nothing`);
  const orders = createClient(OrderService, transport);

  const person = async () => {
    while (isHere) {
      const order = {
        requestId: newRequestId(),
        storeId: store.storeId,
        lines: [{ itemId: item.itemId, quantity: 1 }],
        fulfillment: Fulfillment.PICKUP,
        cardToken: "card_slow_2500",
      };
      // Most are told to come back later, and they do at once.
      await orders.placeOrder(order).catch(() => new Promise((resolve) => setTimeout(resolve, 100)));
    }
  };
  const people = Array.from({ length: SIZE }, person);
  return async () => {
    isHere = false;
    await Promise.all(people);
  };
}
