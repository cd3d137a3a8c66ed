import { Code, ConnectError } from "@baedal/sdk";
import { expect, test } from "vitest";

import { en } from "../i18n/en.js";
import { ko } from "../i18n/ko.js";
import { fateOf, mayComeRight, waitBefore, wordsFor } from "./problem.js";

test.each([
  [Code.Unavailable, true],
  [Code.DeadlineExceeded, true],
  [Code.ResourceExhausted, false],
  [Code.FailedPrecondition, false],
  [Code.NotFound, false],
  [Code.Unauthenticated, false],
])("code %i is tried again: %s", (code, again) => {
  expect(mayComeRight(new ConnectError("", code))).toBe(again);
});

test.each([
  ["a lost connection", Code.Unavailable, undefined, "open"],
  ["an outcome that nobody knows", Code.Unavailable, "PAYMENT_UNAVAILABLE", "open"],
  ["an answer that was too late", Code.DeadlineExceeded, undefined, "open"],
  ["anything unheard of", Code.Unknown, undefined, "open"],
  ["a page of somebody in between", Code.NotFound, undefined, "open"],
  ["payment's being overloaded", Code.Unavailable, "PAYMENT_OVERLOADED", "busy"],
  ["too many calls", Code.ResourceExhausted, "RATE_LIMITED", "busy", 500],
  ["a request that is too large", Code.ResourceExhausted, "REQUEST_TOO_LARGE", "barred"],
  ["an answer that is too large", Code.ResourceExhausted, undefined, "open"],
  ["a sign-in that has expired", Code.Unauthenticated, undefined, "barred"],
  ["the mesh's no", Code.PermissionDenied, undefined, "barred"],
  ["a declined card", Code.FailedPrecondition, "CARD_DECLINED", "over"],
  ["an id of another request", Code.AlreadyExists, "REQUEST_ID_REUSED", "over"],
] as const)("after %s", (_, code, reason, fate, retryAfterMs?: number) => {
  expect(fateOf({ code, reason, retryAfterMs })).toBe(fate);
});

test("what the server says a time for is tried again, and not before", () => {
  const fifteenSeconds = Uint8Array.of(0x0a, 2, 8, 15); // as they are on the wire
  for (const code of [Code.ResourceExhausted, Code.Aborted, Code.Unavailable]) {
    const error = new ConnectError("", code);
    error.details = [{ type: "google.rpc.RetryInfo", value: fifteenSeconds }];
    expect(mayComeRight(error)).toBe(true);
    expect(waitBefore(1, error, () => 0)).toBe(15_000);
  }
});

test("a broken connection is said in words, and not in the browser's", () => {
  expect(wordsFor(new ConnectError("the gateway cannot be reached", Code.Unavailable), en)).toBe(en.problem.unavailable);
});

test("both languages know the same reasons", () => {
  expect(Object.keys(ko.problem.reasons)).toEqual(Object.keys(en.problem.reasons));
});

test("both languages know the same changes to tell of, and the same reasons for a cancel", () => {
  expect(Object.keys(ko.customer.changes)).toEqual(Object.keys(en.customer.changes));
  expect(Object.keys(ko.customer.reasons)).toEqual(Object.keys(en.customer.reasons));
});
