import { afterEach, expect, test, vi } from "vitest";

import { newRequestId } from "./requestId.js";

afterEach(() => vi.unstubAllGlobals());

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("it is a UUID of version 7 that begins with the time", () => {
  const at = Date.UTC(2026, 1, 3, 4, 5, 6, 789);
  const id = newRequestId(at);
  expect(id).toMatch(V7);
  expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(at);
});

test.each([0x00, 0xff])("version and variant stand whatever the chance: %i", (chance) => {
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(chance) });
  expect(newRequestId()).toMatch(V7);
});

test("over plain http, where there is no randomUUID, it is made all the same", () => {
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
  expect(newRequestId()).toMatch(V7);
});

test("no two are the same", () => {
  expect(new Set(Array.from({ length: 1_000 }, () => newRequestId(1))).size).toBe(1_000);
});
