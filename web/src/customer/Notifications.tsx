import { createClient } from "@baedal/sdk";
import { NotificationService, type Preferences } from "@baedal/sdk/notification/v1";
import { useQuery, useTransport } from "@connectrpc/connect-query";
import { useState, type FormEvent } from "react";
import { Link } from "wouter";

import { languages, useWords } from "../i18n/index.js";
import { useAct } from "../rpc/act.js";
import { usePages } from "../rpc/usePages.js";
import { Button } from "../ui/Button.js";
import { Choice, Field, Switch } from "../ui/Field.js";
import { Loaded, Notice } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { Since } from "../ui/Since.js";
import { shortId } from "../ui/Status.js";

export function Notifications() {
  const { text } = useWords();
  const preferences = useQuery(NotificationService.method.getPreferences, {}, { refetchOnWindowFocus: false, staleTime: Infinity });
  return (
    <Page title={text.customer.notifications}>
      <div className="split">
        <List />
        <section className="card" aria-label={text.customer.preferences}>
          <h2>{text.customer.preferences}</h2>
          <Loaded query={preferences}>
            {({ preferences, channels }) => preferences && <Form preferences={preferences} channels={channels} />}
          </Loaded>
        </section>
      </div>
    </Page>
  );
}

function List() {
  const { text } = useWords();
  const client = createClient(NotificationService, useTransport());
  const query = usePages(
    ["notifications"],
    (pageToken, signal) => client.listNotifications({ pageToken, pageSize: 30 }, { signal }),
    (page) => page.notifications,
  );
  return (
    <Loaded query={query}>
      {(notifications) => notifications.length === 0 ? <Notice icon="bell" words={text.customer.noNotifications} /> : (
        <div className="stack">
          <ul className="rows card">
            {notifications.map((each) => (
              <li key={each.notificationId}>
                <Link href={`/orders/${each.orderId}`} className="row-link">
                  <span className="row-main">{each.text}</span>
                  <span className="row-side muted">
                    <Since at={each.occurredAt} />
                    <span>{shortId(each.orderId)}{each.sendings.length === 0 && ` · ${text.customer.muted}`}</span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          {query.hasNextPage && (
            <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{text.state.more}</Button>
          )}
        </div>
      )}
    </Loaded>
  );
}

function Form({ preferences, channels }: { preferences: Preferences; channels: readonly string[] }) {
  const { text } = useWords();
  const [draft, setDraft] = useState(preferences);
  const save = useAct(NotificationService.method.updatePreferences, { said: text.customer.saved });
  const change = (part: Partial<Preferences>) => setDraft({ ...draft, ...part });
  const mute = (list: readonly string[], name: string, on: boolean) => (on ? list.filter((each) => each !== name) : [...list, name]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ preferences: draft });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Choice
        label={text.customer.language}
        value={draft.language || "en"}
        options={Object.entries(languages).map(([code, words]) => [code, words.name] as const)}
        onChange={(language) => change({ language })}
      />
      <Field label={text.customer.email} type="email" autoComplete="email" maxLength={254} value={draft.email} onChange={(email) => change({ email })} />
      <Field
        label={text.customer.phone}
        help={text.customer.phoneHelp}
        type="tel"
        autoComplete="tel"
        pattern="\+[1-9][0-9]{6,14}"
        value={draft.phone}
        onChange={(phone) => change({ phone })}
      />
      <fieldset className="switches">
        <legend>{text.customer.muteKinds}</legend>
        {Object.entries(text.customer.changes).map(([kind, words]) => (
          <Switch key={kind} label={words} on={!draft.mutedKinds.includes(kind)} onChange={(on) => change({ mutedKinds: mute(draft.mutedKinds, kind, on) })} />
        ))}
      </fieldset>
      {channels.length > 0 && (
        <fieldset className="switches">
          <legend>{text.customer.channels}</legend>
          {channels.map((channel) => (
            <Switch key={channel} label={channel} on={!draft.mutedChannels.includes(channel)} onChange={(on) => change({ mutedChannels: mute(draft.mutedChannels, channel, on) })} />
          ))}
        </fieldset>
      )}
      <Button type="submit" look="primary" busy={save.isPending}>{text.customer.save}</Button>
    </form>
  );
}
