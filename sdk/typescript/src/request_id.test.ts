import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";

import { newRequestId } from "./request_id.js";

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A browser's `crypto` where the page came over plain http, with this for chance. */
function insecure(context: TestContext, fill: (bytes: Uint8Array) => Uint8Array) {
  context.mock.getter(globalThis, "crypto", () => ({ getRandomValues: fill }) as unknown as Crypto);
}

test("it is a UUID of version 7 that begins with the time", () => {
  const at = Date.UTC(2026, 1, 3, 4, 5, 6, 789);
  const id = newRequestId(at);
  assert.match(id, V7);
  assert.equal(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16), at);
});

for (const chance of [0x00, 0xff]) {
  test(`version and variant stand where there is no randomUUID, whatever the chance: ${chance}`, (context) => {
    insecure(context, (bytes) => bytes.fill(chance));
    assert.match(newRequestId(), V7);
  });
}

test("no two are the same", () => {
  assert.equal(new Set(Array.from({ length: 1_000 }, () => newRequestId(1))).size, 1_000);
});
