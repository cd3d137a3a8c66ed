import type * as Oauth from "oauth4webapi";

import type { SignInSettings } from "../config.js";
import { stored } from "../ui/stored.js";
import { places, type Held, type Person, type Place } from "./session.js";

type Settings = Extract<SignInSettings, { sign_in: "oidc" }>;

/** What has to survive the way to the issuer and back: no token, and of use once. */
interface Journey {
  verifier: string;
  state: string;
  nonce: string;
  place: Place;
  back: string;
}

const journey = stored<string>("journey", () => true, true);
const returnTo = () => `${location.origin}/signed-in`;

/** Only deployments with an issuer load this. */
const library = () => import("oauth4webapi");

async function discover(oauth: typeof Oauth, settings: Settings): Promise<Oauth.AuthorizationServer> {
  const issuer = new URL(settings.issuer);
  const answer = await oauth.discoveryRequest(issuer, { [oauth.allowInsecureRequests]: issuer.protocol === "http:" });
  return oauth.processDiscoveryResponse(issuer, answer);
}

/** Leaves for the issuer's page. `silently`, the issuer asks nothing of whoever is still signed in there. */
export async function leave(settings: Settings, place: Place, silently: boolean): Promise<void> {
  const oauth = await library();
  const server = await discover(oauth, settings);
  if (!server.authorization_endpoint) throw new Error("the issuer has no authorization endpoint");
  const going: Journey = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    place,
    back: location.pathname === "/signed-in" ? `/${place}` : location.pathname,
  };
  journey.set(JSON.stringify(going));
  const url = new URL(server.authorization_endpoint);
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
  const kept = journey.get();
  journey.set(undefined);
  if (kept === undefined) throw new Error("nobody left from here");
  const going = JSON.parse(kept) as Journey;
  if (!(places as readonly string[]).includes(going.place)) throw new Error("nobody left from here");

  const oauth = await library();
  const server = await discover(oauth, settings);
  const client: Oauth.Client = { client_id: settings.client_id };
  const parameters = oauth.validateAuthResponse(server, client, new URL(location.href), going.state);
  const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, returnTo(), going.verifier, {
    [oauth.allowInsecureRequests]: settings.issuer.startsWith("http:"),
  });
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: going.nonce,
    requireIdToken: true,
  });
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  if (!claims) throw new Error("the issuer did not say who it is");
  return {
    person: { subject: claims.sub, place: going.place },
    held: { token: tokens.access_token, expiresAt: Date.now() + (tokens.expires_in ?? 300) * 1000 },
    back: going.back,
  };
}
