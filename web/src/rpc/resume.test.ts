import { create } from "@bufbuild/protobuf";
import { WatchOrderViewsResponseSchema } from "@baedal/sdk/dashboard/v1";
import { expect, test } from "vitest";

import { isAnotherModel, isNews, pauseBefore, resumeAfter } from "./resume.js";

const row = (version: bigint) => create(WatchOrderViewsResponseSchema, { orderView: { version } });
const heartbeat = (version: bigint) => create(WatchOrderViewsResponseSchema, { heartbeat: { version } });

test("a watcher resumes after the newest that it has seen", () => {
  let version: bigint | undefined;
  for (const message of [row(3n), row(7n), heartbeat(9n), row(8n)]) version = resumeAfter(version, message);
  expect(version).toBe(9n);
});

test("a heartbeat below what was seen is of another read model, and an old row is not", () => {
  expect(isAnotherModel(900n, heartbeat(12n))).toBe(true);
  expect(isAnotherModel(900n, row(12n))).toBe(false);
  expect(isAnotherModel(900n, heartbeat(900n))).toBe(false);
  expect(isAnotherModel(undefined, heartbeat(12n))).toBe(false);
});

test("a message with nothing in it changes nothing", () => {
  expect(resumeAfter(5n, create(WatchOrderViewsResponseSchema))).toBe(5n);
});

test("the pause doubles up to its bound, on top of what the server asks for", () => {
  const pauses = [1, 2, 3, 4, 20].map((failures) => pauseBefore(failures, undefined, () => 1));
  expect(pauses).toEqual([250, 500, 1_000, 2_000, 10_000]);
  expect(pauseBefore(1, 4_000, () => 0)).toBe(4_000);
});

test("what is known already is no news", () => {
  expect(isNews(undefined, { version: 1n })).toBe(true);
  expect(isNews({ version: 2n }, { version: 2n })).toBe(false);
  expect(isNews({ version: 2n }, { version: 3n })).toBe(true);
});
