import { generateKeyPairSync } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import Provider, { type Configuration } from "oidc-provider";

export const CLIENT = "baedal-console";
const API = "urn:baedal:api";
const KEY_ID = "console-tests";
const LIFE_S = 3_600;
const TOKEN_LIFE_S = 300;

export interface Issuer {
  url: string;
  /** Its public keys, as it also publishes them. */
  jwks: string;
  /** What was asked of it so far, by path. */
  asked: (path: string) => number;
  /** Lets the console at this address send people here. */
  serve: (console: string, audience: string) => void;
  close: () => Promise<void>;
}

/** The roles of who signs in: the part of the name before the dash. */
const rolesOf = (account: string): string[] => [account.split("-")[0] ?? ""];

/** An OpenID Connect issuer with a login page that lets everybody in. */
export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const about = { kid: KEY_ID, alg: "RS256", use: "sig" };
  const asked: string[] = [];
  let answer: RequestListener = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? "/", "http://issuer").pathname);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    jwks: JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), ...about }] }),
    asked: (path) => asked.filter((each) => each === path).length,
    serve(console, audience) {
      const provider = new Provider(url, settings(console, audience, { ...privateKey.export({ format: "jwk" }), ...about }));
      answer = provider.callback();
    },
    close: () => close(server),
  };
}

function settings(console: string, audience: string, key: object): Configuration {
  return {
    jwks: { keys: [key as never] },
    cookies: { keys: [KEY_ID] },
    clients: [
      {
        client_id: CLIENT,
        // Public: it has no secret to keep, and PKCE instead.
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        redirect_uris: [`${console}/signed-in`],
        post_logout_redirect_uris: [`${console}/`],
      },
    ],
    pkce: { required: () => true },
    clientBasedCORS: (_, origin) => origin === console,
    findAccount: (_, account) => ({ accountId: account, claims: () => ({ sub: account }) }),
    issueRefreshToken: () => true,
    ttl: { AccessToken: TOKEN_LIFE_S, Grant: LIFE_S, IdToken: LIFE_S, Interaction: LIFE_S, RefreshToken: LIFE_S, Session: LIFE_S },
    extraTokenClaims: (_, token) => ({ roles: "accountId" in token ? rolesOf(token.accountId ?? "") : [] }),
    // As some issuers do, it knows people at an API by another name than at the console.
    formats: {
      customizers: {
        jwt(_context, _token, { payload }) {
          payload.sub = `api-${String(payload.sub)}`;
        },
      },
    },
    features: {
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ audience, scope: "", accessTokenFormat: "jwt", accessTokenTTL: TOKEN_LIFE_S, jwt: { sign: { alg: "RS256" } } }),
      },
    },
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
