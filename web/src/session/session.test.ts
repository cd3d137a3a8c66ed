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
  // No call goes out in nobody's name.
  await expect(session.token()).rejects.toMatchObject({ code: Code.Unauthenticated });
});

test.each([Code.Unavailable, Code.DeadlineExceeded, Code.ResourceExhausted])("code %i from who renews does not sign anybody out", async (code) => {
  const { session, later } = scene(new ConnectError("away", code));
  await session.signIn(minji);
  later(60_000);
  await expect(session.token()).rejects.toThrow("away");
  expect(session.current().status).toBe("signed-in");
});

test("a refusal from who renews ends the sign-in", async () => {
  const { session, later } = scene(new ConnectError("no", Code.PermissionDenied));
  await session.signIn(minji);
  later(60_000);
  await expect(session.token()).rejects.toThrow("no");
  expect(session.current()).toEqual({ status: "expired", person: minji });
});

/** A session whose renewals end when they are told to, each with a token that names its person. */
function slowScene() {
  const ends = new Map<string, { give: () => void; refuse: () => void }>();
  const session = createSession(
    ({ subject }) =>
      new Promise<Held>((resolve, reject) => {
        ends.set(subject, {
          give: () => resolve({ token: `of ${subject}`, expiresAt: Date.now() + 60_000 }),
          refuse: () => reject(new ConnectError("no", Code.Unauthenticated)),
        });
      }),
  );
  const ended = { token: "ended", expiresAt: 0 };
  return { session, ended, end: (subject: string) => ends.get(subject)! };
}
const junho = { subject: "junho", place: "rider" as const };

test("who signs in while another one's token is under way gets a token of their own", async () => {
  const { session, ended, end } = slowScene();
  await session.signIn(minji, ended);
  const hers = session.token();
  session.signOut();
  const arriving = session.signIn(junho);
  end("minji").give();
  await expect(hers).rejects.toThrow("somebody else is here");
  end("junho").give();
  await arriving;
  expect(await session.token()).toBe("of junho");
});

test("a token that comes after signing out is kept for nobody", async () => {
  const { session, ended, end } = slowScene();
  await session.signIn(minji, ended);
  const hers = session.token();
  session.signOut();
  end("minji").give();
  await expect(hers).rejects.toThrow("somebody else is here");
  expect(await session.token()).toBeUndefined();
});

test("a refusal that was another one's ends nobody's sign-in", async () => {
  const { session, ended, end } = slowScene();
  await session.signIn(minji, ended);
  const hers = session.token();
  await session.signIn(junho, { token: "of junho", expiresAt: Date.now() + 60_000 });
  end("minji").refuse();
  await expect(hers).rejects.toThrow();
  expect(session.current()).toEqual({ status: "signed-in", person: junho });
  expect(await session.token()).toBe("of junho");
});

test("a call that is made again after its person has gone is not made as the next one", async () => {
  const { session, ended } = slowScene();
  await session.signIn(minji, ended);
  await session.signIn(junho, { token: "of junho", expiresAt: Date.now() + 60_000 });
  await expect(session.token(minji)).rejects.toThrow("somebody else is here");
  expect(await session.token(junho)).toBe("of junho");
});
