import { Code, ConnectError } from "@baedal/sdk";
import type * as Oauth from "oauth4webapi";

import type { SignInSettings } from "../config.js";
import { stored } from "../ui/stored.js";
import { places, type Held, type Person, type Place, type Renew } from "./session.js";

type Settings = Extract<SignInSettings, { sign_in: "oidc" }>;

/** What has to survive the way to the issuer and back: no token, and of use once. */
interface Journey {
  verifier: string;
  state: string;
  nonce: string;
  place: Place;
  back: string;
  silent: boolean;
}

/** What the issuer gave beside the token that calls carry. It lives as long as the page, like that one. */
interface Kept {
  /** Renews the token with nobody asked, where the issuer hands such a thing out. */
  refresh: string | undefined;
  /** Tells the issuer who signs out. */
  identity: string | undefined;
}

let kept: Kept = { refresh: undefined, identity: undefined };

const journey = stored<string>("journey", () => true, true);
const returnTo = () => `${location.origin}/signed-in`;

/** Only deployments with an issuer load this. */
const library = () => import("oauth4webapi");

/**
 * Whether what signs people in may go there: over TLS, or to this machine. An issuer on this machine may name others in its
 * discovery, so it is asked of each address.
 */
export function isGuarded(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

/** The library calls nothing but `https:` unless it is told to. */
const guarded = (oauth: typeof Oauth, address = "https:") => ({ [oauth.allowInsecureRequests]: address.startsWith("http:") && isGuarded(address) });

/** Where the person goes, with what the issuer knows them by in the address. */
function pageAt(address: string): URL {
  if (!isGuarded(address)) throw new Error(`the issuer's page is not at https: ${address}`);
  return new URL(address);
}

async function discover(oauth: typeof Oauth, settings: Settings): Promise<Oauth.AuthorizationServer> {
  const issuer = new URL(settings.issuer);
  const answer = await oauth.discoveryRequest(issuer, guarded(oauth, settings.issuer));
  return oauth.processDiscoveryResponse(issuer, answer);
}

/** Leaves for the issuer's page. `silently`, the issuer asks nothing of whoever is still signed in there. */
export async function leave(settings: Settings, place: Place, silently: boolean, back = location.pathname): Promise<void> {
  const oauth = await library();
  const server = await discover(oauth, settings);
  if (!server.authorization_endpoint) throw new Error("the issuer has no authorization endpoint");
  const going: Journey = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    place,
    back,
    silent: silently,
  };
  journey.set(JSON.stringify(going));
  const url = pageAt(server.authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: settings.client_id,
    redirect_uri: returnTo(),
    scope: settings.scope,
    audience: settings.audience,
    state: going.state,
    nonce: going.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(going.verifier),
    code_challenge_method: "S256",
    ...(silently ? { prompt: "none" } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

/** Back from the issuer: turns the code into a token. */
export async function arrive(settings: Settings): Promise<{ person: Person; held: Held; back: string }> {
  const left = journey.get();
  journey.set(undefined);
  if (left === undefined) throw new Error("nobody left from here");
  const going = JSON.parse(left) as Journey;
  if (!(places as readonly string[]).includes(going.place)) throw new Error("nobody left from here");

  const oauth = await library();
  const server = await discover(oauth, settings);
  const client: Oauth.Client = { client_id: settings.client_id };
  const parameters = await answerOf(oauth, settings, server, going);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    returnTo(),
    going.verifier,
    guarded(oauth, server.token_endpoint),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: going.nonce,
    requireIdToken: true,
  });
  return { person: { subject: subjectOf(tokens.access_token), place: going.place }, held: keep(tokens), back: going.back };
}

/**
 * By what name the services know who carries this token. An issuer may have another one in the identity token, which they never
 * see. Read, not checked: that is for the services.
 */
export function subjectOf(accessToken: string): string {
  const { sub } = JSON.parse(textOf(accessToken.split(".")[1] ?? "")) as { sub?: unknown };
  if (typeof sub !== "string" || sub === "") throw new Error("the token does not say whose it is");
  return sub;
}

function textOf(base64url: string): string {
  const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** What the issuer answered, if it is an answer to who left from here. One that must ask is gone to again, to let it ask. */
async function answerOf(oauth: typeof Oauth, settings: Settings, server: Oauth.AuthorizationServer, going: Journey): Promise<URLSearchParams> {
  try {
    return oauth.validateAuthResponse(server, { client_id: settings.client_id }, new URL(location.href), going.state);
  } catch (error) {
    if (!going.silent || !(error instanceof oauth.AuthorizationResponseError)) throw error;
    await leave(settings, going.place, false, going.back);
    return new Promise(() => undefined);
  }
}

function keep(tokens: Oauth.TokenEndpointResponse): Held {
  kept = { refresh: tokens.refresh_token ?? kept.refresh, identity: tokens.id_token ?? kept.identity };
  return { token: tokens.access_token, expiresAt: Date.now() + (tokens.expires_in ?? 300) * 1000 };
}

/** Renews tokens where the issuer gave something to do it with; else its page is gone to, which the person decides. */
export function issuerTokens(settings: Settings): Renew {
  return async () => {
    const { refresh } = kept;
    if (refresh === undefined) throw new Error("the sign-in has expired");
    try {
      const oauth = await library();
      const server = await discover(oauth, settings);
      const client: Oauth.Client = { client_id: settings.client_id };
      const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refresh, guarded(oauth, server.token_endpoint));
      return keep(await oauth.processRefreshTokenResponse(server, client, answer));
    } catch (error) {
      throw isRefusal(error) ? error : new ConnectError("the issuer does not answer", Code.Unavailable, undefined, undefined, error);
    }
  };
}

/** Whether the issuer itself said no. One that is out of reach, busy or broken has not refused anybody, nor has a page in between. */
export function isRefusal(error: unknown): boolean {
  const { code, status } = error as Partial<Oauth.ResponseBodyError>;
  // By its code, as the library is not here before an issuer is asked. Some say it in a header (RFC 6749, 5.2).
  const said = code === "OAUTH_RESPONSE_BODY_ERROR" || code === "OAUTH_WWW_AUTHENTICATE_CHALLENGE";
  return said && status !== undefined && status >= 400 && status < 500 && status !== 429;
}

/** Signs out at the issuer too, where it has a page for that: or else the next one at this desk would be let in as the last. */
export async function leaveForGood(settings: Settings): Promise<void> {
  const { identity } = kept;
  kept = { refresh: undefined, identity: undefined };
  const server = await discover(await library(), settings);
  if (!server.end_session_endpoint) return;
  const url = pageAt(server.end_session_endpoint);
  url.searchParams.set("client_id", settings.client_id);
  url.searchParams.set("post_logout_redirect_uri", `${location.origin}/`);
  if (identity !== undefined) url.searchParams.set("id_token_hint", identity);
  location.assign(url);
}
