import assert from "node:assert/strict";
import { createServer } from "node:http2";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
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

const web = webTransport({ baseUrl: "https://gateway.example" });
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
  await assert.rejects(watch(webTransport({ baseUrl: "https://gateway.example", token })), { code: Code.Unauthenticated });
});

async function listening(context: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

const TLS_HANDSHAKE = 22;

for (const [over, transportOf] of [
  ["gRPC", nodeTransport],
  ["gRPC-Web", webTransport],
] as const) {
  for (const scheme of ["https", "HTTPS"]) {
    test(`over ${over}, nothing is said in the clear to ${scheme}:`, async (context) => {
      let heard: Buffer | undefined;
      const server = createTcpServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", (data) => {
          heard = data;
          socket.destroy();
        });
      });
      const port = await listening(context, server);
      await assert.rejects(watch(transportOf({ baseUrl: `${scheme}://127.0.0.1:${port}`, token: "secret" })));
      assert.equal(heard?.[0], TLS_HANDSHAKE);
    });
  }

  test(`over ${over}, another machine is called in the clear only where that is said`, () => {
    for (const baseUrl of [
      "http://api.example.com",
      "HTTP://api.example.com",
      "http://10.0.0.1:8088",
      "http://127.0.0.1.example.com",
      "http://127.0.0.1@example.com",
      "http://localhost.example.com",
      "http://[2001:db8::1]:8088",
    ]) {
      assert.throws(() => transportOf({ baseUrl }), { name: "TypeError", message: /^baseUrl: http: .* plaintext: true$/ }, baseUrl);
      transportOf({ baseUrl, plaintext: true });
    }
    for (const baseUrl of ["http://127.0.0.1:8088", "http://127.0.0.2", "http://[::1]:8088", "http://localhost:8088", "http://a.localhost"]) {
      transportOf({ baseUrl });
    }
    for (const baseUrl of ["ftp://127.0.0.1", "127.0.0.1:8088", ""]) {
      assert.throws(() => transportOf({ baseUrl, plaintext: true }), { name: "TypeError" }, baseUrl);
    }
  });
}

test("a redirect takes no token to another address", async (context) => {
  const asked: (string | undefined)[] = [];
  const elsewhere = createHttpServer((request, response) => {
    asked.push(request.headers.authorization);
    response.end();
  });
  const away = `http://127.0.0.1:${await listening(context, elsewhere)}`;
  const gateway = createHttpServer((request, response) => response.writeHead(307, { location: `${away}${request.url}` }).end());
  const baseUrl = `http://127.0.0.1:${await listening(context, gateway)}`;
  await assert.rejects(watch(webTransport({ baseUrl, token: "secret" })));
  assert.deepEqual(asked, []);
});
