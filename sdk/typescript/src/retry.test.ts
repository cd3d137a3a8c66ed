import assert from "node:assert/strict";
import { test } from "node:test";

import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";

import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { errorDetail } from "./error.js";
import { retry, type RetryOptions } from "./retry.js";

/** Fails with each error in turn, then succeeds; keeps what was asked and how long was waited. */
function flaky(...errors: ConnectError[]) {
  const requestIds: string[] = [];
  const waits: number[] = [];
  const call = async (requestId: string) => {
    requestIds.push(requestId);
    const error = errors.shift();
    if (error) throw error;
    return "done";
  };
  const options: RetryOptions = { random: () => 1, sleep: async (ms) => void waits.push(ms) };
  return { call, options, requestIds, waits };
}

const unavailable = (seconds?: bigint) =>
  seconds === undefined
    ? new ConnectError("down", Code.Unavailable)
    : withDetails(Code.Unavailable, [RetryInfoSchema.typeName, toBinary(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: { seconds } }))]);

/** An error as it comes from the wire. */
function withDetails(code: Code, ...details: [type: string, value: Uint8Array][]): ConnectError {
  const error = new ConnectError("refused", code);
  error.details = details.map(([type, value]) => ({ type, value }));
  return error;
}

test("all tries carry the same request id", async () => {
  const { call, options, requestIds } = flaky(unavailable(), unavailable());
  assert.equal(await retry(call, options), "done");
  assert.equal(requestIds.length, 3);
  assert.equal(new Set(requestIds).size, 1);
});

test("tries are bounded, and the last error is thrown", async () => {
  const { call, options, requestIds } = flaky(...Array.from({ length: 9 }, () => unavailable()));
  await assert.rejects(retry(call, { ...options, tries: 3 }), { code: Code.Unavailable });
  assert.equal(requestIds.length, 3);
});

test("the wait doubles, with jitter, on top of what the server asks for", async () => {
  const { call, options, waits } = flaky(unavailable(), unavailable(), unavailable(2n));
  await retry(call, options);
  assert.deepEqual(waits, [200, 400, 2_800]);
});

test("a wait that is too long is not waited", async () => {
  const { call, options, waits } = flaky(unavailable(60n));
  await assert.rejects(retry(call, options), { code: Code.Unavailable });
  assert.deepEqual(waits, []);
});

test("what cannot get better is not tried again", async () => {
  const { call, options, requestIds } = flaky(new ConnectError("declined", Code.FailedPrecondition));
  await assert.rejects(retry(call, options), { code: Code.FailedPrecondition });
  assert.equal(requestIds.length, 1);
});

test("a deadline that passed is tried again only where that does no harm", async () => {
  const late = () => new ConnectError("late", Code.DeadlineExceeded);
  await assert.rejects(retry(flaky(late()).call, flaky().options), { code: Code.DeadlineExceeded });
  assert.equal(await retry(flaky(late()).call, { ...flaky().options, idempotent: true }), "done");
});

test("what is exhausted for good is not tried again", async () => {
  const reason = toBinary(ErrorInfoSchema, create(ErrorInfoSchema, { reason: "REQUEST_TOO_LARGE", domain: "baedal.dev" }));
  for (const error of [
    withDetails(Code.ResourceExhausted, [ErrorInfoSchema.typeName, reason]),
    // This side's own word, of an answer that is larger than it takes.
    new ConnectError("message too large", Code.ResourceExhausted),
  ]) {
    const { call, options, requestIds, waits } = flaky(error);
    await assert.rejects(retry(call, { ...options, idempotent: true }), { code: Code.ResourceExhausted });
    assert.equal(requestIds.length, 1);
    assert.deepEqual(waits, []);
  }
});

test("what the server says a time for is tried again then, and never before", async () => {
  for (const code of [Code.ResourceExhausted, Code.Aborted, Code.Unavailable]) {
    const later = create(RetryInfoSchema, { retryDelay: { seconds: 20n, nanos: 1 } });
    const { call, options, waits } = flaky(withDetails(code, [RetryInfoSchema.typeName, toBinary(RetryInfoSchema, later)]));
    assert.equal(await retry(call, { ...options, random: () => 0 }), "done");
    assert.deepEqual(waits, [20_001]);
  }
});

test("an abort ends the waiting", async () => {
  const abort = new AbortController();
  abort.abort(new Error("gone"));
  await assert.rejects(retry(flaky(unavailable(20n)).call, { signal: abort.signal }), /gone/);
});

test("details are decoded", () => {
  const detail = errorDetail(
    withDetails(
      Code.InvalidArgument,
      [ErrorInfoSchema.typeName, toBinary(ErrorInfoSchema, create(ErrorInfoSchema, { reason: "INVALID_FIELDS", metadata: { k: "v" } }))],
      [BadRequestSchema.typeName, toBinary(BadRequestSchema, create(BadRequestSchema, { fieldViolations: [{ field: "store_id", description: "no UUID" }] }))],
    ),
  );
  assert.equal(detail.reason, "INVALID_FIELDS");
  assert.deepEqual(detail.metadata, { k: "v" });
  assert.deepEqual(detail.fieldViolations, [{ field: "store_id", description: "no UUID" }]);
  assert.equal(detail.retryAfterMs, undefined);
});

test("any error can be read", () => {
  assert.equal(errorDetail(new Error("odd")).code, Code.Unknown);
  assert.equal(errorDetail("odd").reason, undefined);
});
