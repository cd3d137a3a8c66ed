import { createClient, retry } from "@baedal/sdk";
import { DeadLetterService, type DeadLetter } from "@baedal/sdk/ops/v1";
import { useTransport } from "@connectrpc/connect-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useWords } from "../i18n/index.js";
import { wordsFor } from "../rpc/problem.js";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { Loaded, Notice, Skeleton } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { useSay } from "../ui/Say.js";
import { Since } from "../ui/Since.js";
import { shortId } from "../ui/Status.js";
import { of, useDeadLetters, type Worker } from "./status.js";

export function DeadLetters() {
  const { text } = useWords();
  const { letters, silent, asked, offline, areMore, isLoadingMore, loadMore, again } = useDeadLetters();
  return (
    <Page title={text.operator.letters}>
      {silent && (
        <div className="hint row between" role="alert">
          <p>{silent}</p>
          <Button onClick={again}>{text.state.retry}</Button>
        </div>
      )}
      {letters.length > 0 ? (
        <ul className="stack">
          {letters.map(({ service, letter }) => <li key={letter.deadLetterId}><Letter service={service} letter={letter} /></li>)}
        </ul>
      ) : offline ? <Notice icon="bell" words={text.state.offline} />
        : asked ? <Skeleton shape="list" />
          : !silent && <Notice icon="check" words={text.operator.noLetters} />}
      {areMore && <Button busy={isLoadingMore} onClick={loadMore}>{text.state.more}</Button>}
    </Page>
  );
}

function Letter({ service, letter }: { service: Worker; letter: DeadLetter }) {
  const { text } = useWords();
  const [open, setOpen] = useState(false);
  const redrive = useRedrive(service);
  return (
    <article className="card stack letter" data-order={letter.key}>
      <header className="row between">
        <h2>{letter.eventType.split(".").at(-1)} <span className="mono muted" title={letter.key}>{shortId(letter.key)}</span></h2>
        <span className="chip chip-bad">{text.operator.services[service]} · {letter.consumer}</span>
      </header>
      <p className="mono">{letter.error}</p>
      <footer className="row between">
        <span className="muted">{text.operator.parked} <Since at={letter.parkedAt} /> · {text.operator.attempts(letter.attempts)}</span>
        <span className="row">
          <Button onClick={() => setOpen(true)}>{text.operator.show}</Button>
          <Button look="primary" busy={redrive.isPending || letter.redrivePending} onClick={() => redrive.mutate(letter.deadLetterId)}>
            {letter.redrivePending ? text.operator.redrivePending : text.operator.redrive}
          </Button>
        </span>
      </footer>
      {open && <Body service={service} letter={letter} onClose={() => setOpen(false)} />}
    </article>
  );
}

function useRedrive(service: Worker) {
  const { text } = useWords();
  const say = useSay();
  const queries = useQueryClient();
  const client = createClient(DeadLetterService, useTransport());
  return useMutation({
    mutationFn: (deadLetterId: string) =>
      retry((requestId) => client.redriveDeadLetter({ deadLetterId, requestId }, of(service)), { idempotent: true }),
    onSuccess({ deadLetter }) {
      if (deadLetter?.redrivenAt) say(text.operator.redriven);
      else if (deadLetter?.redrivePending) say(text.operator.redrivePending);
      else say(text.operator.stillParked, "problem");
    },
    onError: (error) => say(wordsFor(error, text), "problem"),
    onSettled: () => queries.invalidateQueries({ queryKey: ["dead-letters"] }),
  });
}

function Body({ service, letter, onClose }: { service: Worker; letter: DeadLetter; onClose: () => void }) {
  const { text } = useWords();
  const client = createClient(DeadLetterService, useTransport());
  const query = useQuery({
    queryKey: ["dead-letter", letter.deadLetterId],
    queryFn: async ({ signal }) => (await client.getDeadLetter({ deadLetterId: letter.deadLetterId }, { ...of(service), signal })).deadLetter ?? null,
    gcTime: 0,
  });
  return (
    <Dialog title={text.operator.body} onClose={onClose}>
      <p className="fine">{text.operator.bodyNote}</p>
      <p className="mono fine">{letter.subject}</p>
      <Loaded query={query}>
        {(whole) => <pre className="code" tabIndex={0}>{pretty(whole?.payloadJson ?? "")}</pre>}
      </Loaded>
    </Dialog>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json || "–";
  }
}
