import { useEffect, useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";

import type { SignInSettings } from "./config.js";
import { useWords } from "./i18n/index.js";
import { Preferences } from "./Preferences.js";
import { useFeed } from "./rpc/context.js";
import { wordsFor } from "./rpc/problem.js";
import { leave, leaveForGood } from "./session/oidc.js";
import type { Person, Place, Session } from "./session/session.js";
import { placeIcons } from "./SignIn.js";
import { Button } from "./ui/Button.js";
import { Icon, type IconName } from "./ui/Icon.js";
import { useSay } from "./ui/Say.js";

interface Props {
  person: Person;
  expired: boolean;
  session: Session;
  settings: SignInSettings;
  children: ReactNode;
}

/** What surrounds every view: where one is, the way to the others, and how the connection is. */
export function Shell({ person, expired, session, settings, children }: Props) {
  const { text } = useWords();
  const [, go] = useLocation();
  const out = () => {
    session.signOut();
    go("/");
    // Whoever cannot be reached cannot be told.
    if (settings.sign_in === "oidc") void leaveForGood(settings).catch(() => undefined);
  };
  return (
    <div className="shell">
      <a className="skip" href="#content">{text.skip}</a>
      <header className="bar">
        <Link href={`/${person.place}`} className="brand">
          <img src="/icon.svg" alt="" width="30" height="30" />
          <span className="brand-name">{text.product}</span>
          <span className="brand-place"><Icon name={placeIcons[person.place]} size={16} />{text.places[person.place].name}</span>
        </Link>
        <Ways place={person.place} />
        <div className="bar-end">
          <Pulse />
          <Preferences name={person.subject}>
            <Button icon="door" onClick={out} className="wide">{text.signIn.out}</Button>
          </Preferences>
        </div>
      </header>
      {expired ? <Expired person={person} session={session} settings={settings} /> : <Connection />}
      <main id="content" tabIndex={-1}>{children}</main>
    </div>
  );
}

function Ways({ place }: { place: Place }) {
  const { text } = useWords();
  const [path] = useLocation();
  const ways: Record<Place, [to: string, words: string, icon: IconName][]> = {
    customer: [
      ["", text.customer.nav.stores, "store"],
      ["/orders", text.customer.nav.orders, "bag"],
      ["/notifications", text.customer.nav.notifications, "bell"],
    ],
    store: [
      ["", text.store.nav.board, "pot"],
      ["/menu", text.store.nav.menu, "list"],
      ["/sales", text.store.nav.sales, "chart"],
    ],
    rider: [],
    operator: [
      ["", text.operator.nav.overview, "gauge"],
      ["/orders", text.operator.nav.orders, "list"],
      ["/dead-letters", text.operator.nav.letters, "mail"],
      ["/ledger", text.operator.nav.ledger, "scale"],
    ],
  };
  if (ways[place].length === 0) return null;
  return (
    <nav className="ways" aria-label={text.places[place].name}>
      {ways[place].map(([to, words, icon]) => {
        const target = `/${place}${to}`;
        const here = to === "" ? path === target || path.startsWith(`/${place}/stores`) : path.startsWith(target);
        return (
          <Link key={to} href={target} className="way" aria-current={here ? "page" : undefined}>
            <Icon name={icon} />
            <span>{words}</span>
          </Link>
        );
      })}
    </nav>
  );
}

function Pulse() {
  const { connection } = useFeed();
  const { text } = useWords();
  return <span className={`pulse pulse-${connection}`}><span aria-hidden="true" />{text.state[connection]}</span>;
}

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return online;
}

function Connection() {
  const online = useOnline();
  const { connection, problem } = useFeed();
  const { text } = useWords();
  const waiting = problem === undefined ? text.state.reconnecting : wordsFor(problem, text);
  const words = !online ? text.state.offline : connection === "waiting" ? waiting : undefined;
  return <div role="status" className={words ? "banner" : "hidden"}>{words}</div>;
}

function Expired({ person, session, settings }: Pick<Props, "person" | "session" | "settings">) {
  const { text } = useWords();
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    try {
      if (settings.sign_in === "oidc") await leave(settings, person.place, true);
      else await session.signIn(person);
    } catch (error) {
      say(wordsFor(error, text), "problem");
    }
    setBusy(false);
  };
  return (
    <div className="banner banner-strong" role="alert">
      <span>{text.signIn.expired}</span>
      <Button busy={busy} onClick={() => void again()}>{text.signIn.again}</Button>
    </div>
  );
}
