import { Code, ConnectError } from "@baedal/sdk";
import type { Interceptor } from "@connectrpc/connect";

import { stored } from "../ui/stored.js";

export const places = ["customer", "store", "rider", "operator"] as const;
export type Place = (typeof places)[number];

/** Who sits in front of this tab, and as what. */
export interface Person {
  subject: string;
  place: Place;
}

/** A token and when it ends, in milliseconds since 1970. */
export interface Held {
  token: string;
  expiresAt: number;
  /** Who the issuer says it is, where the person did not choose. */
  subject?: string;
}

export type SignedIn = { status: "signed-out" } | { status: "signed-in" | "expired"; person: Person };

/** Gets tokens, without asking the person for anything. Throws where that is not possible any more. */
export type Renew = (person: Person) => Promise<Held>;

/** Whether who renews is out of reach or busy, and so has not refused anybody. */
function isAway(error: unknown): boolean {
  const { code } = ConnectError.from(error);
  return code === Code.Unavailable || code === Code.ResourceExhausted || code === Code.DeadlineExceeded;
}

/** A token that ends so soon is renewed before it is used. */
const EARLY_MS = 30_000;

/** Where the person is remembered for a reload of the tab: role and name, never a token. */
const remembered = stored<string>("person", (value) => parsePerson(value) !== undefined, true);

function parsePerson(value: string): Person | undefined {
  const [place = "", ...rest] = value.split(":");
  const subject = rest.join(":");
  return (places as readonly string[]).includes(place) && subject ? { place: place as Place, subject } : undefined;
}

const isSame = (a: Person, b: Person): boolean => a.place === b.place && a.subject === b.subject;

export interface Session {
  current(): SignedIn;
  subscribe(listener: () => void): () => void;
  /** For each call, and whose that is. Renews by itself; `undefined` while nobody is signed in. */
  token(whose?: Person): Promise<string | undefined>;
  signIn(person: Person, held?: Held): Promise<void>;
  signOut(): void;
  /** Calls once more with a fresh token where the old one was refused, and then says that the sign-in has expired. */
  renewing: Interceptor;
}

/** The token lives in here and nowhere else: no other script and no other page can ask for it. */
export function createSession(renew: Renew, now: () => number = Date.now): Session {
  let held: Held | undefined;
  let renewal: { whose: Person; held: Promise<Held> } | undefined;
  const listeners = new Set<() => void>();
  const before = remembered.get();
  const person = before === undefined ? undefined : parsePerson(before);
  let state: SignedIn = person ? { status: "signed-in", person } : { status: "signed-out" };

  const become = (next: SignedIn) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const expire = () => {
    held = undefined;
    if (state.status === "signed-in") become({ status: "expired", person: state.person });
  };
  const fresh = (whose: Person): Promise<Held> => {
    if (renewal && isSame(renewal.whose, whose)) return renewal.held;
    const mine = {
      whose,
      held: renew(whose).finally(() => {
        if (renewal === mine) renewal = undefined;
      }),
    };
    renewal = mine;
    return mine.held;
  };
  /** Whether it is still who was there when something was asked for. */
  const isHere = (whose: Person) => state.status !== "signed-out" && isSame(state.person, whose);

  const gone = () => new ConnectError("somebody else is here by now", Code.Canceled);

  const token = async (caller?: Person) => {
    // A call that is made again may outlast its person.
    if (caller && !isHere(caller)) throw gone();
    if (held && held.expiresAt - now() > EARLY_MS) return held.token;
    // Without a token it would be somebody else's call, and refused as such.
    if (state.status === "expired") throw new ConnectError("the sign-in has expired", Code.Unauthenticated);
    if (state.status === "signed-out") return undefined;
    const whose = state.person;
    try {
      const got = await fresh(whose);
      // What was asked for one who has gone since is nobody else's.
      if (!isHere(whose)) throw gone();
      held = got;
      return got.token;
    } catch (error) {
      // Only a refusal ends a sign-in, and what is away or busy has not refused anybody.
      if (isHere(whose) && !isAway(error)) expire();
      throw error;
    }
  };

  return {
    current: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    token,
    async signIn(person, given) {
      held = given ?? (await fresh(person));
      remembered.set(`${person.place}:${person.subject}`);
      become({ status: "signed-in", person });
    },
    signOut() {
      held = undefined;
      remembered.set(undefined);
      become({ status: "signed-out" });
    },
    renewing: (next) => async (request) => {
      const used = held?.token;
      const whose = state.status === "signed-in" ? state.person : undefined;
      try {
        return await next(request);
      } catch (error) {
        if (ConnectError.from(error).code !== Code.Unauthenticated || !whose || !isHere(whose)) throw error;
        // Another call may have renewed it in the meantime.
        if (held?.token === used) held = undefined;
      }
      try {
        return await next(request);
      } catch (error) {
        if (ConnectError.from(error).code === Code.Unauthenticated && isHere(whose)) expire();
        throw error;
      }
    },
  };
}
