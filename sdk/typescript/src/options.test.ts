import assert from "node:assert/strict";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";

import { create, toBinary } from "@bufbuild/protobuf";
import { Code, createClient, type Transport } from "@connectrpc/connect";

import { DashboardService, WatchOrderViewsResponseSchema } from "./gen/baedal/dashboard/v1/dashboard_pb.js";
import { nodeTransport } from "./node.js";
import { webTransport } from "./web.js";

/** A heartbeat as it is on the wire. */
const HEARTBEAT = envelope(0, toBinary(WatchOrderViewsResponseSchema, create(WatchOrderViewsResponseSchema, { heartbeat: { version: 1n } })));

function envelope(flags: number, data: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(5));
  head.setUint8(0, flags);
  head.setUint32(1, data.length);
  return new Uint8Array([...new Uint8Array(head.buffer), ...data]);
}

/** Answers `fetch` with these bytes, and then ends as told: by itself, or with an error. */
function answer(context: TestContext, chunks: Uint8Array[], error?: Error): void {
  const body = new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else if (error) controller.error(error);
      else controller.close();
    },
  });
  const headers = { "content-type": "application/grpc-web+proto" };
  context.mock.method(globalThis, "fetch", async () => new Response(body, { headers }));
}

/** Watches to the end; says how many messages came, and throws what ended it. */
async function watch(transport: Transport, heard: unknown[] = []): Promise<void> {
  for await (const message of createClient(DashboardService, transport).watchOrderViews({})) heard.push(message);
}

const web = webTransport({ baseUrl: "http://gateway.example" });
const trailer = (fields: string) => envelope(0x80, new TextEncoder().encode(fields));

for (const [how, chunks, error] of [
  ["with an error of the network", [HEARTBEAT], new TypeError("network error")],
  ["between two messages", [HEARTBEAT], undefined],
  ["within a message", [HEARTBEAT, HEARTBEAT.slice(0, 6)], undefined],
] as const) {
  test(`over gRPC-Web, a stream that breaks off ${how} is UNAVAILABLE`, async (context) => {
    answer(context, [...chunks], error);
    const heard: unknown[] = [];
    await assert.rejects(watch(web, heard), { code: Code.Unavailable });
    assert.equal(heard.length, 1);
  });
}

test("what the server says at the end of a stream stays as it is", async (context) => {
  answer(context, [HEARTBEAT, trailer("grpc-status: 7\r\ngrpc-message: no\r\n")]);
  await assert.rejects(watch(web), { code: Code.PermissionDenied, rawMessage: "no" });
});

test("a stream that ends well ends without an error", async (context) => {
  answer(context, [HEARTBEAT, trailer("grpc-status: 0\r\n")]);
  await watch(web);
});

test("over gRPC, a connection that is reset is UNAVAILABLE", async (context) => {
  const server = createServer();
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    stream.respond({ ":status": 200, "content-type": "application/grpc+proto" });
    stream.write(HEARTBEAT, () => setTimeout(() => stream.session?.socket.resetAndDestroy(), 20));
  });
  server.on("sessionError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await assert.rejects(watch(nodeTransport({ baseUrl: `http://127.0.0.1:${port}` })), { code: Code.Unavailable });
});

test("who cannot get a token is not signed in", async () => {
  const token = () => Promise.reject(new Error("the session is over"));
  await assert.rejects(watch(webTransport({ baseUrl: "http://gateway.example", token })), { code: Code.Unauthenticated });
});
