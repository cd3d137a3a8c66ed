import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";

import { newRequestId } from "./request_id.js";

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A browser's `crypto` where the page came over plain http, with this for chance. */
function insecure(context: TestContext, fill: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) {
  context.mock.getter(globalThis, "crypto", () => ({ getRandomValues: fill }) as unknown as Crypto);
}

test("it is a UUID of version 7 that begins with the time", () => {
  const at = Date.UTC(2026, 1, 3, 4, 5, 6, 789);
  const id = newRequestId(at);
  assert.match(id, V7);
  assert.equal(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16), at);
});

for (const [chance, end] of [[0x00, "-7000-8000-000000000000"], [0xff, "-7fff-bfff-ffffffffffff"]] as const) {
  test(`version and variant stand whatever the chance: ${chance}`, (context) => {
    insecure(context, (bytes) => bytes.fill(chance));
    const id = newRequestId();
    assert.match(id, V7);
    assert.ok(id.endsWith(end), id);
  });
}

test("over plain http, where there is no randomUUID, it is made all the same", (context) => {
  const real = globalThis.crypto;
  insecure(context, (bytes) => real.getRandomValues(bytes));
  assert.equal(typeof crypto.randomUUID, "undefined");
  assert.match(newRequestId(), V7);
});

test("no two are the same", () => {
  assert.equal(new Set(Array.from({ length: 1_000 }, () => newRequestId(1))).size, 1_000);
});
