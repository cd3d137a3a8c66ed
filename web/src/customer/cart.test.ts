import { afterEach, expect, test, vi } from "vitest";

import { answered, asked, attemptFor, createCart, givenUp, isFree, ordered, quantityOf, withItem, type Cart } from "./cart.js";
import { bodyOf } from "./placeOrder.js";

const chicken = { storeId: "s1", name: "Chicken" };
const coffee = { storeId: "s2", name: "Coffee" };
const item = (itemId: string) => ({ itemId, name: itemId });
const empty: Cart = { storeId: "", storeName: "", lines: [] };

test("quantities grow, shrink and vanish", () => {
  let cart = withItem(empty, chicken, item("a"), 2);
  expect(quantityOf(cart, "a")).toBe(2);
  cart = withItem(cart, chicken, item("a"), 0);
  expect(cart.lines).toEqual([]);
});

test("nobody orders more than 99 of anything", () => {
  expect(quantityOf(withItem(empty, chicken, item("a"), 500), "a")).toBe(99);
});

test("a cart is of one store", () => {
  const cart = withItem(withItem(empty, chicken, item("a"), 1), coffee, item("b"), 1);
  expect(cart).toMatchObject({ storeId: "s2", lines: [{ itemId: "b" }] });
});

/** A cart whose order was asked for, by a call that nothing is known of yet. */
function paying(): Cart {
  const cart = withItem(empty, chicken, item("a"), 1);
  return asked(cart, attemptFor(cart, "body", () => "id-1"));
}
const again = (cart: Cart) => asked(cart, attemptFor(cart, "body", () => "id-2"));

test("an attempt that is not over keeps its id, whatever is asked for by now", () => {
  expect(attemptFor(empty, "body", () => "id-1").requestId).toBe("id-1");
  expect(attemptFor(paying(), "other", () => "id-2").requestId).toBe("id-1");
});

test("what is being paid for cannot be changed, and not be given up", () => {
  const cart = paying();
  expect(withItem(cart, chicken, item("a"), 2)).toBe(cart);
  expect(withItem(cart, coffee, item("b"), 1)).toBe(cart);
  expect(givenUp(cart)).toBe(cart);
});

test("what charged nothing may be tried again, or given up and changed", () => {
  const cart = answered(paying(), "id-1", "busy");
  expect(attemptFor(cart, "body").requestId).toBe("id-1");
  expect(quantityOf(withItem(givenUp(cart), chicken, item("a"), 2), "a")).toBe(2);
});

test("once an answer was lost, no later one of another call makes up for it", () => {
  const lost = paying();
  const cart = answered(again(lost), "id-1", "busy");
  expect(isFree(cart)).toBe(false);
  expect(givenUp(cart).attempt?.requestId).toBe("id-1");
});

test("tries that charged nothing, one after the other, leave the cart free", () => {
  const cart = answered(again(answered(paying(), "id-1", "busy")), "id-1", "busy");
  expect(isFree(cart)).toBe(true);
});

test("who is not let in has a cart that is free, unless an earlier answer was lost", () => {
  expect(answered(paying(), "id-1", "barred").attempt).toBeUndefined();
  const lost = answered(paying(), "id-1", "open");
  expect(answered(again(lost), "id-1", "barred").attempt?.requestId).toBe("id-1");
});

test("a refusal ends the attempt, and an order empties the cart", () => {
  expect(answered(paying(), "id-1", "over")).toMatchObject({ lines: [{ itemId: "a" }], attempt: undefined });
  expect(ordered(paying(), "id-1").lines).toEqual([]);
});

test("a late answer to another attempt changes nothing", () => {
  const cart = paying();
  for (const fate of ["over", "busy", "barred", "open"] as const) expect(answered(cart, "id-0", fate)).toBe(cart);
  expect(ordered(cart, "id-0")).toBe(cart);
});

afterEach(() => vi.unstubAllGlobals());

/** What the browser keeps for the tab. */
function storage(kept: Record<string, string> = {}): Map<string, string> {
  const values = new Map(Object.entries(kept));
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => values.set(name, value),
    removeItem: (name: string) => values.delete(name),
  });
  return values;
}

test("an open attempt is kept for the next page, without its card", () => {
  const kept = storage();
  const wish = { storeId: "s1", note: "no onions", cardToken: "card_approve" };
  const { change } = createCart("minji");
  change((cart) => withItem(cart, chicken, item("a"), 1));
  change((cart) => asked(cart, attemptFor(cart, bodyOf(wish), () => "id-1")));
  expect(createCart("minji").current()).toMatchObject({ lines: [{ itemId: "a" }], attempt: { requestId: "id-1", open: 1 } });
  expect([...kept.values()].join()).toContain("no onions");
  expect([...kept.values()].join()).not.toContain("card_approve");
});

test("a card that an earlier version kept is gone when the page is there", () => {
  const cart = { ...paying(), attempt: { requestId: "id-1", body: JSON.stringify({ note: "n", cardToken: "card_approve" }), open: 1 } };
  const kept = storage({ "baedal.cart.minji": JSON.stringify(cart) });
  expect(createCart("minji").current().attempt).toEqual({ requestId: "id-1", body: JSON.stringify({ note: "n" }), open: 1 });
  expect([...kept.values()].join()).not.toContain("card_approve");
});
