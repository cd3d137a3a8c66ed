import { createGrpcTransport } from "@connectrpc/connect-node";
import type { Transport } from "@connectrpc/connect";

import { interceptorsOf, withDeadline, type GatewayOptions } from "./options.js";

/** The way to the gateway from Node: gRPC over HTTP/2. */
export function nodeTransport(options: GatewayOptions): Transport {
  return withDeadline(
    createGrpcTransport({ baseUrl: options.baseUrl, interceptors: interceptorsOf(options) }),
    options.timeoutMs,
  );
}
