import type { WatchOrderViewsResponse } from "@baedal/sdk/dashboard/v1";

const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/** How long to wait before the stream is opened again: what the server asks for, and a random time that doubles its range. */
export function pauseBefore(failures: number, retryAfterMs: number | undefined, random: () => number): number {
  return (retryAfterMs ?? 0) + random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
}

/** The version to resume after, once this message has been seen. Versions only grow, rows and heartbeats alike. */
export function resumeAfter(version: bigint | undefined, message: WatchOrderViewsResponse): bigint | undefined {
  const seen = message.orderView?.version ?? message.heartbeat?.version;
  return seen !== undefined && (version === undefined || seen > version) ? seen : version;
}

/** Whether the read model is another one: a heartbeat below what was seen comes of one whose versions began anew. */
export function isAnotherModel(version: bigint | undefined, message: WatchOrderViewsResponse): boolean {
  return version !== undefined && message.heartbeat !== undefined && message.heartbeat.version < version;
}

/** Whether a row is news: the same or an older one may come again after a reconnect. */
export function isNews(known: { version: bigint } | undefined, row: { version: bigint }): boolean {
  return !known || row.version > known.version;
}
