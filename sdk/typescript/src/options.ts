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
  /** Lets an `http:` URL name another machine, and sends the token there in the clear: inside a mesh, say. Off when unset. */
  plaintext?: boolean;
  /** How long a unary call may take where the call itself does not say: 10 000 ms when unset. Streams have no end. */
  timeoutMs?: number;
  /** Run around every call, the first outermost: telemetry, for example. */
  interceptors?: Interceptor[];
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Where the gateway is, if it may be called there.
 *
 * @throws TypeError where `http:` would send the token in the clear to another machine, and nobody said that it may
 */
export function baseUrlOf({ baseUrl, plaintext = false }: GatewayOptions): string {
  // In a browser a URL may be relative to the page.
  const page = (globalThis as { location?: { href?: string } }).location?.href;
  const { protocol, hostname } = new URL(baseUrl, page);
  if (protocol !== "https:" && protocol !== "http:") {
    throw new TypeError(`baseUrl: ${protocol} is neither https: nor http:`);
  }
  if (protocol === "http:" && !plaintext && !isThisMachine(hostname)) {
    throw new TypeError("baseUrl: http: would send tokens in the clear to another machine: use https:, or say plaintext: true");
  }
  return baseUrl;
}

/** As `URL` writes them. What is below `localhost` is never looked up elsewhere (RFC 6761, 6.3). */
const isThisMachine = (hostname: string): boolean => /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** The caller's interceptors, then the one that sends the token. */
export function interceptorsOf(options: GatewayOptions): Interceptor[] {
  return [...(options.interceptors ?? []), bearer(options.token)];
}

function bearer(source: TokenSource | undefined): Interceptor {
  return (next) => async (request) => {
    const token = typeof source === "function" ? await tokenFrom(source) : source;
    if (token !== undefined) {
      request.header.set("authorization", `Bearer ${token}`);
    }
    return next(request);
  };
}

/** Who has no token because its source fails is not signed in; a source that knows better throws a `ConnectError`. */
async function tokenFrom(source: Exclude<TokenSource, string>): Promise<string | undefined> {
  try {
    return await source();
  } catch (error) {
    if (error instanceof ConnectError) throw error;
    throw new ConnectError("there is no token", Code.Unauthenticated, undefined, undefined, error);
  }
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

/**
 * Gives a network that fails the code it has elsewhere, UNAVAILABLE, so that the call is tried again: `fetch` throws a TypeError,
 * which Connect calls unknown, and a body that breaks off has as many names as there are ways to break. A stream breaks off while
 * it is read, long after its call has answered.
 */
export const unreachableIsUnavailable: Interceptor = (next) => async (request) => {
  try {
    const response = await next(request);
    return response.stream ? { ...response, message: named(response.message) } : response;
  } catch (error) {
    throw nameOf(error);
  }
};

async function* named<T>(messages: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* messages;
  } catch (error) {
    throw nameOf(error);
  }
}

function nameOf(error: unknown): unknown {
  return isOfTheNetwork(error)
    ? new ConnectError("the gateway cannot be reached", Code.Unavailable, undefined, undefined, error)
    : error;
}

/** What Connect says of an end in the middle: it throws the first as it stands, and the second as if the caller were to blame. */
const BROKEN_OFF = ["missing trailer", "protocol error: incomplete envelope"];

function isOfTheNetwork(error: unknown): boolean {
  if (error instanceof TypeError) return true;
  if (!(error instanceof ConnectError)) return BROKEN_OFF.includes(String(error));
  // In Node a connection that is reset is ABORTED; the server's own ABORTED has no cause on this side.
  return BROKEN_OFF.includes(error.rawMessage) || (error.code === Code.Aborted && error.cause !== undefined);
}
