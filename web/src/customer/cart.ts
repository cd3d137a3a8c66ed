import { newRequestId } from "@baedal/sdk";
import { useSyncExternalStore } from "react";

import { stored } from "../ui/stored.js";

export interface CartLine {
  itemId: string;
  name: string;
  quantity: number;
}

/** An attempt to order that is not over: it is made again with the same id, also after a reload. */
export interface Attempt {
  requestId: string;
  /** What exactly was asked for; anything else is another attempt. */
  body: string;
}

export interface Cart {
  storeId: string;
  storeName: string;
  lines: readonly CartLine[];
  attempt?: Attempt | undefined;
}

const EMPTY: Cart = { storeId: "", storeName: "", lines: [] };
const MOST = 99;

/** The cart with so many of that item; another store's things go when the first of this store's comes. */
export function withItem(cart: Cart, store: { storeId: string; name: string }, item: { itemId: string; name: string }, quantity: number): Cart {
  const lines = cart.storeId === store.storeId ? cart.lines : [];
  const number = Math.min(Math.max(quantity, 0), MOST);
  const known = lines.some((line) => line.itemId === item.itemId);
  const next = known
    ? lines.map((line) => (line.itemId === item.itemId ? { ...line, quantity: number } : line))
    : [...lines, { itemId: item.itemId, name: item.name, quantity: number }];
  return { storeId: store.storeId, storeName: store.name, lines: next.filter((line) => line.quantity > 0) };
}

export const quantityOf = (cart: Cart, itemId: string): number =>
  cart.lines.find((line) => line.itemId === itemId)?.quantity ?? 0;

/** The id for this attempt: the one it has if it is the same, or else a new one. */
export function attemptFor(cart: Cart, body: string, newId: () => string = newRequestId): Attempt {
  return cart.attempt?.body === body ? cart.attempt : { requestId: newId(), body };
}

const carts = new Map<string, ReturnType<typeof createCart>>();

function createCart(subject: string) {
  const kept = stored<string>(`cart.${subject}`, () => true, true);
  const listeners = new Set<() => void>();
  let cart = read(kept.get());
  return {
    current: () => cart,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next: Cart | undefined) {
      cart = next ?? EMPTY;
      kept.set(next && JSON.stringify(next));
      for (const listener of listeners) listener();
    },
  };
}

function read(json: string | undefined): Cart {
  try {
    const cart = JSON.parse(json ?? "") as Cart;
    return typeof cart.storeId === "string" && Array.isArray(cart.lines) ? cart : EMPTY;
  } catch {
    return EMPTY;
  }
}

export function useCart(subject: string): readonly [Cart, (next: Cart | undefined) => void] {
  let store = carts.get(subject);
  if (!store) carts.set(subject, (store = createCart(subject)));
  return [useSyncExternalStore(store.subscribe, store.current), store.set];
}
