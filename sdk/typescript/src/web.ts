import { createGrpcWebTransport } from "@connectrpc/connect-web";
import type { Transport } from "@connectrpc/connect";

import { baseUrlOf, interceptorsOf, unreachableIsUnavailable, withDeadline, type GatewayOptions } from "./options.js";

/** The way to the gateway from a browser: gRPC-Web over `fetch`. */
export function webTransport(options: GatewayOptions): Transport {
  return withDeadline(
    createGrpcWebTransport({
      baseUrl: baseUrlOf(options),
      interceptors: [...interceptorsOf(options), unreachableIsUnavailable],
    }),
    options.timeoutMs,
  );
}
