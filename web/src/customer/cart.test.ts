import { expect, test } from "vitest";

import { attemptFor, quantityOf, withItem, type Cart } from "./cart.js";

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

test("the same attempt keeps its id, and another body gets another", () => {
  const first = attemptFor(empty, "body", () => "id-1");
  const cart = { ...empty, attempt: first };
  expect(attemptFor(cart, "body", () => "id-2").requestId).toBe("id-1");
  expect(attemptFor(cart, "other", () => "id-2").requestId).toBe("id-2");
});

test("changing the cart ends the attempt", () => {
  const cart = { ...withItem(empty, chicken, item("a"), 1), attempt: { requestId: "id", body: "b" } };
  expect(withItem(cart, chicken, item("a"), 2).attempt).toBeUndefined();
});
