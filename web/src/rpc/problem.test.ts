import { Code, ConnectError } from "@baedal/sdk";
import { expect, test } from "vitest";

import { en } from "../i18n/en.js";
import { ko } from "../i18n/ko.js";
import { isAttemptOpen, mayComeRight, wordsFor } from "./problem.js";

test.each([
  [Code.Unavailable, true],
  [Code.DeadlineExceeded, true],
  [Code.ResourceExhausted, true],
  [Code.FailedPrecondition, false],
  [Code.NotFound, false],
  [Code.Unauthenticated, false],
])("code %i is tried again: %s", (code, again) => {
  expect(mayComeRight(new ConnectError("", code))).toBe(again);
});

test.each([
  [Code.Unavailable, true],
  [Code.Unknown, true],
  [Code.Unauthenticated, true],
  [Code.FailedPrecondition, false],
  [Code.InvalidArgument, false],
])("after code %i the attempt is open: %s", (code, open) => {
  expect(isAttemptOpen(new ConnectError("", code))).toBe(open);
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
