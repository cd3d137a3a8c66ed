import { lazy, Suspense, use, useEffect, useState, useSyncExternalStore } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";

import { loadSettings, type SignInSettings } from "./config.js";
import { useWords } from "./i18n/index.js";
import { Connected } from "./rpc/context.js";
import { demoTokens } from "./session/demo.js";
import { arrive, issuerTokens, leave } from "./session/oidc.js";
import { createSession, places, type Place, type Renew, type Session } from "./session/session.js";
import { Shell } from "./Shell.js";
import { SignIn } from "./SignIn.js";
import { Button } from "./ui/Button.js";
import { Notice, Skeleton } from "./ui/Loaded.js";

const pages = {
  customer: lazy(() => import("./customer/index.js")),
  store: lazy(() => import("./store/index.js")),
  rider: lazy(() => import("./rider/index.js")),
  operator: lazy(() => import("./operator/index.js")),
} satisfies Record<Place, unknown>;

type Start = { settings: SignInSettings; session: Session } | { failed: true };

async function begin(): Promise<Start> {
  try {
    const settings = await loadSettings();
    const session = createSession(renewBy(settings));
    const before = session.current();
    if (settings.sign_in === "oidc" && before.status === "signed-in" && location.pathname !== "/signed-in") {
      // The page was loaded again, and its token is gone with the old one: the issuer still knows who it is.
      await leave(settings, before.person.place, true);
    }
    return { settings, session };
  } catch {
    return { failed: true };
  }
}

function renewBy(settings: SignInSettings): Renew {
  switch (settings.sign_in) {
    case "demo":
      return demoTokens();
    case "oidc":
      return issuerTokens(settings);
    case "unavailable":
      return () => Promise.reject(new Error("nobody can sign in here"));
  }
}

const started = begin();

export function App() {
  return (
    <Suspense fallback={<Skeleton shape="page" />}>
      <Started />
    </Suspense>
  );
}

function Started() {
  const start = use(started);
  const { text } = useWords();
  if ("failed" in start) {
    return (
      <main className="page">
        <Notice icon="cross" words={text.problem.unavailable} problem>
          <Button look="primary" onClick={() => location.reload()}>{text.state.retry}</Button>
        </Notice>
      </main>
    );
  }
  return <Routes {...start} />;
}

function Routes({ settings, session }: { settings: SignInSettings; session: Session }) {
  const state = useSyncExternalStore(session.subscribe, session.current);
  const person = state.status === "signed-out" ? undefined : state.person;
  const [path] = useLocation();
  const place = places.find((name) => path === `/${name}` || path.startsWith(`/${name}/`));

  if (path === "/signed-in") return <Arriving settings={settings} session={session} />;
  if (!place) {
    if (path !== "/") return <Redirect to="/" replace />;
    return person ? <Redirect to={`/${person.place}`} replace /> : <SignIn settings={settings} session={session} />;
  }
  // One tab is one person in one place; another place is another sign-in.
  if (person?.place !== place) return <SignIn settings={settings} session={session} place={place} />;

  const Page = pages[place];
  return (
    <Connected key={`${place}:${person.subject}`} person={person} session={session}>
      <Shell person={person} expired={state.status === "expired"} session={session} settings={settings}>
        <Suspense fallback={<Skeleton shape="page" />}>
          <Switch>
            <Route path={`/${place}`} nest><Page person={person} /></Route>
          </Switch>
        </Suspense>
      </Shell>
    </Connected>
  );
}

/** Back from the issuer. */
function Arriving({ settings, session }: { settings: SignInSettings; session: Session }) {
  const [, go] = useLocation();
  const [failed, setFailed] = useState(false);
  const { text } = useWords();
  useEffect(() => {
    if (settings.sign_in !== "oidc") return setFailed(true);
    once(() => arrive(settings))
      .then(async ({ person, held, back }) => {
        await session.signIn(person, held);
        go(back.startsWith(`/${person.place}`) ? back : `/${person.place}`, { replace: true });
      })
      .catch(() => setFailed(true));
  }, [settings, session, go]);
  if (!failed) return <main className="page"><Notice icon="user" words={text.signIn.working} /></main>;
  return (
    <main className="page">
      <Notice icon="cross" words={text.signIn.refused} problem>
        <Button look="primary" onClick={() => go("/", { replace: true })}>{text.signIn.again}</Button>
      </Notice>
    </main>
  );
}

/** A code is good once, and React runs effects twice in development. */
let arrival: ReturnType<typeof arrive> | undefined;
const once = (begin: () => ReturnType<typeof arrive>) => (arrival ??= begin());

