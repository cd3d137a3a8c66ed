import { Code } from "@connectrpc/connect";

import { errorDetail } from "./error.js";
import { newRequestId } from "./request_id.js";

/** How often and how patiently a call is tried. */
export interface RetryOptions {
  /** At most so many tries in all: 4 when unset. */
  tries?: number;
  /**
   * DEADLINE_EXCEEDED is tried again too. Set it for reads, and for every call that carries the `request_id` it is given; unset,
   * a call that took too long is left to the caller. It does not make a call without a `request_id` safe.
   */
  idempotent?: boolean;
  /** Names the attempt; a fresh one when unset. Keep it to try again later what is given up now. */
  requestId?: string;
  /** A wait longer than this is not waited, and the error thrown: 30 000 ms when unset. */
  maxWaitMs?: number;
  /** Ends the waiting. */
  signal?: AbortSignal;
  /** Waits; for tests. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number from 0 to 1; for tests. */
  random?: () => number;
}

const BASE_MS = 200;
const CAP_MS = 5_000;

/**
 * Makes a call, and again while it fails with what may pass: UNAVAILABLE, what the server says a time for (RetryInfo), and, where
 * it is `idempotent`, DEADLINE_EXCEEDED. All tries are given the same `requestId`. Between two tries it waits as long as the server
 * asks for, and a random time on top that doubles its range with each try.
 *
 * Only for reads and for calls that carry the `requestId`: a call that failed with UNAVAILABLE may have had its effect, whatever
 * `idempotent` says, and without the id it would have it twice.
 *
 * @throws what the last try threw
 */
export async function retry<T>(call: (requestId: string) => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { tries = 4, idempotent = false, maxWaitMs = 30_000, signal, sleep = pause, random = Math.random } = options;
  const requestId = options.requestId ?? newRequestId();
  for (let tried = 1; ; tried += 1) {
    try {
      return await call(requestId);
    } catch (error) {
      const { code, mayPass, retryAfterMs = 0 } = errorDetail(error);
      const wait = waitMs(tried, retryAfterMs, random);
      const again = mayPass && (idempotent || code !== Code.DeadlineExceeded);
      if (tried >= tries || !again || wait > maxWaitMs) {
        throw error;
      }
      await sleep(wait, signal);
    }
  }
}

/** What the server asks for, and a random time that doubles its range with each try: who fell together does not rise together. */
export function waitMs(tried: number, retryAfterMs: number, random: () => number): number {
  return Math.ceil(retryAfterMs + random() * Math.min(CAP_MS, BASE_MS * 2 ** (tried - 1)));
}

/** The longest that a timer can be set to; it fires at once where more is asked. */
const LONGEST_MS = 2 ** 31 - 1;

export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, Math.min(ms, LONGEST_MS));
    signal?.addEventListener("abort", abort, { once: true });
  });
}
