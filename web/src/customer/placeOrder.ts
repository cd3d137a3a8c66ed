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

type Wish = MessageInitShape<typeof PlaceOrderRequestSchema>;

/** An order that is to be tried again, and when: in milliseconds since 1970. */
export interface Later {
  words: string;
  from: number;
}

const PATIENCE_MS = 3_000;
/** A slow card takes its time; the server ends it before. */
const DEADLINE_MS = 15_000;

/**
 * Places the order of the cart. While its outcome is open, every try carries the same request id: it is one order and one charge,
 * also when the answer was lost or the page loaded again in between.
 */
export function usePlaceOrder(subject: string) {
  const transport = useTransport();
  const queries = useQueryClient();
  const say = useSay();
  const [, go] = useLocation();
  const { text } = useWords();
  const [cart, changeCart] = useCart(subject);
  const [later, setLater] = useState<Later>();

  const mutation = useMutation({
    mutationFn: ({ requestId, body }: Attempt) =>
      createClient(OrderService, transport).placeOrder(
        { ...fromJsonString(PlaceOrderRequestSchema, body, { ignoreUnknownFields: true }), requestId },
        { timeoutMs: DEADLINE_MS },
      ),
    onSuccess({ order }, { requestId }) {
      setLater(undefined);
      changeCart((cart) => ordered(cart, requestId));
      say(text.customer.placed);
      void queries.invalidateQueries();
      if (order) go(`/orders/${order.orderId}`);
    },
    onError(error, { requestId }) {
      const detail = errorDetail(error);
      let stands = false;
      changeCart((cart) => {
        const next = answered(cart, requestId, fateOf(detail));
        stands = next.attempt?.requestId === requestId;
        return next;
      });
      setLater(stands ? { words: wordsFor(error, text), from: Date.now() + (detail.retryAfterMs ?? PATIENCE_MS) } : undefined);
      if (!stands) void queries.invalidateQueries();
    },
  });

  const run = (attempt: Attempt) => {
    changeCart((cart) => asked(cart, attempt));
    mutation.mutate(attempt);
  };
  return {
    busy: mutation.isPending,
    later,
    /** It is not over: it can be made again, but what it asks for stays. */
    open: cart.attempt !== undefined && !mutation.isPending && !later,
    mayGiveUp: cart.attempt !== undefined && isFree(cart),
    problem: mutation.error && !later && !cart.attempt ? wordsFor(mutation.error, text) : undefined,
    place: (wish: Wish) => run(attemptFor(cart, bodyOf(wish))),
    again: () => cart.attempt && run(cart.attempt),
    hide: () => setLater(undefined),
    giveUp() {
      setLater(undefined);
      changeCart(givenUp);
    },
  };
}

const bodyOf = (wish: Wish): string => toJsonString(PlaceOrderRequestSchema, create(PlaceOrderRequestSchema, wish));
