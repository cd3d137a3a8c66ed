import { newRequestId } from "@baedal/sdk";
import { useSyncExternalStore } from "react";

import type { Fate } from "../rpc/problem.js";
import { stored } from "../ui/stored.js";

export interface CartLine {
  itemId: string;
  name: string;
  quantity: number;
}

/** An attempt to order that is not over: it is made again with the same id, also after a reload. */
export interface Attempt {
  requestId: string;
  /** What exactly was asked for, but for the card: that is kept nowhere, as whatever runs in the page can read what is kept. */
  body: string;
  /** How many of its calls may have charged: those under way, and those that were not answered with the word that nothing was. */
  open: number;
}

export interface Cart {
  storeId: string;
  storeName: string;
  lines: readonly CartLine[];
  attempt?: Attempt | undefined;
}

const EMPTY: Cart = { storeId: "", storeName: "", lines: [] };
const MOST = 99;

/**
 * The cart with so many of that item; another store's things go when the first of this store's comes. What an attempt asks for
 * stays as it is.
 */
export function withItem(cart: Cart, store: { storeId: string; name: string }, item: { itemId: string; name: string }, quantity: number): Cart {
  if (cart.attempt) return cart;
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

/** The attempt that is not over, or else a new one: there are never two, so never two ids that could be charged. */
export function attemptFor(cart: Cart, body: string, newId: () => string = newRequestId): Attempt {
  return cart.attempt ?? { requestId: newId(), body, open: 0 };
}

/** The call is on its way: noted before it is made, so that a page that goes away has not forgotten it. */
export const asked = (cart: Cart, attempt: Attempt): Cart => ({ ...cart, attempt: { ...attempt, open: attempt.open + 1 } });

/** The cart after a call of an attempt that failed. An answer to another attempt says nothing of this one. */
export function answered(cart: Cart, requestId: string, fate: Fate): Cart {
  if (cart.attempt?.requestId !== requestId) return cart;
  switch (fate) {
    case "over":
      return { ...cart, attempt: undefined };
    case "busy":
      return uncharged(cart, cart.attempt);
    case "barred":
      return givenUp(uncharged(cart, cart.attempt));
    case "open":
      return cart;
  }
}

/**
 * One of its calls charged nothing. That says nothing of an earlier one whose answer was lost: it may still be on its way to the
 * server, and be worked there once it comes.
 */
const uncharged = (cart: Cart, attempt: Attempt): Cart => ({ ...cart, attempt: { ...attempt, open: attempt.open - 1 } });

/** What was ordered is in the cart no more. An answer that comes twice does not empty the next cart. */
export const ordered = (cart: Cart, requestId: string): Cart => (cart.attempt?.requestId === requestId ? EMPTY : cart);

/** Whether the cart may be changed: nobody pays for it, and nobody may have paid. */
export const isFree = ({ attempt }: Cart): boolean => !attempt || attempt.open === 0;

/** Back to a cart that can be changed, where nothing can have been charged. */
export const givenUp = (cart: Cart): Cart => (isFree(cart) ? { ...cart, attempt: undefined } : cart);

const carts = new Map<string, ReturnType<typeof createCart>>();

export function createCart(subject: string) {
  const kept = stored<string>(`cart.${subject}`, () => true, true);
  const listeners = new Set<() => void>();
  let cart = read(kept.get());
  // As this version keeps it, and no longer as an earlier one did.
  kept.set(cart === EMPTY ? undefined : JSON.stringify(cart));
  return {
    current: () => cart,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(next: (cart: Cart) => Cart) {
      cart = next(cart);
      kept.set(cart === EMPTY ? undefined : JSON.stringify(cart));
      for (const listener of listeners) listener();
    },
  };
}

function read(json: string | undefined): Cart {
  try {
    const cart = JSON.parse(json ?? "") as Cart;
    if (typeof cart.storeId !== "string" || !Array.isArray(cart.lines)) return EMPTY;
    return cart.attempt ? { ...cart, attempt: { ...cart.attempt, body: withoutCard(cart.attempt.body) } } : cart;
  } catch {
    return EMPTY;
  }
}

function withoutCard(body: string): string {
  const { cardToken: _, ...rest } = JSON.parse(body) as Record<string, unknown>;
  return JSON.stringify(rest);
}

/** The cart, and what changes it: from what it is by then, as answers come late. */
export function useCart(subject: string): readonly [Cart, (next: (cart: Cart) => Cart) => void] {
  let store = carts.get(subject);
  if (!store) carts.set(subject, (store = createCart(subject)));
  return [useSyncExternalStore(store.subscribe, store.current), store.change];
}
