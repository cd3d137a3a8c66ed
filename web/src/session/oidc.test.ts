import { ResponseBodyError } from "oauth4webapi";
import { afterEach, expect, test, vi } from "vitest";

import { arrive, isRefusal, leave, subjectOf } from "./oidc.js";

const part = (claims: object) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(claims)))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const token = (claims: object) => `${part({ alg: "RS256" })}.${part(claims)}.signature`;

test("a person is who the services take them for", () => {
  expect(subjectOf(token({ sub: "minji" }))).toBe("minji");
  expect(subjectOf(token({ sub: "민지~ÿ?" }))).toBe("민지~ÿ?");
});

test.each([token({}), token({ sub: 7 }), token({ sub: "" }), "opaque", ""])("%s names nobody", (nobodys) => {
  expect(() => subjectOf(nobodys)).toThrow();
});

const answer = (status: number, error: string) => new ResponseBodyError("no", { cause: { error }, response: new Response(null, { status }) });

test("an issuer that says no has refused", () => {
  expect(isRefusal(answer(400, "invalid_grant"))).toBe(true);
  expect(isRefusal(answer(401, "invalid_client"))).toBe(true);
});

test.each([
  ["is out of reach", new TypeError("Failed to fetch")],
  ["is too busy", answer(429, "slow_down")],
  ["answers with a page of something in between", Object.assign(new Error("unexpected HTTP status code"), { code: "OAUTH_RESPONSE_IS_NOT_CONFORM" })],
  ["does not answer in time", new DOMException("late", "TimeoutError")],
])("an issuer that %s has not", (_, error) => {
  expect(isRefusal(error)).toBe(false);
});

afterEach(() => vi.unstubAllGlobals());

/** An issuer whose discovery names these endpoints; tells what was asked, and where the person was sent. */
function issuer(at: string, endpoints: Record<string, string>) {
  const asked: string[] = [];
  const sent: string[] = [];
  const kept = new Map([["baedal.journey", JSON.stringify({ verifier: "v", state: "s", nonce: "n", place: "customer", back: "/", silent: false })]]);
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  const origin = "http://127.0.0.1:8088";
  vi.stubGlobal("location", { origin, pathname: "/", href: `${origin}/signed-in?code=c&state=s`, assign: (url: URL) => sent.push(String(url)) });
  vi.stubGlobal("fetch", async (url: string | URL) => {
    asked.push(String(url));
    return Response.json({ issuer: at, ...endpoints });
  });
  const settings = { sign_in: "oidc", issuer: at, audience: "baedal", client_id: "console", scope: "openid" } as const;
  return { settings, asked, sent };
}

test.each(["http://tokens.example.com/token", "http://127.0.0.1.example.com/token"])(
  "an issuer on this machine gets no code sent to %s",
  async (token_endpoint) => {
    const { settings, asked } = issuer("http://127.0.0.1:9000", { token_endpoint });
    await expect(arrive(settings)).rejects.toThrow(/HTTPS/);
    expect(asked).toEqual(["http://127.0.0.1:9000/.well-known/openid-configuration"]);
  },
);

test("an issuer in the clear on another machine is not even asked", async () => {
  const { settings, asked } = issuer("http://login.example.com", { token_endpoint: "https://login.example.com/token" });
  await expect(arrive(settings)).rejects.toThrow(/HTTPS/);
  expect(asked).toEqual([]);
});

test.each(["http://login.example.com/authorize", "javascript:alert(1)"])("nobody is sent to sign in at %s", async (authorization_endpoint) => {
  const { settings, sent } = issuer("https://login.example.com", { authorization_endpoint });
  await expect(leave(settings, "customer", false)).rejects.toThrow("not at https:");
  expect(sent).toEqual([]);
});

test("an issuer on this machine is asked there", async () => {
  const { settings, asked } = issuer("http://127.0.0.1:9000", { token_endpoint: "http://localhost:9000/token" });
  await expect(arrive(settings)).rejects.toThrow();
  expect(asked).toContain("http://localhost:9000/token");
});
