import { createClient } from "@baedal/sdk";
import { CatalogService, TicketService, TicketStatus, type Store, type Ticket } from "@baedal/sdk/store/v1";
import { useTransport } from "@connectrpc/connect-query";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore, type ReactNode } from "react";

import { useWords } from "../i18n/index.js";
import { useAct } from "../rpc/act.js";
import { useOrderChange } from "../rpc/context.js";
import { Switch } from "../ui/Field.js";
import { Loaded } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { useSay } from "../ui/Say.js";
import { shortId } from "../ui/Status.js";
import { stored } from "../ui/stored.js";
import { TicketCard } from "./TicketCard.js";
import { isSilent, onSpeaker, ring } from "./ring.js";

/** What the kitchen works on; what is done is at the end. */
const working = [TicketStatus.NEW, TicketStatus.ACCEPTED, TicketStatus.COOKING, TicketStatus.COOKED] as const;

const sound = stored<"on">("sound", (value) => value === "on");

export function Board({ store, which }: { store: Store; which: ReactNode }) {
  const { text } = useWords();
  const say = useSay();
  const client = createClient(TicketService, useTransport());
  const [isLoud, setLoud] = useState(() => sound.get() === "on");
  const { storeId } = store;

  const query = useQuery({
    queryKey: ["tickets", storeId],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        working.map((status) => client.listTickets({ storeId, status, pageSize: 100 }, { signal })),
      );
      return pages.map((page) => page.tickets);
    },
    // The stream says when something changes; this is for the day that it is silent.
    refetchInterval: 15_000,
  });
  const opening = useAct(CatalogService.method.updateStore);

  useOrderChange((view, before) => {
    if (view.storeId !== storeId || before?.ticketStatus === view.ticketStatus || view.ticketStatus !== TicketStatus.NEW) return;
    say(text.store.newTicket(shortId(view.orderId)));
    if (isLoud) ring();
  });

  const fresh = query.data?.[0]?.length ?? 0;
  useEffect(() => {
    document.title = `${fresh > 0 ? `(${fresh}) ` : ""}${text.store.board} · ${text.product}`;
  }, [fresh, text]);

  return (
    <Page
      title={text.store.board}
      intro={store.name}
      aside={
        <div className="tools">
          {which}
          <Switch
            label={store.open ? text.store.open : text.store.closed}
            on={store.open}
            busy={opening.isPending}
            onChange={(open) => opening.mutate({ storeId, open })}
          />
          <Switch
            label={text.store.sound}
            on={isLoud}
            onChange={(on) => {
              sound.set(on ? "on" : undefined);
              setLoud(on);
              if (on) ring();
            }}
          />
          {isLoud && <Silent />}
        </div>
      }
    >
      <Loaded query={query} shape="cards">
        {([fresh = [], accepted = [], cooking = [], cooked = []]) => (
          <div className="board">
            <Column name={text.store.columns.fresh} tone="fresh" tickets={fresh} />
            <Column name={text.store.columns.accepted} tone="busy" tickets={accepted} />
            <Column name={text.store.columns.cooking} tone="busy" tickets={cooking} />
            <Column name={text.store.columns.cooked} tone="good" tickets={cooked} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** Whoever relies on the sound is told when the browser does not let it be heard yet. */
function Silent() {
  const { text } = useWords();
  const silent = useSyncExternalStore(onSpeaker, isSilent);
  return <p role="status" className={silent ? "hint" : "hidden"}>{silent && text.store.silent}</p>;
}

function Column({ name, tone, tickets }: { name: string; tone: string; tickets: readonly Ticket[] }) {
  const { text } = useWords();
  return (
    <section className="column" aria-label={name}>
      <h2 className="row">{name}<span className={`chip chip-${tickets.length > 0 ? tone : "calm"}`}>{tickets.length}</span></h2>
      {tickets.length === 0 ? <p className="column-empty">{text.store.emptyColumn}</p> : (
        <ul className="stack">
          {tickets.map((ticket) => <li key={ticket.orderId}><TicketCard ticket={ticket} /></li>)}
        </ul>
      )}
    </section>
  );
}
