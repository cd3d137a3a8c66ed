import { Code, ConnectError, type Interceptor, type Transport } from "@connectrpc/connect";

/** A bearer token, or what gives one for each call: from a session, say, that renews it. `undefined` calls without. */
export type TokenSource = string | (() => string | undefined | Promise<string | undefined>);

/** Who is calling. */
export interface Credentials {
  token?: TokenSource | undefined;
}

/** Where the gateway is, and how it is called. */
export interface GatewayOptions extends Credentials {
  /** `https://api.example.com`, or `http://127.0.0.1:8088` on the own machine. */
  baseUrl: string;
  /** How long a unary call may take where the call itself does not say: 10 000 ms when unset. Streams have no end. */
  timeoutMs?: number;
  /** Run around every call, the first outermost: telemetry, for example. */
  interceptors?: Interceptor[];
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** The caller's interceptors, then the one that sends the token. */
export function interceptorsOf(options: GatewayOptions): Interceptor[] {
  return [...(options.interceptors ?? []), bearer(options.token)];
}

function bearer(source: TokenSource | undefined): Interceptor {
  return (next) => async (request) => {
    const token = typeof source === "function" ? await source() : source;
    if (token !== undefined) {
      request.header.set("authorization", `Bearer ${token}`);
    }
    return next(request);
  };
}

/** Gives every unary call a deadline: a transport's own default would also cut off the streams. */
export function withDeadline(transport: Transport, timeoutMs = DEFAULT_TIMEOUT_MS): Transport {
  return {
    unary: (method, signal, timeout, header, input, context) =>
      transport.unary(method, signal, timeout ?? timeoutMs, header, input, context),
    stream: (method, signal, timeout, header, input, context) =>
      transport.stream(method, signal, timeout, header, input, context),
  };
}

/** `fetch` throws a TypeError when it does not reach the server, and Connect calls that unknown: it is UNAVAILABLE. */
export const unreachableIsUnavailable: Interceptor = (next) => async (request) => {
  try {
    return await next(request);
  } catch (error) {
    if (error instanceof TypeError) {
      throw new ConnectError("the gateway cannot be reached", Code.Unavailable, undefined, undefined, error);
    }
    throw error;
  }
};
