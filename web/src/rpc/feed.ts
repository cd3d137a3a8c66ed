import { Code, ConnectError, createClient, errorDetail, type Client, type Transport } from "@baedal/sdk";
import { DashboardService, type OrderView } from "@baedal/sdk/dashboard/v1";
import type { Timestamp } from "@bufbuild/protobuf/wkt";

import { mayComeRight } from "./problem.js";
import { isAnotherModel, isNews, pauseBefore, resumeAfter } from "./resume.js";

export type Connection = "connecting" | "live" | "waiting";

/** What is known of the person's orders, newest first. */
export interface Feed {
  connection: Connection;
  views: readonly OrderView[];
  /** The read model holds everything that was published up to this time. */
  asOf: Timestamp | undefined;
  loaded: boolean;
  /** Why nothing comes, where it is more than a connection that will be back. It is tried again all the same. */
  problem: unknown;
}

/** Called with each change of a row, and what it was before, if it was known. */
export type OnChange = (view: OrderView, before: OrderView | undefined) => void;

/** The server says something every few seconds; after so long without a word the connection is dead. */
const SILENCE_MS = 20_000;
/** So many rows are kept; the page does not grow for as long as it is open. */
const MOST_ROWS = 400;

/** One stream for the whole page: it follows every order the person may see, and comes back by itself. */
export class OrderFeed {
  #client: Client<typeof DashboardService>;
  #rows = new Map<string, OrderView>();
  #version: bigint | undefined;
  #isUpToDate = false;
  #state: Feed = { connection: "connecting", views: [], asOf: undefined, loaded: false, problem: undefined };
  #listeners = new Set<() => void>();
  #changes = new Set<OnChange>();
  #stop = new AbortController();
  #wake: (() => void) | undefined;

  constructor(transport: Transport) {
    this.#client = createClient(DashboardService, transport);
  }

  readonly current = (): Feed => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  onChange(change: OnChange): () => void {
    this.#changes.add(change);
    return () => this.#changes.delete(change);
  }

  /** Follows until it is stopped. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    let failures = 0;
    window.addEventListener("online", this.again);
    while (!signal.aborted) {
      try {
        if (!this.#isUpToDate) await this.#load(signal);
        await this.#follow(signal, () => (failures = 0));
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        this.#become({ connection: "waiting", problem: mayComeRight(error) ? undefined : error });
        await this.#pause(pauseBefore(failures, errorDetail(error).retryAfterMs, Math.random), signal);
      }
    }
    window.removeEventListener("online", this.again);
  }

  /** Tries at once, where it waits to try again. */
  readonly again = (): void => this.#wake?.();

  stop(): void {
    this.#stop.abort();
    this.#wake?.();
  }

  /** What there is at first: the newest page. Older orders are looked up one by one. */
  async #load(signal: AbortSignal): Promise<void> {
    const page = await this.#client.listOrderViews({ pageSize: 200 }, { signal });
    this.#rows = new Map(page.orderViews.map((view) => [view.orderId, view]));
    this.#version = page.orderViews.reduce((most, view) => (view.version > most ? view.version : most), 0n);
    this.#isUpToDate = true;
    this.#become({ loaded: true, asOf: page.asOf, views: this.#sorted(), problem: undefined });
  }

  async #follow(signal: AbortSignal, alive: () => void): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const request = this.#version === undefined ? {} : { afterVersion: this.#version };
      const stream = this.#client.watchOrderViews(request, {
        signal: AbortSignal.any([signal, silence.signal]),
        onHeader: () => this.#become({ connection: "live", problem: undefined }),
      });
      for await (const message of stream) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        alive();
        if (isAnotherModel(this.#version, message)) {
          // Its rows have lower versions than those that are known, so all of them would pass for old ones.
          this.#isUpToDate = false;
          throw new ConnectError("the read model began anew", Code.Unavailable);
        }
        this.#version = resumeAfter(this.#version, message);
        if (message.orderView) this.#take(message.orderView);
        this.#become({ connection: "live", asOf: message.orderView?.asOf ?? message.heartbeat?.asOf });
      }
    } catch (error) {
      throw silence.signal.aborted ? new ConnectError("the stream is silent", Code.Unavailable) : error;
    } finally {
      clearTimeout(timer);
    }
    throw new ConnectError("the stream has ended", Code.Unavailable);
  }

  #take(view: OrderView): void {
    const before = this.#rows.get(view.orderId);
    if (!isNews(before, view)) return;
    this.#rows.set(view.orderId, view);
    if (this.#rows.size > MOST_ROWS) {
      for (const oldest of this.#sorted().slice(MOST_ROWS)) this.#rows.delete(oldest.orderId);
    }
    this.#become({ views: this.#sorted() });
    for (const change of this.#changes) change(view, before);
  }

  /** Ids are of version 7: by id is by time. */
  #sorted(): OrderView[] {
    return [...this.#rows.values()].sort((a, b) => (a.orderId < b.orderId ? 1 : -1));
  }

  #become(change: Partial<Feed>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
