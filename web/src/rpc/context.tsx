import type { Transport } from "@baedal/sdk";
import type { OrderView } from "@baedal/sdk/dashboard/v1";
import { webTransport } from "@baedal/sdk/web";
import { TransportProvider } from "@connectrpc/connect-query";
import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useEffectEvent, useRef, useState, useSyncExternalStore, type ReactNode } from "react";

import type { Person, Session } from "../session/session.js";
import { OrderFeed, type Feed, type OnChange } from "./feed.js";
import { mayComeRight, waitBefore } from "./problem.js";

const FeedContext = createContext<OrderFeed | undefined>(undefined);

export function queryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => failures < 3 && mayComeRight(error),
        retryDelay: (failures, error) => waitBefore(failures, error, Math.random),
      },
      // What changes something is tried again by `useAct`, with the same request id.
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** The way to the system for one signed-in person: calls, their cache, and the stream of orders. */
export function Connected({ person, session, children }: { person: Person; session: Session; children: ReactNode }) {
  const [transport] = useState<Transport>(() =>
    // Where the page itself came in the clear, so do its calls: a demo's, as no issuer's token is there without TLS (Web Crypto).
    webTransport({ baseUrl: location.origin, plaintext: true, token: () => session.token(person), interceptors: [session.renewing] }),
  );
  const [client] = useState(queryClient);
  const [feed, setFeed] = useState<OrderFeed>();

  useEffect(() => {
    const running = new OrderFeed(transport);
    void running.run();
    setFeed(running);
    return () => running.stop();
  }, [transport]);

  return (
    <TransportProvider transport={transport}>
      <QueryClientProvider client={client}>
        {feed && (
          <FeedContext value={feed}>
            <Refreshing />
            {children}
          </FeedContext>
        )}
      </QueryClientProvider>
    </TransportProvider>
  );
}

function useOrderFeed(): OrderFeed {
  const feed = use(FeedContext);
  if (!feed) throw new Error("outside of Connected");
  return feed;
}

export function useFeed(): Feed {
  const feed = useOrderFeed();
  return useSyncExternalStore(feed.subscribe, feed.current);
}

/** What makes the stream try again at once. */
export const useFeedAgain = (): (() => void) => useOrderFeed().again;

export function useOrderChange(change: OnChange): void {
  const feed = useOrderFeed();
  const latest = useEffectEvent(change);
  useEffect(() => feed.onChange((view: OrderView, before) => latest(view, before)), [feed]);
}

/** A busy town changes many orders at once; the page asks again at most this often. */
const REFRESH_MS = 250;

/** Most of the page is about orders: when one changes, or the connection is back, what is shown is asked for again. */
function Refreshing() {
  const client = useQueryClient();
  const { connection } = useFeed();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refresh = useEffectEvent(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ predicate: ({ meta }) => !meta?.polled });
    }, REFRESH_MS);
  });
  useOrderChange(() => refresh());
  useEffect(() => {
    if (connection === "live") refresh();
  }, [connection]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return null;
}
