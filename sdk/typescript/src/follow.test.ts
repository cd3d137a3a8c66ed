import assert from "node:assert/strict";
import { test } from "node:test";

import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";

import { follow, type FollowOptions } from "./follow.js";
import { DashboardService, type WatchOrderViewsRequest } from "./gen/baedal/dashboard/v1/dashboard_pb.js";
import { RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";

type Told = ({ orderView: { version: bigint } } | { heartbeat: { version: bigint } })[];

/** What one watch tells, and how it ends. */
interface Watch {
  tells?: Told;
  fails?: ConnectError;
  /** Says nothing more, as a connection does that was dropped. */
  hangs?: boolean;
}

const row = (version: bigint) => ({ orderView: { version } });
const heartbeat = (version: bigint) => ({ heartbeat: { version } });
const down = () => new ConnectError("down", Code.Unavailable);

/** A server of these watches, one after the other; keeps where each began, which were let go, and how long was waited. */
function serverOf(...watches: Watch[]) {
  const begins: (bigint | undefined)[] = [];
  const waits: number[] = [];
  let left = 0;
  const transport = createRouterTransport(({ service }) => {
    service(DashboardService, {
      async *watchOrderViews(request: WatchOrderViewsRequest, { signal }) {
        begins.push(request.afterVersion);
        signal.addEventListener("abort", () => (left += 1));
        const watch = watches.shift();
        if (!watch) throw new ConnectError("one watch too many", Code.NotFound);
        for (const message of watch.tells ?? []) yield message;
        if (watch.fails) throw watch.fails;
        if (watch.hangs) await new Promise(() => {});
      },
    });
  });
  const options: FollowOptions = { random: () => 1, sleep: async (ms) => void waits.push(ms) };
  return { dashboard: createClient(DashboardService, transport), options, begins, waits, left: () => left };
}

/** The versions that are heard, up to this one. */
async function versionsUpTo(last: bigint, messages: ReturnType<typeof follow>): Promise<bigint[]> {
  const versions: bigint[] = [];
  for await (const { orderView, heartbeat } of messages) {
    const version = orderView?.version ?? heartbeat!.version;
    versions.push(version);
    if (version >= last) break;
  }
  return versions;
}

test("a watch that ends again and again goes on after the last version seen", async () => {
  const ends = Array.from({ length: 10 }, (_, at) => ({ tells: [row(BigInt(2 * at + 1)), heartbeat(BigInt(2 * at + 2))], fails: down() }));
  const server = serverOf(...ends, { tells: [row(21n)] });
  const versions = await versionsUpTo(21n, follow(server.dashboard, { afterVersion: 0n }, { ...server.options, tries: 2 }));
  assert.deepEqual(versions, Array.from({ length: 21 }, (_, at) => BigInt(at + 1)));
  assert.deepEqual(server.begins, Array.from({ length: 11 }, (_, at) => BigInt(2 * at)));
  // Each message is a new beginning, also for the wait.
  assert.deepEqual(server.waits, Array(10).fill(200));
});

test("who begins with what changes from now on goes on where that was", async () => {
  const server = serverOf({ tells: [heartbeat(7n)] }, { tells: [row(8n)] });
  await versionsUpTo(8n, follow(server.dashboard, {}, server.options));
  assert.deepEqual(server.begins, [undefined, 7n]);
});

test("silence is a lost connection", async () => {
  const server = serverOf({ tells: [row(1n)], hangs: true }, { hangs: true }, { tells: [row(2n)] });
  const versions = await versionsUpTo(2n, follow(server.dashboard, {}, { ...server.options, silenceMs: 30 }));
  assert.deepEqual(versions, [1n, 2n]);
  assert.deepEqual(server.begins, [undefined, 1n, 1n]);
  assert.deepEqual(server.waits, [200, 400]);
});

test("a loop that takes its time is no silence", async () => {
  const server = serverOf({ tells: [row(1n), row(2n)] });
  for await (const { orderView } of follow(server.dashboard, {}, { ...server.options, silenceMs: 30 })) {
    if (orderView!.version === 2n) break;
    await new Promise((resolve) => setTimeout(resolve, 90));
  }
  assert.equal(server.begins.length, 1);
});

test("it waits as long as the server asks for, and longer each time in vain", async () => {
  const asks = down();
  asks.details = [{ type: RetryInfoSchema.typeName, value: toBinary(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: { seconds: 2n } })) }];
  const server = serverOf({ fails: down() }, { fails: asks }, { fails: down() }, { tells: [row(1n)] });
  await versionsUpTo(1n, follow(server.dashboard, {}, server.options));
  assert.deepEqual(server.waits, [200, 2_400, 800]);
});

for (const code of [Code.PermissionDenied, Code.NotFound, Code.Unauthenticated, Code.InvalidArgument, Code.ResourceExhausted]) {
  test(`an error that will not pass ends it: ${Code[code]}`, async () => {
    const server = serverOf({ tells: [row(1n)], fails: new ConnectError("no", code) });
    await assert.rejects(versionsUpTo(2n, follow(server.dashboard, {}, server.options)), { code });
    assert.deepEqual(server.waits, []);
  });
}

test("tries in vain are bounded where that is asked for", async () => {
  const server = serverOf({ fails: down() }, { fails: down() }, { fails: down() });
  await assert.rejects(versionsUpTo(1n, follow(server.dashboard, {}, { ...server.options, tries: 3 })), { code: Code.Unavailable });
  assert.equal(server.begins.length, 3);
});

test("who leaves the loop lets go of the watch", async () => {
  const server = serverOf({ tells: [row(1n)], hangs: true });
  await versionsUpTo(1n, follow(server.dashboard, {}, server.options));
  await new Promise(setImmediate);
  assert.equal(server.left(), 1);
});

test("an abort ends it without an error, in the middle of a watch or of a wait", async () => {
  for (const watch of [{ hangs: true }, { fails: down() }]) {
    const server = serverOf(watch);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    const options: FollowOptions = { signal: abort.signal, random: () => 1_000 };
    assert.deepEqual(await versionsUpTo(1n, follow(server.dashboard, {}, options)), []);
  }
});
