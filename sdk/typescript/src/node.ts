import { createGrpcTransport } from "@connectrpc/connect-node";
import type { Transport } from "@connectrpc/connect";

import { baseUrlOf, interceptorsOf, unreachableIsUnavailable, withDeadline, type GatewayOptions } from "./options.js";

/** A connection that is dropped without a word, by a NAT say, is found out. */
const PING_INTERVAL_MS = 30_000;
const PING_TIMEOUT_MS = 10_000;

/** The way to the gateway from Node: gRPC over HTTP/2. */
export function nodeTransport(options: GatewayOptions): Transport {
  return withDeadline(
    createGrpcTransport({
      baseUrl: baseUrlOf(options),
      interceptors: [...interceptorsOf(options), unreachableIsUnavailable],
      pingIntervalMs: PING_INTERVAL_MS,
      pingTimeoutMs: PING_TIMEOUT_MS,
    }),
    options.timeoutMs,
  );
}
