import { ResponseBodyError } from "oauth4webapi";
import { expect, test } from "vitest";

import { isRefusal, subjectOf } from "./oidc.js";

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
