import { Code, ConnectError } from "@baedal/sdk";
import { DashboardService } from "@baedal/sdk/dashboard/v1";
import { createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { OrderFeed } from "./feed.js";

type Dashboard = Partial<ServiceImpl<typeof DashboardService>>;
type Watch = NonNullable<Dashboard["watchOrderViews"]>;

let feed: OrderFeed;
let stopped: Promise<void>;

/** A page that follows this read model. */
function follow(dashboard: Dashboard): OrderFeed {
  feed = new OrderFeed(createRouterTransport(({ service }) => service(DashboardService, dashboard)));
  stopped = feed.run();
  return feed;
}

/** A stream that stays open once it has said this. */
const says = (...messages: object[]): Watch =>
  async function* (_, { signal }) {
    yield* messages;
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  };

beforeEach(() => void vi.stubGlobal("window", new EventTarget()));
afterEach(async () => {
  feed.stop();
  await stopped;
  vi.unstubAllGlobals();
});

test("a refusal is known until it is none any more", async () => {
  let refused = true;
  const { current, again } = follow({
    listOrderViews() {
      if (refused) throw new ConnectError("no", Code.PermissionDenied);
      return { orderViews: [] };
    },
    watchOrderViews: says({ heartbeat: { version: 1n } }),
  });
  await vi.waitFor(() => expect(current()).toMatchObject({ connection: "waiting", loaded: false }));
  expect(ConnectError.from(current().problem).code).toBe(Code.PermissionDenied);
  refused = false;
  await vi.waitFor(() => {
    again();
    expect(current()).toMatchObject({ connection: "live", loaded: true, problem: undefined });
  });
});

test("a connection that is away is waited for, and is no problem", async () => {
  const { current } = follow({
    listOrderViews() {
      throw new ConnectError("away", Code.Unavailable);
    },
  });
  await vi.waitFor(() => expect(current()).toMatchObject({ connection: "waiting", problem: undefined }));
});

test("what a read model tells that began anew takes the place of what the last one told", async () => {
  const models = [
    { rows: [{ orderId: "a", version: 900n, storeName: "before" }, { orderId: "b", version: 899n }], heartbeat: 900n },
    { rows: [{ orderId: "a", version: 3n, storeName: "after" }], heartbeat: 3n },
  ] as const;
  let now: (typeof models)[number] = models[0];
  let isLost = () => {};
  const { current } = follow({
    listOrderViews: () => ({ orderViews: [...now.rows] }),
    async *watchOrderViews({ afterVersion = 0n }, { signal }) {
      if (afterVersion > now.heartbeat) for (const orderView of now.rows) yield { orderView };
      yield { heartbeat: { version: now.heartbeat } };
      await new Promise<void>((resolve) => {
        isLost = resolve;
        signal.addEventListener("abort", () => resolve());
      });
    },
  });
  await vi.waitFor(() => expect(current().views.map(({ orderId }) => orderId)).toEqual(["b", "a"]));
  await vi.waitFor(() => expect(current().connection).toBe("live"));
  now = models[1];
  isLost();
  await vi.waitFor(() => expect(current().views.map(({ storeName }) => storeName)).toEqual(["after"]), { timeout: 5_000 });
});
