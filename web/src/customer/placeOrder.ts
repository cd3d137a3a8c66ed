import { createClient, errorDetail } from "@baedal/sdk";
import { OrderService, PlaceOrderRequestSchema } from "@baedal/sdk/order/v1";
import { create, fromJsonString, toJsonString, type MessageInitShape } from "@bufbuild/protobuf";
import { useTransport } from "@connectrpc/connect-query";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";

import { useWords } from "../i18n/index.js";
import { isAttemptOpen, wordsFor } from "../rpc/problem.js";
import { useSay } from "../ui/Say.js";
import { attemptFor, useCart, type Attempt } from "./cart.js";

type Wish = MessageInitShape<typeof PlaceOrderRequestSchema>;

/** An order that is to be tried again, and when: in milliseconds since 1970. */
export interface Later {
  words: string;
  from: number;
  /** Nothing was charged for sure, so that the cart may still be changed. */
  mayChange: boolean;
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
  const [cart, setCart] = useCart(subject);
  const [later, setLater] = useState<Later>();

  const mutation = useMutation({
    mutationFn: ({ requestId, body }: Attempt) =>
      createClient(OrderService, transport).placeOrder(
        { ...fromJsonString(PlaceOrderRequestSchema, body), requestId },
        { timeoutMs: DEADLINE_MS },
      ),
    onSuccess({ order }) {
      setLater(undefined);
      setCart(undefined);
      say(text.customer.placed);
      void queries.invalidateQueries();
      if (order) go(`/orders/${order.orderId}`);
    },
    onError(error) {
      const { reason, retryAfterMs } = errorDetail(error);
      if (isAttemptOpen(error)) {
        setLater({
          words: wordsFor(error, text),
          from: Date.now() + (retryAfterMs ?? PATIENCE_MS),
          mayChange: reason === "PAYMENT_OVERLOADED",
        });
        return;
      }
      setLater(undefined);
      setCart({ ...cart, attempt: undefined });
      void queries.invalidateQueries();
    },
  });

  const run = (attempt: Attempt) => {
    setCart({ ...cart, attempt });
    mutation.mutate(attempt);
  };
  return {
    busy: mutation.isPending,
    later,
    /** Its outcome is not known yet: it can be asked for, or given up, but not changed. */
    open: cart.attempt !== undefined && !mutation.isPending && !later,
    problem: mutation.error && !later && !cart.attempt ? wordsFor(mutation.error, text) : undefined,
    place: (wish: Wish) => run(attemptFor(cart, bodyOf(wish))),
    again: () => cart.attempt && run(cart.attempt),
    hide: () => setLater(undefined),
    giveUp() {
      setLater(undefined);
      setCart({ ...cart, attempt: undefined });
    },
  };
}

const bodyOf = (wish: Wish): string => toJsonString(PlaceOrderRequestSchema, create(PlaceOrderRequestSchema, wish));
