import { Code, ConnectError } from "@baedal/sdk";
import type { UnaryRequest, UnaryResponse } from "@connectrpc/connect";
import { expect, test } from "vitest";

import { createSession, type Held } from "./session.js";

const minji = { subject: "minji", place: "customer" as const };

/** A session whose tokens are `t1`, `t2`, … and good for a minute. */
function scene(fail?: ConnectError) {
  let issued = 0;
  let time = 0;
  const session = createSession(async (): Promise<Held> => {
    if (fail && issued > 0) throw fail;
    issued += 1;
    return { token: `t${issued}`, expiresAt: time + 60_000 };
  }, () => time);
  return { session, later: (ms: number) => (time += ms), issued: () => issued };
}

const refused = () => Promise.reject(new ConnectError("no", Code.Unauthenticated));

test("a token is used until shortly before its end, and then renewed", async () => {
  const { session, later } = scene();
  await session.signIn(minji);
  expect(await session.token()).toBe("t1");
  later(29_000);
  expect(await session.token()).toBe("t1");
  later(2_000);
  expect(await session.token()).toBe("t2");
});

test("many calls at once renew once", async () => {
  const { session, later, issued } = scene();
  await session.signIn(minji);
  later(60_000);
  await Promise.all([session.token(), session.token(), session.token()]);
  expect(issued()).toBe(2);
});

test("nobody's calls have no token", async () => {
  expect(await scene().session.token()).toBeUndefined();
});

test("a refused token is renewed, and the call made once more", async () => {
  const { session } = scene();
  await session.signIn(minji);
  const used: (string | undefined)[] = [];
  const call = session.renewing(async () => {
    used.push(await session.token());
    return used.length === 1 ? refused() : ({} as UnaryResponse);
  });
  await call({} as UnaryRequest);
  expect(used).toEqual(["t1", "t2"]);
  expect(session.current().status).toBe("signed-in");
});

test("a token that is refused again has expired", async () => {
  const { session } = scene();
  await session.signIn(minji);
  await expect(session.renewing(refused)({} as UnaryRequest)).rejects.toThrow();
  expect(session.current()).toEqual({ status: "expired", person: minji });
});

test("a gateway that is away does not sign anybody out", async () => {
  const { session, later } = scene(new ConnectError("away", Code.Unavailable));
  await session.signIn(minji);
  later(60_000);
  await expect(session.token()).rejects.toThrow("away");
  expect(session.current().status).toBe("signed-in");
});
