import { DashboardService } from "@baedal/sdk/dashboard/v1";
import { useQuery } from "@connectrpc/connect-query";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { Link } from "wouter";

import { formatSpan } from "../format/time.js";
import { useWords } from "../i18n/index.js";
import { Loaded } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { At } from "../ui/Since.js";
import { Flow } from "./Flow.js";
import { parts, tellers, useDeadLetters, useHealth, useOutboxes, type State } from "./status.js";

export function Overview() {
  const { text } = useWords();
  const health = useHealth();
  return (
    <Page title={text.operator.overview}>
      <div className="overview">
        <Flow health={health} />
        <section className="card stack" aria-label={text.operator.health}>
          <h2>{text.operator.health}</h2>
          <ul className="facts">
            {parts.map((part) => (
              <li key={part} className="row between">
                <span>{text.operator.services[part]}</span>
                <Light state={health[part]} />
              </li>
            ))}
          </ul>
        </section>
      </div>
      <div className="tiles">
        <Outboxes />
        <Lag />
        <Letters />
      </div>
    </Page>
  );
}

const tones: Record<State, string> = { up: "good", down: "bad", unknown: "fresh", asked: "calm" };

function Light({ state }: { state: State }) {
  const { text } = useWords();
  return <span className={`chip chip-${tones[state]}`}>{state === "asked" ? "…" : text.operator[state]}</span>;
}

function Lag() {
  const { text, locale } = useWords();
  const query = useQuery(DashboardService.method.getProjectionStatus, {}, { refetchInterval: 2_000, meta: { polled: true } });
  return (
    <section className="card stack" aria-label={text.operator.lag}>
      <h2>{text.operator.lag}</h2>
      <Loaded query={query}>
        {({ status }) => status && (
          <>
            <p className="figure">
              {status.pendingEvents === undefined ? <strong className="figure-words">{text.operator.unknownLag}</strong>
                : status.pendingEvents === 0n ? <strong className="figure-words">{text.operator.caughtUp}</strong>
                  : <><strong>{new Intl.NumberFormat(locale).format(status.pendingEvents)}</strong><span>{text.operator.pending}</span></>}
            </p>
            <p className="muted">
              <At at={status.asOf} />{status.rebuilding && ` · ${text.operator.rebuilding}`}
            </p>
          </>
        )}
      </Loaded>
    </section>
  );
}

function Outboxes() {
  const { text, locale } = useWords();
  const queries = useOutboxes();
  const number = new Intl.NumberFormat(locale);
  return (
    <section className="card stack" aria-label={text.operator.outbox}>
      <h2>{text.operator.outbox}</h2>
      <ul className="facts">
        {tellers.map((service, index) => {
          const query = queries[index];
          const status = query?.data;
          const age = status?.oldestUnpublishedAge;
          return (
            <li key={service} className="row between">
              <span>{text.operator.services[service]}</span>
              {!status ? <span className="chip chip-fresh">{query?.isPending ? "…" : text.operator.unknown}</span>
                : status.unpublishedEvents === 0n ? <span className="chip chip-calm">{text.operator.outboxEmpty}</span>
                  : (
                    <span className="chip chip-busy" title={age && text.operator.oldest(formatSpan(-durationMs(age), locale))}>
                      {number.format(status.unpublishedEvents)}
                    </span>
                  )}
            </li>
          );
        })}
      </ul>
      <p className="fine">{text.operator.outboxDepth}</p>
    </section>
  );
}

function Letters() {
  const { text } = useWords();
  const { letters, silent, asked, areMore } = useDeadLetters();
  return (
    <section className="card stack" aria-label={text.operator.letters}>
      <h2>{text.operator.letters}</h2>
      {letters.length > 0 && (
        <Link href="/dead-letters" className="button button-danger">{areMore ? text.operator.lettersMore(letters.length) : text.operator.lettersCount(letters.length)}</Link>
      )}
      {silent && <p className="hint">{silent}</p>}
      {letters.length === 0 && !silent && <p className="muted">{asked ? text.state.loading : text.operator.noLetters}</p>}
    </section>
  );
}
