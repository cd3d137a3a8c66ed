import { createClient } from "@baedal/sdk";
import { DeadLetterService, OutboxService } from "@baedal/sdk/ops/v1";
import { useTransport } from "@connectrpc/connect-query";
import { useQueries } from "@tanstack/react-query";

import { useWords } from "../i18n/index.js";
import { Health, HealthCheckResponse_ServingStatus as Serving } from "../gen/grpc/health/v1/health_pb.js";
import { usePages } from "../rpc/usePages.js";

const LOOK_EVERY_MS = 3_000;
/** So many dead letters of a service come at once. */
const LETTERS = 100;
/** These are asked for at their own pace, and not with each order that changes. */
const polled = { polled: true } as const;

/** The services that tell facts, and so have an outbox. */
export const tellers = ["order", "payment", "store", "delivery"] as const;

/** The services that work events, and so may park some. */
export const workers = ["order", "payment", "store", "delivery", "notification", "dashboard"] as const;
export type Worker = (typeof workers)[number];

/** By which the gateway tells whose outbox or dead letters are meant. */
export const of = (service: Worker) => ({ headers: { "baedal-service": service } });

export function useOutboxes() {
  const client = createClient(OutboxService, useTransport());
  return useQueries({
    queries: tellers.map((service) => ({
      queryKey: ["outbox", service],
      queryFn: async ({ signal }: { signal: AbortSignal }) => (await client.getOutboxStatus({}, { ...of(service), signal })).status ?? null,
      refetchInterval: LOOK_EVERY_MS,
      meta: polled,
    })),
  });
}

/** What is parked anywhere, who did not say, and whether somebody is still being asked: only then is nothing known of nothing. */
export function useDeadLetters() {
  const { text } = useWords();
  const client = createClient(DeadLetterService, useTransport());
  // The workers are always the same ones, in the same order, as hooks must be.
  const queries = workers.map((service) =>
    usePages(
      ["dead-letters", service],
      (pageToken, signal) => client.listDeadLetters({ pageToken, pageSize: LETTERS }, { ...of(service), signal }),
      (page) => page.deadLetters,
      { refetchInterval: LOOK_EVERY_MS * 2, meta: polled },
    ),
  );
  const silent = workers.filter((_, index) => queries[index]?.isError);
  const longer = queries.filter(({ hasNextPage }) => hasNextPage);
  return {
    letters: workers.flatMap((service, index) => (queries[index]?.data ?? []).map((letter) => ({ service, letter }))),
    silent: silent.length > 0 ? text.operator.silent(silent.map((service) => text.operator.services[service]).join(", ")) : undefined,
    asked: queries.some(({ isPending }) => isPending),
    offline: queries.some(({ data, fetchStatus }) => data === undefined && fetchStatus === "paused"),
    /** There are more than these. */
    areMore: longer.length > 0,
    isLoadingMore: queries.some(({ isFetchingNextPage }) => isFetchingNextPage),
    loadMore: () => longer.forEach((query) => void query.fetchNextPage()),
    again: () => queries.filter(({ isError }) => isError).forEach((query) => void query.refetch()),
  };
}

/** By what the gateway knows each one: a service of its contracts, or nothing for itself. */
export const healthNames = {
  gateway: "",
  order: "baedal.order.v1.OrderService",
  payment: "baedal.payment.v1.PaymentService",
  store: "baedal.store.v1.CatalogService",
  delivery: "baedal.delivery.v1.DeliveryService",
  notification: "baedal.notification.v1.NotificationService",
  dashboard: "baedal.dashboard.v1.DashboardService",
} as const;
export type Part = keyof typeof healthNames;
export const parts = Object.keys(healthNames) as Part[];

export type State = "up" | "down" | "unknown" | "asked";

export function useHealth(): Record<Part, State> {
  const client = createClient(Health, useTransport());
  const answers = useQueries({
    queries: parts.map((part) => ({
      queryKey: ["health", part],
      queryFn: async ({ signal }: { signal: AbortSignal }) => (await client.check({ service: healthNames[part] }, { signal })).status,
      refetchInterval: LOOK_EVERY_MS,
      retry: false,
      meta: polled,
    })),
  });
  const states = answers.map(({ data, isError }): State => {
    if (isError) return "unknown";
    if (data === undefined) return "asked";
    return data === Serving.SERVING ? "up" : "down";
  });
  return Object.fromEntries(parts.map((part, index) => [part, states[index] ?? "asked"])) as Record<Part, State>;
}
