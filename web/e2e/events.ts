import { connect } from "node:net";

import { newRequestId } from "@baedal/sdk";

import { settingsOf } from "./processes.js";

/** A field of a message as it lies on the wire: text, or a number below 128. */
type Field = readonly [number: number, value: string | number];

const TEXT = 2;

function encoded(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === "number") return Buffer.from([number << 3, value]);
      const text = Buffer.from(value);
      return Buffer.concat([Buffer.from([(number << 3) | TEXT, text.length]), text]);
    }),
  );
}

/** Puts an event about an order on the stream of the system that these tests started; no service has told it. */
export async function slipIn(fact: string, type: string, orderId: string, fields: readonly Field[]): Promise<void> {
  const headers = {
    "Nats-Msg-Id": newRequestId(),
    "Baedal-Event-Type": `baedal.events.v1.${type}`,
    "Baedal-Aggregate-Id": orderId,
    "Baedal-Aggregate-Version": "99",
    "Baedal-Occurred-At": new Date().toISOString(),
  };
  const head = Buffer.from(["NATS/1.0", ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n"));
  const body = encoded([[1, orderId], ...fields]);
  const broker = new URL(settingsOf("order").BAEDAL_NATS__URL ?? "");
  const inbox = `_INBOX.${newRequestId()}`;
  const answer = await ask(broker, [
    `CONNECT ${JSON.stringify({ verbose: false, headers: true })}\r\nSUB ${inbox} 1\r\n`,
    `HPUB baedal.events.${fact}.${orderId} ${inbox} ${head.length} ${head.length + body.length}\r\n`,
    head,
    body,
    "\r\n",
  ]);
  if (!/"seq":\d+/.test(answer)) throw new Error(`the stream did not take it: ${answer}`);
}

/** Sends all of it, and answers the first message that comes back. */
function ask(broker: URL, parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(broker.port), broker.hostname);
    let said = "";
    socket.setEncoding("utf8").on("error", reject).on("close", () => reject(new Error(`the broker hung up: ${said}`)));
    socket.on("data", (text) => {
      said += text;
      const [, message] = /\r\nMSG [^\r]+\r\n([^\r]*)\r\n/.exec(said) ?? [];
      if (message === undefined) return;
      resolve(message);
      socket.destroy();
    });
    for (const part of parts) socket.write(part);
  });
}
