import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";

import type { SignInSettings } from "./config.js";
import { useWords } from "./i18n/index.js";
import { wordsFor } from "./rpc/problem.js";
import { demoNames } from "./session/demo.js";
import { leave } from "./session/oidc.js";
import { places, type Place, type Session } from "./session/session.js";
import { Preferences } from "./Preferences.js";
import { Button } from "./ui/Button.js";
import { Field } from "./ui/Field.js";
import { Icon, type IconName } from "./ui/Icon.js";
import { Notice } from "./ui/Loaded.js";

export const placeIcons: Record<Place, IconName> = { customer: "bag", store: "store", rider: "bike", operator: "gauge" };

export function SignIn({ settings, session, place: wanted }: { settings: SignInSettings; session: Session; place?: Place }) {
  const { text } = useWords();
  const [path, go] = useLocation();
  const [place, setPlace] = useState<Place>(wanted ?? "customer");
  const [name, setName] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const subject = name ?? demoNames[place];

  const enter = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      if (settings.sign_in === "oidc") {
        await leave(settings, place, false);
        return;
      }
      await session.signIn({ subject: subject.trim(), place });
      if (!path.startsWith(`/${place}`)) go(`/${place}`);
    } catch (error) {
      setProblem(wordsFor(error, text));
    }
    setBusy(false);
  };

  return (
    <div className="welcome">
      <header className="welcome-head">
        <span className="brand"><img src="/icon.svg" alt="" width="36" height="36" />{text.product}</span>
        <Preferences />
      </header>
      <main className="welcome-main">
        <div className="welcome-words">
          <p className="display">{text.tagline}</p>
          <Skyline />
        </div>
        <form className="card welcome-card" onSubmit={(event) => void enter(event)}>
          <h1>{text.signIn.title}</h1>
          {settings.sign_in === "unavailable" ? (
            <Notice icon="cross" words={text.signIn.unavailable} problem />
          ) : (
            <>
              <p className="muted">{settings.sign_in === "demo" ? text.signIn.demo : text.signIn.oidc}</p>
              <fieldset className="parts">
                <legend className="hidden">{text.signIn.title}</legend>
                {places.map((each) => (
                  <label key={each} className="part">
                    <input type="radio" name="place" checked={place === each} onChange={() => setPlace(each)} />
                    <span className="part-icon"><Icon name={placeIcons[each]} /></span>
                    <span>
                      <strong>{text.places[each].name}</strong>
                      <small>{text.places[each].about}</small>
                    </span>
                  </label>
                ))}
              </fieldset>
              {settings.sign_in === "demo" && (
                <Field
                  label={text.signIn.name}
                  help={text.signIn.nameHelp}
                  value={subject}
                  onChange={setName}
                  required
                  maxLength={128}
                  pattern="[!-~]+"
                  autoComplete="username"
                  autoCapitalize="none"
                  spellCheck={false}
                />
              )}
              {problem && <p className="field-problem" role="alert">{problem}</p>}
              <Button type="submit" look="primary" busy={busy} className="wide">
                {settings.sign_in === "demo" ? text.signIn.enter : text.signIn.go}
              </Button>
            </>
          )}
        </form>
      </main>
    </div>
  );
}

/** A rider on the way through the evening. */
function Skyline() {
  return (
    <svg className="skyline" viewBox="0 0 480 240" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <circle className="sky-sun" cx="352" cy="92" r="58" />
      <path className="sky-far" d="M0 170 70 96l52 56 60-84 72 92 48-44 66 60 56-42 56 60v46H0Z" />
      <path className="sky-near" d="M0 196c80-26 150-22 230-4s170 12 250-10v58H0Z" />
      <g className="sky-house">
        <path d="M52 190v-40h62v40Z" /><path className="sky-roof" d="M42 152c18-2 32-8 41-22 9 14 23 20 41 22-26 5-56 5-82 0Z" />
        <path className="sky-window" d="M72 166h10v24H72Zm18 0h10v10H90Z" />
      </g>
      <g className="sky-rider">
        <circle cx="226" cy="198" r="15" /><circle cx="288" cy="198" r="15" />
        <path d="M226 198l18-26h26l18 26m-44-26-6-10h-10m28 10 8-24" />
        <path d="M252 168 262 146m0 6 14 9 10-5m-34 12 12 14" />
        <rect className="sky-box" x="212" y="130" width="32" height="28" rx="5" />
        <circle className="sky-head" cx="266" cy="128" r="9" />
      </g>
    </svg>
  );
}
