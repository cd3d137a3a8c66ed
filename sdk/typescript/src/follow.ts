import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type Client } from "@connectrpc/connect";

import { errorDetail, type ErrorDetail } from "./error.js";
import type {
  DashboardService,
  WatchOrderViewsRequestSchema,
  WatchOrderViewsResponse,
} from "./gen/baedal/dashboard/v1/dashboard_pb.js";
import { pause, waitMs } from "./retry.js";

/** What is watched, and from where on. */
export type WatchRequest = MessageInitShape<typeof WatchOrderViewsRequestSchema>;

/** How patiently orders are followed. */
export interface FollowOptions {
  /** Ends the following, without an error. Leaving the loop does too. */
  signal?: AbortSignal;
  /** At most so many failures in a row, without a message in between; unset, it goes on however long the server is away. */
  tries?: number;
  /** So long without a word, and the connection is taken for lost: 20 000 ms when unset. A heartbeat comes every five seconds. */
  silenceMs?: number;
  /** Waits; for tests. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number from 0 to 1; for tests. */
  random?: () => number;
}

/**
 * Watches orders for as long as the loop over it runs: where a watch ends or the connection is lost, it begins the next one after
 * the last version seen. It gives rows and heartbeats as they come.
 *
 * ```ts
 * for await (const { orderView } of follow(dashboard, { orderId, afterVersion: 0n })) {
 *   if (orderView?.orderStatus === OrderStatus.COMPLETED) break;
 * }
 * ```
 *
 * @throws what will not pass, such as PERMISSION_DENIED, or the last error when the tries are used up
 */
export async function* follow(
  dashboard: Pick<Client<typeof DashboardService>, "watchOrderViews">,
  request: WatchRequest,
  options: FollowOptions = {},
): AsyncGenerator<WatchOrderViewsResponse, void, undefined> {
  const { signal, tries = Infinity, silenceMs = 20_000, sleep = pause, random = Math.random } = options;
  let seen = request.afterVersion;
  for (let failures = 0; !signal?.aborted; ) {
    let lost: unknown = unavailable("the watch has ended");
    const watch = new AbortController();
    const stop = () => watch.abort(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const from = seen === undefined ? request : { ...request, afterVersion: seen };
      const messages = dashboard.watchOrderViews(from, { signal: watch.signal })[Symbol.asyncIterator]();
      for (;;) {
        const message = await heard(messages.next(), watch, silenceMs);
        if (message.done) break;
        failures = 0;
        seen = message.value.orderView?.version ?? message.value.heartbeat?.version ?? seen;
        yield message.value;
      }
    } catch (error) {
      lost = error;
    } finally {
      signal?.removeEventListener("abort", stop);
      // Also where the loop was left: the server would go on telling.
      watch.abort();
    }
    if (signal?.aborted) return;
    failures += 1;
    const detail = errorDetail(lost);
    if (failures >= tries || willNotPass(detail)) throw lost;
    try {
      await sleep(waitMs(failures, detail.retryAfterMs ?? 0, random), signal);
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  }
}

/** The next message, unless it is silent for too long. The time that the loop takes for a message is no silence. */
async function heard<T>(next: Promise<T>, watch: AbortController, silenceMs: number): Promise<T> {
  let giveUp: (() => void) | undefined;
  const silence = setTimeout(() => watch.abort(unavailable(`not a word for ${silenceMs} ms`)), silenceMs);
  try {
    // What comes before the call, such as a token's source, need not heed the signal.
    const ended = new Promise<never>((_, reject) => {
      giveUp = () => reject(watch.signal.reason);
      watch.signal.addEventListener("abort", giveUp);
      if (watch.signal.aborted) giveUp();
    });
    return await Promise.race([next, ended]);
  } finally {
    clearTimeout(silence);
    if (giveUp) watch.signal.removeEventListener("abort", giveUp);
  }
}

const unavailable = (why: string) => new ConnectError(why, Code.Unavailable);

/**
 * Reading does no harm, so everything is tried again but what says no. A broken stream can be INTERNAL, UNKNOWN or CANCELLED.
 * RESOURCE_EXHAUSTED says no where it says no time to come again: an answer that is larger than this side takes stays so.
 */
function willNotPass({ code, mayPass }: ErrorDetail): boolean {
  switch (code) {
    case Code.ResourceExhausted:
      return !mayPass;
    case Code.InvalidArgument:
    case Code.NotFound:
    case Code.AlreadyExists:
    case Code.PermissionDenied:
    case Code.Unauthenticated:
    case Code.FailedPrecondition:
    case Code.OutOfRange:
    case Code.Unimplemented:
    case Code.DataLoss:
      return true;
    default:
      return false;
  }
}
