import { createGrpcWebTransport } from "@connectrpc/connect-web";
import type { Transport } from "@connectrpc/connect";

import { interceptorsOf, unreachableIsUnavailable, withDeadline, type GatewayOptions } from "./options.js";

/** The way to the gateway from a browser: gRPC-Web over `fetch`. */
export function webTransport(options: GatewayOptions): Transport {
  return withDeadline(
    createGrpcWebTransport({
      baseUrl: options.baseUrl,
      interceptors: [...interceptorsOf(options), unreachableIsUnavailable],
    }),
    options.timeoutMs,
  );
}
