import { createClient, errorDetail } from "@baedal/sdk";
import { OrderService, PlaceOrderRequestSchema } from "@baedal/sdk/order/v1";
import { create, fromJsonString, toJsonString, type MessageInitShape } from "@bufbuild/protobuf";
import { useTransport } from "@connectrpc/connect-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";

import { useWords } from "../i18n/index.js";
import { fateOf, wordsFor } from "../rpc/problem.js";
import { useSay } from "../ui/Say.js";
import { answered, asked, attemptFor, givenUp, isFree, ordered, useCart, type Attempt } from "./cart.js";

/** All of an order but the card. */
type Wish = Omit<MessageInitShape<typeof PlaceOrderRequestSchema>, "cardToken" | "$typeName">;

/** An order that is to be tried again, and when: in milliseconds since 1970. */
export interface Later {
  words: string;
  from: number;
}

const PATIENCE_MS = 3_000;
/** A slow card takes its time; the server ends it before. */
const DEADLINE_MS = 15_000;

/** The cards that attempts pay with, by request id, for as long as the page lives. */
const cards = new Map<string, string>();

/**
 * Places the order of the cart. While its outcome is open, every try carries the same request id: it is one order and one charge,
 * also when the answer was lost or the page loaded again in between. After that the card is asked for once more, as no browser's
 * storage has it; with another card it is another request to the server, which charges none under an id that it has seen.
 */
export function usePlaceOrder(subject: string) {
  const transport = useTransport();
  const queries = useQueryClient();
  const say = useSay();
  const [, go] = useLocation();
  const { text } = useWords();
  const [cart, changeCart] = useCart(subject);
  const [later, setLater] = useState<Later>();
  const [otherCard, setOtherCard] = useState(false);

  const mutation = useMutation({
    mutationFn: ({ requestId, body, cardToken }: Attempt & { cardToken: string }) =>
      createClient(OrderService, transport).placeOrder(
        { ...fromJsonString(PlaceOrderRequestSchema, body, { ignoreUnknownFields: true }), requestId, cardToken },
        { timeoutMs: DEADLINE_MS },
      ),
    onSuccess({ order }, { requestId }) {
      cards.delete(requestId);
      setOtherCard(false);
      setLater(undefined);
      changeCart((cart) => ordered(cart, requestId));
      say(text.customer.placed);
      void queries.invalidateQueries();
      if (order) go(`/orders/${order.orderId}`);
    },
    onError(error, { requestId, cardToken }) {
      const detail = errorDetail(error);
      // Of a card that was asked for again: this call charged nothing, and says nothing of the one before.
      const isOther = detail.reason === "REQUEST_ID_REUSED" && cards.get(requestId) !== cardToken;
      const fate = isOther ? "busy" : fateOf(detail);
      let stands = false;
      changeCart((cart) => {
        const next = answered(cart, requestId, fate);
        stands = next.attempt?.requestId === requestId;
        return next;
      });
      if (!stands) cards.delete(requestId);
      setOtherCard(isOther);
      const again = stands && !isOther;
      setLater(again ? { words: wordsFor(error, text), from: Date.now() + (detail.retryAfterMs ?? PATIENCE_MS) } : undefined);
      if (!stands) void queries.invalidateQueries();
    },
  });

  const run = (attempt: Attempt, cardToken: string) => {
    changeCart((cart) => asked(cart, attempt));
    mutation.mutate({ ...attempt, cardToken });
  };
  const known = cart.attempt && cards.get(cart.attempt.requestId);
  return {
    busy: mutation.isPending,
    later,
    /** It is not over: it can be made again, but what it asks for stays. */
    open: cart.attempt !== undefined && !mutation.isPending && !later,
    mayGiveUp: cart.attempt !== undefined && isFree(cart),
    problem: mutation.error && !later && !cart.attempt ? wordsFor(mutation.error, text) : undefined,
    /** The card has to be named once more: the page was loaded again since. */
    cardGone: cart.attempt !== undefined && known === undefined,
    /** The card that was named is another one than that of the first try. */
    otherCard: otherCard && cart.attempt !== undefined,
    place(wish: Wish, cardToken: string) {
      const attempt = attemptFor(cart, bodyOf(wish));
      if (attempt !== cart.attempt) cards.set(attempt.requestId, cardToken);
      const card = cards.get(attempt.requestId);
      if (card !== undefined) run(attempt, card);
    },
    /** Once more; with this card where it is gone. */
    again: (cardToken: string) => cart.attempt && run(cart.attempt, known ?? cardToken),
    hide: () => setLater(undefined),
    giveUp() {
      setLater(undefined);
      setOtherCard(false);
      if (cart.attempt && isFree(cart)) cards.delete(cart.attempt.requestId);
      changeCart(givenUp);
    },
  };
}

/** What is kept of an order while it is open. */
export const bodyOf = (wish: Wish): string => toJsonString(PlaceOrderRequestSchema, create(PlaceOrderRequestSchema, { ...wish, cardToken: "" }));
